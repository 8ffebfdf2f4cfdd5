//! A day of work: many people at once through the console and the interface, while the server is killed again and again.
//!
//! Nothing acknowledged may be missing at the end, nobody may ever be shown a page of somebody else, and in the long variant
//! (`scripts/soak`, which builds the program for release) 99 of 100 requests take less than a tenth of a second.

mod house;
mod server;
mod worker;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use house::House;
use server::Server;
use worker::Done;

/// How many people work, and for how long; how long the server lives before it is killed.
struct Shift {
    people: usize,
    lasts: Duration,
    server_lives: Duration,
    /// What 99 of 100 requests may take; nothing is said of a program that was built for tests.
    p99_max: Option<Duration>,
}

impl Shift {
    fn of_this_run() -> Self {
        if std::env::var_os("CARER_SOAK").is_none() {
            let (lasts, server_lives) = (Duration::from_secs(12), Duration::from_secs(4));
            return Self { people: 20, lasts, server_lives, p99_max: None };
        }
        let p99_max = std::env::var_os(server::PROGRAM).map(|_| Duration::from_millis(100));
        Self { people: 200, lasts: Duration::from_secs(600), server_lives: Duration::from_secs(45), p99_max }
    }
}

#[test]
fn nothing_is_lost_and_nobody_sees_somebody_else() {
    let shift = Shift::of_this_run();
    let house = House::build(shift.people);
    let mut server = Server::start(house.data());
    let (begun, is_over) = (Instant::now(), AtomicBool::new(false));
    let (done, kills) = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..shift.people)
            .map(|number| {
                let (house, address, is_over) = (&house, server.address(), &is_over);
                scope.spawn(move || worker::work(house, number, address, is_over))
            })
            .collect();
        let mut kills = 0;
        while begun.elapsed() < shift.lasts {
            std::thread::sleep(shift.server_lives.min(shift.lasts.saturating_sub(begun.elapsed())));
            server.kill_and_start_again();
            kills += 1;
        }
        is_over.store(true, Ordering::Relaxed);
        let done: Vec<Done> =
            workers.into_iter().map(|worker| worker.join().expect("a worker does not panic")).collect();
        (done, kills)
    });
    report(&done, kills, &shift);
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
}

#[expect(clippy::print_stdout, reason = "a measurement is read by whoever ran it")]
fn report(done: &[Done], kills: usize, shift: &Shift) {
    let mut took: Vec<Duration> = done.iter().flat_map(|done| done.took.iter().copied()).collect();
    took.sort_unstable();
    assert!(!took.is_empty(), "nobody was answered");
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    let acknowledged: usize = done.iter().map(|done| done.acknowledged.len()).sum();
    println!(
        "{} people, {} answers, {acknowledged} examinations acknowledged, {kills} kills; p50 {:?}, p99 {:?}",
        shift.people,
        took.len(),
        at(50),
        at(99)
    );
    if let Some(most) = shift.p99_max {
        assert!(at(99) < most, "99 of 100 took up to {:?}", at(99));
    }
}
