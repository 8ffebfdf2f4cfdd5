//! Older forms of events, brought up to today's as they are read. Pure: what is stored is never rewritten.
//!
//! Each upcaster takes one kind in one form to the next form, and they are applied until none fits.

use programme::Event;
use serde_json::Value;

/// An event's two parts as JSON, with the kind and form that they have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Form {
    pub(crate) kind: String,
    pub(crate) schema: u16,
    pub(crate) clear: Value,
    /// The private part; `None` where there is none or its key is gone.
    pub(crate) private: Option<Value>,
}

/// The way from one form of a kind to the next.
pub(crate) struct Upcaster {
    pub(crate) kind: &'static str,
    pub(crate) schema: u16,
    /// Gives the next form: another schema number or another kind.
    pub(crate) up: fn(Form) -> Result<Form, String>,
}

/// Every way from a released form to the next. Empty while each kind has had one form only.
const ALL: &[Upcaster] = &[];

/// The event that stored bytes are. `private` is `Some(None)` where there was a private part whose key is gone.
pub(crate) fn decode(kind: &str, schema: u16, clear: &[u8], private: Option<Option<&[u8]>>) -> Result<Event, String> {
    if !is_older(ALL, kind, schema) {
        return Event::decode(kind, schema, clear, private).map_err(|e| e.to_string());
    }
    let had_private = private.is_some();
    let form =
        Form { kind: kind.to_owned(), schema, clear: json(clear)?, private: private.flatten().map(json).transpose()? };
    let form = bring_up(ALL, form)?;
    let clear = form.clear.to_string();
    let private = form.private.map(|value| value.to_string());
    let private = had_private.then_some(private.as_ref().map(|text| text.as_bytes()));
    Event::decode(&form.kind, form.schema, clear.as_bytes(), private).map_err(|e| e.to_string())
}

fn is_older(all: &[Upcaster], kind: &str, schema: u16) -> bool {
    all.iter().any(|upcaster| upcaster.kind == kind && upcaster.schema == schema)
}

fn bring_up(all: &[Upcaster], mut form: Form) -> Result<Form, String> {
    // Each step uses up one upcaster, so more steps than upcasters would mean that two lead to each other.
    for _ in 0..=all.len() {
        let Some(upcaster) = all.iter().find(|u| u.kind == form.kind && u.schema == form.schema) else {
            return Ok(form);
        };
        form = (upcaster.up)(form)?;
    }
    Err("the upcasters lead in a circle".to_owned())
}

fn json(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use programme::{PersonEvent, Private};
    use serde_json::json;

    use super::*;

    /// A stage was once called a phase, and a day was once text in a map.
    const PAST: &[Upcaster] = &[
        Upcaster {
            kind: "phase-entered",
            schema: 1,
            up: |form| Ok(Form { kind: "stage-entered".to_owned(), schema: 0, ..form }),
        },
        Upcaster {
            kind: "stage-entered",
            schema: 0,
            up: |mut form| {
                let phase = form.clear["phase"].take();
                let private = form.private.map(|p| p["day"].clone());
                Ok(Form { kind: form.kind, schema: 1, clear: json!({ "stage": phase }), private })
            },
        },
    ];

    #[test]
    fn an_old_form_is_brought_up_through_every_form_between() {
        let old = Form {
            kind: "phase-entered".to_owned(),
            schema: 1,
            clear: json!({ "phase": "cottages" }),
            private: Some(json!({ "day": "1996-09-01" })),
        };
        let new = bring_up(PAST, old).unwrap();
        let private = new.private.unwrap().to_string();
        let event =
            Event::decode(&new.kind, new.schema, new.clear.to_string().as_bytes(), Some(Some(private.as_bytes())));
        let on = Private::Known("1996-09-01".parse().unwrap());
        assert_eq!(event, Ok(Event::Person(PersonEvent::StageEntered { stage: "cottages".into(), on })));
    }

    #[test]
    fn an_erased_old_form_stays_erased() {
        let old = Form { kind: "phase-entered".to_owned(), schema: 1, clear: json!({ "phase": "x" }), private: None };
        assert_eq!(bring_up(PAST, old).unwrap().private, None);
    }

    #[test]
    fn todays_forms_are_left_alone() {
        assert!(!is_older(PAST, "stage-entered", 1));
        assert!(is_older(PAST, "phase-entered", 1));
    }

    #[test]
    fn a_circle_is_an_error() {
        let circle: &[Upcaster] = &[
            Upcaster { kind: "a", schema: 1, up: |form| Ok(Form { schema: 2, ..form }) },
            Upcaster { kind: "a", schema: 2, up: |form| Ok(Form { schema: 1, ..form }) },
        ];
        let form = Form { kind: "a".to_owned(), schema: 1, clear: json!({}), private: None };
        assert!(bring_up(circle, form).is_err());
    }
}
