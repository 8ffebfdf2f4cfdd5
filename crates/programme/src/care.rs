//! Who stands by somebody: an advocate, who is independent and appointed, or a companion, who has chosen to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::role::Role;

/// As what somebody stands by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CareKind {
    /// As their advocate.
    Advocate,
    /// As their companion.
    Companion,
}

/// Somebody who stands by another, from a day or until a day: the event says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Care {
    /// Who.
    pub carer: AccountId,
    /// As what.
    #[serde(rename = "as")]
    pub kind: CareKind,
    /// The first day with them, or the first without.
    pub on: Date,
}

/// A time in which somebody stood by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CareTime {
    /// Who.
    pub carer: AccountId,
    /// As what.
    pub kind: CareKind,
    /// The first day.
    pub from: Date,
    /// The first day without them.
    pub until: Option<Date>,
}

impl CareKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Advocate, Self::Companion];

    /// The role that somebody needs for it.
    pub const fn role(self) -> Role {
        match self {
            Self::Advocate => Role::Advocate,
            Self::Companion => Role::Companion,
        }
    }

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        self.role().as_str()
    }
}

impl CareTime {
    pub(crate) const fn begun(care: &Care) -> Self {
        Self { carer: care.carer, kind: care.kind, from: care.on, until: None }
    }

    pub(crate) fn end(&mut self, care: &Care) {
        if self.carer == care.carer && self.kind == care.kind && self.until.is_none() {
            self.until = Some(care.on);
        }
    }

    /// Whether it goes on on a day.
    pub fn is_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
