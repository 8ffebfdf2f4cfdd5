//! Reading the programme's own terms.

use crate::rules::Word;

use super::Reader;
use super::ids::Noun;
use super::plain::read_plain;
use super::read;
use super::table::{Placed, Table};

/// A term with its place, and what it means.
pub(super) fn read_word<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<(Placed<&'t str>, Word)> {
    let term = table.required("term", &mut reader.out, read::text);
    term.iter().for_each(|term| table.called(term.value));
    let plain = read_plain(&mut table, term.as_ref().map_or("", |term| term.value), reader);
    table.finish(&mut reader.out);
    let term = term?;
    reader.define(Noun::Word, &term);
    let word = Word { term: term.value.trim().to_owned(), plain };
    Some((term, word))
}
