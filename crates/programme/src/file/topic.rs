//! Reading topics: what has to be told before what is asked.

use toml::de::DeValue;

use crate::rules::{Question, Topic};

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::read_rule;
use super::table::{Placed, Table};

const QUESTIONS: &[(&str, Question)] =
    &[("evaluation", Question::Evaluation), ("donation", Question::Donation), ("exchange", Question::Exchange)];

/// A topic with the place of its header.
pub(super) fn read_topic<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<Topic>> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::Topic, &mut table, reader);
    let version = table.required("version", &mut reader.out, read::whole(1_u32, 1_000_000));
    let before = table.required("before", &mut reader.out, |given, out| {
        // A list of which nothing could be read is reported word by word.
        if matches!(given.value, DeValue::Array(array) if array.is_empty()) {
            let help = "name one or more of evaluation, donation, exchange";
            out.error(given.at.clone(), "before-nothing", "a topic is told before a question").help(help);
        }
        read::list(read::one_of(QUESTIONS))(given, out)
    });
    let valid_for = table.optional("valid-for", &mut reader.out, read::period);
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let rule = rule?;
    let topic = Topic {
        id: rule.id.as_str().into(),
        name: name.to_owned(),
        rule,
        version: version?.value,
        before: before?.value.into_iter().map(|question| question.value).collect(),
        valid_for: valid_for.map(|valid_for| valid_for.value),
    };
    Some(Placed { value: topic, at })
}
