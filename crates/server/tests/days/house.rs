//! A server with a record of its own and a clock that a test turns: what lies weeks before today is written down weeks
//! before, in the order in which it happened.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use programme::rules::Programme;
use programme::{
    AccountDetails, AccountId, Birth, Care, CareKind, CarerStep, Command, Details, Identifier, PersonId, PostId, Role,
    Sex, SiteId, file,
};
use record::{Clock, DoorWrite, Entropy, Place, Submission, Token};
use serde_json::{Value, json};
use server::{Address, Email, Manner, Outbox, Security};
use tempfile::TempDir;
use testing::MailServer;
use totp_rs::{Builder, Secret};
use uuid::Uuid;

use crate::served::Served;

/// What everybody here chose as a password.
pub(crate) const PASSWORD: &str = "three quiet herons at dusk";
/// The secret of everybody's second factor.
const FACTOR: [u8; 20] = [7; 20];
/// When the record begins: a morning in New York.
const BEGIN: &str = "2026-03-02T15:00:00Z";

/// A server that runs until it is dropped.
pub(crate) struct House {
    served: Served,
    programme: Arc<Programme>,
    clock: Clock,
    agent: ureq::Agent,
    _data: TempDir,
}

impl House {
    /// A record in which nobody is yet, served.
    pub(crate) fn empty() -> Self {
        Self::with(None)
    }

    /// The same, which sends e-mails by this server.
    pub(crate) fn that_sends_by(mail: &MailServer) -> Self {
        Self::with(Some(mail))
    }

    fn with(mail: Option<&MailServer>) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let place = Place::Directory(data.path().to_owned());
        let text = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = Arc::new(file::parse(text).programme.expect("it is without faults"));
        let clock = Clock::fixed(BEGIN.parse().expect("an instant"));
        let manner = |address| Manner { outbox: mail.map(|mail| outbox(address, mail)), ..Manner::default() };
        let served = Served::start(&place, &programme, &clock, "the machine", manner);
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.timeout_global(Some(Duration::from_secs(120))).build().into();
        Self { served, programme, clock, agent, _data: data }
    }

    /// Where it answers.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.served.address)
    }

    /// Today, in the programme's time zone.
    pub(crate) fn today(&self) -> Date {
        let zone = jiff::tz::TimeZone::get(&self.programme.time_zone).expect("it is known");
        self.clock.now().to_zoned(zone).date()
    }

    /// Turns the clock to the same hour of a later day.
    pub(crate) fn until(&self, day: &str) {
        let day: Date = day.parse().expect("a day");
        let days = self.today().until(day).expect("it comes later").get_days();
        let days = u64::try_from(days).expect("the clock is not turned back");
        self.clock.advance(Duration::from_secs(days * 24 * 3_600));
    }

    /// Lets some seconds pass.
    pub(crate) fn later(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The code that everybody's telephone shows now.
    pub(crate) fn code(&self) -> String {
        self.code_of(&FACTOR)
    }

    /// The code of now of a secret that somebody set up.
    pub(crate) fn code_of(&self, secret: &[u8]) -> String {
        let totp = Builder::new().with_secret(Secret::from(secret)).build().expect("a secret of 160 bits");
        totp.generate(u64::try_from(self.clock.now().as_second()).expect("after 1970")).to_string()
    }

    /// The code of now of a secret that somebody was shown in letters.
    pub(crate) fn code_of_letters(&self, letters: &str) -> String {
        let letters: String = letters.split_whitespace().collect();
        self.code_of(Secret::try_from_base32(letters).expect("it is in base 32").as_bytes())
    }

    /// Everything that is told, with the version of its words.
    pub(crate) fn topics(&self) -> Vec<(String, u32)> {
        self.programme.topics.iter().map(|topic| (topic.rule.id.to_string(), topic.version)).collect()
    }

    /// What everything that is told is called.
    pub(crate) fn topic_names(&self) -> Vec<String> {
        // In the order in which the page asks for them: what is told before two questions stands at the first.
        let mut topics: Vec<_> = self.programme.topics.iter().collect();
        topics.sort_by_key(|topic| topic.before.iter().min().copied());
        topics.into_iter().map(|topic| topic.name.clone()).collect()
    }

    /// What everything is called that somebody who gives a kidney consents to.
    pub(crate) fn consent_names(&self) -> Vec<String> {
        self.programme.consent_for(&"kidney".into()).map(|element| element.name.clone()).collect()
    }

    /// What is verified of who gives a kidney and of the kidney, and by what it is known who they are, as boxes to tick.
    pub(crate) fn verified(&self) -> Vec<String> {
        let kind = self.programme.donation_kind(&"kidney".into()).expect("the programme knows it");
        let items = kind.verify.iter().map(|item| format!("{}, as expected: {}", item.name, item.plain));
        items.chain(Identifier::ALL.map(|one| one.plain().to_owned())).collect()
    }

    /// Carries out a command, which has to succeed.
    pub(crate) fn write(&self, command: Command) {
        let said = format!("{command:?}");
        self.served
            .writer
            .submit(Submission::new("the machine", command))
            .unwrap_or_else(|why| panic!("{said}: {why}"));
    }

    /// Opens a site.
    pub(crate) fn site(&self, name: &str, kind: &str, places: Option<u32>) -> SiteId {
        let (site, on) = (SiteId(new_id()), jiff::civil::date(2015, 1, 1));
        self.write(Command::OpenSite { site, kind: kind.into(), name: name.to_owned(), places, on });
        site
    }

    /// Opens an account with these posts, with a password, and a second factor where they see others.
    pub(crate) fn account(
        &self,
        name: &str,
        login: &str,
        person: Option<PersonId>,
        posts: &[(Role, Option<SiteId>)],
    ) -> AccountId {
        let account = AccountId(new_id());
        let details = AccountDetails { name: name.to_owned(), login: login.to_owned() };
        self.write(Command::OpenAccount { account, person, details });
        for (role, site) in posts {
            if *role == Role::Advocate {
                self.trained(account);
            }
            let (post, on) = (PostId(new_id()), self.today());
            self.write(Command::Appoint { account, post, role: *role, site: *site, on });
        }
        let mut door = vec![DoorWrite::SetPassword { account, hash: server::password_hash(PASSWORD, &[3; 16]) }];
        if posts.iter().any(|(role, _)| !matches!(role, Role::Donor | Role::Recipient)) {
            door.push(DoorWrite::SetTotp { account, secret: FACTOR.to_vec(), step: 0 });
        }
        assert!(self.served.writer.at_door(door).expect("it is written"));
        account
    }

    /// What advocates have to have learnt, learnt today.
    fn trained(&self, account: AccountId) {
        for training in &self.programme.carers.training {
            let step = CarerStep::Train { topic: training.id.clone(), on: self.today() };
            self.write(Command::Carer { account, step });
        }
    }

    /// Registers somebody, born on 14 March 1980.
    pub(crate) fn person(&self, name: &str, number: &str, site: Option<SiteId>) -> PersonId {
        let person = PersonId(new_id());
        let (name, number) = (Some(name.to_owned()), Some(number.to_owned()));
        let birth = Birth::On(jiff::civil::date(1980, 3, 14));
        self.write(Command::Register { person, details: Details { name, number, sex: Sex::Female, birth }, site });
        person
    }

    /// Puts an advocate by somebody's side from today on.
    pub(crate) fn stands_by(&self, advocate: AccountId, person: PersonId) {
        let care = Care { carer: advocate, kind: CareKind::Advocate, on: self.today() };
        self.write(Command::AssignCarer { person, care });
    }

    /// Sends a command as a program of somebody's does.
    pub(crate) fn post(&self, by: AccountId, path: &str, body: &Value) {
        let request = self.agent.post(format!("{}{path}", self.address()));
        let request = request.header("Authorization", self.shows(by)).header("Idempotency-Key", new_id().to_string());
        let mut answer = request.send_json(body).expect("it answers");
        let said = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status().as_u16(), 201, "{path}: {said}");
    }

    /// Reads something as a program of somebody's does.
    pub(crate) fn get(&self, by: AccountId, path: &str) -> Value {
        let request = self.agent.get(format!("{}{path}", self.address())).header("Authorization", self.shows(by));
        let mut answer = request.call().expect("it answers");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().read_json().expect("JSON")
    }

    /// What somebody shows to be let in now, without a browser.
    fn shows(&self, account: AccountId) -> String {
        let secret = new_id().to_string();
        let (token, until) = (Token::of(&secret), self.clock.now().as_microsecond() + 60_000_000);
        let begin = DoorWrite::BeginSession { token, account, until, strong: true, browser: String::new() };
        assert!(self.served.writer.at_door(vec![begin]).expect("it is written"));
        format!("Bearer {secret}")
    }
}

/// An examination with which nothing stands against giving. `found` says what is otherwise.
pub(crate) fn healthy(on: &str, found: &[(&str, Value)]) -> Value {
    let mut checks = json!({
        "blood-pressure": { "systolic": [118, 116, 117], "diastolic": [76, 74, 75] },
        "body": { "weight": 64.2, "height": 168, "bmi": 22.7, "pulse": 66 },
        "hba1c": { "hba1c": 5.1 },
        "lipids": { "total-cholesterol": 178, "hdl-cholesterol": 56 },
        "medical-history": {
            "told-diabetes": "no", "takes-insulin": "no", "told-cancer": "no", "heart-attack": "no", "stroke": "no",
            "general-health": "very-good",
        },
        "smoking": { "smoked-100": "no" },
        "phq-9": { "phq-9": [0, 1, 1, 1, 0, 0, 0, 0, 0] },
    });
    for (check, fields) in found {
        checks[*check] = fields.clone();
    }
    json!({ "on": on, "checks": checks })
}

/// An id that nobody has.
pub(crate) fn new_id() -> Uuid {
    Entropy::system().uuid_v7(Clock::system().now())
}

/// How a house at this address sends e-mails.
fn outbox(address: SocketAddr, mail: &MailServer) -> Outbox {
    let address = Address::read(&format!("http://{address}")).expect("a port of this machine");
    let email = Email {
        server: "localhost".to_owned(),
        port: mail.port(),
        security: Security::Starttls,
        login: Some((MailServer::USER.to_owned(), MailServer::PASSWORD.to_owned())),
        from: "St Anne’s <follow-up@carer.example.org>".to_owned(),
        certificates: Some(mail.certificate()),
    };
    Outbox { address, email: Some(email), text: None }
}
