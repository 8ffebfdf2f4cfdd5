//! Bars of shares in a hundred, each with the share that is asked for as a mark on it.

use std::fmt::Write as _;

use super::escaped;

/// Bars, one below the other.
#[derive(Clone, Debug)]
pub(crate) struct Bars {
    /// Unique on the page.
    pub(crate) id: String,
    /// What they show, with the unit.
    pub(crate) title: String,
    /// From above.
    pub(crate) bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// What it is of.
    pub(crate) name: String,
    /// How many of `all`.
    pub(crate) some: u64,
    /// Of how many.
    pub(crate) all: u64,
    /// How many of a hundred are asked for.
    pub(crate) needed: Option<u8>,
}

const WIDTH: f64 = 520.0;
const ROW: f64 = 36.0;
const END: f64 = 60.0;

impl Bars {
    /// Draws them; `None` without any.
    pub(crate) fn svg(&self) -> Option<String> {
        if self.bars.is_empty() {
            return None;
        }
        let (id, title, height) = (&self.id, escaped(&self.title), ROW * self.bars.len() as f64 + 4.0);
        let heard: Vec<_> = self.bars.iter().map(Bar::heard).collect();
        let mut svg = format!(
            "<svg class=\"chart bars\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{}</desc>",
            escaped(&heard.join(" "))
        );
        for (place, bar) in self.bars.iter().enumerate() {
            bar.draw(&mut svg, ROW * place as f64);
        }
        svg.push_str("</svg>");
        Some(svg)
    }
}

impl Bar {
    /// In a hundred, cut and not rounded: 59.9 is not 60.
    pub(crate) fn percent(&self) -> Option<u64> {
        (self.some * 100).checked_div(self.all)
    }

    /// Whether it is as much as is asked for, in whole numbers.
    fn is_enough(&self) -> Option<bool> {
        self.needed.filter(|_| self.all > 0).map(|needed| self.some * 100 >= self.all * u64::from(needed))
    }

    fn heard(&self) -> String {
        let Self { name, some, all, .. } = self;
        let needed = match (self.needed, self.is_enough()) {
            (Some(needed), Some(true)) => format!(", {needed} in a hundred asked for: enough"),
            (Some(needed), Some(false)) => format!(", {needed} in a hundred asked for: not enough"),
            _ => String::new(),
        };
        format!("{name}: {some} of {all}{needed}.")
    }

    fn draw(&self, svg: &mut String, top: f64) {
        let (full, name) = (WIDTH - END, escaped(&self.name));
        let share = if self.all == 0 { 0.0 } else { self.some as f64 / self.all as f64 };
        let tone = match self.is_enough() {
            Some(true) => "good",
            Some(false) => "stop",
            None => "quiet",
        };
        let written = self.percent().map_or("–".to_owned(), |percent| format!("{percent} %"));
        let _ = write!(
            svg,
            "<text class=\"name\" x=\"0\" y=\"{:.1}\">{name}</text>\
             <rect class=\"ground\" x=\"0\" y=\"{bar:.1}\" width=\"{full}\" height=\"10\"/>\
             <rect class=\"{tone} full\" x=\"0\" y=\"{bar:.1}\" width=\"{:.1}\" height=\"10\"/>\
             <text class=\"end {tone}\" x=\"{:.1}\" y=\"{:.1}\">{written}</text>",
            top + 14.0,
            share * full,
            full + 8.0,
            top + 29.0,
            bar = top + 19.0,
        );
        if let Some(needed) = self.needed {
            let x = f64::from(needed) / 100.0 * full;
            let _ = write!(
                svg,
                "<line class=\"limit\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
                top + 15.0,
                top + 33.0
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(some: u64, all: u64, needed: Option<u8>) -> Bar {
        Bar { name: "Blood & urine".to_owned(), some, all, needed }
    }

    #[test]
    fn a_share_just_below_what_is_asked_for_is_not_enough() {
        assert_eq!(
            (bar(599, 1_000, Some(60)).percent(), bar(599, 1_000, Some(60)).is_enough()),
            (Some(59), Some(false))
        );
        assert_eq!(
            (bar(600, 1_000, Some(60)).percent(), bar(600, 1_000, Some(60)).is_enough()),
            (Some(60), Some(true))
        );
        assert_eq!((bar(0, 0, Some(60)).percent(), bar(0, 0, Some(60)).is_enough()), (None, None));
    }

    #[test]
    fn each_bar_is_said_as_well_as_drawn() {
        let bars =
            Bars { id: "b".to_owned(), title: "Complete".to_owned(), bars: vec![bar(3, 4, Some(80)), bar(0, 0, None)] };
        let svg = bars.svg().expect("there are bars");
        assert!(svg.contains("Blood &amp; urine: 3 of 4, 80 in a hundred asked for: not enough."), "{svg}");
        assert_eq!((svg.matches("class=\"limit\"").count(), svg.matches("class=\"ground\"").count()), (1, 2));
        assert_eq!(Bars { bars: Vec::new(), ..bars }.svg(), None);
    }
}
