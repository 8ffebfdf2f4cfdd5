//! What happens in a donation, in sentences.

use crate::donation::{Approved, CalledOff, Consent, Given, Idea, Identifier, Opening, OwnWord, Toward, Verification};
use crate::event::{DonationEvent, Private};
use crate::ids::{AccountId, DonationKindId};
use crate::rules::Programme;

use super::{Names, Sentence, because, ended, in_sentence, named, plain, plain_date};

/// An event of a donation as a sentence; `None` where what it said is erased.
pub(super) fn sentence<'p>(event: &DonationEvent, programme: &'p Programme, names: &Names<'_>) -> Option<Sentence<'p>> {
    use DonationEvent as E;
    use Private::Known;
    Some(match event {
        E::Recorded { given: Known(given), .. } => {
            let home = given.discharged.map_or(String::new(), |home| format!(" Went home on {}.", plain_date(home)));
            let text = format!(
                "{}{home} Brought in from before this record, or from elsewhere.",
                gave(given, programme, names)
            );
            plain(Some(given.on), text)
        }
        E::Done { given: Known(given), .. } => plain(Some(given.on), gave(given, programme, names)),
        E::Opened { opening: Known((opening, on)), .. } => opened(programme, opening, plain(Some(*on), String::new())),
        E::Consented { consent: Known(consent), .. } => consented(programme, consent, names),
        E::ReflectionShortened { word: Known(word), .. } => {
            plain(Some(word.on), format!("Asked for less time to reflect.{}", heard(word, names)))
        }
        E::Withdrawn { word: Known(word), .. } => {
            plain(Some(word.on), format!("Stopped the donation, as everybody may.{}", heard(word, names)))
        }
        E::Decided { decision: Known(decision), .. } => decided(programme, decision),
        E::Scheduled { appointed: Known(appointed), .. } => {
            let at = (names.site)(appointed.site).map_or(String::new(), |site| format!(" at {site}"));
            plain(None, format!("The donation was set for {}{at}.", plain_date(appointed.on)))
        }
        E::Verified { verification: Known(verification), .. } => verified(programme, verification, names),
        E::Started { on: Known(on), .. } => plain(Some(*on), "Went to sleep for the operation.".to_owned()),
        E::CalledOff { called_off: Known(called_off), .. } => called(called_off),
        E::Noted { note: Known(note), .. } => {
            plain(Some(note.on), format!("After the operation: {}", ended(&note.text)))
        }
        E::Discharged { on: Known(on), .. } => plain(Some(*on), "Went home after the operation.".to_owned()),
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &DonationEvent) -> &'static str {
    use DonationEvent as E;
    match event {
        E::Recorded { .. } => "A donation was written down.",
        E::Opened { .. } => "A donation was thought of.",
        E::Consented { .. } => "They said yes to something about a donation.",
        E::ReflectionShortened { .. } => "They asked for less time to reflect.",
        E::Withdrawn { .. } => "They stopped a donation.",
        E::Decided { .. } => "An authority decided about a donation.",
        E::Scheduled { .. } => "A donation was set for a day.",
        E::Verified { .. } => "A donation was verified.",
        E::Started { .. } => "They went to sleep for an operation.",
        E::Done { .. } => "They gave.",
        E::CalledOff { .. } => "A donation was called off.",
        E::Noted { .. } => "It was written down how they were after an operation.",
        E::Discharged { .. } => "They went home after an operation.",
    }
}

fn opened<'p>(programme: &'p Programme, opening: &Opening, blank: Sentence<'p>) -> Sentence<'p> {
    let what = kind(programme, &opening.kind);
    let toward = match opening.toward {
        Toward::Directed { .. } => "for somebody they know",
        Toward::Exchange { .. } => "in an exchange, for somebody they know",
        Toward::List => "for whoever is next on the list",
    };
    let text = match opening.idea {
        Idea::Asked => format!("Was asked whether they would give {what}, {toward}."),
        Idea::Offered => format!("Offered to give {what}, {toward}."),
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
    let text = format!("Said yes to “{name}”:{said} {} heard it.", named(names, consent.to));
    let rules = words.map(|element| &element.rule).into_iter().collect();
    Sentence { rules, ..plain(Some(consent.on), text) }
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
    let by: Vec<_> = verification.identifiers.iter().map(|one| identifier(*one)).collect();
    let who = named(names, verification.by);
    let text = format!(
        "{who} verified it, all as expected: {}. Made sure who they are by {}.",
        items.join(", "),
        by.join(" and ")
    );
    plain(Some(verification.on), text)
}

const fn identifier(identifier: Identifier) -> &'static str {
    match identifier {
        Identifier::Name => "their name",
        Identifier::Birth => "the day of their birth",
        Identifier::Number => "their number",
        Identifier::Photograph => "a photograph",
    }
}

fn called<'p>(called_off: &CalledOff) -> Sentence<'p> {
    let when = if called_off.after_anaesthesia { ", after they had gone to sleep for it" } else { "" };
    plain(Some(called_off.on), format!("The donation was called off{when}. {}", because(&called_off.reason)))
}

fn gave(given: &Given, programme: &Programme, names: &Names<'_>) -> String {
    let at = given.site.and_then(names.site).map_or(String::new(), |site| format!(" At {site}."));
    format!("Gave: {}.{at}", kind(programme, &given.kind))
}

/// What is given, in the middle of a sentence.
fn kind(programme: &Programme, id: &DonationKindId) -> String {
    let name = programme.donation_kind(id).map_or(id.as_str(), |kind| kind.name.as_str());
    name.strip_prefix("A ").map_or_else(|| in_sentence(name), |rest| format!("a {rest}"))
}
