//! A mapping: how the columns of somebody's file become a person with an examination, or one who gave before.
//!
//! A mapping is a TOML file. It knows nothing of the programme until it is [bound](Mapping::bind) to one, which finds
//! every field and choice that the programme does not have.

use std::collections::BTreeMap;

use programme::rules::{FieldForm, Programme, Stage};
use programme::{CheckId, FieldId};
use serde::Deserialize;

/// The mappings that come with the program, by id.
pub(crate) const SHIPPED: &[(&str, &str)] = &[
    ("nhanes-2017-2018", include_str!("../../../../mappings/nhanes-2017-2018.toml")),
    ("earlier-donors", include_str!("../../../../mappings/earlier-donors.toml")),
];

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Mapping {
    /// A slug.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// Who the row is about.
    pub(crate) person: PersonColumns,
    /// When and where it was; the day is given by the command where the file has none.
    #[serde(default)]
    pub(crate) examination: ExaminationColumns,
    /// The columns of each field of the programme's checks.
    #[serde(default)]
    pub(crate) fields: BTreeMap<String, FieldColumns>,
    /// What each row's person gave, where the file is one of earlier donors.
    #[serde(default)]
    pub(crate) donation: Option<DonationColumns>,
}

/// The columns that say what somebody gave, and the stage in which they are now.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DonationColumns {
    /// The programme's kind of donation.
    pub(crate) kind: String,
    /// The programme's stage of those who gave.
    pub(crate) stage: String,
    /// The day of the operation.
    pub(crate) on: DateColumn,
    /// The day on which they left hospital; an empty cell is an unknown day.
    pub(crate) discharged: Option<DateColumn>,
}

/// The columns that say who a row is about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PersonColumns {
    /// The number by which the row's person is known again.
    pub(crate) number: NumberColumn,
    /// The name, where the file has one.
    pub(crate) name: Option<Column>,
    /// Sex: `female`, `male`, `other`.
    pub(crate) sex: Option<FieldColumns>,
    /// Completed years on the day of the examination.
    pub(crate) age: Option<Column>,
    /// The birth date; a file has an age or a birth date.
    pub(crate) birth: Option<DateColumn>,
}

/// The columns that say when the examination was.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExaminationColumns {
    /// The day.
    pub(crate) on: Option<DateColumn>,
}

/// A column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// Its name in the header.
    pub(crate) column: String,
}

/// A column of numbers that name people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberColumn {
    /// Its name in the header.
    pub(crate) column: String,
    /// What is put before the number, so that numbers of different origins do not meet.
    #[serde(default)]
    pub(crate) prefix: String,
}

/// A column of dates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DateColumn {
    /// Its name in the header.
    pub(crate) column: String,
    /// How the date is written, as in `%Y-%m-%d` or `%d/%m/%Y`.
    #[serde(default = "iso")]
    pub(crate) format: String,
}

/// The columns of one field: one, or one for each reading or item.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldColumns {
    /// The column of a field of one value.
    #[serde(default)]
    pub(crate) column: Option<String>,
    /// The columns of the readings or items, in order.
    #[serde(default)]
    pub(crate) columns: Vec<String>,
    /// What the file writes for each choice; a text that is not here is refused.
    #[serde(default)]
    pub(crate) values: BTreeMap<String, String>,
}

/// A field of the mapping bound to a field of the programme.
#[derive(Clone, Debug)]
pub(crate) struct BoundField {
    /// The check that it belongs to.
    pub(crate) check: CheckId,
    /// The field.
    pub(crate) field: FieldId,
    /// Its columns.
    pub(crate) columns: FieldColumns,
    /// Whether it is a choice; otherwise numbers.
    pub(crate) is_choice: bool,
    /// Whether it holds several numbers.
    pub(crate) is_list: bool,
}

impl FieldColumns {
    /// All columns, one or many.
    pub(crate) fn all(&self) -> impl Iterator<Item = &String> {
        self.column.iter().chain(&self.columns)
    }
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// What is wrong, with its line and column.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// All columns that the mapping needs.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        let person = &self.person;
        let named = [
            Some(&person.number.column),
            person.name.as_ref().map(|c| &c.column),
            person.age.as_ref().map(|c| &c.column),
        ];
        let given = self.donation.iter().flat_map(|donation| [Some(&donation.on), donation.discharged.as_ref()]);
        let dates = [person.birth.as_ref(), self.examination.on.as_ref()].into_iter().chain(given).flatten();
        let dates = dates.map(|date| &date.column);
        let sex = person.sex.iter().flat_map(FieldColumns::all);
        let fields = self.fields.values().flat_map(FieldColumns::all);
        named.into_iter().flatten().chain(dates).chain(sex).chain(fields).map(String::as_str)
    }

    /// The mapping's fields as the programme has them.
    ///
    /// # Errors
    /// Everything in the mapping that the programme does not know, a sentence each.
    pub(crate) fn bind(&self, programme: &Programme) -> Result<Vec<BoundField>, Vec<String>> {
        let mut wrong = Vec::new();
        if self.person.age.is_some() == self.person.birth.is_some() {
            wrong.push("[person] has either `age` or `birth`".to_owned());
        }
        match &self.donation {
            Some(donation) => wrong.extend(bind_donation(programme, donation, self)),
            None if self.fields.is_empty() => wrong.push("there is neither [fields] nor [donation]".to_owned()),
            None => {}
        }
        let mut bound = Vec::new();
        for (id, columns) in &self.fields {
            match bind_field(programme, id, columns) {
                Ok(field) => bound.push(field),
                Err(why) => wrong.push(why),
            }
        }
        if wrong.is_empty() { Ok(bound) } else { Err(wrong) }
    }
}

/// What a file of earlier donors names that the programme does not know, and what it has that belongs to examinations.
fn bind_donation(programme: &Programme, donation: &DonationColumns, mapping: &Mapping) -> Vec<String> {
    let mut wrong = Vec::new();
    let (kind, stage) = (donation.kind.as_str(), donation.stage.as_str());
    if programme.donation_kind(&kind.into()).is_none() {
        let known = programme.donation_kinds.iter().map(|kind| kind.id.as_str());
        wrong.push(format!("the programme has no kind of donation `{kind}`{}", did_you_mean(kind, known)));
    }
    let may_be = |stage: &&Stage| stage.may_be_brought_in();
    if !programme.stages.iter().filter(may_be).any(|known| known.id.as_str() == stage) {
        let known = programme.stages.iter().filter(may_be).map(|stage| stage.id.as_str());
        let near = did_you_mean(stage, known);
        wrong.push(format!("the programme has no stage `{stage}` in which nobody is asked anything{near}"));
    }
    if !mapping.fields.is_empty() || mapping.examination.on.is_some() {
        wrong.push("a mapping has [donation], or [examination] and [fields]".to_owned());
    }
    wrong
}

fn bind_field(programme: &Programme, id: &str, columns: &FieldColumns) -> Result<BoundField, String> {
    let Some((check, field)) = programme.field(&FieldId::from(id)) else {
        let known = programme.fields().map(|(_, field)| field.id.as_str());
        return Err(format!("the programme has no field `{id}`{}", did_you_mean(id, known)));
    };
    let given = columns.all().count();
    let (is_choice, count) = match &field.form {
        FieldForm::Choice { choices } => {
            for value in columns.values.values() {
                if !choices.iter().any(|choice| choice.id == *value) {
                    let known = choices.iter().map(|choice| choice.id.as_str());
                    return Err(format!("`{id}` has no choice `{value}`{}", did_you_mean(value, known)));
                }
            }
            (true, 1)
        }
        FieldForm::Numbers { count, .. } => (false, *count),
    };
    if columns.column.is_some() && !columns.columns.is_empty() || given == 0 || given > count {
        return Err(format!("`{id}` takes `column`, or `columns` of {count} at most; {given} are given"));
    }
    let (check, field) = (check.id.clone(), field.id.clone());
    Ok(BoundField { check, field, columns: columns.clone(), is_choice, is_list: count > 1 })
}

/// “; did you mean …?”, where something known is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known.map(|known| (strsim::jaro_winkler(&word.to_lowercase(), &known.to_lowercase()), known));
    let nearest = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(nearness, _)| *nearness > 0.75);
    nearest.map_or(String::new(), |(_, known)| format!("; did you mean `{known}`?"))
}

fn iso() -> String {
    "%Y-%m-%d".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_mapping_parses_and_goes_by_its_id() {
        for (id, text) in SHIPPED {
            assert_eq!(Mapping::parse(text).map(|mapping| mapping.id).as_deref(), Ok(*id));
        }
    }

    #[test]
    fn a_misspelt_key_is_shown_where_it_stands() {
        let error = Mapping::parse("id = \"x\"\nname = \"X\"\nperzon = 1\n").expect_err("the key is unknown");
        assert!(error.contains("line 3") && error.contains("perzon"), "{error}");
    }
}
