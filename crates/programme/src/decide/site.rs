//! Sites: opening, changing and closing one; who lives and stays where.

use jiff::civil::Date;

use crate::event::{Event, PersonEvent, Private, SiteEvent, Stream};
use crate::facts::Facts;
use crate::ids::{PersonId, SiteId, SiteKindId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::{Programme, Stage};
use crate::site::Site;

use super::{happened, present, said, to_person};

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
    named(name, WHAT)?;
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
    named(name, WHAT)?;
    if site.name == name && site.places == places {
        return Ok(Vec::new());
    }
    Ok(to_site(id, SiteEvent::Changed { name: name.to_owned(), places }))
}

pub(super) fn close(facts: &Facts<'_>, id: SiteId, on: Date) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The site was not closed.";
    let site = of(facts, id, WHAT)?;
    if site.closed == Some(on) {
        return Ok(Vec::new());
    }
    if on < site.opened {
        let detail = format!("It opened on {}.", plain_date(site.opened));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    if facts.occupied > 0 {
        let detail = format!("{} there on {}.", people(facts.occupied), plain_date(on));
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
    happened(facts, on, WHAT, "on")?;
    if person.present_stay().map(|stay| stay.site) == site {
        return Ok(Vec::new());
    }
    let last = person.stays.last().map(|stay| stay.until.unwrap_or(stay.from));
    if let Some(last) = last.filter(|last| on < *last) {
        let detail = format!("The last move was on {}.", plain_date(last));
        return Err(refusal::by(refusal::IN_ORDER, WHAT, detail, "Correct the day.").at("on"));
    }
    if let Some(site) = site {
        if person.is_away_on(on) {
            return Err(refusal::by(refusal::AWAY, WHAT, "", "If they want to come back, record their return first."));
        }
        // Where a newer file no longer knows the stage, no kind of site can be held against it.
        match programme.stage(person.stage()) {
            Some(stage) => has_place(facts, programme, stage, site, on, WHAT)?,
            None => drop(of(facts, site, WHAT)?),
        }
    }
    Ok(to_person(id, PersonEvent::Moved { site: Private::Known(site), on: Private::Known(on) }))
}

/// Refuses a site that is not open on the day, not for people in this stage, or full.
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
    if !stage.site_kinds.is_empty() && !stage.site_kinds.contains(&site.kind) {
        let kind = programme.site_kind(&site.kind).map_or(site.kind.as_str(), |kind| kind.name.as_str());
        let detail = format!("“{}” is of the kind “{kind}”, which is not one for “{}”.", site.name, stage.name);
        return Err(refusal::by(refusal::SITE_KIND, what, detail, "Choose another site.").at("site"));
    }
    match site.places {
        Some(places) if facts.occupied >= places => {
            let detail = format!("“{}” has places for {}, and {} there.", site.name, places, people(facts.occupied));
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

pub(super) fn named(name: &str, what: &str) -> Result<(), Refusal> {
    said(name, what, "name")?;
    if name.chars().count() > 200 {
        return Err(refusal::by(refusal::TOO_LONG, what, "", "Shorten it.").at("name"));
    }
    Ok(())
}

fn to_site(id: SiteId, event: SiteEvent) -> Vec<(Stream, Event)> {
    vec![(Stream::Site(id), Event::Site(event))]
}
