//! Stages of life.

use super::Outcome;
use crate::ids::{PreparationId, SiteKindId, StageId};

/// A stage of life and the rules of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Unique in the file.
    pub id: StageId,
    /// What people call it.
    pub name: String,
    /// What it is, in plain words.
    pub plain: String,
    /// Nobody younger enters it, in completed years; `None` where any age may.
    pub from_age: Option<u8>,
    /// Whether people in it are assessed as donors. Article 12 then keeps out whoever is under the minimum donor age.
    pub assessed: bool,
    /// Nobody enters it whose eligibility on that day comes to less; `None` where it says nothing of that.
    pub outcome: Option<Outcome>,
    /// The stages that may follow.
    pub next: Vec<StageId>,
    /// The kinds of site where people in this stage may live or stay; any, where the file says nothing.
    pub site_kinds: Vec<SiteKindId>,
    /// What has to be recorded as done before somebody enters.
    pub preparation: Vec<Preparation>,
}

impl Stage {
    /// Whether somebody who gave before they came into this record may begin in it: nobody in it is asked anything, and it
    /// says nothing of whether they could give.
    pub const fn may_be_brought_in(&self) -> bool {
        !self.assessed && self.outcome.is_none()
    }
}

/// Something to be done before a stage is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// Unique in the stage.
    pub id: PreparationId,
    /// What is done, in plain words.
    pub plain: String,
}
