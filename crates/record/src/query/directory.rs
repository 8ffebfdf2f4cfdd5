//! Finding people by name or number: an index that lives in memory only, because in the database names are sealed.
//!
//! All names stand in one text, each on a line; a search goes through it from end to end, which takes about a
//! millisecond for a hundred thousand people and needs little upkeep: a name that was replaced or erased is overwritten
//! where it lies, and once half of the text is such gaps it is written together. Text that is given up is overwritten.

use std::collections::HashMap;

use memchr::memmem;
use programme::{Details, PersonId};
use zeroize::{Zeroize, Zeroizing};

use crate::conn::Param;
use crate::error::Error;
use crate::log;
use crate::project::tables;

use super::Reader;

/// The names and numbers of everybody in the record, as of a position of the log.
#[derive(Debug, Default)]
pub struct Directory {
    /// A line for each person: a space, then their words in lower case without accents, each followed by a space. Zeros
    /// where a line was replaced or erased.
    text: Zeroizing<Vec<u8>>,
    /// Where each line begins, in order, and whose it is; `None` where it was replaced or erased.
    lines: Vec<(usize, Option<PersonId>)>,
    /// How many bytes of the text are zeros.
    gaps: usize,
    /// The line of each person.
    line_of: HashMap<PersonId, usize>,
    /// The last event that was taken in.
    position: i64,
}

impl Directory {
    /// The position of the log that it is up to.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// How many people it finds.
    pub fn len(&self) -> usize {
        self.line_of.len()
    }

    /// Whether it finds nobody.
    pub fn is_empty(&self) -> bool {
        self.line_of.is_empty()
    }

    /// The people one of whose words begins with each word of the text: those first of whom a whole word is meant, then
    /// those who came first.
    pub fn search(&self, text: &str) -> Vec<PersonId> {
        let mut words: Vec<Wanted> = words(text).iter().map(|word| Wanted::new(word)).collect();
        // The longest word is the rarest: it leads, and the others are looked for where it was found.
        words.sort_by_key(|word| std::cmp::Reverse(word.len));
        let Some((leading, others)) = words.split_first() else { return Vec::new() };
        let (mut whole, mut begun) = (Vec::new(), Vec::new());
        let (mut line, mut past) = (0, 0);
        for at in leading.begun.find_iter(&self.text) {
            if at < past {
                continue;
            }
            while self.lines.get(line + 1).is_some_and(|(begin, _)| *begin <= at) {
                line += 1;
            }
            let (begin, person) = self.lines[line];
            past = self.end_of(line);
            let (Some(person), name) = (person, &self.text[begin..past]) else { continue };
            if others.iter().all(|word| word.begun.find(name).is_some()) {
                let is_whole = words.iter().all(|word| word.whole.find(name).is_some());
                if is_whole { whole.push(person) } else { begun.push(person) }
            }
        }
        whole.append(&mut begun);
        whole
    }

    /// Takes somebody in, or anew, or out where nothing is known of them any more.
    fn set(&mut self, person: PersonId, details: Option<&Details>) {
        if let Some(line) = self.line_of.remove(&person) {
            self.blank(line);
        }
        let Some(details) = details else { return };
        let mut name = Zeroizing::new(b" ".to_vec());
        for mut word in [&details.name, &details.number].into_iter().flatten().flat_map(|text| words(text)) {
            append(&mut name, word.as_bytes());
            append(&mut name, b" ");
            word.zeroize();
        }
        append(&mut name, b"\n");
        self.line_of.insert(person, self.lines.len());
        self.lines.push((self.text.len(), Some(person)));
        append(&mut self.text, &name);
    }

    /// Overwrites a line where it lies.
    fn blank(&mut self, line: usize) {
        let (begin, end) = (self.lines[line].0, self.end_of(line));
        self.text[begin..end].zeroize();
        self.lines[line].1 = None;
        self.gaps += end - begin;
        if self.gaps * 2 > self.text.len() {
            self.close_gaps();
        }
    }

    fn close_gaps(&mut self) {
        let old = std::mem::take(&mut self.lines);
        let mut text = Zeroizing::new(Vec::with_capacity(self.text.len()));
        for (line, (begin, person)) in old.iter().enumerate() {
            let Some(person) = person else { continue };
            let end = old.get(line + 1).map_or(self.text.len(), |(next, _)| *next);
            self.line_of.insert(*person, self.lines.len());
            self.lines.push((text.len(), Some(*person)));
            text.extend_from_slice(&self.text[*begin..end]);
        }
        (self.text, self.gaps) = (text, 0);
    }

    fn end_of(&self, line: usize) -> usize {
        self.lines.get(line + 1).map_or(self.text.len(), |(next, _)| *next)
    }
}

impl Reader {
    /// Brings a directory up to the present: everybody the first time, later whoever changed since.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub fn bring_up(&mut self, directory: &mut Directory) -> Result<(), Error> {
        let sql = "SELECT stream, seq FROM event WHERE seq > $1 AND kind IN ('registered', 'details-amended', 'erased') ORDER BY seq";
        let position = log::last_seq(&mut self.conn)?;
        let mut changed = Vec::new();
        self.conn.query_each(sql, &[Param::Integer(directory.position)], |row| {
            changed.push(tables::person_of(row.get_text(0)?)?);
            Ok(())
        })?;
        let mut seen = std::collections::HashSet::new();
        changed.retain(|person| seen.insert(*person));
        for together in changed.chunks(2_000) {
            let people: Vec<_> = together.iter().map(|person| (*person, 0)).collect();
            let details = self.details(&people)?;
            together.iter().for_each(|person| directory.set(*person, details.get(person)));
        }
        directory.position = position;
        Ok(())
    }
}

/// Appends, and overwrites the text where it lay if it has to move to have room.
fn append(text: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    if text.capacity() - text.len() < more.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((text.len() + more.len()) * 2));
        larger.extend_from_slice(text);
        *text = larger;
    }
    text.extend_from_slice(more);
}

/// A word that is looked for.
struct Wanted {
    len: usize,
    /// Where a word begins with it.
    begun: memmem::Finder<'static>,
    /// Where a word is it.
    whole: memmem::Finder<'static>,
}

impl Wanted {
    fn new(word: &str) -> Self {
        let finder = |needle: String| memmem::Finder::new(needle.as_bytes()).into_owned();
        Self { len: word.len(), begun: finder(format!(" {word}")), whole: finder(format!(" {word} ")) }
    }
}

/// The words of a name or a number: lower case, without the accents of Latin letters, parted at whatever is neither letter
/// nor digit.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use programme::{Birth, Sex};
    use uuid::Uuid;

    fn person(id: u128) -> PersonId {
        PersonId(Uuid::from_u128(id))
    }

    fn details(name: &str, number: &str) -> Details {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let birth = Birth::On(jiff::civil::date(1980, 1, 1));
        Details { name: text(name), number: text(number), sex: Sex::Unknown, birth }
    }

    #[test]
    fn finds_by_the_beginning_of_any_word_in_any_order() {
        let mut directory = Directory::default();
        directory.set(person(1), Some(&details("Kathy H.", "NHANES 93706")));
        directory.set(person(2), Some(&details("Ruth Müller-Katz", "")));
        directory.set(person(3), Some(&details("", "NHANES 937")));
        assert_eq!(directory.search("kat"), [person(1), person(2)]);
        assert_eq!(directory.search("Katz"), [person(2)]);
        assert_eq!(directory.search("muller ruth"), [person(2)]);
        assert_eq!(directory.search("h kathy"), [person(1)]);
        assert_eq!(directory.search("937"), [person(3), person(1)], "a whole word goes first");
        assert_eq!(directory.search("athy"), [], "the middle of a word is not its beginning");
        assert_eq!(directory.search(" - "), []);
    }

    #[test]
    fn forgets_old_names_and_the_erased() {
        let mut directory = Directory::default();
        directory.set(person(1), Some(&details("Tommy", "")));
        directory.set(person(1), Some(&details("Thomas", "")));
        assert_eq!((directory.search("tommy"), directory.search("thomas")), (vec![], vec![person(1)]));
        directory.set(person(1), None);
        assert!(directory.search("thomas").is_empty() && directory.is_empty());
    }

    #[test]
    fn what_was_replaced_or_erased_is_overwritten_at_once() {
        let mut directory = Directory::default();
        let held = |directory: &Directory, name: &str| memmem::find(&directory.text, name.as_bytes()).is_some();
        for (id, name) in [(1, "Kathy"), (2, "Tommy"), (3, "Ruth"), (4, "Keffers")] {
            directory.set(person(id), Some(&details(name, "")));
            assert!(held(&directory, &name.to_lowercase()));
        }
        directory.set(person(2), Some(&details("Thomas", "")));
        assert!(!held(&directory, "tommy"));
        directory.set(person(3), None);
        assert!(!held(&directory, "ruth"));
        assert_eq!(directory.search("t"), [person(2)]);
        assert_eq!(directory.search("k"), [person(1), person(4)]);
    }

    #[test]
    fn gaps_are_closed_and_everybody_is_found_as_before() {
        let mut directory = Directory::default();
        for round in 0..100 {
            for id in 0..20 {
                directory.set(person(id), Some(&details(&format!("Name{id} Round{round}"), "")));
            }
            directory.set(person(100 + round), Some(&details("Somebody Else", "")));
            directory.set(person(100 + round), None);
        }
        assert!(directory.text.len() < 2 * 20 * 20 && directory.lines.len() < 50, "{} bytes", directory.text.len());
        assert_eq!(directory.search("round99"), (0..20).map(person).collect::<Vec<_>>());
        assert_eq!(directory.search("name7"), [person(7)]);
        assert!(directory.search("somebody").is_empty() && directory.len() == 20);
    }
}
