//! Reading what an authority has to decide before something is given.

use crate::rules::{Approval, Interview};

use super::Reader;
use super::donation::read_verify;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::Table;

const INTERVIEWS: &[(&str, Interview)] = &[
    (Interview::Donor.as_str(), Interview::Donor),
    (Interview::Recipient.as_str(), Interview::Recipient),
    (Interview::Together.as_str(), Interview::Together),
];

/// A decision without which a donation does not go on.
pub(super) fn read_approval<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Approval> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::DonationRule, &mut table, reader);
    let assessed_by = table.required("assessed-by", &mut reader.out, read::text);
    let decided_by = table.required("decided-by", &mut reader.out, read::text);
    let interviews = table.optional("interviews", &mut reader.out, read::list(read::one_of(INTERVIEWS)));
    let report_within = table.optional("report-within", &mut reader.out, read::period);
    let valid_for = table.optional("valid-for", &mut reader.out, read::period);
    let finds = table.optional("find", &mut reader.out, read::tables).unwrap_or_default();
    table.finish(&mut reader.out);
    let finds = read_verify(finds, reader);
    let rule = rule?;
    let mut interviews: Vec<_> =
        interviews.map_or_else(Vec::new, |list| list.value.into_iter().map(|interview| interview.value).collect());
    interviews.sort_unstable();
    interviews.dedup();
    Some(Approval {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        rule,
        assessed_by: assessed_by?.value.trim().to_owned(),
        decided_by: decided_by?.value.trim().to_owned(),
        interviews,
        finds,
        report_within: report_within.map(|period| period.value),
        valid_for: valid_for.map(|period| period.value),
    })
}
