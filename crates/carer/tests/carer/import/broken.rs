//! Files that are not as they should be: each is told of with its place, and nothing goes in but the rows that are right.

use crate::ground::{Ground, KIDNEY, Said, ours, text_of};

/// A file, the mapping where it is not the one that is shipped, and what comes of it.
struct Case {
    what: &'static str,
    file: Vec<u8>,
    mapping: Option<String>,
    /// Everything that has to be said.
    says: &'static [&'static str],
    /// Rows, of these taken, and refused; `None` where the file is not begun.
    rows: Option<[u64; 3]>,
}

const HEADER: &str = "SEQN,RIAGENDR,RIDAGEYR,BMXWT,BMXHT,BMXBMI,BPXPLS,BPXSY1,BPXDI1,BPXSY2,BPXDI2,BPXSY3,BPXDI3,LBXGH,\
                      DIQ010,DIQ050,LBXTC,LBDHDD,MCQ220,MCQ230A,MCQ160E,MCQ160F,SMQ020,SMQ040,HSD010,DPQ010,DPQ020,\
                      DPQ030,DPQ040,DPQ050,DPQ060,DPQ070,DPQ080,DPQ090\n";
const ONE: &str =
    "101,Male,44,66.3,175.7,21.5,82,112,74,114,70,108,76,5.2,0,0,148,47,0,,0,0,0,,Very good,0,0,0,0,0,0,0,0,0\n";
const TWO: &str =
    "102,Female,51,70.1,160.2,27.3,64,121,80,119,79,118,81,5.4,0,0,190,55,0,,0,0,1,Not at all,Good,0,0,0,0,0,0,0,0,0\n";
const THREE: &str =
    "103,Male,38,88.8,181.0,27.1,70,130,84,128,82,129,83,5.5,0,0,201,44,0,,0,0,0,,Good,0,1,0,0,0,0,0,0,0\n";

/// Three rows that are right.
fn good() -> String {
    [HEADER, ONE, TWO, THREE].concat()
}

/// The three rows with one text put in place of another, which has to be there once.
fn with(from: &str, to: &str) -> Vec<u8> {
    let text = good();
    assert_eq!(text.matches(from).count(), 1, "“{from}” is not there once");
    text.replace(from, to).into_bytes()
}

fn whole(what: &'static str, file: impl Into<Vec<u8>>, says: &'static [&'static str]) -> Case {
    Case { what, file: file.into(), mapping: None, says, rows: None }
}

/// A file of three rows of which one is refused.
fn one_refused(what: &'static str, file: impl Into<Vec<u8>>, says: &'static [&'static str]) -> Case {
    Case { what, file: file.into(), mapping: None, says, rows: Some([3, 2, 1]) }
}

fn mapped(what: &'static str, from: &str, to: &str, says: &'static [&'static str]) -> Case {
    let text = text_of("mappings/nhanes-2017-2018.toml");
    assert_eq!(text.matches(from).count(), 1, "“{from}” is not there once");
    Case { what, file: good().into_bytes(), mapping: Some(text.replace(from, to)), says, rows: None }
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Files that cannot be begun.
fn unusable() -> Vec<Case> {
    let marked = format!("\u{feff}{}", good());
    let cut_in_a_row = good()[..good().len() - 30].to_owned();
    vec![
        whole("nothing at all", "", &["the file is empty", "nothing was changed"]),
        whole("a header only", HEADER, &["a header and no row below it", "nothing was changed"]),
        whole(
            "cut in a row",
            cut_in_a_row,
            &["line 4, column 21", "ends in the middle of this row", "21 of 34 columns"],
        ),
        whole(
            "cut in a character",
            [good().as_bytes(), b"104,Ren\xC3"].concat(),
            &["line 5, byte 8", "this is not UTF-8 text", "ends in the middle of a character"],
        ),
        whole(
            "UTF-16, little end first",
            utf_16(&marked, u16::to_le_bytes),
            &["line 1, byte 1", "UTF-16", "CSV UTF-8"],
        ),
        whole("UTF-16, big end first", utf_16(&marked, u16::to_be_bytes), &["line 1, byte 1", "UTF-16", "CSV UTF-8"]),
        whole("UTF-16 without a mark", utf_16(&good(), u16::to_le_bytes), &["line 1, byte 2", "UTF-16"]),
        whole("Latin-1", [good().as_bytes(), b"104,Ren\xE9,\n"].concat(), &["line 5, byte 8", "Latin-1", "CSV UTF-8"]),
        whole(
            "a renamed column",
            with("BPXSY1", "BPXSYS1"),
            &["line 1: there is no column `BPXSY1`", "did you mean `BPXSYS1`?"],
        ),
        whole(
            "two renamed columns",
            good().replace("BPXSY1", "SYSTOLIC").replace("LBXGH", "LBXGHB"),
            &["there is no column `BPXSY1`", "there is no column `LBXGH`", "did you mean `LBXGHB`?"],
        ),
        whole(
            "a renamed column, below an empty line",
            format!("\r\n{}", good()).replace("BPXSY1", "BPXSYS1"),
            &["line 2: there is no column `BPXSY1`"],
        ),
        whole("two columns of one name", with("BPXDI1", "BPXSY1"), &["line 1, column 9", "two columns `BPXSY1`"]),
        whole("no table", "This is a letter and no table.\n", &["line 1: there is no column `SEQN`"]),
        mapped("a misspelt key of the mapping", "[fields]", "[feilds]", &["feilds", "line 12, column 2"]),
        mapped("a misspelt key within the mapping", "age = { column", "age = { colum", &["colum", "line 10, column 9"]),
        mapped(
            "a field that the programme does not have",
            "systolic =",
            "sistolic =",
            &["mapping nhanes-2017-2018", "no field `sistolic`", "did you mean `systolic`?"],
        ),
        mapped(
            "a choice that the field does not have",
            "Borderline = \"borderline\"",
            "Borderline = \"border-line\"",
            &["`told-diabetes` has no choice `border-line`", "did you mean `borderline`?"],
        ),
        mapped(
            "more columns than the field has numbers",
            "column = \"BMXWT\"",
            "columns = [\"BMXWT\", \"BMXHT\"]",
            &["`weight`", "1 at most; 2 are given"],
        ),
        mapped("neither an age nor a birth", "age = { column = \"RIDAGEYR\" }\n", "", &["either `age` or `birth`"]),
    ]
}

/// Files of which a row is refused.
fn refused() -> Vec<Case> {
    vec![
        one_refused(
            "cut in the last value",
            good().trim_end().to_owned(),
            &[":4:34: DPQ090:", "ends here without an end of line", "[cut-line]"],
        ),
        one_refused(
            "a value that cannot be",
            with("27.3,64,121", "27.3,64,1210"),
            &[":3:8: BPXSY1:", "[plausible-range]"],
        ),
        one_refused(
            "an item that cannot be",
            with("Good,0,1,0", "Good,0,4,0"),
            &[":4:27: DPQ020:", "[plausible-range]"],
        ),
        one_refused(
            "a number that is none",
            with("70.1", "\"70,1\""),
            &[":3:4: BMXWT:", "not a number", "[unreadable-value]"],
        ),
        one_refused(
            "a text that the mapping does not know",
            with("1,Not at all", "1,Now and then"),
            &[":3:24: SMQ040:", "does not say what this text means", "[unreadable-value]"],
        ),
        one_refused(
            "a sex that the mapping does not know",
            with("Female", "F"),
            &[":3:2: RIAGENDR:", "does not say what this text means", "[unreadable-value]"],
        ),
        one_refused(
            "an age that is none",
            with("103,Male,38", "103,Male,thirty"),
            &[":4:3: RIDAGEYR:", "not a whole number of years", "[unreadable-value]"],
        ),
        one_refused("nobody's number", with("102,", ","), &[":3:1: SEQN:", "is empty", "[unreadable-value]"]),
        one_refused(
            "the number of another row",
            with("103,", "101,"),
            &[":4:1: SEQN:", "Line 2 is about the same number", "[duplicate-row]"],
        ),
        one_refused(
            "under age",
            with("102,Female,51", "102,Female,17"),
            &[":3:3: RIDAGEYR:", "They were 17 on 30 June 2024", "[minimum-donor-age]"],
        ),
        one_refused(
            "a row too short",
            with("102,Female,51,", "102,Female,"),
            &[":3:33", "33 columns and not 34", "[broken-line]"],
        ),
        one_refused("a row too long", with("102,", "102,,"), &[":3:34", "35 columns and not 34", "[broken-line]"]),
        one_refused(
            "under age, below lines that end as on Windows",
            good().replace("102,Female,51", "102,Female,17").replace('\n', "\r\n"),
            &[":3:3: RIDAGEYR:", "[minimum-donor-age]"],
        ),
        one_refused(
            "under age, below lines that end in CR alone",
            good().replace("102,Female,51", "102,Female,17").replace('\n', "\r"),
            &[":3:3: RIDAGEYR:", "[minimum-donor-age]"],
        ),
        one_refused(
            "under age, below empty lines",
            format!("\n{}", good()).replace("102,Female,51", "102,Female,17").replace('\n', "\n\n"),
            &[":7:3: RIDAGEYR:", "[minimum-donor-age]"],
        ),
        one_refused(
            "the number of another row, below empty lines that end as on Windows",
            good().replace("103,", "101,").replace('\n', "\r\n\r\n"),
            &[":7:1: SEQN:", "Line 3 is about the same number", "[duplicate-row]"],
        ),
        Case {
            rows: Some([2, 1, 1]),
            ..one_refused(
                "a quotation mark that is not closed",
                with("102,Female", "102,\"Female"),
                &[":3:2", "a quotation mark that is not closed may have swallowed the lines below", "[broken-line]"],
            )
        },
    ]
}

/// Files that look odd and are right.
fn right() -> Vec<Case> {
    let all = |what, file: String| Case { rows: Some([3, 3, 0]), ..whole(what, file, &["3 rows: 3 taken"]) };
    vec![
        all("as it should be", good()),
        all("lines that end as on Windows", good().replace('\n', "\r\n")),
        all("lines that end in CR alone", good().replace('\n', "\r")),
        all("empty lines", good().replace('\n', "\n\r\n")),
        all("a mark of UTF-8 at the front", format!("\u{feff}{}", good())),
        all("quotation marks", good().replace("Very good", "\"Very good\"").replace("102,", "\"102\",")),
        all("spaces around", good().replace("Female", " Female ").replace("BMXWT", " BMXWT ")),
    ]
}

#[test]
fn a_file_that_cannot_be_begun_makes_not_even_a_record() {
    none_wrong(unusable().iter().flat_map(|case| {
        let ground = Ground::sqlite();
        let (said, mut wrong) = bring_in(&ground, case);
        if (said.code, said.out.as_str()) != (2, "") || record::exists(&ground.place).expect("that can be found out") {
            wrong.push(format!("{}: {said:?}", case.what));
        }
        wrong
    }));
}

#[test]
fn a_file_that_cannot_be_begun_changes_nothing_in_a_record() {
    let ground = Ground::sqlite();
    bring_in(&ground, &right()[0]).0.with(0);
    let (events, dump) = (ground.events(), ground.dump());
    none_wrong(unusable().iter().flat_map(|case| bring_in(&ground, case).1));
    assert_eq!((ground.events(), ground.dump()), (events, dump));
}

#[test]
fn a_row_that_cannot_be_taken_is_refused_with_its_place_and_the_others_go_in() {
    none_wrong(refused().iter().chain(&right()).flat_map(|case| {
        let ground = Ground::sqlite();
        let (said, mut wrong) = bring_in(&ground, case);
        let [rows, taken, refused] = case.rows.expect("these are begun");
        let account = format!("{rows} rows: {taken} taken, 0 in the record already, {refused} refused\n");
        let words = ["eligibility", "--programme", &ours(KIDNEY), "--on", "2024-06-30", "--format", "json"];
        let people = ground.carer(&words).json()["people"].clone();
        if said.code != 0 || !said.out.ends_with(&account) || people != taken {
            wrong.push(format!("{}: {people} people, {said:?}", case.what));
        }
        let (events, dump) = (ground.events(), ground.dump());
        bring_in(&ground, case);
        if (ground.events(), ground.dump()) != (events, dump) {
            wrong.push(format!("{}: the second time changes something", case.what));
        }
        wrong
    }));
}

#[test]
fn what_the_record_says_otherwise_is_refused() {
    let ground = Ground::sqlite();
    bring_in(&ground, &right()[0]).0.with(0);
    let case = Case {
        rows: Some([3, 0, 1]),
        ..one_refused(
            "another weight",
            with("70.1", "71.1"),
            &[":3:1: SEQN:", "the row says something else", "[already-registered]"],
        )
    };
    let (said, wrong) = bring_in(&ground, &case);
    none_wrong(wrong);
    assert!(said.out.ends_with("3 rows: 0 taken, 2 in the record already, 1 refused\n"), "{}", said.out);
}

#[test]
fn what_is_not_there_is_named() {
    let ground = Ground::sqlite();
    let programme = ours(KIDNEY);
    let import = |file: &str, mapping: &str, programme: &str| {
        ground.carer(&["import", "checks", file, "--mapping", mapping, "--programme", programme]).with(2).err
    };
    let file = ground.write("good.csv", good());
    assert!(import("nowhere.csv", "nhanes-2017-2018", &programme).contains("nowhere.csv: it cannot be read"));
    let said = import(&file, "nhanes", &programme);
    assert!(said.contains("nhanes: ") && said.contains("nhanes-2017-2018"), "it names those that there are: {said}");
    assert!(import(&file, "nhanes-2017-2018", "nowhere.toml").contains("nowhere.toml"));
    assert!(!record::exists(&ground.place).expect("that can be found out"));
}

/// Brings a case's file in; gives what was said, and what should have been said and was not.
fn bring_in(ground: &Ground, case: &Case) -> (Said, Vec<String>) {
    let file = ground.write("rows.csv", &case.file);
    let mapping = match &case.mapping {
        Some(text) => ground.write("mapping.toml", text),
        None => "nhanes-2017-2018".to_owned(),
    };
    let words = ["import", "checks", &file, "--mapping", &mapping, "--programme", &ours(KIDNEY)];
    let said = ground.carer(&[&words[..], &["--examined-on", "2024-06-30"]].concat());
    let unsaid = case.says.iter().filter(|words| !said.out.contains(**words) && !said.err.contains(**words));
    let wrong = unsaid.map(|words| format!("{}: no “{words}” in {said:?}", case.what)).collect();
    (said, wrong)
}

#[track_caller]
fn none_wrong(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
