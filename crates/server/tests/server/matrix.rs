//! Every route × every role × a person who is related to them and one who is not: what comes back is what the table of rights
//! says, and what is shown never holds what is withheld.
//!
//! What is expected is worked out here from the lines of the table alone; how the server works it out is not looked at.

use std::collections::BTreeSet;

use programme::{Care, CareKind, Command, PersonId, Role, SiteId};
use serde_json::{Value, json};
use server::rights::{Reach, Right, TABLE};
use server::{Face, ROUTES, Route};

use crate::cast::{Actor, new_uuid};
use crate::house::{Answer, House, TODAY, details, new_key};

/// The rule that somebody's blood pressure gives rise to, which only whoever may know why is told.
const RULE: &str = "blood-pressure-high";

/// Somebody whom routes are about, with values that nobody else has.
#[derive(Debug)]
struct Subject {
    person: PersonId,
    name: String,
    weight: String,
    examination: String,
    site: Option<SiteId>,
    /// Whose emergency access is open.
    emergency_of: Option<String>,
    /// By whom they are stood by, as what.
    stood_by: Option<(String, CareKind)>,
}

/// A house with everybody in it.
struct World {
    house: House,
    here: SiteId,
    import: String,
    actors: Vec<Actor>,
    subjects: Vec<Subject>,
}

/// How a request was answered, as far as rights go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    NotSignedIn,
    NoRight,
    NobodyThere,
    LetIn,
}

#[test]
fn every_route_answers_every_role_about_everybody_as_the_table_says() {
    let world = World::new();
    let mut wrong = Vec::new();
    let mut asked = 0;
    for route in ROUTES {
        for actor in &world.actors {
            for subject in world.subjects_for(route, actor) {
                let answer = world.call(route, Some(actor), subject);
                asked += 1;
                let (expected, found) = (expected(actor, route, subject), verdict(route, &answer));
                let whom =
                    format!("{} {} as {} about {}", route.method, route.path, actor.name, relation(actor, subject));
                if answer.status >= 500 {
                    wrong.push(format!("{whom}: {} {}", answer.status, answer.body));
                }
                if found != expected {
                    wrong.push(format!("{whom}: {found:?} ({}), not {expected:?}", answer.status));
                }
                wrong.extend(
                    world.leaks(actor, route, subject, &answer).into_iter().map(|leak| format!("{whom}: {leak}")),
                );
            }
        }
    }
    assert!(asked > 3_000, "only {asked} requests");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nobody_is_let_in_anywhere_but_where_everybody_is() {
    let world = World::new();
    let subject = world.subjects.first().expect("there is somebody");
    for route in ROUTES {
        let answer = world.call(route, None, subject);
        let expected = if route.right == Right::Open { Verdict::LetIn } else { Verdict::NotSignedIn };
        assert_eq!(verdict(route, &answer), expected, "{} {}: {}", route.method, route.path, answer.status);
        for subject in &world.subjects {
            assert!(!answer.body.contains(&subject.name), "{} {} shows a name", route.method, route.path);
        }
    }
}

#[test]
fn a_post_without_a_second_factor_gives_nothing() {
    let world = World::new();
    for actor in world.actors.iter().filter(|actor| actor.posts.iter().any(|(role, _)| !role.is_of_a_person())) {
        let weak = Actor { bearer: actor.another_session(&world.house, false), ..actor.clone() };
        for route in ROUTES.iter().filter(|route| !route.right.needs_no_post()) {
            let answer = world.call(route, Some(&weak), world.subjects.last().expect("there is somebody"));
            let is_sent_on = answer.header("location") == Some("/account/second-factor");
            let is_told = answer.status == 403 && answer.body.contains("second factor");
            assert!(is_sent_on || is_told, "{} {} as {}: {}", route.method, route.path, actor.name, answer.status);
        }
    }
}

/// The table says of every row of a list which of its members may be seen.
#[test]
fn a_list_says_of_each_person_what_the_table_lets_be_seen_of_them() {
    let world = World::new();
    for actor in world.actors.iter().filter(|actor| may_at_all(actor, Right::FindPeople)) {
        let list = actor.get(&world.house, "/api/v1/people?limit=500").expect(200).json();
        let rows = list["people"].as_array().expect("a list");
        for subject in &world.subjects {
            let row = rows.iter().find(|row| row["id"] == subject.person.to_string());
            assert_eq!(
                row.is_some(),
                may(actor, Right::FindPeople, subject),
                "{} {}",
                actor.name,
                relation(actor, subject)
            );
            let Some(row) = row else { continue };
            let whom = format!("{} sees {}: {row}", actor.name, relation(actor, subject));
            assert_eq!(row["outcome"].is_string(), may(actor, Right::ReadEligibility, subject), "{whom}");
            let told = may(actor, Right::ReadAvailability, subject) || may(actor, Right::ReadEligibility, subject);
            assert_eq!(row["available"].is_boolean(), told, "{whom}");
            assert_eq!(row["stage"].is_string(), may(actor, Right::ReadPerson, subject), "{whom}");
            assert_eq!(row["away"].is_boolean(), may(actor, Right::ReadPerson, subject), "{whom}");
        }
    }
}

/// A filter that takes in or leaves out by what may not be seen would tell it.
#[test]
fn nobody_is_found_by_what_may_not_be_seen_of_them() {
    let world = World::new();
    for actor in world.actors.iter().filter(|actor| may_at_all(actor, Right::FindPeople)) {
        let filters = [
            ("outcome=deferred".to_owned(), Right::ReadEligibility),
            ("stage=registered".to_owned(), Right::ReadPerson),
            (format!("site={}", world.here), Right::ReadPerson),
        ];
        for (filter, right) in filters {
            let answer = actor.get(&world.house, &format!("/api/v1/people?limit=500&{filter}"));
            if !may_at_all(actor, right) {
                answer.expect_problem(403, "problem:no-right");
                assert_eq!(actor.get(&world.house, &format!("/people?{filter}")).status, 403);
                continue;
            }
            let list = answer.expect(200).json();
            let ids: BTreeSet<&str> =
                list["people"].as_array().expect("a list").iter().filter_map(|row| row["id"].as_str()).collect();
            for subject in &world.subjects {
                let is_found = ids.contains(subject.person.to_string().as_str());
                assert!(
                    !is_found || may(actor, right, subject),
                    "{} {filter} {}",
                    actor.name,
                    relation(actor, subject)
                );
            }
        }
    }
}

/// Whether the table lets somebody do something with a person.
fn may(actor: &Actor, right: Right, subject: &Subject) -> bool {
    let own = actor.person == Some(subject.person);
    let covers = |role: Role, site: Option<SiteId>, reach: Reach| match reach {
        Reach::Own => own,
        // Nobody uses a post on their own record.
        _ if own => false,
        Reach::InCare => {
            let by = subject.stood_by.as_ref();
            by.is_some_and(|(carer, kind)| *carer == actor.name && kind.role() == role)
        }
        Reach::AtSite => site.is_none() || site == subject.site,
        Reach::Emergency => subject.emergency_of.as_ref() == Some(&actor.name),
        Reach::Everybody => true,
        Reach::Thing => false,
    };
    let mut lines = TABLE.iter().filter(|line| line.right == right);
    lines.any(|line| actor.posts.iter().any(|(role, site)| *role == line.role && covers(*role, *site, line.reach)))
}

/// Whether the table lets somebody do something at all.
fn may_at_all(actor: &Actor, right: Right) -> bool {
    right.needs_no_post()
        || TABLE.iter().any(|line| line.right == right && actor.posts.iter().any(|(role, _)| *role == line.role))
}

fn expected(actor: &Actor, route: &Route, subject: &Subject) -> Verdict {
    if !may_at_all(actor, route.right) {
        return Verdict::NoRight;
    }
    let is_about_somebody = route.path.contains("{person}");
    if !is_about_somebody || may(actor, route.right, subject) { Verdict::LetIn } else { Verdict::NobodyThere }
}

fn verdict(route: &Route, answer: &Answer) -> Verdict {
    let says = |text: &str| answer.body.contains(text);
    let is_sent_to_the_door = answer.header("location").is_some_and(|to| to.starts_with("/sign-in?next="));
    match answer.status {
        401 if says("Nobody is signed in") => Verdict::NotSignedIn,
        303 if route.face == Face::Page && is_sent_to_the_door => Verdict::NotSignedIn,
        403 if says("None of your posts lets you") => Verdict::NoRight,
        404 if says("nobody of this id whom you may see") || says("There is no such person") => Verdict::NobodyThere,
        _ => Verdict::LetIn,
    }
}

/// What somebody is to a person, for whoever reads a failure.
fn relation(actor: &Actor, subject: &Subject) -> String {
    if actor.person == Some(subject.person) {
        return "themselves".to_owned();
    }
    if subject.stood_by.as_ref().is_some_and(|(carer, _)| *carer == actor.name) {
        return "whom they stand by".to_owned();
    }
    if subject.emergency_of.as_ref() == Some(&actor.name) {
        return "whom they opened an emergency for".to_owned();
    }
    match subject.site {
        Some(site) if actor.posts.iter().any(|(_, at)| *at == Some(site)) => "somebody at their site".to_owned(),
        Some(_) => "somebody at another site".to_owned(),
        None => "somebody whom they are nothing to".to_owned(),
    }
}

impl World {
    fn new() -> Self {
        let house = House::new();
        let [here, there] = ["Here", "There"].map(|name| site_id(&house.site(name, None)));
        let import = house.refused_rows(&[4]);
        let mut world = Self { house, here, import, actors: Vec::new(), subjects: Vec::new() };
        for site in [Some(here), Some(there), None] {
            world.subject(site);
        }
        world.staff();
        world.people();
        world
    }

    /// Everybody who works in the programme, and for each somebody for whom they opened an emergency.
    fn staff(&mut self) {
        let here = Some(self.here);
        let posts: [(&str, &[(Role, Option<SiteId>)]); 10] = [
            ("Advocate", &[(Role::Advocate, None)]),
            ("Clinician here", &[(Role::Clinician, here)]),
            ("Clinician everywhere", &[(Role::Clinician, None)]),
            ("Coordinator", &[(Role::Coordinator, None)]),
            ("Allocator", &[(Role::Allocator, None)]),
            ("Site staff", &[(Role::SiteStaff, here)]),
            ("Laboratory", &[(Role::Laboratory, None)]),
            ("Auditor", &[(Role::Auditor, None)]),
            ("Administrator", &[(Role::Administrator, None)]),
            ("Nobody in particular", &[]),
        ];
        for (name, posts) in posts {
            let actor = Actor::new(&self.house, name, None, posts);
            self.known(actor);
        }
    }

    /// Everybody who has a record of their own, some of whom have a post, too.
    fn people(&mut self) {
        let here = Some(self.here);
        let posts: [(&str, &[(Role, Option<SiteId>)]); 7] = [
            ("Donor", &[(Role::Donor, None)]),
            ("Recipient", &[(Role::Recipient, None)]),
            ("Companion", &[(Role::Companion, None)]),
            ("Donor and companion", &[(Role::Donor, None), (Role::Companion, None)]),
            ("Coordinator with a record", &[(Role::Coordinator, None)]),
            ("Clinician here and donor", &[(Role::Clinician, here), (Role::Donor, None)]),
            ("Auditor with a record", &[(Role::Auditor, None)]),
        ];
        for (name, posts) in posts {
            let person = self.subject(here);
            let actor = Actor::new(&self.house, name, Some(person), posts);
            self.known(actor);
        }
    }

    /// Somebody who signs in, somebody for whom they opened an emergency, and whoever they may stand by.
    fn known(&mut self, actor: Actor) {
        let person = self.subject(None);
        let (account, reason) = (actor.account, "They collapsed.".to_owned());
        self.house.write_as(&actor.author(), Command::OpenEmergency { person, account, reason });
        self.last().emergency_of = Some(actor.name.clone());
        for kind in CareKind::ALL.into_iter().filter(|kind| actor.posts.iter().any(|(role, _)| *role == kind.role())) {
            let person = self.subject(None);
            let care = Care { carer: actor.account, kind, on: TODAY.parse().expect("a day") };
            self.house.write(Command::AssignCarer { person, care });
            self.last().stood_by = Some((actor.name.clone(), kind));
        }
        self.actors.push(actor);
    }

    /// Somebody with values that nobody else has, an alert, and a blood pressure that is too high.
    fn subject(&mut self, site: Option<SiteId>) -> PersonId {
        let number = self.subjects.len();
        let (name, weight) = (format!("Zebedee{}", letters(number)), format!("{}.7", 301 + number));
        let house = &self.house;
        let registered = house.post("/api/v1/people", &json!({ "details": details(&name), "site": site }));
        let person = registered.expect(201).made();
        let body = json!({ "on": TODAY, "checks": {
            "blood-pressure": { "systolic": [161], "diastolic": [101] },
            "body": { "weight": weight.parse::<f64>().expect("a number") },
            "mood": { "mood": [0, 2] },
        } });
        let examination = house.post(&format!("/api/v1/people/{person}/examinations"), &body).expect(201).made();
        let person = person.parse().expect("an id");
        self.subjects.push(Subject { person, name, weight, examination, site, emergency_of: None, stood_by: None });
        person
    }

    fn last(&mut self) -> &mut Subject {
        self.subjects.last_mut().expect("somebody was made")
    }

    /// Whom a route is tried on: where it is about somebody, one of each relation; otherwise anybody.
    fn subjects_for<'a>(&'a self, route: &Route, actor: &Actor) -> Vec<&'a Subject> {
        if !route.path.contains("{person}") {
            return vec![&self.subjects[0]];
        }
        let is_theirs = |subject: &&Subject| {
            actor.person == Some(subject.person)
                || subject.emergency_of.as_ref() == Some(&actor.name)
                || subject.stood_by.as_ref().is_some_and(|(carer, _)| *carer == actor.name)
        };
        self.subjects[..3].iter().chain(self.subjects[3..].iter().filter(is_theirs)).collect()
    }

    fn call(&self, route: &Route, actor: Option<&Actor>, subject: &Subject) -> Answer {
        let path = self.path(route, subject);
        // What ends a session ends one of its own.
        let ends = ["/api/v1/session/end", "/sign-out", "/account/sessions/end"].contains(&route.path);
        let bearer =
            actor.map(|actor| if ends { actor.another_session(&self.house, true) } else { actor.bearer.clone() });
        let bearer = bearer.unwrap_or_default();
        let shown = ("Authorization", bearer.as_str());
        if route.path == "/api/v1/live" {
            let headers = [("Authorization".to_owned(), bearer.clone())];
            return self.house.listen(&path, &headers);
        }
        match (route.method, route.face) {
            ("GET", _) => self.house.get_with(&path, &[shown]),
            ("POST", Face::Api) => {
                // Nobody has seen this version, so nothing is carried out, whoever may do it.
                let key = new_key();
                let headers = [("Idempotency-Key", key.as_str()), ("If-Match", "\"999999\""), shown];
                self.house.post_with(&path, &self.body(route.path, subject), &headers)
            }
            ("POST", Face::Page) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.append_pair("key", &new_key())
                    .append_pair("version", "999999")
                    .extend_pairs(self.fields(route.path));
                self.house.post_text(&path, "application/x-www-form-urlencoded", &form.finish(), &[shown])
            }
            other => panic!("{other:?} is a route that nobody knows how to try"),
        }
    }

    fn path(&self, route: &Route, subject: &Subject) -> String {
        let filled = |part: &str| match part {
            "{person}" => subject.person.to_string(),
            "{examination}" => subject.examination.clone(),
            "{rule}" => "thoughts-of-hurting".to_owned(),
            "{site}" => self.here.to_string(),
            "{import}" => self.import.clone(),
            "{line}" => "4".to_owned(),
            "{account}" => self.actors[0].account.to_string(),
            "{post}" | "{concern}" | "{request}" => new_uuid().to_string(),
            "{secret}" => "no-such-secret".to_owned(),
            "{name}" => "console.css".to_owned(),
            part => {
                assert!(!part.starts_with('{'), "{part} is a part of a path that nobody knows how to fill");
                part.to_owned()
            }
        };
        route.path.split('/').map(filled).collect::<Vec<_>>().join("/")
    }

    /// A body that each operation can read.
    fn body(&self, path: &str, subject: &Subject) -> Value {
        let checks = json!({ "smoking": { "smokes-now": "not-at-all" } });
        let care = json!({ "carer": self.actors[0].account, "as": "advocate", "on": TODAY });
        let holder = json!({ "name": "Somebody", "login": "somebody" });
        match path.trim_start_matches("/api/v1") {
            "/session" => json!({ "login": "nobody", "password": "no password" }),
            "/session/end" | "/accounts/{account}/invite" => json!({}),
            "/accounts" | "/accounts/{account}/change" => json!({ "details": holder }),
            "/accounts/{account}/posts" => json!({ "role": "clinician", "on": TODAY }),
            "/accounts/{account}/posts/{post}/end" => json!({ "on": TODAY, "reason": "They left." }),
            "/accounts/{account}/close" => json!({ "reason": "They left." }),
            "/concerns" => json!({ "kind": "pressed", "text": "I was pressed.", "about": subject.person }),
            "/concerns/{account}/{concern}/answer" => json!({ "answer": "We look into it." }),
            "/people" => json!({ "details": details("Somebody new") }),
            "/people/{person}/carers" | "/people/{person}/carers/end" => care,
            "/people/{person}/emergency" => json!({ "reason": "They collapsed." }),
            "/people/{person}/requests" => json!({ "kind": "erasure", "text": "Erase me." }),
            "/people/{person}/requests/{request}/answer" => json!({ "granted": true, "answer": "It is done." }),
            "/people/{person}/details" => json!({ "details": details("Another name"), "reason": "misheard" }),
            "/people/{person}/examinations" => json!({ "on": TODAY, "checks": checks }),
            "/people/{person}/examinations/{examination}/amend" => {
                json!({ "on": TODAY, "checks": checks, "reason": "misread" })
            }
            "/people/{person}/examinations/{examination}/entered-in-error" => json!({ "reason": "of somebody else" }),
            "/people/{person}/alerts/{examination}/{rule}/answer" => {
                json!({ "answer": { "on": TODAY, "by": "Mina", "note": "We talked." } })
            }
            "/people/{person}/move" => json!({ "site": null, "on": TODAY }),
            "/people/{person}/stage" => json!({ "stage": "evaluation", "on": TODAY }),
            "/people/{person}/preparations" => json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY }),
            "/people/{person}/depart" | "/people/{person}/return" => json!({ "on": TODAY }),
            "/sites" => json!({ "kind": "clinic", "name": "Another", "on": TODAY }),
            "/sites/{site}/change" => json!({ "name": "Another" }),
            "/sites/{site}/close" => json!({ "on": TODAY }),
            "/imports/{import}/rows/{line}/looked-at" => json!({ "done": "It is put right." }),
            path => panic!("{path} is an operation that nobody knows how to try"),
        }
    }

    /// Fields that each form can read; what a form does not have is passed over.
    fn fields(&self, path: &str) -> Vec<(&'static str, &'static str)> {
        let name = if path == "/people/{person}/details" { "Another name" } else { "Somebody new" };
        vec![
            ("on", TODAY),
            ("reason", "misread"),
            ("details.name", name),
            ("details.birth", "1980-03-14"),
            ("details.sex", "female"),
            ("checks.smoking.smokes-now", "not-at-all"),
            ("answer.on", TODAY),
            ("answer.by", "Mina"),
            ("answer.note", "We talked."),
            ("stage", "evaluation"),
            ("preparation", "talk"),
            ("kind", "clinic"),
            ("name", "Another"),
            ("done", "It is put right."),
            ("said", "I have had enough."),
            ("login", "nobody"),
            ("password", "no password"),
        ]
    }

    /// What an answer shows that the table withholds from whoever asked.
    fn leaks(&self, actor: &Actor, route: &Route, subject: &Subject, answer: &Answer) -> Vec<String> {
        let mut leaks = Vec::new();
        let any = |rights: &[Right], subject: &Subject| rights.iter().any(|right| may(actor, *right, subject));
        let names = [
            Right::FindPeople,
            Right::ReadPerson,
            Right::ReadLife,
            Right::ReadEligibility,
            Right::TakeAway,
            Right::SeeToday,
            Right::SeeResidents,
        ];
        for subject in &self.subjects {
            if answer.body.contains(&subject.name) && !any(&names, subject) {
                leaks.push(format!("it names {}", relation(actor, subject)));
            }
            if answer.body.contains(&subject.weight) && !any(&[Right::ReadLife, Right::TakeAway], subject) {
                leaks.push(format!("it shows what {} weighs", relation(actor, subject)));
            }
        }
        let is_about_somebody = route.path.contains("{person}");
        let tells_why = answer.body.contains(RULE) && is_about_somebody;
        if tells_why && !any(&[Right::ReadLife, Right::ReadEligibility, Right::TakeAway], subject) {
            leaks.push("it says what was found".to_owned());
        }
        let is_record = route.path == "/api/v1/people/{person}" && answer.status == 200;
        if is_record && answer.json()["eligibility"].is_object() != may(actor, Right::ReadEligibility, subject) {
            leaks.push("whether they may give is there or not against the table".to_owned());
        }
        leaks
    }
}

/// A number in letters, so that no name is the beginning of another.
fn letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n).expect("below 26"));
    [letter(number / 26), letter(number % 26), 'x'].iter().collect()
}

fn site_id(text: &str) -> SiteId {
    text.parse().expect("an id")
}
