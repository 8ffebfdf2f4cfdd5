//! Assessments: somebody who knows about it looked at what a rule found.

use jiff::civil::Date;

use crate::assessment::{Assessed, AssessmentStep};
use crate::eligibility::{asks_for_assessment, read_values};
use crate::event::{AssessmentEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AssessmentId, PersonId, RuleId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::happened_to;
use super::deferral::{holds_one_of, not_oneself};
use super::text::said;
use super::{birth_of, present, to_person};

type Events = Result<Vec<(Stream, Event)>, Refusal>;

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    assessment: AssessmentId,
    step: &AssessmentStep,
) -> Events {
    let AssessmentStep::Assess { rule, on, fit, words } = step;
    assess(facts, programme, id, assessment, rule, *on, *fit, words)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one step")]
fn assess(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    assessment: AssessmentId,
    rule: &RuleId,
    on: Date,
    fit: bool,
    words: &str,
) -> Events {
    const WHAT: &str = "The assessment was not recorded.";
    let person = present(facts, id, WHAT)?;
    not_oneself(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "step.on")?;
    let Some(finding) = asks_for_assessment(person, programme, rule, on) else {
        let detail = format!("On {} the rule “{rule}” asked for none.", plain_date(on));
        let next = "Look at their page: what somebody has to look at is there, with its rule.";
        return Err(refusal::by(refusal::NOTHING_TO_ASSESS, WHAT, detail, next).at("step.rule"));
    };
    holds_one_of(facts, &finding.assessment.by, WHAT)?;
    said(words, WHAT, "step.words")?;
    let seen = read_values(person, programme, finding, on);
    let assessed = Assessed { rule: rule.clone(), on, fit, words: words.to_owned(), seen };
    if let Some(known) = person.assessments.iter().find(|known| known.id == assessment) {
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("assessment");
        return if known.assessed == assessed { Ok(Vec::new()) } else { Err(taken()) };
    }
    // Whose assessment was set aside on appeal does not make it anew.
    let mut set_aside =
        person.assessments.iter().filter(|known| known.assessed.rule == *rule && known.set_aside.is_some());
    if facts.author.is_some() && set_aside.next_back().is_some_and(|known| known.by == facts.author) {
        let next = "Ask somebody else who may to look at it.";
        return Err(refusal::by(refusal::ASSESSED_ANEW, WHAT, "", next).article(5));
    }
    let event = AssessmentEvent::Assessed { assessment, by: facts.author, assessed: Private::Known(assessed) };
    Ok(to_person(id, PersonEvent::Assessment(event)))
}
