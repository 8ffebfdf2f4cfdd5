//! Article 5, waiting is a right: a donor's own deferral takes effect at once; one placed by others has a reason and either an
//! end, a review date, or the word permanent, and an appeal that is decided by somebody else.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Context, Found};
use crate::account::is_within;
use crate::file::File;
use crate::format::{Against, Happening, Term, contents};
use crate::person::{Appeal, Care, Cover, Person};

/// So many months after its day a deferral that nobody has looked at again is one without an end: as late as an objection is
/// decided at most.
const REVIEW_LATE_MOST: i32 = 3;

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    let asks = !file.kinds.is_empty() || file.stages.iter().any(|stage| stage.assessed);
    if asks && !file.has_own_wait {
        found.push(Found::new(5, "under the file people are assessed or asked to give, and cannot say that they wait"));
    }
    if asks && file.appeals_within.is_none() {
        found.push(Found::new(5, "under the file people can be deferred, and nobody hears them if they object"));
    }
}

/// Nothing is asked, scheduled or begun while somebody waits by their own wish.
pub(super) fn nothing_while_they_wait(at: &Context<'_>, day: Date, what: &str, found: &mut Vec<Found>) {
    if at.person.is_some_and(|person| person.waits_on(day)) {
        found.push(Found::new(5, format!("{what} on {day}, while they waited by their own wish")));
    }
}

pub(super) fn of_event(at: &Context<'_>, happening: &Happening, found: &mut Vec<Found>) {
    use Happening as H;
    match happening {
        H::WaitBegun { by, on, until, .. } => {
            // Anybody may write down that somebody waits; but a new wait takes the place of the one that holds, and may end sooner.
            if until.is_some_and(|until| at.person.is_some_and(|person| person.waits_on(*on) && person.waits_on(until)))
            {
                own(at, by.as_deref(), "put a shorter wait in the place of", found);
            }
            if at.today < *on {
                let what = format!("they asked to wait on {}, and it took effect only on {on}", at.today);
                found.push(Found::new(5, what));
            }
        }
        H::WaitEnded { by, .. } => own(at, by.as_deref(), "ended", found),
        H::Deferred { on, term, reason, .. } => deferred(*on, term, reason, found),
        H::Reviewed { next, reason, .. } => {
            if reason.trim().is_empty() {
                found.push(Found::new(5, "a deferral was let go on without a reason"));
            }
            if *next <= at.today {
                found.push(Found::new(
                    5,
                    format!("a deferral was let go on, to be looked at again on {next}, which had passed"),
                ));
            }
        }
        H::Appealed { on, until, .. } => {
            let within = at.file.appeals_within.map(|within| within.after(*on));
            if within.is_none_or(|within| within < *until) {
                found.push(
                    Found::new(5, format!("an objection of {on} is decided by {until}, later than the file says"))
                        .by("appeals"),
                );
            }
        }
        H::AppealDecided { id, by, on, reason, .. } => {
            let appeal = at.person.and_then(|person| person.appeals.iter().find(|appeal| appeal.id == *id));
            decided(at, appeal, by.as_deref(), *on, reason, found);
        }
        _ => {}
    }
}

/// Objections that nobody has decided in time.
pub(super) fn in_the_end(person: &Person, on: Date, found: &mut Vec<Found>) {
    if person.died.is_some() {
        return;
    }
    for deferral in person.deferrals.iter().filter(|deferral| is_within(on, deferral.from, deferral.until)) {
        let over = deferral.review.and_then(|review| review.checked_add(REVIEW_LATE_MOST.months()).ok());
        if let Some(review) = deferral.review.filter(|_| over.is_some_and(|over| over < on)) {
            let what = format!("they are deferred, it was to be looked at again on {review}, and on {on} nobody has");
            found.push(Found::new(5, what));
        }
    }
    for appeal in person.appeals.iter().filter(|appeal| !appeal.decided && appeal.until < on) {
        let what = format!("they objected, it was to be decided by {}, and on {on} nobody has", appeal.until);
        found.push(Found::new(5, what).by("appeals"));
    }
}

/// A wait of one's own is ended by nobody else: at most one's advocate writes it down on one's word.
fn own(at: &Context<'_>, by: Option<&str>, what: &str, found: &mut Vec<Found>) {
    let (Some(by), Some(person)) = (by.or(at.author), at.person) else { return };
    let is_own = at.world.accounts.get(by).is_some_and(|account| account.person.as_deref() == Some(at.id));
    let stands = |care: &Care| care.is_advocate && care.carer == by && is_within(at.today, care.from, care.until);
    let covers = |cover: &Cover| cover.by == by && is_within(at.today, cover.from, Some(cover.until));
    if !(is_own || person.carers.iter().any(stands) || person.covers.iter().any(covers)) {
        found.push(Found::new(5, format!("somebody else {what} their own wait, who is not their advocate")));
    }
}

fn deferred(on: Date, term: &Term, reason: &str, found: &mut Vec<Found>) {
    if reason.trim().is_empty() {
        found.push(Found::new(5, "they were deferred without a reason"));
    }
    match term {
        Term::Permanent => {}
        Term::Until(day) | Term::Review(day) if on < *day => {}
        Term::Until(day) | Term::Review(day) => {
            found.push(Found::new(5, format!("they were deferred from {on} until {day}, which is no time")));
        }
        Term::Other(length) => {
            let what = format!("they were deferred “{length}”: with no end, no day of review, and not permanently");
            found.push(Found::new(5, what));
        }
    }
}

fn decided(
    at: &Context<'_>,
    appeal: Option<&Appeal>,
    by: Option<&str>,
    on: Date,
    reason: &str,
    found: &mut Vec<Found>,
) {
    let (Some(person), Some(appeal)) = (at.person, appeal) else {
        found.push(Found::new(5, "an objection was decided that nobody had made"));
        return;
    };
    if appeal.until < on {
        let what =
            format!("an objection was decided on {on}, after {}, the last day on which that was in time", appeal.until);
        found.push(Found::new(5, what).by("appeals"));
    }
    if reason.trim().is_empty() {
        found.push(Found::new(5, "an objection was decided without a reason in writing"));
    }
    let Some(by) = by.or(at.author) else { return };
    if at.author.is_some_and(|author| author != by) {
        found.push(Found::new(5, "an objection was decided in somebody else's name"));
    }
    if let Some(part) = part_of(at, person, appeal, by) {
        found.push(Found::new(5, format!("an objection was decided by somebody who took part in it: {part}")));
    }
}

/// Which part somebody had in what is objected to.
fn part_of(at: &Context<'_>, person: &Person, appeal: &Appeal, by: &str) -> Option<&'static str> {
    if at.world.accounts.get(by).is_some_and(|account| account.person.as_deref() == Some(at.id)) {
        return Some("it is about themselves");
    }
    if appeal.by.as_deref() == Some(by) {
        return Some("they made it");
    }
    if person.carers.iter().any(|care| care.carer == by) {
        return Some("they stand or stood by the one who objects");
    }
    match &appeal.against {
        Against::Deferral(id) => {
            let mut deferrals = person.deferrals.iter().filter(|deferral| deferral.id == *id);
            deferrals
                .any(|deferral| deferral.by.iter().any(|placed| placed == by))
                .then_some("they placed the deferral, or let it go on")
        }
        Against::Finding(rule) => part_of_rule(at.file, person, rule, by),
        Against::Assessment(id) => {
            let assessment = person.assessments.iter().find(|assessment| assessment.id == *id)?;
            part_of_rule(at.file, person, &assessment.rule, by)
        }
    }
}

/// Whether somebody assessed what a rule found, or wrote down the latest check of those that it is read from.
fn part_of_rule(file: &File, person: &Person, rule: &str, by: &str) -> Option<&'static str> {
    if person.assessments.iter().any(|one| one.rule == rule && one.by.as_deref() == Some(by)) {
        return Some("they assessed what the rule found");
    }
    let finding = file.findings.iter().find(|finding| finding.rule.id == rule)?;
    let fields = finding.when.fields();
    let mut wanted: BTreeSet<&String> = fields.iter().filter_map(|field| file.check_of_field.get(*field)).collect();
    let mut examinations: Vec<_> = person.examinations.iter().enumerate().collect();
    examinations.sort_unstable_by_key(|(place, one)| (one.on, *place));
    for (_, one) in examinations.into_iter().rev() {
        let Some(content) = &one.content else { continue };
        let checks = contents(content);
        let counts = wanted.iter().any(|check| checks.contains_key(*check));
        if counts && one.by.iter().any(|wrote| wrote == by) {
            return Some("they recorded the examination that the rule was read from");
        }
        wanted.retain(|check| !checks.contains_key(*check));
    }
    None
}
