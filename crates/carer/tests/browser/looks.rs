//! On a phone, in the dark, on paper.

use serde_json::json;

use crate::desk::Desk;
use crate::scenes::SCENES;

#[test]
fn the_bar_at_the_bottom_of_a_phone_is_in_reach_and_covers_nothing() {
    let desk = Desk::sit();
    desk.browser().resize(390, 844);
    for (place, title) in [
        ("People / People", "People"),
        ("People / Sites", "Sites"),
        ("Programme / Rules", "Rules"),
        ("Programme / Refused rows", "Refused rows"),
        ("Today", "Today"),
    ] {
        let place = match place.split_once(" / ") {
            Some((group, place)) => {
                desk.found("button", group, "nav[aria-label=Places]").click();
                place
            }
            None => place,
        };
        desk.found("link", place, "nav[aria-label=Places]").click();
        desk.titled(title);
        let measured = desk.browser().script(
            "scrollTo(0, document.documentElement.scrollHeight);
             const bar = document.querySelector('nav[aria-label=Places]').getBoundingClientRect();
             const end = document.querySelector('footer').lastElementChild.previousElementSibling.getBoundingClientRect();
             const small = [...document.querySelectorAll('nav[aria-label=Places] :is(a, button)')]
                 .filter(a => a.checkVisibility() && (a.offsetHeight < 44 || a.offsetWidth < 44));
             return [Math.round(bar.bottom), end.bottom <= bar.top, small.length, bar.height < 60];",
            &[],
        );
        assert_eq!(measured, json!([844, true, 0, true]), "{place}");
    }
}

#[test]
fn dark_is_dark_and_light_is_light() {
    let desk = Desk::sit();
    let paper = |dark| {
        desk.browser().as_screen(dark);
        let body = desk.browser().find("body");
        (body.css("background-color"), body.css("color"))
    };
    assert_eq!(paper(false), ("rgba(250, 248, 244, 1)".to_owned(), "rgba(32, 38, 42, 1)".to_owned()));
    assert_eq!(paper(true), ("rgba(21, 25, 27, 1)".to_owned(), "rgba(232, 228, 220, 1)".to_owned()));
}

#[test]
fn every_page_prints_as_a_document() {
    let desk = Desk::sit();
    let who = [crate::desk::AUTHOR, "Kathy", "Ines Marlow", "Ada Lund"];
    for scene in &SCENES {
        desk.browser().as_screen(false);
        scene.open(&desk);
        desk.browser().as_print();
        let name = scene.name;
        for hidden in ["nav", "form", "button", ".skip"] {
            let shown = desk.browser().all(hidden).iter().filter(|element| element.displayed()).count();
            assert_eq!(shown, 0, "{name}: {hidden} is printed");
        }
        let not_spelled = desk.browser().script(
            "return [...document.querySelectorAll('main a[href]')].filter(a => a.checkVisibility())
                .filter(a => !getComputedStyle(a, '::after').content.includes(a.getAttribute('href')))
                .map(a => a.outerHTML);",
            &[],
        );
        assert_eq!(not_spelled, json!([]), "{name}: links that are not spelled out");
        let text = desk.browser().text();
        // A letter says nothing but what it is for its addressee to read.
        assert!(
            name == "letter" || text.contains("Printed on ") && who.iter().any(|name| text.contains(name)),
            "{name}: who printed it, and when"
        );
        assert!(!desk.browser().overflows(), "{name} is wider than the paper");
    }
}
