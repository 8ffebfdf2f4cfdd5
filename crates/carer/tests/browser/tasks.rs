//! What people come here to do, from the beginning to the end. What does not need a script is done once with and once
//! without.

use crate::desk::{AUTHOR, Desk};

/// Runs a task at a desk with scripts and at one without.
fn with_and_without_scripts(task: fn(&Desk, &str)) {
    let desk = Desk::sit();
    task(&desk, "Alder");
    desk.browser().set_javascript(false);
    desk.open("/today");
    task(&desk, "Birch");
}

#[test]
fn a_blood_pressure_is_recorded_and_changes_whether_they_may_give() {
    with_and_without_scripts(|desk, surname| {
        let name = format!("Hannah {surname}");
        desk.register(&name, "14/3/62");
        desk.sees("Incomplete");
        blood_pressure(desk, ["142/88", "140/86", "138/85"]);
        desk.press("Record the examination");
        desk.sees("Recorded.");
        desk.sees("Blood pressure 140/86.3 mmHg (mean of three).");
        desk.sees("Deferred");
        desk.sees("They wait until “Blood pressure” is repeated and good");
        desk.unfold("Why?");
        desk.sees("Your blood pressure is high: 140 or more above, or 90 or more below, on average.");
        desk.follow("The rule “blood-pressure-high”");
        assert!(desk.path().starts_with("/rules#finding-blood-pressure-high"), "{}", desk.path());
    });
}

#[test]
fn somebody_on_today_is_examined_from_there() {
    let desk = Desk::sit();
    // In this order; others may stand between them.
    let sections = ["Somebody must get in touch", "They object", "Late", "Due", "To speak", "Changed", "Refused rows"];
    let shown: Vec<String> = desk.browser().all("main h2").iter().map(|heading| heading.text()).collect();
    let mut headings = shown.iter();
    let all = sections.iter().all(|title| headings.any(|heading| heading.starts_with(title)));
    assert!(all, "{shown:?}");
    desk.follow("Record the checks of Ruth");
    desk.sees("are late");
    desk.opened("Blood pressure");
    blood_pressure(&desk, ["118/76", "116/74", "117/75"]);
    desk.press("Record the examination");
    desk.sees("Blood pressure 117/75 mmHg (mean of three).");
    desk.open("/today");
    desk.sees("Five checks are late.");
}

#[test]
fn an_implausible_value_is_refused_and_kept() {
    with_and_without_scripts(|desk, surname| {
        desk.register(&format!("Imogen {surname}"), "3 May 1971");
        blood_pressure(desk, ["342/88", "140/86", ""]);
        desk.press("Record the examination");
        desk.sees("The examination was not recorded");
        desk.sees("“Systolic blood pressure” is at least 40 and at most 300 mmHg.");
        desk.sees("What can be done now");
        assert_eq!(desk.written("First reading"), "342/88");
        assert_eq!(desk.written("Second reading"), "140/86");
        desk.write("First reading", "142/88");
        desk.press("Record the examination");
        desk.sees("Blood pressure 141/87 mmHg (mean of two).");
    });
}

#[test]
fn a_day_to_come_is_refused_and_one_that_is_none_is_asked_for_again() {
    with_and_without_scripts(|desk, surname| {
        desk.register(&format!("Jonas {surname}"), "3 May 1971");
        blood_pressure(desk, ["120/80", "", ""]);
        desk.write("Day of the examination", "1 January 2090");
        desk.press("Record the examination");
        desk.sees("The examination was not recorded");
        desk.sees("its day is today or before");
        assert_eq!(desk.written("Day of the examination"), "1 January 2090");
        desk.write("Day of the examination", "the day before yesterday");
        desk.press("Record the examination");
        desk.sees("One thing could not be read");
        assert_eq!(desk.written("First reading"), "120/80");
        desk.write("Day of the examination", "20/1/24");
        desk.press("Record the examination");
        desk.sees("20 January");
        desk.sees("Blood pressure 120/80 mmHg.");
    });
}

#[test]
fn nobody_below_the_age_is_examined_as_a_donor() {
    with_and_without_scripts(|desk, surname| {
        desk.register(&format!("Sam {surname}"), "17");
        desk.sees("17");
        blood_pressure(desk, ["120/80", "118/78", "119/79"]);
        desk.press("Record the examination");
        desk.sees("The examination was not recorded");
        desk.sees("Nobody below the minimum donor age is asked, assessed or matched as a donor.");
        desk.sees("They can be registered and can receive.");
        desk.unfold("The rule");
        desk.sees("article 12");
        assert_eq!(desk.written("Third reading"), "119/79");
        desk.follow(&format!("Back to Sam {surname}"));
        desk.sees("Came into the programme");
    });
}

#[test]
fn an_alert_is_answered() {
    let desk = Desk::sit();
    let name = desk.browser().find("section[aria-labelledby=contact] .name").text();
    desk.follow(&format!("Record the contact of {name}"));
    desk.sees("Somebody must get in touch");
    desk.unfold("Write down that somebody was in touch");
    assert_eq!(desk.written("Who was in touch"), AUTHOR);
    desk.write("Who was in touch", "Dr Osei");
    desk.write("What came of it", "I rang at four. They are safe and come in tomorrow.");
    desk.press("Write the contact down");
    desk.sees("Recorded.");
    desk.sees("Dr Osei was in touch. I rang at four. They are safe and come in tomorrow.");
    assert!(!desk.has("fold", "Write down that somebody was in touch"), "the alert still waits");
    desk.open("/today");
    assert!(!desk.has("link", &format!("Record the contact of {name}")), "Today still asks for it");
}

#[test]
fn an_examination_is_put_right_and_the_old_entry_is_kept() {
    with_and_without_scripts(|desk, surname| {
        desk.register(&format!("Karin {surname}"), "3 May 1971");
        desk.opened("Record a check");
        desk.opened("Weight, height and pulse");
        desk.write("Weight", "174.2");
        desk.write("Height", "1.70 m");
        desk.press("Record the examination");
        desk.sees("Weight 174.2 kg, height 170 cm.");
        let link = desk.browser().find(".entries a").text();
        assert!(link.starts_with("Put right"), "{link}");
        desk.first(".entries a").click();
        desk.sees("The old entry is kept.");
        assert_eq!((desk.written("Weight"), desk.written("Height")), ("174.2".to_owned(), "170".to_owned()));
        desk.write("Weight", "74.2 kg");
        desk.write("Why it was wrong", "A digit too many.");
        desk.press("Put it right");
        desk.sees("Put right later. It said before:");
        desk.sees("Weight 174.2 kg");
        desk.sees("It says now: Weight 74.2 kg, height 170 cm. Reason: A digit too many.");
    });
}

#[test]
fn nobody_moves_to_where_there_is_no_place() {
    with_and_without_scripts(|desk, surname| {
        let (site, first, second) = (format!("{surname} House"), format!("Lena {surname}"), format!("Milan {surname}"));
        desk.open("/sites");
        desk.write("Name", &site);
        desk.tick("Transplant centre");
        desk.write("Places", "1");
        desk.write("First day", "1/1/20");
        desk.press("Open the site");
        desk.sees(&site);
        desk.register(&first, "3 May 1971");
        moves(desk, &site);
        desk.sees(&format!("Came to {site}."));
        desk.register(&second, "4 May 1972");
        moves(desk, &site);
        desk.sees("The move was not recorded");
        desk.sees("On no day are there more people at a site than it has places.");
        desk.choose("Where to", "County Laboratory");
        desk.press("Record the move");
        desk.sees("Came to County Laboratory.");
        desk.open("/sites");
        desk.follow(&site);
        desk.sees(&first);
        desk.sees("no places free");
    });
}

#[test]
fn somebody_is_registered_by_what_people_write() {
    with_and_without_scripts(|desk, surname| {
        desk.open("/people");
        desk.follow("Register somebody");
        desk.write("Name", &format!("Nora {surname}"));
        desk.write("Number", &format!("REG-{surname}"));
        desk.write("Born", "14/3/62");
        desk.tick("female");
        desk.choose("Where they are from today", "North Street Clinic");
        desk.press("Register this person");
        desk.sees(&format!(
            "Came into the programme: Nora {surname}, number REG-{surname}, female, born 14 March 1962."
        ));
        desk.sees("at North Street Clinic");
        desk.open("/people/new");
        desk.write("Name", "Nora Again");
        desk.write("Number", &format!("REG-{surname}"));
        desk.write("Born", "14/3/62");
        desk.press("Register this person");
        desk.sees("No two people have the same number.");
        assert_eq!(desk.written("Name"), "Nora Again");
        desk.sees("“14/3/62” is 14 March 1962");
    });
}

#[test]
fn a_refused_row_is_looked_at() {
    let desk = Desk::sit();
    desk.open("/rows");
    desk.sees("Three rows were not taken in.");
    desk.unfold("I have looked at it (line 3)");
    desk.write("What was done about it", "The clinic sends the row again: the value was 114.");
    desk.press("I have looked at it");
    desk.sees("Two rows were not taken in.");
    assert!(!desk.says("Line 3"));
}

/// Writes readings into the form on a person's page.
fn blood_pressure(desk: &Desk, readings: [&str; 3]) {
    desk.opened("Record a check");
    desk.opened("Blood pressure");
    for (label, reading) in ["First reading", "Second reading", "Third reading"].into_iter().zip(readings) {
        desk.write(label, reading);
    }
}

fn moves(desk: &Desk, site: &str) {
    desk.opened("Record a move");
    desk.choose("Where to", site);
    desk.press("Record the move");
}
