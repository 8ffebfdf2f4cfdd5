//! Who somebody is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::whole::whole;

/// Who somebody is, as a command says it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DetailsBody)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DetailsBody {
    /// What they are called. Whoever is registered has a name or a number.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Their number in the programme or where the record came from; no two people have the same.
    #[schema(max_length = 200)]
    number: Option<String>,
    /// Sex as the examinations are read by.
    #[serde(default = "unknown")]
    sex: Sex,
    /// What is known of their birth.
    birth: Birth,
}

/// Who somebody is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Details {
    /// What they are called; `null` where the record came without a name.
    name: Option<String>,
    /// Their number.
    number: Option<String>,
    /// Sex as the examinations are read by.
    sex: Sex,
    /// What is known of their birth.
    birth: Birth,
}

/// Sex as recorded.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Sex {
    Female,
    Male,
    Other,
    Unknown,
}

/// What is known of a birth: a day, or an age in completed years on a day. A birth date is never made out of an age.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
enum Birth {
    /// Born on this day.
    On(Date),
    /// So many completed years old on a day.
    Aged {
        /// Completed years of age.
        #[serde(deserialize_with = "whole")]
        #[schema(maximum = 255)]
        years: u8,
        /// The day on which that was so.
        on: Date,
    },
}

fn unknown() -> Sex {
    Sex::Unknown
}

impl From<DetailsBody> for programme::Details {
    fn from(body: DetailsBody) -> Self {
        let sex = match body.sex {
            Sex::Female => programme::Sex::Female,
            Sex::Male => programme::Sex::Male,
            Sex::Other => programme::Sex::Other,
            Sex::Unknown => programme::Sex::Unknown,
        };
        let birth = match body.birth {
            Birth::On(day) => programme::Birth::On(day),
            Birth::Aged { years, on } => programme::Birth::Aged { years, on },
        };
        Self { name: body.name, number: body.number, sex, birth }
    }
}

impl From<programme::Details> for Details {
    fn from(details: programme::Details) -> Self {
        let sex = match details.sex {
            programme::Sex::Female => Sex::Female,
            programme::Sex::Male => Sex::Male,
            programme::Sex::Other => Sex::Other,
            programme::Sex::Unknown => Sex::Unknown,
        };
        let birth = match details.birth {
            programme::Birth::On(day) => Birth::On(day),
            programme::Birth::Aged { years, on } => Birth::Aged { years, on },
        };
        Self { name: details.name, number: details.number, sex, birth }
    }
}
