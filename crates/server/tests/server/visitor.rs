//! Somebody at a browser: cookies are kept and shown again, forms are sent from our own pages, and nothing else is known.

use std::cell::RefCell;
use std::collections::BTreeMap;

use programme::{AccountDetails, AccountId, Command, PostId, Role};
use record::{DoorWrite, Token};
use totp_rs::{Builder, Secret};

use crate::cast::new_uuid;
use crate::house::{Answer, House, TODAY, new_key};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "three quiet herons at dusk";

/// The secret of a second factor.
pub(crate) const FACTOR: [u8; 20] = [7; 20];

/// A browser.
pub(crate) struct Visitor<'a> {
    house: &'a House,
    cookies: RefCell<BTreeMap<String, String>>,
    agent: &'static str,
}

impl<'a> Visitor<'a> {
    /// A browser that was never here.
    pub(crate) fn new(house: &'a House) -> Self {
        Self::with(house, "")
    }

    /// A browser that says that it is this one.
    pub(crate) fn with(house: &'a House, agent: &'static str) -> Self {
        Self { house, cookies: RefCell::default(), agent }
    }

    /// Opens a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let answer = self.house.get_with(path, &[("Cookie", &self.shows()), ("User-Agent", self.agent)]);
        self.kept(answer)
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("key", &new_key()).extend_pairs(fields);
        let scheme = if self.house.is_secure() { "https" } else { "http" };
        let origin = format!("{scheme}://{}", self.house.address());
        let headers = [
            ("Cookie", &*self.shows()),
            ("Origin", &origin),
            ("Sec-Fetch-Site", "same-origin"),
            ("User-Agent", self.agent),
        ];
        self.kept(self.house.post_text(path, "application/x-www-form-urlencoded", &form.finish(), &headers))
    }

    /// Signs in with a password.
    pub(crate) fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("login", login), ("password", password), ("next", "")])
    }

    /// Shows a second factor.
    pub(crate) fn code(&self, half: &str, code: &str) -> Answer {
        self.post("/sign-in/code", &[("half", half), ("code", code), ("next", "")])
    }

    /// A cookie that it has.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// The cookies by which it is known again: one for each account that came in here.
    pub(crate) fn devices(&self) -> Vec<(String, String)> {
        let cookies = self.cookies.borrow();
        let devices = cookies.iter().filter(|(name, _)| name.contains("carer-device"));
        devices.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Has this cookie, as whoever stole it would.
    pub(crate) fn takes(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// Whether somebody is signed in here.
    pub(crate) fn is_in(&self) -> bool {
        let answer = self.get("/account");
        assert!(answer.status == 200 || answer.header("location") == Some("/sign-in?next=%2Faccount"), "{answer:?}");
        answer.status == 200
    }

    fn shows(&self) -> String {
        let pairs: Vec<_> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn kept(&self, answer: Answer) -> Answer {
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, how) = cookie.split_once(';').expect("a cookie says how long it is kept");
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            assert!(how.contains("HttpOnly") && how.contains("SameSite=Lax"), "{cookie}");
            let mut cookies = self.cookies.borrow_mut();
            if how.contains("Max-Age=0;") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// Somebody with an account and a post, without a password.
pub(crate) fn account(house: &House, login: &str, role: Role) -> AccountId {
    let (account, post) = (AccountId(new_uuid()), PostId(new_uuid()));
    let details = AccountDetails { name: login.to_uppercase(), login: login.to_owned() };
    house.write(Command::OpenAccount { account, person: None, details });
    house.write(Command::Appoint { account, post, role, site: None, on: TODAY.parse().expect("a day") });
    account
}

/// Somebody with an account, a post and a password.
pub(crate) fn known(house: &House, login: &str, role: Role) -> AccountId {
    let account = account(house, login, role);
    let hash = server::password_hash(PASSWORD, &[3; 16]);
    house.at_door(DoorWrite::SetPassword { account, hash });
    account
}

/// Somebody with a second factor, too, and one recovery code: `abcd-1234-efgh`.
pub(crate) fn known_with_factor(house: &House, login: &str, role: Role) -> AccountId {
    let account = known(house, login, role);
    house.at_door(DoorWrite::SetTotp { account, secret: FACTOR.to_vec(), step: 0 });
    house.at_door(DoorWrite::SetRecovery { account, codes: vec![Token::of("recovery/abcd1234efgh")] });
    account
}

/// The code of now.
pub(crate) fn code_of(house: &House, secret: &[u8]) -> String {
    let totp = Builder::new().with_secret(Secret::from(secret)).build().expect("a secret of 160 bits");
    totp.generate(u64::try_from(house.now() / 1_000_000).expect("after 1970")).to_string()
}

/// What a page's field holds that nobody sees.
#[track_caller]
pub(crate) fn hidden(answer: &Answer, name: &str) -> String {
    let rest = answer.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("{answer:?}"));
    rest.split('"').next().expect("it ends").to_owned()
}

/// Where an answer leads.
#[track_caller]
pub(crate) fn leads(answer: &Answer) -> &str {
    answer.expect(303).header("location").expect("it leads somewhere")
}
