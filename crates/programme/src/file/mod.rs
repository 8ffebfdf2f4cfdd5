//! The programme file: a text goes in, a [`Programme`] and everything that is to be said about the text come out.
//!
//! No input or output: whoever calls has read the file. No text whatever makes this panic. As much as possible is
//! reported at once, each at its place. The format is described in `docs/programme-file.md`.

mod access;
mod approval;
mod articles;
mod carers;
mod check;
mod consent;
mod deferral;
mod diagnostic;
mod donation;
mod expression;
mod field;
mod finding;
mod follow_up;
mod header;
mod ids;
mod keep;
mod message;
mod plain;
mod read;
mod rule;
mod schedule;
mod sense;
mod stage;
mod table;
mod topic;
mod word;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

pub use diagnostic::{Diagnostic, Severity, line_column};

use crate::rules::{
    Access, Alert, Appeals, Carers, CheckKind, ConsentElement, DeferralKind, DonationKind, Finding, FollowUp, Keep,
    Needed, Programme, Schedule, SiteKind, Stage, Topic, Word,
};
use diagnostic::Diagnostics;
use expression::Fields;
use header::Header;
use ids::{Ids, Noun};
use table::{Placed, Table};

/// What a text is as a programme file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The programme; `None` where something is wrong other than that a story's programme breaks the articles it denies.
    pub programme: Option<Programme>,
    /// Everything that is to be said, in the order of the file; notes come last.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// What is wrong.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether the programme may be served: nothing is wrong, and it is not a story's.
    pub fn may_be_served(&self) -> bool {
        let is_real = self.programme.as_ref().is_some_and(|programme| programme.fiction.is_none());
        is_real && self.errors().next().is_none()
    }
}

/// Reads a programme file, by everything that this version asks of one.
pub fn parse(text: &str) -> Parsed {
    let Parsed { programme, diagnostics } = read_whole(text);
    let denied = |article: u8| {
        let fiction = programme.as_ref().and_then(|programme| programme.fiction.as_ref());
        fiction.is_some_and(|fiction| fiction.denies.contains(&article))
    };
    let is_in_the_way =
        |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error && !diagnostic.article.is_some_and(denied);
    let is_sound = !diagnostics.iter().any(is_in_the_way);
    Parsed { programme: programme.filter(|_| is_sound), diagnostics }
}

/// Reads a programme file that was served: it passed what was asked of it then, and later versions ask for more. It is a
/// programme as long as all that it says can be read; what would keep it from being served today is said all the same.
/// Nothing is let through by that: whatever an article forbids is refused on every command as well.
pub fn parse_served(text: &str) -> Parsed {
    let Parsed { programme, diagnostics } = read_whole(text);
    let is_readable = !diagnostics.iter().any(Diagnostic::is_unreadable);
    Parsed { programme: programme.filter(|_| is_readable), diagnostics }
}

/// Everything that a text says as far as it can be read, and everything that is to be said about it.
fn read_whole(text: &str) -> Parsed {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(text);
    if !errors.is_empty() {
        // What is half written gives half a tree: to say more than this would be guessing.
        errors.iter().for_each(|error| reader.syntax_error(error));
        return Parsed { programme: None, diagnostics: reader.out.in_order() };
    }
    let programme = read_file(root.get_ref(), &mut reader);
    Parsed { programme, diagnostics: reader.out.in_order() }
}

/// What is collected while a file is read.
struct Reader<'t> {
    text: &'t str,
    out: Diagnostics,
    ids: Ids<'t>,
    /// Every name in the file.
    names: Vec<Placed<&'t str>>,
    /// Fields whose form could not be read: rules about them are not reported as well.
    unclear_fields: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let (names, unclear_fields) = (Vec::new(), Vec::new());
        Self { text, out: Diagnostics::default(), ids: Ids::default(), names, unclear_fields }
    }

    /// Reads `id`, by which messages call the table from here on.
    fn read_id(&mut self, noun: Noun, table: &mut Table<'t>) -> Option<Placed<&'t str>> {
        let id = table.required("id", &mut self.out, read::slug)?;
        table.called(id.value);
        self.define(noun, &id);
        Some(id)
    }

    fn define(&mut self, noun: Noun, id: &Placed<&'t str>) {
        self.ids.define(noun, id, self.text, &mut self.out);
    }

    fn syntax_error(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(read::NOWHERE);
        let span = span.start.min(self.text.len())..span.end.min(self.text.len());
        self.out.error(span, "toml", format!("this is not TOML: {}", error.message()));
    }
}

/// The lists of a file, with the places that later checks point at.
struct Lists<'t> {
    stages: Vec<Placed<Stage>>,
    site_kinds: Vec<SiteKind>,
    checks: Vec<Placed<CheckKind>>,
    findings: Vec<Placed<Finding>>,
    needed: Vec<Needed>,
    alerts: Vec<Alert>,
    schedules: Vec<Placed<Schedule>>,
    topics: Vec<Placed<Topic>>,
    deferral_kinds: Vec<Placed<DeferralKind>>,
    appeals: Option<Placed<Appeals>>,
    donation_kinds: Vec<Placed<DonationKind>>,
    consent_elements: Vec<ConsentElement>,
    follow_up: Option<Placed<FollowUp>>,
    keep: Vec<Keep>,
    words: Vec<(Placed<&'t str>, Word)>,
}

/// The programme, where everything that it needs could be read. Whether something else is wrong is not looked at here.
fn read_file<'t>(root: &'t DeTable<'t>, reader: &mut Reader<'t>) -> Option<Programme> {
    let mut table = Table::new("the file", root, read::NOWHERE);
    let header = table.required("programme", &mut reader.out, read::table);
    let header = header.and_then(|table| header::read_header(table, reader));
    let fiction = table.optional("fiction", &mut reader.out, read::table);
    let fiction_at = fiction.as_ref().map(|table| table.header.clone());
    let denies = fiction.map_or_else(Vec::new, |table| header::read_fiction(table, reader));
    let access = table.optional("access", &mut reader.out, read::table);
    let access = access.map_or_else(Access::default, |table| access::read_access(table, reader));
    let carers = table.optional("carers", &mut reader.out, read::table);
    let carers = carers.map(|table| carers::read_carers(table, reader));
    let lists = read_lists(&mut table, reader);
    table.finish(&mut reader.out);

    let is_fiction = header.as_ref().is_some_and(|header| header.fiction);
    if let Some(at) = fiction_at.filter(|_| header.is_some() && !is_fiction) {
        let message = "only a story's programme denies articles";
        reader.out.error(at, "not-fiction", message).help("take this out, or set fiction = true in [programme]");
    }
    check_together(header.as_ref(), &lists, reader);
    articles::check_somebody_on_their_side(carers.as_ref(), &lists.stages, &lists.donation_kinds, reader);
    articles::mark_denials(is_fiction, &denies, reader);
    articles::note_unchecked(0..reader.text.lines().next().map_or(0, str::len), reader);
    Some(programme(header?, is_fiction, &denies, access, carers, lists, reader.text))
}

fn read_lists<'t>(file: &mut Table<'t>, reader: &mut Reader<'t>) -> Lists<'t> {
    let stages: Vec<_> = each(file, "stage", reader, stage::read_stage);
    let site_kinds = each(file, "site-kind", reader, stage::read_site_kind);
    let checks: Vec<Placed<CheckKind>> = each(file, "check", reader, check::read_check);
    let kinds: Vec<CheckKind> = checks.iter().map(|check| check.value.clone()).collect();
    let fields = Fields::of(&kinds);
    let appeals = file.optional("appeals", &mut reader.out, read::table);
    Lists {
        stages,
        site_kinds,
        checks,
        findings: each(file, "finding", reader, |table, reader| finding::read_finding(table, &fields, reader)),
        needed: each(file, "needed", reader, |table, reader| finding::read_needed(table, &fields, reader)),
        alerts: each(file, "alert", reader, |table, reader| finding::read_alert(table, &fields, reader)),
        schedules: each(file, "schedule", reader, schedule::read_schedule),
        topics: each(file, "topic", reader, topic::read_topic),
        deferral_kinds: each(file, "deferral-kind", reader, deferral::read_deferral_kind),
        appeals: appeals.and_then(|table| deferral::read_appeals(table, reader)),
        donation_kinds: each(file, "donation-kind", reader, |table, reader| {
            donation::read_donation_kind(table, &fields, reader)
        }),
        consent_elements: each(file, "consent-element", reader, consent::read_consent_element),
        follow_up: follow_up::read_follow_up(file, reader),
        keep: each(file, "keep", reader, keep::read_keep),
        words: each(file, "word", reader, word::read_word),
    }
}

/// Reads each table of a list of tables.
fn each<'t, T>(
    file: &mut Table<'t>,
    key: &'static str,
    reader: &mut Reader<'t>,
    read_one: impl Fn(Table<'t>, &mut Reader<'t>) -> Option<T>,
) -> Vec<T> {
    let tables = file.optional(key, &mut reader.out, read::tables).unwrap_or_default();
    tables.into_iter().filter_map(|table| read_one(table, reader)).collect()
}

fn check_together<'t>(header: Option<&Header<'t>>, lists: &Lists<'t>, reader: &mut Reader<'t>) {
    if !reader.ids.any(Noun::Stage) {
        let help = "people begin in the first [[stage]]";
        reader.out.error(read::NOWHERE, "missing-key", "the file has no stage of life").help(help);
    }
    reader.ids.resolve(&mut reader.out);
    sense::check_unless(&lists.findings, reader);
    sense::check_reach(&lists.stages, reader);
    sense::check_schedules(&lists.checks, &lists.schedules, &lists.donation_kinds, reader);
    let terms: Vec<_> = lists.words.iter().map(|(term, _)| term.clone()).collect();
    plain::check_code_words(reader, &terms);
    articles::check_told_before_asked(&lists.stages, &lists.donation_kinds, &lists.topics, reader);
    articles::check_free_to_say_no(&lists.donation_kinds, &lists.consent_elements, reader);
    articles::check_no_harm(&lists.donation_kinds, reader);
    sense::check_deferral_kinds(&lists.deferral_kinds, reader);
    let asked = articles::Asked { stages: &lists.stages, donation_kinds: &lists.donation_kinds, terms: &terms };
    articles::check_waiting(&asked, &lists.deferral_kinds, lists.appeals.as_ref(), reader);
    articles::check_never_let_go(&lists.donation_kinds, lists.follow_up.as_ref(), reader);
    if let Some(header) = header {
        articles::check_never_a_child(&header.minimum_donor_age, &lists.stages, &lists.schedules, reader);
    }
}

fn programme(
    header: Header<'_>,
    is_fiction: bool,
    denies: &[Placed<u8>],
    access: Access,
    carers: Option<Placed<Carers>>,
    lists: Lists<'_>,
    text: &str,
) -> Programme {
    Programme {
        id: header.id.to_owned(),
        name: header.name.to_owned(),
        plain: header.plain,
        jurisdiction: header.jurisdiction.to_owned(),
        time_zone: header.time_zone.to_owned(),
        fiction: header::fiction(is_fiction, denies),
        minimum_donor_age: header::minimum_donor_age(is_fiction, header.minimum_donor_age.value),
        access,
        carers: carers.map_or_else(Carers::default, |carers| carers.value),
        stages: values(lists.stages),
        site_kinds: lists.site_kinds,
        checks: values(lists.checks),
        findings: values(lists.findings),
        needed: lists.needed,
        alerts: lists.alerts,
        schedules: values(lists.schedules),
        topics: values(lists.topics),
        deferral_kinds: values(lists.deferral_kinds),
        appeals: lists.appeals.map(|appeals| appeals.value),
        donation_kinds: values(lists.donation_kinds),
        consent_elements: lists.consent_elements,
        follow_up: lists.follow_up.map(|placed| placed.value),
        keep: lists.keep,
        words: lists.words.into_iter().map(|(_, word)| word).collect(),
        hash: Sha256::digest(text.as_bytes()).into(),
        text: text.to_owned(),
    }
}

fn values<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.value).collect()
}
