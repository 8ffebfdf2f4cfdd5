//! Every route, in one list: method, path, who may call it, handler.
//!
//! Until people sign in there is one caller: whoever sits at this machine ([`Who::Here`]); the server listens on loopback only.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::api::{eligibility, health, imports, live, openapi, people, programme, sites, today};
use crate::extract::BODY_MAX;
use crate::guard;
use crate::pages;
use crate::problem::Problem;
use crate::state::State;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever sits at this machine.
    Here,
}

/// Which face of the server a route belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The programming interface: described in OpenAPI.
    Api,
    /// A page of the console, or a form of one.
    Page,
}

/// A route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Which face it belongs to.
    pub face: Face,
    /// The method.
    pub method: &'static str,
    /// The path, with ids in braces.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
}

/// Makes the list and the router out of the same lines.
macro_rules! table {
    ($($face:ident $method:ident $path:literal $who:ident $($handler:ident)::+;)*) => {
        /// Every route.
        pub const ROUTES: &[Route] = &[$(
            Route { face: Face::$face, method: stringify!($method), path: $path, who: Who::$who },
        )*];

        fn described() -> OpenApiRouter<State> {
            let router = OpenApiRouter::with_openapi(openapi::frame());
            $(let router = table!(@add router $face $method $path $($handler)::+);)*
            router
        }
    };
    (@add $router:ident Api $method:ident $path:literal $($handler:ident)::+) => {
        $router.routes(utoipa_axum::routes!($($handler)::+))
    };
    (@add $router:ident Page GET $path:literal $($handler:ident)::+) => {
        $router.route($path, axum::routing::get($($handler)::+))
    };
    (@add $router:ident Page POST $path:literal $($handler:ident)::+) => {
        $router.route($path, axum::routing::post($($handler)::+))
    };
}

table! {
    Api GET "/api/v1/today" Here today::handler;
    Api GET "/api/v1/people" Here people::list::handler;
    Api POST "/api/v1/people" Here people::register::handler;
    Api GET "/api/v1/people/{person}" Here people::get::handler;
    Api GET "/api/v1/people/{person}/eligibility" Here people::eligibility::handler;
    Api GET "/api/v1/people/{person}/readings" Here people::readings::handler;
    Api GET "/api/v1/people/{person}/export" Here people::export::handler;
    Api POST "/api/v1/people/{person}/details" Here people::details::handler;
    Api POST "/api/v1/people/{person}/examinations" Here people::examination_record::handler;
    Api GET "/api/v1/people/{person}/examinations/{examination}" Here people::examination::handler;
    Api POST "/api/v1/people/{person}/examinations/{examination}/amend" Here people::examination_amend::handler;
    Api POST "/api/v1/people/{person}/examinations/{examination}/entered-in-error" Here people::examination_error::handler;
    Api POST "/api/v1/people/{person}/alerts/{examination}/{rule}/answer" Here people::alert_answer::handler;
    Api POST "/api/v1/people/{person}/move" Here people::move_to::handler;
    Api POST "/api/v1/people/{person}/stage" Here people::stage::handler;
    Api POST "/api/v1/people/{person}/preparations" Here people::preparation::handler;
    Api POST "/api/v1/people/{person}/depart" Here people::departure::handler;
    Api POST "/api/v1/people/{person}/return" Here people::return_::handler;
    Api GET "/api/v1/sites" Here sites::list::handler;
    Api POST "/api/v1/sites" Here sites::open::handler;
    Api GET "/api/v1/sites/{site}" Here sites::get::handler;
    Api GET "/api/v1/sites/{site}/residents" Here sites::residents::handler;
    Api POST "/api/v1/sites/{site}/change" Here sites::change::handler;
    Api POST "/api/v1/sites/{site}/close" Here sites::close::handler;
    Api GET "/api/v1/eligibility" Here eligibility::handler;
    Api GET "/api/v1/imports/rows" Here imports::rows::handler;
    Api POST "/api/v1/imports/{import}/rows/{line}/looked-at" Here imports::looked_at::handler;
    Api GET "/api/v1/programme" Here programme::handler;
    Api GET "/api/v1/live" Here live::handler;
    Api GET "/api/v1/health/live" Here health::live::handler;
    Api GET "/api/v1/health/ready" Here health::ready::handler;
    Api GET "/api/v1/openapi.json" Here openapi::handler;

    Page GET "/" Here pages::home::handler;
    Page GET "/today" Here pages::today::handler;
    Page GET "/people" Here pages::people::handler;
    Page POST "/people" Here pages::people::register;
    Page GET "/people/new" Here pages::people::new;
    Page GET "/people/{person}" Here pages::person::handler;
    Page GET "/people/{person}/print" Here pages::person::print;
    Page POST "/people/{person}/details" Here pages::person::details;
    Page POST "/people/{person}/examinations" Here pages::examination::record;
    Page GET "/people/{person}/examinations/{examination}" Here pages::examination::handler;
    Page POST "/people/{person}/examinations/{examination}/amend" Here pages::examination::amend;
    Page POST "/people/{person}/examinations/{examination}/error" Here pages::examination::in_error;
    Page POST "/people/{person}/alerts/{examination}/{rule}" Here pages::person::answer_alert;
    Page POST "/people/{person}/move" Here pages::person::move_to;
    Page POST "/people/{person}/stage" Here pages::person::enter_stage;
    Page POST "/people/{person}/preparation" Here pages::person::prepare;
    Page POST "/people/{person}/depart" Here pages::person::depart;
    Page POST "/people/{person}/return" Here pages::person::come_back;
    Page GET "/sites" Here pages::sites::handler;
    Page POST "/sites" Here pages::sites::open;
    Page GET "/sites/{site}" Here pages::sites::site;
    Page POST "/sites/{site}" Here pages::sites::change;
    Page POST "/sites/{site}/close" Here pages::sites::close;
    Page GET "/rules" Here pages::rules::handler;
    Page GET "/rows" Here pages::rows::handler;
    Page POST "/imports/{import}/rows/{line}" Here pages::rows::look_at;
    Page GET "/assets/{name}" Here pages::assets::handler;
}

/// The description of the interface.
pub fn document() -> OpenApi {
    let mut document = described().into_openapi();
    let problem = <crate::problem::Said as utoipa::PartialSchema>::schema();
    document.components.get_or_insert_default().schemas.insert("Problem".to_owned(), problem);
    openapi::complete(&mut document);
    document
}

/// The router, with its guard around everything.
pub(crate) fn router(state: &State) -> Router {
    let (routes, _) = described().split_for_parts();
    routes
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), guard::guard))
        .with_state(state.clone())
}

async fn unknown_path() -> Problem {
    Problem::no_such("There is nothing at this path.")
}

async fn unknown_method() -> Problem {
    Problem::method()
}

/// A handler that panicked: that is a fault of ours, and the others go on.
fn panicked(why: Box<dyn std::any::Any + Send>) -> Response {
    let why = why.downcast_ref::<String>().map(String::as_str).or_else(|| why.downcast_ref::<&str>().copied());
    tracing::error!(why = why.unwrap_or("no message"), "a handler panicked");
    Problem::fault().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_listed_is_what_is_described() {
        let mut described = BTreeSet::new();
        for (path, item) in &document().paths.paths {
            for (method, operation) in [("GET", &item.get), ("POST", &item.post)] {
                described.extend(operation.as_ref().map(|_| (method.to_owned(), path.clone())));
            }
            let others = [&item.put, &item.delete, &item.patch, &item.options, &item.head, &item.trace];
            assert!(others.iter().all(|operation| operation.is_none()), "{path} has a method that is not in the list");
        }
        let api = ROUTES.iter().filter(|route| route.face == Face::Api);
        let listed: BTreeSet<_> = api.map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
        assert_eq!(listed, described);
    }

    #[test]
    fn no_route_is_listed_twice() {
        let all: BTreeSet<_> = ROUTES.iter().map(|route| (route.method, route.path)).collect();
        assert_eq!(all.len(), ROUTES.len());
    }

    #[test]
    fn pages_and_interface_are_apart() {
        for route in ROUTES {
            assert_eq!(guard::is_interface(route.path), route.face == Face::Api, "{}", route.path);
        }
    }
}
