//! `GET /api/v1/me`: who is signed in, and what they may do.

pub(crate) mod session_end;
pub(crate) mod sessions;

use axum::Json;
use jiff::Timestamp;
use programme::{AccountId, PersonId, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::model::{AccountPost, Concern};
use crate::caller::Who;
use crate::problem::Problem;
use crate::rights::{Line, Reach, Right, TABLE};
use crate::state::State;

/// Who is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Me {
    /// Their account.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// What they are called, as the people whose record they read see it.
    name: String,
    /// What they sign in as.
    login: String,
    /// Their own record, where they are in the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    person: Option<PersonId>,
    /// Until when this session is in time at the latest.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Whether there was a second factor. Without one, posts that see others give nothing, and `rights` says so.
    strong: bool,
    /// The posts that they hold or held, oldest first.
    posts: Vec<AccountPost>,
    /// What they may do in this session: lines of the table of rights.
    rights: Vec<HeldRight>,
    /// What they said when they spoke up, and what they were answered, oldest first.
    concerns: Vec<Concern>,
}

/// A line of the table of rights: what they may do, as what, to whom, and why.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct HeldRight {
    /// What may be done.
    #[schema(value_type = String)]
    right: Right,
    /// In plain words.
    plain: &'static str,
    /// Through which role.
    #[schema(value_type = String)]
    role: Role,
    /// To whom: `own`, `in-care`, `at-site`, `emergency`, `everybody`; `thing` where it is about no person. At a site is
    /// everybody where the post is at none.
    #[schema(value_type = String)]
    reach: Reach,
    /// To whom, in plain words.
    of: &'static str,
    /// Why.
    why: &'static str,
}

/// Who is signed in, with their posts, what they may do and why, and what they said when they spoke up.
#[utoipa::path(
    get, path = "/api/v1/me", operation_id = "getMe", tag = "session",
    responses((status = 200, description = "Who is signed in.", body = Me)),
)]
pub(crate) async fn handler(state: State) -> Result<Json<Me>, Problem> {
    let who = state.caller().signed_in()?.clone();
    let account = who.holder.account;
    let found = state.read_door(move |reader| reader.account(account)).await?;
    let found = found.map(|life| life.account).ok_or_else(Problem::not_signed_in)?;
    Ok(Json(Me {
        account,
        name: who.holder.name.clone(),
        login: found.details.as_ref().map_or_else(String::new, |details| details.login.clone()),
        person: who.holder.person,
        until: Timestamp::from_microsecond(who.session.until).unwrap_or(Timestamp::MAX),
        strong: who.session.strong,
        rights: rights_of(&who),
        posts: found.posts.iter().copied().map(Into::into).collect(),
        concerns: found.concerns.into_iter().map(|(id, concern)| Concern::of(account, id, concern)).collect(),
    }))
}

/// The lines of the table that their posts give them.
fn rights_of(who: &Who) -> Vec<HeldRight> {
    let holds = |role: Role| who.is_let_in() && who.holder.posts.iter().any(|post| post.role == role);
    TABLE.iter().filter(|line| holds(line.role)).map(HeldRight::from).collect()
}

impl From<&Line> for HeldRight {
    fn from(line: &Line) -> Self {
        let Line { right, role, reach, why } = *line;
        Self { right, plain: right.plain(), role, reach, of: reach.plain(), why }
    }
}
