//! Waiting, deferring, objecting, deciding, assessing: what forms say of these.

use jiff::civil::Date;
use programme::{
    Against, AppealId, AppealStep, AssessmentId, AssessmentStep, Command, Decision, DeferralId, DeferralStep, PersonId,
};

use super::{FormReader, FormResult, Typed};

/// A wait of one's own: begun, joined, not joined, or ended. `new` is the id of one that begins.
///
/// # Errors
/// Every field that could not be read.
pub fn wait(typed: &Typed, today: Date, person: PersonId, new: DeferralId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let step = match typed.text("step") {
        "join" => reader.chosen_id("deferral").map(|asked| (new, DeferralStep::Join { asked })),
        "decline" => reader.chosen_id("deferral").map(|asked| (asked, DeferralStep::Decline)),
        "ready" => reader.chosen_id("deferral").map(|deferral| (deferral, DeferralStep::Ready)),
        _ => {
            let until = reader.day_or_none("step.until");
            let (with, words) = (reader.chosen_id("step.with"), typed.optional("step.words"));
            until.map(|until| (new, DeferralStep::Wait { until, with, words }))
        }
    };
    reader.finish(step.map(|(deferral, step)| Command::Deferral { person, deferral, step }))
}

/// A deferral that others place, look at again, or lift. `new` is the id of one that is placed.
///
/// # Errors
/// Every field that could not be read.
pub fn defer(typed: &Typed, today: Date, person: PersonId, new: DeferralId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let reason = typed.text("step.reason").to_owned();
    let step = match typed.text("step") {
        "lift" => reader.chosen_id("deferral").map(|deferral| (deferral, DeferralStep::Lift { reason })),
        "review" => {
            let (deferral, next) = (reader.chosen_id("deferral"), reader.day("step.next"));
            deferral.zip(next).map(|(deferral, next)| (deferral, DeferralStep::Review { next, reason }))
        }
        _ => {
            let (kind, on) = (reader.chosen("step.kind"), reader.day("step.on"));
            let (until, review) = (reader.day_or_none("step.until"), reader.day_or_none("step.review"));
            let permanent = typed.text("step.permanent") == "yes";
            kind.zip(on).zip(until.zip(review)).map(|((kind, on), (until, review))| {
                (new, DeferralStep::Place { kind: kind.as_str().into(), on, until, review, permanent, reason })
            })
        }
    };
    reader.finish(step.map(|(deferral, step)| Command::Deferral { person, deferral, step }))
}

/// An objection.
///
/// # Errors
/// Where it is not said to what.
pub fn object(typed: &Typed, person: PersonId, appeal: AppealId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let chosen = reader.chosen("step.against");
    let against = chosen.as_deref().and_then(against);
    if chosen.is_some() && against.is_none() {
        reader.wrong("step.against", "Choose one from the list.");
    }
    let text = typed.text("step.text").to_owned();
    reader.finish(against.map(|against| Command::Appeal { person, appeal, step: AppealStep::Make { against, text } }))
}

fn against(chosen: &str) -> Option<Against> {
    let (kind, id) = chosen.split_once('/')?;
    Some(match kind {
        "deferral" => Against::Deferral { deferral: id.parse().ok()? },
        "finding" => Against::Finding { rule: id.into() },
        "assessment" => Against::Assessment { assessment: id.parse().ok()? },
        _ => return None,
    })
}

/// How an objection is decided.
///
/// # Errors
/// Where it is not said how.
pub fn decide_appeal(typed: &Typed, person: PersonId, appeal: AppealId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, Date::default());
    let chosen = reader.chosen("step.decision");
    let decision = chosen.and_then(|chosen| Decision::ALL.into_iter().find(|known| known.as_str() == chosen));
    let reason = typed.text("step.reason").to_owned();
    reader.finish(decision.map(|decision| Command::Appeal {
        person,
        appeal,
        step: AppealStep::Decide { decision, reason },
    }))
}

/// What somebody who knows about it says of what was found.
///
/// # Errors
/// Every field that could not be read.
pub fn assess(typed: &Typed, today: Date, person: PersonId, assessment: AssessmentId) -> FormResult<Command> {
    let mut reader = FormReader::new(typed, today);
    let (rule, on) = (reader.chosen("step.rule"), reader.day("step.on"));
    let fit = reader.chosen("step.fit").map(|fit| fit == "yes");
    let words = typed.text("step.words").to_owned();
    reader.finish(rule.zip(on).zip(fit).map(|((rule, on), fit)| Command::Assessment {
        person,
        assessment,
        step: AssessmentStep::Assess { rule: rule.as_str().into(), on, fit, words },
    }))
}
