//! Rules, what is known of somebody, and whether it is so.

use super::super::Truth::{False, True, Unknown};
use super::*;

#[test]
fn rules_say_this_of_people() {
    for (rule, known, truth) in [
        // A mean is of the readings that were taken, and is not rounded.
        ("mean(systolic) >= 140", "systolic 140 140 140", True),
        ("mean(systolic) >= 140", "systolic 140 139.9 140", False),
        ("mean(systolic) >= 140", "systolic - - 140", True),
        ("mean(systolic) > 140", "systolic 140 140 140.000001", True),
        ("mean(systolic) <= 140", "systolic 140 140 140.000001", False),
        ("mean(systolic) = 140", "systolic 140 140 140.000001", False),
        ("mean(systolic) = 140", "systolic 139 141", True),
        ("mean(systolic) >= 140", "systolic - - -", Unknown),
        ("mean(systolic) >= 140", "", Unknown),
        ("least(systolic) < 100", "systolic 99 - 140", True),
        ("greatest(systolic) < 140", "systolic 99 - 140", False),
        ("greatest(systolic) < 140", "", Unknown),
        ("item(systolic, 2) >= 120", "systolic 119 - 140", Unknown),
        ("item(systolic, 3) >= 120", "systolic 119 - 140", True),
        ("item(systolic, 3) >= 120", "systolic 119", Unknown),
        // Single numbers, exactly at the limit.
        ("bmi >= 35", "bmi 35", True),
        ("bmi >= 35", "bmi 34.999999", False),
        ("bmi >= 30 and bmi < 35", "bmi 30", True),
        ("bmi >= 30 and bmi < 35", "bmi 35", False),
        ("30 <= bmi and 35 > bmi", "bmi 31.5", True),
        ("bmi != 30", "bmi 30.0", False),
        ("bmi > -5", "bmi 30", True),
        ("mean(systolic) > bmi", "systolic 31 32, bmi 31.4", True),
        ("mean >= 2 and mean(systolic) >= 2", "mean 2, systolic 2", True),
        // A sum is of the items; what is unknown lies within what is plausible.
        ("sum(phq) >= 4", "phq 3 1 -", True),
        ("sum(phq) >= 4", "phq 0 0 -", False),
        ("sum(phq) >= 4", "phq 1 0 -", Unknown),
        ("sum(phq) >= 4", "phq 3 1", True),
        ("sum(phq) < 7", "phq 3 - 0", True),
        ("sum(phq) = 4", "phq 3 - 1", Unknown),
        ("sum(phq) != 4", "phq 3 3 -", True),
        ("sum(phq) >= 0", "phq - - -", Unknown),
        ("answered(phq) = 3", "phq 0 0 0", True),
        ("answered(phq) = 3", "phq 0 - 0", False),
        ("answered(phq) = 0", "", True),
        ("answered(systolic) >= 2", "systolic 120 - 130", True),
        // Answers.
        ("told = \"yes\"", "told yes", True),
        ("told = 'yes'", "told borderline", False),
        ("\"yes\" = told", "told yes", True),
        ("told != \"yes\"", "told no", True),
        ("told != \"yes\"", "", Unknown),
        ("smokes-now in (\"every-day\", \"some-days\")", "smokes-now some-days", True),
        ("smokes-now in (\"every-day\", \"some-days\")", "smokes-now not-at-all", False),
        ("smokes-now in (\"every-day\")", "", Unknown),
        ("told = \"yes\"", "told an-answer-of-an-older-file", False),
        // What is known, and what is not.
        ("known(bmi)", "bmi 20", True),
        ("known(bmi)", "", False),
        ("known(told) or known(smokes-now)", "told no", True),
        ("known(systolic)", "systolic - 120 -", True),
        ("known(systolic)", "systolic - - -", False),
        // One that settles it settles it; otherwise what is unknown stays unknown.
        ("bmi >= 35 or told = \"yes\"", "told yes", True),
        ("bmi >= 35 or told = \"yes\"", "told no", Unknown),
        ("bmi >= 35 and told = \"yes\"", "told no", False),
        ("bmi >= 35 and told = \"yes\"", "told yes", Unknown),
        ("not bmi >= 35", "bmi 30", True),
        ("not bmi >= 35", "", Unknown),
        ("not (bmi >= 35 or told = \"yes\")", "told yes", False),
        // `and` goes before `or`, `not` before both.
        ("known(bmi) or known(told) and known(mean)", "bmi 20", True),
        ("(known(bmi) or known(told)) and known(mean)", "bmi 20", False),
        ("not known(bmi) and known(told)", "bmi 20", False),
        ("not known(bmi) or known(told)", "told no", True),
        ("\n  known( bmi )\tand\n  not\n  known(told)\n", "bmi 20", True),
    ] {
        assert_eq!(truth_of(rule, known), truth, "{rule} where {known}");
    }
}

#[test]
fn a_value_of_another_form_says_nothing_and_breaks_nothing() {
    for rule in ["bmi >= 35", "mean(systolic) >= 140", "sum(phq) >= 4", "item(phq, 1) >= 1", "told = \"yes\""] {
        let expression = Expression::parse(rule, &names()).expect("a rule");
        let others = [Value::Choice("other".into()), Value::List(Vec::new()), Value::List(vec![None; 40])];
        for value in &others {
            let mut slots = Slots::new(FIELDS.len());
            (0..FIELDS.len()).for_each(|slot| slots.set(slot, value));
            let truth = expression.evaluate(&slots);
            let answers = matches!(value, Value::Choice(_)) && rule.starts_with("told");
            assert_eq!(truth == Unknown, !answers, "{rule} on {value:?}");
        }
        assert_eq!(expression.evaluate(&Slots::new(0)), Unknown, "{rule} without slots");
    }
}

#[test]
fn a_rule_says_which_fields_it_speaks_of_and_keeps_its_words() {
    let text = "  told = \"yes\" or bmi >= 35 or\n bmi < 10 ";
    let expression = Expression::parse(text, &names()).expect("a rule");
    assert_eq!(expression.fields().collect::<Vec<_>>(), [1, 3]);
    assert_eq!(expression.text(), text.trim());
    assert_eq!(expression.to_string(), expression.text());
}
