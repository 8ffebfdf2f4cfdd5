//! A birth that is put right, against what the record says happened: it must not make a child of somebody who was assessed,
//! nor have anything happen to anybody before they were born.

use crate::birth::Birth;
use crate::life::plain_date;
use crate::person::Person;
use crate::refusal::{self, Refusal};
use crate::rules::Programme;

use super::day::is_before;
use super::happenings::{Happening, happenings};

/// How many of the things that stand in the way are named.
const NAMED: usize = 3;

/// Refuses a birth that does not fit, naming what stands in the way.
pub(super) fn fits(person: &Person, programme: &Programme, birth: Birth, what: &str) -> Result<(), Refusal> {
    const PLACE: &str = "details.birth";
    let all = happenings(person, programme);
    let minimum = &programme.minimum_donor_age;
    let young = in_the_way(&all, |h| h.assessed && birth.age_on(h.on).at_least < i16::from(minimum.years));
    if let Some(young) = young {
        let detail = format!("The limit is {}, and they would have been younger: {young}", minimum.years);
        let refusal = refusal::by(refusal::MINIMUM_DONOR_AGE, what, detail, NEXT).at(PLACE);
        return Err(refusal.article(12).source(&minimum.rule.source));
    }
    let does_not_fit =
        |h: &Happening| is_before(birth, h.on) || h.from_age.is_some_and(|age| birth.age_on(h.on).at_least < age);
    match in_the_way(&all, does_not_fit) {
        None => Ok(()),
        Some(named) => {
            let detail = format!("This one does not fit: {named}");
            Err(refusal::by(refusal::BIRTH_FITS, what, detail, NEXT).at(PLACE))
        }
    }
}

const NEXT: &str = "Look at the birth again. If it is right, an examination can be marked as entered in error first, and a \
                    departure corrected; where something else stands in the way, somebody who answers for the programme \
                    has to look at this record.";

/// What stands in the way in words, earliest first; `None` where nothing does.
fn in_the_way(all: &[Happening], stands: impl Fn(&Happening) -> bool) -> Option<String> {
    let mut found: Vec<_> = all.iter().filter(|happening| stands(happening)).collect();
    found.sort_by_key(|happening| happening.on);
    let named: Vec<_> = found.iter().take(NAMED).map(|h| format!("{} on {}", h.what, plain_date(h.on))).collect();
    let more = found.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    (!named.is_empty()).then(|| format!("{}{more}.", named.join(", ")))
}
