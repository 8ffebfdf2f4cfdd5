//! One task from its beginning to its end with nothing but keys, and the focus in sight at every step.

use testing::Keys;

use crate::desk::Desk;

#[test]
fn a_blood_pressure_is_recorded_by_keyboard_alone() {
    for width in [1280, 390] {
        let desk = Desk::sit();
        let keys = Keys::new(&desk);
        let name = format!("Sina {width}");
        desk.register(&name, "3 May 1971");
        desk.browser().resize(width, 700);
        desk.open("/people");
        keys.to("Skip to the content");
        keys.enter();
        keys.fills("Name or number", &name);
        desk.sees("One person found.");
        keys.turns(&name);
        desk.sees("What happens next");
        keys.to("Record a check");
        keys.enter();
        keys.opens("Blood pressure");
        for (label, reading) in [("First reading", "142/88"), ("Second reading", "140/86"), ("Third reading", "138/85")]
        {
            keys.fills(label, reading);
        }
        keys.turns("Record the examination");
        desk.sees("Recorded.");
        desk.sees("Blood pressure 140/86.3 mmHg (mean of three).");
    }
}
