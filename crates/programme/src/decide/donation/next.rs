//! The next step of a donation, and what is missing for it. Refusals, the person's page and the board are made of it.

use jiff::civil::Date;
use serde::Serialize;

use crate::donation::Donation;
use crate::eligibility::{Reason, check_in_force, eligibility};
use crate::ids::DonationKindId;
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal;
use crate::rules::{DonationKind, DonationNeed, Outcome, Programme, Route};

use super::super::short;
use super::approval;
use super::ground;
use super::missing::{Missing, Supplier};

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

/// What comes next in a donation on a day, and what is missing for it. `recipient` is whoever would receive, where the donor
/// named somebody ([`Donation::recipient`]).
pub fn next_step(
    donor: &Person,
    recipient: Option<&Person>,
    donation: &Donation,
    programme: &Programme,
    today: Date,
) -> NextStep {
    let ready = |on: Date| not_ready(donor, recipient, donation, programme, on);
    let step = |step, on, missing| NextStep { step, on, missing };
    if !donation.is_open() {
        return step(NextKind::Nothing, None, Vec::new());
    }
    if donation.given.is_some() || donation.called_off.is_some() {
        return step(NextKind::Discharge, None, Vec::new());
    }
    if donation.started.is_some() {
        return step(NextKind::Finish, None, Vec::new());
    }
    match donation.appointed.map(|appointed| appointed.on) {
        Some(on) if on == today && donation.verified_by(today) >= VERIFIERS => {
            step(NextKind::Start, Some(on), ready(today))
        }
        Some(on) if on == today => step(NextKind::Verify, Some(on), ready(today)),
        Some(on) if on > today => {
            let wait = format!("It is set for {}.", plain_date(on));
            let wait = Missing::by(refusal::ON_ITS_DAY, wait, Supplier::Time, "Wait for the day, or set another one.");
            step(NextKind::Verify, Some(on), ready(on).into_iter().chain([wait]).collect())
        }
        _ => {
            let missing = ready(today);
            let consent = !unconsented(donation, programme).is_empty();
            step(if consent { NextKind::Consent } else { NextKind::Schedule }, None, missing)
        }
    }
}

/// What is missing before something can be taken from a donor on a day, as far as it is known today.
pub(super) fn not_ready(
    donor: &Person,
    recipient: Option<&Person>,
    donation: &Donation,
    programme: &Programme,
    on: Date,
) -> Vec<Missing> {
    let Some(kind) = programme.donation_kind(&donation.kind) else {
        let next = "Call it off, and begin another one under the present file.";
        return vec![Missing::by(refusal::UNKNOWN_DONATION_KIND, "", Supplier::Coordinator, next)];
    };
    let mut missing = not_askable(donor, (donation.route(), recipient), kind, programme, on);
    missing.extend(limits(donor, kind, on));
    missing.extend(still_reflecting(donor, donation, kind, programme, on));
    missing.extend(unconsented(donation, programme));
    missing.extend(approval::undecided(donation, kind, on));
    missing.extend(not_fit(donor, kind, programme, on));
    missing.extend(kind.needs.iter().filter_map(|need| not_in_date(donor, need, programme, on)));
    missing
}

/// What stands in the way of asking somebody at all, or of going on with what they were asked.
/// `route` and `recipient`: by which way, and whoever would receive.
pub(super) fn not_askable(
    donor: &Person,
    (route, recipient): (Option<Route>, Option<&Person>),
    kind: &DonationKind,
    programme: &Programme,
    on: Date,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    let minimum = &programme.minimum_donor_age;
    let birth = donor.details.as_ref().map(|details| details.birth);
    if birth.is_none_or(|birth| birth.age_on(on).at_least < i16::from(minimum.years)) {
        let next = "Wait until they certainly are old enough.";
        missing.push(Missing::of(&minimum.rule, "", Supplier::Time, next).article(12));
    }
    if donor.is_away_on(on) {
        let next = "If they want to come back, record their return first.";
        missing.push(Missing::by(refusal::AWAY, "", Supplier::Donor, next));
    }
    if !kind.survivable {
        let detail = "Nobody is expected to survive it.";
        missing.push(
            Missing::of(&kind.rule, detail, Supplier::Nobody, "Nothing of this kind is asked of anybody.").article(4),
        );
    }
    let lacks = short::of_kind(kind, programme).into_iter();
    missing.extend(
        lacks.map(|(article, lacks)| Missing::by(short::RULE, lacks, Supplier::Keeper, short::NEXT).article(article)),
    );
    missing.extend(waits(donor, on));
    missing.extend(ground::no_advocate(donor, recipient, on));
    missing.extend(ground::untold(donor, route, programme, on));
    missing
}

/// That they wait by their own wish (article 5).
pub(super) fn waits(donor: &Person, on: Date) -> Option<Missing> {
    let next = "They say when they are ready again. Nobody asks them to be.";
    donor.deferrals.own_on(on).map(|_| Missing::by(refusal::WAITING, "", Supplier::Donor, next).article(5))
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

/// That the time to reflect is not over.
pub(super) fn still_reflecting(
    donor: &Person,
    donation: &Donation,
    kind: &DonationKind,
    programme: &Programme,
    on: Date,
) -> Option<Missing> {
    let reflection = kind.reflection.as_ref()?;
    if donation.opened.is_some() && unconsented(donation, programme).is_empty() {
        // Whoever has said yes to everything had the time before each: what they are told later takes nothing back.
        return None;
    }
    // A yes of a day before they asked for less was said while the whole time went on.
    let is_shortened = donation.shortened.is_some_and(|word| word.on <= on);
    let over = reflection_over(donor, donation, programme, is_shortened)?;
    if over <= on {
        return None;
    }
    let shorter = reflection
        .least
        .filter(|_| donation.shortened.is_none())
        .map_or(String::new(), |least| format!(" Only the donor can ask for less, and never for less than {least}."));
    let detail = format!("It is over on {}.", plain_date(over));
    let next = format!("Wait until then.{shorter}");
    Some(Missing::of(&reflection.rule, detail, Supplier::Time, next).article(2))
}

/// The first day on which a donor who was asked may say yes: the time to reflect after it began, or after the last thing
/// that they had to be told before, whichever was later. `None` where there is no such time.
pub fn reflected_on(donor: &Person, donation: &Donation, programme: &Programme) -> Option<Date> {
    reflection_over(donor, donation, programme, donation.shortened.is_some())
}

fn reflection_over(donor: &Person, donation: &Donation, programme: &Programme, is_shortened: bool) -> Option<Date> {
    let reflection = programme.donation_kind(&donation.kind)?.reflection.as_ref()?;
    let (_, opened) = donation.opened.as_ref()?;
    let begun = ground::last_told(donor, programme).map_or(*opened, |told| told.max(*opened));
    let time = if is_shortened { reflection.least.unwrap_or(reflection.time) } else { reflection.time };
    Some(time.after(begun))
}

/// Everything that the donor has not said yes to in its present words.
pub(super) fn unconsented(donation: &Donation, programme: &Programme) -> Vec<Missing> {
    let said = |id, version| donation.consents.get(id).is_some_and(|consent| consent.version == version);
    let missing = programme.consent_for(&donation.kind).filter(|element| !said(&element.id, element.version));
    let next = "Ask for it, and take a no for a no.";
    missing
        .map(|element| {
            let detail = match donation.consents.get(&element.id) {
                Some(_) => format!("“{}”: they said yes to earlier words, and not to these.", element.name),
                None => format!("“{}”: they have not said yes to this.", element.name),
            };
            Missing::of(&element.rule, detail, Supplier::Donor, next).article(2)
        })
        .collect()
}

/// Every reason why the donor is not eligible on a day, but for the limits of kinds, which [`limits`] says of this one.
fn not_fit(donor: &Person, kind: &DonationKind, programme: &Programme, on: Date) -> Vec<Missing> {
    let found = eligibility(donor, programme, on);
    let of_this_part =
        |reason: &&Reason<'_>| reason.rule.id != programme.minimum_donor_age.rule.id && reason.rule.id != kind.rule.id;
    let missing = |reason: &Reason<'_>| {
        let (who, next) = match reason.outcome {
            Outcome::Excluded => (Supplier::Nobody, "Tell them why, and call it off if it stays so."),
            Outcome::Deferred => (Supplier::Clinician, "Wait until this has ended."),
            Outcome::NeedsAssessment => (Supplier::Clinician, "Assess it, and write down what came of it."),
            Outcome::Incomplete | Outcome::Eligible => (Supplier::Clinician, "Make the check, and record it."),
        };
        Missing::of(reason.rule, "", who, next).article(4)
    };
    found.reasons.iter().filter(of_this_part).map(missing).collect()
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
