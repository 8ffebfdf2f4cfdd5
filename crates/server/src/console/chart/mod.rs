//! Line charts drawn on the server: numbers in, SVG out. Nothing here knows what the numbers mean.
//!
//! Colours and type come from the style sheet by class: an SVG carries no style of its own.

mod bars;
mod course;
mod scale;
mod steps;

use std::fmt::Write as _;

use jiff::civil::Date;
use programme::{Number, plain_date};

pub(crate) use bars::{Bar, Bars};
pub(crate) use course::{Course, Mark, Shape};
use scale::{Days, Scale};
pub(crate) use steps::{Step, Steps};

/// A small line chart over days.
#[derive(Clone, Debug)]
pub(crate) struct LineChart {
    /// Unique on the page.
    pub(crate) id: String,
    /// What is drawn, with its unit: `Weight, kg`.
    pub(crate) title: String,
    /// The lines, first drawn first.
    pub(crate) lines: Vec<Line>,
    /// Limits of rules that speak of these values.
    pub(crate) limits: Vec<Limit>,
    /// Numbers that the scale holds in any case, such as the least and the greatest sum of a questionnaire.
    pub(crate) always: Vec<Number>,
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What is written at its end beside the last value; empty where the chart has one line.
    pub(crate) name: String,
    /// By day, oldest first. `None` where it was looked for and is not known: the line is broken there.
    pub(crate) points: Vec<(Date, Option<Number>)>,
}

/// A limit of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// Where it lies.
    pub(crate) at: Number,
    /// The rule in a few words.
    pub(crate) name: String,
}

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 92.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;
/// About how wide a character of a limit's name is.
const CHARACTER: f64 = 6.2;

impl LineChart {
    /// Draws the chart; `None` where nothing is known.
    pub(crate) fn svg(&self) -> Option<String> {
        let days = Days::holding(self.known().map(|(day, _)| day))?;
        let scale = Scale::holding(self.on_scale());
        let mut svg = self.opening();
        draw_axes(&mut svg, scale, days);
        self.draw_limits(&mut svg, scale, days);
        let ends = apart(self.lines.iter().filter_map(|line| line.end(scale)).collect());
        for (index, line) in self.lines.iter().enumerate() {
            line.draw(&mut svg, index, scale, days);
        }
        let lines = self.lines.iter().enumerate().filter(|(_, line)| line.last().is_some());
        for ((index, line), y) in lines.zip(ends) {
            line.draw_end(&mut svg, index, y, days);
        }
        svg.push_str("</svg>");
        Some(svg)
    }

    /// The limits that lie outside the chart, each in a sentence.
    pub(crate) fn limits_outside(&self) -> Vec<String> {
        let (least, greatest) = self.extent();
        let outside = self.limits.iter().filter(|limit| !self.is_drawn(limit));
        let where_to = |limit: &Limit| {
            if limit.at.approximate() > greatest.max(least) { "above" } else { "below" }
        };
        outside
            .map(|limit| format!("The limit {} ({}) lies {} this chart.", limit.at, limit.name, where_to(limit)))
            .collect()
    }

    /// The chart in words, for whoever does not see it.
    pub(crate) fn description(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let known: Vec<_> =
                line.points.iter().filter_map(|(day, value)| value.map(|value| (*day, value))).collect();
            let (Some(first), Some(last)) = (known.first(), known.last()) else { continue };
            let name = if line.name.is_empty() { String::new() } else { format!("{}: ", line.name) };
            let least = known.iter().map(|(_, value)| value).min().unwrap_or(&last.1);
            let greatest = known.iter().map(|(_, value)| value).max().unwrap_or(&last.1);
            let _ = match known.len() {
                1 => write!(text, "{name}one value, {} on {}. ", last.1, plain_date(last.0)),
                count => write!(
                    text,
                    "{name}{count} values from {} to {}, between {least} and {greatest}; the last is {}. ",
                    plain_date(first.0),
                    plain_date(last.0),
                    last.1
                ),
            };
        }
        for limit in &self.limits {
            let _ = write!(text, "Limit {}: {}. ", limit.at, limit.name);
        }
        text.trim_end().to_owned()
    }

    fn known(&self) -> impl Iterator<Item = (Date, Number)> + Clone + '_ {
        let points = self.lines.iter().flat_map(|line| &line.points);
        points.filter_map(|(day, value)| value.map(|value| (*day, value)))
    }

    fn extent(&self) -> (f64, f64) {
        let values = self.known().map(|(_, value)| value).chain(self.always.iter().copied());
        values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v.approximate()), high.max(v.approximate())))
    }

    /// A limit is drawn where the values come near it; one far away would press the line flat.
    fn is_drawn(&self, limit: &Limit) -> bool {
        let (low, high) = self.extent();
        let (at, near) = (limit.at.approximate(), high.abs().max(low.abs()) * 0.5);
        low - near <= at && at <= high + near
    }

    fn on_scale(&self) -> impl Iterator<Item = f64> + '_ {
        let limits = self.limits.iter().filter(|limit| self.is_drawn(limit)).map(|limit| limit.at);
        let values = self.known().map(|(_, value)| value);
        values.chain(self.always.iter().copied()).chain(limits).map(Number::approximate)
    }

    fn opening(&self) -> String {
        let (id, title, description) = (&self.id, escaped(&self.title), escaped(&self.description()));
        format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>"
        )
    }

    fn draw_limits(&self, svg: &mut String, scale: Scale, days: Days) {
        let mut limits: Vec<_> = self.limits.iter().filter(|limit| self.is_drawn(limit)).collect();
        limits.sort_by_key(|limit| limit.at);
        let lines: Vec<f64> = limits.iter().map(|limit| across(scale.share(limit.at.approximate()))).collect();
        for (index, limit) in limits.iter().enumerate() {
            let y = lines[index];
            let others = lines.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, line)| *line);
            let spots = Spot::around(y, limit.label().chars().count(), &others.collect::<Vec<_>>());
            let crossed = |spot: &&Spot| self.crossings(spot, scale, days);
            let spot = spots.iter().min_by_key(crossed).expect("there are four spots");
            let (end, name) = (WIDTH - RIGHT, escaped(&limit.label()));
            let _ = write!(
                svg,
                "<line class=\"limit\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{end}\" y2=\"{y:.1}\"/>\
                 <text class=\"limit-name\" x=\"{x:.1}\" y=\"{text:.1}\">{name}</text>",
                x = spot.left,
                text = spot.bottom,
            );
        }
    }

    /// How much of a spot is in the way of something: the lines of values count by the pixel, other limits and the edge more.
    fn crossings(&self, spot: &Spot, scale: Scale, days: Days) -> u32 {
        let place = |(day, value): &(Date, Number)| (along(days.share(*day)), across(scale.share(value.approximate())));
        let mut count = spot.blocked;
        for line in &self.lines {
            let known = line.points.iter().filter_map(|(day, value)| value.map(|value| (*day, value)));
            let known: Vec<_> = known.map(|point| place(&point)).collect();
            count += known.iter().filter(|(x, y)| spot.holds(*x, *y)).count() as u32 * 10;
            for pair in known.windows(2) {
                let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                let on = |step: u32| {
                    let share = f64::from(step) / 40.0;
                    spot.holds(x1 + share * (x2 - x1), y1 + share * (y2 - y1))
                };
                count += (0..=40).filter(|step| on(*step)).count() as u32;
            }
        }
        count
    }
}

/// Where the name of a limit could stand.
struct Spot {
    left: f64,
    right: f64,
    bottom: f64,
    /// What speaks against it before any value is looked at.
    blocked: u32,
}

impl Spot {
    /// Above and below the line, at its beginning and at its end; the first is taken where all are as good.
    fn around(y: f64, characters: usize, others: &[f64]) -> [Self; 4] {
        let width = characters as f64 * CHARACTER;
        let (start, end) = (LEFT + 5.0, WIDTH - RIGHT - 5.0 - width);
        let spot = |left: f64, bottom: f64| {
            let near = others.iter().any(|other| (bottom - 13.0..bottom + 4.0).contains(other));
            let outside = bottom - 10.0 < 0.0 || bottom > HEIGHT - BOTTOM - 1.0;
            Self { left, right: left + width, bottom, blocked: 100 * u32::from(near) + 1_000 * u32::from(outside) }
        };
        [spot(start, y - 4.0), spot(end, y - 4.0), spot(start, y + 11.0), spot(end, y + 11.0)]
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        (self.left - 4.0..self.right + 4.0).contains(&x) && (self.bottom - 12.0..self.bottom + 5.0).contains(&y)
    }
}

impl Limit {
    /// The limit's name with its number, unless the name says the number already.
    fn label(&self) -> String {
        let at = self.at.to_string();
        let says_it = self.name.split(' ').any(|word| word == at);
        if says_it { self.name.clone() } else { format!("{at} {}", self.name) }
    }
}

impl Line {
    fn last(&self) -> Option<(Date, Number)> {
        self.points.iter().rev().find_map(|(day, value)| value.map(|value| (*day, value)))
    }

    fn end(&self, scale: Scale) -> Option<f64> {
        self.last().map(|(_, value)| across(scale.share(value.approximate())))
    }

    fn draw(&self, svg: &mut String, index: usize, scale: Scale, days: Days) {
        let place = |(day, value): (Date, Number)| (along(days.share(day)), across(scale.share(value.approximate())));
        for stretch in self.points.split(|(_, value)| value.is_none()) {
            let known = stretch.iter().filter_map(|(day, value)| value.map(|value| place((*day, value))));
            let path: Vec<_> = known.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            if path.len() > 1 {
                let _ = write!(svg, "<path class=\"line line-{}\" d=\"M{}\"/>", index + 1, path.join(" L"));
            }
        }
        for (day, value) in self.points.iter().filter_map(|(day, value)| value.map(|value| (*day, value))) {
            let (x, y) = place((day, value));
            let _ = match index {
                0 => write!(svg, "<circle class=\"point line-1\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>"),
                _ => write!(
                    svg,
                    "<rect class=\"point line-{}\" x=\"{:.1}\" y=\"{:.1}\" width=\"5.5\" height=\"5.5\"/>",
                    index + 1,
                    x - 2.75,
                    y - 2.75
                ),
            };
        }
    }

    fn draw_end(&self, svg: &mut String, index: usize, y: f64, days: Days) {
        let Some((day, value)) = self.last() else { return };
        let (x, name) = (along(days.share(day)) + 9.0, escaped(&self.name));
        let name = if name.is_empty() { String::new() } else { format!(" <tspan class=\"name\">{name}</tspan>") };
        let _ = write!(
            svg,
            "<text class=\"end line-{}\" x=\"{x:.1}\" y=\"{:.1}\">{value}{name}</text>",
            index + 1,
            y + 4.0
        );
    }
}

fn draw_axes(svg: &mut String, scale: Scale, days: Days) {
    let end = WIDTH - RIGHT;
    for mark in scale.marks() {
        let y = across(scale.share(mark));
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{end}\" y2=\"{y:.1}\"/>\
             <text class=\"mark\" x=\"{x}\" y=\"{text:.1}\" text-anchor=\"end\">{written}</text>",
            x = LEFT - 6.0,
            text = y + 4.0,
            written = scale.written(mark),
        );
    }
    let marks = days.marks();
    for (share, written) in &marks {
        let anchor = match *share {
            0.0 => "start",
            1.0 => "end",
            _ => "middle",
        };
        let (x, y) = (along(*share), HEIGHT - BOTTOM + 18.0);
        let _ = write!(svg, "<text class=\"mark\" x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{written}</text>");
    }
}

/// Moves labels that would lie on each other apart, keeping their order.
fn apart(mut ends: Vec<f64>) -> Vec<f64> {
    const ROOM: f64 = 14.0;
    if let [first, second] = ends.as_mut_slice() {
        let (gap, middle) = ((*first - *second).abs(), f64::midpoint(*first, *second));
        if gap < ROOM {
            let first_is_above = *first <= *second;
            (*first, *second) = (middle - ROOM / 2.0, middle + ROOM / 2.0);
            if !first_is_above {
                std::mem::swap(first, second);
            }
        }
    }
    ends
}

fn along(share: f64) -> f64 {
    LEFT + 6.0 + share * (WIDTH - LEFT - RIGHT - 12.0)
}

fn across(share: f64) -> f64 {
    HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn chart(values: &[Option<i64>], limits: &[i64]) -> LineChart {
        let day = |index: usize| date(2020 + index as i16, 5, 5);
        let points = values.iter().enumerate().map(|(i, v)| (day(i), v.map(Number::whole))).collect();
        let limit = |at: &i64| Limit { at: Number::whole(*at), name: "too high & more".to_owned() };
        LineChart {
            id: "weight".to_owned(),
            title: "Weight, kg".to_owned(),
            lines: vec![Line { name: String::new(), points }],
            limits: limits.iter().map(limit).collect(),
            always: Vec::new(),
        }
    }

    #[test]
    fn nothing_known_draws_nothing() {
        assert_eq!(chart(&[], &[80]).svg(), None);
        assert_eq!(chart(&[None, None], &[80]).svg(), None);
    }

    #[test]
    fn one_point_is_a_point_without_a_line() {
        let svg = chart(&[Some(72)], &[]).svg().expect("a chart");
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(!svg.contains("<path"), "{svg}");
        assert!(svg.contains(">72</text>") && svg.contains("5 May 2020"), "{svg}");
    }

    #[test]
    fn what_is_not_known_breaks_the_line() {
        let whole = chart(&[Some(70), Some(71), Some(72), Some(73)], &[]).svg().expect("a chart");
        let broken = chart(&[Some(70), Some(71), None, Some(72), Some(73)], &[]).svg().expect("a chart");
        assert_eq!((whole.matches("<path").count(), broken.matches("<path").count()), (1, 2));
        assert_eq!(broken.matches("<circle").count(), 4);
    }

    #[test]
    fn a_limit_near_by_is_drawn_and_one_far_away_is_said() {
        let near = chart(&[Some(70), Some(72)], &[80]);
        assert!(near.svg().expect("a chart").contains("80 too high &amp; more"));
        assert_eq!(near.limits_outside(), Vec::<String>::new());
        let far = chart(&[Some(70), Some(72)], &[400, 10]);
        assert!(!far.svg().expect("a chart").contains("class=\"limit\""));
        assert_eq!(
            far.limits_outside(),
            [
                "The limit 400 (too high & more) lies above this chart.",
                "The limit 10 (too high & more) lies below this chart."
            ]
        );
    }

    #[test]
    fn values_and_limits_at_the_edges_stay_on_the_paper() {
        for (values, limits) in
            [(&[Some(0), Some(300)][..], &[300, 0][..]), (&[Some(140)], &[140]), (&[Some(-5), Some(5)], &[7])]
        {
            let svg = chart(values, limits).svg().expect("a chart");
            for part in svg.split("cy=\"").skip(1).chain(svg.split("y1=\"").skip(1)) {
                let y: f64 = part.split('"').next().expect("a value").parse().expect("a number");
                assert!((TOP - 0.1..=HEIGHT - BOTTOM + 0.1).contains(&y), "{y} in {svg}");
            }
        }
    }

    #[test]
    fn two_lines_name_their_ends_and_never_write_over_each_other() {
        let mut both = chart(&[Some(120), Some(100)], &[]);
        both.lines[0].name = "systolic".to_owned();
        let mut other = both.lines[0].clone();
        other.name = "diastolic".to_owned();
        both.lines.push(other);
        let svg = both.svg().expect("a chart");
        assert!(svg.contains("systolic</tspan>") && svg.contains("diastolic</tspan>"), "{svg}");
        assert_eq!(apart(vec![50.0, 50.0]), [43.0, 57.0]);
        assert_eq!(apart(vec![55.0, 50.0]), [59.5, 45.5]);
        assert_eq!(apart(vec![10.0, 90.0]), [10.0, 90.0]);
    }

    #[test]
    fn the_description_says_what_the_drawing_shows() {
        let text = chart(&[Some(70), None, Some(75), Some(72)], &[80]).description();
        assert_eq!(
            text,
            "3 values from 5 May 2020 to 5 May 2023, between 70 and 75; the last is 72. Limit 80: too high & more."
        );
    }
}
