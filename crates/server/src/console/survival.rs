//! How long people lived after they gave, and how long giving took: curves with their bands, of nobody in particular. Of few
//! people, or where nothing has happened, no curve is drawn: it would say more than anybody knows.

use programme::DonationKindId;
use programme::survival::{Band, Curve, Life, kaplan_meier};
use record::Course;

use super::chart::{Step, Steps};
use super::desk::{Desk, Place};
use super::plain::{Block, PlainPage};
use super::words::{counted, grouped};

/// Of fewer people no curve is drawn.
pub(crate) const PEOPLE_LEAST: u32 = 20;
/// Where fewer are still watched, the curve ends.
pub(crate) const WATCHED_LEAST: u32 = 10;

const DAYS_OF_YEAR: f64 = 365.25;

/// The page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SurvivalPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// How long each was watched, by what they gave and what the curve is of.
    pub(crate) lives: &'a [(DonationKindId, Course, Vec<Life>)],
}

impl SurvivalPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let mut blocks = Vec::new();
        for (kind, course, lives) in self.lives {
            blocks.extend(self.curve(kind, *course, lives));
        }
        if blocks.is_empty() {
            blocks.push(Block::Text("Nobody has given anything yet.".to_owned()));
        }
        let title = "After giving".to_owned();
        let line =
            "How long people lived after they gave, and how long giving took. These figures name nobody.".to_owned();
        PlainPage { desk: self.desk, place: Place::Survival, title, line, blocks }.render()
    }

    fn curve(&self, kind: &DonationKindId, course: Course, lives: &[Life]) -> Vec<Block> {
        if lives.is_empty() {
            return Vec::new();
        }
        let name = self.desk.programme.donation_kind(kind).map_or(kind.as_str(), |kind| kind.name.as_str());
        let curve = kaplan_meier(lives, Band::LogLog);
        let shown = Shown { curve: &curve, course, id: format!("{}-{}", course_id(course), kind) };
        let mut blocks = vec![Block::Section(format!("{name}: {}", heading(course)))];
        blocks.push(Block::Text(shown.counts()));
        match shown.why_not() {
            Some(why) => blocks.push(Block::Text(why)),
            None => blocks.extend(shown.blocks(name)),
        }
        blocks
    }
}

const fn heading(course: Course) -> &'static str {
    match course {
        Course::Survival => "alive after giving",
        Course::Giving => "from the first word to giving",
    }
}

const fn course_id(course: Course) -> &'static str {
    match course {
        Course::Survival => "survival",
        Course::Giving => "giving",
    }
}

/// A curve as the page shows it.
struct Shown<'a> {
    curve: &'a Curve,
    course: Course,
    id: String,
}

impl Shown<'_> {
    fn events(&self) -> u32 {
        self.curve.steps.iter().map(|step| step.events).sum()
    }

    fn counts(&self) -> String {
        let (people, events) = (u64::from(self.curve.people), u64::from(self.events()));
        match self.course {
            Course::Survival => {
                let died = if events == 0 {
                    "none of them has died".to_owned()
                } else {
                    counted(events, "has died", "have died")
                };
                let gave = counted(people, "person gave", "people gave");
                format!(
                    "{}; as far as is known, {died}. Whoever we last heard of on a day is counted as alive until that day, and not beyond it.",
                    super::capital(&gave)
                )
            }
            Course::Giving => {
                let thought = counted(people, "donation was spoken of", "donations were spoken of");
                let given = counted(events, "was given", "were given");
                format!(
                    "{}; {given}. One that was stopped counts until the day on which it was.",
                    super::capital(&thought)
                )
            }
        }
    }

    /// Why no curve is drawn.
    fn why_not(&self) -> Option<String> {
        let few = self.curve.people < PEOPLE_LEAST;
        let least = u64::from(PEOPLE_LEAST);
        let what = match self.course {
            Course::Survival => {
                "Nobody has died: there is no curve to draw, and that nobody has does not say that nobody will."
            }
            Course::Giving => "None was given yet: there is no curve to draw.",
        };
        match (few, self.events()) {
            (true, _) => Some(format!(
                "These are fewer than {least}. A curve of so few would say more than anybody knows, so none is drawn."
            )),
            (false, 0) => Some(what.to_owned()),
            (false, _) if self.until() == 0 => Some(what.to_owned()),
            _ => None,
        }
    }

    /// The last time at which enough are still watched.
    fn until(&self) -> u32 {
        let steps = self.curve.steps.iter();
        steps.filter(|step| step.at_risk >= WATCHED_LEAST).map(|step| step.time).max().unwrap_or(0)
    }

    fn blocks(&self, name: &str) -> Vec<Block> {
        let unit = Unit::of(self.until());
        let marks: Vec<(u32, String)> = unit.marks(self.until());
        let rows = marks.iter().map(|(time, written)| (String::new(), self.row(*time, written))).collect();
        let column = match self.course {
            Course::Survival => "Alive",
            Course::Giving => "Given",
        };
        let title = format!("{name}: {}, in a hundred", heading(self.course));
        let told = "The line is the estimate; the shaded band says how sure it is: of 100 bands made like this one, about 95 hold the true share. It ends where fewer than 10 are still watched. It is drawn from 0 to 100, so that what is small looks small.";
        let mut blocks = vec![Block::Picture(self.picture(&title, &marks, unit)), Block::Text(told.to_owned())];
        if let (Course::Giving, Some(median)) = (self.course, self.curve.median()) {
            let days = grouped(median.round() as u64);
            blocks.push(Block::Text(format!("Half of them were given by day {days}.")));
        }
        let columns = vec![unit.name(), column, "Band", "Still watched"];
        blocks.push(Block::Table { caption: title, columns, rows });
        blocks
    }

    /// A share as this curve counts it: of the living, or of those given.
    fn share(&self, survival: f64) -> f64 {
        match self.course {
            Course::Survival => survival,
            Course::Giving => 1.0 - survival,
        }
    }

    fn row(&self, time: u32, written: &str) -> Vec<String> {
        let step = self.curve.steps.iter().take_while(|step| step.time <= time).last();
        let share = self.share(self.curve.survival_at(time));
        let band = step.map_or(Some((1.0, 1.0)), |step| step.band).map(|(low, high)| self.ordered(low, high));
        let band = band.map_or("–".to_owned(), |(low, high)| format!("{} to {}", percent(low), percent(high)));
        vec![written.to_owned(), percent(share), band, self.curve.at_risk_at(time).to_string()]
    }

    fn ordered(&self, low: f64, high: f64) -> (f64, f64) {
        let (one, other) = (self.share(low), self.share(high));
        (one.min(other), one.max(other))
    }

    fn picture(&self, title: &str, marks: &[(u32, String)], unit: Unit) -> String {
        let first = Step { time: 0, share: self.share(1.0), band: Some((self.share(1.0), self.share(1.0))) };
        let step = |step: &programme::survival::Step| Step {
            time: step.time,
            share: self.share(step.survival),
            band: step.band.map(|(low, high)| self.ordered(low, high)),
        };
        let steps = [first].into_iter().chain(self.curve.steps.iter().map(step)).collect();
        let said = |(time, written): &(u32, String)| {
            format!(
                "After {written} {}: {}.",
                unit.name().to_lowercase(),
                percent(self.share(self.curve.survival_at(*time)))
            )
        };
        Steps {
            id: self.id.clone(),
            title: title.to_owned(),
            description: marks.iter().map(said).collect::<Vec<_>>().join(" "),
            steps,
            until: self.until(),
            marks: marks.iter().map(|(time, name)| (*time, name.clone(), self.curve.at_risk_at(*time))).collect(),
            behind: "still watched",
        }
        .svg()
    }
}

/// In what the time is told.
#[derive(Clone, Copy)]
enum Unit {
    Days,
    Years,
}

impl Unit {
    fn of(days: u32) -> Self {
        if f64::from(days) < 2.0 * DAYS_OF_YEAR { Self::Days } else { Self::Years }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Days => "Days",
            Self::Years => "Years",
        }
    }

    /// About six, from the beginning on.
    fn marks(self, until: u32) -> Vec<(u32, String)> {
        let of = match self {
            Self::Days => 1.0,
            Self::Years => DAYS_OF_YEAR,
        };
        let all = f64::from(until) / of;
        let steps = [1_u32, 2, 5, 10, 20, 30, 60, 120, 180];
        let step = steps.into_iter().find(|step| all / f64::from(*step) <= 7.0).unwrap_or(365);
        let count = (all / f64::from(step)).floor() as u32;
        (0..=count)
            .map(|place| (place * step, f64::from(place * step) * of))
            .map(|(name, time)| (time.round() as u32, name.to_string()))
            .collect()
    }
}

/// In a hundred, to one decimal place.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample;

    fn page(lives: Vec<Life>, course: Course) -> String {
        let programme = sample::programme();
        let lives = [("kidney".into(), course, lives)];
        SurvivalPage { desk: sample::desk(&programme), lives: &lives }.render()
    }

    fn lives(people: u32, died: u32) -> Vec<Life> {
        (0..people).map(|place| Life { time: 400 + place * 40, happened: place < died }).collect()
    }

    #[test]
    fn of_few_or_where_nobody_died_nothing_is_drawn() {
        for (lives, said) in [
            (lives(19, 5), "These are fewer than 20"),
            (lives(40, 0), "Nobody has died: there is no curve"),
            (Vec::new(), "Nobody has given anything yet."),
        ] {
            let html = page(lives, Course::Survival);
            assert!(html.contains(said) && !html.contains("<svg"), "{html}");
        }
    }

    #[test]
    fn a_curve_has_its_band_its_table_and_ends_where_few_are_left() {
        let html = page(lives(60, 6), Course::Survival);
        // 51 of the 60 are watched until day 400 + 50 * 40; then fewer than 10 are left.
        assert!(html.contains("class=\"band\"") && html.contains("Still watched"), "{html}");
        assert!(html.contains("data-label=\"Alive\">90.0 %") && html.contains("still watched"), "{html}");
        let giving = page(lives(60, 40), Course::Giving);
        assert!(giving.contains("Given") && giving.contains("Half of them were given by day"), "{giving}");
    }

    #[test]
    fn time_is_told_in_marks_that_fit() {
        assert_eq!(Unit::Days.marks(200).len(), 7);
        let years = Unit::Years.marks(7_305);
        assert_eq!((years.len(), years.last().map(|(_, name)| name.as_str())), (5, Some("20")));
        assert!(Unit::Years.marks(800).len() >= 3);
    }
}
