//! Staying in touch: what the read tables say on any day is what each person's windows say, on both databases.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use programme::{
    AnswerSource, Birth, Command, Death, Details, DonationId, DonationStep, FollowUpAnswer, FollowUpAnswerId,
    FollowUpStep, Given, JourneyStep, Learnt, PersonId, Reported, Sex, Value, Values, WindowState, Wish, windows,
};
use uuid::Uuid;

use super::commands::{kidney, opening};
use super::{Ground, on_both};
use crate::{Clock, FollowUpDue, FollowUpFilter, Opening, Reader, Submission, open};

on_both! {
    the_lists_are_those_of_the_windows
    what_has_to_be_reported_is_on_a_list_until_it_is
    pages_of_a_list_are_the_list
}

const NOW: &str = "2026-05-05T12:00:00Z";
const TODAY: Date = date(2026, 5, 5);
const PEOPLE: u128 = 60;

fn the_lists_are_those_of_the_windows(ground: &Ground) {
    let commands = (0..PEOPLE).flat_map(life).collect();
    let mut reader = written(ground, commands);
    let programme = kidney();
    let mut lost = 0;
    for months in 0..60 {
        let on = TODAY.saturating_sub((months * 2).months()).saturating_add(400.days());
        let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
        let (mut over, mut complete) = (0, 0);
        reader
            .everybody(|person| {
                for window in windows(person, &programme) {
                    *expected.entry(window.state_on(on).as_str()).or_default() += 1;
                    *expected.entry("lost").or_default() += u64::from(window.is_lost_on(on));
                    let is_over = window.last < on && window.ended.is_none_or(|ended| window.last < ended);
                    over += u64::from(is_over);
                    complete += u64::from(is_over && window.state_on(on) == WindowState::Complete);
                }
                Ok(())
            })
            .unwrap();
        let report = reader.follow_up_report(&programme, on).unwrap();
        let mut found: BTreeMap<&str, u64> = BTreeMap::new();
        for (state, people) in report.windows.iter().flat_map(|window| &window.states) {
            *found.entry(state).or_default() += people;
        }
        found.insert("lost", report.lost);
        found.retain(|_, people| *people > 0);
        expected.retain(|_, people| *people > 0);
        assert_eq!(found, expected, "on {on}");
        let sum = |of: fn(&crate::WindowReport) -> u64| report.windows.iter().map(of).sum::<u64>();
        assert_eq!((sum(|window| window.over), sum(|window| window.complete)), (over, complete), "on {on}");
        for (filter, state) in
            [(FollowUpFilter::Due, "due"), (FollowUpFilter::Late, "late"), (FollowUpFilter::Lost, "lost")]
        {
            let listed = reader.follow_up_due(filter, on, 1_000).unwrap();
            let expected = expected.get(state).copied().unwrap_or(0);
            assert_eq!(
                (listed.len() as u64, reader.follow_up_total(filter, on).unwrap()),
                (expected, expected),
                "{state} on {on}"
            );
        }
        let mut all = |filter| reader_total(&mut reader, filter, on);
        let heard = all(FollowUpFilter::Heard);
        assert_eq!(
            heard + all(FollowUpFilter::Lost),
            all(FollowUpFilter::Late),
            "each of the late was heard of or not"
        );
        assert_eq!(reader.follow_up_due(FollowUpFilter::Heard, on, 1_000).unwrap().len() as u64, heard);
        lost += report.lost;
    }
    assert!(lost > 100, "somebody is lost on most days, or nothing was tried");
}

fn reader_total(reader: &mut Reader, filter: FollowUpFilter, on: Date) -> u64 {
    reader.follow_up_total(filter, on).unwrap()
}

fn what_has_to_be_reported_is_on_a_list_until_it_is(ground: &Ground) {
    let (person, donation) = (PersonId(Uuid::from_u128(1)), DonationId(Uuid::from_u128(2)));
    let what = programme::rules::Reportable::OrganFailed;
    let learnt = Learnt { donation, what, on: TODAY, learnt: NOW.parse().unwrap(), note: "Dr Osei rang".to_owned() };
    let mut commands = gave(1, 2, date(2025, 6, 1));
    commands.push(Command::FollowUp { person, step: FollowUpStep::Learn { learnt } });
    let clock = Clock::fixed(NOW.parse().unwrap());
    let (writer, running) = open(Opening { clock, ..opening(ground) }, &mut |_| {}).unwrap();
    for command in commands {
        writer.submit(Submission::new("Dr Osei", command)).unwrap();
    }
    let mut reader = Reader::open(&ground.place, kidney()).unwrap();
    let due = reader.reports_due(TODAY, 10).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].rule.as_str(), "kidney-failure-within-two-years");
    assert_eq!(due[0].until_at - due[0].learnt_at, 72 * 3_600 * 1_000_000);
    let reported = Reported { donation, what, at: NOW.parse().unwrap(), to: "the authority".to_owned() };
    let step = FollowUpStep::Report { reported };
    writer.submit(Submission::new("Dr Osei", Command::FollowUp { person, step })).unwrap();
    assert_eq!(reader.reports_due(TODAY, 10).unwrap(), []);
    running.stop();
}

fn written(ground: &Ground, commands: Vec<Command>) -> Reader {
    let clock = Clock::fixed(NOW.parse().unwrap());
    let (writer, running) = open(Opening { clock, ..opening(ground) }, &mut |_| {}).unwrap();
    for command in commands {
        let submission = Submission::new("Mina", command.clone());
        writer.submit(submission).unwrap_or_else(|why| panic!("{command:?}: {why:?}"));
    }
    running.stop();
    Reader::open(&ground.place, kidney()).unwrap()
}

fn gave(person: u128, donation: u128, on: Date) -> Vec<Command> {
    let (id, donation) = (PersonId(Uuid::from_u128(person)), DonationId(Uuid::from_u128(donation)));
    let birth = Birth::On(date(1970, 1, 1));
    let details = Details { name: Some(format!("Donor {person}")), number: None, sex: Sex::Unknown, birth };
    let given = Given { kind: "kidney".into(), on, discharged: None, site: None };
    vec![
        Command::Register { person: id, details, site: None },
        Command::Donation { person: id, donation, step: DonationStep::Record { given } },
    ]
}

/// Somebody who gave in the last ten years, answered now and then, wholly or in part, and may have died, or asked to be left.
fn life(at: u128) -> Vec<Command> {
    let id = PersonId(Uuid::from_u128(1_000 + at));
    let on = TODAY.saturating_sub((100 + at as i32 * 59).days());
    let mut commands = gave(1_000 + at, 5_000 + at, on);
    let mut follow_up = |step| commands.push(Command::FollowUp { person: id, step });
    for turn in 0..at % 5 {
        let seen = on.saturating_add((30 + turn as i32 * 173 + (at as i32 * 31) % 90).days());
        if seen <= TODAY.saturating_sub(60.days()) {
            let content =
                FollowUpAnswer { seen, source: AnswerSource::Telephone, values: values(at + turn), note: None };
            let answer = FollowUpAnswerId(Uuid::from_u128(10_000 + at * 10 + turn));
            follow_up(FollowUpStep::Answer { answer, content });
        }
    }
    let wish = |days: i32| Wish { on: TODAY.saturating_sub(days.days()), source: AnswerSource::Letter, said: None };
    if at.is_multiple_of(3) {
        follow_up(FollowUpStep::BeLeft { wish: wish(50) });
    }
    if at.is_multiple_of(6) {
        follow_up(FollowUpStep::BeAskedAgain { wish: wish(20) });
    }
    if at % 7 == 1 {
        let learnt = NOW.parse().unwrap();
        let death = Death { on: TODAY.saturating_sub(10.days()), cause: None, learnt, how: "a letter".to_owned() };
        commands.push(Command::Journey { person: id, step: JourneyStep::Die { death } });
    }
    commands
}

/// All of the form, or only how they are.
fn values(turn: u128) -> Values {
    let choice = |text: &str| Value::Choice(text.into());
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let mut values: Values = [("donor-status".into(), choice("well")), ("readmitted".into(), choice("no"))].into();
    if !turn.is_multiple_of(3) {
        for field in ["complications", "pressure-medicine", "dialysis"] {
            values.insert(field.into(), choice("no"));
        }
        values.insert("urine-protein".into(), choice("none"));
        for (field, worth) in [("systolic", "118"), ("diastolic", "76"), ("weight", "61.5"), ("creatinine", "1.1")] {
            values.insert(field.into(), number(worth));
        }
    }
    values
}

fn pages_of_a_list_are_the_list(ground: &Ground) {
    let mut reader = written(ground, (0..PEOPLE).flat_map(life).collect());
    let mut seen = 0;
    for on in [TODAY, TODAY.saturating_add(400.days())] {
        for filter in [FollowUpFilter::Due, FollowUpFilter::Late, FollowUpFilter::Lost, FollowUpFilter::Heard] {
            let all = reader.follow_up_due(filter, on, 1_000).unwrap();
            seen += all.len();
            let every_other: BTreeSet<PersonId> = all.iter().map(|row| row.person).step_by(2).collect();
            let window = all.first().map(|row| row.window.clone());
            for among in [None, Some(&every_other)] {
                for window in [None, window.as_ref()] {
                    let mut expected = all.clone();
                    expected.retain(|row| among.is_none_or(|among| among.contains(&row.person)));
                    expected.retain(|row| window.is_none_or(|window| row.window == *window));
                    let (mut found, mut cursor): (Vec<FollowUpDue>, Option<String>) = (Vec::new(), None);
                    loop {
                        let page = reader.follow_up_page(filter, window, among, on, cursor.as_deref(), 7).unwrap();
                        assert_eq!(page.total, expected.len() as u64, "{filter:?} on {on}");
                        assert!(page.rows.len() == 7 || page.next.is_none(), "only the last page is shorter");
                        found.extend(page.rows);
                        cursor = page.next;
                        if cursor.is_none() {
                            break;
                        }
                        assert!(found.len() < expected.len(), "there is no page after the last one");
                    }
                    assert_eq!(found, expected, "{filter:?} on {on}");
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} rows: nothing was tried");
    for wrong in ["", "yesterday", "1_2_3_4_5"] {
        let page = reader.follow_up_page(FollowUpFilter::Late, None, None, TODAY, Some(wrong), 7);
        assert!(matches!(page, Err(crate::Error::Refused(_))), "“{wrong}” is no cursor of ours");
    }
}
