//! Whether a page can be used by everybody, as far as a program can tell: axe-core, run in the page itself.
//!
//! Its text is not kept here. The pinned version is fetched once with npm and checked against its hash.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::browser::Browser;
use crate::tools;

const VERSION: &str = "4.14.1";
/// SHA-256 of `axe.min.js` of that version.
const HASH: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// What is wrong with one place of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule that is broken: `image-alt`, `color-contrast`, `label`, …
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// The CSS selector of the place.
    pub place: String,
    /// Its HTML.
    pub html: String,
    /// What to do, in axe-core's words.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({}) at {}: {}\n  {}", self.rule, self.impact, self.place, self.help, self.html)
    }
}

/// Everything that axe-core finds wrong with the page that is open, as it is shown now. All of its rules run, the
/// sizes of targets (WCAG 2.2) included.
///
/// # Panics
/// If axe-core is not there and npm cannot fetch it, or if the page's scripts are switched off.
pub fn accessibility(browser: &Browser) -> Vec<Finding> {
    browser.script(axe(), &[]);
    let results = browser.script_later(
        "return axe.run(document, arguments[0]).then(results => results.violations);",
        &[json!({ "resultTypes": ["violations"], "rules": { "target-size": { "enabled": true } } })],
    );
    let violations = results.as_array().expect("axe-core answers with a list");
    violations.iter().flat_map(findings).collect()
}

fn findings(violation: &Value) -> Vec<Finding> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let places = violation["nodes"].as_array().expect("a violation has places");
    let finding = |place: &Value| Finding {
        rule: word(&violation["id"]),
        impact: word(&violation["impact"]),
        place: place["target"].as_array().into_iter().flatten().map(Value::to_string).collect::<Vec<_>>().join(" "),
        html: word(&place["html"]),
        help: word(&violation["help"]),
    };
    places.iter().map(finding).collect()
}

/// The text of axe-core.
fn axe() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let file = fetched();
        let text = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, HASH, "{} is not the axe-core {VERSION} that was pinned; remove it", file.display());
        String::from_utf8(text).expect("axe-core is text")
    })
}

/// The file, fetched first if it is not there. Several test processes may do so at once: each unpacks in a folder of
/// its own and renames what it got.
fn fetched() -> PathBuf {
    let target = tools::target();
    let file = target.join(format!("axe-core-{VERSION}")).join("package/axe.min.js");
    if !file.is_file() {
        let npm = tools::find("npm", &[], "npm");
        let folder = tempfile::tempdir_in(&target).expect("target takes a folder");
        fetch(&npm, folder.path());
        let unpacked = folder.path().join("axe-core");
        // If another process was first its files are there, and just as good.
        drop(fs::rename(&unpacked, target.join(format!("axe-core-{VERSION}"))));
    }
    file
}

fn fetch(npm: &Path, folder: &Path) {
    let package = format!("axe-core@{VERSION}");
    tools::run(Command::new(npm).args(["pack", "--silent", &package]).current_dir(folder));
    let unpacked = folder.join("axe-core");
    fs::create_dir(&unpacked).expect("the folder is new");
    let archive = folder.join(format!("axe-core-{VERSION}.tgz"));
    tools::run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(unpacked));
}
