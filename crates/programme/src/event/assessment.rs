//! Assessments. All but the ids is sealed as what somebody's health is.

use serde::Deserialize;
use serde_json::json;

use crate::assessment::Assessed;
use crate::ids::{AccountId, AssessmentId};

use super::{Category, Encoded, Private, SCHEMA, json_bytes, open, seal};

/// Something that happened in an assessment.
#[derive(Clone, Debug, PartialEq)]
pub enum AssessmentEvent {
    /// Somebody looked at what a rule found.
    Assessed {
        /// The assessment.
        assessment: AssessmentId,
        /// Who assessed.
        by: Option<AccountId>,
        /// What, and what came of it.
        assessed: Private<Assessed>,
    },
}

impl AssessmentEvent {
    kinds! {
        Self::Assessed { .. } => "assessed",
    }

    pub(super) fn encode(&self) -> Encoded {
        let Self::Assessed { assessment, by, assessed } = self;
        let clear = json!({ "assessment": assessment, "by": by });
        Encoded {
            kind: self.kind(),
            schema: SCHEMA,
            clear: json_bytes(&clear),
            private: seal(Category::Health, assessed),
        }
    }

    /// `None` where the kind is not one of an assessment.
    pub(super) fn decode(kind: &str, clear: &[u8], private: Option<&[u8]>) -> Option<Result<Self, String>> {
        let parse = || {
            let Clear { assessment, by } = serde_json::from_slice(clear).map_err(|e| e.to_string())?;
            Ok(Self::Assessed { assessment, by, assessed: open(private)? })
        };
        Self::KINDS.contains(&kind).then(parse)
    }
}

/// The clear part.
#[derive(Deserialize)]
struct Clear {
    assessment: AssessmentId,
    #[serde(default)]
    by: Option<AccountId>,
}
