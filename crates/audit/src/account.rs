//! What the auditor remembers of an account: whose it is, which posts it held, its ties and its absences.

use jiff::civil::Date;

use crate::format::AccountHappening;

/// One account.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// The person whose own account it is.
    pub(crate) person: Option<String>,
    pub(crate) closed: Option<Date>,
    posts: Vec<Post>,
    ties: Vec<Tie>,
    absences: Vec<Absence>,
}

#[derive(Debug)]
struct Post {
    id: String,
    role: String,
    site: Option<String>,
    from: Date,
    until: Option<Date>,
}

#[derive(Debug)]
struct Tie {
    id: String,
    to: String,
    since: Date,
    until: Option<Date>,
}

#[derive(Debug)]
struct Absence {
    id: String,
    from: Date,
    until: Date,
}

impl Account {
    pub(crate) fn take(&mut self, event: AccountHappening) {
        use AccountHappening as H;
        match event {
            H::Opened { person } => self.person = person,
            H::Appointed { post, role, site, on } => {
                self.posts.push(Post { id: post, role, site, from: on, until: None });
            }
            H::PostEnded { post, on } => {
                self.posts.iter_mut().filter(|known| known.id == post).for_each(|known| known.until = Some(on));
            }
            H::Closed { on } => self.closed = Some(on),
            H::TieDeclared { tie, to, since } => self.ties.push(Tie { id: tie, to, since, until: None }),
            H::TieEnded { tie, on } => {
                self.ties.iter_mut().filter(|known| known.id == tie).for_each(|known| known.until = Some(on));
            }
            H::WentAway { absence, from, until } => self.absences.push(Absence { id: absence, from, until }),
            H::CameBack { absence, on } => {
                self.absences.iter_mut().filter(|known| known.id == absence).for_each(|known| known.until = on);
            }
        }
    }

    /// Whether they hold a post on a day.
    pub(crate) fn holds(&self, role: &str, day: Date) -> bool {
        self.closed.is_none_or(|closed| day < closed)
            && self.posts.iter().any(|post| post.role == role && is_within(day, post.from, post.until))
    }

    /// Whether they treat everybody in the programme on a day.
    pub(crate) fn treats_everybody(&self, day: Date) -> bool {
        let clinicians = self.posts.iter().filter(|post| post.role == "clinician" && post.site.is_none());
        clinicians.into_iter().any(|post| is_within(day, post.from, post.until))
    }

    /// Whether they treated people at a site, in a post there, at some time between two days.
    pub(crate) fn treated_at(&self, site: &str, from: Date, until: Option<Date>) -> bool {
        let treats = |post: &&Post| ["clinician", "site-staff"].contains(&post.role.as_str());
        let there = self.posts.iter().filter(treats).filter(|post| post.site.as_deref() == Some(site));
        there
            .into_iter()
            .any(|post| until.is_none_or(|until| post.from < until) && post.until.is_none_or(|until| from < until))
    }

    /// Whether they have declared a tie to somebody that is there on a day.
    pub(crate) fn is_tied_to(&self, person: &str, day: Date) -> bool {
        self.ties.iter().any(|tie| tie.to == person && is_within(day, tie.since, tie.until))
    }

    pub(crate) fn is_away_on(&self, day: Date) -> bool {
        self.absences.iter().any(|absence| is_within(day, absence.from, Some(absence.until)))
    }

    /// The times away.
    pub(crate) fn absences(&self) -> impl Iterator<Item = (Date, Date)> + '_ {
        self.absences.iter().map(|absence| (absence.from, absence.until))
    }
}

/// Whether a day lies in a time whose end is the first day without it.
pub(crate) fn is_within(day: Date, from: Date, until: Option<Date>) -> bool {
    from <= day && until.is_none_or(|until| day < until)
}
