//! Every route × every role × a person who is related to them and one who is not: what comes back is what the table of rights
//! says, and what is shown never holds what is withheld.
//!
//! What is expected is worked out here from the lines of the table alone; how the server works it out is not looked at.

mod offered;
mod world;

use std::collections::BTreeSet;

use programme::{Role, SiteId};
use server::rights::{Reach, Right, TABLE};
use server::{Face, ROUTES, Route};

use crate::cast::Actor;
use crate::house::Answer;
use world::{Subject, World};

/// The rule that somebody's blood pressure gives rise to, which only whoever may know why is told.
const RULE: &str = "blood-pressure-high";

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

/// Whoever checks who read whom chooses a part from a list: what can be read and is not in it could not be looked for.
#[test]
fn every_part_that_is_read_is_one_that_can_be_looked_for() {
    let world = World::new();
    for actor in &world.actors {
        let subjects: Vec<_> = world.subjects.iter().filter(|subject| subject.is_of(actor)).collect();
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            let anybody = [&world.subjects[0]];
            let tried = if subjects.is_empty() { &anybody[..] } else { &subjects[..] };
            tried.iter().for_each(|subject| drop(world.call(route, Some(actor), subject)));
        }
    }
    let auditor = world.actors.iter().find(|actor| actor.name == "Auditor").expect("there is one");
    let (mut parts, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/v1/readings?limit=500{cursor}");
        let found = auditor.get(&world.house, &path).expect(200).json();
        let rows = found["readings"].as_array().expect("a list");
        parts.extend(rows.iter().map(|row| row["reading"]["part"].as_str().expect("a text").to_owned()));
        let Some(next) = found["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(parts.len() > 15, "{parts:?}");
    let page = auditor.get(&world.house, "/readings").expect(200).body.clone();
    let unlisted: Vec<_> = parts.iter().filter(|part| !page.contains(&format!("value=\"{part}\""))).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
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
            Right::StayInTouch,
            Right::SeeResidents,
            // Whoever checks who read whom is told whom: and is on that person's record for it.
            Right::HearConcerns,
            Right::Audit,
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
