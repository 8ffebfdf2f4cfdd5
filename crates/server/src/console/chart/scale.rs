//! Scales of charts: which numbers and days stand at the axes, and where on the paper a value lies.

use jiff::civil::Date;

/// A vertical scale: from `low` to `high` with a mark at every `step`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) step: f64,
}

impl Scale {
    /// The scale that holds all of these, with round numbers at both ends; of one value, some room around it.
    pub(super) fn holding(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low < 1e-9 {
            let room = (low.abs() * 0.05).max(0.5);
            (low, high) = (low - room, high + room);
        }
        let step = round_step((high - low) / 4.0);
        let (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        Self { low, high, step }
    }

    /// The numbers at the axis, lowest first.
    pub(super) fn marks(self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(|index| self.low + f64::from(index) * self.step).collect()
    }

    /// Where a value lies between the bottom (0) and the top (1).
    pub(super) fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// A mark as it is written: with as many decimal places as the step has.
    pub(super) fn written(self, mark: f64) -> String {
        let decimals = (-self.step.log10().floor()).max(0.0) as usize;
        format!("{mark:.decimals$}")
    }
}

/// A horizontal scale over days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// From the first to the last of these days; `None` of none.
    pub(super) fn holding(days: impl Iterator<Item = Date> + Clone) -> Option<Self> {
        Some(Self { first: days.clone().min()?, last: days.max()? })
    }

    /// Where a day lies between the left (0) and the right (1); in the middle where there is only one day.
    pub(super) fn share(self, day: Date) -> f64 {
        let all = days_between(self.first, self.last);
        if all == 0.0 { 0.5 } else { days_between(self.first, day) / all }
    }

    /// What is written under the axis, each with its place: the ends, and the years between that have room.
    pub(super) fn marks(self) -> Vec<(f64, String)> {
        let written = |day: Date| day.strftime("%b %Y").to_string();
        if self.first == self.last {
            return vec![(0.5, self.first.strftime("%-d %b %Y").to_string())];
        }
        let mut marks = vec![(0.0, written(self.first))];
        let years = self.last.year() - self.first.year();
        let every = (years / 4).max(1);
        for year in (self.first.year() + 1..=self.last.year()).filter(|year| year % every == 0) {
            let share = Date::new(year, 1, 1).map_or(0.0, |day| self.share(day));
            // The first mark begins at its place and is longer than a year; those after it stand in the middle of theirs.
            let needed = if marks.len() == 1 { 0.3 } else { 0.22 };
            let room = marks.last().is_none_or(|(before, _)| share - before > needed) && share < 0.7;
            marks.extend(room.then(|| (share, year.to_string())));
        }
        marks.push((1.0, written(self.last)));
        marks
    }
}

fn days_between(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

/// The round number (1, 2 or 5 times a power of ten) at or above this.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_scale_ends_in_round_numbers_and_holds_everything() {
        for (values, low, high, step) in [
            (&[72.4, 75.1, 71.0][..], 70.0, 76.0, 2.0),
            (&[140.0, 120.0, 160.0], 120.0, 160.0, 10.0),
            (&[5.6, 5.7], 5.6, 5.7, 0.05),
            (&[0.0, 27.0], 0.0, 30.0, 10.0),
            (&[120.0], 110.0, 130.0, 5.0),
            (&[], 0.0, 1.0, 0.5),
        ] {
            let scale = Scale::holding(values.iter().copied());
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
            assert!(near(scale.step, step), "{values:?}: {scale:?}");
            assert!(values.is_empty() || scale.low <= low + 1e-6 && high <= scale.high + 1e-6, "{values:?}: {scale:?}");
            assert!(values.iter().all(|v| (-1e-9..=1.0 + 1e-9).contains(&scale.share(*v))), "{values:?}: {scale:?}");
            assert!(scale.marks().len() <= 7 && scale.marks().len() >= 2, "{values:?}: {:?}", scale.marks());
        }
        assert_eq!(Scale { low: 5.6, high: 5.7, step: 0.05 }.written(5.65), "5.65");
        assert_eq!(Scale { low: 0.0, high: 30.0, step: 10.0 }.written(20.0), "20");
    }

    #[test]
    fn one_day_lies_in_the_middle_and_years_never_crowd() {
        let one = Days::holding([date(2026, 5, 5)].into_iter()).expect("a day");
        assert_eq!(one.marks(), [(0.5, "5 May 2026".to_owned())]);
        let decades = Days::holding([date(1986, 5, 5), date(2026, 5, 5)].into_iter()).expect("days");
        let marks = decades.marks();
        assert_eq!(marks.first().map(|mark| mark.1.as_str()), Some("May 1986"));
        assert_eq!(marks.last().map(|mark| mark.1.as_str()), Some("May 2026"));
        assert!(marks.windows(2).all(|pair| pair[1].0 - pair[0].0 > 0.2), "{marks:?}");
        assert!(Days::holding(std::iter::empty()).is_none());
    }
}
