//! The auditor: proves from the log that none of the articles was broken, or says where one was.
//!
//! It is the third of the three places in which the articles are kept, and shares nothing with the engine but the stored
//! event format. It knows none of the engine's types, reads programme files as plain TOML, keeps a state of its own, and its
//! rules are written from the sentences of the articles, one file for each. Where the engine has a fault, the same fault is
//! therefore unlikely to be here.
//!
//! It does no I/O and reads no clock: events come in by [`Auditor::take`], in the order of the log, and the day of the audit is
//! an argument.

mod account;
mod articles;
mod birth;
mod file;
mod format;
mod period;
mod person;
mod report;
mod rule;
mod world;

use jiff::Timestamp;
use jiff::civil::Date;

pub use report::{Breach, NotJudged, Report};

use format::{Happening, Reading};
use world::World;

/// One event of the log, as it is stored and opened.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What it is about, such as `person/0190…`.
    pub stream: &'a str,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// When it was appended.
    pub at: Timestamp,
    /// Who gave the command: `account/…` where somebody had signed in, otherwise a name.
    pub author: &'a str,
    /// SHA-256 of the programme file under which it was decided.
    pub programme: [u8; 32],
    /// The kind of event.
    pub kind: &'a str,
    /// The number of this kind's form.
    pub schema: u16,
    /// The clear part, as JSON.
    pub clear: &'a [u8],
    /// The private part, as JSON; `None` where there is none, or its key is gone.
    pub private: Option<&'a [u8]>,
}

/// The only form of every kind that this auditor can read.
const SCHEMA: u16 = 1;

/// Reads a log, event by event.
#[derive(Default)]
pub struct Auditor {
    world: World,
    report: Report,
}

impl Auditor {
    /// Takes in the next event of the log.
    pub fn take(&mut self, entry: &Entry<'_>) {
        self.report.events += 1;
        if entry.schema != SCHEMA {
            return self.report.unknown(
                entry,
                format!("form {} of “{}” is not one that the auditor can read", entry.schema, entry.kind),
            );
        }
        match entry.stream.split_once('/') {
            None if entry.stream == "programme" => self.programme(entry),
            Some(("person", id)) => self.person(entry, id),
            Some(("account", id)) => self.account(entry, id),
            // What a site is and how a file was brought in breaks no article; only their kinds are looked at.
            Some(("site", _)) if entry.kind == "site" => {}
            Some(("import", _)) if entry.kind == "import" => {}
            _ => self
                .report
                .unknown(entry, format!("“{}” is not a kind of event that the auditor knows here", entry.kind)),
        }
    }

    /// The day that an instant lies in, where the programme in force is; in UTC where none is.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.world.day_of(at)
    }

    /// What was found, as of a day: with what is still owed to people on that day.
    #[must_use]
    pub fn finish(mut self, on: Date) -> Report {
        self.report.people = self.world.people.len() as u64;
        self.report.donations = self.world.people.values().map(|person| person.donations.len() as u64).sum();
        let mut people: Vec<_> = self.world.people.iter().collect();
        people.sort_unstable_by_key(|(id, _)| id.as_str());
        for (id, person) in people {
            if person.blind {
                if !person.erased {
                    let what =
                        "something about them is sealed, its key is gone, and nobody erased them: run `carer verify`";
                    self.report.unknown_of(&format!("person/{id}"), person.version, what.to_owned());
                }
                continue;
            }
            for found in articles::in_the_end(&self.world, id, person, on) {
                self.report.breach_of(&format!("person/{id}"), person.version, None, found);
            }
        }
        self.report
    }

    fn programme(&mut self, entry: &Entry<'_>) {
        match file::read_served(entry.clear) {
            Err(why) => self.report.unknown(entry, why),
            Ok(file) => {
                self.report.files += 1;
                file.unreadable.iter().for_each(|why| self.report.unknown(entry, why.clone()));
                for found in articles::of_file(&file) {
                    self.report.breach(entry, found);
                }
                self.world.serve(file);
            }
        }
    }

    fn account(&mut self, entry: &Entry<'_>, id: &str) {
        match format::read_account(entry) {
            Reading::Is(event) => self.world.accounts.entry(id.to_owned()).or_default().take(event),
            Reading::Nothing => {}
            Reading::Sealed => self.report.erased += 1,
            Reading::Unknown(why) => self.report.unknown(entry, why),
        }
    }

    fn person(&mut self, entry: &Entry<'_>, id: &str) {
        let happening = match format::read_person(entry) {
            Reading::Is(happening) => happening,
            Reading::Nothing => return self.world.person(id).seen(entry.version),
            Reading::Sealed => {
                self.report.erased += 1;
                let person = self.world.person(id);
                person.blind = true;
                return person.seen(entry.version);
            }
            Reading::Unknown(why) => {
                self.world.person(id).seen(entry.version);
                return self.report.unknown(entry, why);
            }
        };
        self.judge(entry, id, &happening);
        if let (format::Happening::DiedInError, Some(file)) = (&happening, self.world.file(&entry.programme)) {
            let today = file.day_of(entry.at);
            self.world.person(id).lives(today);
        }
        let author = format::account_of(entry.author);
        self.world.person(id).take(entry.version, author, entry.programme, happening);
    }

    /// Judges an event by the articles, before it is taken in. What is known of somebody erased is too little to judge by.
    fn judge(&mut self, entry: &Entry<'_>, id: &str, happening: &Happening) {
        if !happening.is_judged() || self.world.people.get(id).is_some_and(|person| person.blind) {
            return;
        }
        let Some(file) = self.world.file(&entry.programme) else {
            let what = "it was decided under a programme file that is not in the log";
            return self.report.unknown(entry, what.to_owned());
        };
        if !self.world.is_in_force(&entry.programme) {
            let what = "it was decided under a programme file that was not the one in force";
            self.report.unknown(entry, what.to_owned());
        }
        let context = articles::Context {
            world: &self.world,
            file: &file,
            id,
            person: self.world.people.get(id),
            author: format::account_of(entry.author),
            today: file.day_of(entry.at),
        };
        let mut found = Vec::new();
        articles::of_event(&context, happening, &mut found);
        if context.author.is_none() && happening.is_the_donors_word() {
            self.report.unsigned += 1;
        }
        found.into_iter().for_each(|found| self.report.breach(entry, found));
    }
}
