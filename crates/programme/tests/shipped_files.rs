//! The programme files that are shipped: the kidney programme is sound, the story's breaks what it denies.

mod ground;
mod printed;

use ground::text_of;
use printed::printed;
use programme::file::{self, Severity};
use programme::rules::{Outcome, Programme, Provenance};
use proptest::prelude::*;

const FILES: [&str; 3] =
    ["programmes/living-kidney-us.toml", "programmes/never-let-me-go.toml", "programmes/living-kidney-uk.toml"];

fn kidney() -> Programme {
    file::parse(&text_of(FILES[0])).programme.expect("the kidney programme is sound")
}

#[test]
fn nothing_is_said_of_the_real_programmes_but_which_articles_are_not_checked_yet() {
    [FILES[0], FILES[2]].into_iter().for_each(nothing_but_notes);
}

fn nothing_but_notes(path: &str) {
    let text = text_of(path);
    let parsed = file::parse(&text);
    let (notes, others): (Vec<_>, Vec<_>) =
        parsed.diagnostics.clone().into_iter().partition(|diagnostic| diagnostic.severity == Severity::Note);
    assert!(others.is_empty(), "{}", printed(&text, &others));
    let articles: Vec<_> = notes.iter().filter_map(|note| note.article).collect();
    assert_eq!(articles, [7, 8, 9, 11]);
    assert!(parsed.may_be_served());
}

#[test]
fn the_storys_programme_breaks_the_articles_it_denies_and_is_never_served() {
    let text = text_of(FILES[1]);
    let parsed = file::parse(&text);
    let said: Vec<_> = parsed.errors().cloned().collect();
    insta::assert_snapshot!("the_storys_programme", printed(&text, &said));
    let programme = parsed.programme.as_ref().expect("it can be checked and simulated");
    assert_eq!(programme.fiction.as_ref().expect("it is fiction").denies, (1..=12).collect::<Vec<u8>>());
    assert!(!parsed.may_be_served());
}

#[test]
fn the_storys_programme_is_refused_once_it_says_that_it_is_no_story_or_denies_less() {
    let text = text_of(FILES[1]);
    let served = text
        .replace("fiction = true", "fiction = false")
        .replace("[fiction]\ndenies = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "");
    assert!(file::parse(&served).programme.is_none());
    let denying_less = text.replace("9, 10, 11, 12]", "9, 11]");
    let parsed = file::parse(&denying_less);
    assert!(parsed.programme.is_none());
    let articles: std::collections::BTreeSet<_> = parsed.errors().filter_map(|error| error.article).collect();
    assert_eq!(articles.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 10, 12]);
}

#[test]
fn the_kidney_programme_says_whose_each_rule_is() {
    let programme = kidney();
    assert_eq!(programme.minimum_donor_age.years, 18);
    assert_eq!(programme.minimum_donor_age.rule.provenance, Provenance::Local);
    for finding in &programme.findings {
        let rule = &finding.rule;
        let unread = rule.source.contains("Not read at its source");
        // A fixed number about a value is ours; what the physician judges by OPTN's own words is OPTN's.
        let whose = match (unread, rule.source.starts_with("OPTN Policy 14 (table as amended 2022-07-26): excludes")) {
            (true, _) => Provenance::Unverified,
            (false, true) => Provenance::Authority,
            (false, false) => Provenance::Local,
        };
        assert_eq!(rule.provenance, whose, "{}", rule.id);
        assert!(rule.source.contains("OPTN"), "{} says how it stands to OPTN's table", rule.id);
        assert_eq!(finding.deferral.is_some(), finding.outcome == Outcome::Deferred);
    }
    for stage in programme.stages.iter().filter(|stage| stage.assessed) {
        assert!(stage.from_age >= Some(18), "{}", stage.id);
    }
    // Nobody who is checked before donation goes out of date by waiting to be called.
    let needs = || programme.donation_kinds.iter().flat_map(|kind| &kind.needs);
    for check in programme.checks.iter().filter(|check| !needs().any(|need| need.check == check.id)) {
        let schedules = programme.schedules.iter().filter(|schedule| schedule.check == check.id);
        assert!(schedules.clone().any(|schedule| schedule.applies_to(&"registered".into())), "{}", check.id);
    }
}

/// What was not read at its source is never called the authority's, and figures are those of their sources.
#[test]
fn the_programme_of_the_united_kingdom_says_what_it_rests_on() {
    let programme = file::parse(&text_of(FILES[2])).programme.expect("it is sound");
    assert_eq!((programme.jurisdiction.as_str(), programme.time_zone.as_str()), ("GB", "Europe/London"));
    let kind = &programme.donation_kinds[0];
    let [assessment] = kind.approvals.as_slice() else { panic!("one authority decides") };
    assert_eq!(assessment.interviews, programme::rules::Interview::ALL);
    let finds: Vec<_> = assessment.finds.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(finds, ["identity", "relationship", "no-reward", "no-duress"]);
    assert_eq!(assessment.rule.provenance, Provenance::Authority);
    assert_eq!(assessment.valid_for, None, "for how long it counts was not read");
    let rules = programme.topics.iter().map(|topic| &topic.rule);
    let rules = rules.chain(programme.consent_elements.iter().map(|element| &element.rule));
    let rules = rules.chain(programme.findings.iter().map(|finding| &finding.rule));
    let rules = rules.chain(programme.keep.iter().map(|keep| &keep.rule));
    for rule in rules.chain(kind.needs.iter().map(|need| &need.rule)) {
        let unread = rule.source.contains("not read at its source") || rule.source.contains("Not read at its source");
        assert!(!unread || rule.provenance == Provenance::Unverified, "{}", rule.id);
        let is_authoritys = rule.provenance == Provenance::Authority;
        assert!(!is_authoritys || rule.source.starts_with("Human Tissue Authority"), "{}", rule.id);
    }
    let traced = &programme.keep[0];
    assert_eq!((traced.length.to_string().as_str(), traced.rule.provenance), ("30 years", Provenance::Unverified));
}

/// Article 1: whichever question nothing is told before, the file is not served.
#[test]
fn a_question_before_which_nothing_is_told_is_a_breach() {
    let text = text_of(FILES[0]);
    for (question, another) in [("evaluation", "exchange"), ("donation", "exchange"), ("exchange", "donation")] {
        let anything = format!("before = [\"{another}\"]");
        let untold = text
            .replace(r#"before = ["evaluation", "donation"]"#, &anything)
            .replace(&format!(r#"before = ["{question}"]"#), &anything);
        let parsed = file::parse(&untold);
        let said: Vec<_> = parsed.errors().map(|said| (said.article, said.rule)).collect();
        assert_eq!(said, [(Some(1), "asked-untold")], "{question}");
        assert!(!parsed.may_be_served());
    }
}

/// What is told must be true: the figures in the words are those of the source beside them.
#[test]
fn the_risks_are_told_in_the_figures_of_their_sources() {
    let programme = kidney();
    for (topic, told, source) in [
        ("risk-of-death", ["about 3 died within 90 days", "about 5 of 10,000 men"], ["3.1 per 10,000", "men 5.1"]),
        ("risk-of-kidney-failure", ["about 31 had kidney failure", "about 4 did"], ["30.8 per 10,000", "against 3.9"]),
    ] {
        let rule = &programme.topic(&topic.into()).expect("it is told").rule;
        assert!(told.iter().all(|told| rule.plain.contains(told)), "{}", rule.plain);
        assert!(source.iter().all(|source| rule.source.contains(source)), "{}", rule.source);
    }
}

#[test]
fn one_changed_byte_is_another_programme() {
    let text = text_of(FILES[0]);
    let changed = text.replacen("Blood pressure", "Blood Pressure", 1);
    let [one, other] = [&text, &changed].map(|text| file::parse(text).programme.expect("both are sound").hash);
    assert_ne!(one, other);
    assert_eq!(one, kidney().hash);
}

/// Something that happens to a file in an editor.
#[derive(Clone, Debug)]
enum Slip {
    Cut(usize, usize),
    Insert(usize, &'static str),
    Copy(usize, usize, usize),
    End(usize),
}

fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for slip in slips {
        let length = characters.len();
        let place = |at: usize| at % (length + 1);
        match *slip {
            Slip::Cut(at, count) => drop(characters.drain(place(at)..(place(at) + count).min(length))),
            Slip::Insert(at, what) => drop(characters.splice(place(at)..place(at), what.chars())),
            Slip::Copy(from, count, to) => {
                let copied = characters[place(from)..(place(from) + count).min(length)].to_vec();
                drop(characters.splice(place(to)..place(to), copied));
            }
            Slip::End(at) => characters.truncate(place(at)),
        }
    }
    characters.into_iter().collect()
}

fn any_slip() -> impl Strategy<Value = Slip> {
    const INSERTED: [&str; 16] = [
        "\"",
        "'''",
        "[",
        "]]",
        "=",
        "\n",
        "\\",
        "\u{feff}",
        "é",
        "\0",
        "[[stage]]\n",
        "[[check.field]]\n",
        "0",
        "-",
        ".",
        "{",
    ];
    let at = 0_usize..30_000;
    prop_oneof![
        (at.clone(), 1_usize..200).prop_map(|(at, count)| Slip::Cut(at, count)),
        (at.clone(), proptest::sample::select(INSERTED.to_vec())).prop_map(|(at, what)| Slip::Insert(at, what)),
        (at.clone(), 1_usize..300, at.clone()).prop_map(|(from, count, to)| Slip::Copy(from, count, to)),
        at.prop_map(Slip::End),
    ]
}

proptest! {
    #[test]
    fn no_slip_in_a_file_breaks_the_reader(file in 0_usize..3, slips in proptest::collection::vec(any_slip(), 1..4)) {
        sound_places(&slipped(&text_of(FILES[file]), &slips))?;
    }

    /// Slips that TOML does not notice: words put in place of other words.
    #[test]
    fn no_word_in_the_wrong_place_breaks_the_reader(file in 0_usize..3, swaps in proptest::collection::vec((0_usize..4_000, 0_usize..4_000), 1..12)) {
        let text = text_of(FILES[file]);
        let mut words: Vec<&str> = text.split_inclusive([' ', '\n', '"', '[', ']']).collect();
        let count = words.len();
        swaps.iter().for_each(|(one, other)| words.swap(one % count, other % count));
        sound_places(&words.concat())?;
    }

    /// Lines that are lost, doubled or put elsewhere mostly leave a file that is TOML, and another programme.
    #[test]
    fn no_line_in_the_wrong_place_breaks_the_reader(file in 0_usize..3, moves in proptest::collection::vec((0_usize..900, 0_usize..900, any::<bool>()), 1..12)) {
        let text = text_of(FILES[file]);
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (from, to, stays) in moves {
            let from = from % lines.len();
            let line = if stays { lines[from] } else { lines.remove(from) };
            lines.insert(to % (lines.len() + 1), line);
        }
        sound_places(&lines.concat())?;
    }

    #[test]
    fn no_text_at_all_breaks_the_reader(text in any::<String>()) {
        sound_places(&text)?;
    }
}

fn sound_places(text: &str) -> Result<(), TestCaseError> {
    let parsed = file::parse(text);
    for diagnostic in &parsed.diagnostics {
        prop_assert!(text.get(diagnostic.span.clone()).is_some(), "{diagnostic:?} is nowhere");
        prop_assert!(!diagnostic.message.is_empty());
    }
    prop_assert!(parsed.programme.is_some() || parsed.errors().next().is_some(), "refused without a reason");
    Ok(())
}
