//! `GET /api/v1/openapi.json`, and what every operation has in common.

use std::sync::OnceLock;

use axum::http::{Method, header};
use axum::response::IntoResponse;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{AdditionalProperties, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required};

use crate::extract::{IF_MATCH_MAX, KEY_MAX};
use crate::rights::{Right, TABLE};
use crate::routes;

/// What the tags are about.
const TAGS: [(&str, &str); 15] = [
    ("session", "Signing in and out, and who one is."),
    ("accounts", "Who may sign in, and their posts."),
    ("concerns", "Speaking up, and being heard."),
    ("readings", "Who read whom, in the whole programme."),
    ("today", "What needs a person now."),
    ("people", "People: registering and finding them, and everything that is held on one."),
    ("examinations", "What was found at a visit."),
    ("follow-up", "Staying in touch for life with everybody who gave."),
    ("sites", "Places where people live, stay or are seen."),
    ("erasures", "Erasures that were granted, carried out by whoever sees nobody."),
    ("eligibility", "How many people have each outcome."),
    ("imports", "Files brought in: the rows that were refused."),
    ("programme", "The rules."),
    ("live", "What changes, as it changes."),
    ("health", "Whether the server is well."),
];

/// What a program shows with every call.
const BEARER: &str = "The `token` of a session: `POST /api/v1/session` gives one.";

/// What changes nothing of the record, and so takes no key: it is done at the door.
const AT_THE_DOOR: [&str; 3] = ["/api/v1/session", "/api/v1/session/end", "/api/v1/accounts/{account}/invite"];

const DESCRIPTION: &str = "Carer runs an organ-donor programme over a donor's whole life.\n\n\
    Every POST is a command, and carries a new `Idempotency-Key`: sent again with the same key, the same command is done \
    once and answered alike. What is no command says so, and needs none. `If-Match` with a version makes a command fail (412) where somebody was quicker. Whatever \
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
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(BEARER)).build();
    let components = ComponentsBuilder::new().security_scheme("bearer", SecurityScheme::Http(bearer)).build();
    OpenApiBuilder::new().info(info).tags(Some(TAGS.map(tag))).components(Some(components)).build()
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
            complete_operation(operation, path, routes::right_of(&Method::GET, path), Does::Reads);
        }
        if let Some(operation) = item.post.as_mut() {
            let does = if AT_THE_DOOR.contains(&path.as_str()) { Does::OpensTheDoor } else { Does::Commands };
            complete_operation(operation, path, routes::right_of(&Method::POST, path), does);
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

/// What an operation does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// It shows something.
    Reads,
    /// It is a command: with a key, carried out once.
    Commands,
    /// It changes who may come in.
    OpensTheDoor,
}

fn complete_operation(operation: &mut Operation, path: &str, right: Option<Right>, does: Does) {
    let is_command = does == Does::Commands;
    let has_body = operation.request_body.is_some();
    let right = right.expect("every operation is a route of the list");
    let (denied, scheme) = match right {
        Right::Open => ("A page of another site asked this (`cross-site`).".to_owned(), None),
        right => (may_not(right), Some(SecurityRequirement::new("bearer", Vec::<String>::new()))),
    };
    operation.security = Some(scheme.into_iter().collect());
    let is_query =
        |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(p) if p.parameter_in == ParameterIn::Query);
    let takes_query = operation.parameters.iter().flatten().any(is_query);
    let mut problems = vec![
        (403, denied.as_str()),
        (414, "The path with its query is too long (`address-too-long`)."),
        (421, "This was asked of another host than this machine (`misdirected`)."),
        (500, "The server could not answer (`fault`)."),
        (503, "Busy, or the record cannot be reached (`busy`, `no-answer`, `unavailable`)."),
    ];
    if right != Right::Open {
        problems.push((401, "Nobody is signed in by what was shown, or no more (`not-signed-in`)."));
    }
    if operation.operation_id.as_deref() == Some("beginSession") {
        let wrong = "Not signed in: name and password do not go together (`wrong-password`), a code is wanted \
                     (`code-missing`), or it is not the one of now (`wrong-code`).";
        problems.push((401, wrong));
        problems.push((429, "Tried too often (`too-many`); `Retry-After` says how many seconds to wait."));
    }
    if operation.operation_id.as_deref() == Some("carryOutErasure") {
        problems.push((404, "No erasure of theirs was granted that waits to be carried out (`no-such`)."));
    }
    // What would tell a guesser that a number is somebody's can be tried a few times only.
    if matches!(operation.operation_id.as_deref(), Some("receivePerson" | "registerPerson" | "amendDetails")) {
        problems.push((429, "Tried too many (`too-many`); `Retry-After` says how many seconds to wait."));
    }
    if is_command || has_body || takes_query {
        problems.push((400, "The request cannot be read (`unreadable`); `place` says where."));
    }
    if path.contains('{') {
        problems.push((404, "What the path names is not there, or is nobody whom the caller may see (`no-such`)."));
    }
    if is_command {
        problems.push((409, "The key was used for another command (`key-reused`)."));
        problems.push((412, "It has changed since you looked (`stale`); `ETag` has the present version."));
        problems.push((422, "A rule refuses (`urn:carer:rule:` and the rule)."));
        operation.parameters.get_or_insert_default().extend(command_headers().map(RefOr::T));
    }
    if has_body {
        problems.push((413, "The body is larger than 1 MiB (`too-large`)."));
        problems.push((415, "The body is not `application/json` (`media-type`)."));
    }
    for (status, about) in problems {
        operation.responses.responses.insert(status.to_string(), RefOr::T(problem(status, about)));
    }
}

/// What an operation says about those who may not call it.
fn may_not(right: Right) -> String {
    let own = "A page of another site asked this (`cross-site`)";
    if right.needs_no_post() {
        return format!("{own}.");
    }
    let mut roles: Vec<&str> = TABLE.iter().filter(|line| line.right == right).map(|line| line.role.label()).collect();
    roles.dedup();
    format!(
        "No post of the caller's lets them {} (`no-right`): that is for {}. Or the session has no second factor \
         (`second-factor`). Or: {}{}.",
        right.plain(),
        roles.join(", "),
        own[..1].to_lowercase(),
        &own[1..]
    )
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
        401 => response.header("WWW-Authenticate", text("How to show who calls: `Bearer`.")).build(),
        429 => response.header("Retry-After", text("In how many seconds to try again.")).build(),
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
