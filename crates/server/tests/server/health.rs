//! Whether the server is well.

use crate::house::House;

#[test]
fn it_lives_and_is_ready() {
    let house = House::new();
    assert_eq!(house.get("/api/v1/health/live").expect(200).json()["status"], "live");
    assert_eq!(house.get("/api/v1/health/ready").expect(200).json()["status"], "ready");
}

#[test]
fn once_the_writer_has_stopped_it_lives_and_is_not_ready() {
    let mut house = House::new();
    let person = house.adult("Kathy");
    house.stop_writing();
    house.get("/api/v1/health/live").expect(200);
    let answer = house.get("/api/v1/health/ready");
    answer.expect_problem(503, "problem:unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    // A reading that cannot be written down shows nobody.
    house.get(&format!("/api/v1/people/{person}")).expect_problem(503, "problem:unavailable");
    house.get("/api/v1/sites").expect(200);
}

/// Whoever watches asks every few seconds, for years.
#[test]
fn to_be_asked_whether_it_is_ready_writes_nothing() {
    let asked = |times: u32| {
        let house = House::new();
        let begun = std::time::Instant::now();
        for _ in 0..times {
            house.get("/api/v1/health/ready").expect(200);
        }
        (house.batches(), begun.elapsed())
    };
    let ((none, _), (many, took)) = (asked(0), asked(200));
    // Once a second the lease is renewed, asked or not.
    assert!(many <= none + 1 + took.as_secs(), "{many} commits instead of {none} in {took:?}");
}
