//! How long people lived after they gave, and how long giving took.

use axum::response::Html;
use record::Course;

use super::{Page, Sitting};
use crate::console::SurvivalPage;
use crate::state::State;

/// The curves, of nobody in particular.
pub(crate) async fn handler(state: State) -> Page {
    let kinds: Vec<_> = state.programme().donation_kinds.iter().map(|kind| kind.id.clone()).collect();
    let today = state.today();
    let found = state.read(move |reader| {
        let mut all = Vec::new();
        for kind in kinds {
            for course in [Course::Survival, Course::Giving] {
                let lives = reader.lives(&kind, course, today)?;
                all.push((kind.clone(), course, lives));
            }
        }
        Ok(all)
    });
    let lives = found.await?;
    let sitting = Sitting::new(&state);
    Ok(Html(SurvivalPage { desk: sitting.desk(), lives: &lives }.render()))
}
