//! What people said when they spoke up.

use jiff::civil::Date;
use programme::{AccountId, ConcernId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One time that somebody spoke up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Concern {
    /// Whose account.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) account: AccountId,
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: ConcernId,
    /// About what.
    kind: ConcernKind,
    /// The day.
    on: Date,
    /// What they said; `null` once erased.
    text: Option<String>,
    /// About whom, if about somebody in the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    about: Option<PersonId>,
    /// What they were answered, oldest first.
    answers: Vec<ConcernAnswer>,
    /// The day on which the matter was closed; `null` while it is open.
    closed: Option<Date>,
}

/// An answer to somebody who spoke up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ConcernAnswer {
    /// The day.
    on: Date,
    /// In which words; `null` once erased.
    answer: Option<String>,
}

/// About what somebody speaks up.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ConcernKind {
    /// Somebody was not told what they had to be told.
    NotTold,
    /// Somebody was pressed.
    Pressed,
    /// Something else is not right.
    Other,
}

impl Concern {
    /// One time that the holder of an account spoke up.
    pub(crate) fn of(account: AccountId, id: ConcernId, concern: programme::Concern) -> Self {
        let programme::Concern { kind, on, said, answers, closed } = concern;
        let about = said.as_ref().and_then(|said| said.about);
        let text = said.map(|said| said.text);
        let answers = answers.into_iter().map(|(on, answer)| ConcernAnswer { on, answer }).collect();
        Self { account, id, kind: kind.into(), on, text, about, answers, closed }
    }

    /// About whom it is.
    pub(crate) fn about(&self) -> Option<PersonId> {
        self.about
    }
}

impl From<ConcernKind> for programme::ConcernKind {
    fn from(kind: ConcernKind) -> Self {
        match kind {
            ConcernKind::NotTold => Self::NotTold,
            ConcernKind::Pressed => Self::Pressed,
            ConcernKind::Other => Self::Other,
        }
    }
}

impl From<programme::ConcernKind> for ConcernKind {
    fn from(kind: programme::ConcernKind) -> Self {
        match kind {
            programme::ConcernKind::NotTold => Self::NotTold,
            programme::ConcernKind::Pressed => Self::Pressed,
            programme::ConcernKind::Other => Self::Other,
        }
    }
}
