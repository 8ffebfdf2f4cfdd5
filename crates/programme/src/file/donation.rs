//! Reading kinds of donation.

use crate::rules::DonationKind;

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

/// A kind of donation with the place of its header.
pub(super) fn read_donation_kind<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<DonationKind>> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::DonationKind, &mut table, reader);
    let survivable = table.required("survivable", &mut reader.out, read::boolean);
    let per_life = table.required("per-life", &mut reader.out, read::whole(1_u8, 255));
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let rule = rule?;
    let kind = DonationKind {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        rule,
        survivable: survivable?.value,
        per_life: per_life?.value,
    };
    Some(Placed { value: kind, at })
}
