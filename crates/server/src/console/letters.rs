//! Letters to print, one to a sheet; and the same as a table for another program's mail merge.

use askama::Template;
use programme::rules::Programme;
use programme::{MessageContent, plain_date};
use qrcode::QrCode;
use qrcode::render::svg;

/// A letter as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LetterView {
    /// To whom.
    pub(crate) name: String,
    /// The lines of the address beneath it.
    pub(crate) address: Vec<String>,
    /// The day on which it was written.
    pub(crate) date: String,
    /// What it says: paragraphs of lines.
    pub(crate) paragraphs: Vec<Vec<String>>,
    /// The link as a picture that a telephone reads.
    pub(crate) picture: String,
    /// What it says, as one text.
    text: String,
    /// The link.
    link: String,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersTemplate<'a> {
    programme: &'a str,
    letters: &'a [LetterView],
}

/// How many lines of an address a table has.
const LINES: usize = 5;

impl LetterView {
    /// A letter with its link.
    pub(crate) fn of(content: &MessageContent, link: &str) -> Self {
        let text = content.text.replace("{link}", link);
        let lines = content.address.split([',', ';', '\n']).map(str::trim).filter(|line| !line.is_empty());
        let paragraphs = text.split("\n\n").map(|paragraph| paragraph.lines().map(str::to_owned).collect());
        let has_link = content.text.contains("{link}");
        Self {
            name: content.name.clone().unwrap_or_default(),
            address: lines.map(str::to_owned).collect(),
            date: plain_date(content.on),
            paragraphs: paragraphs.collect(),
            picture: if has_link { picture(link) } else { String::new() },
            text,
            link: link.to_owned(),
        }
    }
}

impl LetterView {
    /// The picture, named by the line above it, which has this number.
    fn picture_named(&self, number: &usize) -> String {
        self.picture.replacen("<svg", &format!("<svg role=\"img\" aria-labelledby=\"code-{number}\""), 1)
    }
}

/// The letters as a page.
pub(crate) fn letters(programme: &Programme, letters: &[LetterView]) -> String {
    let template = LettersTemplate { programme: &programme.name, letters };
    template.render().expect("a page writes only to memory")
}

/// The letters as comma-separated values (RFC 4180). A value that a spreadsheet would take for a formula begins with an apostrophe,
/// which it does not show.
pub(crate) fn table(letters: &[LetterView]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    let columns: Vec<String> = (1..=LINES).map(|line| format!("address-{line}")).collect();
    let head = ["name"].into_iter().chain(columns.iter().map(String::as_str)).chain(["date", "link", "text"]);
    let written = "a table is written only to memory";
    writer.write_record(head).expect(written);
    for letter in letters {
        let mut lines = letter.address.clone();
        if lines.len() > LINES {
            // Whatever does not fit stands on the last line.
            let rest = lines.split_off(LINES - 1).join(", ");
            lines.push(rest);
        }
        lines.resize(LINES, String::new());
        let row = [letter.name.clone()].into_iter().chain(lines);
        let row = row.chain([letter.date.clone(), letter.link.clone(), letter.text.clone()]);
        writer.write_record(row.map(|value| harmless(&value))).expect(written);
    }
    writer.into_inner().expect(written)
}

/// A value that no spreadsheet carries out.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

fn picture(link: &str) -> String {
    let code = QrCode::new(link.as_bytes()).expect("a link is short enough for a code");
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(120, 120).quiet_zone(true).build();
    // On a page it is a part of it, and no document of its own.
    let picture = drawn.split_once("?>").map_or(drawn.as_str(), |(_, picture)| picture);
    picture.to_owned()
}

#[cfg(test)]
pub(super) use tests::sample;

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use programme::{LinkId, WayKind};
    use uuid::Uuid;

    use super::*;

    /// Two letters, one to somebody with an awkward name.
    pub(in crate::console) fn sample() -> Vec<LetterView> {
        let to = [("Kathy", "4 Harbour Row, Northfield"), ("Ruth <b>&amp;</b>", "<script>")];
        to.map(|(name, address)| LetterView::of(&content(name, address), "https://a.example/answer/b")).into()
    }

    fn content(name: &str, address: &str) -> MessageContent {
        MessageContent {
            by: WayKind::Letter,
            address: address.to_owned(),
            name: Some(name.to_owned()),
            window: "after-12-months".into(),
            words: "how-are-you".into(),
            subject: None,
            text: "Dear Kathy,\n\nHow are you?\n{link}\n\nUs".to_owned(),
            link: LinkId(Uuid::nil()),
            written: Timestamp::UNIX_EPOCH,
            on: date(2026, 5, 5),
        }
    }

    #[test]
    fn a_letter_has_its_address_line_by_line_and_its_link_in_words_and_as_a_picture() {
        let letter =
            LetterView::of(&content("Kathy", "4 Harbour Row, Northfield,N1 2AB"), "https://a.example/answer/b");
        assert_eq!(letter.address, ["4 Harbour Row", "Northfield", "N1 2AB"]);
        assert_eq!(letter.paragraphs[1], ["How are you?", "https://a.example/answer/b"]);
        assert!(letter.picture.contains("<svg"));
    }

    #[test]
    fn a_table_is_read_back_as_it_was_and_nothing_in_it_is_a_formula() {
        for name in ["=HYPERLINK(\"http://evil.example\")", "+1", "-1", "@SUM(A1)", "\tx", "|cmd", "%0A"] {
            let letter = LetterView::of(&content(name, "1, 2, 3, 4, 5, 6, 7"), "https://a.example/answer/b");
            let bytes = table(&[letter]);
            let mut reader = csv::ReaderBuilder::new().from_reader(&bytes[..]);
            assert_eq!(reader.headers().expect("a head").len(), 9);
            let row = reader.records().next().expect("a row").expect("it is one");
            assert_eq!(&row[0], format!("'{name}"));
            assert_eq!(&row[5], "5, 6, 7");
            assert_eq!(&row[8], "Dear Kathy,\n\nHow are you?\nhttps://a.example/answer/b\n\nUs");
            assert!(bytes.ends_with(b"\r\n"));
        }
        let quoted = table(&[LetterView::of(&content("Kathy \"K\"", "1"), "l")]);
        assert!(String::from_utf8_lossy(&quoted).contains("\"Kathy \"\"K\"\"\""));
    }
}
