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
    Erasures,
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
    pub(crate) places: Vec<PlaceGroup>,
    /// Whether the page is a board, wider than prose.
    pub(crate) wide: bool,
    /// Whether the page is brought up to date while it is open.
    pub(crate) live: bool,
}

/// Places of the rail that belong together.
#[derive(Debug)]
pub(crate) struct PlaceGroup {
    /// What it is called; empty where the places stand by themselves.
    pub(crate) name: &'static str,
    /// Its id on the page.
    pub(crate) id: &'static str,
    /// Whether the page is one of them.
    pub(crate) here: bool,
    /// Those that whoever works here may go to.
    pub(crate) places: Vec<PlaceLink>,
}

/// A place in the rail.
#[derive(Debug)]
pub(crate) struct PlaceLink {
    pub(crate) href: &'static str,
    pub(crate) name: &'static str,
    pub(crate) here: bool,
}

/// A place, where it is, what it is called, and the right that it asks for.
type Listed = (Place, &'static str, &'static str, Right);

/// So many places stand by themselves: they fit into the bar of a phone.
const FEW: usize = 5;

/// The places, in groups: what each group is called, its id, and what is in it. What somebody goes to first stands by itself.
const GROUPS: [(&str, &str, &[Listed]); 5] = [
    (
        "",
        "places",
        &[(Place::Mine, "/me", "My page", Right::MakeRequest), (Place::Today, "/today", "Today", Right::SeeToday)],
    ),
    (
        "People",
        "places-people",
        &[
            (Place::MyPeople, "/my-people", "My people", Right::SeeMyPeople),
            (Place::People, "/people", "People", Right::FindPeople),
            (Place::Sites, "/sites", "Sites", Right::SeeSites),
            (Place::Emergency, "/emergency", "Emergency", Right::OpenEmergency),
        ],
    ),
    (
        "Care",
        "places-care",
        &[
            (Place::Docket, "/docket", "Docket", Right::SeeToday),
            (Place::FollowUp, "/follow-up", "Staying in touch", Right::StayInTouch),
            (Place::Advocates, "/advocates", "Advocates", Right::AssignCarer),
        ],
    ),
    (
        "Donations",
        "places-donations",
        &[
            (Place::Donations, "/donations", "Donations", Right::SeeDonations),
            (Place::Survival, "/survival", "After giving", Right::CountOutcomes),
        ],
    ),
    (
        "Programme",
        "places-programme",
        &[
            (Place::Concerns, "/concerns", "Concerns", Right::HearConcerns),
            (Place::Readings, "/readings", "Who read what", Right::Audit),
            (Place::Rows, "/rows", "Refused rows", Right::LookAtRows),
            (Place::Accounts, "/accounts", "Accounts", Right::ManageAccounts),
            (Place::Erasures, "/erasures", "Erasures", Right::ErasePeople),
            (Place::Rules, "/rules", "Rules", Right::Open),
            (Place::Account, "/account", "Account", Right::OwnAccount),
        ],
    ),
];

impl Desk<'_> {
    /// The frame of a page.
    pub(crate) fn frame(&self, place: Place, title: impl Into<String>, line: impl Into<String>) -> Frame {
        Frame {
            title: title.into(),
            line: line.into(),
            programme: self.programme.name.clone(),
            author: self.author.to_owned(),
            today: words::plain_date(self.today),
            file: self.programme.hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
            places: self.places(place),
            wide: false,
            live: false,
        }
    }

    /// The places of the rail: by themselves where they are few, and otherwise in groups.
    fn places(&self, here: Place) -> Vec<PlaceGroup> {
        let link = |(to, href, name, _): &Listed| PlaceLink { href, name, here: *to == here };
        let shown = |places: &[Listed]| -> Vec<PlaceLink> {
            places.iter().filter(|(.., right)| self.may(*right)).map(link).collect()
        };
        let group = |(name, id, places): &(&'static str, &'static str, &[Listed])| {
            let places = shown(places);
            let name = if places.len() == 1 { "" } else { *name };
            PlaceGroup { name, id, here: places.iter().any(|place| place.here), places }
        };
        let groups: Vec<_> = GROUPS.iter().map(group).filter(|group| !group.places.is_empty()).collect();
        if groups.iter().map(|group| group.places.len()).sum::<usize>() > FEW {
            return groups;
        }
        let places = groups.into_iter().flat_map(|group| group.places).collect();
        vec![PlaceGroup { name: "", id: "places", here: false, places }]
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
