//! Advocates: how many each stands by, what they have learnt, when they are away; and what was said with them.

use jiff::civil::Date;
use programme::rules::Carers;
use programme::{AccountId, ConversationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Advocates.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Advocates {
    /// The advocates.
    advocates: Vec<Advocate>,
    /// How many people one of them stands by at most; `null` where the programme sets no limit.
    most: Option<u16>,
}

/// An advocate.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Advocate {
    /// Their account.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// What they are called; `null` where their account is erased.
    name: Option<String>,
    /// How many people they stand by.
    charges: u64,
    /// What they have to learn, or learn again.
    training: Vec<TrainingDue>,
    /// When they are or were away, in the order in which it was written down.
    absences: Vec<TimeAway>,
}

/// Something that an advocate has to learn, or learn again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct TrainingDue {
    /// Which, as the programme file names it.
    topic: String,
    /// What people call it.
    name: String,
    /// The first day on which it counts no longer; `null` where it was never done.
    until: Option<Date>,
    /// From this day on it is to be done; `null` where it was never done.
    due_on: Option<Date>,
}

/// A time away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct TimeAway {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: programme::AbsenceId,
    /// The first day.
    from: Date,
    /// The first day back.
    until: Date,
}

/// What a person and their advocates said to each other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Conversations {
    /// The conversations, newest first.
    pub(crate) conversations: Vec<Conversation>,
}

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Conversation {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: ConversationId,
    /// The advocate's account.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) advocate: AccountId,
    /// What they are called; `null` where their account is gone.
    pub(crate) name: Option<String>,
    /// The day.
    pub(crate) on: Date,
    /// How.
    pub(crate) how: Manner,
    /// What was said.
    pub(crate) words: String,
}

/// How two people spoke.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Manner {
    /// In one room.
    InPerson,
    /// By telephone.
    Telephone,
    /// By video.
    Video,
    /// In writing.
    InWriting,
}

/// What a tie is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TieKind {
    /// Related by blood, marriage or adoption, or living as if.
    Kin,
    /// A friend.
    Friend,
    /// Working with each other.
    Colleague,
    /// Money between them.
    Financial,
    /// Treating them, or having treated them.
    Treats,
    /// Anything else that would sway somebody.
    Other,
}

impl Advocates {
    /// These advocates, in this order.
    pub(crate) fn of(found: Vec<record::Advocate>, carers: &Carers) -> Self {
        let advocate = |found: record::Advocate| {
            let training = found.account.carer.retraining(carers).into_iter().map(|due| TrainingDue {
                topic: due.training.id.to_string(),
                name: due.training.name.clone(),
                until: due.until,
                due_on: due.due_on,
            });
            let absences = found.account.carer.absences.iter();
            Advocate {
                account: found.account.id,
                name: found.account.details.as_ref().map(|details| details.name.clone()),
                charges: found.charges,
                training: training.collect(),
                absences: absences.map(|away| TimeAway { id: away.id, from: away.from, until: away.until }).collect(),
            }
        };
        let most = carers.caseload.as_ref().map(|caseload| caseload.most);
        Self { advocates: found.into_iter().map(advocate).collect(), most }
    }
}

impl From<Manner> for programme::Manner {
    fn from(manner: Manner) -> Self {
        match manner {
            Manner::InPerson => Self::InPerson,
            Manner::Telephone => Self::Telephone,
            Manner::Video => Self::Video,
            Manner::InWriting => Self::InWriting,
        }
    }
}

impl From<programme::Manner> for Manner {
    fn from(manner: programme::Manner) -> Self {
        match manner {
            programme::Manner::InPerson => Self::InPerson,
            programme::Manner::Telephone => Self::Telephone,
            programme::Manner::Video => Self::Video,
            programme::Manner::InWriting => Self::InWriting,
        }
    }
}

impl From<TieKind> for programme::TieKind {
    fn from(kind: TieKind) -> Self {
        match kind {
            TieKind::Kin => Self::Kin,
            TieKind::Friend => Self::Friend,
            TieKind::Colleague => Self::Colleague,
            TieKind::Financial => Self::Financial,
            TieKind::Treats => Self::Treats,
            TieKind::Other => Self::Other,
        }
    }
}
