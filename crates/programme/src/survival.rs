//! How long until something happens, estimated from people of whom some are still waiting: Kaplan and Meier's estimate, with
//! Greenwood's variance and a band of 95 % confidence.
//!
//! Times are whole numbers, of days as a rule. Logarithms and exponentials are `libm`'s, so that every machine draws the same
//! curve. Equal to what R's package `survival` gives to ten digits: `tests/survival.rs`.

use jiff::civil::Date;

/// One person: how long they were watched, and whether it happened at the end of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Life {
    /// How long they were watched.
    pub time: u32,
    /// Whether it happened then; otherwise they were last seen then, and it had not.
    pub happened: bool,
}

/// How a band is worked out from the variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// On the estimate itself, cut at 0 and 1.
    Plain,
    /// On its logarithm, cut at 1.
    Log,
    /// On the logarithm of minus its logarithm: never outside 0 and 1, and best for few people.
    LogLog,
}

/// A curve: the share of people to whom it has not happened yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// At every time at which it happened to somebody or somebody was last seen, in order.
    pub steps: Vec<Step>,
    /// How many people there are.
    pub people: u32,
}

/// A curve from a time on, until the next step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time.
    pub time: u32,
    /// To how many it could still happen just before.
    pub at_risk: u32,
    /// To how many it happened.
    pub events: u32,
    /// How many were last seen then.
    pub censored: u32,
    /// The share to whom it has not happened.
    pub survival: f64,
    /// The standard error of that share, after Greenwood.
    pub error: f64,
    /// The band; `None` where the share is 0, for which there is none.
    pub band: Option<(f64, f64)>,
}

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// A share this near to a half is a half.
const NEAR: f64 = 1e-9;

/// The estimate, for people in any order.
pub fn kaplan_meier(lives: &[Life], band: Band) -> Curve {
    let mut sorted = lives.to_vec();
    sorted.sort_unstable();
    let people = sorted.len() as u32;
    let (mut at_risk, mut survival, mut greenwood) = (people, 1.0_f64, 0.0_f64);
    let mut steps = Vec::new();
    for together in sorted.chunk_by(|one, next| one.time == next.time) {
        let events = together.iter().filter(|life| life.happened).count() as u32;
        let censored = together.len() as u32 - events;
        let (of, died) = (f64::from(at_risk), f64::from(events));
        survival *= (of - died) / of;
        if events > 0 && events < at_risk {
            greenwood += died / (of * (of - died));
        }
        let root = greenwood.sqrt();
        let (time, error) = (together[0].time, survival * root);
        steps.push(Step { time, at_risk, events, censored, survival, error, band: band.around(survival, root) });
        at_risk -= together.len() as u32;
    }
    Curve { steps, people }
}

impl Life {
    /// Somebody watched from a day: it happened on a day, or had not when they were last seen. `None` where the first day is
    /// after that: nobody was watched.
    pub fn between(from: Date, happened: Option<Date>, last_seen: Date) -> Option<Self> {
        let until = happened.filter(|on| *on <= last_seen);
        let days = until.unwrap_or(last_seen).since(from).ok()?.get_days();
        Some(Self { time: u32::try_from(days).ok()?, happened: until.is_some() })
    }
}

impl Band {
    /// The band around a share whose logarithm has this standard error.
    fn around(self, survival: f64, root: f64) -> Option<(f64, f64)> {
        if survival <= 0.0 {
            return None;
        }
        if survival >= 1.0 {
            return Some((1.0, 1.0));
        }
        let wide = Z * root;
        let log = libm::log(survival);
        Some(match self {
            Self::Plain => ((survival - wide * survival).max(0.0), (survival + wide * survival).min(1.0)),
            Self::Log => (libm::exp(log - wide), libm::exp(log + wide).min(1.0)),
            Self::LogLog => {
                let at = |shift: f64| libm::exp(-libm::exp(libm::log(-log) + shift));
                (at(wide / -log), at(-wide / -log))
            }
        })
    }
}

impl Curve {
    /// The share to whom it has not happened by a time.
    pub fn survival_at(&self, time: u32) -> f64 {
        self.step_at(time).map_or(1.0, |step| step.survival)
    }

    /// The share to whom it has happened by a time, as for the time until a step is taken.
    pub fn share_by(&self, time: u32) -> f64 {
        1.0 - self.survival_at(time)
    }

    /// To how many it could still happen at a time.
    pub fn at_risk_at(&self, time: u32) -> u32 {
        self.steps.iter().find(|step| time <= step.time).map_or(0, |step| step.at_risk)
    }

    /// The time by which it has happened to half of them; `None` where it has not.
    pub fn median(&self) -> Option<f64> {
        self.half(|step| Some(step.survival))
    }

    /// The band around the median, each end `None` where the band does not come down to a half.
    pub fn median_band(&self) -> (Option<f64>, Option<f64>) {
        (self.half(|step| step.band.map(|band| band.0)), self.half(|step| step.band.map(|band| band.1)))
    }

    fn step_at(&self, time: u32) -> Option<&Step> {
        self.steps.iter().take_while(|step| step.time <= time).last()
    }

    /// The first time at which a line is at a half or below; where it stays at a half for a while, the middle of that.
    fn half(&self, line: impl Fn(&Step) -> Option<f64>) -> Option<f64> {
        let known: Vec<(u32, f64)> = self.steps.iter().filter_map(|step| Some((step.time, line(step)?))).collect();
        let (place, (time, share)) = known.iter().enumerate().find(|(_, (_, share))| *share <= 0.5 + NEAR)?;
        if *share < 0.5 - NEAR {
            return Some(f64::from(*time));
        }
        let ends = known[place..].iter().find(|(_, share)| *share < 0.5 - NEAR);
        Some(ends.map_or(f64::from(*time), |(end, _)| f64::midpoint(f64::from(*time), f64::from(*end))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_gives_a_curve_without_steps() {
        let curve = kaplan_meier(&[], Band::Log);
        assert_eq!((curve.people, curve.survival_at(10), curve.median()), (0, 1.0, None));
    }

    #[test]
    fn without_anybody_lost_the_share_is_the_share() {
        let lives: Vec<Life> = (1..=10).map(|time| Life { time, happened: true }).collect();
        let curve = kaplan_meier(&lives, Band::Plain);
        assert!((curve.survival_at(4) - 0.6).abs() < 1e-12);
        assert!((curve.share_by(4) - 0.4).abs() < 1e-12);
        assert_eq!((curve.at_risk_at(5), curve.at_risk_at(11)), (6, 0));
        // It stays at a half from 5 until 6.
        assert_eq!(curve.median(), Some(5.5));
        assert_eq!(curve.steps[9].band, None);
    }

    #[test]
    fn days_are_counted_to_what_happened_or_to_when_they_were_last_seen() {
        let (from, seen) = (date(2024, 2, 28), date(2024, 3, 31));
        assert_eq!(Life::between(from, Some(date(2024, 3, 1)), seen), Some(Life { time: 2, happened: true }));
        assert_eq!(Life::between(from, Some(date(2024, 4, 1)), seen), Some(Life { time: 32, happened: false }));
        assert_eq!(Life::between(seen, None, from), None);
    }
}
