//! A line of time with marks on it. Each mark is a shape and a word, so that colour is never the only sign.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::escaped;
use super::scale::Days;

/// A line of time.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    /// Unique on the page.
    pub(crate) id: String,
    /// What it shows.
    pub(crate) title: String,
    /// Where on it whoever looks at it stands.
    pub(crate) today: Date,
    /// What is on it, earliest first.
    pub(crate) marks: Vec<Mark>,
}

/// A mark on the line.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// Where it lies.
    pub(crate) day: Date,
    /// What it looks like.
    pub(crate) shape: Shape,
    /// What it says, for whoever hears it.
    pub(crate) name: String,
}

/// What a mark looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// A full circle.
    Full,
    /// A circle with a full one in it.
    Ringed,
    /// A square on its corner.
    Corner,
    /// A triangle.
    Triangle,
    /// A cross.
    Cross,
    /// A bar.
    Bar,
    /// An empty circle.
    Empty,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 76.0;
const SIDE: f64 = 16.0;
const LINE: f64 = 30.0;

impl Course {
    /// Draws it, with what each shape means beneath; `None` without a mark. `means` says what a shape means, in a word or two.
    pub(crate) fn svg(&self, means: impl Fn(Shape) -> &'static str) -> Option<String> {
        if self.marks.is_empty() {
            return None;
        }
        let days = Days::holding(self.marks.iter().map(|mark| mark.day).chain([self.today]))?;
        let (id, title) = (&self.id, escaped(&self.title));
        let heard: Vec<_> = self.marks.iter().map(|mark| escaped(&mark.name)).collect();
        let mut svg = format!(
            "<svg class=\"chart course\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{}</desc>\
             <line class=\"grid\" x1=\"{SIDE}\" y1=\"{LINE}\" x2=\"{}\" y2=\"{LINE}\"/>",
            heard.join(" "),
            WIDTH - SIDE,
        );
        self.draw_today(&mut svg, days);
        for mark in &self.marks {
            mark.shape.draw(&mut svg, along(days, mark.day), LINE);
        }
        for (share, written) in days.marks() {
            let anchor = match share {
                0.0 => "start",
                1.0 => "end",
                _ => "middle",
            };
            let x = SIDE + share * (WIDTH - 2.0 * SIDE);
            let _ = write!(
                svg,
                "<text class=\"mark\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{written}</text>",
                LINE + 24.0
            );
        }
        self.draw_legend(&mut svg, means);
        svg.push_str("</svg>");
        Some(svg)
    }

    fn draw_today(&self, svg: &mut String, days: Days) {
        let x = along(days, self.today);
        let anchor = if x > WIDTH / 2.0 { "end" } else { "start" };
        let _ = write!(
            svg,
            "<line class=\"now\" x1=\"{x:.1}\" y1=\"4\" x2=\"{x:.1}\" y2=\"{:.1}\"/>\
             <text class=\"mark\" x=\"{:.1}\" y=\"12\" text-anchor=\"{anchor}\">today</text>",
            LINE + 12.0,
            if anchor == "end" { x - 4.0 } else { x + 4.0 },
        );
    }

    fn draw_legend(&self, svg: &mut String, means: impl Fn(Shape) -> &'static str) {
        let mut shapes: Vec<Shape> = self.marks.iter().map(|mark| mark.shape).collect();
        shapes.sort_unstable();
        shapes.dedup();
        let mut x = SIDE + 6.0;
        for shape in shapes {
            let word = means(shape);
            shape.draw(svg, x, HEIGHT - 6.0);
            let _ = write!(svg, "<text class=\"mark\" x=\"{:.1}\" y=\"{:.1}\">{word}</text>", x + 10.0, HEIGHT - 2.0);
            x += 30.0 + 6.2 * word.chars().count() as f64;
        }
    }
}

fn along(days: Days, day: Date) -> f64 {
    SIDE + days.share(day) * (WIDTH - 2.0 * SIDE)
}

impl Shape {
    fn draw(self, svg: &mut String, x: f64, y: f64) {
        let _ = match self {
            Self::Full => write!(svg, "<circle class=\"good full\" cx=\"{x:.1}\" cy=\"{y}\" r=\"5\"/>"),
            Self::Ringed => write!(
                svg,
                "<circle class=\"good ring\" cx=\"{x:.1}\" cy=\"{y}\" r=\"5\"/><circle class=\"good full\" cx=\"{x:.1}\" cy=\"{y}\" r=\"2\"/>"
            ),
            Self::Corner => write!(svg, "<path class=\"wait full\" d=\"M{x:.1} {:.1} l6 6 l-6 6 l-6 -6 z\"/>", y - 6.0),
            Self::Triangle => {
                write!(svg, "<path class=\"stop full\" d=\"M{x:.1} {:.1} l6.5 11 h-13 z\"/>", y - 6.5)
            }
            Self::Cross => {
                write!(svg, "<path class=\"stop ring\" d=\"M{:.1} {:.1} l9 9 m0 -9 l-9 9\"/>", x - 4.5, y - 4.5)
            }
            Self::Bar => write!(svg, "<path class=\"quiet ring\" d=\"M{:.1} {y} h10\"/>", x - 5.0),
            Self::Empty => write!(svg, "<circle class=\"quiet ring\" cx=\"{x:.1}\" cy=\"{y}\" r=\"4.5\"/>"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_line_says_each_mark_and_each_shape_once() {
        let mark = |year, shape| Mark { day: date(year, 5, 5), shape, name: format!("In {year} <so>.") };
        let marks = vec![mark(2020, Shape::Full), mark(2021, Shape::Full), mark(2022, Shape::Triangle)];
        let course = Course { id: "a".to_owned(), title: "Windows".to_owned(), today: date(2022, 9, 1), marks };
        let means = |shape| if shape == Shape::Full { "done" } else { "late" };
        let svg = course.svg(means).expect("there are marks");
        assert_eq!((svg.matches(">done<").count(), svg.matches(">late<").count()), (1, 1));
        assert!(svg.contains("In 2020 &lt;so&gt;. In 2021"), "{svg}");
        let nothing = Course { marks: Vec::new(), ..course };
        assert_eq!(nothing.svg(means), None);
    }
}
