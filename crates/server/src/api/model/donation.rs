//! Donations: what somebody gives or thinks of giving, what comes next, and what is done about it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{AccountId, DonationId, Person, PersonId, SiteId, next_step, reflected_on};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Reportable;

/// A person's donations, those first that were first written down.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Donations {
    /// The donations.
    pub(crate) donations: Vec<Donation>,
}

/// A donation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Donation {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: DonationId,
    /// What: an id of the programme file.
    kind: String,
    /// The day on which they were asked, or offered; `null` where it was made elsewhere and written down afterwards.
    opened: Option<Date>,
    /// Towards whom: `directed`, `exchange` or `list`.
    route: Option<String>,
    /// The first day on which they may say yes.
    reflected: Option<Date>,
    /// What they said yes to.
    consents: Vec<Consent>,
    /// The day that is set for it.
    on: Option<Date>,
    /// Where it is to be.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// The day on which it was given.
    given: Option<Date>,
    /// The day on which they stopped it.
    withdrawn: Option<Date>,
    /// The day on which it was called off.
    called_off: Option<Date>,
    /// The day on which they went home.
    discharged: Option<Date>,
    /// What comes next.
    next: NextStep,
}

/// One thing said yes to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Consent {
    /// To what: an id of the programme file.
    element: String,
    /// The version of the words.
    version: u32,
    /// Who heard it.
    #[schema(value_type = uuid::Uuid)]
    to: AccountId,
    /// The day.
    on: Date,
}

/// What comes next, and what is missing for it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct NextStep {
    /// What: `consent`, `schedule`, `verify`, `start`, `finish`, `discharge` or `nothing`.
    step: String,
    /// In plain words.
    plain: String,
    /// What is missing, the most fundamental first. Empty: it can be done today.
    missing: Vec<Missing>,
    /// What has to be there on the day of the operation, and is not or will not be. It stops no day from being set.
    due: Vec<Missing>,
}

/// Something that is missing before a step.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Missing {
    /// The rule that asks for it.
    rule: String,
    /// The article behind it.
    article: Option<u8>,
    /// What is missing, in plain words.
    plain: String,
    /// Where the rule is written.
    source: Option<String>,
    /// Who can supply it.
    who: String,
    /// What they can do.
    next: String,
    /// The first day on which it can be done so that it counts on the day that is set; `null`: today already.
    not_before: Option<Date>,
    /// The last day on which it can be done; `null` where no day is set, or where it is missing today.
    by: Option<Date>,
}

/// How a donation comes into the record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "step", deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum BeginBody {
    /// They were asked, or they offered. The time to reflect begins today.
    Open {
        /// What would be given: an id of the programme file.
        kind: String,
        /// Towards whom.
        toward: TowardBody,
        /// Whose idea it was.
        idea: IdeaBody,
    },
    /// Something was given before this record began, or elsewhere.
    Record {
        /// What was given.
        kind: String,
        /// The day of the operation.
        on: Date,
        /// The day on which they left hospital.
        discharged: Option<Date>,
        /// Where, if at a site of the programme.
        #[schema(value_type = Option<uuid::Uuid>)]
        site: Option<SiteId>,
    },
}

/// Towards whom something would be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "route", deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum TowardBody {
    /// Somebody whom the donor names.
    Directed {
        /// Who would receive.
        #[schema(value_type = uuid::Uuid)]
        recipient: PersonId,
    },
    /// An exchange.
    Exchange {
        /// For whose sake.
        #[schema(value_type = uuid::Uuid)]
        recipient: PersonId,
    },
    /// Whoever is next on the list.
    List,
}

/// Whose idea a donation was.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IdeaBody {
    /// The programme asked.
    Asked,
    /// The donor offered.
    Offered,
}

/// What only the donor says: themselves, or as somebody heard it who writes it down in their own name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "step", deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum WordBody {
    /// Yes to one thing.
    Consent {
        /// To what: an id of the programme file.
        element: String,
        /// The version of the words that were read.
        version: u32,
        /// Who heard it.
        #[schema(value_type = uuid::Uuid)]
        to: AccountId,
        /// The day.
        on: Date,
    },
    /// Less time to reflect.
    ShortenReflection {
        /// Who heard it, where the donor does not write it themselves.
        #[schema(value_type = Option<uuid::Uuid>)]
        to: Option<AccountId>,
    },
    /// Stop. No reason is asked, or taken.
    Withdraw {
        /// Who heard it, where the donor does not write it themselves.
        #[schema(value_type = Option<uuid::Uuid>)]
        to: Option<AccountId>,
    },
}

/// What the programme does about a donation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "step", deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum StepBody {
    /// The day and the place are set, or other ones.
    Schedule {
        /// The day: today or later.
        on: Date,
        /// Where.
        #[schema(value_type = uuid::Uuid)]
        site: SiteId,
    },
    /// Whoever sends this has verified it, on the day, as one of two people.
    Verify {
        /// What was found as expected: ids of the programme file.
        #[serde(rename = "as-expected")]
        as_expected: BTreeSet<String>,
        /// By what it was made sure who this is: two of these.
        identifiers: BTreeSet<IdentifierBody>,
    },
    /// The donor goes to sleep for it.
    Start {},
    /// It was given.
    Finish {
        /// The day on which the operation ended.
        on: Date,
    },
    /// It does not go on, for a reason that is not the donor's will.
    CallOff {
        /// Why.
        #[schema(min_length = 1, max_length = 4000)]
        reason: String,
    },
    /// How they are after the operation.
    Note {
        /// The day.
        on: Date,
        /// How they are.
        #[schema(min_length = 1, max_length = 4000)]
        text: String,
    },
    /// They go home.
    Discharge {
        /// The day.
        on: Date,
    },
    /// Something was written down in error: it did not happen, or not to them, or not on that day. What was written down last goes
    /// first. That it began, and that it was given, two people say, each by themselves.
    EnterInError {
        /// What.
        what: SlipBody,
        /// How that came to be.
        #[schema(min_length = 1, max_length = 4000)]
        reason: String,
    },
}

/// What of a donation was written down in error.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(tag = "entry", deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) enum SlipBody {
    /// That they gave before this record began, or elsewhere.
    Recorded {},
    /// That they went to sleep for the operation.
    Started {},
    /// That it was given.
    Done {},
    /// That they went home.
    Discharged {},
    /// That something was learnt which has to be reported.
    Learnt {
        /// What.
        what: Reportable,
    },
}

/// By what it is made sure who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IdentifierBody {
    /// They said their name.
    Name,
    /// They said when they were born.
    Birth,
    /// Their number.
    Number,
    /// A photograph on something official.
    Photograph,
}

impl Donation {
    /// A donation of somebody, as it stands today. `recipient` is whoever would receive, where they named somebody.
    pub(crate) fn of(
        donor: &Person,
        beside: &[programme::CareTime],
        donation: &programme::Donation,
        programme: &Programme,
        today: Date,
    ) -> Self {
        let opened = donation.opened.as_ref();
        let consents = donation.consents.values().map(|consent| Consent {
            element: consent.element.to_string(),
            version: consent.version,
            to: consent.to,
            on: consent.on,
        });
        Self {
            id: donation.id,
            kind: donation.kind.to_string(),
            opened: opened.map(|(_, on)| *on),
            route: opened.map(|(opening, _)| opening.toward.route().as_str().to_owned()),
            reflected: reflected_on(donor, donation, programme),
            consents: consents.collect(),
            on: donation.appointed.map(|appointed| appointed.on),
            site: donation.appointed.map(|appointed| appointed.site),
            given: donation.given.as_ref().map(|given| given.on),
            withdrawn: donation.withdrawn.map(|word| word.on),
            called_off: donation.called_off.as_ref().map(|called_off| called_off.on),
            discharged: donation.discharged,
            next: next_step(donor, beside, donation, programme, today).into(),
        }
    }
}

impl From<programme::NextStep> for NextStep {
    fn from(next: programme::NextStep) -> Self {
        let missing = |missing: programme::Missing| Missing {
            rule: missing.rule.to_string(),
            article: missing.article,
            plain: missing.plain,
            source: missing.source,
            who: missing.who.plain().to_owned(),
            next: missing.next,
            not_before: missing.do_by.and_then(|days| days.not_before),
            by: missing.do_by.map(|days| days.by),
        };
        let (step, plain) = (next.step.as_str().to_owned(), next.step.plain().to_owned());
        let (wanting, due) = (next.missing, next.due);
        Self {
            step,
            plain,
            missing: wanting.into_iter().map(missing).collect(),
            due: due.into_iter().map(missing).collect(),
        }
    }
}

impl From<BeginBody> for programme::DonationStep {
    fn from(body: BeginBody) -> Self {
        match body {
            BeginBody::Open { kind, toward, idea } => {
                let toward = match toward {
                    TowardBody::Directed { recipient } => programme::Toward::Directed { recipient },
                    TowardBody::Exchange { recipient } => programme::Toward::Exchange { recipient },
                    TowardBody::List => programme::Toward::List,
                };
                let idea = match idea {
                    IdeaBody::Asked => programme::Idea::Asked,
                    IdeaBody::Offered => programme::Idea::Offered,
                };
                Self::Open { opening: programme::Opening { kind: kind.as_str().into(), toward, idea } }
            }
            BeginBody::Record { kind, on, discharged, site } => {
                Self::Record { given: programme::Given { kind: kind.as_str().into(), on, discharged, site } }
            }
        }
    }
}

impl From<WordBody> for programme::DonationStep {
    fn from(body: WordBody) -> Self {
        match body {
            WordBody::Consent { element, version, to, on } => {
                Self::Consent { element: element.as_str().into(), version, to, on }
            }
            WordBody::ShortenReflection { to } => Self::ShortenReflection { to },
            WordBody::Withdraw { to } => Self::Withdraw { to },
        }
    }
}

impl From<StepBody> for programme::DonationStep {
    fn from(body: StepBody) -> Self {
        match body {
            StepBody::Schedule { on, site } => Self::Schedule { on, site },
            StepBody::Verify { as_expected, identifiers } => Self::Verify {
                as_expected: as_expected.iter().map(|item| item.as_str().into()).collect(),
                identifiers: identifiers.into_iter().map(Into::into).collect(),
            },
            StepBody::Start {} => Self::Start,
            StepBody::Finish { on } => Self::Finish { on },
            StepBody::CallOff { reason } => Self::CallOff { reason },
            StepBody::Note { on, text } => Self::Note { on, text },
            StepBody::Discharge { on } => Self::Discharge { on },
            StepBody::EnterInError { what, reason } => Self::EnterInError { what: what.into(), reason },
        }
    }
}

impl From<SlipBody> for programme::Slip {
    fn from(body: SlipBody) -> Self {
        match body {
            SlipBody::Recorded {} => Self::Recorded,
            SlipBody::Started {} => Self::Started,
            SlipBody::Done {} => Self::Done,
            SlipBody::Discharged {} => Self::Discharged,
            SlipBody::Learnt { what } => Self::Learnt { what: what.into() },
        }
    }
}

impl From<IdentifierBody> for programme::Identifier {
    fn from(body: IdentifierBody) -> Self {
        match body {
            IdentifierBody::Name => Self::Name,
            IdentifierBody::Birth => Self::Birth,
            IdentifierBody::Number => Self::Number,
            IdentifierBody::Photograph => Self::Photograph,
        }
    }
}
