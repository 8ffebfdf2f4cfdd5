//! What somebody needs now of whoever stands by them, in plain words: a conversation, to be told something, time to think, the next
//! step of what they give, the end of a wait, how they are since they gave. Made of what the other rules say; nothing is decided here.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::care::{CareTime, donor_since, talks_due};
use crate::decide::{NextKind, next_step, reflected_on};
use crate::donation::Donation;
use crate::follow_up::{WindowState, windows};
use crate::ids::{AccountId, DonationId};
use crate::life::plain_date;
use crate::person::Person;
use crate::rules::{Programme, Question};
use crate::telling::{Untold, untold};

/// An end that comes within so many days is said.
const SOON_DAYS: i32 = 30;

/// What sort of thing is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedKind {
    /// They and their advocate are to speak.
    Talk,
    /// They objected, and are to be answered.
    Appeal,
    /// Something is to be told to them.
    Tell,
    /// What they think of giving, or give, has a next step.
    Donation,
    /// A wait or a deferral ends soon.
    WaitEnds,
    /// They are asked how they are since they gave.
    FollowUp,
    /// Somebody asks to be their companion.
    Companion,
}

/// How pressing it is on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// It should have been done.
    Late,
    /// It can be done now.
    Due,
    /// It is good to know.
    Soon,
}

/// Something that somebody needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NeedNow {
    /// What sort.
    pub kind: NeedKind,
    /// How pressing.
    pub urgency: Urgency,
    /// Since when, or until when, or on which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// In plain words, about “them”.
    pub plain: String,
    /// The donation that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub donation: Option<DonationId>,
}

/// What somebody needs on a day of an advocate of theirs, the most pressing first. `beside` says who of those who stand by them
/// stands by whoever would receive what a donation of theirs gives.
pub fn needs_now(
    person: &Person,
    advocate: AccountId,
    beside: &dyn Fn(&Donation) -> Vec<CareTime>,
    programme: &Programme,
    today: Date,
) -> Vec<NeedNow> {
    if person.erased || person.is_away_on(today) || person.journey.handed_over().is_some() {
        return Vec::new();
    }
    let mut needs = Vec::new();
    needs.extend(talk(person, advocate, programme, today));
    needs.extend(appeals(person, today));
    needs.extend(tell(person, programme, today));
    for donation in person.donations.iter().filter(|donation| donation.is_open()) {
        needs.push(gives(person, &beside(donation), donation, programme, today));
    }
    needs.extend(waits(person, today));
    needs.extend(asked_how_they_are(person, programme, today));
    needs.extend(companions(person));
    needs.sort_by_key(|need| (need.urgency, need.kind, need.on));
    needs
}

fn talk(person: &Person, advocate: AccountId, programme: &Programme, today: Date) -> Option<NeedNow> {
    let due = talks_due(person, programme).into_iter().find(|due| due.advocate == advocate)?;
    if today < due.due_on {
        return None;
    }
    let (urgency, on) = if due.late_on <= today { (Urgency::Late, due.late_on) } else { (Urgency::Due, due.due_on) };
    let plain = match due.last {
        Some(last) => format!("You are to speak: the last time was on {}.", plain_date(last)),
        None => "You are to speak: you have not spoken yet.".to_owned(),
    };
    Some(NeedNow { kind: NeedKind::Talk, urgency, on: Some(on), plain, donation: None })
}

fn appeals(person: &Person, today: Date) -> impl Iterator<Item = NeedNow> {
    let open = person.appeals.iter().filter(|appeal| appeal.decided.is_none());
    open.map(move |appeal| {
        let urgency = if appeal.until < today { Urgency::Late } else { Urgency::Soon };
        let plain = "They object to what keeps them from giving, and wait for an answer in writing.".to_owned();
        NeedNow { kind: NeedKind::Appeal, urgency, on: Some(appeal.until), plain, donation: None }
    })
}

/// What is to be told before the next question that can be asked of them; of whoever gave, and thinks of nothing more, nothing.
fn tell(person: &Person, programme: &Programme, today: Date) -> Option<NeedNow> {
    let thinks = |donation: &Donation| donation.is_open() && donation.given.is_none() && donation.called_off.is_none();
    let is_assessed = programme.stage(person.stage()).is_some_and(|stage| stage.assessed);
    let question = if is_assessed || person.donations.iter().any(thinks) {
        Question::Donation
    } else if donor_since(person, programme).is_some() {
        return None;
    } else {
        Question::Evaluation
    };
    let untold = untold(person, programme, question, today);
    let (first, more) = untold.split_first()?;
    let name = |one: &Untold<'_>| format!("“{}”", one.topic.name);
    let rest = match more.len() {
        0 => String::new(),
        1 => format!(", and {}", name(&more[0])),
        more => format!(", and {more} more"),
    };
    let plain = format!("To be told next, before anybody asks {}: {}{rest}.", of_them(question), name(first));
    Some(NeedNow { kind: NeedKind::Tell, urgency: Urgency::Due, on: None, plain, donation: None })
}

const fn of_them(question: Question) -> &'static str {
    match question {
        Question::Evaluation => "whether giving would be safe for them",
        Question::Donation => "whether they will give",
        Question::Exchange => "whether they will take part in an exchange",
    }
}

/// The next step of a donation, in words that can be said to the donor.
fn gives(person: &Person, beside: &[CareTime], donation: &Donation, programme: &Programme, today: Date) -> NeedNow {
    let next = next_step(person, beside, donation, programme, today);
    let reflected = reflected_on(person, donation, programme).filter(|reflected| today < *reflected);
    let (urgency, on, plain) = match next.step {
        NextKind::Consent if reflected.is_some() => {
            let until = reflected.map_or(String::new(), plain_date);
            (Urgency::Soon, reflected, format!("They think it over until {until}. Nobody asks them before."))
        }
        NextKind::Consent => {
            let text =
                "They can say yes to each thing now, or no. You can be the one who hears it. A no needs no reason.";
            (Urgency::Due, None, text.to_owned())
        }
        NextKind::Schedule => {
            (Urgency::Soon, None, "They have said yes to everything. A coordinator sets a day and a place.".to_owned())
        }
        NextKind::Verify | NextKind::Start => {
            let day = next.on.map_or(String::new(), |on| format!("It is set for {}. ", plain_date(on)));
            let text = format!("{day}Until they are asleep they can stop, and nobody may ask them why.");
            (if next.on == Some(today) { Urgency::Due } else { Urgency::Soon }, next.on, text)
        }
        NextKind::Finish => (Urgency::Due, None, "The operation is under way.".to_owned()),
        NextKind::Discharge => {
            (Urgency::Due, None, "They are getting well, and then go home. Ask how they are.".to_owned())
        }
        NextKind::Nothing => (Urgency::Soon, None, "It is over.".to_owned()),
    };
    NeedNow { kind: NeedKind::Donation, urgency, on, plain, donation: Some(donation.id) }
}

fn waits(person: &Person, today: Date) -> impl Iterator<Item = NeedNow> {
    let soon = today.saturating_add(SOON_DAYS.days());
    let ending = person.deferrals.on(today).filter_map(move |held| {
        let until = held.until().filter(|until| *until <= soon)?;
        let plain = match held.kind {
            None => format!(
                "Their own wait ends on {}. They can make it longer, and nobody asks them not to.",
                plain_date(until)
            ),
            Some(_) => format!("What keeps them from giving ends on {}.", plain_date(until)),
        };
        Some(NeedNow { kind: NeedKind::WaitEnds, urgency: Urgency::Soon, on: Some(until), plain, donation: None })
    });
    ending.collect::<Vec<_>>().into_iter()
}

fn asked_how_they_are(person: &Person, programme: &Programme, today: Date) -> Vec<NeedNow> {
    if person.is_left_alone() {
        return Vec::new();
    }
    let need = |window: crate::follow_up::Window| {
        let (urgency, when) = match window.state_on(today) {
            WindowState::Due => (Urgency::Due, format!("in time until {}", plain_date(window.last))),
            WindowState::Late => (Urgency::Late, format!("late since {}", plain_date(window.last))),
            _ => return None,
        };
        let known = programme.follow_up.as_ref().and_then(|rules| rules.windows.iter().find(|one| one.id == window.id));
        let name = known.map_or_else(|| window.id.to_string(), |known| known.name.clone());
        let plain = format!("They are asked how they are ({name}): {when}.");
        Some(NeedNow {
            kind: NeedKind::FollowUp,
            urgency,
            on: Some(window.last),
            plain,
            donation: Some(window.donation),
        })
    };
    windows(person, programme).into_iter().filter_map(need).collect()
}

fn companions(person: &Person) -> impl Iterator<Item = NeedNow> {
    let open = person.care.offers.iter().filter(|known| known.answer.is_none() && known.over.is_none());
    open.map(|known| {
        let plain = "Somebody asks to be their companion. They say yes or no themselves.".to_owned();
        NeedNow { kind: NeedKind::Companion, urgency: Urgency::Due, on: Some(known.offer.on), plain, donation: None }
    })
}
