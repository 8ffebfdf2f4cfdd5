//! The names things go by: typed so that a site's id can never stand where a person's is wanted.
//!
//! Ids of people, sites, examinations and imports are UUIDs made at the edge and handed in with the command: nothing
//! here draws one. Ids that a programme file gives (a stage, a field, a rule) are slugs.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_id! {
    /// A person in the programme: donor, recipient, companion, or nobody yet.
    PersonId
    /// A place where people live, stay or are seen.
    SiteId
    /// One visit at which one or more checks were made.
    ExaminationId
    /// One file brought in.
    ImportId
    /// One account: somebody who may sign in.
    AccountId
    /// One appointment of somebody to a post.
    PostId
    /// One time that somebody spoke up.
    ConcernId
    /// One thing that a person asked of the programme about their own record.
    RequestId
    /// One bond: somebody whom a person named.
    BondId
    /// One time that somebody was told something.
    TellingId
    /// One time that somebody who gave said, or was seen, how they are.
    FollowUpAnswerId
    /// One link by which somebody can answer once, without an account.
    LinkId
    /// One message to somebody: an e-mail, a text message or a letter.
    MessageId
    /// One tie that a carer declared: to somebody who may receive.
    TieId
    /// One time that a carer is away.
    AbsenceId
    /// One conversation between a carer and somebody whom they stand by.
    ConversationId
    /// One donation: asked for or offered, and done or not.
    DonationId
    /// One deferral: a wait of one's own, or one that others placed.
    DeferralId
    /// One appeal.
    AppealId
    /// One assessment.
    AssessmentId
}

macro_rules! slug_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as the programme file writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

slug_id! {
    /// A stage of life, as the programme file names it.
    StageId
    /// A kind of site.
    SiteKindId
    /// A kind of check.
    CheckId
    /// A field of a check; unique in a programme file.
    FieldId
    /// A rule: a finding, a need, an alert, a schedule, or one of the engine's own.
    RuleId
    /// Something to be done before a stage is entered.
    PreparationId
    /// Something that has to be told before a question is asked.
    TopicId
    /// A time at which somebody who gave is seen or asked.
    WindowId
    /// A part of the form about somebody who gave.
    SectionId
    /// Something that an advocate has to have learnt.
    TrainingId
    /// A kind of donation, such as a kidney.
    DonationKindId
    /// A kind of deferral.
    DeferralKindId
    /// One thing that a donor consents to.
    ElementId
    /// Something that two people verify on the day.
    VerifyItemId
    /// Something that an authority decides before anything is given.
    ApprovalId
}
