//! What needs a person now.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use programme::rules::Outcome;
use programme::{CheckId, ExaminationId, ImportId, PersonId, RefusedRow, RuleId, Stream};

use crate::conn::{KeyQuery, Param, Row};
use crate::error::Error;
use crate::project::{day, tables};

use super::eligibility::outcome;
use super::{PersonRow, Reader, Talk, Uncovered};

/// For how many days a changed outcome stays on the list.
const CHANGED_DAYS: i32 = 7;

/// What needs a person on a day. Each list is cut at a limit; the totals are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// Alerts that nobody has answered, the most urgent first.
    pub alerts: Vec<AlertRow>,
    /// Checks that are late, the latest first.
    pub late: Vec<DueRow>,
    /// Checks that are due.
    pub due: Vec<DueRow>,
    /// People whose outcome changed in the last seven days, the newest first.
    pub changed: Vec<ChangedRow>,
    /// Donors who have nobody on their side, the longest first.
    pub uncovered: Vec<UncoveredRow>,
    /// Conversations with an advocate that are due, the latest first.
    pub talks: Vec<TalkRow>,
    /// Refused rows that nobody has looked at.
    pub refused: Vec<RefusedRowRow>,
    /// How many there are of each.
    pub alerts_total: u64,
    /// How many people have late checks.
    pub late_total: u64,
    /// How many people have checks that are due and not late.
    pub due_total: u64,
    /// How many people's outcome changed.
    pub changed_total: u64,
    /// How many donors have nobody on their side.
    pub uncovered_total: u64,
    /// How many conversations are due.
    pub talks_total: u64,
    /// How many refused rows nobody has looked at.
    pub refused_total: u64,
}

/// An alert that nobody has answered.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRow {
    /// Whose.
    pub person: PersonRow,
    /// The examination that gave rise to it.
    pub examination: ExaminationId,
    /// The alert's rule.
    pub rule: RuleId,
    /// The day of the examination.
    pub since: Date,
    /// The last day in time.
    pub until: Date,
}

/// Checks that are due together.
#[derive(Clone, Debug, PartialEq)]
pub struct DueRow {
    /// Whose.
    pub person: PersonRow,
    /// Since when they are due.
    pub due_on: Date,
    /// From when on they are late.
    pub late_on: Date,
    /// The kinds of check.
    pub checks: Vec<CheckId>,
}

/// A person whose outcome changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedRow {
    /// Who.
    pub person: PersonRow,
    /// The day from which the new outcome was shown: its first day, or the later one on which what brought it about was
    /// written down.
    pub on: Date,
    /// What it was before; `None` of who is new.
    pub before: Option<Outcome>,
    /// What it is.
    pub after: Outcome,
    /// The reasons.
    pub reasons: Vec<(Outcome, RuleId)>,
}

/// A donor who has nobody on their side.
#[derive(Clone, Debug, PartialEq)]
pub struct UncoveredRow {
    /// Who.
    pub person: PersonRow,
    /// Since when.
    pub since: Date,
}

/// A conversation with an advocate that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct TalkRow {
    /// Whose.
    pub person: PersonRow,
    /// With whom, when they spoke last, and since when it is due.
    pub talk: Talk,
}

/// A refused row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRowRow {
    /// The import.
    pub import: ImportId,
    /// The file's name.
    pub file: String,
    /// The row.
    pub row: RefusedRow,
}

const ALERTS: &str =
    "SELECT stream, examination, rule, since_day, until_day FROM read_alert ORDER BY until_day, stream LIMIT $1";
// Both lists come out of the index in their order, and stop at the limit.
const LATE: &str = "SELECT stream, due_on, late_on, checks FROM read_due \
     WHERE late_on <= $1 AND until_day > $1 ORDER BY late_on, stream, until_day LIMIT $2";
const LATE_COUNT: &str = "SELECT COUNT(*) FROM read_due WHERE late_on <= $1 AND until_day > $1";
const DUE: &str = "SELECT stream, due_on, late_on, checks FROM read_due \
     WHERE due_on <= $1 AND late_on > $1 AND until_day > $1 ORDER BY late_on, stream, until_day LIMIT $2";
const DUE_COUNT: &str = "SELECT COUNT(*) FROM read_due WHERE due_on <= $1 AND late_on > $1 AND until_day > $1";
// A changed outcome is listed under the day from which it was shown: the first of its period, or a later one on which
// what brought it about was written down. Of both the later counts.
macro_rules! changed {
    ($columns:literal, $of_days:literal, $of_events:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT o.stream, ",
            $of_days,
            " FROM read_outcome o \
             WHERE o.from_day > $1 AND o.from_day <= $2 AND o.until_day > $2 AND o.before <> '' \
             AND o.before <> o.outcome AND o.before <> 'away' AND o.outcome <> 'away' AND NOT EXISTS \
             (SELECT 1 FROM read_change c WHERE c.stream = o.stream AND c.day > o.from_day AND c.day <= $2) \
             UNION ALL SELECT o.stream, ",
            $of_events,
            " FROM read_change c JOIN read_outcome o ON o.stream = c.stream \
             WHERE c.day > $1 AND c.day <= $2 AND o.from_day <= $2 AND o.until_day > $2 AND o.from_day < c.day \
             AND c.before <> o.outcome AND c.before <> 'away' AND o.outcome <> 'away' AND NOT EXISTS \
             (SELECT 1 FROM read_change n WHERE n.stream = c.stream AND n.day > c.day AND n.day <= $2)) changed",
            $end
        )
    };
}
const CHANGED: &str = changed!(
    "stream, day, before, outcome, reasons",
    "o.from_day AS day, o.before, o.outcome, o.reasons",
    "c.day AS day, c.before, o.outcome, o.reasons",
    " ORDER BY day DESC, stream LIMIT $3"
);
const CHANGED_OF: KeyQuery = KeyQuery {
    before: changed!(
        "stream, day, before, outcome, reasons",
        "o.from_day AS day, o.before, o.outcome, o.reasons",
        "c.day AS day, c.before, o.outcome, o.reasons",
        " WHERE stream IN"
    ),
    after: "",
};
const ALERTS_OF: KeyQuery = KeyQuery {
    before: "SELECT stream, examination, rule, since_day, until_day FROM read_alert WHERE stream IN",
    after: "",
};
const DUE_OF: KeyQuery = KeyQuery {
    before: "SELECT stream, due_on, late_on, checks FROM read_due WHERE due_on <= $1 AND until_day > $1 AND stream IN",
    after: "",
};
const CHANGED_COUNT: &str = changed!("COUNT(*)", "o.from_day", "o.from_day", "");
const REFUSED: &str = "SELECT r.import, i.file, r.line, r.column_number, r.column_name, r.rule, r.why FROM read_refused_row r \
     JOIN read_import i ON i.import = r.import WHERE r.looked_at = 0 AND (r.import > $1 OR (r.import = $1 AND r.line > $2)) \
     ORDER BY r.import, r.line LIMIT $3";

impl Reader {
    /// What needs a person on a day, at most `limit` of each sort.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn today(&mut self, today: Date, limit: u32) -> Result<Today, Error> {
        let (on, most) = (day::number(today), Param::Integer(limit.into()));
        let since = first_day_of_changes(today);
        let alerts = self.conn.query(ALERTS, &[most], alert_row)?;
        let late = self.conn.query(LATE, &[on.into(), most], due_row)?;
        let due = self.conn.query(DUE, &[on.into(), most], due_row)?;
        let changed = self.conn.query(CHANGED, &[since.into(), on.into(), most], changed_row)?;
        let care = self.care_needs(None, today, limit)?;
        Ok(Today {
            uncovered: care.uncovered,
            uncovered_total: care.uncovered_total,
            talks: care.talks,
            talks_total: care.talks_total,
            refused: self.refused_rows(None, limit)?,
            alerts_total: self.count("SELECT COUNT(*) FROM read_alert", &[])?,
            late_total: self.count(LATE_COUNT, &[on.into()])?,
            due_total: self.count(DUE_COUNT, &[on.into()])?,
            changed_total: self.count(CHANGED_COUNT, &[since.into(), on.into()])?,
            refused_total: self.refused_total()?,
            ..self.with_people(today, alerts, late, due, changed)?
        })
    }

    /// What needs one of these people on a day, at most `limit` of each sort. No rows of files.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn today_of(&mut self, people: &BTreeSet<PersonId>, today: Date, limit: u32) -> Result<Today, Error> {
        let (on, since) = (day::number(today), first_day_of_changes(today));
        let streams: Vec<String> = people.iter().map(|person| Stream::Person(*person).to_string()).collect();
        let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let (mut alerts, mut all_due, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        self.conn.query_keys(&ALERTS_OF, &[], &keys, |row| {
            alerts.push(alert_row(row)?);
            Ok(())
        })?;
        self.conn.query_keys(&DUE_OF, &[on.into()], &keys, |row| {
            all_due.push(due_row(row)?);
            Ok(())
        })?;
        self.conn.query_keys(&CHANGED_OF, &[since.into(), on.into()], &keys, |row| {
            changed.push(changed_row(row)?);
            Ok(())
        })?;
        alerts.sort_by_key(|(person, (_, _, _, until))| (*until, *person));
        all_due.sort_by_key(|(person, (_, late_on, _))| (*late_on, *person));
        changed.sort_by_key(|(person, (on, ..))| (std::cmp::Reverse(*on), *person));
        let (late, due): (Vec<_>, Vec<_>) = all_due.into_iter().partition(|(_, (_, late_on, _))| *late_on <= today);
        let [alerts_total, late_total, due_total, changed_total] =
            [alerts.len(), late.len(), due.len(), changed.len()].map(|count| count as u64);
        let most = limit as usize;
        let (alerts, late) = (first(alerts, most), first(late, most));
        let (due, changed) = (first(due, most), first(changed, most));
        let shown = self.with_people(today, alerts, late, due, changed)?;
        let Today { uncovered, uncovered_total, talks, talks_total, .. } =
            self.care_needs(Some(people), today, limit)?;
        let care = Today { uncovered, uncovered_total, talks, talks_total, ..shown };
        Ok(Today { alerts_total, late_total, due_total, changed_total, ..care })
    }

    /// Who has nobody on their side, and who is to speak with their advocate: among these people, where some are named.
    fn care_needs(&mut self, among: Option<&BTreeSet<PersonId>>, today: Date, limit: u32) -> Result<Today, Error> {
        let (uncovered, uncovered_total) = self.uncovered(among, today, limit)?;
        let (talks, talks_total) = self.talks_due(among, today, limit)?;
        let uncovered: Vec<(PersonId, Uncovered)> = uncovered.into_iter().map(|row| (row.person, row)).collect();
        let talks: Vec<(PersonId, Talk)> = talks.into_iter().map(|row| (row.person, row)).collect();
        Ok(Today {
            uncovered: self.joined(uncovered, today, |person, row| UncoveredRow { person, since: row.since })?,
            uncovered_total,
            talks: self.joined(talks, today, |person, talk| TalkRow { person, talk })?,
            talks_total,
            ..Today::default()
        })
    }

    fn with_people(
        &mut self,
        today: Date,
        alerts: Vec<(PersonId, Alert)>,
        late: Vec<(PersonId, Due)>,
        due: Vec<(PersonId, Due)>,
        changed: Vec<(PersonId, Changed)>,
    ) -> Result<Today, Error> {
        let due_row = |person, (due_on, late_on, checks)| DueRow { person, due_on, late_on, checks };
        Ok(Today {
            alerts: self.joined(alerts, today, |person, (examination, rule, since, until)| AlertRow {
                person,
                examination,
                rule,
                since,
                until,
            })?,
            late: self.joined(late, today, due_row)?,
            due: self.joined(due, today, due_row)?,
            changed: self.joined(changed, today, |person, (on, before, after, reasons)| ChangedRow {
                person,
                on,
                before,
                after,
                reasons,
            })?,
            ..Today::default()
        })
    }

    /// Refused rows that nobody has looked at, after the one given, at most `limit`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn refused_rows(&mut self, after: Option<(ImportId, u64)>, limit: u32) -> Result<Vec<RefusedRowRow>, Error> {
        let (import, line) = after.map_or((String::new(), 0), |(import, line)| (import.to_string(), line as i64));
        self.conn.query(REFUSED, &[Param::Text(&import), line.into(), Param::Integer(limit.into())], refused_row)
    }

    /// How many refused rows nobody has looked at.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn refused_total(&mut self) -> Result<u64, Error> {
        self.count("SELECT COUNT(*) FROM read_refused_row WHERE looked_at = 0", &[])
    }

    /// The version of an import's stream; `None` where there is none.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn import_version(&mut self, import: ImportId) -> Result<Option<u64>, Error> {
        let sql = "SELECT version FROM read_import WHERE import = $1";
        self.conn.query_first(sql, &[Param::Text(&import.to_string())], |row| Ok(row.get_i64(0)? as u64))
    }

    pub(super) fn count(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, Error> {
        Ok(self.conn.query_first(sql, params, |row| row.get_i64(0))?.unwrap_or(0) as u64)
    }

    /// Puts each row together with its person, in the order of the rows.
    pub(super) fn joined<R, T>(
        &mut self,
        rows: Vec<(PersonId, R)>,
        today: Date,
        join: impl Fn(PersonRow, R) -> T,
    ) -> Result<Vec<T>, Error> {
        let ids: Vec<PersonId> = rows.iter().map(|(id, _)| *id).collect();
        let people: std::collections::BTreeMap<_, _> =
            self.person_rows(&ids, today)?.into_iter().map(|person| (person.id, person)).collect();
        Ok(rows.into_iter().filter_map(|(id, row)| Some(join(people.get(&id)?.clone(), row))).collect())
    }
}

/// A changed outcome stays on the list for so long.
fn first_day_of_changes(today: Date) -> i64 {
    day::number(today.saturating_sub(CHANGED_DAYS.days()))
}

fn first<T>(mut rows: Vec<T>, most: usize) -> Vec<T> {
    rows.truncate(most);
    rows
}

type Alert = (ExaminationId, RuleId, Date, Date);
type Due = (Date, Date, Vec<CheckId>);
type Changed = (Date, Option<Outcome>, Outcome, Vec<(Outcome, RuleId)>);

fn alert_row(row: &Row<'_>) -> Result<(PersonId, Alert), Error> {
    let examination = row
        .get_text(1)?
        .parse()
        .map_err(|error| Error::Damaged(format!("an alert names an examination by {error}")))?;
    let (since, until) = (day::from_number(row.get_i64(3)?), day::from_number(row.get_i64(4)?));
    Ok((tables::person_of(row.get_text(0)?)?, (examination, row.get_text(2)?.into(), since, until)))
}

fn due_row(row: &Row<'_>) -> Result<(PersonId, Due), Error> {
    let checks = row.get_text(3)?.split_whitespace().map(CheckId::from).collect();
    let days = (day::from_number(row.get_i64(1)?), day::from_number(row.get_i64(2)?));
    Ok((tables::person_of(row.get_text(0)?)?, (days.0, days.1, checks)))
}

fn changed_row(row: &Row<'_>) -> Result<(PersonId, Changed), Error> {
    let before = row.get_text_or_null(2)?.map(outcome).transpose()?;
    let reasons = row.get_text(4)?.split_whitespace().map(|reason| {
        let (of, rule) = reason.split_once(':').ok_or_else(|| Error::Damaged(format!("“{reason}” is not a reason")))?;
        Ok((outcome(of)?, RuleId::from(rule)))
    });
    let changed =
        (day::from_number(row.get_i64(1)?), before, outcome(row.get_text(3)?)?, reasons.collect::<Result<_, Error>>()?);
    Ok((tables::person_of(row.get_text(0)?)?, changed))
}

fn refused_row(row: &Row<'_>) -> Result<RefusedRowRow, Error> {
    let import =
        row.get_text(0)?.parse().map_err(|error| Error::Damaged(format!("a read table names an import by {error}")))?;
    let refused = RefusedRow {
        line: row.get_i64(2)? as u64,
        column: row.get_i64_or_null(3)?.and_then(|column| u32::try_from(column).ok()),
        column_name: row.get_text_or_null(4)?.map(str::to_owned),
        rule: row.get_text(5)?.into(),
        why: row.get_text(6)?.to_owned(),
    };
    Ok(RefusedRowRow { import, file: row.get_text(1)?.to_owned(), row: refused })
}
