//! `POST /api/v1/session`: a program signs in for somebody.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use jiff::Timestamp;
use programme::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::door::{Checked, SESSION, begin, check_password, has_second_factor, second_factor};
use crate::extract::Json;
use crate::problem::Problem;
use crate::state::State;

/// Who somebody says they are, and what shows it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SignIn {
    /// What they sign in as.
    #[schema(max_length = 200)]
    login: String,
    /// Their password.
    #[schema(max_length = 1000)]
    password: String,
    /// The six digits of the moment, or a recovery code, where they have a second factor.
    #[schema(max_length = 100)]
    code: Option<String>,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Session {
    /// What is shown with every call, as `Authorization: Bearer` and this. It is a secret, and is not shown again.
    token: String,
    /// Until when it is in time at the latest; a session that nobody uses for half an hour ends before.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Whether there was a second factor. Posts that see others give nothing without one.
    strong: bool,
}

/// Signs somebody in.
///
/// It is no command: it needs no key, and each call begins a session of its own.
#[utoipa::path(
    post, path = "/api/v1/session", operation_id = "beginSession", tag = "session",
    request_body = SignIn,
    responses((status = 201, description = "They are signed in.", body = Session)),
)]
pub(crate) async fn handler(
    state: State,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let account = match check_password(&state, &headers, from.ip(), body.login.trim(), &body.password).await? {
        Checked::Right(account) => account,
        Checked::Wrong => return Err(Problem::wrong_password()),
        Checked::TooMany(seconds) => return Err(Problem::too_many(seconds)),
    };
    let strong = is_strong(&state, account, body.code.as_deref()).await?;
    let until = state.now().as_microsecond() + SESSION;
    let token = begin(&state, account, strong).await?;
    tracing::info!(%account, strong, "a program signed in");
    let until = Timestamp::from_microsecond(until).expect("half a day from now is a time");
    Ok((StatusCode::CREATED, axum::Json(Session { token, until, strong })))
}

/// Whether somebody showed a second factor. Whoever has one has to. In the demonstration nobody has one, and every session is
/// as good as if they had.
async fn is_strong(state: &State, account: AccountId, code: Option<&str>) -> Result<bool, Problem> {
    if !has_second_factor(state, account).await? {
        return Ok(state.manner().is_demo);
    }
    let code = code.ok_or_else(Problem::code_missing)?;
    if let Err(seconds) = state.door().count_code(account).await? {
        return Err(Problem::too_many(seconds));
    }
    if second_factor(state, account, code).await? { Ok(true) } else { Err(Problem::wrong_code()) }
}
