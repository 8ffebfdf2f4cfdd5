//! Kinds of site.

use crate::ids::SiteKindId;

/// A kind of site: a clinic, a home, a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteKind {
    /// Unique in the file.
    pub id: SiteKindId,
    /// What people call it.
    pub name: String,
    /// What it is, in plain words.
    pub plain: String,
}
