//! Who is let in, and what browsers are told.

use crate::house::{House, details};

fn get(house: &House, path: &str, headers: &str) -> crate::house::Answer {
    house.raw(&format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"))
}

#[test]
fn another_host_is_not_answered_for() {
    let house = House::new();
    get(&house, "/api/v1/people", "Host: localhost\r\n").expect(200);
    get(&house, "/api/v1/people", "Host: evil.example\r\n").expect_problem(421, "problem:misdirected");
    get(&house, "/today", "Host: evil.example:80\r\n").expect(421);
}

#[test]
fn another_site_s_page_cannot_write_or_read() {
    let house = House::new();
    let body = serde_json::json!({ "details": details("Kathy") }).to_string();
    let post = |headers: &str| {
        house.raw(&format!(
            "POST /api/v1/people HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n\
             {headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    };
    post("Origin: https://evil.example\r\n").expect_problem(403, "problem:cross-site");
    post("Sec-Fetch-Site: same-site\r\n").expect_problem(403, "problem:cross-site");
    get(&house, "/api/v1/people", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n")
        .expect_problem(403, "problem:cross-site");
    get(&house, "/people", "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n").expect(403);
    assert_eq!(house.get("/api/v1/people").json()["total"], 0);
    post("Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n").expect(201);
}

#[test]
fn every_answer_tells_browsers_to_be_strict_and_to_keep_nothing() {
    let house = House::new();
    for path in ["/api/v1/people", "/api/v1/nothing", "/nothing", "/api/v1/openapi.json"] {
        let answer = house.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}
