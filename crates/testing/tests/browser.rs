//! The browser for tests is a real one, and the accessibility checker finds what is broken on purpose.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use testing::{Browser, Finding, accessibility};

const GOOD: &str = r#"<!doctype html><html lang="en"><head><title>A donor</title>
<meta name="viewport" content="width=device-width">
<style>
  body { color: #111; background: #fff }
  @media print { nav { display: none } }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }
</style></head>
<body><nav aria-label="Places"><a href="?today">Today</a></nav>
<main><h1>Kathy</h1>
<p>She gave once.</p>
<form><label>Name <input name="q"></label> <button type="button" id="go">Search</button></form>
<p id="said"></p><noscript><p id="without">No scripts here.</p></noscript>
<script>
  document.querySelector('#go').onclick = () =>
    setTimeout(() => said.textContent = 'Found ' + document.querySelector('input').value, 50);
</script></main></body></html>"#;

/// Each broken in one way: the rule that must say so, what is in the good page, what is there instead.
const BROKEN: [(&str, &str, &str); 6] = [
    ("image-alt", "<p>She gave once.</p>", r#"<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">"#),
    ("color-contrast", "<p>She gave once.</p>", r#"<p style="color: #aaa">She gave once.</p>"#),
    ("label", r#"<label>Name <input name="q"></label>"#, r#"Name <input name="q">"#),
    ("html-has-lang", r#"<html lang="en">"#, "<html>"),
    ("heading-order", "<p>She gave once.</p>", "<h4>She gave once.</h4>"),
    (
        "target-size",
        "<p>She gave once.</p>",
        r#"<p style="font-size: 6px; line-height: 8px"><button style="all: unset">a</button><button style="all: unset">b</button></p>"#,
    ),
];

#[test]
fn a_page_is_read_filled_in_and_clicked() {
    let browser = Browser::start();
    browser.open_html(GOOD);
    assert_eq!(browser.title(), "A donor");
    assert_eq!(browser.find("h1").text(), "Kathy");
    assert!(browser.all("h2").is_empty());
    browser.find("input").write("Tommy");
    assert_eq!(browser.find("input").property("value"), json!("Tommy"));
    assert_eq!(browser.focus(), "input[name=q]");
    browser.press("\u{e004}");
    assert_eq!(browser.focus(), "button#go");
    browser.press("\u{e007}");
    browser.wait_for_text("Found Tommy");
    browser.find("input").clear();
    browser.find("#go").click();
    browser.wait_for_text("Found");
    assert_eq!(browser.script("return arguments[0] + 1", &[json!(1)]), json!(2));
    assert_eq!(browser.script_later("return await Promise.resolve(arguments[0])", &[json!("x")]), json!("x"));
    assert_eq!(browser.complaints(), [""; 0]);
    browser.script("setTimeout(() => { throw new Error('on purpose') })", &[]);
    browser.script_later("return new Promise(go => setTimeout(go, 50))", &[]);
    assert!(browser.complaints().iter().any(|line| line.contains("on purpose")));
}

#[test]
fn a_page_is_shown_narrow_dark_printed_and_without_scripts() {
    let browser = Browser::start();
    browser.open_html(GOOD);
    browser.resize(320, 640);
    assert_eq!(browser.script("return innerWidth", &[]), json!(320));
    assert!(!browser.overflows());
    browser.script("document.querySelector('h1').style.width = '500px'", &[]);
    assert!(browser.overflows());
    browser.as_screen(true);
    assert_eq!(browser.find("body").css("background-color"), "rgba(17, 17, 17, 1)");
    browser.as_screen(false);
    assert_eq!(browser.find("body").css("background-color"), "rgba(255, 255, 255, 1)");
    assert!(browser.find("nav").displayed());
    browser.as_print();
    assert!(!browser.find("nav").displayed());
    browser.as_screen(false);
    assert!(browser.all("#without").is_empty());
    browser.set_javascript(false);
    browser.open_html(GOOD);
    assert_eq!(browser.find("#without").text(), "No scripts here.");
    browser.find("#go").click();
    browser.set_javascript(true);
    browser.open_html(GOOD);
    assert!(browser.all("#without").is_empty());
}

#[test]
fn a_picture_shows_the_whole_page() {
    let browser = Browser::start();
    browser.resize(400, 300);
    browser.open_html("<!doctype html><body style='margin: 0'><div style='height: 2000px'>A life</div>");
    let picture = browser.screenshot();
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    let side = |from: usize| u32::from_be_bytes(picture[from..from + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (400, 2000));
}

#[test]
fn a_good_page_has_no_finding_and_a_broken_one_has_its_own() {
    let browser = Browser::start();
    browser.open_html(GOOD);
    assert_eq!(accessibility(&browser), []);
    for (rule, good, bad) in BROKEN {
        assert!(GOOD.contains(good), "{rule}: the good page has changed");
        browser.open_html(&GOOD.replace(good, bad));
        let found = accessibility(&browser);
        let mut rules: Vec<&str> = found.iter().map(|finding: &Finding| finding.rule.as_str()).collect();
        rules.dedup();
        assert_eq!(rules, [rule]);
    }
}

#[test]
fn a_test_process_that_is_killed_leaves_no_browser() {
    const HOLD: &str = "CARER_TEST_HOLD_BROWSER";
    if std::env::var_os(HOLD).is_some() {
        let _browser = Browser::start();
        writeln!(std::io::stdout(), "\nstarted").expect("somebody reads it");
        std::thread::sleep(Duration::from_secs(600));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut process = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "a_test_process_that_is_killed_leaves_no_browser", "--nocapture"])
        .env(HOLD, "1")
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program");
    let lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "started"));
    assert!(!processes_with(folder.path()).is_empty(), "the browser's processes are found");
    process.kill().expect("it runs");
    process.wait().expect("it was killed");
    let begun = Instant::now();
    while !processes_with(folder.path()).is_empty() || folder.path().read_dir().expect("it is there").next().is_some() {
        let left = processes_with(folder.path());
        assert!(begun.elapsed() < Duration::from_secs(120), "left behind: {left:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The processes that name this folder in their arguments, as every process of a browser names its profile.
fn processes_with(folder: &Path) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").expect("/proc").flatten();
    let arguments = processes.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    let texts = arguments.map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " "));
    texts.filter(|text| text.contains(&*folder.to_string_lossy())).collect()
}
