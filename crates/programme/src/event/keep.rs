//! What is kept of somebody who is erased, and that it is kept no longer.

use serde::Deserialize;
use serde_json::json;

use crate::keep::{Kept, KeptContent};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened to what is kept of somebody.
#[derive(Clone, Debug, PartialEq)]
pub enum KeepEvent {
    /// This much outlasts the erasure that comes next.
    Kept {
        /// Until when, and by which rules.
        kept: Kept,
        /// What, sealed apart from everything else.
        content: Private<KeptContent>,
    },
    /// Its time is over: its key was destroyed.
    Over,
}

impl KeepEvent {
    kinds! {
        Self::Kept { .. } => "kept",
        Self::Over => "kept-no-longer",
    }

    pub(super) fn encode(&self) -> Encoded {
        let (clear, private) = match self {
            Self::Kept { kept, content } => {
                (json!({ "until": kept.until, "rules": kept.rules }), seal(Category::Kept, content))
            }
            Self::Over => (json!({}), None),
        };
        Encoded { kind: self.kind(), schema: SCHEMA, clear: json_bytes(&clear), private }
    }

    /// `None` where the kind is not one of these.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        match kind {
            "kept" => Some(read(clear).and_then(|kept| Ok(Self::Kept { kept, content: open(private)? }))),
            "kept-no-longer" => Some(Ok(Self::Over)),
            _ => None,
        }
    }
}

fn read(clear: &[u8]) -> Result<Kept, String> {
    #[derive(Deserialize)]
    struct Clear(Kept);
    serde_json::from_slice(clear).map(|Clear(kept)| kept).map_err(|error| error.to_string())
}
