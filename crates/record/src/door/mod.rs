//! What stands at the door: passwords, second factors, invitations, who is signed in.
//!
//! None of it is in the log: it changes, and nobody may keep an old password. Tokens are stored as hashes only, so that
//! whoever reads the database cannot sign in by what is there. It is written by the writer's thread like everything else.

mod write;

use programme::AccountId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::conn::{Conn, Param, Row};
use crate::error::Error;
use crate::project::account::account_of;

pub(crate) use write::{carry_out, totp_label};

/// The SHA-256 of something secret and random that somebody holds: of a session, an invitation, a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token(pub [u8; 32]);

/// A change at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoorWrite {
    /// Set a password: its hash in PHC form. Every session of the account ends.
    SetPassword {
        /// Whose.
        account: AccountId,
        /// The hash, with its salt and costs.
        hash: String,
    },
    /// Set a second factor: the secret of a time-based code. It is sealed under the account's key.
    SetTotp {
        /// Whose.
        account: AccountId,
        /// The secret.
        secret: Vec<u8>,
        /// The step of the code by which it was confirmed.
        step: i64,
    },
    /// Use a code: fails where this step, or a later one, was used.
    UseTotp {
        /// Whose.
        account: AccountId,
        /// The code's step.
        step: i64,
    },
    /// Replace the recovery codes.
    SetRecovery {
        /// Whose.
        account: AccountId,
        /// Their hashes.
        codes: Vec<Token>,
    },
    /// Use a recovery code: fails where there is no such code.
    UseRecovery {
        /// Whose.
        account: AccountId,
        /// Its hash.
        code: Token,
    },
    /// Let whoever a hospital's own sign-in names come in as an account, and nobody else by it: fails where they stand for
    /// another account already, and changes nothing then.
    Federate {
        /// The blind index of issuer and subject.
        subject: Token,
        /// Which account.
        account: AccountId,
    },
    /// Let nobody come in as an account by a hospital's own sign-in any more.
    Unfederate {
        /// Which account.
        account: AccountId,
    },
    /// Invite somebody to set their password, once. Earlier invitations to the account end.
    Invite {
        /// The hash of what is in the link.
        token: Token,
        /// To which account.
        account: AccountId,
        /// Until when, in microseconds since 1970 (UTC).
        until: i64,
    },
    /// Use an invitation: fails where there is none that is in time.
    UseInvitation {
        /// The hash of what is in the link.
        token: Token,
        /// To which account.
        account: AccountId,
    },
    /// Begin a session.
    BeginSession {
        /// The hash of what the browser holds.
        token: Token,
        /// Whose.
        account: AccountId,
        /// Until when at the longest, in microseconds since 1970 (UTC).
        until: i64,
        /// Whether there was a second factor.
        strong: bool,
        /// From which kind of browser or program, in a few words; nothing that would tell one from another of its kind.
        #[serde(default)]
        browser: String,
    },
    /// Say that a session is in use.
    SeeSession {
        /// Which.
        token: Token,
    },
    /// End a session.
    EndSession {
        /// Which.
        token: Token,
    },
    /// End every session of an account but one.
    EndSessions {
        /// Whose.
        account: AccountId,
        /// Which one goes on.
        except: Option<Token>,
    },
}

/// How somebody may sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The password's hash in PHC form.
    pub password: Option<String>,
    /// The secret of the second factor.
    pub totp: Option<Vec<u8>>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// When it began, in microseconds since 1970 (UTC).
    pub begun: i64,
    /// When it was last seen in use.
    pub seen: i64,
    /// When it ends at the latest.
    pub until: i64,
    /// Whether there was a second factor.
    pub strong: bool,
    /// From which kind of browser or program, in a few words; empty where it did not say.
    pub browser: String,
}

impl Token {
    /// The token of a secret.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// The session with this token.
pub(crate) fn session(conn: &mut Conn, token: &Token) -> Result<Option<Session>, Error> {
    let sql = "SELECT account, begun, seen, until_at, strong, browser FROM session WHERE token = $1";
    conn.query_first(sql, &[Param::Bytes(&token.0)], read_session)
}

/// The sessions of an account, each with its token; the newest first.
pub(crate) fn sessions(conn: &mut Conn, account: AccountId) -> Result<Vec<(Token, Session)>, Error> {
    let sql = "SELECT account, begun, seen, until_at, strong, browser, token FROM session WHERE account = $1 \
               ORDER BY begun DESC, token";
    let account = account.to_string();
    conn.query(sql, &[Param::Text(&account)], |row| Ok((Token(row.get_array(6)?), read_session(row)?)))
}

fn read_session(row: &Row<'_>) -> Result<Session, Error> {
    Ok(Session {
        account: account_of(row.get_text(0)?)?,
        begun: row.get_i64(1)?,
        seen: row.get_i64(2)?,
        until: row.get_i64(3)?,
        strong: row.get_i64(4)? != 0,
        browser: row.get_text(5)?.to_owned(),
    })
}

/// The account that an invitation is to, where it is in time.
pub(crate) fn invitation(conn: &mut Conn, token: &Token, now: i64) -> Result<Option<AccountId>, Error> {
    let sql = "SELECT account FROM invitation WHERE token = $1 AND until_at > $2";
    conn.query_first(sql, &[Param::Bytes(&token.0), now.into()], |row| account_of(row.get_text(0)?))
}

/// The account that a hospital's own sign-in stands for.
pub(crate) fn federated(conn: &mut Conn, subject: &Token) -> Result<Option<AccountId>, Error> {
    let sql = "SELECT account FROM federated WHERE subject = $1";
    conn.query_first(sql, &[Param::Bytes(&subject.0)], |row| account_of(row.get_text(0)?))
}

/// Whether anybody comes in as an account by a hospital's own sign-in.
pub(crate) fn is_federated(conn: &mut Conn, account: AccountId) -> Result<bool, Error> {
    let account = account.to_string();
    let sql = "SELECT COUNT(*) FROM federated WHERE account = $1";
    Ok(conn.query_first(sql, &[Param::Text(&account)], |row| row.get_i64(0))?.unwrap_or(0) > 0)
}

/// How somebody may sign in, the secret of the second factor as it is sealed.
pub(crate) fn credential(conn: &mut Conn, account: AccountId) -> Result<Credential, Error> {
    let account = account.to_string();
    let account = [Param::Text(&account)];
    let found = conn.query_first("SELECT password, totp FROM credential WHERE account = $1", &account, |row| {
        let totp = match row.get(1)? {
            Param::Bytes(sealed) => Some(sealed.to_vec()),
            _ => None,
        };
        Ok((row.get_text_or_null(0)?.map(str::to_owned), totp))
    })?;
    let sql = "SELECT COUNT(*) FROM recovery_code WHERE account = $1";
    let recovery_codes = conn.query_first(sql, &account, |row| row.get_i64(0))?.unwrap_or(0) as u64;
    let (password, totp) = found.unwrap_or_default();
    Ok(Credential { password, totp, recovery_codes })
}
