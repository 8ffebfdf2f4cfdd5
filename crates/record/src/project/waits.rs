//! What the read tables say of a person's waits, of what others deferred them by, and of what they objected to. No row says why.

use programme::{Person, Term};

use crate::conn::{Conn, Insert, Param};
use crate::error::Error;

use super::day::{self, NEVER};
use super::tables::{PersonWrite, write_all};

const DEFERRAL: Insert = Insert {
    table: "read_deferral",
    columns: "stream, deferral, kind, term, from_day, until_day, review_day",
    suffix: "",
};
const APPEAL: Insert =
    Insert { table: "read_appeal", columns: "stream, appeal, made_day, until_day, decided_day", suffix: "" };

/// Rows of two tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WaitRows {
    deferrals: Vec<DeferralRow>,
    /// Appeal, the day it was made, the last day in time, the day of the decision.
    appeals: Vec<(String, i64, i64, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct DeferralRow {
    deferral: String,
    /// The kind; `None`: a wait of one's own.
    kind: Option<String>,
    term: &'static str,
    from: i64,
    until: i64,
    review: i64,
}

impl WaitRows {
    /// The rows of a person.
    pub(crate) fn of(person: &Person) -> Self {
        // The dead are deferred by nothing, nobody looks at it again, and nobody is to decide what they objected to.
        let died = person.journey.death.as_ref().map(|death| day::number(death.on));
        let ends = |until: i64| died.map_or(until, |died| until.min(died));
        let deferrals = person.deferrals.all.iter().map(|held| DeferralRow {
            deferral: held.id.to_string(),
            kind: held.kind.as_ref().map(ToString::to_string),
            term: term_text(held.term),
            from: day::number(held.from),
            until: ends(held.until().map_or(NEVER, day::number)),
            review: held.review().filter(|_| died.is_none()).map_or(NEVER, day::number),
        });
        let heard = person.appeals.iter().filter(|appeal| died.is_none() || appeal.decided.is_some());
        let appeals = heard.map(|appeal| {
            let decided = appeal.decided.as_ref().map_or(NEVER, |decided| day::number(decided.on));
            (appeal.id.to_string(), day::number(appeal.on), day::number(appeal.until), decided)
        });
        Self { deferrals: deferrals.collect(), appeals: appeals.collect() }
    }
}

/// Writes the rows of these people.
pub(crate) fn write(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    write_all(conn, &DEFERRAL, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.waits.deferrals {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.deferral), row.kind.as_deref().into()]);
            out.extend([Param::Text(row.term), row.from.into(), row.until.into(), row.review.into()]);
        }
    })?;
    write_all(conn, &APPEAL, people, |PersonWrite { rows, .. }, out| {
        for (appeal, on, until, decided) in &rows.waits.appeals {
            out.extend([Param::Text(&rows.stream), Param::Text(appeal)]);
            out.extend([Param::Integer(*on), (*until).into(), (*decided).into()]);
        }
    })
}

const fn term_text(term: Term) -> &'static str {
    match term {
        Term::UntilTheySay => "until-they-say",
        Term::Until { .. } => "until",
        Term::Review { .. } => "review",
        Term::Permanent => "permanent",
    }
}
