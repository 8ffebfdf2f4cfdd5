//! The file as a whole, before any of its rows: is it text, is it whole, what is its fingerprint.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::lines::LineCount;

/// What is known of a file after reading it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Survey {
    /// SHA-256 of its bytes.
    pub(crate) sha256: [u8; 32],
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// Whether its last line has an end.
    pub(crate) ends_in_line_end: bool,
}

/// Why a file cannot be read as a table at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SurveyError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is in another encoding.
    #[error(
        "line {line}, byte {byte}: this is not UTF-8 text{hint}. Save the file as “CSV UTF-8” and bring it in again; nothing was changed"
    )]
    NotUtf8 {
        /// The line, from 1.
        line: u64,
        /// The byte in the line, from 1.
        byte: u64,
        /// What it looks like.
        hint: &'static str,
    },
    /// There is nothing in it.
    #[error("the file is empty; nothing was changed")]
    Empty,
}

/// Reads the file once, from its first byte to its last.
pub(crate) fn survey(path: &Path) -> Result<Survey, SurveyError> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut hash = Sha256::new();
    let (mut bytes, mut last, mut count) = (0_u64, 0_u8, LineCount::default());
    let mut carry: Vec<u8> = Vec::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[..read];
        if bytes == 0 && (chunk.starts_with(&[0xFF, 0xFE]) || chunk.starts_with(&[0xFE, 0xFF])) {
            return Err(SurveyError::NotUtf8 { line: 1, byte: 1, hint: " (it looks like UTF-16)" });
        }
        hash.update(chunk);
        bytes += read as u64;
        last = chunk[read - 1];
        carry.extend_from_slice(chunk);
        let valid = match std::str::from_utf8(&carry) {
            Ok(_) => carry.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(error) => {
                count.pass(&carry[..error.valid_up_to()]);
                return Err(not_utf8(count, " (perhaps Latin-1 or Windows-1252)"));
            }
        };
        if let Some(zero) = carry[..valid].iter().position(|b| *b == 0) {
            count.pass(&carry[..zero]);
            return Err(not_utf8(count, " (it looks like UTF-16, or is no text at all)"));
        }
        count.pass(&carry[..valid]);
        carry.drain(..valid);
    }
    match (bytes, carry.is_empty()) {
        (0, _) => Err(SurveyError::Empty),
        (_, false) => Err(not_utf8(count, " (the file ends in the middle of a character)")),
        _ => Ok(Survey { sha256: hash.finalize().into(), bytes, ends_in_line_end: matches!(last, b'\n' | b'\r') }),
    }
}

fn not_utf8(at: LineCount, hint: &'static str) -> SurveyError {
    SurveyError::NotUtf8 { line: at.line(), byte: at.byte(), hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Survey, SurveyError> {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), bytes).expect("it can be written");
        survey(file.path())
    }

    #[test]
    fn says_where_the_text_ends() {
        let at = |bytes: &[u8]| match of(bytes) {
            Err(SurveyError::NotUtf8 { line, byte, .. }) => (line, byte),
            other => panic!("{other:?}"),
        };
        assert_eq!(at(b"a,b\n1,caf\xE9\n"), (2, 6));
        assert_eq!(at(b"a,b\r\n\r\n1,caf\xE9\r\n"), (3, 6));
        assert_eq!(at(b"a,b\r1,2\r3,caf\xE9\r"), (3, 6));
        assert_eq!(at(b"\xFF\xFEa\0,\0"), (1, 1));
        assert_eq!(at(b"a\0,\0b\0"), (1, 2));
        assert_eq!(at("a,b\n1,é".as_bytes().split_last().expect("not empty").1), (2, 3));
        assert!(matches!(of(b""), Err(SurveyError::Empty)));
    }

    #[test]
    fn a_character_across_two_reads_is_whole() {
        let mut text = vec![b'a'; (1 << 20) - 1];
        text.extend_from_slice("é\n".as_bytes());
        assert!(of(&text).expect("it is UTF-8").ends_in_line_end);
    }
}
