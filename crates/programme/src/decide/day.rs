//! Days that can be true.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::birth::Birth;
use crate::facts::Facts;
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};

/// No site of a programme is older than this.
const OLDEST: Date = date(1800, 1, 1);
/// Nobody plans a site further ahead than so many years.
const AHEAD: i32 = 10;

/// What has happened has a day, and it is not a future one.
pub(super) fn happened(facts: &Facts<'_>, on: Date, what: &str, place: &str) -> Result<(), Refusal> {
    if on > facts.today { Err(refusal::in_the_future(on, facts.today, what).at(place)) } else { Ok(()) }
}

/// What has happened to somebody has a day, and it is neither a future one nor one before they were born.
pub(super) fn happened_to(facts: &Facts<'_>, birth: Birth, on: Date, what: &str, place: &str) -> Result<(), Refusal> {
    happened(facts, on, what, place)?;
    if is_before(birth, on) {
        let detail = format!("{} is before they were born.", plain_date(on));
        return Err(refusal::by(refusal::BEFORE_BIRTH, what, detail, "Correct the day.").at(place));
    }
    Ok(())
}

/// The dead are asked nothing, and nothing is done to them.
pub(super) fn living(person: &Person, on: Date, what: &str, place: &str) -> Result<(), Refusal> {
    let Some(death) = person.journey.death.as_ref().filter(|death| death.on < on) else { return Ok(()) };
    let detail = format!("They died on {}.", plain_date(death.on));
    let next = "Correct the day. If they have not died, say first that this was recorded in error.";
    Err(refusal::by(refusal::NOT_AFTER_DEATH, what, detail, next).at(place))
}

/// Whether a day is certainly before a birth.
pub(super) fn is_before(birth: Birth, on: Date) -> bool {
    birth.age_on(on).at_most < 0
}

/// The day on which a site opens or closes: it may be planned, within reason.
pub(super) fn of_a_site(facts: &Facts<'_>, on: Date, what: &str) -> Result<(), Refusal> {
    let latest = facts.today.saturating_add(AHEAD.years());
    if on < OLDEST || latest < on {
        let detail = format!("{} is not between {} and {}.", plain_date(on), plain_date(OLDEST), plain_date(latest));
        return Err(refusal::by(refusal::DAY_IMPLAUSIBLE, what, detail, "Correct the day.").at("on"));
    }
    Ok(())
}
