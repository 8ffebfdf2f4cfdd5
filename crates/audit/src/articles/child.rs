//! Article 12, never a child: nobody below the file's minimum donor age, which is never under 18, is asked, assessed or gives as
//! a donor. Of whom only an age is known it has to be certain. What was done elsewhere and is only written down is not asked.

use jiff::civil::Date;

use super::{Asking, Context, Found};
use crate::birth::Birth;
use crate::file::{DONOR_AGE_LEAST, File};

pub(super) fn of_file(file: &File, found: &mut Vec<Found>) {
    let breach = |what: String| Found::new(12, what).by("minimum-donor-age");
    match file.minimum_age {
        None => found.push(breach("the file has no minimum donor age".to_owned())),
        Some(years) if years < DONOR_AGE_LEAST => {
            found
                .push(breach(format!("the file's minimum donor age is {years}, and is never under {DONOR_AGE_LEAST}")));
        }
        Some(_) => {}
    }
    for stage in file.stages.iter().filter(|stage| stage.assessed) {
        if stage.from_age.is_none_or(|from| from < least(file)) {
            let what = format!("the file has people assessed in “{}” who may be under the minimum donor age", stage.id);
            found.push(breach(what));
        }
    }
}

pub(super) fn asked(at: &Context<'_>, asking: &Asking<'_>, birth: Option<Birth>, found: &mut Vec<Found>) {
    of_age(at.file, birth, asking.day, asking.what, found);
}

pub(super) fn examined(at: &Context<'_>, on: Date, found: &mut Vec<Found>) {
    of_age(at.file, at.person.and_then(|person| person.birth), on, "they were examined", found);
}

/// A birth that is put right must not make a child of somebody who was asked or examined.
pub(super) fn birth_amended(at: &Context<'_>, birth: Birth, found: &mut Vec<Found>) {
    let Some(person) = at.person.filter(|person| person.birth != Some(birth)) else { return };
    let is_assessed = |stage: &str| at.file.stage(stage).is_some_and(|stage| stage.assessed);
    let assessed = person.stages.iter().filter(|(stage, _)| is_assessed(stage)).map(|(_, on)| *on);
    let examined = person.examinations.iter().filter(|one| one.content.is_some()).map(|one| one.on);
    let asked = person.donations.values().filter_map(|donation| donation.opened);
    if let Some(first) = assessed.chain(examined).chain(asked).min() {
        let what = "by the birth that is written down now, they were asked or assessed";
        of_age(at.file, Some(birth), first, what, found);
    }
}

fn of_age(file: &File, birth: Option<Birth>, day: Date, what: &str, found: &mut Vec<Found>) {
    let least = least(file);
    let why = match birth {
        None => "when nobody had written down how old they are".to_owned(),
        Some(birth) if i64::from(birth.certainly_on(day)) < least => {
            format!("on {day}, when they were not certainly {least} years old")
        }
        Some(_) => return,
    };
    found.push(Found::new(12, format!("{what} {why}")).by("minimum-donor-age"));
}

fn least(file: &File) -> i64 {
    file.minimum_age.unwrap_or(DONOR_AGE_LEAST).max(DONOR_AGE_LEAST)
}
