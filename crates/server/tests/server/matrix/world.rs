//! A house with somebody of every role in it, people who are something and nothing to them, and a request for every route that
//! its handler can read.

use programme::{Care, CareKind, Command, PersonId, Role, SiteId};
use serde_json::{Value, json};
use server::rights::{Right, TABLE};
use server::{Face, Route};

use super::RULE;
use crate::cast::{Actor, new_uuid};
use crate::house::{Answer, House, TODAY, details, new_key};

/// Posts, each at a site or at none.
type Posts<'a> = &'a [(Role, Option<SiteId>)];

/// Somebody whom routes are about, with values that nobody else has.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) weight: String,
    pub(super) examination: String,
    pub(super) site: Option<SiteId>,
    /// Whose emergency access is open.
    pub(super) emergency_of: Option<String>,
    /// By whom they are stood by, as what.
    pub(super) stood_by: Option<(String, CareKind)>,
}

/// A house with everybody in it.
pub(super) struct World {
    pub(super) house: House,
    pub(super) here: SiteId,
    pub(super) import: String,
    pub(super) actors: Vec<Actor>,
    pub(super) subjects: Vec<Subject>,
}

impl Subject {
    /// Whether they are something to somebody beside what a post at a site makes them.
    pub(super) fn is_of(&self, actor: &Actor) -> bool {
        actor.person == Some(self.person)
            || self.emergency_of.as_ref() == Some(&actor.name)
            || self.stood_by.as_ref().is_some_and(|(carer, _)| *carer == actor.name)
    }
}

impl World {
    pub(super) fn new() -> Self {
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
        let posts: [(&str, Posts<'_>); 10] = [
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
        let posts: [(&str, Posts<'_>); 7] = [
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
        // Whoever has no such right is somebody to whom this person is nobody in particular.
        let takes = |role: Role| TABLE.iter().any(|line| (line.right, line.role) == (Right::OpenEmergency, role));
        if actor.posts.iter().any(|(role, _)| takes(*role)) {
            self.house.write_as(&actor.author(), Command::OpenEmergency { person, account, reason });
            self.last().emergency_of = Some(actor.name.clone());
        }
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
    pub(super) fn subjects_for<'a>(&'a self, route: &Route, actor: &Actor) -> Vec<&'a Subject> {
        if !route.path.contains("{person}") {
            return vec![&self.subjects[0]];
        }
        let theirs = self.subjects[3..].iter().filter(|subject| subject.is_of(actor));
        self.subjects[..3].iter().chain(theirs).collect()
    }

    pub(super) fn call(&self, route: &Route, actor: Option<&Actor>, subject: &Subject) -> Answer {
        let path = self.path(route, subject);
        // What ends a session ends one of its own.
        let ends = ["/api/v1/session/end", "/sign-out", "/account/sessions/end"].contains(&route.path);
        let bearer =
            actor.map(|actor| if ends { actor.another_session(&self.house, true) } else { actor.bearer.clone() });
        let bearer = bearer.unwrap_or_default();
        let shown = ("Authorization", bearer.as_str());
        if route.path == "/api/v1/live" {
            // An empty one shows nothing: without any, the house would show Mina's.
            return self.house.listen(&path, &[("Authorization".to_owned(), bearer)]);
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
            "{post}" | "{concern}" | "{request}" | "{bond}" | "{telling}" | "{deferral}" | "{appeal}"
            | "{donation}" => new_uuid().to_string(),
            "{session}" => "no-such-session".to_owned(),
            "{tie}" | "{absence}" | "{message}" | "{link}" | "{answer}" => new_uuid().to_string(),
            "{secret}" => "no-such-secret".to_owned(),
            "{topic}" => "stop".to_owned(),
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
            "/session/end" | "/me/sessions/{session}/end" | "/accounts/{account}/invite" => json!({}),
            "/accounts" | "/accounts/{account}/change" => json!({ "details": holder }),
            "/accounts/{account}/posts" => json!({ "role": "clinician", "on": TODAY }),
            "/accounts/{account}/posts/{post}/end" => json!({ "on": TODAY, "reason": "They left." }),
            "/accounts/{account}/close" | "/accounts/{account}/erase" => json!({ "reason": "They left." }),
            "/accounts/{account}/application" => json!({ "words": "I would like to." }),
            "/accounts/{account}/application/answer" => json!({ "accepted": true, "words": "We are glad." }),
            "/accounts/{account}/training" => json!({ "topic": "consent", "on": TODAY }),
            "/accounts/{account}/ties" => json!({ "kind": "friend", "to": subject.person, "since": TODAY }),
            "/accounts/{account}/ties/{tie}/end" | "/accounts/{account}/absences/{absence}/end" => {
                json!({ "on": TODAY })
            }
            "/accounts/{account}/absences" => json!({ "from": TODAY, "until": "2030-01-01" }),
            "/concerns" => json!({ "kind": "pressed", "text": "I was pressed.", "about": subject.person }),
            "/concerns/{account}/{concern}/answer" => json!({ "answer": "We look into it." }),
            "/people" => json!({ "details": details("Somebody new") }),
            "/people/{person}/carers" | "/people/{person}/carers/end" => care,
            "/people/{person}/tellings" => json!({
                "topic": "stop", "version": 1, "on": TODAY, "by": self.actors[0].account, "way": "telephone",
                "said-back": "I can stop.", "understood": true,
            }),
            "/people/{person}/tellings/{telling}/entered-in-error" => json!({ "reason": "of somebody else" }),
            "/people/{person}/bonds" | "/people/{person}/bonds/{bond}/change" => {
                json!({ "kind": "friend", "contact": { "name": "Anna" } })
            }
            "/people/{person}/bonds/{bond}/end" => json!({}),
            "/people/{person}/bonds/{bond}/answer" => json!({ "may-see": true }),
            "/people/{person}/waits" => json!({ "step": "wait" }),
            "/people/{person}/deferrals" => json!({ "kind": "for-a-time", "on": TODAY, "reason": "Malaria." }),
            "/people/{person}/deferrals/{deferral}/review" => json!({ "next": TODAY, "reason": "It goes on." }),
            "/people/{person}/deferrals/{deferral}/lift" => json!({ "reason": "It is over." }),
            "/people/{person}/appeals" => json!({ "finding": RULE, "text": "It is not so." }),
            "/people/{person}/appeals/{appeal}/decide" => json!({ "decision": "stands", "reason": "It is so." }),
            "/people/{person}/assessments" => {
                json!({ "rule": RULE, "on": TODAY, "fit": true, "words": "All is well." })
            }
            "/people/{person}/carers/hand-over" => {
                json!({ "from": self.actors[0].account, "to": self.actors[0].account, "on": TODAY })
            }
            "/people/{person}/conversations" => json!({ "on": TODAY, "how": "telephone", "words": "We spoke." }),
            "/people/{person}/companions" => json!({ "by": self.actors[0].account, "words": "May I?" }),
            "/people/{person}/companions/answer" => json!({ "by": self.actors[0].account, "accepted": true }),
            "/people/{person}/companions/stop" => json!({ "whom": subject.person, "on": TODAY }),
            "/people/{person}/emergency" => json!({ "reason": "They collapsed." }),
            "/people/{person}/donations" => {
                json!({ "step": "open", "kind": "kidney", "toward": { "route": "list" }, "idea": "offered" })
            }
            "/people/{person}/donations/{donation}/word" => json!({ "step": "withdraw" }),
            "/people/{person}/donations/{donation}/step" => json!({ "step": "discharge", "on": TODAY }),
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
            "/people/{person}/follow-up/plan" => {
                json!({ "agreed": TODAY, "ways": [{ "by": "telephone", "address": "555 0100" }], "keepers": [] })
            }
            "/people/{person}/follow-up/attempts" => {
                json!({ "on": TODAY, "by": "telephone", "outcome": "no-answer" })
            }
            "/people/{person}/follow-up/answers" => {
                json!({ "seen": TODAY, "source": "telephone", "values": { "donor-status": "well" } })
            }
            "/people/{person}/follow-up/answers/{answer}/entered-in-error" => json!({ "reason": "of somebody else" }),
            "/people/{person}/follow-up/wish" => json!({ "be-left": true, "on": TODAY, "source": "telephone" }),
            "/people/{person}/follow-up/learnt" => {
                let learnt = format!("{TODAY}T06:00:00Z");
                json!({ "donation": new_uuid(), "what": "aborted", "on": TODAY, "learnt": learnt, "note": "It bled." })
            }
            "/people/{person}/follow-up/reported" => {
                let at = format!("{TODAY}T06:00:00Z");
                json!({ "donation": new_uuid(), "what": "aborted", "at": at, "to": "the authority" })
            }
            "/people/{person}/messages" => json!({ "by": "email" }),
            "/people/{person}/messages/{message}/finish" => json!({ "outcome": "stopped" }),
            "/people/{person}/links" => json!({}),
            "/people/{person}/links/{link}/end" => json!({ "reason": "It went astray." }),
            "/people/{person}/death" => {
                json!({ "on": TODAY, "learnt": format!("{TODAY}T06:00:00Z"), "how": "their sister rang" })
            }
            "/people/{person}/death/entered-in-error" => json!({ "reason": "It was somebody else." }),
            "/people/{person}/hand-over" => json!({ "on": TODAY, "to": "Southern" }),
            "/people/{person}/hand-over/acknowledge" => json!({ "on": TODAY, "by": "Dr Weiss" }),
            "/people/{person}/hand-over/take-back" => json!({ "on": TODAY, "reason": "They moved back." }),
            "/people/{person}/stage" => json!({ "stage": "evaluation", "on": TODAY }),
            "/people/{person}/preparations" => json!({ "stage": "evaluation", "preparation": "talk", "on": TODAY }),
            "/people/{person}/depart" | "/people/{person}/return" => json!({ "on": TODAY }),
            "/sites" => json!({ "kind": "clinic", "name": "Another", "on": TODAY }),
            "/sites/{site}/change" => json!({ "name": "Another" }),
            "/sites/{site}/close" => json!({ "on": TODAY }),
            "/erasures" => json!({ "person": subject.person, "reason": "their own wish" }),
            "/sites/{site}/receive" => json!({ "number": "nobody's", "born": "1980-03-14", "on": TODAY }),
            "/imports/{import}/rows/{line}/looked-at" => json!({ "done": "It is put right." }),
            path => panic!("{path} is an operation that nobody knows how to try"),
        }
    }

    /// Fields that each form can read; what a form does not have is passed over.
    pub(super) fn fields(&self, path: &str) -> Vec<(&'static str, &'static str)> {
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
            (
                "do",
                match path.rsplit('/').next() {
                    _ if path.ends_with("/follow-up/word") => "be-left",
                    _ if path.ends_with("/follow-up/step") => "attempt",
                    Some("journey") => "offer",
                    Some("word") => "withdraw",
                    _ => "discharge",
                },
            ),
            ("wish.on", TODAY),
            ("by", "email"),
            ("outcome", "stopped"),
            ("wish.source", "telephone"),
            ("attempt.on", TODAY),
            ("attempt.by", "telephone"),
            ("attempt.outcome", "no-answer"),
            ("offer.on", TODAY),
            ("offer.to", "Southern"),
            ("opening.kind", "kidney"),
            ("opening.toward", "list"),
            ("kind", "clinic"),
            ("name", "Another"),
            ("done", "It is put right."),
            ("said", "I have had enough."),
            ("login", "nobody"),
            ("password", "no password"),
        ]
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
