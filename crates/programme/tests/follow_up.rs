//! Staying in touch for life, against brute force: whatever was found, asked and wished, on every day for twelve years.

#[path = "ground/cases.rs"]
mod cases;
mod ground;

use ground::text_of;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::rules::Programme;
use programme::{
    Acknowledgement, AnswerSource, Birth, Death, Details, DonationEvent, DonationId, FieldId, FollowUpAnswer,
    FollowUpAnswerId, FollowUpEvent, Given, HandOverOffer, JourneyEvent, Person, PersonEvent, PersonId, Private, Sex,
    Value, Values, Window, WindowState, Wish, file, next_contact, windows,
};
use proptest::prelude::*;
use uuid::Uuid;

const GIVEN: Date = date(2020, 2, 29);
/// For how long anything happens, and for how long it is looked at.
const DAYS: i32 = 3_650;
const LOOKED_AT: i32 = 4_400;

const FIELDS: [&str; 4] = ["donor-status", "readmitted", "creatinine", "weight"];

/// What happens to somebody who gave: answers by day with what is known by them, and times of silence, one after the other.
#[derive(Clone, Debug)]
struct Course {
    answers: Vec<(i32, u8)>,
    silences: Vec<Silence>,
    death: Option<i32>,
}

/// A time of silence: with another programme, or by a wish that was written down on a day that may have come later.
#[derive(Clone, Copy, Debug)]
struct Silence {
    from: i32,
    until: Option<i32>,
    elsewhere: bool,
    recorded: i32,
}

impl Silence {
    fn is_on(self, day: i32) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Since when it is known.
    fn known(self) -> i32 {
        if self.elsewhere { self.from } else { self.recorded }
    }
}

fn course() -> impl Strategy<Value = Course> {
    let answers = prop::collection::vec((0..DAYS, 1_u8..16), 0..12);
    let silences = prop::collection::vec((1..900_i32, 1..900_i32, any::<bool>(), delay()), 0..4);
    (answers, silences, any::<bool>(), prop::option::weighted(0.2, 0..DAYS)).prop_map(
        |(mut answers, gaps, lasts, death)| {
            answers.sort_unstable();
            let mut day = 0;
            let mut silences: Vec<Silence> = Vec::new();
            for (gap, length, elsewhere, delay) in gaps {
                let from = day + gap;
                silences.push(Silence { from, until: Some(from + length), elsewhere, recorded: from + delay });
                day += gap + length;
            }
            if let Some(last) = silences.last_mut().filter(|_| lasts) {
                last.until = None;
            }
            Course { answers, silences, death }
        },
    )
}

/// Most wishes are written down on their own day, and some long after it.
fn delay() -> impl Strategy<Value = i32> {
    prop_oneof![Just(0), 1..700_i32]
}

fn day(number: i32) -> Date {
    GIVEN.saturating_add(number.days())
}

fn person(course: &Course) -> Person {
    let id = PersonId(Uuid::from_u128(1));
    let details =
        Details { name: Some("Kathy".to_owned()), number: None, sex: Sex::Female, birth: Birth::On(date(1980, 5, 1)) };
    let given = Given { kind: "kidney".into(), on: GIVEN, discharged: None, site: None };
    let donation = DonationId(Uuid::from_u128(2));
    let mut events = vec![
        PersonEvent::Registered { stage: "registered".into(), on: GIVEN, details: Private::Known(details) },
        PersonEvent::Donation(DonationEvent::Recorded { donation, given: Private::Known(given) }),
    ];
    for (place, (on, known)) in course.answers.iter().enumerate() {
        let values: Values = fields(*known).map(|field| (FieldId::from(field), Value::Choice("yes".into()))).collect();
        let content = FollowUpAnswer { seen: day(*on), source: AnswerSource::Telephone, values, note: None };
        let answer = FollowUpAnswerId(Uuid::from_u128(100 + place as u128));
        let content = Private::Known(content);
        events.push(PersonEvent::FollowUp(FollowUpEvent::Answered { answer, content }));
    }
    for silence in &course.silences {
        events.extend(if silence.elsewhere { taken_over(silence.from, silence.until) } else { left_alone(*silence) });
    }
    events.extend(course.death.map(|on| {
        let learnt = jiff::Timestamp::UNIX_EPOCH;
        let death = Death { on: day(on), cause: None, learnt, how: "a letter".to_owned() };
        PersonEvent::Journey(JourneyEvent::Died { death: Private::Known(death) })
    }));
    let mut person = None;
    events.iter().for_each(|event| Person::apply(&mut person, id, event));
    person.expect("they were registered")
}

fn left_alone(silence: Silence) -> Vec<PersonEvent> {
    let Silence { from, until, recorded, .. } = silence;
    let wish = |on| Private::Known(Wish { on: day(on), source: AnswerSource::Letter, said: None });
    let asked = FollowUpEvent::AskedToBeLeft { recorded: Some(day(recorded)), wish: wish(from) };
    let again = until.map(|until| FollowUpEvent::AskedAgain { wish: wish(until) });
    std::iter::once(asked).chain(again).map(PersonEvent::FollowUp).collect()
}

fn taken_over(from: i32, until: Option<i32>) -> Vec<PersonEvent> {
    let offer = HandOverOffer { on: day(from), to: "another".to_owned() };
    let acknowledgement = Acknowledgement { on: day(from), by: "Dr Weiss".to_owned() };
    let back = until.map(|until| JourneyEvent::HandOverTakenBack {
        on: Private::Known(day(until)),
        reason: Private::Known("they moved back".to_owned()),
    });
    let events = [
        JourneyEvent::HandOverOffered { offer: Private::Known(offer) },
        JourneyEvent::HandOverAcknowledged { acknowledgement: Private::Known(acknowledgement) },
    ];
    events.into_iter().chain(back).map(PersonEvent::Journey).collect()
}

fn fields(known: u8) -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().enumerate().filter(move |(place, _)| known & (1 << place) != 0).map(|(_, field)| field)
}

fn kidney() -> Programme {
    file::parse(&text_of("programmes/living-kidney-us.toml")).programme.expect("it is without faults")
}

/// Whether nobody is to be in touch on a day, by looking at everything.
fn is_silent(course: &Course, on: i32) -> bool {
    course.death.is_some_and(|death| death <= on) || course.silences.iter().any(|silence| silence.is_on(on))
}

fn is_asked(window: &Window, on: Date) -> bool {
    matches!(window.state_on(on), WindowState::Due | WindowState::Late)
}

/// The windows that come once, by the days of the file: at six weeks, and at 6, 12 and 24 months, 60 days either side.
fn by_hand() -> [(&'static str, Date, Date, Date); 4] {
    let around = |day: Date| (day.saturating_sub(60.days()), day, day.saturating_add(60.days()));
    let (six, twelve, two) = (around(date(2020, 8, 29)), around(date(2021, 2, 28)), around(date(2022, 2, 28)));
    [
        ("at-discharge", GIVEN, date(2020, 4, 11), date(2020, 7, 10)),
        ("after-6-months", six.0, six.1, six.2),
        ("after-12-months", twelve.0, twelve.1, twelve.2),
        ("after-24-months", two.0, two.1, two.2),
    ]
}

/// The window of those four that something belongs to, by walking away from its day until one is met.
fn belongs_to(on: Date) -> &'static str {
    let walk = |all: &[(&'static str, Date, Date, Date)]| {
        (0..DAYS).find_map(|step| {
            let meets = |day: Date| day == on.saturating_sub(step.days()) || day == on.saturating_add(step.days());
            all.iter().find(|(_, _, day, _)| meets(*day)).map(|(id, ..)| *id)
        })
    };
    let inside: Vec<_> = by_hand().into_iter().filter(|(_, first, _, last)| *first <= on && on <= *last).collect();
    walk(&inside).or_else(|| walk(&by_hand())).expect("one is met")
}

proptest! {
    #![proptest_config(cases::cases(40))]

    #[test]
    fn there_is_always_a_next_contact_but_in_silence(course in course()) {
        let (person, programme) = (person(&course), kidney());
        let all = windows(&person, &programme);
        for number in 0..LOOKED_AT {
            let on = day(number);
            let next = next_contact(&person, &programme, on);
            prop_assert_eq!(next.is_none(), is_silent(&course, number), "{} of {:?}", on, course);
            prop_assert!(next.is_none_or(|next| next.on >= on));
            let asked = all.iter().filter(|window| is_asked(window, on)).count();
            prop_assert!(asked <= usize::from(!is_silent(&course, number)), "{} times on {} of {:?}", asked, on, course);
        }
    }

    #[test]
    fn what_is_found_is_found_in_the_window_it_belongs_to(course in course()) {
        let course = Course { silences: Vec::new(), death: None, ..course };
        let all = windows(&person(&course), &kidney());
        // What comes after the last window that comes once may belong to a round for life.
        let fixed: Vec<_> = course.answers.iter().filter(|(on, _)| day(*on) <= by_hand()[3].3).collect();
        for (id, first, at, last) in by_hand() {
            let window = all.iter().find(|window| window.id.as_str() == id).expect("it is there");
            prop_assert_eq!((window.first, window.day, window.last), (first, at, last));
            for field in FIELDS {
                let of = |(on, known): &&&(i32, u8)| belongs_to(day(*on)) == id && fields(*known).any(|f| f == field);
                let all: Vec<Date> = fixed.iter().filter(of).map(|(on, _)| day(*on)).collect();
                // What was found before the window gives way to what is found in it.
                let expected = all.iter().copied().filter(|on| first <= *on && *on <= last).min().or(all.iter().copied().min());
                let found = window.sections.iter().flat_map(|section| &section.fields);
                let found = found.filter(|(known, _)| known.as_str() == field).find_map(|(_, on)| *on);
                let found = found.filter(|on| *on <= by_hand()[3].3);
                prop_assert_eq!(found, expected, "{} of {} in {:?}", field, id, course);
            }
        }
    }

    /// What takes a window out of the count is a silence in which it ended and that was known by then, and nothing that is said
    /// later of days that are past.
    #[test]
    fn a_wish_that_is_dated_back_takes_nothing_out_of_the_count(course in course()) {
        let all = windows(&person(&course), &kidney());
        for (id, _, _, last) in by_hand() {
            let window = all.iter().find(|window| window.id.as_str() == id);
            let last = last.since(GIVEN).expect("it comes after").get_days();
            let by_silence = course.silences.iter().any(|silence| silence.is_on(last) && silence.known() <= last);
            let expected = by_silence || course.death.is_some_and(|death| death <= last);
            let is_out = window.is_none_or(|window| window.ended.is_some());
            prop_assert_eq!(is_out, expected, "{} in {:?}", id, course);
            // Whatever it counts as once it is over, it counts as from then on.
            let later = || [last + 1, last + 400, LOOKED_AT].into_iter().map(day);
            let ended = |on| window.is_some_and(|window| window.state_on(on) == WindowState::Ended);
            prop_assert!(expected || !later().any(ended), "{} in {:?}", id, course);
        }
    }

    #[test]
    fn nothing_that_was_found_is_lost(course in course()) {
        let all = windows(&person(&course), &kidney());
        for (on, known) in &course.answers {
            for field in fields(*known) {
                // It stands in some window, or something found before it does; or it came before a window in which it was found in
                // time as well.
                let stands = |window: &Window| {
                    let known = window.sections.iter().flat_map(|section| &section.fields);
                    let at = known.filter(|(id, _)| id.as_str() == field).find_map(|(_, at)| *at);
                    let gave_way = |at: Date| day(*on) < window.first && window.first <= at && at <= window.last;
                    at.is_some_and(|at| at <= day(*on) || gave_way(at))
                };
                prop_assert!(all.iter().any(stands));
            }
        }
    }
}
