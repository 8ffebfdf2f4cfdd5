//! Reading kinds of check.

use crate::rules::CheckKind;

use super::Reader;
use super::field::read_field;
use super::ids::Noun;
use super::plain::{read_name, read_plain};
use super::read;
use super::table::{Placed, Table};

/// A kind of check with the place of its header.
pub(super) fn read_check<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<CheckKind>> {
    let id = reader.read_id(Noun::Check, &mut table);
    let name = read_name(&mut table, reader);
    let plain = read_plain(&mut table, name, reader);
    let fields = table.required("field", &mut reader.out, read::tables).unwrap_or_default();
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let fields = fields.into_iter().filter_map(|field| read_field(field, reader)).collect();
    Some(Placed { value: CheckKind { id: id?.value.into(), name: name.to_owned(), plain, fields }, at })
}
