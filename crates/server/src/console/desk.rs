//! What every page needs: the programme, the day, and who works here; and the frame around the page.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::rules::Programme;

use super::words;
use crate::rights::Right;

/// Who works here, on which day, under which programme.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The programme.
    pub programme: &'a Programme,
    /// The civil date in the programme's time zone.
    pub today: Date,
    /// Who works here: the author of what the page's forms ask for.
    pub author: &'a str,
    /// What they may do with anybody or anything: other places and forms are not shown.
    pub rights: &'a BTreeSet<Right>,
    /// A new idempotency key for this page. Each form on it has a key of its own that begins with this one.
    pub key: &'a str,
}

/// The places of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Today,
    MyPeople,
    Docket,
    People,
    Donations,
    FollowUp,
    Survival,
    Sites,
    Rules,
    Rows,
    Mine,
    Advocates,
    Accounts,
    Concerns,
    Readings,
    Emergency,
    Account,
    /// None of them.
    Elsewhere,
}

/// What stands around a page: its title, the line under it, the rail.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) title: String,
    pub(crate) line: String,
    pub(crate) programme: String,
    pub(crate) author: String,
    pub(crate) today: String,
    pub(crate) file: String,
    pub(crate) places: Vec<PlaceLink>,
    /// Whether the page is a board, wider than prose.
    pub(crate) wide: bool,
    /// Whether the page is brought up to date while it is open.
    pub(crate) live: bool,
}

/// A place in the rail.
#[derive(Debug)]
pub(crate) struct PlaceLink {
    pub(crate) href: &'static str,
    pub(crate) name: &'static str,
    pub(crate) here: bool,
}

impl Desk<'_> {
    /// The frame of a page.
    pub(crate) fn frame(&self, place: Place, title: impl Into<String>, line: impl Into<String>) -> Frame {
        let link = |(to, href, name, _)| PlaceLink { href, name, here: to == place };
        let is_shown = |(.., right): &(Place, &'static str, &'static str, Right)| self.may(*right);
        let places = [
            (Place::Mine, "/me", "My page", Right::MakeRequest),
            (Place::Today, "/today", "Today", Right::SeeToday),
            (Place::MyPeople, "/my-people", "My people", Right::SeeMyPeople),
            (Place::Docket, "/docket", "Docket", Right::SeeToday),
            (Place::People, "/people", "People", Right::FindPeople),
            (Place::Donations, "/donations", "Donations", Right::SeeDonations),
            (Place::FollowUp, "/follow-up", "Staying in touch", Right::StayInTouch),
            (Place::Survival, "/survival", "After giving", Right::CountOutcomes),
            (Place::Advocates, "/advocates", "Advocates", Right::AssignCarer),
            (Place::Sites, "/sites", "Sites", Right::SeeSites),
            (Place::Emergency, "/emergency", "Emergency", Right::OpenEmergency),
            (Place::Rows, "/rows", "Refused rows", Right::LookAtRows),
            (Place::Concerns, "/concerns", "Concerns", Right::HearConcerns),
            (Place::Readings, "/readings", "Who read what", Right::Audit),
            (Place::Accounts, "/accounts", "Accounts", Right::ManageAccounts),
            (Place::Rules, "/rules", "Rules", Right::Open),
            (Place::Account, "/account", "Account", Right::OwnAccount),
        ];
        Frame {
            title: title.into(),
            line: line.into(),
            programme: self.programme.name.clone(),
            author: self.author.to_owned(),
            today: words::plain_date(self.today),
            file: self.programme.hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
            places: places.into_iter().filter(is_shown).map(link).collect(),
            wide: false,
            live: false,
        }
    }

    /// Whether whoever works here may do something.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// The idempotency key of one form of the page.
    pub(crate) fn key_of(&self, form: &str) -> String {
        format!("{}.{form}", self.key)
    }
}

impl Frame {
    /// This frame around a board.
    pub(crate) fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// This frame around a page that is brought up to date while it is open.
    pub(crate) fn live(self) -> Self {
        Self { live: true, ..self }
    }
}
