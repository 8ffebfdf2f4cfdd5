//! People, sites, accounts and the log: what the engine has done so far. It carries commands out as the record does, with nothing
//! but what they ask for, and checks each answer.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use programme::rules::Programme;
use programme::{
    Account, AccountId, CareKind, Command, Encoded, Event, ExaminationId, Facts, Needs, Person, PersonEvent, PersonId,
    ProgrammeEvent, Refusal, Role, Site, SiteId, Stream, decide, folded_number, refusal,
};

use super::rights::Rights;

/// The day on which every world begins.
pub(crate) const BEGINS: Date = jiff::civil::date(2026, 1, 5);

/// An event as it is stored, with who gave the command and when.
pub(crate) struct Stored {
    pub(crate) stream: Stream,
    pub(crate) version: u64,
    pub(crate) at: Timestamp,
    pub(crate) author: Option<AccountId>,
    pub(crate) event: Encoded,
}

/// What came of a command.
pub(crate) enum Outcome {
    /// Whoever sent it may not.
    NotAllowed,
    Refused(Refusal),
    Done,
}

pub(crate) struct World<'p> {
    pub(crate) programme: &'p Programme,
    pub(crate) text: &'p str,
    rights: &'p Rights,
    pub(crate) today: Date,
    pub(crate) people: BTreeMap<PersonId, Person>,
    pub(crate) sites: BTreeMap<SiteId, Site>,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
    pub(crate) log: Vec<Stored>,
    examined: Vec<(PersonId, ExaminationId, AccountId)>,
    in_force: Option<[u8; 32]>,
}

impl<'p> World<'p> {
    pub(crate) fn new(programme: &'p Programme, text: &'p str, rights: &'p Rights) -> Self {
        let mut world = Self {
            programme,
            text,
            rights,
            today: BEGINS,
            people: BTreeMap::new(),
            sites: BTreeMap::new(),
            accounts: BTreeMap::new(),
            log: Vec::new(),
            examined: Vec::new(),
            in_force: None,
        };
        let (hash, id) = (hexadecimal(&programme.hash), programme.id.clone());
        let served = ProgrammeEvent::Served { id, hash, fiction: false, text: text.to_owned() };
        world.take(None, Stream::Programme, &Event::Programme(served));
        world
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.today.at(12, 0, 0, 0).in_tz(&self.programme.time_zone).expect("a day has a noon").timestamp()
    }

    pub(crate) fn pass(&mut self, days: u16) {
        self.today = self.today.saturating_add(i64::from(days).days());
    }

    /// Carries a command out, where whoever sends it may. The machine, from its command line, is nobody.
    pub(crate) fn carry_out(&mut self, author: Option<AccountId>, command: &Command) -> Outcome {
        if author.is_some_and(|author| !self.rights.allow(self, author, command)) {
            return Outcome::NotAllowed;
        }
        match self.decided(author, command) {
            Ok(events) => {
                for (stream, event) in &events {
                    self.take(author, *stream, event);
                }
                Outcome::Done
            }
            Err(refusal) => {
                self.says_why(&refusal);
                Outcome::Refused(refusal)
            }
        }
    }

    /// Whether somebody may send a command.
    pub(crate) fn allows(&self, author: AccountId, command: &Command) -> bool {
        self.rights.allow(self, author, command)
    }

    /// What the engine makes of it, with no more known than it asks for.
    pub(crate) fn decided(
        &self,
        author: Option<AccountId>,
        command: &Command,
    ) -> Result<Vec<(Stream, Event)>, Refusal> {
        let mut needs = command.needs(self.today);
        let mut facts = self.facts(author, &needs);
        loop {
            let charges = facts.charges.values().flatten().copied().collect();
            let mut is_new = needs.join(Needs { people: charges, ..Needs::default() });
            is_new |= needs.join(command.needs_after(&facts));
            if !is_new {
                return decide(&facts, self.programme, command);
            }
            facts = self.facts(author, &needs);
        }
    }

    /// The accounts that hold a post today.
    pub(crate) fn holders(&self, role: Role) -> Vec<AccountId> {
        let held = self.accounts.values().filter(|account| account.has_role_on(role, self.today));
        held.map(|account| account.id).collect()
    }

    /// Whose own record an account gives.
    pub(crate) fn account_of(&self, person: PersonId) -> Option<AccountId> {
        let own = self.accounts.values().find(|account| account.person == Some(person) && account.is_open());
        own.map(|account| account.id)
    }

    /// Everybody who is there and not erased.
    pub(crate) fn present(&self) -> Vec<PersonId> {
        self.people.values().filter(|person| !person.erased).map(|person| person.id).collect()
    }

    fn facts(&self, author: Option<AccountId>, needs: &Needs) -> Facts<'_> {
        let mut facts = Facts::on(self.today);
        facts.now = self.now();
        facts.author = author;
        let wanted: BTreeSet<AccountId> = needs.accounts.iter().copied().chain(author).collect();
        if let Some(person) = needs.account_of {
            let own = self.accounts.values().filter(|account| account.person == Some(person) && !account.erased);
            facts.accounts_of_person = own.map(|account| account.id).collect();
        }
        let wanted = wanted.into_iter().chain(facts.accounts_of_person.iter().copied());
        facts.accounts = wanted.filter_map(|id| self.accounts.get(&id)).collect();
        facts.people = needs.people.iter().filter_map(|id| self.people.get(id)).collect();
        facts.sites = needs.sites.iter().filter_map(|id| self.sites.get(id)).collect();
        facts.login_held_by = needs.login.as_ref().and_then(|login| self.holder_of_login(login));
        facts.number_held_by = needs.number.as_ref().and_then(|number| self.holder_of_number(number));
        let lasting = |account: &&Account| {
            let mut posts = account.posts_on(self.today);
            posts.any(|post| post.role == Role::Administrator && post.until.is_none())
        };
        facts.administrators = self.accounts.values().filter(lasting).count() as u32;
        facts.charges = needs.charges_of.iter().map(|account| (*account, self.charges(*account))).collect();
        let by = |id: &PersonId| self.examined.iter().filter(|(of, _, _)| of == id).map(|(_, _, by)| *by).collect();
        facts.examiners = needs.examiners_of.iter().map(|id| (*id, by(id))).collect();
        if let Some(person) = needs.examined_by {
            let of = self.examined.iter().filter(|(of, _, _)| *of == person);
            facts.examined_by = of.map(|(_, examination, by)| (*examination, *by)).collect();
        }
        facts.occupied = needs.occupancy.map_or(0, |(site, from)| self.most_at(site, from));
        facts.programme_in_force = self.in_force;
        facts
    }

    fn holder_of_login(&self, login: &str) -> Option<AccountId> {
        let has = |account: &&Account| account.details.as_ref().is_some_and(|details| details.login == login);
        self.accounts.values().find(has).map(|account| account.id)
    }

    fn holder_of_number(&self, number: &str) -> Option<&Person> {
        let number = folded_number(number);
        let of = |person: &Person| person.details.as_ref()?.number.as_deref().map(folded_number);
        self.people.values().find(|person| of(person) == Some(number.clone()))
    }

    fn charges(&self, advocate: AccountId) -> BTreeSet<PersonId> {
        let stands = |person: &&Person| {
            let is_here = !person.erased && person.departed.is_none();
            let mut times = person.carers.iter().filter(|time| time.carer == advocate);
            is_here
                && times.any(|time| time.kind == CareKind::Advocate && time.until.is_none_or(|end| self.today < end))
        };
        self.people.values().filter(stands).map(|person| person.id).collect()
    }

    fn most_at(&self, site: SiteId, from: Date) -> u32 {
        let days = self.people.values().flat_map(|person| &person.stays).map(|stay| stay.from);
        let days = days.filter(|day| from < *day).chain([from]);
        let there = |day| self.people.values().filter(|person| person.site_on(day) == Some(site)).count() as u32;
        days.map(there).max().unwrap_or_default()
    }

    fn take(&mut self, author: Option<AccountId>, stream: Stream, event: &Event) {
        let version = 1 + self.log.iter().filter(|stored| stored.stream == stream).count() as u64;
        self.log.push(Stored { stream, version, at: self.now(), author, event: event.encode() });
        let examination = match event {
            Event::Person(
                PersonEvent::ExaminationRecorded { examination, .. }
                | PersonEvent::ExaminationAmended { examination, .. },
            ) => Some(*examination),
            _ => None,
        };
        if let (Stream::Person(person), Some(examination), Some(by)) = (stream, examination, author) {
            self.examined.push((person, examination, by));
        }
        fold(&mut self.people, &mut self.sites, &mut self.accounts, stream, event);
        if stream == Stream::Programme {
            self.in_force = Some(self.programme.hash);
        }
    }

    /// Whoever is refused is told why, by which rule, and what can be done.
    fn says_why(&self, refusal: &Refusal) {
        let of_engine = refusal::RULES.iter().any(|rule| rule.id == refusal.rule.as_str());
        let of_file = self.text.contains(&format!("id = \"{}\"", refusal.rule));
        assert!(of_engine || of_file, "no rule is called that: {refusal:?}");
        for said in [&refusal.what, &refusal.why, &refusal.next] {
            assert!(said.chars().any(char::is_alphabetic), "it does not say why: {refusal:?}");
        }
    }

    /// The log, read back from what is stored and folded anew, is the state that the engine decided on.
    pub(crate) fn folds_to_itself(&self) -> Result<(), String> {
        let (mut people, mut sites, mut accounts) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for stored in &self.log {
            let Encoded { kind, schema, clear, private } = &stored.event;
            let private = private.as_ref().map(|(_, bytes)| Some(bytes.as_slice()));
            let event = Event::decode(kind, *schema, clear, private).map_err(|error| error.to_string())?;
            fold(&mut people, &mut sites, &mut accounts, stored.stream, &event);
        }
        let differing = people.iter().find(|(id, person)| self.people.get(id) != Some(person));
        if let Some((_, person)) = differing {
            return Err(format!("the log says {person:#?}, and the state {:#?}", self.people.get(&person.id)));
        }
        let same = people.len() == self.people.len() && sites == self.sites && accounts == self.accounts;
        if same { Ok(()) } else { Err("sites or accounts are not what the log says".to_owned()) }
    }
}

fn fold(
    people: &mut BTreeMap<PersonId, Person>,
    sites: &mut BTreeMap<SiteId, Site>,
    accounts: &mut BTreeMap<AccountId, Account>,
    stream: Stream,
    event: &Event,
) {
    match (stream, event) {
        (Stream::Person(id), Event::Person(event)) => {
            let mut person = people.remove(&id);
            Person::apply(&mut person, id, event);
            people.extend(person.map(|person| (id, person)));
        }
        (Stream::Site(id), Event::Site(event)) => {
            let mut site = sites.remove(&id);
            Site::apply(&mut site, id, event);
            sites.extend(site.map(|site| (id, site)));
        }
        (Stream::Account(id), Event::Account(event)) => {
            let mut account = accounts.remove(&id);
            Account::apply(&mut account, id, event);
            accounts.extend(account.map(|account| (id, account)));
        }
        (Stream::Programme, Event::Programme(_)) | (Stream::Import(_), Event::Import(_)) => {}
        (stream, event) => unreachable!("{stream} holds {event:?}"),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
