//! Article 10: everything is said in plain words, and words that take the sting out of something are explained.

use super::Reader;
use super::read;
use super::table::{Placed, Table};

/// Words that programmes use for hard things, in their forms. A file whose names use one of them explains it.
const CODE_WORDS: [&[&str]; 9] = [
    &["donation", "donations", "donate", "donates", "donated", "donating"],
    &["donor", "donors"],
    &["completion", "completions", "completed", "completes"],
    &["carer", "carers"],
    &["original", "originals"],
    &["deferral", "deferrals", "deferred", "defer", "defers"],
    &["retrieval", "retrieved", "procurement", "procured", "harvest", "harvested"],
    &["graft", "grafts"],
    &["consignment", "consignments", "shipment", "shipments"],
];

/// Reads `plain`. Its absence, and one that says no more than the name, break article 10.
pub(super) fn read_plain<'t>(table: &mut Table<'t>, name: &str, reader: &mut Reader<'t>) -> String {
    let Some(given) = table.plain_words() else { return String::new() };
    let Some(plain) = read::any_text(given, &mut reader.out) else { return String::new() };
    let bare = bare(plain.value);
    if bare.is_empty() || bare == self::bare(name) {
        let says = if bare.is_empty() { "says nothing" } else { "only repeats the name" };
        let message = format!("`plain` of {} {says}", table.what);
        let help = "say what it means, so that a sixteen-year-old understands it";
        reader.out.breach(10, plain.at, "plain-words", message).help(help);
    }
    plain.value.trim().to_owned()
}

/// Reads `name`, which everybody sees.
pub(super) fn read_name<'t>(table: &mut Table<'t>, reader: &mut Reader<'t>) -> &'t str {
    let name = table.required("name", &mut reader.out, read::text);
    name.map_or("", |name| {
        reader.names.push(name.clone());
        name.value
    })
}

/// Reports each code word that the names of the file use and its words do not explain, once, where it is first used.
pub(super) fn check_code_words<'t>(reader: &mut Reader<'t>, terms: &[Placed<&'t str>]) {
    for forms in CODE_WORDS {
        let uses = |text: &str| words(text).find(|word| forms.contains(&word.as_str()));
        if terms.iter().any(|term| uses(term.value).is_some()) {
            continue;
        }
        let used = reader.names.iter().filter_map(|name| uses(name.value).map(|word| (name.at.clone(), word)));
        if let Some((at, word)) = used.min_by_key(|(at, _)| at.start) {
            let message = format!("“{word}” is used here and explained nowhere");
            let help = format!("add a [[word]] with term = \"{}\" and what it plainly means", forms[0]);
            reader.out.breach(10, at, "plain-words", message).help(help);
        }
    }
}

/// A text without everything but letters and digits, so that “BMI.” only repeats “bmi”.
fn bare(text: &str) -> String {
    words(text).collect()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
