//! Settings: a flag goes before the environment, and that before `carer.toml` in the working directory.

use super::with_a_record;
use crate::ground::{Ground, KIDNEY, flags, ours, said};

/// A place as somebody names it, or does not.
type Named = Option<&'static str>;

/// The flag, the variable, what the file says of `data`, and which of the three is taken.
const WHICH: [(Named, Named, Named, &str); 7] = [
    (Some("flag"), Some("variable"), Some("file"), "flag"),
    (Some("flag"), Some("variable"), None, "flag"),
    (Some("flag"), None, Some("file"), "flag"),
    (None, Some("variable"), Some("file"), "variable"),
    (None, Some("variable"), None, "variable"),
    (None, None, Some("file"), "file"),
    (None, Some(""), Some("file"), "file"),
];

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let ground = Ground::sqlite();
    for (flag, variable, file, taken) in WHICH {
        match file {
            Some(data) => drop(ground.write("carer.toml", format!("data = \"{data}\"\n"))),
            None => drop(std::fs::remove_file(ground.file("carer.toml"))),
        }
        let mut command = ground.program();
        command.arg("verify");
        if let Some(data) = flag {
            command.args(["--data", data]);
        }
        if let Some(data) = variable {
            command.env("CARER_DATA", data);
        }
        let said = said(&mut command).with(2);
        assert_eq!(said.err, format!("carer: there is no record in {taken}\n"), "{flag:?} {variable:?} {file:?}");
    }
}

#[test]
fn one_flag_goes_before_the_other_s_variable_and_the_file() {
    let ground = Ground::sqlite();
    ground.write("carer.toml", "database = \"postgres://carer@127.0.0.1:1/file\"\n");
    let verify = |flag: [&str; 2], variable: [&str; 2]| {
        said(ground.program().arg("verify").args(flag).env(variable[0], variable[1])).with(2).err
    };
    let url = "postgres://carer@127.0.0.1:1/variable";
    assert_eq!(verify(["--data", "flag"], ["CARER_DATABASE", url]), "carer: there is no record in flag\n");
    assert!(verify(["--database", url], ["CARER_DATA", "variable"]).contains("the database is not available"));
    let both = said(ground.program().args(["verify", "--data", "one", "--database", url])).with(2).err;
    assert!(both.contains("cannot be used with"), "{both}");
    let both = said(ground.program().arg("verify").env("CARER_DATA", "one").env("CARER_DATABASE", url)).with(2).err;
    assert!(both.contains("the environment names both"), "{both}");
}

#[test]
fn the_file_names_the_programme_and_the_author_too() {
    let ground = Ground::sqlite();
    with_a_record(&ground);
    ground.write("carer.toml", format!("data = \"data\"\nprogramme = \"{}\"\nauthor = \"Dr Osei\"\n", ours(KIDNEY)));
    let run = |words: &[&str]| said(ground.program().env_remove("CARER_AUTHOR").args(words)).with(0);
    assert_eq!(run(&["eligibility", "--on", "2024-06-30", "--format", "json"]).json()["people"], 400);
    let taken = run(&["export", "--person", "NHANES 93718"]).json();
    assert_eq!(taken["readings"][0]["reader"], "Dr Osei");

    ground.write("carer.toml", "dta = \"data\"\n");
    let said = said(ground.program().arg("verify")).with(2);
    assert!(said.err.contains("carer.toml") && said.err.contains("line 1") && said.err.contains("dta"), "{}", said.err);
}

#[test]
fn where_to_listen_is_a_setting_like_the_others() {
    let ground = Ground::sqlite();
    // None of these is loopback, so each is refused by its name.
    let refused = |flag: Named, variable: Named, file: Named| {
        let listen = file.map_or(String::new(), |address| format!("listen = \"{address}\"\n"));
        ground.write("carer.toml", format!("data = \"data\"\nprogramme = \"{}\"\n{listen}", ours(KIDNEY)));
        let mut command = ground.program();
        command.arg("serve");
        if let Some(address) = flag {
            command.args(["--listen", address]);
        }
        if let Some(address) = variable {
            command.env("CARER_LISTEN", address);
        }
        let said = said(&mut command);
        assert_ne!(said.code, 0, "{said:?}");
        said.err
    };
    let [flag, variable, file] = ["192.0.2.1:1", "192.0.2.2:2", "192.0.2.3:3"].map(Some);
    assert!(refused(flag, variable, file).contains("192.0.2.1"));
    assert!(refused(None, variable, file).contains("192.0.2.2"));
    assert!(refused(None, None, file).contains("192.0.2.3"));
    assert!(refused(None, Some(""), file).contains("192.0.2.3"));
    assert!(refused(None, Some("here"), file).contains("CARER_LISTEN: “here” is no address"));
    assert!(refused(None, None, Some("here")).contains("carer.toml"));
}

#[test]
fn an_empty_variable_says_nothing() {
    let ground = Ground::sqlite();
    with_a_record(&ground);
    ground.write("carer.toml", format!("data = \"data\"\nprogramme = \"{}\"\nauthor = \"Dr Osei\"\n", ours(KIDNEY)));
    let run =
        |words: &[&str]| said(ground.program().env("CARER_AUTHOR", "").env("CARER_PROGRAMME", "").args(words)).with(0);
    assert_eq!(run(&["eligibility", "--on", "2024-06-30", "--format", "json"]).json()["people"], 400);
    assert_eq!(run(&["export", "--person", "NHANES 93718"]).json()["readings"][0]["reader"], "Dr Osei");
}

#[test]
fn a_database_s_url_is_read_from_a_file_and_never_shown() {
    let ground = Ground::postgres();
    with_a_record(&ground);
    let [_, url] = flags(&ground.place);
    let secret = ground.write("secret", format!("{url}\n"));
    ground.run(&["verify", "--database", &format!("@{secret}")]).with(0);
    said(ground.program().arg("verify").env("CARER_DATABASE", format!("@{secret}"))).with(0);
    let nowhere = ground.run(&["verify", "--database", "@nowhere"]).with(2);
    assert!(nowhere.err.contains("nowhere: No such file"), "{}", nowhere.err);

    let secret = "postgres://carer:hushhush@127.0.0.1:1/x";
    let help = said(ground.program().args(["verify", "--help"]).env("CARER_DATABASE", secret)).with(0);
    let failed = said(ground.program().arg("verify").env("CARER_DATABASE", secret)).with(2);
    for text in [help.out, help.err, failed.out, failed.err] {
        assert!(!text.contains("hushhush"), "{text}");
    }
}
