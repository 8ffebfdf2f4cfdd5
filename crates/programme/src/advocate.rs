//! Whether an advocate is independent of whoever could receive, whether somebody has such a one on a day, and who could be one
//! (article 3).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::account::{Account, Post};
use crate::bond::{Bond, BondKind};
use crate::care::{CareKind, CareTime};
use crate::carer::TieKind;
use crate::command::Needs;
use crate::donation::Donation;
use crate::facts::Facts;
use crate::ids::{AccountId, PersonId};
use crate::person::{Person, Stay};
use crate::role::Role;
use crate::rules::{Programme, RuleText};

/// What ties an advocate to somebody who could receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TiedBy {
    /// They are that person.
    Themselves,
    /// They have declared it.
    Declared(TieKind),
    /// They stand or stood by that person.
    StandsBy(CareKind),
    /// They wrote down an examination of that person.
    Examined,
    /// They have or had a post at a site while that person was there.
    Post,
    /// They treat people in the whole programme.
    TreatsEverybody,
}

/// A tie of an advocate to somebody who could receive from whom they stand by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// Who could receive. Whoever shows a dependence says nothing of them to whoever may not see them.
    pub recipient: PersonId,
    /// What ties the advocate to them.
    pub by: TiedBy,
}

/// Why somebody has no independent advocate on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAdvocate {
    /// Nobody stands by them as advocate.
    Nobody,
    /// Who does holds that post no longer, or their account is closed.
    NotInPost(AccountId),
    /// Who does is away, and nobody covers.
    Away(AccountId),
    /// Who does is tied to somebody who could receive.
    Tied(AccountId, TiedBy),
}

/// Why somebody cannot be given to an advocate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit<'p> {
    /// They are the person themselves.
    Themselves,
    /// They do not hold the post of advocate, or their account is closed.
    NotInPost,
    /// They are away.
    Away,
    /// Training is missing or out of date, by this rule.
    Untrained(&'p RuleText),
    /// They stand by so many that this rule allows no more.
    Full(&'p RuleText),
    /// They are tied to somebody who could receive.
    Tied(TiedBy),
    /// They stand by somebody who could give to this person, and would be tied to whoever receives from them.
    StandsByDonor,
}

impl TiedBy {
    /// In plain words, after “they”. It says nothing of who could receive.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Themselves => "could receive themselves",
            Self::Declared(kind) => kind.plain(),
            Self::StandsBy(CareKind::Advocate) => "are or were that person’s advocate",
            Self::StandsBy(CareKind::Companion) => "are or were that person’s companion",
            Self::Examined => "wrote down an examination of that person",
            Self::Post => "have or had a post at a site while that person was there",
            Self::TreatsEverybody => "treat people in the whole programme",
        }
    }
}

impl NoAdvocate {
    /// In plain words.
    pub fn plain(self) -> String {
        match self {
            Self::Nobody => "Nobody stands by them as advocate.".to_owned(),
            Self::NotInPost(_) => "Whoever stood by them as advocate does not hold that post.".to_owned(),
            Self::Away(_) => "Their advocate is away, and nobody covers.".to_owned(),
            Self::Tied(_, by) => {
                format!(
                    "Their advocate is not independent of somebody who could receive from them: they {}.",
                    by.plain()
                )
            }
        }
    }
}

/// Who could receive from somebody: those to whom they say that they would give, those towards whom they have a donation that
/// goes on, and those in the same exchange, as far as the facts say. The only place that says so.
pub fn recipients_of(person: &Person, facts: &Facts<'_>) -> BTreeSet<PersonId> {
    let mut recipients = facts.recipients.get(&person.id).cloned().unwrap_or_default();
    recipients.extend(person.recipient_bonds().map(|(_, recipient)| recipient));
    let open = person.donations.iter().filter(|donation| donation.is_open());
    recipients.extend(open.filter_map(Donation::recipient));
    recipients
}

/// Those, and whoever could have received on an earlier day: what is written down today for a day that is past is judged by both.
fn recipients_by(person: &Person, facts: &Facts<'_>, day: Date) -> BTreeSet<PersonId> {
    let stood = |bond: &Bond| bond.since <= day && bond.ended.is_none_or(|ended| day < ended.on);
    let mut recipients = recipients_of(person, facts);
    recipients.extend(recipients_ever(person, stood));
    recipients
}

fn recipients_ever(person: &Person, counts: impl Fn(&Bond) -> bool) -> impl Iterator<Item = PersonId> {
    let named = person.bonds.iter().filter(|bond| bond.content.kind == BondKind::Recipient);
    named.filter(move |bond| counts(bond)).filter_map(|bond| bond.content.whom.person())
}

/// What has to be known to say whether these people's advocates are independent: who could receive, and the advocates' accounts.
pub(crate) fn needs_of_independence<'a>(people: impl Iterator<Item = &'a Person>, facts: &Facts<'_>) -> Needs {
    let mut needs = Needs::default();
    for person in people {
        let mut recipients = recipients_of(person, facts);
        recipients.extend(recipients_ever(person, |_| true));
        needs.people.extend(&recipients);
        needs.examiners_of.extend(&recipients);
        let advocates = person.carers.iter().filter(|time| time.kind == CareKind::Advocate);
        needs.accounts.extend(advocates.map(|time| time.carer));
    }
    needs
}

/// The first tie of an advocate to somebody who could receive from a person, on a day.
pub fn dependence(advocate: &Account, person: &Person, facts: &Facts<'_>, day: Date) -> Option<Dependence> {
    let tie = |recipient| Some(Dependence { recipient, by: tie_to(advocate, recipient, facts, day)? });
    recipients_by(person, facts, day).into_iter().find_map(tie)
}

/// The advocate of a person on a day who is there and independent.
///
/// Training that has run out does not part a donor from their advocate: it is due on the list of today, and nobody new is
/// given to that advocate meanwhile.
///
/// # Errors
/// Why there is none: what the first of those who stand by them lacks.
pub fn independent_advocate_on(person: &Person, facts: &Facts<'_>, day: Date) -> Result<AccountId, NoAdvocate> {
    let mut why = NoAdvocate::Nobody;
    for time in person.carers_on(day).filter(|time| time.kind == CareKind::Advocate) {
        match stands_in_the_way(time, person, facts, day) {
            None => return Ok(time.carer),
            Some(found) if why == NoAdvocate::Nobody => why = found,
            Some(_) => {}
        }
    }
    Err(why)
}

/// Why somebody cannot be given to an advocate on a day; `None` where they can.
pub fn unfit<'p>(
    advocate: &Account,
    person: &Person,
    facts: &Facts<'_>,
    programme: &'p Programme,
    day: Date,
) -> Option<Unfit<'p>> {
    let carers = &programme.carers;
    if advocate.person == Some(person.id) {
        return Some(Unfit::Themselves);
    }
    if !in_post(advocate, facts, day) {
        return Some(Unfit::NotInPost);
    }
    if advocate.carer.is_away_on(day) || advocate.carer.is_away_on(facts.today) {
        return Some(Unfit::Away);
    }
    if let Some(rule) = advocate.carer.untrained(carers, facts.today) {
        return Some(Unfit::Untrained(rule));
    }
    if let Some(found) = dependence(advocate, person, facts, day) {
        return Some(Unfit::Tied(found.by));
    }
    let mut charges = facts.charges.get(&advocate.id).into_iter().flatten().filter_map(|id| facts.person(*id));
    if charges.any(|charge| recipients_of(charge, facts).contains(&person.id)) {
        return Some(Unfit::StandsByDonor);
    }
    let others =
        facts.charges.get(&advocate.id).map_or(0, |charges| charges.iter().filter(|id| **id != person.id).count());
    let full = carers.caseload.as_ref().filter(|caseload| others >= usize::from(caseload.most));
    full.map(|caseload| Unfit::Full(&caseload.rule))
}

/// Who could be a person's advocate from a day on, the best first: whoever was theirs before and last, then whoever stands by
/// the fewest, then by account. Of the accounts among the facts; whoever stands by them already is left out.
pub fn suggest(person: &Person, facts: &Facts<'_>, programme: &Programme, day: Date) -> Vec<AccountId> {
    let stands_by = |id| person.carers.iter().any(|time| time.carer == id && is_going_on(time));
    let fits = |account: &&&Account| !stands_by(account.id) && unfit(account, person, facts, programme, day).is_none();
    let key = |account: &&Account| {
        let was = person.carers.iter().filter(|time| time.carer == account.id && time.kind == CareKind::Advocate);
        let last = was.filter_map(|time| time.until).max();
        let charges = facts.charges.get(&account.id).map_or(0, BTreeSet::len);
        (std::cmp::Reverse(last), charges, account.id)
    };
    let mut found: Vec<_> = facts.accounts.iter().filter(fits).map(key).collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, _, id)| id).collect()
}

/// Whether somebody has, without this one, an advocate on each day from one on and until another, or with no end: those who
/// stand by them and hold the post, less the days on which they are away, and those who cover.
pub(crate) fn has_another(
    person: &Person,
    gone: AccountId,
    facts: &Facts<'_>,
    from: Date,
    until: Option<Date>,
) -> bool {
    let others = person.carers.iter().filter(|time| time.carer != gone);
    are_there(others, facts, from, until)
}

/// Whether somebody has an advocate on each day from one on, with no end, as far as it is known: absences that are planned, and
/// posts that are to end, are.
pub(crate) fn has_one_from<'a>(times: impl Iterator<Item = &'a CareTime>, facts: &Facts<'_>, from: Date) -> bool {
    are_there(times, facts, from, None)
}

/// Whether these times leave no day without an advocate, from one on and until another, or with no end: those count who hold the
/// post, less the days on which they are away.
pub(crate) fn are_there<'a>(
    times: impl Iterator<Item = &'a CareTime>,
    facts: &Facts<'_>,
    from: Date,
    until: Option<Date>,
) -> bool {
    let others = times.filter(|time| time.kind == CareKind::Advocate);
    let there = |time: &CareTime| {
        let account = facts.account(time.carer).filter(|account| in_post(account, facts, from));
        account.map_or_else(Vec::new, |account| days_there(time, account))
    };
    let mut spans: Vec<_> = others.flat_map(there).collect();
    spans.sort_by_key(|(first, _)| *first);
    let mut open = from;
    for (first, end) in spans {
        if open < first {
            return false;
        }
        match end {
            None => return true,
            Some(end) => open = open.max(end),
        }
        if until.is_some_and(|until| until <= open) {
            return true;
        }
    }
    false
}

/// The spans of a time with somebody on which the advocate is not away, in their order, as long as they hold the post.
fn days_there(time: &CareTime, account: &Account) -> Vec<(Date, Option<Date>)> {
    let posts = account.posts.iter().filter(|post| post.role == Role::Advocate);
    let lasting = posts.map(|post| post.until.unwrap_or(Date::MAX)).max().filter(|until| *until < Date::MAX);
    let until = time.until.into_iter().chain(lasting).min();
    let time = &CareTime { until, ..*time };
    let mut absences: Vec<_> = account.carer.absences.iter().collect();
    absences.sort_by_key(|absence| absence.from);
    let (mut first, mut spans) = (time.from, Vec::new());
    for absence in absences.into_iter().filter(|absence| absence.meets_open(time.from, time.until)) {
        if first < absence.from {
            spans.push((first, Some(absence.from)));
        }
        first = first.max(absence.until);
    }
    if time.until.is_none_or(|until| first < until) {
        spans.push((first, time.until));
    }
    spans
}

const fn is_going_on(time: &CareTime) -> bool {
    matches!(time.kind, CareKind::Advocate) && time.until.is_none()
}

/// A post begins on the day on which somebody is appointed or later, so for a day that is past today's post counts as well.
fn in_post(account: &Account, facts: &Facts<'_>, day: Date) -> bool {
    let on = |day| account.has_role_on(Role::Advocate, day);
    on(day) || (day < facts.today && on(facts.today))
}

fn stands_in_the_way(time: &CareTime, person: &Person, facts: &Facts<'_>, day: Date) -> Option<NoAdvocate> {
    let id = time.carer;
    let Some(account) = facts.account(id).filter(|account| in_post(account, facts, day)) else {
        return Some(NoAdvocate::NotInPost(id));
    };
    if account.carer.is_away_on(day) {
        return Some(NoAdvocate::Away(id));
    }
    dependence(account, person, facts, day).map(|found| NoAdvocate::Tied(id, found.by))
}

fn tie_to(account: &Account, recipient: PersonId, facts: &Facts<'_>, day: Date) -> Option<TiedBy> {
    if account.person == Some(recipient) {
        return Some(TiedBy::Themselves);
    }
    // What is written down today for a day that is past is judged by both days: no tie is got around by an earlier date.
    let mut ties = account.carer.ties_on(day).chain(account.carer.ties_on(facts.today));
    if let Some(tie) = ties.find(|tie| tie.to == recipient) {
        return Some(TiedBy::Declared(tie.kind));
    }
    let person = facts.person(recipient);
    let care = person.and_then(|person| person.carers.iter().find(|time| time.carer == account.id));
    if let Some(time) = care {
        return Some(TiedBy::StandsBy(time.kind));
    }
    if facts.examiners.get(&recipient).is_some_and(|by| by.contains(&account.id)) {
        return Some(TiedBy::Examined);
    }
    let is_held = |post: &Post| post.is_held_on(day) || post.is_held_on(facts.today);
    if account.posts.iter().any(|post| post.role == Role::Clinician && post.site.is_none() && is_held(post)) {
        return Some(TiedBy::TreatsEverybody);
    }
    let stays = person.map_or(&[][..], |person| &person.stays);
    account.posts.iter().any(|post| stays.iter().any(|stay| meet(post, stay))).then_some(TiedBy::Post)
}

/// Whether somebody held a post at a site while another was there.
fn meet(post: &Post, stay: &Stay) -> bool {
    let treats = matches!(post.role, Role::Clinician | Role::SiteStaff);
    let begins_in_time = |from: Date, until: Option<Date>| until.is_none_or(|until| from < until);
    treats
        && post.site == Some(stay.site)
        && begins_in_time(post.from, stay.until)
        && begins_in_time(stay.from, post.until)
}
