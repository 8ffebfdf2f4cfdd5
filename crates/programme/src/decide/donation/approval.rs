//! What an authority decided about a donation, after somebody independent looked into it, and that it has not yet.

use jiff::civil::Date;

use crate::donation::{Approved, Donation};
use crate::event::{DonationEvent, Event, Private, Stream};
use crate::life::plain_date;
use crate::refusal::{self, Refusal};
use crate::rules::{Approval, DonationKind};

use super::super::day::happened;
use super::super::text::said;
use super::missing::{Missing, Supplier};
use super::{At, present};

/// Writes a decision down. A yes is one only where everything was looked into that the programme file asks for; a no always is.
pub(super) fn decide(at: At<'_>, decision: &Approved) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The decision was not recorded.";
    let person = present(at.facts, at.person, WHAT)?;
    let known = at.before_it_began(person, WHAT)?;
    let kind = at.kind(&known.kind, WHAT)?;
    let Some(asked) = kind.approvals.iter().find(|asked| asked.id == decision.approval) else {
        let next = "Choose one of those that the programme file asks for.";
        return Err(refusal::by(refusal::UNKNOWN_APPROVAL, WHAT, "", next).at("approval"));
    };
    said(&decision.assessor, WHAT, "assessor")?;
    if !decision.granted {
        said(&decision.reason, WHAT, "reason")?;
    }
    in_order(at, known, decision, WHAT)?;
    if decision.granted {
        looked_into(asked, known, decision, WHAT)?;
    }
    if known.approvals.get(&asked.id) == Some(decision) {
        return Ok(Vec::new());
    }
    let decision = Private::Known(decision.clone());
    Ok(at.event(DonationEvent::Decided { donation: at.donation, decision }))
}

/// What has not been decided, was refused, or counts no longer on a day.
pub(super) fn undecided<'a>(
    donation: &'a Donation,
    kind: &'a DonationKind,
    on: Date,
) -> impl Iterator<Item = Missing> + 'a {
    kind.approvals.iter().filter_map(move |asked| {
        let ask =
            format!("Ask {} to look into it, and write down what {} decides.", asked.assessed_by, asked.decided_by);
        let (detail, next) = match donation.approvals.get(&asked.id) {
            None => (format!("“{}”: it has not been decided.", asked.name), ask),
            Some(decided) if !decided.granted => {
                let day = plain_date(decided.decided);
                let next =
                    format!("{} can be asked to decide again. Otherwise call it off.", capital(&asked.decided_by));
                (format!("“{}”: it was refused on {day}.", asked.name), next)
            }
            Some(decided) => {
                let until =
                    asked.valid_for.map(|valid_for| valid_for.after(decided.decided)).filter(|until| *until < on)?;
                (format!("“{}”: the decision counts until {}.", asked.name, plain_date(until)), ask)
            }
        };
        Some(Missing::of(&asked.rule, detail, Supplier::Authority, next))
    })
}

/// The report comes after they offered or were asked, and the decision after the report.
fn in_order(at: At<'_>, known: &Donation, decision: &Approved, what: &str) -> Result<(), Refusal> {
    happened(at.facts, decision.decided, what, "decided")?;
    let opened = known.opened.as_ref().map(|(_, opened)| *opened);
    if let Some(opened) = opened.filter(|opened| decision.reported < *opened) {
        let detail = format!("They were first asked, or offered, on {}.", plain_date(opened));
        return Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("reported"));
    }
    if decision.decided < decision.reported {
        let detail = format!("The report is of {}.", plain_date(decision.reported));
        return Err(refusal::by(refusal::IN_ORDER, what, detail, "Correct the day.").at("decided"));
    }
    Ok(())
}

fn looked_into(asked: &Approval, known: &Donation, decision: &Approved, what: &str) -> Result<(), Refusal> {
    let unspoken = asked.interviews(known.recipient().is_some()).filter(|one| !decision.interviewed.contains(one));
    let unspoken = unspoken.map(|one| format!("an interview {}", one.plain()));
    let unfound = asked.finds.iter().filter(|item| !decision.found.contains(&item.id));
    let unfound = unfound.map(|item| format!("“{}”", item.name));
    let lacking: Vec<_> = unspoken.chain(unfound).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let detail = format!("Not in the report: {}.", lacking.join(", "));
    let next = format!("Ask {} for it.", asked.assessed_by);
    Err(Missing::of(&asked.rule, detail, Supplier::Authority, next).refusal(what).at("interviewed"))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}
