//! The first start: nobody can sign in yet, so a link is made for the first administrator, once.

use jiff::Timestamp;
use programme::{AccountDetails, AccountId, Command, PostId, Role};
use record::{DoorWrite, Entropy, Error, Reader, Rejection, Submission, Token, Writer};

/// How long the link works, in microseconds: a day.
const LASTS: i64 = 24 * 3_600 * 1_000_000;
/// What the first administrator signs in as, until they change it.
const LOGIN: &str = "administrator";

/// The path of a link by which the first administrator chooses a password; `None` where somebody can sign in already. A link
/// that was made before and not used works no more.
///
/// # Errors
/// Where the record cannot be read or written.
pub fn first_link(
    writer: &Writer,
    reader: &mut Reader,
    author: &str,
    today: jiff::civil::Date,
    now: Timestamp,
    entropy: &mut Entropy,
) -> Result<Option<String>, Error> {
    let administrators = reader.administrators(today)?;
    for account in &administrators {
        if reader.credential(*account)?.password.is_some() || reader.is_federated(*account)? {
            return Ok(None);
        }
    }
    let account = match (administrators.first(), reader.account_by_login(LOGIN)?) {
        (Some(first), _) => *first,
        // Whoever was the administrator is so again: nobody else is left.
        (None, Some(former)) => appointed(writer, author, former, today, now, entropy)?,
        (None, None) => opened(writer, author, today, now, entropy)?,
    };
    writer.submit(Submission::new(author, Command::Invite { account })).map_err(unwritten)?;
    let secret: String = entropy.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    let until = now.as_microsecond() + LASTS;
    writer.at_door(vec![DoorWrite::Invite { token: Token::of(&secret), account, until }]).map_err(unwritten)?;
    Ok(Some(format!("/welcome/{secret}")))
}

fn opened(
    writer: &Writer,
    author: &str,
    today: jiff::civil::Date,
    now: Timestamp,
    entropy: &mut Entropy,
) -> Result<AccountId, Error> {
    let account = AccountId(entropy.uuid_v7(now));
    let details = AccountDetails { name: "The administrator".to_owned(), login: LOGIN.to_owned() };
    let open = Command::OpenAccount { account, person: None, details };
    writer.submit(Submission::new(author, open)).map_err(unwritten)?;
    appointed(writer, author, account, today, now, entropy)
}

fn appointed(
    writer: &Writer,
    author: &str,
    account: AccountId,
    today: jiff::civil::Date,
    now: Timestamp,
    entropy: &mut Entropy,
) -> Result<AccountId, Error> {
    let post = PostId(entropy.uuid_v7(now));
    let appoint = Command::Appoint { account, post, role: Role::Administrator, site: None, on: today };
    writer.submit(Submission::new(author, appoint)).map_err(unwritten)?;
    Ok(account)
}

fn unwritten(rejection: Rejection) -> Error {
    Error::Refused(format!("the first administrator's account was not opened: {rejection}"))
}
