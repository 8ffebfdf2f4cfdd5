//! One's own account, as browsers meet it: the first password, another one, a second factor.

use std::time::Duration;

use programme::{AccountId, Role};
use record::{DoorWrite, Token};

use crate::cast::Actor;
use crate::house::House;
use crate::visitor::{FACTOR, PASSWORD, Visitor, account, code_of, hidden, known, known_with_factor, leads};

const OTHER: &str = "seven loud geese at dawn";

#[test]
fn an_invitation_works_once_and_in_time() {
    let house = House::new();
    let oscar = account(&house, "oscar", Role::Advocate);
    let link = invited(&house, oscar);
    let own = Visitor::new(&house);
    assert!(own.get(&link).expect(200).body.contains("You sign in as “oscar”."));
    for (new, again) in [("short", "short"), (PASSWORD, OTHER), ("oscar oscar oscar", "oscar oscar oscar")] {
        own.post(&link, &[("new", new), ("again", again)]).expect(422);
        assert!(!own.is_in());
    }
    assert_eq!(leads(&own.post(&link, &[("new", PASSWORD), ("again", PASSWORD)])), "/");
    assert!(own.is_in());
    let second = Visitor::new(&house);
    second.get(&link).expect(404);
    second.post(&link, &[("new", OTHER), ("again", OTHER)]).expect(404);
    assert!(!second.is_in());
    second.sign_in("oscar", OTHER).expect(401);
    leads(&second.sign_in("oscar", PASSWORD));
    let late = invited(&house, oscar);
    house.later(Duration::from_secs(61));
    second.get(&late).expect(404);
    second.post(&late, &[("new", OTHER), ("again", OTHER)]).expect(404);
    Visitor::new(&house).get("/welcome/made-up").expect(404);
}

#[test]
fn an_invitation_does_not_go_round_a_second_factor() {
    let house = House::new();
    let clara = known_with_factor(&house, "clara", Role::Coordinator);
    let (link, visitor) = (invited(&house, clara), Visitor::new(&house));
    assert_eq!(leads(&visitor.post(&link, &[("new", OTHER), ("again", OTHER)])), "/sign-in");
    assert!(!visitor.is_in());
    visitor.sign_in("clara", PASSWORD).expect(401);
    hidden(visitor.sign_in("clara", OTHER).expect(200), "half");
}

#[test]
fn another_password_asks_for_the_old_one_and_ends_every_other_session() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let (here, there) = (Visitor::new(&house), Visitor::new(&house));
    leads(&here.sign_in("oscar", PASSWORD));
    leads(&there.sign_in("oscar", PASSWORD));
    let before = here.cookie("carer-session").expect("a session");
    let change = |old: &str, new: &str, again: &str| {
        here.post("/account/password", &[("old", old), ("new", new), ("again", again)])
    };
    for (old, new, again) in [("", OTHER, OTHER), ("a guess", OTHER, OTHER), (PASSWORD, OTHER, PASSWORD)] {
        assert!(change(old, new, again).expect(422).body.contains("Your password was not changed."));
    }
    assert!(change(PASSWORD, "short", "short").expect(422).body.contains("Choose another one"));
    assert!(here.is_in() && there.is_in(), "nothing was changed");
    assert_eq!(leads(&change(PASSWORD, OTHER, OTHER)), "/account");
    assert!(here.is_in() && !there.is_in());
    let thief = Visitor::new(&house);
    thief.takes("carer-session", &before);
    assert!(!thief.is_in(), "the session of before has ended, too");
    thief.sign_in("oscar", PASSWORD).expect(401);
    leads(&thief.sign_in("oscar", OTHER));
}

#[test]
fn whoever_is_not_signed_in_changes_nothing() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let nobody = Visitor::new(&house);
    nobody.post("/account/password", &[("old", PASSWORD), ("new", OTHER), ("again", OTHER)]).expect(401);
    nobody.post("/account/second-factor", &[("secret", &"07".repeat(20)), ("code", "1")]).expect(401);
    nobody.post("/account/sessions/end", &[]).expect(401);
    nobody.sign_in("oscar", OTHER).expect(401);
    leads(&nobody.sign_in("oscar", PASSWORD));
}

#[test]
fn a_second_factor_is_confirmed_opens_the_posts_and_ends_every_other_session() {
    let house = House::new();
    known(&house, "clara", Role::Coordinator);
    let (here, there) = (Visitor::new(&house), Visitor::new(&house));
    leads(&here.sign_in("clara", PASSWORD));
    leads(&there.sign_in("clara", PASSWORD));
    let secret = hidden(here.get("/account/second-factor").expect(200), "secret");
    let set = |code: &str| here.post("/account/second-factor", &[("secret", &secret), ("code", code)]);
    set("").expect(422);
    set("12 34").expect(422);
    assert_eq!(leads(&here.get("/today")), "/account/second-factor");
    let shown = set(&code_of(&house, &bytes(&secret)));
    let codes = recovery_codes(&shown.expect(200).body);
    assert_eq!(codes.len(), 10, "{}", shown.body);
    here.get("/today").expect(200);
    assert!(!there.is_in(), "a session of one thing alone has ended");
    let half = hidden(there.sign_in("clara", PASSWORD).expect(200), "half");
    there.code(&half, &code_of(&house, &bytes(&secret))).expect(401);
    assert_eq!(leads(&there.code(&half, &codes[0])), "/", "the code that set it up is used; a recovery code is not");
}

#[test]
fn another_second_factor_asks_for_the_one_before() {
    let house = House::new();
    known_with_factor(&house, "clara", Role::Coordinator);
    let clara = Visitor::new(&house);
    let half = hidden(clara.sign_in("clara", PASSWORD).expect(200), "half");
    leads(&clara.code(&half, "abcd-1234-efgh"));
    let secret = hidden(clara.get("/account/second-factor").expect(200), "secret");
    let set = |old: &str| {
        let code = code_of(&house, &bytes(&secret));
        clara.post("/account/second-factor", &[("secret", &secret), ("code", &code), ("old", old)])
    };
    for old in ["", "abcd-1234-efgh", "zzzz-zzzz-zzzz"] {
        set(old).expect(422);
    }
    assert_eq!(recovery_codes(&set(&code_of(&house, &FACTOR)).expect(200).body).len(), 10);
    assert!(clara.is_in());
}

#[test]
fn every_other_session_can_be_ended() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let (here, there) = (Visitor::new(&house), Visitor::new(&house));
    leads(&here.sign_in("oscar", PASSWORD));
    leads(&there.sign_in("oscar", PASSWORD));
    here.post("/account/sessions/end", &[]).expect(200);
    assert!(here.is_in() && !there.is_in());
}

/// The path of an invitation that lasts a minute.
fn invited(house: &House, account: AccountId) -> String {
    let secret = crate::house::new_key();
    let until = house.now() + 60 * 1_000_000;
    house.at_door(DoorWrite::Invite { token: Token::of(&secret), account, until });
    format!("/welcome/{secret}")
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("two digits of a number to base 16")).collect()
}

/// What on a page looks like a recovery code: three fours.
fn recovery_codes(page: &str) -> Vec<String> {
    let is_code = |text: &&str| {
        let fours: Vec<_> = text.split('-').collect();
        fours.len() == 3 && fours.iter().all(|four| four.len() == 4 && four.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    page.split(['<', '>']).map(str::trim).filter(is_code).map(str::to_owned).collect()
}

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
const TELEPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1";

#[test]
fn everybody_sees_where_they_are_signed_in_and_signs_out_there() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    known(&house, "ruth", Role::Advocate);
    let (here, telephone, ruth) =
        (Visitor::with(&house, FIREFOX), Visitor::with(&house, TELEPHONE), Visitor::new(&house));
    leads(&here.sign_in("oscar", PASSWORD));
    leads(&telephone.sign_in("oscar", PASSWORD));
    leads(&ruth.sign_in("ruth", PASSWORD));
    let page = here.get("/account").expect(200).body.clone();
    for said in ["Firefox on Windows, since 5 May 2026", "This is where you are now.", "Safari on an iPhone, since"] {
        assert!(page.contains(said), "“{said}” is not in {page}");
    }
    assert_eq!(page.matches("Sign out there:").count(), 1, "not where one is now: {page}");
    assert!(!page.contains("Mozilla") && !page.contains("127.0.0.1"), "nothing more is kept: {page}");
    let end = page.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let end = end.into_iter().find(|to| to.starts_with("/account/sessions/") && *to != "/account/sessions/end");
    let end = end.expect("a way to end it").to_owned();
    assert!(!ruth.post(&end, &[]).expect(404).body.contains("iPhone"), "it is nobody else's to end");
    assert!(telephone.is_in());
    assert!(here.post(&end, &[]).expect(200).body.contains("You are signed out there."));
    assert!(here.is_in() && !telephone.is_in());
    here.post(&end, &[]).expect(404);
}

#[test]
fn a_program_sees_and_ends_sessions_too() {
    let house = House::new();
    let clara = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    let there = clara.another_session(&house, false);
    let listed = clara.get(&house, "/api/v1/me/sessions").expect(200).json();
    let sessions = listed["sessions"].as_array().expect("a list").clone();
    assert_eq!(sessions.len(), 2, "{listed}");
    let other = sessions.iter().find(|session| session["this"] == false).expect("the other one");
    assert_eq!(other["strong"], false);
    let end = format!("/api/v1/me/sessions/{}/end", other["id"].as_str().expect("an id"));
    clara.post(&house, &end, &serde_json::json!({})).expect(204);
    house.get_with("/api/v1/me", &[("Authorization", &there)]).expect(401);
    clara.post(&house, &end, &serde_json::json!({})).expect_problem(404, "problem:no-such");
}
