//! What happens in a donation. All of it is about one donor, and sealed as what they say of their health is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::donation::{
    Appointed, Approved, CalledOff, Consent, Given, Opening, OwnWord, RecoveryNote, SaidInError, Verification,
};
use crate::ids::DonationId;

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in a donation.
#[derive(Clone, Debug, PartialEq)]
pub enum DonationEvent {
    /// It was written down that somebody gave, before this record began or elsewhere.
    Recorded {
        /// Which.
        donation: DonationId,
        /// What was given.
        given: Private<Given>,
    },
    /// They were asked, or they offered.
    Opened {
        /// Which.
        donation: DonationId,
        /// What, towards whom, whose idea it was, and the day.
        opening: Private<(Opening, Date)>,
    },
    /// They said yes to one thing.
    Consented {
        /// In which.
        donation: DonationId,
        /// To what, in which version, who heard it, and the day.
        consent: Private<Consent>,
    },
    /// They asked for less time to reflect.
    ReflectionShortened {
        /// In which.
        donation: DonationId,
        /// The day, and who heard it.
        word: Private<OwnWord>,
    },
    /// They stopped it. Why is nobody's business.
    Withdrawn {
        /// Which.
        donation: DonationId,
        /// The day, and who heard it.
        word: Private<OwnWord>,
    },
    /// An authority decided about it.
    Decided {
        /// About which.
        donation: DonationId,
        /// What, and what came before.
        decision: Private<Approved>,
    },
    /// The day and the place were set.
    Scheduled {
        /// Of which.
        donation: DonationId,
        /// The day and the place.
        appointed: Private<Appointed>,
    },
    /// One of two people verified it on the day.
    Verified {
        /// Which.
        donation: DonationId,
        /// Who, what and by what.
        verification: Private<Verification>,
    },
    /// The donor went to sleep for it.
    Started {
        /// Which.
        donation: DonationId,
        /// The day.
        on: Private<Date>,
    },
    /// It was given.
    Done {
        /// Which.
        donation: DonationId,
        /// What, when and where.
        given: Private<Given>,
    },
    /// It does not go on.
    CalledOff {
        /// Which.
        donation: DonationId,
        /// When and why.
        called_off: Private<CalledOff>,
    },
    /// It was written down how they were afterwards.
    Noted {
        /// After which.
        donation: DonationId,
        /// How they were, and the day.
        note: Private<RecoveryNote>,
    },
    /// They went home.
    Discharged {
        /// After which.
        donation: DonationId,
        /// The day.
        on: Private<Date>,
    },
    /// Somebody said that something of it was written down in error.
    EnteredInError {
        /// Of which.
        donation: DonationId,
        /// What, who said so, when and why.
        said: Private<SaidInError>,
    },
}

impl DonationEvent {
    kinds! {
        Self::Recorded { .. } => "donation-recorded",
        Self::Opened { .. } => "donation-opened",
        Self::Consented { .. } => "donation-consented",
        Self::ReflectionShortened { .. } => "donation-reflection-shortened",
        Self::Withdrawn { .. } => "donation-withdrawn",
        Self::Decided { .. } => "donation-decided",
        Self::Scheduled { .. } => "donation-scheduled",
        Self::Verified { .. } => "donation-verified",
        Self::Started { .. } => "donation-started",
        Self::Done { .. } => "donation-done",
        Self::CalledOff { .. } => "donation-called-off",
        Self::Noted { .. } => "donation-noted",
        Self::Discharged { .. } => "donation-discharged",
        Self::EnteredInError { .. } => "donation-entered-in-error",
    }

    /// The donation that it is about.
    pub const fn donation(&self) -> DonationId {
        match self {
            Self::Recorded { donation, .. }
            | Self::Opened { donation, .. }
            | Self::Consented { donation, .. }
            | Self::ReflectionShortened { donation, .. }
            | Self::Withdrawn { donation, .. }
            | Self::Decided { donation, .. }
            | Self::Scheduled { donation, .. }
            | Self::Verified { donation, .. }
            | Self::Started { donation, .. }
            | Self::Done { donation, .. }
            | Self::CalledOff { donation, .. }
            | Self::Noted { donation, .. }
            | Self::Discharged { donation, .. }
            | Self::EnteredInError { donation, .. } => *donation,
        }
    }

    pub(super) fn encode(&self) -> Encoded {
        let private = match self {
            Self::Recorded { given, .. } | Self::Done { given, .. } => sealed(given),
            Self::Opened { opening, .. } => sealed(opening),
            Self::Consented { consent, .. } => sealed(consent),
            Self::ReflectionShortened { word, .. } | Self::Withdrawn { word, .. } => sealed(word),
            Self::Decided { decision, .. } => sealed(decision),
            Self::Scheduled { appointed, .. } => sealed(appointed),
            Self::Verified { verification, .. } => sealed(verification),
            Self::Started { on, .. } | Self::Discharged { on, .. } => sealed(on),
            Self::CalledOff { called_off, .. } => sealed(called_off),
            Self::Noted { note, .. } => sealed(note),
            Self::EnteredInError { said, .. } => sealed(said),
        };
        let clear = json_bytes(&json!({ "donation": self.donation() }));
        Encoded { kind: self.kind(), schema: SCHEMA, clear, private }
    }

    /// `None` where the kind is not one of a donation.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        let donation = || {
            let clear: Clear = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
            clear.donation.ok_or_else(|| "it names no donation".to_owned())
        };
        let read = |donation| -> Option<Result<Self, String>> {
            Some(match kind {
                "donation-recorded" => open(private).map(|given| Self::Recorded { donation, given }),
                "donation-opened" => open(private).map(|opening| Self::Opened { donation, opening }),
                "donation-consented" => open(private).map(|consent| Self::Consented { donation, consent }),
                "donation-reflection-shortened" => {
                    open(private).map(|word| Self::ReflectionShortened { donation, word })
                }
                "donation-withdrawn" => open(private).map(|word| Self::Withdrawn { donation, word }),
                "donation-decided" => open(private).map(|decision| Self::Decided { donation, decision }),
                "donation-scheduled" => open(private).map(|appointed| Self::Scheduled { donation, appointed }),
                "donation-verified" => open(private).map(|verification| Self::Verified { donation, verification }),
                "donation-started" => open(private).map(|on| Self::Started { donation, on }),
                "donation-done" => open(private).map(|given| Self::Done { donation, given }),
                "donation-called-off" => open(private).map(|called_off| Self::CalledOff { donation, called_off }),
                "donation-noted" => open(private).map(|note| Self::Noted { donation, note }),
                "donation-entered-in-error" => open(private).map(|said| Self::EnteredInError { donation, said }),
                "donation-discharged" => open(private).map(|on| Self::Discharged { donation, on }),
                _ => return None,
            })
        };
        if !kind.starts_with("donation-") {
            return None;
        }
        match donation() {
            Ok(donation) => read(donation),
            Err(why) => Some(Err(why)),
        }
    }
}

fn sealed<T: Serialize>(private: &Private<T>) -> Option<(Category, Vec<u8>)> {
    seal(Category::Health, private)
}

/// The clear parts of all kinds of event.
#[derive(Deserialize)]
struct Clear {
    donation: Option<DonationId>,
}
