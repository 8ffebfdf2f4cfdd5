//! When nobody of this programme is to be in touch with somebody: from their death on, while another programme has
//! acknowledged that it is, and while they want to be left alone. Nothing else, and above all not having been lost.

use jiff::civil::Date;

use crate::person::Person;

/// A time of silence: the first day of it, and the day on which it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silence {
    pub(super) from: Date,
    pub(super) until: Option<Date>,
    /// The day on which it was known: what had been over by then is not ended by it.
    pub(super) known: Date,
}

impl Silence {
    pub(super) fn is_on(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether it begins by a day and goes on beyond it.
    pub(super) fn outlasts(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// All of them, by their first day.
pub(super) fn silences(person: &Person) -> Vec<Silence> {
    let death = person.journey.death.as_ref().map(|death| (death.on, None));
    // Nobody asks the dead, and another programme says itself since when somebody is its own: these count from their day. A wish
    // that is dated back does not make asked of nobody what was asked in vain.
    let others = person.journey.elsewhere().chain(death).map(|(from, until)| Silence { from, until, known: from });
    let alone = person.follow_up.left_alone.iter();
    let alone = alone.map(|time| Silence { from: time.from, until: time.until, known: time.recorded });
    let mut all: Vec<Silence> = alone
        .chain(others)
        // What ends on the day on which it began was none.
        .filter(|silence| silence.until.is_none_or(|until| silence.from < until))
        .collect();
    all.sort_by_key(|silence| (silence.from, silence.until.is_none(), silence.until));
    all
}
