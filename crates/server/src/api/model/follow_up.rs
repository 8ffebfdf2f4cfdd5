//! Staying in touch with somebody, and the end of a journey.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{DonationId, Person, WindowState, next_contact, next_way, open_reports, windows};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Measured, PersonRow};

/// Staying in touch with a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FollowUp {
    /// The day of the next contact: today where it could have been before. `null` of whom nobody is to be in touch with.
    next_contact: Option<Date>,
    /// The next way to reach them, of those that they agreed to.
    next_way: Option<Way>,
    /// How they want to be reached, as agreed last.
    plan: Option<PlanBody>,
    /// Whether they asked to be left alone, which they can take back.
    left_alone: bool,
    /// The windows after each donation, by day.
    windows: Vec<FollowUpWindow>,
    /// What has to be reported and was not yet.
    reports: Vec<OpenReport>,
}

/// A time at which somebody who gave is seen or asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct FollowUpWindow {
    /// After which donation.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// Which window of the programme file.
    window: String,
    /// Which round of what goes on for life, from 1; 0 of a window that comes once.
    round: u32,
    /// How it stands today.
    state: FollowUpState,
    /// Whether it is late and nobody has heard of them since it began.
    lost: bool,
    /// The first day on which what is found counts.
    first: Date,
    /// The last day on which that is in time.
    last: Date,
    /// The day on which the form is due.
    form_due: Date,
    /// The fields of the form that are missing.
    missing: Vec<String>,
}

/// How a window stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum FollowUpState {
    /// It has not begun.
    NotYet,
    /// It is open, and something is missing.
    Due,
    /// It is over, something is missing, and the next one has not begun.
    Late,
    /// It is complete, in time.
    Complete,
    /// It is complete, with something that was found too early or too late.
    CompleteLate,
    /// Something was missing when the next one began.
    Missed,
    /// It is no longer asked for.
    Ended,
}

/// Something that has to be reported.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct OpenReport {
    /// The rule of the programme file.
    rule: String,
    /// Of which donation.
    #[schema(value_type = uuid::Uuid)]
    donation: DonationId,
    /// When it was learnt of.
    learnt: Timestamp,
    /// Until when it has to be reported.
    until: Timestamp,
}

/// Who is to be asked how they are, those first whose window is over first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FollowUps {
    /// The day, in the programme's time zone.
    pub(crate) on: Date,
    /// The people of this page.
    pub(crate) people: Vec<FollowUpRow>,
    /// How many there are on all pages.
    pub(crate) total: u64,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

/// Somebody who is to be asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct FollowUpRow {
    /// Who.
    pub(crate) person: PersonRow,
    /// Which window of the programme file.
    pub(crate) window: String,
    /// Since when they can be asked.
    pub(crate) first: Date,
    /// Until when what is found is in time.
    pub(crate) last: Date,
    /// When the form is due.
    pub(crate) form_due: Date,
    /// Whether nobody has heard of them since the window began.
    pub(crate) unheard: bool,
}

/// How somebody wants to be reached.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PlanBody {
    /// The day of the agreement.
    agreed: Date,
    /// The ways, in the order in which they are to be tried.
    ways: Vec<Way>,
    /// People who will always know where they are.
    #[serde(default)]
    keepers: Vec<Keeper>,
    /// The language that they want to be spoken to in.
    #[schema(max_length = 200)]
    language: Option<String>,
    /// When they can be reached.
    #[schema(max_length = 200)]
    times: Option<String>,
}

/// A way to reach somebody.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Way {
    /// By what.
    by: WayKind,
    /// The number or address.
    #[schema(min_length = 1, max_length = 200)]
    address: String,
}

/// Somebody who will always know where a donor is.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Keeper {
    /// What they are called.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What they are to the donor.
    #[schema(min_length = 1, max_length = 200)]
    relation: String,
    /// Their number or address.
    #[schema(min_length = 1, max_length = 200)]
    address: String,
}

/// A time that somebody tried to reach a donor.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AttemptBody {
    /// The day.
    on: Date,
    /// By what.
    by: WayKind,
    /// What came of it.
    outcome: AttemptOutcome,
    /// The number or address that was tried. Without it, it was the only one of its kind.
    #[schema(min_length = 1, max_length = 200)]
    address: Option<String>,
    /// What else there is to say.
    #[schema(max_length = 4000)]
    note: Option<String>,
}

/// How somebody is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FollowUpAnswerBody {
    /// The day on which they were last seen or heard of: it says which form this belongs to.
    seen: Date,
    /// How it became known.
    source: Source,
    /// What they said, by field of the form.
    #[schema(value_type = BTreeMap<String, Measured>)]
    values: BTreeMap<String, Measured>,
    /// What else there is to say.
    #[schema(max_length = 4000)]
    note: Option<String>,
}

/// A wish of the donor's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WishBody {
    /// Whether they want to be left alone; otherwise they want to be asked again.
    pub(crate) be_left: bool,
    /// The day.
    on: Date,
    /// How they said so.
    source: Source,
    /// In their words; they need not say anything.
    #[schema(max_length = 4000)]
    said: Option<String>,
}

macro_rules! mirrored {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum $name { $($(#[$of])* $variant,)* }

        impl From<$name> for programme::$name {
            fn from(name: $name) -> Self {
                match name { $($name::$variant => Self::$variant,)* }
            }
        }
        impl From<programme::$name> for $name {
            fn from(name: programme::$name) -> Self {
                match name { $(programme::$name::$variant => Self::$variant,)* }
            }
        }
    )*};
}

mirrored! {
    /// By what somebody is reached.
    WayKind {
        /// By telephone.
        Telephone,
        /// By text message.
        TextMessage,
        /// By e-mail.
        Email,
        /// By letter.
        Letter,
        /// By a visit.
        Visit,
        /// Through somebody who always knows where they are.
        Keeper,
    }
    /// What came of trying to reach somebody.
    AttemptOutcome {
        /// They were spoken to, or wrote back.
        Reached,
        /// It was sent, and nobody has answered yet.
        Sent,
        /// Nobody answered, yet.
        NoAnswer,
        /// They have moved.
        Moved,
        /// It was somebody else's number or address.
        WrongNumber,
        /// The letter or message came back.
        Returned,
    }
    /// How it became known how somebody is, or what they want.
    AnswerSource {
        /// They were seen.
        Seen,
        /// They said so on the telephone.
        Telephone,
        /// They wrote.
        Letter,
        /// They wrote it on their own page.
        OwnPage,
        /// They wrote it on a page that a link opened once.
        Link,
        /// It stands in somebody else's record.
        OutsideRecord,
    }
}

type Source = AnswerSource;

/// What has to be reported within hours.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reportable {
    /// Somebody who gave has died.
    Died,
    /// What they kept has failed.
    OrganFailed,
    /// The operation was broken off after they were asleep.
    Aborted,
    /// What was taken out was not given to anybody.
    NotTransplanted,
}

impl From<Reportable> for programme::rules::Reportable {
    fn from(what: Reportable) -> Self {
        match what {
            Reportable::Died => Self::Died,
            Reportable::OrganFailed => Self::OrganFailed,
            Reportable::Aborted => Self::Aborted,
            Reportable::NotTransplanted => Self::NotTransplanted,
        }
    }
}

impl From<WindowState> for FollowUpState {
    fn from(state: WindowState) -> Self {
        match state {
            WindowState::NotYet => Self::NotYet,
            WindowState::Due => Self::Due,
            WindowState::Late => Self::Late,
            WindowState::Complete => Self::Complete,
            WindowState::CompleteLate => Self::CompleteLate,
            WindowState::Missed => Self::Missed,
            WindowState::Ended => Self::Ended,
        }
    }
}

impl FollowUp {
    /// How it stands with a person on a day.
    pub(crate) fn of(person: &Person, programme: &programme::rules::Programme, on: Date) -> Self {
        let window = |window: &programme::Window| FollowUpWindow {
            donation: window.donation,
            window: window.id.to_string(),
            round: window.round,
            state: window.state_on(on).into(),
            lost: window.is_lost_on(on),
            first: window.first,
            last: window.last,
            form_due: window.form_due,
            missing: window.missing().map(ToString::to_string).collect(),
        };
        let report = |open: programme::OpenReport<'_>| OpenReport {
            rule: open.kind.rule.id.to_string(),
            donation: open.donation,
            learnt: open.learnt,
            until: open.until,
        };
        Self {
            next_contact: next_contact(person, programme, on).map(|next| next.on),
            next_way: next_way(person).map(|way| Way { by: way.by.into(), address: way.address }),
            plan: person.follow_up.plan.clone().map(PlanBody::from),
            left_alone: person.follow_up.wants_to_be_left(),
            windows: windows(person, programme).iter().map(window).collect(),
            reports: open_reports(person, programme).into_iter().map(report).collect(),
        }
    }
}

impl From<programme::ContactPlan> for PlanBody {
    fn from(plan: programme::ContactPlan) -> Self {
        let way = |way: programme::ContactWay| Way { by: way.by.into(), address: way.address };
        let keeper = |keeper: programme::Keeper| Keeper {
            name: keeper.name,
            relation: keeper.relation,
            address: keeper.address,
        };
        Self {
            agreed: plan.agreed,
            ways: plan.ways.into_iter().map(way).collect(),
            keepers: plan.keepers.into_iter().map(keeper).collect(),
            language: plan.language,
            times: plan.times,
        }
    }
}

impl From<PlanBody> for programme::ContactPlan {
    fn from(body: PlanBody) -> Self {
        let way = |way: Way| programme::ContactWay { by: way.by.into(), address: way.address };
        let keeper = |keeper: Keeper| programme::Keeper {
            name: keeper.name,
            relation: keeper.relation,
            address: keeper.address,
        };
        Self {
            agreed: body.agreed,
            ways: body.ways.into_iter().map(way).collect(),
            keepers: body.keepers.into_iter().map(keeper).collect(),
            language: body.language,
            times: body.times,
        }
    }
}

impl From<AttemptBody> for programme::Attempt {
    fn from(body: AttemptBody) -> Self {
        Self { on: body.on, by: body.by.into(), outcome: body.outcome.into(), address: body.address, note: body.note }
    }
}

impl From<FollowUpAnswerBody> for programme::FollowUpAnswer {
    fn from(body: FollowUpAnswerBody) -> Self {
        let values = body.values.into_iter().map(|(field, measured)| (field.as_str().into(), measured.into()));
        Self { seen: body.seen, source: body.source.into(), values: values.collect(), note: body.note }
    }
}

impl From<WishBody> for programme::Wish {
    fn from(body: WishBody) -> Self {
        Self { on: body.on, source: body.source.into(), said: body.said }
    }
}
