//! `GET /api/v1/people/{person}/conversations`: what a person and their advocates said to each other.

use axum::Json;
use programme::PersonId;

use super::nobody;
use crate::api::model::{Conversation, Conversations};
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::{About, State, Via};

/// What a person and their advocates said to each other, newest first. Nobody but the two of them reads it.
///
/// A reading of the part `conversations` is on their record before this answers.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/conversations", operation_id = "listConversations", tag = "people",
    params(("person" = uuid::Uuid, Path, description = "The person's id.")),
    responses((status = 200, description = "What was said.", body = Conversations)),
)]
pub(crate) async fn handler(state: State, Path(person): Path<PersonId>) -> Result<Json<Conversations>, Problem> {
    let found = state.read_about("conversations", Via::Api, move |reader| {
        let Some(life) = reader.life(person)? else { return Ok(About::nobody(None)) };
        let mut talks = life.person.care.conversations;
        talks.sort_by_key(|(_, talk)| std::cmp::Reverse(talk.on));
        let names = reader.account_names(&talks.iter().map(|(_, talk)| talk.by).collect())?;
        let conversations = talks.into_iter().map(|(id, talk)| Conversation {
            id,
            advocate: talk.by,
            name: names.of(talk.by).map(str::to_owned),
            on: talk.on,
            how: talk.how.into(),
            words: talk.words,
        });
        Ok(About::one(person, Some(Conversations { conversations: conversations.collect() })))
    });
    found.await?.map(Json).ok_or_else(nobody)
}
