//! The shipped files with one thing taken out or put otherwise, everywhere in turn. Reading never panics, whatever is said has a
//! place in the file, and what is read without an error keeps every article: judged by the sentences below, which know nothing of
//! the reader, and by the auditor. So no single edit makes a file weaker and goes unsaid.

mod ground;
#[path = "../../testing/src/seeds.rs"]
#[expect(unreachable_pub, reason = "it is the file of another crate, which is public there")]
mod seeds;

use audit::{Auditor, Entry};
use ground::text_of;
use programme::file::{self, Severity};
use sha2::{Digest as _, Sha256};

/// The files that are served. A story's is checked in `shipped_files`.
const FILES: [&str; 2] = ["living-kidney-us", "living-kidney-uk"];

/// Of so many edits one is tried in every run.
const EVERY: u64 = 23;

/// Edits by which a file breaks an article, each by itself: what is taken out or put otherwise, and the article.
const BREAKS: &[(u8, &str, &str)] = &[
    (1, "before = [\"evaluation\"", "before = [\"exchange\""),
    (1, "before = [\"exchange\"]", "before = [\"donation\"]"),
    (2, "time = \"30 days\"", "time = \"0 days\""),
    (2, "least = \"7 days\"", "least = \"0 days\""),
    (2, "[donation-kind.reflection]", ""),
    (3, "[carers.advocate]", ""),
    (4, "survivable = true", "survivable = false"),
    (4, "per-life = 1\n", ""),
    (5, "whose = \"own\"", ""),
    (5, "[appeals]", ""),
    (5, "within = \"15 days\"", "within = \"1 year\""),
    (5, "at-most = \"12 months\"", "at-most = \"99 years\""),
    (6, "[follow-up.for-life]", ""),
    (12, "years = 18", "years = 17"),
    (12, "years = 18", "years = 0"),
    (12, "from-age = 18\nassessed = true", "from-age = 16\nassessed = true"),
    (12, "from-age = 18\nassessed = true", "assessed = true"),
];

#[test]
fn each_of_these_edits_breaks_its_article() {
    let all = FILES.iter().flat_map(|name| BREAKS.iter().map(move |edit| (name, edit)));
    for (name, (article, from, to)) in all {
        let text = text_of(&format!("programmes/{name}.toml"));
        assert!(text.contains(from), "{name} does not say {from:?}");
        // A table goes with everything in it; what is only put otherwise is put so everywhere.
        let edited = if from.starts_with('[') { without_table(&text, from) } else { text.replace(from, to) };
        let said = file::parse(&edited).diagnostics;
        let is_it = |said: &&file::Diagnostic| said.severity == Severity::Error && said.article == Some(*article);
        let missing = said.iter().any(|said| said.severity == Severity::Error && to.is_empty());
        let found = said.iter().any(|said| is_it(&said));
        assert!(found || missing && *from == "whose = \"own\"", "{name}, {to:?} instead of {from:?}: {said:#?}");
    }
}

#[test]
fn no_edit_makes_a_file_weaker_unsaid() {
    for name in FILES {
        let text = text_of(&format!("programmes/{name}.toml"));
        let edits = edits(&text);
        assert!(edits.len() > 1_000, "{name} has only {} edits", edits.len());
        // Some of them in every run, and all of them in the soak.
        let chosen = seeds::seeds(1, EVERY);
        let mut kept = 0;
        for (what, edited) in chosen.flat_map(|seed| edits.iter().skip((seed % EVERY) as usize).step_by(EVERY as usize))
        {
            let parsed = file::parse(edited);
            for said in &parsed.diagnostics {
                let place = &said.span;
                let is_inside = place.start <= place.end && place.end <= edited.len();
                assert!(is_inside && edited.is_char_boundary(place.start), "{name}, {what}: {said:?}");
                assert!(!said.message.is_empty(), "{name}, {what}: {said:?}");
            }
            if !parsed.may_be_served() {
                continue;
            }
            kept += 1;
            let table = edited.parse().expect("what was read is TOML");
            assert_eq!(broken(&table), None, "{name}, {what}: read without an error");
            let report = audited(edited);
            assert!(report.holds(), "{name}, {what}: read without an error, and the auditor says:\n{report}");
        }
        assert!(kept > 0, "no edit of {name} left it whole, so nothing was proved");
    }
}

/// The file without a table: its header, and everything until the next one.
fn without_table(text: &str, header: &str) -> String {
    let begin = text.find(header).expect("it is in the file");
    let end = text[begin + 1..].find("\n[").map_or(text.len(), |end| begin + 1 + end + 1);
    format!("{}{}", &text[..begin], &text[end..])
}

/// Every edit: each table taken out, each key taken out, and each value put otherwise in the ways of its form.
fn edits(text: &str) -> Vec<(String, String)> {
    let mut edits = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let is_header = |line: &str| line.starts_with('[');
    let key = |line: &str| {
        let (key, value) = line.split_once(" = ")?;
        let is_key = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        (is_key && !key.is_empty()).then(|| (key.to_owned(), value.to_owned()))
    };
    let begins = |line: &str| is_header(line) || line.is_empty() || line.starts_with('#') || key(line).is_some();
    let with = |from: usize, until: usize, instead: &[String]| {
        let before = lines[..from].iter().map(|line| (*line).to_owned());
        let after = lines[until..].iter().map(|line| (*line).to_owned());
        before.chain(instead.iter().cloned()).chain(after).collect::<Vec<_>>().join("\n") + "\n"
    };
    for (place, line) in lines.iter().enumerate() {
        let number = place + 1;
        if is_header(line) {
            let until =
                lines[number..].iter().position(|line| is_header(line)).map_or(lines.len(), |next| number + next);
            edits.push((format!("without the table in line {number}, {line}"), with(place, until, &[])));
        } else if let Some((key, value)) = key(line) {
            let until = lines[number..].iter().position(|line| begins(line)).map_or(lines.len(), |next| number + next);
            edits.push((format!("without line {number}, {line}"), with(place, until, &[])));
            for other in others(&key, &value) {
                let instead = format!("{key} = {other}");
                edits.push((format!("{instead} in line {number}"), with(place, until, &[instead])));
            }
        }
    }
    edits
}

/// What could stand there instead.
fn others(key: &str, value: &str) -> Vec<&'static str> {
    let is_period = ["day", "week", "month", "year"].iter().any(|unit| value.contains(unit)) && value.len() < 14;
    match value.chars().next() {
        _ if ["source", "name", "unit", "provenance"].contains(&key) => vec!["\"\""],
        Some('0'..='9') => vec!["0", "-1", "17", "99999"],
        Some('t') => vec!["false"],
        Some('f') => vec!["true"],
        Some('[') => vec!["[]"],
        Some('"') if is_period => vec!["\"0 days\"", "\"99 years\"", "\"soon\""],
        _ => vec!["\"\"", "\"moon\""],
    }
}

/// What a file says that breaks an article, by the sentences of the articles; `None` where nothing does.
fn broken(file: &toml::Table) -> Option<(u8, String)> {
    let tables = |name: &str| file.get(name).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let has = |table: &toml::Value, key: &str, wanted: &str| {
        table
            .get(key)
            .and_then(toml::Value::as_array)
            .is_some_and(|all| all.iter().any(|one| one.as_str() == Some(wanted)))
    };
    let says = |table: &toml::Value, key: &str| table.get(key).is_some();
    let is_nothing = |period: Option<&toml::Value>| {
        period.and_then(toml::Value::as_str).is_none_or(|period| period.starts_with("0 "))
    };
    let (stages, kinds, topics) = (tables("stage"), tables("donation-kind"), tables("topic"));
    let is_assessed = |stage: &toml::Value| stage.get("assessed").and_then(toml::Value::as_bool) == Some(true);
    let assessed: Vec<&toml::Value> = stages.iter().filter(|stage| is_assessed(stage)).collect();
    let least = file["programme"]["minimum-donor-age"]["years"].as_integer().unwrap_or_default();
    let young =
        |stage: &&toml::Value| stage.get("from-age").and_then(toml::Value::as_integer).is_none_or(|age| age < least);
    let asks = !assessed.is_empty() || !kinds.is_empty();
    let in_exchange = kinds.iter().any(|kind| has(kind, "routes", "exchange"));
    let deferral_kinds = tables("deferral-kind");
    let for_ever = |kind: &toml::Value| is_ages(kind.get("at-most")) || is_ages(kind.get("review-every"));
    let appeals = file.get("appeals");
    let told = |question| topics.iter().any(|topic| has(topic, "before", question));
    let own = deferral_kinds.iter().any(|kind| kind.get("whose").and_then(toml::Value::as_str) == Some("own"));
    let sentences = [
        (12, least < 18, "the minimum donor age is under 18"),
        (12, assessed.iter().any(young), "children are assessed"),
        (1, !assessed.is_empty() && !told("evaluation"), "nothing is told before people are assessed"),
        (1, !kinds.is_empty() && !told("donation"), "nothing is told before people are asked to give"),
        (1, in_exchange && !told("exchange"), "nothing is told before people are asked to give in an exchange"),
        (3, asks && file.get("carers").is_none_or(|carers| !says(carers, "advocate")), "nobody has an advocate"),
        (3, stages.first().is_some_and(is_assessed), "people begin in being assessed"),
        (5, asks && !own, "nobody can wait"),
        (5, asks && appeals.is_none(), "nobody hears an objection"),
        (5, appeals.is_some_and(|appeals| is_ages(appeals.get("within"))), "an objection is never decided"),
        (5, deferral_kinds.iter().any(for_ever), "a deferral has no end, and nobody calls it permanent"),
    ];
    let of_file = sentences.into_iter().find(|(_, is_so, _)| *is_so);
    let of_kinds = kinds.iter().find_map(|kind| {
        let id = kind["id"].as_str().unwrap_or_default();
        let is_for = |table: &toml::Value, key: &str| !says(table, key) || has(table, key, id);
        let reflection = kind.get("reflection");
        let least = reflection.and_then(|reflection| reflection.get("least"));
        let follow_up = file.get("follow-up");
        let sentences = [
            (2, is_nothing(reflection.and_then(|reflection| reflection.get("time"))), "nobody reflects"),
            (2, least.is_some() && is_nothing(least), "reflecting is shortened to nothing"),
            (2, !tables("consent-element").iter().any(|element| is_for(element, "kinds")), "nothing is said yes to"),
            (4, kind.get("survivable").and_then(toml::Value::as_bool) != Some(true), "nobody survives it"),
            (4, !says(kind, "per-life"), "it has no limit for a life"),
            (4, !says(kind, "need"), "no check is in date"),
            (4, !says(kind, "verify"), "nobody verifies it"),
            (6, !tables("follow-up-window").iter().any(|one| is_for(one, "donation-kinds")), "nobody sees who gave"),
            (6, follow_up.is_none_or(|follow_up| !says(follow_up, "for-life")), "staying in touch ends"),
        ];
        sentences.into_iter().find(|(_, is_so, _)| *is_so)
    });
    of_file.or(of_kinds).map(|(article, _, what)| (article, what.to_owned()))
}

/// Whether a length of time is one of those that nobody lives to see the end of.
fn is_ages(period: Option<&toml::Value>) -> bool {
    period.and_then(toml::Value::as_str).is_some_and(|period| period.starts_with("99 "))
}

/// What the auditor says of a log in which nothing is but that the file was put in force.
fn audited(text: &str) -> audit::Report {
    let hash: [u8; 32] = Sha256::digest(text).into();
    let written: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let served = serde_json::json!({ "is": "served", "id": "edited", "hash": written, "fiction": false, "text": text });
    let at = jiff::Timestamp::UNIX_EPOCH;
    let mut auditor = Auditor::default();
    auditor.take(&Entry {
        stream: "programme",
        version: 1,
        at,
        author: "somebody",
        programme: hash,
        kind: "programme",
        schema: 1,
        clear: served.to_string().as_bytes(),
        private: None,
    });
    auditor.finish(jiff::civil::date(2026, 1, 1))
}
