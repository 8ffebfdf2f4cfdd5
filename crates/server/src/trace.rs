//! An account of each request, in the log and in the figures: its id, which route, what came of it, how long it took, and
//! which account asked. Nothing else of it is ever written down: no path, no query, no header, no body, no address, no name.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use programme::AccountId;
use tracing::Instrument as _;

use crate::routes;
use crate::state::State;

/// The header by which somebody can say which line of the log is theirs.
const ID: &str = "x-request-id";

/// Who asked, once that is known: whoever works it out tells it here.
#[derive(Clone, Default)]
pub(crate) struct Asker(Arc<OnceLock<AccountId>>);

impl Asker {
    /// It was this account.
    pub(crate) fn is(&self, account: AccountId) {
        // It is worked out once for each request.
        _ = self.0.set(account);
    }
}

/// Stands before everything else, and sees every answer.
pub(crate) async fn trace(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id: String = state.random::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.and_then(|matched| routes::listed(matched.as_str())).unwrap_or("none");
    let method = known(request.method());
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    // What goes wrong meanwhile is logged inside of it, and so carries the id.
    let span = tracing::error_span!("request", id);
    let mut answer = next.run(request).instrument(span.clone()).await;
    let (took, status) = (begun.elapsed(), answer.status().as_u16());
    state.metrics().answered(route, method, status, took);
    let account = asker.0.get().map(tracing::field::display);
    span.in_scope(|| tracing::info!(route, method, status, millis = took.as_secs_f64() * 1e3, account, "answered"));
    answer.headers_mut().insert(ID, HeaderValue::try_from(id).expect("digits are a header value"));
    answer
}

/// A method by a name of ours.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_somebody_makes_up_have_no_name() {
        assert_eq!(known(&Method::GET), "GET");
        assert_eq!(known(&Method::from_bytes(b"KATHY").expect("a method")), "other");
    }
}
