//! Signing in with a program, and when a session gives nothing any more.

use std::time::Duration;

use programme::{Command, Role};
use record::{DoorWrite, Token};
use serde_json::json;

use crate::cast::Actor;
use crate::house::{Answer, House, SECRET, TODAY, TOMORROW};

const PASSWORD: &str = "three quiet herons at dusk";

#[test]
fn whoever_was_invited_signs_in_looks_at_their_account_and_signs_out() {
    let house = House::new();
    let advocate = invited(&house, "Oscar", &[(Role::Advocate, None)]);
    let answer = sign_in(&house, &json!({ "login": "oscar", "password": PASSWORD }));
    let session = answer.expect(201).json();
    assert_eq!(session["strong"], false);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let bearer = format!("Bearer {}", session["token"].as_str().expect("a token"));
    let me = house.get_with("/api/v1/me", &[("Authorization", &bearer)]).expect(200).json();
    assert_eq!((&me["name"], &me["login"]), (&"Oscar".into(), &"oscar".into()));
    assert_eq!(me["account"], advocate.account.to_string());
    assert_eq!(me["until"], session["until"]);
    assert_eq!(me["posts"][0]["role"], "advocate");
    assert_eq!(me["rights"], json!([]), "without a second factor an advocate has no right");
    let list = house.get_with("/api/v1/people", &[("Authorization", &bearer)]);
    list.expect_problem(403, "problem:second-factor");
    end(&house, &bearer).expect(204);
    house.get_with("/api/v1/me", &[("Authorization", &bearer)]).expect_problem(401, "problem:not-signed-in");
    end(&house, &bearer).expect_problem(401, "problem:not-signed-in");
    advocate.get(&house, "/api/v1/me").expect(200);
}

#[test]
fn rights_are_said_with_whom_they_are_for_and_why() {
    let house = House::new();
    let advocate = Actor::new(&house, "Oscar", None, &[(Role::Advocate, None)]);
    let me = advocate.get(&house, "/api/v1/me").expect(200).json();
    let rights = me["rights"].as_array().expect("a list");
    let reads = rights.iter().find(|right| right["right"] == "read-life").expect("an advocate reads lives");
    assert_eq!((&reads["reach"], &reads["role"]), (&"in-care".into(), &"advocate".into()));
    assert_eq!(reads["of"], "the people they stand by");
    assert!(reads["why"].as_str().is_some_and(|why| !why.is_empty()));
    assert!(rights.iter().all(|right| right["role"] == "advocate"));
}

#[test]
fn a_wrong_name_and_a_wrong_password_are_told_alike() {
    let house = House::new();
    invited(&house, "Oscar", &[(Role::Advocate, None)]);
    let wrong = [("oscar", "three loud herons at dusk"), ("nobody", PASSWORD)].map(|(login, password)| {
        let answer = sign_in(&house, &json!({ "login": login, "password": password }));
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        answer.expect_problem(401, "problem:wrong-password")
    });
    assert_eq!(wrong[0], wrong[1]);
}

#[test]
fn whoever_guesses_waits_and_is_told_how_long() {
    let house = House::new();
    let guess = || sign_in(&house, &json!({ "login": "oscar", "password": "guess" }));
    for _ in 0..10 {
        guess().expect_problem(401, "problem:wrong-password");
    }
    let told = guess();
    told.expect_problem(429, "problem:too-many");
    assert_eq!(told.header("retry-after"), Some("60"));
    house.later(Duration::from_secs(60));
    guess().expect_problem(401, "problem:wrong-password");
}

#[test]
fn whoever_has_a_second_factor_shows_it_and_a_recovery_code_works_once() {
    let house = House::new();
    let clinician = invited(&house, "Dr Osei", &[(Role::Clinician, None)]);
    let account = clinician.account;
    house.at_door(DoorWrite::SetTotp { account, secret: vec![7; 20], step: 0 });
    let codes = vec![Token::of("recovery/abcd1234efgh")];
    house.at_door(DoorWrite::SetRecovery { account, codes });
    let with = |code: Option<&str>| sign_in(&house, &json!({ "login": "dr.osei", "password": PASSWORD, "code": code }));
    with(None).expect_problem(401, "problem:code-missing");
    with(Some("zzzz-zzzz-zzzz")).expect_problem(401, "problem:wrong-code");
    let session = with(Some("ABCD-1234-efgh")).expect(201).json();
    assert_eq!(session["strong"], true);
    let bearer = format!("Bearer {}", session["token"].as_str().expect("a token"));
    house.get_with("/api/v1/people", &[("Authorization", &bearer)]).expect(200);
    with(Some("abcd-1234-efgh")).expect_problem(401, "problem:wrong-code");
}

#[test]
fn a_session_ends_when_nobody_uses_it_and_when_its_time_is_over() {
    let house = House::new();
    let actor = Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    for _ in 0..3 {
        house.later(Duration::from_secs(29 * 60));
        actor.get(&house, "/api/v1/me").expect(200);
        // That it is in use is written down soon, and everything at the door in order: this is behind it.
        house.at_door(DoorWrite::SeeSession { token: Token::of(SECRET) });
    }
    house.later(Duration::from_secs(30 * 60));
    actor.get(&house, "/api/v1/me").expect_problem(401, "problem:not-signed-in");
    let until = house.now() + 60 * 1_000_000;
    let begin = DoorWrite::BeginSession {
        token: Token::of("short"),
        account: actor.account,
        until,
        strong: true,
        browser: String::new(),
    };
    house.at_door(begin);
    let short = [("Authorization", "Bearer short")];
    house.get_with("/api/v1/me", &short).expect(200);
    house.later(Duration::from_secs(60));
    house.get_with("/api/v1/me", &short).expect_problem(401, "problem:not-signed-in");
}

#[test]
fn a_post_that_ends_takes_its_rights_out_of_sessions_that_are_open() {
    let house = House::new();
    let mut actor = Actor::new(&house, "Clara", None, &[]);
    actor.get(&house, "/api/v1/people").expect_problem(403, "problem:no-right");
    let (account, post) = (actor.account, actor.appoint(&house, Role::Coordinator, None));
    actor.get(&house, "/api/v1/people").expect(200);
    let on = TODAY.parse().expect("a day");
    house.write(Command::EndPost { account, post, on, reason: "She moved on.".to_owned() });
    actor.get(&house, "/api/v1/people").expect_problem(403, "problem:no-right");
    actor.get(&house, "/api/v1/me").expect(200);
}

#[test]
fn a_post_that_ends_tomorrow_is_held_today_and_not_tomorrow() {
    let house = House::new();
    let mut actor = Actor::new(&house, "Clara", None, &[]);
    let (account, post) = (actor.account, actor.appoint(&house, Role::Coordinator, None));
    let on = TOMORROW.parse().expect("a day");
    house.write(Command::EndPost { account, post, on, reason: "She moves on.".to_owned() });
    actor.get(&house, "/api/v1/people").expect(200);
    house.next_day();
    let bearer = actor.another_session(&house, true);
    let answer = house.get_with("/api/v1/people", &[("Authorization", &bearer)]);
    answer.expect_problem(403, "problem:no-right");
}

#[test]
fn an_account_that_is_closed_is_nobody_s_any_more() {
    let house = House::new();
    let actor = invited(&house, "Clara", &[(Role::Coordinator, None)]);
    actor.get(&house, "/api/v1/people").expect(200);
    house.write(Command::CloseAccount { account: actor.account, reason: "She left.".to_owned() });
    for path in ["/api/v1/people", "/api/v1/me", "/api/v1/live"] {
        actor.get(&house, path).expect_problem(401, "problem:not-signed-in");
    }
    let again = sign_in(&house, &json!({ "login": "clara", "password": PASSWORD }));
    again.expect_problem(401, "problem:wrong-password");
}

#[test]
fn no_password_signs_in_as_an_account_that_has_none() {
    let house = House::new();
    Actor::new(&house, "Clara", None, &[(Role::Coordinator, None)]);
    for password in ["", "clara", "x"] {
        let answer = sign_in(&house, &json!({ "login": "clara", "password": password }));
        answer.expect_problem(401, "problem:wrong-password");
    }
}

/// Somebody who was invited and has chosen a password.
fn invited(house: &House, name: &str, posts: &[(Role, Option<programme::SiteId>)]) -> Actor {
    let actor = Actor::new(house, name, None, posts);
    let secret = crate::house::new_key();
    let until = house.now() + 1_000_000;
    house.at_door(DoorWrite::Invite { token: Token::of(&secret), account: actor.account, until });
    let chosen = house.submit(&format!("/welcome/{secret}"), &[("new", PASSWORD), ("again", PASSWORD)]);
    chosen.expect(303);
    // A new password ends every session.
    Actor { bearer: actor.another_session(house, true), ..actor }
}

fn sign_in(house: &House, body: &serde_json::Value) -> Answer {
    house.post_with("/api/v1/session", body, &[("Authorization", "")])
}

fn end(house: &House, bearer: &str) -> Answer {
    house.post_with("/api/v1/session/end", &json!({}), &[("Authorization", bearer)])
}
