//! `/sign-in/with`: in by the hospital's own account; `/account/sign-in-with`: linking it to one's own account here.
//!
//! Nothing is made here by itself: whoever comes in by it was linked before, by themselves while they were signed in or by
//! an invitation to them. What goes wrong is said on the page from which somebody can go on without it.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use programme::AccountId;
use record::{DoorWrite, Token};
use serde::Deserialize;

use super::Sitting;
use super::account::{accept_link, login_of, no_invitation, own, present_password, signed_in, welcome_with};
use super::sign_in::{Shown, come_in, half_in, own_path, page, set_cookie};
use crate::caller::{Who, cookie};
use crate::console::forms::Typed;
use crate::console::{Asking, Block, Kind, PlainPage, RailPlace, one_button, plain_form};
use crate::door::Answer;
use crate::door::has_second_factor;
use crate::door::oidc::{AWAY, Fault, Hospital, Journey, Known, Purpose, Trouble};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::state::State;

/// The cookie of somebody who is on the way.
const JOURNEY: &str = "carer-journey";
/// Where they come back to.
const BACK: &str = "/sign-in/with/back";
/// How long the path may be on which somebody goes on: a cookie has an end.
const NEXT_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// Why somebody who came back goes no further: what is said to them.
struct Turned {
    status: StatusCode,
    told: String,
}

/// Off to the hospital's sign-in.
pub(crate) async fn set_out(
    state: State,
    uri: Uri,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let Some(hospital) = state.hospital() else { return Ok(Redirect::to("/sign-in").into_response()) };
    let next = query.next.filter(|next| next.len() <= NEXT_MAX).unwrap_or_default();
    let purpose = Purpose::Enter { next: own_path(&next).to_owned() };
    let journey = journey(&state, &uri, &headers, purpose)?;
    match hospital.departure(journey.clone()).await? {
        Ok(to) => Ok(on_the_way(&state, hospital, &journey, Redirect::to(&to).into_response())),
        Err(trouble) => turned_away(&state, None, turned(hospital, &trouble)).await,
    }
}

/// Somebody wants to link the hospital's account to theirs, and shows their password first.
pub(crate) async fn link(state: State, uri: Uri, headers: HeaderMap, Form(fields): Form) -> Result<Response, Problem> {
    let (who, typed, hospital) = (signed_in(&state)?, Typed::new(fields), there_is(&state)?);
    let account = who.holder.account;
    if !may_link(&state, &who).await? {
        return Err(Problem::no_second_factor());
    }
    let login = login_of(&state, account).await?;
    match present_password(&state, account, &login, typed.text("old")).await? {
        Answer::Right => {}
        Answer::TooMany(seconds) => return Err(Problem::too_many(seconds)),
        Answer::Wrong => {
            let told = "Nothing was linked. This is not your present password.";
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(own(&state, Some(told)).await?)).into_response());
        }
    }
    let purpose = Purpose::Link { account, session: who.token };
    go_on_page(&state, hospital, journey(&state, &uri, &headers, purpose)?).await
}

/// Ends the link.
pub(crate) async fn unlink(state: State) -> Result<Response, Problem> {
    let (who, hospital) = (signed_in(&state)?, there_is(&state)?);
    let account = who.holder.account;
    let credential = state.read_door(move |reader| reader.credential(account)).await?;
    if credential.password.is_none() {
        let told = "The link stays: it is your only way in. Ask whoever opens accounts here for an invitation, choose a \
                    password by it, and end the link then.";
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(own(&state, Some(told)).await?)).into_response());
    }
    let writes = vec![DoorWrite::Unfederate { account }, DoorWrite::EndSessions { account, except: Some(who.token) }];
    state.at_door(writes).await?;
    tracing::info!(%account, "the link to a hospital's own account was ended");
    let told =
        format!("The link to your {} account has ended, and so has every other session of yours.", hospital.name());
    Ok(Html(own(&state, Some(&told)).await?).into_response())
}

/// Somebody who is invited wants to come in by the hospital's account.
pub(crate) async fn accept(
    state: State,
    uri: Uri,
    headers: HeaderMap,
    Path(invitation): Path<String>,
) -> Result<Response, Problem> {
    let hospital = there_is(&state)?;
    let account = super::account::invited(&state, &invitation).await?;
    if has_second_factor(&state, account).await? {
        return welcome_with(&state, &invitation, own_second_factor(hospital)).await;
    }
    go_on_page(&state, hospital, journey(&state, &uri, &headers, Purpose::Accept { invitation })?).await
}

/// Back from the hospital's sign-in.
pub(crate) async fn back(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Query(said): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let Some(hospital) = state.hospital() else { return Ok(Redirect::to("/sign-in").into_response()) };
    let from = state.manner().whence(&headers, from.ip());
    if let Err(seconds) = state.door().count_from(from).await? {
        return Err(Problem::too_many(seconds));
    }
    let now = state.now().as_second();
    let journey =
        cookie(&headers, &state.manner().cookie(JOURNEY)).and_then(|sealed| hospital.journeys().open(sealed, now));
    let purpose = journey.as_ref().map(|journey| journey.purpose.clone());
    let mut answer = match came_back(&state, hospital, journey, &said).await? {
        Ok(answer) => answer,
        Err(turned) => turned_away(&state, purpose, turned).await?,
    };
    // Each journey ends once, however it ends.
    set_cookie(&state, &mut answer, JOURNEY, "", 0);
    Ok(answer)
}

/// What is said of it on the page of one's own account.
pub(super) async fn own_blocks(state: &State, who: &Who, asking: &Asking<'_>) -> Result<Vec<Block>, Problem> {
    let Some(hospital) = state.hospital() else { return Ok(Vec::new()) };
    let (name, account) = (hospital.name(), who.holder.account);
    let (is_linked, has_password) = state
        .read_door(move |reader| Ok((reader.is_federated(account)?, reader.credential(account)?.password.is_some())))
        .await?;
    let mut blocks = vec![Block::Heading("hospital", format!("Your {name} account"))];
    let text = |text: &str| Block::Text(text.to_owned());
    match (is_linked, has_password) {
        (true, true) => {
            blocks.push(text("It is linked: you can sign in here with it."));
            let end = one_button(asking, "hospital-end", "/account/sign-in-with/end", "End the link");
            blocks.push(Block::Form(end));
        }
        (true, false) => blocks.push(text(
            "It is linked, and your only way in. To end the link, ask whoever opens accounts here for an invitation, and \
             choose a password by it.",
        )),
        (false, true) => {
            blocks.push(text("It is not linked. Link it, and you can sign in here with it."));
            let fields = vec![asking.field("hospital", Kind::Password, "old", "Your present password")];
            blocks.push(Block::Form(plain_form(asking, "hospital", "/account/sign-in-with", "", fields, "Link it")));
        }
        (false, false) => blocks.push(text("It is not linked. Ask whoever opens accounts here for an invitation.")),
    }
    Ok(blocks)
}

/// The way in by it, on the page on which people sign in.
pub(super) fn way_in(state: &State, next: &str) -> Option<Block> {
    let hospital = state.hospital()?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    let text = format!("Sign in with your {} account", hospital.name());
    Some(Block::Links(vec![(format!("/sign-in/with?{query}"), text, String::new())]))
}

/// The way in by it, on the page behind an invitation.
pub(super) fn way_to_accept(state: &State, asking: &Asking<'_>, invitation: &str) -> Vec<Block> {
    let Some(hospital) = state.hospital() else { return Vec::new() };
    let action = format!("/welcome/{invitation}/sign-in-with");
    let submit = format!("Sign in with your {} account from now on", hospital.name());
    vec![
        Block::Heading("hospital", "Or without a password of its own".to_owned()),
        Block::Form(one_button(asking, "hospital", &action, &submit)),
    ]
}

async fn came_back(
    state: &State,
    hospital: &Hospital,
    journey: Option<Journey>,
    said: &HashMap<String, String>,
) -> Result<Result<Response, Turned>, Problem> {
    let says = |name: &str| said.get(name).map(String::as_str);
    let Some(journey) = journey.filter(|journey| says("state").is_some_and(|state| is_same(state, &journey.state)))
    else {
        return Ok(Err(Turned::begin_again(hospital)));
    };
    let code = match (says("code"), says("error")) {
        (Some(code), None) => code.to_owned(),
        (_, Some("access_denied")) => return Ok(Err(Turned::by(hospital, "You did not finish signing in there."))),
        _ => return Ok(Err(Turned::by(hospital, "It sent you back without a word on who you are."))),
    };
    if says("iss").is_some_and(|issuer| issuer != hospital.issuer()) {
        return Ok(Err(turned(hospital, &Trouble::Untrue(Fault::Issuer))));
    }
    let known = match hospital.arrival(code, journey.clone()).await? {
        Ok(known) => known,
        Err(trouble) => return Ok(Err(turned(hospital, &trouble))),
    };
    match journey.purpose {
        Purpose::Enter { next } => enter(state, hospital, &known, &next).await,
        Purpose::Link { account, session } => finish_link(state, hospital, &known, account, session).await,
        Purpose::Accept { invitation } => finish_accept(state, hospital, &known, &invitation).await,
    }
}

async fn enter(
    state: &State,
    hospital: &Hospital,
    known: &Known,
    next: &str,
) -> Result<Result<Response, Turned>, Problem> {
    let Some(account) = account_of(state, known).await? else {
        let told = format!(
            "You were not signed in. {} knows you, but what you sign in with there is linked to no account here. Sign in \
             with your password and link it on your account's page, or ask whoever opens accounts here for an invitation.",
            hospital.name()
        );
        return Ok(Err(Turned { status: StatusCode::FORBIDDEN, told }));
    };
    come_in_as(state, account, known, next).await.map(Ok)
}

async fn finish_link(
    state: &State,
    hospital: &Hospital,
    known: &Known,
    account: AccountId,
    session: Token,
) -> Result<Result<Response, Turned>, Problem> {
    let is_theirs = |who: &Who| who.holder.account == account && who.token == session;
    if !state.caller().who().is_some_and(is_theirs) {
        return Ok(Err(Turned::begin_again(hospital)));
    }
    let subject = subject_of(state, known).await?;
    if !state.at_door(vec![DoorWrite::Federate { subject, account }]).await? {
        return Ok(Err(Turned::taken(hospital)));
    }
    tracing::info!(%account, "a hospital's own account was linked");
    let told = format!("Your {} account is linked: you can sign in here with it from now on.", hospital.name());
    Ok(Ok(Html(own(state, Some(&told)).await?).into_response()))
}

async fn finish_accept(
    state: &State,
    hospital: &Hospital,
    known: &Known,
    invitation: &str,
) -> Result<Result<Response, Turned>, Problem> {
    let account = super::account::invited(state, invitation).await?;
    if has_second_factor(state, account).await? {
        let told = own_second_factor(hospital);
        return Ok(Err(Turned { status: StatusCode::UNPROCESSABLE_ENTITY, told }));
    }
    if account_of(state, known).await?.is_some_and(|other| other != account) {
        return Ok(Err(Turned::taken(hospital)));
    }
    let subject = subject_of(state, known).await?;
    if !accept_link(state, invitation, account, subject).await? {
        return Err(no_invitation());
    }
    tracing::info!(%account, "an invitation was accepted with a hospital's own account");
    come_in_as(state, account, known, "/").await.map(Ok)
}

async fn come_in_as(state: &State, account: AccountId, known: &Known, next: &str) -> Result<Response, Problem> {
    let login = login_of(state, account).await?;
    if known.strong {
        return come_in(state, account, &login, next, true).await;
    }
    half_in(state, account, &login, next).await
}

async fn account_of(state: &State, known: &Known) -> Result<Option<AccountId>, Problem> {
    let Known { issuer, subject, .. } = known.clone();
    Ok(state.read_door(move |reader| reader.account_by_federation(&issuer, &subject)).await?)
}

async fn subject_of(state: &State, known: &Known) -> Result<Token, Problem> {
    let Known { issuer, subject, .. } = known.clone();
    Ok(state.read_door(move |reader| Ok(reader.federated_subject(&issuer, &subject))).await?)
}

/// Whether somebody has shown as much as their account asks for: a link is a way in, and takes as much as the ways there are.
async fn may_link(state: &State, who: &Who) -> Result<bool, Problem> {
    Ok(who.session.strong || !has_second_factor(state, who.holder.account).await?)
}

fn there_is(state: &State) -> Result<&Hospital, Problem> {
    state.hospital().ok_or_else(|| Problem::no_such("There is nothing at this path."))
}

/// A journey that begins now.
fn journey(state: &State, uri: &Uri, headers: &HeaderMap, purpose: Purpose) -> Result<Journey, Problem> {
    let host = uri.authority().map(|authority| authority.as_str());
    // The guard has seen that it is a host of ours.
    let host = host.or_else(|| headers.get(header::HOST)?.to_str().ok()).ok_or_else(Problem::misdirected)?;
    let scheme = if state.manner().is_secure { "https" } else { "http" };
    Ok(Journey {
        state: state.new_secret(),
        nonce: state.new_secret(),
        verifier: state.new_secret(),
        back: format!("{scheme}://{host}{BACK}"),
        begun: state.now().as_second(),
        purpose,
    })
}

/// The answer with which somebody leaves.
fn on_the_way(state: &State, hospital: &Hospital, journey: &Journey, mut answer: Response) -> Response {
    let sealed = hospital.journeys().seal(journey);
    set_cookie(state, &mut answer, JOURNEY, &sealed, u32::try_from(AWAY).unwrap_or(0));
    answer
}

/// A page to leave from. A form of ours must lead nowhere else, so that nothing typed here is ever sent there; a link may.
async fn go_on_page(state: &State, hospital: &Hospital, journey: Journey) -> Result<Response, Problem> {
    let to = match hospital.departure(journey.clone()).await? {
        Ok(to) => to,
        Err(trouble) => return turned_away(state, Some(journey.purpose), turned(hospital, &trouble)).await,
    };
    let sitting = Sitting::new(state);
    let blocks = vec![
        Block::Text(format!(
            "You sign in there now, even if you are signed in there already, so that it is your account that is linked and \
             nobody else's. {} learns nothing of you by it but that you came from here.",
            hospital.name()
        )),
        Block::Links(vec![(to, format!("Go on to {}", hospital.name()), String::new())]),
        Block::Links(vec![("/".to_owned(), "Leave everything as it is".to_owned(), String::new())]),
    ];
    let (title, line) = (format!("Your {} account", hospital.name()), "You come back here afterwards.".to_owned());
    let place = if state.caller().who().is_some() { RailPlace::Account } else { RailPlace::Elsewhere };
    let page = PlainPage { desk: sitting.desk(), place, title, line, blocks }.render();
    Ok(on_the_way(state, hospital, &journey, Html(page).into_response()))
}

/// The page from which somebody whom it did not let in can go on.
async fn turned_away(state: &State, purpose: Option<Purpose>, turned: Turned) -> Result<Response, Problem> {
    let Turned { status, told } = turned;
    let page = match purpose {
        Some(Purpose::Link { .. }) if state.caller().who().is_some() => own(state, Some(&told)).await?,
        Some(Purpose::Accept { invitation }) => return welcome_with(state, &invitation, told).await,
        Some(Purpose::Enter { next }) => page(state, Shown { told: Some(told), login: "", next: &next }).await?,
        _ => page(state, Shown { told: Some(told), login: "", next: "" }).await?,
    };
    Ok((status, Html(page)).into_response())
}

fn turned(hospital: &Hospital, trouble: &Trouble) -> Turned {
    match trouble {
        Trouble::Away(_) => {
            tracing::warn!(%trouble, "the hospital's own sign-in does not work");
            let told = format!(
                "You were not signed in. The sign-in of {} does not answer as it should. Try again in some minutes, or sign \
                 in with your password if you have one. Whoever runs this server finds more in its log.",
                hospital.name()
            );
            Turned { status: StatusCode::SERVICE_UNAVAILABLE, told }
        }
        Trouble::Refused => Turned::by(hospital, "It does not know the code that you came back with, or not any more."),
        Trouble::Untrue(_) => {
            tracing::warn!(%trouble, "the hospital's own sign-in said something that is not taken");
            Turned::by(hospital, "What came from there could not be proved to be true.")
        }
    }
}

/// What is said to somebody who is invited and has a second factor already.
fn own_second_factor(hospital: &Hospital) -> String {
    format!(
        "Your account has a second factor, and an invitation does not go past it. Choose a password here, sign in with both, \
         and link your {} account on your account's page.",
        hospital.name()
    )
}

/// Compared as hashes: where they differ tells nothing.
fn is_same(a: &str, b: &str) -> bool {
    Token::of(a) == Token::of(b)
}

impl Turned {
    fn by(hospital: &Hospital, why: &str) -> Self {
        let told =
            format!("You were not signed in by {}. {why} Begin again, or sign in with your password.", hospital.name());
        Self { status: StatusCode::FORBIDDEN, told }
    }

    fn begin_again(hospital: &Hospital) -> Self {
        Self::by(hospital, "This is not the way on which you left here, or it took you more than ten minutes.")
    }

    fn taken(hospital: &Hospital) -> Self {
        let told = format!(
            "Nothing was linked. What you sign in with at {} is linked to another account here already. If that is yours \
             too, sign in with it and end that link first; otherwise tell whoever opens accounts here.",
            hospital.name()
        );
        Self { status: StatusCode::CONFLICT, told }
    }
}
