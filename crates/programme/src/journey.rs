//! The end of a journey: somebody has died, or another programme has taken over staying in touch with them. Nothing schedules
//! either: both are written down once they have happened.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{JourneyEvent, Private};

/// What is written down about the end of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum JourneyStep {
    /// They have died.
    Die {
        /// When, of what, and how it became known.
        death: Death,
    },
    /// They have not died: it was somebody else, or a mistake.
    Live {
        /// How that came to be.
        reason: String,
    },
    /// Another programme was asked to take over staying in touch. Until it has said yes, nothing changes.
    OfferHandOver {
        /// When, and to whom.
        offer: HandOverOffer,
    },
    /// The other programme has said yes.
    AcknowledgeHandOver {
        /// When, and who said so.
        acknowledgement: Acknowledgement,
    },
    /// They are this programme's again, or the other one said no.
    TakeBackHandOver {
        /// From which day.
        on: Date,
        /// Why.
        reason: String,
    },
}

/// A death.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Death {
    /// The day.
    pub on: Date,
    /// Of what, in words, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// When somebody of the programme learnt of it.
    pub learnt: Timestamp,
    /// How.
    pub how: String,
}

/// An offer to hand somebody over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HandOverOffer {
    /// The day.
    pub on: Date,
    /// The other programme.
    pub to: String,
}

/// What the other programme said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Acknowledgement {
    /// The first day on which they are with the other programme.
    pub on: Date,
    /// Who of the other programme said so, and how.
    pub by: String,
}

/// One hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// When, and to whom it was offered.
    pub offer: HandOverOffer,
    /// What the other programme said.
    pub acknowledged: Option<Acknowledgement>,
    /// From which day they are this programme's again, or since when nothing comes of the offer.
    pub taken_back: Option<Date>,
}

/// How somebody's journey ended, as far as it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    /// Their death.
    pub death: Option<Death>,
    /// The times that another programme was asked to take over, oldest first.
    pub hand_overs: Vec<HandOver>,
}

impl Journey {
    /// Takes in an event.
    pub(crate) fn apply(&mut self, event: &JourneyEvent) {
        match event {
            JourneyEvent::Died { death: Private::Known(death) } => self.death = Some(death.clone()),
            JourneyEvent::DiedInError { .. } => self.death = None,
            JourneyEvent::HandOverOffered { offer: Private::Known(offer) } => {
                self.hand_overs.push(HandOver { offer: offer.clone(), acknowledged: None, taken_back: None });
            }
            JourneyEvent::HandOverAcknowledged { acknowledgement: Private::Known(acknowledgement) } => {
                if let Some(last) = self.hand_overs.last_mut() {
                    last.acknowledged = Some(acknowledgement.clone());
                }
            }
            JourneyEvent::HandOverTakenBack { on: Private::Known(on), .. } => {
                if let Some(last) = self.hand_overs.last_mut() {
                    last.taken_back = Some(*on);
                }
            }
            JourneyEvent::Died { death: Private::Erased }
            | JourneyEvent::HandOverOffered { offer: Private::Erased }
            | JourneyEvent::HandOverAcknowledged { acknowledgement: Private::Erased }
            | JourneyEvent::HandOverTakenBack { on: Private::Erased, .. } => {}
        }
    }

    /// Somebody of whom a donation begins here is not another programme's from that day on.
    pub(crate) fn with_us_again(&mut self, on: Date) {
        if self.handed_over().is_some() {
            self.hand_overs.iter_mut().rev().take(1).for_each(|last| last.taken_back = Some(on));
        }
    }

    /// Whether another programme had acknowledged by a day that they are its, and still was in touch with them on it.
    pub fn is_elsewhere_on(&self, day: Date) -> bool {
        self.elsewhere().any(|(from, until)| from <= day && until.is_none_or(|until| day < until))
    }

    /// Whether they had died by a day.
    pub fn has_died_by(&self, day: Date) -> bool {
        self.death.as_ref().is_some_and(|death| death.on <= day)
    }

    /// The hand-over that was offered and neither taken up nor taken back.
    pub fn open_offer(&self) -> Option<&HandOverOffer> {
        let last = self.hand_overs.last()?;
        (last.acknowledged.is_none() && last.taken_back.is_none()).then_some(&last.offer)
    }

    /// The hand-over that another programme has acknowledged, while it lasts.
    pub fn handed_over(&self) -> Option<(&HandOverOffer, &Acknowledgement)> {
        let last = self.hand_overs.last().filter(|last| last.taken_back.is_none())?;
        Some((&last.offer, last.acknowledged.as_ref()?))
    }

    /// The times in which another programme stayed in touch with them: the first day, and the day from which it did not.
    pub fn elsewhere(&self) -> impl Iterator<Item = (Date, Option<Date>)> {
        self.hand_overs.iter().filter_map(|one| Some((one.acknowledged.as_ref()?.on, one.taken_back)))
    }
}
