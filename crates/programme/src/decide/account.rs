//! Accounts and posts: who may sign in, as what, and until when.

use jiff::civil::Date;

use crate::account::{Account, AccountDetails, Post};
use crate::event::{AccountEvent, Event, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, PersonId, PostId, SiteId};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::role::{AtSite, Role};
use crate::rules::Programme;

use super::carer::leaves_nobody;
use super::departure::names_nobody;
use super::present;
use super::text::{named, said};

/// How long a login may be, in characters.
const LOGIN: std::ops::RangeInclusive<usize> = 3..=64;

pub(super) fn open(
    facts: &Facts<'_>,
    id: AccountId,
    person: Option<PersonId>,
    details: &AccountDetails,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The account was not opened.";
    if facts.account(id).is_some() {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("account"));
    }
    if let Some(person) = person {
        present(facts, person, WHAT).map_err(|refusal| refusal.at("person"))?;
        if facts.accounts_of_person.iter().any(|account| facts.account(*account).is_some_and(Account::is_open)) {
            let next = "Use the account that is there, or close it first.";
            return Err(refusal::by(refusal::ACCOUNT_THERE, WHAT, "", next).at("person"));
        }
    }
    held_by(facts, id, details, WHAT)?;
    Ok(to_account(id, AccountEvent::Opened { person, details: Private::Known(details.clone()) }))
}

pub(super) fn change(
    facts: &Facts<'_>,
    id: AccountId,
    details: &AccountDetails,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The account was not changed.";
    let account = open_one(facts, id, WHAT)?;
    // What one is called oneself needs nobody's leave.
    if facts.author != Some(id) {
        may_see_to(facts, account, WHAT)?;
    }
    held_by(facts, id, details, WHAT)?;
    if account.details.as_ref() == Some(details) {
        return Ok(Vec::new());
    }
    Ok(to_account(id, AccountEvent::Changed { details: Private::Known(details.clone()) }))
}

pub(super) fn appoint(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    post: PostId,
    role: Role,
    site: Option<SiteId>,
    on: Date,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was appointed.";
    let account = open_one(facts, id, WHAT)?;
    may_appoint(facts, id, role, WHAT)?;
    if account.posts.iter().any(|held| held.id == post) {
        return Err(refusal::by(refusal::ID_TAKEN, WHAT, "", "Try again with a new id.").at("post"));
    }
    not_before_today(facts, on, WHAT)?;
    if role.is_of_a_person() && account.person.is_none() {
        let next = "Open an account for the person's own record.";
        return Err(refusal::by(refusal::POST_OF_A_PERSON, WHAT, "", next).at("role"));
    }
    at_site(facts, role, site, on, WHAT)?;
    trained(programme, account, role, on, WHAT)?;
    let lasting = || account.posts.iter().filter(|held| held.until.is_none_or(|until| until > on));
    // A post that ends, or begins later, is not this one.
    if lasting().any(|held| held.role == role && held.site == site && held.from <= on && held.until.is_none()) {
        return Ok(Vec::new());
    }
    if let Some(held) = lasting().find(|held| held.role.is_apart_from(role)) {
        let detail = format!("They are {} already.", with_article(held.role));
        let next = "Appoint somebody else, or end the other post first.";
        return Err(refusal::by(refusal::KEPT_APART, WHAT, detail, next).at("role"));
    }
    Ok(to_account(id, AccountEvent::Appointed { post, role, site, on }))
}

pub(super) fn end_post(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    post: PostId,
    on: Date,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The post was not ended.";
    let account = facts.account(id).ok_or_else(|| refusal::no_such("account", WHAT))?;
    let held = account.posts.iter().find(|held| held.id == post);
    let held = held.ok_or_else(|| refusal::no_such("post", WHAT).at("post"))?;
    said(reason, WHAT, "reason")?;
    not_before_today(facts, on, WHAT)?;
    match held.until {
        Some(until) if until == on => return Ok(Vec::new()),
        Some(until) if until <= facts.today => {
            let detail = format!("It ended on {}.", plain_date(until));
            return Err(refusal::by(refusal::POST_ENDED, WHAT, detail, "Appoint them anew if they are to come back."));
        }
        _ => {}
    }
    // Whoever appoints may dismiss. To leave one's own post needs nobody's leave; to stay longer does.
    if facts.author != Some(id) || held.until.is_some_and(|until| on > until) {
        may_appoint(facts, id, held.role, WHAT)?;
    }
    keeps_an_administrator(facts, held, on, WHAT)?;
    let is_the_last = |other: &Post| other.id == post || other.role != Role::Advocate || !other.is_held_on(on);
    if held.role == Role::Advocate && account.posts.iter().all(is_the_last) {
        leaves_nobody(facts, id, programme, on, WHAT)?;
    }
    Ok(to_account(id, AccountEvent::PostEnded { post, on, reason: Private::Known(reason.to_owned()) }))
}

pub(super) fn close(
    facts: &Facts<'_>,
    programme: &Programme,
    id: AccountId,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The account was not closed.";
    let account = facts.account(id).ok_or_else(|| refusal::no_such("account", WHAT))?;
    said(reason, WHAT, "reason")?;
    if !account.is_open() {
        return Ok(Vec::new());
    }
    may_see_to(facts, account, WHAT)?;
    if account.has_open_concern() && !by_auditor(facts) {
        let next = "Answer what they said. The auditor closes the matter, or the account.";
        return Err(refusal::by(refusal::OPEN_CONCERN, WHAT, "", next));
    }
    for held in account.posts_on(facts.today) {
        keeps_an_administrator(facts, held, facts.today, WHAT)?;
    }
    leaves_nobody(facts, id, programme, facts.today, WHAT)?;
    Ok(to_account(id, AccountEvent::Closed { on: facts.today, reason: Private::Known(reason.to_owned()) }))
}

/// That a link is made by which the holder comes in: by whoever could have appointed them.
pub(super) fn invite(facts: &Facts<'_>, id: AccountId) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nobody was invited.";
    let account = open_one(facts, id, WHAT)?;
    if facts.author == Some(id) {
        return Err(refusal::by(refusal::NOT_YOURSELF, WHAT, "", "Change your password on your account’s page."));
    }
    if let (Some(by), Some(_)) = (account.invited_by(facts.today), facts.author)
        && !facts.author().is_some_and(|author| author.has_role_on(by, facts.today))
    {
        return Err(refusal::by(refusal::APPOINTED_BY, WHAT, "", format!("Ask {}.", with_article(by))));
    }
    Ok(to_account(id, AccountEvent::Invited { on: facts.today }))
}

/// What is personal of somebody who worked here goes; that they did, and what they did, stays under the account's id.
pub(super) fn erase(facts: &Facts<'_>, id: AccountId, reason: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Nothing was erased.";
    let account = facts.account(id).ok_or_else(|| refusal::no_such("account", WHAT))?;
    said(reason, WHAT, "reason")?;
    if account.erased {
        return Ok(Vec::new());
    }
    if account.person.is_some() {
        let next = "Erase the person, if they wish it: their account goes with them.";
        return Err(refusal::by(refusal::ERASED_WITH_PERSON, WHAT, "", next));
    }
    // Whose key is gone already was erased before, and is erased again after a restore.
    if let Some(AccountDetails { name, login }) = &account.details {
        may_erase(facts, account, WHAT)?;
        names_nobody(Some(name), Some(login), reason, WHAT)?;
    }
    Ok(to_account(id, AccountEvent::Erased { reason: Some(reason.to_owned()) }))
}

fn may_erase(facts: &Facts<'_>, account: &Account, what: &str) -> Result<(), Refusal> {
    // Whoever runs the machine from its own command line could destroy the key without asking.
    let is_administrator = || facts.author().is_some_and(|author| author.has_role_on(Role::Administrator, facts.today));
    if facts.author.is_some() && (facts.author == Some(account.id) || !is_administrator()) {
        return Err(refusal::by(refusal::ERASED_BY, what, "", "Ask an administrator."));
    }
    if account.has_open_concern() {
        let next = "Answer what they said. When the auditor has closed the matter, the account can be erased.";
        return Err(refusal::by(refusal::OPEN_CONCERN, what, "", next));
    }
    if account.is_open() {
        return Err(refusal::by(refusal::ERASED_AFTER_CLOSING, what, "", "Close the account first."));
    }
    Ok(())
}

/// Refuses the post of advocate to whoever has not learnt what the programme file asks for.
fn trained(programme: &Programme, account: &Account, role: Role, on: Date, what: &str) -> Result<(), Refusal> {
    if role != Role::Advocate {
        return Ok(());
    }
    match account.carer.untrained(&programme.carers, on) {
        Some(rule) => {
            let next = "Write the training down once it is done, and appoint them then.";
            Err(refusal::by_file(rule, what, "This training is missing, or counts no longer on that day.", next)
                .at("role"))
        }
        None => Ok(()),
    }
}

/// Whether whoever asks is an auditor today. The machine's own operator is not.
pub(super) fn by_auditor(facts: &Facts<'_>) -> bool {
    facts.author().is_some_and(|author| author.has_role_on(Role::Auditor, facts.today))
}

/// The account, which has to be open.
pub(super) fn open_one<'a>(facts: &Facts<'a>, id: AccountId, what: &str) -> Result<&'a Account, Refusal> {
    let account = facts.account(id).ok_or_else(|| refusal::no_such("account", what))?;
    if account.is_open() {
        return Ok(account);
    }
    Err(refusal::by(refusal::ACCOUNT_CLOSED, what, "", "Open a new account if they are to come back."))
}

pub(super) fn to_account(id: AccountId, event: AccountEvent) -> Vec<(Stream, Event)> {
    vec![(Stream::Account(id), Event::Account(event))]
}

fn held_by(facts: &Facts<'_>, id: AccountId, details: &AccountDetails, what: &str) -> Result<(), Refusal> {
    named(&details.name, what, "details.name")?;
    let login = &details.login;
    let is_sign = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    if !LOGIN.contains(&login.chars().count()) || !login.chars().all(is_sign) {
        let next = "Choose a shorter or simpler one, such as an address for email.";
        return Err(refusal::by(refusal::LOGIN_FORM, what, "", next).at("details.login"));
    }
    if facts.login_held_by.is_some_and(|holder| holder != id) {
        return Err(refusal::by(refusal::LOGIN_TAKEN, what, "", "Choose another one.").at("details.login"));
    }
    Ok(())
}

/// Whoever runs the machine from its own command line may appoint anybody: that is how the first administrator comes about.
fn may_appoint(facts: &Facts<'_>, id: AccountId, role: Role, what: &str) -> Result<(), Refusal> {
    let Some(author) = facts.author else { return Ok(()) };
    if author == id {
        return Err(refusal::by(refusal::NOT_YOURSELF, what, "", "Ask somebody else who appoints."));
    }
    let by = role.appointed_by();
    if facts.author().is_some_and(|author| author.has_role_on(by, facts.today)) {
        return Ok(());
    }
    Err(refusal::by(refusal::APPOINTED_BY, what, "", format!("Ask {}.", with_article(by))).at("role"))
}

/// Whether whoever asks could have appointed the holder to each post that they hold or will hold.
fn may_see_to(facts: &Facts<'_>, account: &Account, what: &str) -> Result<(), Refusal> {
    if facts.author == Some(account.id) {
        return Err(refusal::by(refusal::NOT_YOURSELF, what, "", "Ask somebody else who appoints."));
    }
    // The auditor, to whom the holder spoke up, closes for anybody.
    if by_auditor(facts) && account.has_open_concern() {
        return Ok(());
    }
    let mut held = account.posts.iter().filter(|held| held.until.is_none_or(|until| until > facts.today));
    held.try_for_each(|held| may_appoint(facts, account.id, held.role, what))
}

fn at_site(facts: &Facts<'_>, role: Role, site: Option<SiteId>, on: Date, what: &str) -> Result<(), Refusal> {
    let wrong = |next: &str| Err(refusal::by(refusal::POST_AT_SITE, what, "", next).at("site"));
    match (role.site(), site) {
        (AtSite::Always, None) => wrong("Say at which site."),
        (AtSite::Never, Some(_)) => wrong("Leave the site out."),
        (_, None) => Ok(()),
        (_, Some(site)) => {
            let site = facts.site(site).ok_or_else(|| refusal::no_such("site", what).at("site"))?;
            if site.is_open_on(on) {
                return Ok(());
            }
            let detail = format!("“{}” is not open on {}.", site.name, plain_date(on));
            Err(refusal::by(refusal::SITE_NOT_OPEN, what, detail, "Choose another site or another day.").at("site"))
        }
    }
}

fn not_before_today(facts: &Facts<'_>, on: Date, what: &str) -> Result<(), Refusal> {
    if on >= facts.today {
        return Ok(());
    }
    let detail = format!("{} is past.", plain_date(on));
    Err(refusal::by(refusal::NOT_BEFORE_TODAY, what, detail, "Take today.").at("on"))
}

/// Refuses to leave the programme without anybody who runs its machine.
fn keeps_an_administrator(facts: &Facts<'_>, post: &Post, on: Date, what: &str) -> Result<(), Refusal> {
    let is_last = post.role == Role::Administrator && post.until.is_none() && facts.administrators <= 1;
    if !is_last || on < facts.today {
        return Ok(());
    }
    Err(refusal::by(refusal::LAST_ADMINISTRATOR, what, "", "Appoint another administrator first."))
}

/// “an auditor”, “a nurse”.
fn with_article(role: Role) -> String {
    let label = role.label();
    let article = if label.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {label}")
}
