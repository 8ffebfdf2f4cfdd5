//! The table of rights and which route asks for which, as they are committed: whoever changes who sees whom sees it in the
//! diff.

use std::fmt::Write as _;
use std::path::Path;

use server::ROUTES;
use server::rights::{Reach, Right, TABLE};

const HEAD: &str = "# Who may do what\n\n\
This page is written by a test, from `crates/server/src/rights/table.rs`, which alone grants anything, and from the list of\n\
routes. What has no line here, nobody may. “The people at their site” is everybody for a post that is at no site. Nobody\n\
uses a post on their own record: what others do there, others do.\n";

/// To take a change in: `CARER_UPDATE=1 cargo test -p server rights`.
#[test]
fn the_committed_table_is_the_one_that_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rights.md");
    let page = page();
    if std::env::var_os("CARER_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("it is written");
    }
    let committed = std::fs::read_to_string(&path).expect("docs/rights.md is there");
    assert!(committed == page, "docs/rights.md is not what holds: run CARER_UPDATE=1 cargo test -p server rights");
}

#[test]
fn a_route_about_somebody_asks_for_a_right_to_people() {
    for route in ROUTES.iter().filter(|route| route.path.contains("{person}")) {
        let mut lines = TABLE.iter().filter(|line| line.right == route.right).peekable();
        assert!(lines.peek().is_some(), "{} {} asks for a right that has no line", route.method, route.path);
        assert!(lines.all(|line| line.reach != Reach::Thing), "{} {} is about somebody", route.method, route.path);
    }
}

fn page() -> String {
    Right::ALL.iter().fold(HEAD.to_owned(), |page, right| page + &section(*right))
}

fn section(right: Right) -> String {
    let plain = right.plain();
    let mut text = format!("\n## {}{}\n\n", plain[..1].to_uppercase(), &plain[1..]);
    let mut write = |line: String| writeln!(text, "{line}").expect("a text takes everything");
    match right {
        Right::Open => write("Anybody, signed in or not.".to_owned()),
        Right::OwnAccount => write("Whoever is signed in.".to_owned()),
        right => {
            write("| who | of whom | why |\n|---|---|---|".to_owned());
            for line in TABLE.iter().filter(|line| line.right == right) {
                write(format!("| {} | {} | {} |", line.role.label(), line.reach.plain(), line.why));
            }
        }
    }
    write(String::new());
    for route in ROUTES.iter().filter(|route| route.right == right) {
        write(format!("- `{} {}`", route.method, route.path));
    }
    text
}
