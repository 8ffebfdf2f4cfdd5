//! Whom one caller has one right for, worked out from their posts and the table.

use std::collections::BTreeSet;

use programme::{CareKind, PersonId, Role, SiteId};
use record::{HeldPost, Holder, Tie};

use super::{Reach, Right, TABLE};

/// Whom a caller has a right for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everybody, as one of these roles.
    everybody: Option<Role>,
    /// Whoever is at one of these sites today, as this role.
    sites: Vec<(SiteId, Role)>,
    /// Whomever they stand by.
    care: BTreeSet<CareKind>,
    /// Themselves.
    own: Option<(PersonId, Role)>,
    /// Whom they opened emergency access for.
    emergency: Option<Role>,
    /// What is about nobody in particular.
    thing: bool,
    /// The holder's own record, where they are in the programme.
    me: Option<PersonId>,
}

/// Through which relation somebody reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tied {
    /// It is about themselves.
    Own,
    /// They stand by them as this.
    InCare(CareKind),
    /// The person is at their site today; they are this there.
    AtSite(Role),
    /// They are this for everybody.
    Everybody(Role),
    /// It is an emergency.
    Emergency,
}

impl Scope {
    /// Whom the holder of an account has a right for by their posts.
    pub fn of(holder: &Holder, right: Right) -> Self {
        let mut scope = Self { me: holder.person, ..Self::default() };
        for post in &holder.posts {
            for line in TABLE.iter().filter(|line| line.right == right && line.role == post.role) {
                scope.add(line.reach, post, holder);
            }
        }
        scope
    }

    /// Whether there is anybody, or anything, that it takes in.
    pub fn is_empty(&self) -> bool {
        *self == Self { me: self.me, ..Self::default() }
    }

    /// Whether it takes in everybody, or is about nobody in particular.
    pub fn is_everybody(&self) -> bool {
        self.everybody.is_some()
    }

    /// Whether it allows what is about nobody in particular.
    pub fn is_thing(&self) -> bool {
        self.thing
    }

    /// The sites whose people it takes in.
    pub fn sites(&self) -> impl Iterator<Item = SiteId> {
        self.sites.iter().map(|(site, _)| *site)
    }

    /// As what whoever it takes in is stood by.
    pub fn care(&self) -> impl Iterator<Item = CareKind> {
        self.care.iter().copied()
    }

    /// Whose own record it takes in.
    pub fn own(&self) -> Option<PersonId> {
        self.own.map(|(person, _)| person)
    }

    /// Whether it takes in those for whom emergency access is open.
    pub fn takes_in_emergencies(&self) -> bool {
        self.emergency.is_some()
    }

    /// Through which relation it takes a person in: the nearest one. Nobody reaches their own record by a post: what others
    /// do there, others do.
    pub fn tied(&self, person: PersonId, tie: Option<&Tie>) -> Option<Tied> {
        if self.me == Some(person) {
            return self.own.map(|_| Tied::Own);
        }
        let care = tie.and_then(|tie| self.care.intersection(&tie.care).next());
        if let Some(kind) = care {
            return Some(Tied::InCare(*kind));
        }
        let site = tie.and_then(|tie| tie.site);
        if let Some((_, role)) = self.sites.iter().find(|(own, _)| Some(*own) == site) {
            return Some(Tied::AtSite(*role));
        }
        let emergency = self.emergency.filter(|_| tie.is_some_and(|tie| tie.emergency_until.is_some()));
        self.everybody.map(Tied::Everybody).or(emergency.map(|_| Tied::Emergency))
    }

    fn add(&mut self, reach: Reach, post: &HeldPost, holder: &Holder) {
        match reach {
            Reach::Own => self.own = holder.person.map(|person| (person, post.role)),
            Reach::InCare => {
                self.care.extend(CareKind::ALL.into_iter().filter(|kind| kind.role() == post.role));
            }
            Reach::AtSite => match post.site {
                Some(site) => self.sites.push((site, post.role)),
                None => self.everybody = Some(post.role),
            },
            Reach::Emergency => self.emergency = Some(post.role),
            Reach::Everybody => self.everybody = Some(post.role),
            Reach::Thing => self.thing = true,
        }
    }
}

impl Tied {
    /// As the readings name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::InCare(kind) => kind.as_str(),
            Self::AtSite(role) | Self::Everybody(role) => role.as_str(),
            Self::Emergency => "emergency",
        }
    }
}

#[cfg(test)]
mod tests {
    use programme::AccountId;
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn site(number: u128) -> SiteId {
        SiteId(Uuid::from_u128(number))
    }

    fn holder(person: Option<PersonId>, posts: &[(Role, Option<SiteId>)]) -> Holder {
        let posts = posts.iter().map(|(role, site)| HeldPost { role: *role, site: *site }).collect();
        Holder { account: AccountId(Uuid::from_u128(9)), name: "Nora".to_owned(), person, posts }
    }

    fn at(number: u128) -> Tie {
        Tie { site: Some(site(number)), ..Tie::default() }
    }

    #[test]
    fn a_clinician_reads_whoever_is_at_their_site_today() {
        let scope = Scope::of(&holder(None, &[(Role::Clinician, Some(site(1)))]), Right::ReadLife);
        assert_eq!(scope.tied(person(1), Some(&at(1))), Some(Tied::AtSite(Role::Clinician)));
        assert_eq!(scope.tied(person(1), Some(&at(2))), None);
        assert_eq!(scope.tied(person(1), None), None);
        let emergency = Tie { emergency_until: Some(1), ..Tie::default() };
        assert_eq!(scope.tied(person(1), Some(&emergency)), Some(Tied::Emergency));
        let anywhere = Scope::of(&holder(None, &[(Role::Clinician, None)]), Right::ReadLife);
        assert_eq!(anywhere.tied(person(1), None), Some(Tied::Everybody(Role::Clinician)));
    }

    #[test]
    fn a_donor_reads_themselves_and_nobody_else() {
        let scope = Scope::of(&holder(Some(person(1)), &[(Role::Donor, None)]), Right::ReadLife);
        assert_eq!(scope.tied(person(1), None), Some(Tied::Own));
        assert_eq!(scope.tied(person(2), Some(&at(1))), None);
    }

    #[test]
    fn nobody_does_at_their_own_record_what_others_are_to_do() {
        let nurse = holder(Some(person(1)), &[(Role::Clinician, None), (Role::Donor, None)]);
        assert_eq!(Scope::of(&nurse, Right::Examine).tied(person(1), None), None);
        assert_eq!(Scope::of(&nurse, Right::ReadLife).tied(person(1), None), Some(Tied::Own));
        assert_eq!(Scope::of(&nurse, Right::Examine).tied(person(2), None), Some(Tied::Everybody(Role::Clinician)));
    }

    #[test]
    fn an_advocate_reaches_whom_they_stand_by_in_that_role() {
        let scope = Scope::of(&holder(None, &[(Role::Advocate, None)]), Right::ReadLife);
        let mine = |kind| Tie { care: [kind].into(), ..Tie::default() };
        assert_eq!(scope.tied(person(1), Some(&mine(CareKind::Advocate))), Some(Tied::InCare(CareKind::Advocate)));
        assert_eq!(scope.tied(person(1), Some(&mine(CareKind::Companion))), None);
    }

    #[test]
    fn without_a_post_nobody_reaches_anybody() {
        for right in Right::ALL {
            assert!(Scope::of(&holder(Some(person(1)), &[]), *right).is_empty(), "{right:?}");
        }
    }
}
