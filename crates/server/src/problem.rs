//! What the server says when it does not do what it was asked: RFC 9457, `application/problem+json`.
//!
//! A refusal keeps everything that the rules say of it. What only the operator can mend is logged here, once, and the
//! asker is told no more than that.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use programme::Refusal;
use record::Rejection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::rights::Right;

/// How many seconds whoever finds the server busy is asked to wait.
const RETRY_AFTER_SECONDS: u32 = 1;

/// Why a request was not carried out.
#[derive(Clone, Debug)]
pub(crate) struct Problem(Box<Said>);

/// A problem as it is written: RFC 9457, with what a refusal adds.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Said {
    /// Which sort of problem: `urn:carer:problem:` and its name, or `urn:carer:rule:` and the rule that refuses.
    #[serde(rename = "type")]
    kind: String,
    /// The sort of problem in a few words; always the same for the same type.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is the matter in this case.
    detail: String,
    /// The rule that refuses: one of the programme file's, or one of the engine's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The article behind the rule, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<u8>,
    /// What did not happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// Why: the rule in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What you or somebody else can do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// What part of the request it is about, such as `details.birth` or `checks.blood-pressure.systolic.2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Where the rule is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The version that is the present one, where another was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    /// How many seconds to wait before it is worth trying again.
    #[serde(skip)]
    #[schema(ignore)]
    wait: Option<u64>,
    /// What was looked for, for the page that says so.
    #[serde(skip)]
    #[schema(ignore)]
    noun: Option<&'static str>,
    /// The right that is missing, for the page that says who has it.
    #[serde(skip)]
    #[schema(ignore)]
    right: Option<Right>,
}

impl Problem {
    /// A request that cannot be read, with the place where.
    pub(crate) fn unreadable(place: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "unreadable", "The request cannot be read", detail).at(place)
    }

    /// A body in a form that is not taken here.
    pub(crate) fn media_type(wanted: &str) -> Self {
        let detail = format!("The body has to be sent as {wanted}: say so in “Content-Type”.");
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body is in another form", detail)
    }

    /// A body that is larger than anything that belongs here.
    pub(crate) fn too_large(most: usize) -> Self {
        let detail = format!("A body has {most} bytes at most.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail)
    }

    /// An address that is longer than any of ours.
    pub(crate) fn address_too_long(most: usize) -> Self {
        let detail = format!("A path with its query has {most} bytes at most.");
        Self::new(StatusCode::URI_TOO_LONG, "address-too-long", "The address is too long", detail)
    }

    /// A request that came to the proxy without TLS.
    pub(crate) fn in_the_clear() -> Self {
        let detail = "This came over the network in the clear, so nothing was done. Ask again by https. If a password or a \
                      token was in it, change it: somebody may have overheard it.";
        Self::new(StatusCode::FORBIDDEN, "in-the-clear", "Not over TLS", detail)
    }

    /// Something that is not there. The detail is a sentence.
    pub(crate) fn no_such(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "no-such", "There is no such thing", detail)
    }

    /// A method that a path does not have.
    pub(crate) fn method() -> Self {
        let detail = "This path has other methods: “Allow” lists them.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "This cannot be done here", detail)
    }

    /// A request that another site's page sent.
    pub(crate) fn cross_site() -> Self {
        let detail = "This was asked by a page of another site. Open Carer's own page and ask there.";
        Self::new(StatusCode::FORBIDDEN, "cross-site", "Asked from another site", detail)
    }

    /// A request to a host that this server does not answer for.
    pub(crate) fn misdirected() -> Self {
        let detail = "This server does not answer to this name. It answers to the names that it was started with, and on \
                      its own machine to “localhost”.";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "misdirected", "This is another host", detail)
    }

    /// Nobody is signed in where somebody has to be.
    pub(crate) fn not_signed_in() -> Self {
        let detail = "Sign in first: only whoever is known here sees anything of anybody.";
        Self::new(StatusCode::UNAUTHORIZED, "not-signed-in", "Nobody is signed in", detail)
    }

    /// A post needs a second factor, and the session has none.
    pub(crate) fn no_second_factor() -> Self {
        let detail = "Your post needs a second factor beside the password. Set one up on your account's page, or sign in \
                      again with it.";
        Self::new(StatusCode::FORBIDDEN, "second-factor", "A second factor is needed", detail)
    }

    /// A right that none of the caller's posts gives.
    pub(crate) fn no_right(right: Right) -> Self {
        let detail = format!("None of your posts lets you {}. The table of rights says who may.", right.plain());
        let mut problem = Self::new(StatusCode::FORBIDDEN, "no-right", "Your posts do not give you this", detail);
        problem.0.right = Some(right);
        problem
    }

    /// Somebody whom the caller may not see, or who is not there: it is not said which.
    pub(crate) fn nobody_there() -> Self {
        Self::no_such("There is nobody of this id whom you may see.").of("person")
    }

    /// A name or a password that is wrong: it is not said which.
    pub(crate) fn wrong_password() -> Self {
        let detail =
            "This name and this password do not go together. Nothing else is said, so that nobody learns who is here.";
        Self::new(StatusCode::UNAUTHORIZED, "wrong-password", "Not signed in", detail)
    }

    /// The password was right, and a code is wanted beside it.
    pub(crate) fn code_missing() -> Self {
        let detail = "Your password is right. Send it once more, and with it the code that your app shows now, or a recovery \
                      code, as “code”.";
        Self::new(StatusCode::UNAUTHORIZED, "code-missing", "Not signed in yet", detail)
    }

    /// A code that is not the one of now.
    pub(crate) fn wrong_code() -> Self {
        let detail = "This is not the code of now. Wait for the next one, or use one of your recovery codes.";
        Self::new(StatusCode::UNAUTHORIZED, "wrong-code", "Not signed in", detail)
    }

    /// Somebody whom the caller may not invite. The detail says who may.
    pub(crate) fn may_not_invite(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "may-not-invite", "Nobody was invited", detail)
    }

    /// Too many attempts; how many seconds to wait.
    pub(crate) fn too_many(seconds: u64) -> Self {
        let detail = format!(
            "This was tried too often from here. Wait {seconds} seconds and try again. Nobody else is kept out by it."
        );
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "Tried too often", detail);
        problem.0.wait = Some(seconds);
        problem
    }

    /// Too much is being done just now.
    pub(crate) fn busy() -> Self {
        let detail = "Too much is waiting just now. Nothing was done. Try again in a second.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail)
    }

    /// No answer came in time, so whether something was done is not known.
    pub(crate) fn no_answer() -> Self {
        let detail = "No answer came in time. If this was to change something, it may have been done or not: ask again \
                      with the same key, and it is done once.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "no-answer", "No answer in time", detail)
    }

    /// Whoever was to answer went before they did. Whether the command was carried out is not known.
    pub(crate) fn in_doubt() -> Self {
        let detail = Rejection::Unknown.to_string();
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "in-doubt", "It is not known whether this was recorded", detail)
    }

    /// The record cannot be read or written now; why is for the operator.
    pub(crate) fn unavailable() -> Self {
        let detail = "The record cannot be reached just now. Nothing was done. Whoever runs this machine finds the reason \
                      in the server's log.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The record cannot be reached", detail)
    }

    /// A fault of the server's own.
    pub(crate) fn fault() -> Self {
        let detail = "The server could not answer. Whoever runs this machine finds the reason in the server's log.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "The server could not answer", detail)
    }

    /// A command that a rule refuses.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        let detail = format!("{} {} {}", refusal.what, refusal.why, refusal.next);
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "Refused by a rule", detail);
        let said = &mut problem.0;
        said.kind = format!("urn:carer:rule:{}", refusal.rule);
        said.rule = Some(refusal.rule.to_string());
        said.article = refusal.article;
        said.what = Some(refusal.what);
        said.why = Some(refusal.why);
        said.next = Some(refusal.next);
        said.place = refusal.place;
        said.source = refusal.source;
        problem
    }

    /// This problem, where what the path names is not there: 404 whatever the rules call it.
    pub(crate) fn not_found(mut self) -> Self {
        self.0.status = StatusCode::NOT_FOUND.as_u16();
        self
    }

    /// This problem, where it was a thing of this noun that is not there.
    pub(crate) fn of(mut self, noun: &'static str) -> Self {
        self.0.noun = Some(noun);
        self
    }

    /// What was looked for.
    pub(crate) fn noun(&self) -> Option<&'static str> {
        self.0.noun
    }

    /// The right that is missing.
    pub(crate) fn right(&self) -> Option<Right> {
        self.0.right
    }

    /// Whether a second factor is what is missing.
    pub(crate) fn lacks_second_factor(&self) -> bool {
        self.0.kind == "urn:carer:problem:second-factor"
    }

    /// Whether it was asked by a page of another site, for another host, or in the clear: then nothing of the programme is said.
    pub(crate) fn is_from_elsewhere(&self) -> bool {
        let name = self.0.kind.trim_start_matches("urn:carer:problem:");
        matches!(name, "cross-site" | "misdirected" | "in-the-clear")
    }

    /// Whether it is only that too much is waiting.
    pub(crate) fn is_busy(&self) -> bool {
        self.0.kind == "urn:carer:problem:busy"
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).expect("it was made from a status")
    }

    /// What is the matter, in words.
    pub(crate) fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The sort of problem in a few words.
    pub(crate) fn title(&self) -> &'static str {
        self.0.title
    }

    /// The headers that go with it, whatever form the body has.
    pub(crate) fn headers_on(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        }
        if let Some(seconds) = self.0.wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(version) = self.0.version {
            headers.insert(header::ETAG, etag(version));
        }
    }

    fn new(status: StatusCode, name: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Said {
            kind: format!("urn:carer:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            rule: None,
            article: None,
            what: None,
            why: None,
            next: None,
            place: None,
            source: None,
            version: None,
            wait: None,
            noun: None,
            right: None,
        }))
    }

    fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into()).filter(|place| !place.is_empty());
        self
    }
}

/// The version of a stream as an entity tag.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits and quotes are a header value")
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let detail = rejection.to_string();
        match rejection {
            Rejection::Refused(refusal) => Self::refused(*refusal),
            Rejection::Stale { version } => {
                let mut problem =
                    Self::new(StatusCode::PRECONDITION_FAILED, "stale", "It has changed since you looked", detail);
                problem.0.version = Some(version);
                problem
            }
            Rejection::KeyReused => {
                Self::new(StatusCode::CONFLICT, "key-reused", "The key was used for another command", detail)
            }
            Rejection::Busy => Self::busy(),
            Rejection::Unknown => Self::in_doubt(),
            Rejection::Unavailable(why) => {
                tracing::error!(why, "a command could not be carried out");
                Self::unavailable()
            }
        }
    }
}

impl From<record::Error> for Problem {
    fn from(error: record::Error) -> Self {
        use record::Error as E;
        match error {
            E::Refused(why) => Self::unreadable("", why),
            E::Unavailable(_) | E::InDoubt(_) | E::Contention(_) | E::Full(_) | E::LeaseLost => {
                tracing::error!(%error, "the record could not be read");
                Self::unavailable()
            }
            error => {
                tracing::error!(%error, "the record could not be read");
                Self::fault()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).expect("a problem serialises");
        let kind = (header::CONTENT_TYPE, "application/problem+json");
        let mut response = (self.status(), [kind], body).into_response();
        self.headers_on(&mut response);
        // For the guard, which makes a page of it where a page was asked for.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_everything_that_the_rules_say() {
        let refusal = Refusal {
            rule: "minimum-donor-age".into(),
            article: Some(12),
            what: "Nobody was registered.".to_owned(),
            why: "Nobody below 18 is assessed.".to_owned(),
            source: Some("OPTN".to_owned()),
            next: "Wait.".to_owned(),
            place: Some("details.birth".to_owned()),
        };
        let problem = Problem::from(Rejection::Refused(Box::new(refusal)));
        assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let json = serde_json::to_value(&problem.0).expect("it serialises");
        assert_eq!(json["type"], "urn:carer:rule:minimum-donor-age");
        assert_eq!(json["detail"], "Nobody was registered. Nobody below 18 is assessed. Wait.");
        assert_eq!((&json["article"], &json["place"]), (&12.into(), &"details.birth".into()));
        assert!(json.get("version").is_none());
    }

    #[test]
    fn what_is_stale_says_the_version_in_the_header_too() {
        let response = Problem::from(Rejection::Stale { version: 7 }).into_response();
        assert_eq!(response.status(), StatusCode::PRECONDITION_FAILED);
        assert_eq!(response.headers()[header::ETAG], "\"7\"");
        assert_eq!(Problem::busy().into_response().headers()[header::RETRY_AFTER], "1");
    }

    #[test]
    fn what_is_not_known_is_said_to_be_and_may_be_sent_again() {
        let problem = Problem::from(Rejection::Unknown);
        let json = serde_json::to_value(&problem.0).expect("it serialises");
        assert_eq!(json["type"], "urn:carer:problem:in-doubt");
        let detail = "It is not known whether this was recorded. Sending it again with the same key is safe.";
        assert_eq!(json["detail"], detail);
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
}
