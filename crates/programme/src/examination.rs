//! An examination: one visit, on one day, at which checks were made.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{CheckId, SiteId};
use crate::value::Values;

/// What was found at one visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Examination {
    /// The day in the programme's time zone.
    pub on: Date,
    /// Where, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// The checks that were made, each with what it wrote down. A check that was made and found nothing out is empty.
    pub checks: BTreeMap<CheckId, Values>,
}

/// What came of an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AlertAnswer {
    /// The day on which somebody was in touch.
    pub on: Date,
    /// Who was in touch.
    pub by: String,
    /// What came of it.
    pub note: String,
}
