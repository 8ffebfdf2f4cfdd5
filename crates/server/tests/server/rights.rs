//! The table of rights as it is committed, so that whoever changes who sees whom sees it in the diff.

use std::fmt::Write as _;
use std::path::Path;

use server::rights::{Right, TABLE};

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

fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\nThis page is written by a test from `crates/server/src/rights/table.rs`, which alone grants \
         anything. What has no line here, nobody may. “The people at their site” is everybody for a post that is at no site. \
         Nobody uses a post on their own record: what others do there, others do.\n\nThe rules of the programme, the way in and \
         whether the server is well are open to anybody. Whoever is signed in may use their own account, and speak up.\n",
    );
    for right in Right::ALL.iter().filter(|right| !right.needs_no_post()) {
        let plain = right.plain();
        let title = plain[..1].to_uppercase() + &plain[1..];
        write!(page, "\n## {title}\n\n| who | of whom | why |\n|---|---|---|\n").expect("a text takes everything");
        for line in TABLE.iter().filter(|line| line.right == *right) {
            writeln!(page, "| {} | {} | {} |", line.role.label(), line.reach.plain(), line.why)
                .expect("a text takes everything");
        }
    }
    page
}
