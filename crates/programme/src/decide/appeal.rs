//! Appeals: made by whoever is kept from giving or by their advocate, decided by somebody who took no part.

use std::collections::BTreeSet;

use crate::appeal::{Against, Appeal, AppealStep, Decision, Objection, Ruling};
use crate::eligibility::{eligibility, read_from};
use crate::event::{AppealEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, AppealId, CheckId, PersonId, RuleId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::{Appeals, Outcome, Programme};

use super::deferral::{holds_one_of, speaks_for};
use super::text::said;
use super::{present, to_person};

type Events = Result<Vec<(Stream, Event)>, Refusal>;

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    appeal: AppealId,
    step: &AppealStep,
) -> Events {
    match step {
        AppealStep::Make { against, text } => make(facts, programme, id, appeal, against, text),
        AppealStep::Decide { decision, reason } => decide(facts, programme, id, appeal, *decision, reason),
    }
}

fn make(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    appeal: AppealId,
    against: &Against,
    text: &str,
) -> Events {
    const WHAT: &str = "The objection was not recorded.";
    let person = present(facts, id, WHAT)?;
    let heard = heard(programme, WHAT)?;
    if !speaks_for(facts, person) {
        let next = "They can object on their own page, or their advocate can on their behalf.";
        return Err(refusal::by(refusal::APPEAL_BY, WHAT, "", next).article(5));
    }
    said(text, WHAT, "step.text")?;
    if let Some(known) = person.appeals.iter().find(|known| known.id == appeal) {
        let same = known.objection.against == *against && known.objection.text == text;
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("appeal");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    stands(facts, programme, person, against, WHAT)?;
    let open = person.appeals.iter().find(|known| known.is_open() && known.objection.against == *against);
    if let Some(open) = open {
        let detail = format!("They objected on {}, and it is not decided yet.", plain_date(open.on));
        let next = format!("It is decided by {} at the latest.", plain_date(open.until));
        return Err(refusal::by(refusal::APPEAL_OPEN, WHAT, detail, next).at("step.against"));
    }
    let (on, until) = (facts.today, heard.within.after(facts.today));
    let objection = Private::Known(Objection { against: against.clone(), text: text.to_owned() });
    Ok(to_person(id, PersonEvent::Appeal(AppealEvent::Made { appeal, by: facts.author, on, until, objection })))
}

/// Whether what is objected to keeps them from giving today.
fn stands(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    against: &Against,
    what: &str,
) -> Result<(), Refusal> {
    let today = facts.today;
    let holds = match against {
        Against::Deferral { deferral } => {
            person.deferrals.get(*deferral).is_some_and(|known| !known.is_own() && known.holds_on(today))
        }
        Against::Finding { rule } => {
            let found = eligibility(person, programme, today);
            let is_found = programme.finding(rule).is_some();
            is_found
                && found.reasons.iter().any(|reason| reason.rule.id == *rule && reason.outcome <= Outcome::Deferred)
        }
        Against::Assessment { assessment } => {
            let known = person.assessments.iter().find(|known| known.id == *assessment);
            known.is_some_and(|known| !known.assessed.fit && known.counts_on(today))
        }
    };
    let next = "Look at what keeps them from giving on their page, and object to that.";
    if holds { Ok(()) } else { Err(refusal::by(refusal::NOT_HELD, what, "", next).at("step.against")) }
}

fn decide(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    appeal: AppealId,
    decision: Decision,
    reason: &str,
) -> Events {
    const WHAT: &str = "The objection was not decided.";
    let person = present(facts, id, WHAT)?;
    let known = person.appeals.iter().find(|known| known.id == appeal);
    let known = known.ok_or_else(|| refusal::no_such("objection", WHAT).at("appeal"))?;
    let heard = heard(programme, WHAT)?;
    said(reason, WHAT, "step.reason")?;
    if let Some(decided) = &known.decided {
        let same = decided.ruling.decision == decision && decided.ruling.reason == reason;
        let answered =
            || refusal::by(refusal::ALREADY_ANSWERED, WHAT, "", "If there is more to say, they can object again.");
        return if same { Ok(Vec::new()) } else { Err(answered()) };
    }
    holds_one_of(facts, &heard.by, WHAT)?;
    took_no_part(facts, programme, person, known, WHAT)?;
    let checks = ordered(programme, person, &known.objection.against, decision, WHAT)?;
    let ruling = Private::Known(Ruling { decision, reason: reason.to_owned(), checks });
    let (by, on) = (facts.author, facts.today);
    Ok(to_person(id, PersonEvent::Appeal(AppealEvent::Decided { appeal, by, on, ruling })))
}

/// Article 5: not who placed it, recorded or amended what it was read from, assessed it, made the appeal, or stands by them.
fn took_no_part(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    appeal: &Appeal,
    what: &str,
) -> Result<(), Refusal> {
    let Some(author) = facts.author() else { return Ok(()) };
    let mut part: Vec<(AccountId, &str)> = Vec::new();
    part.extend(appeal.by.map(|by| (by, "You made this objection.")));
    part.extend(person.carers.iter().map(|time| (time.carer, "You stand, or stood, by them.")));
    match &appeal.objection.against {
        Against::Deferral { deferral } => {
            let by = person.deferrals.get(*deferral).map_or(&[][..], |known| &known.by);
            part.extend(by.iter().map(|by| (*by, "You placed this deferral, or let it go on.")));
        }
        Against::Finding { rule } => part.extend(of_rule(facts, programme, person, appeal, rule)),
        Against::Assessment { assessment } => {
            let known = person.assessments.iter().find(|known| known.id == *assessment);
            part.extend(
                known.map(|known| of_rule(facts, programme, person, appeal, &known.assessed.rule)).unwrap_or_default(),
            );
        }
    }
    let own = (author.person == Some(person.id)).then_some("It is about yourself.");
    let Some(why) = own.or_else(|| part.iter().find(|(who, _)| *who == author.id).map(|(_, why)| *why)) else {
        return Ok(());
    };
    let next = "Ask somebody who had nothing to do with it to decide.";
    Err(refusal::by(refusal::TOOK_NO_PART, what, why, next).article(5))
}

/// Whoever wrote what a rule was read from, on the day of the appeal or since, and whoever assessed it.
fn of_rule(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    appeal: &Appeal,
    rule: &RuleId,
) -> Vec<(AccountId, &'static str)> {
    let days = [appeal.on, facts.today];
    let from: BTreeSet<_> = programme
        .finding(rule)
        .into_iter()
        .flat_map(|finding| days.into_iter().flat_map(|day| read_from(person, programme, finding, day)))
        .map(|(examination, _)| examination)
        .collect();
    let wrote = facts.examined_by.iter().filter(|(examination, _)| from.contains(examination));
    let wrote = wrote.map(|(_, by)| (*by, "You recorded, or put right, the examination that it was read from."));
    let assessed = person.assessments.iter().filter(|known| known.assessed.rule == *rule);
    let assessed = assessed.filter_map(|known| Some((known.by?, "You assessed it.")));
    wrote.chain(assessed).collect()
}

/// The checks that are made again. No decision waives what a rule finds (article 4), and an order to look again is of what can
/// be looked at.
fn ordered(
    programme: &Programme,
    person: &Person,
    against: &Against,
    decision: Decision,
    what: &str,
) -> Result<Vec<CheckId>, Refusal> {
    let rule = match against {
        Against::Deferral { .. } => None,
        Against::Finding { rule } => Some(rule),
        Against::Assessment { assessment } => {
            let known = person.assessments.iter().find(|known| known.id == *assessment);
            known.map(|known| &known.assessed.rule)
        }
    };
    match (against, decision) {
        (Against::Finding { .. }, Decision::Upheld) => {
            let next = "Order the checks to be made again, or say that it stands.";
            Err(refusal::by(refusal::NO_WAIVER, what, "", next).article(4).at("step.decision"))
        }
        (Against::Deferral { .. }, Decision::Repeat) => {
            let next = "Lift the deferral, or say that it stands.";
            let detail = "No check stands behind a deferral that somebody placed.";
            Err(refusal::by(refusal::NO_WAIVER, what, detail, next).at("step.decision"))
        }
        (_, Decision::Repeat) => {
            let fields: BTreeSet<usize> = rule
                .and_then(|rule| programme.finding(rule))
                .into_iter()
                .flat_map(|finding| finding.when.fields())
                .collect();
            let mut checks: Vec<CheckId> = Vec::new();
            for (_, (check, _)) in programme.fields().enumerate().filter(|(slot, _)| fields.contains(slot)) {
                if checks.last() != Some(&check.id) {
                    checks.push(check.id.clone());
                }
            }
            Ok(checks)
        }
        (_, Decision::Upheld | Decision::Stands) => Ok(Vec::new()),
    }
}

fn heard<'p>(programme: &'p Programme, what: &str) -> Result<&'p Appeals, Refusal> {
    programme.appeals.as_ref().ok_or_else(|| {
        let next = "Speak up: the auditor reads that.";
        refusal::by(refusal::NO_APPEALS, what, "", next).article(5)
    })
}
