//! Every route, in one list: method, path, the right that it asks for, handler. A route without a right cannot be written.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::api::{
    accounts, advocates, concerns, donations, eligibility, erasures, follow_up, health, imports, live, me, my_people,
    openapi, people, programme, readings, session, sites, survival, today,
};
use crate::caller;
use crate::extract::BODY_MAX;
use crate::guard;
use crate::pages;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::State;
use crate::trace;

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
    /// The right that it asks for: [`crate::rights::TABLE`] says whose that is.
    pub right: Right,
}

/// Makes the list and the router out of the same lines.
macro_rules! table {
    ($($face:ident $method:ident $path:literal $right:ident $($handler:ident)::+;)*) => {
        /// Every route.
        pub const ROUTES: &[Route] = &[$(
            Route { face: Face::$face, method: stringify!($method), path: $path, right: Right::$right },
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
    Api POST "/api/v1/session" Open session::begin::handler;
    Api POST "/api/v1/session/end" OwnAccount session::end::handler;
    Api GET "/api/v1/me" OwnAccount me::handler;
    Api GET "/api/v1/me/sessions" OwnAccount me::sessions::handler;
    Api POST "/api/v1/me/sessions/{session}/end" OwnAccount me::session_end::handler;
    Api GET "/api/v1/accounts" ManageAccounts accounts::list::handler;
    Api POST "/api/v1/accounts" ManageAccounts accounts::open::handler;
    Api GET "/api/v1/accounts/{account}" ManageAccounts accounts::get::handler;
    Api POST "/api/v1/accounts/{account}/change" ManageAccounts accounts::change::handler;
    Api POST "/api/v1/accounts/{account}/posts" Appoint accounts::appoint::handler;
    Api POST "/api/v1/accounts/{account}/posts/{post}/end" Appoint accounts::end_post::handler;
    Api POST "/api/v1/accounts/{account}/application" Appoint accounts::application::handler;
    Api POST "/api/v1/accounts/{account}/application/answer" Appoint accounts::application_answer::handler;
    Api POST "/api/v1/accounts/{account}/training" Appoint accounts::training::handler;
    Api POST "/api/v1/accounts/{account}/ties" Appoint accounts::tie::handler;
    Api POST "/api/v1/accounts/{account}/ties/{tie}/end" Appoint accounts::tie_end::handler;
    Api POST "/api/v1/accounts/{account}/absences" Appoint accounts::absence::handler;
    Api POST "/api/v1/accounts/{account}/absences/{absence}/end" Appoint accounts::absence_end::handler;
    Api GET "/api/v1/advocates" Appoint advocates::handler;
    Api POST "/api/v1/accounts/{account}/close" ManageAccounts accounts::close::handler;
    Api POST "/api/v1/accounts/{account}/erase" EraseAccounts accounts::erase::handler;
    Api POST "/api/v1/accounts/{account}/invite" ManageAccounts accounts::invite::handler;
    Api GET "/api/v1/concerns" HearConcerns concerns::list::handler;
    Api POST "/api/v1/concerns" OwnAccount concerns::speak_up::handler;
    Api POST "/api/v1/concerns/{account}/{concern}/answer" HearConcerns concerns::answer::handler;
    Api GET "/api/v1/readings" Audit readings::handler;
    Api GET "/api/v1/today" SeeToday today::handler;
    Api GET "/api/v1/my-people" SeeMyPeople my_people::handler;
    Api GET "/api/v1/people" FindPeople people::list::handler;
    Api POST "/api/v1/people" Register people::register::handler;
    Api GET "/api/v1/people/{person}" ReadLife people::get::handler;
    Api GET "/api/v1/people/{person}/eligibility" ReadEligibility people::eligibility::handler;
    Api GET "/api/v1/people/{person}/readings" ReadReadings people::readings::handler;
    Api GET "/api/v1/people/{person}/export" TakeAway people::export::handler;
    Api GET "/api/v1/people/{person}/carers" ReadLife people::carers::handler;
    Api POST "/api/v1/people/{person}/carers" AssignCarer people::carer_assign::handler;
    Api POST "/api/v1/people/{person}/carers/end" AssignCarer people::carer_end::handler;
    Api GET "/api/v1/people/{person}/tellings" ReadLife people::tellings::handler;
    Api POST "/api/v1/people/{person}/tellings" Tell people::telling_record::handler;
    Api POST "/api/v1/people/{person}/tellings/{telling}/entered-in-error" Tell people::telling_error::handler;
    Api GET "/api/v1/people/{person}/bonds" NameBonds people::bonds::handler;
    Api POST "/api/v1/people/{person}/bonds" NameBonds people::bond_name::handler;
    Api POST "/api/v1/people/{person}/bonds/{bond}/change" NameBonds people::bond_change::handler;
    Api POST "/api/v1/people/{person}/bonds/{bond}/end" NameBonds people::bond_end::handler;
    Api POST "/api/v1/people/{person}/bonds/{bond}/answer" NameBonds people::bond_answer::handler;
    Api POST "/api/v1/people/{person}/waits" Wait people::wait::handler;
    Api GET "/api/v1/people/{person}/deferrals" ReadLife people::deferrals::handler;
    Api POST "/api/v1/people/{person}/deferrals" Defer people::deferral_place::handler;
    Api POST "/api/v1/people/{person}/deferrals/{deferral}/review" Defer people::deferral_review::handler;
    Api POST "/api/v1/people/{person}/deferrals/{deferral}/lift" Defer people::deferral_lift::handler;
    Api POST "/api/v1/people/{person}/appeals" Object people::appeal_make::handler;
    Api POST "/api/v1/people/{person}/appeals/{appeal}/decide" DecideAppeal people::appeal_decide::handler;
    Api POST "/api/v1/people/{person}/assessments" Assess people::assessment::handler;
    Api POST "/api/v1/people/{person}/carers/hand-over" AssignCarer people::carer_hand_over::handler;
    Api GET "/api/v1/people/{person}/advocates" AssignCarer people::advocates::handler;
    Api GET "/api/v1/people/{person}/conversations" ReadConversations people::conversations::handler;
    Api POST "/api/v1/people/{person}/conversations" Converse people::conversation_record::handler;
    Api POST "/api/v1/people/{person}/companions" AssignCarer people::companion_offer::handler;
    Api POST "/api/v1/people/{person}/companions/answer" MakeRequest people::companion_answer::handler;
    Api POST "/api/v1/people/{person}/companions/stop" MakeRequest people::companion_stop::handler;
    Api POST "/api/v1/people/{person}/emergency" OpenEmergency people::emergency::handler;
    Api GET "/api/v1/people/{person}/donations" ReadLife people::donations::handler;
    Api POST "/api/v1/people/{person}/donations" BeginDonation people::donation_begin::handler;
    Api POST "/api/v1/people/{person}/donations/{donation}/word" HearDonor people::donation_word::handler;
    Api POST "/api/v1/people/{person}/donations/{donation}/step" RunDonation people::donation_step::handler;
    Api GET "/api/v1/people/{person}/requests" ReadLife people::requests::handler;
    Api POST "/api/v1/people/{person}/requests" MakeRequest people::request_make::handler;
    Api POST "/api/v1/people/{person}/requests/{request}/answer" AnswerRequest people::request_answer::handler;
    Api POST "/api/v1/people/{person}/details" AmendDetails people::details::handler;
    Api POST "/api/v1/people/{person}/examinations" Examine people::examination_record::handler;
    Api GET "/api/v1/people/{person}/examinations/{examination}" ReadLife people::examination::handler;
    Api POST "/api/v1/people/{person}/examinations/{examination}/amend" Examine people::examination_amend::handler;
    Api POST "/api/v1/people/{person}/examinations/{examination}/entered-in-error" Examine people::examination_error::handler;
    Api POST "/api/v1/people/{person}/alerts/{examination}/{rule}/answer" AnswerAlert people::alert_answer::handler;
    Api POST "/api/v1/people/{person}/move" Place people::move_to::handler;
    Api POST "/api/v1/people/{person}/stage" Guide people::stage::handler;
    Api POST "/api/v1/people/{person}/preparations" Guide people::preparation::handler;
    Api POST "/api/v1/people/{person}/depart" Place people::departure::handler;
    Api POST "/api/v1/people/{person}/return" Place people::return_::handler;
    Api GET "/api/v1/donations" SeeDonations donations::handler;
    Api GET "/api/v1/people/{person}/follow-up" ReadLife people::follow_up::handler;
    Api POST "/api/v1/people/{person}/follow-up/plan" SayHowTheyAre people::follow_up_plan::handler;
    Api POST "/api/v1/people/{person}/follow-up/attempts" StayInTouch people::follow_up_attempt::handler;
    Api POST "/api/v1/people/{person}/follow-up/answers" SayHowTheyAre people::follow_up_answer::handler;
    Api POST "/api/v1/people/{person}/follow-up/answers/{answer}/entered-in-error" StayInTouch people::follow_up_error::handler;
    Api POST "/api/v1/people/{person}/follow-up/wish" SayHowTheyAre people::follow_up_wish::handler;
    Api POST "/api/v1/people/{person}/follow-up/learnt" StayInTouch people::follow_up_learn::handler;
    Api POST "/api/v1/people/{person}/follow-up/reported" StayInTouch people::follow_up_report::handler;
    Api GET "/api/v1/people/{person}/messages" StayInTouch people::messages::handler;
    Api POST "/api/v1/people/{person}/messages" StayInTouch people::message_write::handler;
    Api POST "/api/v1/people/{person}/messages/{message}/finish" StayInTouch people::message_finish::handler;
    Api POST "/api/v1/people/{person}/links" StayInTouch people::link_make::handler;
    Api POST "/api/v1/people/{person}/links/{link}/end" StayInTouch people::link_end::handler;
    Api POST "/api/v1/people/{person}/death" EndJourney people::death::handler;
    Api POST "/api/v1/people/{person}/death/entered-in-error" EndJourney people::death_error::handler;
    Api POST "/api/v1/people/{person}/hand-over" EndJourney people::hand_over::handler;
    Api POST "/api/v1/people/{person}/hand-over/acknowledge" EndJourney people::hand_over_acknowledge::handler;
    Api POST "/api/v1/people/{person}/hand-over/take-back" EndJourney people::hand_over_take_back::handler;
    Api GET "/api/v1/survival" CountOutcomes survival::handler;
    Api GET "/api/v1/follow-up" StayInTouch follow_up::handler;
    Api GET "/api/v1/follow-up/report" CountOutcomes follow_up::report::handler;
    Api GET "/api/v1/sites" SeeSites sites::list::handler;
    Api POST "/api/v1/sites" ManageSites sites::open::handler;
    Api GET "/api/v1/sites/{site}" SeeSites sites::get::handler;
    Api GET "/api/v1/sites/{site}/residents" SeeResidents sites::residents::handler;
    Api POST "/api/v1/sites/{site}/change" ManageSites sites::change::handler;
    Api POST "/api/v1/sites/{site}/close" ManageSites sites::close::handler;
    Api POST "/api/v1/sites/{site}/receive" Receive sites::receive::handler;
    Api GET "/api/v1/erasures" ErasePeople erasures::list::handler;
    Api POST "/api/v1/erasures" ErasePeople erasures::carry_out::handler;
    Api GET "/api/v1/eligibility" CountOutcomes eligibility::handler;
    Api GET "/api/v1/imports/rows" LookAtRows imports::rows::handler;
    Api POST "/api/v1/imports/{import}/rows/{line}/looked-at" LookAtRows imports::looked_at::handler;
    Api GET "/api/v1/programme" Open programme::handler;
    Api GET "/api/v1/live" OwnAccount live::handler;
    Api GET "/api/v1/health/live" Open health::live::handler;
    Api GET "/api/v1/health/ready" Open health::ready::handler;
    Api GET "/api/v1/openapi.json" Open openapi::handler;

    Page GET "/" OwnAccount pages::home::handler;
    Page GET "/today" SeeToday pages::today::handler;
    Page GET "/my-people" SeeMyPeople pages::my_people::handler;
    Page POST "/my-people/{person}" Converse pages::my_people::converse;
    Page GET "/people" FindPeople pages::people::handler;
    Page POST "/people" Register pages::people::register;
    Page GET "/donations" SeeDonations pages::donations::board;
    Page GET "/people/new" Register pages::people::new;
    Page GET "/people/{person}" ReadPerson pages::person::handler;
    Page GET "/people/{person}/print" TakeAway pages::person::print;
    Page POST "/people/{person}/details" AmendDetails pages::person::details;
    Page POST "/people/{person}/examinations" Examine pages::examination::record;
    Page GET "/people/{person}/examinations/{examination}" ReadLife pages::examination::handler;
    Page POST "/people/{person}/examinations/{examination}/amend" Examine pages::examination::amend;
    Page POST "/people/{person}/examinations/{examination}/error" Examine pages::examination::in_error;
    Page POST "/people/{person}/alerts/{examination}/{rule}" AnswerAlert pages::person::answer_alert;
    Page POST "/people/{person}/move" Place pages::person::move_to;
    Page POST "/people/{person}/stage" Guide pages::person::enter_stage;
    Page POST "/people/{person}/preparation" Guide pages::person::prepare;
    Page POST "/people/{person}/depart" Place pages::person::depart;
    Page POST "/people/{person}/return" Place pages::person::come_back;
    Page POST "/people/{person}/carers" AssignCarer pages::carers::assign;
    Page POST "/people/{person}/carers/end" AssignCarer pages::carers::end;
    Page GET "/people/{person}/tellings" ReadLife pages::tellings::handler;
    Page POST "/people/{person}/tellings" Tell pages::tellings::record;
    Page POST "/people/{person}/tellings/{telling}/error" Tell pages::tellings::in_error;
    Page GET "/people/{person}/bonds" NameBonds pages::bonds::handler;
    Page POST "/people/{person}/bonds" NameBonds pages::bonds::name;
    Page POST "/people/{person}/bonds/{bond}" NameBonds pages::bonds::change;
    Page POST "/people/{person}/bonds/{bond}/end" NameBonds pages::bonds::end;
    Page POST "/people/{person}/bonds/{bond}/answer" NameBonds pages::bonds::answer;
    Page GET "/topics/{topic}" Open pages::tellings::leaflet;
    Page POST "/people/{person}/waits" Wait pages::waits::wait;
    Page POST "/people/{person}/deferrals" Defer pages::waits::defer;
    Page POST "/people/{person}/appeals" Object pages::waits::object;
    Page POST "/people/{person}/appeals/{appeal}" DecideAppeal pages::waits::decide;
    Page POST "/people/{person}/assessments" Assess pages::waits::assess;
    Page GET "/docket" SeeToday pages::waits::docket;
    Page GET "/people/{person}/donations" ReadLife pages::donations::handler;
    Page POST "/people/{person}/donations" BeginDonation pages::donations::begin;
    Page POST "/people/{person}/donations/{donation}/word" HearDonor pages::donations::word;
    Page POST "/people/{person}/donations/{donation}/step" RunDonation pages::donations::step;
    Page GET "/follow-up" StayInTouch pages::follow_up::list;
    Page GET "/survival" CountOutcomes pages::survival::handler;
    Page GET "/follow-up/letters" StayInTouch pages::letters::list;
    Page POST "/follow-up/letters" StayInTouch pages::letters::make;
    Page POST "/follow-up/letters/posted" StayInTouch pages::letters::posted;
    Page GET "/follow-up/letters/print" StayInTouch pages::letters::print;
    Page GET "/follow-up/letters/merge" StayInTouch pages::letters::merge;
    Page GET "/people/{person}/messages" StayInTouch pages::messages::handler;
    Page POST "/people/{person}/messages" StayInTouch pages::messages::write;
    Page POST "/people/{person}/messages/{message}" StayInTouch pages::messages::finish;
    Page POST "/people/{person}/links" StayInTouch pages::messages::make_link;
    Page POST "/people/{person}/links/{link}/end" StayInTouch pages::messages::end_link;
    Page GET "/answer/{secret}" Open pages::answer::show;
    Page POST "/answer/{secret}" Open pages::answer::come_in;
    Page POST "/answer/{secret}/form" Open pages::answer::answer;
    Page POST "/answer/{secret}/leave" Open pages::answer::leave;
    Page GET "/people/{person}/follow-up" ReadLife pages::follow_up::handler;
    Page POST "/people/{person}/follow-up/word" SayHowTheyAre pages::follow_up::word;
    Page POST "/people/{person}/follow-up/step" StayInTouch pages::follow_up::step;
    Page POST "/people/{person}/journey" EndJourney pages::follow_up::journey;
    Page POST "/people/{person}/carers/hand-over" AssignCarer pages::carers::hand_over;
    Page POST "/people/{person}/conversations" Converse pages::carers::converse;
    Page POST "/people/{person}/requests/{request}" AnswerRequest pages::requests::answer;
    Page GET "/me" MakeRequest pages::me::handler;
    Page GET "/me/readings" MakeRequest pages::me::readings;
    Page POST "/me/waits" OwnWait pages::waits::own_wait;
    Page POST "/me/appeals" OwnWait pages::waits::own_appeal;
    Page POST "/me/requests" MakeRequest pages::requests::make;
    Page POST "/me/company" OwnWait pages::company::offer;
    Page POST "/me/company/answer" MakeRequest pages::company::answer;
    Page POST "/me/company/stop" MakeRequest pages::company::stop;
    Page GET "/speak-up" OwnAccount pages::concerns::offer;
    Page POST "/speak-up" OwnAccount pages::concerns::speak_up;
    Page GET "/concerns" HearConcerns pages::concerns::list;
    Page POST "/concerns/{account}/{concern}" HearConcerns pages::concerns::answer;
    Page GET "/emergency" OpenEmergency pages::emergency::show;
    Page POST "/emergency" OpenEmergency pages::emergency::open;
    Page GET "/readings" Audit pages::readings::handler;
    Page GET "/accounts" ManageAccounts pages::accounts::list;
    Page POST "/accounts" ManageAccounts pages::accounts::open;
    Page GET "/accounts/{account}" ManageAccounts pages::accounts::show;
    Page POST "/accounts/{account}" ManageAccounts pages::accounts::change;
    Page POST "/accounts/{account}/posts" Appoint pages::accounts::appoint;
    Page POST "/accounts/{account}/posts/{post}/end" Appoint pages::accounts::end_post;
    Page POST "/accounts/{account}/training" Appoint pages::accounts::train;
    Page GET "/advocates" AssignCarer pages::advocates::list;
    Page GET "/advocates/{account}" AssignCarer pages::advocates::show;
    Page POST "/advocates/{account}/applied" AssignCarer pages::advocates::applied;
    Page POST "/advocates/{account}/application" AssignCarer pages::advocates::answer;
    Page POST "/advocates/{account}/ties" AssignCarer pages::advocates::tie;
    Page POST "/advocates/{account}/ties/{tie}/end" AssignCarer pages::advocates::end_tie;
    Page POST "/advocates/{account}/absences" AssignCarer pages::advocates::go_away;
    Page POST "/advocates/{account}/absences/{absence}/end" AssignCarer pages::advocates::come_back;
    Page POST "/account/application" OwnAccount pages::advocates::apply;
    Page POST "/accounts/{account}/close" ManageAccounts pages::accounts::close;
    Page POST "/accounts/{account}/erase" EraseAccounts pages::accounts::erase;
    Page POST "/accounts/{account}/invite" ManageAccounts pages::accounts::invite;
    Page GET "/sites" SeeSites pages::sites::handler;
    Page POST "/sites" ManageSites pages::sites::open;
    Page GET "/sites/{site}" SeeSites pages::sites::site;
    Page POST "/sites/{site}" ManageSites pages::sites::change;
    Page POST "/sites/{site}/close" ManageSites pages::sites::close;
    Page POST "/sites/{site}/receive" Receive pages::sites::receive;
    Page GET "/erasures" ErasePeople pages::erasures::list;
    Page POST "/erasures" ErasePeople pages::erasures::carry_out;
    Page GET "/rules" Open pages::rules::handler;
    Page GET "/rows" LookAtRows pages::rows::handler;
    Page POST "/imports/{import}/rows/{line}" LookAtRows pages::rows::look_at;
    Page GET "/sign-in" Open pages::sign_in::show;
    Page POST "/sign-in" Open pages::sign_in::enter;
    Page POST "/sign-in/code" Open pages::sign_in::code;
    Page POST "/sign-in/demo" Open pages::sign_in::demo;
    Page GET "/sign-in/with" Open pages::sign_in_with::set_out;
    Page GET "/sign-in/with/back" Open pages::sign_in_with::back;
    Page POST "/sign-out" OwnAccount pages::sign_in::leave;
    Page GET "/welcome/{secret}" Open pages::account::welcome;
    Page POST "/welcome/{secret}" Open pages::account::accept;
    Page POST "/welcome/{secret}/sign-in-with" Open pages::sign_in_with::accept;
    Page GET "/account" OwnAccount pages::account::show;
    Page POST "/account/password" OwnAccount pages::account::password;
    Page GET "/account/second-factor" OwnAccount pages::account::offer_second_factor;
    Page POST "/account/second-factor" OwnAccount pages::account::set_second_factor;
    Page POST "/account/sign-in-with" OwnAccount pages::sign_in_with::link;
    Page POST "/account/sign-in-with/end" OwnAccount pages::sign_in_with::unlink;
    Page POST "/account/sessions/{session}/end" OwnAccount pages::sessions::end;
    Page POST "/account/sessions/end" OwnAccount pages::account::end_sessions;
    Page GET "/assets/{name}" Open pages::assets::handler;
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
        .route_layer(middleware::from_fn_with_state(state.clone(), caller::know))
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), guard::guard))
        .layer(middleware::from_fn_with_state(state.clone(), trace::trace))
        .with_state(state.clone())
}

/// The right that a route asks for; `None` where it is not in the list, and then nobody has it. HEAD asks for what GET does.
pub(crate) fn right_of(method: &Method, path: &str) -> Option<Right> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let mut of_path = ROUTES.iter().filter(|route| route.path == path).peekable();
    of_path.peek()?;
    // A method that the path does not have is answered by the router; nobody reads anything by it.
    Some(of_path.find(|route| route.method == method).map_or(Right::Open, |route| route.right))
}

/// The pattern of a route, as the list has it.
pub(crate) fn listed(path: &str) -> Option<&'static str> {
    ROUTES.iter().map(|route| route.path).find(|listed| *listed == path)
}

async fn unknown_path(state: State, headers: HeaderMap) -> Response {
    let caller = caller::recognised(&state, &headers).await;
    let mut answer = Problem::no_such("There is nothing at this path.").into_response();
    answer.extensions_mut().insert(caller);
    answer
}

async fn unknown_method() -> Problem {
    Problem::method()
}

/// A handler that panicked: that is a fault of ours, and the others go on.
fn panicked(why: Box<dyn std::any::Any + Send>) -> Response {
    // What was put together as it ran may have somebody's data in it: only what stands in the source goes into the log.
    let why = why.downcast_ref::<&'static str>().copied();
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
    fn nobody_has_a_right_to_what_is_not_listed() {
        assert_eq!(right_of(&Method::GET, "/api/v1/people"), Some(Right::FindPeople));
        assert_eq!(right_of(&Method::HEAD, "/api/v1/people"), Some(Right::FindPeople));
        assert_eq!(
            right_of(&Method::DELETE, "/api/v1/people"),
            Some(Right::Open),
            "the router says which methods there are"
        );
        assert_eq!(right_of(&Method::GET, "/api/v1/not-listed"), None);
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
