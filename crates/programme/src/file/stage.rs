//! Reading stages of life and kinds of site.

use crate::rules::{Preparation, SiteKind, Stage};

use super::Reader;
use super::finding::OUTCOMES;
use super::ids::Noun;
use super::plain::{read_name, read_plain};
use super::read;
use super::table::{Placed, Table};

/// A stage with the place of its header, or of its `from-age` where it has one.
pub(super) fn read_stage<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<Stage>> {
    let id = reader.read_id(Noun::Stage, &mut table);
    let name = read_name(&mut table, reader);
    let plain = read_plain(&mut table, name, reader);
    let from_age = table.optional("from-age", &mut reader.out, read::whole(0_u8, 130));
    let assessed = table.optional("assessed", &mut reader.out, read::boolean);
    let outcome = table.optional("outcome", &mut reader.out, read::one_of(OUTCOMES));
    let next = table.optional("next", &mut reader.out, read::list(read::slug));
    let site_kinds = table.optional("site-kinds", &mut reader.out, read::list(read::slug));
    let preparation = table.optional("preparation", &mut reader.out, read::tables);
    let at = from_age.as_ref().map_or_else(|| table.header.clone(), |age| age.at.clone());
    table.finish(&mut reader.out);
    let next = next.map_or_else(Vec::new, |next| next.value);
    let site_kinds = site_kinds.map_or_else(Vec::new, |kinds| kinds.value);
    reader.ids.refer(Noun::Stage, &next);
    reader.ids.refer(Noun::SiteKind, &site_kinds);
    let stage = Stage {
        id: id?.value.into(),
        name: name.to_owned(),
        plain,
        from_age: from_age.map(|age| age.value),
        assessed: assessed.is_some_and(|assessed| assessed.value),
        outcome: outcome.map(|outcome| outcome.value),
        next: next.iter().map(|id| id.value.into()).collect(),
        site_kinds: site_kinds.iter().map(|id| id.value.into()).collect(),
        preparation: read_preparation(preparation.unwrap_or_default(), reader),
    };
    Some(Placed { value: stage, at })
}

fn read_preparation<'t>(tables: Vec<Table<'t>>, reader: &mut Reader<'t>) -> Vec<Preparation> {
    let mut seen: Vec<&str> = Vec::new();
    let mut preparation = Vec::new();
    for mut table in tables {
        let id = table.required("id", &mut reader.out, read::slug);
        id.iter().for_each(|id| table.called(id.value));
        let plain = read_plain(&mut table, id.as_ref().map_or("", |id| id.value), reader);
        table.finish(&mut reader.out);
        let Some(id) = id else { continue };
        if seen.contains(&id.value) {
            let message = format!("this stage has two preparations “{}”", id.value);
            reader.out.error(id.at, "duplicate-id", message);
            continue;
        }
        seen.push(id.value);
        preparation.push(Preparation { id: id.value.into(), plain });
    }
    preparation
}

/// A kind of site.
pub(super) fn read_site_kind<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<SiteKind> {
    let id = reader.read_id(Noun::SiteKind, &mut table);
    let name = read_name(&mut table, reader);
    let plain = read_plain(&mut table, name, reader);
    table.finish(&mut reader.out);
    Some(SiteKind { id: id?.value.into(), name: name.to_owned(), plain })
}
