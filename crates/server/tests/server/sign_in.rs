//! The way in and out, as browsers take it.

use std::time::Duration;

use programme::Role;
use record::{DoorWrite, Token};

use crate::house::{Answer, House, SECRET};
use crate::visitor::{FACTOR, PASSWORD, Visitor, code_of, hidden, known, known_with_factor, leads};

#[test]
fn the_right_password_lets_in_and_signing_out_ends_it() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let oscar = Visitor::new(&house);
    assert!(!oscar.is_in());
    assert_eq!(leads(&oscar.sign_in("oscar", PASSWORD)), "/");
    assert!(oscar.is_in());
    let session = oscar.cookie("carer-session").expect("a session");
    assert_eq!(leads(&oscar.post("/sign-out", &[])), "/sign-in");
    assert_eq!(oscar.cookie("carer-session"), None);
    oscar.takes("carer-session", &session);
    assert!(!oscar.is_in(), "what was shown before shows nobody any more");
}

#[test]
fn a_wrong_password_and_an_unknown_login_are_told_alike() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let told = [("oscar", "three loud herons at dusk"), ("niels", PASSWORD)].map(|(login, password)| {
        let visitor = Visitor::new(&house);
        let answer = visitor.sign_in(login, password);
        assert!(!answer.expect(401).body.contains("herons"), "what was typed as a password is not shown again");
        assert_eq!((visitor.cookie("carer-session"), visitor.devices()), (None, Vec::new()));
        assert!(!visitor.is_in());
        without_keys(&answer).replace(login, "LOGIN")
    });
    assert_eq!(told[0], told[1]);
}

#[test]
fn whoever_guesses_waits_and_the_owner_s_own_browser_does_not() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let own = Visitor::new(&house);
    leads(&own.sign_in("oscar", PASSWORD));
    let stranger = Visitor::new(&house);
    let guesses: Vec<u16> = (0..12).map(|_| stranger.sign_in("oscar", "guess").status).collect();
    assert_eq!(guesses[..9], [401; 9], "{guesses:?}");
    assert_eq!(guesses[11], 429, "{guesses:?}");
    let held_up = stranger.sign_in("oscar", PASSWORD);
    assert!(held_up.expect(429).header("retry-after").is_some(), "even the right one waits");
    leads(&own.sign_in("oscar", PASSWORD));
    let (known_as, _) = own.devices().remove(0);
    stranger.takes(&known_as, "made.up");
    stranger.sign_in("oscar", PASSWORD).expect(429);
    known(&house, "ruth", Role::Advocate);
    let ruth = Visitor::new(&house);
    leads(&ruth.sign_in("ruth", PASSWORD));
    let (ruths, device) = ruth.devices().remove(0);
    assert_ne!(ruths, known_as, "each account is known by a cookie of its own");
    stranger.takes(&known_as, &device);
    stranger.sign_in("oscar", PASSWORD).expect(429);
}

#[test]
fn whoever_has_a_second_factor_is_asked_for_it_and_no_code_works_twice() {
    let house = House::new();
    known_with_factor(&house, "clara", Role::Coordinator);
    let clara = Visitor::new(&house);
    let half = hidden(clara.sign_in("clara", PASSWORD).expect(200), "half");
    assert_eq!(clara.cookie("carer-session"), None, "half in is not in");
    assert!(!clara.is_in());
    let code = code_of(&house, &FACTOR);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    clara.code(&half, wrong).expect(401);
    assert!(!clara.is_in());
    assert_eq!(leads(&clara.code(&half, &code)), "/");
    clara.get("/today").expect(200);
    let thief = Visitor::new(&house);
    let half = hidden(thief.sign_in("clara", PASSWORD).expect(200), "half");
    thief.code(&half, &code).expect(401);
    assert!(!thief.is_in(), "a code is used once");
    house.later(Duration::from_secs(60));
    assert_eq!(leads(&thief.code(&half, &code_of(&house, &FACTOR))), "/", "the next one is another");
}

#[test]
fn a_recovery_code_lets_in_once() {
    let house = House::new();
    known_with_factor(&house, "clara", Role::Coordinator);
    let with = |code: &str| {
        let visitor = Visitor::new(&house);
        let half = hidden(visitor.sign_in("clara", PASSWORD).expect(200), "half");
        (visitor.code(&half, code).status, visitor.is_in())
    };
    assert_eq!(with("zzzz-zzzz-zzzz"), (401, false));
    assert_eq!(with("ABCD 1234 efgh"), (303, true));
    assert_eq!(with("abcd-1234-efgh"), (401, false));
}

#[test]
fn a_first_step_is_of_its_own_account_and_in_time() {
    let house = House::new();
    known_with_factor(&house, "clara", Role::Coordinator);
    let clara = Visitor::new(&house);
    let half = hidden(clara.sign_in("clara", PASSWORD).expect(200), "half");
    for other in ["", "x", &half[1..]] {
        assert_eq!(leads(&clara.code(other, &code_of(&house, &FACTOR))), "/sign-in");
    }
    house.later(Duration::from_secs(301));
    assert_eq!(leads(&clara.code(&half, &code_of(&house, &FACTOR))), "/sign-in");
    assert!(!clara.is_in());
}

#[test]
fn codes_are_not_guessed() {
    let house = House::new();
    known_with_factor(&house, "clara", Role::Coordinator);
    let clara = Visitor::new(&house);
    let half = hidden(clara.sign_in("clara", PASSWORD).expect(200), "half");
    let guesses: Vec<u16> = (0..12).map(|_| clara.code(&half, "zzzz-zzzz-zzzz").status).collect();
    assert_eq!((guesses[0], guesses[11]), (401, 429), "{guesses:?}");
    clara.code(&half, &code_of(&house, &FACTOR)).expect(429);
}

#[test]
fn staff_without_a_second_factor_reach_their_account_and_nobody_else() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    known(&house, "clara", Role::Coordinator);
    let clara = Visitor::new(&house);
    leads(&clara.sign_in("clara", PASSWORD));
    for path in ["/today", "/people", &format!("/people/{kathy}"), "/sites", "/accounts"] {
        let answer = clara.get(path);
        assert_eq!(leads(&answer), "/account/second-factor", "{path}");
        assert!(!answer.body.contains("Kathy"));
    }
    let fields = [("details.name", "Ruth"), ("details.sex", "female"), ("details.birth", "14 March 1962")];
    clara.post("/people", &fields).expect(403);
    clara.get("/account").expect(200);
    clara.get("/account/second-factor").expect(200);
    assert!(!house.get("/people").expect(200).body.contains("Ruth"));
}

#[test]
fn a_session_that_nobody_uses_ends() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let oscar = Visitor::new(&house);
    leads(&oscar.sign_in("oscar", PASSWORD));
    house.later(Duration::from_secs(29 * 60));
    assert!(oscar.is_in());
    // That it is in use is written down in order: this is behind it.
    house.at_door(DoorWrite::SeeSession { token: Token::of(SECRET) });
    house.later(Duration::from_secs(29 * 60));
    assert!(oscar.is_in(), "it was used");
    house.at_door(DoorWrite::SeeSession { token: Token::of(SECRET) });
    house.later(Duration::from_secs(30 * 60));
    assert!(!oscar.is_in());
}

#[test]
fn nobody_is_sent_to_another_site() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    let elsewhere = [
        "https://evil.example/",
        "//evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\r/evil.example",
        "/\n/evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/sign-out",
    ];
    for next in elsewhere {
        let oscar = Visitor::new(&house);
        let fields = [("login", "oscar"), ("password", PASSWORD), ("next", next)];
        assert_eq!(leads(&oscar.post("/sign-in", &fields)), "/", "{next:?}");
    }
    let oscar = Visitor::new(&house);
    let fields = [("login", "oscar"), ("password", PASSWORD), ("next", "/me?on=2")];
    assert_eq!(leads(&oscar.post("/sign-in", &fields)), "/me?on=2");
}

/// A page without the keys of its forms, which are new each time.
fn without_keys(answer: &Answer) -> String {
    let parts = answer
        .body
        .split('"')
        .filter(|part| uuid::Uuid::parse_str(part.split('.').next().unwrap_or_default()).is_err());
    parts.collect::<Vec<_>>().join("\"")
}

/// On a ward many people use one machine: whoever signs in last does not make it forget the others.
#[test]
fn a_machine_knows_everybody_who_came_in_from_it() {
    let house = House::new();
    known(&house, "oscar", Role::Advocate);
    known(&house, "ruth", Role::Advocate);
    let shared = Visitor::new(&house);
    leads(&shared.sign_in("oscar", PASSWORD));
    leads(&shared.sign_in("ruth", PASSWORD));
    assert_eq!(shared.devices().len(), 2);
    let stranger = Visitor::new(&house);
    (0..12).for_each(|_| drop(stranger.sign_in("oscar", "guess")));
    stranger.sign_in("oscar", PASSWORD).expect(429);
    leads(&shared.sign_in("oscar", PASSWORD));
}

/// With that prefix a browser takes a cookie from this host only, over TLS, and for every path.
#[test]
fn over_tls_cookies_are_this_host_s_alone() {
    let house = House::secure();
    known(&house, "oscar", Role::Advocate);
    let oscar = Visitor::new(&house);
    let entered = oscar.sign_in("oscar", PASSWORD);
    leads(&entered);
    let set: Vec<&str> =
        entered.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    assert_eq!(set.len(), 2, "{set:?}");
    for cookie in set {
        assert!(cookie.starts_with("__Host-carer-") && cookie.contains("; Path=/;"), "{cookie}");
        assert!(cookie.ends_with("; Secure") && !cookie.contains("Domain"), "{cookie}");
    }
    assert!(oscar.is_in());
    let session = oscar.cookie("__Host-carer-session").expect("a session");
    let tossed = Visitor::new(&house);
    tossed.takes("carer-session", &session);
    assert!(!tossed.is_in(), "a cookie that another host of the domain may have put there is not looked at");
    leads(&oscar.post("/sign-out", &[]));
    assert!(!oscar.is_in() && oscar.cookie("__Host-carer-session").is_none());
}
