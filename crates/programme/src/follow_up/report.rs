//! What has to be reported within hours of learning of it, and was not yet.

use jiff::{SignedDuration, Timestamp};

use crate::follow_up::Reported;
use crate::ids::DonationId;
use crate::person::Person;
use crate::rules::{Programme, ReportKind, Reportable};

/// Something that has to be reported and was not yet.
#[derive(Clone, Debug)]
pub struct OpenReport<'p> {
    /// The rule of the file.
    pub kind: &'p ReportKind,
    /// Of which donation.
    pub donation: DonationId,
    /// When somebody of the programme learnt of it.
    pub learnt: Timestamp,
    /// Until when it has to be reported.
    pub until: Timestamp,
}

/// What has to be reported and was not yet, the most urgent first. A death is one of these of itself, of each donation that it
/// came soon enough after.
pub fn open_reports<'p>(person: &Person, programme: &'p Programme) -> Vec<OpenReport<'p>> {
    let Some(follow_up) = &programme.follow_up else { return Vec::new() };
    let learnt = person.follow_up.learnt.iter().map(|learnt| (learnt.what, learnt.donation, learnt.on, learnt.learnt));
    let death = person.journey.death.iter().flat_map(|death| {
        person.donations.iter().map(move |donation| (Reportable::Died, donation.id, death.on, death.learnt))
    });
    let mut open = Vec::new();
    for (what, id, on, learnt) in learnt.chain(death) {
        let Some(kind) = follow_up.report_of(what) else { continue };
        let given = person.donations.iter().find(|donation| donation.id == id).and_then(|known| known.given.as_ref());
        let too_long_ago = given.zip(kind.within_after).is_some_and(|(given, within)| within.after(given.on) < on);
        // What was reported before this was learnt of was about something else: a death, for one, that was none.
        let is_of_this = |done: &&Reported| done.donation == id && done.what == what && learnt <= done.at;
        let is_done = person.follow_up.reported.iter().any(|done| is_of_this(&done));
        let never_given = what == Reportable::Died && given.is_none();
        if !too_long_ago && !is_done && !never_given {
            let until = learnt.saturating_add(SignedDuration::from_hours(kind.within_hours.into()));
            let until = until.unwrap_or(Timestamp::MAX);
            open.push(OpenReport { kind, donation: id, learnt, until });
        }
    }
    open.sort_by_key(|open| open.until);
    open
}
