//! Staying in touch with somebody.

use jiff::Timestamp;

use crate::event::{Event, FollowUpEvent, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::follow_up::{
    AnswerSource, Attempt, ContactPlan, FollowUpAnswer, FollowUpStep, Learnt, LeftAlone, Reported, WayKind, Wish,
};
use crate::ids::{FollowUpAnswerId, PersonId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::{Field, FollowUp, Programme, Reportable};
use crate::value::Values;

use super::day::{happened_to, living};
use super::examination::checked;
use super::text::{named, one_line, readable, said};
use super::{birth_of, present, to_person};

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    step: &FollowUpStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    let event = match step {
        FollowUpStep::Plan { plan } => agree(facts, id, plan),
        FollowUpStep::Attempt { attempt } => try_to_reach(facts, id, attempt).map(Some),
        FollowUpStep::Answer { answer, content } => answered(facts, programme, id, *answer, content),
        FollowUpStep::TakeBack { answer, reason } => take_back(facts, id, *answer, reason),
        FollowUpStep::BeLeft { wish } => be_left(facts, id, wish),
        FollowUpStep::BeAskedAgain { wish } => be_asked_again(facts, id, wish),
        FollowUpStep::Learn { learnt } => learn(facts, programme, id, learnt),
        FollowUpStep::Report { reported } => report(facts, id, reported),
    }?;
    Ok(event.map_or_else(Vec::new, |event| to_person(id, PersonEvent::FollowUp(event))))
}

/// Two people, where there are two: somebody who has nobody is not made to invent one.
fn agree(facts: &Facts<'_>, id: PersonId, plan: &ContactPlan) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The agreement was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), plan.agreed, WHAT, "plan.agreed")?;
    living(person, plan.agreed, WHAT, "plan.agreed")?;
    if plan.ways.is_empty() {
        let next = "Ask them how they want to be reached, and write down one way or more.";
        return Err(refusal::by(refusal::A_WAY_TO_REACH, WHAT, "", next).at("plan.ways"));
    }
    for (place, way) in plan.ways.iter().enumerate() {
        named(&way.address, WHAT, &format!("plan.ways.{place}.address"))?;
        if way.by == WayKind::Keeper {
            let next = "Write those who always know where they are into their own list.";
            let at = format!("plan.ways.{place}.by");
            return Err(refusal::by(refusal::A_WAY_TO_REACH, WHAT, "", next).at(at));
        }
    }
    for (place, keeper) in plan.keepers.iter().enumerate() {
        let parts = [("name", &keeper.name), ("relation", &keeper.relation), ("address", &keeper.address)];
        parts.iter().try_for_each(|(part, text)| named(text, WHAT, &format!("plan.keepers.{place}.{part}")))?;
    }
    let others = [("language", &plan.language), ("times", &plan.times)];
    others.iter().try_for_each(|(part, text)| {
        text.as_ref().map_or(Ok(()), |text| one_line(text, WHAT, &format!("plan.{part}")))
    })?;
    if person.follow_up.plan.as_ref() == Some(plan) {
        return Ok(None);
    }
    Ok(Some(FollowUpEvent::PlanAgreed { plan: Private::Known(plan.clone()) }))
}

/// Nobody is rung who wants to be left alone. That they were reached all the same is recorded: it has happened.
fn try_to_reach(facts: &Facts<'_>, id: PersonId, attempt: &Attempt) -> Result<FollowUpEvent, Refusal> {
    const WHAT: &str = "This was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), attempt.on, WHAT, "attempt.on")?;
    living(person, attempt.on, WHAT, "attempt.on")?;
    if let Some(address) = &attempt.address {
        named(address, WHAT, "attempt.address")?;
    }
    if let Some(note) = &attempt.note {
        readable(note, WHAT, "attempt.note")?;
    }
    Ok(FollowUpEvent::Attempted { attempt: Private::Known(attempt.clone()) })
}

pub(super) fn answered(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    answer: FollowUpAnswerId,
    content: &FollowUpAnswer,
) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The answers were not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), content.seen, WHAT, "content.seen")?;
    living(person, content.seen, WHAT, "content.seen")?;
    if let Some(note) = &content.note {
        readable(note, WHAT, "content.note")?;
    }
    if content.source == AnswerSource::Link && facts.author.is_some() {
        let next = "They can answer by a link themselves. Say how you came to know it instead.";
        return Err(refusal::by(refusal::OWN_WORDS, WHAT, "", next).at("content.source"));
    }
    let is_own = content.source == AnswerSource::OwnPage;
    if is_own && facts.author().is_some_and(|author| author.person != Some(id)) {
        let next = "They can answer on their own page. Say how you came to know it instead.";
        return Err(refusal::by(refusal::OWN_WORDS, WHAT, "", next).at("content.source"));
    }
    let follow_up = programme.follow_up.as_ref().ok_or_else(|| nothing_asked(WHAT))?;
    let content = FollowUpAnswer { values: values(programme, follow_up, &content.values, WHAT)?, ..content.clone() };
    if let Some((_, known)) = person.follow_up.answers.iter().find(|(known, _)| *known == answer) {
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("answer");
        return if *known == content { Ok(None) } else { Err(taken()) };
    }
    if person.follow_up.answer_ids.contains(&answer) {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("answer"));
    }
    Ok(Some(FollowUpEvent::Answered { answer, content: Private::Known(content) }))
}

fn nothing_asked(what: &str) -> Refusal {
    let next = "Ask a coordinator whether the programme file should have a form.";
    refusal::by(refusal::UNKNOWN_FIELD, what, "The programme file has no form for this.", next)
}

/// The values of the form, each checked and rounded as an examination's are.
fn values(programme: &Programme, follow_up: &FollowUp, given: &Values, what: &str) -> Result<Values, Refusal> {
    let fields: Vec<&Field> = follow_up.sections.iter().flat_map(|section| section.fields(programme)).collect();
    let mut values = Values::new();
    for (id, value) in given {
        let place = format!("content.values.{id}");
        let Some(field) = fields.iter().find(|field| field.id == *id) else {
            let next = "Choose a field of the form.";
            return Err(refusal::by(refusal::UNKNOWN_FIELD, what, "", next).at(place));
        };
        if let Some(value) = checked(field, value, what, &place)? {
            values.insert(id.clone(), value);
        }
    }
    if values.is_empty() {
        return Err(refusal::says_nothing(what, "content.values"));
    }
    Ok(values)
}

fn take_back(
    facts: &Facts<'_>,
    id: PersonId,
    answer: FollowUpAnswerId,
    reason: &str,
) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The answers were not taken back.";
    let person = present(facts, id, WHAT)?;
    said(reason, WHAT, "reason")?;
    if !person.follow_up.answer_ids.contains(&answer) {
        return Err(refusal::no_such("answer", WHAT).at("answer"));
    }
    let is_there = person.follow_up.answers.iter().any(|(known, _)| *known == answer);
    Ok(is_there.then(|| FollowUpEvent::TakenBack { answer, reason: Private::Known(reason.to_owned()) }))
}

fn be_left(facts: &Facts<'_>, id: PersonId, wish: &Wish) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The wish was not recorded.";
    let person = present(facts, id, WHAT)?;
    wished(facts, person, wish, WHAT)?;
    if person.follow_up.wants_to_be_left() {
        return Ok(None);
    }
    let before = person.follow_up.left_alone.last().and_then(|last| last.until);
    if let Some(before) = before.filter(|before| wish.on < *before) {
        let detail = format!("They wanted to be asked again from {}.", plain_date(before));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("wish.on"));
    }
    Ok(Some(FollowUpEvent::AskedToBeLeft { recorded: Some(facts.today), wish: Private::Known(wish.clone()) }))
}

fn be_asked_again(facts: &Facts<'_>, id: PersonId, wish: &Wish) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The wish was not recorded.";
    let person = present(facts, id, WHAT)?;
    wished(facts, person, wish, WHAT)?;
    let Some(LeftAlone { from, until: None, .. }) = person.follow_up.left_alone.last() else { return Ok(None) };
    if wish.on < *from {
        let detail = format!("They asked to be left alone on {}.", plain_date(*from));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("wish.on"));
    }
    Ok(Some(FollowUpEvent::AskedAgain { wish: Private::Known(wish.clone()) }))
}

/// A wish is the donor's own: nobody else's word for it ends staying in touch (article 6).
fn wished(facts: &Facts<'_>, person: &Person, wish: &Wish, what: &str) -> Result<(), Refusal> {
    happened_to(facts, birth_of(person), wish.on, what, "wish.on")?;
    living(person, wish.on, what, "wish.on")?;
    if let Some(said) = &wish.said {
        readable(said, what, "wish.said")?;
    }
    let is_own_page = wish.source == AnswerSource::OwnPage;
    let is_somebody_elses = facts.author().is_some_and(|author| author.person != Some(person.id)) && is_own_page;
    if wish.source == AnswerSource::OutsideRecord || is_somebody_elses {
        let next = "Ask them, and write down how they said it. They can say so on their own page as well.";
        return Err(refusal::by(refusal::THEIR_OWN_WISH, what, "", next).at("wish.source").article(6));
    }
    Ok(())
}

fn learn(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    learnt: &Learnt,
) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "This was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), learnt.on, WHAT, "learnt.on")?;
    has_come(facts, learnt.learnt, WHAT, "learnt.learnt")?;
    said(&learnt.note, WHAT, "learnt.note")?;
    let is_known = |what| programme.follow_up.as_ref().is_some_and(|follow_up| follow_up.report_of(what).is_some());
    if learnt.what == Reportable::Died || !is_known(learnt.what) {
        let next = if learnt.what == Reportable::Died {
            "Record the death itself: it is reported from there."
        } else {
            "Choose one of those that the programme file names."
        };
        return Err(refusal::by(refusal::REPORTABLE, WHAT, "", next).at("learnt.what"));
    }
    if !person.donations.iter().any(|donation| donation.id == learnt.donation) {
        return Err(refusal::no_such("donation", WHAT).at("learnt.donation"));
    }
    let same = |known: &&Learnt| known.what == learnt.what && known.donation == learnt.donation;
    // The clock started when it was learnt of first.
    if person.follow_up.learnt.iter().any(|known| same(&known)) {
        return Ok(None);
    }
    Ok(Some(FollowUpEvent::Learnt { learnt: Private::Known(learnt.clone()) }))
}

fn report(facts: &Facts<'_>, id: PersonId, reported: &Reported) -> Result<Option<FollowUpEvent>, Refusal> {
    const WHAT: &str = "The report was not recorded.";
    let person = present(facts, id, WHAT)?;
    has_come(facts, reported.at, WHAT, "reported.at")?;
    named(&reported.to, WHAT, "reported.to")?;
    let of = |what: Reportable, donation| what == reported.what && donation == reported.donation;
    let learnt = person.follow_up.learnt.iter().find(|known| of(known.what, known.donation)).map(|known| known.learnt);
    let gave = person.donations.iter().any(|donation| donation.id == reported.donation);
    let died = person.journey.death.as_ref().filter(|_| gave && reported.what == Reportable::Died);
    let Some(learnt) = learnt.or(died.map(|death| death.learnt)) else {
        let next = "Record first what happened, and when it was learnt of.";
        return Err(refusal::by(refusal::REPORTABLE, WHAT, "", next).at("reported.what"));
    };
    if reported.at < learnt {
        return Err(
            refusal::by(refusal::IN_ORDER, WHAT, "It was learnt of after that.", "Correct the time.").at("reported.at")
        );
    }
    if person.follow_up.reported.iter().any(|known| of(known.what, known.donation) && learnt <= known.at) {
        return Ok(None);
    }
    Ok(Some(FollowUpEvent::Reported { reported: Private::Known(reported.clone()) }))
}

/// What somebody learnt or reported, they did before now.
pub(super) fn has_come(facts: &Facts<'_>, at: Timestamp, what: &str, place: &str) -> Result<(), Refusal> {
    if at > facts.now {
        let next = "Correct the time, or record it when it has happened.";
        return Err(refusal::by(refusal::NOT_IN_THE_FUTURE, what, "This is after now.", next).at(place));
    }
    Ok(())
}
