//! Where somebody is signed in: each session, and its end from anywhere.

use record::{DoorWrite, Session, Token};

use crate::caller::{Who, left};
use crate::problem::Problem;
use crate::state::State;

/// A session that is in time.
pub(crate) struct OpenSession {
    /// What it is called on pages and in the interface. Nobody is let in by it.
    pub(crate) id: String,
    /// What is known of it.
    pub(crate) session: Session,
    /// Whether it is the one in which this is asked.
    pub(crate) is_this: bool,
    token: Token,
}

/// The sessions of whoever asks, the newest first.
///
/// # Errors
/// Where they cannot be read.
pub(crate) async fn open(state: &State, who: &Who) -> Result<Vec<OpenSession>, Problem> {
    let (account, this, now) = (who.holder.account, who.token, state.now().as_microsecond());
    let found = state.read_door(move |reader| reader.sessions(account)).await?;
    let in_time = found.into_iter().filter(|(_, session)| left(session, now) > 0);
    let open = |(token, session)| OpenSession { id: id_of(&token), session, is_this: token == this, token };
    Ok(in_time.map(open).collect())
}

/// Ends one of the sessions of whoever asks.
///
/// # Errors
/// Where they have none of this id that is in time, or it could not be ended.
pub(crate) async fn end(state: &State, who: &Who, id: &str) -> Result<(), Problem> {
    let found = open(state, who).await?.into_iter().find(|open| open.id == id);
    let found = found.ok_or_else(|| {
        Problem::no_such("There is no such session of yours: it may have ended by itself.").of("session")
    })?;
    state.at_door(vec![DoorWrite::EndSession { token: found.token }]).await?;
    tracing::info!(account = %who.holder.account, "somebody signed out elsewhere");
    Ok(())
}

/// A hash of what is stored, which is a hash of what the browser holds.
fn id_of(Token(stored): &Token) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let Token(hash) = Token::of(&format!("session/{}", hex(stored)));
    hex(&hash[..16])
}
