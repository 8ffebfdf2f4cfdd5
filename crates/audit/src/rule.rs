//! The small language in which the programme file writes rules over fields, read and worked out by the auditor itself.
//!
//! A rule is true, false or unknown (`Some(true)`, `Some(false)`, `None`). What is not known may still turn out either way.
//! Numbers are whole millionths, and means are compared as fractions, so that nothing depends on rounding.

mod parse;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A condition.
#[derive(Debug)]
pub(crate) enum Rule {
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Box<Rule>),
    Known(String),
    Compare { left: Term, by: By, right: Term },
    Answer { field: String, answers: Vec<String>, negated: bool },
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Equal,
    Unequal,
}

/// A number that is compared.
#[derive(Debug)]
pub(crate) enum Term {
    /// In millionths.
    Literal(i128),
    Field(String),
    Of {
        function: Function,
        field: String,
    },
    /// Counted from 1.
    Item {
        field: String,
        place: usize,
    },
}

/// What is worked out of several readings or items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Mean,
    Least,
    Greatest,
    Sum,
    Answered,
}

/// How many items a questionnaire has, and the greatest answer to each, in millionths.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Items {
    pub(crate) count: usize,
    pub(crate) greatest: i128,
}

/// What is known: the value of each field that has one.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) values: BTreeMap<String, Value>,
}

/// A number as far as it is known: it lies from `least` to `greatest`, each divided by `by`.
#[derive(Clone, Copy, Debug)]
struct Range {
    least: i128,
    greatest: i128,
    by: i128,
}

const MILLION: i128 = 1_000_000;

impl Rule {
    /// The rule that a text says.
    ///
    /// # Errors
    /// In words, where it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::parse(text)
    }

    /// Whether it is so, by what is known; `None` where that is unknown.
    pub(crate) fn holds(&self, known: &Known, items: &BTreeMap<String, Items>) -> Option<bool> {
        match self {
            Self::All(rules) => all(rules.iter().map(|rule| rule.holds(known, items))),
            Self::Any(rules) => all(rules.iter().map(|rule| rule.holds(known, items).map(|is| !is))).map(|is| !is),
            Self::Not(rule) => rule.holds(known, items).map(|is| !is),
            Self::Known(field) => Some(known.is_known(field)),
            Self::Compare { left, by, right } => {
                let (left, right) = (known.range(left, items)?, known.range(right, items)?);
                by.holds(left, right)
            }
            Self::Answer { field, answers, negated } => {
                let said = known.values.get(field)?.as_str()?;
                Some(answers.iter().any(|answer| answer == said) != *negated)
            }
        }
    }

    /// The fields that it speaks of.
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        let mut fields = BTreeSet::new();
        self.collect(&mut fields);
        fields
    }

    fn collect<'a>(&'a self, fields: &mut BTreeSet<&'a str>) {
        match self {
            Self::All(rules) | Self::Any(rules) => rules.iter().for_each(|rule| rule.collect(fields)),
            Self::Not(rule) => rule.collect(fields),
            Self::Known(field) | Self::Answer { field, .. } => drop(fields.insert(field)),
            Self::Compare { left, right, .. } => fields.extend([left, right].into_iter().filter_map(Term::field)),
        }
    }
}

/// True where all are, false where one is false, unknown otherwise.
fn all(mut truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let first = truths.try_fold(Some(true), |so_far, next| match next {
        Some(false) => Err(()),
        None => Ok(None),
        Some(true) => Ok(so_far),
    });
    first.unwrap_or(Some(false))
}

impl Term {
    fn field(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Field(field) | Self::Of { field, .. } | Self::Item { field, .. } => Some(field),
        }
    }
}

impl By {
    fn holds(self, left: Range, right: Range) -> Option<bool> {
        // Both over the same divisor; neither is negative or nought.
        let (from, to) = (left.least * right.by, left.greatest * right.by);
        let (against_from, against_to) = (right.least * left.by, right.greatest * left.by);
        let certain = |always: bool, never: bool| {
            if always {
                Some(true)
            } else if never {
                Some(false)
            } else {
                None
            }
        };
        match self {
            Self::AtLeast => certain(from >= against_to, to < against_from),
            Self::MoreThan => certain(from > against_to, to <= against_from),
            Self::AtMost => certain(to <= against_from, from > against_to),
            Self::LessThan => certain(to < against_from, from >= against_to),
            Self::Equal => {
                let is_one = from == to && against_from == against_to;
                certain(is_one && from == against_from, to < against_from || from > against_to)
            }
            Self::Unequal => Self::Equal.holds(left, right).map(|is| !is),
        }
    }
}

impl Known {
    fn is_known(&self, field: &str) -> bool {
        match self.values.get(field) {
            None | Some(Value::Null) => false,
            Some(Value::Array(readings)) => readings.iter().any(|reading| millionths(reading).is_some()),
            Some(_) => true,
        }
    }

    fn range(&self, term: &Term, items: &BTreeMap<String, Items>) -> Option<Range> {
        let exactly = |value| Range { least: value, greatest: value, by: 1 };
        match term {
            Term::Literal(value) => Some(exactly(*value)),
            Term::Field(field) => self.values.get(field).and_then(millionths).map(exactly),
            Term::Item { field, place } => {
                let items = self.values.get(field)?.as_array()?;
                items.get(place.checked_sub(1)?).and_then(millionths).map(exactly)
            }
            Term::Of { function, field } => self.worked_out(*function, field, items),
        }
    }

    fn worked_out(&self, function: Function, field: &str, items: &BTreeMap<String, Items>) -> Option<Range> {
        let stored = self.values.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let taken: Vec<i128> = stored.iter().filter_map(millionths).collect();
        let count = i128::try_from(taken.len()).expect("a list in memory is shorter than that");
        let sum: i128 = taken.iter().sum();
        let exactly = |value| Some(Range { least: value, greatest: value, by: 1 });
        match function {
            Function::Answered => exactly(count * MILLION),
            _ if taken.is_empty() => None,
            Function::Mean => Some(Range { least: sum, greatest: sum, by: count }),
            Function::Least => exactly(*taken.iter().min()?),
            Function::Greatest => exactly(*taken.iter().max()?),
            Function::Sum => {
                let Items { count: asked, greatest } = items.get(field).copied().unwrap_or_default();
                let open = i128::try_from(asked.saturating_sub(taken.len())).expect("a list is shorter than that");
                Some(Range { least: sum, greatest: sum + open * greatest, by: 1 })
            }
        }
    }
}

/// A stored number in millionths: none of more than six decimal places is stored.
pub(crate) fn millionths(value: &Value) -> Option<i128> {
    let number = value.as_number()?;
    match number.as_i64() {
        Some(whole) => Some(i128::from(whole) * MILLION),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "values are plausible ones of a living person, far below it"
        )]
        None => number.as_f64().map(|decimal| (decimal * 1e6).round() as i128),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(rule: &str, values: &Value) -> Option<bool> {
        let items = BTreeMap::from([("phq-9".to_owned(), Items { count: 9, greatest: 3 * MILLION })]);
        let values = values.as_object().expect("an object").clone().into_iter().collect();
        Rule::parse(rule).unwrap_or_else(|why| panic!("{rule}: {why}")).holds(&Known { values }, &items)
    }

    #[test]
    fn the_rules_of_the_manual() {
        let readings = json!({ "systolic": [139, 141, null], "diastolic": [70] });
        assert_eq!(holds("mean(systolic) >= 140 or mean(diastolic) >= 90", &readings), Some(true));
        assert_eq!(holds("mean(systolic) > 140", &readings), Some(false));
        assert_eq!(holds("greatest(systolic) = 141 and least(systolic) = 139", &readings), Some(true));
        assert_eq!(holds("bmi >= 30 and bmi < 35", &json!({ "bmi": 34.9 })), Some(true));
        assert_eq!(holds("hba1c >= 6.5 or told-diabetes = \"yes\"", &json!({ "told-diabetes": "no" })), None);
        assert_eq!(holds("hba1c >= 6.5 or told-diabetes = \"yes\"", &json!({ "told-diabetes": "yes" })), Some(true));
        assert_eq!(holds("bmi >= 35 and told-diabetes = \"yes\"", &json!({ "told-diabetes": "no" })), Some(false));
        let smokes = "smokes-now in (\"every-day\", \"some-days\")";
        assert_eq!(holds(smokes, &json!({ "smokes-now": "some-days" })), Some(true));
        assert_eq!(holds(&format!("not {smokes}"), &json!({ "smokes-now": "not-at-all" })), Some(true));
        assert_eq!(holds(smokes, &json!({})), None);
        assert_eq!(holds("known(heart-attack) and known(stroke)", &json!({ "stroke": "no" })), Some(false));
        assert_eq!(holds("not (bmi < 5) and bmi != 20", &json!({ "bmi": 20 })), Some(false));
    }

    #[test]
    fn what_is_unanswered_may_still_turn_out_either_way() {
        let some = |answers: Value| json!({ "phq-9": answers });
        assert_eq!(holds("sum(phq-9) >= 10", &some(json!([3, 3, 3, 1, null, null, null, null, null]))), Some(true));
        assert_eq!(holds("sum(phq-9) >= 10", &some(json!([0, 0, 0, 0, 0, 0, 0, 1, null]))), Some(false));
        assert_eq!(holds("sum(phq-9) >= 10", &some(json!([3, 3, 3, 0, 0, 0, 0, 0, null]))), None);
        assert_eq!(holds("sum(phq-9) >= 10", &json!({})), None);
        assert_eq!(holds("answered(phq-9) = 9", &json!({})), Some(false));
        assert_eq!(holds("item(phq-9, 9) >= 1", &some(json!([0, 0, 0, 0, 0, 0, 0, 0, 1]))), Some(true));
        assert_eq!(holds("item(phq-9, 9) >= 1", &some(json!([0, 0, 0, 0, 0, 0, 0, 0, null]))), None);
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(holds("hba1c >= 6.5", &json!({ "hba1c": 6.5 })), Some(true));
        assert_eq!(holds("mean(x) >= 0.3", &json!({ "x": [0.1, 0.2, 0.6] })), Some(true));
        assert_eq!(holds("mean(x) = 0.333333", &json!({ "x": [0, 0, 1] })), Some(false));
    }

    #[test]
    fn what_is_no_rule_is_said_to_be_none() {
        for text in [
            "",
            "bmi",
            "bmi >=",
            "bmi >= 3 and",
            "(bmi > 3",
            "bmi > 3)",
            "mean() > 2",
            "x in ()",
            "known(3)",
            "bmi > \"a",
        ] {
            assert!(Rule::parse(text).is_err(), "{text}");
        }
    }

    /// Against trying every way in which what was not answered may still turn out.
    #[test]
    fn a_sum_is_certain_when_no_answer_can_change_it() {
        let answers = || (0..4_u32).map(|code| (code < 3).then_some(code));
        for (first, second, third) in
            answers().flat_map(|a| answers().flat_map(move |b| answers().map(move |c| (a, b, c))))
        {
            let given = [first, second, third];
            let open = given.iter().filter(|answer| answer.is_none()).count();
            let known: u32 = given.iter().flatten().sum();
            let possible: Vec<u32> = (0..=2 * u32::try_from(open).expect("few")).map(|more| known + more).collect();
            for (sign, is) in
                [(">=", u32::ge as fn(&u32, &u32) -> bool), ("<", u32::lt), ("=", u32::eq), ("!=", u32::ne)]
            {
                for limit in 0..7 {
                    let truths: std::collections::BTreeSet<bool> = possible.iter().map(|sum| is(sum, &limit)).collect();
                    let certain = (truths.len() == 1 && open < 3).then(|| truths.contains(&true));
                    let items = BTreeMap::from([("q".to_owned(), Items { count: 3, greatest: 2 * MILLION })]);
                    let known = Known { values: BTreeMap::from([("q".to_owned(), json!(given))]) };
                    let rule = format!("sum(q) {sign} {limit}");
                    let found = Rule::parse(&rule).expect("a rule").holds(&known, &items);
                    assert_eq!(found, certain, "{rule} of {given:?}");
                }
            }
        }
    }
}
