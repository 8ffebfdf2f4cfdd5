//! `/answer`: the page behind a link by which somebody says how they are, once and without an account. It shows that one form, to
//! whoever has the link and knows when its holder was born, and nothing else of the record.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use programme::{AnswerSource, Command, FollowUpAnswerId, FollowUpStep, ReachStep, Wish};
use record::Rejection;

use super::{Page, Sitting};
use crate::console::forms::{Typed, Wrong, how_they_are, read_day};
use crate::console::{Asking, Block, FieldView, Kind, PlainPage, RailPlace, Speaker, how_are_you, plain_form};
use crate::extract::{Asked, Form, Path};
use crate::problem::Problem;
use crate::state::{CameByLink, LinkShown, State, closed_link};

/// The field for what only they know.
const ASKED_FOR: &str = "birth";

/// The page behind the link.
pub(crate) async fn show(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(secret): Path<String>,
) -> Page {
    works(&state, from, &headers, &secret).await?;
    Ok(Html(question(&state, &secret, &Typed::default(), &[])))
}

/// Somebody says when they were born.
pub(crate) async fn come_in(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(fields): Form,
) -> Result<Response, Problem> {
    works(&state, from, &headers, &secret).await?;
    let typed = Typed::new(fields);
    match read_day(typed.text(ASKED_FOR), state.today()) {
        Err(message) => Ok(asked_again(&state, &secret, &typed, message)),
        Ok(birth) => match state.came_by_link(&secret, birth).await? {
            LinkShown::Them(came) => {
                Ok(Html(form(&state, &secret, birth, &came, &Typed::default(), &[], None)).into_response())
            }
            LinkShown::Wrong => Ok(asked_again(&state, &secret, &typed, wrong_day())),
            LinkShown::TooMany(seconds) => Err(Problem::too_many(seconds)),
        },
    }
}

/// Somebody says how they are.
pub(crate) async fn answer(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), None)?;
    works(&state, from, &headers, &secret).await?;
    let Some((birth, came)) = known(&state, &secret, &typed).await? else {
        return Ok(asked_again(&state, &secret, &typed, wrong_day()));
    };
    let answer = FollowUpAnswerId(asked.new_id("answer"));
    let read = how_they_are(&typed, state.programme(), state.today(), came.person, answer);
    let content = match read {
        Ok(read) => match read.value {
            Command::FollowUp { step: FollowUpStep::Answer { content, .. }, .. } => content,
            _ => return Err(Problem::fault()),
        },
        Err(wrong) => return Ok(unclear(form(&state, &secret, birth, &came, &typed, &wrong, None))),
    };
    let (link, token) = (came.link, came.token);
    let step = ReachStep::Answer { link, token, birth, answer, values: content.values, note: content.note };
    match state.submit_by_link(link, &asked.key, Command::Reach { person: came.person, step }).await {
        Ok(_) => Ok(Html(thanks(&state)).into_response()),
        Err(Rejection::Refused(refusal)) => {
            let wrong =
                refusal.place.as_deref().map(|place| Wrong { field: place.to_owned(), message: refusal.why.clone() });
            let told = format!("{} {} {}", refusal.what, refusal.why, refusal.next);
            let wrong: Vec<Wrong> = wrong.into_iter().collect();
            Ok(unclear(form(&state, &secret, birth, &came, &typed, &wrong, Some(told))))
        }
        Err(rejection) => Err(rejection.into()),
    }
}

/// Who came by a link, and the day of birth by which they are known; `None` where the day is not theirs.
async fn known(state: &State, secret: &str, typed: &Typed) -> Result<Option<(Date, Box<CameByLink>)>, Problem> {
    let Ok(birth) = read_day(typed.text(ASKED_FOR), state.today()) else { return Ok(None) };
    match state.came_by_link(secret, birth).await? {
        LinkShown::Them(came) => Ok(Some((birth, came))),
        LinkShown::Wrong => Ok(None),
        LinkShown::TooMany(seconds) => Err(Problem::too_many(seconds)),
    }
}

/// Somebody asks to be left alone, as they can on their own page: it needs no reason, and no answer first.
pub(crate) async fn leave(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    Form(fields): Form,
) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), None)?;
    works(&state, from, &headers, &secret).await?;
    let Some((_, came)) = known(&state, &secret, &typed).await? else {
        return Ok(asked_again(&state, &secret, &typed, wrong_day()));
    };
    let wish = Wish { on: state.today(), source: AnswerSource::Link, said: None };
    let command = Command::FollowUp { person: came.person, step: FollowUpStep::BeLeft { wish } };
    state.submit_by_link(came.link, &asked.key, command).await?;
    Ok(Html(left(&state)).into_response())
}

/// Whether the link works. Each that does not counts for the address that it came from.
async fn works(state: &State, from: SocketAddr, headers: &HeaderMap, secret: &str) -> Result<(), Problem> {
    if state.link_works(secret).await? {
        return Ok(());
    }
    let from = state.manner().whence(headers, from.ip());
    match state.door().count_from(from).await? {
        Ok(()) => Err(closed_link()),
        Err(seconds) => Err(Problem::too_many(seconds)),
    }
}

fn wrong_day() -> String {
    "This is not the date that we have. Look at it again, or ring us: ours may be wrong.".to_owned()
}

fn asked_again(state: &State, secret: &str, typed: &Typed, message: String) -> Response {
    unclear(question(state, secret, typed, &[Wrong { field: ASKED_FOR.to_owned(), message }]))
}

fn unclear(page: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn question(state: &State, secret: &str, typed: &Typed, wrong: &[Wrong]) -> String {
    let sitting = Sitting::new(state);
    let asking = Asking { desk: sitting.desk(), typed, wrong, understood: &[] };
    let hint = "Such as 14 March 1962 or 14/3/1962.";
    let fields = vec![asking.field("answer", Kind::Text, ASKED_FOR, "Your date of birth").hint(hint)];
    let lead = "So that nobody else can answer for you.";
    let action = format!("/answer/{secret}");
    let blocks = vec![Block::Form(plain_form(&asking, "answer", &action, lead, fields, "Go on"))];
    page(&sitting, "How are you?", "We would like to know. It takes a few minutes.", blocks)
}

fn form(
    state: &State,
    secret: &str,
    birth: Date,
    came: &CameByLink,
    typed: &Typed,
    wrong: &[Wrong],
    told: Option<String>,
) -> String {
    let sitting = Sitting::new(state);
    let asking = Asking { desk: sitting.desk(), typed, wrong, understood: &[] };
    let action = format!("/answer/{secret}/form");
    let mut view = how_are_you(&asking, &came.window, action, Speaker::Donor(AnswerSource::Link));
    view.fields.push(FieldView::hidden(ASKED_FOR, &birth.to_string()));
    let mut blocks: Vec<Block> = told.map(Block::Told).into_iter().collect();
    blocks.push(Block::Form(view.html(&asking)));
    let action = format!("/answer/{secret}/leave");
    let fields = vec![FieldView::hidden(ASKED_FOR, &birth.to_string())];
    let lead = "We stop asking how you are, at once. Nobody asks you why. You can come whenever you need us, and take this \
                back on any day: ring us or write to us.";
    let stop = plain_form(&asking, "be-left", &action, lead, fields, "Do not ask me any more");
    blocks.push(Block::Folded("be-left".to_owned(), "I do not want to be asked any more".to_owned(), stop));
    page(&sitting, "How are you?", "What you write here is recorded as said by you. You can send it once.", blocks)
}

fn thanks(state: &State) -> String {
    let blocks = vec![
        Block::Told("It is written down, as you said it. Thank you.".to_owned()),
        Block::Text(
            "The link is used, and works no more. If you want to change something, ring us or write to us.".to_owned(),
        ),
        Block::Text("If something is wrong with you, ring us or your own doctor. Do not wait for us.".to_owned()),
    ];
    page(&Sitting::new(state), "Thank you", "", blocks)
}

fn left(state: &State) -> String {
    let blocks = vec![
        Block::Told("It is written down: we do not ask you any more.".to_owned()),
        Block::Text("The link works no more. You can take this back on any day: ring us or write to us.".to_owned()),
        Block::Text("If something is wrong with you, ring us or your own doctor.".to_owned()),
    ];
    page(&Sitting::new(state), "We leave you alone", "", blocks)
}

fn page(sitting: &Sitting<'_>, title: &str, line: &str, blocks: Vec<Block>) -> String {
    let (title, line) = (title.to_owned(), line.to_owned());
    PlainPage { desk: sitting.desk(), place: RailPlace::Account, title, line, blocks }.render()
}
