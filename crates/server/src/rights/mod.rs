//! Who may do what, on whose record, through which relation, and why: one table, [`TABLE`]. Nothing else grants anything.
//!
//! A route names one [`Right`]. A role has a right for the people whom its [`Reach`] takes in; a right that a role has no
//! line for, it does not have.

mod scope;
mod table;

use programme::Role;
use serde::Serialize;

pub use scope::{Scope, Tied};
pub use table::TABLE;

/// Something that may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// What anybody may see, signed in or not: the rules, the way in, whether the machine is well.
    Open,
    /// What everybody who is signed in may: see their own account, change their password, speak up, sign out.
    OwnAccount,
    /// See what needs a person now.
    SeeToday,
    /// See by whom one stands, and what each of them needs now.
    SeeMyPeople,
    /// Look for people, and see who they are in a list.
    FindPeople,
    /// See who somebody is, where they are and which stage they are in.
    ReadPerson,
    /// See somebody's examinations and everything else of their life.
    ReadLife,
    /// See whether somebody may give, with every reason.
    ReadEligibility,
    /// See whether somebody is available, and not why.
    ReadAvailability,
    /// See who has read somebody's record.
    ReadReadings,
    /// Take everything that is held on somebody away, as a file or on paper.
    TakeAway,
    /// Take somebody into the programme.
    Register,
    /// Put right who somebody is.
    AmendDetails,
    /// Write down examinations, and put them right.
    Examine,
    /// Answer an alert.
    AnswerAlert,
    /// Write down where somebody is, that they left, that they came back.
    Place,
    /// Receive somebody who has come to a site, by their number and the day of their birth.
    Receive,
    /// Write down stages of life and what prepares for them.
    Guide,
    /// Tell somebody what has to be told before they are asked, and write it down.
    Tell,
    /// Say, in the person's own words, whom they name and what these may be told.
    NameBonds,
    /// Say that somebody waits, at once and without a reason, and that they are ready again.
    Wait,
    /// Wait and object oneself, on one's own page.
    OwnWait,
    /// Defer somebody, look at a deferral again, lift it.
    Defer,
    /// Object to what keeps somebody from giving.
    Object,
    /// Decide an objection.
    DecideAppeal,
    /// Say whether somebody is fit to give with what was found.
    Assess,
    /// See who has to be asked how they are, try to reach them, and write down what was reported.
    StayInTouch,
    /// Say how somebody is, how they want to be reached, and that they want to be left alone or asked again.
    SayHowTheyAre,
    /// Write down that somebody has died, or is with another programme.
    EndJourney,
    /// Put somebody by a person's side.
    AssignCarer,
    /// See every donation that goes on, and what it waits for.
    SeeDonations,
    /// Ask somebody whether they would give, take up an offer, write down what was given elsewhere.
    BeginDonation,
    /// Say, or write down as heard, what only the donor says: yes, less time, stop.
    HearDonor,
    /// Set the day of a donation, verify it, carry it out, call it off.
    RunDonation,
    /// Write down a conversation with somebody by whom one stands.
    Converse,
    /// Read what somebody and their advocate said to each other.
    ReadConversations,
    /// Answer what somebody asked about their own record.
    AnswerRequest,
    /// Ask for one's own record to be put right, or to be erased.
    MakeRequest,
    /// Take the right to read somebody in an emergency.
    OpenEmergency,
    /// See the sites.
    SeeSites,
    /// See who is at a site.
    SeeResidents,
    /// Open, change and close sites.
    ManageSites,
    /// Look at rows of files that were refused.
    LookAtRows,
    /// See how many people have which outcome, and nobody in particular.
    CountOutcomes,
    /// See accounts and posts, open and close accounts, invite their holders.
    ManageAccounts,
    /// Carry out the erasure of somebody who asked for it and was granted it, without seeing who they are.
    ErasePeople,
    /// Erase the accounts of those who worked here.
    EraseAccounts,
    /// Appoint people to posts and dismiss them: to which ones, the engine says.
    Appoint,
    /// Read what people said when they spoke up, and answer.
    HearConcerns,
    /// See who read and who did what, in the whole programme.
    Audit,
}

/// Whom a role has a right for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Their own record.
    Own,
    /// The people whom they stand by in this role.
    InCare,
    /// The people who are, today, at the site of their post; everybody where the post is at no site.
    AtSite,
    /// The people for whom they opened emergency access, while it lasts.
    Emergency,
    /// Everybody in the programme.
    Everybody,
    /// Nobody in particular: what is not about people.
    Thing,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What may be done.
    pub right: Right,
    /// By whom.
    pub role: Role,
    /// To whom.
    pub reach: Reach,
    /// Why, in plain words.
    pub why: &'static str,
}

impl Right {
    /// Whether it needs no post: nobody has to be signed in, or whoever is signed in has it.
    pub const fn needs_no_post(self) -> bool {
        matches!(self, Self::Open | Self::OwnAccount)
    }

    /// Every right.
    pub const ALL: &'static [Self] = &[
        Self::Open,
        Self::OwnAccount,
        Self::SeeToday,
        Self::SeeMyPeople,
        Self::FindPeople,
        Self::ReadPerson,
        Self::ReadLife,
        Self::ReadEligibility,
        Self::ReadAvailability,
        Self::ReadReadings,
        Self::TakeAway,
        Self::Register,
        Self::AmendDetails,
        Self::Examine,
        Self::AnswerAlert,
        Self::Place,
        Self::Receive,
        Self::Guide,
        Self::Tell,
        Self::NameBonds,
        Self::Wait,
        Self::OwnWait,
        Self::Defer,
        Self::Object,
        Self::DecideAppeal,
        Self::Assess,
        Self::StayInTouch,
        Self::SayHowTheyAre,
        Self::EndJourney,
        Self::AssignCarer,
        Self::SeeDonations,
        Self::BeginDonation,
        Self::HearDonor,
        Self::RunDonation,
        Self::Converse,
        Self::ReadConversations,
        Self::AnswerRequest,
        Self::MakeRequest,
        Self::OpenEmergency,
        Self::SeeSites,
        Self::SeeResidents,
        Self::ManageSites,
        Self::LookAtRows,
        Self::CountOutcomes,
        Self::ManageAccounts,
        Self::ErasePeople,
        Self::EraseAccounts,
        Self::Appoint,
        Self::HearConcerns,
        Self::Audit,
    ];

    /// What it allows, in plain words: the documentation of each.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Open => "see what anybody may see",
            Self::OwnAccount => "use their own account, and speak up",
            Self::SeeToday => "see what needs a person today",
            Self::SeeMyPeople => "see by whom they stand, and what each of these needs",
            Self::FindPeople => "look for people by name or number",
            Self::ReadPerson => "see who somebody is and where they are",
            Self::ReadLife => "read somebody's life and examinations",
            Self::ReadEligibility => "see whether somebody may give, and why",
            Self::ReadAvailability => "see whether somebody is available, and not why",
            Self::ReadReadings => "see who has read somebody's record",
            Self::TakeAway => "take everything that is held on somebody away",
            Self::Register => "take somebody into the programme",
            Self::AmendDetails => "put right who somebody is",
            Self::Examine => "write down examinations",
            Self::AnswerAlert => "answer an alert",
            Self::Place => "write down where somebody is",
            Self::Receive => "receive somebody who has come, by their number and date of birth",
            Self::Guide => "write down stages of life",
            Self::Tell => "tell somebody what has to be told, and write it down",
            Self::NameBonds => "say whom somebody names, and what these may be told",
            Self::Wait => "say that somebody waits, and that they are ready again",
            Self::OwnWait => "wait, and object, on their own page",
            Self::Defer => "defer somebody, and lift a deferral",
            Self::Object => "object to what keeps somebody from giving",
            Self::DecideAppeal => "decide an objection",
            Self::Assess => "assess what was found of somebody",
            Self::StayInTouch => "see who has to be asked how they are, and try to reach them",
            Self::SayHowTheyAre => "say how somebody is, how to reach them, and whether they want to be asked",
            Self::EndJourney => "write down that somebody has died or is with another programme",
            Self::AssignCarer => "put somebody by a person's side",
            Self::SeeDonations => "see every donation that goes on, and what it waits for",
            Self::BeginDonation => "ask somebody whether they would give, or take up an offer",
            Self::HearDonor => "say, or write down as heard, what only the donor says: yes, less time, stop",
            Self::RunDonation => {
                "set the day of a donation, verify it, carry it out, call it off, take back what was written down in error"
            }
            Self::Converse => "write down a conversation with somebody whom they stand by",
            Self::ReadConversations => "read what somebody and their advocate said to each other",
            Self::AnswerRequest => "answer what somebody asked about their own record",
            Self::MakeRequest => "ask for a correction, or to be erased",
            Self::OpenEmergency => "take the right to read somebody in an emergency",
            Self::SeeSites => "see the sites",
            Self::SeeResidents => "see who is at a site",
            Self::ManageSites => "open, change and close sites",
            Self::LookAtRows => "look at rows of files that were refused",
            Self::CountOutcomes => "see how many people have which outcome",
            Self::ManageAccounts => "open and close accounts",
            Self::ErasePeople => "carry out an erasure that was granted, without seeing who it is",
            Self::EraseAccounts => "erase accounts of those who worked here",
            Self::Appoint => "appoint people to posts, and dismiss them",
            Self::HearConcerns => "read and answer what people said when they spoke up",
            Self::Audit => "see who read and did what in the whole programme",
        }
    }
}

impl Reach {
    /// In plain words, after “may … of”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Own => "themselves",
            Self::InCare => "the people they stand by",
            Self::AtSite => "the people at their site today",
            Self::Emergency => "somebody in an emergency, for some hours",
            Self::Everybody => "everybody in the programme",
            Self::Thing => "no person",
        }
    }
}
