//! Reading what the file says of staying in touch with those who gave.

use crate::rules::{FollowUp, FollowUpSection, FollowUpWindow, ForLife, ReportKind, Reportable, Threshold, WindowWhen};

use super::field::read_field;
use super::ids::Noun;
use super::message::read_message;
use super::plain::read_name;
use super::rule::read_rule;
use super::table::{Placed, Table};
use super::{Reader, each, read};

const REPORTABLE: &[(&str, Reportable)] = &[
    ("died", Reportable::Died),
    ("organ-failed", Reportable::OrganFailed),
    ("aborted", Reportable::Aborted),
    ("not-transplanted", Reportable::NotTransplanted),
];

/// How many fields all sections have together at most: which of them are filled in is kept as the bits of one number.
const FIELDS_MAX: usize = 60;

/// Everything that the file says of it; `None` where it says nothing, or cannot be read.
pub(super) fn read_follow_up<'t>(file: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<FollowUp>> {
    let table = file.optional("follow-up", &mut reader.out, read::table);
    let sections: Vec<FollowUpSection> = each(file, "follow-up-section", reader, read_section);
    let windows: Vec<Placed<FollowUpWindow>> = each(file, "follow-up-window", reader, read_window);
    let thresholds = each(file, "threshold", reader, read_threshold);
    let reports = each(file, "follow-up-report", reader, read_report);
    let messages = each(file, "follow-up-message", reader, read_message);
    let Some(mut table) = table else {
        if let Some(window) = windows.first() {
            let message = "there are windows, and nothing says how staying in touch goes on after them";
            reader.out.error(window.at.clone(), "missing-key", message).help("add a table [follow-up]");
        }
        return None;
    };
    let at = table.header.clone();
    let fields: usize = sections.iter().map(|section| section.field_ids().count()).sum();
    if fields > FIELDS_MAX {
        let message =
            format!("the sections of the form have {fields} fields together, and at most {FIELDS_MAX} can be kept");
        reader.out.error(at.clone(), "too-many-fields", message);
    }
    let rule = read_rule(Noun::FollowUp, &mut table, reader);
    let form_due_after = table.required("form-due-after", &mut reader.out, read::period);
    let for_life = table.optional("for-life", &mut reader.out, read::table);
    let for_life = for_life.and_then(|table| read_for_life(table, reader));
    table.finish(&mut reader.out);
    let windows = windows.into_iter().map(|window| window.value).collect();
    let form_due_after = form_due_after?.value;
    let value = FollowUp { rule: rule?, form_due_after, for_life, windows, sections, thresholds, reports, messages };
    Some(Placed { value, at })
}

fn read_for_life<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<ForLife> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::FollowUpWindow, &mut table, reader);
    let every = table.required("every", &mut reader.out, read::period);
    let within = table.required("within", &mut reader.out, read::period);
    let sections = refer(Noun::FollowUpSection, "sections", &mut table, reader);
    table.finish(&mut reader.out);
    let rule = rule?;
    let id = rule.id.as_str().into();
    let (every, within) = (every?.value, within?.value);
    Some(ForLife { rule, id, name: name.to_owned(), every, within, sections: ids(sections) })
}

fn read_window<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<FollowUpWindow>> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::FollowUpWindow, &mut table, reader);
    let at_discharge = table.optional("at-discharge", &mut reader.out, read::boolean).is_some_and(|at| at.value);
    let when = if at_discharge {
        let at_latest = table.required("at-latest", &mut reader.out, read::period);
        at_latest.map(|at_latest| WindowWhen::AtDischarge { at_latest: at_latest.value })
    } else {
        let after = table.required("after", &mut reader.out, read::period);
        let within = table.required("within", &mut reader.out, read::period);
        after.zip(within).map(|(after, within)| WindowWhen::After { after: after.value, within: within.value })
    };
    let kinds = table.optional("donation-kinds", &mut reader.out, read::list(read::slug));
    let kinds = kinds.map_or_else(Vec::new, |kinds| kinds.value);
    reader.ids.refer(Noun::DonationKind, &kinds);
    let sections = refer(Noun::FollowUpSection, "sections", &mut table, reader);
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let rule = rule?;
    let (id, kinds) = (rule.id.as_str().into(), ids(kinds));
    let window = FollowUpWindow { rule, id, name: name.to_owned(), when: when?, kinds, sections: ids(sections) };
    Some(Placed { value: window, at })
}

fn read_section<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<FollowUpSection> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::FollowUpSection, &mut table, reader);
    let of_checks = table.optional("of-checks", &mut reader.out, read::list(read::slug));
    let of_checks = of_checks.map_or_else(Vec::new, |fields| fields.value);
    reader.ids.refer(Noun::Field, &of_checks);
    let own = each(&mut table, "field", reader, read_field);
    if of_checks.is_empty() && own.is_empty() {
        let message = format!("{} asks for nothing", table.what);
        reader.out.error(table.header.clone(), "missing-key", message).help("name fields of checks in `of-checks`");
    }
    table.finish(&mut reader.out);
    let rule = rule?;
    let id = rule.id.as_str().into();
    Some(FollowUpSection { rule, id, name: name.to_owned(), of_checks: ids(of_checks), own })
}

fn read_threshold<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Threshold> {
    let rule = read_rule(Noun::Threshold, &mut table, reader);
    let kind = table.required("donation-kind", &mut reader.out, read::slug);
    let section = table.required("section", &mut reader.out, read::slug);
    let percent = table.required("percent", &mut reader.out, read::whole(1_u8, 100));
    reader.ids.refer(Noun::DonationKind, kind.as_slice());
    reader.ids.refer(Noun::FollowUpSection, section.as_slice());
    let windows = refer(Noun::FollowUpWindow, "windows", &mut table, reader);
    table.finish(&mut reader.out);
    Some(Threshold {
        rule: rule?,
        kind: kind?.value.into(),
        section: section?.value.into(),
        windows: ids(windows),
        percent: percent?.value,
    })
}

fn read_report<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<ReportKind> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::Report, &mut table, reader);
    let of = table.required("of", &mut reader.out, read::one_of(REPORTABLE));
    let within_hours = table.required("within-hours", &mut reader.out, read::whole(1_u16, 8_760));
    let within_after = table.optional("within-after", &mut reader.out, read::period);
    table.finish(&mut reader.out);
    let (of, within_hours) = (of?.value, within_hours?.value);
    let within_after = within_after.map(|period| period.value);
    Some(ReportKind { rule: rule?, name: name.to_owned(), of, within_hours, within_after })
}

/// A list of ids, which has to be there and refers to something.
fn refer<'t>(noun: Noun, key: &'static str, table: &mut Table<'t>, reader: &mut Reader<'t>) -> Vec<Placed<&'t str>> {
    let named = table.required(key, &mut reader.out, read::list(read::slug));
    if let Some(empty) = named.as_ref().filter(|named| named.value.is_empty()) {
        reader.out.error(empty.at.clone(), "missing-key", format!("`{key}` of {} names nothing", table.what));
    }
    let named = named.map_or_else(Vec::new, |named| named.value);
    reader.ids.refer(noun, &named);
    named
}

fn ids<T: for<'a> From<&'a str>>(placed: Vec<Placed<&str>>) -> Vec<T> {
    placed.iter().map(|id| id.value.into()).collect()
}
