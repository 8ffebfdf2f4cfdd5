//! What a donation asks of the other parts of the programme: was the donor told, does somebody stand by them, and who
//! stands by the one who would receive. Whatever answers these elsewhere is asked from here alone.

use jiff::civil::Date;

use crate::care::{CareKind, CareTime};
use crate::ids::AccountId;
use crate::person::Person;
use crate::refusal;
use crate::rules::{Programme, Question, Route, Topic};
use crate::telling::{self, Telling};

use super::super::telling::in_words;
use super::missing::{Missing, Supplier};

/// What somebody is asked who would give in this way.
pub(super) const fn questions(route: Option<Route>) -> &'static [Question] {
    match route {
        Some(Route::Exchange) => &[Question::Donation, Question::Exchange],
        _ => &[Question::Donation],
    }
}

/// That the donor has not been told everything, in its present words, and understood it. Nothing is asked of them until they
/// have (article 1).
pub(super) fn untold(donor: &Person, programme: &Programme, route: Option<Route>, on: Date) -> Option<Missing> {
    let untold = telling::untold_of_any(donor, programme, questions(route), on);
    let names: Vec<_> = untold.iter().map(in_words).collect();
    let detail = format!("Still to be told: {}.", names.join("; "));
    let next = "Tell them, ask them to say it back, and record it.";
    let missing = Missing::by(refusal::UNTOLD, detail, Supplier::Advocate, next).article(1);
    untold.first().map(|first| Missing { source: Some(first.topic.rule.source.clone()), ..missing })
}

/// The first day on which a donor had understood everything that has to be told before they are asked, in its present words:
/// the time to reflect is not over before they have had it all since then. To be told something again takes nothing from it.
pub(super) fn last_told(donor: &Person, programme: &Programme, route: Option<Route>) -> Option<Date> {
    let first = |topic: &Topic| {
        let counts = |telling: &&Telling| {
            telling.topic == topic.id
                && telling.version == topic.version
                && telling.told.understood
                && !telling.in_error
        };
        donor.tellings.iter().filter(counts).map(|telling| telling.told.on).min()
    };
    topics(programme, route).filter_map(first).max()
}

/// What a topic comes to by a day.
struct Heard {
    /// Whether it counts as told and understood on that day.
    is_told: bool,
    /// Whether the last telling of it was not understood.
    is_misunderstood: bool,
    /// When these words were understood first.
    first: Option<Date>,
}

/// Whether a donor who said yes on a day had been told everything by then, as far as it is known now; and the day by which they had.
/// What was told in words that came later says nothing of it, and so nothing that a later file says takes a yes back.
pub(super) enum ToldBy {
    /// Nothing that was believed then has turned out otherwise.
    AsBelieved,
    /// Something had not been told, or was not understood.
    Untold,
    /// All had been told by this day, which is later than was believed.
    LaterThanBelieved(Date),
}

/// Looks again at what a yes of this day rested on, without what was entered in error since.
pub(super) fn told_by(donor: &Person, programme: &Programme, route: Option<Route>, on: Date) -> ToldBy {
    let (mut believed, mut known): (Option<Date>, Option<Date>) = (None, None);
    for topic in topics(programme, route) {
        let by_then = |telling: &&Telling| telling.topic == topic.id && telling.told.on <= on;
        // Of several that are equal `max_by_key` gives the last one.
        let Some(last) = donor.tellings.iter().filter(by_then).max_by_key(|telling| telling.told.on) else {
            // The file did not ask for it then.
            continue;
        };
        let then = heard(donor, topic, last.version, on, |_| true);
        let now = heard(donor, topic, last.version, on, |telling| !telling.in_error);
        if now.is_misunderstood || (then.is_told && !now.is_told) {
            return ToldBy::Untold;
        }
        believed = believed.max(then.first);
        known = known.max(now.first);
    }
    match known {
        Some(day) if believed < known => ToldBy::LaterThanBelieved(day),
        _ => ToldBy::AsBelieved,
    }
}

fn heard(donor: &Person, topic: &Topic, version: u32, on: Date, counts: impl Fn(&Telling) -> bool) -> Heard {
    let of_topic = || {
        let by_then = |telling: &&Telling| telling.topic == topic.id && telling.told.on <= on && counts(telling);
        donor.tellings.iter().filter(by_then)
    };
    let last = of_topic().max_by_key(|telling| telling.told.on);
    let is_misunderstood = last.is_some_and(|last| !last.told.understood);
    let in_date = |last: &&Telling| topic.valid_for.is_none_or(|valid_for| on < valid_for.after(last.told.on));
    let is_told = !is_misunderstood && last.filter(in_date).is_some_and(|last| last.version == version);
    let understood = of_topic().filter(|telling| telling.version == version && telling.told.understood);
    Heard { is_told, is_misunderstood, first: understood.map(|telling| telling.told.on).min() }
}

fn topics(programme: &Programme, route: Option<Route>) -> impl Iterator<Item = &Topic> {
    let asked = questions(route);
    programme.topics.iter().filter(move |topic| topic.before.iter().any(|question| asked.contains(question)))
}

/// That nobody is on the donor's side who has no part in the care of whoever would receive (article 3).
pub(super) fn no_advocate(donor: &Person, beside: &[CareTime], on: Date) -> Option<Missing> {
    let advocates = || donor.carers_on(on).filter(|time| time.kind == CareKind::Advocate);
    if advocates().any(|time| !cares_for(time.carer, beside, on)) {
        return None;
    }
    let detail = match advocates().next() {
        None => "Nobody is their advocate.",
        Some(_) => "Their advocate also stands by whoever would receive.",
    };
    let missing = Missing::by(refusal::ADVOCATE_FIRST, detail, Supplier::Coordinator, "Put an advocate by their side.");
    Some(missing.article(3))
}

/// Whether somebody stands by whoever would receive; `beside` are the times in which somebody does.
pub(super) fn cares_for(account: AccountId, beside: &[CareTime], on: Date) -> bool {
    beside.iter().any(|time| time.carer == account && time.is_on(on))
}
