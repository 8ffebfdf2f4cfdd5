//! `/sign-in`, `/sign-out`: the way in and out.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use programme::{Account, AccountId, Role};
use record::DoorWrite;
use serde::Deserialize;

use super::{Page, Sitting};
use crate::caller::COOKIE;
use crate::console::forms::Typed;
use crate::console::{Asking, Block, Kind, PlainPage, RailPlace, one_button, one_of_buttons, plain_form};
use crate::door::{Checked, SESSION, begin, check_password, device_cookie, has_second_factor, second_factor};
use crate::extract::{Form, Query};
use crate::problem::Problem;
use crate::state::State;

/// How long a right password waits for its second factor, in seconds.
const HALF: i64 = 300;
/// How long a device is known, in seconds.
const KNOWN: u32 = 180 * 24 * 3_600;

#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// What is shown besides the form.
#[derive(Default)]
pub(super) struct Shown<'a> {
    pub(super) told: Option<String>,
    pub(super) login: &'a str,
    pub(super) next: &'a str,
}

/// The way in.
pub(crate) async fn show(state: State, Query(query): Query<Next>) -> Page {
    let next = query.next.unwrap_or_default();
    Ok(Html(page(&state, Shown { next: &next, ..Shown::default() }).await?))
}

/// Somebody comes in by a name and a password.
pub(crate) async fn enter(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let (login, next) = (typed.text("login").trim().to_owned(), typed.text("next").to_owned());
    match check_password(&state, &headers, from.ip(), &login, typed.text("password")).await? {
        Checked::Right(account) => half_in(&state, account, &login, &next).await,
        Checked::Wrong => {
            let told = Problem::wrong_password().detail().to_owned();
            let shown = Shown { told: Some(told), login: &login, next: &next };
            Ok((StatusCode::UNAUTHORIZED, Html(page(&state, shown).await?)).into_response())
        }
        Checked::TooMany(seconds) => Err(Problem::too_many(seconds)),
    }
}

/// The second factor of somebody whose password was right.
pub(crate) async fn code(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let (half, next) = (typed.text("half").to_owned(), typed.text("next").to_owned());
    let now = state.now().as_second();
    let Some((account, login)) = state.halves().open(&half, now) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    if let Err(seconds) = state.door().count_code(account).await? {
        return Err(Problem::too_many(seconds));
    }
    if second_factor(&state, account, typed.text("code")).await? {
        return come_in(&state, account, &login, &next, true).await;
    }
    let told = "This is not the code of now. Wait for the next one, or use one of your recovery codes.".to_owned();
    Ok((StatusCode::UNAUTHORIZED, Html(code_page(&state, &half, &next, Some(told)))).into_response())
}

/// In the demo, and nowhere else: one button for each of its people.
pub(crate) async fn demo(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    if !state.manner().is_demo {
        return Err(Problem::no_such("There is nothing at this path."));
    }
    let login = typed.text("login").to_owned();
    let found = state.read_door({
        let login = login.clone();
        move |reader| reader.account_by_login(&login)
    });
    let account = found.await?.ok_or_else(Problem::wrong_password)?;
    come_in(&state, account, &login, typed.text("next"), true).await
}

/// Out again.
pub(crate) async fn leave(state: State) -> Result<Response, Problem> {
    if let Some(who) = state.caller().who() {
        state.at_door(vec![DoorWrite::EndSession { token: who.token }]).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    set_cookie(&state, &mut response, COOKIE, "", 0);
    Ok(response)
}

/// Lets somebody in who has shown one thing, or asks for the second where there is one.
pub(super) async fn half_in(state: &State, account: AccountId, login: &str, next: &str) -> Result<Response, Problem> {
    if !has_second_factor(state, account).await? {
        return come_in(state, account, login, next, false).await;
    }
    let half = state.halves().seal(account, login, state.now().as_second() + HALF);
    Ok(Html(code_page(state, &half, next, None)).into_response())
}

/// Lets somebody in, and knows their device from now on.
pub(crate) async fn come_in(
    state: &State,
    account: AccountId,
    login: &str,
    next: &str,
    strong: bool,
) -> Result<Response, Problem> {
    let secret = begin(state, account, strong).await?;
    let nonce: String = state.random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    let device = state.read_door(move |reader| Ok(reader.device(account, &nonce))).await?;
    tracing::info!(%account, strong, "somebody signed in");
    let _ = login;
    let mut response = Redirect::to(own_path(next)).into_response();
    set_cookie(state, &mut response, COOKIE, &secret, u32::try_from(SESSION / 1_000_000).unwrap_or(0));
    set_cookie(state, &mut response, &device_cookie(account), &device, KNOWN);
    Ok(response)
}

/// A path of our own to go on to; never another site's.
pub(super) fn own_path(next: &str) -> &str {
    // A browser leaves tabs and line ends out of an address before it reads it: what is left may be another site's.
    let is_own =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if is_own && !next.starts_with("/sign-") { next } else { "/" }
}

pub(super) fn set_cookie(state: &State, response: &mut Response, name: &str, value: &str, seconds: u32) {
    let secure = if state.manner().is_secure { "; Secure" } else { "" };
    let name = state.manner().cookie(name);
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("a cookie of ours is ASCII");
    response.headers_mut().append(header::SET_COOKIE, cookie);
}

pub(super) async fn page(state: &State, shown: Shown<'_>) -> Result<String, Problem> {
    let today = state.today();
    let is_demo = state.manner().is_demo;
    let (anybody, people) = state
        .read_door(move |reader| {
            let people = if is_demo { reader.accounts()? } else { Vec::new() };
            Ok((reader.has_administrator(today)?, people))
        })
        .await?;
    let sitting = Sitting::new(state);
    let offered =
        Typed::new([("login".to_owned(), shown.login.to_owned()), ("next".to_owned(), shown.next.to_owned())]);
    let asking = Asking::anew(sitting.desk(), &offered);
    let mut blocks: Vec<Block> = shown.told.map(Block::Told).into_iter().collect();
    if !anybody {
        let text = "Nobody can sign in here yet. When this server was started it printed a link for its first \
                    administrator: whoever runs the machine opens that.";
        blocks.push(Block::Text(text.to_owned()));
    }
    if is_demo {
        blocks.extend(demo_people(state, &asking, &people, today, shown.next));
        blocks.push(Block::Heading("password", "With a password".to_owned()));
    }
    blocks.extend(super::sign_in_with::way_in(state, shown.next));
    let fields = vec![
        asking.field("sign-in", Kind::Login, "login", "Your login"),
        asking.field("sign-in", Kind::Password, "password", "Your password"),
        hidden("next", shown.next),
    ];
    blocks.push(Block::Form(plain_form(&asking, "sign-in", "/sign-in", "", fields, "Sign in")));
    let line =
        "Only whoever is known here sees anything of anybody, and everybody sees who read about them.".to_owned();
    let title = "Sign in".to_owned();
    Ok(PlainPage { desk: sitting.desk(), place: RailPlace::Elsewhere, title, line, blocks }.render())
}

/// The demo's people by what they do, with a line on what each sees.
const DEMO: [(Option<Role>, &str, &str); 12] = [
    (Some(Role::Coordinator), "Coordinators", "They run the programme, and see everybody. Begin here."),
    (
        Some(Role::Donor),
        "Donors",
        "Each sees their own page: what happens next, who is on their side, who read about them.",
    ),
    (Some(Role::Advocate), "Advocates", "Each sees the donors by whom they stand, and what these need."),
    (Some(Role::Clinician), "Clinicians", "They see whoever is at their site: checks, alerts, operations."),
    (Some(Role::Recipient), "Recipients", "Each sees their own page, and nothing of any donor."),
    (Some(Role::Companion), "Companions", "Each sees by whom they stand."),
    (Some(Role::SiteStaff), "Site staff", "They see who is in the house, and receive whoever comes."),
    (Some(Role::Laboratory), "Laboratory", "Finds whose sample it is, and enters what was measured."),
    (Some(Role::Allocator), "Allocator", "Sees who is available, and never why not."),
    (Some(Role::Auditor), "Auditor", "Sees who read what, and hears concerns."),
    (Some(Role::Administrator), "Administrator", "Runs the machine and the accounts, and sees nobody."),
    (None, "No post yet", "Sees their own account, and nothing else."),
];

/// One button for each of the demo's people, under what they do; nobody stands in two places.
fn demo_people(state: &State, asking: &Asking<'_>, people: &[Account], today: Date, next: &str) -> Vec<Block> {
    let first_of = |account: &Account| {
        let roles: Vec<_> = account.posts_on(today).map(|post| post.role).collect();
        DEMO.iter().position(|(role, ..)| role.map_or(roles.is_empty(), |role| roles.contains(&role)))
    };
    let button = |account: &Account| {
        let details = account.details.as_ref()?;
        let (name, login) = (&details.name, &details.login);
        let introduced = state.manner().introduced.iter().find(|(known, _)| *known == login);
        let submit = introduced.map_or_else(|| name.clone(), |(_, said)| format!("{name}, {said}"));
        let fields = vec![hidden("login", login), hidden("next", next)];
        Some(one_of_buttons(asking, &format!("demo-{login}"), "/sign-in/demo", fields, &submit))
    };
    let text = "This is a demonstration: nobody in it is real, and nothing that you do harms anybody. Choose whose eyes to see \
                it with.";
    let mut blocks = vec![Block::Text(text.to_owned())];
    for (place, (_, name, sees)) in DEMO.iter().enumerate() {
        let here = people.iter().filter(|account| account.is_open() && first_of(account) == Some(place));
        let buttons: Vec<_> = here.filter_map(button).collect();
        if !buttons.is_empty() {
            blocks.push(Block::Section((*name).to_owned()));
            blocks.push(Block::Text((*sees).to_owned()));
            blocks.push(Block::Buttons(buttons));
        }
    }
    blocks
}

fn code_page(state: &State, half: &str, next: &str, told: Option<String>) -> String {
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.map(Block::Told).into_iter().collect();
    let fields = vec![
        asking.field("code", Kind::Code, "code", "Six digits from your app, or a recovery code"),
        hidden("half", half),
        hidden("next", next),
    ];
    blocks.push(Block::Form(plain_form(&asking, "code", "/sign-in/code", "", fields, "Sign in")));
    blocks.push(Block::Links(vec![("/sign-in".to_owned(), "Begin again".to_owned(), String::new())]));
    let (title, line) = ("Your second factor".to_owned(), "The first step is done. This is the second.".to_owned());
    PlainPage { desk: sitting.desk(), place: RailPlace::Elsewhere, title, line, blocks }.render()
}

/// A field that nobody sees.
pub(super) fn hidden(name: &str, value: &str) -> crate::console::FieldView {
    crate::console::FieldView::hidden(name, value)
}

/// The button that ends the session.
pub(super) fn leave_button(asking: &Asking<'_>) -> Block {
    Block::Form(one_button(asking, "sign-out", "/sign-out", "Sign out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_somebody_is_they_have_a_place_among_the_demo_s_people() {
        for role in Role::ALL {
            assert!(DEMO.iter().any(|(known, ..)| *known == Some(*role)), "{role:?}");
        }
        assert_eq!(DEMO.iter().filter(|(role, ..)| role.is_none()).count(), 1);
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "people",
            "/sign-out",
            "/a\r\nb: c",
            "/\t/evil.example",
        ] {
            assert_eq!(own_path(next), "/", "{next}");
        }
        assert_eq!(own_path("/people/1?on=2"), "/people/1?on=2");
    }
}
