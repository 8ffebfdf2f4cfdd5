//! The next step of a donation, and what is missing for it. Refusals, the person's page and the board are made of it.

use jiff::civil::Date;
use serde::Serialize;

use crate::care::CareTime;
use crate::donation::Donation;
use crate::eligibility::{Reason, check_in_force, eligibility};
use crate::ids::DonationKindId;
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal;
use crate::rules::{DonationKind, DonationNeed, Outcome, Programme, handed_over, left_alone};

use super::approval;
use super::asked::Asked;
use super::missing::{Missing, Supplier};
use super::reflect::{still_reflecting, unconsented};

/// How many people verify a donation on the day.
pub(super) const VERIFIERS: usize = 2;

/// What comes next in a donation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NextStep {
    /// What.
    pub step: NextKind,
    /// The day that was set for it, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// What is missing for it, the most fundamental first. Nothing: it can be done today.
    pub missing: Vec<Missing>,
    /// What else has to be there on the day of the operation, and is not or will not be. It stops no day from being set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Missing>,
}

/// A step of a donation that can be next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextKind {
    /// The donor says yes to each thing, or no.
    Consent,
    /// The day and the place are set.
    Schedule,
    /// Two people verify everything on the day.
    Verify,
    /// The donor goes to sleep for it.
    Start,
    /// It is given, or called off.
    Finish,
    /// They recover, and go home.
    Discharge,
    /// Nothing: it is over.
    Nothing,
}

impl NextKind {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Consent, Self::Schedule, Self::Verify, Self::Start, Self::Finish, Self::Discharge, Self::Nothing];

    /// As the interface writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Schedule => "schedule",
            Self::Verify => "verify",
            Self::Start => "start",
            Self::Finish => "finish",
            Self::Discharge => "discharge",
            Self::Nothing => "nothing",
        }
    }

    /// In plain words.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Consent => "The donor reflects, and says yes to each thing, or no.",
            Self::Schedule => "A day and a place are set.",
            Self::Verify => "Two people verify everything on the day.",
            Self::Start => "The donor goes to sleep for the operation.",
            Self::Finish => "It is given, or called off.",
            Self::Discharge => "The donor recovers, and goes home.",
            Self::Nothing => "Nothing: it is over.",
        }
    }
}

/// What a donation waits for, whatever the day: where one was set, the set day is what it waits for first.
pub fn waits_for(donor: &Person, donation: &Donation, programme: &Programme) -> NextKind {
    if !donation.is_open() {
        NextKind::Nothing
    } else if donation.given.is_some() || donation.called_off.is_some() {
        NextKind::Discharge
    } else if donation.started.is_some() {
        NextKind::Finish
    } else if unconsented(donor, donation, programme).is_empty() {
        NextKind::Schedule
    } else {
        NextKind::Consent
    }
}

/// What comes next in a donation on a day, and what is missing for it. `beside` are the times in which somebody stands by
/// whoever would receive, where the donor named somebody ([`Donation::recipient`]): nothing else is asked about that person. That
/// they are not available is said where a step is refused for it.
pub fn next_step(
    donor: &Person,
    beside: &[CareTime],
    donation: &Donation,
    programme: &Programme,
    today: Date,
) -> NextStep {
    let wanting = |on: Date| wanting(donor, (None, beside), donation, programme, today, on);
    let plain = |step| NextStep { step, on: None, missing: Vec::new(), due: Vec::new() };
    let waits_for = waits_for(donor, donation, programme);
    if !matches!(waits_for, NextKind::Consent | NextKind::Schedule) {
        return plain(waits_for);
    }
    match donation.appointed.map(|appointed| appointed.on) {
        Some(on) if on == today => {
            let is_verified = donation.verified_by(today) >= VERIFIERS;
            let step = if is_verified { NextKind::Start } else { NextKind::Verify };
            NextStep { step, on: Some(on), missing: wanting(today).all(), due: Vec::new() }
        }
        Some(on) if on > today => {
            let wait = format!("It is set for {}.", plain_date(on));
            let wait = Missing::by(refusal::ON_ITS_DAY, wait, Supplier::Time, "Wait for the day, or set another one.");
            let Wanting { missing, due } = wanting(on);
            let missing = missing.into_iter().chain([wait]).collect();
            NextStep { step: NextKind::Verify, on: Some(on), missing, due }
        }
        _ => {
            let Wanting { missing, due } = wanting(today);
            NextStep { missing, due, ..plain(waits_for) }
        }
    }
}

/// What is missing before something can be taken from a donor on a day.
pub(super) struct Wanting {
    /// What no time mends by itself: without it no day is set either.
    pub(super) missing: Vec<Missing>,
    /// What can still be done before the day.
    pub(super) due: Vec<Missing>,
}

impl Wanting {
    /// On the day itself both are missing.
    pub(super) fn all(self) -> Vec<Missing> {
        self.missing.into_iter().chain(self.due).collect()
    }
}

/// What is missing before something can be taken from a donor on a day, as far as it is known today.
pub(super) fn wanting(
    donor: &Person,
    recipient: (Option<&Person>, &[CareTime]),
    donation: &Donation,
    programme: &Programme,
    today: Date,
    on: Date,
) -> Wanting {
    let Some(kind) = programme.donation_kind(&donation.kind) else {
        let next = "Call it off, and begin another one under the present file.";
        let missing = vec![Missing::by(refusal::UNKNOWN_DONATION_KIND, "", Supplier::Coordinator, next)];
        return Wanting { missing, due: Vec::new() };
    };
    let asked = Asked::of(donor, recipient, donation, kind, programme);
    let mut missing = asked.stands_against(on);
    let untold = asked.untold(today.min(on));
    let told_again = asked.untold(on).filter(|_| today < on && untold.is_none());
    missing.extend(untold);
    missing.extend(limits(donor, kind, on));
    missing.extend(still_reflecting(donor, donation, kind, programme, on));
    missing.extend(unconsented(donor, donation, programme));
    missing.extend(approval::undecided(donation, kind, on));
    let mut due: Vec<Missing> = told_again.into_iter().collect();
    for (outcome, one) in not_fit(donor, kind, programme, on) {
        if outcome <= Outcome::Deferred { missing.push(one) } else { due.push(one) }
    }
    due.extend(kind.needs.iter().filter_map(|need| not_in_date(donor, need, programme, on)));
    if let Some(on) = donation.appointed.map(|appointed| appointed.on).filter(|set| *set == on && today < on) {
        due = due.into_iter().map(|one| asked.in_time(one, today, on)).collect();
    }
    Wanting { missing, due }
}

/// The limit of a life, and the least time since an earlier donation of any kind.
pub(super) fn limits(donor: &Person, kind: &DonationKind, on: Date) -> Option<Missing> {
    let given = donor.donations.iter().filter_map(|donation| donation.given.as_ref());
    let earlier: Vec<(&DonationKindId, Date)> = given.map(|given| (&given.kind, given.on)).collect();
    let (detail, who) = match kind.open_from(earlier.iter().copied()) {
        None => ("They have given it as often as a life allows.".to_owned(), Supplier::Nobody),
        Some(from) if on < from => {
            (format!("After what they gave before, not before {}.", plain_date(from)), Supplier::Time)
        }
        Some(_) => return None,
    };
    let next = if who == Supplier::Time { "Choose a later day." } else { "Thank them. Nothing more is asked of them." };
    Some(Missing::of(&kind.rule, detail, who, next).article(4))
}

/// Every reason why the donor is not eligible on a day, but for those that other functions here say of this donation.
fn not_fit(donor: &Person, kind: &DonationKind, programme: &Programme, on: Date) -> Vec<(Outcome, Missing)> {
    let found = eligibility(donor, programme, on);
    let said_elsewhere = [&programme.minimum_donor_age.rule.id, &kind.rule.id, &handed_over().id, &left_alone().id];
    let missing = |reason: &Reason<'_>| {
        let (who, next) = match reason.outcome {
            Outcome::Excluded => (Supplier::Nobody, "Tell them why, and call it off if it stays so."),
            Outcome::Deferred => (Supplier::Clinician, "Wait until this has ended."),
            Outcome::NeedsAssessment => (Supplier::Clinician, "Assess it, and write down what came of it."),
            Outcome::Incomplete | Outcome::Eligible => (Supplier::Clinician, "Make the check, and record it."),
        };
        (reason.outcome, Missing::of(reason.rule, "", who, next).article(4))
    };
    found.reasons.iter().filter(|reason| !said_elsewhere.contains(&&reason.rule.id)).map(missing).collect()
}

/// That a check which matters is missing, says too little, or is out of date on a day.
fn not_in_date(donor: &Person, need: &DonationNeed, programme: &Programme, on: Date) -> Option<Missing> {
    let last = check_in_force(donor, programme, &need.check, on, &need.satisfied);
    let name = programme.check(&need.check).map_or(need.check.as_str(), |check| check.name.as_str());
    let detail = match last {
        None => format!("“{name}” has not been done."),
        Some((_, false)) => format!("“{name}” does not say it all."),
        Some((made, true)) => {
            let until = need.within.map(|within| within.after(made)).filter(|until| *until < on)?;
            format!("“{name}” was done on {}, and counts until {}.", plain_date(made), plain_date(until))
        }
    };
    let next = format!("Do “{name}”, and record it.");
    Some(Missing::of(&need.rule, detail, Supplier::Laboratory, next).article(4))
}
