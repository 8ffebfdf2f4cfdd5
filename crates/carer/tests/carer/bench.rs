//! The measurements run, and count what they say they count. How fast anything is, no test says.

use crate::ground::Ground;

#[test]
fn every_measurement_counts_something() {
    let ground = Ground::sqlite();
    let few = ["--clients", "2", "--seconds", "1", "--format", "json"];
    let report = ground.run(&[["bench", "record"].as_slice(), &few].concat()).json();
    for counted in ["/engine_per_second", "/bare_per_second", "/ratio", "/http/per_second", "/http/commands"] {
        assert!(report.pointer(counted).and_then(serde_json::Value::as_f64).is_some_and(|n| n > 0.0), "{report}");
    }
    let report = ground.run(&[["bench", "readings"].as_slice(), &few].concat()).json();
    for counted in ["with_per_second", "without_per_second", "ratio"] {
        assert!(report[counted].as_f64().is_some_and(|n| n > 0.0), "{report}");
    }
    let report = ground.run(&["bench", "search", "--people", "300", "--format", "json"]).json();
    assert_eq!(report["people"], 300, "{report}");
    assert!(report["p99_ms"].as_f64().is_some_and(|n| n > 0.0), "{report}");
}
