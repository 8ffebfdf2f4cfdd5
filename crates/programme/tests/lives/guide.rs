//! What somebody might ask of the engine next: most of the time what comes next on a donor's path, often something that comes
//! between, and now and then one of these with a part of it spoilt.

mod care;
mod life;
mod path;
mod spoilt;
mod staff;

use jiff::civil::Date;
use programme::{AccountId, Command, Person, PersonId, reflected_on};

use super::chance::Chance;
use super::world::World;

/// A command that somebody sends, after so many days.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) days: u16,
    /// Nobody: the machine, from its command line.
    pub(crate) author: Option<AccountId>,
    pub(crate) command: Command,
}

/// A command, and who would send it, where it is not anybody who may.
struct Idea {
    by: Option<AccountId>,
    command: Command,
}

impl From<Command> for Idea {
    fn from(command: Command) -> Self {
        Self { by: None, command }
    }
}

impl Idea {
    const fn by(author: AccountId, command: Command) -> Self {
        Self { by: Some(author), command }
    }
}

/// What is asked next. The days pass in the world at once.
pub(crate) fn next(world: &mut World<'_>, chance: &mut Chance) -> Asked {
    let days = days(world, chance);
    world.pass(days);
    let person = somebody(world, chance);
    let idea = match (person, chance.below(100)) {
        (Some(person), 0..70) => path::next(world, chance, &world.people[&person]),
        (Some(person), 70..92) => life::between(world, chance, &world.people[&person]),
        _ => staff::something(world, chance),
    };
    let by = idea.by;
    let (command, is_spoilt) = match chance.below(100) {
        0..12 => (spoilt::spoilt(world, chance, &idea.command), true),
        _ => (idea.command, false),
    };
    let author = match (by, chance.below(100)) {
        // Now and then it is somebody who has no business with it, or the machine.
        (_, 0..4) => chance.any(&world.accounts.keys().copied().collect::<Vec<_>>()),
        (_, 4) => None,
        (Some(by), _) => Some(by),
        (None, _) if is_spoilt && chance.percent(20) => chance.any(&world.accounts.keys().copied().collect::<Vec<_>>()),
        (None, _) => {
            let may: Vec<_> = world.accounts.keys().copied().filter(|id| world.allows(*id, &command)).collect();
            chance.any(&may)
        }
    };
    Asked { days, author, command }
}

/// How many days pass: none while somebody lies on the table, and often just as many as a day that was set is ahead.
fn days(world: &World<'_>, chance: &mut Chance) -> u16 {
    let open = || world.people.values().flat_map(|person| &person.donations).filter(|donation| donation.is_open());
    let today = world.today;
    let is_now = |on: Date| on == today;
    let busy = open().any(|one| one.started.is_some() || one.appointed.is_some_and(|appointed| is_now(appointed.on)));
    if busy {
        return if chance.percent(97) { 0 } else { 1 };
    }
    let ahead: Vec<Date> = open().filter_map(|one| one.appointed).map(|appointed| appointed.on).collect();
    let reflects = world.people.values().flat_map(|person| {
        let open = person.donations.iter().filter(|donation| donation.is_open());
        open.filter_map(|donation| reflected_on(person, donation, world.programme))
    });
    let ahead = ahead.into_iter().chain(reflects).filter(|on| today < *on).min();
    if let Some(ahead) = ahead.filter(|_| chance.percent(25)) {
        return u16::try_from((ahead - today).get_days()).unwrap_or_default();
    }
    match chance.below(100) {
        0..72 => 0,
        72..93 => 1 + chance.below(4) as u16,
        93..99 => 5 + chance.below(30) as u16,
        _ => 60 + chance.below(200) as u16,
    }
}

/// Whose turn it is: those on whose day it is come first.
fn somebody(world: &World<'_>, chance: &mut Chance) -> Option<PersonId> {
    let is_urgent = |person: &&Person| {
        let mut open = person.donations.iter().filter(|donation| donation.is_open());
        open.any(|one| one.started.is_some() || one.appointed.is_some_and(|appointed| appointed.on == world.today))
    };
    let urgent: Vec<_> = world.people.values().filter(is_urgent).map(|person| person.id).collect();
    if !urgent.is_empty() && chance.percent(90) {
        return chance.any(&urgent);
    }
    let open = world.people.values().filter(|person| person.donations.iter().any(|donation| donation.is_open()));
    let open: Vec<_> = open.map(|person| person.id).collect();
    if !open.is_empty() && chance.percent(50) {
        return chance.any(&open);
    }
    let all = world.present();
    if all.is_empty() || chance.percent(4) {
        chance.any(&world.people.keys().copied().collect::<Vec<_>>())
    } else {
        chance.any(&all)
    }
}

/// A day that is past, now and then today or tomorrow.
fn lately(world: &World<'_>, chance: &mut Chance) -> Date {
    if chance.percent(70) { world.today } else { chance.day(world.today, 40, 1) }
}

/// One of the words that people write; now and then nothing.
fn words(chance: &mut Chance) -> String {
    let words = [
        "I said so.",
        "because",
        "They were well.",
        "It was a slip.",
        "FL 1",
        " ",
        "",
        "a\u{202e}b",
        "Nobody told me.",
    ];
    let place = if chance.percent(92) { chance.below(5) } else { chance.below(words.len()) };
    words[place].to_owned()
}
