//! Whatever is asked of the engine, in whatever order: the read tables are what they would be if they were made anew, and the
//! record holds.

use std::sync::Arc;

use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Birth, BondContent, BondId, BondKind, BondStep, CheckId, Command, Departure, Details, Examination, ExaminationId,
    ImportId, ImportSummary, Number, PersonId, RefusedRow, Sex, SiteId, Value, Values, Whom, file,
};
use proptest::prelude::*;
use record::{Clock, Entropy, Opening, Place, Submission, open, rebuilds_alike, verify};
use uuid::Uuid;

fn kidney() -> Arc<Programme> {
    let text = include_str!("../../../programmes/living-kidney-us.toml");
    let mut programme = file::parse(text).programme.expect("it is without faults");
    // Nobody here can sign in and so nobody tells: what is tried are the tables.
    programme.topics.clear();
    Arc::new(programme)
}

fn person() -> impl Strategy<Value = PersonId> {
    (0_u128..6).prop_map(|n| PersonId(Uuid::from_u128(n)))
}

fn site() -> impl Strategy<Value = SiteId> {
    (0_u128..3).prop_map(|n| SiteId(Uuid::from_u128(100 + n)))
}

fn examination() -> impl Strategy<Value = ExaminationId> {
    (0_u128..8).prop_map(|n| ExaminationId(Uuid::from_u128(200 + n)))
}

fn bond() -> impl Strategy<Value = BondId> {
    (0_u128..8).prop_map(|n| BondId(Uuid::from_u128(400 + n)))
}

fn day() -> impl Strategy<Value = Date> {
    (1_i8..13, 1_i8..29).prop_map(|(month, day)| date(2025, month, day))
}

fn details() -> impl Strategy<Value = Details> {
    (0_u8..5, 1940_i16..2012).prop_map(|(number, year)| Details {
        name: Some(format!("Person {year}")),
        number: (number > 0).then(|| format!("N {number}")),
        sex: Sex::Unknown,
        birth: Birth::On(date(year, 5, 5)),
    })
}

fn content() -> impl Strategy<Value = Examination> {
    (day(), 60_i64..200, proptest::option::of(site()), 0_i64..4).prop_map(|(on, systolic, site, item)| {
        let mut checks = std::collections::BTreeMap::<CheckId, Values>::new();
        let list = |n: i64, of: usize| Value::List(vec![Some(Number::whole(n)); of]);
        checks.entry("blood-pressure".into()).or_default().insert("systolic".into(), list(systolic, 3));
        checks.entry("phq-9".into()).or_default().insert("phq-9".into(), list(item, 9));
        Examination { on, site, checks }
    })
}

fn command() -> impl Strategy<Value = Command> {
    let why = || Just("because".to_owned());
    prop_oneof![
        4 => (person(), details(), proptest::option::of(site())).prop_map(|(person, details, site)| Command::Register { person, details, site }),
        4 => (person(), examination(), content()).prop_map(|(person, examination, content)| Command::RecordExamination { person, examination, content }),
        1 => (person(), details(), examination(), content(), any::<bool>()).prop_map(|(person, details, examination, content, day_known)| Command::TakeRow { person, details, examination, content, day_known, from: None }),
        2 => (person(), details(), why()).prop_map(|(person, details, reason)| Command::AmendDetails { person, details, reason }),
        2 => (person(), examination(), content(), why()).prop_map(|(person, examination, content, reason)| Command::AmendExamination { person, examination, content, reason }),
        1 => (person(), examination(), why()).prop_map(|(person, examination, reason)| Command::MarkExaminationEnteredInError { person, examination, reason }),
        1 => (person(), examination(), day()).prop_map(|(person, examination, on)| Command::AnswerAlert {
            person, examination, alert: "phq-9-item-9".into(),
            answer: programme::AlertAnswer { on, by: "Mina".to_owned(), note: "talked".to_owned() },
        }),
        2 => (person(), day(), any::<bool>()).prop_map(|(person, on, told)| Command::RecordPreparation {
            person, stage: "evaluation".into(), preparation: if told { "told" } else { "advocate-met" }.into(), on,
        }),
        3 => (person(), bond(), person(), 0_usize..6).prop_map(|(person, bond, named, kind)| Command::Bond {
            person, bond,
            step: BondStep::Name { content: BondContent {
                kind: BondKind::ALL[kind], whom: Whom::Record { person: named }, may_be_told: [].into(), may_see: kind < 5,
            } },
        }),
        1 => (person(), bond(), person()).prop_map(|(person, bond, namer)| Command::Bond { person, bond, step: BondStep::Leave { namer } }),
        1 => (person(), bond()).prop_map(|(person, bond)| Command::Bond { person, bond, step: BondStep::End }),
        2 => (person(), day()).prop_map(|(person, on)| Command::EnterStage { person, stage: "evaluation".into(), on }),
        3 => (person(), proptest::option::weighted(0.8, site()), day()).prop_map(|(person, site, on)| Command::Move { person, site, on }),
        1 => (person(), day()).prop_map(|(person, on)| Command::Depart { person, departure: Departure { on, said: None } }),
        1 => (person(), day()).prop_map(|(person, on)| Command::Return { person, on }),
        1 => (person(), why()).prop_map(|(person, reason)| Command::Erase { person, reason }),
        2 => (site(), proptest::option::of(0_u32..3)).prop_map(|(site, places)| Command::OpenSite { site, kind: "clinic".into(), name: "North".to_owned(), places, on: date(2025, 1, 1) }),
        1 => (site(), proptest::option::of(0_u32..5)).prop_map(|(site, places)| Command::ChangeSite { site, name: "South".to_owned(), places }),
        1 => (site(), day()).prop_map(|(site, on)| Command::CloseSite { site, on }),
        1 => (1_u64..5, 1_u64..3).prop_map(|(line, import)| Command::RefuseRows {
            import: ImportId(Uuid::from_u128(300 + u128::from(import))), file: "a.csv".to_owned(),
            rows: vec![RefusedRow { line, column: Some(2), column_name: Some("AGE".to_owned()), rule: "plausible-range".into(), why: "it is not".to_owned() }],
        }),
        1 => (1_u64..5, 1_u64..3).prop_map(|(line, import)| Command::LookAtRow { import: ImportId(Uuid::from_u128(300 + u128::from(import))), line, done: "mended".to_owned() }),
        1 => (1_u64..3, 0_u64..9).prop_map(|(import, taken)| Command::FinishImport {
            import: ImportId(Uuid::from_u128(300 + u128::from(import))),
            summary: ImportSummary { file: "a.csv".to_owned(), sha256: String::new(), mapping: "m".to_owned(), rows: taken, taken, unchanged: 0, refused: 0, not_taken_again: 0 },
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(testing::seeds(24, 2_000).count() as u32))]

    #[test]
    fn the_read_tables_are_what_a_rebuilding_would_make(commands in proptest::collection::vec(command(), 1..60), together in 1_usize..20) {
        let directory = tempfile::tempdir().expect("a directory");
        let place = Place::Directory(directory.path().to_owned());
        let programme = kidney();
        let clock = Clock::stepping("2025-12-31T12:00:00Z".parse().expect("a time"), std::time::Duration::from_millis(1));
        let opening = || Opening {
            place: place.clone(),
            programme: Arc::clone(&programme),
            clock: clock.clone(),
            entropy: Entropy::seeded(7),
            author: "test".to_owned(),
        };
        let (writer, running) = open(opening(), &mut |_| {}).expect("it opens");
        for some in commands.chunks(together) {
            let submissions = some.iter().map(|command| Submission::new("test", command.clone())).collect();
            writer.submit_all(submissions).expect("the writer answers");
            // What changes on a later day than somebody's first has changed for whoever looks.
            clock.advance(std::time::Duration::from_secs(30_000));
        }
        running.stop();
        prop_assert_eq!(rebuilds_alike(&place, &programme, &clock).expect("it can be tried"), Some(true));
        let report = verify(&place, None, &mut |_| {}).expect("it can be verified");
        prop_assert!(report.holds(), "{report}");
    }
}
