//! One task from its beginning to its end with nothing but keys, and the focus in sight at every step.

use serde_json::json;

use crate::desk::Desk;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// The name of what has the focus, and whether it can be seen that it has.
const FOCUS: &str = "
const plain = text => text.replace(/\\s+/g, ' ').trim();
const at = document.activeElement;
const label = at.labels && at.labels[0] ? at.labels[0] : at;
const box = at.getBoundingClientRect();
const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
const style = getComputedStyle(at);
const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
return [plain(label.textContent), ringed, Boolean(middle) && (at.contains(middle) || middle.contains(at))];";

#[test]
fn a_blood_pressure_is_recorded_by_keyboard_alone() {
    for width in [1280, 390] {
        let desk = Desk::sit();
        let name = format!("Sina {width}");
        desk.register(&name, "3 May 1971");
        desk.browser().resize(width, 700);
        desk.open("/people");
        desk.browser().press(TAB);
        assert_eq!(focus(&desk), "Skip to the content");
        desk.browser().press(ENTER);
        tab_to(&desk, "Name or number");
        desk.browser().press(&name);
        desk.sees("One person found.");
        tab_to(&desk, &name);
        desk.browser().press(ENTER);
        desk.sees("What happens next");
        tab_to(&desk, "Record a check");
        desk.browser().press(ENTER);
        tab_to(&desk, "Blood pressure due");
        if !desk.has("field", "First reading") {
            desk.browser().press(ENTER);
        }
        for (label, reading) in [("First reading", "142/88"), ("Second reading", "140/86"), ("Third reading", "138/85")]
        {
            tab_to(&desk, label);
            desk.browser().press(reading);
        }
        tab_to(&desk, "Record the examination");
        desk.browser().press(ENTER);
        desk.sees("Recorded.");
        desk.sees("Blood pressure 140/86.3 mmHg (mean of three).");
    }
}

fn tab_to(desk: &Desk, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..60 {
        desk.browser().press(TAB);
        let at = focus(desk);
        if at == name {
            return;
        }
        passed.push(at);
    }
    panic!("the keyboard does not come to “{name}”: {passed:?}");
}

/// The name of what has the focus.
fn focus(desk: &Desk) -> String {
    let found = desk.browser().script(FOCUS, &[]);
    let name = found[0].as_str().expect("a name").to_owned();
    assert_eq!(found[1], json!(true), "the focus on “{name}” cannot be seen on {}", desk.path());
    assert_eq!(found[2], json!(true), "“{name}” has the focus and is covered on {}", desk.path());
    name
}
