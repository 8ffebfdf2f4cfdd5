//! The stored form of what happens to a person, but for donations.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::donation::read_donation;
use super::{Against, Happening, Reading, Term, both, clear};
use crate::Entry;
use crate::birth::Birth;

/// The kinds by which no article is judged.
const NOTHING: [&str; 17] = [
    "alert-answered",
    "prepared",
    "emergency-opened",
    "request-made",
    "request-answered",
    "asked-to-wait",
    "wait-declined",
    "care-conversed",
    "companion-offered",
    "companion-answered",
    "company-taken-back",
    "stands-by",
    "stands-by-no-longer",
    "bond-answered",
    "contact-agreed",
    "contact-attempted",
    "follow-up-answered",
];
const NOTHING_MORE: [&str; 9] = [
    "follow-up-taken-back",
    "reportable-learnt",
    "reportable-reported",
    "link-made",
    "link-ended",
    "link-used",
    "message-written",
    "message-begun",
    "message-finished",
];

/// Until when something is kept of whoever is erased.
#[derive(Deserialize)]
struct Until {
    #[serde(rename = "until")]
    _until: Date,
}

#[derive(Deserialize)]
struct Details {
    birth: Birth,
}

#[derive(Deserialize)]
struct Registered {
    stage: String,
    on: Date,
}

#[derive(Deserialize)]
struct Stage {
    stage: String,
}

#[derive(Deserialize)]
struct ExaminationId {
    examination: String,
}

#[derive(Deserialize)]
struct On {
    on: Date,
}

#[derive(Deserialize)]
struct Care {
    carer: String,
    #[serde(rename = "as")]
    kind: String,
    on: Date,
}

#[derive(Deserialize)]
struct Covering {
    by: String,
    absent: String,
    from: Date,
    until: Date,
}

#[derive(Deserialize)]
struct Telling {
    telling: String,
    topic: String,
    words: u64,
}

#[derive(Deserialize)]
struct TellingId {
    telling: String,
}

#[derive(Deserialize)]
struct Told {
    on: Date,
    understood: bool,
}

#[derive(Deserialize)]
struct BondId {
    bond: String,
}

#[derive(Deserialize)]
struct Bond {
    kind: String,
    whom: Whom,
}

#[derive(Deserialize)]
struct Whom {
    #[serde(default)]
    person: Option<String>,
}

#[derive(Deserialize)]
struct DeferralId {
    deferral: String,
    #[serde(default)]
    by: Option<String>,
}

#[derive(Deserialize)]
struct Waiting {
    on: Date,
    #[serde(default)]
    until: Option<Date>,
}

#[derive(Deserialize)]
struct Placed {
    on: Date,
    term: StoredTerm,
    reason: String,
}

#[derive(Deserialize)]
struct StoredTerm {
    length: String,
    #[serde(default)]
    day: Option<Date>,
}

#[derive(Deserialize)]
struct AppealMade {
    appeal: String,
    #[serde(default)]
    by: Option<String>,
    on: Date,
    until: Date,
}

#[derive(Deserialize)]
struct Objection {
    against: StoredAgainst,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum StoredAgainst {
    Deferral { deferral: String },
    Finding { rule: String },
    Assessment { assessment: String },
}

#[derive(Deserialize)]
struct AppealDecided {
    appeal: String,
    #[serde(default)]
    by: Option<String>,
    on: Date,
}

#[derive(Deserialize)]
struct Ruling {
    decision: String,
    reason: String,
}

#[derive(Deserialize)]
struct AssessmentId {
    assessment: String,
    #[serde(default)]
    by: Option<String>,
}

#[derive(Deserialize)]
struct Assessed {
    rule: String,
    on: Date,
    fit: bool,
    seen: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct Wish {
    on: Date,
    source: String,
}

#[derive(Deserialize)]
struct Acknowledgement {
    on: Date,
    by: String,
}

#[derive(Deserialize)]
struct Recorded {
    recorded: Option<Date>,
}

#[derive(Deserialize)]
struct Empty {}

/// What happened to a person, as far as an article is judged by it.
pub(crate) fn read_person(entry: &Entry<'_>) -> Reading<Happening> {
    if NOTHING.contains(&entry.kind) || NOTHING_MORE.contains(&entry.kind) {
        return Reading::Nothing;
    }
    read_donation(entry)
        .or_else(|| of_life(entry))
        .or_else(|| of_carers(entry))
        .or_else(|| of_waiting(entry))
        .or_else(|| of_the_end(entry))
        .unwrap_or_else(|| {
            Reading::Unknown(format!("“{}” is not a kind of event of a person that the auditor knows", entry.kind))
        })
}

fn of_life(entry: &Entry<'_>) -> Option<Reading<Happening>> {
    use Happening as H;
    Some(match entry.kind {
        "registered" => both(entry, |Registered { stage, on }, Details { birth }| H::Registered { stage, on, birth }),
        "details-amended" => {
            both(entry, |_: Empty, (Details { birth }, _): (Details, IgnoredAny)| H::BirthAmended { birth })
        }
        "examination-recorded" => both(entry, |ExaminationId { examination }, On { on }| H::Examined {
            id: examination,
            on,
            content: stored(entry),
        }),
        "examination-amended" => both(entry, |ExaminationId { examination }, (On { on }, _): (On, IgnoredAny)| {
            H::ExaminationAmended { id: examination, on, content: stored(entry) }
        }),
        "examination-entered-in-error" => {
            clear(entry, |ExaminationId { examination }| H::ExaminationGone { id: examination })
        }
        "stage-entered" => both(entry, |Stage { stage }, on| H::StageEntered { stage, on }),
        "moved" => both(entry, |_: Empty, (site, on): (Option<String>, Date)| H::Moved { site, on }),
        "departed" => both(entry, |_: Empty, On { on }| H::Departed { on }),
        "returned" => both(entry, |_: Empty, on| H::Returned { on }),
        "kept" => clear(entry, |_: Until| H::Kept),
        "kept-no-longer" => clear(entry, |_: IgnoredAny| H::Kept),
        "erased" => clear(entry, |_: IgnoredAny| H::Erased),
        _ => return None,
    })
}

fn of_carers(entry: &Entry<'_>) -> Option<Reading<Happening>> {
    use Happening as H;
    Some(match entry.kind {
        "carer-assigned" => both(entry, |_: Empty, Care { carer, kind, on }| H::CareBegun { carer, kind, on }),
        "carer-ended" => both(entry, |_: Empty, Care { carer, kind, on }| H::CareEnded { carer, kind, on }),
        "care-covered" => {
            both(entry, |_: Empty, Covering { by, absent, from, until }| H::Covered { by, absent, from, until })
        }
        "care-cover-ended" => {
            both(entry, |_: Empty, Covering { by, absent, from, until }| H::CoverEnded { by, absent, from, until })
        }
        "told" => both(entry, |Telling { telling, topic, words }, Told { on, understood }| H::Told {
            id: telling,
            topic,
            words,
            on,
            understood,
        }),
        "telling-entered-in-error" => clear(entry, |TellingId { telling }| H::ToldInError { id: telling }),
        "bond-named" => both(entry, |BondId { bond }, (on, content): (Date, Bond)| H::BondNamed {
            id: bond,
            on,
            recipient: recipient(content),
        }),
        "bond-changed" => {
            both(entry, |BondId { bond }, content| H::BondChanged { id: bond, recipient: recipient(content) })
        }
        "bond-ended" => both(entry, |BondId { bond }, On { on }| H::BondEnded { id: bond, on }),
        _ => return None,
    })
}

fn of_waiting(entry: &Entry<'_>) -> Option<Reading<Happening>> {
    use Happening as H;
    Some(match entry.kind {
        "wait-begun" => both(entry, |DeferralId { deferral, by }, Waiting { on, until }| H::WaitBegun {
            id: deferral,
            by,
            on,
            until,
        }),
        "wait-ended" => both(entry, |DeferralId { deferral, by }, on| H::WaitEnded { id: deferral, by, on }),
        "deferral-placed" => both(entry, |DeferralId { deferral, by }, Placed { on, term, reason }| H::Deferred {
            id: deferral,
            by,
            on,
            term: term.read(),
            reason,
        }),
        "deferral-reviewed" => {
            both(entry, |DeferralId { deferral, by }, (next, reason)| H::Reviewed { id: deferral, by, next, reason })
        }
        "deferral-lifted" => {
            both(entry, |DeferralId { deferral, .. }, (on, _): (Date, IgnoredAny)| H::Lifted { id: deferral, on })
        }
        "appeal-made" => both(entry, |AppealMade { appeal, by, on, until }, Objection { against }| H::Appealed {
            id: appeal,
            by,
            on,
            until,
            against: against.read(),
        }),
        "appeal-decided" => both(entry, |AppealDecided { appeal, by, on }, Ruling { decision, reason }| {
            H::AppealDecided { id: appeal, by, on, upheld: decision == "upheld", reason }
        }),
        "assessed" => both(entry, |AssessmentId { assessment, by }, Assessed { rule, on, fit, seen }| H::Assessed {
            id: assessment,
            by,
            rule,
            on,
            fit,
            seen,
        }),
        _ => return None,
    })
}

fn of_the_end(entry: &Entry<'_>) -> Option<Reading<Happening>> {
    use Happening as H;
    Some(match entry.kind {
        "asked-to-be-left" => {
            both(entry, |Recorded { recorded }, Wish { on, source }| H::AskedToBeLeft { on, source, recorded })
        }
        "asked-again" => both(entry, |_: Empty, Wish { on, .. }| H::AskedAgain { on }),
        "died" => both(entry, |_: Empty, On { on }| H::Died { on }),
        "died-in-error" => clear(entry, |_: Empty| H::DiedInError),
        "hand-over-offered" => both(entry, |_: Empty, On { on }| H::HandOverOffered { on }),
        "hand-over-acknowledged" => {
            both(entry, |_: Empty, Acknowledgement { on, by }| H::HandOverAcknowledged { on, by })
        }
        "hand-over-taken-back" => both(entry, |_: Empty, (on, _): (Date, IgnoredAny)| H::HandOverTakenBack { on }),
        _ => return None,
    })
}

fn recipient(bond: Bond) -> Option<String> {
    bond.whom.person.filter(|_| bond.kind == "recipient")
}

/// An examination is kept as it is stored and read only when a donation begins: most never are.
fn stored(entry: &Entry<'_>) -> Box<[u8]> {
    entry.private.unwrap_or_default().into()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StoredExamination {
    Recorded(Examination),
    Amended(Examination, IgnoredAny),
}

#[derive(Deserialize)]
struct Examination {
    checks: BTreeMap<String, BTreeMap<String, Value>>,
}

/// The checks of an examination with what each wrote down; of an amended one as they are now.
pub(crate) fn contents(stored: &[u8]) -> BTreeMap<String, BTreeMap<String, Value>> {
    match serde_json::from_slice(stored) {
        Ok(StoredExamination::Recorded(examination) | StoredExamination::Amended(examination, _)) => examination.checks,
        // It had a day when it was taken in. Without checks nothing is known by it, and what is unknown is never good.
        Err(_) => BTreeMap::new(),
    }
}

impl StoredTerm {
    fn read(self) -> Term {
        match (self.length.as_str(), self.day) {
            ("until", Some(day)) => Term::Until(day),
            ("review", Some(day)) => Term::Review(day),
            ("permanent", _) => Term::Permanent,
            _ => Term::Other(self.length),
        }
    }
}

impl StoredAgainst {
    fn read(self) -> Against {
        match self {
            Self::Deferral { deferral } => Against::Deferral(deferral),
            Self::Finding { rule } => Against::Finding(rule),
            Self::Assessment { assessment } => Against::Assessment(assessment),
        }
    }
}
