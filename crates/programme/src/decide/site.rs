//! Sites: opening, changing and closing one; who lives and stays where.

use jiff::civil::Date;

use crate::event::{Event, PersonEvent, Private, SiteEvent, Stream};
use crate::facts::Facts;
use crate::ids::{PersonId, SiteId, SiteKindId};
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::{Programme, Stage};
use crate::site::Site;

use super::day::{happened_to, living, of_a_site};
use super::text::named;
use super::{birth_of, present, to_person};

/// How many places a site has at most.
const PLACES_MAX: u32 = 100_000;

pub(super) fn open(
    facts: &Facts<'_>,
    programme: &Programme,
    id: SiteId,
    kind: &SiteKindId,
    name: &str,
    places: Option<u32>,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The site was not opened.";
    if facts.site(id).is_some() {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("site"));
    }
    if programme.site_kind(kind).is_none() {
        let detail = format!("This programme has no kind “{kind}”.");
        let next = "Use one of the kinds on the rules page.";
        return Err(refusal::by(refusal::UNKNOWN_SITE_KIND, WHAT, detail, next).at("kind"));
    }
    named(name, WHAT, "name")?;
    countable(places, WHAT)?;
    of_a_site(facts, on, WHAT)?;
    Ok(to_site(id, SiteEvent::Opened { kind: kind.clone(), name: name.to_owned(), places, on }))
}

pub(super) fn change(
    facts: &Facts<'_>,
    id: SiteId,
    name: &str,
    places: Option<u32>,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The site was not changed.";
    let site = of(facts, id, WHAT)?;
    named(name, WHAT, "name")?;
    if site.name == name && site.places == places {
        return Ok(Vec::new());
    }
    if site.places != places {
        countable(places, WHAT)?;
        if let Some(places) = places.filter(|places| *places < facts.occupied) {
            let detail = format!("With {places}, {} there who would have none.", people(facts.occupied - places));
            let next = "Record where they have gone, then take the places away.";
            return Err(refusal::by(refusal::SITE_FULL, WHAT, detail, next).at("places"));
        }
    }
    Ok(to_site(id, SiteEvent::Changed { name: name.to_owned(), places }))
}

pub(super) fn close(facts: &Facts<'_>, id: SiteId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The site was not closed.";
    let site = of(facts, id, WHAT)?;
    if site.closed == Some(on) {
        return Ok(Vec::new());
    }
    of_a_site(facts, on, WHAT)?;
    if on < site.opened {
        let detail = format!("It opened on {}.", plain_date(site.opened));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    if facts.occupied > 0 {
        let detail = format!("{} there on {} or later.", people(facts.occupied), plain_date(on));
        return Err(refusal::by(refusal::SITE_OCCUPIED, WHAT, detail, "Record where they have gone, then close it."));
    }
    Ok(to_site(id, SiteEvent::Closed { on }))
}

pub(super) fn move_to(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    site: Option<SiteId>,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The move was not recorded.";
    let person = present(facts, id, WHAT)?;
    happened_to(facts, birth_of(person), on, WHAT, "on")?;
    living(person, on, WHAT, "on")?;
    if let Some(departure) = &person.departed {
        let detail = format!("They left on {}.", plain_date(departure.on));
        let next = "If they want to come back, record their return first.";
        return Err(refusal::by(refusal::AWAY, WHAT, detail, next));
    }
    if person.present_stay().map(|stay| stay.site) == site {
        return is_so_already(facts, person, on, WHAT);
    }
    in_order(person, on, WHAT)?;
    if let Some(site) = site {
        // Where a newer file no longer knows the stage, no kind of site can be held against it.
        match programme.stage(person.stage()) {
            Some(stage) => has_place(facts, programme, stage, site, on, WHAT)?,
            None => drop(of(facts, site, WHAT)?),
        }
    }
    Ok(to_person(id, PersonEvent::Moved { site: Private::Known(site), on: Private::Known(on) }))
}

/// Nothing is to be done where they came, or left, on that day; another day would be lost without a word.
fn is_so_already(facts: &Facts<'_>, person: &Person, on: Date, what: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    let Some(last) = person.stays.last() else { return Ok(Vec::new()) };
    if last.until.unwrap_or(last.from) == on {
        return Ok(Vec::new());
    }
    let detail = match (last.until, facts.site(last.site)) {
        (None, Some(site)) => format!("They have been at “{}” since {}.", site.name, plain_date(last.from)),
        (None, None) => format!("They have been there since {}.", plain_date(last.from)),
        (Some(until), _) => format!("They have been at no site since {}.", plain_date(until)),
    };
    let next = "Nothing needs to be done. The day of a move cannot be changed once it is written down.";
    Err(refusal::by(refusal::IN_ORDER, what, detail, next).at("on"))
}

/// Refuses a day before the last one on which they are known to have come or gone: a stay has no end until the next move.
fn in_order(person: &Person, on: Date, what: &str) -> Result<(), Refusal> {
    let moved = person.stays.last().map(|stay| (stay.until.unwrap_or(stay.from), "The last move was"));
    let back = person.absences.iter().map(|(_, back)| (*back, "They came back")).max();
    match moved.into_iter().chain(back).max().filter(|(last, _)| on < *last) {
        Some((last, what_happened)) => {
            let detail = format!("{what_happened} on {}.", plain_date(last));
            Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("on"))
        }
        None => Ok(()),
    }
}

/// Refuses a site that is not open from the day on, not for people in this stage, or full on that day or a later one.
pub(super) fn has_place(
    facts: &Facts<'_>,
    programme: &Programme,
    stage: &Stage,
    site: SiteId,
    on: Date,
    what: &str,
) -> Result<(), Refusal> {
    let site = of(facts, site, what)?;
    if !site.is_open_on(on) {
        let detail = format!("“{}” is not open on {}.", site.name, plain_date(on));
        return Err(refusal::by(refusal::SITE_NOT_OPEN, what, detail, "Choose another site or another day.").at("site"));
    }
    if let Some(closed) = site.closed {
        let detail =
            format!("“{}” closes on {}, and a stay has no end until they move on.", site.name, plain_date(closed));
        return Err(refusal::by(refusal::SITE_NOT_OPEN, what, detail, "Choose another site.").at("site"));
    }
    if !stage.site_kinds.is_empty() && !stage.site_kinds.contains(&site.kind) {
        let kind = programme.site_kind(&site.kind).map_or(site.kind.as_str(), |kind| kind.name.as_str());
        let detail = format!("“{}” is of the kind “{kind}”, which is not one for “{}”.", site.name, stage.name);
        return Err(refusal::by(refusal::SITE_KIND, what, detail, "Choose another site.").at("site"));
    }
    match site.places {
        Some(places) if facts.occupied >= places => {
            let when = if on < facts.today { " on that day or a later one" } else { "" };
            let count = people(facts.occupied);
            let detail = format!("“{}” has places for {places}, and {count} there{when}.", site.name);
            Err(refusal::by(refusal::SITE_FULL, what, detail, "Choose another site, or add places to this one.")
                .at("site"))
        }
        _ => Ok(()),
    }
}

fn people(count: u32) -> String {
    if count == 1 { "one person is".to_owned() } else { format!("{count} people are") }
}

fn of<'a>(facts: &Facts<'a>, id: SiteId, what: &str) -> Result<&'a Site, Refusal> {
    facts.site(id).ok_or_else(|| refusal::no_such("site", what).at("site"))
}

fn countable(places: Option<u32>, what: &str) -> Result<(), Refusal> {
    if places.is_none_or(|places| (1..=PLACES_MAX).contains(&places)) {
        return Ok(());
    }
    let next = "Correct the number, or leave it out where places are not counted.";
    Err(refusal::by(refusal::SITE_PLACES, what, "", next).at("places"))
}

fn to_site(id: SiteId, event: SiteEvent) -> Vec<(Stream, Event)> {
    vec![(Stream::Site(id), Event::Site(event))]
}
