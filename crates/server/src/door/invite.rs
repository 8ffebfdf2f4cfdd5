//! Inviting the holder of an account to choose a password: the first one, or another after it was forgotten.

use programme::{Account, AccountId, Command, Role};
use record::{DoorWrite, Token};

use crate::problem::Problem;
use crate::state::State;

/// How long an invitation works, in microseconds: a week.
const LASTS: i64 = 7 * 24 * 3_600 * 1_000_000;

/// A way in for one account, once.
pub(crate) struct Invitation {
    /// The path of the link. It is a secret: shown once, to whoever invites.
    pub(crate) path: String,
    /// Until when it works, in microseconds since 1970 (UTC).
    pub(crate) until: i64,
}

/// Makes a link by which an account's holder chooses a password. An earlier link that was not used works no more.
///
/// # Errors
/// Where there is no such open account, or whoever calls may not invite its holder.
pub(crate) async fn invite(state: &State, account: AccountId) -> Result<Invitation, Problem> {
    let who = state.caller().signed_in()?.clone();
    let found = state.read_door(move |reader| reader.account(account)).await?.map(|life| life.account);
    let found = found.filter(Account::is_open);
    let found = found.ok_or_else(|| Problem::no_such("There is no open account of this id.").of("account"))?;
    may_invite(state, &found)?;
    // First that it is done, then the link: one that nobody wrote down would be worse than one that nobody has.
    state.submit(state.new_key(), None, Command::Invite { account }).await?;
    let (secret, until) = (state.new_secret(), state.now().as_microsecond() + LASTS);
    state.at_door(vec![DoorWrite::Invite { token: Token::of(&secret), account, until }]).await?;
    tracing::info!(%account, by = %who.holder.account, "the holder of an account was invited");
    Ok(Invitation { path: format!("/welcome/{secret}"), until })
}

/// Whether whoever calls may invite the holder of an account.
///
/// # Errors
/// Where they may not: who may.
pub(crate) fn may_invite(state: &State, account: &Account) -> Result<(), Problem> {
    let who = state.caller().signed_in()?;
    if who.holder.account == account.id {
        return Err(Problem::may_not_invite("You are in already. Change your password on your account's page."));
    }
    let needed = account.invited_by(state.today());
    let Some(role) = needed.filter(|role| who.holder.posts.iter().all(|post| post.role != *role)) else {
        return Ok(());
    };
    let (article, label) = (if role == Role::Administrator { "An" } else { "A" }, role.label());
    let detail =
        format!("Whoever opens this link is let in as its holder. {article} {label} may invite them: ask one.");
    Err(Problem::may_not_invite(detail))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use programme::{Post, PostId};
    use uuid::Uuid;

    use super::*;

    fn invited(person: bool, roles: &[Role]) -> Option<Role> {
        let post = |role: &Role| Post {
            id: PostId(Uuid::nil()),
            role: *role,
            site: None,
            from: date(2026, 1, 1),
            until: None,
        };
        let account = Account {
            id: AccountId(Uuid::nil()),
            version: 1,
            person: person.then_some(programme::PersonId(Uuid::nil())),
            details: None,
            details_version: 1,
            posts: roles.iter().map(post).collect(),
            carer: programme::CarerRecord::default(),
            concerns: std::collections::BTreeMap::new(),
            invited: None,
            closed: None,
            erased: false,
        };
        account.invited_by(date(2026, 5, 5))
    }

    #[test]
    fn nobody_makes_a_way_into_more_than_they_could_give() {
        assert_eq!(invited(false, &[]), None);
        assert_eq!(invited(true, &[]), Some(Role::Coordinator), "whoever runs the machine sees nobody's record");
        assert_eq!(invited(false, &[Role::Clinician]), Some(Role::Coordinator));
        assert_eq!(invited(true, &[Role::Donor]), Some(Role::Coordinator));
        for role in [Role::Administrator, Role::Coordinator, Role::Auditor] {
            assert_eq!(invited(false, &[Role::Clinician, role]), Some(Role::Administrator), "{role}");
        }
    }
}
