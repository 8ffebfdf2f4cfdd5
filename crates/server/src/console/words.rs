//! Small words that many pages use: numbers, lists, ages, outcomes, people's names. British spelling, no marks of excitement.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::{Alert, CheckKind, FieldForm, Outcome, Programme};
use programme::{Birth, CheckId, Details, PersonId, Role, Sex, SiteId, StageId};

pub(crate) use programme::plain_date;

use record::{PersonRow, SiteRow};

/// `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(things: &[S]) -> String {
    match things {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `no people`, `one person`, `12 people`.
pub(crate) fn people(count: u64) -> String {
    counted(count, "person", "people")
}

/// A number with its noun; up to twelve as a word.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let number = usize::try_from(count).ok().and_then(|count| WORDS.get(count));
    let noun = if count == 1 { one } else { many };
    number.map_or_else(|| format!("{} {noun}", grouped(count)), |number| format!("{number} {noun}"))
}

/// `12,345`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// With a capital at the start.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |initial| initial.to_uppercase().chain(chars).collect())
}

/// Inside a sentence: the capital at the start goes, unless the first word has another.
pub(crate) fn uncapital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next().filter(|_| first.chars().skip(1).all(|c| !c.is_uppercase() && !c.is_numeric())) {
        Some(initial) => initial.to_lowercase().chain(chars).collect(),
        None => text.to_owned(),
    }
}

/// `a clinician`, `an advocate`.
pub(crate) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// Somebody in a role: `a clinician`, `somebody of the laboratory`.
pub(crate) fn somebody(role: Role) -> String {
    match role {
        Role::SiteStaff => "somebody of a site’s staff".to_owned(),
        Role::Laboratory => "somebody of the laboratory".to_owned(),
        role => with_article(role.label()),
    }
}

/// `a, b or c`.
pub(crate) fn either<S: AsRef<str>>(things: &[S]) -> String {
    match things {
        [first @ .., last] if !first.is_empty() => {
            let first: Vec<_> = first.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", first.join(", "), last.as_ref())
        }
        things => list(things),
    }
}

/// What people call an outcome: `needs assessment`.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Excluded => "excluded",
        Outcome::Deferred => "deferred",
        Outcome::Incomplete => "incomplete",
        Outcome::NeedsAssessment => "needs assessment",
        Outcome::Eligible => "eligible",
    }
}

/// The class that gives an outcome its colour; the word is always beside it.
pub(crate) fn tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Excluded => "stop",
        Outcome::Deferred | Outcome::Incomplete => "wait",
        Outcome::NeedsAssessment => "note",
        Outcome::Eligible => "good",
    }
}

/// What a list calls somebody: their name, or their number.
pub(crate) fn name(details: Option<&Details>) -> String {
    let Some(details) = details else { return "An erased record".to_owned() };
    let number = details.number.as_ref().map(|number| match number.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("Number {number}"),
        false => number.clone(),
    });
    details.name.clone().or(number).unwrap_or_else(|| "Somebody without a name".to_owned())
}

/// `64 years old`, `64 or 65 years old`.
pub(crate) fn age(birth: Birth, on: Date) -> String {
    let age = birth.age_on(on);
    if age.at_least == age.at_most { age.at_least.to_string() } else { format!("{} or {}", age.at_least, age.at_most) }
}

/// Sex in one word; empty where it is not recorded.
pub(crate) fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "neither female nor male",
        Sex::Unknown => "",
    }
}

/// The second line under a person's name in a list.
pub(crate) fn about(row: &PersonRow, programme: &Programme, sites: &[SiteRow], today: Date) -> String {
    let age = row.details.as_ref().map(|details| age(details.birth, today));
    let known: Vec<String> =
        [age, Some(stage(programme, &row.stage).to_owned()), row.site.and_then(|site| site_name(sites, site))]
            .into_iter()
            .flatten()
            .collect();
    let known = known.join(" · ");
    if row.away { format!("{known} · has left") } else { known }
}

/// What people call a stage.
pub(crate) fn stage<'a>(programme: &'a Programme, id: &'a StageId) -> &'a str {
    programme.stage(id).map_or(id.as_str(), |stage| stage.name.as_str())
}

/// What people call a site.
pub(crate) fn site_name(sites: &[SiteRow], id: SiteId) -> Option<String> {
    sites.iter().find(|row| row.id == id).map(|row| row.site.name.clone())
}

/// Checks as a list in a sentence; `all checks` where that is what it would list.
pub(crate) fn checks(programme: &Programme, ids: &[CheckId]) -> String {
    if ids.len() > 1 && programme.checks.iter().all(|check| ids.contains(&check.id)) {
        return "all checks".to_owned();
    }
    let name = |id: &CheckId| programme.check(id).map_or(id.to_string(), |check: &CheckKind| check.name.clone());
    let names: Vec<_> = ids.iter().map(name).map(|name| uncapital(&name)).collect();
    list(&names)
}

/// What an alert asks for, in a sentence for whoever reads it and is neither the person nor, perhaps, the one to do it.
pub(crate) fn contact(programme: &Programme, alert: &Alert) -> String {
    let by = capital(&with_article(&alert.by));
    let within = match alert.within.days {
        0 => "on the same day".to_owned(),
        days => format!("within {}", counted(days.into(), "day", "days")),
    };
    let because = because(programme, alert);
    format!("{by} has to get in touch {within}{because}. If you are not {}, tell one.", with_article(&alert.by))
}

/// `, because of their mood questionnaire`: which checks an alert is raised by.
pub(crate) fn because(programme: &Programme, alert: &Alert) -> String {
    let mut of: Vec<CheckId> = Vec::new();
    for slot in alert.when.fields() {
        of.extend(programme.fields().nth(slot).map(|(check, _)| check.id.clone()).filter(|id| !of.contains(id)));
    }
    if of.is_empty() { String::new() } else { format!(", because of their {}", checks(programme, &of)) }
}

/// `“Blood fats” is`, `Blood pressure and smoking are`, `All checks are`. Some names are of one thing and some of many; in
/// quotation marks each is one name.
pub(crate) fn checks_are(programme: &Programme, ids: &[CheckId]) -> String {
    let names = capital(&checks(programme, ids));
    if ids.len() == 1 { format!("“{names}” is") } else { format!("{names} are") }
}

/// The same in a list of many people: more than a few checks are counted, and stand on the person's own page.
pub(crate) fn checks_are_in_short(programme: &Programme, ids: &[CheckId]) -> String {
    const FEW: usize = 3;
    if ids.len() <= FEW {
        checks_are(programme, ids)
    } else {
        capital(&counted(ids.len() as u64, "check is", "checks are"))
    }
}

/// The day so many days after another.
pub(crate) fn days_after(day: Date, days: u8) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}

/// The civil date of an instant in the programme's time zone.
pub(crate) fn civil_date(programme: &Programme, at: Timestamp) -> Date {
    at.to_zoned(zone(programme)).date()
}

/// The instant of a day and a time in the programme's time zone.
pub(crate) fn instant(programme: &Programme, on: Date, at: jiff::civil::Time) -> Timestamp {
    // A day has a beginning in every zone; at the two ends of time there is none, and nobody is there.
    on.to_datetime(at).to_zoned(zone(programme)).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// `14 March 2026, 09:30` in the programme's time zone; `at` is in microseconds since 1970.
pub(crate) fn moment(programme: &Programme, at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX);
    at.to_zoned(zone(programme)).strftime("%-d %B %Y, %H:%M").to_string()
}

/// A text in which no line ends between a number and its unit.
pub(crate) fn units_bound(programme: &Programme, text: &str) -> String {
    let begins_with_unit = |rest: &str| {
        programme.checks.iter().flat_map(|check| &check.fields).any(|field| match &field.form {
            FieldForm::Numbers { unit, .. } => !unit.is_empty() && rest.starts_with(unit.as_str()),
            _ => false,
        })
    };
    let mut bound = String::with_capacity(text.len());
    let mut is_after_digit = false;
    for (at, c) in text.char_indices() {
        let binds = c == ' ' && is_after_digit && begins_with_unit(&text[at + 1..]);
        bound.push(if binds { '\u{a0}' } else { c });
        is_after_digit = c.is_ascii_digit();
    }
    bound
}

/// Whether a plain text only says the name again.
pub(crate) fn adds_nothing(plain: &str, name: &str) -> bool {
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    plain.trim().is_empty() || bare(plain) == bare(name)
}

/// Where somebody's page is.
pub(crate) fn person_href(id: PersonId) -> String {
    format!("/people/{id}")
}

/// A query string of those parts that say something, with the question mark; empty without any.
pub(crate) fn query(parts: &[(&str, &str)]) -> String {
    let said: Vec<_> =
        parts.iter().filter(|(_, value)| !value.is_empty()).map(|(n, v)| format!("{n}={}", escaped(v))).collect();
    if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => (byte as char).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// The zone is checked when the file is read; should a newer database drop it, UTC is honest and a page still renders.
fn zone(programme: &Programme) -> TimeZone {
    TimeZone::get(&programme.time_zone).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_as_people_write_them() {
        assert_eq!(people(1), "one person");
        assert_eq!(people(0), "no people");
        assert_eq!(people(1_234_567), "1,234,567 people");
        assert_eq!(grouped(100), "100");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn a_query_carries_any_text() {
        assert_eq!(query(&[("text", "Zoë & co"), ("site", "")]), "?text=Zo%C3%AB%20%26%20co");
        assert_eq!(query(&[("text", "")]), "");
    }
}
