//! People who sign in: each with posts of their own, and a session.

use programme::{AccountDetails, AccountId, Care, CareKind, Command, PersonId, PostId, Role, SiteId};
use record::{DoorWrite, Token};
use uuid::Uuid;

use crate::house::{Answer, House, TODAY, new_key};

/// How long a session of theirs lasts, in microseconds.
const LASTS: i64 = 30 * 24 * 3_600 * 1_000_000;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// What they sign in as, too.
    pub(crate) name: String,
    /// Their account.
    pub(crate) account: AccountId,
    /// Their own record.
    pub(crate) person: Option<PersonId>,
    /// Their posts.
    pub(crate) posts: Vec<(Role, Option<SiteId>)>,
    /// What they show.
    pub(crate) bearer: String,
}

impl Actor {
    /// Somebody with these posts, signed in with a second factor.
    pub(crate) fn new(house: &House, name: &str, person: Option<PersonId>, posts: &[(Role, Option<SiteId>)]) -> Self {
        let account = AccountId(new_uuid());
        let details = AccountDetails { name: name.to_owned(), login: name.to_lowercase().replace(' ', ".") };
        house.write(Command::OpenAccount { account, person, details });
        let mut actor = Self { name: name.to_owned(), account, person, posts: Vec::new(), bearer: String::new() };
        for (role, site) in posts {
            actor.appoint(house, *role, *site);
        }
        actor.bearer = actor.another_session(house, true);
        actor
    }

    /// Appoints them from today on.
    pub(crate) fn appoint(&mut self, house: &House, role: Role, site: Option<SiteId>) -> PostId {
        let post = PostId(new_uuid());
        let on = TODAY.parse().expect("a day");
        house.write(Command::Appoint { account: self.account, post, role, site, on });
        self.posts.push((role, site));
        post
    }

    /// Begins a session: what it is shown by.
    pub(crate) fn another_session(&self, house: &House, strong: bool) -> String {
        let secret = new_key();
        let until = house.now() + LASTS;
        house.at_door(DoorWrite::BeginSession {
            token: Token::of(&secret),
            account: self.account,
            until,
            strong,
            browser: String::new(),
        });
        format!("Bearer {secret}")
    }

    /// As the log names them.
    pub(crate) fn author(&self) -> String {
        format!("account/{}", self.account)
    }

    /// Asks for something.
    pub(crate) fn get(&self, house: &House, path: &str) -> Answer {
        house.get_with(path, &[("Authorization", &self.bearer)])
    }

    /// Sends a command under a new key.
    pub(crate) fn post(&self, house: &House, path: &str, body: &serde_json::Value) -> Answer {
        house.post_with(path, body, &[("Idempotency-Key", &new_key()), ("Authorization", &self.bearer)])
    }
}

/// An id that nobody has.
pub(crate) fn new_uuid() -> Uuid {
    new_key().parse().expect("a key is a UUID")
}

/// Puts an advocate by somebody's side from today on: nothing is asked of anybody who has none.
pub(crate) fn advocate_of(house: &House, person: &str) -> Actor {
    let advocate = Actor::new(house, "Oscar Reyes", None, &[(Role::Advocate, None)]);
    let care = Care { carer: advocate.account, kind: CareKind::Advocate, on: TODAY.parse().expect("a day") };
    house.write(Command::AssignCarer { person: person.parse().expect("an id"), care });
    advocate
}
