//! The page of somebody who has died: their life told as a line of time, what they gave, who stood by them. It counts nothing
//! and compares with nobody. What is still to be done for the record stands at its end.

use askama::Template;
use programme::{Birth, Donation, Person, open_reports};

use super::bonds::{self, AskedView};
use super::{ActView, PartView, PersonPage, ReadingView, readings};
use crate::console::desk::{Frame, Place};
use crate::console::form::journey::{self, Act};
use crate::console::form::{self, Asking};
use crate::console::forms::{self, Typed};
use crate::console::words::{self, plain_date};
use crate::rights::Right;

#[derive(Template)]
#[template(path = "honoured.html")]
struct HonouredTemplate {
    frame: Frame,
    href: String,
    done: String,
    gave: Vec<String>,
    carers: Vec<String>,
    parts: Vec<PartView>,
    printed: bool,
    requests: Vec<AskedView>,
    /// What has to be reported of their death, each in a sentence.
    reports: Vec<String>,
    follow_up_href: String,
    print_href: String,
    withheld: Vec<String>,
    acts: Vec<ActView>,
    reads_readings: bool,
    readings: Vec<ReadingView>,
}

impl PersonPage<'_> {
    /// Whether this is the page of somebody who has died, for whoever may read a life.
    pub(super) fn honours(&self) -> bool {
        let person = &self.life.person;
        !person.erased && person.journey.has_died_by(self.desk.today) && self.may(Right::ReadLife)
    }

    /// The page as HTML.
    pub(super) fn honoured(&self) -> String {
        let (desk, person) = (self.desk, &self.life.person);
        let name = words::name(person.details.as_ref());
        let template = HonouredTemplate {
            frame: desk.frame(Place::People, name, life_in_days(person)),
            href: words::person_href(person.id),
            done: self.done(),
            gave: person.donations.iter().filter_map(|donation| self.gave(donation)).collect(),
            carers: self.stood_by(),
            parts: self.timeline(),
            printed: false,
            requests: bonds::requests(self),
            reports: if self.may(Right::StayInTouch) { self.reports() } else { Vec::new() },
            follow_up_href: format!("{}/follow-up", words::person_href(person.id)),
            print_href: if self.may(Right::TakeAway) {
                format!("{}/print", words::person_href(person.id))
            } else {
                String::new()
            },
            withheld: self.withheld(),
            acts: self.last_acts(),
            reads_readings: self.may(Right::ReadReadings),
            readings: readings(desk, self.readings),
        };
        template.render().expect("a page writes only to memory")
    }

    /// What they gave, each in a sentence. Who received stands nowhere.
    fn gave(&self, donation: &Donation) -> Option<String> {
        let given = donation.given.as_ref()?;
        let what = self.desk.programme.donation_kind(&given.kind).map_or(given.kind.as_str(), |kind| &*kind.name);
        let toward = donation.opened.as_ref().map(|(opening, _)| opening.toward.route().plain());
        let toward = toward.map_or(String::new(), |toward| format!(", {toward}"));
        let site = given.site.and_then(|site| words::site_name(self.sites, site));
        let site = site.map_or(String::new(), |site| format!(", at {site}"));
        Some(format!("{what}, on {}{toward}{site}.", plain_date(given.on)))
    }

    /// Everybody who ever stood by them, the first one first.
    fn stood_by(&self) -> Vec<String> {
        let mut all: Vec<_> = self.life.person.carers.iter().collect();
        all.sort_by_key(|time| time.from);
        let said = |time: &&programme::CareTime| {
            let name = self.life.names.of(time.carer).unwrap_or("Somebody who is no longer known by name");
            format!("{name}, their {}, since {}.", time.kind.role(), plain_date(time.from))
        };
        all.iter().map(said).collect()
    }

    fn reports(&self) -> Vec<String> {
        let programme = self.desk.programme;
        let said = |open: programme::OpenReport<'_>| {
            let by = words::moment(programme, open.until.as_microsecond());
            format!("{}: to be reported by {by}.", open.kind.name)
        };
        open_reports(&self.life.person, programme).into_iter().map(said).collect()
    }

    pub(super) fn last_acts(&self) -> Vec<ActView> {
        let (desk, person) = (self.desk, &self.life.person);
        let nothing = Typed::default();
        let asking = Asking::anew(desk, &nothing);
        let entered = person.details.as_ref().map(forms::prefilled_details).unwrap_or_default();
        let correcting = Asking::anew(desk, &entered);
        let act = |id, name, form: form::FormView| ActView { id, name, open: false, form: form.html(&asking) };
        let live = act("live", Act::Live.name(), journey::form(&asking, person, Act::Live));
        let correct = act("details", "Correct who they were", form::correct(&correcting, person));
        self.allowed([(Right::AmendDetails, Some(correct)), (Right::EndJourney, Some(live))])
    }
}

/// From their birth, where its day is known, to their death.
fn life_in_days(person: &Person) -> String {
    let death = person.journey.death.as_ref().map(|death| plain_date(death.on)).unwrap_or_default();
    match person.details.as_ref().map(|details| details.birth) {
        Some(Birth::On(born)) => format!("Born on {}, died on {death}.", plain_date(born)),
        _ => format!("Died on {death}."),
    }
}
