//! A curve in steps with a band around it, and under its axis how many stand behind it: a share of people over time.

use std::fmt::Write as _;

use super::escaped;

/// A curve in steps, from nought to all.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    /// Unique on the page.
    pub(crate) id: String,
    /// What is drawn, with its unit.
    pub(crate) title: String,
    /// The same in words.
    pub(crate) description: String,
    /// Where the curve is, by time, from the first step on.
    pub(crate) steps: Vec<Step>,
    /// Where it ends.
    pub(crate) until: u32,
    /// What stands at the axis: a time, how it is written, and how many stand behind the curve there.
    pub(crate) marks: Vec<(u32, String, u32)>,
    /// What those are, in a word or two.
    pub(crate) behind: &'static str,
}

/// The curve from a time on. Shares are between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    /// From then on.
    pub(crate) time: u32,
    /// The share.
    pub(crate) share: f64,
    /// The band; `None` where there is none.
    pub(crate) band: Option<(f64, f64)>,
}

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 74.0;

impl Steps {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let (id, title, description) = (&self.id, escaped(&self.title), escaped(&self.description));
        let mut svg = format!(
            "<svg class=\"chart steps\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>"
        );
        self.draw_axes(&mut svg);
        let band = self.band();
        if !band.is_empty() {
            let _ = write!(svg, "<path class=\"band\" d=\"{band}\"/>");
        }
        let line: Vec<_> = self.corners(|step| Some(step.share)).into_iter().map(written).collect();
        let _ = write!(svg, "<path class=\"line line-1\" d=\"M{}\"/></svg>", line.join(" L"));
        svg
    }

    fn draw_axes(&self, svg: &mut String) {
        for tenth in [0, 2, 4, 6, 8, 10_u8] {
            let y = across(f64::from(tenth) / 10.0);
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{}\" y2=\"{y:.1}\"/>\
                 <text class=\"mark\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{} %</text>",
                WIDTH - RIGHT,
                LEFT - 6.0,
                y + 4.0,
                u32::from(tenth) * 10,
            );
        }
        let (under, counts) = (HEIGHT - BOTTOM + 18.0, HEIGHT - 8.0);
        let _ = write!(svg, "<text class=\"mark\" x=\"0\" y=\"{:.1}\">{}</text>", counts - 18.0, escaped(self.behind));
        for (time, name, behind) in &self.marks {
            let x = self.along(*time);
            let _ = write!(
                svg,
                "<text class=\"mark\" x=\"{x:.1}\" y=\"{under:.1}\" text-anchor=\"middle\">{}</text>\
                 <text class=\"mark\" x=\"{x:.1}\" y=\"{counts:.1}\" text-anchor=\"middle\">{behind}</text>",
                escaped(name),
            );
        }
    }

    /// The corners of a line in steps: it stays where it is until the next step.
    fn corners(&self, value: impl Fn(&Step) -> Option<f64>) -> Vec<(f64, f64)> {
        let mut corners: Vec<(f64, f64)> = Vec::new();
        for step in self.steps.iter().filter(|step| step.time <= self.until) {
            let Some(share) = value(step) else { break };
            let (x, y) = (self.along(step.time), across(share));
            if let Some((_, before)) = corners.last().copied() {
                corners.push((x, before));
            }
            corners.push((x, y));
        }
        if let Some((_, last)) = corners.last().copied() {
            corners.push((self.along(self.until), last));
        }
        corners
    }

    /// The band: along its upper edge and back along its lower one.
    fn band(&self) -> String {
        let upper = self.corners(|step| step.band.map(|(_, high)| high));
        let lower = self.corners(|step| step.band.map(|(low, _)| low));
        if upper.len() < 2 {
            return String::new();
        }
        let around: Vec<_> = upper.into_iter().chain(lower.into_iter().rev()).map(written).collect();
        format!("M{} Z", around.join(" L"))
    }

    fn along(&self, time: u32) -> f64 {
        LEFT + f64::from(time) / f64::from(self.until.max(1)) * (WIDTH - LEFT - RIGHT)
    }
}

fn across(share: f64) -> f64 {
    HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
}

fn written((x, y): (f64, f64)) -> String {
    format!("{x:.1} {y:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_stays_until_it_steps_and_ends_where_it_is_cut() {
        let step = |time, share, band| Step { time, share, band };
        let steps = vec![
            step(0, 1.0, Some((1.0, 1.0))),
            step(50, 0.5, Some((0.3, 0.7))),
            step(80, 0.0, None),
            step(200, 0.0, None),
        ];
        let (id, title) = ("s".to_owned(), "Alive & well".to_owned());
        let marks = vec![(0, "0".to_owned(), 20), (100, "100 days".to_owned(), 10)];
        let chart = Steps { id, title, description: String::new(), steps, until: 100, marks, behind: "still watched" };
        assert_eq!(chart.corners(|step| Some(step.share)).len(), 6, "three steps, two turns, and the end");
        assert_eq!(chart.corners(|step| step.band.map(|band| band.0)).len(), 4, "the band ends where there is none");
        let svg = chart.svg();
        assert!(svg.contains("Alive &amp; well") && svg.contains(">100 days</text>") && svg.contains("still watched"));
        assert_eq!(svg.matches("<path").count(), 2);
    }
}
