//! When what is shown of somebody came to be another outcome than before because something was written down.
//!
//! What was found last month and is recorded today changes an outcome that began last month; the list of what changed has to
//! name today. So each change is a row with the civil day of the events that brought it about: the last outcome that was
//! shown before that day, and the one at its end. Changes that a day brings by itself are in the outcomes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{Person, eligibility};

use super::day;

/// What was shown of somebody before and after the events of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChangeRow {
    /// The day of the events.
    pub(crate) day: i64,
    /// The outcome before them, or `away`.
    pub(crate) before: &'static str,
    /// The outcome after them, or `away`.
    pub(crate) outcome: &'static str,
}

/// What is shown of somebody on a day, if it can be compared with what will be: of whoever came that day nothing was shown
/// before, and of the erased nothing is.
pub(crate) fn shown_before(person: &Person, programme: &Programme, today: Date) -> Option<&'static str> {
    (person.registered < today && !person.erased).then(|| shown(person, programme, today))
}

/// The change that events of a day made; `before` is what [`shown_before`] said.
pub(crate) fn change(person: &Person, programme: &Programme, today: Date, before: &'static str) -> Option<ChangeRow> {
    let row = || ChangeRow { day: day::number(today), before, outcome: shown(person, programme, today) };
    (!person.erased).then(row).filter(|row| row.before != row.outcome)
}

fn shown(person: &Person, programme: &Programme, today: Date) -> &'static str {
    if person.is_away_on(today) { "away" } else { eligibility(person, programme, today).outcome.as_str() }
}

/// All changes of one person, gathered as their events are gone through: one for each day.
#[derive(Debug, Default)]
pub(crate) struct Changes(BTreeMap<i64, ChangeRow>);

impl Changes {
    /// Takes in a change. One that goes back to what was shown before the day is none.
    pub(crate) fn add(&mut self, change: ChangeRow) {
        let of_day = self.0.entry(change.day).or_insert(change);
        of_day.outcome = change.outcome;
        if of_day.before == of_day.outcome {
            self.0.remove(&change.day);
        }
    }

    /// The changes, first day first.
    pub(crate) fn into_rows(self) -> Vec<ChangeRow> {
        self.0.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_of_a_day_are_one_and_none_where_they_come_to_nothing() {
        let change = |day, before, outcome| ChangeRow { day, before, outcome };
        let mut changes = Changes::default();
        changes.add(change(1, "eligible", "deferred"));
        changes.add(change(1, "deferred", "excluded"));
        changes.add(change(2, "excluded", "eligible"));
        changes.add(change(2, "eligible", "excluded"));
        assert_eq!(changes.into_rows(), [change(1, "eligible", "excluded")]);
    }
}
