//! A log as the lines of a file, and what is changed in it.

use audit::{Auditor, Entry, Report};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A programme file in which nothing is broken.
const PROGRAMME: &str = include_str!("../logs/programme.toml");
/// A donation in which nothing is broken, from the first day to the hand-over. Each line is an event with a label.
const DONATION: &str = include_str!("../logs/a-donation.jsonl");
/// The day of the audit.
const TODAY: &str = "2026-05-01";

/// The lines of a log, and the file that is in force first.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) programme: String,
    pub(crate) lines: Vec<Value>,
}

impl Log {
    /// The donation in which nothing is broken.
    pub(crate) fn of_a_donation() -> Self {
        let lines = DONATION.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
        Self { programme: PROGRAMME.to_owned(), lines }
    }

    /// Another programme file, in which one text stands for another.
    pub(crate) fn with_file(mut self, from: &str, to: &str) -> Self {
        assert!(self.programme.contains(from), "the file does not say {from:?}");
        self.programme = self.programme.replacen(from, to, 1);
        self
    }

    /// Without an event.
    pub(crate) fn without(mut self, label: &str) -> Self {
        let place = self.place(label);
        self.lines.remove(place);
        self
    }

    /// Only the events up to one, this one included.
    pub(crate) fn until(mut self, label: &str) -> Self {
        let place = self.place(label);
        self.lines.truncate(place + 1);
        self
    }

    /// Something else at a place of an event, such as `/private/on`.
    pub(crate) fn set(mut self, label: &str, pointer: &str, value: Value) -> Self {
        let place = self.place(label);
        let at = self.lines[place].pointer_mut(pointer).unwrap_or_else(|| panic!("{label} has no {pointer}"));
        *at = value;
        self
    }

    /// Another event after one.
    pub(crate) fn after(mut self, label: &str, day: &str, by: &str, kind: &str, clear: Value, private: Value) -> Self {
        self.with_event_of("person/kathy", self.place(label) + 1, day, by, kind, clear, private);
        self
    }

    /// Another event after one, of any stream.
    #[expect(clippy::too_many_arguments, reason = "they are the columns of the log")]
    pub(crate) fn after_in(
        mut self,
        label: &str,
        stream: &str,
        day: &str,
        by: &str,
        kind: &str,
        clear: Value,
        private: Value,
    ) -> Self {
        self.with_event_of(stream, self.place(label) + 1, day, by, kind, clear, private);
        self
    }

    /// As of a day.
    pub(crate) fn audit_on(&self, today: &str) -> Report {
        let mut auditor = Auditor::default();
        let hash: [u8; 32] = Sha256::digest(&self.programme).into();
        let written: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let served =
            json!({ "is": "served", "id": "small", "hash": written, "fiction": false, "text": self.programme });
        let served = served.to_string();
        let at = at_of("2026-01-01");
        let schema = 1;
        auditor.take(&Entry {
            stream: "programme",
            version: 1,
            at,
            author: "office",
            programme: hash,
            kind: "programme",
            schema,
            clear: served.as_bytes(),
            private: None,
        });
        let mut versions = std::collections::BTreeMap::new();
        for line in &self.lines {
            let text = |key: &str| line[key].as_str().unwrap_or_else(|| panic!("{line} has no {key}"));
            let version = versions.entry(text("stream")).and_modify(|version| *version += 1).or_insert(1_u64);
            let clear = line["clear"].to_string();
            let private = line.get("private").filter(|private| !private.is_null()).map(Value::to_string);
            auditor.take(&Entry {
                stream: text("stream"),
                version: *version,
                at: at_of(text("day")),
                author: text("by"),
                programme: hash,
                kind: text("kind"),
                schema,
                clear: clear.as_bytes(),
                private: private.as_ref().map(String::as_bytes),
            });
        }
        auditor.finish(today.parse().expect("a day"))
    }

    pub(crate) fn audit(&self) -> Report {
        self.audit_on(TODAY)
    }

    fn place(&self, label: &str) -> usize {
        self.lines.iter().position(|line| line["label"] == label).unwrap_or_else(|| panic!("no event is “{label}”"))
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of the log")]
    fn with_event_of(
        &mut self,
        stream: &str,
        place: usize,
        day: &str,
        by: &str,
        kind: &str,
        clear: Value,
        private: Value,
    ) {
        let line = json!({ "label": kind, "day": day, "stream": stream, "by": by, "kind": kind, "clear": clear, "private": private });
        self.lines.insert(place, line);
    }
}

fn at_of(day: &str) -> Timestamp {
    let day: Date = day.parse().expect("a day");
    day.at(12, 0, 0, 0).in_tz("Europe/London").expect("it is an hour that there is").timestamp()
}
