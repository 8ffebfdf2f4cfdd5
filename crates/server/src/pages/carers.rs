//! Who stands by a person.

use axum::response::Response;
use programme::PersonId;

use super::form::send;
use super::what::What;
use crate::extract::{Form, Path};
use crate::problem::Problem;
use crate::state::State;

/// Puts somebody by a person's side.
pub(crate) async fn assign(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::AssignCarer(person), form).await
}

/// Says that somebody stands by a person no longer.
pub(crate) async fn end(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::EndCare(person), form).await
}

/// Hands a person over to another advocate.
pub(crate) async fn hand_over(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::HandOver(person), form).await
}

/// Records a conversation with a person.
pub(crate) async fn converse(state: State, Path(person): Path<PersonId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Converse(person, false), form).await
}
