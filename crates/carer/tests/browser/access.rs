//! Every page can be used by everybody: on a screen and on a phone, in the light and in the dark. Asked for, it also takes
//! a picture of each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use server::{Face, ROUTES};
use testing::accessibility;

use crate::desk::Desk;
use crate::scenes::SCENES;

/// Where pictures go, if somebody wants any.
const PICTURES: &str = "CARER_PICTURES";

#[test]
fn the_scenes_are_the_pages() {
    let shown: BTreeSet<&str> = SCENES.iter().map(|scene| scene.route).collect();
    let pages = ROUTES.iter().filter(|route| route.face == Face::Page && route.method == "GET");
    // What a page loads or gives to take away is no page; what is behind an invitation is there once, and the hospital's own sign-in is the
    // hospital's.
    let elsewhere = ["/assets/", "/welcome/", "/sign-in/with", "/follow-up/letters/merge"];
    let is_shown = |path: &&str| !elsewhere.iter().any(|other| path.starts_with(other));
    let pages: BTreeSet<&str> = pages.map(|route| route.path).filter(is_shown).collect();
    assert!(!pages.is_empty());
    assert_eq!(shown, pages);
}

#[test]
fn every_page_is_free_of_findings_wide_and_light_and_narrow_and_dark() {
    let desk = Desk::sit();
    let mut found = Vec::new();
    for scene in &SCENES {
        for (width, dark) in [(1280, false), (390, true)] {
            desk.browser().resize(width, 900);
            desk.browser().as_screen(dark);
            scene.open(&desk);
            picture(&desk, scene.name);
            let looks = format!("{} at {width}", scene.name);
            found.extend(desk.browser().overflows().then(|| format!("{looks}: wider than the window")));
            // What is folded away is part of the page.
            desk.browser().script("document.querySelectorAll('details').forEach(part => part.open = true)", &[]);
            found.extend(desk.browser().overflows().then(|| format!("{looks}, unfolded: wider than the window")));
            found.extend(accessibility(desk.browser()).iter().map(|finding| format!("{looks}: {finding}")));
        }
    }
    if let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) {
        // Whoever looked at the last page is not who the README shows.
        desk.sign_in("clara");
        for_the_readme(&desk, &folder);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Writes a picture to a file, making its folder.
fn keep(file: &Path, picture: &[u8]) {
    let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, picture));
    written.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// The pictures of the README: what somebody sees without scrolling.
fn for_the_readme(desk: &Desk, folder: &Path) {
    desk.browser().as_screen(false);
    for (name, scene, (width, height)) in
        [("person", "tommy", (1280, 1250)), ("today", "today", (1280, 900)), ("today-phone", "today", (500, 900))]
    {
        desk.browser().resize(width, height);
        let scene = SCENES.iter().find(|known| known.name == scene).expect("it is a scene");
        scene.open(desk);
        keep(&folder.join(format!("readme/{name}.png")), &desk.browser().screenshot_of_window());
    }
}

/// Takes the page's picture in all four looks, if somebody asked for pictures.
fn picture(desk: &Desk, name: &str) {
    let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) else { return };
    let browser = desk.browser();
    let width = browser.script("return innerWidth", &[]);
    let looks = if width == json!(390) { "narrow" } else { "wide" };
    // A window as high as the page: what is fixed to its edges is then at the page's.
    let height = browser.script("return Math.max(900, document.documentElement.scrollHeight)", &[]);
    let (width, height) = (width.as_u64().unwrap_or(1280) as u32, height.as_u64().unwrap_or(900) as u32);
    browser.resize(width, height);
    for (dark, scheme) in [(false, "light"), (true, "dark")] {
        browser.as_screen(dark);
        keep(&folder.join(format!("{name}-{looks}-{scheme}.png")), &browser.screenshot());
    }
    browser.as_screen(looks == "narrow");
    browser.resize(width, 900);
}
