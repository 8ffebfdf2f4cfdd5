//! What an audit found, in words and as data. It names people by the ids of their streams and says nothing else of them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::Entry;
use crate::articles::Found;

/// The most breaches, and events not judged, that are kept; of the others only the number.
const KEPT_MAX: usize = 1000;

/// What an audit found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How many events were read.
    pub events: u64,
    /// How many programme files were served.
    pub files: u64,
    /// How many people they are about.
    pub people: u64,
    /// How many donations those people have.
    pub donations: u64,
    /// How many events could not be judged because what is private in them was erased.
    pub erased: u64,
    /// How many words of a donor were written down by somebody who had not signed in, so that it cannot be proved whose they are.
    pub unsigned: u64,
    /// What could not be judged for another reason, the first thousand.
    pub not_judged: Vec<NotJudged>,
    /// How many more there are.
    pub not_judged_more: u64,
    /// How often each article was broken.
    pub breaches_per_article: BTreeMap<u8, u64>,
    /// Where an article was broken, the first thousand.
    pub breaches: Vec<Breach>,
    /// How many more there are.
    pub breaches_more: u64,
}

/// A place in the log where an article was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// Which article, 1 to 12.
    pub article: u8,
    /// The stream of the event.
    pub stream: String,
    /// Its place in the stream; of what is owed at the end of the log, that of the last event.
    pub version: u64,
    /// When it was appended; `None` for what is owed at the end of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What was done, or not done.
    pub what: String,
    /// The rule of the programme file that says so, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// An event that could not be judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotJudged {
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub version: u64,
    /// Why not.
    pub why: String,
}

impl Report {
    /// Whether it is proved that no article was broken, but for what was erased.
    pub const fn holds(&self) -> bool {
        self.breaches.is_empty() && self.not_judged.is_empty()
    }

    pub(crate) fn breach(&mut self, entry: &Entry<'_>, found: Found) {
        self.breach_of(entry.stream, entry.version, Some(entry.at), found);
    }

    pub(crate) fn breach_of(&mut self, stream: &str, version: u64, at: Option<Timestamp>, found: Found) {
        *self.breaches_per_article.entry(found.article).or_default() += 1;
        if self.breaches.len() < KEPT_MAX {
            let Found { article, what, rule } = found;
            self.breaches.push(Breach { article, stream: stream.to_owned(), version, at, what, rule });
        } else {
            self.breaches_more += 1;
        }
    }

    pub(crate) fn unknown(&mut self, entry: &Entry<'_>, why: String) {
        self.unknown_of(entry.stream, entry.version, why);
    }

    pub(crate) fn unknown_of(&mut self, stream: &str, version: u64, why: String) {
        if self.not_judged.len() < KEPT_MAX {
            self.not_judged.push(NotJudged { stream: stream.to_owned(), version, why });
        } else {
            self.not_judged_more += 1;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for breach in &self.breaches {
            let rule = breach.rule.as_ref().map_or(String::new(), |rule| format!(" (rule {rule})"));
            let at = breach.at.map_or_else(|| "as of the audit".to_owned(), |at| at.to_string());
            writeln!(
                f,
                "article {}, {} event {}, {at}: {}{rule}",
                breach.article, breach.stream, breach.version, breach.what
            )?;
        }
        for event in &self.not_judged {
            writeln!(f, "not judged, {} event {}: {}", event.stream, event.version, event.why)?;
        }
        if self.breaches_more + self.not_judged_more > 0 {
            let (breaches, events) = (self.breaches_more, self.not_judged_more);
            writeln!(f, "… and {breaches} more breaches, {events} more events that were not judged")?;
        }
        let (events, files, people, donations) = (self.events, self.files, self.people, self.donations);
        writeln!(f, "{events} events, {files} programme files, {people} people, {donations} donations")?;
        if self.erased > 0 {
            writeln!(f, "{} events could not be judged: what is private in them was erased.", self.erased)?;
        }
        if self.unsigned > 0 {
            let unsigned = self.unsigned;
            writeln!(
                f,
                "{unsigned} words of donors were written down without signing in: whose they are is not proved."
            )?;
        }
        for (article, breaches) in &self.breaches_per_article {
            writeln!(f, "article {article}: broken {breaches} times")?;
        }
        match (self.holds(), self.breaches.is_empty()) {
            (true, _) => f.write_str("No article was broken."),
            (false, true) => f.write_str("No breach was found, and not everything could be judged."),
            (false, false) => f.write_str("Articles were broken."),
        }
    }
}
