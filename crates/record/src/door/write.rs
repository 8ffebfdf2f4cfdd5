//! Changes at the door, within the writer's transaction.

use programme::{AccountId, Category, Stream};

use super::{DoorWrite, Token};
use crate::conn::{Conn, Insert, Param};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::vault::{self, Keys, Label};

/// The label under which a second factor's secret is sealed.
pub(super) const TOTP: &str = "totp";

const RECOVERY: Insert = Insert { table: "recovery_code", columns: "account, code", suffix: "" };

/// Carries out changes one after the other, up to the first that fails for a condition of its own. Gives whether none did:
/// changes that depend on a condition come after it.
pub(crate) fn carry_out(
    conn: &mut Conn,
    writes: &[DoorWrite],
    keys: &mut Keys,
    entropy: &mut Entropy,
    now: i64,
) -> Result<bool, Error> {
    for write in writes {
        if !one(conn, write, keys, entropy, now)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The label of a second factor's secret.
pub(crate) fn totp_label(account: AccountId) -> Label<'static> {
    Label { stream: Stream::Account(account), version: 0, kind: TOTP, category: Category::Identity }
}

fn one(conn: &mut Conn, write: &DoorWrite, keys: &mut Keys, entropy: &mut Entropy, now: i64) -> Result<bool, Error> {
    match write {
        DoorWrite::SetPassword { account, hash } => {
            set(conn, *account, "password", Param::Text(hash), now)?;
            end_sessions(conn, *account, None)?;
            Ok(true)
        }
        DoorWrite::SetTotp { account, secret, step } => {
            let stream = Stream::Account(*account);
            keys.load(conn, &[stream])?;
            let Some(key) = keys.get(stream, Category::Identity) else { return Ok(false) };
            let sealed = vault::seal(key, &totp_label(*account), secret, entropy);
            set(conn, *account, "totp", Param::Bytes(&sealed), now)?;
            let account = account.to_string();
            let sql = "UPDATE credential SET totp_step = $2 WHERE account = $1";
            conn.execute(sql, &[Param::Text(&account), (*step).into()])?;
            Ok(true)
        }
        DoorWrite::UseTotp { account, step } => {
            let account = account.to_string();
            let sql = "UPDATE credential SET totp_step = $2 WHERE account = $1 AND totp_step < $2";
            Ok(conn.execute(sql, &[Param::Text(&account), (*step).into()])? == 1)
        }
        DoorWrite::SetRecovery { account, codes } => {
            let account = account.to_string();
            conn.execute("DELETE FROM recovery_code WHERE account = $1", &[Param::Text(&account)])?;
            let mut values = Vec::new();
            codes.iter().for_each(|code| values.extend([Param::Text(&account), Param::Bytes(&code.0)]));
            conn.insert_rows(&RECOVERY, &values)?;
            Ok(true)
        }
        DoorWrite::UseRecovery { account, code } => {
            let account = account.to_string();
            let sql = "DELETE FROM recovery_code WHERE account = $1 AND code = $2";
            Ok(conn.execute(sql, &[Param::Text(&account), Param::Bytes(&code.0)])? == 1)
        }
        DoorWrite::Federate { subject, account } => federate(conn, subject, *account),
        DoorWrite::Unfederate { account } => {
            let account = account.to_string();
            conn.execute("DELETE FROM federated WHERE account = $1", &[Param::Text(&account)])?;
            Ok(true)
        }
        DoorWrite::Invite { token, account, until } => invite(conn, token, *account, *until, now),
        DoorWrite::UseInvitation { token, account } => {
            let account = account.to_string();
            let sql = "DELETE FROM invitation WHERE token = $1 AND account = $2 AND until_at > $3";
            Ok(conn.execute(sql, &[Param::Bytes(&token.0), Param::Text(&account), now.into()])? == 1)
        }
        DoorWrite::BeginSession { token, account, until, strong, browser } => {
            begin_session(conn, token, *account, *until, i64::from(*strong), browser, now)
        }
        DoorWrite::SeeSession { token } => {
            conn.execute("UPDATE session SET seen = $2 WHERE token = $1", &[Param::Bytes(&token.0), now.into()])?;
            Ok(true)
        }
        DoorWrite::EndSession { token } => {
            conn.execute("DELETE FROM session WHERE token = $1", &[Param::Bytes(&token.0)])?;
            Ok(true)
        }
        DoorWrite::EndSessions { account, except } => {
            end_sessions(conn, *account, except.as_ref())?;
            Ok(true)
        }
    }
}

fn set(conn: &mut Conn, account: AccountId, column: &str, value: Param<'_>, now: i64) -> Result<(), Error> {
    let account = account.to_string();
    let sql = match column {
        "password" => {
            "INSERT INTO credential (account, password, totp_step, changed) VALUES ($1, $2, 0, $3) \
             ON CONFLICT (account) DO UPDATE SET password = excluded.password, changed = excluded.changed"
        }
        _ => {
            "INSERT INTO credential (account, totp, totp_step, changed) VALUES ($1, $2, 0, $3) \
             ON CONFLICT (account) DO UPDATE SET totp = excluded.totp, changed = excluded.changed"
        }
    };
    conn.execute(sql, &[Param::Text(&account), value, now.into()]).map(drop)
}

fn federate(conn: &mut Conn, subject: &Token, account: AccountId) -> Result<bool, Error> {
    let account = account.to_string();
    let sql = "INSERT INTO federated (subject, account) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING";
    let is_new = conn.execute(sql, &[Param::Bytes(&subject.0), Param::Text(&account)])? == 1;
    if !is_new && super::federated(conn, subject)?.is_none_or(|other| other.to_string() != account) {
        return Ok(false);
    }
    let sql = "DELETE FROM federated WHERE account = $1 AND subject <> $2";
    conn.execute(sql, &[Param::Text(&account), Param::Bytes(&subject.0)])?;
    Ok(true)
}

fn invite(conn: &mut Conn, token: &Token, account: AccountId, until: i64, now: i64) -> Result<bool, Error> {
    let account = account.to_string();
    let sql = "DELETE FROM invitation WHERE account = $1 OR until_at <= $2";
    conn.execute(sql, &[Param::Text(&account), now.into()])?;
    let sql = "INSERT INTO invitation (token, account, until_at) VALUES ($1, $2, $3)";
    conn.execute(sql, &[Param::Bytes(&token.0), Param::Text(&account), until.into()])?;
    Ok(true)
}

fn begin_session(
    conn: &mut Conn,
    token: &Token,
    account: AccountId,
    until: i64,
    strong: i64,
    browser: &str,
    now: i64,
) -> Result<bool, Error> {
    conn.execute("DELETE FROM session WHERE until_at <= $1", &[now.into()])?;
    let account = account.to_string();
    let sql = "INSERT INTO session (token, account, begun, seen, until_at, strong, browser) \
               VALUES ($1, $2, $3, $3, $4, $5, $6)";
    let token = Param::Bytes(&token.0);
    let params = [token, Param::Text(&account), now.into(), until.into(), strong.into(), Param::Text(browser)];
    conn.execute(sql, &params)?;
    Ok(true)
}

fn end_sessions(conn: &mut Conn, account: AccountId, except: Option<&Token>) -> Result<(), Error> {
    let (account, except) = (account.to_string(), except.map_or(&[][..], |token| &token.0[..]));
    conn.execute("DELETE FROM session WHERE account = $1 AND token <> $2", &[Param::Text(&account), except.into()])?;
    Ok(())
}
