//! The end of a journey, in sentences.

use jiff::civil::Date;

use crate::event::{JourneyEvent, Private};

use super::{Voice, because, ended};

/// What happened, with its day; `None` where that is erased.
pub(super) fn sentence(event: &JourneyEvent, voice: Voice) -> Option<(Option<Date>, String)> {
    use JourneyEvent as E;
    use Private::Known;
    let them = voice.pick("them", "you");
    Some(match event {
        E::Died { death: Known(death) } => {
            let cause = death.cause.as_deref().map_or(String::new(), |cause| format!(" {}", ended(cause)));
            (Some(death.on), format!("Died.{cause} We learnt of it like this: {}", ended(&death.how)))
        }
        E::DiedInError { reason: Known(reason) } => {
            let text = voice.pick("They have not died: that", "That you had died");
            (None, format!("{text} was recorded in error. {}", because(reason)))
        }
        E::HandOverOffered { offer: Known(offer) } => {
            (Some(offer.on), format!("{} was asked to take over staying in touch with {them}.", offer.to.trim()))
        }
        E::HandOverAcknowledged { acknowledgement: Known(said) } => {
            let text = format!("From this day on the other programme stays in touch with {them}. It was said by");
            (Some(said.on), format!("{text} {}", ended(&said.by)))
        }
        E::HandOverTakenBack { on: Known(on), reason: Known(reason) } => {
            (Some(*on), format!("We stay in touch with {them} ourselves. {}", because(reason)))
        }
        _ => return None,
    })
}

/// What sort of thing happened, where the rest is erased.
pub(super) const fn kind_in_words(event: &JourneyEvent, voice: Voice) -> &'static str {
    match event {
        JourneyEvent::Died { .. } => "Died.",
        JourneyEvent::DiedInError { .. } => {
            voice.pick("They have not died: that was recorded in error.", "That you had died was recorded in error.")
        }
        JourneyEvent::HandOverOffered { .. } => "Another programme was asked to take over staying in touch.",
        JourneyEvent::HandOverAcknowledged { .. } => "Another programme took over staying in touch.",
        JourneyEvent::HandOverTakenBack { .. } => {
            voice.pick("We stay in touch with them ourselves.", "We stay in touch with you ourselves.")
        }
    }
}
