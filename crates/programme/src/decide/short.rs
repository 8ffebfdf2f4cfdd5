//! Files that fall short of the articles. A file that was served under an older version of Carer is still read, and may lack
//! what an article asks for now. Whatever the file does not provide for is then not done to anybody; everything else goes on.

use crate::refusal::{self, EngineRule, Refusal};
use crate::rules::{DonationKind, Programme, Question, Route};

/// The rule that refuses it.
pub(super) const RULE: EngineRule = refusal::FILE_FALLS_SHORT;
/// What can be done.
pub(super) const NEXT: &str = "Whoever keeps the programme file adds it. `carer check` says where, and what to write.";

/// What the file lacks before somebody may be asked to give something of a kind: the article, and what it is.
pub(super) fn of_kind(kind: &DonationKind, route: Option<Route>, programme: &Programme) -> Vec<(u8, &'static str)> {
    let is_told = |question| programme.topics.iter().any(|topic| topic.before.contains(&question));
    let told = is_told(Question::Donation);
    let told_of_exchange = route != Some(Route::Exchange) || is_told(Question::Exchange);
    let follow_up = programme.follow_up.as_ref();
    let is_seen = follow_up.is_some_and(|follow_up| follow_up.windows_of(&kind.id).next().is_some());
    let is_for_life = follow_up.is_some_and(|follow_up| follow_up.for_life.is_some());
    let consents = programme.consent_for(&kind.id).next().is_some();
    let asked_for = [
        (told, 1, "It says nothing that is told before somebody is asked to give."),
        (told_of_exchange, 1, "It says nothing that is told before somebody is asked to give in an exchange."),
        (kind.reflection.is_some(), 2, "It gives no time to reflect."),
        (consents, 2, "It names nothing that is said yes to."),
        (kind.per_life.is_some(), 4, "It has no limit for a life."),
        (!kind.needs.is_empty(), 4, "It asks for no check that is in date on the day."),
        (!kind.verify.is_empty(), 4, "It names nothing that two people verify."),
        (is_seen, 6, "It says at no time how those are who gave."),
        (is_for_life, 6, "It does not say how staying in touch goes on for life."),
    ];
    asked_for.into_iter().filter(|(is_there, ..)| !is_there).map(|(_, article, lacks)| (article, lacks)).collect()
}

/// Refuses to assess anybody under a file that has nothing told before. A story's is only simulated.
pub(super) fn nothing_is_told(programme: &Programme, what: &str) -> Result<(), Refusal> {
    let told = programme.topics.iter().any(|topic| topic.before.contains(&Question::Evaluation));
    if told || programme.fiction.is_some() {
        return Ok(());
    }
    Err(refusal::by(RULE, what, "It says nothing that is told before somebody is assessed.", NEXT).article(1))
}

/// Refuses to register anybody into a stage in which people are assessed: nobody can be on their side before.
pub(super) fn assessed_from_the_start(programme: &Programme, what: &str) -> Result<(), Refusal> {
    let assessed = programme.stages.first().is_some_and(|first| first.assessed);
    if !assessed || programme.fiction.is_some() {
        return Ok(());
    }
    let detail = "It has people assessed in its first stage, before anybody can be on their side.";
    Err(refusal::by(RULE, what, detail, NEXT).article(3))
}
