//! What the auditor reads of a programme file: plain TOML, by the names that the manual of the file gives its tables and keys.
//!
//! A file in the log was in force, whatever is wrong with it. So what is missing in it is not refused here: it is either a breach
//! of an article, or leaves nothing to hold anybody to.

mod table;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::period::Period;
use crate::rule::{Items, Rule};
use table::T;

/// No programme file may set its minimum donor age lower.
pub(crate) const DONOR_AGE_LEAST: i64 = 18;

/// A programme file that was served.
pub(crate) struct File {
    pub(crate) hash: [u8; 32],
    pub(crate) fiction: bool,
    pub(crate) denies: Vec<u8>,
    time_zone: TimeZone,
    pub(crate) minimum_age: Option<i64>,
    /// In the order of the file: people begin in the first.
    pub(crate) stages: Vec<Stage>,
    /// The check that each field belongs to.
    pub(crate) check_of_field: BTreeMap<String, String>,
    pub(crate) items: BTreeMap<String, Items>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) needed: Vec<(Ruled, Rule)>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) elements: Vec<Element>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) has_own_wait: bool,
    pub(crate) appeals_within: Option<Period>,
    pub(crate) has_advocates: bool,
    /// The kinds of donation that each window is for; all where it names none.
    pub(crate) windows: Vec<Vec<String>>,
    pub(crate) is_for_life: bool,
    /// Tables that say nothing in plain words, by what they are called.
    pub(crate) unsaid: Vec<String>,
    /// What could not be read, so that nothing can be judged by it.
    pub(crate) unreadable: Vec<String>,
}

/// A rule's id, and the day from which it is in force.
#[derive(Debug)]
pub(crate) struct Ruled {
    pub(crate) id: String,
    in_force_from: Date,
}

pub(crate) struct Stage {
    pub(crate) id: String,
    pub(crate) assessed: bool,
    pub(crate) from_age: Option<i64>,
    pub(crate) outcome: Option<String>,
}

pub(crate) struct Finding {
    pub(crate) rule: Ruled,
    pub(crate) outcome: String,
    pub(crate) when: Rule,
    pub(crate) unless: Vec<String>,
    pub(crate) fit_for: Option<Period>,
    pub(crate) not_fit: String,
}

pub(crate) struct Schedule {
    pub(crate) rule: Ruled,
    pub(crate) check: String,
    pub(crate) stages: Vec<String>,
    pub(crate) valid_for: Option<Period>,
}

pub(crate) struct Kind {
    pub(crate) id: String,
    pub(crate) survivable: bool,
    pub(crate) per_life: Option<i64>,
    pub(crate) routes: Vec<String>,
    pub(crate) intervals: Vec<(String, Period)>,
    pub(crate) reflection: Option<Reflection>,
    pub(crate) needs: Vec<Need>,
    pub(crate) verify: Vec<String>,
}

pub(crate) struct Reflection {
    pub(crate) id: String,
    pub(crate) time: Period,
    pub(crate) least: Option<Period>,
}

pub(crate) struct Need {
    pub(crate) rule: Ruled,
    pub(crate) check: String,
    pub(crate) within: Option<Period>,
    pub(crate) satisfied: Rule,
}

pub(crate) struct Element {
    pub(crate) rule: Ruled,
    pub(crate) version: i64,
    kinds: Vec<String>,
}

pub(crate) struct Topic {
    pub(crate) rule: Ruled,
    pub(crate) version: i64,
    pub(crate) before: Vec<String>,
    pub(crate) valid_for: Option<Period>,
}

#[derive(Deserialize)]
struct Served {
    is: String,
    hash: String,
    fiction: bool,
    text: String,
}

/// The file that an event of the programme put in force.
///
/// # Errors
/// In words, where it is not such an event or the file is not TOML.
pub(crate) fn read_served(clear: &[u8]) -> Result<File, String> {
    let served: Served = serde_json::from_slice(clear).map_err(|error| format!("it cannot be read: {error}"))?;
    if served.is != "served" {
        return Err(format!("“{}” is not something that the auditor knows to happen to a programme", served.is));
    }
    let hash: [u8; 32] = Sha256::digest(served.text.as_bytes()).into();
    let written: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    if written != served.hash {
        return Err("the file in it does not have the hash that it names".to_owned());
    }
    let text: toml::Table = served.text.parse().map_err(|error| format!("the file in it is not TOML: {error}"))?;
    let mut file = File::read(&T(&text), hash);
    file.fiction |= served.fiction;
    if file.fiction && file.denies.is_empty() {
        file.unreadable.push("it put a story's programme in force, which is never served".to_owned());
    }
    Ok(file)
}

impl Ruled {
    /// Whether it is in force on a day.
    pub(crate) fn is_on(&self, day: Date) -> bool {
        self.in_force_from <= day
    }
}

impl File {
    /// The day that an instant lies in, where the programme is.
    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.time_zone.clone()).date()
    }

    pub(crate) fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    pub(crate) fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// What is said yes to before something of a kind is given.
    pub(crate) fn elements_for<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements
            .iter()
            .filter(move |element| element.kinds.is_empty() || element.kinds.iter().any(|id| id == kind))
    }

    /// The topics that are told before a question on a day. As long as none of them is in force, all of them are.
    pub(crate) fn topics_before(&self, question: &str, day: Date) -> Vec<&Topic> {
        let before = || self.topics.iter().filter(|topic| topic.before.iter().any(|asked| asked == question));
        let in_force: Vec<_> = before().filter(|topic| topic.rule.is_on(day)).collect();
        if in_force.is_empty() { before().collect() } else { in_force }
    }

    fn read(file: &T<'_>, hash: [u8; 32]) -> Self {
        let mut unreadable = Vec::new();
        let programme = file.table("programme");
        let zone = programme.and_then(|programme| programme.text("time-zone")).unwrap_or("UTC");
        let time_zone = TimeZone::get(zone).unwrap_or_else(|_| {
            unreadable.push(format!("“{zone}” is not a time zone: days are taken in UTC"));
            TimeZone::UTC
        });
        let minimum = programme.and_then(|programme| programme.table("minimum-donor-age"));
        let carers = file.table("carers");
        let follow_up = file.table("follow-up");
        let deferrals = file.tables("deferral-kind");
        Self {
            hash,
            fiction: programme.is_some_and(|programme| programme.is("fiction")),
            denies: file.table("fiction").map_or_else(Vec::new, |fiction| fiction.numbers("denies")),
            time_zone,
            minimum_age: minimum.and_then(|minimum| minimum.whole("years")),
            stages: file.tables("stage").iter().map(read_stage).collect(),
            check_of_field: fields(file).map(|(check, field)| (field.id(), check.to_owned())).collect(),
            items: fields(file).filter_map(|(_, field)| Some((field.id(), read_items(&field)?))).collect(),
            findings: each(file, "finding", &mut unreadable, read_finding),
            needed: each(file, "needed", &mut unreadable, |table, unreadable| {
                Some((table.ruled(), rule(table, "satisfied", unreadable)?))
            }),
            schedules: each(file, "schedule", &mut unreadable, |table, _| Some(read_schedule(table))),
            kinds: each(file, "donation-kind", &mut unreadable, |table, unreadable| Some(read_kind(table, unreadable))),
            elements: each(file, "consent-element", &mut unreadable, |table, _| Some(read_element(table))),
            topics: each(file, "topic", &mut unreadable, |table, _| Some(read_topic(table))),
            has_own_wait: deferrals.iter().any(|kind| kind.text("whose") == Some("own")),
            appeals_within: file.table("appeals").and_then(|appeals| appeals.period("within")),
            has_advocates: carers.is_some_and(|carers| carers.table("advocate").is_some()),
            windows: file.tables("follow-up-window").iter().map(|window| window.texts("donation-kinds")).collect(),
            is_for_life: follow_up.is_some_and(|follow_up| follow_up.table("for-life").is_some()),
            unsaid: table::unsaid(file.0),
            unreadable,
        }
    }
}

fn each<R>(
    file: &T<'_>,
    name: &str,
    unreadable: &mut Vec<String>,
    mut read: impl FnMut(&T<'_>, &mut Vec<String>) -> Option<R>,
) -> Vec<R> {
    file.tables(name).iter().filter_map(|table| read(table, unreadable)).collect()
}

/// The rule over fields under a key; one that cannot be read is said to be so.
fn rule(table: &T<'_>, key: &str, unreadable: &mut Vec<String>) -> Option<Rule> {
    match Rule::parse(table.text(key).unwrap_or_default()) {
        Ok(rule) => Some(rule),
        Err(why) => {
            unreadable.push(format!("the rule `{key}` of “{}” in the file cannot be read: {why}", table.id()));
            None
        }
    }
}

fn fields<'t>(file: &T<'t>) -> impl Iterator<Item = (&'t str, T<'t>)> {
    let checks = file.tables("check").into_iter();
    checks.flat_map(|check| {
        let id = check.text("id").unwrap_or_default();
        check.tables("field").into_iter().map(move |field| (id, field))
    })
}

fn read_items(field: &T<'_>) -> Option<Items> {
    let count = field.0.get("items")?.as_array()?.len();
    let greatest = field.0.get("plausible")?.as_array()?.get(1)?;
    let greatest =
        greatest.as_integer().map_or_else(|| greatest.as_float(), |whole| serde_json::Number::from(whole).as_f64())?;
    let greatest = crate::rule::millionths(&serde_json::Value::from(greatest))?;
    Some(Items { count, greatest })
}

fn read_stage(table: &T<'_>) -> Stage {
    Stage {
        id: table.id(),
        assessed: table.is("assessed"),
        from_age: table.whole("from-age"),
        outcome: table.text("outcome").map(str::to_owned),
    }
}

fn read_finding(table: &T<'_>, unreadable: &mut Vec<String>) -> Option<Finding> {
    Some(Finding {
        rule: table.ruled(),
        outcome: table.text("outcome").unwrap_or_default().to_owned(),
        when: rule(table, "when", unreadable)?,
        unless: table.texts("unless"),
        fit_for: table.period("fit-for"),
        not_fit: table.text("not-fit").unwrap_or("excluded").to_owned(),
    })
}

fn read_schedule(table: &T<'_>) -> Schedule {
    Schedule {
        rule: table.ruled(),
        check: table.text("check").unwrap_or_default().to_owned(),
        stages: table.texts("stages"),
        valid_for: table.period("valid-for"),
    }
}

fn read_kind(table: &T<'_>, unreadable: &mut Vec<String>) -> Kind {
    let interval = |one: &T<'_>| Some((one.text("after")?.to_owned(), one.period("least")?));
    let reflection =
        |one: T<'_>| Some(Reflection { id: one.id(), time: one.period("time")?, least: one.period("least") });
    Kind {
        id: table.id(),
        survivable: table.is("survivable"),
        per_life: table.whole("per-life"),
        routes: table.texts("routes"),
        intervals: table.tables("interval").iter().filter_map(interval).collect(),
        reflection: table.table("reflection").and_then(reflection),
        needs: each(table, "need", unreadable, |need, unreadable| {
            Some(Need {
                rule: need.ruled(),
                check: need.text("check").unwrap_or_default().to_owned(),
                within: need.period("within"),
                satisfied: rule(need, "satisfied", unreadable)?,
            })
        }),
        verify: table.tables("verify").iter().map(T::id).collect(),
    }
}

fn read_element(table: &T<'_>) -> Element {
    Element { rule: table.ruled(), version: table.whole("version").unwrap_or(1), kinds: table.texts("kinds") }
}

fn read_topic(table: &T<'_>) -> Topic {
    Topic {
        rule: table.ruled(),
        version: table.whole("version").unwrap_or(1),
        before: table.texts("before"),
        valid_for: table.period("valid-for"),
    }
}
