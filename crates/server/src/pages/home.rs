//! `/`: the console opens on Today.

use axum::http::Uri;
use axum::response::Redirect;

/// To Today, with whatever was asked of it.
pub(crate) async fn handler(uri: Uri) -> Redirect {
    match uri.query() {
        Some(query) => Redirect::temporary(&format!("/today?{query}")),
        None => Redirect::temporary("/today"),
    }
}
