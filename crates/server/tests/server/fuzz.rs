//! Anything at all is sent to every operation of the interface's description, and each answer has to be one that it
//! describes: never a fault, always a documented status, the documented form, and a body that fits its schema.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

use crate::cast::Actor;
use crate::house::{Answer, House, TODAY, alarming, new_key};
use crate::schema::{check, resolve};

/// How many requests each operation is sent, where `CARER_FUZZ_CASES` does not say.
const CASES: u32 = 40;

/// What is sent.
#[derive(Clone, Debug)]
struct Sent {
    path: Vec<String>,
    query: Vec<(String, String)>,
    key: Option<String>,
    if_match: Option<String>,
    /// What other headers the operation has.
    headers: Vec<(String, String)>,
    kind: &'static str,
    body: String,
}

/// What there is in the house, by noun.
#[derive(Clone, Debug)]
struct Known([(&'static str, Vec<String>); 5]);

/// An operation of the description.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    said: &'a Value,
}

#[test]
fn whatever_is_sent_the_answer_is_one_that_is_described() {
    send_anything(&House::new(), CASES);
}

#[test]
fn whatever_is_sent_the_answer_is_one_that_is_described_on_postgres_too() {
    // What differs is what the database takes, which needs fewer looks.
    send_anything(&House::on_postgres(), CASES / 4);
}

fn send_anything(house: &House, cases: u32) {
    let (person, examination) = house.examined("Kathy");
    let alarming = house.post(&format!("/api/v1/people/{person}/examinations"), &alarming(TODAY)).expect(201).made();
    let site = house.site("Ward", Some(3));
    let import = house.refused_rows(&[4, 9]);
    let account = Actor::new(house, "Lena", None, &[]).account.to_string();
    let known = Known([
        ("account", vec![account]),
        ("person", vec![person]),
        ("examination", vec![examination, alarming]),
        ("site", vec![site]),
        ("import", vec![import]),
    ]);
    let document = house.get("/api/v1/openapi.json").expect(200).json();
    let cases = std::env::var("CARER_FUZZ_CASES").map_or(cases, |cases| cases.parse().expect("a number"));
    let answered = Cell::new((0, 0));
    for operation in operations(&document) {
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let outcome = runner.run(&sent(&document, &operation, &known), |sent| {
            let answer = send(house, &operation, &sent);
            let (good, all) = answered.get();
            answered.set((good + u32::from(answer.status < 300), all + 1));
            described(&document, &operation, &answer)
                .map_err(|why| TestCaseError::fail(format!("{why}\n{}", answer.body)))
        });
        if let Err(error) = outcome {
            panic!("{} {}: {error}", operation.method, operation.path);
        }
    }
    let (good, all) = answered.get();
    assert!(
        good * 4 > all,
        "only {good} of {all} requests were carried out: what is sent is too wild to find anything"
    );
    house.get("/api/v1/health/ready").expect(200);
    house.get("/api/v1/today").expect(200);
    house.verify();
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().expect("paths");
    let mut all = Vec::new();
    for (path, item) in paths {
        for (method, said) in item.as_object().expect("methods") {
            // Whoever signs out sends nothing more: the tests of sessions do that.
            if said["operationId"] != "endSession" {
                all.push(Operation { method, path, said });
            }
        }
    }
    assert!(all.len() > 25, "the description is there");
    all
}

/// Says where an answer is not one that the operation describes.
fn described(document: &Value, operation: &Operation<'_>, answer: &Answer) -> Result<(), String> {
    if answer.status >= 500 {
        return Err(format!("{} is a fault", answer.status));
    }
    let kind = answer.header("content-type").unwrap_or_default();
    let responses = &operation.said["responses"];
    let response = responses.get(answer.status.to_string());
    let response = response.ok_or_else(|| format!("{} is not described", answer.status))?;
    let kinds = response["content"].as_object().ok_or("the answer has a body that is not described")?;
    let content = kinds.get(kind).ok_or_else(|| format!("“{kind}” is none of the described {:?}", kinds.keys()))?;
    if kind == "text/event-stream" {
        let mut lines = answer.body.lines();
        let begins = lines.next().is_some_and(|line| line == "event: position" || line == "event: changed");
        let has_data =
            lines.any(|line| line.strip_prefix("data: ").is_some_and(|data| data.starts_with("{\"position\":")));
        return if begins && has_data { Ok(()) } else { Err("this is no event of ours".to_owned()) };
    }
    let body = serde_json::from_str(&answer.body).map_err(|error| format!("the body is not JSON: {error}"))?;
    check(document, &content["schema"], &body)
}

/// Whether the answer has no end: then its first event is read.
fn is_stream(operation: &Operation<'_>) -> bool {
    operation.said["responses"]["200"]["content"].get("text/event-stream").is_some()
}

fn send(house: &House, operation: &Operation<'_>, sent: &Sent) -> Answer {
    let mut parts = sent.path.iter();
    let path: Vec<String> = operation
        .path
        .split('/')
        .map(|part| if part.starts_with('{') { escaped(parts.next().expect("each has one")) } else { part.to_owned() })
        .collect();
    let mut path = path.join("/");
    if !sent.query.is_empty() {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&sent.query).finish();
        path = format!("{path}?{query}");
    }
    if is_stream(operation) {
        return house.listen(&path, &sent.headers);
    }
    if operation.method == "get" {
        return house.get(&path);
    }
    let key = sent.key.iter().map(|key| ("Idempotency-Key", key.as_str()));
    let seen = sent.if_match.iter().map(|seen| ("If-Match", seen.as_str()));
    let headers: Vec<_> = key.chain(seen).collect();
    house.post_text(&path, sent.kind, &sent.body, &headers)
}

fn sent(document: &Value, operation: &Operation<'_>, known: &Known) -> BoxedStrategy<Sent> {
    let parameters = operation.said["parameters"].as_array().cloned().unwrap_or_default();
    let of = |place: &str| -> Vec<Value> { parameters.iter().filter(|p| p["in"] == place).cloned().collect() };
    let path: Vec<_> = of("path").iter().map(|p| in_path(p, known)).collect();
    let query: Vec<_> = of("query")
        .iter()
        .map(|p| {
            let name = p["name"].as_str().expect("a name").to_owned();
            let value = any_of(document, &p["schema"], known, 3).prop_map(|value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            });
            prop::option::of(value).prop_map(move |value| value.map(|value| (name.clone(), value)))
        })
        .collect();
    let query = (query, prop::option::weighted(0.03, ("[a-z]{1,8}", ".{0,8}")))
        .prop_map(|(known, wild)| known.into_iter().flatten().chain(wild).collect::<Vec<_>>());
    let schema = operation.said["requestBody"]["content"]["application/json"]["schema"].clone();
    let body = prop_oneof![
        30 => any_of(document, &schema, known, 6).prop_map(|body| body.to_string()),
        1 => junk().prop_map(|body| body.to_string()),
        1 => ".{0,40}",
    ];
    let kind = prop_oneof![30 => Just("application/json"), 1 => Just("text/plain")];
    let own = ["Idempotency-Key", "If-Match"];
    let headers: Vec<_> = of("header")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .filter(|name| !own.contains(name))
        .map(|name| {
            let (name, value) = (name.to_owned(), prop_oneof!["[0-9]{1,3}", "[!-~]{1,30}"]);
            prop::option::of(value).prop_map(move |value| value.map(|value| (name.clone(), value)))
        })
        .collect();
    let headers = headers.prop_map(|headers| headers.into_iter().flatten().collect::<Vec<_>>());
    (path, query, key(), if_match(), headers, kind, body)
        .prop_map(|(path, query, key, if_match, headers, kind, body)| Sent {
            path,
            query,
            key,
            if_match,
            headers,
            kind,
            body,
        })
        .boxed()
}

fn key() -> BoxedStrategy<Option<String>> {
    prop_oneof![
        40 => any::<u8>().prop_map(|_| Some(new_key())),
        1 => Just(Some("again".to_owned())),
        1 => Just(None),
        1 => "[ -~]{0,220}".prop_map(|text| Some(text.trim().to_owned())),
    ]
    .boxed()
}

fn if_match() -> BoxedStrategy<Option<String>> {
    prop_oneof![
        30 => Just(None),
        1 => Just(Some("*".to_owned())),
        2 => any::<u8>().prop_map(|version| Some(format!("\"{version}\""))),
        1 => any::<u64>().prop_map(|version| Some(format!("\"{version}\""))),
        1 => "[!-~]{1,12}".prop_map(Some),
    ]
    .boxed()
}

fn in_path(parameter: &Value, known: &Known) -> BoxedStrategy<String> {
    let wild = "[^/?#.]{1,20}".prop_map(|text| text);
    let schema = &parameter["schema"];
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => {
            let noun = parameter["name"].as_str().expect("a name");
            prop_oneof![30 => id(known, Some(noun)), 1 => wild].boxed()
        }
        (Some("integer"), _) => {
            let line = prop::sample::select(vec!["4", "9", "5"]).prop_map(str::to_owned);
            prop_oneof![8 => line, 2 => any::<u64>().prop_map(|n| n.to_string()), 1 => wild].boxed()
        }
        _ => prop_oneof![8 => Just("thoughts-of-hurting".to_owned()), 1 => wild].boxed(),
    }
}

/// An id: mostly of something that is there, and of this noun.
fn id(known: &Known, noun: Option<&str>) -> BoxedStrategy<String> {
    let all = || known.0.iter().flat_map(|(_, ids)| ids.clone()).collect::<Vec<_>>();
    let of_noun = known.0.iter().find(|(name, _)| Some(*name) == noun).map_or_else(all, |(_, ids)| ids.clone());
    let any_id = any::<u128>().prop_map(|id| uuid::Uuid::from_u128(id).to_string());
    prop_oneof![20 => prop::sample::select(of_noun), 1 => prop::sample::select(all()), 1 => any_id].boxed()
}

/// Mostly a value that a schema allows, now and then anything else.
fn any_of(document: &Value, schema: &Value, known: &Known, depth: u32) -> BoxedStrategy<Value> {
    prop_oneof![60 => fitting(document, schema, known, depth), 1 => junk()].boxed()
}

/// A value that a schema allows.
fn fitting(document: &Value, schema: &Value, known: &Known, depth: u32) -> BoxedStrategy<Value> {
    if let Some(reference) = schema.get("$ref") {
        return any_of(document, resolve(document, reference), known, depth);
    }
    if let Some(choices) = schema["enum"].as_array() {
        return prop::sample::select(choices.clone()).boxed();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return Union::new(choices.iter().map(|one| fitting(document, one, known, depth))).boxed();
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => return junk(),
        kind => vec![kind.clone()],
    };
    let of_kind = |kind: &Value| match kind.as_str().expect("types are texts") {
        "string" => text(schema, known),
        "integer" => prop_oneof![(0_i64..100).prop_map(Value::from), any::<i64>().prop_map(Value::from)].boxed(),
        "number" => number(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "array" => prop::collection::vec(any_of(document, &schema["items"], known, depth - 1), 0..5)
            .prop_map(Value::from)
            .boxed(),
        "object" => object(document, schema, known, depth),
        _ => Just(Value::Null).boxed(),
    };
    Union::new(kinds.iter().map(of_kind)).boxed()
}

fn object(document: &Value, schema: &Value, known: &Known, depth: u32) -> BoxedStrategy<Value> {
    if depth == 0 {
        return Just(json!({})).boxed();
    }
    if schema["additionalProperties"].is_object() {
        let member = any_of(document, &schema["additionalProperties"], known, depth - 1);
        let members = prop::collection::btree_map(slug(), member, 0..4);
        return members.prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())).boxed();
    }
    let required: Vec<_> = schema["required"].as_array().cloned().unwrap_or_default();
    let members: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, member)| {
            let there = if required.contains(&json!(name)) { 0.995 } else { 0.5 };
            let value = prop::option::weighted(there, any_of(document, member, known, depth - 1));
            let name = name.clone();
            value.prop_map(move |value| value.map(|value| (name.clone(), value)))
        })
        .collect();
    let unknown = prop::option::weighted(0.01, (".{1,8}", junk()));
    let all = (members, unknown).prop_map(|(members, unknown)| {
        Value::from(members.into_iter().flatten().chain(unknown).collect::<Map<_, _>>())
    });
    all.boxed()
}

fn number() -> BoxedStrategy<Value> {
    let edges = [json!(0), json!(-1), json!(1e9), json!(-1e9), json!(1e300), json!(0.000_000_1), json!(u64::MAX)];
    prop_oneof![6 => (0..3_000_i64).prop_map(|n| json!(n as f64 / 10.0)), 1 => prop::sample::select(edges.to_vec())]
        .boxed()
}

fn text(schema: &Value, known: &Known) -> BoxedStrategy<Value> {
    let days = [
        "2026-05-05",
        "2026-01-31",
        "1980-02-29",
        "2026-05-06",
        "-9999-01-01",
        "9999-12-31",
        "0000-01-01",
        "2026-02-30",
    ];
    match schema["format"].as_str() {
        Some("date") => prop_oneof![
            prop::sample::select(days.to_vec()).prop_map(Value::from),
            (1900..2100_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| json!(format!("{y:04}-{m:02}-{d:02}"))),
        ]
        .boxed(),
        Some("uuid") => id(known, Some("site")).prop_map(Value::from).boxed(),
        _ => prop_oneof![4 => slug().prop_map(Value::from), 4 => "[A-Za-z ]{1,20}".prop_map(Value::from), 2 => wild_text()].boxed(),
    }
}

/// Words that the small programme knows, and some that it does not.
fn slug() -> BoxedStrategy<String> {
    let words = [
        "blood-pressure",
        "systolic",
        "diastolic",
        "body",
        "weight",
        "bmi",
        "smoking",
        "smokes-now",
        "mood",
        "every-day",
        "registered",
        "evaluation",
        "donor",
        "talk",
        "clinic",
        "home",
        "thoughts-of-hurting",
        "no-such-thing",
        "",
    ];
    prop::sample::select(words.to_vec()).prop_map(str::to_owned).boxed()
}

fn wild_text() -> BoxedStrategy<Value> {
    let edges = [
        "",
        " ",
        "\u{0}",
        "\u{7}",
        "\u{202e}abc",
        "🫘",
        "a\r\nb",
        "<script>alert(1)</script>",
        "'; DROP TABLE event; --",
        "%00",
    ];
    prop_oneof![
        2 => prop::sample::select(edges.to_vec()).prop_map(Value::from),
        2 => ".{0,60}".prop_map(Value::from),
        1 => (1..6_000_usize).prop_map(|long| json!("x".repeat(long))),
    ]
    .boxed()
}

/// Anything.
fn junk() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        wild_text(),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,8}", inner, 0..4)
                .prop_map(|m| Value::from(m.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

/// A part of a path, escaped.
fn escaped(part: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    part.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}
