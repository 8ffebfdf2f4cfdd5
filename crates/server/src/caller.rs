//! Who calls: worked out once for each request, before any handler runs.
//!
//! A browser shows a cookie, a program a bearer token; both are the secret of a session. Here it is said who that is and
//! which right the route asks for; whom that right takes in, [`crate::rights`] says.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use programme::{Role, Stream};
use record::{DoorWrite, HeldPost, Holder, Session, Token};

use crate::door::browser_in_words;
use crate::extract::BODY_MAX;
use crate::guard::is_interface;
use crate::problem::Problem;
use crate::readers::Unread;
use crate::rights::{Right, Scope};
use crate::routes;
use crate::state::State;
use crate::trace::Asker;

/// The cookie that carries a session.
pub(crate) const COOKIE: &str = "carer-session";
/// How long a session lasts that nobody uses, in microseconds.
const IDLE: i64 = 30 * 60 * 1_000_000;
/// How long a session may go on without it being written down that it is in use.
const UNSEEN: i64 = 60 * 1_000_000;

/// Who calls, and by which right.
#[derive(Clone, Debug)]
pub(crate) struct Caller(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    right: Right,
    who: Option<Who>,
    /// What the browser or the program says that it is.
    agent: Option<HeaderValue>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// Who they are, with the posts of today.
    pub(crate) holder: Holder,
    /// Their session.
    pub(crate) session: Session,
    /// The session's token.
    pub(crate) token: Token,
}

impl Caller {
    /// Nobody, at a route that anybody may call.
    pub(crate) fn nobody() -> Self {
        Self(Arc::new(Inner { right: Right::Open, who: None, agent: None }))
    }

    /// The right that the route asks for.
    pub(crate) fn right(&self) -> Right {
        self.0.right
    }

    /// Who is signed in.
    pub(crate) fn who(&self) -> Option<&Who> {
        self.0.who.as_ref()
    }

    /// From which kind of browser or program they call, in words.
    pub(crate) fn browser(&self) -> String {
        browser_in_words(self.0.agent.as_ref().and_then(|agent| agent.to_str().ok()).unwrap_or_default())
    }

    /// Whoever is signed in.
    ///
    /// # Errors
    /// Where nobody is.
    pub(crate) fn signed_in(&self) -> Result<&Who, Problem> {
        self.who().ok_or_else(Problem::not_signed_in)
    }

    /// What they are called.
    pub(crate) fn name(&self) -> &str {
        self.who().map_or("nobody", |who| &who.holder.name)
    }

    /// How the log and the readings name them.
    pub(crate) fn author(&self) -> String {
        self.who().map_or_else(|| "nobody".to_owned(), |who| Stream::Account(who.holder.account).to_string())
    }

    /// Whom they have a right for.
    pub(crate) fn scope(&self, right: Right) -> Scope {
        self.who().filter(|who| who.is_let_in()).map_or_else(Scope::default, |who| Scope::of(&who.holder, right))
    }

    /// Whether they have a right for anybody or anything.
    pub(crate) fn has(&self, right: Right) -> bool {
        match right {
            Right::Open => true,
            Right::OwnAccount => self.who().is_some(),
            right => !self.scope(right).is_empty(),
        }
    }
}

impl Who {
    /// Whether they have shown enough for their posts: whoever sees others shows two things, a password and a second factor.
    pub(crate) fn is_let_in(&self) -> bool {
        let sees_others = |post: &HeldPost| !matches!(post.role, Role::Donor | Role::Recipient);
        self.session.strong || !self.holder.posts.iter().any(sees_others)
    }
}

/// Stands before every route: says who calls, and sends away whoever has no right to call it at all.
pub(crate) async fn know(
    axum::extract::State(state): axum::extract::State<State>,
    matched: MatchedPath,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(right) = routes::right_of(request.method(), matched.as_str()) else {
        tracing::error!(path = matched.as_str(), "a route is not in the list of routes: nobody has a right to it");
        return Problem::fault().into_response();
    };
    let who = match whoever_shows(&state, request.headers()).await {
        Ok(who) => who,
        Err(problem) => return problem.into_response(),
    };
    if let (Some(who), Some(asker)) = (&who, request.extensions().get::<Asker>()) {
        asker.is(who.holder.account);
    }
    let agent = request.headers().get(header::USER_AGENT).cloned();
    let caller = Caller(Arc::new(Inner { right, who, agent }));
    if !caller.has(right) {
        let mut answer = turned_away(&caller, request).await;
        answer.extensions_mut().insert(caller);
        return answer;
    }
    request.extensions_mut().insert(caller.clone());
    let mut answer = next.run(request).await;
    // For the guard, which makes a page of what went wrong: that page, too, knows who it is for.
    answer.extensions_mut().insert(caller);
    answer
}

/// Who calls at a path that leads nowhere: they get nothing by it, and the page that says so knows who they are.
pub(crate) async fn recognised(state: &State, headers: &HeaderMap) -> Caller {
    let who = whoever_shows(state, headers).await.unwrap_or_default();
    Caller(Arc::new(Inner { right: Right::Open, who, agent: None }))
}

/// The answer to who may not call this. What they sent is taken first: whoever is answered while they are still sending may find
/// the connection gone, and never hear it.
async fn turned_away(caller: &Caller, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    drop(axum::body::to_bytes(body, BODY_MAX).await);
    why_turned_away(caller, &Request::from_parts(parts, axum::body::Body::empty()))
}

fn why_turned_away(caller: &Caller, request: &Request) -> Response {
    let is_page = !is_interface(request.uri().path());
    let Some(who) = caller.who() else {
        if is_page && request.method() == Method::GET {
            let next = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            return Redirect::to(&format!("/sign-in?{query}")).into_response();
        }
        return Problem::not_signed_in().into_response();
    };
    if !who.is_let_in() {
        if is_page && request.method() == Method::GET {
            return Redirect::to("/account/second-factor").into_response();
        }
        return Problem::no_second_factor().into_response();
    }
    Problem::no_right(caller.right()).into_response()
}

/// Who is signed in by what a request shows; nobody where it shows nothing, or nothing that is in time.
async fn whoever_shows(state: &State, headers: &HeaderMap) -> Result<Option<Who>, Problem> {
    let Some(secret) = bearer(headers).or_else(|| cookie(headers, &state.manner().cookie(COOKIE))) else {
        return Ok(None);
    };
    let (token, today, now) = (Token::of(secret), state.today(), state.now().as_microsecond());
    let found = state.read_door(move |reader| reader.signed_in(&token, today)).await?;
    let in_time = found.filter(|found| left(&found.session, now) > 0);
    if in_time.as_ref().is_some_and(|found| now - found.session.seen > UNSEEN) {
        // Whether that is written down in time changes nothing for this request.
        state.at_door_soon(vec![DoorWrite::SeeSession { token }]);
    }
    Ok(in_time.map(|found| Who { holder: found.holder, session: found.session, token }))
}

/// How long a session stays in time where nobody uses it, in microseconds; not above zero where it has ended.
pub(crate) fn left(session: &Session, now: i64) -> i64 {
    (session.until.saturating_sub(now)).min(session.seen.saturating_add(IDLE).saturating_sub(now))
}

/// How long a session stays in time from now, in microseconds, where nobody uses it; `None` where it has ended.
pub(crate) async fn goes_on_for(state: &State, token: Token) -> Result<Option<i64>, Unread> {
    let (today, now) = (state.today(), state.now().as_microsecond());
    let found = state.read_door(move |reader| reader.signed_in(&token, today)).await?;
    let left = found.map(|found| left(&found.session, now));
    Ok(left.filter(|left| *left > 0))
}

/// What a program shows.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}
