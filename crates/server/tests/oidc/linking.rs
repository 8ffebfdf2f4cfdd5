//! A link is made by whoever holds the account, in the session in which they asked, and by nobody else.

use record::{Clock, DoorWrite, Token};
use server::SecondFactor;

use crate::house::{CLARA, House, OSCAR, PASSWORD};
use crate::walker::{Answer, Walker};

fn house() -> House {
    House::new("RS256", SecondFactor::Ours)
}

/// Somebody who has chosen a password and is signed in by it.
fn signed_in(house: &House, account: programme::AccountId) -> Walker {
    let mut walker = Walker::new();
    let welcome = house.at(&house.invite(account));
    walker.send(&welcome, &[("new", PASSWORD), ("again", PASSWORD)]).to();
    walker
}

fn ask(house: &House, walker: &mut Walker) -> Answer {
    walker.send(&house.at("/account/sign-in-with"), &[("old", PASSWORD)])
}

fn away(page: &Answer) -> String {
    let link = page.body.split("href=\"").find(|link| link.contains("/auth?")).expect("a link to the hospital");
    link.split('"').next().expect("an address").replace("&#38;", "&")
}

#[test]
fn a_link_is_made_in_the_session_that_asked_for_it() {
    let house = house();
    let mut clara = signed_in(&house, CLARA);
    let asked = ask(&house, &mut clara);
    let back = clara.sign_in_there(&away(&asked), "c.voss");

    // She left the machine; Oscar signs in at it, and goes back to where she was.
    clara.send(&house.at("/sign-out"), &[]).to();
    let mut oscar = clara.clone();
    oscar.send(&house.at(&house.invite(OSCAR)), &[("new", PASSWORD), ("again", PASSWORD)]).to();
    let answer = oscar.open(&back);
    assert_eq!(answer.status, 403, "{answer:?}");
    assert!(answer.body.contains("not the way on which you left"), "{}", answer.body);
    assert_eq!(house.linked("c.voss"), None);
}

#[test]
fn what_is_linked_to_somebody_else_is_not_taken_from_them() {
    let house = house();
    house.link("c.voss", CLARA);
    let mut oscar = signed_in(&house, OSCAR);
    let asked = ask(&house, &mut oscar);
    let back = oscar.sign_in_there(&away(&asked), "c.voss");
    let answer = oscar.open(&back);
    assert_eq!(answer.status, 409, "{answer:?}");
    assert!(answer.body.contains("linked to another account here already"), "{}", answer.body);
    assert_eq!(house.linked("c.voss"), Some(CLARA));
}

#[test]
fn somebody_who_signed_in_there_long_ago_signs_in_there_anew() {
    let house = house();
    let mut clara = signed_in(&house, CLARA);
    let asked = ask(&house, &mut clara);
    let long_ago = Clock::system().now().as_second() - 3_600;
    house.hospital().tamper(&serde_json::json!({ "auth_time": long_ago }), "");
    let back = clara.sign_in_there(&away(&asked), "c.voss");
    let answer = clara.open(&back);
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(house.linked("c.voss"), None);
}

#[test]
fn a_link_takes_the_second_factor_and_the_password() {
    let house = house();
    let mut clara = signed_in(&house, CLARA);
    let wrong = clara.send(&house.at("/account/sign-in-with"), &[("old", "another password")]);
    assert_eq!(wrong.status, 422, "{wrong:?}");
    assert!(!clara.has("carer-journey"));
    let set = DoorWrite::SetTotp { account: CLARA, secret: vec![7; 20], step: 0 };
    assert!(house.writer().at_door(vec![set]).expect("it is written"));
    assert_eq!(ask(&house, &mut clara).status, 403, "her session is by a password only");

    let until = Clock::system().now().as_microsecond() + 3_600 * 1_000_000;
    let begin = DoorWrite::BeginSession {
        token: Token::of("strong"),
        account: CLARA,
        until,
        strong: true,
        browser: String::new(),
    };
    assert!(house.writer().at_door(vec![begin]).expect("it is written"));
    let mut strong = Walker::new();
    strong.give(&house.at("/"), "carer-session", "strong");
    assert_eq!(ask(&house, &mut strong).status, 200);
}

#[test]
fn nobody_ends_their_only_way_in() {
    let house = house();
    house.link("c.voss", CLARA);
    let mut clara = Walker::new();
    let back = clara.fetch_code(&house, "c.voss");
    clara.open(&back).to();
    let answer = clara.send(&house.at("/account/sign-in-with/end"), &[]);
    assert_eq!(answer.status, 422, "{answer:?}");
    assert!(answer.body.contains("it is your only way in"), "{}", answer.body);
    assert_eq!(house.linked("c.voss"), Some(CLARA));
}

#[test]
fn an_account_that_is_closed_is_open_to_nobody() {
    let house = house();
    house.link("c.voss", CLARA);
    house.close(CLARA);
    let mut clara = Walker::new();
    let back = clara.fetch_code(&house, "c.voss");
    clara.open(&back).is_refused(&clara, 403, "linked to no account here");
}
