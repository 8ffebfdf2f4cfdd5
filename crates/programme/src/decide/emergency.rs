//! Taking the right to read somebody's record in an emergency: for some hours, with a reason, and they are told.

use crate::event::{Event, PersonEvent, Private, Stream};
use crate::facts::Facts;
use crate::ids::{AccountId, PersonId};
use crate::refusal::{self, Refusal};
use crate::role::Role;
use crate::rules::Programme;

use super::account::open_one;
use super::text::said;
use super::{present, to_person};

pub(super) fn open(
    facts: &Facts<'_>,
    programme: &Programme,
    id: PersonId,
    account: AccountId,
    reason: &str,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "Emergency access was not opened.";
    let person = present(facts, id, WHAT)?;
    open_one(facts, account, WHAT)?;
    if facts.author != Some(account) {
        return Err(refusal::by(refusal::OWN_WORDS, WHAT, "", "Open it from your own account."));
    }
    let treats = [Role::Clinician, Role::Coordinator, Role::SiteStaff];
    if !facts.author().is_some_and(|author| treats.iter().any(|role| author.has_role_on(*role, facts.today))) {
        let next = "Fetch a clinician, a coordinator or somebody of the site.";
        return Err(refusal::by(refusal::EMERGENCY_BY, WHAT, "", next));
    }
    said(reason, WHAT, "reason")?;
    let now = facts.now.as_microsecond();
    if person.emergencies.iter().any(|(who, until)| *who == account && *until > now) {
        return Ok(Vec::new());
    }
    let until = now + i64::from(programme.access.emergency_hours) * 3_600_000_000;
    Ok(to_person(id, PersonEvent::EmergencyOpened { account, until, reason: Private::Known(reason.to_owned()) }))
}
