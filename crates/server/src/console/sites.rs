//! Sites: all of them; and one of them, with who is there on any day.

use askama::Template;
use jiff::civil::Date;

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking};
use super::forms::Typed;
use super::no_right::{WITHHELD, withheld};
use super::words::{self, plain_date};
use crate::rights::Right;
use crate::state::There;
use record::SiteRow;

/// Everything that the list of sites shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SitesPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// All sites, with how many people are there today.
    pub(crate) sites: &'a [SiteRow],
}

/// Everything that the page of a site shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SitePage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The site, with how many people are there on the day.
    pub(crate) site: &'a SiteRow,
    /// The day.
    pub(crate) on: Date,
    /// Who is there on the day; `None` where that is not for whoever works here.
    pub(crate) people: Option<&'a [There]>,
}

#[derive(Template)]
#[template(path = "sites.html")]
struct SitesTemplate {
    frame: Frame,
    rows: Vec<RowView>,
    open: String,
}

#[derive(Template)]
#[template(path = "site.html")]
struct SiteTemplate {
    frame: Frame,
    kind: String,
    href: String,
    on: String,
    found: String,
    people: Vec<ResidentView>,
    /// What is not shown, and why.
    withheld: String,
    more: String,
    more_href: String,
    change: String,
    close: String,
    /// The form by which somebody is received who has come.
    receive: String,
}

struct RowView {
    href: String,
    name: String,
    kind: String,
    people: String,
    places: String,
    open: String,
    tone: &'static str,
}

struct ResidentView {
    href: String,
    name: String,
    age: String,
    stage: String,
    since: String,
    outcome: &'static str,
    tone: &'static str,
}

impl SitesPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let open = self.sites.iter().filter(|row| row.site.is_open_on(self.desk.today));
        let (count, people) = open.fold((0, 0), |(count, people), row| (count + 1, people + u64::from(row.people)));
        let is = if people == 1 { "is" } else { "are" };
        let line = format!(
            "{} open, and {} {is} there today.",
            words::capital(&words::counted(count, "site is", "sites are")),
            words::people(people)
        );
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let template = SitesTemplate {
            frame: self.desk.frame(Place::Sites, "Sites", line).wide(),
            rows: self.sites.iter().map(|row| self.row(row)).collect(),
            open: if self.desk.may(Right::ManageSites) { form::open(&asking).html(&asking) } else { String::new() },
        };
        template.render().expect("a page writes only to memory")
    }

    fn row(&self, row: &SiteRow) -> RowView {
        let (open, tone) = opening(row, self.desk.today);
        RowView {
            href: format!("/sites/{}", row.id),
            name: row.site.name.clone(),
            kind: kind(self.desk, row),
            people: words::grouped(row.people.into()),
            places: row.site.places.map_or("not counted".to_owned(), |places| words::grouped(places.into())),
            open,
            tone,
        }
    }
}

impl SitePage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let (desk, row) = (self.desk, self.site);
        let nothing = Typed::default();
        let asking = Asking::anew(desk, &nothing);
        let people = self.people.unwrap_or_default();
        let left = u64::from(row.people).saturating_sub(people.len() as u64);
        // Whoever sees only some of those who are there finds no more of them anywhere else.
        let left = if self.people.is_some() && desk.may(Right::FindPeople) { left } else { 0 };
        let manages = desk.may(Right::ManageSites);
        let form = |form: form::FormView| if manages { form.html(&asking) } else { String::new() };
        let template = SiteTemplate {
            frame: desk.frame(Place::Sites, row.site.name.clone(), line(desk, row)).wide(),
            kind: desk.programme.site_kind(&row.site.kind).map_or(String::new(), |kind| kind.plain.clone()),
            href: format!("/sites/{}", row.id),
            on: plain_date(self.on),
            found: self.found(),
            people: people.iter().map(|there| self.resident(there)).collect(),
            withheld: self.withheld(),
            more: if left == 0 { String::new() } else { format!("and {} more", words::grouped(left)) },
            more_href: format!("/people?site={}", row.id),
            receive: if self.people.is_some() && desk.may(Right::Receive) && row.site.is_open_on(desk.today) {
                form::receive(&asking, row).html(&asking)
            } else {
                String::new()
            },
            change: form(form::change(&asking, row)),
            close: if row.site.closed.is_some() { String::new() } else { form(form::close(&asking, row)) },
        };
        template.render().expect("a page writes only to memory")
    }

    fn found(&self) -> String {
        let people = words::capital(&words::people(self.site.people.into()));
        let is = if self.on == self.desk.today { "is" } else { "was" };
        let (one, many) = if is == "is" { ("is", "are") } else { ("was", "were") };
        let verb = if self.site.people == 1 { one } else { many };
        let free = self.site.site.places.map(|places| places.saturating_sub(self.site.people));
        let free = free
            .map_or(String::new(), |free| format!(", {}", words::counted(free.into(), "place free", "places free")));
        format!("{people} {verb} there on {}{free}.", plain_date(self.on))
    }

    /// What is not shown of who is there, and why.
    fn withheld(&self) -> String {
        let Some(people) = self.people else { return withheld("who is there", Right::SeeResidents) };
        if people.iter().all(|there| there.seen.eligibility) {
            return String::new();
        }
        withheld("whether they may give", Right::ReadEligibility)
    }

    fn resident(&self, There { row, since, seen }: &There) -> ResidentView {
        ResidentView {
            href: words::person_href(row.id),
            name: words::name(row.details.as_ref()),
            age: row.details.as_ref().map_or(String::new(), |details| words::age(details.birth, self.on)),
            stage: words::stage(self.desk.programme, &row.stage).to_owned(),
            since: plain_date(*since),
            outcome: if seen.eligibility { row.outcome.map_or("", words::outcome) } else { WITHHELD },
            tone: row.outcome.filter(|_| seen.eligibility).map_or("quiet", words::tone),
        }
    }
}

fn line(desk: Desk<'_>, row: &SiteRow) -> String {
    let (open, _) = opening(row, desk.today);
    let places = row
        .site
        .places
        .map_or("places are not counted".to_owned(), |places| words::counted(places.into(), "place", "places"));
    format!("{}, {places}, {open}.", kind(desk, row))
}

fn kind(desk: Desk<'_>, row: &SiteRow) -> String {
    desk.programme.site_kind(&row.site.kind).map_or(row.site.kind.to_string(), |kind| kind.name.clone())
}

fn opening(row: &SiteRow, today: Date) -> (String, &'static str) {
    let site = &row.site;
    match site.closed {
        Some(closed) if closed <= today => (format!("closed since {}", plain_date(closed)), "quiet"),
        Some(closed) => (format!("open until {}", plain_date(closed)), "wait"),
        None if site.opened > today => (format!("opens on {}", plain_date(site.opened)), "note"),
        None => (format!("open since {}", plain_date(site.opened)), "good"),
    }
}
