//! `/emergency`: to read somebody whom one may not read otherwise, for some hours, with a reason.
//!
//! Number and birth have to fit together. Where they do not, it is not said which: nobody finds out here who is in the
//! programme, and how often somebody may try is counted.

use axum::response::{Html, Response};
use programme::{Birth, Command, PersonId};
use record::Reader;

use super::form::{carry_out, unclear};
use super::what::What;
use super::{Page, Sitting};
use crate::console::EmergencyPage;
use crate::console::forms::{self, Read, Typed, Wrong};
use crate::extract::{Asked, Form};
use crate::problem::Problem;
use crate::state::State;

/// The form.
pub(crate) async fn show(state: State) -> Page {
    let sitting = Sitting::new(&state);
    Ok(Html(EmergencyPage { desk: sitting.desk() }.render()))
}

/// Opens the record of whoever has this number and this birth.
pub(crate) async fn open(state: State, Form(fields): Form) -> Result<Response, Problem> {
    let typed = Typed::new(fields);
    let asked = Asked::of_form(&state, typed.key(), typed.version())?;
    let account = state.caller().signed_in()?.holder.account;
    let read = match forms::emergency(&typed, state.today()) {
        Ok(read) => read,
        Err(wrong) => return unclear(&state, &What::Emergency, &typed, &wrong).await,
    };
    if let Err(seconds) = state.door().count_search(account).await? {
        return Err(Problem::too_many(seconds));
    }
    let (number, born, reason) = read.value;
    // Nobody is shown by this: whom it finds, the command below says on their own record.
    let today = state.today();
    let found = state.read_door(move |reader| of_number_and_birth(reader, &number, born, today)).await?;
    let Some(person) = found else {
        let message = "There is nobody with this number and this day of birth. Look at both again.".to_owned();
        let wrong = [Wrong { field: "number".to_owned(), message }];
        return unclear(&state, &What::Emergency, &typed, &wrong).await;
    };
    let value = Command::OpenEmergency { person, account, reason };
    carry_out(&state, What::Emergency, &typed, asked, Read { value, understood: read.understood }).await
}

fn of_number_and_birth(
    reader: &mut Reader,
    number: &str,
    born: Birth,
    today: jiff::civil::Date,
) -> Result<Option<PersonId>, record::Error> {
    let Some(person) = reader.by_number(number)? else { return Ok(None) };
    let rows = reader.person_rows(&[person], today)?;
    let details = rows.into_iter().find_map(|row| row.details);
    Ok(details.filter(|details| fits(details.birth, born)).map(|_| person))
}

/// Whether somebody born as it was recorded can be the one who was born as it was typed. Of whoever is known by an age alone,
/// a day of birth fits that makes them that old.
fn fits(recorded: Birth, typed: Birth) -> bool {
    match (recorded, typed) {
        (Birth::On(recorded), Birth::On(typed)) => recorded == typed,
        (Birth::Aged { years, on }, Birth::On(_)) => typed.age_on(on).at_least == i16::from(years),
        // An age alone is known to whoever looks at somebody.
        (_, Birth::Aged { .. }) => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_of_birth_has_to_be_the_one() {
        let born = Birth::On(date(1971, 3, 3));
        assert!(fits(born, Birth::On(date(1971, 3, 3))));
        assert!(!fits(born, Birth::On(date(1971, 3, 4))));
        assert!(!fits(born, Birth::Aged { years: 55, on: date(2026, 5, 5) }), "anybody can guess an age");
    }

    #[test]
    fn of_whom_only_an_age_is_known_the_day_has_to_agree_with_it() {
        let aged = Birth::Aged { years: 40, on: date(2024, 1, 10) };
        assert!(fits(aged, Birth::On(date(1983, 6, 1))));
        assert!(!fits(aged, Birth::On(date(1984, 6, 1))));
    }
}
