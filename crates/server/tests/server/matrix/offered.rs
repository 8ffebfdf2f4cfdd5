//! What pages offer: everybody of every role walks every page that another one leads to; no link and no form on it may be one
//! that they have no right to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use programme::{PersonId, Role};
use serde_json::{Value, json};

use crate::cast::Actor;
use crate::house::{Answer, TODAY, TOMORROW, new_key};

use super::world::World;

/// What somebody is offered: where it leads, and whether it is a form that sends something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Offered {
    path: String,
    sends: bool,
}

#[test]
fn nobody_is_offered_what_they_may_not_do() {
    let world = World::new();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for actor in &world.actors {
        tried += walk(&world, actor, &mut wrong);
    }
    assert!(tried > 500, "only {tried} links and forms");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nor_where_things_are_under_way() {
    let world = World::new();
    let (asked, gave) = (somebody(&world, "Kathy"), somebody(&world, "Tommy"));
    let advocate = world.actors.iter().find(|actor| actor.name == "Advocate").expect("there is one");
    let house = &world.house;
    let made = |who: Option<&Actor>, person: PersonId, path: &str, body: &Value| {
        let path = format!("/api/v1/people/{person}{path}");
        let answer = who.map_or_else(|| house.post(&path, body), |who| who.post(house, &path, body));
        let place = answer.expect(201).header("location").expect("what was made has a place").to_owned();
        place.rsplit(['#', '/']).next().expect("a path has parts").to_owned()
    };
    let opening = json!({ "step": "open", "kind": "kidney", "toward": { "route": "list" }, "idea": "offered" });
    made(None, asked, "/donations", &opening);
    made(None, asked, "/bonds", &json!({ "kind": "friend", "contact": { "name": "Anna" } }));
    made(None, gave, "/donations", &json!({ "step": "record", "kind": "kidney", "on": "2025-05-05" }));
    let placed = json!({ "kind": "for-a-time", "on": TODAY, "until": TOMORROW, "reason": "Malaria." });
    let deferral = made(None, gave, "/deferrals", &placed);
    made(Some(advocate), gave, "/appeals", &json!({ "deferral": deferral, "text": "It was long ago." }));
    made(None, gave, "/waits", &json!({ "step": "wait" }));

    let own = [asked, gave].map(|person| Actor::new(house, &person.to_string(), Some(person), &[(Role::Donor, None)]));
    let staff = world.actors.iter().filter(|actor| actor.person.is_none());
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for actor in staff.chain(&own) {
        tried += walk(&world, actor, &mut wrong);
    }
    assert!(tried > 300, "only {tried} links and forms");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Somebody at the site who is fit, has been told everything, and has an advocate.
fn somebody(world: &World, name: &str) -> PersonId {
    let (person, _) = world.house.examined(name);
    world.house.told(&person);
    let moved = json!({ "site": world.here, "on": TODAY });
    world.house.post(&format!("/api/v1/people/{person}/move"), &moved).expect(200);
    let advocate = world.actors.iter().find(|actor| actor.name == "Advocate").expect("there is one");
    let care = json!({ "carer": advocate.account, "as": "advocate", "on": TODAY });
    world.house.post(&format!("/api/v1/people/{person}/carers"), &care).expect(201);
    person.parse().expect("an id")
}

/// Walks everything that leads on from the first page; how much was tried.
fn walk(world: &World, actor: &Actor, wrong: &mut Vec<String>) -> usize {
    let start = Offered { path: "/".to_owned(), sends: false };
    let (mut seen, mut waiting) = (BTreeSet::from([start.clone()]), VecDeque::from([(start, String::new())]));
    let (mut bodies, mut places) = (BTreeMap::new(), BTreeSet::new());
    let mut tried = 0;
    while let Some((offered, from)) = waiting.pop_front() {
        tried += 1;
        let (found, body) = answered(world, actor, &offered);
        // Forms that came before may have ended that session.
        let has_ended = found == 404 && offered.path.starts_with("/account/sessions/");
        if !has_ended && (matches!(found, 401 | 403 | 404 | 405) || found >= 500) {
            let how = if offered.sends { "POST " } else { "" };
            wrong.push(format!("{} on {from}: {how}{} is answered {found}", actor.name, offered.path));
        }
        if offered.sends {
            continue;
        }
        for (next, place) in on_page(&body).into_iter().filter(|(next, _)| is_walked(world, actor, &next.path)) {
            if !place.is_empty() {
                places.insert((next.path.clone(), place, offered.path.clone()));
            }
            if seen.insert(next.clone()) {
                waiting.push_back((next, offered.path.clone()));
            }
        }
        bodies.insert(offered.path, body);
    }
    for (page, place, from) in places {
        if !bodies[&page].contains(&format!("id=\"{place}\"")) {
            wrong.push(format!("{} on {from}: {page} has no “{place}”", actor.name));
        }
    }
    tried
}

/// Of everybody who is listed, those are enough with whom somebody has another relation each.
fn is_walked(world: &World, actor: &Actor, path: &str) -> bool {
    let about = world.subjects.iter().position(|subject| path.contains(&subject.person.to_string()));
    about.is_none_or(|place| place < 3 || world.subjects[place].is_of(actor))
}

fn answered(world: &World, actor: &Actor, offered: &Offered) -> (u16, String) {
    let house = &world.house;
    // Some of the forms end sessions: each is sent, and each page opened, in one of its own.
    let actor = Actor { bearer: actor.another_session(house, true), ..actor.clone() };
    if !offered.sends {
        let mut answer = actor.get(house, &offered.path);
        // To wherever the first page is.
        while let Some(to) = answer.header("location").filter(|to| to.starts_with('/')).map(str::to_owned) {
            answer = actor.get(house, &to);
        }
        return (answer.status, answer.body);
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    // Nobody has seen this version, so nothing is carried out.
    form.append_pair("key", &new_key()).append_pair("version", "999999").extend_pairs(world.fields(&offered.path));
    let kind = "application/x-www-form-urlencoded";
    let answer: Answer = house.post_text(&offered.path, kind, &form.finish(), &[("Authorization", &actor.bearer)]);
    (answer.status, answer.body)
}

/// Every link and every form of a page, each with the place on the page that it leads to.
fn on_page(body: &str) -> Vec<(Offered, String)> {
    let mut all = Vec::new();
    for tag in body.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let (name, sends) = match tag.split_whitespace().next() {
            Some("a") => ("href", false),
            Some("form") => ("action", tag.contains("method=\"post\"")),
            _ => continue,
        };
        let Some(to) = attribute(tag, name).filter(|to| to.starts_with('/')) else { continue };
        let (path, anchor) = to.split_once('#').unwrap_or((&to, ""));
        all.push((Offered { path: path.to_owned(), sends }, anchor.to_owned()));
    }
    all
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&#38;", "&").replace("&amp;", "&"))
}
