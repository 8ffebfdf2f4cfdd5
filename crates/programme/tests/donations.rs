//! Whatever is asked about a donation, by whomever and on whatever day: what the log then holds keeps articles 2, 3, 4 and 12.
//!
//! The log is judged here from its events alone, as somebody would who has never seen the engine.

#[path = "ground/cases.rs"]
mod cases;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Account, AccountDetails, AccountEvent, AccountId, Birth, Care, CareKind, CheckId, Command, Consent, Details,
    Donation, DonationEvent, DonationId, DonationStep, Event, Examination, ExaminationId, Facts, Idea, Identifier,
    Opening, Person, PersonEvent, PersonId, Post, PostId, Private, Role, Sex, Site, SiteEvent, SiteId, Stream,
    TellingId, TellingStep, TellingWay, Told, Toward, Trained, Value, Values, decide, file, next_step,
};
use proptest::prelude::*;
use uuid::Uuid;

const BEGIN: Date = date(2026, 1, 5);
const DONOR: PersonId = PersonId(Uuid::from_u128(1));
const RECIPIENT: PersonId = PersonId(Uuid::from_u128(2));
const SITE: SiteId = SiteId(Uuid::from_u128(3));
const ADVOCATE: usize = 0;
const DONORS_OWN: usize = 3;

/// One thing that may happen on a day.
#[derive(Clone, Debug)]
enum Try {
    Days(i64),
    Open(bool, bool),
    Consent(usize, u32, usize, i64, Option<usize>),
    Everything(usize),
    Shorten(Option<usize>, Option<usize>),
    Withdraw(Option<usize>, Option<usize>),
    Schedule(i64),
    Verify(bool, bool, Option<usize>),
    Start,
    Finish(i64),
    CallOff,
    Examine(bool, bool),
    Advocate(bool),
    Leave(bool),
}

fn anything() -> impl Strategy<Value = Try> {
    let account = || 0_usize..4;
    let author = || proptest::option::weighted(0.9, 0_usize..4);
    prop_oneof![
        3 => prop::sample::select(vec![0_i64, 1, 3, 7, 10, 30]).prop_map(Try::Days),
        3 => (any::<bool>(), any::<bool>()).prop_map(|(list, asked)| Try::Open(list, asked)),
        2 => (0_usize..10, 1_u32..3, account(), -3_i64..2, author()).prop_map(|(e, v, to, on, by)| Try::Consent(e, v, to, on, by)),
        5 => account().prop_map(Try::Everything),
        1 => (proptest::option::of(account()), author()).prop_map(|(to, by)| Try::Shorten(to, by)),
        1 => (proptest::option::of(account()), author()).prop_map(|(to, by)| Try::Withdraw(to, by)),
        5 => prop::sample::select(vec![0_i64, 0, 0, 3, 20, 40, -1]).prop_map(Try::Schedule),
        7 => (prop::bool::weighted(0.9), prop::bool::weighted(0.9), author()).prop_map(|(all, two, by)| Try::Verify(all, two, by)),
        5 => Just(Try::Start),
        2 => (-1_i64..2).prop_map(Try::Finish),
        1 => Just(Try::CallOff),
        3 => (prop::bool::weighted(0.9), prop::bool::weighted(0.9)).prop_map(|(fit, whole)| Try::Examine(fit, whole)),
        1 => prop::bool::weighted(0.8).prop_map(Try::Advocate),
        1 => prop::bool::weighted(0.2).prop_map(Try::Leave),
    ]
}

struct World {
    programme: Programme,
    today: Date,
    people: BTreeMap<PersonId, Person>,
    accounts: Vec<Account>,
    site: Site,
    log: Vec<(Date, PersonEvent)>,
    ids: u128,
}

impl World {
    fn new() -> Self {
        let text = include_str!("../../../programmes/living-kidney-us.toml");
        let programme = file::parse(text).programme.expect("it is without faults");
        let mut site = None;
        let opened = SiteEvent::Opened {
            kind: "transplant-centre".into(),
            name: "Centre".to_owned(),
            places: None,
            on: date(2020, 1, 1),
        };
        Site::apply(&mut site, SITE, &opened);
        let accounts = [None, None, None, Some(DONOR)].into_iter().enumerate().map(|(n, person)| account(n, person));
        let (people, log) = (BTreeMap::new(), Vec::new());
        let accounts = accounts.collect();
        let site = site.expect("it was opened");
        let mut world = Self { programme, today: BEGIN, people, accounts, site, log, ids: 1_000 };
        for person in [DONOR, RECIPIENT] {
            let details = Details {
                name: Some(format!("Person {person}")),
                number: None,
                sex: Sex::Unknown,
                birth: Birth::On(date(1980, 1, 1)),
            };
            world.carry_out(None, &Command::Register { person, details, site: None });
        }
        world.happens(&Try::Advocate(true));
        world.tell_everything();
        // Another one stands by whoever would receive.
        let care = Care { carer: world.accounts[2].id, kind: CareKind::Advocate, on: BEGIN };
        world.carry_out(None, &Command::AssignCarer { person: RECIPIENT, care });
        world
    }

    /// What has to be told before is no part of what is tried here.
    fn tell_everything(&mut self) {
        let told = Told {
            on: BEGIN,
            by: self.accounts[ADVOCATE].id,
            way: TellingWay::FaceToFace,
            interpreted: false,
            said_back: "She said it back.".to_owned(),
            understood: true,
        };
        for topic in self.programme.topics.clone() {
            let telling = TellingId(self.id());
            let step = TellingStep::Record { topic: topic.id, version: topic.version, told: told.clone() };
            self.carry_out(None, &Command::Telling { person: DONOR, telling, step });
        }
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn happens(&mut self, tried: &Try) {
        let days = |n: i64| self.today.saturating_add(n.days());
        let to = |n: &Option<usize>| n.map(|n| self.accounts[n].id);
        let elements: Vec<_> = self.programme.consent_elements.iter().map(|element| element.id.clone()).collect();
        match tried {
            Try::Days(n) => self.today = days(*n),
            Try::Open(list, asked) => {
                let toward = if *list { Toward::List } else { Toward::Directed { recipient: RECIPIENT } };
                let idea = if *asked { Idea::Asked } else { Idea::Offered };
                let opening = Opening { kind: "kidney".into(), toward, idea };
                let donation = DonationId(self.id());
                let step = DonationStep::Open { opening };
                self.carry_out(None, &Command::Donation { person: DONOR, donation, step });
            }
            Try::Consent(element, version, to, on, by) => {
                let element = elements[element % elements.len()].clone();
                let (to, on) = (self.accounts[*to].id, days(*on));
                self.step(*by, DonationStep::Consent { element, version: *version, to, on });
            }
            Try::Everything(to) => {
                let (to, on) = (self.accounts[*to].id, self.today);
                for element in elements {
                    self.step(Some(DONORS_OWN), DonationStep::Consent { element, version: 1, to, on });
                }
            }
            Try::Shorten(hearer, by) => {
                let to = to(hearer);
                self.step(*by, DonationStep::ShortenReflection { to });
            }
            Try::Withdraw(hearer, by) => {
                let to = to(hearer);
                self.step(*by, DonationStep::Withdraw { to });
            }
            Try::Schedule(n) => {
                let on = days(*n);
                self.step(None, DonationStep::Schedule { on, site: SITE });
            }
            Try::Verify(all, two, by) => {
                let items = self.programme.donation_kinds.iter().flat_map(|kind| &kind.verify);
                let as_expected = items.map(|item| item.id.clone()).skip(usize::from(!all)).collect();
                let known = [Identifier::Name, Identifier::Birth];
                let identifiers = known.into_iter().skip(usize::from(!two)).collect();
                self.step(*by, DonationStep::Verify { as_expected, identifiers });
            }
            Try::Start => self.step(None, DonationStep::Start),
            Try::Finish(n) => {
                let on = days(*n);
                self.step(None, DonationStep::Finish { on });
            }
            Try::CallOff => self.step(None, DonationStep::CallOff { reason: "a flood".to_owned() }),
            Try::Examine(fit, whole) => {
                let (examination, content) = (ExaminationId(self.id()), examination(self.today, *fit, *whole));
                self.carry_out(None, &Command::RecordExamination { person: DONOR, examination, content });
            }
            Try::Advocate(there) => {
                let care = Care { carer: self.accounts[ADVOCATE].id, kind: CareKind::Advocate, on: self.today };
                let person = DONOR;
                let command =
                    if *there { Command::AssignCarer { person, care } } else { Command::EndCare { person, care } };
                self.carry_out(None, &command);
            }
            Try::Leave(leaves) => {
                let (person, on) = (DONOR, self.today);
                let departure = programme::Departure { on, said: None };
                let command =
                    if *leaves { Command::Depart { person, departure } } else { Command::Return { person, on } };
                self.carry_out(None, &command);
            }
        }
    }

    fn step(&mut self, author: Option<usize>, step: DonationStep) {
        let Some(donation) = self.people[&DONOR].donations.last().map(|donation| donation.id) else { return };
        self.carry_out(author, &Command::Donation { person: DONOR, donation, step });
    }

    fn carry_out(&mut self, author: Option<usize>, command: &Command) {
        let mut facts = Facts::on(self.today);
        facts.author = author.map(|n| self.accounts[n].id);
        facts.accounts = self.accounts.iter().collect();
        facts.people = self.people.values().collect();
        facts.sites = vec![&self.site];
        match decide(&facts, &self.programme, command) {
            Ok(events) => events.into_iter().for_each(|(stream, event)| self.apply(stream, event)),
            Err(refusal) => {
                for text in [&refusal.what, &refusal.why, &refusal.next] {
                    assert!(!text.is_empty(), "{refusal:?}");
                }
            }
        }
    }

    fn apply(&mut self, stream: Stream, event: Event) {
        let (Stream::Person(id), Event::Person(event)) = (stream, event) else { panic!("only people are asked for") };
        let mut person = self.people.remove(&id);
        Person::apply(&mut person, id, &event);
        self.people.extend(person.map(|person| (id, person)));
        if id == DONOR {
            self.log.push((self.today, event));
        }
    }

    /// What the page says comes next can be said of everybody, and nothing is missing of what begins.
    fn next_is_sayable(&self) {
        let donor = &self.people[&DONOR];
        for donation in &donor.donations {
            let recipient = donation.recipient().and_then(|id| self.people.get(&id));
            let beside = recipient.map_or(&[][..], |recipient| &recipient.carers);
            let next = next_step(donor, beside, donation, &self.programme, self.today);
            assert!(next.missing.iter().all(|one| !one.plain.is_empty() && !one.next.is_empty()), "{next:?}");
        }
        assert!(donor.donations.iter().filter(|donation| donation.is_open()).count() <= 1);
    }
}

fn account(number: usize, person: Option<PersonId>) -> Account {
    let id = AccountId(Uuid::from_u128(100 + number as u128));
    let details = AccountDetails { name: format!("Account {number}"), login: format!("login{number}") };
    let mut account = None;
    Account::apply(&mut account, id, &AccountEvent::Opened { person, details: Private::Known(details) });
    let mut account = account.expect("it was opened");
    let role = [Role::Advocate, Role::Clinician, Role::Advocate, Role::Donor][number];
    account.posts.push(Post { id: PostId(id.0), role, site: None, from: Date::MIN, until: None });
    // Whoever works here has learnt what there is to learn.
    for training in ["what-donation-means", "consent-and-pressure"] {
        account.carer.trained.push(Trained { topic: training.into(), on: Date::MIN, until: None });
    }
    account
}

fn examination(on: Date, fit: bool, whole: bool) -> Examination {
    let values =
        |all: &[(&str, Value)]| -> Values { all.iter().map(|(id, value)| ((*id).into(), value.clone())).collect() };
    let number = |text: &str| Value::Number(text.parse().expect("a number"));
    let list = |all: &[&str]| Value::List(all.iter().map(|text| Some(text.parse().expect("a number"))).collect());
    let no = || Value::Choice("no".into());
    let clear = || Value::Choice("not-found".into());
    let mut checks: BTreeMap<CheckId, Values> = BTreeMap::from([
        ("body".into(), values(&[("bmi", number("24"))])),
        ("hba1c".into(), values(&[("hba1c", number("5.1"))])),
        (
            "medical-history".into(),
            values(&[("told-diabetes", no()), ("told-cancer", no()), ("heart-attack", no()), ("stroke", no())]),
        ),
        ("smoking".into(), values(&[("smoked-100", no())])),
        ("phq-9".into(), values(&[("phq-9", list(&["0"; 9]))])),
        ("blood-group".into(), values(&[("abo", Value::Choice("o".into()))])),
        ("infection-markers".into(), values(&[("hiv-test", clear()), ("hcv-test", clear()), ("hbv-test", clear())])),
    ]);
    let systolic = if fit { "120" } else { "160" };
    checks.insert("blood-pressure".into(), values(&[("systolic", list(&[systolic])), ("diastolic", list(&["80"]))]));
    if !whole {
        checks.insert("infection-markers".into(), values(&[("hiv-test", clear())]));
    }
    Examination { on, site: None, checks }
}

/// What somebody finds who reads the log and nothing else.
#[derive(Default)]
struct Auditor {
    opened: Option<Date>,
    shortened: bool,
    yes: BTreeMap<String, Consent>,
    set: Option<Date>,
    verified: BTreeSet<(AccountId, Date)>,
    started: bool,
    over: bool,
    given: u32,
    begun: u32,
    advocate: bool,
    away: bool,
    pressure: Option<(Date, bool)>,
    markers: Option<(Date, bool)>,
}

impl Auditor {
    fn reads(&mut self, today: Date, event: &PersonEvent) {
        match event {
            PersonEvent::CarerAssigned { .. } => self.advocate = true,
            PersonEvent::CarerEnded { .. } => self.advocate = false,
            PersonEvent::Departed { .. } => (self.away, self.set) = (true, None),
            PersonEvent::Returned { .. } => self.away = false,
            PersonEvent::ExaminationRecorded { content: Private::Known(content), .. } => {
                let systolic = &content.checks["blood-pressure"]["systolic"];
                let is_fit = *systolic == Value::List(vec![Some("120".parse().expect("a number"))]);
                self.pressure = Some((content.on, is_fit));
                self.markers = Some((content.on, content.checks["infection-markers"].len() == 3));
            }
            PersonEvent::Donation(event) => self.reads_donation(today, event),
            _ => {}
        }
    }

    fn reads_donation(&mut self, today: Date, event: &DonationEvent) {
        use DonationEvent as E;
        match event {
            E::Opened { .. } => {
                assert!(self.advocate, "article 3: asked with nobody on their side");
                assert!(!self.away && self.given == 0, "article 4: asked again, or while away");
                let (advocate, given, begun, away) = (self.advocate, self.given, self.begun, self.away);
                let (pressure, markers) = (self.pressure, self.markers);
                *self =
                    Self { opened: Some(today), advocate, given, begun, away, pressure, markers, ..Self::default() };
            }
            E::Consented { consent: Private::Known(consent), .. } => {
                let opened = self.opened.expect("it was opened");
                let least = if self.shortened { 7 } else { 30 };
                let over = opened.saturating_add(least.days());
                assert!(over <= consent.on && consent.on <= today, "article 2: no time to reflect: {consent:?}");
                assert!([100, 101, 102].map(|n| AccountId(Uuid::from_u128(n))).contains(&consent.to));
                assert!(!self.over && !self.started);
                assert_eq!(consent.version, 1, "article 2: words that nobody has");
                self.yes.insert(consent.element.to_string(), consent.clone());
            }
            E::ReflectionShortened { .. } => self.shortened = true,
            E::Withdrawn { .. } => {
                assert!(!self.started && !self.over);
                self.over = true;
            }
            E::Scheduled { appointed: Private::Known(appointed), .. } => {
                assert!(!self.over && !self.started && today <= appointed.on);
                self.verified.clear();
                self.set = Some(appointed.on);
            }
            E::Verified { verification: Private::Known(one), .. } => {
                assert_eq!((self.set, one.on), (Some(today), today), "article 4: verified on another day");
                assert_ne!(one.by, AccountId(Uuid::from_u128(103)), "article 4: verified by the donor");
                assert!(one.identifiers.len() >= 2 && one.as_expected.len() == 4, "{one:?}");
                self.verified.insert((one.by, one.on));
            }
            E::Started { .. } => self.begins(today),
            E::CalledOff { .. } => self.over = true,
            E::Done { .. } => {
                assert!(self.started && !self.over);
                self.given += 1;
                self.over = true;
            }
            _ => {}
        }
    }

    fn begins(&mut self, today: Date) {
        assert!(!self.over && !self.started, "article 2: begun though it was stopped");
        assert_eq!(self.yes.len(), 10, "article 2: begun without every yes");
        assert_eq!(self.set, Some(today), "begun on another day");
        assert!(self.verified.iter().filter(|(_, on)| *on == today).count() >= 2, "article 4: not verified by two");
        assert!(self.advocate && !self.away, "article 3: nobody on their side");
        let (pressure, fit) = self.pressure.expect("article 4: nothing is known");
        assert!(fit && today < pressure.saturating_add(1.year()), "article 4: failed, or out of date");
        let (markers, whole) = self.markers.expect("article 4: nothing is known");
        assert!(whole && today <= markers.saturating_add(28.days()), "article 4: markers of {markers} on {today}");
        assert_eq!(self.given, 0, "article 4: a second kidney");
        self.started = true;
        self.begun += 1;
    }
}

fn judged(tries: &[Try]) -> u32 {
    let mut world = World::new();
    for tried in tries {
        world.happens(tried);
        world.next_is_sayable();
    }
    let mut auditor = Auditor::default();
    world.log.iter().for_each(|(today, event)| auditor.reads(*today, event));
    auditor.begun
}

proptest! {
    #![proptest_config(cases::cases(400))]

    #[test]
    fn no_donation_breaks_an_article(tries in proptest::collection::vec(anything(), 1..60)) {
        judged(&tries);
    }

    /// The way through, with anything whatever done on the way: often enough it comes to an operation.
    #[test]
    fn nor_where_it_goes_nearly_right(slips in proptest::collection::vec((0_usize..9, anything()), 0..4)) {
        let mut way = the_way();
        slips.into_iter().for_each(|(at, slip)| way.insert(at.min(way.len()), slip));
        judged(&way);
    }
}

fn the_way() -> Vec<Try> {
    vec![
        Try::Open(false, true),
        Try::Days(30),
        Try::Everything(ADVOCATE),
        Try::Examine(true, true),
        Try::Schedule(0),
        Try::Verify(true, true, Some(1)),
        Try::Verify(true, true, Some(0)),
        Try::Start,
        Try::Finish(0),
    ]
}

/// Else nothing would be proved above.
#[test]
fn the_way_through_comes_to_an_operation() {
    assert_eq!(judged(&the_way()), 1);
    let donations: fn(&Donation) -> bool = Donation::is_open;
    let mut world = World::new();
    the_way().iter().for_each(|tried| world.happens(tried));
    assert!(world.people[&DONOR].donations.iter().any(donations), "she has not gone home yet");
}
