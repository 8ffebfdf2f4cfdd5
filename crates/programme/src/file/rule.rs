//! Reading what every rule carries.

use crate::rules::{Provenance, RuleText};

use super::Reader;
use super::ids::Noun;
use super::plain::read_plain;
use super::read;
use super::table::{Placed, Table};

const PROVENANCES: &[(&str, Provenance)] =
    &[("authority", Provenance::Authority), ("local", Provenance::Local), ("unverified", Provenance::Unverified)];

/// The id, words, source and date of a rule.
pub(super) fn read_rule<'t>(noun: Noun, table: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<RuleText> {
    let id = reader.read_id(noun, table);
    read_rule_with_id(id, table, reader)
}

/// The words, source and date of a rule whose id is read already.
pub(super) fn read_rule_with_id<'t>(
    id: Option<Placed<&'t str>>,
    table: &mut Table<'t>,
    reader: &mut Reader<'t>,
) -> Option<RuleText> {
    let plain = read_plain(table, id.as_ref().map_or("", |id| id.value), reader);
    let source = table.required("source", &mut reader.out, read::text);
    let provenance = table.required("provenance", &mut reader.out, read::one_of(PROVENANCES));
    let in_force_from = table.required("in-force-from", &mut reader.out, read::date);
    Some(RuleText {
        id: id?.value.into(),
        plain,
        source: source?.value.trim().to_owned(),
        provenance: provenance?.value,
        in_force_from: in_force_from?.value,
    })
}
