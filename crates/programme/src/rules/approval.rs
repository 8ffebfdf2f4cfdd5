//! What somebody independent has to find, and an authority to decide, before anything is taken from anybody.

use serde::{Deserialize, Serialize};

use crate::ids::ApprovalId;

use super::{Period, RuleText, VerifyItem};

/// A decision of an authority without which a donation does not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Unique in the kind of donation.
    pub id: ApprovalId,
    /// What people call it.
    pub name: String,
    /// Its words, source and date.
    pub rule: RuleText,
    /// Who looks into it and reports, as people call them.
    pub assessed_by: String,
    /// Who decides, as people call them.
    pub decided_by: String,
    /// With whom the assessor speaks. Where nobody is named who would receive, only the donor is spoken with.
    pub interviews: Vec<Interview>,
    /// What the assessor has to find.
    pub finds: Vec<VerifyItem>,
    /// How long after the interviews the report is made at the latest.
    pub report_within: Option<Period>,
    /// How long a yes counts; `None`: for the donation that it is about, however long that takes.
    pub valid_for: Option<Period>,
}

/// With whom somebody independent speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interview {
    /// The donor, alone.
    Donor,
    /// Whoever would receive, alone.
    Recipient,
    /// Both together.
    Together,
}

impl Interview {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Donor, Self::Recipient, Self::Together];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Donor => "donor",
            Self::Recipient => "recipient",
            Self::Together => "together",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Donor => "with the donor alone",
            Self::Recipient => "with whoever would receive, alone",
            Self::Together => "with both together",
        }
    }
}

impl Approval {
    /// The interviews that are made where somebody is named who would receive, or nobody is.
    pub fn interviews(&self, has_recipient: bool) -> impl Iterator<Item = Interview> + '_ {
        self.interviews.iter().copied().filter(move |one| has_recipient || *one == Interview::Donor)
    }
}
