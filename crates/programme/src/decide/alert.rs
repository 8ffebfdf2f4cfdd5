//! Alerts: somebody was in touch.

use crate::eligibility::alerts_of;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::examination::AlertAnswer;
use crate::facts::Facts;
use crate::ids::{ExaminationId, PersonId, RuleId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::happened_to;
use super::text::{named, said};
use super::{birth_of, present, to_person};

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
    happened_to(facts, birth_of(person), answer.on, WHAT, "answer.on")?;
    named(&answer.by, WHAT, "answer.by")?;
    said(&answer.note, WHAT, "answer.note")?;
    let recorded = person.examinations.get(&examination);
    let arose = |content| alerts_of(programme, content).any(|arisen| arisen.rule.id == *alert);
    let Some(content) = recorded.map(|recorded| &recorded.content).filter(|content| arose(content)) else {
        let next = "Open the person's page: the alerts that are open are on it.";
        return Err(refusal::by(refusal::NO_SUCH_ALERT, WHAT, "", next).at("alert"));
    };
    if answer.on < content.on {
        let detail = format!("The examination was on {}.", plain_date(content.on));
        return Err(refusal::by(refusal::ANSWER_AFTER, WHAT, detail, "Correct the day.").at("answer.on"));
    }
    let key = (examination, alert.clone());
    if person.answers.get(&key) == Some(answer) && person.answered.get(&key) == Some(content) {
        return Ok(Vec::new());
    }
    let answer = Private::Known(answer.clone());
    Ok(to_person(id, PersonEvent::AlertAnswered { examination, alert: Private::Known(alert.clone()), answer }))
}
