//! What a command is answered with.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use record::Receipt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::etag;

/// What was done, durably.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Receipt)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Done {
    /// What the command was about, such as `person/` and an id.
    stream: String,
    /// The version of that now: send it in `If-Match` with the next command.
    version: u64,
    /// How many events came of it; 0: it was so already.
    events: u32,
}

/// The answer to a command that makes something new: 201, with the place of the new thing.
#[derive(Debug)]
pub(crate) struct Made {
    /// What was done.
    pub(crate) done: Done,
    /// The new thing's path.
    pub(crate) location: String,
}

impl From<Receipt> for Done {
    fn from(receipt: Receipt) -> Self {
        Self { stream: receipt.stream, version: receipt.version, events: receipt.events }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.version))], axum::Json(self)).into_response()
    }
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let location = HeaderValue::try_from(self.location).expect("a path of ours is a header value");
        (StatusCode::CREATED, [(header::LOCATION, location)], self.done).into_response()
    }
}
