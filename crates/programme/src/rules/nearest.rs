//! What somebody probably meant by a word that is not known.

/// The candidate that the word is most likely a slip of; `None` where nothing is near.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let slips_max = ((word.chars().count() + 1) / 3).clamp(1, 4);
    let slips = |candidate: &&str| strsim::damerau_levenshtein(&word, candidate);
    let near = candidates.into_iter().map(|candidate| (slips(&candidate), candidate));
    // Of two that are as near the first in the alphabet is taken, so that the advice is always the same.
    near.filter(|(slips, _)| *slips <= slips_max).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_seen_through_and_another_word_is_not() {
        for (word, meant) in [
            ("sytolic", Some("systolic")),
            ("BMI", Some("bmi")),
            ("hba1", Some("hba1c")),
            ("provenence", Some("provenance")),
            ("bim", Some("bmi")),
            ("weight", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, ["systolic", "bmi", "hba1c", "provenance"]), meant, "{word}");
        }
    }
}
