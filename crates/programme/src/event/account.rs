//! What happens to an account: somebody who may sign in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account::{AccountDetails, ConcernKind};
use crate::ids::{ConcernId, PersonId, PostId, SiteId};
use crate::role::Role;

use super::{CarerEvent, Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountEvent {
    /// It was opened.
    Opened {
        /// Whose own record it gives, where the holder is in the programme.
        person: Option<PersonId>,
        /// Who holds it.
        details: Private<AccountDetails>,
    },
    /// What the holder is called, or signs in as, was changed.
    Changed {
        /// Who holds it, whole.
        details: Private<AccountDetails>,
    },
    /// The holder was appointed to a post.
    Appointed {
        /// The appointment.
        post: PostId,
        /// As what.
        role: Role,
        /// Where, if at a site.
        site: Option<SiteId>,
        /// The first day.
        on: Date,
    },
    /// The holder left a post, and every right of it with it.
    PostEnded {
        /// Which.
        post: PostId,
        /// The first day on which they no longer hold it.
        on: Date,
        /// Why.
        reason: Private<String>,
    },
    /// Something happened to the holder as a carer.
    Carer(CarerEvent),
    /// The holder spoke up. Nobody can take it back for them.
    SpokeUp {
        /// Which time.
        concern: ConcernId,
        /// About what.
        kind: ConcernKind,
        /// The day.
        on: Date,
        /// What they said, and about whom.
        said: Private<Said>,
    },
    /// Somebody answered them, and may have closed the matter.
    ConcernAnswered {
        /// Which time.
        concern: ConcernId,
        /// The day.
        on: Date,
        /// Whether it is closed by this.
        closed: bool,
        /// What was answered.
        answer: Private<String>,
    },
    /// It was closed: nobody signs in with it any more.
    Closed {
        /// The day.
        on: Date,
        /// Why.
        reason: Private<String>,
    },
    /// Somebody made a link by which its holder comes in. The link itself is nowhere in the log.
    Invited {
        /// The day.
        on: Date,
    },
    /// Its key was destroyed: who held it and what they said is gone.
    Erased {
        /// On whose wish or by which law, in words that name nobody; `None` where it was erased with its holder's own record,
        /// which says it.
        reason: Option<String>,
    },
}

/// What somebody said when they spoke up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Said {
    /// About whom, if about somebody in the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<PersonId>,
    /// What they said.
    pub text: String,
}

impl AccountEvent {
    kinds! {
        Self::Opened { .. } => "account-opened",
        Self::Changed { .. } => "account-changed",
        Self::Appointed { .. } => "appointed",
        Self::PostEnded { .. } => "post-ended",
        Self::SpokeUp { .. } => "spoke-up",
        Self::ConcernAnswered { .. } => "concern-answered",
        Self::Closed { .. } => "account-closed",
        Self::Invited { .. } => "invited",
        Self::Erased { .. } => "account-erased",
        ; Carer(CarerEvent)
    }

    /// Who holds the account, where the event says so and it is not erased.
    pub const fn details(&self) -> Option<&AccountDetails> {
        match self {
            Self::Opened { details: Private::Known(details), .. }
            | Self::Changed { details: Private::Known(details) } => Some(details),
            _ => None,
        }
    }

    pub(super) fn encode(&self) -> Encoded {
        let identity = Category::Identity;
        let (clear, private) = match self {
            Self::Opened { person, details } => (json!({ "person": person }), seal(identity, details)),
            Self::Changed { details } => (json!({}), seal(identity, details)),
            Self::Appointed { post, role, site, on } => {
                (json!({ "post": post, "role": role, "site": site, "on": on }), None)
            }
            Self::PostEnded { post, on, reason } => (json!({ "post": post, "on": on }), seal(identity, reason)),
            Self::Carer(event) => return event.encode(),
            Self::SpokeUp { concern, kind, on, said } => {
                (json!({ "concern": concern, "about": kind, "on": on }), seal(identity, said))
            }
            Self::ConcernAnswered { concern, on, closed, answer } => {
                (json!({ "concern": concern, "on": on, "closed": closed }), seal(identity, answer))
            }
            Self::Closed { on, reason } => (json!({ "on": on }), seal(identity, reason)),
            Self::Invited { on } => (json!({ "on": on }), None),
            Self::Erased { reason: None } => (json!({}), None),
            Self::Erased { reason } => (json!({ "reason": reason }), None),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of an account.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        if let Some(event) = CarerEvent::decode(kind, clear, private) {
            return Some(event.map(Self::Carer));
        }
        let parse = || {
            let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
            Self::of(kind, clear, private)
        };
        Self::KINDS.contains(&kind).then(parse)
    }

    fn of(kind: &str, clear: Clear, private: Option<&[u8]>) -> Result<Self, String> {
        let on = clear.on.ok_or("it has no day");
        let post = clear.post.ok_or("it names no post");
        let concern = clear.concern.ok_or("it names no concern");
        Ok(match kind {
            "account-opened" => Self::Opened { person: clear.person, details: open(private)? },
            "account-changed" => Self::Changed { details: open(private)? },
            "appointed" => {
                let role = clear.role.ok_or("it names no role")?;
                Self::Appointed { post: post?, role, site: clear.site, on: on? }
            }
            "post-ended" => Self::PostEnded { post: post?, on: on?, reason: open(private)? },
            "spoke-up" => {
                let kind = clear.about.ok_or("it does not say about what")?;
                Self::SpokeUp { concern: concern?, kind, on: on?, said: open(private)? }
            }
            "concern-answered" => {
                let closed = clear.closed.ok_or("it does not say whether the matter is closed")?;
                Self::ConcernAnswered { concern: concern?, on: on?, closed, answer: open(private)? }
            }
            "account-closed" => Self::Closed { on: on?, reason: open(private)? },
            "invited" => Self::Invited { on: on? },
            _ => Self::Erased { reason: clear.reason },
        })
    }
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    person: Option<PersonId>,
    post: Option<PostId>,
    role: Option<Role>,
    site: Option<SiteId>,
    concern: Option<ConcernId>,
    about: Option<ConcernKind>,
    closed: Option<bool>,
    on: Option<Date>,
    reason: Option<String>,
}
