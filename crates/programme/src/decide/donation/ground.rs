//! What a donation asks of the other parts of the programme: was the donor told, does somebody stand by them, and who
//! stands by the one who would receive. Whatever answers these elsewhere is asked from here alone.

use jiff::civil::Date;

use crate::care::{CareKind, CareTime};
use crate::ids::AccountId;
use crate::person::Person;
use crate::refusal;
use crate::rules::{Programme, Question, Route, Topic};
use crate::telling::{self, Telling, Untold};

use super::super::telling::in_words;
use super::missing::{Missing, Supplier};

/// That the donor has not been told everything, in its present words, and understood it. Nothing is asked of them until they
/// have (article 1).
///
/// To be asked for an exchange is to be asked two things: whether they will give, and whether they will take part in it.
pub(super) fn untold(donor: &Person, route: Option<Route>, programme: &Programme, on: Date) -> Option<Missing> {
    let mut untold = telling::untold(donor, programme, Question::Donation, on);
    if route == Some(Route::Exchange) {
        let of_exchange = telling::untold(donor, programme, Question::Exchange, on);
        let is_new = |other: &Untold<'_>| untold.iter().all(|known| known.topic.id != other.topic.id);
        let new: Vec<_> = of_exchange.into_iter().filter(is_new).collect();
        untold.extend(new);
    }
    let names: Vec<_> = untold.iter().map(in_words).collect();
    let detail = format!("Still to be told: {}.", names.join("; "));
    let next = "Tell them, ask them to say it back, and record it.";
    let missing = Missing::by(refusal::UNTOLD, detail, Supplier::Advocate, next).article(1);
    untold.first().map(|first| Missing { source: Some(first.topic.rule.source.clone()), ..missing })
}

/// The first day on which a donor had understood everything that has to be told before they are asked, in its present words:
/// the time to reflect is not over before they have had it all since then. To be told something again takes nothing from it.
pub(super) fn last_told(donor: &Person, programme: &Programme) -> Option<Date> {
    let topics = programme.topics.iter().filter(|topic| topic.before.contains(&Question::Donation));
    let first = |topic: &Topic| {
        let counts = |telling: &&Telling| {
            telling.topic == topic.id
                && telling.version == topic.version
                && telling.told.understood
                && !telling.in_error
        };
        donor.tellings.iter().filter(counts).map(|telling| telling.told.on).min()
    };
    topics.filter_map(first).max()
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
