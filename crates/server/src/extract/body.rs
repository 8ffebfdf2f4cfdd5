//! Bodies: JSON of the programming interface, forms of the pages.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::state::State;

/// The largest body that is taken, in bytes.
pub(crate) const BODY_MAX: usize = 1 << 20;

/// A body as JSON.
pub(crate) struct Json<T>(pub(crate) T);

/// A form of a page: its fields in the order in which they were sent.
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl<T: DeserializeOwned> FromRequest<State> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        if !is(request.headers(), "application/json") {
            return Err(Problem::media_type("application/json"));
        }
        let body = bytes(request, state).await?;
        let text = std::str::from_utf8(&body).map_err(not_text)?;
        if has_nul(text) {
            return Err(Problem::unreadable("", "The body holds a character that no text has (U+0000)."));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let place = error.path().to_string();
            Problem::unreadable(place.trim_matches('.'), format!("{}.", error.inner()))
        })?;
        reader.end().map_err(|error| Problem::unreadable("", format!("{error}.")))?;
        Ok(Self(value))
    }
}

impl FromRequest<State> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        const FORM: &str = "application/x-www-form-urlencoded";
        if !is(request.headers(), FORM) {
            return Err(Problem::media_type(FORM));
        }
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, state).await;
        let axum::extract::Form(fields) = form.map_err(|rejection| broken(rejection.into_response().status()))?;
        if fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Problem::unreadable("", "The form holds a character that no text has (U+0000)."));
        }
        Ok(Self(fields))
    }
}

async fn bytes(request: Request, state: &State) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| broken(rejection.into_response().status()))
}

fn broken(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(BODY_MAX),
        _ => Problem::unreadable("", "The body broke off or is not in the form that it says."),
    }
}

fn is(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

fn not_text(error: std::str::Utf8Error) -> Problem {
    Problem::unreadable("", format!("The body is not text in UTF-8: byte {} is not.", error.valid_up_to()))
}

/// Whether a JSON text holds U+0000: the databases take none in a text, and nothing that people write has one.
fn has_nul(json: &str) -> bool {
    let mut escaped = false;
    let mut rest = json.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        if escaped && after.len() >= 4 && *byte == b'u' && &after[..4] == b"0000" {
            return true;
        }
        escaped = !escaped && *byte == b'\\';
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_and_what_only_looks_like_one_is_not() {
        assert!(has_nul(r#"{"name": "a\u0000b"}"#));
        assert!(has_nul(r#"{"name": "a\\\u0000b"}"#));
        assert!(!has_nul(r#"{"name": "a\\u0000b"}"#));
        assert!(!has_nul(r#"{"name": "a\u0001b"}"#));
    }
}
