//! Who stands by a person, and what they ask about their own record.

use jiff::civil::Date;
use programme::{AccountId, RequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who stands or stood by a person, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Carers {
    /// Each time that somebody stood by them.
    pub(crate) carers: Vec<Carer>,
}

/// A time in which somebody stood by a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Carer {
    /// Their account.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) carer: AccountId,
    /// What they are called; `null` where their account is gone.
    pub(crate) name: Option<String>,
    /// As what.
    #[serde(rename = "as")]
    pub(crate) kind: CareKind,
    /// The first day.
    pub(crate) from: Date,
    /// The first day without them; `null` while they stand by them.
    pub(crate) until: Option<Date>,
}

/// Who stands by a person, from a day or until a day: the path says which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CareBody {
    /// Whose account.
    #[schema(value_type = uuid::Uuid)]
    carer: AccountId,
    /// As what.
    #[serde(rename = "as")]
    kind: CareKind,
    /// The first day with them, or the first without.
    on: Date,
}

/// As what somebody stands by another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CareKind {
    /// As their advocate, who is independent and appointed.
    Advocate,
    /// As their companion, who has chosen to.
    Companion,
}

/// What a person asked of the programme about their own record, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Requests {
    /// The requests.
    pub(crate) requests: Vec<Request>,
}

/// Something that a person asked about their own record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Request {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: RequestId,
    /// What.
    kind: RequestKind,
    /// The day.
    on: Date,
    /// In their words.
    text: Option<String>,
    /// What they were answered; `null` while nobody has.
    answered: Option<RequestAnswered>,
}

/// An answer to a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct RequestAnswered {
    /// The day.
    on: Date,
    /// Whether it was done as they asked.
    granted: bool,
    /// In which words.
    answer: Option<String>,
}

/// What is asked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RequestKind {
    /// To put something right.
    Correction,
    /// To erase the record.
    Erasure,
}

impl From<CareBody> for programme::Care {
    fn from(body: CareBody) -> Self {
        let kind = match body.kind {
            CareKind::Advocate => programme::CareKind::Advocate,
            CareKind::Companion => programme::CareKind::Companion,
        };
        Self { carer: body.carer, kind, on: body.on }
    }
}

impl From<programme::CareKind> for CareKind {
    fn from(kind: programme::CareKind) -> Self {
        match kind {
            programme::CareKind::Advocate => Self::Advocate,
            programme::CareKind::Companion => Self::Companion,
        }
    }
}

impl From<RequestKind> for programme::RequestKind {
    fn from(kind: RequestKind) -> Self {
        match kind {
            RequestKind::Correction => Self::Correction,
            RequestKind::Erasure => Self::Erasure,
        }
    }
}

impl From<programme::RequestKind> for RequestKind {
    fn from(kind: programme::RequestKind) -> Self {
        match kind {
            programme::RequestKind::Correction => Self::Correction,
            programme::RequestKind::Erasure => Self::Erasure,
        }
    }
}

impl From<(RequestId, programme::Request)> for Request {
    fn from((id, request): (RequestId, programme::Request)) -> Self {
        let programme::Request { kind, on, text, answered } = request;
        let kind = kind.into();
        let answered =
            answered.map(|given| RequestAnswered { on: given.on, granted: given.granted, answer: given.answer });
        Self { id, kind, on, text, answered }
    }
}
