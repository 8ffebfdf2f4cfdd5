//! Checks a page as a browser, a keyboard and a screen reader would need it: well formed, every field labelled, headings in
//! order, every reference inside the page resolved, nothing that a strict content security policy forbids.

use std::collections::BTreeSet;

/// Everything wrong with a page, one line each; empty where nothing is.
pub(super) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let tags = match tags(html) {
        Ok(tags) => tags,
        Err(fault) => return vec![fault],
    };
    nesting(&tags, &mut faults);
    ids(&tags, &mut faults);
    labels(&tags, &mut faults);
    headings(&tags, &mut faults);
    landmarks(&tags, &mut faults);
    tables(&tags, &mut faults);
    policy(&tags, &mut faults);
    faults
}

#[derive(Debug)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    closes: bool,
    alone: bool,
    /// The text between this tag and the next.
    text: String,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn opens(&self, name: &str) -> bool {
        self.name == name && !self.closes
    }
}

/// Reads the tags of a page. Templates are written so that every attribute is quoted and every void element closes itself.
fn tags(html: &str) -> Result<Vec<Tag>, String> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").ok_or("the page has no document type")?;
    while let Some(start) = rest.find('<') {
        if let Some(last) = tags.last_mut() {
            last.text.push_str(&rest[..start]);
        }
        let (tag, after) = tag(&rest[start..])?;
        rest = after;
        if tag.opens("style") {
            rest = rest.split_once("</style>").map(|(_, rest)| rest).ok_or("a style has no end")?;
            continue;
        }
        tags.push(tag);
    }
    Ok(tags)
}

fn tag(text: &str) -> Result<(Tag, &str), String> {
    let near = || text.chars().take(60).collect::<String>();
    let closes = text.starts_with("</");
    let mut rest = &text[if closes { 2 } else { 1 }..];
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).ok_or_else(|| format!("a tag has no end: {}", near()))?;
    let name = rest[..end].to_owned();
    if name.is_empty() {
        return Err(format!("a loose “<”: {}", near()));
    }
    rest = &rest[end..];
    let mut attributes: Vec<(String, String)> = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((Tag { name, attributes, closes, alone: true, text: String::new() }, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((Tag { name, attributes, closes, alone: false, text: String::new() }, after));
        }
        let (attribute, after) =
            rest.split_once("=\"").ok_or_else(|| format!("an attribute without a value: {}", near()))?;
        let (value, after) = after.split_once('"').ok_or_else(|| format!("an attribute without an end: {}", near()))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
        if !attribute.chars().all(plain) || attributes.iter().any(|(known, _)| known == attribute) {
            return Err(format!("the attribute “{attribute}” is malformed or there twice: {}", near()));
        }
        if value.contains('<') {
            return Err(format!("an attribute runs into the next tag: {}", near()));
        }
        attributes.push((attribute.to_owned(), value.to_owned()));
        rest = after;
    }
}

const VOID: [&str; 5] = ["meta", "link", "input", "br", "img"];

fn nesting(tags: &[Tag], faults: &mut Vec<String>) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        if tag.alone {
            let in_svg = open.contains(&"svg");
            if !VOID.contains(&tag.name.as_str()) && !in_svg {
                faults.push(format!("<{} /> does not close itself in HTML", tag.name));
            }
        } else if tag.closes {
            match open.pop() {
                Some(name) if name == tag.name => {}
                other => faults.push(format!("</{}> closes {other:?}", tag.name)),
            }
        } else if VOID.contains(&tag.name.as_str()) {
            faults.push(format!("<{}> is never closed", tag.name));
        } else {
            let block = ["p", "ul", "ol", "div", "table", "section", "form", "details", "h2", "h3", "fieldset", "dl"];
            if open.last() == Some(&"p") && block.contains(&tag.name.as_str()) {
                faults.push(format!("<{}> inside <p>", tag.name));
            }
            if tag.name == "form" && open.contains(&"form") {
                faults.push("a form inside a form".to_owned());
            }
            open.push(&tag.name);
        }
    }
    faults.extend(open.iter().map(|name| format!("<{name}> is never closed")));
}

fn ids(tags: &[Tag], faults: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id) {
            faults.push(format!("the id “{id}” is empty, has a space, or is there twice"));
        }
    }
    let references = ["for", "aria-labelledby", "aria-describedby"];
    for tag in tags {
        for id in references.iter().filter_map(|name| tag.get(name)).flat_map(str::split_whitespace) {
            if !ids.contains(id) {
                faults.push(format!("<{}> refers to “{id}”, which is not there", tag.name));
            }
        }
        let within = tag.get("href").and_then(|href| href.strip_prefix('#'));
        if let Some(id) = within.filter(|id| !ids.contains(id)) {
            faults.push(format!("a link goes to “#{id}”, which is not there"));
        }
        if tag.name == "a" && !tag.closes && tag.get("href").is_none_or(str::is_empty) {
            faults.push("a link goes nowhere".to_owned());
        }
    }
}

fn labels(tags: &[Tag], faults: &mut Vec<String>) {
    let labelled: BTreeSet<_> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    let mut in_label = false;
    for (index, tag) in tags.iter().enumerate() {
        if tag.name == "label" {
            in_label = !tag.closes;
        }
        let is_field =
            ["input", "select", "textarea"].iter().any(|name| tag.opens(name)) && tag.get("type") != Some("hidden");
        if is_field && !in_label && tag.get("id").is_none_or(|id| !labelled.contains(id)) {
            faults.push(format!("the field “{}” has no label", tag.get("name").unwrap_or_default()));
        }
        if tag.opens("button") || tag.opens("a") || tag.opens("summary") || tag.opens("legend") {
            let inside = tags[index..].iter().take_while(|inner| !(inner.closes && inner.name == tag.name));
            if inside.map(|inner| inner.text.trim()).all(str::is_empty) {
                faults.push(format!("a <{}> says nothing", tag.name));
            }
        }
    }
}

fn headings(tags: &[Tag], faults: &mut Vec<String>) {
    let levels: Vec<_> = tags
        .iter()
        .filter(|tag| !tag.closes && matches!(tag.name.as_str(), "h1" | "h2" | "h3" | "h4"))
        .map(|tag| tag.name.as_bytes()[1] - b'0')
        .collect();
    if levels.iter().filter(|level| **level == 1).count() != 1 || levels.first() != Some(&1) {
        faults.push(format!("a page begins with its one title: {levels:?}"));
    }
    for pair in levels.windows(2).filter(|pair| pair[1] > pair[0] + 1) {
        faults.push(format!("a heading of level {} follows one of level {}", pair[1], pair[0]));
    }
}

fn landmarks(tags: &[Tag], faults: &mut Vec<String>) {
    if tags.iter().filter(|tag| tag.opens("main")).count() != 1 {
        faults.push("a page has one main part".to_owned());
    }
    if !tags.iter().any(|tag| tag.opens("html") && tag.get("lang").is_some()) {
        faults.push("the page does not say its language".to_owned());
    }
    for nav in tags.iter().filter(|tag| tag.opens("nav") && tag.get("aria-label").is_none()) {
        faults.push(format!("a navigation has no name: {nav:?}"));
    }
    for svg in tags.iter().filter(|tag| tag.opens("svg")) {
        if svg.get("role") != Some("img") || svg.get("aria-labelledby").is_none() {
            faults.push("a drawing has no role or no words".to_owned());
        }
    }
}

fn tables(tags: &[Tag], faults: &mut Vec<String>) {
    for (index, _) in tags.iter().enumerate().filter(|(_, tag)| tag.opens("table")) {
        if !tags.get(index + 1).is_some_and(|tag| tag.opens("caption")) {
            faults.push("a table has no caption".to_owned());
        }
    }
    if tags.iter().any(|tag| tag.opens("th") && tag.get("scope").is_none()) {
        faults.push("a header cell has no scope".to_owned());
    }
}

fn policy(tags: &[Tag], faults: &mut Vec<String>) {
    for tag in tags {
        if tag.get("style").is_some() || tag.attributes.iter().any(|(name, _)| name.starts_with("on")) {
            faults.push(format!("<{}> has a style or a handler of its own", tag.name));
        }
        if tag.opens("script") && (tag.get("src").is_none() || !tag.text.trim().is_empty()) {
            faults.push("a script stands in the page".to_owned());
        }
        let address = tag.get("src").or(tag.get("href")).or(tag.get("action")).unwrap_or("/");
        if !address.starts_with(['/', '#', '?']) || address.starts_with("//") {
            faults.push(format!("“{address}” leads away from here"));
        }
    }
}

#[test]
fn a_page_broken_on_purpose_is_found() {
    let page = |body: &str| {
        format!("<!DOCTYPE html><html lang=\"en\"><body><main id=\"main\"><h1>Title</h1>{body}</main></body></html>")
    };
    assert_eq!(faults(&page("<p>Good</p>")), Vec::<String>::new());
    for broken in [
        "<p>open",
        "<p><ul></ul></p>",
        "<h3>Too deep</h3>",
        "<input type=\"text\" name=\"x\" />",
        "<label for=\"gone\">x</label>",
        "<a href=\"#gone\">x</a>",
        "<a href=\"/x\"></a>",
        "<i id=\"main\"></i>",
        "<p style=\"color: red\">x</p>",
        "<button onclick=\"x()\">x</button>",
        "<script>x()</script>",
        "<table><tr><th>x</th></tr></table>",
        "<a href=\"https://example.org\">x</a>",
        "<svg></svg>",
        "<p class=x>x</p>",
        "3 < 4",
        "<h1>Second</h1>",
        "<br>",
    ] {
        assert!(!faults(&page(broken)).is_empty(), "{broken}");
    }
}
