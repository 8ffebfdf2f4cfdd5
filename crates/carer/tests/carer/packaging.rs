//! What the product is given to others in: the service, the container, the settings, the bill of materials.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::ground::{Ground, ours, said, text_of};

/// What keeps a service from everything that it does not need. A line may be missed when one is changed: this list is not.
const HARDENED: [(&str, &str); 18] = [
    ("DynamicUser", "yes"),
    ("StateDirectoryMode", "0700"),
    ("UMask", "0077"),
    ("LimitCORE", "0"),
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("PrivateDevices", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateUsers", "yes"),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectKernelTunables", "yes"),
    ("ProtectProc", "invisible"),
    ("RestrictNamespaces", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("MemoryDenyWriteExecute", "yes"),
    ("SystemCallArchitectures", "native"),
];

#[test]
fn the_service_is_kept_from_everything_that_it_does_not_need() {
    let unit = text_of("packaging/carer.service");
    let said_there = settings(&unit);
    for (name, value) in HARDENED {
        assert_eq!(said_there.get(name).map(String::as_str), Some(value), "{name}");
    }
    // Whatever is still worked on is let finish before it is killed.
    let stop: u64 = said_there["TimeoutStopSec"].parse().expect("seconds");
    assert!(stop > 35, "{stop}");
    assert!(said_there["ExecStart"].starts_with("/usr/local/bin/carer serve"));
}

/// Where there is a systemd, it has the last word; where there is none, the test above has.
#[test]
fn systemd_takes_the_service_and_finds_little_exposed() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let ground = Ground::sqlite();
    // The program is elsewhere in a test, and has to be there.
    let unit = text_of("packaging/carer.service").replace("/usr/local/bin/carer", env!("CARGO_BIN_EXE_carer"));
    let unit = ground.write("carer.service", unit);
    let verified = said(Command::new("systemd-analyze").args(["verify", "--man=no", &unit])).with(0);
    assert_eq!(verified.err, "", "{verified:?}");
    // Of 100: a service that says nothing has 96.
    let words = ["security", "--no-pager", "--offline=true", "--threshold=15", &unit];
    said(Command::new("systemd-analyze").args(words)).with(0);
}

#[test]
fn the_container_runs_without_root_and_holds_nothing_but_the_program() {
    let text = text_of("packaging/Containerfile");
    let steps: Vec<(&str, &str)> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with(' ') && !line.is_empty())
        .map(|line| line.split_once(' ').expect(line))
        .collect();
    let stages: Vec<_> = steps.iter().enumerate().filter(|(_, (step, _))| *step == "FROM").collect();
    let [_, (last, _)] = stages[..] else { panic!("two stages: {stages:?}") };
    assert!(stages.iter().all(|(_, (_, image))| image.contains(':') && !image.contains(":latest")), "{stages:?}");
    let run = &steps[last..];
    let user = run.iter().find(|(step, _)| *step == "USER").expect("a user").1;
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    assert!(run.iter().all(|(step, _)| !["RUN", "ADD"].contains(step)), "{run:?}");
    let copied = run.iter().filter(|(step, _)| *step == "COPY");
    assert!(
        copied.clone().count() == 2 && copied.clone().all(|(_, what)| what.starts_with("--from=build ")),
        "{run:?}"
    );
    // Whatever is built in has to be sent along.
    let sent = text_of("packaging/Containerfile.containerignore");
    for folder in ["crates", "programmes", "mappings", "examples"] {
        assert!(
            sent.contains(&format!("!{folder}\n")) && text.contains(&format!("COPY {folder} {folder}\n")),
            "{folder}"
        );
    }
}

#[test]
fn the_settings_that_come_with_it_can_be_read() {
    let ground = Ground::sqlite();
    let plain = text_of("packaging/carer.toml");
    // As it is given, and with everything in it that is offered as a comment but for what excludes it.
    let offered = plain
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")).unwrap_or(line))
        .filter(|line| !line.starts_with("listen = \"0") && !line.contains(" a ") && !line.contains(" in place of "))
        .map(|line| format!("{line}\n"));
    for (text, why) in [(plain.clone(), "/etc/carer/programme.toml"), (offered.collect(), "/etc/carer/programme.toml")]
    {
        ground.write("carer.toml", &text);
        let said = ground.run(&["serve", "--data", "data"]).with(2);
        assert!(said.err.contains(why), "{text}\n{said:?}");
    }
}

#[test]
fn the_bill_of_materials_lists_what_is_in_the_product_and_nothing_else() {
    let made = said(&mut Command::new(ours("scripts/bill-of-materials"))).with(0);
    let bill = made.json();
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    assert_eq!(bill["metadata"]["component"]["name"], "carer");
    let components = bill["components"].as_array().expect("components");
    let names: BTreeSet<&str> = components.iter().filter_map(|one| one["name"].as_str()).collect();
    for inside in ["audit", "programme", "record", "server", "rusqlite", "libsqlite3-sys", "rustls", "ring", "argon2"] {
        assert!(names.contains(inside), "{inside} is not in it");
    }
    for outside in ["carer", "testing", "insta", "proptest", "rcgen"] {
        assert!(!names.contains(outside), "{outside} is in it");
    }
    for one in components {
        let is_ours = ["audit", "programme", "record", "server"].contains(&one["name"].as_str().expect("a name"));
        assert!(one["licenses"][0]["expression"].is_string(), "{one}");
        assert_eq!(one["hashes"][0]["content"].as_str().map(str::len), (!is_ours).then_some(64), "{one}");
    }
    let reference = |one: &Value| one.as_str().expect("a reference").to_owned();
    let all = components.iter().chain([&bill["metadata"]["component"]]);
    let known: BTreeSet<String> = all.map(|one| reference(&one["bom-ref"])).collect();
    for edge in bill["dependencies"].as_array().expect("edges") {
        let on = edge["dependsOn"].as_array().expect("references");
        assert!(known.contains(&reference(&edge["ref"])), "{edge}");
        assert!(on.iter().all(|one| known.contains(&reference(one))), "{edge}");
    }
    let again = said(&mut Command::new(ours("scripts/bill-of-materials"))).with(0);
    assert_eq!(made.out, again.out, "the same sources give the same bytes");
}

#[test]
fn what_the_attacks_try_is_what_the_page_on_security_says() {
    let listed = said(Command::new(ours("scripts/attack")).arg("--list")).with(0).out;
    assert!(listed.lines().count() > 50, "{listed}");
    let page = text_of("docs/security.md");
    let told = "put what scripts/attack --list says under “What is tried”";
    assert!(page.contains(&listed), "docs/security.md is not what is tried: {told}");
}

/// The settings of a unit; of one that is there twice, the last.
fn settings(unit: &str) -> BTreeMap<String, String> {
    let lines = unit.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
