//! Lines as an editor counts them: LF, CR LF and a CR alone each end one, and an empty line is a line.
//!
//! A reader of tables has another idea of lines: it passes over empty ones and looks at LF only. So the lines of rows are
//! counted here, from the bytes. It must never look at what the bytes say.

use std::io::{self, BufRead};

/// How far the counting has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineCount {
    /// How many lines have ended.
    ended: u64,
    /// How many bytes of the line have passed that has not.
    bytes: u64,
    /// Whether the last byte was a CR: an LF after it ends nothing more.
    after_cr: bool,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowLines {
    /// The line on which it begins, from 1.
    pub(crate) first: u64,
    /// Whether it goes on in the line below.
    pub(crate) spans: bool,
}

/// Counts the lines of a file beside whoever reads its rows, which come one after another.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    file: R,
    /// The byte up to which it has counted.
    at: u64,
    count: LineCount,
}

impl LineCount {
    /// The line that the next byte belongs to, from 1.
    pub(crate) fn line(self) -> u64 {
        self.ended + 1
    }

    /// The place of the next byte in its line, from 1.
    pub(crate) fn byte(self) -> u64 {
        self.bytes + 1
    }

    /// Lets bytes pass.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let is_second_half = *byte == b'\n' && self.after_cr;
            self.after_cr = *byte == b'\r';
            match byte {
                b'\n' if is_second_half => {}
                b'\r' | b'\n' => {
                    self.ended += 1;
                    self.bytes = 0;
                }
                _ => self.bytes += 1,
            }
        }
    }
}

impl<R: BufRead> Lines<R> {
    /// A count from the first byte of a file on.
    pub(crate) fn of(file: R) -> Self {
        Self { file, at: 0, count: LineCount::default() }
    }

    /// Where the row stands whose last byte is before `end`, and which begins where the one before ended, or below: empty
    /// lines are no part of it.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn row(&mut self, end: u64) -> io::Result<RowLines> {
        self.pass_while(end, |byte| matches!(byte, b'\r' | b'\n'))?;
        let first = self.count.line();
        self.pass_while(end, |byte| !matches!(byte, b'\r' | b'\n'))?;
        let content_ends = self.count;
        self.pass_while(end, |_| true)?;
        // Its own end of line is one; with a second, or with anything after the first, there is more below.
        let own_end = content_ends.line() + 1;
        let line = self.count.line();
        Ok(RowLines { first, spans: line > own_end || line == own_end && self.count.bytes > 0 })
    }

    fn pass_while(&mut self, end: u64, wanted: impl Fn(u8) -> bool) -> io::Result<()> {
        while self.at < end {
            let buffer = self.file.fill_buf()?;
            let most = usize::try_from(end - self.at).unwrap_or(usize::MAX).min(buffer.len());
            let taken = buffer[..most].iter().position(|byte| !wanted(*byte)).unwrap_or(most);
            self.count.pass(&buffer[..taken]);
            self.file.consume(taken);
            self.at += taken as u64;
            if taken < most || most == 0 {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text as a reader of tables gives them, each with its place.
    fn rows(text: &str) -> Vec<(u64, bool, String)> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut lines = Lines::of(text.as_bytes());
        let (mut row, mut found) = (csv::StringRecord::new(), Vec::new());
        while reader.read_record(&mut row).expect("a row") {
            let place = lines.row(reader.position().byte()).expect("it is in memory");
            found.push((place.first, place.spans, row[0].to_owned()));
        }
        found
    }

    #[test]
    fn a_row_stands_where_an_editor_shows_it() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                ["", "", "head,x", "", "one,1", "\"two", "and a half\",2", "", "", "three,3", "four,4"].join(end);
            let expected =
                [(3, false, "head".to_owned()), (5, false, "one".to_owned()), (6, true, format!("two{end}and a half"))];
            let expected =
                expected.into_iter().chain([(10, false, "three".to_owned()), (11, false, "four".to_owned())]);
            let expected: Vec<_> = expected.collect();
            assert_eq!(rows(&text), expected, "without an end: {end:?}");
            assert_eq!(rows(&format!("{text}{end}")), expected, "{end:?}");
        }
        assert_eq!(
            rows("a\r\n\nb\n\r\nc\r\rd"),
            [(1, "a"), (3, "b"), (5, "c"), (7, "d")].map(|(n, s)| (n, false, s.to_owned()))
        );
    }

    #[test]
    fn a_byte_stands_where_an_editor_shows_it() {
        let mut count = LineCount::default();
        count.pass(b"a\r");
        assert_eq!((count.line(), count.byte()), (2, 1));
        count.pass(b"\nbc");
        assert_eq!((count.line(), count.byte()), (2, 3), "an LF after a CR ends nothing, across two reads as well");
        count.pass(b"\n\n\rd");
        assert_eq!((count.line(), count.byte()), (5, 2));
    }
}
