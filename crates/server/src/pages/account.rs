//! `/account`: one's own account: posts, password, second factor. `/welcome`: the first time.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use programme::{AccountId, Role};
use qrcode::QrCode;
use qrcode::render::svg;
use record::{DoorWrite, Token};

use super::sign_in::{come_in, hidden, leave_button};
use super::{Page, Sitting};
use crate::caller::Who;
use crate::console::forms::Typed;
use crate::console::{Asking, Block, Kind, PlainPage, RailPlace, application_form, plain_form};
use crate::door::{
    PASSWORD_LENGTH, RECOVERY_CODES, SECRET_BYTES, base32, has_second_factor, is_acceptable_password, otpauth,
    recovery, second_factor, step_of,
};
use crate::extract::{Form, Path};
use crate::problem::Problem;
use crate::state::State;

/// One's own account.
pub(crate) async fn show(state: State) -> Page {
    Ok(Html(own(&state, None).await?))
}

/// A new password.
pub(crate) async fn password(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let (who, typed) = (signed_in(&state)?, Typed::new(fields));
    let login = login_of(&state, who.holder.account).await?;
    match present_password(&state, who.holder.account, &login, typed.text("old")).await? {
        crate::door::Answer::Right => {}
        crate::door::Answer::TooMany(seconds) => return Err(Problem::too_many(seconds)),
        crate::door::Answer::Wrong => return unchanged(&state, "This is not your present password.").await,
    }
    if let Err(why) = chosen(&typed, &login) {
        return unchanged(&state, &why).await;
    }
    set_password(&state, who.holder.account, typed.text("new"), Vec::new()).await?;
    tracing::info!(account = %who.holder.account, "a password was changed");
    // Every session has ended, this one included: whoever knows the new one goes on.
    come_in(&state, who.holder.account, &login, "/account", who.session.strong).await
}

/// The way to a second factor.
pub(crate) async fn offer_second_factor(state: State) -> Page {
    let who = signed_in(&state)?;
    Ok(Html(second_factor_page(&state, &who, &state.random::<SECRET_BYTES>(), None).await?))
}

/// A second factor, confirmed by a code of it. Whoever has one already shows that first.
pub(crate) async fn set_second_factor(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let (who, typed) = (signed_in(&state)?, Typed::new(fields));
    let account = who.holder.account;
    if let Err(seconds) = state.door().count_code(account).await? {
        return Err(Problem::too_many(seconds));
    }
    let secret = from_hex(typed.text("secret")).ok_or_else(|| Problem::unreadable("secret", "Begin again."))?;
    let now = u64::try_from(state.now().as_second()).unwrap_or(0);
    let again = |told: &'static str| async {
        let page = second_factor_page(&state, &who, &secret, Some(told)).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
    };
    let Some(step) = step_of(typed.text("code"), &secret, now) else {
        return again("This is not the code of now. Look at the app again, and write the six digits.").await;
    };
    if has_second_factor(&state, account).await? && !second_factor(&state, account, typed.text("old")).await? {
        return again("The code of your present second factor is missing or wrong.").await;
    }
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(&state.random())).collect();
    let kept = codes.iter().map(|code| recovery(code)).collect();
    let set = DoorWrite::SetTotp { account, secret: secret.to_vec(), step };
    let writes =
        vec![set, DoorWrite::SetRecovery { account, codes: kept }, DoorWrite::EndSessions { account, except: None }];
    state.at_door(writes).await?;
    tracing::info!(%account, "a second factor was set up");
    let login = login_of(&state, account).await?;
    let entered = come_in(&state, account, &login, "/account", true).await?;
    let sitting = Sitting::new(&state);
    let blocks = vec![
        Block::Told("Your second factor is set up.".to_owned()),
        Block::Text(
            "These codes let you in, each once, should your telephone be gone. Write them down or print them, and keep \
             them apart from your password. They are not shown again."
                .to_owned(),
        ),
        Block::List(codes),
        Block::Links(vec![("/".to_owned(), "Go on".to_owned(), String::new())]),
    ];
    let (title, line) = ("Your recovery codes".to_owned(), String::new());
    let page = PlainPage { desk: sitting.desk(), place: RailPlace::Account, title, line, blocks }.render();
    let mut response = Html(page).into_response();
    for cookie in entered.headers().get_all(axum::http::header::SET_COOKIE) {
        response.headers_mut().append(axum::http::header::SET_COOKIE, cookie.clone());
    }
    Ok(response)
}

/// Ends every other session of one's own.
pub(crate) async fn end_sessions(state: State) -> Result<Response, Problem> {
    let who = signed_in(&state)?;
    let end = DoorWrite::EndSessions { account: who.holder.account, except: Some(who.token) };
    state.at_door(vec![end]).await?;
    Ok(Html(own(&state, Some("Every other session of yours has ended.")).await?).into_response())
}

/// The page behind an invitation.
pub(crate) async fn welcome(state: State, Path(secret): Path<String>) -> Page {
    let account = invited(&state, &secret).await?;
    let login = login_of(&state, account).await?;
    Ok(Html(welcome_page(&state, &secret, &login, None)))
}

/// The first password, or another one after the old one was forgotten.
pub(crate) async fn accept(state: State, Path(secret): Path<String>, Form(fields): Form) -> Result<Response, Problem> {
    let (account, typed) = (invited(&state, &secret).await?, Typed::new(fields));
    let login = login_of(&state, account).await?;
    if let Err(why) = chosen(&typed, &login) {
        let page = welcome_page(&state, &secret, &login, Some(why));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
    }
    let first = vec![DoorWrite::UseInvitation { token: Token::of(&secret), account }];
    if !set_password(&state, account, typed.text("new"), first).await? {
        return Err(no_invitation());
    }
    tracing::info!(%account, "an invitation was accepted");
    if has_second_factor(&state, account).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    come_in(&state, account, &login, "/", false).await
}

/// Accepts an invitation by linking what somebody signs in with at their hospital; whether it was there to accept.
pub(super) async fn accept_link(
    state: &State,
    invitation: &str,
    account: AccountId,
    subject: Token,
) -> Result<bool, Problem> {
    let used = DoorWrite::UseInvitation { token: Token::of(invitation), account };
    let link = DoorWrite::Federate { subject, account };
    Ok(state.at_door(vec![used, link, DoorWrite::EndSessions { account, except: None }]).await?)
}

/// The page behind an invitation again, with why nothing came of what was tried.
pub(super) async fn welcome_with(state: &State, secret: &str, told: String) -> Result<Response, Problem> {
    let account = invited(state, secret).await?;
    let login = login_of(state, account).await?;
    let page = welcome_page(state, secret, &login, Some(told));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// Whether somebody who is signed in knows their present password.
pub(super) async fn present_password(
    state: &State,
    account: AccountId,
    login: &str,
    password: &str,
) -> Result<crate::door::Answer, Problem> {
    let hash = state.read_door(move |reader| Ok(reader.credential(account)?.password)).await?;
    let attempt = crate::door::Attempt {
        account: Some(account),
        login: login.to_owned(),
        from: None,
        device: Some("signed in".to_owned()),
        password: password.to_owned(),
        hash,
    };
    state.door().check(attempt).await
}

pub(super) async fn invited(state: &State, secret: &str) -> Result<AccountId, Problem> {
    let (token, now) = (Token::of(secret), state.now());
    state.read_door(move |reader| reader.invited(&token, now)).await?.ok_or_else(no_invitation)
}

pub(super) fn no_invitation() -> Problem {
    Problem::no_such("This link was used, or is too old. Ask whoever sent it for another.").of("link")
}

/// Sets a password behind what has to hold first; whether it held.
async fn set_password(
    state: &State,
    account: AccountId,
    password: &str,
    mut first: Vec<DoorWrite>,
) -> Result<bool, Problem> {
    let hash = state.door().hash(password.to_owned(), state.random()).await?;
    first.push(DoorWrite::SetPassword { account, hash });
    Ok(state.at_door(first).await?)
}

/// Whether a new password will do, or why not.
fn chosen(typed: &Typed, login: &str) -> Result<(), String> {
    if typed.text("new") != typed.text("again") {
        return Err("The two are not the same. Type the new password twice.".to_owned());
    }
    if !is_acceptable_password(typed.text("new"), login) {
        return Err(format!(
            "Choose another one: {} characters or more, without your login, and none that everybody tries. A few words \
             that only you put together are easy to remember and hard to guess.",
            PASSWORD_LENGTH.start()
        ));
    }
    Ok(())
}

async fn unchanged(state: &State, why: &str) -> Result<Response, Problem> {
    let told = format!("Your password was not changed. {why}");
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(own(state, Some(&told)).await?)).into_response())
}

pub(super) async fn own(state: &State, told: Option<&str>) -> Result<String, Problem> {
    let who = signed_in(state)?;
    let account = who.holder.account;
    let credential = state.read_door(move |reader| reader.credential(account)).await?;
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.map(|told| Block::Told(told.to_owned())).into_iter().collect();
    blocks.push(Block::Heading("posts", "What you are here".to_owned()));
    let row = |post: &record::HeldPost| {
        (String::new(), vec![crate::console::capital(post.role.label()), post.role.plain().to_owned()])
    };
    let rows: Vec<_> = who.holder.posts.iter().map(row).collect();
    blocks.push(if rows.is_empty() {
        Block::Text("You hold no post today, so you see nothing of anybody. You can still speak up.".to_owned())
    } else {
        Block::Table { caption: "Your posts today".to_owned(), columns: vec!["Post", "What it is for"], rows }
    });
    blocks.push(Block::Links(vec![(
        "/speak-up".to_owned(),
        "Speak up".to_owned(),
        "if you, or somebody else, were not told or were pressed".to_owned(),
    )]));
    blocks.extend(advocate(state, account, &asking).await?);
    blocks.push(Block::Heading("second-factor", "Your second factor".to_owned()));
    let (has, link) = if credential.totp.is_some() {
        (
            format!(
                "It is set up. You have {} left.",
                crate::console::counted(credential.recovery_codes, "recovery code", "recovery codes")
            ),
            "Change it",
        )
    } else {
        ("You have none. Whoever sees others needs one beside the password.".to_owned(), "Set one up")
    };
    blocks.push(Block::Text(has));
    blocks.push(Block::Links(vec![("/account/second-factor".to_owned(), link.to_owned(), String::new())]));
    blocks.push(Block::Heading("password", "Your password".to_owned()));
    let mut fields = vec![asking.field("password", Kind::Password, "old", "Your present password")];
    fields.extend(new_password(&asking, "password"));
    let form = plain_form(&asking, "password", "/account/password", "", fields, "Change my password");
    blocks.push(Block::Folded("password".to_owned(), "Change it".to_owned(), form));
    blocks.extend(super::sign_in_with::own_blocks(state, &who, &asking).await?);
    blocks.extend(super::sessions::blocks(state, &who, &asking).await?);
    blocks.push(leave_button(&asking));
    let (title, line) = (who.holder.name.clone(), "Your own account. Nobody else sees this page.".to_owned());
    Ok(PlainPage { desk: sitting.desk(), place: RailPlace::Account, title, line, blocks }.render())
}

/// One's own application to be an advocate: what became of it, and the form where none waits and one is none yet.
async fn advocate(state: &State, account: AccountId, asking: &Asking<'_>) -> Result<Vec<Block>, Problem> {
    let is_one =
        state.caller().who().is_some_and(|who| who.holder.posts.iter().any(|post| post.role == Role::Advocate));
    if state.programme().carers.advocate.is_none() || is_one {
        return Ok(Vec::new());
    }
    let life = state.read_door(move |reader| reader.account(account)).await?;
    let applied = life.and_then(|life| life.account.carer.applied.last().cloned());
    let day = crate::console::plain_date;
    let said = applied.as_ref().map(|application| match &application.answered {
        None => format!("You applied on {}. Somebody answers you.", day(application.on)),
        Some(answered) => {
            let words = answered.words.as_deref().map_or(String::new(), |words| format!(" “{}”", words.trim()));
            let answer = if answered.accepted { "They said yes" } else { "They said no" };
            format!("You applied on {}. {answer}, on {}.{words}", day(application.on), day(answered.on))
        }
    });
    let waits = applied.is_some_and(|application| application.answered.is_none_or(|answered| answered.accepted));
    let mut blocks = vec![Block::Heading("advocate", "Being somebody’s advocate".to_owned())];
    blocks.extend(said.map(Block::Text));
    if !waits {
        let form = application_form(asking, None).html(asking);
        blocks.push(Block::Folded("apply".to_owned(), "Ask to be an advocate".to_owned(), form));
    }
    Ok(blocks)
}

async fn second_factor_page(
    state: &State,
    who: &Who,
    secret: &[u8; SECRET_BYTES],
    told: Option<&str>,
) -> Result<String, Problem> {
    let (login, has) =
        (login_of(state, who.holder.account).await?, has_second_factor(state, who.holder.account).await?);
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.map(|told| Block::Told(told.to_owned())).into_iter().collect();
    blocks.push(Block::Text(
        "Open an app for such codes on your telephone, let it look at this picture, or type the letters below it into \
         the app. Then write down here which code it shows."
            .to_owned(),
    ));
    let picture = QrCode::new(otpauth(secret, &login)).map_err(|_| Problem::fault())?;
    let picture = picture.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    let picture = picture.split_once("?>").map_or(picture.as_str(), |(_, svg)| svg);
    blocks.push(Block::Picture(picture.replacen(
        "<svg",
        "<svg role=\"img\" aria-label=\"The secret for your app\"",
        1,
    )));
    blocks.push(Block::Copy(in_fours(&base32(secret))));
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut fields =
        vec![hidden("secret", &hex), asking.field("factor", Kind::Code, "code", "The code that the app shows now")];
    if has {
        fields.push(asking.field(
            "factor",
            Kind::Code,
            "old",
            "A code of your present second factor, or a recovery code",
        ));
    }
    blocks.push(Block::Form(plain_form(&asking, "factor", "/account/second-factor", "", fields, "Set it up")));
    let title = "A second factor".to_owned();
    let line = "Whoever sees others shows two things: something they know, and something they have.".to_owned();
    Ok(PlainPage { desk: sitting.desk(), place: RailPlace::Account, title, line, blocks }.render())
}

fn welcome_page(state: &State, secret: &str, login: &str, told: Option<String>) -> String {
    let sitting = Sitting::new(state);
    let nothing = Typed::default();
    let asking = Asking::anew(sitting.desk(), &nothing);
    let mut blocks: Vec<Block> = told.map(Block::Told).into_iter().collect();
    blocks.push(Block::Text(format!(
        "You sign in as “{login}”. Choose a password of {} characters or more.",
        PASSWORD_LENGTH.start()
    )));
    let fields = new_password(&asking, "welcome").into();
    blocks.push(Block::Form(plain_form(&asking, "welcome", &format!("/welcome/{secret}"), "", fields, "Choose it")));
    blocks.extend(super::sign_in_with::way_to_accept(state, &asking, secret));
    let (title, line) = ("Welcome".to_owned(), "This link works once.".to_owned());
    PlainPage { desk: sitting.desk(), place: RailPlace::Elsewhere, title, line, blocks }.render()
}

fn new_password(asking: &Asking<'_>, form: &str) -> [crate::console::FieldView; 2] {
    [
        asking.field(form, Kind::NewPassword, "new", "A new password"),
        asking.field(form, Kind::NewPassword, "again", "The new password once more"),
    ]
}

pub(super) async fn login_of(state: &State, account: AccountId) -> Result<String, Problem> {
    let details = state.read_door(move |reader| reader.account_details(&[account])).await?;
    details.get(&account).map(|details| details.login.clone()).ok_or_else(no_invitation)
}

pub(super) fn signed_in(state: &State) -> Result<Who, Problem> {
    state.caller().signed_in().cloned()
}

/// Eight letters and digits that nobody takes for each other, in two fours.
fn recovery_code(random: &[u8; 10]) -> String {
    let text = base32(random).to_lowercase();
    format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..12])
}

fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn from_hex(text: &str) -> Option<[u8; SECRET_BYTES]> {
    let mut bytes = [0; SECRET_BYTES];
    if text.len() != SECRET_BYTES * 2 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
