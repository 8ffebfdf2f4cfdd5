//! The lines that rules draw on trends.

use super::super::{Comparison, Limit, Measure};
use super::*;

#[test]
fn a_rule_draws_its_limits_on_the_fields_it_compares() {
    use Comparison::{AtLeast, LessThan, MoreThan};
    for (rule, field, limits) in [
        ("mean(systolic) >= 140 or bmi >= 35", "systolic", vec![(Measure::Mean, AtLeast, 140)]),
        ("bmi >= 30 and bmi < 35", "bmi", vec![(Measure::Value, AtLeast, 30), (Measure::Value, LessThan, 35)]),
        ("35 <= bmi", "bmi", vec![(Measure::Value, AtLeast, 35)]),
        ("not bmi <= 35", "bmi", vec![(Measure::Value, MoreThan, 35)]),
        ("bmi > 35 or not (bmi <= 35)", "bmi", vec![(Measure::Value, MoreThan, 35)]),
        ("sum(phq) >= 10 or item(phq, 3) >= 1", "phq", vec![(Measure::Sum, AtLeast, 10)]),
        ("bmi = 35 or known(bmi) or mean(systolic) > bmi", "bmi", vec![]),
        ("told = \"yes\"", "told", vec![]),
        ("mean(systolic) >= 140", "bmi", vec![]),
    ] {
        let slot = FIELDS.iter().position(|id| *id == field).expect("a field");
        let expected: Vec<_> = limits
            .into_iter()
            .map(|(measure, comparison, at)| Limit { measure, comparison, at: Number::whole(at) })
            .collect();
        let expression = Expression::parse(rule, &names()).expect("a rule");
        assert_eq!(expression.limits_on(slot), expected, "{rule}");
    }
}
