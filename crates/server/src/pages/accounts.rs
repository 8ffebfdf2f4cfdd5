//! `/accounts`: who may sign in and as what; opening, changing and closing accounts, appointing, inviting.
//!
//! Whoever sees no account cannot invite its holder either: an invitation lets whoever has it in.

use axum::http::{HeaderMap, header};
use axum::response::{Html, Response};
use jiff::civil::Date;
use programme::{Account, AccountId, PersonId, Post, PostId, Role};
use record::SiteRow;
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, chosen};
use crate::console::forms::Typed;
use crate::console::{AccountActs, AccountPage, AccountsPage, WayIn};
use crate::door::Invitation;
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{State, Via};

/// How many accounts a page shows.
const ON_A_PAGE: u32 = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    role: Option<String>,
    after: Option<String>,
}

/// All accounts, or those that hold a role.
pub(crate) async fn list(state: State, Query(query): Query<Filter>) -> Page {
    let (role, after) = (chosen::<Role>(query.role.as_deref(), "role")?, chosen(query.after.as_deref(), "after")?);
    let (today, of_people) = (state.today(), state.sees_everybody());
    let role = role.filter(|role| of_people || !role.is_of_a_person());
    let page = state.accounts(Via::Console, role, after, ON_A_PAGE).await?;
    let sites = state.read(move |reader| reader.sites(today)).await?;
    let sitting = Sitting::new(&state);
    let (desk, accounts, next, sites) = (sitting.desk(), &page.accounts, page.next, &sites);
    Ok(Html(AccountsPage { desk, accounts, role, next, of_people, sites }.render()))
}

/// One account.
pub(crate) async fn show(state: State, Path(account): Path<AccountId>) -> Page {
    Ok(Html(page(&state, account, None).await?))
}

/// Opens an account. For somebody in the programme only whoever may see them does.
pub(crate) async fn open(state: State, form: Form) -> Result<Response, Problem> {
    let named = form.0.iter().find(|(name, value)| name == "person" && !value.trim().is_empty());
    let person: Option<PersonId> =
        named.map(|(_, id)| id.trim().parse().map_err(|_| Problem::nobody_there())).transpose()?;
    if let Some(person) = person {
        sees(&state, person).await?;
    }
    send(&state, What::OpenAccount(person), form).await
}

/// Changes who holds an account.
pub(crate) async fn change(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::ChangeAccount(id), form).await
}

/// Appoints the holder of an account to a post.
pub(crate) async fn appoint(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::Appoint(id), form).await
}

/// Records that the holder of an account has learnt something.
pub(crate) async fn train(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::Train(id), form).await
}

/// Ends a post.
pub(crate) async fn end_post(
    state: State,
    Path((id, post)): Path<(AccountId, PostId)>,
    form: Form,
) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::EndPost(id, post), form).await
}

/// Closes an account.
pub(crate) async fn close(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::CloseAccount(id), form).await
}

/// Erases an account.
pub(crate) async fn erase(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::EraseAccount(id), form).await
}

/// Makes a link by which the holder of an account sets a password, and shows it once.
pub(crate) async fn invite(state: State, headers: HeaderMap, Path(id): Path<AccountId>, Form(fields): Form) -> Page {
    crate::extract::Asked::of_form(&state, Typed::new(fields).key(), None)?;
    seen(&state, id).await?;
    let Invitation { path, .. } = crate::door::invite(&state, id).await?;
    let scheme = if state.manner().is_secure { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let place = host.map_or(String::new(), |host| format!("{scheme}://{host}"));
    Ok(Html(page(&state, id, Some(&format!("{place}{path}"))).await?))
}

/// The roles to which whoever calls may appoint others.
pub(super) fn appoints(state: &State) -> Vec<Role> {
    let Some(who) = state.caller().who() else { return Vec::new() };
    let holds = |role: Role| who.holder.posts.iter().any(|post| post.role == role);
    Role::ALL.iter().copied().filter(|role| holds(role.appointed_by())).collect()
}

/// The posts that its holder holds, or will hold.
fn lasting(account: &Account, today: Date) -> impl Iterator<Item = &Post> {
    account.posts.iter().filter(move |post| post.until.is_none_or(|until| until > today))
}

async fn page(state: &State, id: AccountId, invitation: Option<&str>) -> Result<String, Problem> {
    let (account, sites, way_in) = seen(state, id).await?;
    let is_own = state.caller().who().is_some_and(|who| who.holder.account == id);
    let roles = if is_own { Vec::new() } else { appoints(state) };
    let acts = AccountActs {
        invites: crate::door::may_invite(state, &account).is_ok(),
        sees_to: !is_own && lasting(&account, state.today()).all(|post| roles.contains(&post.role)),
        erases: account.person.is_none()
            && !account.is_open()
            && !account.erased
            && state.caller().has(Right::EraseAccounts),
        is_own,
    };
    let sitting = Sitting::new(state);
    let of_people = account.person.is_some();
    let (desk, account, roles, sites) = (sitting.desk(), &account, &roles[..], &sites);
    Ok(AccountPage { desk, account, roles, acts, of_people, way_in, invitation, sites }.render())
}

/// An account that whoever calls may see, without whose it is where that is not theirs to know.
async fn seen(state: &State, id: AccountId) -> Result<(Account, Vec<SiteRow>, WayIn), Problem> {
    let today = state.today();
    let (account, credential) = state.account_seen(Via::Console, id).await?;
    let way_in = WayIn { password: credential.password.is_some(), second_factor: credential.totp.is_some() };
    Ok((account, state.read(move |reader| reader.sites(today)).await?, way_in))
}

async fn sees(state: &State, person: PersonId) -> Result<(), Problem> {
    let rights = state.grants(person).await?.rights();
    if rights.contains(&Right::ReadPerson) { Ok(()) } else { Err(Problem::nobody_there()) }
}
