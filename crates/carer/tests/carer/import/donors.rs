//! Those who gave before the record began come in from a file: each once, or refused with the place, and nobody is asked anything.

use serde_json::json;

use crate::ground::{Ground, KIDNEY, Said, on_both, ours};

on_both! {
    a_register_of_earlier_donors_comes_in_once
}

fn import(ground: &Ground, options: &[&str]) -> Said {
    let (file, programme) = (ours("examples/earlier-donors.csv"), ours(KIDNEY));
    ground.carer(&[&["import", "donors", &file, "--programme", &programme], options].concat())
}

/// Two rows cannot be true: one left hospital before the operation, one gave before he was born.
fn a_register_of_earlier_donors_comes_in_once(ground: &Ground) {
    let first = import(ground, &["--format", "json"]).with(0).json();
    assert_eq!([&first["rows"], &first["taken"], &first["refused"]], [&json!(7), &json!(5), &json!(2)], "{first}");
    let refused: Vec<_> = first["refused_rows"].as_array().expect("a list").iter().collect();
    let at = |row: usize| (&refused[row]["line"], &refused[row]["column-name"], &refused[row]["rule"]);
    assert_eq!(at(0), (&json!(6), &json!("home"), &json!("in-order")));
    assert_eq!(at(1), (&json!(7), &json!("given"), &json!("before-birth")));

    // Somebody has to be with them now: nobody is late by the day on which it came in, and nobody was asked anything.
    let asked = ground.carer(&["followup", "--format", "json"]).with(0).json();
    assert!(asked["due"].as_u64().unwrap_or(0) + asked["late"].as_u64().unwrap_or(0) > 0, "{asked}");
    let audited = ground.carer(&["audit"]).with(0);
    assert_eq!(audited.out.lines().last(), Some("No article was broken."));
    ground.carer(&["verify"]).with(0);

    let (events, dump) = (ground.events(), ground.dump());
    let second = import(ground, &["--format", "json"]).with(0).json();
    assert_eq!([&second["taken"], &second["unchanged"]], [&json!(0), &json!(5)], "{second}");
    assert_eq!(ground.events(), events, "bringing a file in twice writes nothing");
    assert_eq!(ground.dump(), dump);
}

#[test]
fn each_file_is_brought_in_by_its_own_verb() {
    let ground = Ground::sqlite();
    let (programme, checks) = (ours(KIDNEY), ours("examples/nhanes-2017-2018-400.csv"));
    let donors = ours("examples/earlier-donors.csv");
    let words = ["import", "donors", &checks, "--mapping", "nhanes-2017-2018", "--programme", &programme];
    assert!(ground.carer(&words).with(2).err.contains("carer import checks brings examinations in"));
    let words = ["import", "checks", &donors, "--mapping", "earlier-donors", "--programme", &programme];
    assert!(ground.carer(&words).with(2).err.contains("carer import donors brings them in"));
    assert!(!record::exists(&ground.place).expect("that can be found out"), "nothing is made by what fails");
}

/// A mapping that sends people to a stage in which they are asked is none.
#[test]
fn nobody_is_brought_in_to_a_stage_in_which_people_are_asked() {
    let ground = Ground::sqlite();
    let text = std::fs::read_to_string(ours("mappings/earlier-donors.toml")).expect("it ships");
    for stage in ["cleared", "evaluation", "nowhere"] {
        let mapping = ground.write("mapping.toml", text.replace("followed-for-life", stage));
        let said = import(&ground, &["--mapping", &mapping]).with(2);
        assert!(said.err.contains("in which nobody is asked anything"), "{}", said.err);
    }
}
