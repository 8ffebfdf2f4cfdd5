//! The next contact: every donor has a day for it until their death, a hand-over that the other programme has acknowledged, or
//! their own wish to be left alone (article 6). And the next way to reach somebody who could not be reached so far.

use jiff::civil::Date;

use crate::ids::WindowId;
use crate::person::Person;
use crate::rules::Programme;

use super::silence::silences;
use super::windows::{Window, WindowState, windows};
use super::{Attempt, AttemptOutcome, WayKind};

/// When somebody is to be in touch with a donor next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextContact {
    /// The day: today where it could have been before.
    pub on: Date,
    /// For which window of the file; none before a donation.
    pub window: Option<WindowId>,
    /// Since when they can be asked, or from when on.
    pub since: Date,
}

/// A way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextWay {
    /// By what.
    pub by: WayKind,
    /// The number or address.
    pub address: String,
    /// Through whom, where it is somebody who always knows where they are.
    pub through: Option<String>,
}

/// The next contact, seen from a day. `None` of nobody but the dead, those with whom another programme is in touch, those who
/// want to be left alone, the erased, and people who are not donors: who never gave, and were never in a stage in which people
/// are assessed.
pub fn next_contact(person: &Person, programme: &Programme, on: Date) -> Option<NextContact> {
    if person.erased || silences(person).iter().any(|silence| silence.is_on(on)) {
        return None;
    }
    let is_asked =
        |window: &&Window| matches!(window.state_on(on), WindowState::NotYet | WindowState::Due | WindowState::Late);
    let all = windows(person, programme);
    if let Some(next) = all.iter().filter(is_asked).min_by_key(|window| window.first) {
        let since = next.first;
        return Some(NextContact { on: since.max(on), window: Some(next.id.clone()), since });
    }
    let assessed = |id| programme.stage(id).is_some_and(|stage| stage.assessed);
    let is_donor = !person.donations.is_empty() || person.stages.iter().any(|(stage, _)| assessed(stage));
    let for_life = programme.follow_up.as_ref()?.for_life.as_ref().filter(|_| is_donor)?;
    let examined = person.examinations.values().map(|recorded| recorded.content.on).max();
    let last = person.registered.max(examined.unwrap_or(Date::MIN));
    let since = for_life.every.after(last.max(person.follow_up.last_contact().unwrap_or(Date::MIN)));
    Some(NextContact { on: since.max(on), window: None, since })
}

/// The next way to reach them: the first of those that they agreed to, and then of the people who always know where they are,
/// that was tried least since somebody reached them last, and did not turn out to be of no use.
pub fn next_way(person: &Person) -> Option<NextWay> {
    let plan = person.follow_up.plan.as_ref()?;
    let tried = ways_tried(person);
    let of = |by: WayKind| tried.iter().filter(move |attempt| attempt.by == by);
    let is_the_only = |by: WayKind| plan.ways.iter().filter(|way| way.by == by).count() < 2;
    let at = |way: &NextWay| {
        let (by, address) = (way.by, way.address.clone());
        of(by).filter(move |attempt| attempt.address.as_ref().map_or(is_the_only(by), |tried| *tried == address))
    };
    let own = plan.ways.iter().map(|way| NextWay { by: way.by, address: way.address.clone(), through: None });
    let keepers = plan.keepers.iter().map(|keeper| NextWay {
        by: WayKind::Keeper,
        address: keeper.address.clone(),
        through: Some(format!("{}, {}", keeper.name, keeper.relation)),
    });
    let keepers_tried = of(WayKind::Keeper).count();
    let count = |place: usize, way: &NextWay| match way.by {
        // Nobody writes down which of them was asked: they take turns.
        WayKind::Keeper => (keepers_tried + plan.keepers.len() - 1 - place) / plan.keepers.len(),
        by => of(by).filter(|attempt| attempt.address.as_ref().is_none_or(|tried| *tried == way.address)).count(),
    };
    let is_useless = |way: &NextWay| way.by != WayKind::Keeper && at(way).any(|attempt| attempt.outcome.is_dead_end());
    let own = own.map(|way| (count(0, &way), way)).filter(|(_, way)| !is_useless(way));
    let keepers = keepers.enumerate().map(|(place, way)| (count(place, &way), way));
    own.chain(keepers).min_by_key(|(tried, _)| *tried).map(|(_, way)| way)
}

/// What was tried since somebody reached them last, and since their plan was agreed last: what failed in the morning says nothing
/// of the number that was agreed in the afternoon.
pub fn ways_tried(person: &Person) -> Vec<&Attempt> {
    let record = &person.follow_up;
    let last = record.last_contact();
    // What was sent on the day on which they were heard of was answered then, or can still be.
    let since_then = |attempt: &&Attempt| {
        last.is_none_or(|last| last < attempt.on || (last == attempt.on && attempt.outcome != AttemptOutcome::Sent))
    };
    let failed = |attempt: &&Attempt| attempt.outcome != AttemptOutcome::Reached;
    record.attempts[record.attempts_before_plan..].iter().filter(since_then).filter(failed).collect()
}
