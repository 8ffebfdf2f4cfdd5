//! Whether the hospital's sign-in counts as both factors is the operator's to say.

use record::{Clock, DoorWrite};
use serde_json::json;
use server::SecondFactor;
use totp_rs::{Builder, Secret};

use crate::house::{CLARA, House};
use crate::walker::Walker;

const SECRET: &[u8; 20] = b"twenty secret bytes.";

fn code() -> String {
    let totp = Builder::new().with_secret(Secret::from(&SECRET[..])).build().expect("a secret of twenty bytes");
    let now = u64::try_from(Clock::system().now().as_second()).expect("after 1970");
    totp.generate(now).to_string()
}

fn came_back(house: &House) -> (Walker, crate::walker::Answer) {
    let mut clara = Walker::new();
    let back = clara.fetch_code(house, "c.voss");
    let answer = clara.open(&back);
    (clara, answer)
}

#[test]
fn ours_is_asked_for_where_the_hospital_s_does_not_count() {
    let house = House::new("ES256", SecondFactor::Ours);
    house.link("c.voss", CLARA);
    let (mut clara, answer) = came_back(&house);
    assert_eq!(answer.to(), "/account");
    assert_eq!(clara.open(&house.at("/today")).to(), "/account/second-factor", "one factor opens nobody's record");

    let set = DoorWrite::SetTotp { account: CLARA, secret: SECRET.to_vec(), step: 0 };
    assert!(house.writer().at_door(vec![set]).expect("it is written"));
    let (mut clara, answer) = came_back(&house);
    answer.is_refused(&clara, 200, "Six digits from your app");
    let half = answer.body.split("name=\"half\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let half = half.expect("who is half in");
    let wrong = clara.send(&house.at("/sign-in/code"), &[("half", half), ("code", "000000"), ("next", "/account")]);
    wrong.is_refused(&clara, 401, "not the code of now");
    clara.send(&house.at("/sign-in/code"), &[("half", half), ("code", &code()), ("next", "/account")]).to();
    assert_eq!(clara.open(&house.at("/today")).status, 200);
}

#[test]
fn the_token_has_to_say_so_where_that_is_asked() {
    let house = House::new("RS256", SecondFactor::Provider { amr: vec!["mfa".to_owned()], acr: Vec::new() });
    house.link("c.voss", CLARA);
    for (amr, opens_records) in [(json!(["pwd"]), false), (json!([]), false), (json!(["pwd", "mfa"]), true)] {
        house.hospital().tamper(&json!({ "amr": amr }), "");
        let (mut clara, answer) = came_back(&house);
        assert_eq!(answer.to(), "/account");
        assert_eq!(clara.open(&house.at("/today")).status == 200, opens_records, "{amr}");
    }
}
