//! A record on either database with a clock that a test turns: commands go in, and what is read comes out.

use std::path::Path;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{Birth, CheckId, Command, Details, Examination, ExaminationId, PersonId, Sex, Value, Values, file};
use record::{Clock, Entropy, Opening, Outcome, Place, Reader, Rejection, Running, Submission, Writer, open};
use testing::Postgres;
use uuid::Uuid;

/// A record that is open.
pub(crate) struct Desk {
    pub(crate) place: Place,
    pub(crate) programme: Arc<Programme>,
    pub(crate) clock: Clock,
    today: Date,
    writer: Writer,
    running: Running,
    ids: u128,
}

/// Plays a case on a record of each database.
pub(crate) fn on_both(today: Date, case: impl Fn(Desk)) {
    let directory = tempfile::tempdir().expect("a directory");
    for place in [in_directory(directory.path()), Place::Database(Postgres::shared().database())] {
        case(Desk::open(place, today));
    }
}

fn in_directory(path: &Path) -> Place {
    Place::Directory(path.to_owned())
}

impl Desk {
    fn open(place: Place, today: Date) -> Self {
        let text = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = Arc::new(file::parse(text).programme.expect("it is without faults"));
        let zone = TimeZone::get(&programme.time_zone).expect("the zone is known");
        let noon = today.at(12, 0, 0, 0).to_zoned(zone).expect("there is a noon").timestamp();
        let clock = Clock::stepping(noon, std::time::Duration::from_millis(1));
        let (place_of, programme_of) = (place.clone(), Arc::clone(&programme));
        let opening = Opening {
            place: place_of,
            programme: programme_of,
            clock: clock.clone(),
            entropy: Entropy::seeded(5),
            author: "a test".to_owned(),
        };
        let (writer, running) = open(opening, &mut |_| {}).expect("it opens");
        Self { place, programme, clock, today, writer, running, ids: 0 }
    }

    /// Turns the clock to the noon of a later day.
    pub(crate) fn turn_to(&mut self, day: Date) {
        let days = self.today.until(day).expect("both are dates").get_days();
        self.clock.advance(std::time::Duration::from_secs(u64::try_from(days).expect("a later day") * 86_400));
        self.today = self.today.saturating_add(days.days());
    }

    /// Carries commands out in one batch, as far as the engine does.
    pub(crate) fn together(&self, commands: Vec<Command>) -> Vec<Outcome> {
        let submissions = commands.into_iter().map(|command| Submission::new("test", command)).collect();
        self.writer.submit_all(submissions).expect("the writer answers")
    }

    /// Carries a command out.
    pub(crate) fn done(&self, command: Command) {
        let outcome = self.together(vec![command]).remove(0);
        outcome.unwrap_or_else(|rejection| panic!("{rejection}"));
    }

    /// The rule that refuses a command.
    pub(crate) fn refused(&self, command: Command) -> String {
        match self.together(vec![command]).remove(0) {
            Err(Rejection::Refused(refusal)) => refusal.rule.to_string(),
            other => panic!("it was not refused: {other:?}"),
        }
    }

    pub(crate) fn register(&mut self, name: &str, born: Date) -> PersonId {
        let person = PersonId(self.id());
        let details = Details { name: Some(name.to_owned()), number: None, sex: Sex::Female, birth: Birth::On(born) };
        self.done(Command::Register { person, details, site: None });
        person
    }

    /// Records a check of one value.
    pub(crate) fn examine(
        &mut self,
        person: PersonId,
        on: Date,
        check: &str,
        field: &str,
        value: Value,
    ) -> ExaminationId {
        let examination = ExaminationId(self.id());
        let values = Values::from([(field.into(), value)]);
        let content = Examination { on, site: None, checks: [(CheckId::from(check), values)].into() };
        self.done(Command::RecordExamination { person, examination, content });
        examination
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader::open(&self.place, Arc::clone(&self.programme)).expect("it can be read")
    }

    pub(crate) fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    /// Closes the record, and proves that its read tables are what a rebuilding would make.
    pub(crate) fn close(self) {
        self.running.stop();
        let alike = record::rebuilds_alike(&self.place, &self.programme, &self.clock);
        assert_eq!(alike.expect("it can be tried"), Some(true), "the read tables are not what the log says");
    }
}
