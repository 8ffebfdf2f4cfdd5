//! What the articles say, read off the stored events once more: with nothing of the engine's and nothing of the auditor's, and as
//! simply as can be. It looks at each event with everything that stands before it in the log.

mod asked;
mod given;
mod said;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

use super::world::World;

/// An event as it is stored, in words that can be looked up.
pub(super) struct Line {
    stream: String,
    kind: &'static str,
    clear: Value,
    private: Value,
    /// The day on which it was written down.
    day: Date,
    /// The account of whoever had signed in.
    by: Option<String>,
}

/// What one event is judged by: the file as it is written, and everything before it.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a toml::Table,
    before: &'a [Line],
    line: &'a Line,
}

/// What was found to be broken, each with its article.
pub(crate) fn broken(world: &World<'_>, file: &toml::Table) -> Vec<(u8, String)> {
    let lines = lines(world);
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let at = At { file, before: &lines[..place], line };
        let what = asked::broken(at).into_iter().chain(given::broken(at)).chain(said::broken(at));
        let tell = |what: String| format!("{what}: {} of {} on {} {}", line.kind, line.stream, line.day, line.private);
        found.extend(what.map(|(article, what)| (article, tell(what))));
    }
    found
}

/// How often an objection was decided too late, or is not decided though it should be.
pub(crate) fn late_appeals(world: &World<'_>) -> usize {
    let lines = lines(world);
    let made = lines.iter().enumerate().filter(|(_, line)| line.kind == "appeal-made");
    let is_late = |(place, made): &(usize, &Line)| {
        let of_it = |line: &&Line| line.kind == "appeal-decided" && line.clear["appeal"] == made.clear["appeal"];
        let decided = lines[*place..].iter().find(of_it).map(|line| day(&line.clear["on"]));
        // Nothing is owed to whoever has died or is forgotten.
        let no_more = decided.is_none() && has_died(lines.iter().filter(|line| line.stream == made.stream));
        !no_more && day(&made.clear["until"]) < decided.unwrap_or(world.today)
    };
    made.filter(is_late).count()
}

fn lines(world: &World<'_>) -> Vec<Line> {
    let line = |stored: &super::world::Stored| {
        let json = |bytes: &[u8]| serde_json::from_slice(bytes).expect("what is stored is JSON");
        Line {
            stream: stored.stream.to_string(),
            kind: stored.event.kind,
            clear: json(&stored.event.clear),
            private: stored.event.private.as_ref().map_or(Value::Null, |(_, bytes)| json(bytes)),
            day: stored.at.to_zoned(jiff::tz::TimeZone::UTC).date(),
            by: stored.author.map(|author| author.to_string()),
        }
    };
    world.log.iter().map(line).collect()
}

impl<'a> At<'a> {
    /// Everything before it in the same stream.
    fn of_person(self) -> impl Iterator<Item = &'a Line> + Clone {
        self.before.iter().filter(move |line| line.stream == self.line.stream)
    }

    /// Everything before it in the stream of an account.
    fn of_account(self, account: &str) -> impl Iterator<Item = &'a Line> + Clone {
        let stream = format!("account/{account}");
        self.before.iter().filter(move |line| line.stream == stream)
    }

    /// Everything before it of the same donation.
    fn of_donation(self) -> impl Iterator<Item = &'a Line> + Clone {
        let donation = &self.line.clear["donation"];
        self.of_person().filter(move |line| line.kind.starts_with("donation-") && line.clear["donation"] == *donation)
    }

    fn person(self) -> &'a str {
        self.line.stream.split_once('/').expect("it is about a person").1
    }

    /// Whether an account gives the record of the person.
    fn is_own(self, account: &str) -> bool {
        self.of_account(account).any(|line| line.kind == "account-opened" && line.clear["person"] == self.person())
    }

    /// Whether somebody who writes may write what only this person says: themselves, or who heard it, in their own name.
    fn is_their_word(self, heard_by: &Value) -> bool {
        let Some(by) = &self.line.by else { return true };
        self.is_own(by) || heard_by == by.as_str()
    }

    fn tables(self, name: &str) -> impl Iterator<Item = &'a toml::Table> + Clone {
        let all = self.file.get(name).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        all.iter().map(|table| table.as_table().expect("it is an array of tables"))
    }

    /// The table of the kind of a donation.
    fn kind(self, id: &Value) -> &'a toml::Table {
        let id = id.as_str().expect("a kind is a text");
        self.tables("donation-kind").find(|kind| kind["id"].as_str() == Some(id)).expect("the file has the kind")
    }

    /// Whether people are assessed in a stage.
    fn is_assessed(self, stage: &Value) -> bool {
        let mut stages = self.tables("stage");
        stages.any(|known| known["id"].as_str() == stage.as_str() && known.get("assessed").is_some())
    }
}

fn day(value: &Value) -> Date {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no day"))
}

fn maybe_day(value: &Value) -> Option<Date> {
    value.as_str().map(|text| text.parse().expect("it is a day"))
}

/// A day so much after another, such as `30 days`.
fn after(day: Date, period: &toml::Value) -> Date {
    let (count, unit) = period.as_str().and_then(|text| text.split_once(' ')).expect("a period has a unit");
    let count: i64 = count.parse().expect("a period has a number");
    day.saturating_add(match unit.trim_end_matches('s') {
        "day" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        "year" => count.years(),
        other => panic!("a period of {other}"),
    })
}

fn has_died<'l>(mut lines: impl Iterator<Item = &'l Line> + Clone) -> bool {
    let last = lines.clone().filter(|line| line.kind.starts_with("died")).last();
    last.is_some_and(|line| line.kind == "died") || lines.any(|line| line.kind == "erased")
}
