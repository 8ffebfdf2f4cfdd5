//! Accounts, carers, emergencies and who read what, as those meet them who see to them.

use programme::{AccountDetails, AccountId, Command, PersonId, PostId, Role, SiteId};
use record::{DoorWrite, Token};
use uuid::Uuid;

use crate::house::{Answer, House, MINA, TODAY};

/// Somebody with an account of their own, signed in with two factors.
pub(crate) struct Somebody {
    pub(crate) account: AccountId,
    pub(crate) secret: String,
}

impl Somebody {
    /// Somebody with a post, who may be in the programme, and at a site.
    pub(crate) fn new(house: &House, number: u128, name: &str, role: Role) -> Self {
        Self::with(house, number, name, role, None, None)
    }

    /// Somebody whose own record the account gives.
    pub(crate) fn person(house: &House, number: u128, name: &str, role: Role, person: &str) -> Self {
        let person = PersonId(person.parse().expect("an id"));
        Self::with(house, number, name, role, Some(person), None)
    }

    /// Somebody with a post at a site.
    pub(crate) fn at_site(house: &House, number: u128, name: &str, role: Role, site: &str) -> Self {
        Self::with(house, number, name, role, None, Some(SiteId(site.parse().expect("an id"))))
    }

    fn with(
        house: &House,
        number: u128,
        name: &str,
        role: Role,
        person: Option<PersonId>,
        site: Option<SiteId>,
    ) -> Self {
        let (account, post) = (AccountId(Uuid::from_u128(number)), PostId(Uuid::from_u128(number)));
        let details = AccountDetails { name: name.to_owned(), login: format!("login{number}") };
        house.write(Command::OpenAccount { account, person, details });
        house.write(Command::Appoint { account, post, role, site, on: TODAY.parse().expect("a day") });
        let secret = format!("session-of-{number}");
        let token = Token::of(&secret);
        house.at_door(DoorWrite::BeginSession {
            token,
            account,
            until: i64::MAX,
            strong: true,
            browser: String::new(),
        });
        Self { account, secret }
    }

    /// What they show.
    fn shows(&self) -> String {
        format!("Bearer {}", self.secret)
    }

    /// They have used their session just now, whatever the clock was turned to.
    pub(crate) fn is_here(&self, house: &House) {
        house.at_door(DoorWrite::SeeSession { token: Token::of(&self.secret) });
    }

    /// Asks for something as them.
    pub(crate) fn get(&self, house: &House, path: &str) -> Answer {
        house.get_with(path, &[("Authorization", &self.shows())])
    }

    /// Sends a form as them.
    pub(crate) fn submit(&self, house: &House, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("key", &crate::house::new_key()).extend_pairs(fields);
        let headers = [("Authorization", &*self.shows())];
        house.post_text(path, "application/x-www-form-urlencoded", &form.finish(), &headers)
    }
}

#[track_caller]
pub(crate) fn says(answer: &Answer, status: u16, texts: &[&str]) {
    answer.expect(status);
    for text in texts {
        assert!(answer.body.contains(text), "“{text}” is not in {}", answer.body);
    }
}

#[track_caller]
pub(crate) fn leads_to(answer: &Answer) -> String {
    answer.expect(303).header("location").expect("it leads somewhere").to_owned()
}

#[test]
fn everybody_begins_where_they_work() {
    let house = House::new();
    let (kathy, ward) = (house.adult("Kathy"), house.site("Ward", None));
    let roles = [
        (Role::Clinician, "/today"),
        (Role::Advocate, "/today"),
        (Role::Administrator, "/accounts"),
        (Role::Auditor, "/readings"),
        (Role::Laboratory, "/people"),
        (Role::Allocator, "/people"),
    ];
    for (number, (role, first)) in (10..).zip(roles) {
        let somebody = Somebody::new(&house, number, "Somebody", role);
        assert_eq!(somebody.get(&house, "/").expect(307).header("location"), Some(first), "{role}");
        somebody.get(&house, first).expect(200);
    }
    let staff = Somebody::at_site(&house, 30, "Jo", Role::SiteStaff, &ward);
    assert_eq!(staff.get(&house, "/").expect(307).header("location"), Some("/people"));
    let donor = Somebody::person(&house, 31, "Kathy", Role::Donor, &kathy);
    assert_eq!(donor.get(&house, "/").expect(307).header("location"), Some("/me"));
    let account = AccountId(Uuid::from_u128(32));
    let details = AccountDetails { name: "Nobody yet".to_owned(), login: "nobody-yet".to_owned() };
    house.write(Command::OpenAccount { account, person: None, details });
    let begin =
        |token| DoorWrite::BeginSession { token, account, until: i64::MAX, strong: true, browser: String::new() };
    house.at_door(begin(Token::of("nobody-yet")));
    let first = house.get_with("/", &[("Authorization", "Bearer nobody-yet")]);
    assert_eq!(first.expect(307).header("location"), Some("/account"));
}

#[test]
fn an_account_is_opened_appointed_invited_and_closed() {
    let house = House::new();
    let opened = house.submit("/accounts", &[("details.name", "Dr Osei"), ("details.login", "osei")]);
    let page = leads_to(&opened);
    assert!(page.starts_with("/accounts/"), "{page}");
    says(&house.get(&page), 200, &["Dr Osei", "Signs in as “osei”.", "They hold no post", "not chosen a password"]);
    let appointed = house.submit(&format!("{page}/posts"), &[("role", "clinician"), ("site", ""), ("on", "today")]);
    assert_eq!(leads_to(&appointed), page);
    says(&house.get(&page), 200, &["Clinician", "End their post: clinician"]);
    says(&house.get("/accounts?role=clinician"), 200, &["Dr Osei"]);
    assert!(!house.get("/accounts?role=auditor").expect(200).body.contains("Dr Osei"));

    let invited = house.submit(&format!("{page}/invite"), &[]);
    says(&invited, 200, &["/welcome/", "shown once"]);
    let link = invited.body.split("/welcome/").nth(1).expect("a link").split('<').next().expect("an end").to_owned();
    says(&house.get_with(&format!("/welcome/{link}"), &[("Authorization", "")]), 200, &["You sign in as “osei”."]);
    assert!(!house.get(&page).body.contains("/welcome/"), "it is shown once");
    let again = house.submit(&format!("{page}/invite"), &[]);
    says(&again, 200, &["/welcome/"]);
    let used = house.get_with(&format!("/welcome/{link}"), &[("Authorization", "")]);
    says(&used, 404, &["This link was used, or is too old; ask whoever sent it for another."]);

    let changed = house.submit(&page, &[("details.name", "Dr A. Osei"), ("details.login", "a.osei")]);
    assert_eq!(leads_to(&changed), page);
    says(&house.get(&page), 200, &["Dr A. Osei", "a.osei"]);
    let post =
        house.get(&page).body.split("/posts/").nth(1).expect("a post").split('/').next().expect("an id").to_owned();
    let ended = house.submit(&format!("{page}/posts/{post}/end"), &[("on", "today"), ("reason", "moved away")]);
    assert_eq!(leads_to(&ended), page);
    leads_to(&house.submit(&format!("{page}/close"), &[("reason", "moved away")]));
    let closed = house.get(&page);
    says(&closed, 200, &["Closed on 5 May 2026."]);
    assert!(!closed.body.contains("Make a link"), "nobody is invited to it");
    house.submit(&format!("{page}/invite"), &[]).expect(404);
}

#[test]
fn what_the_engine_refuses_of_accounts_is_said_with_what_was_typed() {
    let house = House::new();
    let osei = Somebody::new(&house, 10, "Dr Osei", Role::Clinician);
    let page = format!("/accounts/{}", osei.account);
    let refused = house.submit(&format!("{page}/posts"), &[("role", "auditor"), ("on", "today")]);
    says(&refused, 422, &["Nobody was appointed", "appointed-by", "Ask an administrator."]);
    let taken = house.submit("/accounts", &[("details.name", "Somebody"), ("details.login", "LOGIN10")]);
    says(&taken, 422, &["The account was not opened", "login-taken", "value=\"LOGIN10\""]);
    let unsaid = house.submit(&format!("{page}/posts"), &[("on", "someday")]);
    says(&unsaid, 422, &["Some of this could not be read", "Choose one from the list."]);
    let own = format!("/accounts/{MINA}");
    assert!(!house.get(&own).expect(200).body.contains("Appoint them"), "nobody appoints themselves");
    osei.get(&house, "/accounts").expect(403);
    osei.submit(&house, &format!("{page}/invite"), &[]).expect(403);
}

#[test]
fn an_administrator_does_not_learn_who_is_in_the_programme_nor_get_into_their_pages() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    let kathys = Somebody::person(&house, 10, "Kathy", Role::Donor, &kathy);
    let ada = Somebody::new(&house, 11, "Ada", Role::Administrator);
    let page = format!("/accounts/{}", kathys.account);
    let list = ada.get(&house, "/accounts");
    says(&list, 200, &["Ada", "Mina"]);
    assert!(!list.body.contains("Kathy"), "{}", list.body);
    assert!(!ada.get(&house, "/accounts?role=donor").expect(200).body.contains("Kathy"));
    ada.get(&house, &page).expect(404);
    for act in ["/invite", "/close", "", "/posts"] {
        let fields =
            [("details.name", "X"), ("details.login", "xyz"), ("reason", "x"), ("role", "donor"), ("on", "today")];
        ada.submit(&house, &format!("{page}{act}"), &fields).expect(404);
    }
    let other = house.adult("Ruth");
    let fields = [("details.name", "Ruth"), ("details.login", "ruth"), ("person", &*other)];
    ada.submit(&house, "/accounts", &fields).expect(404);
    says(&house.get("/accounts"), 200, &["Kathy"]);
    says(&house.get(&page), 200, &["Donor", "Their record", "Make a link"]);
    says(&kathys.get(&house, "/me"), 200, &["Mina, coordinator, read that you have an account."]);
}

#[test]
fn a_coordinator_opens_their_own_page_to_somebody_from_their_record() {
    let house = House::new();
    let kathy = house.adult("Kathy");
    let record = format!("/people/{kathy}");
    says(&house.get(&record), 200, &["Open their own page to them"]);
    let fields = [("details.name", "Kathy"), ("details.login", "kathy"), ("person", &*kathy)];
    let account = leads_to(&house.submit("/accounts", &fields));
    leads_to(&house.submit(&format!("{account}/posts"), &[("role", "donor"), ("on", "today")]));
    let page = house.get(&record);
    says(&page, 200, &["Their account", &account]);
    assert!(!page.body.contains("Open their own page to them"));
    says(&house.submit("/accounts", &fields), 422, &["account-there"]);
}

#[test]
fn whoever_is_put_by_somebody_s_side_reads_them_until_that_ends() {
    let house = House::new();
    let (kathy, _) = house.examined("Kathy");
    let oscar = Somebody::new(&house, 10, "Oscar", Role::Advocate);
    let record = format!("/people/{kathy}");
    oscar.get(&house, &record).expect(404);
    let carer = format!("advocate/{}", oscar.account);
    let care = [("care.carer", &*carer), ("care.on", "today")];
    says(&house.submit(&format!("{record}/carers"), &[("care.on", "today")]), 422, &["Choose one from the list."]);
    assert!(leads_to(&house.submit(&format!("{record}/carers"), &care)).starts_with(&record));
    says(&house.get(&record), 200, &["Oscar, advocate, since 5 May 2026.", "Oscar stands by them no longer"]);
    let page = oscar.get(&house, &record);
    says(&page, 200, &["Kathy", "Oscar, advocate"]);
    assert!(!page.body.contains("stands by them no longer"), "an advocate does not end it");
    oscar.submit(&house, &format!("{record}/carers/end"), &care).expect(403);
    leads_to(&house.submit(&format!("{record}/carers/end"), &care));
    oscar.get(&house, &record).expect(404);
    let osei = Somebody::new(&house, 11, "Dr Osei", Role::Clinician);
    let carer = format!("advocate/{}", osei.account);
    let refused = house.submit(&format!("{record}/carers"), &[("care.carer", &carer), ("care.on", "today")]);
    says(&refused, 422, &["not-a-carer"]);
}

#[test]
fn in_an_emergency_number_and_birth_have_to_fit_and_everybody_learns_of_it() {
    let house = House::new();
    let (ward, away) = (house.site("Ward", None), house.site("Far away", None));
    let details =
        serde_json::json!({ "name": "Kathy", "number": "K-1", "sex": "female", "birth": { "on": "1980-03-14" } });
    let kathy = house.post("/api/v1/people", &serde_json::json!({ "details": details, "site": ward })).made();
    let jo = Somebody::at_site(&house, 10, "Jo", Role::SiteStaff, &away);
    let kathys = Somebody::person(&house, 11, "Kathy", Role::Donor, &kathy);
    let ines = Somebody::new(&house, 12, "Ines", Role::Auditor);
    let record = format!("/people/{kathy}");
    jo.get(&house, &record).expect(404);
    jo.get(&house, "/emergency").expect(200);
    let ask = |number: &str, birth: &str, reason: &str| {
        jo.submit(&house, "/emergency", &[("number", number), ("birth", birth), ("reason", reason)])
    };
    says(&ask("K-1", "14/3/80", ""), 422, &["Write why"]);
    let (stranger, wrong) = (ask("K-9", "14 March 1980", "x"), ask("K-1", "15 March 1980", "x"));
    for nobody in [&stranger, &wrong] {
        says(nobody, 422, &["There is nobody with this number and this day of birth."]);
        assert!(!nobody.body.contains("Kathy"), "{}", nobody.body);
    }
    jo.get(&house, &record).expect(404);
    assert!(leads_to(&ask("k-1", "14 March 1980", "She fell.")).starts_with(&record));
    says(&jo.get(&house, &record), 200, &["Kathy"]);
    says(&kathys.get(&house, "/me"), 200, &["She fell.", "Jo, in an emergency, read your page.", "In an emergency"]);
    says(&ines.get(&house, "/readings"), 200, &["She fell.", "Emergency access", "in an emergency"]);
    kathys.get(&house, "/emergency").expect(403);
    let guessed: Vec<u16> = (0..10).map(|_| ask("K-9", "1/1/1990", "x").status).collect();
    assert_eq!(guessed, [422, 422, 422, 422, 422, 422, 422, 429, 429, 429], "nobody guesses who is here");
    house.next_day();
    jo.is_here(&house);
    jo.get(&house, &record).expect(404);
}

#[test]
fn the_auditor_finds_who_read_whom_and_that_is_a_reading_too() {
    let house = House::new();
    let details = |name: &str, number: &str| {
        let details = serde_json::json!({
            "name": name, "number": number, "sex": "female", "birth": { "on": "1980-03-14" }
        });
        house.post("/api/v1/people", &serde_json::json!({ "details": details })).made()
    };
    let (kathy, ruth) = (details("Kathy", "K-1"), details("Ruth", "R-1"));
    house.get(&format!("/people/{kathy}")).expect(200);
    house.get(&format!("/api/v1/people/{ruth}/eligibility")).expect(200);
    let ines = Somebody::new(&house, 10, "Ines", Role::Auditor);
    let all = ines.get(&house, "/readings");
    says(&all, 200, &["Kathy", "Ruth", "Mina", "their page", "whether they may give", "coordinator"]);
    assert!(!ines.get(&house, "/readings").body.contains("who read what</td>"), "her own looking is left out");
    says(&ines.get(&house, "/readings?own=yes"), 200, &["who read what</td>"]);
    let of = |query: &str| ines.get(&house, &format!("/readings?{query}")).expect(200).body.clone();
    assert!(of("number=K-1").contains("<td data-label=\"Whose record\">Kathy"), "{}", of("number=K-1"));
    assert!(!of("number=K-1").contains("<td data-label=\"Whose record\">Ruth"));
    assert!(!of("part=timeline").contains("<td data-label=\"Whose record\">Ruth"));
    assert!(of("on=4+May+2026").contains("Nothing was found.") && of("on=today").contains("Kathy"));
    assert!(of("reader=nobody").contains("Nothing was found.") && of("reader=mina").contains("Kathy"));
    ines.get(&house, "/readings?on=someday").expect(400);
    house.get("/readings").expect(403);
    let kathys = Somebody::person(&house, 11, "Kathy", Role::Donor, &kathy);
    says(&kathys.get(&house, "/me"), 200, &["Ines, auditor, read who read you, to check that it was right."]);
}

#[test]
fn a_page_that_is_not_there_knows_who_is_signed_in() {
    let house = House::new();
    for path in ["/nothing-here", "/people/00000000-0000-4000-8000-000000000000"] {
        let known = house.get(path);
        says(&known, 404, &["You work as <strong>Mina</strong>"]);
        assert!(
            !house.get_with(path, &[("Authorization", "")]).body.contains("You work as <strong>Mina</strong>"),
            "{path}"
        );
    }
}
