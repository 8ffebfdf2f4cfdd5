//! Reaching people: the messages that are written to them, and the links by which they answer without an account.
//!
//! A message is written first, as an event, and sent afterwards: nothing is sent inside a decision. The link in it is known here
//! by the SHA-256 of its secret only, and in the words of a message stands `{link}`. What is sent becomes an attempt to reach them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::birth::Birth;
use crate::event::{Private, ReachEvent};
use crate::follow_up::{Attempt, AttemptOutcome, FollowUpRecord, WayKind};
use crate::ids::{DonationId, FollowUpAnswerId, LinkId, MessageId, RuleId, WindowId};
use crate::person::Person;
use crate::value::Values;

/// What is done to reach somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum ReachStep {
    /// Make a link by which they answer for the window that is asked for now. It ends the one before.
    MakeLink {
        /// The new link.
        link: NewLink,
    },
    /// End a link that nobody has used.
    EndLink {
        /// Which.
        link: LinkId,
        /// Why.
        reason: String,
    },
    /// Answer by a link. Whoever does so is not signed in: the link, and what only they know, say who they are.
    Answer {
        /// Which.
        link: LinkId,
        /// The hash of its secret.
        token: TokenHash,
        /// When they say that they were born.
        birth: Date,
        /// The new id of the answer.
        answer: FollowUpAnswerId,
        /// What they said, by field of the form.
        values: Values,
        /// What else they said.
        note: Option<String>,
    },
    /// Write a message in the words of the programme file, to be sent the way that they wish.
    Write {
        /// Its new id.
        message: MessageId,
        /// By which of the ways that were agreed.
        by: WayKind,
        /// The link that is in it.
        link: NewLink,
    },
    /// Begin to send a message: from now on nobody can say that it was not sent.
    Begin {
        /// Which.
        message: MessageId,
    },
    /// Say what became of a message.
    Finish {
        /// Which.
        message: MessageId,
        /// What.
        outcome: MessageOutcome,
        /// Whether it may have gone more than once.
        perhaps_twice: bool,
        /// What else there is to say.
        note: Option<String>,
    },
}

/// A link that is about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct NewLink {
    /// Its new id.
    pub id: LinkId,
    /// The hash of its secret.
    pub token: TokenHash,
}

/// The SHA-256 of a link's secret.
pub type TokenHash = [u8; 32];

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LinkContent {
    /// The hash of its secret.
    pub token: TokenHash,
    /// After which donation.
    pub donation: DonationId,
    /// For which window of the file.
    pub window: WindowId,
    /// The day on which it was made.
    pub on: Date,
    /// The last day on which it works.
    pub until: Date,
}

/// A message as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MessageContent {
    /// By what it is sent.
    pub by: WayKind,
    /// The number or address, as it was agreed.
    pub address: String,
    /// What they are called; a letter is addressed to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For which window of the file.
    pub window: WindowId,
    /// In which words of the file.
    pub words: RuleId,
    /// The subject, of an e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it says, with `{link}` where the link is filled in as it is sent.
    pub text: String,
    /// The link.
    pub link: LinkId,
    /// When it was written.
    pub written: Timestamp,
    /// The day.
    pub on: Date,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finished {
    /// What.
    pub outcome: MessageOutcome,
    /// When.
    pub at: Timestamp,
    /// The day.
    pub on: Date,
    /// Whether it may have gone more than once: a server went while it was being sent.
    #[serde(default)]
    pub perhaps_twice: bool,
    /// What else there is to say, such as what the mail server said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageOutcome {
    /// It was handed over to whoever delivers it, or posted.
    Sent,
    /// It could not be sent.
    Failed,
    /// It came back: the address is not theirs, or not any more.
    Returned,
    /// It was not sent, because somebody said so or they are not to be asked any more.
    Stopped,
}

/// A link of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// What it is for.
    pub content: LinkContent,
    /// Why it works no more, where it does not.
    pub ended: Option<LinkEnd>,
}

/// Why a link works no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkEnd {
    /// They answered by it.
    Used(FollowUpAnswerId),
    /// Somebody ended it.
    Ended,
    /// There is a newer one.
    Replaced,
    /// They asked to be left alone.
    LeftAlone,
}

/// A message to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// What was written.
    pub content: MessageContent,
    /// When it began to be sent.
    pub begun: Option<Timestamp>,
    /// What became of it.
    pub finished: Option<Finished>,
}

/// Every link and message of one person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReachRecord {
    /// Links, the oldest first.
    pub links: Vec<Link>,
    /// Messages, in the order in which they were written.
    pub messages: Vec<Message>,
}

impl ReachRecord {
    /// Takes in an event. What was sent is an attempt to reach them.
    pub(crate) fn apply(&mut self, follow_up: &mut FollowUpRecord, event: &ReachEvent) {
        match event {
            ReachEvent::LinkMade { link, content: Private::Known(content) } => {
                self.end_open_links(LinkEnd::Replaced);
                self.links.push(Link { id: *link, content: content.clone(), ended: None });
            }
            ReachEvent::LinkEnded { link, .. } => self.end_link(*link, LinkEnd::Ended),
            ReachEvent::LinkUsed { link, answer } => self.end_link(*link, LinkEnd::Used(*answer)),
            ReachEvent::Written { message, content: Private::Known(content) } => {
                self.messages.push(Message { id: *message, content: content.clone(), begun: None, finished: None });
            }
            ReachEvent::Begun { message, at } => {
                if let Some(known) = self.message_mut(*message) {
                    known.begun = Some(*at);
                }
            }
            ReachEvent::Finished { message, content: Private::Known(finished) } => {
                if let Some(known) = self.message_mut(*message) {
                    follow_up.attempts.extend(attempt(known, finished));
                    known.finished = Some(finished.clone());
                }
            }
            ReachEvent::LinkMade { content: Private::Erased, .. }
            | ReachEvent::Written { content: Private::Erased, .. }
            | ReachEvent::Finished { content: Private::Erased, .. } => {}
        }
    }

    /// Ends every link that works.
    pub(crate) fn end_open_links(&mut self, why: LinkEnd) {
        self.links.iter_mut().filter(|link| link.ended.is_none()).for_each(|link| link.ended = Some(why));
    }

    /// The link with this id.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The message with this id.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// Messages of which nobody has said yet what became of them.
    pub fn under_way(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.finished.is_none())
    }

    fn message_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.id == id)
    }

    fn end_link(&mut self, id: LinkId, why: LinkEnd) {
        let link = self.links.iter_mut().find(|link| link.id == id);
        if let Some(link) = link.filter(|link| link.ended.is_none()) {
            link.ended = Some(why);
        }
    }
}

/// What was sent, and what came back, is an attempt; what never left is none.
fn attempt(message: &Message, finished: &Finished) -> Option<Attempt> {
    let outcome = match finished.outcome {
        MessageOutcome::Sent => AttemptOutcome::Sent,
        MessageOutcome::Returned => AttemptOutcome::Returned,
        MessageOutcome::Failed | MessageOutcome::Stopped => return None,
    };
    let address = Some(message.content.address.clone());
    Some(Attempt { on: finished.on, by: message.content.by, outcome, address, note: None })
}

impl Person {
    /// The link of theirs that has this hash and works on a day: nobody else's, nobody's who is not to be asked, none that was
    /// used, ended or replaced, or whose time is over.
    pub fn open_link(&self, token: &TokenHash, on: Date) -> Option<&Link> {
        let links = self.reach.links.iter().filter(|_| !self.erased && !self.is_left_alone());
        let works = |link: &&Link| link.ended.is_none() && on <= link.content.until;
        links.filter(works).find(|link| same(&link.content.token, token))
    }

    /// Whether this is the day on which the record says that they were born.
    pub fn was_born_on(&self, day: Date) -> bool {
        self.details.as_ref().is_some_and(|details| details.birth == Birth::On(day))
    }
}

/// Compares in the same time wherever they differ.
fn same(one: &TokenHash, other: &TokenHash) -> bool {
    one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

impl MessageOutcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Failed, Self::Returned, Self::Stopped];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Returned => "returned",
            Self::Stopped => "stopped",
        }
    }

    /// As a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Sent => "It was sent.",
            Self::Failed => "It could not be sent.",
            Self::Returned => "It came back.",
            Self::Stopped => "It was not sent.",
        }
    }
}

impl LinkEnd {
    /// As a sentence.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Used(_) => "It was used.",
            Self::Ended => "It was ended.",
            Self::Replaced => "There is a newer one.",
            Self::LeftAlone => "They asked to be left alone.",
        }
    }
}
