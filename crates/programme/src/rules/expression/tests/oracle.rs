//! Rules against brute force: what a rule calls certain is so however the unknown turns out.

use std::fmt;

use super::*;
use proptest::prelude::*;
use proptest::sample::select;

/// The fields: `a` a number, `b` two readings, `c` three items, `d` an answer. Every number is 0, 1 or 2.
const IDS: [&str; 4] = ["a", "b", "c", "d"];
const ANSWERS: [&str; 3] = ["x", "y", "z"];

fn oracle_names() -> FieldNames {
    let forms = [
        numbers(1, (0, 2), &[]),
        numbers(2, (0, 2), &[]),
        numbers(3, (0, 2), &["one", "two", "three"]),
        choices(&ANSWERS),
    ];
    FieldNames::of(&[check(&IDS, forms)])
}

/// What is known of somebody, or, with nothing unknown in it, how it may turn out to be.
#[derive(Clone, Debug, PartialEq)]
struct Case {
    a: Option<i64>,
    b: [Option<i64>; 2],
    c: [Option<i64>; 3],
    d: Option<usize>,
}

#[derive(Clone, Debug)]
enum Rule {
    And(Vec<Rule>),
    Or(Vec<Rule>),
    Not(Box<Rule>),
    Known(usize),
    Compare(Side, &'static str, Side),
    Is(bool, usize),
    In(Vec<usize>),
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Quarters(i64),
    A,
    Mean,
    Least,
    Greatest,
    Sum,
    Answered(usize),
    Item(usize, usize),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |rules: &[Self], word: &str| {
            rules.iter().map(|rule| format!("({rule})")).collect::<Vec<_>>().join(&format!(" {word} "))
        };
        match self {
            Self::And(rules) => f.write_str(&joined(rules, "and")),
            Self::Or(rules) => f.write_str(&joined(rules, "or")),
            Self::Not(rule) => write!(f, "not ({rule})"),
            Self::Known(field) => write!(f, "known({})", IDS[*field]),
            Self::Compare(left, sign, right) => write!(f, "{left} {sign} {right}"),
            Self::Is(equal, answer) => write!(f, "d {} \"{}\"", if *equal { "=" } else { "!=" }, ANSWERS[*answer]),
            Self::In(answers) => {
                let answers: Vec<_> = answers.iter().map(|answer| format!("'{}'", ANSWERS[*answer])).collect();
                write!(f, "d in ({})", answers.join(", "))
            }
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarters(quarters) => write!(f, "{}", Number::millionths(quarters * 250_000)),
            Self::A => f.write_str("a"),
            Self::Mean => f.write_str("mean(b)"),
            Self::Least => f.write_str("least(b)"),
            Self::Greatest => f.write_str("greatest(b)"),
            Self::Sum => f.write_str("sum(c)"),
            Self::Answered(field) => write!(f, "answered({})", IDS[*field]),
            Self::Item(field, index) => write!(f, "item({}, {})", IDS[*field], index + 1),
        }
    }
}

impl Rule {
    /// Whether it is so, where `now` is what is known and `then` how everything turns out.
    fn holds(&self, now: &Case, then: &Case) -> bool {
        match self {
            Self::And(rules) => rules.iter().all(|rule| rule.holds(now, then)),
            Self::Or(rules) => rules.iter().any(|rule| rule.holds(now, then)),
            Self::Not(rule) => !rule.holds(now, then),
            Self::Known(0) => now.a.is_some(),
            Self::Known(1) => now.b.iter().any(Option::is_some),
            Self::Known(2) => now.c.iter().any(Option::is_some),
            Self::Known(_) => now.d.is_some(),
            Self::Compare(left, sign, right) => {
                let (left, right) = (left.twelfths(now, then), right.twelfths(now, then));
                match *sign {
                    ">=" => left >= right,
                    ">" => left > right,
                    "<=" => left <= right,
                    "<" => left < right,
                    "=" => left == right,
                    _ => left != right,
                }
            }
            Self::Is(equal, answer) => (then.d == Some(*answer)) == *equal,
            Self::In(answers) => then.d.is_some_and(|given| answers.contains(&given)),
        }
    }
}

impl Side {
    /// The number in twelfths, so that means of two are whole.
    fn twelfths(self, now: &Case, then: &Case) -> i64 {
        // A reading that was not taken is not waited for, as long as there is another.
        let readings = if now.b.iter().any(Option::is_some) { now.b } else { then.b };
        let readings: Vec<i64> = readings.into_iter().flatten().collect();
        let count = |items: &[Option<i64>]| items.iter().flatten().count() as i64;
        match self {
            Self::Quarters(quarters) => quarters * 3,
            Self::A => then.a.expect("it turned out") * 12,
            Self::Mean => readings.iter().sum::<i64>() * 12 / readings.len() as i64,
            Self::Least => readings.iter().min().expect("it turned out") * 12,
            Self::Greatest => readings.iter().max().expect("it turned out") * 12,
            Self::Sum => then.c.iter().flatten().sum::<i64>() * 12,
            Self::Answered(1) => count(&now.b) * 12,
            Self::Answered(_) => count(&now.c) * 12,
            Self::Item(1, index) => then.b[index].expect("it turned out") * 12,
            Self::Item(_, index) => then.c[index].expect("it turned out") * 12,
        }
    }
}

impl Case {
    fn values(&self) -> Vec<(usize, Value)> {
        let list = |items: &[Option<i64>]| Value::List(items.iter().map(|item| item.map(Number::whole)).collect());
        let a = self.a.map(|a| (0, Value::Number(Number::whole(a))));
        let d = self.d.map(|d| (3, Value::Choice(ANSWERS[d].into())));
        [(1, list(&self.b)), (2, list(&self.c))].into_iter().chain(a).chain(d).collect()
    }

    /// Every way in which what is unknown can turn out.
    fn completions(&self) -> Vec<Self> {
        let mut cases = vec![self.clone()];
        let places: [fn(&mut Self) -> &mut Option<i64>; 6] = [
            |case| &mut case.a,
            |case| &mut case.b[0],
            |case| &mut case.b[1],
            |case| &mut case.c[0],
            |case| &mut case.c[1],
            |case| &mut case.c[2],
        ];
        for place in places {
            cases = cases.into_iter().flat_map(|case| turned_out(case, place)).collect();
        }
        let answered = |case: Self| {
            let given = case.d.map_or(0..3, |given| given..given + 1);
            given.map(move |d| Self { d: Some(d), ..case.clone() }).collect::<Vec<_>>()
        };
        cases.into_iter().flat_map(answered).collect()
    }
}

fn turned_out(mut case: Case, place: fn(&mut Case) -> &mut Option<i64>) -> Vec<Case> {
    if place(&mut case).is_some() {
        return vec![case];
    }
    let with = |value| {
        let mut case = case.clone();
        *place(&mut case) = Some(value);
        case
    };
    (0..3).map(with).collect()
}

fn any_side() -> impl Strategy<Value = Side> {
    prop_oneof![
        (0_i64..14).prop_map(Side::Quarters),
        Just(Side::A),
        Just(Side::Mean),
        Just(Side::Least),
        Just(Side::Greatest),
        Just(Side::Sum),
        (1_usize..3).prop_map(Side::Answered),
        (0_usize..2).prop_map(|index| Side::Item(1, index)),
        (0_usize..3).prop_map(|index| Side::Item(2, index)),
    ]
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let comparison = (any_side(), select(vec![">=", ">", "<=", "<", "=", "!="]), any_side())
        .prop_filter("both sides plain", |(left, _, right)| {
            !matches!((left, right), (Side::Quarters(_), Side::Quarters(_)))
        })
        .prop_map(|(left, sign, right)| Rule::Compare(left, sign, right));
    let leaf = prop_oneof![
        6 => comparison,
        1 => (0_usize..4).prop_map(Rule::Known),
        1 => (any::<bool>(), 0_usize..3).prop_map(|(equal, answer)| Rule::Is(equal, answer)),
        1 => proptest::collection::vec(0_usize..3, 1..3).prop_map(Rule::In),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Rule::And),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Rule::Or),
            inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

fn any_case() -> impl Strategy<Value = Case> {
    let number = || proptest::option::weighted(0.7, 0_i64..3);
    let answer = proptest::option::weighted(0.7, 0_usize..3);
    (number(), [number(), number()], [number(), number(), number()], answer).prop_map(|(a, b, c, d)| Case {
        a,
        b,
        c,
        d,
    })
}

fn truth(rule: &Rule, case: &Case) -> Truth {
    let expression = Expression::parse(&rule.to_string(), &oracle_names()).expect("a rule that was written as one");
    let values = case.values();
    let mut slots = Slots::new(IDS.len());
    values.iter().for_each(|(slot, value)| slots.set(*slot, value));
    expression.evaluate(&slots)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_certain_is_so_however_the_unknown_turns_out(rule in any_rule(), case in any_case()) {
        let truth = truth(&rule, &case);
        if truth != Truth::Unknown {
            for then in case.completions() {
                prop_assert_eq!(Truth::from(rule.holds(&case, &then)), truth, "{} on {:?}, then {:?}", rule, case, then);
            }
        }
    }

    #[test]
    fn nothing_is_uncertain_where_everything_is_known(rule in any_rule(), case in any_case()) {
        let case = case.completions().swap_remove(0);
        prop_assert_eq!(truth(&rule, &case), Truth::from(rule.holds(&case, &case)), "{}", rule);
    }

    /// A sum of which something is known is compared as soon as the rest cannot matter any more.
    #[test]
    fn a_sum_is_unknown_only_while_it_can_turn_out_either_way(
        sign in select(vec![">=", ">", "<=", "<"]),
        quarters in 0_i64..28,
        case in any_case().prop_filter("nothing is known", |case| case.c.iter().any(Option::is_some)),
    ) {
        let rule = Rule::Compare(Side::Sum, sign, Side::Quarters(quarters));
        let turns: Vec<_> = case.completions().iter().map(|then| rule.holds(&case, then)).collect();
        let either = turns.contains(&true) && turns.contains(&false);
        prop_assert_eq!(truth(&rule, &case) == Truth::Unknown, either, "{} on {:?}", rule, case);
    }
}
