//! What the read tables say of a person: pure, from the person and the programme alone.
//!
//! Nothing here depends on the clock: an outcome is a row with the days from which and until which it holds, the future
//! ones included.

use programme::rules::Programme;
use programme::{
    EligibilityPeriod, Person, Stream, donor_since, due_in, eligibility_periods, open_alerts, reflected_on, talks_due,
    told_again, uncovered, waits_for,
};

use super::account::BondRows;
use super::day::{self, NEVER};
use super::follow_up::FollowUpRows;
use super::reach::ReachRows;
use super::waits::WaitRows;

/// A person's rows in every read table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonRows {
    /// The stream, as the log writes it: the key of all rows.
    pub(crate) stream: String,
    /// The version of the event that says who they are.
    pub(crate) details_version: i64,
    /// The version of the stream.
    pub(crate) version: i64,
    /// The stage of life they are in.
    pub(crate) stage: String,
    /// The site where they are.
    pub(crate) site: Option<String>,
    /// `here`, `elsewhere` with another programme that has acknowledged it, `away`, `dead` or `erased`.
    pub(crate) state: &'static str,
    /// Since when they are a donor, who is never without an advocate, or [`NEVER`].
    pub(crate) donor: i64,
    /// What eligibility comes to, and when.
    pub(crate) outcomes: Vec<OutcomeRow>,
    /// What they are due for.
    pub(crate) due: Vec<DueRow>,
    /// Alerts that nobody has answered.
    pub(crate) alerts: Vec<AlertRow>,
    /// Where they lived and stayed.
    pub(crate) stays: Vec<StayRow>,
    /// Staying in touch with them.
    pub(crate) follow_up: FollowUpRows,
    /// Reaching them.
    pub(crate) reach: ReachRows,
    /// When they and their advocates are to speak.
    pub(crate) talks: Vec<TalkRow>,
    /// The times in which a donor has no advocate: the first day, and the day on which it is over or [`NEVER`].
    pub(crate) uncovered: Vec<(i64, i64)>,
    /// What they are to be told again: the topic, and since when.
    pub(crate) told_again: Vec<(String, i64)>,
    /// Donations that go on.
    pub(crate) donations: Vec<DonationRow>,
    /// Who stands by them, and the like.
    pub(crate) bonds: BondRows,
    /// Their waits, and what they objected to.
    pub(crate) waits: WaitRows,
}

/// A period of one outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutcomeRow {
    /// The first day.
    pub(crate) from: i64,
    /// The day on which the next period begins, or [`NEVER`].
    pub(crate) until: i64,
    /// The outcome; `away` while the person has left.
    pub(crate) outcome: &'static str,
    /// The outcome of the period before; empty in the first one.
    pub(crate) before: &'static str,
    /// `outcome:rule-id` of every reason, parted by spaces.
    pub(crate) reasons: String,
}

/// Checks due together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DueRow {
    /// Due from this day on.
    pub(crate) due_on: i64,
    /// Late from this day on.
    pub(crate) late_on: i64,
    /// No longer asked for from this day on, or [`NEVER`].
    pub(crate) until: i64,
    /// The kinds of check, parted by spaces.
    pub(crate) checks: String,
}

/// An alert that nobody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlertRow {
    /// The examination.
    pub(crate) examination: String,
    /// The alert's rule.
    pub(crate) rule: String,
    /// The day of the examination.
    pub(crate) since: i64,
    /// The last day in time.
    pub(crate) until: i64,
}

/// A time at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StayRow {
    /// Which of the person's stays, from 0.
    pub(crate) ordinal: i64,
    /// The site.
    pub(crate) site: String,
    /// The first day.
    pub(crate) from: i64,
    /// The day of leaving, or [`NEVER`].
    pub(crate) until: i64,
}

/// A donation that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DonationRow {
    /// Which.
    pub(crate) donation: String,
    /// What it waits for, the set day aside.
    pub(crate) step: &'static str,
    /// The day that was set for it, or [`NEVER`].
    pub(crate) appointed: i64,
    /// The first day on which the donor may say yes; 0 where there is no time to reflect.
    pub(crate) reflected: i64,
}

/// When somebody and an advocate of theirs are to speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TalkRow {
    /// The advocate's account.
    pub(crate) carer: String,
    /// When they spoke last.
    pub(crate) last: Option<i64>,
    /// Due from this day on.
    pub(crate) due_on: i64,
    /// Late from this day on.
    pub(crate) late_on: i64,
}

impl PersonRows {
    /// The rows of a person.
    pub(crate) fn of(person: &Person, programme: &Programme) -> Self {
        let state = match (person.erased, &person.journey.death, &person.departed) {
            (true, ..) => "erased",
            (false, Some(_), _) => "dead",
            (false, None, Some(_)) => "away",
            (false, None, None) if person.journey.handed_over().is_some() => "elsewhere",
            (false, None, None) => "here",
        };
        let periods = eligibility_periods(person, programme);
        Self {
            stream: Stream::Person(person.id).to_string(),
            details_version: person.details_version as i64,
            version: person.version as i64,
            stage: person.stage().to_string(),
            site: person.present_stay().map(|stay| stay.site.to_string()),
            state,
            donor: donor_since(person, programme).map_or(NEVER, day::number),
            outcomes: outcomes(&periods),
            due: due_in(person, programme, &periods).into_iter().map(due_row).collect(),
            alerts: if person.erased { Vec::new() } else { alerts(person, programme) },
            stays: stays(person),
            follow_up: FollowUpRows::of(person, programme),
            reach: ReachRows::of(person),
            talks: talks_due(person, programme).into_iter().map(talk_row).collect(),
            uncovered: uncovered(person, programme).into_iter().map(span).collect(),
            told_again: told_again(person, programme).into_iter().map(again).collect(),
            donations: donations(person, programme),
            bonds: BondRows::of(person),
            waits: WaitRows::of(person),
        }
    }
}

fn outcomes(periods: &[EligibilityPeriod<'_>]) -> Vec<OutcomeRow> {
    let ends = periods.iter().skip(1).map(|next| day::number(next.from)).chain([NEVER]);
    let row = |(period, until): (&EligibilityPeriod<'_>, i64)| {
        let from = day::number(period.from);
        match &period.eligibility {
            None => OutcomeRow { from, until, outcome: "away", before: "", reasons: String::new() },
            Some(eligibility) => {
                let mut reasons = String::new();
                for reason in &eligibility.reasons {
                    if !reasons.is_empty() {
                        reasons.push(' ');
                    }
                    reasons.push_str(reason.outcome.as_str());
                    reasons.push(':');
                    reasons.push_str(reason.rule.id.as_str());
                }
                OutcomeRow { from, until, outcome: eligibility.outcome.as_str(), before: "", reasons }
            }
        }
    };
    let mut rows: Vec<OutcomeRow> = periods.iter().zip(ends).map(row).collect();
    // Two periods whose reasons differ only in the checks they come from are one here.
    rows.dedup_by(|next, row| {
        let same = next.outcome == row.outcome && next.reasons == row.reasons;
        if same {
            row.until = next.until;
        }
        same
    });
    let mut before = "";
    for row in &mut rows {
        row.before = std::mem::replace(&mut before, row.outcome);
    }
    rows
}

fn talk_row(due: programme::TalkDue) -> TalkRow {
    TalkRow {
        carer: due.advocate.to_string(),
        last: due.last.map(day::number),
        due_on: day::number(due.due_on),
        late_on: day::number(due.late_on),
    }
}

fn again((topic, from): (programme::TopicId, jiff::civil::Date)) -> (String, i64) {
    (topic.to_string(), day::number(from))
}

fn donations(person: &Person, programme: &Programme) -> Vec<DonationRow> {
    let row = |donation: &programme::Donation| DonationRow {
        donation: donation.id.to_string(),
        step: waits_for(person, donation, programme).as_str(),
        appointed: donation.appointed.map_or(NEVER, |appointed| day::number(appointed.on)),
        reflected: reflected_on(person, donation, programme).map_or(0, day::number),
    };
    person.donations.iter().filter(|donation| donation.is_open()).map(row).collect()
}

fn span((from, until): (jiff::civil::Date, Option<jiff::civil::Date>)) -> (i64, i64) {
    (day::number(from), until.map_or(NEVER, day::number))
}

fn due_row(due: programme::Due) -> DueRow {
    let checks: Vec<_> = due.checks.iter().map(|check| check.as_str()).collect();
    DueRow {
        due_on: day::number(due.due_on),
        late_on: day::number(due.late_on),
        until: due.until.map_or(NEVER, day::number),
        checks: checks.join(" "),
    }
}

fn alerts(person: &Person, programme: &Programme) -> Vec<AlertRow> {
    let row = |open: programme::OpenAlert<'_>| AlertRow {
        examination: open.examination.to_string(),
        rule: open.alert.rule.id.to_string(),
        since: day::number(open.since),
        until: day::number(open.until),
    };
    open_alerts(person, programme).into_iter().map(row).collect()
}

fn stays(person: &Person) -> Vec<StayRow> {
    let row = |(ordinal, stay): (usize, &programme::Stay)| StayRow {
        ordinal: ordinal as i64,
        site: stay.site.to_string(),
        from: day::number(stay.from),
        until: stay.until.map_or(NEVER, day::number),
    };
    person.stays.iter().enumerate().map(row).collect()
}
