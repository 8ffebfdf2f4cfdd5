//! What people ask about their own records, and what they are answered.

use axum::response::Response;
use programme::{PersonId, RequestId, RequestKind};

use super::form::send;
use super::me::own;
use super::what::What;
use crate::extract::{Form, Path};
use crate::problem::Problem;
use crate::state::State;

/// Asks something about one's own record.
pub(crate) async fn make(state: State, form: Form) -> Result<Response, Problem> {
    let person = own(&state)?;
    let asked = form.0.iter().find(|(name, _)| name == "kind").map(|(_, kind)| kind.as_str());
    // A form without a kind is one that was not sent from the page: it is asked again as the first of them.
    let kind = RequestKind::ALL.into_iter().find(|kind| Some(kind.as_str()) == asked);
    send(&state, What::MakeRequest(person, kind.unwrap_or(RequestKind::Correction)), form).await
}

/// Answers what somebody asked.
pub(crate) async fn answer(
    state: State,
    Path((person, request)): Path<(PersonId, RequestId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::AnswerRequest(person, request), form).await
}
