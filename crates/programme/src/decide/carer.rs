//! Carers as accounts: applications, training, ties, and being away.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::account::Account;
use crate::advocate::{are_there, has_another, unfit};
use crate::care::{CareKind, CareTime, Covering, donor_from, donor_since};
use crate::carer::{CarerStep, Cover, Tie};
use crate::event::{AccountEvent, CareEvent, CarerEvent, Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AbsenceId, AccountId, PersonId, TieId, TrainingId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::account::{open_one, to_account};
use super::care::refuse_unfit;
use super::day::{happened, living};
use super::present;
use super::text::said;

pub(super) fn step(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    step: &CarerStep,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    match step {
        CarerStep::Apply { words } => apply(facts, id, words),
        CarerStep::AnswerApplication { accepted, words } => answer(facts, id, *accepted, words),
        CarerStep::Train { topic, on } => train(facts, programme, id, topic, *on),
        CarerStep::DeclareTie { tie, declared } => declare(facts, id, *tie, declared),
        CarerStep::EndTie { tie, on } => end_tie(facts, id, *tie, *on),
        CarerStep::GoAway { absence, from, until, covers } => {
            go_away(facts, programme, id, *absence, (*from, *until), covers)
        }
        CarerStep::ComeBack { absence, on } => come_back(facts, id, *absence, *on),
    }
}

/// Refuses to take somebody from donors who would have no advocate without them (article 3). `day` is the first day on which
/// they are not there any more.
pub(super) fn leaves_nobody(
    facts: &Facts<'_>,
    id: AccountId,
    programme: &Programme,
    day: Date,
    what: &str,
) -> Result<(), Refusal> {
    let left = charges_of(facts, id).filter(|person| is_left(facts, programme, person, id, day)).count();
    if left == 0 {
        return Ok(());
    }
    let detail = match left {
        1 => "One donor would have none.".to_owned(),
        more => format!("{more} donors would have none."),
    };
    let next = "Ask a coordinator to hand each of them over to another advocate first.";
    Err(refusal::by(refusal::NEVER_UNCOVERED, what, detail, next).article(3))
}

/// Whether a donor would be left with no advocate, for some time, once this one is gone on a day.
pub(super) fn is_left(facts: &Facts<'_>, programme: &Programme, person: &Person, gone: AccountId, day: Date) -> bool {
    // Of whoever has left, has died or is with another programme it is the days until then: nobody is taken from them by a day
    // that is written down later.
    let departed = person.departed.as_ref().map(|departure| departure.on);
    let died = person.journey.death.as_ref().map(|death| death.on);
    let handed_over = person.journey.handed_over().map(|(_, acknowledged)| acknowledged.on);
    let ended = departed.into_iter().chain(died).chain(handed_over).min();
    let mut theirs = times_of(person, gone, day, ended);
    donor_from(person, programme).is_some()
        && theirs.any(|time| {
            let (from, until) = (day.max(time.from), time.until.into_iter().chain(ended).min());
            until.is_none_or(|until| from < until) && !has_another(person, gone, facts, from, until)
        })
}

/// The times of an advocate with somebody that meet a span, which may have no end.
fn times_of(person: &Person, carer: AccountId, from: Date, until: Option<Date>) -> impl Iterator<Item = &CareTime> {
    let is_theirs = move |time: &&CareTime| {
        time.carer == carer
            && time.kind == CareKind::Advocate
            && time.until.is_none_or(|end| from < end)
            && until.is_none_or(|until| time.from < until)
    };
    person.carers.iter().filter(is_theirs)
}

fn apply(facts: &Facts<'_>, id: AccountId, words: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The application was not written down.";
    let account = open_one(facts, id, WHAT)?;
    said(words, WHAT, "step.words")?;
    let known = account.carer.applied.last();
    if known.is_some_and(|known| known.on == facts.today && known.words.as_deref() == Some(words)) {
        return Ok(Vec::new());
    }
    Ok(to_carer(id, CarerEvent::Applied { on: facts.today, words: Private::Known(words.to_owned()) }))
}

/// Whoever applied does not answer themselves.
fn answer(facts: &Facts<'_>, id: AccountId, accepted: bool, words: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The answer was not written down.";
    let account = open_one(facts, id, WHAT)?;
    if facts.author == Some(id) {
        let next = "Ask another coordinator to answer it.";
        return Err(refusal::by(refusal::NOT_YOURSELF, WHAT, "", next));
    }
    said(words, WHAT, "step.words")?;
    if account.carer.open_application().is_none() {
        let same = account.carer.applied.last().and_then(|last| last.answered.as_ref());
        let same = same.is_some_and(|known| known.accepted == accepted && known.words.as_deref() == Some(words));
        return if same { Ok(Vec::new()) } else { Err(refusal::no_such("application", WHAT).at("step.accepted")) };
    }
    let words = Private::Known(words.to_owned());
    Ok(to_carer(id, CarerEvent::ApplicationAnswered { on: facts.today, accepted, words }))
}

fn train(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    topic: &TrainingId,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The training was not written down.";
    let account = open_one(facts, id, WHAT)?;
    if facts.author == Some(id) {
        let next = "Ask a coordinator to write it down.";
        return Err(refusal::by(refusal::NOT_YOURSELF, WHAT, "", next));
    }
    let Some(training) = programme.carers.training(topic) else {
        let next = "Choose one of the trainings of the programme file.";
        return Err(refusal::by(refusal::UNKNOWN_TRAINING, WHAT, "", next).at("step.topic"));
    };
    happened(facts, on, WHAT, "step.on")?;
    if account.carer.trained.iter().any(|done| done.topic == *topic && done.on == on) {
        return Ok(Vec::new());
    }
    Ok(to_carer(id, CarerEvent::Trained { topic: topic.clone(), on, until: training.valid_until(on) }))
}

fn declare(facts: &Facts<'_>, id: AccountId, tie: TieId, declared: &Tie) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The tie was not written down.";
    let account = open_one(facts, id, WHAT)?;
    present(facts, declared.to, WHAT).map_err(|refusal| refusal.at("step.declared.to"))?;
    happened(facts, declared.since, WHAT, "step.declared.since")?;
    if let Some(known) = account.carer.ties.iter().find(|known| known.id == tie) {
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("step.tie");
        return if known.tie.as_ref() == Some(declared) { Ok(Vec::new()) } else { Err(taken()) };
    }
    Ok(to_carer(id, CarerEvent::TieDeclared { tie, declared: Private::Known(declared.clone()) }))
}

fn end_tie(facts: &Facts<'_>, id: AccountId, tie: TieId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let account = open_one(facts, id, WHAT)?;
    let known = account.carer.ties.iter().find(|known| known.id == tie);
    let known = known.ok_or_else(|| refusal::no_such("tie", WHAT).at("step.tie"))?;
    happened(facts, on, WHAT, "step.on")?;
    if known.until.is_some() {
        return Ok(Vec::new());
    }
    if let Some(since) = known.tie.as_ref().map(|tie| tie.since).filter(|since| on < *since) {
        let detail = format!("It began on {}.", plain_date(since));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("step.on"));
    }
    Ok(to_carer(id, CarerEvent::TieEnded { tie, on }))
}

fn go_away(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    absence: AbsenceId,
    (from, until): (Date, Date),
    covers: &[Cover],
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The absence was not written down.";
    let account = open_one(facts, id, WHAT)?;
    if let Some(known) = account.carer.absences.iter().find(|known| known.id == absence) {
        let same = (known.from, known.until) == (from, until);
        let taken = || refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("step.absence");
        return if same { Ok(Vec::new()) } else { Err(taken()) };
    }
    is_a_span(facts, account, from, until, WHAT)?;
    let named: BTreeMap<PersonId, AccountId> = covers.iter().map(|cover| (cover.person, cover.by)).collect();
    let mut events = to_carer(id, CarerEvent::WentAway { absence, from, until });
    for person in charges_of(facts, id) {
        for time in times_of(person, id, from, Some(until)) {
            let first = from.max(time.from);
            let end = time.until.map_or(until, |end| end.min(until));
            let by = match named.get(&person.id) {
                Some(by) => *by,
                None if has_another(person, id, facts, first, Some(end)) => continue,
                None if donor_since(person, programme).is_none() => continue,
                None => return Err(uncovered(covers.len(), facts, id, WHAT)),
            };
            let covering = Covering { by, absent: id, from: first, until: end };
            may_cover(facts, programme, person, &covering, WHAT)?;
            let event = CareEvent::Covered { covering: Private::Known(covering) };
            events.push((Stream::Person(person.id), Event::Person(PersonEvent::Care(event))));
        }
    }
    Ok(events)
}

/// The people by whom an account stands as advocate, today or later.
fn charges_of<'a>(facts: &Facts<'a>, id: AccountId) -> impl Iterator<Item = &'a Person> {
    let charges: Vec<_> = facts.charges.get(&id).into_iter().flatten().copied().collect();
    let people = facts.people.clone();
    charges.into_iter().filter_map(move |id| people.iter().copied().find(|person| person.id == id))
}

fn is_a_span(facts: &Facts<'_>, account: &Account, from: Date, until: Date, what: &str) -> Result<(), Refusal> {
    if from < facts.today || until <= from {
        let next = "Take today or a later day, and a day after it for coming back.";
        return Err(refusal::by(refusal::ABSENCE_SPAN, what, "", next).at("step.from"));
    }
    match account.carer.absences.iter().find(|known| known.meets(from, until)) {
        Some(known) => {
            let detail =
                format!("They are away from {} until {} already.", plain_date(known.from), plain_date(known.until));
            Err(refusal::by(refusal::ABSENCE_SPAN, what, detail, "Take other days.").at("step.from"))
        }
        None => Ok(()),
    }
}

fn uncovered(named: usize, facts: &Facts<'_>, id: AccountId, what: &str) -> Refusal {
    let all = facts.charges.get(&id).map_or(0, std::collections::BTreeSet::len);
    let detail = format!("They stand by {all}, and a cover is named for {named}.");
    let next = "Name who covers each of them; the programme suggests somebody for each.";
    refusal::by(refusal::NEVER_UNCOVERED, what, detail, next).article(3).at("step.covers")
}

/// Whoever covers could be the person's advocate, and is there on every day of it.
fn may_cover(
    facts: &Facts<'_>,
    programme: &Programme,
    person: &Person,
    covering: &Covering,
    what: &str,
) -> Result<(), Refusal> {
    living(person, covering.from, what, "step.covers")?;
    let by = open_one(facts, covering.by, what).map_err(|refusal| refusal.at("step.covers"))?;
    let away = || refusal::by(refusal::ADVOCATE_AWAY, what, "", "Name somebody else.").article(3);
    if covering.by == covering.absent {
        return Err(away().at("step.covers"));
    }
    refuse_unfit(unfit(by, person, facts, programme, covering.from), programme, what, "step.covers")?;
    if by.carer.absences.iter().any(|known| known.meets(covering.from, covering.until)) {
        return Err(away().at("step.covers"));
    }
    // Whoever leaves the post before it is over covers nobody on the days that are left.
    let covers = CareTime::covering(covering);
    if are_there([&covers].into_iter(), facts, covering.from, Some(covering.until)) {
        return Ok(());
    }
    let detail = "Whoever is to cover does not hold that post on every day of it.";
    Err(refusal::by(refusal::NEVER_UNCOVERED, what, detail, "Name somebody else.").article(3).at("step.covers"))
}

fn come_back(facts: &Facts<'_>, id: AccountId, absence: AbsenceId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was changed.";
    let account = open_one(facts, id, WHAT)?;
    let known = account.carer.absences.iter().find(|known| known.id == absence);
    let known = known.ok_or_else(|| refusal::no_such("absence", WHAT).at("step.absence"))?;
    if known.until == on {
        return Ok(Vec::new());
    }
    if on < facts.today || known.until < on || on < known.from {
        let detail = format!("It goes on until {}.", plain_date(known.until));
        let next = "Take a day of it that is not past; for a longer time, write down another absence.";
        return Err(refusal::by(refusal::ABSENCE_SPAN, WHAT, detail, next).at("step.on"));
    }
    let mut events = to_carer(id, CarerEvent::CameBack { absence, on });
    for person in charges_of(facts, id) {
        let is_cover = |time: &&CareTime| {
            time.covers == Some(id)
                && time.from < known.until
                && time.until.is_some_and(|until| on < until && known.from < until)
        };
        for time in person.carers.iter().filter(is_cover) {
            let covering = Covering { by: time.carer, absent: id, from: time.from, until: on.max(time.from) };
            let event = CareEvent::CoverEnded { covering: Private::Known(covering) };
            events.push((Stream::Person(person.id), Event::Person(PersonEvent::Care(event))));
        }
    }
    Ok(events)
}

fn to_carer(id: AccountId, event: CarerEvent) -> Vec<(Stream, Event)> {
    to_account(id, AccountEvent::Carer(event))
}
