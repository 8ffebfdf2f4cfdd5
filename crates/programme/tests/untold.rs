//! What still has to be told, against an oracle that goes through every day and knows nothing of “the last telling”.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::{Programme, Question};
use programme::{
    AccountId, Birth, Details, Person, PersonEvent, PersonId, Private, Sex, TellingEvent, TellingId, TellingWay, Told,
    WhyUntold, file, untold,
};
use proptest::prelude::*;
use uuid::Uuid;

const FILE: &str = include_str!("../../../programmes/living-kidney-us.toml");
const FIRST: Date = date(2026, 1, 1);
/// With a time in which it counts, without one, and one more that is told before two questions.
const TOPICS: [&str; 3] = ["risk-of-death", "time-to-reflect", "may-decline"];

#[derive(Clone, Copy, Debug)]
struct Recorded {
    topic: usize,
    version: u32,
    day: i32,
    understood: bool,
    in_error: bool,
}

fn recorded() -> impl Strategy<Value = Recorded> {
    (0_usize..3, 1_u32..4, 0_i32..800, any::<bool>(), proptest::bool::weighted(0.2))
        .prop_map(|(topic, version, day, understood, in_error)| Recorded { topic, version, day, understood, in_error })
}

fn person(tellings: &[Recorded]) -> Person {
    let mut person = None;
    let id = PersonId(Uuid::from_u128(1));
    let birth = Birth::On(date(1990, 1, 1));
    let details = Details { name: Some("Kathy".to_owned()), number: None, sex: Sex::Female, birth };
    let details = Private::Known(details);
    let mut take = |event| Person::apply(&mut person, id, &event);
    take(PersonEvent::Registered { stage: "registered".into(), on: FIRST, details });
    for (number, recorded) in tellings.iter().enumerate() {
        let told = Told {
            on: FIRST.saturating_add(recorded.day.days()),
            by: AccountId(Uuid::from_u128(2)),
            way: TellingWay::FaceToFace,
            interpreted: false,
            said_back: "I have understood it.".to_owned(),
            understood: recorded.understood,
        };
        let (telling, topic) = (TellingId(Uuid::from_u128(number as u128)), TOPICS[recorded.topic].into());
        let told = Private::Known(told);
        take(PersonEvent::Telling(TellingEvent::Recorded { telling, topic, version: recorded.version, told }));
        if recorded.in_error {
            let reason = Private::Known("It was somebody else.".to_owned());
            take(PersonEvent::Telling(TellingEvent::EnteredInError { telling, reason }));
        }
    }
    person.expect("they were registered")
}

/// Lives through the days one after the other, and remembers of each topic what was told on the latest of them.
fn oracle(programme: &Programme, tellings: &[Recorded], question: Question, today: i32) -> Vec<(String, WhyUntold)> {
    let mut last: [Option<Recorded>; 3] = [None; 3];
    for day in 0..=today {
        for told in tellings.iter().filter(|told| told.day == day && !told.in_error) {
            last[told.topic] = Some(*told);
        }
    }
    let day = |day: i32| FIRST.saturating_add(day.days());
    let mut untold = Vec::new();
    for topic in programme.topics.iter().filter(|topic| topic.before.contains(&question)) {
        let known = TOPICS.iter().position(|id| topic.id.as_str() == *id).and_then(|at| last[at]);
        let a_year = topic.valid_for.is_some();
        let why = match known {
            None => Some(WhyUntold::Never),
            Some(told) if !told.understood => Some(WhyUntold::NotUnderstood { on: day(told.day) }),
            Some(told) if told.version != topic.version => Some(WhyUntold::OtherVersion { told: told.version }),
            Some(told) => {
                let since = day(told.day).saturating_add(1.year());
                (a_year && since <= day(today)).then_some(WhyUntold::OutOfDate { since })
            }
        };
        untold.extend(why.map(|why| (topic.id.to_string(), why)));
    }
    untold
}

fn kidney() -> Programme {
    let mut programme = file::parse(FILE).programme.expect("the kidney programme is sound");
    programme.topics.iter_mut().for_each(|topic| topic.version = 2);
    programme
}

proptest! {
    #[test]
    fn what_is_untold_is_what_an_oracle_says(
        tellings in proptest::collection::vec(recorded(), 0..12),
        today in 0_i32..1_000,
        question in 0_usize..3,
    ) {
        let (programme, question) = (kidney(), Question::ALL[question]);
        let person = person(&tellings);
        let on = FIRST.saturating_add(today.days());
        let found = untold(&person, &programme, question, on);
        let found: Vec<_> = found.iter().map(|untold| (untold.topic.id.to_string(), untold.why)).collect();
        prop_assert_eq!(found, oracle(&programme, &tellings, question, today));
    }
}

/// A file whose topics are all in force later does not let anybody be asked untold until then.
#[test]
fn before_any_topic_is_in_force_all_of_them_are_told() {
    let mut programme = kidney();
    let kathy = person(&[]);
    let all = untold(&kathy, &programme, Question::Evaluation, FIRST).len();
    assert_eq!(all, 7);
    programme.topics.iter_mut().for_each(|topic| topic.rule.in_force_from = date(2030, 1, 1));
    assert_eq!(untold(&kathy, &programme, Question::Evaluation, FIRST).len(), all);
    // Where some are in force, those that are not yet are not asked for.
    programme.topics[0].rule.in_force_from = FIRST;
    assert_eq!(untold(&kathy, &programme, Question::Evaluation, FIRST).len(), 1);
}
