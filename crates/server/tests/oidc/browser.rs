//! As people do it, in a browser: under the pages' policy, and from one site to another and back.

use server::SecondFactor;
use testing::{Browser, accessibility};

use crate::house::{CLARA, HOSPITAL, House, PASSWORD};

fn fine(browser: &Browser) {
    let findings = accessibility(browser);
    assert!(findings.is_empty(), "{}: {findings:?}", browser.url());
    let complaints = browser.complaints();
    // The browser says of an answer what it was. One that refuses is as it should be.
    let complaints: Vec<_> =
        complaints.iter().filter(|said| !said.contains("the server responded with a status of 4")).collect();
    assert!(complaints.is_empty(), "{}: {complaints:?}", browser.url());
}

fn sign_in_there(browser: &Browser, login: &str) {
    browser.wait_for("input[name=login]").write(login);
    browser.find("button[value=in]").click();
}

fn told(browser: &Browser, text: &str) {
    let said = browser.wait_for(".done").text();
    assert!(said.contains(text), "{said}");
}

fn press(browser: &Browser, form: &str) {
    browser.find(&format!("form[action='{form}'] button[type=submit]")).click();
}

#[test]
fn clara_links_her_account_signs_in_by_it_and_ends_the_link() {
    let house = House::new("RS256", SecondFactor::Provider { amr: Vec::new(), acr: Vec::new() });
    let browser = Browser::start();
    let invitation = house.invite(CLARA);
    browser.open(&house.at(&invitation));
    fine(&browser);
    browser.find("input[name=new]").write(PASSWORD);
    browser.find("input[name=again]").write(PASSWORD);
    press(&browser, &invitation);
    browser.wait_for("form[action='/account/second-factor']");

    browser.open(&house.at("/account"));
    fine(&browser);
    browser.find("form[action='/account/sign-in-with'] input[name=old]").write("another password");
    press(&browser, "/account/sign-in-with");
    told(&browser, "Nothing was linked. This is not your present password.");
    browser.find("form[action='/account/sign-in-with'] input[name=old]").write(PASSWORD);
    press(&browser, "/account/sign-in-with");
    browser.wait_for("a[href*='/auth?']").click();
    sign_in_there(&browser, "c.voss");
    told(&browser, &format!("Your {HOSPITAL} account is linked"));
    assert_eq!(house.linked("c.voss"), Some(CLARA));

    press(&browser, "/sign-out");
    browser.wait_for("form[action='/sign-in']");
    fine(&browser);
    browser.find("a[href^='/sign-in/with']").click();
    // They know her there still: she is not asked again.
    browser.wait_for("form[action='/sign-out'], nav a[href='/today']");
    assert_eq!(browser.url(), house.at("/today"), "the hospital's second factor counts");

    browser.open(&house.at("/account"));
    fine(&browser);
    press(&browser, "/account/sign-in-with/end");
    told(&browser, "has ended");
    assert_eq!(house.linked("c.voss"), None);
    press(&browser, "/sign-out");
    browser.wait_for("form[action='/sign-in']");
    browser.find("a[href^='/sign-in/with']").click();
    told(&browser, "linked to no account here");
    fine(&browser);
}
