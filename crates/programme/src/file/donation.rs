//! Reading kinds of donation.

use crate::rules::{DonationKind, DonationNeed, Interval, Reflection, Route, VerifyItem, WindowPeriod};

use super::Reader;
use super::approval::read_approval;
use super::expression::{Fields, read_expression};
use super::ids::Noun;
use super::plain::{read_name, read_plain};
use super::read;
use super::rule::read_rule;
use super::table::{Given, Placed, Table};

const ROUTES: &[(&str, Route)] = &[("directed", Route::Directed), ("exchange", Route::Exchange), ("list", Route::List)];

/// A kind of donation with the place of its header.
pub(super) fn read_donation_kind<'t>(
    mut table: Table<'t>,
    fields: &Fields<'_>,
    reader: &mut Reader<'t>,
) -> Option<Placed<DonationKind>> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::DonationKind, &mut table, reader);
    let survivable = table.required("survivable", &mut reader.out, read::boolean);
    // What an article asks for is reported as a breach where it is missing, and may be missing in a story.
    let per_life = table.optional("per-life", &mut reader.out, read::whole(1_u8, 255));
    let routes = table.required("routes", &mut reader.out, read::list(read::one_of(ROUTES)));
    let site_kinds = table.optional("site-kinds", &mut reader.out, read::list(read::slug));
    let site_kinds = site_kinds.map_or_else(Vec::new, |kinds| kinds.value);
    reader.ids.refer(Noun::SiteKind, &site_kinds);
    let intervals = table.optional("interval", &mut reader.out, read::tables).unwrap_or_default();
    let reflection = table.optional("reflection", &mut reader.out, read::table);
    let needs = table.optional("need", &mut reader.out, read::tables).unwrap_or_default();
    let verify = table.optional("verify", &mut reader.out, read::tables).unwrap_or_default();
    let approvals = table.optional("approval", &mut reader.out, read::tables).unwrap_or_default();
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let intervals = intervals.into_iter().filter_map(|table| read_interval(table, reader)).collect();
    let reflection = reflection.and_then(|table| read_reflection(table, reader));
    let needs = needs.into_iter().filter_map(|table| read_need(table, fields, reader)).collect();
    let approvals = approvals.into_iter().filter_map(|table| read_approval(table, reader)).collect();
    let verify = read_verify(verify, reader);
    let rule = rule?;
    let kind = DonationKind {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        rule,
        survivable: survivable?.value,
        per_life: per_life.map(|most| most.value),
        routes: distinct(routes?, reader),
        site_kinds: site_kinds.iter().map(|id| id.value.into()).collect(),
        intervals,
        reflection,
        needs,
        approvals,
        verify,
    };
    Some(Placed { value: kind, at })
}

fn distinct(routes: Placed<Vec<Placed<Route>>>, reader: &mut Reader<'_>) -> Vec<Route> {
    if routes.value.is_empty() {
        let message = "`routes` names nobody towards whom it can be given";
        reader
            .out
            .error(routes.at, "empty-list", message)
            .help("write [\"directed\", \"exchange\", \"list\"], or some of these");
    }
    let mut all: Vec<Route> = routes.value.into_iter().map(|route| route.value).collect();
    all.sort();
    all.dedup();
    all
}

fn read_interval<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Interval> {
    let after = table.required("after", &mut reader.out, read::slug);
    let least = table.required("least", &mut reader.out, read::period);
    table.finish(&mut reader.out);
    reader.ids.refer(Noun::DonationKind, after.as_slice());
    Some(Interval { after: after?.value.into(), least: least?.value })
}

fn read_reflection<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Reflection> {
    let rule = read_rule(Noun::DonationRule, &mut table, reader);
    let time = table.required("time", &mut reader.out, time_to_reflect);
    let least = table.optional("least", &mut reader.out, time_to_reflect);
    table.finish(&mut reader.out);
    let time = time?;
    if let Some(least) = &least {
        // Months differ in length: the same day of a year of 365 days stands for all.
        let day = jiff::civil::date(2001, 1, 1);
        if time.value.after(day) < least.value.after(day) {
            let message = format!("it is shortened to {}, and is {} long", least.value, time.value);
            reader
                .out
                .error(least.at.clone(), "reflection", message)
                .help("leave `least` out where it cannot be shortened");
        }
    }
    Some(Reflection { rule: rule?, time: time.value, least: least.map(|least| least.value) })
}

/// A length of time that is never nothing: a time to reflect of nothing breaks article 2.
fn time_to_reflect<'t>(
    given: Given<'t>,
    out: &mut super::diagnostic::Diagnostics,
) -> Option<Placed<crate::rules::Period>> {
    let nothing = |text: &str| text.split(' ').next().is_some_and(|count| count.parse() == Ok(0_u8));
    if let toml::de::DeValue::String(text) = given.value
        && nothing(text)
    {
        let message = format!("`{}` leaves a donor no time to reflect", given.key);
        out.breach(2, given.at, "no-reflection", message).help("write a day at the least");
        return None;
    }
    read::period(given, out)
}

fn read_need<'t>(mut table: Table<'t>, fields: &Fields<'_>, reader: &mut Reader<'t>) -> Option<DonationNeed> {
    let rule = read_rule(Noun::DonationRule, &mut table, reader);
    let check = table.required("check", &mut reader.out, read::slug);
    let within = table.optional("within", &mut reader.out, read::period);
    let satisfied = table.required("satisfied", &mut reader.out, read::text);
    let satisfied = read_expression(satisfied, fields, reader);
    let windows = table.optional("window", &mut reader.out, read::tables).unwrap_or_default();
    table.finish(&mut reader.out);
    reader.ids.refer(Noun::Check, check.as_slice());
    let windows = windows.into_iter().filter_map(|table| read_window(table, reader)).collect();
    Some(DonationNeed {
        rule: rule?,
        check: check?.value.into(),
        within: within.map(|within| within.value),
        satisfied: satisfied?,
        windows,
    })
}

fn read_window<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<WindowPeriod> {
    let name = read_name(&mut table, reader);
    let days = table.required("days", &mut reader.out, read::number);
    let source = table.required("source", &mut reader.out, read::text);
    table.finish(&mut reader.out);
    Some(WindowPeriod { name: name.to_owned(), days: days?.value, source: source?.value.trim().to_owned() })
}

pub(super) fn read_verify<'t>(tables: Vec<Table<'t>>, reader: &mut Reader<'t>) -> Vec<VerifyItem> {
    let mut items: Vec<VerifyItem> = Vec::new();
    for mut table in tables {
        let id = table.required("id", &mut reader.out, read::slug);
        id.iter().for_each(|id| table.called(id.value));
        let name = read_name(&mut table, reader);
        let plain = read_plain(&mut table, name, reader);
        table.finish(&mut reader.out);
        let Some(id) = id else { continue };
        if items.iter().any(|item| item.id.as_str() == id.value) {
            let message = format!("“{}” is verified twice", id.value);
            reader.out.error(id.at, "duplicate-id", message);
            continue;
        }
        items.push(VerifyItem { id: id.value.into(), name: name.to_owned(), plain });
    }
    items
}
