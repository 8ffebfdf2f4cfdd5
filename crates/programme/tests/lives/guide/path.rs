//! What comes next on a donor's path, from the first word to the years after it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use programme::rules::{DonationKind, Field, FieldForm, Outcome, Question, Route};
use programme::{
    AccountId, CareKind, Command, Donation, DonationId, DonationStep, Examination, ExaminationId, Idea as Whose,
    Identifier, Number, Opening, Person, Role, TellingId, TellingStep, TellingWay, Told, Toward, Value, Values,
    eligibility, reflected_on, untold,
};

use super::super::chance::Chance;
use super::super::world::World;
use super::{Idea, care, lately, life, words};

pub(super) fn next(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let today = world.today;
    if let Some(open) = person.donations.iter().find(|donation| donation.is_open()) {
        return of_donation(world, chance, person, open);
    }
    if !person.carers_on(today).any(|time| time.kind == CareKind::Advocate) {
        return care::assign(world, chance, person);
    }
    let questions = if chance.percent(50) { [Question::Donation] } else { [chance.of(Question::ALL.as_slice())] };
    if let Some(idea) = questions.into_iter().find_map(|question| told(world, chance, person, question)) {
        return idea;
    }
    let has_given = person.donations.iter().any(|donation| donation.given.is_some());
    if has_given && chance.percent(50) {
        return life::in_touch(world, chance, person);
    }
    let last = person.examinations.values().map(|recorded| recorded.content.on).max();
    if last.is_none_or(|last| last < today.saturating_sub(200.days())) {
        return examined(world, chance, person);
    }
    if chance.percent(35) {
        return stage(world, chance, person);
    }
    begun(world, chance, person)
}

fn of_donation(world: &World<'_>, chance: &mut Chance, person: &Person, open: &Donation) -> Idea {
    let today = world.today;
    let step = |step| Command::Donation { person: person.id, donation: open.id, step };
    let is_doubted = !open.said_in_error.is_empty();
    if open.started.is_some() && chance.percent(if is_doubted { 60 } else { 12 }) {
        return life::slip(chance, person).expect("this donation can be one of them");
    }
    if let Some(day) = open.given.as_ref().map(|given| given.on).or(open.called_off.as_ref().map(|off| off.on)) {
        let on = chance.day(day, 0, 3).min(today);
        return if chance.percent(25) {
            step(DonationStep::Note { on, text: words(chance) }).into()
        } else {
            step(DonationStep::Discharge { on }).into()
        };
    }
    if open.started.is_some() {
        return if chance.percent(88) {
            step(DonationStep::Finish { on: today }).into()
        } else {
            step(DonationStep::CallOff { reason: words(chance) }).into()
        };
    }
    let Some(kind) = world.programme.donation_kind(&open.kind) else {
        return step(DonationStep::CallOff { reason: words(chance) }).into();
    };
    let is_today = open.appointed.is_some_and(|appointed| appointed.on == today);
    if is_today && open.verified_by(today) < 2 {
        return verified(world, chance, kind, step);
    }
    if is_today && chance.percent(92) {
        return step(DonationStep::Start).into();
    }
    let said = |id, version| open.consents.get(id).is_some_and(|consent| consent.version == version);
    let asked = world.programme.consent_for(&open.kind).find(|asked| !said(&asked.id, asked.version));
    let reflects = reflected_on(person, open, world.programme).is_some_and(|over| today < over);
    match asked {
        // They reflect: most of the time something else happens meanwhile.
        Some(_) if reflects && chance.percent(85) => life::between(world, chance, person),
        Some(asked) => {
            let (by, to) = hearer(world, chance, person);
            let (element, version) = (asked.id.clone(), asked.version);
            let on = if chance.percent(90) { today } else { lately(world, chance) };
            Idea::by(by, step(DonationStep::Consent { element, version, to, on }))
        }
        None if !in_date(world, person, kind) => examined(world, chance, person),
        None => {
            let on = today.saturating_add((chance.below(6) as i64).days());
            let sites: Vec<_> = world.sites.keys().copied().collect();
            match chance.any(&sites) {
                Some(site) => step(DonationStep::Schedule { on, site }).into(),
                None => step(DonationStep::CallOff { reason: words(chance) }).into(),
            }
        }
    }
}

/// Two people look at everything, one after the other; now and then something is not as expected.
fn verified(
    world: &World<'_>,
    chance: &mut Chance,
    kind: &DonationKind,
    step: impl Fn(DonationStep) -> Command,
) -> Idea {
    let mut as_expected: BTreeSet<_> = kind.verify.iter().map(|item| item.id.clone()).collect();
    if chance.percent(6) {
        as_expected.pop_last();
    }
    let all = [Identifier::Name, Identifier::Birth, Identifier::Photograph, Identifier::Number];
    let identifiers = if chance.percent(94) { all[..2].iter().copied() } else { all[3..].iter().copied() };
    let command = step(DonationStep::Verify { as_expected, identifiers: identifiers.collect() });
    let hands: Vec<AccountId> = [Role::Clinician, Role::Coordinator].map(|role| world.holders(role)).concat();
    chance.any(&hands).map_or_else(|| command.clone().into(), |by| Idea::by(by, command.clone()))
}

/// Who writes it down, and who heard it: the donor on their own page, or whoever heard it in their own name.
pub(super) fn hearer(world: &World<'_>, chance: &mut Chance, person: &Person) -> (AccountId, AccountId) {
    let advocates: Vec<_> = person.carers_on(world.today).map(|time| time.carer).collect();
    let staff = [Role::Coordinator, Role::Clinician, Role::Advocate].map(|role| world.holders(role)).concat();
    let by_advocate = chance.percent(60) && !advocates.is_empty();
    let to = chance.any(if by_advocate { &advocates } else { &staff });
    let to = to.unwrap_or(AccountId(chance.id()));
    let own = world.account_of(person.id).filter(|_| chance.percent(50));
    (own.unwrap_or(to), to)
}

/// The next thing that has to be told before a question.
fn told(world: &World<'_>, chance: &mut Chance, person: &Person, question: Question) -> Option<Idea> {
    let untold = untold(person, world.programme, question, world.today);
    let next = untold.first()?.topic;
    let tellers = [Role::Coordinator, Role::Clinician, Role::Advocate].map(|role| world.holders(role)).concat();
    let (by, way) = (chance.any(&tellers)?, chance.of(TellingWay::ALL.as_slice()));
    let said_back = if chance.percent(96) { "I can stop.".to_owned() } else { words(chance) };
    let (on, understood) = (lately(world, chance), chance.percent(90));
    let told = Told { on, by, way, interpreted: chance.percent(10), said_back, understood };
    let version = if chance.percent(95) { next.version } else { next.version - 1 };
    let step = TellingStep::Record { topic: next.id.clone(), version, told };
    let telling = TellingId(chance.id());
    Some(Command::Telling { person: person.id, telling, step }.into())
}

/// A visit at which something or everything was looked at, mostly with good values.
pub(super) fn examined(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let content = content(world, chance);
    Command::RecordExamination { person: person.id, examination: ExaminationId(chance.id()), content }.into()
}

pub(super) fn content(world: &World<'_>, chance: &mut Chance) -> Examination {
    let mut checks = BTreeMap::new();
    for check in &world.programme.checks {
        if chance.percent(12) {
            continue;
        }
        let mut values = Values::new();
        for field in &check.fields {
            if chance.percent(2) {
                continue;
            }
            let value = value(field, chance.percent(97), chance);
            values.insert(field.id.clone(), value);
        }
        checks.insert(check.id.clone(), values);
    }
    Examination { on: lately(world, chance), site: None, checks }
}

/// A value that stands in nobody's way, or any.
fn value(field: &Field, is_good: bool, chance: &mut Chance) -> Value {
    let healthy = match field.id.as_str() {
        "systolic" => 120,
        "diastolic" => 70,
        "hba1c" => 5,
        _ => 24,
    };
    match &field.form {
        FieldForm::Choice { choices } => {
            let good = choices.iter().find(|choice| ["no", "not-found"].contains(&choice.id.as_str()));
            let any = &choices[chance.below(choices.len())];
            let choice = if is_good { good.or(choices.last()).unwrap_or(any) } else { any };
            Value::Choice(choice.id.as_str().into())
        }
        FieldForm::Numbers { count: 1, .. } => {
            Value::Number(Number::whole(if is_good { healthy } else { 15 + chance.below(40) as i64 }))
        }
        FieldForm::Numbers { count, items, .. } => {
            let well = if items.is_empty() { healthy } else { 0 };
            let one = |_| Some(Number::whole(if is_good { well } else { chance.below(4) as i64 }));
            Value::List((0..*count).map(one).collect())
        }
    }
}

/// Whether the checks without which nothing is taken will count for a while.
fn in_date(world: &World<'_>, person: &Person, kind: &DonationKind) -> bool {
    let fresh = world.today.saturating_sub(15.days());
    kind.needs.iter().all(|need| {
        person.examinations.values().any(|one| one.content.checks.contains_key(&need.check) && fresh <= one.content.on)
    })
}

fn stage(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let id = person.id;
    let known = world.programme.stage(person.stage());
    let mut next: Vec<_> = known.into_iter().flat_map(|stage| &stage.next).collect();
    if eligibility(person, world.programme, world.today).outcome < Outcome::Eligible {
        next.truncate(1);
    }
    let Some(stage) = chance.any(&next).cloned() else { return begun(world, chance, person) };
    let prepared = |preparation| person.prepared.contains_key(&(stage.clone(), preparation));
    let preparations = world.programme.stage(&stage).into_iter().flat_map(|stage| &stage.preparation);
    let open = preparations.map(|one| one.id.clone()).find(|one| !prepared(one.clone()));
    let on = lately(world, chance);
    match open {
        Some(preparation) => Command::RecordPreparation { person: id, stage, preparation, on }.into(),
        None => Command::EnterStage { person: id, stage, on }.into(),
    }
}

/// Somebody is asked, or offers.
fn begun(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let kinds: Vec<&DonationKind> = world.programme.donation_kinds.iter().collect();
    let kind = chance.of(&kinds);
    let route = if chance.percent(95) { chance.of(&kind.routes) } else { chance.of(Route::ALL.as_slice()) };
    let others: Vec<_> = world.people.keys().copied().filter(|id| *id != person.id).collect();
    let bonds: Vec<_> = person.recipient_bonds().map(|(_, recipient)| recipient).collect();
    let recipient = if bonds.is_empty() || chance.percent(30) { chance.any(&others) } else { chance.any(&bonds) };
    let toward = match (route, recipient) {
        (Route::Directed, Some(recipient)) => Toward::Directed { recipient },
        (Route::Exchange, Some(recipient)) => Toward::Exchange { recipient },
        _ => Toward::List,
    };
    let idea = if chance.percent(50) { Whose::Asked } else { Whose::Offered };
    let opening = Opening { kind: kind.id.clone(), toward, idea };
    let donation = DonationId(chance.id());
    Command::Donation { person: person.id, donation, step: DonationStep::Open { opening } }.into()
}
