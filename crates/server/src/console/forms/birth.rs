//! A birth as people write it: a day, or an age with the day it was true on. A birth date is never made out of an age.

use jiff::civil::Date;
use programme::{Birth, plain_date};

use super::day;

/// Reads a birth: `14 March 1962`, `64`, `aged 64 on 1 June 2018`.
pub(super) fn read(text: &str, today: Date) -> Result<Birth, String> {
    let plain = text.trim().to_lowercase();
    let age = plain.strip_prefix("aged ").or_else(|| plain.strip_prefix("age ")).unwrap_or(&plain);
    let (years, on) = age.split_once(" on ").unwrap_or((age, ""));
    if let Ok(years) = years.trim().parse::<u8>() {
        let on = if on.is_empty() { today } else { day::read(on, today)? };
        return Ok(Birth::Aged { years, on });
    }
    day::read(text, today).map(Birth::On).map_err(|message| match text.trim() {
        "" => "Write the day of birth such as 14 March 1962, or an age such as 64.".to_owned(),
        _ => message,
    })
}

/// A birth as it is written into the form, and read back as the same.
pub(super) fn written(birth: Birth) -> String {
    match birth {
        Birth::On(day) => plain_date(day),
        Birth::Aged { years, on } => format!("aged {years} on {}", plain_date(on)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 5, 5);

    #[test]
    fn a_day_or_an_age() {
        assert_eq!(read("14/3/62", TODAY), Ok(Birth::On(date(1962, 3, 14))));
        assert_eq!(read("64", TODAY), Ok(Birth::Aged { years: 64, on: TODAY }));
        assert_eq!(read("Aged 66 on 1 June 2018", TODAY), Ok(Birth::Aged { years: 66, on: date(2018, 6, 1) }));
        assert!(read("about 60", TODAY).is_err() && read("", TODAY).is_err() && read("300", TODAY).is_err());
    }

    #[test]
    fn what_the_form_offers_is_read_back_as_the_same() {
        for birth in [Birth::On(date(1962, 3, 4)), Birth::Aged { years: 66, on: date(2018, 6, 1) }] {
            assert_eq!(read(&written(birth), TODAY), Ok(birth));
        }
    }
}
