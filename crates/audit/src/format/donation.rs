//! The stored form of what happens in a donation.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Happening, Reading, both};
use crate::Entry;

/// Something that happened in a donation.
#[derive(Debug)]
pub(crate) enum InDonation {
    /// It was made elsewhere, or before the record began.
    Recorded {
        kind: String,
        on: Date,
        /// Whether it was at a site of the programme.
        is_ours: bool,
    },
    Opened {
        kind: String,
        on: Date,
        is_offer: bool,
        route: String,
        recipient: Option<String>,
    },
    Consented {
        element: String,
        version: u64,
        to: String,
        on: Date,
    },
    Shortened {
        on: Date,
        to: Option<String>,
    },
    Withdrawn {
        on: Date,
        to: Option<String>,
    },
    /// An authority decided about it.
    Decided,
    Scheduled,
    Verified(Verified),
    Started {
        on: Date,
    },
    Done {
        kind: String,
        on: Date,
    },
    CalledOff {
        on: Date,
        after_anaesthesia: bool,
    },
    Noted,
    Discharged {
        on: Date,
    },
    /// Somebody said that something of it was written down in error.
    InError {
        what: String,
        by: Option<String>,
    },
}

/// What one person verified on the day.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Verified {
    pub(crate) by: String,
    pub(crate) on: Date,
    pub(crate) as_expected: BTreeSet<String>,
    pub(crate) identifiers: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Id {
    donation: String,
}

#[derive(Deserialize)]
struct Given {
    kind: String,
    on: Date,
    #[serde(default)]
    site: Option<String>,
}

#[derive(Deserialize)]
struct Opening {
    kind: String,
    toward: Toward,
    idea: String,
}

#[derive(Deserialize)]
struct Toward {
    route: String,
    #[serde(default)]
    recipient: Option<String>,
}

#[derive(Deserialize)]
struct Consent {
    element: String,
    version: u64,
    to: String,
    on: Date,
}

#[derive(Deserialize)]
struct Word {
    on: Date,
    #[serde(default)]
    to: Option<String>,
}

#[derive(Deserialize)]
struct SaidInError {
    what: Slip,
    #[serde(default)]
    by: Option<String>,
}

#[derive(Deserialize)]
struct Slip {
    entry: String,
}

#[derive(Deserialize)]
struct Appointed {
    #[serde(rename = "on")]
    _on: Date,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct CalledOff {
    on: Date,
    after_anaesthesia: bool,
}

impl InDonation {
    /// Whether only the donor says it.
    pub(crate) const fn is_the_donors_word(&self) -> bool {
        matches!(self, Self::Consented { .. } | Self::Shortened { .. } | Self::Withdrawn { .. })
    }
}

/// `None` where the kind is not one of a donation.
pub(super) fn read_donation(entry: &Entry<'_>) -> Option<Reading<Happening>> {
    use InDonation as D;
    Some(match entry.kind {
        "donation-recorded" => of(entry, |Given { kind, on, site }| D::Recorded { kind, on, is_ours: site.is_some() }),
        "donation-opened" => of(entry, |(opening, on): (Opening, Date)| {
            let Opening { kind, toward: Toward { route, recipient }, idea } = opening;
            D::Opened { kind, on, is_offer: idea == "offered", route, recipient }
        }),
        "donation-consented" => {
            of(entry, |Consent { element, version, to, on }| D::Consented { element, version, to, on })
        }
        "donation-reflection-shortened" => of(entry, |Word { on, to }| D::Shortened { on, to }),
        "donation-withdrawn" => of(entry, |Word { on, to }| D::Withdrawn { on, to }),
        "donation-decided" => of(entry, |_: serde::de::IgnoredAny| D::Decided),
        "donation-scheduled" => of(entry, |_: Appointed| D::Scheduled),
        "donation-verified" => of(entry, D::Verified),
        "donation-started" => of(entry, |on: Date| D::Started { on }),
        "donation-done" => of(entry, |Given { kind, on, .. }| D::Done { kind, on }),
        "donation-called-off" => {
            of(entry, |CalledOff { on, after_anaesthesia }| D::CalledOff { on, after_anaesthesia })
        }
        "donation-noted" => of(entry, |_: serde::de::IgnoredAny| D::Noted),
        "donation-entered-in-error" => {
            of(entry, |SaidInError { what: Slip { entry }, by }| D::InError { what: entry, by })
        }
        "donation-discharged" => of(entry, |on: Date| D::Discharged { on }),
        _ => return None,
    })
}

fn of<P: serde::de::DeserializeOwned>(entry: &Entry<'_>, build: impl FnOnce(P) -> InDonation) -> Reading<Happening> {
    both(entry, |Id { donation }, private| Happening::InDonation { id: donation, what: build(private) })
}
