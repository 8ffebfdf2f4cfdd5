//! Reading what a donor consents to.

use crate::rules::ConsentElement;

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::Table;

/// One thing that a donor consents to.
pub(super) fn read_consent_element<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<ConsentElement> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::ConsentElement, &mut table, reader);
    let version = table.required("version", &mut reader.out, read::whole(1_u32, 9_999));
    let kinds = table.optional("kinds", &mut reader.out, read::list(read::slug));
    let kinds = kinds.map_or_else(Vec::new, |kinds| kinds.value);
    table.finish(&mut reader.out);
    reader.ids.refer(Noun::DonationKind, &kinds);
    let rule = rule?;
    Some(ConsentElement {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        rule,
        version: version?.value,
        kinds: kinds.iter().map(|id| id.value.into()).collect(),
    })
}
