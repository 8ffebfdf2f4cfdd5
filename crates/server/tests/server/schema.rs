//! Whether a JSON value is what a schema of the interface's description says. As much of JSON Schema as the description uses;
//! a keyword that is not known here is a failure, so that nothing is passed over in silence.

use serde_json::Value;

/// What says nothing about a value's form.
const SAYS_NOTHING: [&str; 8] =
    ["description", "format", "example", "pattern", "maxLength", "minLength", "propertyNames", "default"];

/// Says where a value is not what a schema says.
pub(crate) fn check(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    at(document, schema, value, "$")
}

fn at(document: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let Some(keywords) = schema.as_object() else { return Ok(()) };
    for (keyword, said) in keywords {
        match keyword.as_str() {
            "$ref" => at(document, resolve(document, said), value, place)?,
            "type" => one_of_types(said, value, place)?,
            "enum" => ensure(list(said).contains(value), place, || format!("{value} is none of {said}"))?,
            "oneOf" => {
                let fitting = list(said).iter().filter(|one| at(document, one, value, place).is_ok()).count();
                ensure(fitting == 1, place, || format!("{value} fits {fitting} of {said}"))?;
            }
            "allOf" => list(said).iter().try_for_each(|one| at(document, one, value, place))?,
            "required" => list(said).iter().try_for_each(|name| {
                let name = name.as_str().expect("names are texts");
                ensure(value.get(name).is_some(), place, || format!("“{name}” is missing"))
            })?,
            "properties" => each_member(value, |name, member| match said.get(name) {
                Some(schema) => at(document, schema, member, &format!("{place}.{name}")),
                None => Ok(()),
            })?,
            "additionalProperties" if said.is_object() => {
                each_member(value, |name, member| at(document, said, member, &format!("{place}.{name}")))?;
            }
            "additionalProperties" => {}
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items.into_iter().try_for_each(|(i, item)| at(document, said, item, &format!("{place}[{i}]")))?;
            }
            "minimum" => {
                ensure(value.as_f64() >= said.as_f64() || !value.is_number(), place, || format!("{value} < {said}"))?
            }
            "maximum" => {
                ensure(value.as_f64() <= said.as_f64() || !value.is_number(), place, || format!("{value} > {said}"))?
            }
            known if SAYS_NOTHING.contains(&known) => {}
            unknown => return Err(format!("{place}: “{unknown}” is not a keyword that is checked here")),
        }
    }
    Ok(())
}

/// What a `$ref` leads to.
pub(crate) fn resolve<'a>(document: &'a Value, reference: &Value) -> &'a Value {
    let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a place in the document");
    document.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the document"))
}

fn one_of_types(said: &Value, value: &Value, place: &str) -> Result<(), String> {
    let is = |kind: &Value| match kind.as_str().expect("types are texts") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is not a type"),
    };
    let fits = if said.is_array() { list(said).iter().any(is) } else { is(said) };
    ensure(fits, place, || format!("{value} is not of type {said}"))
}

fn each_member(value: &Value, each: impl Fn(&String, &Value) -> Result<(), String>) -> Result<(), String> {
    value.as_object().into_iter().flatten().try_for_each(|(name, member)| each(name, member))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn ensure(holds: bool, place: &str, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{place}: {}", why())) }
}

#[test]
fn what_does_not_fit_is_found() {
    let document = serde_json::json!({ "things": { "Id": { "type": "string" } } });
    let schema = serde_json::json!({
        "type": "object", "required": ["id"],
        "properties": { "id": { "$ref": "#/things/Id" }, "n": { "type": ["integer", "null"], "minimum": 0 } },
    });
    for (value, fits) in [
        (serde_json::json!({ "id": "a", "n": null, "more": 1 }), true),
        (serde_json::json!({ "id": "a", "n": 3 }), true),
        (serde_json::json!({ "id": "a", "n": -3 }), false),
        (serde_json::json!({ "id": "a", "n": "3" }), false),
        (serde_json::json!({ "id": 7 }), false),
        (serde_json::json!({}), false),
        (serde_json::json!([]), false),
    ] {
        assert_eq!(check(&document, &schema, &value).is_ok(), fits, "{value}");
    }
    assert!(check(&document, &serde_json::json!({ "if": {} }), &Value::Null).is_err());
}
