//! `/rules`: the programme file as people read it.

use axum::response::Html;

use super::Sitting;
use crate::console::RulesPage;
use crate::state::State;

/// The rules.
pub(crate) async fn handler(state: State) -> Html<String> {
    let sitting = Sitting::new(&state);
    Html(RulesPage { desk: sitting.desk() }.render())
}
