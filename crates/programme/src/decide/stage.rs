//! Stages of life: preparing for one, entering it.

use jiff::civil::Date;

use crate::birth::Birth;
use crate::eligibility::eligibility;
use crate::event::{Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{PersonId, PreparationId, StageId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::{Outcome, Programme, Question, Stage};

use super::care::has_advocate;
use super::day::{happened_to, living};
use super::telling::told_before;
use super::{birth_of, present, short, to_person};

pub(super) fn prepare(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    stage: &StageId,
    preparation: &PreparationId,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The preparation was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "on")?;
    living(person, on, WHAT, "on")?;
    let stage = known(programme, stage, WHAT)?;
    if !stage.preparation.iter().any(|known| known.id == *preparation) {
        return Err(refusal::no_such("preparation", WHAT).at("preparation"));
    }
    match person.prepared.get(&(stage.id.clone(), preparation.clone())) {
        Some(known) if *known == on => return Ok(Vec::new()),
        Some(_) => still_before(person, stage, on, WHAT)?,
        None => {}
    }
    let (stage, preparation, on) = (stage.id.clone(), preparation.clone(), Private::Known(on));
    Ok(to_person(id, PersonEvent::Prepared { stage, preparation, on }))
}

pub(super) fn enter(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    stage: &StageId,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The stage was not entered.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "on")?;
    living(person, on, WHAT, "on")?;
    let stage = known(programme, stage, WHAT)?;
    let (present, since) = person.stages.last().expect("whoever is registered is in a stage");
    if *present == stage.id && *since == on {
        return Ok(Vec::new());
    }
    if person.is_away_on(on) {
        return Err(refusal::by(refusal::AWAY, WHAT, "", "If they want to come back, record their return first."));
    }
    follows(programme, person, stage, on, WHAT)?;
    if on < *since {
        let detail = format!("They entered the present stage on {}.", plain_date(*since));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    old_enough(programme, stage, birth_of(person), on, WHAT)?;
    if stage.assessed && person.deferrals.own_on(on).is_some() {
        let next = "They say when they are ready again. Nobody asks them to be.";
        return Err(refusal::by(refusal::WAITING, WHAT, "", next).article(5));
    }
    if stage.assessed {
        short::nothing_is_told(programme, WHAT).map_err(|refusal| refusal.at("stage"))?;
        told_before(person, programme, Question::Evaluation, on, WHAT).map_err(|refusal| refusal.at("stage"))?;
    }
    good_enough(programme, person, stage, on, WHAT)?;
    prepared(person, stage, on, WHAT)?;
    // A story's programme has no advocates, and is only simulated: no file that asks people is served without them.
    if stage.assessed && (programme.carers.advocate.is_some() || programme.fiction.is_none()) {
        has_advocate(facts, programme, person, on, WHAT)?;
    }
    Ok(to_person(id, PersonEvent::StageEntered { stage: stage.id.clone(), on: Private::Known(on) }))
}

/// Refuses a stage to whoever is, or may be, too young for it: by the stage's own age, and by article 12 where people in
/// it are assessed as donors.
pub(super) fn old_enough(
    programme: &Programme,
    stage: &Stage,
    birth: Birth,
    on: Date,
    what: &str,
) -> Result<(), Refusal> {
    let age = birth.age_on(on).at_least;
    let minimum = &programme.minimum_donor_age;
    let when = |years| birth.certainly_aged(years).map_or(String::new(), |day| format!(" from {} on", plain_date(day)));
    if stage.assessed && age < i16::from(minimum.years) {
        let detail = format!("People in “{}” are assessed, and the limit is {}.", stage.name, minimum.years);
        let next = format!("They can enter it{}, if they wish.", when(minimum.years));
        let refusal = refusal::by(refusal::MINIMUM_DONOR_AGE, what, detail, next);
        return Err(refusal.article(12).source(&minimum.rule.source).at("stage"));
    }
    match stage.from_age {
        Some(years) if age < i16::from(years) => {
            let detail = format!("“{}” is entered at {years} or later.", stage.name);
            Err(refusal::by(refusal::STAGE_AGE, what, detail, format!("They can enter it{}.", when(years))).at("stage"))
        }
        _ => Ok(()),
    }
}

/// Refuses a stage to whoever's eligibility on that day comes to less than the stage asks for, with every reason for it:
/// the stage would say of them what is not so (article 4).
fn good_enough(programme: &Programme, person: &Person, stage: &Stage, on: Date, what: &str) -> Result<(), Refusal> {
    let Some(least) = stage.outcome else { return Ok(()) };
    let found = eligibility(person, programme, on);
    if found.outcome >= least {
        return Ok(());
    }
    let against = found.reasons.iter().filter(|reason| reason.outcome < least);
    let reasons: Vec<_> = against.map(|reason| reason.rule.plain.as_str()).collect();
    let detail = format!(
        "“{}” asks for {}. On {} it was {}: {}",
        stage.name,
        in_words(least),
        plain_date(on),
        in_words(found.outcome),
        reasons.join(" ")
    );
    let next = "Do what is missing, have looked at what has to be looked at, record it, and try again.";
    Err(refusal::by(refusal::STAGE_OUTCOME, what, detail, next).article(4).at("stage"))
}

/// An outcome with what it means: `“deferred” (not for now)`.
fn in_words(outcome: Outcome) -> String {
    format!("“{}” ({})", outcome.as_str().replace('-', " "), outcome.plain())
}

/// Refuses to put the day of a preparation off until after the stage that it prepared for.
fn still_before(person: &Person, stage: &Stage, on: Date, what: &str) -> Result<(), Refusal> {
    let entered = person.stages.iter().skip(1).find(|(id, _)| *id == stage.id).map(|(_, entered)| *entered);
    match entered.filter(|entered| *entered < on) {
        Some(entered) => {
            let detail = format!("They entered “{}” on {}.", stage.name, plain_date(entered));
            Err(refusal::by(refusal::NOT_PREPARED, what, detail, "Correct the day.").at("on"))
        }
        None => Ok(()),
    }
}

/// The stage to which somebody is brought in who gave before: one in which nobody is asked anything.
pub(super) fn brought_in_to<'a>(
    programme: &'a Programme,
    id: &StageId,
    birth: Birth,
    today: Date,
    what: &str,
) -> Result<&'a Stage, Refusal> {
    let stage = known(programme, id, what)?;
    if !stage.may_be_brought_in() {
        let detail = format!("People in “{}” are asked, or it says that they could give.", stage.name);
        let next = "Choose the stage of those who gave.";
        return Err(refusal::by(refusal::STAGE_NOT_NEXT, what, detail, next).at("stage"));
    }
    old_enough(programme, stage, birth, today, what)?;
    Ok(stage)
}

/// Whether somebody came into this record after they had given, and is still where everybody begins: the stages in which people
/// are asked are behind them, and nobody asks them again for the sake of an entry.
pub fn was_brought_in(person: &Person, programme: &Programme, on: Date) -> bool {
    let gave_before = |donation: &crate::donation::Donation| {
        donation.opened.is_none() && donation.given.as_ref().is_some_and(|given| given.on <= on)
    };
    *person.stage() == programme.stages[0].id && person.donations.iter().any(gave_before)
}

fn known<'a>(programme: &'a Programme, id: &StageId, what: &str) -> Result<&'a Stage, Refusal> {
    programme.stage(id).ok_or_else(|| {
        let detail = format!("This programme has no stage “{id}”.");
        refusal::by(refusal::UNKNOWN_STAGE, what, detail, "Use one of the stages on the rules page.").at("stage")
    })
}

fn follows(programme: &Programme, person: &Person, stage: &Stage, on: Date, what: &str) -> Result<(), Refusal> {
    let present = programme.stage(person.stage());
    // Someone whose stage a newer file no longer knows can enter any: they must not be stranded.
    let Some(present) = present else { return Ok(()) };
    if present.next.contains(&stage.id) || (stage.may_be_brought_in() && was_brought_in(person, programme, on)) {
        return Ok(());
    }
    if present.id == stage.id {
        let since = person.stages.last().map_or(String::new(), |(_, since)| format!(", since {}", plain_date(*since)));
        let detail = format!("They are in “{}” already{since}.", present.name);
        let next = "Nothing needs to be done. The day of a stage cannot be changed once it is written down.";
        return Err(refusal::by(refusal::STAGE_NOT_NEXT, what, detail, next).at("stage"));
    }
    let names: Vec<_> = present.next.iter().filter_map(|id| programme.stage(id)).map(|s| s.name.as_str()).collect();
    let next = match names.as_slice() {
        [] => format!("No stage follows “{}”.", present.name),
        names => format!("After “{}” comes: {}.", present.name, names.join(", ")),
    };
    let detail = format!("“{}” does not follow “{}”.", stage.name, present.name);
    Err(refusal::by(refusal::STAGE_NOT_NEXT, what, detail, next).at("stage"))
}

fn prepared(person: &Person, stage: &Stage, on: Date, what: &str) -> Result<(), Refusal> {
    let done = |id: &PreparationId| person.prepared.get(&(stage.id.clone(), id.clone())).is_some_and(|day| *day <= on);
    let missing: Vec<_> = stage.preparation.iter().filter(|p| !done(&p.id)).map(|p| p.plain.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let detail = format!("Not recorded yet: {}", missing.join(" "));
    Err(refusal::by(refusal::NOT_PREPARED, what, detail, "Do this, record it, and try again.").at("stage"))
}
