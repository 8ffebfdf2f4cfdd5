//! What is wrong with a rule, where, and what to write instead.

use super::*;
use proptest::prelude::*;

#[test]
fn a_mistake_is_shown_at_its_place_with_what_to_write_instead() {
    // The marks under a rule show where its mistake is.
    for (rule, marks, message, help) in [
        ("", "", "there is no condition here", "write one such as bmi >= 35"),
        ("bmj >= 35", "^^^", "there is no field “bmj”", "did you mean “bmi”?"),
        ("BMI >= 35", "^^^", "there is no field “BMI”", "did you mean “bmi”?"),
        (
            "known(weight)",
            "      ^^^^^^",
            "there is no field “weight”",
            "the fields are bmi, mean, phq, smokes-now, systolic, told",
        ),
        ("bmi >= 35 or", "            ", "expected a condition", ""),
        ("bmi >= and", "       ^^^", "expected the id of a field", ""),
        ("bmi", "^^^", "this is not a condition yet", "compare it with a number, as in bmi >= 35"),
        ("told", "^^^^", "this is not a condition yet", "compare it with an answer, as in told = \"yes\""),
        ("bmi >= 35 told", "          ^^^^", "expected “and”, “or” or the end", ""),
        ("bmi >= 35)", "         ^", "this parenthesis was not opened", ""),
        ("(bmi >= 35", "          ", "expected “)”", ""),
        (
            "30 <= bmi < 35",
            "          ^",
            "three things are compared at once",
            "compare two at a time: 30 <= bmi and bmi < 35",
        ),
        (
            "(bmi >= 3) >= 4",
            "           ^^",
            "a condition cannot be compared",
            "parentheses hold conditions, not numbers",
        ),
        ("1 >= 2", "^^^^^^", "this speaks of nobody: both sides are plain numbers", ""),
        ("bmi == 35", "    ^^", "“==” means nothing here", "write “=”"),
        ("bmi ≥ 35", "    ^", "“≥” means nothing here", "write “>=”"),
        ("bmi >= 35 && known(told)", "          ^^", "“&&” means nothing here", "write “and”"),
        ("!known(told)", "^", "“!” means nothing here", "write “not”"),
        ("bmi * 2 >= 3", "    ^", "“*” means nothing here", "there is no arithmetic in rules but mean(..) and sum(..)"),
        (
            "bmi >= 30kg",
            "       ^^^^",
            "“30kg” is not a number",
            "write a number such as 140 or 6.5; the unit is the field's",
        ),
        (
            "bmi >= 30.",
            "       ^^^",
            "“30.” is not a number",
            "write a number such as 140 or 6.5; the unit is the field's",
        ),
        ("bmi >= 0.1234567", "       ^^^^^^^^^", "0.1234567 has more than six decimal places", ""),
        ("bmi >= 99999999999", "       ^^^^^^^^^^^", "99999999999 is too large", ""),
        (
            "systolic >= 140",
            "^^^^^^^^",
            "“systolic” has several readings",
            "say which: mean(systolic), least(systolic), greatest(systolic) or item(systolic, 1)",
        ),
        ("phq >= 1", "^^^", "“phq” has several items", "say which: sum(phq), answered(phq) or item(phq, 1)"),
        (
            "sum(systolic) >= 1",
            "    ^^^^^^^^",
            "the readings of “systolic” have no sum",
            "readings are of the same thing: write mean(systolic)",
        ),
        ("mean(bmi) >= 1", "     ^^^", "“bmi” is a single number", "write bmi without mean(..)"),
        (
            "mean(told) >= 1",
            "     ^^^^",
            "“told” is one of a few answers, not a number",
            "compare it with an answer, as in told = \"yes\"",
        ),
        ("maen(systolic) >= 1", "^^^^", "there is no function “maen”", "did you mean “mean”?"),
        (
            "average(systolic) >= 1",
            "^^^^^^^",
            "there is no function “average”",
            "there are mean, sum, answered, item, least, greatest and known",
        ),
        ("item(phq, 4) >= 1", "          ^", "there is no item 4", "“phq” has 3: 1 is the first, 3 the last"),
        ("item(phq, 0) >= 1", "          ^", "there is no item 0", "“phq” has 3: 1 is the first, 3 the last"),
        ("item(phq, 1.5) >= 1", "          ^^^", "there is no item 1.5", "“phq” has 3: 1 is the first, 3 the last"),
        ("item(phq) >= 1", "        ^", "expected a comma and the number of the item, as in item(phq, 1)", ""),
        ("bmi >= known(told)", "       ^^^^^", "known(..) is a condition by itself, not a number", ""),
        ("told >= \"yes\"", "     ^^", "answers have no order", "use = or !="),
        ("told = \"yess\"", "       ^^^^^^", "“told” has no answer “yess”", "did you mean “yes”?"),
        (
            "told = \"perhaps\"",
            "       ^^^^^^^^^",
            "“told” has no answer “perhaps”",
            "the answers are yes, no, borderline",
        ),
        (
            "told = 1",
            "^^^^",
            "“told” is one of a few answers, not a number",
            "compare it with an answer, as in told = \"yes\"",
        ),
        (
            "told = smokes-now",
            "^^^^",
            "“told” is one of a few answers, not a number",
            "compare it with an answer, as in told = \"yes\"",
        ),
        (
            "bmi = \"35\"",
            "      ^^^^",
            "an answer is compared with something that is not one of a few answers",
            "numbers are written without quotes",
        ),
        ("told = \"yes", "       ^^^^", "this answer has no end", "end the answer with \""),
        (
            "bmi in (\"yes\")",
            "^^^",
            "this is not one of a few answers",
            "only answers are looked up in a list; compare numbers with >= and <=",
        ),
        ("told in \"yes\"", "        ^^^^^", "expected a list of answers in parentheses", ""),
        ("told in ()", "         ^", "expected an answer in quotes", ""),
        ("told in (\"yes\" \"no\")", "               ^^^^", "expected “)”", ""),
    ] {
        let error = Expression::parse(rule, &names()).expect_err(rule);
        assert_eq!(error.message, message, "{rule}");
        assert_eq!(error.help.as_deref().unwrap_or(""), help, "{rule}");
        assert_eq!(marked(rule, &error), marks, "{rule}: {error:?}");
    }
}

fn marked(rule: &str, error: &crate::rules::ExpressionError) -> String {
    let before = rule[..error.at.start].chars().count();
    format!("{}{}", " ".repeat(before), "^".repeat(rule[error.at.clone()].chars().count()))
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("(", ")"), ("not ", ""), ("not (", ")")] {
        let nested = |depth: usize| format!("{}known(bmi){}", open.repeat(depth), close.repeat(depth));
        let per_round = open.matches("not").count() + open.matches('(').count();
        assert!(Expression::parse(&nested(64 / per_round), &names()).is_ok(), "{open}");
        let error = Expression::parse(&nested(200_000), &names()).expect_err("too deep");
        assert_eq!(error.message, "conditions are nested more than 64 deep");
        assert!(error.at.start < 400, "{error:?}");
    }
    let wide = vec!["known(bmi)"; 100_000].join(" and ");
    assert_eq!(truth_of(&wide, "bmi 20"), Truth::True);
}

proptest! {
    #[test]
    fn no_text_at_all_breaks_the_parser(text in any::<String>()) {
        check_place(&text)?;
    }

    /// Texts made of the language's own words get further in.
    #[test]
    fn no_jumble_of_words_breaks_the_parser(words in proptest::collection::vec(proptest::sample::select(WORDS.to_vec()), 0..20), joined in any::<bool>()) {
        check_place(&words.join(if joined { "" } else { " " }))?;
    }
}

const WORDS: [&str; 38] = [
    "and",
    "or",
    "not",
    "in",
    "(",
    ")",
    ",",
    ">=",
    "=",
    "!=",
    "<",
    "\"",
    "'",
    "\"yes\"",
    "1",
    "-3",
    "6.5",
    "bmi",
    "systolic",
    "phq",
    "told",
    "known",
    "known(",
    "mean(",
    "sum(",
    "item(",
    "answered(",
    "least(",
    "mean",
    "é",
    "≥",
    "&",
    "-",
    ".",
    "\n",
    "bmi >= 3",
    "told = 'no'",
    "item(phq, 2) > 1",
];

fn check_place(text: &str) -> Result<(), TestCaseError> {
    if let Err(error) = Expression::parse(text, &names()) {
        prop_assert!(text.get(error.at.clone()).is_some(), "{text:?}: {error:?}");
        prop_assert!(!error.message.is_empty());
    }
    Ok(())
}
