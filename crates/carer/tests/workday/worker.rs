//! What one person does all day: looks at pages that they may see, tries one that they may not, and those who examine write
//! down what they found, again and again until it is acknowledged.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use programme::{ExaminationId, Role};
use serde_json::{Value, json};

use crate::house::{House, Worker, name};

/// Where they all work: at which server, until when, and how much was done so far.
pub(crate) struct Floor {
    address: SocketAddr,
    is_over: AtomicBool,
    /// Answers of a server that was ready.
    pub(crate) answers: AtomicUsize,
    /// Examinations that were acknowledged.
    pub(crate) acknowledged: AtomicUsize,
}

/// Ends the work when it is dropped.
pub(crate) struct Home<'f>(&'f Floor);

impl Floor {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            is_over: AtomicBool::new(false),
            answers: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
        }
    }

    pub(crate) fn until_dropped(&self) -> Home<'_> {
        Home(self)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

impl Drop for Home<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

/// What somebody did and saw.
#[derive(Default)]
pub(crate) struct Done {
    /// How long each answer took that came, and what it was.
    pub(crate) took: Vec<(&'static str, Duration)>,
    /// Examinations that were acknowledged, each with its person.
    pub(crate) acknowledged: Vec<(usize, ExaminationId)>,
    /// What was wrong.
    pub(crate) wrong: Vec<String>,
}

/// Works until it is over.
pub(crate) fn work(house: &House, number: usize, floor: &Floor) -> Done {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(Duration::from_secs(30))).build().into();
    let worker = &house.workers[number];
    let mut day = Day { house, worker, agent, floor, chance: number as u64 + 1, done: Done::default() };
    while !floor.is_over() {
        day.step();
        let pause = 200 + day.draw(1_300);
        std::thread::sleep(Duration::from_millis(pause as u64));
    }
    day.done
}

struct Day<'h> {
    house: &'h House,
    worker: &'h Worker,
    agent: ureq::Agent,
    floor: &'h Floor,
    chance: u64,
    done: Done,
}

impl Day<'_> {
    fn step(&mut self) {
        let examines = matches!(self.worker.role, Role::Coordinator | Role::Clinician);
        match self.draw(6) {
            0 if self.worker.role != Role::Donor => self.list("/people"),
            1 if self.worker.role != Role::Donor => self.list("/today"),
            2 if examines => self.examine(),
            3 if !examines => self.somebody_else(),
            _ => self.somebody(),
        }
    }

    /// A page of somebody whom they may see: it is theirs.
    fn somebody(&mut self) {
        let all: Vec<usize> = self.worker.sees.iter().copied().collect();
        let person = all[self.draw(all.len())];
        let path = format!("/people/{}", self.house.people[person]);
        let Some((status, page)) = self.get("a person", &path) else { return };
        if status != 200 || !page.contains(&name(person)) {
            self.done.wrong.push(format!("{path}: {status}, and it is not of {}", name(person)));
        }
        self.holds_only(&path, &page, &[person].into());
    }

    /// A page of somebody whom they may not see: nobody is there.
    fn somebody_else(&mut self) {
        let person = self.draw(self.house.people.len());
        if self.worker.sees.contains(&person) {
            return;
        }
        let path = format!("/people/{}", self.house.people[person]);
        let Some((status, page)) = self.get("nobody", &path) else { return };
        if status != 404 {
            self.done.wrong.push(format!("{path}: {status} to who may not see them"));
        }
        self.holds_only(&path, &page, &[].into());
    }

    fn list(&mut self, path: &'static str) {
        let Some((status, page)) = self.get(path, path) else { return };
        if status != 200 {
            self.done.wrong.push(format!("{path}: {status}"));
        }
        let sees = self.worker.sees.clone();
        self.holds_only(path, &page, &sees);
    }

    /// Writes down an examination until that is acknowledged, under one key all the while.
    fn examine(&mut self) {
        let person = self.draw(self.house.people.len());
        let path = format!("/api/v1/people/{}/examinations", self.house.people[person]);
        let key = format!("{}-{}-{}", self.worker.secret, self.done.acknowledged.len(), self.draw(usize::MAX));
        let body = json!({ "on": "2025-06-01", "checks": { "body": { "weight": 50 + self.draw(50) } } });
        while !self.floor.is_over() {
            match self.post(&path, &key, &body) {
                Some((201, answer)) => {
                    let location = answer["stream"].as_str().unwrap_or_default().to_owned();
                    if !location.ends_with(&self.house.people[person].to_string()) {
                        self.done.wrong.push(format!("{path}: it was written to {location}"));
                    }
                    return;
                }
                Some((503, _)) | None => std::thread::sleep(Duration::from_millis(100)),
                Some((status, answer)) => return self.done.wrong.push(format!("{path}: {status} {answer}")),
            }
        }
    }

    fn holds_only(&mut self, path: &str, page: &str, sees: &std::collections::BTreeSet<usize>) {
        for (at, _) in page.match_indices("Zq") {
            let digits: String = page[at + 2..].chars().take_while(char::is_ascii_digit).collect();
            let person: Option<usize> = digits.parse().ok();
            if page[at + 2 + digits.len()..].starts_with("zq") && person.is_some_and(|person| !sees.contains(&person)) {
                self.done.wrong.push(format!("{path} shows {} to a {}", name(person.unwrap_or(0)), self.worker.role));
            }
        }
    }

    /// A page, where an answer came: a server that was killed gives none.
    fn get(&mut self, what: &'static str, path: &str) -> Option<(u16, String)> {
        let begun = Instant::now();
        let request = self.agent.get(format!("http://{}{path}", self.floor.address));
        let cookie = format!("carer-session={}", self.worker.secret);
        let mut answer = request.header("Cookie", cookie).call().ok()?;
        let (status, page) = (answer.status().as_u16(), answer.body_mut().read_to_string().ok()?);
        self.answered(what, status, begun);
        (status != 503).then_some((status, page))
    }

    fn post(&mut self, path: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
        let begun = Instant::now();
        let request = self.agent.post(format!("http://{}{path}", self.floor.address)).header("Idempotency-Key", key);
        let shown = format!("Bearer {}", self.worker.secret);
        let mut answer = request.header("Authorization", shown).send_json(body).ok()?;
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let json: Value = answer.body_mut().read_json().ok()?;
        self.answered("an examination", status, begun);
        if let (201, Some(location)) = (status, location) {
            let (_, examination) = location.rsplit_once('/').expect("a path has parts");
            let person = self.house.people.iter().position(|id| path.contains(&id.to_string()));
            let examination = examination.parse().expect("an id");
            self.done.acknowledged.push((person.expect("it was about somebody"), examination));
            self.floor.acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        Some((status, json))
    }

    fn answered(&mut self, what: &'static str, status: u16, begun: Instant) {
        self.done.took.push((what, begun.elapsed()));
        // One that has just been started says that it is not ready yet.
        if status != 503 {
            self.floor.answers.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A number below this one (splitmix64).
    fn draw(&mut self, below: usize) -> usize {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % below.max(1)
    }
}
