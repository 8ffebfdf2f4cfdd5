//! The way there and back, and what becomes of whoever leaves it.

use server::SecondFactor;

use crate::house::{CLARA, House};
use crate::walker::Walker;

fn house() -> House {
    let house = House::new("RS256", SecondFactor::Provider { amr: Vec::new(), acr: Vec::new() });
    house.link("c.voss", CLARA);
    house
}

#[test]
fn somebody_who_is_linked_comes_in_once() {
    let house = house();
    let mut clara = Walker::new();
    let back = clara.fetch_code(&house, "c.voss");
    assert!(back.starts_with(&house.at("/sign-in/with/back?")), "{back}");
    let before = clara.clone();
    assert_eq!(clara.open(&back).to(), "/account");
    assert!(clara.has("carer-session") && !clara.has("carer-journey"));
    assert!(clara.open(&house.at("/account")).body.contains("Clara Voss"));
    assert_eq!(clara.open(&house.at("/today")).status, 200, "the hospital's second factor counts");

    // The same code a second time, with the cookies as they were.
    let mut again = before;
    assert!(again.has("carer-journey"));
    again.open(&back).is_refused(&again, 403, "does not know the code");
    clara.send(&house.at("/sign-out"), &[]).to();
    clara.clone().open(&back).is_refused(&Walker::new(), 403, "not the way on which you left");
}

#[test]
fn a_subject_that_is_not_linked_opens_nothing() {
    let house = house();
    let mut stranger = Walker::new();
    let back = stranger.fetch_code(&house, "somebody.else");
    let accounts = house.reader().accounts().expect("it is read").len();
    stranger.open(&back).is_refused(&stranger, 403, "linked to no account here");
    assert_eq!(house.reader().accounts().expect("it is read").len(), accounts, "nothing is made by itself");
    assert_eq!(house.linked("somebody.else"), None);
}

#[test]
fn a_way_that_another_began_leads_nowhere() {
    let house = house();
    let (mut clara, mut mallory) = (Walker::new(), Walker::new());
    let of_mallory = mallory.fetch_code(&house, "c.voss");

    // A link that Mallory sends: her own state, in a browser without any journey, and in one with another.
    clara.open(&of_mallory).is_refused(&clara, 403, "not the way on which you left");
    clara.open(&house.at("/sign-in/with")).to();
    clara.open(&of_mallory).is_refused(&clara, 403, "not the way on which you left");

    // Mallory's code under Clara's own state: only the browser that began can show what belongs to it.
    let of_clara = clara.fetch_code(&house, "c.voss");
    let of = |address: &str, name: &str| {
        let query = address.split_once('?').expect("a query").1.to_owned();
        query.split('&').find(|pair| pair.starts_with(&format!("{name}="))).expect("it is there").to_owned()
    };
    let mixed = of_clara.replace(&of(&of_clara, "code"), &of(&of_mallory, "code"));
    assert_ne!(mixed, of_clara);
    clara.open(&mixed).is_refused(&clara, 403, "does not know the code");
}

#[test]
fn whatever_else_comes_back_is_answered_plainly() {
    let house = house();
    let mut clara = Walker::new();
    clara.open(&house.at("/sign-in/with/back")).is_refused(&clara, 403, "not the way on which you left");
    for said in
        ["code=x&state=y", "error=access_denied&state=y", "state=", "code=x&code=y", "state=y&what=%3Cscript%3E"]
    {
        let answer = clara.open(&house.at(&format!("/sign-in/with/back?{said}")));
        assert_eq!(answer.status, 403, "{said}");
        assert!(!answer.body.contains("<script>"), "{said}");
    }
    let away = clara.open(&house.at("/sign-in/with")).to();
    let state = away.split('&').find_map(|pair| pair.strip_prefix("state=")).expect("a state");
    let refused = clara.open(&house.at(&format!("/sign-in/with/back?error=access_denied&state={state}")));
    refused.is_refused(&clara, 403, "You did not finish signing in there");
    assert!(!clara.has("carer-journey"), "the journey has ended");

    // Another issuer in the answer (RFC 9207).
    let back = clara.fetch_code(&house, "c.voss");
    let issuer = "iss=http%3A%2F%2F127.0.0.1%3A";
    assert!(back.contains(issuer), "{back}");
    let elsewhere = clara.open(&back.replace(issuer, "iss=http%3A%2F%2F127.0.0.2%3A"));
    elsewhere.is_refused(&clara, 403, "could not be proved to be true");
}

#[test]
fn nobody_is_sent_on_to_another_site() {
    let house = house();
    let mut clara = Walker::new();
    let away = clara.open(&house.at("/sign-in/with?next=//evil.example/")).to();
    let back = clara.sign_in_there(&away, "c.voss");
    assert_eq!(clara.open(&back).to(), "/");
}

#[test]
fn coming_back_too_often_has_to_wait() {
    let house = house();
    let mut clara = Walker::new();
    let statuses: Vec<u16> = (0..201).map(|_| clara.open(&house.at("/sign-in/with/back")).status).collect();
    assert_eq!(statuses[..200], [403; 200]);
    assert_eq!(statuses[200], 429);
}
