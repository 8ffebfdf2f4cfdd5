//! When two texts are the same though they are written differently. What was written is kept and shown as it is; only the
//! comparison folds.

/// A person's number as it is compared with others: without outer white space, inner white space as one space, in small
/// letters. `" FL  1"` and `fl 1` are one number; `FL1` is another.
pub fn folded_number(written: &str) -> String {
    let parts: Vec<&str> = written.split_whitespace().collect();
    parts.join(" ").chars().flat_map(char::to_lowercase).collect()
}

/// The words of a text in small letters, without what stands between them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().flat_map(char::to_lowercase).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_capitals_do_not_make_another_number() {
        for written in ["FL 1", "fl 1 ", " FL\t1", "\u{a0}Fl  1"] {
            assert_eq!(folded_number(written), "fl 1", "{written:?}");
        }
        assert_ne!(folded_number("FL1"), folded_number("FL 1"));
        assert_ne!(folded_number("FL-1"), folded_number("FL 1"));
        assert_eq!(folded_number(" \t"), "");
    }

    #[test]
    fn words_are_found_whatever_stands_around_them() {
        assert_eq!(words("Kathy’s wish (H.), no. 93-704"), ["kathy", "s", "wish", "h", "no", "93", "704"]);
    }
}
