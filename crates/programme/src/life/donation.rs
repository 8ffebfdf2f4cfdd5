//! What happens in a donation, in sentences.

use crate::donation::{
    Approved, CalledOff, Consent, Given, Idea, Identifier, Opening, OwnWord, SaidInError, Toward, Verification,
};
use crate::event::{DonationEvent, Private};
use crate::ids::{AccountId, DonationKindId};
use crate::rules::Programme;

use super::{Names, Sentence, Voice, because, ended, in_sentence, named, plain, plain_date};

/// An event of a donation as a sentence; `None` where what it said is erased.
pub(super) fn sentence<'p>(event: &DonationEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    use DonationEvent as E;
    use Private::Known;
    let voice = names.voice;
    Some(match event {
        E::Recorded { given: Known(given), .. } => {
            let went = voice.pick("Went", "You went");
            let home = given.discharged.map_or(String::new(), |home| format!(" {went} home on {}.", plain_date(home)));
            let text = format!(
                "{}{home} Brought in from before this record, or from elsewhere.",
                gave(given, programme, names)
            );
            plain(Some(given.on), text)
        }
        E::Done { given: Known(given), .. } => plain(Some(given.on), gave(given, programme, names)),
        E::Opened { opening: Known((opening, on)), .. } => {
            opened(programme, opening, plain(Some(*on), String::new()), voice)
        }
        E::Consented { consent: Known(consent), .. } => consented(programme, consent, names),
        E::ReflectionShortened { word: Known(word), .. } => plain(
            Some(word.on),
            format!("{} for less time to reflect.{}", voice.pick("Asked", "You asked"), heard(word, names)),
        ),
        E::Withdrawn { word: Known(word), .. } => plain(
            Some(word.on),
            format!("{} the donation, as everybody may.{}", voice.pick("Stopped", "You stopped"), heard(word, names)),
        ),
        E::Decided { decision: Known(decision), .. } => decided(programme, decision),
        E::Scheduled { appointed: Known(appointed), .. } => {
            let at = (names.site)(appointed.site).map_or(String::new(), |site| format!(" at {site}"));
            plain(None, format!("The donation was set for {}{at}.", plain_date(appointed.on)))
        }
        E::Verified { verification: Known(verification), .. } => verified(programme, verification, names),
        E::Started { on: Known(on), .. } => {
            plain(Some(*on), format!("{} to sleep for the operation.", voice.pick("Went", "You went")))
        }
        E::CalledOff { called_off: Known(called_off), .. } => called(called_off, voice),
        E::Noted { note: Known(note), .. } => {
            plain(Some(note.on), format!("After the operation: {}", ended(&note.text)))
        }
        E::Discharged { on: Known(on), .. } => {
            plain(Some(*on), format!("{} home after the operation.", voice.pick("Went", "You went")))
        }
        E::EnteredInError { said: Known(said), .. } => in_error(said, names),
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &DonationEvent, voice: Voice) -> &'static str {
    use DonationEvent as E;
    match event {
        E::Recorded { .. } => "A donation was written down.",
        E::Opened { .. } => "A donation was thought of.",
        E::Consented { .. } => {
            voice.pick("They said yes to something about a donation.", "You said yes to something about a donation.")
        }
        E::ReflectionShortened { .. } => {
            voice.pick("They asked for less time to reflect.", "You asked for less time to reflect.")
        }
        E::Withdrawn { .. } => voice.pick("They stopped a donation.", "You stopped a donation."),
        E::Decided { .. } => "An authority decided about a donation.",
        E::Scheduled { .. } => "A donation was set for a day.",
        E::Verified { .. } => "A donation was verified.",
        E::Started { .. } => voice.pick("They went to sleep for an operation.", "You went to sleep for an operation."),
        E::Done { .. } => voice.pick("They gave.", "You gave."),
        E::CalledOff { .. } => "A donation was called off.",
        E::Noted { .. } => voice.pick(
            "It was written down how they were after an operation.",
            "It was written down how you were after an operation.",
        ),
        E::Discharged { .. } => voice.pick("They went home after an operation.", "You went home after an operation."),
        E::EnteredInError { .. } => "Something about a donation was said to be written down in error.",
    }
}

fn opened<'p>(programme: &'p Programme, opening: &Opening, blank: Sentence<'p>, voice: Voice) -> Sentence<'p> {
    let what = kind(programme, &opening.kind);
    let toward = match opening.toward {
        Toward::Directed { .. } => voice.pick("for somebody they know", "for somebody you know"),
        Toward::Exchange { .. } => {
            voice.pick("in an exchange, for somebody they know", "in an exchange, for somebody you know")
        }
        Toward::List => "for whoever is next on the list",
    };
    let text = match opening.idea {
        Idea::Asked => {
            let asked = voice.pick("Was asked whether they would", "You were asked whether you would");
            format!("{asked} give {what}, {toward}.")
        }
        Idea::Offered => format!("{} to give {what}, {toward}.", voice.pick("Offered", "You offered")),
    };
    let known = programme.donation_kind(&opening.kind);
    let reflection = known.and_then(|kind| kind.reflection.as_ref()).map(|reflection| &reflection.rule);
    Sentence { text, rules: known.map(|kind| &kind.rule).into_iter().chain(reflection).collect(), ..blank }
}

fn consented<'p>(programme: &'p Programme, consent: &Consent, names: &Names<'_>) -> Sentence<'p> {
    let element = programme.consent_elements.iter().find(|element| element.id == consent.element);
    let name = element.map_or(consent.element.as_str(), |element| element.name.as_str());
    let words = element.filter(|element| element.version == consent.version);
    let said = words.map_or_else(
        || format!(" (words of version {}, which are not the present ones)", consent.version),
        |element| format!(" “{}”", element.rule.plain),
    );
    let yes = names.voice.pick("Said yes", "You said yes");
    let text = format!("{yes} to “{name}”:{said} {} heard it.", named(names, consent.to));
    let rules = words.map(|element| &element.rule).into_iter().collect();
    Sentence { rules, ..plain(Some(consent.on), text) }
}

fn in_error<'p>(said: &SaidInError, names: &Names<'_>) -> Sentence<'p> {
    let who = said.by.map_or("Somebody".to_owned(), |by| named(names, by));
    let two = if said.what.takes_two() { " It counts once two people have said so." } else { "" };
    let why = because(&said.reason);
    plain(Some(said.on), format!("{who} said that it was written down in error {}.{two} {why}", said.what.plain()))
}

fn decided<'p>(programme: &'p Programme, decision: &Approved) -> Sentence<'p> {
    let asked = programme.donation_kinds.iter().flat_map(|kind| &kind.approvals);
    let asked = asked.into_iter().find(|asked| asked.id == decision.approval);
    let name = asked.map_or(decision.approval.as_str(), |asked| asked.name.as_str());
    let was = if decision.granted { "yes" } else { "no" };
    let reason = if decision.reason.is_empty() { String::new() } else { format!(" {}", ended(&decision.reason)) };
    let reported = plain_date(decision.reported);
    let text = format!("“{name}”: the decision was {was}.{reason} {} reported on {reported}.", decision.assessor);
    Sentence { rules: asked.map(|asked| &asked.rule).into_iter().collect(), ..plain(Some(decision.decided), text) }
}

fn heard(word: &OwnWord, names: &Names<'_>) -> String {
    word.to.map_or(String::new(), |to: AccountId| format!(" {} heard it.", named(names, to)))
}

fn verified<'p>(programme: &'p Programme, verification: &Verification, names: &Names<'_>) -> Sentence<'p> {
    let items: Vec<_> = programme
        .donation_kinds
        .iter()
        .flat_map(|kind| &kind.verify)
        .filter(|item| verification.as_expected.contains(&item.id))
        .map(|item| in_sentence(&item.name))
        .collect();
    let by: Vec<_> = verification.identifiers.iter().map(|one| identifier(*one, names.voice)).collect();
    let who = named(names, verification.by);
    let text = format!(
        "{who} verified it, all as expected: {}. Made sure who {} by {}.",
        items.join(", "),
        names.voice.pick("they are", "you are"),
        by.join(" and ")
    );
    plain(Some(verification.on), text)
}

const fn identifier(identifier: Identifier, voice: Voice) -> &'static str {
    match identifier {
        Identifier::Name => voice.pick("their name", "your name"),
        Identifier::Birth => voice.pick("the day of their birth", "the day of your birth"),
        Identifier::Number => voice.pick("their number", "your number"),
        Identifier::Photograph => "a photograph",
    }
}

fn called<'p>(called_off: &CalledOff, voice: Voice) -> Sentence<'p> {
    let asleep = voice.pick(", after they had gone to sleep for it", ", after you had gone to sleep for it");
    let when = if called_off.after_anaesthesia { asleep } else { "" };
    plain(Some(called_off.on), format!("The donation was called off{when}. {}", because(&called_off.reason)))
}

fn gave(given: &Given, programme: &Programme, names: &Names<'_>) -> String {
    let at = given.site.and_then(names.site).map_or(String::new(), |site| format!(" At {site}."));
    format!("{}: {}.{at}", names.voice.pick("Gave", "You gave"), kind(programme, &given.kind))
}

/// What is given, in the middle of a sentence.
fn kind(programme: &Programme, id: &DonationKindId) -> String {
    let name = programme.donation_kind(id).map_or(id.as_str(), |kind| kind.name.as_str());
    name.strip_prefix("A ").map_or_else(|| in_sentence(name), |rest| format!("a {rest}"))
}
