//! A table of a programme file, as TOML has it.

use jiff::civil::Date;

use super::Ruled;
use crate::period::Period;

/// A table. What is not there, or of another type, is not there.
#[derive(Clone, Copy)]
pub(super) struct T<'t>(pub(super) &'t toml::Table);

impl<'t> T<'t> {
    pub(super) fn text(&self, key: &str) -> Option<&'t str> {
        self.0.get(key)?.as_str()
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.0.get(key).and_then(toml::Value::as_bool).unwrap_or(false)
    }

    pub(super) fn whole(&self, key: &str) -> Option<i64> {
        self.0.get(key)?.as_integer()
    }

    pub(super) fn period(&self, key: &str) -> Option<Period> {
        Period::parse(self.text(key)?)
    }

    pub(super) fn table(&self, key: &str) -> Option<T<'t>> {
        self.0.get(key)?.as_table().map(T)
    }

    pub(super) fn tables(&self, key: &str) -> Vec<T<'t>> {
        let array = self.0.get(key).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        array.iter().filter_map(toml::Value::as_table).map(T).collect()
    }

    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let array = self.0.get(key).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        array.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect()
    }

    pub(super) fn numbers(&self, key: &str) -> Vec<u8> {
        let array = self.0.get(key).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        array.iter().filter_map(|number| u8::try_from(number.as_integer()?).ok()).collect()
    }

    pub(super) fn id(&self) -> String {
        self.text("id").unwrap_or_default().to_owned()
    }

    /// A rule without a day is in force on every day.
    pub(super) fn ruled(&self) -> Ruled {
        let day = self.0.get("in-force-from").and_then(toml::Value::as_datetime);
        let in_force_from = day.and_then(|day| day.to_string().parse().ok()).unwrap_or(Date::MIN);
        Ruled { id: self.id(), in_force_from }
    }
}

/// The tables that have to say something in plain words and do not: whatever has an id, a term or a day in force. Only what
/// somebody may answer has a name and no more.
pub(super) fn unsaid(file: &toml::Table) -> Vec<String> {
    let mut found = Vec::new();
    visit("the file", file, &mut found);
    found
}

fn visit(path: &str, table: &toml::Table, found: &mut Vec<String>) {
    for (key, value) in table {
        let within = if path == "the file" { key.clone() } else { format!("{path}.{key}") };
        match value {
            _ if key == "choices" => {}
            toml::Value::Table(inner) => {
                found.extend(is_unsaid(inner).then(|| name(&within, inner)));
                visit(&within, inner, found);
            }
            toml::Value::Array(values) => {
                for inner in values.iter().filter_map(toml::Value::as_table) {
                    found.extend(is_unsaid(inner).then(|| name(&within, inner)));
                    visit(&within, inner, found);
                }
            }
            _ => {}
        }
    }
}

fn is_unsaid(table: &toml::Table) -> bool {
    let has_to = ["id", "term", "in-force-from"].iter().any(|key| table.contains_key(*key));
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str).map(|text| text.trim().to_lowercase());
    let plain = text("plain").unwrap_or_default();
    let only_repeats = ["id", "name", "term"].iter().any(|key| text(key).is_some_and(|other| other == plain));
    has_to && (only_repeats || !plain.chars().any(char::is_alphabetic))
}

fn name(path: &str, table: &toml::Table) -> String {
    let called = ["id", "term"].iter().find_map(|key| table.get(*key)?.as_str());
    called.map_or_else(|| path.to_owned(), |called| format!("{path} “{called}”"))
}
