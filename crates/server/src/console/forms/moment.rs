//! An instant as people write it: a day, and a time such as `14:30` or `9.05`.

use jiff::Timestamp;
use jiff::civil::Time;
use programme::rules::Programme;

use super::FormReader;
use crate::console::words;

impl FormReader<'_> {
    /// A day and a time in the programme's zone. Without a time it is the beginning of the day: hours that are counted from it
    /// are then counted from too early rather than too late.
    pub(super) fn moment(&mut self, programme: &Programme, day: &str, time: &str) -> Option<Timestamp> {
        let (on, written) = (self.day(day), self.typed.text(time));
        let clock = if written.is_empty() { Some(Time::midnight()) } else { read(written) };
        if clock.is_none() {
            self.wrong(time, format!("“{written}” could not be read as a time. Write it such as 14:30."));
        }
        Some(words::instant(programme, on?, clock?))
    }
}

fn read(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once([':', '.', 'h'])?;
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_an_hour_and_a_minute() {
        let time = |hour, minute| Time::new(hour, minute, 0, 0).ok();
        for (text, expected) in [
            ("14:30", time(14, 30)),
            ("9.05", time(9, 5)),
            ("7h15", time(7, 15)),
            ("24:00", None),
            ("12", None),
            ("half past two", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
