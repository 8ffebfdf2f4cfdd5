//! What the read tables say of an account: who may sign in, and as what.

use programme::{Account, AccountId, Bond, BondKind, Person, PersonId, Stream};
use std::collections::{BTreeMap, BTreeSet};

use crate::conn::{Conn, Insert, KeyQuery, Param};
use crate::error::Error;
use crate::vault;

use super::day::{self, NEVER};
use super::{carer, tables};

const POST: Insert =
    Insert { table: "read_post", columns: "account, post, role, site, from_day, until_day", suffix: "" };
const CONCERN: Insert =
    Insert { table: "read_concern", columns: "account, concern, about, said_day, closed_day", suffix: "" };

/// Of whom a role is held in an open account, from a day on and until after another.
macro_rules! of_role {
    ($select:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM read_post p JOIN read_account a ON a.account = p.account AND a.is_open = 1 \
             WHERE p.role = $1 AND p.from_day <= $2 AND p.until_day > $3",
            $rest
        )
    };
}

/// How many open accounts hold a role.
pub(crate) const COUNT_OF_ROLE: &str = of_role!("COUNT(DISTINCT p.account)", "");
/// Which open accounts hold a role, in the order of their ids.
pub(crate) const OF_ROLE: &str = of_role!("DISTINCT p.account", " ORDER BY p.account LIMIT $4");
/// Which account has a login, by its blind index.
pub(crate) const BY_LOGIN: &str = "SELECT account FROM read_account WHERE login = $1";
/// Which accounts give or gave a person's record.
pub(crate) const OF_PERSON: &str = "SELECT account FROM read_account WHERE person = $1 ORDER BY account";

/// Writes an account: whatever was said of it before is taken out. `order` is the position in the log of an event of its:
/// only the first one counts.
pub(crate) fn write(conn: &mut Conn, account: &Account, order: i64, lookup_key: &[u8; 32]) -> Result<(), Error> {
    let id = account.id.to_string();
    let person = account.person.map(|person| Stream::Person(person).to_string());
    // Nobody signs in with a closed account, so its login is free for others.
    let details = account.details.as_ref().filter(|_| account.is_open());
    let login = details.map(|details| login_token(lookup_key, &details.login));
    conn.execute(
        "INSERT INTO read_account (account, opened_order, version, details_version, person, login, is_open) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (account) DO UPDATE SET version = excluded.version, \
         details_version = excluded.details_version, login = excluded.login, is_open = excluded.is_open",
        &[
            Param::Text(&id),
            order.into(),
            Param::Integer(account.version as i64),
            Param::Integer(account.details_version as i64),
            person.as_deref().into(),
            login.as_ref().map_or(Param::Null, |login| Param::Bytes(login)),
            i64::from(account.is_open()).into(),
        ],
    )?;
    conn.execute("DELETE FROM read_post WHERE account = $1", &[Param::Text(&id)])?;
    conn.execute("DELETE FROM read_concern WHERE account = $1", &[Param::Text(&id)])?;
    leave_door(conn, &id, account)?;
    conn.execute("DELETE FROM read_absence WHERE account = $1", &[Param::Text(&id)])?;
    posts(conn, &id, account)?;
    absences(conn, &id, account)?;
    carer::write(conn, &id, &account.carer)?;
    concerns(conn, &id, account)
}

/// Nobody comes in by a closed account, what its holder signs in with elsewhere is free for another one, and nothing is kept of how somebody who is erased came in.
fn leave_door(conn: &mut Conn, id: &str, account: &Account) -> Result<(), Error> {
    const CLOSED: [&str; 3] = [
        "DELETE FROM session WHERE account = $1",
        "DELETE FROM invitation WHERE account = $1",
        "DELETE FROM federated WHERE account = $1",
    ];
    const ERASED: [&str; 2] =
        ["DELETE FROM credential WHERE account = $1", "DELETE FROM recovery_code WHERE account = $1"];
    let closed = CLOSED.iter().filter(|_| !account.is_open());
    for sql in closed.chain(ERASED.iter().filter(|_| account.erased)) {
        conn.execute(sql, &[Param::Text(id)])?;
    }
    Ok(())
}

fn posts(conn: &mut Conn, id: &str, account: &Account) -> Result<(), Error> {
    let texts: Vec<_> =
        account.posts.iter().map(|post| (post.id.to_string(), post.site.map(|site| site.to_string()))).collect();
    let mut values = Vec::new();
    for (post, (own, site)) in account.posts.iter().zip(&texts) {
        values.extend([Param::Text(id), Param::Text(own), post.role.as_str().into(), site.as_deref().into()]);
        values.extend([Param::Integer(day::number(post.from)), post.until.map_or(NEVER, day::number).into()]);
    }
    conn.insert_rows(&POST, &values).map(drop)
}

fn absences(conn: &mut Conn, id: &str, account: &Account) -> Result<(), Error> {
    const ABSENCE: Insert =
        Insert { table: "read_absence", columns: "account, absence, from_day, until_day", suffix: "" };
    let ids: Vec<_> = account.carer.absences.iter().map(|absence| absence.id.to_string()).collect();
    let mut values = Vec::new();
    for (absence, own) in account.carer.absences.iter().zip(&ids) {
        values.extend([Param::Text(id), Param::Text(own)]);
        values.extend([Param::Integer(day::number(absence.from)), day::number(absence.until).into()]);
    }
    conn.insert_rows(&ABSENCE, &values).map(drop)
}

fn concerns(conn: &mut Conn, id: &str, account: &Account) -> Result<(), Error> {
    let ids: Vec<_> = account.concerns.keys().map(ToString::to_string).collect();
    let mut values = Vec::new();
    for (concern, own) in account.concerns.values().zip(&ids) {
        values.extend([Param::Text(id), Param::Text(own), concern.kind.as_str().into()]);
        values.extend([Param::Integer(day::number(concern.on)), concern.closed.map_or(NEVER, day::number).into()]);
    }
    conn.insert_rows(&CONCERN, &values).map(drop)
}

/// Who wrote down or put right an examination of each of these people. Whoever has no account is left out.
pub(crate) fn examiners(
    conn: &mut Conn,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, BTreeSet<AccountId>>, Error> {
    const QUERY: KeyQuery = KeyQuery {
        before: "SELECT DISTINCT stream, author FROM event \
                 WHERE kind IN ('examination-recorded', 'examination-amended') AND stream IN",
        after: "",
    };
    let mut found: BTreeMap<_, BTreeSet<_>> = people.iter().map(|person| (*person, BTreeSet::new())).collect();
    let streams: Vec<String> = people.iter().map(|person| Stream::Person(*person).to_string()).collect();
    let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
    conn.query_keys(&QUERY, &[], &keys, |row| {
        let person = tables::person_of(row.get_text(0)?)?;
        if let Ok(Stream::Account(account)) = row.get_text(1)?.parse() {
            found.entry(person).or_default().insert(account);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Whom each of these accounts stands by as advocate on a day or later: those who are here.
pub(crate) fn charges(
    conn: &mut Conn,
    accounts: &[AccountId],
    on: i64,
) -> Result<BTreeMap<AccountId, BTreeSet<PersonId>>, Error> {
    const QUERY: KeyQuery = KeyQuery {
        before: "SELECT c.carer, c.stream FROM read_care c JOIN read_person p ON p.stream = c.stream AND p.state = 'here' \
                 WHERE c.kind = 'advocate' AND c.until_day > $1 AND c.carer IN",
        after: "",
    };
    let mut found: BTreeMap<_, BTreeSet<_>> = accounts.iter().map(|account| (*account, BTreeSet::new())).collect();
    let ids: Vec<String> = accounts.iter().map(ToString::to_string).collect();
    let keys: Vec<Param<'_>> = ids.iter().map(Param::from).collect();
    conn.query_keys(&QUERY, &[on.into()], &keys, |row| {
        let (carer, person) = (account_of(row.get_text(0)?)?, tables::person_of(row.get_text(1)?)?);
        found.entry(carer).or_default().insert(person);
        Ok(())
    })?;
    Ok(found)
}

/// Who stands by a person, whom they named, who may read them in an emergency, and what they asked: rows of four tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BondRows {
    /// Carer, kind, first day, first day without.
    pub(crate) care: Vec<(String, &'static str, i64, i64)>,
    /// Bond, and whoever was named, where they are in the record and may ever hear of it.
    pub(crate) named: Vec<(String, String)>,
    /// Account, and until when in microseconds since 1970 (UTC).
    pub(crate) emergencies: Vec<(String, i64)>,
    /// Request, kind, day, day of the answer, whether it was granted.
    pub(crate) requests: Vec<(String, &'static str, i64, i64, bool)>,
    /// The day from which on nothing is kept of them any more, where they are erased and something is.
    pub(crate) kept: Option<i64>,
}

impl BondRows {
    /// The rows of a person.
    pub(crate) fn of(person: &Person) -> Self {
        // Of two times that begin on one day, such as a cover and what came of it, the longer one holds the other.
        let mut care: BTreeMap<_, i64> = BTreeMap::new();
        for time in &person.carers {
            let until = time.until.map_or(NEVER, day::number);
            let longest =
                care.entry((time.carer.to_string(), time.kind.as_str(), day::number(time.from))).or_insert(until);
            *longest = until.max(*longest);
        }
        let care = care.into_iter().map(|((carer, kind, from), until)| (carer, kind, from, until));
        let requests = person.requests.iter().map(|(id, request)| {
            let answered = request.answered.as_ref().map_or(NEVER, |answered| day::number(answered.on));
            let granted = request.answered.as_ref().is_some_and(|answered| answered.granted);
            (id.to_string(), request.kind.as_str(), day::number(request.on), answered, granted)
        });
        let is_open = |bond: &&Bond| bond.ended.is_none() && bond.content.kind != BondKind::NotThisPerson;
        let named = person.bonds.iter().filter(is_open).filter_map(|bond| {
            let named = bond.content.whom.person()?;
            Some((bond.id.to_string(), Stream::Person(named).to_string()))
        });
        Self {
            care: care.collect(),
            named: named.collect(),
            emergencies: person.emergencies.iter().map(|(who, until)| (who.to_string(), *until)).collect(),
            requests: requests.collect(),
            kept: person.kept.as_ref().map(|kept| day::number(kept.until)),
        }
    }
}

/// The account that a read table names.
pub(crate) fn account_of(text: &str) -> Result<AccountId, Error> {
    text.parse().map_err(|_| Error::Damaged(format!("a read table names “{text}”, which is not an account")))
}

/// The blind index of a login, whatever its case.
pub(crate) fn login_token(lookup_key: &[u8; 32], login: &str) -> [u8; 32] {
    vault::lookup_token(lookup_key, "login", &login.to_lowercase())
}
