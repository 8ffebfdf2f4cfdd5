//! What stands before every handler.
//!
//! A page of another site must not be able to use a visitor's browser, in which somebody is signed in, as its hands: requests
//! for another host name (DNS rebinding) and requests that another site's page sends are refused. Every answer carries a
//! strict policy for browsers, and is kept nowhere.

use std::time::Duration;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::caller::Caller;
use crate::extract::BODY_MAX;
use crate::limits::ADDRESS_BYTES;
use crate::manner::Manner;
use crate::pages;
use crate::problem::Problem;
use crate::state::State;

/// How long a request is worked on.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a browser may do with our pages: load what is ours, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send our own forms with `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// For a year, browsers come by TLS only, though somebody types the address without it.
const ONLY_TLS: &str = "max-age=31536000";

/// Guards one request: who it is for, who sent it, how many there are, how long it takes.
pub(crate) async fn guard(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let asks_for_page = !is_interface(request.uri().path());
    let answer = let_in(&state, request, next).await.unwrap_or_else(IntoResponse::into_response);
    with_headers(if asks_for_page { as_page(&state, answer) } else { answer }, state.manner().is_secure)
}

/// Whether a path is the programming interface's: then problems are JSON, otherwise they are pages.
pub(crate) fn is_interface(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// A problem as a page, with the headers that it came with.
fn as_page(state: &State, answer: Response) -> Response {
    let Some(problem) = answer.extensions().get::<Problem>() else { return answer };
    let known = answer.extensions().get::<Caller>().map(|caller| state.called_by(caller.clone()));
    let mut page = pages::problem(known.as_ref().unwrap_or(state), problem);
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = answer.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

async fn let_in(state: &State, request: Request, next: Next) -> Result<Response, Problem> {
    let (manner, uri) = (state.manner(), request.uri());
    if uri.path_and_query().is_some_and(|path| path.as_str().len() > ADDRESS_BYTES) {
        return Err(Problem::address_too_long(ADDRESS_BYTES));
    }
    if announces_too_much(request.headers()) {
        // Whoever is still sending hears the answer only once they are through: a little of it is taken and thrown away.
        let sent = axum::body::to_bytes(request.into_body(), 2 * BODY_MAX);
        drop(tokio::time::timeout(TOO_MUCH, sent).await);
        return Err(Problem::too_large(BODY_MAX));
    }
    let host = host(&request)?;
    if !manner.answers_for(&host) {
        return Err(Problem::misdirected());
    }
    if manner.came_in_the_clear(request.headers()) {
        return in_the_clear(&request, &host);
    }
    if !is_from_here(&request, &host, manner) {
        return Err(Problem::cross_site());
    }
    let _place = state.at_once().try_acquire().map_err(|_| Problem::busy())?;
    tokio::time::timeout(TIMEOUT, next.run(request)).await.map_err(|_| Problem::no_answer())
}

/// How long a body that is too long is taken before it is answered.
const TOO_MUCH: Duration = Duration::from_secs(2);

/// Whether a body says of itself that it is too long: nobody waits for all of it to come.
fn announces_too_much(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    length.is_some_and(|length| length > BODY_MAX as u64)
}

/// Whoever came to the proxy in the clear: with a page they are sent on to TLS; anything else may have shown a secret on the
/// way, and is refused so that somebody notices.
fn in_the_clear(request: &Request, host: &Authority) -> Result<Response, Problem> {
    let is_page = !is_interface(request.uri().path());
    if !is_page || request.method() != Method::GET {
        return Err(Problem::in_the_clear());
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    // The host is one that this server answers for; a port that spoke plain text does not speak TLS.
    Ok(Redirect::permanent(&format!("https://{}{path}", host.host())).into_response())
}

/// The host that the request is for.
fn host(request: &Request) -> Result<Authority, Problem> {
    if let Some(authority) = request.uri().authority() {
        return Ok(authority.clone());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().filter(|_| hosts.next().is_none());
    host.and_then(|host| Authority::try_from(host.as_bytes()).ok()).ok_or_else(Problem::misdirected)
}

/// Whether a request comes from a page of ours, or from no page at all.
///
/// Browsers say where a request comes from; programs say nothing. Somebody may follow a link to one of our pages from
/// anywhere, since that shows it to nobody but them; nothing else may come from elsewhere, reading included: it
/// would put a reading on the record that nobody made.
fn is_from_here(request: &Request, host: &Authority, manner: &Manner) -> bool {
    let headers = request.headers();
    let is_link = request.method() == Method::GET
        && !is_interface(request.uri().path())
        && says(headers, "sec-fetch-mode", "navigate")
        && says(headers, "sec-fetch-dest", "document");
    let site = headers.get("sec-fetch-site");
    let is_same_site = site.is_none_or(|site| site == "same-origin" || site == "none");
    let is_same_origin = headers.get(header::ORIGIN).is_none_or(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        // A page of the same name that came in the clear may be anybody's.
        let scheme = if manner.is_secure { "https" } else { "http" };
        origin.split_once("://").is_some_and(|(by, of)| by == scheme && of.eq_ignore_ascii_case(host.as_str()))
    });
    (is_same_site || is_link) && is_same_origin
}

fn says(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get(name).is_some_and(|header| header == value)
}

fn with_headers(mut answer: Response, is_secure: bool) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_TLS));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = axum::http::Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(axum::body::Body::empty()).expect("a request")
    }

    fn is_let_in(method: &str, path: &str, headers: &[(&str, &str)]) -> bool {
        is_let_in_by(&Manner::default(), method, path, headers)
    }

    fn is_let_in_by(manner: &Manner, method: &str, path: &str, headers: &[(&str, &str)]) -> bool {
        let request = request(method, path, headers);
        host(&request).is_ok_and(|host| manner.answers_for(&host) && is_from_here(&request, &host, manner))
    }

    #[test]
    fn a_request_is_for_one_host_of_ours() {
        assert!(is_let_in("GET", "/", &[("host", "localhost:8080")]));
        assert!(!is_let_in("GET", "/", &[("host", "evil.example")]));
        assert!(!is_let_in("GET", "/", &[]));
        assert!(!is_let_in("GET", "/", &[("host", "localhost"), ("host", "localhost")]));
    }

    #[test]
    fn over_tls_a_page_that_came_in_the_clear_is_another_site() {
        let secure = Manner { hosts: vec!["carer.example".to_owned()], is_secure: true, ..Manner::default() };
        let from = |origin| is_let_in_by(&secure, "POST", "/people", &[("host", "carer.example"), ("origin", origin)]);
        assert!(from("https://carer.example"));
        assert!(!from("http://carer.example"));
    }

    #[test]
    fn only_a_page_is_sent_on_to_tls() {
        let host = Authority::from_static("carer.example:80");
        let sent = in_the_clear(&request("GET", "/people?on=2", &[]), &host).expect("it is sent on");
        assert_eq!(sent.headers()[header::LOCATION], "https://carer.example/people?on=2");
        assert!(in_the_clear(&request("POST", "/sign-in", &[]), &host).is_err());
        assert!(in_the_clear(&request("GET", "/api/v1/people", &[]), &host).is_err());
    }

    #[test]
    fn another_site_s_page_can_link_here_and_do_nothing_else() {
        let host = ("host", "localhost:8080");
        let cross = ("sec-fetch-site", "cross-site");
        let link = [host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert!(is_let_in("GET", "/people", &link));
        assert!(!is_let_in("POST", "/people", &link));
        assert!(!is_let_in("GET", "/api/v1/people", &link));
        assert!(!is_let_in("GET", "/people", &[host, cross, ("sec-fetch-mode", "no-cors")]));
        assert!(
            !is_let_in("POST", "/people", &[host, ("sec-fetch-site", "same-site")]),
            "another port is another site"
        );
        assert!(!is_let_in("POST", "/people", &[host, ("origin", "http://localhost:9090")]));
        assert!(!is_let_in("POST", "/people", &[host, ("origin", "null")]));
        assert!(is_let_in("POST", "/people", &[host, ("origin", "http://localhost:8080")]));
        assert!(is_let_in("POST", "/people", &[host, ("sec-fetch-site", "same-origin")]));
        assert!(is_let_in("POST", "/people", &[host]), "a program says nothing");
    }
}
