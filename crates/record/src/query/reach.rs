//! Links by their secret, and messages that wait to be sent.

use programme::{Category, LinkId, MessageId, PersonId, Stream, WayKind};

use crate::conn::{Param, Row};
use crate::door::Token;
use crate::error::Error;
use crate::project::tables;

use super::Reader;

/// How many bytes of a link's secret are in the link: 128 bits.
const SECRET_BYTES: usize = 16;

/// A message that waits, or that could not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// To whom.
    pub person: PersonId,
    /// Which.
    pub message: MessageId,
    /// By which way.
    pub by: WayKind,
    /// When it was written, in microseconds since 1970 (UTC).
    pub written_at: i64,
    /// How it stands.
    pub state: MessageState,
}

/// How a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It waits.
    Waiting,
    /// It began to be sent, and nobody knows yet what became of it.
    Begun,
    /// It could not be sent, and there is none after it.
    Failed,
}

impl Reader {
    /// Whose link has this secret, of those that nobody has used or ended. Whether it is in time is not looked at here.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn link(&mut self, secret: &str) -> Result<Option<(PersonId, LinkId)>, Error> {
        let token = Token::of(secret);
        let sql = "SELECT stream, link FROM read_link WHERE token = $1";
        self.conn.query_first(sql, &[Param::Bytes(&token.0)], |row| {
            let link = row.get_text(1)?;
            let wrong = |_| Error::Damaged(format!("a read table names the link “{link}”"));
            Ok((tables::person_of(row.get_text(0)?)?, link.parse().map_err(wrong)?))
        })
    }

    /// The secret of a link, in hexadecimal; `None` of the erased.
    ///
    /// It is stored nowhere: it follows from the person's own key and the link's id, so that a message can be sent again as it was,
    /// and is gone when the key is destroyed.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn link_secret(&mut self, person: PersonId, link: LinkId) -> Result<Option<String>, Error> {
        let keys = self.keys(&[person])?;
        let key = keys.get(Stream::Person(person), Category::Identity);
        Ok(key.map(|key| crate::hex::encode(&key.token("follow-up-link", &link.to_string())[..SECRET_BYTES])))
    }

    /// Messages by these ways that wait, begun ones included, and those that could not be sent: the oldest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn messages(&mut self, ways: &[WayKind]) -> Result<Vec<MessageRow>, Error> {
        let sql = "SELECT stream, message, way, written_at, state FROM read_message ORDER BY written_at, message";
        let mut rows = self.conn.query(sql, &[], message_row)?;
        rows.retain(|row| ways.contains(&row.by));
        Ok(rows)
    }
}

fn message_row(row: &Row<'_>) -> Result<MessageRow, Error> {
    let (message, way, state) = (row.get_text(1)?, row.get_text(2)?, row.get_text(4)?);
    let wrong = || Error::Damaged(format!("a read table has the message “{message}”, {way}, {state}"));
    let state = match state {
        "waiting" => MessageState::Waiting,
        "begun" => MessageState::Begun,
        "failed" => MessageState::Failed,
        _ => return Err(wrong()),
    };
    Ok(MessageRow {
        person: tables::person_of(row.get_text(0)?)?,
        message: message.parse().map_err(|_| wrong())?,
        by: WayKind::ALL.into_iter().find(|known| known.as_str() == way).ok_or_else(wrong)?,
        written_at: row.get_i64(3)?,
        state,
    })
}
