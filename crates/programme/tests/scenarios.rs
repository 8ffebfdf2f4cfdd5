//! The scenarios of `scenarios/`: given, when, then, in lines that a nurse can read, against the real programme file.
//!
//! Each file is a test. A line that is not understood fails it, and so does a refusal that no `then` expects.

#[path = "scenarios/world.rs"]
mod world;

use std::path::Path;

use world::World;

#[test]
fn every_scenario_holds() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<_> = std::fs::read_dir(&directory)
        .expect("the scenarios are there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(files.len() >= 5, "the scenarios are in {}", directory.display());
    let failures: Vec<String> = files.iter().filter_map(|file| play(file).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn play(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).expect("it can be read");
    let mut world = World::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = |why: String| format!("{}:{}: {line}\n    {why}", file.display(), number + 1);
        world.line(line).map_err(at)?;
    }
    world.nothing_unexpected().map_err(|why| format!("{}: at the end: {why}", file.display()))
}

#[test]
fn a_scenario_that_does_not_hold_fails() {
    for (line, why) in [
        ("then on 2026-11-01 Ann is eligible", "Incomplete"),
        ("then an alert phq-9-item-9 is open for Ann since 2026-11-01", "no such alert"),
        ("then it is refused by site-full", "nothing was refused"),
        ("when Ann dances", "not understood"),
        ("when Ann is examined on 2026-11-01: bmi lots", "not understood"),
    ] {
        let mut world = World::new();
        world.line("given today is 2026-11-01").expect("it is understood");
        world.line("given Ann, female, born 1990-01-01").expect("it is understood");
        let failure = world.line(line).expect_err(line);
        assert!(failure.contains(why), "{line}: {failure}");
    }
    let mut world = World::new();
    world.line("given today is 2026-11-01").expect("it is understood");
    world.line("given Ann, female, aged 12 on 2026-01-01").expect("it is understood");
    world.line("when Ann is examined on 2026-11-01: bmi 20").expect("the refusal is noted");
    assert!(world.nothing_unexpected().is_err(), "a refusal that nobody expected is a failure");
}
