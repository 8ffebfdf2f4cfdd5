//! Reading findings, needs and alerts.

use std::ops::Range;

use crate::rules::{Alert, Assessing, ContactWithin, Deferral, Finding, Needed, Outcome};

use super::Reader;
use super::deferral::read_optional_by;
use super::expression::{Fields, read_expression};
use super::header::MINIMUM_DONOR_AGE;
use super::ids::Noun;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

pub(super) const OUTCOMES: &[(&str, Outcome)] = &[
    ("excluded", Outcome::Excluded),
    ("deferred", Outcome::Deferred),
    ("needs-assessment", Outcome::NeedsAssessment),
    ("incomplete", Outcome::Incomplete),
    ("eligible", Outcome::Eligible),
];

/// What “not fit” can come to: excluded, or deferred with no end in sight.
const UNFIT: &[(&str, Outcome)] = &[("excluded", Outcome::Excluded), ("deferred", Outcome::Deferred)];

const DEFERRALS: &[(&str, Deferral)] = &[("temporary", Deferral::Temporary), ("indefinite", Deferral::Indefinite)];

/// A finding with the place of its header.
pub(super) fn read_finding<'t>(
    mut table: Table<'t>,
    fields: &Fields<'_>,
    reader: &mut Reader<'t>,
) -> Option<Placed<Finding>> {
    let rule = read_rule(Noun::Finding, &mut table, reader);
    if rule.as_ref().is_some_and(|rule| rule.id.as_str() == MINIMUM_DONOR_AGE) {
        let message = "“minimum-donor-age” is the id of the rule under [programme.minimum-donor-age]";
        reader.out.error(table.header.clone(), "duplicate-id", message);
    }
    let outcome = table.required("outcome", &mut reader.out, read::one_of(OUTCOMES));
    let deferral = table.optional("deferral", &mut reader.out, read::one_of(DEFERRALS));
    let when = table.required("when", &mut reader.out, read::text);
    let unless = table.optional("unless", &mut reader.out, read::list(read::slug));
    let unless = unless.map_or_else(Vec::new, |unless| unless.value);
    reader.ids.refer(Noun::Finding, &unless);
    let assessment = read_assessing(&mut table, outcome.as_ref().map(|outcome| outcome.value), reader);
    if let Some(outcome) = &outcome {
        check_outcome(outcome, deferral.as_ref(), &table.what, &table.header, reader);
    }
    let when = read_expression(when, fields, reader);
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let finding = Finding {
        rule: rule?,
        outcome: outcome?.value,
        deferral: deferral.map(|deferral| deferral.value),
        assessment,
        when: when?,
        unless: unless.iter().map(|id| id.value.into()).collect(),
    };
    Some(Placed { value: finding, at })
}

/// Who assesses, how long “fit” counts, and what “not fit” comes to; only where somebody has to look at it.
fn read_assessing<'t>(table: &mut Table<'t>, outcome: Option<Outcome>, reader: &mut Reader<'t>) -> Assessing {
    let standard = Assessing::default();
    let by = read_optional_by("assessed-by", table, reader);
    let fit_for = table.optional("fit-for", &mut reader.out, read::period);
    let unfit = table.optional("not-fit", &mut reader.out, read::one_of(UNFIT));
    let given = [by.as_ref().map(|by| &by.at), fit_for.as_ref().map(|p| &p.at), unfit.as_ref().map(|unfit| &unfit.at)];
    let is_looked_at = outcome.is_none_or(|outcome| outcome == Outcome::NeedsAssessment);
    if let Some(at) = given.into_iter().flatten().next().filter(|_| !is_looked_at) {
        let message = format!("nobody assesses {}: its outcome is not “needs-assessment”", table.what);
        reader.out.error(at.clone(), "assessment", message);
    }
    Assessing {
        by: by.map_or(standard.by, |by| by.value),
        fit_for: fit_for.map(|period| period.value),
        unfit: unfit.map_or(standard.unfit, |unfit| unfit.value),
    }
}

fn check_outcome(
    outcome: &Placed<Outcome>,
    deferral: Option<&Placed<Deferral>>,
    what: &str,
    header: &Range<usize>,
    reader: &mut Reader<'_>,
) {
    let out = &mut reader.out;
    match (outcome.value, deferral) {
        (Outcome::Incomplete, _) => {
            let message = "a finding is never “incomplete”: it speaks of what is known";
            out.error(outcome.at.clone(), "finding-outcome", message)
                .help("write a [[needed]] for what has to be known");
        }
        (Outcome::Eligible, _) => {
            let message = "a finding is never “eligible”: that is what is left when no rule speaks against it";
            out.error(outcome.at.clone(), "finding-outcome", message);
        }
        (Outcome::Deferred, None) => {
            let message = format!("{what} defers, and does not say how long");
            out.error(header.clone(), "deferral", message).help("add deferral = \"temporary\" or \"indefinite\"");
        }
        (Outcome::Excluded | Outcome::NeedsAssessment, Some(deferral)) => {
            let message = format!("a `deferral` belongs to “deferred”, and {what} is “{}”", outcome.value);
            out.error(deferral.at.clone(), "deferral", message);
        }
        (Outcome::Deferred, Some(_)) | (Outcome::Excluded | Outcome::NeedsAssessment, None) => {}
    }
}

/// A need.
pub(super) fn read_needed<'t>(mut table: Table<'t>, fields: &Fields<'_>, reader: &mut Reader<'t>) -> Option<Needed> {
    let rule = read_rule(Noun::Incomplete, &mut table, reader);
    let satisfied = table.required("satisfied", &mut reader.out, read::text);
    let satisfied = read_expression(satisfied, fields, reader);
    table.finish(&mut reader.out);
    Some(Needed { rule: rule?, satisfied: satisfied? })
}

/// An alert.
pub(super) fn read_alert<'t>(mut table: Table<'t>, fields: &Fields<'_>, reader: &mut Reader<'t>) -> Option<Alert> {
    let rule = read_rule(Noun::Alert, &mut table, reader);
    let when = table.required("when", &mut reader.out, read::text);
    let by = table.required("by", &mut reader.out, read::text);
    let days = table.required("within-days", &mut reader.out, read::whole(0_u16, 366));
    let when = read_expression(when, fields, reader);
    table.finish(&mut reader.out);
    Some(Alert { rule: rule?, when: when?, by: by?.value.to_owned(), within: ContactWithin { days: days?.value } })
}
