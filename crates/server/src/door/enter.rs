//! Coming in, by whichever way somebody shows who they are: a page's form or the programming interface. Each checks here, so
//! that neither lets in whom the other would not.

use std::net::IpAddr;

use axum::http::HeaderMap;
use programme::AccountId;
use record::{DoorWrite, Rejection, Token};

use super::{Answer, Attempt, step_of};
use crate::caller::cookie;
use crate::metrics::SignIn;
use crate::problem::Problem;
use crate::state::State;

/// How the name of a cookie begins that says that somebody came in from a device before.
const DEVICE: &str = "carer-device";
/// How long a session lasts at most, in microseconds: a long shift.
pub(crate) const SESSION: i64 = 12 * 3_600 * 1_000_000;

/// How long a login may be, in characters.
const LOGIN_MAX: usize = 64;

/// What became of a name and a password.
pub(crate) enum Checked {
    Right(AccountId),
    Wrong,
    TooMany(u64),
}

/// Checks a name and a password, wherever they were typed.
pub(crate) async fn check_password(
    state: &State,
    headers: &HeaderMap,
    from: IpAddr,
    login: &str,
    password: &str,
) -> Result<Checked, Problem> {
    let whence = state.manner().whence(headers, from);
    // What no login can be is counted nowhere, and kept nowhere.
    if login.chars().count() > LOGIN_MAX {
        return Ok(Checked::Wrong);
    }
    let (name, headers, manner) = (login.to_owned(), headers.clone(), state.manner().clone());
    let (account, hash, device) = state
        .read_door(move |reader| {
            let account = reader.account_by_login(&name)?;
            let hash = account.map(|account| reader.credential(account)).transpose()?;
            let known = |account| {
                let shown = cookie(&headers, &manner.cookie(&device_cookie(account)))?;
                reader.knows_device(account, shown).then(|| shown.to_owned())
            };
            let device = account.and_then(known);
            Ok((account, hash.and_then(|credential| credential.password), device))
        })
        .await?;
    let attempt =
        Attempt { account, login: login.to_owned(), from: Some(whence), device, password: password.to_owned(), hash };
    Ok(match (state.door().check(attempt).await?, account) {
        (Answer::Right, Some(account)) => Checked::Right(account),
        (Answer::TooMany(seconds), _) => {
            failed(state, SignIn::TooMany, account);
            Checked::TooMany(seconds)
        }
        _ => {
            failed(state, SignIn::WrongPassword, account);
            Checked::Wrong
        }
    })
}

/// Whether a code is the one of now, or one of the recovery codes: then it is used up.
pub(crate) async fn second_factor(state: &State, account: AccountId, code: &str) -> Result<bool, Problem> {
    let credential = state.read_door(move |reader| reader.credential(account)).await?;
    let now = u64::try_from(state.now().as_second()).unwrap_or(0);
    let step = credential.totp.as_ref().and_then(|secret| step_of(code, secret, now));
    let used = match step {
        Some(step) => DoorWrite::UseTotp { account, step },
        None => DoorWrite::UseRecovery { account, code: recovery(code) },
    };
    let is_right = state.at_door(vec![used]).await?;
    if is_right {
        state.door().forgive_code(account);
    } else {
        failed(state, SignIn::WrongCode, Some(account));
    }
    Ok(is_right)
}

/// The cookie by which a device is known again from which the holder of an account came in: one for each account, so that
/// several people can be known at one machine. The name does not give the account's id.
pub(crate) fn device_cookie(account: AccountId) -> String {
    let Token(hash) = Token::of(&account.to_string());
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{DEVICE}-{short}")
}

/// Counts and logs that somebody did not come in. What they typed is not written down: it may be a password.
fn failed(state: &State, why: SignIn, account: Option<AccountId>) {
    state.metrics().sign_in(why);
    tracing::warn!(account = account.map(tracing::field::display), ?why, "somebody did not come in");
}

/// The token of a recovery code, however somebody writes it.
pub(crate) fn recovery(code: &str) -> Token {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Token::of(&format!("recovery/{plain}"))
}

/// Begins a session: the secret that its holder shows.
pub(crate) async fn begin(state: &State, account: AccountId, strong: bool) -> Result<String, Rejection> {
    let secret = state.new_secret();
    let until = state.now().as_microsecond() + SESSION;
    let browser = state.caller().browser();
    let begin = DoorWrite::BeginSession { token: Token::of(&secret), account, until, strong, browser };
    state.at_door(vec![begin]).await?;
    state.metrics().sign_in(SignIn::In);
    Ok(secret)
}

/// Whether somebody has a second factor to show.
pub(crate) async fn has_second_factor(state: &State, account: AccountId) -> Result<bool, Problem> {
    Ok(state.read_door(move |reader| Ok(reader.credential(account)?.totp.is_some())).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_are_read_however_they_are_written() {
        assert_eq!(recovery("ABCD-1234"), recovery(" abcd 1234 "));
        assert_ne!(recovery("abcd-1234"), recovery("abcd-1235"));
    }
}
