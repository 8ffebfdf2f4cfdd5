//! What stands behind the question mark.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::state::State;

/// The parameters of a query. One that is not known is an error, since it would be ignored otherwise.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<State> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        // The databases take no NUL in a text, and nothing that people write has one.
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::unreadable("query", "The query holds a character that no text has (U+0000)."));
        }
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Problem::unreadable("query", format!("{}.", rejection.body_text())))
    }
}
