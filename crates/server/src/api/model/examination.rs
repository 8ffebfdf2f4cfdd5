//! Examinations: what was found at one visit.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use programme::{ExaminationId, Number, SiteId, Value, Values};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// What was found at one visit, as a command says it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ExaminationBody {
    /// The day in the programme's time zone.
    pub(crate) on: Date,
    /// Where, if it is known.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub(crate) site: Option<SiteId>,
    /// The checks that were made, by kind, each with what it wrote down by field. `GET /api/v1/programme` lists the kinds,
    /// their fields and units. A check that was made and found nothing out is `{}`.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Measured>>)]
    pub(crate) checks: Checks,
}

/// What was found, by kind of check and field.
pub(crate) type Checks = BTreeMap<String, BTreeMap<String, Measured>>;

/// What one field holds: a number in the field's unit, a list of readings with `null` where one is missing, or a choice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number, a list of numbers with null where one is not known, or the text of a choice")]
pub(crate) enum Measured {
    /// A number in the field's unit.
    Number(Number),
    /// Readings or items, in their order.
    List(Vec<Option<Number>>),
    /// One of the field's choices.
    Choice(String),
}

/// An examination in somebody's record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RecordedExamination {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) id: ExaminationId,
    /// The day in the programme's time zone.
    on: Date,
    /// Where, if it is known.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// The checks that were made, by kind, each with what it wrote down by field.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Measured>>)]
    checks: Checks,
    /// How often it was put right; the old entries are in the timeline.
    amendments: u32,
}

impl ToSchema for Measured {
    fn name() -> Cow<'static, str> {
        "Measured".into()
    }
}

impl PartialSchema for Measured {
    fn schema() -> RefOr<Schema> {
        let number = |kind: SchemaType| {
            let bound = Some(Number::MAX as f64);
            ObjectBuilder::new().schema_type(kind).minimum(bound.map(std::ops::Neg::neg)).maximum(bound)
        };
        let or_null = SchemaType::from_iter([Type::Number, Type::Null]);
        let about = "A number in the field's unit, a list of readings with null where one is missing, or a choice.";
        OneOfBuilder::new()
            .item(number(Type::Number.into()))
            .item(ArrayBuilder::new().items(number(or_null)))
            .item(ObjectBuilder::new().schema_type(Type::String))
            .description(Some(about))
            .into()
    }
}

impl From<ExaminationBody> for programme::Examination {
    fn from(body: ExaminationBody) -> Self {
        let values = |fields: BTreeMap<String, Measured>| -> Values {
            fields.into_iter().map(|(field, measured)| (field.as_str().into(), measured.into())).collect()
        };
        let checks = body.checks.into_iter().map(|(check, fields)| (check.as_str().into(), values(fields)));
        Self { on: body.on, site: body.site, checks: checks.collect() }
    }
}

impl From<Measured> for Value {
    fn from(measured: Measured) -> Self {
        match measured {
            Measured::Number(number) => Self::Number(number),
            Measured::List(list) => Self::List(list),
            Measured::Choice(choice) => Self::Choice(choice.into()),
        }
    }
}

impl From<&Value> for Measured {
    fn from(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(*number),
            Value::List(list) => Self::List(list.clone()),
            Value::Choice(choice) => Self::Choice(choice.to_string()),
        }
    }
}

impl RecordedExamination {
    /// An examination as the record has it.
    pub(crate) fn new(id: ExaminationId, recorded: &programme::RecordedExamination) -> Self {
        let content = &recorded.content;
        let fields = |values: &Values| values.iter().map(|(field, value)| (field.to_string(), value.into())).collect();
        let checks = content.checks.iter().map(|(check, values)| (check.to_string(), fields(values))).collect();
        Self { id, on: content.on, site: content.site, checks, amendments: recorded.amendments }
    }
}
