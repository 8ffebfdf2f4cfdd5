//! Reading what a file says of the programme itself.

use jiff::tz::TimeZoneDatabase;

use crate::rules::{Fiction, MinimumDonorAge, nearest};

use super::Reader;
use super::articles::DONOR_AGE_LEAST;
use super::plain::{read_name, read_plain};
use super::read;
use super::rule::read_rule_with_id;
use super::table::{Placed, Table};

/// The id of the rule of the minimum donor age: the engine's own, which refuses by it.
pub(super) const MINIMUM_DONOR_AGE: &str = "minimum-donor-age";

/// The table `[programme]`.
pub(super) struct Header<'t> {
    pub(super) id: &'t str,
    pub(super) name: &'t str,
    pub(super) plain: String,
    pub(super) jurisdiction: &'t str,
    pub(super) time_zone: &'t str,
    pub(super) fiction: bool,
    /// With the place of its `years`.
    pub(super) minimum_donor_age: Placed<MinimumDonorAge>,
}

pub(super) fn read_header<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Header<'t>> {
    let id = table.required("id", &mut reader.out, read::slug);
    let name = read_name(&mut table, reader);
    let plain = read_plain(&mut table, name, reader);
    let jurisdiction = table.required("jurisdiction", &mut reader.out, read::text);
    let time_zone = table.required("time-zone", &mut reader.out, read::text);
    let fiction = table.optional("fiction", &mut reader.out, read::boolean);
    let age = table.required("minimum-donor-age", &mut reader.out, read::table);
    let minimum_donor_age = age.and_then(|age| read_minimum_donor_age(age, reader));
    table.finish(&mut reader.out);
    if let Some(zone) = &time_zone {
        check_time_zone(zone, reader);
    }
    Some(Header {
        id: id?.value,
        name,
        plain,
        jurisdiction: jurisdiction?.value,
        time_zone: time_zone?.value,
        fiction: fiction.is_some_and(|fiction| fiction.value),
        minimum_donor_age: minimum_donor_age?,
    })
}

fn read_minimum_donor_age<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<MinimumDonorAge>> {
    let years = table.required("years", &mut reader.out, read::whole(0_u8, 130));
    let id = Placed { value: MINIMUM_DONOR_AGE, at: table.header.clone() };
    let rule = read_rule_with_id(Some(id), &mut table, reader);
    table.finish(&mut reader.out);
    let Placed { value: years, at } = years?;
    Some(Placed { value: MinimumDonorAge { years, rule: rule? }, at })
}

/// Only the database that is part of the program counts: the machine's own may know other zones.
fn check_time_zone(zone: &Placed<&str>, reader: &mut Reader<'_>) {
    let database = TimeZoneDatabase::bundled();
    if database.get(zone.value).is_ok() {
        return;
    }
    let known: Vec<_> = database.available().map(|name| name.to_string()).collect();
    let near = nearest(zone.value, known.iter().map(String::as_str));
    let help = near.map_or_else(
        || "write an IANA name such as Europe/London".to_owned(),
        |near| format!("did you mean “{near}”?"),
    );
    let message = format!("there is no time zone “{}”", zone.value);
    reader.out.error(zone.at.clone(), "unknown-time-zone", message).help(help);
}

/// The table `[fiction]`, with the places of the articles that it denies.
pub(super) fn read_fiction<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Vec<Placed<u8>> {
    let denies = table.required("denies", &mut reader.out, read::list(read::whole(1_u8, 12)));
    table.finish(&mut reader.out);
    denies.map_or_else(Vec::new, |denies| denies.value)
}

/// The minimum donor age that counts: no file that is served sets it lower than article 12, whatever it says.
pub(super) fn minimum_donor_age(is_fiction: bool, minimum: MinimumDonorAge) -> MinimumDonorAge {
    let least = if is_fiction { 0 } else { DONOR_AGE_LEAST };
    MinimumDonorAge { years: minimum.years.max(least), ..minimum }
}

/// The mark of a story's programme, as the programme carries it.
pub(super) fn fiction(is_fiction: bool, denies: &[Placed<u8>]) -> Option<Fiction> {
    is_fiction.then(|| {
        let mut denies: Vec<_> = denies.iter().map(|article| article.value).collect();
        denies.sort_unstable();
        denies.dedup();
        Fiction { denies }
    })
}
