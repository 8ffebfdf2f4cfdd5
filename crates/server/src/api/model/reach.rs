//! Links and messages as JSON.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::Person;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::follow_up::WayKind;

/// The links and messages of somebody, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Messages)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Reached {
    /// Links by which they answer, without their secrets.
    links: Vec<Link>,
    /// Messages to them.
    messages: Vec<Message>,
}

/// A link by which somebody answers once, without an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Link {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: programme::LinkId,
    /// For which window of the programme file.
    window: String,
    /// The day on which it was made.
    on: Date,
    /// The last day on which it works.
    until: Date,
    /// Whether it works today.
    works: bool,
    /// Whether they answered by it.
    used: bool,
}

/// A message to somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Message {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: programme::MessageId,
    /// By what it is sent.
    by: WayKind,
    /// To which number or address.
    to: String,
    /// When it was written.
    written: Timestamp,
    /// The subject, of an e-mail.
    subject: Option<String>,
    /// What it says; `{link}` stands for the link.
    text: String,
    /// What became of it; nothing while it is under way.
    outcome: Option<MessageOutcome>,
    /// Whether it may have gone more than once.
    perhaps_twice: bool,
}

/// By what a message is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MessageBody {
    /// One of the ways that they agreed to: `email`, `text-message` or `letter`.
    pub(crate) by: WayKind,
}

/// What became of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MessageEndBody {
    /// What. That a letter was posted is said with `sent`.
    pub(crate) outcome: MessageOutcome,
    /// What else there is to say.
    #[schema(max_length = 4000)]
    pub(crate) note: Option<String>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MessageOutcome {
    /// It was handed over to whoever delivers it, or posted.
    Sent,
    /// It could not be sent.
    Failed,
    /// It came back.
    Returned,
    /// It was not sent.
    Stopped,
}

/// Why a link is ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LinkEndBody {
    /// Why.
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

impl From<MessageOutcome> for programme::MessageOutcome {
    fn from(outcome: MessageOutcome) -> Self {
        match outcome {
            MessageOutcome::Sent => Self::Sent,
            MessageOutcome::Failed => Self::Failed,
            MessageOutcome::Returned => Self::Returned,
            MessageOutcome::Stopped => Self::Stopped,
        }
    }
}

impl From<programme::MessageOutcome> for MessageOutcome {
    fn from(outcome: programme::MessageOutcome) -> Self {
        match outcome {
            programme::MessageOutcome::Sent => Self::Sent,
            programme::MessageOutcome::Failed => Self::Failed,
            programme::MessageOutcome::Returned => Self::Returned,
            programme::MessageOutcome::Stopped => Self::Stopped,
        }
    }
}

impl Reached {
    /// Everything of a person, on a day.
    pub(crate) fn of(person: &Person, on: Date) -> Self {
        let link = |link: &programme::Link| Link {
            id: link.id,
            window: link.content.window.to_string(),
            on: link.content.on,
            until: link.content.until,
            works: person.open_link(&link.content.token, on).is_some(),
            used: matches!(link.ended, Some(programme::LinkEnd::Used(_))),
        };
        let message = |message: &programme::Message| Message {
            id: message.id,
            by: message.content.by.into(),
            to: message.content.address.clone(),
            written: message.content.written,
            subject: message.content.subject.clone(),
            text: message.content.text.clone(),
            outcome: message.finished.as_ref().map(|finished| finished.outcome.into()),
            perhaps_twice: message.finished.as_ref().is_some_and(|finished| finished.perhaps_twice),
        };
        Self {
            links: person.reach.links.iter().map(link).collect(),
            messages: person.reach.messages.iter().map(message).collect(),
        }
    }
}
