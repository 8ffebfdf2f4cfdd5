//! The manual of the programme file: its examples are programmes without a fault, and it names everything that is said.

mod ground;
mod printed;

use ground::text_of;
use printed::printed;
use programme::file::{self, Severity};

/// The TOML examples of the manual, in their order.
fn examples(manual: &str) -> Vec<&str> {
    let blocks = manual.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("a split has a first part")).collect()
}

#[test]
fn the_examples_are_programmes_without_a_fault() {
    let manual = text_of("docs/programme-file.md");
    let [whole, added] = examples(&manual)[..] else { panic!("the manual has a whole programme and a rule to add") };
    for text in [whole.to_owned(), format!("{whole}\n{added}")] {
        let parsed = file::parse(&text);
        let said: Vec<_> = parsed.diagnostics.iter().filter(|said| said.severity != Severity::Note).cloned().collect();
        assert!(said.is_empty(), "{}", printed(&text, &said));
        assert!(parsed.may_be_served());
    }
}

#[test]
fn everything_that_is_said_of_a_file_is_in_the_manual() {
    let manual = text_of("docs/programme-file.md");
    let broken = [
        "syntax",
        "keys",
        "values",
        "fields",
        "expressions",
        "references",
        "articles",
        "waiting",
        "donations",
        "messages",
    ];
    for name in broken.into_iter().chain(["fiction"]) {
        for said in file::parse(&text_of(&format!("crates/programme/tests/broken/{name}.toml"))).diagnostics {
            assert!(manual.contains(&format!("`{}`", said.rule)), "the manual does not name {}", said.rule);
        }
    }
}

#[test]
fn every_rule_of_the_engine_is_in_the_glossary_in_its_own_words() {
    let glossary = text_of("docs/glossary.md");
    for rule in programme::refusal::RULES {
        let row = format!("| {} | {} |", rule.id, rule.plain);
        assert!(glossary.contains(&row), "the glossary does not have the row\n{row}");
    }
    let rows = glossary.split("### The engine's own rules").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows = rows.expect("there is such a part").lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, programme::refusal::RULES.len() + 1, "a rule that the engine does not have is in the glossary");
}
