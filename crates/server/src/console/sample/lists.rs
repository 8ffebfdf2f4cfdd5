//! Lists: people, sites, what Today shows, who read a record.

use std::collections::BTreeMap;

use jiff::civil::date;
use programme::rules::Outcome;
use programme::{Birth, Details, PersonId, RefusedRow, Sex, Site};

use record::{
    AlertRow, ChangedRow, DueRow, Life, PeoplePage, PersonRow, Reading, RefusedRowRow, SiteRow, Talk, TalkRow, Today,
    UncoveredRow,
};

use crate::console::Granted;
use crate::state::{Seen, There};

use super::{TODAY, examination_id, import_id, kathy, nobody_yet, person_id, site_id, tommy};

pub(in super::super) fn sites() -> Vec<SiteRow> {
    let site = |number: u128, kind: &str, name: &str, places, people, closed| {
        let id = site_id(number);
        let site =
            Site { id, version: 1, kind: kind.into(), name: name.to_owned(), places, opened: date(2018, 1, 8), closed };
        SiteRow { id, site, people }
    };
    vec![
        site(1, "clinic", "Riverside Clinic", Some(40), 3, None),
        site(2, "transplant-centre", "St Mary’s Transplant Centre", Some(12), 12, None),
        site(3, "clinic", "The Old Annexe", None, 0, Some(date(2024, 12, 31))),
    ]
}

fn row(life: &Life, outcome: Option<Outcome>) -> PersonRow {
    let person = &life.person;
    PersonRow {
        id: person.id,
        details: person.details.clone(),
        stage: person.stage().clone(),
        site: person.site_on(TODAY),
        away: person.is_away_on(TODAY),
        outcome,
        version: person.version,
    }
}

fn imported(number: u128, age: u8, outcome: Outcome) -> PersonRow {
    let birth = Birth::Aged { years: age, on: date(2025, 4, 20) };
    let details = Details { name: None, number: Some(format!("NHANES {}", 93_700 + number)), sex: Sex::Female, birth };
    PersonRow {
        id: person_id(100 + number),
        details: Some(details),
        stage: "registered".into(),
        site: number.is_multiple_of(3).then(|| site_id(1)),
        away: false,
        outcome: Some(outcome),
        version: 2,
    }
}

/// Everything may be seen.
pub(in super::super) const ALL: Seen = Seen { person: true, eligibility: true, availability: true };

/// What may be seen of the people in the list.
pub(in super::super) fn seen(seen: Seen) -> BTreeMap<PersonId, Seen> {
    people().rows.iter().map(|row| (row.id, seen)).collect()
}

/// What a role may do with whoever comes up today.
pub(in super::super) fn granted(role: programme::Role) -> Granted {
    let (today, people) = (today(), people());
    let rows = today.alerts.iter().map(|row| row.person.id).chain(today.late.iter().map(|row| row.person.id));
    let ids = rows.chain(today.due.iter().map(|row| row.person.id)).chain(people.rows.iter().map(|row| row.id));
    ids.map(|id| (id, super::rights_of(role))).collect()
}

pub(in super::super) fn people() -> PeoplePage {
    let mut rows = vec![row(&kathy(), Some(Outcome::Deferred)), row(&tommy(), None)];
    rows.push(row(&nobody_yet(), Some(Outcome::Incomplete)));
    rows.extend((6..18).map(|number| imported(number, 20 + number as u8 * 3, Outcome::ALL[number as usize % 5])));
    PeoplePage { rows, total: 403, next: Some("15".to_owned()) }
}

pub(in super::super) fn residents() -> Vec<There> {
    let there = |row, day: i8| There { since: date(2025, 4, day), row, seen: ALL };
    vec![
        there(row(&kathy(), Some(Outcome::Deferred)), 1),
        there(imported(9, 47, Outcome::Eligible), 20),
        there(imported(12, 56, Outcome::Excluded), 21),
    ]
}

pub(in super::super) fn today() -> Today {
    let due = |number: u128, age, due_on, late_on, checks: &[&str]| DueRow {
        person: imported(number, age, Outcome::Incomplete),
        due_on,
        late_on,
        checks: checks.iter().map(|id| (*id).into()).collect(),
    };
    let all = ["blood-pressure", "body", "hba1c", "phq-9", "medical-history"];
    Today {
        alerts: vec![AlertRow {
            person: row(&kathy(), Some(Outcome::Deferred)),
            examination: examination_id(8),
            rule: "phq-9-item-9".into(),
            since: date(2026, 3, 2),
            until: date(2026, 3, 2),
        }],
        late: vec![
            due(7, 38, date(2026, 2, 20), date(2026, 3, 20), &all),
            due(8, 44, date(2026, 3, 1), date(2026, 4, 1), &["hba1c"]),
        ],
        due: vec![
            due(9, 47, date(2026, 4, 20), date(2026, 5, 20), &["blood-pressure", "hba1c"]),
            due(10, 50, TODAY, date(2026, 6, 5), &["phq-9"]),
        ],
        changed: vec![
            ChangedRow {
                person: row(&kathy(), Some(Outcome::Deferred)),
                on: date(2026, 5, 4),
                before: Some(Outcome::NeedsAssessment),
                after: Outcome::Deferred,
                reasons: vec![
                    (Outcome::Deferred, "blood-pressure-high".into()),
                    (Outcome::NeedsAssessment, "psychosocial".into()),
                ],
            },
            ChangedRow {
                person: imported(11, 53, Outcome::Eligible),
                on: TODAY,
                before: None,
                after: Outcome::Eligible,
                reasons: Vec::new(),
            },
        ],
        uncovered: vec![UncoveredRow { person: imported(12, 41, Outcome::Incomplete), since: date(2026, 4, 2) }],
        talks: vec![TalkRow {
            person: row(&kathy(), Some(Outcome::Deferred)),
            talk: Talk {
                person: kathy().person.id,
                advocate: super::accounts::account_id(3),
                last: Some(date(2026, 1, 20)),
                due_on: date(2026, 4, 20),
                late_on: date(2026, 5, 4),
            },
        }],
        uncovered_total: 1,
        talks_total: 1,
        refused: refused().into_iter().take(2).collect(),
        alerts_total: 1,
        late_total: 314,
        due_total: 2,
        changed_total: 2,
        refused_total: 3,
    }
}

pub(in super::super) fn refused() -> Vec<RefusedRowRow> {
    let refused = |line, column: Option<(u32, &str)>, rule: &str, why: &str| RefusedRowRow {
        import: import_id(),
        file: "nhanes-2017-2018-checks.csv".to_owned(),
        row: RefusedRow {
            line,
            column: column.map(|(number, _)| number),
            column_name: column.map(|(_, name)| name.to_owned()),
            rule: rule.into(),
            why: why.to_owned(),
        },
    };
    vec![
        refused(
            14,
            Some((3, "RIDAGEYR")),
            "minimum-donor-age",
            "Nobody below the minimum donor age is asked, assessed or matched as a donor. They were 16, and the limit is 18.",
        ),
        refused(27, Some((5, "BMXHT")), "plausible-range", "“Height” lies between 100 and 230 cm."),
        refused(301, None, "broken-line", "The line ends in the middle of a quoted value."),
    ]
}

pub(in super::super) fn readings() -> Vec<Reading> {
    let reading = |day, hour, reader: &str, part: &str, via: &str| Reading {
        at: super::lives::moment(day, hour),
        ..Reading::of(person_id(1), reader, part, via, "coordinator")
    };
    vec![
        reading(5, 14, "Mina Okafor", "the whole record", "console"),
        reading(4, 9, "Mina Okafor", "name and outcome in a list", "console"),
        reading(2, 20, "Tomas Berg", "export", "command line"),
    ]
}
