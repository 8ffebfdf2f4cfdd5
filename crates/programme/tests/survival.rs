//! Kaplan and Meier's estimate with its band, against what R's package `survival` makes of the same people: `data/survival.csv`,
//! made by `data/survival.R`, which names them.

use programme::survival::{Band, Curve, Life, kaplan_meier};

const EXPECTED: &str = include_str!("data/survival.csv");

const MERCAPTOPURINE: [(u32, bool); 21] = [
    (6, true),
    (6, true),
    (6, true),
    (7, true),
    (10, true),
    (13, true),
    (16, true),
    (22, true),
    (23, true),
    (6, false),
    (9, false),
    (10, false),
    (11, false),
    (17, false),
    (19, false),
    (20, false),
    (25, false),
    (32, false),
    (32, false),
    (34, false),
    (35, false),
];
const PLACEBO: [u32; 21] = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

#[test]
fn the_estimate_and_its_bands_are_those_of_r() {
    let mut compared = 0;
    for arm in ["mercaptopurine", "placebo"] {
        for (name, band) in [("plain", Band::Plain), ("log", Band::Log), ("log-log", Band::LogLog)] {
            let curve = kaplan_meier(&lives(arm), band);
            let rows = EXPECTED.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let rows: Vec<_> = rows.filter(|row| row[0] == arm && row.get(1) == Some(&name)).collect();
            assert_eq!(rows.len(), curve.steps.len() + 1, "{arm}, {name}: a row for each step, and the median");
            for row in &rows {
                compared += compare(&curve, row);
            }
        }
    }
    assert_eq!(compared, 90, "every row of the file was looked at");
}

/// The same to ten digits, wherever R gives a number.
fn compare(curve: &Curve, row: &[&str]) -> usize {
    let number = |place: usize| row[place].parse::<f64>().ok();
    let same = |what: &str, found: Option<f64>, expected: Option<f64>| match (found, expected) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-9, "{what} {row:?}: {found}"),
        // Before the first event R gives a band of 1 or none; here it is 1.
        (Some(found), None) => assert!(found >= 1.0, "{what} {row:?}: {found}"),
        (None, expected) => assert_eq!(expected, None, "{what} {row:?}"),
    };
    if row[2] == "median" {
        same("median", curve.median(), number(6));
        let (lower, upper) = curve.median_band();
        same("lower", lower, number(8));
        same("upper", upper, number(9));
        return 1;
    }
    let time: u32 = row[2].parse().expect("a time");
    let step = curve.steps.iter().find(|step| step.time == time).expect("the same times");
    let counts = [step.at_risk, step.events, step.censored].map(|count| count.to_string());
    assert_eq!(counts.each_ref().map(String::as_str), [row[3], row[4], row[5]]);
    same("survival", Some(step.survival), number(6));
    same("error", Some(step.error).filter(|_| step.survival > 0.0), number(7));
    same("lower", step.band.map(|band| band.0), number(8));
    same("upper", step.band.map(|band| band.1), number(9));
    1
}

fn lives(arm: &str) -> Vec<Life> {
    match arm {
        "placebo" => PLACEBO.map(|time| Life { time, happened: true }).to_vec(),
        _ => MERCAPTOPURINE.map(|(time, happened)| Life { time, happened }).to_vec(),
    }
}
