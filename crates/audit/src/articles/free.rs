//! Article 2, free to say no: consent is the donor's own, per donation, after time to reflect, which only the donor may ask to
//! shorten and never to nothing; and nothing happens to a donation once the donor has withdrawn.

use jiff::civil::Date;

use super::{Context, Found, beside, questions_of, told};
use crate::file::File;
use crate::format::InDonation;
use crate::person::{Donation, Person, Said};

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    for kind in &file.kinds {
        match &kind.reflection {
            None => {
                found.push(Found::new(2, format!("the file leaves no time to reflect before giving “{}”", kind.id)))
            }
            Some(reflection)
                if reflection.time.is_nothing() || reflection.least.is_some_and(|least| least.is_nothing()) =>
            {
                let what = format!("the file lets the time to reflect before giving “{}” be nothing", kind.id);
                found.push(Found::new(2, what).by(&reflection.id));
            }
            Some(_) => {}
        }
        if file.elements_for(&kind.id).next().is_none() {
            found.push(Found::new(2, format!("by the file, nothing is said yes to before giving “{}”", kind.id)));
        }
    }
}

pub(super) fn of_event(at: &Context<'_>, id: &str, what: &InDonation, found: &mut Vec<Found>) {
    use InDonation as D;
    let known = at.person.and_then(|person| person.donations.get(id));
    let puts_right = matches!(what, D::InError { .. });
    if let Some(withdrawn) = known.and_then(|known| known.withdrawn).filter(|_| !puts_right) {
        found
            .push(Found::new(2, format!("something was done in a donation that the donor had stopped on {withdrawn}")));
    }
    match what {
        D::Consented { element, to, on, .. } => {
            own_word(at, Some(to), "said yes", found);
            heard(at, to, known, *on, found);
            reflected(at, known, element, *on, found);
        }
        D::Shortened { to, .. } => {
            own_word(at, to.as_deref(), "asked for less time to reflect", found);
            if let Some(to) = to {
                heard(at, to, known, at.today, found);
            }
            let reflection = known.and_then(|known| at.file.kind(&known.kind)?.reflection.as_ref());
            if reflection.is_none_or(|reflection| reflection.least.is_none()) {
                found.push(Found::new(2, "the time to reflect was shortened, and no rule of the file lets it be"));
            }
        }
        D::Withdrawn { to, .. } => own_word(at, to.as_deref(), "stopped", found),
        D::Opened { is_offer, on, .. } => asked_after_stopping(at, *is_offer, *on, found),
        D::Recorded { on, is_ours, .. } => recorded(at, *on, *is_ours, found),
        D::Started { on } => started(at, known, *on, found),
        D::Done { kind, .. } => match known.filter(|known| known.started.is_some()) {
            None => {
                let what = "something was taken from them, and nothing says that it was begun with their consent";
                found.push(Found::new(2, what));
            }
            Some(known) if known.kind != *kind => {
                found.push(Found::new(
                    2,
                    format!("“{kind}” was taken from them, and they had said yes to “{}”", known.kind),
                ));
            }
            Some(_) => {}
        },
        _ => {}
    }
}

/// Only the donor says it: themselves, or to somebody who writes down in their own name what they heard. Who had not signed in is
/// nobody that the log can name, and is counted by the report.
fn own_word(at: &Context<'_>, heard_by: Option<&str>, what: &str, found: &mut Vec<Found>) {
    let Some(author) = at.author else { return };
    let is_own = at.world.accounts.get(author).is_some_and(|account| account.person.as_deref() == Some(at.id));
    if !is_own && heard_by != Some(author) {
        let what = format!("somebody wrote down that the donor {what}, who is neither the donor nor whoever heard it");
        found.push(Found::new(2, what));
    }
}

/// Whoever hears a consent has no part in it: not the donor, not who would receive, nobody with a tie to that one.
fn heard(at: &Context<'_>, to: &str, known: Option<&Donation>, on: Date, found: &mut Vec<Found>) {
    let account = at.world.accounts.get(to);
    if account.is_some_and(|account| account.person.as_deref() == Some(at.id)) {
        found.push(Found::new(2, "the donor's consent was heard by the donor alone"));
    }
    let recipient = known.and_then(|known| known.recipient.as_deref());
    if let Some(tie) = recipient.and_then(|recipient| beside::tie(at.world, to, recipient, on, false)) {
        found.push(Found::new(
            2,
            format!("the donor's consent was heard by somebody who is not independent: they {tie}"),
        ));
    }
}

fn reflected(at: &Context<'_>, known: Option<&Donation>, element: &str, on: Date, found: &mut Vec<Found>) {
    let (Some(person), Some(known)) = (at.person, known) else { return };
    if let Some((over, rule)) = too_early(person, known, at.file, on) {
        let what = format!("they said yes to “{element}” on {on}, and their time to reflect went on until {over}");
        found.push(Found::new(2, what).by(rule));
    }
}

/// Until when their time to reflect went on, where they said yes on a day before that.
fn too_early<'f>(person: &Person, known: &Donation, file: &'f File, on: Date) -> Option<(Date, &'f str)> {
    let opened = known.opened?;
    let reflection = file.kind(&known.kind).and_then(|kind| kind.reflection.as_ref())?;
    let told = told::told_all(person, file, questions_of(&known.route), on).unwrap_or(opened);
    let is_shortened = known.shortened.is_some_and(|shortened| shortened <= on);
    let time = reflection.least.filter(|_| is_shortened).unwrap_or(reflection.time);
    let over = time.after(told.max(opened));
    (on < over).then_some((over, reflection.id.as_str()))
}

/// Whoever has stopped is not asked again: what comes next is an offer of their own.
fn asked_after_stopping(at: &Context<'_>, is_offer: bool, on: Date, found: &mut Vec<Found>) {
    let donations = at.person.into_iter().flat_map(|person| person.donations.values());
    let last = donations.filter(|donation| donation.opened.is_some()).max_by_key(|donation| donation.order);
    if let Some(stopped) = last.and_then(|last| last.withdrawn).filter(|_| !is_offer) {
        let what = format!("they were asked again on {on}, and had stopped on {stopped}");
        found.push(Found::new(2, what));
    }
}

/// What is written down as done, at a site of the programme and since they are in it, is something that was done here with none of
/// the steps that protect them.
fn recorded(at: &Context<'_>, on: Date, is_ours: bool, found: &mut Vec<Found>) {
    let is_since = at.person.and_then(|person| person.registered).is_some_and(|registered| registered <= on);
    if is_ours && is_since {
        let what = format!("something was taken from them here on {on}, and it was only written down afterwards");
        found.extend([2, 4].map(|article| Found::new(article, what.clone())));
    }
}

fn started(at: &Context<'_>, known: Option<&Donation>, on: Date, found: &mut Vec<Found>) {
    let Some(known) = known.filter(|known| known.opened.is_some()) else {
        found.push(Found::new(2, format!("they were put to sleep to give on {on}, and had never been asked")));
        return;
    };
    if known.called_off.is_some() {
        found.push(Found::new(2, format!("a donation was begun on {on} that had been called off")));
    }
    for element in at.file.elements_for(&known.kind) {
        let said = known.consents.get(&element.rule.id);
        let why = match said {
            None => "they had not said yes to",
            Some(said) if i64::try_from(said.version) != Ok(element.version) => {
                "they had said yes only to earlier words of"
            }
            Some(said) => match unfounded(at, known, said) {
                Some(why) => why,
                None => continue,
            },
        };
        let what = format!("they were put to sleep to give on {on}, and {why} “{}”", element.rule.id);
        found.push(Found::new(2, what).by(&element.rule.id));
    }
}

/// Why a yes does not count by what is known now: something had not been told by then, or the time to reflect was not over. It is
/// judged by the file under which it was said.
fn unfounded(at: &Context<'_>, known: &Donation, said: &Said) -> Option<&'static str> {
    let (person, file) = (at.person?, at.world.file(&said.under)?);
    if told::untold_then(person, &file, questions_of(&known.route), said.on).is_some() {
        return Some("they had not been told everything, as is known now, when they said yes to");
    }
    let early = too_early(person, known, &file, said.on);
    early.map(|_| "they had not had the time to reflect, as is known now, when they said yes to")
}
