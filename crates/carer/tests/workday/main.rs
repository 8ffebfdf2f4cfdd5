//! A day of work: many people at once through the console and the interface, while the server is killed again and again.
//!
//! Nothing acknowledged may be missing at the end, nobody may ever be shown a page of somebody else, and in the long variant
//! (`scripts/soak`, which builds the program for release) 99 of 100 requests take less than a tenth of a second.

mod house;
mod server;
mod worker;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use house::House;
use server::Server;
use worker::{Done, Floor};

/// How many people work, and how often the server is killed meanwhile.
struct Shift {
    people: usize,
    kills: usize,
    life: Life,
    /// What 99 of 100 requests may take; nothing is said of a program that was built for tests.
    p99_max: Option<Duration>,
}

/// When the server is killed.
enum Life {
    /// After so long.
    Lasts(Duration),
    /// After so many answers, and so many acknowledged examinations among them, however long that takes.
    Answers(usize, usize),
}

/// Everything that was answered, whatever it was.
const ALL: &str = "all of them";

/// How long nothing may happen before it is said that nothing does.
const PATIENCE: Duration = Duration::from_secs(180);

impl Shift {
    fn of_this_run() -> Self {
        if std::env::var_os("CARER_SOAK").is_none() {
            return Self { people: 20, kills: 3, life: Life::Answers(60, 4), p99_max: None };
        }
        let p99_max = std::env::var_os(server::PROGRAM).map(|_| Duration::from_millis(100));
        Self { people: 200, kills: 14, life: Life::Lasts(Duration::from_secs(45)), p99_max }
    }
}

impl Life {
    /// Waits until it is over.
    fn pass(&self, floor: &Floor) {
        let &Self::Answers(answers, acknowledged) = self else {
            let &Self::Lasts(time) = self else { return };
            return std::thread::sleep(time);
        };
        let counts = || (floor.answers.load(Ordering::Relaxed), floor.acknowledged.load(Ordering::Relaxed));
        let (begun, before) = (Instant::now(), counts());
        while counts().0 < before.0 + answers || counts().1 < before.1 + acknowledged {
            assert!(begun.elapsed() < PATIENCE, "of {answers} answers came {}", counts().0 - before.0);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn nothing_is_lost_and_nobody_sees_somebody_else() {
    let shift = Shift::of_this_run();
    let house = House::build(shift.people);
    let mut server = Server::start(house.data());
    let floor = Floor::new(server.address());
    let done: Vec<Done> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..shift.people)
            .map(|number| {
                let (house, floor) = (&house, &floor);
                scope.spawn(move || worker::work(house, number, floor))
            })
            .collect();
        // Nobody works on after this, whatever happens here.
        let home = floor.until_dropped();
        for _ in 0..shift.kills {
            shift.life.pass(&floor);
            server.kill_and_start_again();
        }
        shift.life.pass(&floor);
        drop(home);
        workers.into_iter().map(|worker| worker.join().expect("a worker does not panic")).collect()
    });
    let kills = shift.kills;
    let p99 = report(&done, kills, &shift);
    let wrong: Vec<_> = done.iter().flat_map(|done| &done.wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} pages or answers were wrong, such as {:?}",
        wrong.len(),
        &wrong[..wrong.len().min(5)]
    );
    let acknowledged: Vec<_> = done.iter().flat_map(|done| &done.acknowledged).collect();
    assert!(acknowledged.len() >= shift.people / 2, "hardly anybody did anything: {}", acknowledged.len());
    server.stop();
    house.has_all(&acknowledged);
    // Last, so that what is worse is said first.
    if let Some(most) = shift.p99_max {
        assert!(p99 < most, "99 of 100 took up to {p99:?}");
    }
}

#[expect(clippy::print_stdout, reason = "a measurement is read by whoever ran it")]
fn report(done: &[Done], kills: usize, shift: &Shift) -> Duration {
    let mut by_what: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (what, took) in done.iter().flat_map(|done| &done.took) {
        by_what.entry(what).or_default().push(*took);
        by_what.entry(ALL).or_default().push(*took);
    }
    by_what.values_mut().for_each(|took| took.sort_unstable());
    let took = by_what.get(ALL).expect("somebody was answered");
    let at = |took: &[Duration], share: usize| took[(took.len() - 1) * share / 100];
    let acknowledged: usize = done.iter().map(|done| done.acknowledged.len()).sum();
    println!("{} people, {acknowledged} examinations acknowledged, {kills} kills", shift.people);
    for (what, took) in &by_what {
        println!("{:>8} answers, p50 {:>8.1?}, p99 {:>8.1?}: {what}", took.len(), at(took, 50), at(took, 99));
    }
    at(took, 99)
}
