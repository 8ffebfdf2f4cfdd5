//! Kinds of deferral: ways of waiting, one's own and those that others place; and how objections are heard.

use crate::ids::DeferralKindId;
use crate::role::Role;

use super::{Period, RuleText};

/// A way of waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeferralKind {
    /// Unique in the file.
    pub id: DeferralKindId,
    /// What people call it.
    pub name: String,
    /// What it means in plain words, with its source and date.
    pub rule: RuleText,
    /// Whose it is.
    pub whose: Whose,
}

/// Whose a deferral is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One's own: at once, for as long as one says, without a reason (article 5).
    Own,
    /// Placed by others, with a reason.
    Others {
        /// How long it lasts.
        length: DeferralLength,
        /// Who may place it and lift it.
        by: Vec<Role>,
    },
}

/// How long a deferral that others place lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeferralLength {
    /// Until a day.
    Temporary {
        /// It ends so long after it begins at the latest.
        at_most: Period,
    },
    /// With no end in sight, and looked at again.
    Indefinite {
        /// It is looked at again so long afterwards at the latest.
        review_every: Period,
    },
    /// For good.
    Permanent,
}

/// How an objection is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeals {
    /// It is decided, in writing, so long after it was made at the latest.
    pub within: Period,
    /// Who may decide it, of those who took no part in what it is against.
    pub by: Vec<Role>,
    /// What it means in plain words, with its source and date.
    pub rule: RuleText,
}

impl DeferralKind {
    /// Whether it is one's own wait.
    pub const fn is_own(&self) -> bool {
        matches!(self.whose, Whose::Own)
    }
}
