//! Article 3, somebody on their side: before the first question, and from then on, every donor has an advocate with no part in
//! the care of, and no tie to, anybody who could receive from them.

use jiff::civil::Date;

use super::{Asking, Context, Found};
use crate::account::is_within;
use crate::file::File;
use crate::person::Person;
use crate::world::World;

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    let asks = !file.kinds.is_empty() || file.stages.iter().any(|stage| stage.assessed);
    if asks && !file.has_advocates {
        found.push(Found::new(3, "under the file people are assessed or asked to give, and nobody has an advocate"));
    }
}

pub(super) fn asked(at: &Context<'_>, asking: &Asking<'_>, found: &mut Vec<Found>) {
    let why = match at.person {
        None => Some("nobody was their advocate".to_owned()),
        Some(person) => {
            let mut recipients: Vec<&str> = person.recipients_on(asking.day).collect();
            recipients.extend(asking.recipient);
            none_on(at.world, at.id, person, &recipients, asking.day, at.today)
        }
    };
    found.extend(why.map(|why| Found::new(3, format!("{} on {}, and {why}", asking.what, asking.day))));
}

/// Whoever is asked still, at the end of the log, has an advocate on that day; and has had one on every day since the first
/// question.
pub(super) fn in_the_end(world: &World, id: &str, person: &Person, on: Date, found: &mut Vec<Found>) {
    let owed = owed(world, person, on);
    if owed.iter().any(|(_, until)| on < *until) && person.is_with_us(on) {
        let recipients: Vec<&str> = person.recipients_on(on).collect();
        if let Some(why) = none_on(world, id, person, &recipients, on, on) {
            found.push(Found::new(3, format!("they are a donor on {on}, and {why}")));
            return;
        }
    }
    // Without anybody at the first day of a time they were asked alone, which is said there.
    for (from, until) in owed {
        if let Some((gap, end)) = gap(world, person, from, until.min(on)).filter(|(gap, _)| *gap > from) {
            found.push(Found::new(
                3,
                format!("from {gap} until {end} nobody was their advocate, while they were a donor"),
            ));
        }
    }
}

/// What ties an account to somebody who could receive, on a day, in words after “they”. `past`: whether having stood by them
/// once, and having examined them, counts as well.
pub(super) fn tie(world: &World, account: &str, recipient: &str, day: Date, past: bool) -> Option<String> {
    let known = world.accounts.get(account);
    if known.is_some_and(|known| known.person.as_deref() == Some(recipient)) {
        return Some("would receive".to_owned());
    }
    if known.is_some_and(|known| known.is_tied_to(recipient, day)) {
        return Some("have declared a tie to somebody who could receive".to_owned());
    }
    if known.is_some_and(|known| known.treats_everybody(day)) {
        return Some("treat people in the whole programme".to_owned());
    }
    // Of whoever is erased nobody can read any more who stood by them, and nothing can be given to them.
    let person = world.people.get(recipient).filter(|person| !person.erased)?;
    let treated = |(site, from, until): &(String, Date, Option<Date>)| {
        known.is_some_and(|known| known.treated_at(site, *from, *until))
    };
    if person.stays.iter().any(treated) {
        return Some("have or had a post where somebody who could receive was".to_owned());
    }
    let stands = |care: &&crate::person::Care| {
        care.carer == account && if past { care.from <= day } else { is_within(day, care.from, care.until) }
    };
    if person.carers.iter().any(|care| stands(&care)) {
        return Some("stand by somebody who could receive".to_owned());
    }
    let examined = || person.examinations.iter().any(|one| one.by.iter().any(|by| by == account));
    (past && examined()).then(|| "have examined somebody who could receive".to_owned())
}

/// Why nobody who is there and independent is somebody's advocate on a day; `None` where somebody is.
fn none_on(world: &World, id: &str, person: &Person, recipients: &[&str], day: Date, today: Date) -> Option<String> {
    let mut why = "nobody was their advocate".to_owned();
    let standing = person.carers.iter().filter(|care| care.is_advocate && is_within(day, care.from, care.until));
    let standing: Vec<&str> = standing.map(|care| care.carer.as_str()).collect();
    let covering = person.covers.iter().filter(|cover| is_within(day, cover.from, Some(cover.until)));
    let covering = covering.filter(|cover| standing.contains(&cover.absent.as_str())).map(|cover| cover.by.as_str());
    for advocate in standing.iter().copied().chain(covering) {
        let Some(account) = world.accounts.get(advocate) else { continue };
        // A post begins on the day of the appointment at the earliest, so for a day that is past today's counts as well.
        if !account.holds("advocate", day) && !account.holds("advocate", today) {
            "their advocate did not hold that post".clone_into(&mut why);
        } else if account.is_away_on(day) {
            "their advocate was away, and nobody covered".clone_into(&mut why);
        } else if account.person.as_deref() == Some(id) {
            "their advocate was they themselves".clone_into(&mut why);
        } else if let Some(tie) = recipients.iter().find_map(|recipient| tie(world, advocate, recipient, day, true)) {
            why = format!("their advocate was not independent: they {tie}");
        } else {
            return None;
        }
    }
    Some(why)
}

/// The times in which somebody is a donor who was asked: in a stage in which people are assessed, or with a donation that goes
/// on. Each from its first day to the first day without, which lies after the audit where it goes on.
fn owed(world: &World, person: &Person, on: Date) -> Vec<(Date, Date)> {
    let is_assessed = |stage: &str| {
        let stage = world.in_force().and_then(|file| file.stage(stage));
        stage.is_some_and(|stage| stage.assessed)
    };
    let after = on.tomorrow().unwrap_or(Date::MAX);
    let stages = person.stages.iter().enumerate().filter(|(_, (stage, _))| is_assessed(stage));
    let stages =
        stages.map(|(place, (_, from))| (*from, person.stages.get(place + 1).map_or(after, |(_, next)| *next)));
    let donations = person.donations.values();
    let donations = donations.filter_map(|donation| Some((donation.opened?, donation.closed().unwrap_or(after))));
    // Nobody is owed an advocate while they are gone; whoever comes back is what they were.
    let mut gone: Vec<(Date, Date)> =
        person.away.iter().map(|(left, back)| (*left, back.unwrap_or(Date::MAX))).collect();
    gone.extend(person.died.map(|died| (died, Date::MAX)));
    gone.extend(&person.thought_dead);
    let elsewhere = person.hand_overs.iter().filter_map(|one| Some((one.acknowledged?, one.taken_back)));
    gone.extend(elsewhere.map(|(from, back)| (from, back.unwrap_or(Date::MAX))));
    let times = stages.chain(donations).flat_map(|time| without(time, &gone));
    times.filter_map(|time| once_asked(person, time)).collect()
}

/// Whoever comes back may have nobody any more, and is asked nothing until somebody comes: it is owed again from the first question
/// on, and from the day on which somebody comes. Any other time is owed whole.
fn once_asked(person: &Person, (from, until): (Date, Date)) -> Option<(Date, Date)> {
    let back =
        person.away.iter().filter_map(|(_, back)| *back).chain(person.thought_dead.iter().map(|(_, until)| *until));
    if !back.into_iter().any(|back| back == from) {
        return Some((from, until));
    }
    let comes = person.carers.iter().filter(|care| care.is_advocate).map(|care| care.from);
    let donations = person.donations.values();
    let asked = donations.flat_map(|donation| {
        let consents = donation.consents.values().map(|said| said.on);
        consents.chain(donation.opened).chain(donation.started).collect::<Vec<_>>()
    });
    let days = person.stages.iter().map(|(_, on)| *on).chain(comes).chain(asked);
    days.filter(|day| from <= *day && *day < until).min().map(|first| (first, until))
}

/// What is left of a time once others are taken out of it.
fn without(time: (Date, Date), others: &[(Date, Date)]) -> Vec<(Date, Date)> {
    others.iter().fold(vec![time], |parts, (out, back)| {
        let cut = |(from, until): (Date, Date)| [(from, until.min(*out)), (from.max(*back), until)];
        parts.into_iter().flat_map(cut).filter(|(from, until)| from < until).collect()
    })
}

/// The first days on which nobody stood by somebody as advocate, of a time from a day until another.
fn gap(world: &World, person: &Person, from: Date, until: Date) -> Option<(Date, Date)> {
    let there: Vec<(Date, Date)> = times_with(world, person);
    let mut day = from;
    while day < until {
        let Some(end) = there.iter().filter(|(begin, end)| *begin <= day && day < *end).map(|(_, end)| *end).max()
        else {
            let next = there.iter().map(|(begin, _)| *begin).filter(|begin| *begin > day).min();
            return Some((day, next.map_or(until, |next| next.min(until))));
        };
        day = end;
    }
    None
}

/// The times in which somebody stood by them as advocate and was there, or covered for who was not.
fn times_with(world: &World, person: &Person) -> Vec<(Date, Date)> {
    let covers = person.covers.iter().map(|cover| (cover.from, cover.until));
    let mut times: Vec<(Date, Date)> = covers.collect();
    for care in person.carers.iter().filter(|care| care.is_advocate) {
        let account = world.accounts.get(&care.carer);
        let absences: Vec<(Date, Date)> = account.into_iter().flat_map(|account| account.absences()).collect();
        times.extend(without((care.from, care.until.unwrap_or(Date::MAX)), &absences));
    }
    times
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::account::Account;
    use crate::format::AccountHappening;
    use crate::person::{Care, Cover};

    fn day(number: i64) -> Date {
        date(2026, 1, 1).saturating_add(number.days())
    }

    fn time() -> impl Strategy<Value = (Date, Date)> {
        (0_i64..40, 0_i64..40).prop_map(|(from, length)| (day(from), day(from + length)))
    }

    proptest! {
        /// Against looking at every day by itself.
        #[test]
        fn the_first_days_without_an_advocate_are_found(
            cares in prop::collection::vec((0_u8..2, time()), 0..4),
            covers in prop::collection::vec(time(), 0..3),
            absences in prop::collection::vec((0_u8..2, time()), 0..4),
            (from, until) in time(),
        ) {
            let mut world = World::default();
            for (who, (from, until)) in &absences {
                let account: &mut Account = world.accounts.entry(who.to_string()).or_default();
                account.take(AccountHappening::WentAway { absence: from.to_string(), from: *from, until: *until });
            }
            let care = |(who, (from, until)): &(u8, (Date, Date))| {
                Care { carer: who.to_string(), is_advocate: true, from: *from, until: Some(*until) }
            };
            let cover = |(from, until): &(Date, Date)| {
                Cover { by: "2".to_owned(), absent: "0".to_owned(), from: *from, until: *until }
            };
            let carers: Vec<Care> = cares.iter().map(care).collect();
            let person = Person { carers, covers: covers.iter().map(cover).collect(), ..Person::default() };
            let is_away = |who: &str, day| world.accounts.get(who).is_some_and(|account| account.is_away_on(day));
            let is_there = |day: Date| {
                let cared = person.carers.iter().any(|care| is_within(day, care.from, care.until) && !is_away(&care.carer, day));
                cared || person.covers.iter().any(|cover| is_within(day, cover.from, Some(cover.until)))
            };
            let days = || std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day < until);
            let found = gap(&world, &person, from, until);
            prop_assert_eq!(found.map(|(gap, _)| gap), days().find(|day| !is_there(*day)));
        }
    }
}
