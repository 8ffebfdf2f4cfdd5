//! A donation: what somebody gives, or thinks of giving, from the first word to the discharge.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{DonationEvent, Private};
use crate::ids::{DonationId, DonationKindId, SiteId};

/// What is done with a donation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum DonationStep {
    /// Write down what somebody gave before this record began, or elsewhere. Nothing is asked by it.
    Record {
        /// What was given.
        given: Given,
    },
}

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Given {
    /// What.
    pub kind: DonationKindId,
    /// The day of the operation.
    pub on: Date,
    /// The day on which they left hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharged: Option<Date>,
    /// Where, if at a site of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
}

/// One donation, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Donation {
    /// Its id.
    pub id: DonationId,
    /// The kind of donation.
    pub kind: DonationKindId,
    /// What was given, once it was.
    pub given: Option<Given>,
}

impl Donation {
    /// Takes in an event.
    pub(crate) fn apply(donations: &mut Vec<Self>, event: &DonationEvent) {
        match event {
            DonationEvent::Recorded { donation, given: Private::Known(given) } => {
                donations.push(Self { id: *donation, kind: given.kind.clone(), given: Some(given.clone()) });
            }
            DonationEvent::Recorded { given: Private::Erased, .. } => {}
        }
    }
}
