//! Bringing a file in: every row is taken, found there already, or refused with its place; nobody is lost in between.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use programme::rules::Programme;
use programme::{Command, ExaminationId, ImportId, ImportSummary, PersonId, RefusedRow};
use record::{Clock, Entropy, Outcome, Rejection, Submission, Writer};

use super::file::{Survey, SurveyError, survey};
use super::lines::{Lines, RowLines};
use super::mapping::{BoundField, Mapping};
use super::row::{AssumedDay, Layout};

/// Rows that go to the record together.
const CHUNK: usize = 1_000;
/// Chunks that may be on their way at once: enough that reading and writing overlap.
const CHUNKS_UNDER_WAY: usize = 3;
/// Refused rows that are written down in one event.
const REFUSED_TOGETHER: usize = 500;
/// The rule by which a row is passed over whose person was erased. Which rows these are is written down nowhere: whoever has
/// the file would learn from it who was erased.
const TAKEN_BEFORE: &str = "taken-before";

/// A file to be brought in.
#[derive(Debug)]
pub(crate) struct Import<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// How its columns are read.
    pub(crate) mapping: &'a Mapping,
    /// The programme.
    pub(crate) programme: &'a Programme,
    /// The day of the examinations, where the file has none.
    pub(crate) examined_on: AssumedDay,
    /// Who brings it in.
    pub(crate) author: &'a str,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Account {
    /// The summary that is in the record.
    pub(crate) summary: ImportSummary,
    /// Every refused row, in the order of the file.
    pub(crate) refused: Vec<RefusedRow>,
}

/// Why a file could not be brought in. Nothing was changed, unless it says so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// The file as a whole cannot be read.
    #[error("{file}: {error}")]
    File {
        /// Which.
        file: String,
        /// Why.
        error: SurveyError,
    },
    /// The mapping and the file, or the mapping and the programme, do not go together.
    #[error("{0}")]
    Mismatch(String),
    /// The record refused to go on.
    #[error(
        "the record stopped in the middle: {0}. What was taken before that is in; bring the file in again to go on"
    )]
    Stopped(Rejection),
}

/// A file that was looked at as a whole and goes together with its mapping and the programme.
#[derive(Debug)]
pub(crate) struct Looked {
    surveyed: Survey,
    fields: Vec<BoundField>,
    header: Vec<String>,
}

impl Import<'_> {
    /// Looks at the file, the mapping and the programme as a whole. It needs no record, so a file that cannot be brought in
    /// changes nothing, not even by making a record.
    pub(crate) fn look(&self) -> Result<Looked, ImportError> {
        let surveyed = survey(self.path).map_err(|error| self.unreadable(error))?;
        let fields = self
            .mapping
            .bind(self.programme)
            .map_err(|wrong| ImportError::Mismatch(format!("mapping {}: {}", self.mapping.id, wrong.join("\n"))))?;
        let mut reader = self.open()?;
        let header = header(&mut reader).map_err(|error| self.unreadable(error.into()))?;
        let line = self.lines()?.row(reader.position().byte()).map_err(|error| self.unreadable(error.into()))?.first;
        if let Some((at, name)) = header.iter().enumerate().find(|(at, name)| header[..*at].contains(name)) {
            return Err(self.mismatch(&[format!("line {line}, column {}: there are two columns `{name}`", at + 1)]));
        }
        Layout::new(self.mapping, &fields, header.clone(), self.examined_on).map_err(|what| {
            self.mismatch(&what.iter().map(|what| format!("line {line}: {what}")).collect::<Vec<_>>())
        })?;
        self.whole(&surveyed, header.len())?;
        if reader.into_records().next().is_none() {
            return Err(self.mismatch(&["there is a header and no row below it; nothing was changed".to_owned()]));
        }
        Ok(Looked { surveyed, fields, header })
    }

    fn open(&self) -> Result<csv::Reader<File>, ImportError> {
        let opened = File::open(self.path).map_err(|error| self.unreadable(error.into()))?;
        Ok(csv::ReaderBuilder::new().flexible(true).from_reader(opened))
    }

    fn lines(&self) -> Result<Lines<BufReader<File>>, ImportError> {
        let opened = File::open(self.path).map_err(|error| self.unreadable(error.into()))?;
        Ok(Lines::of(BufReader::with_capacity(1 << 20, opened)))
    }

    /// Refuses a file that ends in the middle of a row: it was cut, and the rest of it is somewhere.
    fn whole(&self, surveyed: &Survey, width: usize) -> Result<(), ImportError> {
        if surveyed.ends_in_line_end {
            return Ok(());
        }
        let (line, columns) = self.last_row().map_err(|error| self.unreadable(error.into()))?;
        if columns < width {
            return Err(self.mismatch(&[format!(
                "line {line}, column {columns}: the file ends in the middle of this row, which has {columns} of {width} \
                 columns. It was cut: get the whole file and bring it in again; nothing was changed"
            )]));
        }
        Ok(())
    }

    fn last_row(&self) -> io::Result<(u64, usize)> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_path(self.path)?;
        let mut lines = Lines::of(BufReader::with_capacity(1 << 20, File::open(self.path)?));
        let (mut row, mut last) = (csv::StringRecord::new(), (1, 0));
        while reader.read_record(&mut row)? {
            last = (lines.row(reader.position().byte())?.first, row.len());
        }
        Ok(last)
    }

    fn unreadable(&self, error: SurveyError) -> ImportError {
        ImportError::File { file: self.path.display().to_string(), error }
    }

    fn mismatch(&self, what: &[String]) -> ImportError {
        let shown = self.path.display();
        ImportError::Mismatch(what.iter().map(|what| format!("{shown}: {what}")).collect::<Vec<_>>().join("\n"))
    }
}

/// Brings a file in that was looked at. `progress` is told how many bytes of how many have been read.
pub(crate) fn run(
    import: &Import<'_>,
    looked: &Looked,
    writer: &Writer,
    clock: &Clock,
    entropy: &mut Entropy,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Account, ImportError> {
    let file = import.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let layout = Layout::new(import.mapping, &looked.fields, looked.header.clone(), import.examined_on)
        .map_err(|what| import.mismatch(&what))?;
    let mut run = Run::new(import, id_of(&looked.surveyed, import.mapping), &layout, writer, clock, entropy);
    run.rows(&mut import.open()?, &looked.surveyed, progress)?;
    run.account(file, &looked.surveyed)
}

fn header(reader: &mut csv::Reader<File>) -> io::Result<Vec<String>> {
    let header = reader.headers()?;
    Ok(header.iter().map(|name| name.trim().trim_start_matches('\u{feff}').to_owned()).collect())
}

struct Run<'a> {
    import: &'a Import<'a>,
    id: ImportId,
    layout: &'a Layout<'a>,
    writer: &'a Writer,
    clock: &'a Clock,
    entropy: &'a mut Entropy,
    waiting: Vec<(u64, Submission)>,
    under_way: usize,
    answers: (Sender<Answers>, Receiver<Answers>),
    lines_of_numbers: HashMap<String, u64>,
    refused: Vec<RefusedRow>,
    rows: u64,
    taken: u64,
    unchanged: u64,
    not_taken_again: u64,
}

type Answers = (Vec<u64>, Vec<Outcome>);

impl<'a> Run<'a> {
    fn new(
        import: &'a Import<'a>,
        id: ImportId,
        layout: &'a Layout<'a>,
        writer: &'a Writer,
        clock: &'a Clock,
        entropy: &'a mut Entropy,
    ) -> Self {
        Self {
            import,
            id,
            layout,
            writer,
            clock,
            entropy,
            waiting: Vec::with_capacity(CHUNK),
            under_way: 0,
            answers: channel(),
            lines_of_numbers: HashMap::new(),
            refused: Vec::new(),
            rows: 0,
            taken: 0,
            unchanged: 0,
            not_taken_again: 0,
        }
    }

    fn rows(
        &mut self,
        reader: &mut csv::Reader<File>,
        surveyed: &Survey,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), ImportError> {
        let (mut lines, mut row) = (self.import.lines()?, csv::StringRecord::new());
        header(reader).map_err(|error| self.import.unreadable(error.into()))?;
        lines.row(reader.position().byte()).map_err(|error| self.import.unreadable(error.into()))?;
        while reader.read_record(&mut row).map_err(|error| self.import.unreadable(io::Error::from(error).into()))? {
            self.rows += 1;
            let RowLines { first: line, spans } =
                lines.row(reader.position().byte()).map_err(|error| self.import.unreadable(error.into()))?;
            let is_last = reader.position().byte() >= surveyed.bytes;
            match self.command(line, &row, spans, is_last && !surveyed.ends_in_line_end) {
                Ok(command) => self.waiting.push((line, Submission::new(self.import.author, command))),
                Err(refused) => self.refused.push(refused),
            }
            if self.waiting.len() == CHUNK {
                self.send()?;
                progress(reader.position().byte(), surveyed.bytes);
            }
        }
        self.send()?;
        while self.under_way > 0 {
            self.take_answers()?;
        }
        progress(surveyed.bytes, surveyed.bytes);
        Ok(())
    }

    fn command(&mut self, line: u64, row: &csv::StringRecord, spans: bool, cut: bool) -> Result<Command, RefusedRow> {
        let width = self.layout.width();
        let refused = |column, rule, why: String| Err(self.layout.row_refused(line, column, rule, why));
        if row.len() != width {
            let column = row.len().min(width).saturating_sub(1);
            let hint =
                if spans { "; a quotation mark that is not closed may have swallowed the lines below" } else { "" };
            return refused(
                Some(column),
                "broken-line",
                format!("The row has {} columns and not {width}{hint}.", row.len()),
            );
        }
        if cut {
            let why =
                "The file ends here without an end of line, so this value may be cut. Add one if the file is whole.";
            return refused(Some(width - 1), "cut-line", why.to_owned());
        }
        let now = self.clock.now();
        let ids = (PersonId(self.entropy.uuid_v7(now)), ExaminationId(self.entropy.uuid_v7(now)));
        let command = self.layout.command(line, row, ids, self.id)?;
        if let Some(number) = self.layout.number_of(row)
            && let Some(first) = self.lines_of_numbers.insert(number, line)
        {
            // The first line stays the one that later ones are told of.
            let number = self.layout.number_of(row).expect("it was there a moment ago");
            self.lines_of_numbers.insert(number, first);
            return Err(self.layout.duplicate(line, first));
        }
        Ok(command)
    }

    fn send(&mut self) -> Result<(), ImportError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        while self.under_way >= CHUNKS_UNDER_WAY {
            self.take_answers()?;
        }
        let (lines, submissions) = std::mem::take(&mut self.waiting).into_iter().unzip();
        let answers = self.answers.0.clone();
        let reply = move |outcomes| {
            // Whoever gave up waiting needs no answer.
            drop(answers.send((lines, outcomes)));
        };
        self.writer.send(submissions, Box::new(reply)).map_err(ImportError::Stopped)?;
        self.under_way += 1;
        Ok(())
    }

    fn take_answers(&mut self) -> Result<(), ImportError> {
        let (lines, outcomes) = self
            .answers
            .1
            .recv()
            .map_err(|_| ImportError::Stopped(Rejection::Unavailable("it was closed".to_owned())))?;
        self.under_way -= 1;
        for (line, outcome) in lines.into_iter().zip(outcomes) {
            match outcome {
                Ok(receipt) if receipt.events == 0 => self.unchanged += 1,
                Ok(_) => self.taken += 1,
                Err(Rejection::Refused(refusal)) if refusal.rule.as_str() == TAKEN_BEFORE => self.not_taken_again += 1,
                Err(Rejection::Refused(refusal)) => self.refused.push(self.layout.refused(line, &refusal)),
                Err(other) => return Err(ImportError::Stopped(other)),
            }
        }
        Ok(())
    }

    fn account(mut self, file: String, surveyed: &Survey) -> Result<Account, ImportError> {
        self.refused.sort_by_key(|row| row.line);
        let summary = ImportSummary {
            file: file.clone(),
            sha256: surveyed.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
            mapping: self.import.mapping.id.clone(),
            rows: self.rows,
            taken: self.taken,
            unchanged: self.unchanged,
            refused: self.refused.len() as u64,
            not_taken_again: self.not_taken_again,
        };
        debug_assert_eq!(
            summary.rows,
            summary.taken + summary.unchanged + summary.refused + summary.not_taken_again,
            "every row is accounted for"
        );
        let id = self.id;
        let refusals = self.refused.chunks(REFUSED_TOGETHER);
        let commands = refusals.map(|rows| Command::RefuseRows { import: id, file: file.clone(), rows: rows.to_vec() });
        let finish = Command::FinishImport { import: id, summary: summary.clone() };
        for command in commands.chain([finish]) {
            self.writer.submit(Submission::new(self.import.author, command)).map_err(ImportError::Stopped)?;
        }
        Ok(Account { summary, refused: self.refused })
    }
}

/// The same file through the same mapping is the same import, whenever it is brought in.
fn id_of(surveyed: &Survey, mapping: &Mapping) -> ImportId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new().chain_update(surveyed.sha256).chain_update(mapping.id.as_bytes()).finalize();
    let bytes: [u8; 16] = std::array::from_fn(|at| digest[at]);
    ImportId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
