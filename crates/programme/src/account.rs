//! An account, as the events about it say: who may sign in, as what, and what they said when they spoke up.
//!
//! Passwords and the like are not here and not in the log: they change, and nobody may keep old ones.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::carer::{ApplicationAnswer, CarerRecord};
use crate::event::{AccountEvent, Private, Said};
use crate::ids::{AccountId, ConcernId, PersonId, PostId, SiteId};
use crate::role::Role;

/// Who holds an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AccountDetails {
    /// What they are called, as the people whose record they read will see it.
    pub name: String,
    /// What they sign in as; no two accounts have the same.
    pub login: String,
}

/// What somebody speaks up about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConcernKind {
    /// Somebody was not told what they had to be told.
    NotTold,
    /// Somebody was pressed.
    Pressed,
    /// Something else is not right.
    Other,
}

/// One account, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// How many events it has: the version of its stream.
    pub version: u64,
    /// Whose own record it gives, where the holder is in the programme.
    pub person: Option<PersonId>,
    /// Who holds it; `None` once erased.
    pub details: Option<AccountDetails>,
    /// The version of the event that says who holds it.
    pub details_version: u64,
    /// Every appointment, oldest first.
    pub posts: Vec<Post>,
    /// What they are as a carer.
    pub carer: CarerRecord,
    /// Every time the holder spoke up.
    pub concerns: BTreeMap<ConcernId, Concern>,
    /// The day on which its holder was last invited.
    pub invited: Option<Date>,
    /// The day on which it was closed.
    pub closed: Option<Date>,
    /// Its key is destroyed.
    pub erased: bool,
}

/// An appointment to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// As what.
    pub role: Role,
    /// Where, if at a site.
    pub site: Option<SiteId>,
    /// The first day.
    pub from: Date,
    /// The first day on which it is no longer held.
    pub until: Option<Date>,
}

/// One time that somebody spoke up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// About what.
    pub kind: ConcernKind,
    /// The day.
    pub on: Date,
    /// What they said; `None` once erased.
    pub said: Option<Said>,
    /// The answers, each with its day, oldest first.
    pub answers: Vec<(Date, Option<String>)>,
    /// The day on which it was closed.
    pub closed: Option<Date>,
}

impl ConcernKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::NotTold, Self::Pressed, Self::Other];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotTold => "not-told",
            Self::Pressed => "pressed",
            Self::Other => "other",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::NotTold => "I, or somebody else, was not told something that we should have been told.",
            Self::Pressed => "I, or somebody else, was pressed.",
            Self::Other => "Something else is not right.",
        }
    }
}

impl Account {
    /// Takes in an event. The first one makes the account.
    ///
    /// # Panics
    /// Where the first event is not `Opened`: the engine never writes such a stream.
    pub fn apply(account: &mut Option<Self>, id: AccountId, event: &AccountEvent) {
        match account {
            None => {
                let AccountEvent::Opened { person, details } = event else {
                    panic!("{id}: an account's first event is its opening, not {}", event.kind());
                };
                *account = Some(Self::opened(id, *person, details));
            }
            Some(account) => {
                account.version += 1;
                account.take(event);
            }
        }
    }

    /// Whether somebody can sign in with it.
    pub fn is_open(&self) -> bool {
        self.closed.is_none() && !self.erased
    }

    /// The posts that its holder holds on a day; none once it is closed.
    pub fn posts_on(&self, day: Date) -> impl Iterator<Item = &Post> {
        let is_open = self.is_open();
        self.posts.iter().filter(move |post| is_open && post.is_held_on(day))
    }

    /// Whether its holder has a role on a day.
    pub fn has_role_on(&self, role: Role, day: Date) -> bool {
        self.posts_on(day).any(|post| post.role == role)
    }

    /// As what somebody may invite its holder: whoever makes a link could use it, so it takes whoever could have appointed
    /// them. `None`: the account gives nothing yet, and whoever opens accounts may.
    pub fn invited_by(&self, today: Date) -> Option<Role> {
        let lasting = self.posts.iter().filter(|post| post.until.is_none_or(|until| today < until));
        let by_posts: Vec<Role> = lasting.map(|post| post.role.appointed_by()).collect();
        if by_posts.contains(&Role::Administrator) {
            return Some(Role::Administrator);
        }
        (self.person.is_some() || !by_posts.is_empty()).then_some(Role::Coordinator)
    }

    /// Whether its holder has spoken up and the matter is open.
    pub fn has_open_concern(&self) -> bool {
        self.concerns.values().any(|concern| concern.closed.is_none())
    }

    fn opened(id: AccountId, person: Option<PersonId>, details: &Private<AccountDetails>) -> Self {
        let details = known(details);
        let (posts, carer, concerns) = (Vec::new(), CarerRecord::default(), BTreeMap::new());
        Self {
            id,
            version: 1,
            person,
            details,
            details_version: 1,
            posts,
            carer,
            concerns,
            invited: None,
            closed: None,
            erased: false,
        }
    }

    fn take(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::Opened { .. } => {}
            AccountEvent::Changed { details } => {
                self.details = known(details);
                self.details_version = self.version;
            }
            AccountEvent::Appointed { post, role, site, on } => {
                self.posts.push(Post { id: *post, role: *role, site: *site, from: *on, until: None });
                if *role == Role::Advocate {
                    // Whoever is appointed has been answered.
                    self.carer.answer_application(&ApplicationAnswer { on: *on, accepted: true, words: None });
                }
            }
            AccountEvent::PostEnded { post, on, .. } => {
                self.posts.iter_mut().filter(|held| held.id == *post).for_each(|held| held.until = Some(*on));
            }
            AccountEvent::Carer(event) => self.carer.take(event),
            AccountEvent::SpokeUp { concern, kind, on, said } => {
                let spoken = Concern { kind: *kind, on: *on, said: known(said), answers: Vec::new(), closed: None };
                self.concerns.insert(*concern, spoken);
            }
            AccountEvent::ConcernAnswered { concern, on, closed, answer } => {
                if let Some(concern) = self.concerns.get_mut(concern) {
                    concern.answers.push((*on, known(answer)));
                    concern.closed = closed.then_some(*on);
                }
            }
            AccountEvent::Closed { on, .. } => self.closed = Some(*on),
            AccountEvent::Invited { on } => self.invited = Some(*on),
            AccountEvent::Erased { .. } => {
                self.erased = true;
                self.details = None;
                self.carer.forget();
                for concern in self.concerns.values_mut() {
                    concern.said = None;
                    concern.answers.iter_mut().for_each(|(_, answer)| *answer = None);
                }
            }
        }
    }
}

impl Post {
    /// Whether it is held on a day.
    pub fn is_held_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

fn known<T: Clone>(private: &Private<T>) -> Option<T> {
    match private {
        Private::Known(value) => Some(value.clone()),
        Private::Erased => None,
    }
}
