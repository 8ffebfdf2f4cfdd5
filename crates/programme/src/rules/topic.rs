//! Topics: what has to be told before what is asked.

use crate::ids::TopicId;

use super::{Period, RuleText};

/// Something that a person is told before they are asked. Only these words are told under it (article 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Unique in the file.
    pub id: TopicId,
    /// What people call it.
    pub name: String,
    /// Its id, the very words that are told, their source, and the day from which they have to be told.
    pub rule: RuleText,
    /// Which version the words are. Whoever was told another one is told again.
    pub version: u32,
    /// The questions before which it is told; never empty.
    pub before: Vec<Question>,
    /// How long it counts; `None`: for good.
    pub valid_for: Option<Period>,
}

/// Something that the engine lets nobody be asked before they were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether they may be assessed as a donor: entering a stage that is assessed.
    Evaluation,
    /// Whether they will give.
    Donation,
    /// Whether they will take part in an exchange.
    Exchange,
}

impl Question {
    /// All questions.
    pub const ALL: [Self; 3] = [Self::Evaluation, Self::Donation, Self::Exchange];

    /// As the programme file writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation",
            Self::Donation => "donation",
            Self::Exchange => "exchange",
        }
    }

    /// In plain words, after “before we ask”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Evaluation => "whether we may find out if giving is safe for you",
            Self::Donation => "whether you will give",
            Self::Exchange => "whether you will take part in an exchange",
        }
    }
}
