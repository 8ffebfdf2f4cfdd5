//! The verbs of the command line: what they say of themselves, how they end, and where they take their settings from.

mod check;
mod keep;
mod settings;

use crate::ground::{Ground, KIDNEY, ours};

/// Every verb, and the words after it that are verbs too.
const VERBS: [&str; 24] = [
    "",
    "demo",
    "serve",
    "check",
    "import",
    "import checks",
    "import donors",
    "eligibility",
    "audit",
    "followup",
    "verify",
    "export",
    "erase",
    "kept",
    "backup",
    "restore",
    "upgrade",
    "bench",
    "bench record",
    "bench readings",
    "bench search",
    "bench followup",
    "bench history",
    "doctor",
];

#[test]
fn every_verb_says_what_it_is_for() {
    let ground = Ground::sqlite();
    let help = |verb: &&str| {
        let words: Vec<&str> = verb.split_whitespace().chain(["--help"]).collect();
        format!("$ carer {}\n{}", words.join(" "), ground.run(&words).with(0).out)
    };
    insta::assert_snapshot!(VERBS.iter().map(help).collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_verb_is_left_out() {
    let ground = Ground::sqlite();
    for verb in ["", "import", "bench"] {
        let words: Vec<&str> = verb.split_whitespace().chain(["--help"]).collect();
        let help = ground.run(&words).with(0).out;
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        for name in listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
            let whole = format!("{verb} {name}");
            assert!(VERBS.contains(&whole.trim()), "{whole} is not among those that are shown");
        }
    }
}

/// What is given, how it ends, and what is said on standard error.
const ENDS: [(&[&str], i32, &str); 14] = [
    (&["--version"], 0, ""),
    (&[], 2, "Usage: carer <COMMAND>"),
    (&["frobnicate"], 2, "unrecognized subcommand 'frobnicate'"),
    (&["check"], 2, "required arguments were not provided"),
    (&["check", "nowhere.toml"], 2, "nowhere.toml: No such file"),
    (&["audit"], 2, "say where the record is: --data DIR, or --database URL"),
    (&["audit", "--data", "nowhere"], 2, "there is no record in nowhere"),
    (&["verify"], 2, "say where the record is: --data DIR, or --database URL"),
    (&["verify", "--data", "nowhere"], 2, "there is no record in nowhere"),
    (&["erase", "--data", "nowhere", "--person", "1", "--reason", "wish"], 2, "there is no record in nowhere"),
    (&["export", "--data", "nowhere", "--person", "1"], 2, "there is no record in nowhere"),
    (&["verify", "--database", "postgres://carer@127.0.0.1:1/x"], 2, "the database is not available"),
    (&["eligibility", "--data", "nowhere"], 2, "say which programme: --programme FILE"),
    (&["verify", "--data", "nowhere", "--format", "xml"], 2, "invalid value 'xml'"),
];

#[test]
fn what_cannot_be_read_ends_with_two_and_says_why() {
    let ground = Ground::sqlite();
    for (words, code, says) in ENDS {
        let said = ground.run(words);
        assert!(said.code == code && said.err.contains(says), "{words:?}: {said:?}");
    }
    let left: Vec<_> = std::fs::read_dir(ground.file("")).expect("the folder").collect();
    assert!(left.is_empty(), "nothing is made by what fails: {left:?}");
}

#[test]
fn a_story_s_programme_is_never_put_in_force() {
    let ground = Ground::sqlite();
    let story = ours("programmes/never-let-me-go.toml");
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &story];
    let said = ground.carer(&words).with(2);
    assert!(said.err.contains("a story's programme"), "{}", said.err);
    assert!(!record::exists(&ground.place).expect("that can be found out"));
}

/// Brings the small example in, so that there is a record.
fn with_a_record(ground: &Ground) {
    let file = ours("examples/nhanes-2017-2018-400.csv");
    let words = ["import", "checks", &file, "--mapping", "nhanes-2017-2018", "--programme", &ours(KIDNEY)];
    ground.carer(&[&words[..], &["--examined-on", "2024-06-30"]].concat()).with(0);
}
