//! Kinds of donation.

use crate::ids::DonationKindId;

use super::RuleText;

/// Something that a living person can give, and the limits of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DonationKind {
    /// Unique in the file.
    pub id: DonationKindId,
    /// What people call it.
    pub name: String,
    /// Its limits in plain words, with their source and date.
    pub rule: RuleText,
    /// Whether a living person is expected to survive it. Nothing else is ever asked of anybody (article 4).
    pub survivable: bool,
    /// How often somebody gives it in a life at most.
    pub per_life: u8,
}
