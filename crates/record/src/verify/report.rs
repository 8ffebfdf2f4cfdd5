//! What a verification found, in words for the operator and as data.

use std::fmt;

use serde::Serialize;

/// The most faults that are kept; of the others only the number.
const FAULTS_MAX: usize = 1000;

/// What a verification found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How many events were looked at.
    pub events: u64,
    /// How many streams they are in.
    pub streams: u64,
    /// How many sealed parts opened.
    pub opened: u64,
    /// How many sealed parts were erased.
    pub erased: u64,
    /// How many readings were looked at.
    pub readings: u64,
    /// How many checkpoints were looked at.
    pub checkpoints: u64,
    /// The last event that a checkpoint vouches for; 0 where there is none.
    pub vouched_seq: i64,
    /// Whether it was compared with a checkpoint kept elsewhere.
    pub compared_with_export: bool,
    /// What is wrong, the first thousand.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub faults_more: u64,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The stream, where the fault is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<String>,
    /// The event's version in its stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The event's place in the whole log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// The reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<i64>,
    /// The checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<i64>,
    /// What is wrong with it.
    pub what: String,
}

impl Report {
    pub(super) fn new(compared_with_export: bool) -> Self {
        Self {
            events: 0,
            streams: 0,
            opened: 0,
            erased: 0,
            readings: 0,
            checkpoints: 0,
            vouched_seq: 0,
            compared_with_export,
            faults: Vec::new(),
            faults_more: 0,
        }
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        } else {
            self.faults_more += 1;
        }
    }

    /// Whether nothing is wrong, as far as can be seen (see [`Self::caveat`]).
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    /// What a record that holds may still hide, in plain words.
    pub fn caveat(&self) -> Option<&'static str> {
        (!self.compared_with_export).then_some(
            "No exported checkpoint was given. If the newest events, readings and checkpoints had been cut off \
             together, it could not be seen here.",
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        if self.faults_more > 0 {
            writeln!(f, "… and {} more like these", self.faults_more)?;
        }
        let (events, streams) = (counted(self.events, "event"), counted(self.streams, "stream"));
        write!(f, "Read: {events} in {streams}, and {}. ", counted(self.readings, "reading"))?;
        write!(f, "Opened: {}", counted(self.opened, "sealed part"))?;
        match self.erased {
            0 => write!(f, ". ")?,
            1 => write!(f, "; 1 more belongs to an erased record, and nobody can open it. ")?,
            more => write!(f, "; {more} more belong to erased records, and nobody can open them. ")?,
        }
        match self.checkpoints {
            0 => writeln!(f, "There is no checkpoint yet.")?,
            n => writeln!(f, "{} checked, up to event {}.", counted(n, "checkpoint"), self.vouched_seq)?,
        }
        if let Some(caveat) = self.caveat() {
            writeln!(f, "{caveat}")?;
        }
        f.write_str(if self.holds() { "The record holds." } else { "The record does not hold." })
    }
}

fn counted(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

impl Fault {
    fn bare(what: &str) -> Self {
        Self { stream: None, version: None, seq: None, reading: None, checkpoint: None, what: what.to_owned() }
    }

    pub(super) fn of_event(stream: &str, version: i64, seq: i64, what: &str) -> Self {
        Self { stream: Some(stream.to_owned()), version: Some(version), seq: Some(seq), ..Self::bare(what) }
    }

    pub(super) fn of_missing_event(seq: i64, what: &str) -> Self {
        Self { seq: Some(seq), ..Self::bare(what) }
    }

    pub(super) fn of_missing_version(stream: &str, version: i64, what: &str) -> Self {
        Self { stream: Some(stream.to_owned()), version: Some(version), ..Self::bare(what) }
    }

    pub(super) fn of_stream(stream: &str, what: &str) -> Self {
        Self { stream: Some(stream.to_owned()), ..Self::bare(what) }
    }

    pub(super) fn of_reading(reading: i64, what: &str) -> Self {
        Self { reading: Some(reading), ..Self::bare(what) }
    }

    pub(super) fn of_checkpoint(checkpoint: i64, what: &str) -> Self {
        Self { checkpoint: Some(checkpoint), ..Self::bare(what) }
    }

    pub(super) fn of_database(what: &str) -> Self {
        Self::bare(&format!("the database itself is damaged: {what}"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { stream: Some(stream), version: Some(version), seq: Some(seq), .. } => {
                write!(f, "event {version} of {stream} (number {seq} in the log): ")?;
            }
            Self { stream: Some(stream), version: Some(version), .. } => write!(f, "event {version} of {stream}: ")?,
            Self { stream: Some(stream), .. } => write!(f, "{stream}: ")?,
            Self { seq: Some(seq), .. } => write!(f, "event number {seq} in the log: ")?,
            Self { reading: Some(reading), .. } => write!(f, "reading {reading}: ")?,
            Self { checkpoint: Some(checkpoint), .. } => write!(f, "checkpoint {checkpoint}: ")?,
            _ => {}
        }
        f.write_str(&self.what)
    }
}
