//! The hospital's sign-in is gone: people read so, and others come in as before.

use server::SecondFactor;

use crate::house::{CLARA, House};
use crate::walker::Walker;

const TOLD: &str = "The sign-in of Northfield Hospital does not answer as it should";

#[test]
fn whoever_cannot_sign_in_there_is_told_what_to_do() {
    let mut house = House::new("RS256", SecondFactor::Ours);
    house.link("c.voss", CLARA);
    let mut on_the_way = Walker::new();
    let back = on_the_way.fetch_code(&house, "c.voss");
    house.crash_hospital();
    let answer = on_the_way.open(&back);
    answer.is_refused(&on_the_way, 503, TOLD);
    assert!(answer.body.contains("Your password"), "there is the other way in: {}", answer.body);
}

#[test]
fn the_hospital_has_to_prove_who_it_is() {
    let house = House::over_tls(false);
    let mut clara = Walker::new();
    clara.open(&house.at("/sign-in/with")).is_refused(&clara, 503, TOLD);

    let house = House::over_tls(true);
    house.link("c.voss", CLARA);
    assert!(house.hospital().issuer().starts_with("https://"));
    let back = clara.fetch_code(&house, "c.voss");
    assert_eq!(clara.open(&back).to(), "/account");
    assert!(clara.has("carer-session"));
}

#[test]
fn nobody_is_sent_to_where_nothing_answers() {
    let mut house = House::new("RS256", SecondFactor::Ours);
    house.crash_hospital();
    let mut clara = Walker::new();
    for _ in 0..3 {
        clara.open(&house.at("/sign-in/with")).is_refused(&clara, 503, TOLD);
    }
    assert_eq!(clara.open(&house.at("/sign-in")).status, 200);
}
