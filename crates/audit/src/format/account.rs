//! The stored form of what happens to an account.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Reading, both, clear};
use crate::Entry;

/// Something that happened to an account.
#[derive(Debug)]
pub(crate) enum AccountHappening {
    Opened { person: Option<String> },
    Appointed { post: String, role: String, site: Option<String>, on: Date },
    PostEnded { post: String, on: Date },
    Closed { on: Date },
    TieDeclared { tie: String, to: String, since: Date },
    TieEnded { tie: String, on: Date },
    WentAway { absence: String, from: Date, until: Date },
    CameBack { absence: String, on: Date },
}

#[derive(Deserialize)]
struct Opened {
    #[serde(default)]
    person: Option<String>,
}

#[derive(Deserialize)]
struct Appointed {
    post: String,
    role: String,
    #[serde(default)]
    site: Option<String>,
    on: Date,
}

#[derive(Deserialize)]
struct PostEnded {
    post: String,
    on: Date,
}

#[derive(Deserialize)]
struct On {
    on: Date,
}

#[derive(Deserialize)]
struct TieId {
    tie: String,
}

#[derive(Deserialize)]
struct Tie {
    to: String,
    since: Date,
}

#[derive(Deserialize)]
struct TieEnded {
    tie: String,
    on: Date,
}

#[derive(Deserialize)]
struct Away {
    absence: String,
    from: Date,
    until: Date,
}

#[derive(Deserialize)]
struct Back {
    absence: String,
    on: Date,
}

pub(crate) fn read_account(entry: &Entry<'_>) -> Reading<AccountHappening> {
    use AccountHappening as H;
    match entry.kind {
        "account-opened" => clear(entry, |Opened { person }| H::Opened { person }),
        "appointed" => clear(entry, |Appointed { post, role, site, on }| H::Appointed { post, role, site, on }),
        "post-ended" => clear(entry, |PostEnded { post, on }| H::PostEnded { post, on }),
        "account-closed" => clear(entry, |On { on }| H::Closed { on }),
        "carer-tie-declared" => both(entry, |TieId { tie }, Tie { to, since }| H::TieDeclared { tie, to, since }),
        "carer-tie-ended" => clear(entry, |TieEnded { tie, on }| H::TieEnded { tie, on }),
        "carer-went-away" => clear(entry, |Away { absence, from, until }| H::WentAway { absence, from, until }),
        "carer-came-back" => clear(entry, |Back { absence, on }| H::CameBack { absence, on }),
        "account-changed"
        | "account-erased"
        | "invited"
        | "spoke-up"
        | "concern-answered"
        | "carer-applied"
        | "carer-application-answered"
        | "carer-trained" => {
            // Whether it is JSON at all is still looked at: a kind is not known whose bytes are another's.
            match serde_json::from_slice::<IgnoredAny>(entry.clear) {
                Ok(_) => Reading::Nothing,
                Err(error) => Reading::Unknown(format!("its clear part cannot be read: {error}")),
            }
        }
        other => Reading::Unknown(format!("“{other}” is not a kind of event of an account that the auditor knows")),
    }
}
