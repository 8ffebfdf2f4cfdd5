//! What a donor consents to, one thing at a time.

use crate::ids::{DonationKindId, ElementId};

use super::RuleText;

/// One thing that a donor consents to before giving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentElement {
    /// Unique in the file.
    pub id: ElementId,
    /// What people call it.
    pub name: String,
    /// The words that are consented to, with their source and date.
    pub rule: RuleText,
    /// The version of the words: consent to another one is no consent to these.
    pub version: u32,
    /// The kinds of donation that it is asked for; all, where the file says nothing.
    pub kinds: Vec<DonationKindId>,
}

impl ConsentElement {
    /// Whether it is asked for before this is given.
    pub fn is_for(&self, kind: &DonationKindId) -> bool {
        self.kinds.is_empty() || self.kinds.contains(kind)
    }
}
