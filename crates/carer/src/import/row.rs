//! A row of a table: the command that takes it, or why it cannot be taken and where that stands in the file.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use programme::{
    Birth, Command, Details, DonationId, Examination, ExaminationId, FieldId, Given, ImportId, Number, PersonId,
    Refusal, RefusedRow, Sex, Value, Values,
};

use super::mapping::{BoundField, DateColumn, DonationColumns, Mapping, did_you_mean};

/// The day of an examination whose file does not say it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AssumedDay {
    /// One day for all rows.
    Same(Date),
    /// A day for each line, spread over so many days up to one: for showing how a year looks.
    Spread {
        /// The last day.
        until: Date,
        /// How many days.
        days: u16,
    },
}

impl AssumedDay {
    fn on(self, line: u64) -> Date {
        match self {
            Self::Same(day) => day,
            Self::Spread { until, days } => {
                // A step that shares no factor with most lengths, so that neighbours lie apart.
                let back = i32::try_from(line * 241 % u64::from(days.max(1))).expect("days are few");
                until.saturating_sub(back.days())
            }
        }
    }
}

/// A mapping laid over the header of one file: where each thing stands.
#[derive(Debug)]
pub(crate) struct Layout<'m> {
    mapping: &'m Mapping,
    fields: Vec<(&'m BoundField, Vec<usize>)>,
    header: Vec<String>,
    number: usize,
    name: Option<usize>,
    sex: Option<usize>,
    age: Option<usize>,
    birth: Option<(usize, &'m DateColumn)>,
    on: Option<(usize, &'m DateColumn)>,
    /// What each row's person gave.
    donation: Option<GivenAt<'m>>,
    /// The day of examination where the file has none.
    assumed: AssumedDay,
}

/// Where a file of earlier donors says what somebody gave.
#[derive(Debug)]
struct GivenAt<'m> {
    columns: &'m DonationColumns,
    on: usize,
    discharged: Option<(usize, &'m DateColumn)>,
}

impl<'m> Layout<'m> {
    /// Lays a mapping over a header.
    ///
    /// # Errors
    /// Each column that the mapping needs and the header does not have, a sentence each.
    pub(crate) fn new(
        mapping: &'m Mapping,
        fields: &'m [BoundField],
        header: Vec<String>,
        assumed: AssumedDay,
    ) -> Result<Self, Vec<String>> {
        let missing: Vec<_> = mapping.columns().filter(|column| !header.iter().any(|h| h == column)).collect();
        if !missing.is_empty() {
            let sentence = |column: &&str| {
                let unused = header.iter().map(String::as_str).filter(|known| !mapping.columns().any(|c| c == *known));
                format!("there is no column `{column}`, which the mapping needs{}", did_you_mean(column, unused))
            };
            return Err(missing.iter().map(sentence).collect());
        }
        let place = |column: &str| header.iter().position(|known| known == column).expect("no column is missing");
        let dated = |column: &'m DateColumn| (place(&column.column), column);
        let person = &mapping.person;
        let sex = person.sex.as_ref().and_then(|columns| columns.all().next()).map(|column| place(column));
        Ok(Self {
            fields: fields
                .iter()
                .map(|field| (field, field.columns.all().map(|column| place(column)).collect()))
                .collect(),
            number: place(&person.number.column),
            name: person.name.as_ref().map(|column| place(&column.column)),
            sex,
            age: person.age.as_ref().map(|column| place(&column.column)),
            birth: person.birth.as_ref().map(dated),
            on: mapping.examination.on.as_ref().map(dated),
            donation: mapping.donation.as_ref().map(|columns| GivenAt {
                columns,
                on: place(&columns.on.column),
                discharged: columns.discharged.as_ref().map(dated),
            }),
            mapping,
            header,
            assumed,
        })
    }

    /// How many columns a row has.
    pub(crate) fn width(&self) -> usize {
        self.header.len()
    }

    /// The number of the row's person, as it stands in the record.
    pub(crate) fn number_of(&self, row: &csv::StringRecord) -> Option<String> {
        let number = row.get(self.number).map(str::trim).filter(|number| !number.is_empty())?;
        Some(format!("{}{number}", self.mapping.person.number.prefix))
    }

    /// The command that takes the row.
    ///
    /// # Errors
    /// Where and why it cannot be read.
    pub(crate) fn command(
        &self,
        line: u64,
        row: &csv::StringRecord,
        (person, examination): (PersonId, ExaminationId),
        import: ImportId,
    ) -> Result<Command, RefusedRow> {
        let read = Row { layout: self, line, row };
        if let Some(at) = &self.donation {
            let given = read.given(at)?;
            let (details, donation) = (read.details(given.on)?, DonationId(examination.0));
            let stage = at.columns.stage.as_str().into();
            return Ok(Command::TakeDonor { person, details, donation, given, stage, from: Some((import, line)) });
        }
        let on = read.on()?;
        let details = read.details(on)?;
        let content = Examination { on, site: None, checks: read.checks()? };
        Ok(Command::TakeRow {
            person,
            details,
            examination,
            content,
            day_known: self.on.is_some(),
            from: Some((import, line)),
        })
    }

    /// Where in the file a refusal of the engine is about.
    pub(crate) fn refused(&self, line: u64, refusal: &Refusal) -> RefusedRow {
        let column = refusal.place.as_deref().and_then(|place| self.column_of(place));
        self.row_refused(line, column, refusal.rule.as_str(), refusal.why.clone())
    }

    /// A row about somebody whom an earlier row of the file is about.
    pub(crate) fn duplicate(&self, line: u64, first: u64) -> RefusedRow {
        self.row_refused(line, Some(self.number), "duplicate-row", format!("Line {first} is about the same number."))
    }

    /// A refused row.
    pub(crate) fn row_refused(&self, line: u64, column: Option<usize>, rule: &str, why: String) -> RefusedRow {
        RefusedRow {
            line,
            column: column.map(|column| column as u32 + 1),
            column_name: column.map(|column| self.header[column].clone()),
            rule: rule.into(),
            why,
        }
    }

    fn column_of(&self, place: &str) -> Option<usize> {
        match place {
            "on" => self.on.map(|(column, _)| column),
            "given.on" => self.donation.as_ref().map(|at| at.on),
            "given.discharged" => self.donation.as_ref()?.discharged.map(|(column, _)| column),
            "details.number" => Some(self.number),
            "details.name" => self.name,
            "details.birth" => self.age.or(self.birth.map(|(column, _)| column)),
            place => {
                let mut parts = place.strip_prefix("checks.")?.splitn(3, '.');
                let (_check, field) = (parts.next()?, parts.next()?);
                let index = parts.next().map_or(Some(1), |index| index.parse::<usize>().ok())?;
                let (_, columns) = self.fields.iter().find(|(bound, _)| bound.field.as_str() == field)?;
                columns.get(index - 1).copied()
            }
        }
    }
}

struct Row<'a> {
    layout: &'a Layout<'a>,
    line: u64,
    row: &'a csv::StringRecord,
}

impl Row<'_> {
    fn on(&self) -> Result<Date, RefusedRow> {
        self.layout.on.map_or_else(|| Ok(self.layout.assumed.on(self.line)), |(column, date)| self.date(column, date))
    }

    fn given(&self, at: &GivenAt<'_>) -> Result<Given, RefusedRow> {
        let home = at.discharged.filter(|(column, _)| self.cell(*column).is_some());
        let discharged = home.map(|(column, date)| self.date(column, date)).transpose()?;
        let on = self.date(at.on, &at.columns.on)?;
        Ok(Given { kind: at.columns.kind.as_str().into(), on, discharged, site: None })
    }

    fn details(&self, on: Date) -> Result<Details, RefusedRow> {
        let number = self.layout.number_of(self.row);
        let number =
            number.ok_or_else(|| self.wrong(self.layout.number, "The number that names this person is empty."))?;
        let birth = match (self.layout.age, self.layout.birth) {
            (Some(age), _) => self.aged(age, on)?,
            (None, Some((column, date))) => Birth::On(self.date(column, date)?),
            (None, None) => unreachable!("binding asks for one of the two"),
        };
        let name = self.layout.name.and_then(|column| self.cell(column)).map(str::to_owned);
        Ok(Details { name, number: Some(number), sex: self.sex()?, birth })
    }

    fn aged(&self, column: usize, on: Date) -> Result<Birth, RefusedRow> {
        let years = self.cell(column).and_then(|text| text.parse::<u8>().ok());
        let years = years.ok_or_else(|| self.wrong(column, "The age is not a whole number of years."))?;
        Ok(Birth::Aged { years, on })
    }

    fn sex(&self) -> Result<Sex, RefusedRow> {
        let (Some(column), Some(mapped)) = (self.layout.sex, &self.layout.mapping.person.sex) else {
            return Ok(Sex::Unknown);
        };
        let Some(text) = self.cell(column) else { return Ok(Sex::Unknown) };
        match mapped.values.get(text).map(String::as_str) {
            Some("female") => Ok(Sex::Female),
            Some("male") => Ok(Sex::Male),
            Some("other") => Ok(Sex::Other),
            Some("unknown") => Ok(Sex::Unknown),
            _ => Err(self.unmapped(column)),
        }
    }

    /// The checks of which something is written; a check with nothing in its columns was not made.
    fn checks(&self) -> Result<BTreeMap<programme::CheckId, Values>, RefusedRow> {
        let mut checks: BTreeMap<_, Values> = BTreeMap::new();
        for (bound, columns) in &self.layout.fields {
            if let Some(value) = self.value(bound, columns)? {
                let field: FieldId = bound.field.clone();
                checks.entry(bound.check.clone()).or_default().insert(field, value);
            }
        }
        Ok(checks)
    }

    fn value(&self, bound: &BoundField, columns: &[usize]) -> Result<Option<Value>, RefusedRow> {
        if bound.is_choice {
            let Some(text) = self.cell(columns[0]) else { return Ok(None) };
            let chosen = bound.columns.values.get(text).ok_or_else(|| self.unmapped(columns[0]))?;
            return Ok(Some(Value::Choice(chosen.as_str().into())));
        }
        let numbers = columns.iter().map(|column| self.number(*column)).collect::<Result<Vec<_>, _>>()?;
        if numbers.iter().all(Option::is_none) {
            return Ok(None);
        }
        Ok(if bound.is_list { Some(Value::List(numbers)) } else { numbers[0].map(Value::Number) })
    }

    fn number(&self, column: usize) -> Result<Option<Number>, RefusedRow> {
        let Some(text) = self.cell(column) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(column, "This is not a number."))
    }

    fn date(&self, column: usize, date: &DateColumn) -> Result<Date, RefusedRow> {
        let read = self.cell(column).and_then(|text| Date::strptime(&date.format, text).ok());
        read.ok_or_else(|| self.wrong(column, &format!("This is not a date written as {}.", date.format)))
    }

    fn cell(&self, column: usize) -> Option<&str> {
        self.row.get(column).map(str::trim).filter(|text| !text.is_empty())
    }

    fn unmapped(&self, column: usize) -> RefusedRow {
        self.wrong(column, "The mapping does not say what this text means.")
    }

    fn wrong(&self, column: usize, why: &str) -> RefusedRow {
        self.layout.row_refused(self.line, Some(column), "unreadable-value", why.to_owned())
    }
}
