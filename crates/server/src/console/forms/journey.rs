//! The end of a journey: a death, a hand-over.

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{Acknowledgement, Command, Death, HandOverOffer, JourneyStep, PersonId};

use super::{FormReader, FormResult, Typed};

/// What is written down of a journey's end, as the form's `do` says what.
///
/// # Errors
/// Every field that could not be read.
pub fn journey(typed: &Typed, programme: &Programme, today: Date, person: PersonId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let text = |field: &str| typed.text(field).to_owned();
    let step = match typed.text("do") {
        "die" => {
            let (on, learnt) = (reader.day("death.on"), reader.moment(programme, "death.learnt", "death.time"));
            let (cause, how) = (typed.optional("death.cause"), text("death.how"));
            on.zip(learnt).map(|(on, learnt)| JourneyStep::Die { death: Death { on, cause, learnt, how } })
        }
        "live" => Some(JourneyStep::Live { reason: text("reason") }),
        "offer" => {
            let offer = reader.day("offer.on").map(|on| HandOverOffer { on, to: text("offer.to") });
            offer.map(|offer| JourneyStep::OfferHandOver { offer })
        }
        "acknowledge" => {
            let on = reader.day("acknowledgement.on");
            let acknowledgement = on.map(|on| Acknowledgement { on, by: text("acknowledgement.by") });
            acknowledgement.map(|acknowledgement| JourneyStep::AcknowledgeHandOver { acknowledgement })
        }
        "take-back" => reader.day("on").map(|on| JourneyStep::TakeBackHandOver { on, reason: text("reason") }),
        _ => {
            reader.wrong("do", "This form was not sent from its page. Open the page again.");
            None
        }
    };
    reader.finish(step.map(|step| Command::Journey { person, step }))
}
