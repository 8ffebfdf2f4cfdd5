//! What the read tables say of an account's holder as a carer: until when what they have learnt counts, whether they applied to be
//! an advocate, and that they have ties. Of a tie no row says to whom.

use std::collections::BTreeMap;

use programme::CarerRecord;

use crate::conn::{Conn, Insert, Param};
use crate::error::Error;

use super::day::{self, NEVER};

const TRAINED: Insert = Insert { table: "read_trained", columns: "account, topic, until_day", suffix: "" };
const APPLICATION: Insert =
    Insert { table: "read_application", columns: "account, applied_day, answered_day", suffix: "" };
const TIE: Insert = Insert { table: "read_tie", columns: "account, tie, until_day", suffix: "" };

/// Writes the rows of an account: whatever was said of it before is taken out.
pub(crate) fn write(conn: &mut Conn, id: &str, carer: &CarerRecord) -> Result<(), Error> {
    conn.execute("DELETE FROM read_trained WHERE account = $1", &[Param::Text(id)])?;
    conn.execute("DELETE FROM read_application WHERE account = $1", &[Param::Text(id)])?;
    conn.execute("DELETE FROM read_tie WHERE account = $1", &[Param::Text(id)])?;
    trained(conn, id, carer)?;
    applications(conn, id, carer)?;
    ties(conn, id, carer)
}

/// What was learnt last of each topic.
fn trained(conn: &mut Conn, id: &str, carer: &CarerRecord) -> Result<(), Error> {
    let mut last = BTreeMap::new();
    for done in &carer.trained {
        let known = last.entry(done.topic.as_str()).or_insert(done);
        if known.on <= done.on {
            *known = done;
        }
    }
    let mut values = Vec::new();
    for (topic, done) in last {
        values.extend([Param::Text(id), Param::Text(topic), done.until.map_or(NEVER, day::number).into()]);
    }
    conn.insert_rows(&TRAINED, &values).map(drop)
}

/// Of several applications of one day the last one.
fn applications(conn: &mut Conn, id: &str, carer: &CarerRecord) -> Result<(), Error> {
    let mut of_days = BTreeMap::new();
    for application in &carer.applied {
        let answered = application.answered.as_ref().map_or(NEVER, |answered| day::number(answered.on));
        of_days.insert(day::number(application.on), answered);
    }
    let mut values = Vec::new();
    for (on, answered) in of_days {
        values.extend([Param::Text(id), on.into(), answered.into()]);
    }
    conn.insert_rows(&APPLICATION, &values).map(drop)
}

fn ties(conn: &mut Conn, id: &str, carer: &CarerRecord) -> Result<(), Error> {
    let ids: Vec<_> = carer.ties.iter().map(|tie| tie.id.to_string()).collect();
    let mut values = Vec::new();
    for (tie, own) in carer.ties.iter().zip(&ids) {
        values.extend([Param::Text(id), Param::Text(own), tie.until.map_or(NEVER, day::number).into()]);
    }
    conn.insert_rows(&TIE, &values).map(drop)
}
