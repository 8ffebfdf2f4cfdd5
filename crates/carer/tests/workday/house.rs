//! Who is there: people with names that nobody else has, and those who work with them, all signed in.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use programme::{
    AccountDetails, AccountId, Birth, Care, CareKind, CarerStep, Command, Details, ExaminationId, PersonId, PostId,
    Role, Sex,
};
use record::{Clock, DoorWrite, Entropy, Opening, Place, Reader, Running, Submission, Token, Writer};
use tempfile::TempDir;

/// How many people there are for each who works.
const PEOPLE: usize = 2;

pub(crate) struct House {
    data: TempDir,
    programme: Arc<programme::rules::Programme>,
    /// Everybody in the programme.
    pub(crate) people: Vec<PersonId>,
    /// Everybody who works, in the order of their numbers.
    pub(crate) workers: Vec<Worker>,
}

/// Somebody who works, or looks after their own record.
pub(crate) struct Worker {
    pub(crate) role: Role,
    /// The secret of their session.
    pub(crate) secret: String,
    /// Whom they may see: places in [`House::people`].
    pub(crate) sees: BTreeSet<usize>,
}

/// The name of a person: a word that is on no page but theirs and those that list them.
pub(crate) fn name(person: usize) -> String {
    format!("Zq{person}zq")
}

impl House {
    /// A record with so many people at work in it.
    pub(crate) fn build(workers: usize) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let text = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = Arc::new(programme::file::parse(text).programme.expect("it is without faults"));
        let mut house = Self { data, programme, people: Vec::new(), workers: Vec::new() };
        let (writer, running) = house.open();
        house.register(&writer, workers * PEOPLE);
        for number in 0..workers {
            let worker = house.employ(&writer, number);
            house.workers.push(worker);
        }
        running.stop();
        house
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    /// Asserts that everything that was acknowledged is there, that the log is whole, and that the tables say what it says.
    pub(crate) fn has_all(&self, acknowledged: &[&(usize, ExaminationId)]) {
        let place = self.place();
        let report = record::verify(&place, None, &mut |_| {}).expect("it can be read");
        assert!(report.faults.is_empty(), "{:?}", report.faults);
        let mut reader = Reader::open(&place, Arc::clone(&self.programme)).expect("it opens");
        for (person, examination) in acknowledged {
            let life = reader.life(self.people[*person]).expect("it is read").expect("they are there");
            assert!(life.person.examinations.contains_key(examination), "{}: {examination} is lost", name(*person));
        }
        assert_eq!(record::rebuilds_alike(&place, &self.programme, &Clock::system()).expect("it is tried"), Some(true));
    }

    fn place(&self) -> Place {
        Place::Directory(self.data.path().to_owned())
    }

    fn open(&self) -> (Writer, Running) {
        let opening = Opening {
            place: self.place(),
            programme: Arc::clone(&self.programme),
            clock: Clock::system(),
            entropy: Entropy::system(),
            author: "a test".to_owned(),
        };
        record::open(opening, &mut |_| {}).expect("it opens")
    }

    fn register(&mut self, writer: &Writer, count: usize) {
        let (clock, mut entropy) = (Clock::system(), Entropy::system());
        let mut commands = Vec::new();
        for number in 0..count {
            let person = PersonId(entropy.uuid_v7(clock.now()));
            self.people.push(person);
            let birth = Birth::On(jiff::civil::date(1980, 3, 14));
            let details = Details { name: Some(name(number)), number: None, sex: Sex::Unknown, birth };
            commands.push(Command::Register { person, details, site: None });
        }
        carry_out(writer, commands);
    }

    /// Every fifth coordinates, examines, or stands by some; every other one has their own page.
    fn employ(&self, writer: &Writer, number: usize) -> Worker {
        let (clock, mut entropy) = (Clock::system(), Entropy::system());
        let account = AccountId(entropy.uuid_v7(clock.now()));
        let (role, sees): (_, BTreeSet<usize>) = match number % 5 {
            0 => (Role::Coordinator, (0..self.people.len()).collect()),
            1 => (Role::Clinician, (0..self.people.len()).collect()),
            2 => (Role::Advocate, (0..5).map(|step| (number * 3 + step) % self.people.len()).collect()),
            _ => (Role::Donor, [number].into()),
        };
        let person = (role == Role::Donor).then(|| self.people[number]);
        let details = AccountDetails { name: format!("Worker {number}"), login: format!("worker-{number}") };
        let post = PostId(entropy.uuid_v7(clock.now()));
        let zone = jiff::tz::TimeZone::get(&self.programme.time_zone).expect("it is known");
        let on = clock.now().to_zoned(zone).date();
        let mut commands = vec![Command::OpenAccount { account, person, details }];
        commands.extend(self.programme.carers.training.iter().map(|training| {
            let step = CarerStep::Train { topic: training.id.clone(), on };
            Command::Carer { account, step }
        }));
        commands.push(Command::Appoint { account, post, role, site: None, on });
        if role == Role::Advocate {
            let care = Care { carer: account, kind: CareKind::Advocate, on };
            commands.extend(sees.iter().map(|person| Command::AssignCarer { person: self.people[*person], care }));
        }
        carry_out(writer, commands);
        let secret = format!("session-{number}");
        let begin = DoorWrite::BeginSession {
            token: Token::of(&secret),
            account,
            until: i64::MAX,
            strong: true,
            browser: String::new(),
        };
        writer.at_door(vec![begin]).expect("it is written");
        Worker { role, secret, sees }
    }
}

fn carry_out(writer: &Writer, commands: Vec<Command>) {
    let submissions = commands.into_iter().map(|command| Submission::new("a test", command)).collect();
    for outcome in writer.submit_all(submissions).expect("it is written") {
        outcome.expect("it is carried out");
    }
}
