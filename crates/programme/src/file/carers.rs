//! Reading the table `[carers]`.

use crate::rules::{Carers, Caseload, ContactEvery, RuleText, Training};

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

/// The rules of carers with the place of their header.
pub(super) fn read_carers<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Placed<Carers> {
    let advocate = table.optional("advocate", &mut reader.out, read::table);
    let caseload = table.optional("caseload", &mut reader.out, read::table);
    let contact = table.optional("contact", &mut reader.out, read::table);
    let training = table.optional("training", &mut reader.out, read::tables).unwrap_or_default();
    let companion = table.optional("companion", &mut reader.out, read::table);
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let value = Carers {
        advocate: advocate.and_then(|table| read_only_rule(table, reader)),
        caseload: caseload.and_then(|table| read_caseload(table, reader)),
        contact: contact.and_then(|table| read_contact(table, reader)),
        training: training.into_iter().filter_map(|table| read_training(table, reader)).collect(),
        companion: companion.and_then(|table| read_only_rule(table, reader)),
    };
    Placed { value, at }
}

fn read_only_rule<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<RuleText> {
    let rule = read_rule(Noun::CarerRule, &mut table, reader);
    table.finish(&mut reader.out);
    rule
}

fn read_caseload<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Caseload> {
    let rule = read_rule(Noun::CarerRule, &mut table, reader);
    let most = table.required("most", &mut reader.out, read::whole(1_u16, 1_000));
    table.finish(&mut reader.out);
    Some(Caseload { most: most?.value, rule: rule? })
}

fn read_contact<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<ContactEvery> {
    let rule = read_rule(Noun::CarerRule, &mut table, reader);
    let every = table.required("every", &mut reader.out, read::period);
    let late_after = table.required("late-after", &mut reader.out, read::period);
    table.finish(&mut reader.out);
    Some(ContactEvery { every: every?.value, late_after: late_after?.value, rule: rule? })
}

fn read_training<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Training> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::CarerRule, &mut table, reader);
    let valid_for = table.optional("valid-for", &mut reader.out, read::period);
    let again = table.optional("again", &mut reader.out, read::period);
    if let Some(again) = again.as_ref().filter(|_| valid_for.is_none()) {
        let message = "what counts for ever is not done again";
        reader.out.error(again.at.clone(), "again", message).help("say `valid-for` as well, or leave `again` out");
    }
    table.finish(&mut reader.out);
    let rule = rule?;
    Some(Training {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        valid_for: valid_for.map(|valid_for| valid_for.value),
        again: again.map(|again| again.value),
        rule,
    })
}
