//! The words in which people who gave are written to.

use crate::ids::WindowId;

use super::{FollowUp, Period, RuleText};

/// The words of one message: an e-mail, a text message and a letter that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageWords {
    /// Its id, why it is sent, its source and the day from which it may be sent.
    pub rule: RuleText,
    /// What people call it.
    pub name: String,
    /// At which windows it is sent; at all, where the file says nothing.
    pub windows: Vec<WindowId>,
    /// How long a link works that is in it.
    pub link_for: Period,
    /// The subject of the e-mail. It says nothing of anybody’s health.
    pub subject: String,
    /// The e-mail.
    pub text: String,
    /// The text message. It says nothing of anybody’s health.
    pub short: String,
    /// The letter.
    pub letter: String,
}

/// What is filled in into the words of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// What they are called.
    Name,
    /// What the programme is called.
    Programme,
    /// Where they can answer.
    Link,
    /// The last day on which the link works.
    Until,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Programme, Self::Link, Self::Until];

    /// As the file writes it, with its braces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::Programme => "{programme}",
            Self::Link => "{link}",
            Self::Until => "{until}",
        }
    }
}

impl FollowUp {
    /// The words for a window: those that name it, or else those that are for all.
    pub fn message_for(&self, window: &WindowId) -> Option<&MessageWords> {
        let named = self.messages.iter().find(|message| message.windows.contains(window));
        named.or_else(|| self.messages.iter().find(|message| message.windows.is_empty()))
    }
}
