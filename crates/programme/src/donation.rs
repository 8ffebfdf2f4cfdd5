//! A donation: what somebody gives, or thinks of giving, from the first word to the discharge.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::{DonationEvent, Private};
use crate::ids::{AccountId, ApprovalId, DonationId, DonationKindId, ElementId, PersonId, SiteId, VerifyItemId};
use crate::rules::{Interview, Reportable, Route};

/// What is done with a donation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum DonationStep {
    /// Write down what somebody gave before this record began, or elsewhere. Nothing is asked by it.
    Record {
        /// What was given.
        given: Given,
    },
    /// Begin one: they were asked, or they offered. The time to reflect begins today.
    Open {
        /// What, towards whom, and whose idea it was.
        opening: Opening,
    },
    /// Say yes to one thing.
    Consent {
        /// To what.
        element: ElementId,
        /// The version of the words that were read.
        version: u32,
        /// Who heard it: somebody with no part in the care of whoever would receive.
        to: AccountId,
        /// The day.
        on: Date,
    },
    /// Ask for less time to reflect: the donor, and nobody else.
    ShortenReflection {
        /// Who heard it, where the donor did not write it themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<AccountId>,
    },
    /// Stop. Nobody is asked why, and nobody's leave is needed.
    Withdraw {
        /// Who heard it, where the donor did not write it themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<AccountId>,
    },
    /// Write down what an authority decided about it.
    Decide {
        /// What, and what came before.
        decision: Approved,
    },
    /// Set the day and the place, or other ones.
    Schedule {
        /// The day.
        on: Date,
        /// Where.
        site: SiteId,
    },
    /// Say that everything that is verified on the day is as expected. Two people do, each by themselves.
    Verify {
        /// What was found as expected.
        as_expected: BTreeSet<VerifyItemId>,
        /// By what it was made sure who this is.
        identifiers: BTreeSet<Identifier>,
    },
    /// The donor goes to sleep for the operation.
    Start,
    /// It was given.
    Finish {
        /// The day on which the operation ended.
        on: Date,
    },
    /// It does not go on, for a reason that is not the donor's will.
    CallOff {
        /// Why.
        reason: String,
    },
    /// Write down how they are after the operation.
    Note {
        /// The day.
        on: Date,
        /// How they are.
        text: String,
    },
    /// They go home.
    Discharge {
        /// The day.
        on: Date,
    },
    /// Say that something was written down in error: it did not happen, or not to them, or not on that day.
    EnterInError {
        /// What.
        what: Slip,
        /// How that came to be.
        reason: String,
    },
}

/// What of a donation can have been written down in error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum Slip {
    /// That they gave before this record began, or elsewhere.
    Recorded,
    /// That they went to sleep for the operation.
    Started,
    /// That it was given.
    Done,
    /// That they went home.
    Discharged,
    /// That something was learnt which has to be reported.
    Learnt {
        /// What.
        what: Reportable,
    },
}

/// Who said that something was written down in error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SaidInError {
    /// What.
    pub what: Slip,
    /// Who, where they had signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// The day.
    pub on: Date,
    /// How that came to be.
    pub reason: String,
}

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Given {
    /// What.
    pub kind: DonationKindId,
    /// The day of the operation.
    pub on: Date,
    /// The day on which they left hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharged: Option<Date>,
    /// Where, if at a site of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
}

/// How a donation begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opening {
    /// What would be given.
    pub kind: DonationKindId,
    /// Towards whom.
    pub toward: Toward,
    /// Whose idea it was.
    pub idea: Idea,
}

/// Towards whom something would be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "route", rename_all = "kebab-case")]
pub enum Toward {
    /// Somebody whom the donor names.
    Directed {
        /// Who would receive.
        recipient: PersonId,
    },
    /// An exchange.
    Exchange {
        /// For whose sake: they would receive from another donor.
        recipient: PersonId,
    },
    /// Whoever is next on the list.
    List,
}

/// Whose idea a donation was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Idea {
    /// The programme asked.
    Asked,
    /// The donor offered.
    Offered,
}

/// By what it is made sure who somebody is. Two are needed; no step depends on a band (article 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identifier {
    /// They said their name.
    Name,
    /// They said when they were born.
    Birth,
    /// Their number.
    Number,
    /// A photograph on something official.
    Photograph,
}

/// One thing said yes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Consent {
    /// To what.
    pub element: ElementId,
    /// The version of the words.
    pub version: u32,
    /// Who heard it.
    pub to: AccountId,
    /// The day.
    pub on: Date,
}

/// Something that the donor said, on a day, themselves or to somebody who wrote it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnWord {
    /// The day.
    pub on: Date,
    /// Who heard it, where they did not write it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<AccountId>,
}

/// What an authority decided about a donation, after somebody independent looked into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Approved {
    /// Which decision, as the programme file names it.
    pub approval: ApprovalId,
    /// Who looked into it.
    pub assessor: String,
    /// With whom they spoke.
    pub interviewed: BTreeSet<Interview>,
    /// What they found as it has to be.
    pub found: BTreeSet<VerifyItemId>,
    /// The day of their report.
    pub reported: Date,
    /// The day of the decision.
    pub decided: Date,
    /// Whether it was yes.
    pub granted: bool,
    /// Why, where it was no; what else was said, where it was yes.
    #[serde(default)]
    pub reason: String,
}

/// The day and the place of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Appointed {
    /// The day.
    pub on: Date,
    /// Where.
    pub site: SiteId,
}

/// What one person verified on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verification {
    /// Who.
    pub by: AccountId,
    /// The day.
    pub on: Date,
    /// What was found as expected.
    pub as_expected: BTreeSet<VerifyItemId>,
    /// By what it was made sure who this is.
    pub identifiers: BTreeSet<Identifier>,
}

/// Why and when a donation was called off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CalledOff {
    /// The day.
    pub on: Date,
    /// Whether the donor had gone to sleep for it.
    pub after_anaesthesia: bool,
    /// Why.
    pub reason: String,
}

/// How somebody was after the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RecoveryNote {
    /// The day.
    pub on: Date,
    /// How they were.
    pub text: String,
}

/// One donation, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Donation {
    /// Its id.
    pub id: DonationId,
    /// The kind of donation.
    pub kind: DonationKindId,
    /// How and when it began; `None` where it was written down only once it was done.
    pub opened: Option<(Opening, Date)>,
    /// When the donor asked for less time to reflect.
    pub shortened: Option<OwnWord>,
    /// What was said yes to, the last time of each.
    pub consents: BTreeMap<ElementId, Consent>,
    /// What an authority decided, the last time of each.
    pub approvals: BTreeMap<ApprovalId, Approved>,
    /// The day and the place, once they are set.
    pub appointed: Option<Appointed>,
    /// Who verified it, since the day was set.
    pub verified: Vec<Verification>,
    /// The day on which the donor went to sleep for it.
    pub started: Option<Date>,
    /// What was given, once it was.
    pub given: Option<Given>,
    /// When the donor stopped it.
    pub withdrawn: Option<OwnWord>,
    /// When and why it was called off.
    pub called_off: Option<CalledOff>,
    /// How they were afterwards.
    pub notes: Vec<RecoveryNote>,
    /// The day on which they went home.
    pub discharged: Option<Date>,
    /// What one person has said was written down in error, where it takes two.
    pub said_in_error: Vec<SaidInError>,
    /// The day on which the donor died, where they have: nothing of it goes on then.
    pub donor_died: Option<Date>,
}

impl DonationStep {
    /// Who heard what the donor said by it.
    pub(crate) const fn hearer(&self) -> Option<AccountId> {
        match self {
            Self::Consent { to, .. } => Some(*to),
            Self::ShortenReflection { to } | Self::Withdraw { to } => *to,
            _ => None,
        }
    }

    /// Where it would be, or was.
    pub(crate) const fn site(&self) -> Option<SiteId> {
        match self {
            Self::Schedule { site, .. } => Some(*site),
            Self::Record { given } => given.site,
            _ => None,
        }
    }

    /// Who would receive, where it names somebody.
    pub(crate) const fn recipient(&self) -> Option<PersonId> {
        match self {
            Self::Open { opening } => opening.toward.recipient(),
            _ => None,
        }
    }
}

impl Donation {
    /// Takes in an event.
    pub(crate) fn apply(donations: &mut Vec<Self>, event: &DonationEvent) {
        match event {
            DonationEvent::Opened { donation, opening: Private::Known((opening, on)) } => {
                let opened = Some((opening.clone(), *on));
                donations.push(Self { opened, ..Self::new(*donation, opening.kind.clone()) });
            }
            DonationEvent::Recorded { donation, given: Private::Known(given) } => {
                let (given, discharged) = (given.clone(), given.discharged);
                let new = Self::new(*donation, given.kind.clone());
                donations.push(Self { given: Some(given), discharged, ..new });
            }
            DonationEvent::EnteredInError { donation, said: Private::Known(said) } if said.what == Slip::Recorded => {
                donations.retain(|known| known.id != *donation);
            }
            event => {
                if let Some(donation) = donations.iter_mut().find(|known| known.id == event.donation()) {
                    donation.take(event);
                }
            }
        }
    }

    /// Who would receive, where the donor named somebody.
    pub fn recipient(&self) -> Option<PersonId> {
        self.opened.as_ref().and_then(|(opening, _)| opening.toward.recipient())
    }

    /// By which way it would be given, where it was asked or offered.
    pub fn route(&self) -> Option<Route> {
        self.opened.as_ref().map(|(opening, _)| opening.toward.route())
    }

    /// Everybody who heard or verified something in it.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        let heard = self.consents.values().map(|consent| consent.to);
        let words = [self.shortened, self.withdrawn].into_iter().flatten().filter_map(|word| word.to);
        heard.chain(words).chain(self.verified.iter().map(|one| one.by))
    }

    /// Whether it goes on: it was neither stopped nor called off, and the donor lives and has not gone home after it.
    pub const fn is_open(&self) -> bool {
        if self.donor_died.is_some() {
            return false;
        }
        match (&self.withdrawn, &self.called_off) {
            (Some(_), _) => false,
            (None, Some(called_off)) => called_off.after_anaesthesia && self.discharged.is_none(),
            (None, None) => self.opened.is_some() && self.discharged.is_none(),
        }
    }

    /// Whether the donor can still stop it: it goes on, and they have not gone to sleep for it.
    pub const fn can_be_stopped(&self) -> bool {
        self.is_open() && self.started.is_none()
    }

    /// How many people have verified it on a day.
    pub fn verified_by(&self, day: Date) -> usize {
        let by: BTreeSet<_> = self.verified.iter().filter(|one| one.on == day).map(|one| one.by).collect();
        by.len()
    }

    /// What stands behind it falls: the day, and what was verified. What was said yes to does not.
    pub(crate) fn fall(&mut self) {
        if self.started.is_none() {
            self.appointed = None;
            self.verified.clear();
        }
    }

    /// What of it can have been written down in error, as it stands: what was written down last goes first.
    pub fn can_be_in_error(&self) -> Option<Slip> {
        if self.opened.is_none() {
            return self.given.is_some().then_some(Slip::Recorded);
        }
        let last = [
            (self.discharged.is_some(), Slip::Discharged),
            (self.given.is_some(), Slip::Done),
            (self.started.is_some(), Slip::Started),
        ];
        last.into_iter().find_map(|(is_so, slip)| is_so.then_some(slip))
    }

    /// What is taken back was not so. Whether an operation began, and whether something was given, takes two people to say.
    fn in_error(&mut self, said: &SaidInError) {
        let seconds = |known: &SaidInError| known.what == said.what && known.by != said.by;
        if said.what.takes_two() && !self.said_in_error.iter().any(seconds) {
            self.said_in_error.push(said.clone());
            return;
        }
        self.said_in_error.clear();
        match said.what {
            Slip::Started => {
                self.started = None;
                self.verified.clear();
                if let Some(called_off) = &mut self.called_off {
                    called_off.after_anaesthesia = false;
                }
            }
            Slip::Done => self.given = None,
            Slip::Discharged => {
                self.discharged = None;
                self.given.iter_mut().for_each(|given| given.discharged = None);
            }
            // The one takes the whole donation with it, the other is no part of it.
            Slip::Recorded | Slip::Learnt { .. } => {}
        }
    }

    /// Somebody who was verified may be another by what is known now, so they are verified anew.
    pub(crate) fn verify_anew(&mut self) {
        if self.started.is_none() {
            self.verified.clear();
        }
    }

    /// Death closes what goes on; one that was written down in error closes nothing.
    pub(crate) fn closed_by_death(&mut self, died: Option<Date>) {
        self.donor_died = died;
        if died.is_some() {
            self.fall();
        }
    }

    const fn new(id: DonationId, kind: DonationKindId) -> Self {
        Self {
            id,
            kind,
            opened: None,
            shortened: None,
            consents: BTreeMap::new(),
            approvals: BTreeMap::new(),
            appointed: None,
            verified: Vec::new(),
            started: None,
            given: None,
            withdrawn: None,
            called_off: None,
            notes: Vec::new(),
            discharged: None,
            said_in_error: Vec::new(),
            donor_died: None,
        }
    }

    fn take(&mut self, event: &DonationEvent) {
        use DonationEvent as E;
        use Private::Known;
        match event {
            E::Consented { consent: Known(consent), .. } => {
                self.consents.insert(consent.element.clone(), consent.clone());
            }
            E::ReflectionShortened { word: Known(word), .. } => self.shortened = Some(*word),
            E::Withdrawn { word: Known(word), .. } => {
                self.fall();
                self.withdrawn = Some(*word);
            }
            E::Decided { decision: Known(decision), .. } => {
                // Whatever was set on the strength of a yes falls with it.
                if !decision.granted {
                    self.fall();
                }
                self.approvals.insert(decision.approval.clone(), decision.clone());
            }
            E::Scheduled { appointed: Known(appointed), .. } => {
                self.fall();
                self.appointed = Some(*appointed);
            }
            E::Verified { verification: Known(verification), .. } => self.verified.push(verification.clone()),
            E::Started { on: Known(on), .. } => {
                self.said_in_error.clear();
                self.started = Some(*on);
            }
            E::Done { given: Known(given), .. } => {
                self.said_in_error.clear();
                self.given = Some(given.clone());
            }
            E::CalledOff { called_off: Known(called_off), .. } => {
                self.fall();
                self.called_off = Some(called_off.clone());
            }
            E::Noted { note: Known(note), .. } => self.notes.push(note.clone()),
            E::Discharged { on: Known(on), .. } => {
                self.said_in_error.clear();
                self.discharged = Some(*on);
                self.given.iter_mut().for_each(|given| given.discharged = Some(*on));
            }
            E::EnteredInError { said: Known(said), .. } => self.in_error(said),
            // What was erased is gone with the person, and the first events of a donation make it.
            _ => {}
        }
    }
}

impl Slip {
    /// Whether two people have to say it, each by themselves: what a donor cannot stop any more, and what is counted for life.
    pub const fn takes_two(self) -> bool {
        matches!(self, Self::Started | Self::Done)
    }

    /// In plain words, after “written down in error”.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Recorded => "that they gave",
            Self::Started => "that they went to sleep for the operation",
            Self::Done => "that it was given",
            Self::Discharged => "that they went home",
            Self::Learnt { .. } => "that something happened which has to be reported",
        }
    }
}

impl Toward {
    /// Who would receive, or for whose sake it is.
    pub const fn recipient(&self) -> Option<PersonId> {
        match self {
            Self::Directed { recipient } | Self::Exchange { recipient } => Some(*recipient),
            Self::List => None,
        }
    }

    /// By which of the ways that the programme file names.
    pub const fn route(&self) -> Route {
        match self {
            Self::Directed { .. } => Route::Directed,
            Self::Exchange { .. } => Route::Exchange,
            Self::List => Route::List,
        }
    }
}

impl Identifier {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Birth, Self::Number, Self::Photograph];

    /// As the log and the interface write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth",
            Self::Number => "number",
            Self::Photograph => "photograph",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Name => "They said their name, and it is the one of the record.",
            Self::Birth => "They said when they were born, and it is as the record says.",
            Self::Number => "Their number is the one of the record.",
            Self::Photograph => "An official photograph shows them.",
        }
    }
}
