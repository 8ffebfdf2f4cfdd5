//! How long it takes to find somebody among many: the whole way from the typed text to the rows of a page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use programme::rules::Programme;
use programme::{Birth, Command, Details, PersonId, Sex};
use serde::Serialize;

use crate::clock::Clock;
use crate::conn::Place;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::query::{Directory, PeopleFilter, Reader};
use crate::submission::Submission;

use super::load::failed;

/// How many rows a page has.
const PAGE: u32 = 50;
/// How many texts are searched for.
const QUERIES: usize = 2_000;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct SearchReport {
    /// People in the record.
    pub people: usize,
    /// Texts that were searched for.
    pub queries: usize,
    /// Half of the searches took no longer, in milliseconds, rows of the page included.
    pub p50_ms: f64,
    /// 99 of a hundred took no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
    /// Finding alone, without loading and opening the rows: 99 of a hundred took no longer.
    pub finding_p99_ms: f64,
    /// Bringing the names into memory at the start, in seconds.
    pub start_seconds: f64,
}

/// Registers people in an empty record and searches for them.
///
/// # Errors
/// Where the record cannot be made, written or read.
pub fn run(place: &Place, programme: &Arc<Programme>, people: usize) -> Result<SearchReport, Error> {
    let (writer, running) = super::open_empty(place, programme)?;
    let (clock, mut entropy) = (Clock::system(), Entropy::system());
    let everybody: Vec<usize> = (0..people).collect();
    for some in everybody.chunks(1_000) {
        let submissions = some.iter().map(|at| {
            let person = PersonId(entropy.uuid_v7(clock.now()));
            let (name, number) = (name(*at), format!("R {at}"));
            let birth = Birth::On(date(1970, 1, 1));
            let details = Details { name: Some(name), number: Some(number), sex: Sex::Unknown, birth };
            Submission::new("bench", Command::Register { person, details, site: None })
        });
        for outcome in writer.submit_all(submissions.collect()).map_err(failed)? {
            outcome.map_err(failed)?;
        }
    }
    running.stop();
    measure(place, programme, people)
}

fn measure(place: &Place, programme: &Arc<Programme>, people: usize) -> Result<SearchReport, Error> {
    let mut reader = Reader::open(place, Arc::clone(programme))?;
    let (begun, mut directory) = (Instant::now(), Directory::default());
    reader.bring_up(&mut directory)?;
    let start_seconds = begun.elapsed().as_secs_f64();
    let today = date(2026, 1, 1);
    let (mut whole, mut finding) = (Vec::with_capacity(QUERIES), Vec::with_capacity(QUERIES));
    for turn in 0..QUERIES {
        let text = typed(turn * 6_151 % people, turn);
        let begun = Instant::now();
        let found = directory.search(&text);
        finding.push(begun.elapsed());
        let begun = Instant::now();
        let filter = PeopleFilter { text: text.clone(), ..PeopleFilter::default() };
        let page = reader.people(&directory, &filter, today, None, PAGE)?;
        whole.push(begun.elapsed());
        if found.is_empty() || page.rows.is_empty() {
            return Err(Error::Damaged(format!("“{text}” found nobody, and somebody is there")));
        }
    }
    whole.sort_unstable();
    finding.sort_unstable();
    Ok(SearchReport {
        people,
        queries: QUERIES,
        p50_ms: milliseconds(whole[QUERIES / 2]),
        p99_ms: milliseconds(whole[QUERIES * 99 / 100]),
        max_ms: milliseconds(whole[QUERIES - 1]),
        finding_p99_ms: milliseconds(finding[QUERIES * 99 / 100]),
        start_seconds,
    })
}

/// Names as varied as those of a country: two of some hundred syllables' combinations each.
fn name(at: usize) -> String {
    const FIRST: [&str; 16] =
        ["Ka", "To", "Ru", "Ma", "Lu", "An", "El", "Jo", "Pe", "Ha", "Is", "Vi", "Sa", "Ni", "Ol", "Be"];
    const SECOND: [&str; 12] = ["thy", "mmy", "th", "deleine", "cy", "na", "ena", "hn", "ter", "nnah", "abel", "ktor"];
    const LAST: [&str; 16] =
        ["Sm", "Br", "Os", "Gr", "Wh", "Kow", "Nak", "Mül", "Fer", "Ros", "Dub", "Iv", "Pat", "Kim", "Ngu", "Ade"];
    const END: [&str; 14] =
        ["ith", "own", "ei", "een", "ite", "alski", "amura", "ler", "rari", "si", "ois", "anova", "el", "yemi"];
    let (first, second) = (FIRST[at % 16], SECOND[at / 16 % 12]);
    let (last, end) = (LAST[at / 192 % 16], END[at / 3_072 % 14]);
    format!("{first}{second} {last}{end}")
}

/// What somebody types who looks for a person: the beginning of a name, both names, a number, a single letter.
fn typed(at: usize, turn: usize) -> String {
    let name = name(at).to_lowercase();
    let (first, last) = name.split_once(' ').expect("a name has two parts");
    match turn % 5 {
        0 => first.to_owned(),
        1 => last.chars().take(3).collect(),
        2 => format!("{last} {}", first.chars().take(2).collect::<String>()),
        3 => format!("r {at}"),
        _ => first.chars().take(1).collect(),
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
