//! `/assets/{name}`: what the pages load. Browsers ask each time and are told that nothing changed.

use std::sync::OnceLock;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::console::assets::ASSETS;
use crate::extract::Path;
use crate::problem::Problem;

/// An asset with its entity tag.
struct Tagged {
    address: &'static str,
    kind: &'static str,
    text: &'static str,
    tag: String,
}

/// A style sheet, a script or an icon.
pub(crate) async fn handler(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = tagged().iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(&*name));
    let asset = found.ok_or_else(|| Problem::no_such("There is no such asset."))?;
    let about = [(header::ETAG, asset.tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == asset.tag.as_bytes());
    if known {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, [(header::CONTENT_TYPE, asset.kind)], asset.text).into_response())
}

/// The assets, each with a tag that follows from what it says.
fn tagged() -> &'static [Tagged] {
    static TAGGED: OnceLock<Vec<Tagged>> = OnceLock::new();
    TAGGED.get_or_init(|| {
        let tag = |text: &str| -> String {
            let hash = Sha256::digest(text);
            format!("\"{}\"", hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>())
        };
        let tagged = |(address, kind, text)| Tagged { address, kind, text, tag: tag(text) };
        ASSETS.into_iter().map(tagged).collect()
    })
}
