//! Reading what is kept of those who gave, whatever they ask.

use crate::rules::{Keep, KeptPart};

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::Table;

const PARTS: &[(&str, KeptPart)] =
    &[(KeptPart::Who.as_str(), KeptPart::Who), (KeptPart::Donations.as_str(), KeptPart::Donations)];

/// One obligation to keep something.
pub(super) fn read_keep<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Keep> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::Keep, &mut table, reader);
    let what = table.required("what", &mut reader.out, read::list(read::one_of(PARTS)));
    let length = table.required("for", &mut reader.out, read::period);
    table.finish(&mut reader.out);
    let what = what?;
    if what.value.is_empty() {
        reader.out.error(what.at, "keep", "`what` names nothing that is kept").help("write [\"who\", \"donations\"]");
    }
    let mut what: Vec<_> = what.value.into_iter().map(|part| part.value).collect();
    what.sort_unstable();
    what.dedup();
    Some(Keep { name: name.to_owned(), rule: rule?, what, length: length?.value })
}
