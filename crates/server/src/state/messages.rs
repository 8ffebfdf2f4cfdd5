//! Links and messages that somebody of the programme makes. The secret of a link follows from the person's own key, so that it
//! can be asked for again as long as the letter that it stands in is not posted; whoever has the right to write to somebody may.

use axum::http::HeaderMap;
use axum::http::header;
use programme::{LinkId, NewLink, PersonId};
use record::Token;

use super::State;
use crate::problem::Problem;

impl State {
    /// A link that is about to be made for somebody, and its secret.
    ///
    /// # Errors
    /// Where they are erased, or not there: then nobody could answer by it.
    pub(crate) async fn new_link(&self, person: PersonId, id: LinkId) -> Result<(NewLink, String), Problem> {
        let secret = self.0.readers.read(move |reader| reader.link_secret(person, id)).await?;
        let secret = secret.ok_or_else(Problem::nobody_there)?;
        Ok((NewLink { id, token: Token::of(&secret).0 }, secret))
    }

    /// Where people open links: what the operator said, or else where this very request came to.
    pub(crate) fn public_address(&self, headers: &HeaderMap) -> String {
        if let Some(outbox) = &self.manner().outbox {
            return outbox.address.as_str().to_owned();
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let scheme = if self.manner().is_secure { "https" } else { "http" };
        format!("{scheme}://{host}")
    }
}
