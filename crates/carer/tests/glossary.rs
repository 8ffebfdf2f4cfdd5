//! The glossary says every word of the shipped programmes, every outcome, stage and article, as the product says it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use programme::rules::{ARTICLES, Outcome, Programme};

#[test]
fn the_glossary_has_every_outcome_and_article() {
    let rows = rows_of(&read("docs/glossary.md"));
    let outcomes = Outcome::ALL.map(|outcome| vec![outcome.as_str().to_owned(), outcome.plain().to_owned()]);
    let articles = ARTICLES.map(|a| vec![a.number.to_string(), a.name.to_owned(), a.plain.to_owned()]);
    assert_eq!(missing(&rows, outcomes.into_iter().chain(articles)), Vec::<Vec<String>>::new());
}

#[test]
fn the_glossary_has_every_word_and_stage_of_the_shipped_programmes() {
    let rows = rows_of(&read("docs/glossary.md"));
    let programmes = shipped();
    assert!(!programmes.is_empty(), "no programme is shipped that is not a story's");
    for programme in programmes {
        assert!(!programme.words.is_empty() && !programme.stages.is_empty(), "{} was not read", programme.id);
        let words = programme.words.iter().map(|word| vec![word.term.clone(), word.plain.clone()]);
        let stages = programme.stages.iter().map(|s| vec![s.id.to_string(), s.name.clone(), s.plain.clone()]);
        assert_eq!(missing(&rows, words.chain(stages)), Vec::<Vec<String>>::new(), "of {}", programme.id);
    }
}

#[test]
fn no_word_of_a_table_is_explained_twice() {
    for table in read("docs/glossary.md").split("\n\n") {
        let (mut seen, words) =
            (BTreeSet::new(), table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()));
        let twice: Vec<_> = words.filter(|word| !seen.insert(*word)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}

/// The checks above look for what is missing, so they are shown here something that is.
#[test]
fn the_checks_see_what_they_look_for() {
    let rows = rows_of("| word | means |\n|---|---|\n| donor | Somebody. |\n");
    let row = |word: &str, plain: &str| vec![word.to_owned(), plain.to_owned()];
    assert_eq!(rows, BTreeSet::from([row("word", "means"), row("donor", "Somebody.")]));
    assert!(missing(&rows, [row("donor", "Somebody.")].into_iter()).is_empty());
    let wrong = [row("donor", "Somebody else."), row("organ", "A part of a body.")];
    assert_eq!(missing(&rows, wrong.clone().into_iter()), wrong);
}

fn missing(rows: &BTreeSet<Vec<String>>, wanted: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    wanted.filter(|row| !rows.contains(row)).collect()
}

/// The cells of every row of every table.
fn rows_of(page: &str) -> BTreeSet<Vec<String>> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").map(str::to_owned).collect()).collect()
}

/// The shipped programmes that can be served.
fn shipped() -> Vec<Programme> {
    let files = fs::read_dir(root().join("programmes")).expect("the programmes");
    let files = files.map(|entry| entry.expect("a file").path());
    let programme = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a text");
        programme::file::parse(&text).programme.unwrap_or_else(|| panic!("{} cannot be read", path.display()))
    };
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(programme)
        .filter(|programme| programme.fiction.is_none())
        .collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
