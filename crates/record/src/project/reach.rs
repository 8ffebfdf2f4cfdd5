//! What the read tables say of reaching a person: the links that work, by the hash of their secret, and the messages that wait.
//! No row says to which address, or what.

use programme::{Message, MessageOutcome, Person};

use crate::conn::{Conn, Insert, Param};
use crate::error::Error;

use super::day;
use super::tables::{PersonWrite, write_all};

const LINK: Insert = Insert { table: "read_link", columns: "stream, link, token, until_day", suffix: "" };
const MESSAGE: Insert =
    Insert { table: "read_message", columns: "stream, message, way, written_at, state", suffix: "" };

/// Rows of two tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReachRows {
    /// Link, the hash of its secret, the last day.
    links: Vec<(String, [u8; 32], i64)>,
    /// Message, by which way, when it was written, how it stands.
    messages: Vec<(String, &'static str, i64, &'static str)>,
}

impl ReachRows {
    /// The rows of a person. Of the erased, and of those who are left alone, nothing waits.
    pub(crate) fn of(person: &Person) -> Self {
        if person.erased || person.is_left_alone() {
            return Self::default();
        }
        let open = person.reach.links.iter().filter(|link| link.ended.is_none());
        let links = open.map(|link| (link.id.to_string(), link.content.token, day::number(link.content.until)));
        let last = person.reach.messages.last().map(|message| message.id);
        let message = |message: &Message| {
            let state = state(message, last == Some(message.id))?;
            let content = &message.content;
            Some((message.id.to_string(), content.by.as_str(), content.written.as_microsecond(), state))
        };
        Self { links: links.collect(), messages: person.reach.messages.iter().filter_map(message).collect() }
    }
}

/// How a message stands that somebody or something still has to do with. One that failed is of no interest once there is another.
fn state(message: &Message, is_last: bool) -> Option<&'static str> {
    match (&message.finished, message.begun) {
        (None, None) => Some("waiting"),
        (None, Some(_)) => Some("begun"),
        (Some(finished), _) => (finished.outcome == MessageOutcome::Failed && is_last).then_some("failed"),
    }
}

/// Writes the rows of these people.
pub(crate) fn write(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    write_all(conn, &LINK, people, |PersonWrite { rows, .. }, out| {
        for (link, token, until) in &rows.reach.links {
            out.extend([Param::Text(&rows.stream), Param::Text(link), Param::Bytes(token), (*until).into()]);
        }
    })?;
    write_all(conn, &MESSAGE, people, |PersonWrite { rows, .. }, out| {
        for (message, way, written, state) in &rows.reach.messages {
            out.extend([Param::Text(&rows.stream), Param::Text(message), Param::Text(way)]);
            out.extend([Param::Integer(*written), Param::Text(state)]);
        }
    })
}
