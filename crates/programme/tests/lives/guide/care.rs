//! Who stands by whom: advocates and companions, their ties and their absences.

use jiff::ToSpan as _;
use programme::{
    AbsenceId, AccountId, Care, CareKind, CareStep, CarerStep, Command, ConversationId, Cover, Manner, Person, Role,
    Tie, TieId, TieKind,
};

use super::super::chance::Chance;
use super::super::world::World;
use super::{Idea, lately, words};

/// An advocate comes, mostly one who holds that post.
pub(super) fn assign(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let care = Care { carer: advocate(world, chance), kind: CareKind::Advocate, on: lately(world, chance) };
    Command::AssignCarer { person: person.id, care }.into()
}

/// Something between a person and those who stand by them.
pub(super) fn something(world: &World<'_>, chance: &mut Chance, person: &Person) -> Idea {
    let id = person.id;
    let (today, on) = (world.today, lately(world, chance));
    let of_kind = |kind| person.carers_on(today).filter(move |time| time.kind == kind).map(|time| time.carer);
    let advocates: Vec<_> = of_kind(CareKind::Advocate).collect();
    let companions: Vec<_> = of_kind(CareKind::Companion).collect();
    let asks =
        person.care.offers.iter().rev().map(|known| known.offer.by).find(|by| person.care.open_offer(*by).is_some());
    let companion = asks.or_else(|| chance.any(&world.holders(Role::Companion)));
    let companion = companion.unwrap_or(AccountId(chance.id()));
    let step = |step| Command::Care { person: id, step };
    // Somebody who asked is mostly answered.
    match if asks.is_some() && chance.percent(60) { 4 } else { chance.below(10) } {
        0 => assign(world, chance, person),
        1 => match chance.any(&advocates) {
            Some(carer) => Command::EndCare { person: id, care: Care { carer, kind: CareKind::Advocate, on } }.into(),
            None => assign(world, chance, person),
        },
        2 => match chance.any(&advocates) {
            Some(from) => step(CareStep::HandOver { from, to: advocate(world, chance), on }).into(),
            None => assign(world, chance, person),
        },
        3 => {
            let (conversation, how) = (ConversationId(chance.id()), chance.of(Manner::ALL.as_slice()));
            let command = step(CareStep::Converse { conversation, on, how, words: words(chance) });
            chance.any(&advocates).map_or_else(|| command.clone().into(), |by| Idea::by(by, command.clone()))
        }
        4 | 5 => {
            let answers = |accepted| {
                let step = step(CareStep::AnswerCompany { by: companion, accepted });
                world.account_of(id).map_or_else(|| step.clone().into(), |own| Idea::by(own, step.clone()))
            };
            match person.care.open_offer(companion).map(|known| known.answer) {
                Some(Some(answer)) if answer.accepted && chance.percent(25) => answers(false),
                Some(Some(answer)) if answer.accepted => {
                    let care = Care { carer: companion, kind: CareKind::Companion, on: today };
                    Command::AssignCarer { person: id, care }.into()
                }
                Some(None) => answers(chance.percent(80)),
                _ => step(CareStep::OfferCompany { by: companion, words: words(chance) }).into(),
            }
        }
        6 => match chance.any(&companions) {
            Some(carer) => Command::EndCare { person: id, care: Care { carer, kind: CareKind::Companion, on } }.into(),
            None => step(CareStep::OfferCompany { by: companion, words: words(chance) }).into(),
        },
        7 => match person.care.stands_by.iter().find(|(_, _, until)| until.is_none()) {
            Some((whom, _, _)) => step(CareStep::StopStandingBy { whom: *whom, on }).into(),
            // Or they take back that they asked.
            None => {
                let own = world.account_of(id);
                let asked = |other: &&Person| own.is_some_and(|own| other.care.open_offer(own).is_some());
                match world.people.values().find(asked) {
                    Some(other) => step(CareStep::StopStandingBy { whom: other.id, on }).into(),
                    None => carer(world, chance),
                }
            }
        },
        _ => carer(world, chance),
    }
}

/// Something about an advocate: learnt, tied, away.
pub(super) fn carer(world: &World<'_>, chance: &mut Chance) -> Idea {
    let account = advocate(world, chance);
    let Some(known) = world.accounts.get(&account) else {
        return Command::Carer { account, step: CarerStep::Apply { words: words(chance) } }.into();
    };
    let (today, people) = (world.today, world.present());
    let step = match chance.below(8) {
        0 => CarerStep::Apply { words: words(chance) },
        1 | 2 => match world.programme.carers.training.first() {
            Some(training) => CarerStep::Train { topic: training.id.clone(), on: lately(world, chance) },
            None => CarerStep::Apply { words: words(chance) },
        },
        3 => match chance.any(&people) {
            Some(to) => {
                let tie = Tie { kind: chance.of(TieKind::ALL.as_slice()), to, since: lately(world, chance) };
                CarerStep::DeclareTie { tie: TieId(chance.id()), declared: tie }
            }
            None => CarerStep::Apply { words: words(chance) },
        },
        4 => match known.carer.ties.iter().find(|tie| tie.until.is_none()) {
            Some(tie) => CarerStep::EndTie { tie: tie.id, on: today },
            None => CarerStep::Apply { words: words(chance) },
        },
        5 | 6 => {
            let (from, absence) = (chance.day(today, 0, 6), AbsenceId(chance.id()));
            let until = from.saturating_add((1 + chance.below(25) as i64).days());
            let stands = |person: &&Person| person.carers.iter().any(|time| time.carer == account);
            let left = world.people.values().filter(stands).map(|person| person.id).collect::<Vec<_>>();
            let covers = left.into_iter().filter(|_| chance.percent(90)).collect::<Vec<_>>();
            let by = advocate(world, chance);
            let covers = covers.into_iter().map(|person| Cover { person, by }).collect();
            CarerStep::GoAway { absence, from, until, covers }
        }
        _ => match known.carer.absences.iter().find(|absence| today <= absence.until) {
            Some(absence) => CarerStep::ComeBack { absence: absence.id, on: chance.day(today, 1, 3) },
            None => CarerStep::Apply { words: words(chance) },
        },
    };
    Command::Carer { account, step }.into()
}

fn advocate(world: &World<'_>, chance: &mut Chance) -> AccountId {
    let held = world.holders(Role::Advocate);
    let all: Vec<_> = world.accounts.keys().copied().collect();
    let found = if chance.percent(94) { chance.any(&held) } else { chance.any(&all) };
    found.unwrap_or(AccountId(chance.id()))
}
