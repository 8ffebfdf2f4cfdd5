//! The house keeps its own rules: ARCHITECTURE.md tells the truth, dependencies point one way, and what the product is
//! built from may be given on and builds without a tool chain of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, LicenseReq, Licensee, ParseMode};

/// Which of our crates each one may depend on. A crate that is not here is not part of the house.
const DIRECTION: [(&str, &[&str]); 6] = [
    ("audit", &[]),
    ("programme", &[]),
    ("record", &["programme"]),
    ("server", &["programme", "record"]),
    ("carer", &["audit", "programme", "record", "server"]),
    ("testing", &[]),
];
/// Only for tests: never a dependency of what is built, at most a dev-dependency.
const FOR_TESTS: &str = "testing";
/// What judges the others: their tests may have it judge what they do, and what they are built from may not.
const JUDGES: &str = "audit";
/// The crates through which SQL can be spoken, and who may.
const DATABASES: [&str; 6] = ["rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres", "sqlx", "diesel"];
const SPEAKS_SQL: [&str; 2] = ["record", FOR_TESTS];
/// Where `carer` starts the server.
const STARTS_THE_SERVER: [&str; 3] =
    ["crates/carer/src/main.rs", "crates/carer/src/serve.rs", "crates/carer/src/serve/mod.rs"];
const LINES_MAX: usize = 800;

#[test]
fn architecture_names_exactly_the_crates_that_exist() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let folders = fs::read_dir(root().join("crates")).expect("the crates").map(|entry| entry.expect("a crate"));
    let existing: BTreeSet<String> =
        folders.map(|entry| entry.file_name().into_string().expect("crates have plain names")).collect();
    assert_eq!(crates_named_in(&page), existing);
}

#[test]
fn architecture_names_exactly_the_read_tables_that_there_are() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let tables = read(&root().join("crates/record/src/project/tables.rs"));
    let first_word = |text: &str| text.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().map(str::to_owned);
    let made: BTreeSet<String> = tables.split("CREATE TABLE ").skip(1).filter_map(first_word).collect();
    let named = page.split('`').filter(|word| word.starts_with("read_")).filter_map(first_word);
    let named: BTreeSet<String> = named.filter(|word| word != "read_about").collect();
    assert!(made.len() > 30, "only {made:?}");
    assert_eq!(named, made);
}

#[test]
fn dependencies_point_one_way() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.iter().map(name).collect();
    assert_eq!(ours, DIRECTION.iter().map(|&(name, _)| name).collect());
    for package in &packages {
        for dependency in list(package, "dependencies") {
            let (from, to, is_dev) = (name(package), name(dependency), dependency["kind"] == "dev");
            assert!(!ours.contains(to) || may_depend(from, to, is_dev), "{from} may not depend on {to}");
        }
    }
}

#[test]
fn only_the_record_speaks_sql() {
    for package in packages().iter().filter(|package| !SPEAKS_SQL.contains(&name(package))) {
        for dependency in list(package, "dependencies").iter().filter(|dependency| dependency["kind"] != "dev") {
            assert!(!DATABASES.contains(&name(dependency)), "{} depends on {}", name(package), name(dependency));
        }
    }
    for (file, text) in sources(|name| !SPEAKS_SQL.contains(&name)) {
        assert_eq!(first_sql(&text), None, "{}", file.display());
    }
}

#[test]
fn only_the_server_and_what_starts_it_are_asynchronous() {
    for (file, text) in sources(|name| name != "server" && name != FOR_TESTS) {
        if !STARTS_THE_SERVER.iter().any(|&allowed| file == Path::new(allowed)) {
            assert_eq!(first_async(&text), None, "{}", file.display());
        }
    }
}

/// What `scripts/mutants` breaks has to be there, or it would one day try nothing.
#[test]
fn every_mutant_has_something_to_break() {
    let text = read(&root().join("mutants.toml"));
    let list: toml::Table = text.parse().expect("it is TOML");
    let mutants = list["mutant"].as_array().expect("a list of mutants");
    assert!(!mutants.is_empty());
    for mutant in mutants {
        let of = |key: &str| mutant[key].as_str().expect("a text").to_owned();
        let source = read(&root().join(of("file")));
        assert_eq!(source.matches(&of("find")).count(), 1, "{}", of("name"));
        assert_ne!(of("find"), of("replace"), "{}", of("name"));
    }
}

#[test]
fn every_licence_lets_us_give_the_product_on() {
    let allowed = allowed_licences();
    for package in product() {
        let licence = package["license"].as_str().unwrap_or("no licence");
        assert!(is_allowed(licence, &allowed), "{} {}: {licence}", name(&package), package["version"]);
    }
}

#[test]
fn rust_and_a_c_compiler_build_the_product() {
    let denied = denied_crates();
    let product = product();
    assert!(product.len() > 50, "the product's dependencies were not found");
    for package in product {
        assert_eq!(denied.get(name(&package)), None, "{} is part of the product", name(&package));
    }
}

#[test]
fn no_file_is_longer_than_anybody_reads() {
    let files = rust_files(&root().join("crates"));
    assert!(files.len() > 50, "the sources were not found");
    for file in files {
        let lines = read(&file).lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines: split it", file.display());
    }
}

/// The checks above look for what must not be there, so each is shown here something that is.
#[test]
fn the_checks_see_what_they_look_for() {
    let page =
        "# A\n\n## Crates\n\n| crate | x |\n|---|---|\n| `one` | uses `two` |\n| `three` | |\n\n## B\n\n| `four` |\n";
    assert_eq!(crates_named_in(page), BTreeSet::from(["one".to_owned(), "three".to_owned()]));

    assert!(may_depend("server", "record", false) && !may_depend("record", "server", false));
    assert!(may_depend("record", FOR_TESTS, true) && !may_depend("record", FOR_TESTS, false));
    assert!(may_depend("programme", JUDGES, true) && !may_depend("programme", JUDGES, false));
    assert!(!may_depend("programme", "record", true) && !may_depend("no such crate", "record", false));

    assert_eq!(first_sql("let a = 1;\nrun(\"DELETE FROM event\");"), Some("run(\"DELETE FROM event\");"));
    assert_eq!(first_sql("run(\"select 1 from event where 1\")"), Some("run(\"select 1 from event where 1\")"));
    assert_eq!(first_sql("/// SELECT x FROM y\nlet update = set(\"delete it, select it\");"), None);

    assert_eq!(first_async("fn a() {}\nasync fn b() {}"), Some("async fn b() {}"));
    assert_eq!(first_async("b().await?;"), Some("b().await?;"));
    assert_eq!(first_async("tokio::spawn(x)"), Some("tokio::spawn(x)"));
    assert_eq!(first_async("// async\nlet asynchronous = awaited;"), None);

    let allowed = allowed_licences();
    for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0-only OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "no licence", "", "AGPL-3.0-or-later OR SSPL-1.0"] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
    assert!(denied_crates().contains_key("cmake"));
}

/// The first cell of each row of the table under "## Crates".
fn crates_named_in(page: &str) -> BTreeSet<String> {
    let section = page.split("\n## ").find(|section| section.starts_with("Crates\n")).unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`')).map(|(name, _)| name.to_owned()).collect()
}

fn may_depend(from: &str, to: &str, is_dev: bool) -> bool {
    let listed = DIRECTION.iter().any(|&(name, below)| name == from && below.contains(&to));
    listed || (is_dev && [FOR_TESTS, JUDGES].contains(&to))
}

/// The first line of code that has a statement of SQL in it.
fn first_sql(text: &str) -> Option<&str> {
    const STATEMENTS: [(&str, &str); 7] = [
        ("select ", " from "),
        ("insert ", "into "),
        ("update ", " set "),
        ("delete from ", ""),
        ("create table ", ""),
        ("create index ", ""),
        ("alter table ", ""),
    ];
    code(text).find(|line| {
        let line = line.to_lowercase();
        STATEMENTS.iter().any(|(verb, rest)| line.split_once(verb).is_some_and(|(_, after)| after.contains(rest)))
    })
}

/// The first line of code that waits, or asks a runtime to.
fn first_async(text: &str) -> Option<&str> {
    let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code(text)
        .find(|line| line.split(|letter| !in_word(letter)).any(|word| ["async", "await", "tokio"].contains(&word)))
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

fn is_allowed(licence: &str, allowed: &[Licensee]) -> bool {
    let satisfied = |request: &LicenseReq| allowed.iter().any(|licensee| licensee.satisfies(request));
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| expression.evaluate(satisfied))
}

fn allowed_licences() -> Vec<Licensee> {
    let policy = policy();
    let allowed = policy["licenses"]["allow"].as_array().expect("deny.toml lists licences");
    let parse = |licence: &toml::Value| Licensee::parse(licence.as_str()?).ok();
    allowed.iter().map(|licence| parse(licence).expect("deny.toml names licences by their SPDX ids")).collect()
}

/// The crates that the product must not be built from, and why.
fn denied_crates() -> BTreeMap<String, String> {
    let policy = policy();
    let denied = policy["bans"]["deny"].as_array().expect("deny.toml lists crates");
    let text = |ban: &toml::Value, key: &str| ban[key].as_str().expect("a crate and a reason").to_owned();
    denied.iter().map(|ban| (text(ban, "crate"), text(ban, "reason"))).collect()
}

fn policy() -> toml::Table {
    read(&root().join("deny.toml")).parse().expect("deny.toml is TOML")
}

/// Our own packages.
fn packages() -> Vec<Value> {
    list(&metadata(&["--no-deps"]), "packages").to_vec()
}

/// The packages that `carer` is built from on this machine, build scripts included, tests not.
fn product() -> Vec<Value> {
    let all = metadata(&["--filter-platform", &host()]);
    let nodes: BTreeMap<&str, &Value> =
        list(&all["resolve"], "nodes").iter().map(|node| (text(node, "id"), node)).collect();
    let carer = list(&all, "packages").iter().find(|package| name(package) == "carer").expect("our own package");
    let mut found = BTreeSet::new();
    let mut waiting = vec![text(carer, "id")];
    while let Some(id) = waiting.pop() {
        if found.insert(id) {
            let built = |dependency: &&Value| list(dependency, "dep_kinds").iter().any(|kind| kind["kind"] != "dev");
            waiting.extend(list(nodes[id], "deps").iter().filter(built).map(|dependency| text(dependency, "pkg")));
        }
    }
    list(&all, "packages").iter().filter(|package| found.contains(text(package, "id"))).cloned().collect()
}

fn metadata(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]).args(arguments).current_dir(root());
    serde_json::from_slice(&output(command)).expect("cargo writes JSON")
}

/// The kind of machine this is, in rustc's words.
fn host() -> String {
    let mut command = Command::new("rustc");
    command.arg("-vV");
    let told = String::from_utf8(output(command)).expect("rustc writes text");
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn output(mut command: Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The production sources of the crates that `which` chooses, under their paths in the repository.
fn sources(which: impl Fn(&str) -> bool) -> Vec<(PathBuf, String)> {
    let root = root();
    let chosen = DIRECTION.iter().map(|&(name, _)| name).filter(|&name| which(name));
    let files: Vec<PathBuf> = chosen.flat_map(|name| rust_files(&root.join("crates").join(name).join("src"))).collect();
    assert!(!files.is_empty(), "the sources were not found");
    let within = |file: &Path| file.strip_prefix(&root).expect("it was found there").to_owned();
    files.iter().map(|file| (within(file), read(file))).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn name(value: &Value) -> &str {
    text(value, "name")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("cargo gives no `{key}`"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("cargo gives no `{key}`"))
}
