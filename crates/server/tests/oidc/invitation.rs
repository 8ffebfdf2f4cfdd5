//! An invitation can be accepted with the hospital's account in place of a password.

use record::DoorWrite;
use server::SecondFactor;

use crate::house::{CLARA, House, OSCAR};
use crate::walker::{Answer, Walker};

fn house() -> House {
    House::new("RS256", SecondFactor::Provider { amr: Vec::new(), acr: Vec::new() })
}

fn accept(house: &House, walker: &mut Walker, invitation: &str, login: &str) -> Answer {
    let page = walker.send(&house.at(&format!("{invitation}/sign-in-with")), &[]);
    assert_eq!(page.status, 200, "{page:?}");
    let away = page.body.split("href=\"").find(|link| link.contains("/auth?")).expect("a link to the hospital");
    let away = away.split('"').next().expect("an address").replace("&#38;", "&");
    assert!(away.contains("prompt=login"), "{away}");
    let back = walker.sign_in_there(&away, login);
    walker.open(&back)
}

#[test]
fn an_invitation_is_accepted_once_and_by_one_person() {
    let house = house();
    let invitation = house.invite(CLARA);
    let mut clara = Walker::new();
    let page = clara.open(&house.at(&invitation));
    assert!(page.body.contains("Sign in with your Northfield Hospital account from now on"), "{}", page.body);
    assert_eq!(accept(&house, &mut clara, &invitation, "c.voss").to(), "/");
    assert!(clara.has("carer-session"));
    assert_eq!(house.linked("c.voss"), Some(CLARA));
    assert_eq!(clara.open(&house.at(&invitation)).status, 404, "it works once");

    // The same person at the hospital is nobody else here.
    let (to_oscar, mut other) = (house.invite(OSCAR), Walker::new());
    let refused = accept(&house, &mut other, &to_oscar, "c.voss");
    refused.is_refused(&other, 422, "linked to another account here already");
    assert_eq!(house.linked("c.voss"), Some(CLARA));
    assert_eq!(other.open(&house.at(&to_oscar)).status, 200, "the invitation is still there for Oscar");
    assert_eq!(accept(&house, &mut Walker::new(), &to_oscar, "o.lind").to(), "/");
    assert_eq!(house.linked("o.lind"), Some(OSCAR));
}

#[test]
fn an_invitation_goes_past_no_second_factor() {
    let house = house();
    let invitation = house.invite(CLARA);
    let set = DoorWrite::SetTotp { account: CLARA, secret: vec![7; 20], step: 0 };
    assert!(house.writer().at_door(vec![set]).expect("it is written"));
    let mut thief = Walker::new();
    let answer = thief.send(&house.at(&format!("{invitation}/sign-in-with")), &[]);
    answer.is_refused(&thief, 422, "an invitation does not go past it");
}
