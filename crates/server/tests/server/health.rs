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
