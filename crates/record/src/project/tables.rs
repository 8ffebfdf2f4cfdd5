//! The read tables: what they are, and how rows go in and out.
//!
//! They hold nothing that is not in the log. They are dropped and rebuilt whenever [`LAYOUT`] or the programme file
//! changes, so they need no migrations. No row holds what anybody said or measured: who somebody is stays sealed in the
//! log, and `person.details_version` says in which event.

use jiff::civil::Date;
use programme::{PersonId, Stream};

use crate::conn::{Conn, Insert, KeyQuery, Param};
use crate::dump::Table;
use crate::error::Error;

use super::change::ChangeRow;
use super::day;
use super::person::PersonRows;
use super::reach;
use super::waits;

/// Raised whenever a definition below changes: the tables are then rebuilt at the next start.
pub(crate) const LAYOUT: i64 = 10;

/// The tables, whole and in the order of their keys, as a canonical dump goes through them.
pub(crate) const DUMPED: &[Table] = &[
    Table {
        name: "read_absence",
        select: "SELECT account, absence, from_day, until_day FROM read_absence ORDER BY account, absence",
    },
    Table {
        name: "read_account",
        select: "SELECT account, opened_order, version, details_version, person, login, is_open FROM read_account ORDER BY account",
    },
    Table {
        name: "read_alert",
        select: "SELECT stream, examination, rule, since_day, until_day FROM read_alert ORDER BY stream, examination, rule",
    },
    Table { name: "read_bond", select: "SELECT stream, bond, named FROM read_bond ORDER BY stream, bond" },
    Table {
        name: "read_application",
        select: "SELECT account, applied_day, answered_day FROM read_application ORDER BY account, applied_day",
    },
    Table {
        name: "read_appeal",
        select: "SELECT stream, appeal, made_day, until_day, decided_day FROM read_appeal ORDER BY stream, appeal",
    },
    Table { name: "read_change", select: "SELECT stream, day, before, outcome FROM read_change ORDER BY stream, day" },
    Table {
        name: "read_care",
        select: "SELECT stream, carer, kind, from_day, until_day FROM read_care ORDER BY stream, carer, kind, from_day",
    },
    Table {
        name: "read_concern",
        select: "SELECT account, concern, about, said_day, closed_day FROM read_concern ORDER BY account, concern",
    },
    Table {
        name: "read_donation",
        select: "SELECT stream, donation, step, appointed_day, reflected_day FROM read_donation ORDER BY stream, donation",
    },
    Table {
        name: "read_deferral",
        select: "SELECT stream, deferral, kind, term, from_day, until_day, review_day FROM read_deferral ORDER BY stream, deferral",
    },
    Table {
        name: "read_due",
        select: "SELECT stream, due_on, late_on, until_day, checks FROM read_due ORDER BY stream, due_on, late_on, until_day",
    },
    Table {
        name: "read_emergency",
        select: "SELECT stream, account, until_at FROM read_emergency ORDER BY stream, account, until_at",
    },
    Table {
        name: "read_follow_up",
        select: "SELECT stream, donation, donation_window, round, kind, given_day, era, first_day, last_day, form_due_day, \
                 until_day, ended_day, gap_from, gap_until, complete_day, contact_day, sections, fields FROM read_follow_up \
                 ORDER BY stream, donation, donation_window, round",
    },
    Table {
        name: "read_import",
        select: "SELECT import, version, file, mapping, rows_all, taken, unchanged, refused FROM read_import ORDER BY import",
    },
    Table { name: "read_kept", select: "SELECT stream, until_day FROM read_kept ORDER BY stream" },
    Table { name: "read_link", select: "SELECT stream, link, token, until_day FROM read_link ORDER BY stream, link" },
    Table {
        name: "read_message",
        select: "SELECT stream, message, way, written_at, state FROM read_message ORDER BY stream, message",
    },
    Table {
        name: "read_journey",
        select: "SELECT stream, donation, kind, opened_day, over_day, given_day, died_day, seen_day FROM read_journey \
                 ORDER BY stream, donation",
    },
    Table { name: "read_number", select: "SELECT token, stream FROM read_number ORDER BY token" },
    Table {
        name: "read_outcome",
        select: "SELECT stream, from_day, until_day, outcome, before, reasons FROM read_outcome ORDER BY stream, from_day",
    },
    Table {
        name: "read_person",
        select: "SELECT stream, entered, version, details_version, stage, site, state, donor_day FROM read_person ORDER BY stream",
    },
    Table {
        name: "read_post",
        select: "SELECT account, post, role, site, from_day, until_day FROM read_post ORDER BY account, post",
    },
    Table {
        name: "read_refused_row",
        select: "SELECT import, line, column_number, column_name, rule, why, looked_at FROM read_refused_row ORDER BY import, line",
    },
    Table {
        name: "read_report",
        select: "SELECT stream, donation, rule, learnt_at, until_at FROM read_report ORDER BY stream, donation, rule",
    },
    Table {
        name: "read_request",
        select: "SELECT stream, request, asks, asked_day, answered_day, granted FROM read_request ORDER BY stream, request",
    },
    Table {
        name: "read_site",
        select: "SELECT site, opened_order, version, kind, name, places, opened, closed FROM read_site ORDER BY site",
    },
    Table {
        name: "read_stay",
        select: "SELECT stream, ordinal, site, from_day, until_day FROM read_stay ORDER BY stream, ordinal",
    },
    Table {
        name: "read_talk",
        select: "SELECT stream, carer, last_day, due_on, late_on FROM read_talk ORDER BY stream, carer",
    },
    Table { name: "read_tie", select: "SELECT account, tie, until_day FROM read_tie ORDER BY account, tie" },
    Table {
        name: "read_told_again",
        select: "SELECT stream, topic, from_day FROM read_told_again ORDER BY stream, topic",
    },
    Table {
        name: "read_trained",
        select: "SELECT account, topic, until_day FROM read_trained ORDER BY account, topic",
    },
    Table {
        name: "read_uncovered",
        select: "SELECT stream, from_day, until_day FROM read_uncovered ORDER BY stream, from_day",
    },
];

/// The tables that hold something of people, keys included: what an erasure has to be gone from.
pub(crate) const OF_PEOPLE: &[&str] = &[
    "stream_key",
    "read_account",
    "read_alert",
    "read_bond",
    "read_appeal",
    "read_care",
    "read_change",
    "read_deferral",
    "read_donation",
    "read_due",
    "read_emergency",
    "read_follow_up",
    "read_kept",
    "read_link",
    "read_message",
    "read_journey",
    "read_number",
    "read_outcome",
    "read_person",
    "read_report",
    "read_request",
    "read_stay",
    "read_talk",
    "read_told_again",
    "read_uncovered",
];

const DEFINITIONS: &str = "
CREATE TABLE read_person (
    stream TEXT NOT NULL PRIMARY KEY, entered BIGINT NOT NULL, version BIGINT NOT NULL, details_version BIGINT NOT NULL,
    stage TEXT NOT NULL, site TEXT, state TEXT NOT NULL, donor_day BIGINT NOT NULL) STRICT;
CREATE UNIQUE INDEX read_person_entered ON read_person (entered);
CREATE TABLE read_outcome (
    stream TEXT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL, outcome TEXT NOT NULL,
    before TEXT NOT NULL, reasons TEXT NOT NULL, PRIMARY KEY (stream, from_day)) ROWLESS;
CREATE INDEX read_outcome_from ON read_outcome (from_day);
CREATE INDEX read_outcome_what ON read_outcome (outcome, from_day, until_day);
CREATE TABLE read_due (
    stream TEXT NOT NULL, due_on BIGINT NOT NULL, late_on BIGINT NOT NULL, until_day BIGINT NOT NULL,
    checks TEXT NOT NULL, PRIMARY KEY (stream, due_on, late_on, until_day)) ROWLESS;
CREATE INDEX read_due_late ON read_due (late_on, stream);
CREATE TABLE read_donation (
    stream TEXT NOT NULL, donation TEXT NOT NULL, step TEXT NOT NULL, appointed_day BIGINT NOT NULL,
    reflected_day BIGINT NOT NULL, PRIMARY KEY (stream, donation)) ROWLESS;
CREATE TABLE read_told_again (
    stream TEXT NOT NULL, topic TEXT NOT NULL, from_day BIGINT NOT NULL, PRIMARY KEY (stream, topic)) ROWLESS;
CREATE INDEX read_told_again_from ON read_told_again (from_day);
CREATE TABLE read_change (
    stream TEXT NOT NULL, day BIGINT NOT NULL, before TEXT NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (stream, day)) ROWLESS;
CREATE INDEX read_change_day ON read_change (day);
CREATE TABLE read_alert (
    stream TEXT NOT NULL, examination TEXT NOT NULL, rule TEXT NOT NULL, since_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL, PRIMARY KEY (stream, examination, rule)) ROWLESS;
CREATE TABLE read_deferral (
    stream TEXT NOT NULL, deferral TEXT NOT NULL, kind TEXT, term TEXT NOT NULL, from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL, review_day BIGINT NOT NULL, PRIMARY KEY (stream, deferral)) ROWLESS;
CREATE INDEX read_deferral_until ON read_deferral (until_day);
CREATE INDEX read_deferral_review ON read_deferral (review_day);
CREATE TABLE read_appeal (
    stream TEXT NOT NULL, appeal TEXT NOT NULL, made_day BIGINT NOT NULL, until_day BIGINT NOT NULL,
    decided_day BIGINT NOT NULL, PRIMARY KEY (stream, appeal)) ROWLESS;
CREATE INDEX read_appeal_decided ON read_appeal (decided_day);
CREATE TABLE read_stay (
    stream TEXT NOT NULL, ordinal BIGINT NOT NULL, site TEXT NOT NULL, from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL, PRIMARY KEY (stream, ordinal)) ROWLESS;
CREATE INDEX read_stay_site ON read_stay (site, from_day);
CREATE TABLE read_follow_up (
    stream TEXT NOT NULL, donation TEXT NOT NULL, donation_window TEXT NOT NULL, round BIGINT NOT NULL, kind TEXT NOT NULL,
    given_day BIGINT NOT NULL, era BIGINT NOT NULL, first_day BIGINT NOT NULL, last_day BIGINT NOT NULL,
    form_due_day BIGINT NOT NULL, until_day BIGINT NOT NULL, ended_day BIGINT NOT NULL, gap_from BIGINT NOT NULL,
    gap_until BIGINT NOT NULL, complete_day BIGINT NOT NULL, contact_day BIGINT NOT NULL, sections BIGINT NOT NULL,
    fields BIGINT NOT NULL, PRIMARY KEY (stream, donation, donation_window, round)) ROWLESS;
CREATE INDEX read_follow_up_last ON read_follow_up (last_day, stream);
CREATE TABLE read_report (
    stream TEXT NOT NULL, donation TEXT NOT NULL, rule TEXT NOT NULL, learnt_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
    PRIMARY KEY (stream, donation, rule)) ROWLESS;
CREATE INDEX read_report_until ON read_report (until_at);
CREATE TABLE read_link (
    stream TEXT NOT NULL, link TEXT NOT NULL, token BYTEA NOT NULL, until_day BIGINT NOT NULL,
    PRIMARY KEY (stream, link)) ROWLESS;
CREATE UNIQUE INDEX read_link_token ON read_link (token);
CREATE TABLE read_message (
    stream TEXT NOT NULL, message TEXT NOT NULL, way TEXT NOT NULL, written_at BIGINT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (stream, message)) ROWLESS;
CREATE INDEX read_message_written ON read_message (written_at);
CREATE TABLE read_journey (
    stream TEXT NOT NULL, donation TEXT NOT NULL, kind TEXT NOT NULL, opened_day BIGINT NOT NULL, over_day BIGINT NOT NULL,
    given_day BIGINT NOT NULL, died_day BIGINT NOT NULL, seen_day BIGINT NOT NULL,
    PRIMARY KEY (stream, donation)) ROWLESS;
CREATE TABLE read_number (token BYTEA NOT NULL PRIMARY KEY, stream TEXT NOT NULL) ROWLESS;
CREATE INDEX read_number_stream ON read_number (stream);
CREATE TABLE read_site (
    site TEXT NOT NULL PRIMARY KEY, opened_order BIGINT NOT NULL, version BIGINT NOT NULL, kind TEXT NOT NULL,
    name TEXT NOT NULL, places BIGINT, opened BIGINT NOT NULL, closed BIGINT NOT NULL) STRICT;
CREATE TABLE read_import (
    import TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, file TEXT NOT NULL, mapping TEXT NOT NULL,
    rows_all BIGINT NOT NULL, taken BIGINT NOT NULL, unchanged BIGINT NOT NULL, refused BIGINT NOT NULL) STRICT;
CREATE TABLE read_refused_row (
    import TEXT NOT NULL, line BIGINT NOT NULL, column_number BIGINT, column_name TEXT, rule TEXT NOT NULL,
    why TEXT NOT NULL, looked_at BIGINT NOT NULL, PRIMARY KEY (import, line)) ROWLESS;
CREATE TABLE read_account (
    account TEXT NOT NULL PRIMARY KEY, opened_order BIGINT NOT NULL, version BIGINT NOT NULL,
    details_version BIGINT NOT NULL, person TEXT, login BYTEA, is_open BIGINT NOT NULL) STRICT;
CREATE UNIQUE INDEX read_account_login ON read_account (login);
CREATE INDEX read_account_person ON read_account (person);
CREATE TABLE read_post (
    account TEXT NOT NULL, post TEXT NOT NULL, role TEXT NOT NULL, site TEXT, from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL, PRIMARY KEY (account, post)) ROWLESS;
CREATE INDEX read_post_role ON read_post (role);
CREATE TABLE read_concern (
    account TEXT NOT NULL, concern TEXT NOT NULL, about TEXT NOT NULL, said_day BIGINT NOT NULL,
    closed_day BIGINT NOT NULL, PRIMARY KEY (account, concern)) ROWLESS;
CREATE INDEX read_concern_closed ON read_concern (closed_day);
CREATE TABLE read_care (
    stream TEXT NOT NULL, carer TEXT NOT NULL, kind TEXT NOT NULL, from_day BIGINT NOT NULL,
    until_day BIGINT NOT NULL, PRIMARY KEY (stream, carer, kind, from_day)) ROWLESS;
CREATE INDEX read_care_carer ON read_care (carer);
CREATE TABLE read_bond (
    stream TEXT NOT NULL, bond TEXT NOT NULL, named TEXT NOT NULL, PRIMARY KEY (stream, bond)) ROWLESS;
CREATE INDEX read_bond_named ON read_bond (named, bond);
CREATE TABLE read_talk (
    stream TEXT NOT NULL, carer TEXT NOT NULL, last_day BIGINT, due_on BIGINT NOT NULL, late_on BIGINT NOT NULL,
    PRIMARY KEY (stream, carer)) ROWLESS;
CREATE INDEX read_talk_due ON read_talk (due_on);
CREATE INDEX read_talk_carer ON read_talk (carer);
CREATE TABLE read_uncovered (
    stream TEXT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL,
    PRIMARY KEY (stream, from_day)) ROWLESS;
CREATE INDEX read_uncovered_from ON read_uncovered (from_day);
CREATE TABLE read_trained (
    account TEXT NOT NULL, topic TEXT NOT NULL, until_day BIGINT NOT NULL, PRIMARY KEY (account, topic)) ROWLESS;
CREATE TABLE read_application (
    account TEXT NOT NULL, applied_day BIGINT NOT NULL, answered_day BIGINT NOT NULL,
    PRIMARY KEY (account, applied_day)) ROWLESS;
CREATE INDEX read_application_answered ON read_application (answered_day);
CREATE TABLE read_tie (
    account TEXT NOT NULL, tie TEXT NOT NULL, until_day BIGINT NOT NULL, PRIMARY KEY (account, tie)) ROWLESS;
CREATE TABLE read_kept (stream TEXT NOT NULL PRIMARY KEY, until_day BIGINT NOT NULL) ROWLESS;
CREATE INDEX read_kept_until ON read_kept (until_day);
CREATE TABLE read_absence (
    account TEXT NOT NULL, absence TEXT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL,
    PRIMARY KEY (account, absence)) ROWLESS;
CREATE TABLE read_emergency (
    stream TEXT NOT NULL, account TEXT NOT NULL, until_at BIGINT NOT NULL,
    PRIMARY KEY (stream, account, until_at)) ROWLESS;
CREATE INDEX read_emergency_account ON read_emergency (account, until_at);
CREATE TABLE read_request (
    stream TEXT NOT NULL, request TEXT NOT NULL, asks TEXT NOT NULL, asked_day BIGINT NOT NULL,
    answered_day BIGINT NOT NULL, granted BIGINT NOT NULL, PRIMARY KEY (stream, request)) ROWLESS;
CREATE INDEX read_request_answered ON read_request (answered_day);
CREATE INDEX read_refused_row_open ON read_refused_row (looked_at, import, line);
";

/// Makes the tables, empty.
pub(crate) fn create(conn: &mut Conn) -> Result<(), Error> {
    conn.define(DEFINITIONS)
}

/// Drops the tables.
pub(crate) fn drop(conn: &mut Conn) -> Result<(), Error> {
    DUMPED.iter().try_for_each(|table| conn.define(&format!("DROP TABLE IF EXISTS {};", table.name)))
}

const PERSON: Insert = Insert {
    table: "read_person",
    columns: "stream, entered, version, details_version, stage, site, state, donor_day",
    suffix: "ON CONFLICT (stream) DO UPDATE SET version = excluded.version, details_version = excluded.details_version, \
             stage = excluded.stage, site = excluded.site, state = excluded.state, donor_day = excluded.donor_day",
};
const OUTCOME: Insert =
    Insert { table: "read_outcome", columns: "stream, from_day, until_day, outcome, before, reasons", suffix: "" };
const DUE: Insert = Insert { table: "read_due", columns: "stream, due_on, late_on, until_day, checks", suffix: "" };
/// Of several changes of one day what was shown before the first one stays.
const CHANGE: Insert = Insert {
    table: "read_change",
    columns: "stream, day, before, outcome",
    suffix: "ON CONFLICT (stream, day) DO UPDATE SET outcome = excluded.outcome",
};
const ALERT: Insert =
    Insert { table: "read_alert", columns: "stream, examination, rule, since_day, until_day", suffix: "" };
const STAY: Insert = Insert { table: "read_stay", columns: "stream, ordinal, site, from_day, until_day", suffix: "" };
const TALK: Insert = Insert { table: "read_talk", columns: "stream, carer, last_day, due_on, late_on", suffix: "" };
const UNCOVERED: Insert = Insert { table: "read_uncovered", columns: "stream, from_day, until_day", suffix: "" };
const CARE: Insert = Insert { table: "read_care", columns: "stream, carer, kind, from_day, until_day", suffix: "" };
const BOND: Insert = Insert { table: "read_bond", columns: "stream, bond, named", suffix: "" };
const EMERGENCY: Insert = Insert { table: "read_emergency", columns: "stream, account, until_at", suffix: "" };
const DONATION: Insert =
    Insert { table: "read_donation", columns: "stream, donation, step, appointed_day, reflected_day", suffix: "" };
const TOLD_AGAIN: Insert = Insert { table: "read_told_again", columns: "stream, topic, from_day", suffix: "" };
const KEPT: Insert = Insert { table: "read_kept", columns: "stream, until_day", suffix: "" };
const REQUEST: Insert =
    Insert { table: "read_request", columns: "stream, request, asks, asked_day, answered_day, granted", suffix: "" };
const FOLLOW_UP: Insert = Insert {
    table: "read_follow_up",
    columns: "stream, donation, donation_window, round, kind, given_day, era, first_day, last_day, form_due_day, until_day, \
              ended_day, gap_from, gap_until, complete_day, contact_day, sections, fields",
    suffix: "",
};
const JOURNEY: Insert = Insert {
    table: "read_journey",
    columns: "stream, donation, kind, opened_day, over_day, given_day, died_day, seen_day",
    suffix: "",
};
const REPORT: Insert =
    Insert { table: "read_report", columns: "stream, donation, rule, learnt_at, until_at", suffix: "" };
/// Numbers that were told apart when they were written, and no longer are, stay with whoever came first.
const NUMBER: Insert =
    Insert { table: "read_number", columns: "token, stream", suffix: "ON CONFLICT (token) DO NOTHING" };

/// Who has a number, by its blind index.
pub(crate) const NUMBER_BY_TOKEN: KeyQuery =
    KeyQuery { before: "SELECT token, stream FROM read_number WHERE token IN", after: "" };

/// Of whom something is kept whose time is over on a day.
pub(crate) fn kept_until(conn: &mut Conn, day: Date) -> Result<Vec<PersonId>, Error> {
    let mut people = Vec::new();
    conn.query_each("SELECT stream FROM read_kept WHERE until_day <= $1", &[day::number(day).into()], |row| {
        people.push(person_of(row.get_text(0)?)?);
        Ok(())
    })?;
    people.sort_unstable();
    Ok(people)
}

/// The person whom a read table's `stream` column names.
pub(crate) fn person_of(stream: &str) -> Result<PersonId, Error> {
    match stream.parse() {
        Ok(Stream::Person(id)) => Ok(id),
        _ => Err(Error::Damaged(format!("a read table names “{stream}”, which is not a person"))),
    }
}

/// What the read tables said of a person before, as far as it has to be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// Nothing: the person is new.
    New {
        /// The position of their registration in the log.
        entered: i64,
    },
    /// Something.
    Known,
}

/// A person to be written.
pub(crate) struct PersonWrite {
    /// Their rows.
    pub(crate) rows: PersonRows,
    /// What changed, each on the day of the events that changed it: those of the events just taken in, and all of them where
    /// the person is new to the tables.
    pub(crate) changes: Vec<ChangeRow>,
    /// Whether they are new.
    pub(crate) before: Before,
    /// Whether who stands by them, and the like, may have changed.
    pub(crate) bonds: bool,
    /// The blind index of their number, where it has changed: out with the old one, in with this.
    pub(crate) number: Option<Option<[u8; 32]>>,
}

/// Writes people: whatever was said of them before is taken out.
pub(crate) fn write_people(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    for person in people.iter().filter(|person| person.before == Before::Known) {
        let stream = [Param::Text(&person.rows.stream)];
        conn.execute("DELETE FROM read_outcome WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_due WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_alert WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_stay WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_follow_up WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_report WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_link WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_message WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_journey WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_talk WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_uncovered WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_told_again WHERE stream = $1", &stream)?;
        conn.execute("DELETE FROM read_donation WHERE stream = $1", &stream)?;
        if person.bonds {
            conn.execute("DELETE FROM read_care WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_bond WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_emergency WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_request WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_deferral WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_appeal WHERE stream = $1", &stream)?;
            conn.execute("DELETE FROM read_kept WHERE stream = $1", &stream)?;
        }
        if person.rows.state == "erased" {
            conn.execute("DELETE FROM read_change WHERE stream = $1", &stream)?;
        }
        if person.number.is_some() {
            conn.execute("DELETE FROM read_number WHERE stream = $1", &stream)?;
        }
    }
    write_all(conn, &PERSON, people, |person, out| {
        let rows = &person.rows;
        let entered = match person.before {
            Before::New { entered } => entered,
            // Whoever is there keeps their place: the conflict's update leaves this column alone.
            Before::Known => -1,
        };
        out.extend([Param::Text(&rows.stream), entered.into(), rows.version.into(), rows.details_version.into()]);
        out.extend([Param::Text(&rows.stage), rows.site.as_deref().into(), rows.state.into()]);
        out.push(rows.donor.into());
    })?;
    write_all(conn, &OUTCOME, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.outcomes {
            out.extend([Param::Text(&rows.stream), row.from.into(), row.until.into(), row.outcome.into()]);
            out.extend([Param::Text(row.before), Param::Text(&row.reasons)]);
        }
    })?;
    write_all(conn, &DUE, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.due {
            out.extend([Param::Text(&rows.stream), row.due_on.into(), row.late_on.into(), row.until.into()]);
            out.push(Param::Text(&row.checks));
        }
    })?;
    write_changes(conn, people)?;
    write_all(conn, &ALERT, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.alerts {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.examination), Param::Text(&row.rule)]);
            out.extend([Param::Integer(row.since), row.until.into()]);
        }
    })?;
    write_all(conn, &STAY, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.stays {
            out.extend([Param::Text(&rows.stream), row.ordinal.into(), Param::Text(&row.site)]);
            out.extend([Param::Integer(row.from), row.until.into()]);
        }
    })?;
    write_follow_up(conn, people)?;
    reach::write(conn, people)?;
    write_care(conn, people)?;
    write_bonds(conn, people)?;
    write_all(conn, &NUMBER, people, |person, out| {
        if let Some(Some(token)) = &person.number {
            out.extend([Param::Bytes(token), Param::Text(&person.rows.stream)]);
        }
    })
}

fn write_follow_up(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    write_all(conn, &FOLLOW_UP, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.follow_up.windows {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.donation), Param::Text(&row.window)]);
            out.extend([Param::Integer(row.round), Param::Text(&row.kind)]);
            out.extend(row.numbers.iter().map(|number| Param::Integer(*number)));
        }
    })?;
    write_all(conn, &JOURNEY, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.follow_up.journeys {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.donation), Param::Text(&row.kind)]);
            out.extend(row.days.iter().map(|day| Param::Integer(*day)));
        }
    })?;
    write_all(conn, &REPORT, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.follow_up.reports {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.donation), Param::Text(&row.rule)]);
            out.extend([Param::Integer(row.learnt_at), row.until_at.into()]);
        }
    })
}

/// What follows from who stands by somebody, their stage and what they gave.
fn write_care(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    write_all(conn, &TALK, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.talks {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.carer)]);
            out.extend([row.last.map_or(Param::Null, Param::Integer), row.due_on.into(), row.late_on.into()]);
        }
    })?;
    write_all(conn, &UNCOVERED, people, |PersonWrite { rows, .. }, out| {
        for (from, until) in &rows.uncovered {
            out.extend([Param::Text(&rows.stream), (*from).into(), (*until).into()]);
        }
    })?;
    write_all(conn, &TOLD_AGAIN, people, |PersonWrite { rows, .. }, out| {
        for (topic, from) in &rows.told_again {
            out.extend([Param::Text(&rows.stream), Param::Text(topic), (*from).into()]);
        }
    })?;
    write_all(conn, &DONATION, people, |PersonWrite { rows, .. }, out| {
        for row in &rows.donations {
            out.extend([Param::Text(&rows.stream), Param::Text(&row.donation), row.step.into()]);
            out.extend([Param::Integer(row.appointed), row.reflected.into()]);
        }
    })
}

fn write_bonds(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    let people: Vec<&PersonWrite> = people.iter().copied().filter(|person| person.bonds).collect();
    waits::write(conn, &people)?;
    write_all(conn, &CARE, &people, |PersonWrite { rows, .. }, out| {
        for (carer, kind, from, until) in &rows.bonds.care {
            out.extend([Param::Text(&rows.stream), Param::Text(carer), Param::Text(kind)]);
            out.extend([Param::Integer(*from), (*until).into()]);
        }
    })?;
    write_all(conn, &BOND, &people, |PersonWrite { rows, .. }, out| {
        for (bond, named) in &rows.bonds.named {
            out.extend([Param::Text(&rows.stream), Param::Text(bond), Param::Text(named)]);
        }
    })?;
    write_all(conn, &EMERGENCY, &people, |PersonWrite { rows, .. }, out| {
        for (account, until) in &rows.bonds.emergencies {
            out.extend([Param::Text(&rows.stream), Param::Text(account), (*until).into()]);
        }
    })?;
    write_all(conn, &KEPT, &people, |PersonWrite { rows, .. }, out| {
        out.extend(rows.bonds.kept.iter().flat_map(|until| [Param::Text(&rows.stream), (*until).into()]));
    })?;
    write_all(conn, &REQUEST, &people, |PersonWrite { rows, .. }, out| {
        for (request, asks, on, answered, granted) in &rows.bonds.requests {
            out.extend([Param::Text(&rows.stream), Param::Text(request), Param::Text(asks)]);
            out.extend([Param::Integer(*on), (*answered).into(), i64::from(*granted).into()]);
        }
    })
}

/// Adds what changed to what had changed before. A change of a day that goes back to what was shown before it is taken out.
fn write_changes(conn: &mut Conn, people: &[&PersonWrite]) -> Result<(), Error> {
    write_all(conn, &CHANGE, people, |PersonWrite { rows, changes, .. }, out| {
        for row in changes {
            out.extend([Param::Text(&rows.stream), row.day.into(), Param::Text(row.before), Param::Text(row.outcome)]);
        }
    })?;
    let known = people.iter().filter(|person| person.before == Before::Known);
    for (person, change) in known.flat_map(|person| person.changes.iter().map(move |change| (person, change))) {
        let sql = "DELETE FROM read_change WHERE stream = $1 AND day = $2 AND before = outcome";
        conn.execute(sql, &[Param::Text(&person.rows.stream), change.day.into()])?;
    }
    Ok(())
}

pub(super) fn write_all<'a>(
    conn: &mut Conn,
    insert: &Insert,
    people: &[&'a PersonWrite],
    params: impl Fn(&'a PersonWrite, &mut Vec<Param<'a>>),
) -> Result<(), Error> {
    let mut values = Vec::new();
    people.iter().for_each(|person| params(person, &mut values));
    conn.insert_rows(insert, &values)?;
    Ok(())
}
