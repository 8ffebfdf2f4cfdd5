//! One batch: commands decided one after the other, each on the state that the earlier ones left, and everything they
//! brought about written in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use programme::rules::Programme;
use programme::{
    Account, AccountEvent, AccountId, Category, Command, Event, ExaminationId, Facts, Import, ImportEvent, KeepEvent,
    Needs, Person, PersonEvent, PersonId, Private, Role, Site, SiteId, Stream, decide,
};

use crate::conn::{Conn, Param, Row};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::log::{self, Hash, NO_HASH, StoredEvent};
use crate::project::change::{self, shown_before};
use crate::project::day;
use crate::project::person::PersonRows;
use crate::project::tables::{self, Before, PersonWrite};
use crate::project::{account, import, occupancy, site};
use crate::receipt::{self, Kept};
use crate::submission::{Outcome, Receipt, Rejection, Submission};
use crate::vault::{self, Key, Keys, Label};

use super::held::{Held, State, Wanted};

/// Everything that a batch works with.
pub(super) struct Batch<'e> {
    pub(super) conn: &'e mut Conn,
    pub(super) state: &'e mut State,
    pub(super) programme: &'e Programme,
    pub(super) entropy: &'e mut Entropy,
    pub(super) lookup_key: &'e [u8; 32],
    pub(super) now: Timestamp,
    pub(super) today: Date,
    /// The position of the last event.
    pub(super) seq: i64,
    /// What was decided and is not written yet.
    pending: Pending,
    /// Keys of idempotency that were used, before or in this batch.
    receipts: HashMap<String, Kept>,
    /// The blind indices of the numbers that the commands of the batch name.
    tokens: HashMap<String, Hash>,
    /// Who has a number, as far as it was looked up.
    numbers: HashMap<Hash, Option<PersonId>>,
    /// Whose keys were destroyed: the backups have to hear of it.
    erased: Vec<Stream>,
    /// Their keys, so that it can be shown that no file holds them any more.
    destroyed: Vec<Key>,
    /// How many events came about.
    events: usize,
}

#[derive(Default)]
struct Pending {
    events: Vec<StoredEvent>,
    keyed: Vec<Stream>,
    forgotten: Vec<Stream>,
    /// Keys to what is kept of whoever is erased.
    kept: Vec<(Stream, Key)>,
    /// Of whom nothing is kept any more.
    kept_no_longer: Vec<Stream>,
    people: BTreeMap<PersonId, Touched>,
    sites: BTreeMap<SiteId, i64>,
    imports: Vec<(programme::ImportId, u64, ImportEvent)>,
    accounts: BTreeMap<AccountId, i64>,
    receipts: Vec<(String, Kept)>,
}

/// A post that goes on beyond this day has no end.
const LASTING: i64 = day::NEVER - 1;

/// After so many rounds at most everything is known that a command has to know: those it names, whom they stand by, who could
/// receive from these, and who stands by those.
const ROUNDS_MAX: usize = 8;

/// From so many people on their rows are worked out on a thread of their own: to begin one costs as much as the rows of two.
const MEANWHILE_MIN: usize = 16;

/// What a command has to know beside the streams that it names: looked up in the read tables and in the log.
#[derive(Default)]
struct Asked {
    occupied: u32,
    login: Option<AccountId>,
    of_person: Vec<AccountId>,
    administrators: u32,
    /// Who wrote the examinations of the person asked for.
    examined_by: Vec<(ExaminationId, AccountId)>,
    /// Who wrote an examination of each of these people.
    examiners: BTreeMap<PersonId, BTreeSet<AccountId>>,
    charges: BTreeMap<AccountId, BTreeSet<PersonId>>,
}

/// What a batch has done to a person, as far as the read tables have to know.
#[derive(Clone, Copy, Default)]
struct Touched {
    entered: Option<i64>,
    details: bool,
    bonds: bool,
    /// What was shown of them before.
    shown: Option<&'static str>,
}

/// What a batch leaves behind once it is durable.
pub(super) struct Done {
    pub(super) seq: i64,
    pub(super) events: usize,
    pub(super) erased: Vec<Stream>,
    pub(super) destroyed: Vec<Key>,
}

impl<'e> Batch<'e> {
    #[expect(clippy::too_many_arguments, reason = "the engine's parts, lent for the time of one batch")]
    pub(super) fn new(
        conn: &'e mut Conn,
        state: &'e mut State,
        programme: &'e Programme,
        entropy: &'e mut Entropy,
        lookup_key: &'e [u8; 32],
        now: Timestamp,
        today: Date,
        seq: i64,
    ) -> Self {
        let (receipts, tokens, numbers) = (HashMap::new(), HashMap::new(), HashMap::new());
        let pending = Pending::default();
        let (erased, destroyed, events) = (Vec::new(), Vec::new(), 0);
        Self {
            conn,
            state,
            programme,
            entropy,
            lookup_key,
            now,
            today,
            seq,
            pending,
            receipts,
            tokens,
            numbers,
            erased,
            destroyed,
            events,
        }
    }
}

impl Batch<'_> {
    /// Decides commands in their order, one outcome for each. `touched` learns which streams were changed, even where this
    /// fails: what is held of them is right only once the transaction is committed.
    pub(super) fn carry_out(
        &mut self,
        submissions: &[&Submission],
        touched: &mut BTreeSet<Stream>,
    ) -> Result<Vec<Outcome>, Error> {
        submissions.iter().map(|submission| self.one(submission, touched)).collect()
    }

    /// Reads what the commands of the batch will ask for, in as few statements as it takes.
    pub(super) fn prepare(&mut self, submissions: &[&Submission]) -> Result<(), Error> {
        let needs: Vec<Needs> = submissions.iter().map(|submission| submission.command.needs(self.today)).collect();
        let numbers = needs.iter().filter_map(|needs| needs.number.as_deref());
        self.tokens = numbers.map(|number| (number.to_owned(), self.token(number))).collect();
        self.look_numbers_up(self.tokens.values().copied().collect())?;
        let keys: Vec<&str> = submissions.iter().filter_map(|submission| submission.key.as_deref()).collect();
        self.receipts = receipt::load(self.conn, &keys)?;
        let mut wanted = Wanted::default();
        wanted.people.extend(self.numbers.values().flatten());
        for stream in self.receipts.values().filter_map(|kept| keyed_of(&kept.receipt)) {
            match stream {
                Stream::Person(person) => drop(wanted.people.insert(person)),
                Stream::Account(account) => drop(wanted.accounts.insert(account)),
                Stream::Site(_) | Stream::Import(_) | Stream::Programme => {}
            }
        }
        for needs in &needs {
            wanted.people.extend(&needs.people);
            wanted.sites.extend(&needs.sites);
            wanted.imports.extend(needs.import);
            wanted.accounts.extend(&needs.accounts);
        }
        wanted.accounts.extend(submissions.iter().filter_map(|submission| account_of(&submission.author)));
        self.state.hold(self.conn, &wanted)
    }

    /// Decides one command on the state that the ones before it left, and takes in what it brings about.
    fn one(&mut self, submission: &Submission, touched: &mut BTreeSet<Stream>) -> Result<Outcome, Error> {
        if let Some(kept) = submission.key.as_ref().and_then(|key| self.receipts.get(key)) {
            return Ok(if self.is_what_was_submitted(submission, kept) {
                Ok(kept.receipt.clone())
            } else {
                Err(Rejection::KeyReused)
            });
        }
        let stream = submission.command.stream();
        let version = self.head_of(stream).1;
        if submission.expected.is_some_and(|expected| expected != version) {
            return Ok(Err(Rejection::Stale { version }));
        }
        let author = account_of(&submission.author);
        let (needs, asked) = self.needed(&submission.command, author)?;
        let decided = decide(&self.facts(&needs, author, &asked), self.programme, &submission.command);
        let events = match decided {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(Rejection::Refused(Box::new(refusal)))),
        };
        let stream = match (events.first(), &submission.command) {
            (Some((stream, _)), _) => *stream,
            // The row is about somebody who is there already, under an id of their own.
            (None, Command::TakeRow { .. } | Command::TakeDonor { .. }) => {
                self.holder(&needs).map_or(stream, Stream::Person)
            }
            (None, _) => stream,
        };
        let count = events.len() as u32;
        for (stream, event) in events {
            touched.insert(stream);
            self.append(stream, &event, &submission.author)?;
        }
        let (version, left) = (self.head_of(stream).1, Vec::new());
        let receipt = Receipt { stream: stream.to_string(), version, events: count, left };
        if let Some(key) = &submission.key {
            let digest = self.digest(submission, keyed_of(&receipt));
            let kept = Kept { digest, receipt: receipt.clone() };
            self.receipts.insert(key.clone(), kept.clone());
            self.pending.receipts.push((key.clone(), kept));
        }
        Ok(Ok(receipt))
    }

    /// Writes what is left, and says what was done. The transaction is the caller's to commit.
    pub(super) fn finish(mut self) -> Result<Done, Error> {
        self.write()?;
        Ok(Done { seq: self.seq, events: self.events, erased: self.erased, destroyed: self.destroyed })
    }

    /// What has to be known for a command: what it names, and what follows from that, round by round.
    fn needed(&mut self, command: &Command, author: Option<AccountId>) -> Result<(Needs, Asked), Error> {
        let mut needs = command.needs(self.today);
        let mut asked = self.asked(&needs, Asked::default())?;
        for _ in 0..ROUNDS_MAX {
            let people = asked.charges.values().flatten().copied().collect();
            let after = command.needs_after(&self.facts(&needs, author, &asked));
            let mut is_new = needs.join(Needs { people, ..Needs::default() });
            is_new |= needs.join(after);
            if !is_new {
                return Ok((needs, asked));
            }
            asked = self.asked(&needs, asked)?;
        }
        unreachable!("what has to be known for a command follows from what it names in {ROUNDS_MAX} rounds")
    }

    fn facts(&self, needs: &Needs, author: Option<AccountId>, asked: &Asked) -> Facts<'_> {
        let person = |id: &PersonId| self.state.people.get(id).and_then(|held| held.state.as_ref());
        let import = needs.import.and_then(|id| Some((id, self.state.imports.get(&id)?.state.as_ref()?)));
        let accounts = needs.accounts.iter().copied().chain(author).chain(asked.of_person.iter().copied());
        let account = |id: AccountId| self.state.accounts.get(&id).and_then(|held| held.state.as_ref());
        Facts {
            today: self.today,
            now: self.now,
            author,
            accounts: accounts.filter_map(account).collect(),
            login_held_by: asked.login,
            administrators: asked.administrators,
            accounts_of_person: asked.of_person.clone(),
            people: needs.people.iter().filter_map(person).collect(),
            recipients: BTreeMap::new(),
            examiners: asked.examiners.clone(),
            charges: asked.charges.clone(),
            sites: needs.sites.iter().filter_map(|id| self.state.sites.get(id)?.state.as_ref()).collect(),
            import,
            number_held_by: self.holder(needs).as_ref().and_then(person),
            occupied: asked.occupied,
            examined_by: asked.examined_by.clone(),
            programme_in_force: self.state.programme_in_force,
        }
    }

    /// Who has the number that a command names.
    fn holder(&self, needs: &Needs) -> Option<PersonId> {
        self.numbers.get(&self.token(needs.number.as_deref()?)).copied().flatten()
    }

    /// Whether a receipt was given for this submission. Of somebody who was erased nobody can tell any more what it was: then
    /// it is enough that it was about them, since nothing else can be done about them either.
    fn is_what_was_submitted(&self, submission: &Submission, kept: &Kept) -> bool {
        match keyed_of(&kept.receipt) {
            Some(stream) if self.state.keys.get(stream, Category::Identity).is_none() => is_about(submission, stream),
            keyed => kept.digest == self.digest(submission, keyed),
        }
    }

    /// The digest of a submission whose receipt is about this person or account. After an erasure it is another than before.
    fn digest(&self, submission: &Submission, about: Option<Stream>) -> receipt::Digest {
        let key = about.and_then(|stream| self.state.keys.get(stream, Category::Identity));
        receipt::digest(submission, key, self.lookup_key)
    }

    fn token(&self, number: &str) -> Hash {
        self.tokens.get(number).copied().unwrap_or_else(|| vault::number_token(self.lookup_key, number))
    }

    fn look_numbers_up(&mut self, tokens: BTreeSet<Hash>) -> Result<(), Error> {
        let params: Vec<Param<'_>> = tokens.iter().map(Param::from).collect();
        let mut found = HashMap::new();
        self.conn.query_keys(&tables::NUMBER_BY_TOKEN, &[], &params, |row| {
            found.insert(row.get_array::<32>(0)?, tables::person_of(row.get_text(1)?)?);
            Ok(())
        })?;
        self.numbers = tokens.iter().map(|token| (*token, found.get(token).copied())).collect();
        Ok(())
    }

    /// How many people are at the site asked for. The read tables are brought up to here first.
    fn occupied(&mut self, needs: &Needs) -> Result<u32, Error> {
        let Some((site, on)) = needs.occupancy else { return Ok(0) };
        self.write()?;
        occupancy::most_from(self.conn, site, day::number(on))
    }

    /// Holds what is needed and is not held yet, and looks up the rest; what was looked up in an earlier round is not looked up
    /// again.
    fn asked(&mut self, needs: &Needs, mut asked: Asked) -> Result<Asked, Error> {
        let people = &self.state.people;
        let wanted = Wanted {
            people: needs.people.iter().copied().filter(|id| !people.contains(id)).collect(),
            accounts: needs.accounts.iter().copied().filter(|id| !self.state.accounts.contains(id)).collect(),
            sites: needs.sites.iter().copied().filter(|id| !self.state.sites.contains(id)).collect(),
            imports: BTreeSet::new(),
        };
        self.state.hold(self.conn, &wanted)?;
        self.asked_of_care(needs, &mut asked)?;
        asked.occupied = self.occupied(needs)?;
        self.asked_of_accounts(needs, asked)
    }

    /// Who examined the people asked for, and whom the accounts asked for stand by.
    fn asked_of_care(&mut self, needs: &Needs, asked: &mut Asked) -> Result<(), Error> {
        let examined: Vec<_> =
            needs.examiners_of.iter().copied().filter(|id| !asked.examiners.contains_key(id)).collect();
        let carers: Vec<_> = needs.charges_of.iter().copied().filter(|id| !asked.charges.contains_key(id)).collect();
        if examined.is_empty() && carers.is_empty() {
            return Ok(());
        }
        self.write()?;
        asked.examiners.extend(account::examiners(self.conn, &examined)?);
        asked.charges.extend(account::charges(self.conn, &carers, day::number(self.today))?);
        let wanted = Wanted { people: asked.charges.values().flatten().copied().collect(), ..Wanted::default() };
        self.state.hold(self.conn, &wanted)
    }

    /// What a command about accounts has to know of others. The read tables are brought up to here first.
    fn asked_of_accounts(&mut self, needs: &Needs, mut asked: Asked) -> Result<Asked, Error> {
        if let Some(person) = needs.examined_by {
            self.write()?;
            asked.examined_by = self.examined_by(person)?;
        }
        if needs.login.is_none() && needs.account_of.is_none() && !needs.administrators {
            return Ok(asked);
        }
        self.write()?;
        if let Some(login) = &needs.login {
            let token = account::login_token(self.lookup_key, login);
            let read = |row: &Row<'_>| account::account_of(row.get_text(0)?);
            asked.login = self.conn.query_first(account::BY_LOGIN, &[(&token).into()], read)?;
        }
        if let Some(person) = needs.account_of {
            let person = Stream::Person(person).to_string();
            let read = |row: &Row<'_>| account::account_of(row.get_text(0)?);
            let all = self.conn.query(account::OF_PERSON, &[Param::Text(&person)], read)?;
            let wanted = Wanted { accounts: all.iter().copied().collect(), ..Wanted::default() };
            self.state.hold(self.conn, &wanted)?;
            let is_erased = |id: &AccountId| {
                self.state.accounts.get(id).and_then(|held| held.state.as_ref()).is_none_or(|account| account.erased)
            };
            asked.of_person = all.into_iter().filter(|id| !is_erased(id)).collect();
        }
        if needs.administrators {
            let today = day::number(self.today);
            let params = [Role::Administrator.as_str().into(), today.into(), LASTING.into()];
            let count = self.conn.query_first(account::COUNT_OF_ROLE, &params, |row| row.get_i64(0))?;
            asked.administrators = count.map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX));
        }
        Ok(asked)
    }

    /// Who recorded and put right each examination of somebody. Who wrote an event stands in the log beside it, and nowhere else.
    fn examined_by(&mut self, person: PersonId) -> Result<Vec<(ExaminationId, AccountId)>, Error> {
        const SQL: &str = "SELECT author, clear FROM event WHERE stream = $1 \
             AND kind IN ('examination-recorded', 'examination-amended') ORDER BY version";
        #[derive(serde::Deserialize)]
        struct Clear {
            examination: ExaminationId,
        }
        let stream = Stream::Person(person).to_string();
        let found = self.conn.query(SQL, &[Param::Text(&stream)], |row| {
            let clear: Clear = serde_json::from_slice(row.get_bytes(1)?)
                .map_err(|error| Error::Damaged(format!("an examination of {stream}: {error}")))?;
            Ok(account_of(row.get_text(0)?).map(|by| (clear.examination, by)))
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The hash and the number of a stream's last event.
    fn head_of(&self, stream: Stream) -> (Hash, u64) {
        fn of<T>(held: Option<&Held<T>>, version: impl Fn(&T) -> u64) -> (Hash, u64) {
            held.map_or((NO_HASH, 0), |held| (held.head, held.state.as_ref().map_or(0, version)))
        }
        match stream {
            Stream::Person(id) => of(self.state.people.get(&id), |person| person.version),
            Stream::Site(id) => of(self.state.sites.get(&id), |site| site.version),
            Stream::Import(id) => of(self.state.imports.get(&id), |import| import.version),
            Stream::Account(id) => of(self.state.accounts.get(&id), |account| account.version),
            Stream::Programme => (self.state.programme_head, self.state.programme_version as u64),
        }
    }

    /// Seals, chains and keeps an event, and takes it into the state.
    fn append(&mut self, stream: Stream, event: &Event, author: &str) -> Result<(), Error> {
        self.seq += 1;
        let (previous, version) = self.head_of(stream);
        let encoded = event.encode();
        let mut stored = StoredEvent {
            seq: self.seq,
            stream,
            version: version as i64 + 1,
            kind: encoded.kind.into(),
            schema: encoded.schema,
            at: self.now.as_microsecond(),
            author: author.into(),
            programme: self.programme.hash,
            clear: encoded.clear,
            sealed: None,
            previous,
            hash: NO_HASH,
        };
        if version == 0 && !stream.categories().is_empty() {
            self.give_keys(stream);
        }
        stored.sealed = encoded.private.map(|private| self.sealed(&stored, private)).transpose()?;
        let stored = stored.hashed();
        self.take_in(event, &stored);
        self.events += 1;
        self.pending.events.push(stored);
        Ok(())
    }

    fn sealed(
        &mut self,
        event: &StoredEvent,
        (category, private): (Category, Vec<u8>),
    ) -> Result<(Category, Vec<u8>), Error> {
        let label = Label { stream: event.stream, version: event.version, kind: &event.kind, category };
        if category == Category::Kept {
            // Its key is made for it, and stored as the others are destroyed.
            let key = Key::new(self.entropy);
            let sealed = vault::seal(&key, &label, &private, self.entropy);
            self.pending.kept.push((event.stream, key));
            return Ok((category, sealed));
        }
        let key = self.state.keys.get(event.stream, category);
        let key = key.ok_or_else(|| event.corrupt("its key is missing, and nobody was erased"))?;
        Ok((category, vault::seal(key, &label, &private, self.entropy)))
    }

    fn give_keys(&mut self, stream: Stream) {
        for category in stream.categories() {
            self.state.keys.put(stream, *category, Key::new(self.entropy));
        }
        self.pending.keyed.push(stream);
        match stream {
            Stream::Person(id) => self.state.people.insert(id, Held::default()),
            Stream::Account(id) => self.state.accounts.insert(id, Held::default()),
            Stream::Site(_) | Stream::Import(_) | Stream::Programme => {}
        }
    }

    fn take_in(&mut self, event: &Event, stored: &StoredEvent) {
        match (stored.stream, event) {
            (Stream::Person(id), Event::Person(event)) => self.take_in_person(id, event, stored),
            (Stream::Site(id), Event::Site(event)) => {
                let held = self.state.sites.get_mut(&id).expect("what is decided on is held");
                Site::apply(&mut held.state, id, event);
                held.head = stored.hash;
                self.pending.sites.entry(id).or_insert(stored.seq);
            }
            (Stream::Import(id), Event::Import(event)) => {
                let held = self.state.imports.get_mut(&id).expect("what is decided on is held");
                Import::apply(&mut held.state, id, event);
                held.head = stored.hash;
                self.pending.imports.push((id, stored.version as u64, event.clone()));
            }
            (Stream::Account(id), Event::Account(event)) => self.take_in_account(id, event, stored),
            (Stream::Programme, event) => self.state.programme_served(event, stored),
            (stream, _) => unreachable!("decide puts {} events into their own streams, not {stream}", stored.kind),
        }
    }

    fn take_in_person(&mut self, id: PersonId, event: &PersonEvent, stored: &StoredEvent) {
        let number_before = self.number_of(id);
        let held = self.state.people.get_mut(&id).expect("who is decided on is held");
        let shown = |person: Option<&Person>| person.and_then(|p| shown_before(p, self.programme, self.today));
        let touched = self.pending.people.entry(id);
        let touched = touched.or_insert_with(|| Touched { shown: shown(held.state.as_ref()), ..Touched::default() });
        Person::apply(&mut held.state, id, event);
        held.head = stored.hash;
        match event {
            PersonEvent::Registered { details, .. } | PersonEvent::DetailsAmended { details, .. } => {
                if stored.version == 1 {
                    touched.entered = Some(stored.seq);
                }
                touched.details = true;
                let number = match details {
                    Private::Known(details) => details.number.clone(),
                    Private::Erased => None,
                };
                self.number_moves(id, number_before, number);
            }
            PersonEvent::Erased { .. } => {
                (touched.details, touched.bonds) = (true, true);
                self.state.keys.forget(stored.stream);
                self.pending.forgotten.push(stored.stream);
                self.erased.push(stored.stream);
                self.number_moves(id, number_before, None);
            }
            PersonEvent::Keep(event) => {
                touched.bonds = true;
                if matches!(event, KeepEvent::Over) {
                    self.state.keys.forget(stored.stream);
                    self.pending.kept_no_longer.push(stored.stream);
                    self.erased.push(stored.stream);
                }
            }
            PersonEvent::Bond(_)
            | PersonEvent::CarerAssigned { .. }
            | PersonEvent::CarerEnded { .. }
            | PersonEvent::Care(_)
            | PersonEvent::EmergencyOpened { .. }
            | PersonEvent::RequestMade { .. }
            | PersonEvent::RequestAnswered { .. }
            | PersonEvent::Deferral(_)
            | PersonEvent::Appeal(_)
            | PersonEvent::Donation(_) => touched.bonds = true,
            _ => {}
        }
    }

    fn take_in_account(&mut self, id: AccountId, event: &AccountEvent, stored: &StoredEvent) {
        let held = self.state.accounts.get_mut(&id).expect("which is decided on is held");
        Account::apply(&mut held.state, id, event);
        held.head = stored.hash;
        self.pending.accounts.entry(id).or_insert(stored.seq);
        if matches!(event, AccountEvent::Erased { .. }) {
            self.erased.push(stored.stream);
            self.state.keys.forget(stored.stream);
            self.pending.forgotten.push(stored.stream);
        }
    }

    fn number_of(&self, id: PersonId) -> Option<String> {
        self.state.people.get(&id)?.state.as_ref()?.details.as_ref()?.number.clone()
    }

    fn number_moves(&mut self, id: PersonId, before: Option<String>, now: Option<String>) {
        if let Some(before) = before {
            let token = self.token(&before);
            self.numbers.insert(token, None);
        }
        if let Some(now) = now {
            let token = self.token(&now);
            self.numbers.insert(token, Some(id));
        }
    }

    /// Writes everything that was decided and is not written yet.
    fn write(&mut self) -> Result<(), Error> {
        let pending = std::mem::take(&mut self.pending);
        let people = self.write_events(&pending)?;
        tables::write_people(self.conn, &people.iter().collect::<Vec<_>>())?;
        for (id, order) in &pending.sites {
            let site = self.state.sites.get(id).and_then(|held| held.state.as_ref()).expect("it was just taken in");
            site::write(self.conn, *id, site, *order)?;
        }
        for (id, version, event) in &pending.imports {
            import::write(self.conn, *id, *version, event)?;
        }
        for (id, order) in &pending.accounts {
            let account = self.state.accounts.get(id).and_then(|held| held.state.as_ref());
            account::write(self.conn, account.expect("it was just taken in"), *order, self.lookup_key)?;
        }
        receipt::insert(self.conn, self.now.as_microsecond(), &pending.receipts)
    }

    /// Writes the events and their keys, and says what the read tables hold of the people from now on. Working that out takes
    /// about as long as writing the events; where there are many it is done meanwhile.
    fn write_events(&mut self, pending: &Pending) -> Result<Vec<PersonWrite>, Error> {
        let looking =
            Looking { state: &*self.state, programme: self.programme, today: self.today, lookup_key: self.lookup_key };
        let rows = || pending.people.iter().map(|(id, touched)| looking.person_write(*id, *touched)).collect();
        let (conn, destroyed) = (&mut *self.conn, &mut self.destroyed);
        let mut write = || {
            log::append(conn, &pending.events)?;
            store_keys(conn, &looking.state.keys, pending, destroyed)
        };
        if pending.people.len() < MEANWHILE_MIN {
            write()?;
            return Ok(rows());
        }
        std::thread::scope(|scope| {
            let rows = scope.spawn(rows);
            write()?;
            Ok(rows.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }
}

/// What is looked at, and not changed, to work out the rows of people.
struct Looking<'a> {
    state: &'a State,
    programme: &'a Programme,
    today: Date,
    lookup_key: &'a [u8; 32],
}

impl Looking<'_> {
    fn person_write(&self, id: PersonId, touched: Touched) -> PersonWrite {
        let person = self.state.people.get(&id).and_then(|held| held.state.as_ref());
        let person = person.expect("who was touched is held until the batch is done");
        let number = person.details.as_ref().and_then(|details| details.number.as_deref());
        let changed = touched.shown.and_then(|shown| change::change(person, self.programme, self.today, shown));
        PersonWrite {
            rows: PersonRows::of(person, self.programme),
            changes: changed.into_iter().collect(),
            before: touched.entered.map_or(Before::Known, |entered| Before::New { entered }),
            bonds: touched.bonds,
            number: touched.details.then(|| number.map(|number| vault::number_token(self.lookup_key, number))),
        }
    }
}

fn store_keys(conn: &mut Conn, keys: &Keys, pending: &Pending, destroyed: &mut Vec<Key>) -> Result<(), Error> {
    // Who was registered and erased in one batch has no key any more, and needs none.
    let of = |stream: &Stream| {
        let stream = *stream;
        stream.categories().iter().filter_map(move |category| Some((stream, *category, keys.get(stream, *category)?)))
    };
    let new: Vec<_> = pending.keyed.iter().flat_map(of).collect();
    vault::store(conn, &new)?;
    for stream in &pending.forgotten {
        destroyed.extend(vault::destroy(conn, *stream, stream.categories())?);
    }
    let kept: Vec<_> = pending.kept.iter().map(|(stream, key)| (*stream, Category::Kept, key)).collect();
    vault::store(conn, &kept)?;
    for stream in &pending.kept_no_longer {
        destroyed.extend(vault::destroy(conn, *stream, &[Category::Kept])?);
    }
    Ok(())
}

/// The account of whoever asks; `None` where it is the machine's own operator.
fn account_of(author: &str) -> Option<AccountId> {
    match author.parse() {
        Ok(Stream::Account(account)) => Some(account),
        _ => None,
    }
}

/// The person, or the account, that a receipt is about: what has a key of its own.
fn keyed_of(receipt: &Receipt) -> Option<Stream> {
    receipt.stream.parse().ok().filter(|stream: &Stream| !stream.categories().is_empty())
}

/// Whether a submission is about whom this stream is of.
fn is_about(submission: &Submission, stream: Stream) -> bool {
    match stream {
        Stream::Person(person) => submission.command.person() == Some(person),
        stream => submission.command.stream() == stream,
    }
}
