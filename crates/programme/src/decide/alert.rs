//! Alerts: somebody was in touch.

use crate::eligibility::alerts_of;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::examination::AlertAnswer;
use crate::facts::Facts;
use crate::ids::{ExaminationId, PersonId, RuleId};
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::{happened, present, said, to_person};

pub(super) fn answer(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    examination: ExaminationId,
    alert: &RuleId,
    answer: &AlertAnswer,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened(facts, answer.on, WHAT, "answer.on")?;
    said(&answer.by, WHAT, "answer.by")?;
    said(&answer.note, WHAT, "answer.note")?;
    let arose = person
        .examinations
        .get(&examination)
        .is_some_and(|recorded| alerts_of(programme, &recorded.content).any(|arisen| arisen.rule.id == *alert));
    if !arose {
        let next = "Open the person's page: the alerts that are open are on it.";
        return Err(refusal::by(refusal::NO_SUCH_ALERT, WHAT, "", next).at("alert"));
    }
    let answer = Private::Known(answer.clone());
    Ok(to_person(id, PersonEvent::AlertAnswered { examination, alert: Private::Known(alert.clone()), answer }))
}
