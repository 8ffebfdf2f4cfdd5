//! Who somebody who signs in is, and what they are to a person: what every right is worked out from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use programme::{
    Account, AccountDetails, AccountId, CareKind, Category, ConcernId, ConcernKind, Event, PersonId, RequestId,
    RequestKind, Role, SiteId, Stream,
};

use crate::conn::{KeyQuery, Param, Row};
use crate::door::{self, Credential, Session, Token};
use crate::error::Error;
use crate::log;
use crate::project::account::{self, account_of};
use crate::project::day::{self, NEVER};
use crate::project::tables;
use crate::vault::{self, Keys};

use super::Reader;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Who they are.
    pub holder: Holder,
}

/// The holder of an open account, with the posts of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// Whose own record the account gives.
    pub person: Option<PersonId>,
    /// Their posts.
    pub posts: Vec<HeldPost>,
}

/// What the people behind accounts are called, as far as that was asked for and is not erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountNames(BTreeMap<AccountId, String>);

impl FromIterator<(AccountId, String)> for AccountNames {
    fn from_iter<I: IntoIterator<Item = (AccountId, String)>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

impl AccountNames {
    /// What the holder of an account is called.
    pub fn of(&self, account: AccountId) -> Option<&str> {
        self.0.get(&account).map(String::as_str)
    }

    /// What an author, or a reader, as the log names them, is called. Whoever has no account goes by what the log says.
    pub fn of_author<'n>(&'n self, author: &'n str) -> &'n str {
        match account_in(author) {
            Some(account) => self.of(account).unwrap_or("somebody whose account is gone"),
            None => author,
        }
    }
}

/// The account that the log's name of an author is of.
pub fn account_in(author: &str) -> Option<AccountId> {
    match author.parse() {
        Ok(Stream::Account(account)) => Some(account),
        _ => None,
    }
}

/// A post that somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldPost {
    /// As what.
    pub role: Role,
    /// Where, if at a site.
    pub site: Option<SiteId>,
}

/// What the holder of an account is to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// As what they stand by them.
    pub care: BTreeSet<CareKind>,
    /// Where the person is.
    pub site: Option<SiteId>,
    /// Until when they may read them in an emergency, in microseconds since 1970 (UTC).
    pub emergency_until: Option<i64>,
}

/// An account, whole, with its events.
#[derive(Clone, Debug)]
pub struct AccountLife {
    /// The account as the events say.
    pub account: Account,
    /// When it was opened.
    pub opened: Timestamp,
    /// Who opened it.
    pub opened_by: String,
}

/// A matter on which somebody spoke up and which is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcernRow {
    /// Whose account.
    pub account: AccountId,
    /// Which.
    pub concern: ConcernId,
    /// About what.
    pub kind: ConcernKind,
    /// The day.
    pub on: Date,
}

/// Something that a person asked about their own record and was not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Whose record.
    pub person: PersonId,
    /// Which.
    pub request: RequestId,
    /// What.
    pub kind: RequestKind,
    /// The day.
    pub on: Date,
}

impl Reader {
    /// Who is signed in by this token; `None` where nobody is, or their account was closed. Whether the session is still in
    /// time is for the caller to say.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn signed_in(&mut self, token: &Token, today: Date) -> Result<Option<SignedIn>, Error> {
        let Some(session) = door::session(&mut self.conn, token)? else { return Ok(None) };
        Ok(self.holder(session.account, today)?.map(|holder| SignedIn { session, holder }))
    }

    /// The sessions of an account, each with its token; the newest first. Whether one is still in time is for the caller to
    /// say.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn sessions(&mut self, account: AccountId) -> Result<Vec<(Token, Session)>, Error> {
        door::sessions(&mut self.conn, account)
    }

    /// The holder of an open account, with the posts of a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn holder(&mut self, account: AccountId, today: Date) -> Result<Option<Holder>, Error> {
        let id = account.to_string();
        let sql = "SELECT person FROM read_account WHERE account = $1 AND is_open = 1";
        let person = self
            .conn
            .query_first(sql, &[Param::Text(&id)], |row| row.get_text_or_null(0)?.map(tables::person_of).transpose())?;
        let Some(person) = person else { return Ok(None) };
        let name = self.account_details(&[account])?.remove(&account).map_or_else(String::new, |details| details.name);
        let on = day::number(today);
        let sql =
            "SELECT role, site FROM read_post WHERE account = $1 AND from_day <= $2 AND until_day > $2 ORDER BY post";
        let posts = self.conn.query(sql, &[Param::Text(&id), on.into()], held_post)?;
        Ok(Some(Holder { account, name, person, posts }))
    }

    /// The open account that has a login.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account_by_login(&mut self, login: &str) -> Result<Option<AccountId>, Error> {
        let token = account::login_token(&self.lookup_key, login);
        self.conn.query_first(account::BY_LOGIN, &[(&token).into()], |row| account_of(row.get_text(0)?))
    }

    /// The open account that a hospital's own sign-in stands for.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account_by_federation(&mut self, issuer: &str, subject: &str) -> Result<Option<AccountId>, Error> {
        let token = self.federated_subject(issuer, subject);
        door::federated(&mut self.conn, &token)
    }

    /// Whether somebody comes in as an account by a hospital's own sign-in.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn is_federated(&mut self, account: AccountId) -> Result<bool, Error> {
        door::is_federated(&mut self.conn, account)
    }

    /// The blind index of somebody at a hospital's own sign-in.
    pub fn federated_subject(&self, issuer: &str, subject: &str) -> Token {
        Token(vault::lookup_token(&self.lookup_key, "federated", &format!("{issuer}\n{subject}")))
    }

    /// What a device is to show from which the holder of an account came in, so that it is known again. `nonce` is random.
    pub fn device(&self, account: AccountId, nonce: &str) -> String {
        let tag = vault::lookup_token(&self.lookup_key, "device", &format!("{account}/{nonce}"));
        format!("{nonce}.{}", crate::hex::encode(&tag))
    }

    /// Whether a device shows what it was given when the holder of the account came in from it.
    pub fn knows_device(&self, account: AccountId, shown: &str) -> bool {
        let nonce = shown.split('.').next().unwrap_or_default();
        // Compared as hashes: where they differ tells nothing of the key.
        Token::of(&self.device(account, nonce)) == Token::of(shown)
    }

    /// How the holder of an account may sign in.
    ///
    /// # Errors
    /// Where the database does not answer, or their second factor cannot be opened.
    pub fn credential(&mut self, account: AccountId) -> Result<Credential, Error> {
        let credential = door::credential(&mut self.conn, account)?;
        let stream = Stream::Account(account);
        let mut keys = Keys::default();
        keys.load(&mut self.conn, &[stream])?;
        // A factor that cannot be opened is not none: that would let in whoever knows the password alone.
        let open = |sealed: Vec<u8>| {
            let key = keys.get(stream, Category::Identity);
            let opened = key.and_then(|key| vault::unseal(key, &door::totp_label(account), &sealed));
            opened.ok_or_else(|| Error::Damaged(format!("the second factor of account {account} cannot be opened")))
        };
        let totp = credential.totp.map(open).transpose()?;
        Ok(Credential { totp, ..credential })
    }

    /// The account that an invitation is to, where it is in time.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn invited(&mut self, token: &Token, now: Timestamp) -> Result<Option<AccountId>, Error> {
        door::invitation(&mut self.conn, token, now.as_microsecond())
    }

    /// Whether there is an open account of somebody who runs the machine.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn has_administrator(&mut self, today: Date) -> Result<bool, Error> {
        Ok(!self.open_accounts_of(Role::Administrator, today, 1)?.is_empty())
    }

    /// The open accounts of those who run the machine.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn administrators(&mut self, today: Date) -> Result<Vec<AccountId>, Error> {
        self.open_accounts_of(Role::Administrator, today, u32::MAX)
    }

    /// Who holds these accounts, as far as that is not erased.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account_details(&mut self, accounts: &[AccountId]) -> Result<BTreeMap<AccountId, AccountDetails>, Error> {
        const QUERY: KeyQuery = KeyQuery {
            before: "SELECT e.seq, e.stream, e.version, e.kind, e.schema, e.at, e.author, e.programme, e.clear, e.category, \
                     e.sealed, e.previous, e.hash FROM read_account a JOIN event e ON e.stream = 'account/' || a.account AND \
                     e.version = a.details_version WHERE a.account IN",
            after: "",
        };
        let streams: Vec<Stream> = accounts.iter().copied().map(Stream::Account).collect();
        let mut keys = Keys::default();
        keys.load(&mut self.conn, &streams)?;
        let ids: Vec<String> = accounts.iter().map(ToString::to_string).collect();
        let params: Vec<Param<'_>> = ids.iter().map(Param::from).collect();
        let mut found = BTreeMap::new();
        self.conn.query_keys(&QUERY, &[], &params, |row| {
            let stored = log::read(row)?;
            let private = keys.open(&stored)?;
            if let (Stream::Account(id), Event::Account(event)) = (stored.stream, stored.event(private.as_deref())?)
                && let Some(details) = event.details()
            {
                found.insert(id, details.clone());
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// What the people behind these accounts are called.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account_names(&mut self, accounts: &BTreeSet<AccountId>) -> Result<AccountNames, Error> {
        let accounts: Vec<AccountId> = accounts.iter().copied().collect();
        let details = self.account_details(&accounts)?;
        Ok(AccountNames(details.into_iter().map(|(account, details)| (account, details.name)).collect()))
    }

    /// An account, whole; `None` where there is none of this id.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn account(&mut self, id: AccountId) -> Result<Option<AccountLife>, Error> {
        let stream = Stream::Account(id);
        let mut keys = Keys::default();
        keys.load(&mut self.conn, &[stream])?;
        let (mut account, mut opened) = (None, None);
        for stored in log::load(&mut self.conn, &[stream])? {
            let private = keys.open(&stored)?;
            let Event::Account(event) = stored.event(private.as_deref())? else {
                return Err(stored.corrupt("an event of this kind does not belong there"));
            };
            Account::apply(&mut account, id, &event);
            let at = Timestamp::from_microsecond(stored.at).map_err(|_| stored.corrupt("its time is out of range"))?;
            opened.get_or_insert((at, stored.author.to_string()));
        }
        let life = account.zip(opened);
        Ok(life.map(|(account, (opened, opened_by))| AccountLife { account, opened, opened_by }))
    }

    /// Every account, those first that were opened first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn accounts(&mut self) -> Result<Vec<Account>, Error> {
        let sql = "SELECT account FROM read_account ORDER BY opened_order";
        let ids = self.conn.query(sql, &[], |row| account_of(row.get_text(0)?))?;
        let mut accounts = Vec::with_capacity(ids.len());
        for id in ids {
            accounts.extend(self.account(id)?.map(|life| life.account));
        }
        Ok(accounts)
    }

    /// What the holder of an account is to each of these people on a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn ties(
        &mut self,
        account: AccountId,
        people: &[PersonId],
        today: Date,
        now: Timestamp,
    ) -> Result<BTreeMap<PersonId, Tie>, Error> {
        const CARE: KeyQuery = KeyQuery {
            before: "SELECT stream, kind FROM read_care WHERE carer = $1 AND from_day <= $2 AND until_day > $2 AND stream IN",
            after: "",
        };
        const SITE: KeyQuery = KeyQuery {
            before: "SELECT stream, site FROM read_stay WHERE from_day <= $1 AND until_day > $1 AND stream IN",
            after: "",
        };
        const EMERGENCY: KeyQuery = KeyQuery {
            before: "SELECT stream, until_at FROM read_emergency WHERE account = $1 AND until_at > $2 AND stream IN",
            after: "",
        };
        let streams: Vec<String> = people.iter().map(|id| Stream::Person(*id).to_string()).collect();
        let keys: Vec<Param<'_>> = streams.iter().map(Param::from).collect();
        let (own, on) = (account.to_string(), day::number(today));
        let mut ties: BTreeMap<PersonId, Tie> = BTreeMap::new();
        self.conn.query_keys(&CARE, &[Param::Text(&own), on.into()], &keys, |row| {
            let (person, kind) = (tables::person_of(row.get_text(0)?)?, row.get_text(1)?);
            let kind = CareKind::ALL.into_iter().find(|known| known.as_str() == kind);
            ties.entry(person).or_default().care.extend(kind);
            Ok(())
        })?;
        self.conn.query_keys(&SITE, &[on.into()], &keys, |row| {
            let (person, site) = (tables::person_of(row.get_text(0)?)?, row.get_text(1)?);
            ties.entry(person).or_default().site = Some(site_of(site)?);
            Ok(())
        })?;
        let now = now.as_microsecond();
        self.conn.query_keys(&EMERGENCY, &[Param::Text(&own), now.into()], &keys, |row| {
            let tie = ties.entry(tables::person_of(row.get_text(0)?)?).or_default();
            tie.emergency_until = tie.emergency_until.max(Some(row.get_i64(1)?));
            Ok(())
        })?;
        Ok(ties)
    }

    /// The people whom the holder of an account stands by on a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn cared_for(&mut self, account: AccountId, kind: CareKind, today: Date) -> Result<Vec<PersonId>, Error> {
        let sql = "SELECT stream FROM read_care WHERE carer = $1 AND kind = $2 AND from_day <= $3 AND until_day > $3 \
                   ORDER BY stream";
        let (account, on) = (account.to_string(), day::number(today));
        self.conn.query(sql, &[Param::Text(&account), kind.as_str().into(), on.into()], |row| {
            tables::person_of(row.get_text(0)?)
        })
    }

    /// The people who are at a site on a day.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn people_at(&mut self, site: SiteId, today: Date) -> Result<Vec<PersonId>, Error> {
        let sql = "SELECT DISTINCT stream FROM read_stay WHERE site = $1 AND from_day <= $2 AND until_day > $2 ORDER BY stream";
        let (site, on) = (site.to_string(), day::number(today));
        self.conn.query(sql, &[Param::Text(&site), on.into()], |row| tables::person_of(row.get_text(0)?))
    }

    /// The people whom the holder of an account may read in an emergency now.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn in_emergency(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<PersonId>, Error> {
        let sql = "SELECT DISTINCT stream FROM read_emergency WHERE account = $1 AND until_at > $2 ORDER BY stream";
        let (account, now) = (account.to_string(), now.as_microsecond());
        self.conn.query(sql, &[Param::Text(&account), now.into()], |row| tables::person_of(row.get_text(0)?))
    }

    /// Matters on which somebody spoke up and which are open, the oldest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn open_concerns(&mut self) -> Result<Vec<ConcernRow>, Error> {
        let sql = "SELECT account, concern, about, said_day FROM read_concern WHERE closed_day = $1 \
                   ORDER BY said_day, account, concern";
        self.conn.query(sql, &[NEVER.into()], |row| {
            let (concern, about) = (row.get_text(1)?, row.get_text(2)?);
            let wrong = || Error::Damaged(format!("a read table names the concern “{concern}” about “{about}”"));
            Ok(ConcernRow {
                account: account_of(row.get_text(0)?)?,
                concern: concern.parse().map_err(|_| wrong())?,
                kind: ConcernKind::ALL.into_iter().find(|kind| kind.as_str() == about).ok_or_else(wrong)?,
                on: day::from_number(row.get_i64(3)?),
            })
        })
    }

    /// What people asked about their own records and were not answered, the oldest first.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn open_requests(&mut self) -> Result<Vec<RequestRow>, Error> {
        let sql = "SELECT stream, request, asks, asked_day FROM read_request WHERE answered_day = $1 \
                   ORDER BY asked_day, stream, request";
        self.conn.query(sql, &[NEVER.into()], |row| {
            let (request, asks) = (row.get_text(1)?, row.get_text(2)?);
            let wrong = || Error::Damaged(format!("a read table names the request “{request}” for “{asks}”"));
            Ok(RequestRow {
                person: tables::person_of(row.get_text(0)?)?,
                request: request.parse().map_err(|_| wrong())?,
                kind: RequestKind::ALL.into_iter().find(|kind| kind.as_str() == asks).ok_or_else(wrong)?,
                on: day::from_number(row.get_i64(3)?),
            })
        })
    }
}

fn held_post(row: &Row<'_>) -> Result<HeldPost, Error> {
    let role = row.get_text(0)?.parse().map_err(|error| Error::Damaged(format!("a read table: {error}")))?;
    Ok(HeldPost { role, site: row.get_text_or_null(1)?.map(site_of).transpose()? })
}

fn site_of(text: &str) -> Result<SiteId, Error> {
    text.parse().map_err(|_| Error::Damaged(format!("a read table names “{text}”, which is not a site")))
}
