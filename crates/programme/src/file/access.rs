//! Reading the table `[access]`.

use crate::rules::Access;

use super::Reader;
use super::read;
use super::table::Table;

pub(super) fn read_access<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Access {
    let standard = Access::default();
    let hours = table.optional("emergency-hours", &mut reader.out, read::whole(1_u8, 72));
    let days = table.optional("answer-days", &mut reader.out, read::whole(1_u8, 30));
    table.finish(&mut reader.out);
    Access {
        emergency_hours: hours.map_or(standard.emergency_hours, |hours| hours.value),
        answer_days: days.map_or(standard.answer_days, |days| days.value),
    }
}
