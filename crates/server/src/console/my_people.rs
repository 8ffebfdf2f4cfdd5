//! My people: by whom somebody stands, what each of them needs now, and how long ago they spoke.

use askama::Template;
use jiff::civil::Date;
use programme::{CareKind, NeedKind, NeedNow, Urgency};
use record::{AccountNames, SiteRow};

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking};
use super::forms::Typed;
use super::words::{self, plain_date};
use crate::state::{Mine, SeenOfMine};

/// Everything that the page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MyPeoplePage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// By whom they stand, those first who need something most.
    pub(crate) people: &'a [Mine],
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
    /// What those for whom they stand in are called.
    pub(crate) names: &'a AccountNames,
    /// Whether something was just written.
    pub(crate) done: bool,
}

#[derive(Template)]
#[template(path = "my_people.html")]
struct MyPeopleTemplate {
    frame: Frame,
    done: bool,
    people: Vec<MineView>,
}

struct MineView {
    id: String,
    name: String,
    href: String,
    about: String,
    stands: String,
    needs: Vec<NeedView>,
    /// That nothing is needed; empty where something is, or where it is not for a companion to know.
    nothing: &'static str,
    spoke: String,
    converse: String,
}

struct NeedView {
    plain: String,
    tone: &'static str,
    mark: &'static str,
    href: String,
    /// What is done where the link leads.
    act: &'static str,
}

impl MyPeoplePage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let people = self.people.iter().map(|mine| self.mine(mine)).collect();
        let frame = self.desk.frame(Place::MyPeople, "My people", self.line()).live();
        MyPeopleTemplate { frame, done: self.done, people }.render().expect("a page writes only to memory")
    }

    fn line(&self) -> String {
        let late =
            |mine: &&Mine| mine.seen.iter().flat_map(|seen| &seen.needs).any(|need| need.urgency == Urgency::Late);
        let late = self.people.iter().filter(late).count() as u64;
        let all = self.people.len() as u64;
        match (all, late) {
            (0, _) => "You stand by nobody at present.".to_owned(),
            (_, 0) => format!("You stand by {}. Nothing is late.", words::people(all)),
            (_, late) => {
                let waits = if late == 1 { "waits" } else { "wait" };
                format!(
                    "You stand by {}; {} {waits} for something that is late.",
                    words::people(all),
                    words::people(late)
                )
            }
        }
    }

    fn mine(&self, mine: &Mine) -> MineView {
        let (id, name) = (mine.row.id, words::name(mine.row.details.as_ref()));
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let converse = mine.seen.as_ref().filter(|seen| !seen.person.is_away_on(self.desk.today));
        let converse = converse.map(|seen| form::converse_among(&asking, &seen.person).html(&asking));
        let needs: Vec<_> = mine.seen.iter().flat_map(|seen| &seen.needs).map(|need| self.need(mine, need)).collect();
        MineView {
            id: id.to_string(),
            href: words::person_href(id),
            about: words::about(&mine.row, self.desk.programme, self.sites, self.desk.today),
            stands: self.stands(mine),
            nothing: if needs.is_empty() && mine.seen.is_some() { "Nothing waits now." } else { "" },
            needs,
            spoke: mine.seen.as_ref().map_or(String::new(), |seen| self.spoke(seen)),
            converse: converse.unwrap_or_default(),
            name,
        }
    }

    fn stands(&self, mine: &Mine) -> String {
        let until = mine.time.until.map_or(String::new(), |until| format!(", until {}", plain_date(until)));
        let since = plain_date(mine.time.from);
        if let Some(absent) = mine.time.covers {
            let whom = self.names.of(absent).unwrap_or("their advocate");
            return format!("You stand in for {whom}, since {since}{until}.");
        }
        let what = match mine.time.kind {
            CareKind::Advocate => "advocate",
            CareKind::Companion => "companion",
        };
        if let Some((offer, said)) = mine.seen.as_ref().and_then(|seen| seen.person.journey.handed_over()) {
            let since = plain_date(said.on);
            return format!(
                "{} stays in touch with them since {since}. They need no advocate here any more.",
                offer.to.trim()
            );
        }
        format!("You are their {what}, since {since}{until}.")
    }

    fn spoke(&self, seen: &SeenOfMine) -> String {
        let last = seen.spoke.map_or_else(|| "You have not spoken yet.".to_owned(), |on| self.ago(on));
        let next = seen.next_talk.filter(|next| self.desk.today < *next);
        let next = next.map_or(String::new(), |next| format!(" The next conversation is due by {}.", plain_date(next)));
        format!("{last}{next}")
    }

    fn ago(&self, on: Date) -> String {
        let days = self.desk.today.since(on).map_or(0, |span| span.get_days().max(0));
        match days {
            0 => "You spoke today.".to_owned(),
            1 => "You spoke yesterday.".to_owned(),
            days => {
                format!("You spoke last on {}, {} ago.", plain_date(on), words::counted(days as u64, "day", "days"))
            }
        }
    }

    fn need(&self, mine: &Mine, need: &NeedNow) -> NeedView {
        let (tone, mark) = match need.urgency {
            Urgency::Late => ("stop", "late"),
            Urgency::Due => ("wait", "now"),
            Urgency::Soon => ("note", "to know"),
        };
        let person = words::person_href(mine.row.id);
        let (href, act) = match need.kind {
            NeedKind::Talk => (format!("#spoke-{}", mine.row.id), "Write down that you spoke"),
            NeedKind::Tell => (format!("{person}/tellings"), "Tell them, and write it down"),
            NeedKind::Donation => (format!("{person}/donations"), "See it"),
            NeedKind::Appeal | NeedKind::WaitEnds => (format!("{person}#waits"), "See it"),
            NeedKind::FollowUp | NeedKind::Companion => (person, "See their page"),
        };
        NeedView { plain: need.plain.clone(), tone, mark, href, act }
    }
}
