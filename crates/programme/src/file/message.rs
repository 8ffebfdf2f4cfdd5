//! Reading the words of messages. A subject and a text message are seen by whoever holds the telephone: they say nothing of
//! anybody's health.

use crate::rules::{MessageWords, Placeholder};

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

/// What a word begins with that tells of somebody's health, or of the programme that they are in.
const OF_HEALTH: [&str; 26] = [
    "bone",
    "blood",
    "cancer",
    "clinic",
    "diabet",
    "diagnos",
    "diseas",
    "doctor",
    "donat",
    "donor",
    "health",
    "hepat",
    "hiv",
    "hospital",
    "illness",
    "infect",
    "kidney",
    "liver",
    "medic",
    "nurse",
    "operat",
    "organ",
    "patient",
    "recipient",
    "surg",
    "transplant",
];
/// A text message that is longer comes in many parts, or not at all.
const SHORT_MOST: usize = 300;

const SUBJECT: &[Placeholder] = &[];
const SHORT: &[Placeholder] = &[Placeholder::Link, Placeholder::Until];

pub(super) fn read_message<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<MessageWords> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::Message, &mut table, reader);
    let windows = table.optional("windows", &mut reader.out, read::list(read::slug));
    let windows = windows.map_or_else(Vec::new, |windows| windows.value);
    reader.ids.refer(Noun::FollowUpWindow, &windows);
    let link_for = table.required("link-for", &mut reader.out, read::period);
    let subject = table.required("subject", &mut reader.out, read::text);
    let text = table.required("text", &mut reader.out, read::text);
    let short = table.required("short", &mut reader.out, read::text);
    let letter = table.required("letter", &mut reader.out, read::text);
    table.finish(&mut reader.out);
    let (subject, text, short, letter) = (subject?, text?, short?, letter?);
    check_placeholders("subject", &subject, SUBJECT, None, reader);
    check_placeholders("text", &text, &Placeholder::ALL, Some(Placeholder::Link), reader);
    check_placeholders("short", &short, SHORT, Some(Placeholder::Link), reader);
    check_placeholders("letter", &letter, &Placeholder::ALL, None, reader);
    check_says_nothing("subject", &subject, reader);
    check_says_nothing("short", &short, reader);
    check_length(&subject, &short, reader);
    let written = |text: Placed<&str>| text.value.trim().to_owned();
    Some(MessageWords {
        rule: rule?,
        name: name.to_owned(),
        windows: windows.iter().map(|window| window.value.into()).collect(),
        link_for: link_for?.value,
        subject: written(subject),
        text: written(text),
        short: written(short),
        letter: written(letter),
    })
}

/// What stands in braces is filled in: so it is something that can be.
fn check_placeholders(
    key: &str,
    text: &Placed<&str>,
    allowed: &[Placeholder],
    needed: Option<Placeholder>,
    reader: &mut Reader<'_>,
) {
    let known = allowed.iter().map(|placeholder| placeholder.as_str()).collect::<Vec<_>>();
    let help = match known.is_empty() {
        true => format!("`{key}` is written out: nothing is filled in"),
        false => format!("`{key}` may have {}", known.join(", ")),
    };
    for (start, _) in text.value.match_indices('{') {
        let rest = &text.value[start..];
        let named = rest.find('}').map_or(rest, |end| &rest[..=end]);
        if !known.contains(&named) {
            let message = format!("`{key}` has {named}, and nothing is filled in there");
            reader.out.error(text.at.clone(), "unknown-placeholder", message).help(&help);
        }
    }
    if let Some(needed) = needed.filter(|needed| !text.value.contains(needed.as_str())) {
        let message = format!("`{key}` does not say where to answer");
        let help = format!("write {} where the link belongs", needed.as_str());
        reader.out.error(text.at.clone(), "missing-placeholder", message).help(help);
    }
}

fn check_says_nothing(key: &str, text: &Placed<&str>, reader: &mut Reader<'_>) {
    let words = text.value.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let telling = words.filter(|word| OF_HEALTH.iter().any(|stem| word.starts_with(stem)));
    if let Some(word) = telling.into_iter().next() {
        let message = format!("`{key}` says “{word}”, and whoever sees the telephone reads it");
        let help = "say nothing there of anybody's health, nor of what they gave";
        reader.out.error(text.at.clone(), "says-too-much", message).help(help);
    }
}

fn check_length(subject: &Placed<&str>, short: &Placed<&str>, reader: &mut Reader<'_>) {
    if subject.value.trim().contains(['\n', '\r']) {
        reader.out.error(subject.at.clone(), "out-of-range", "`subject` is one line");
    }
    let long = short.value.trim().chars().count();
    if long > SHORT_MOST {
        let message = format!("`short` has {long} characters, and at most {SHORT_MOST} fit into a text message");
        reader.out.error(short.at.clone(), "out-of-range", message);
    }
}
