//! Reading schedules.

use jiff::civil::date;

use crate::rules::Schedule;

use super::Reader;
use super::ids::Noun;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

/// A schedule with the place of its header.
pub(super) fn read_schedule<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<Schedule>> {
    let rule = read_rule(Noun::Incomplete, &mut table, reader);
    let check = table.required("check", &mut reader.out, read::slug);
    let stages = table.optional("stages", &mut reader.out, read::list(read::slug));
    let every = table.required("every", &mut reader.out, read::period);
    let late_after = table.required("late-after", &mut reader.out, read::period);
    let valid_for = table.optional("valid-for", &mut reader.out, read::period);
    let also_excluded = table.optional("also-excluded", &mut reader.out, read::boolean);
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let stages = stages.map_or_else(Vec::new, |stages| stages.value);
    reader.ids.refer(Noun::Check, check.as_slice());
    reader.ids.refer(Noun::Stage, &stages);
    let every = every?;
    if let Some(valid_for) = &valid_for {
        // Months differ in length: the same day of a year of 365 days stands for all.
        let day = date(2001, 1, 1);
        if valid_for.value.after(day) < every.value.after(day) {
            let message =
                format!("the check counts for {} and is made again only after {}", valid_for.value, every.value);
            let help = "let it count at least until it is due again, or everybody is incomplete in between";
            reader.out.warning(valid_for.at.clone(), "valid-for", message).help(help);
        }
    }
    let schedule = Schedule {
        rule: rule?,
        check: check?.value.into(),
        stages: stages.iter().map(|id| id.value.into()).collect(),
        every: every.value,
        late_after: late_after?.value,
        valid_for: valid_for.map(|valid_for| valid_for.value),
        also_excluded: also_excluded.is_some_and(|also| also.value),
    };
    Some(Placed { value: schedule, at })
}
