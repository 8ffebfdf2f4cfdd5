//! `GET /api/v1/openapi.json`, and what every operation has in common.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{AdditionalProperties, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required};

use crate::extract::{IF_MATCH_MAX, KEY_MAX};

/// What the tags are about.
const TAGS: [(&str, &str); 9] = [
    ("today", "What needs a person now."),
    ("people", "People: registering and finding them, and everything that is held on one."),
    ("examinations", "What was found at a visit."),
    ("sites", "Places where people live, stay or are seen."),
    ("eligibility", "How many people have each outcome."),
    ("imports", "Files brought in: the rows that were refused."),
    ("programme", "The rules."),
    ("live", "What changes, as it changes."),
    ("health", "Whether the server is well."),
];

const DESCRIPTION: &str = "Carer runs an organ-donor programme over a donor's whole life.\n\n\
    Every POST is a command, and carries a new `Idempotency-Key`: sent again with the same key, the same command is done \
    once and answered alike. `If-Match` with a version makes a command fail (412) where somebody was quicker. Whatever \
    shows a person's data writes a reading on that person's record first. What is refused, and whatever else goes \
    wrong, is said as `application/problem+json` (RFC 9457); a refusal names its rule, why, and what can be done now.";

/// The interface's description.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "getOpenApi", tag = "programme",
    responses((status = 200, description = "This document.", body = serde_json::Value)),
)]
pub(crate) async fn handler() -> impl IntoResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| crate::routes::document().to_json().expect("the document serialises"));
    ([(header::CONTENT_TYPE, "application/json")], text.as_str())
}

/// The document without its paths.
pub(crate) fn frame() -> OpenApi {
    let licence = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Carer")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(licence))
        .build();
    let tag = |(name, about): (&str, &str)| TagBuilder::new().name(name).description(Some(about)).build();
    OpenApiBuilder::new().info(info).tags(Some(TAGS.map(tag))).build()
}

/// Adds to every operation what all have in common, because extractors, guards and the writer are the same for all.
pub(crate) fn complete(document: &mut OpenApi) {
    for (name, schema) in document.components.iter_mut().flat_map(|components| &mut components.schemas) {
        // A problem leaves out what it does not say; everything else that is answered says everything.
        if let (RefOr::T(schema), true) = (schema, name != "Problem") {
            require_all(schema);
        }
    }
    let schemas = document.components.iter_mut().flat_map(|components| &mut components.schemas);
    if let Some((_, RefOr::T(birth))) = schemas.into_iter().find(|(name, _)| *name == "Birth") {
        take_nothing_else(birth);
    }
    for (path, item) in &mut document.paths.paths {
        let reads = [item.get.as_mut(), item.head.as_mut()];
        for operation in reads.into_iter().flatten() {
            complete_operation(operation, path, false);
        }
        if let Some(operation) = item.post.as_mut() {
            complete_operation(operation, path, true);
        }
    }
}

/// Marks every member as always there: what has no value is `null`, and not left out. What is sent to us may be left out:
/// those schemas are the strict ones.
fn require_all(schema: &mut Schema) {
    match schema {
        Schema::Object(object) if object.additional_properties.is_none() => {
            object.required = object.properties.keys().cloned().collect();
        }
        Schema::AllOf(all) => all.items.iter_mut().for_each(|item| {
            if let RefOr::T(item) = item {
                require_all(item);
            }
        }),
        _ => {}
    }
}

/// Says of each object in a schema that it has no other members than those that are named: the derived schema of a choice
/// between objects does not say so.
fn take_nothing_else(schema: &mut Schema) {
    match schema {
        Schema::OneOf(one) => one.items.iter_mut().for_each(|item| {
            if let RefOr::T(item) = item {
                take_nothing_else(item);
            }
        }),
        Schema::Object(object) if !object.properties.is_empty() => {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            object.properties.values_mut().for_each(|member| {
                if let RefOr::T(member) = member {
                    take_nothing_else(member);
                }
            });
        }
        _ => {}
    }
}

fn complete_operation(operation: &mut Operation, path: &str, is_command: bool) {
    let is_query =
        |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(p) if p.parameter_in == ParameterIn::Query);
    let takes_query = operation.parameters.iter().flatten().any(is_query);
    let mut problems = vec![
        (403, "A page of another site asked this (`cross-site`)."),
        (421, "This was asked of another host than this machine (`misdirected`)."),
        (500, "The server could not answer (`fault`)."),
        (503, "Busy, or the record cannot be reached (`busy`, `no-answer`, `unavailable`)."),
    ];
    if is_command || takes_query {
        problems.push((400, "The request cannot be read (`unreadable`); `place` says where."));
    }
    if path.contains('{') {
        problems.push((404, "What the path names is not there (`no-such`)."));
    }
    if is_command {
        problems.push((409, "The key was used for another command (`key-reused`)."));
        problems.push((412, "It has changed since you looked (`stale`); `ETag` has the present version."));
        problems.push((413, "The body is larger than 1 MiB (`too-large`)."));
        problems.push((415, "The body is not `application/json` (`media-type`)."));
        problems.push((422, "A rule refuses (`urn:carer:rule:` and the rule)."));
        operation.parameters.get_or_insert_default().extend(command_headers().map(RefOr::T));
    }
    for (status, about) in problems {
        operation.responses.responses.insert(status.to_string(), RefOr::T(problem(status, about)));
    }
}

fn problem(status: u16, about: &str) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = ResponseBuilder::new().description(about).content("application/problem+json", body);
    let text = |about: &str| {
        let schema = ObjectBuilder::new().schema_type(Type::String).build();
        HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build()
    };
    match status {
        412 => response.header("ETag", text("The present version.")).build(),
        503 => response.header("Retry-After", text("In how many seconds to try again.")).build(),
        _ => response.build(),
    }
}

fn command_headers() -> [Parameter; 2] {
    let text = |most: usize, pattern: &str| {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(most)).pattern(Some(pattern)).build()
    };
    let any = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["*"])).build();
    let version = text(IF_MATCH_MAX, "^\"[0-9]{1,19}\"$");
    let header = |name: &str, required, about: &str, schema| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(required)
            .description(Some(about))
            .schema(Some(schema))
            .build()
    };
    [
        header(
            "Idempotency-Key",
            Required::True,
            "A key of this command's own, such as a new UUID. The same command with the same key is done once.",
            Schema::Object(text(KEY_MAX, "^[!-~]+$")),
        ),
        header(
            "If-Match",
            Required::False,
            "The version that was seen, such as `\"7\"`, or `*` for any.",
            Schema::AnyOf(AnyOfBuilder::new().item(version).item(any).build()),
        ),
    ]
}
