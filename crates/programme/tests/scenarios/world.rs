//! People, sites and a day: what a scenario is played in. It knows the words of the scenario files and nothing of a record.

mod bond;
mod telling;

mod waits;

#[path = "donation.rs"]
mod donation;

mod carers;
mod follow_up;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use programme::rules::{Field, FieldForm, Outcome, Programme};
use programme::{
    Account, AccountDetails, AccountEvent, AccountId, AlertAnswer, Birth, CarerEvent, Command, Departure, Details,
    Event, Examination, ExaminationId, Facts, Needs, Person, PersonId, PostId, Private, Refusal, Role, Sex, Site,
    SiteId, StageId, Stream, TellingId, Value, decide, due, eligibility, file, open_alerts,
};
use uuid::Uuid;

const PROGRAMME: &str = include_str!("../../../../programmes/living-kidney-us.toml");

/// The world of one scenario.
pub(crate) struct World {
    programme: Programme,
    today: Date,
    people: BTreeMap<String, Person>,
    sites: BTreeMap<String, Site>,
    accounts: BTreeMap<String, Account>,
    /// Whose account everything is written down with from here on; nobody's at first.
    author: Option<AccountId>,
    last_telling: Option<(String, TellingId)>,
    recipients: BTreeMap<PersonId, BTreeSet<PersonId>>,
    examiners: BTreeMap<PersonId, BTreeSet<AccountId>>,
    last_examination: Option<(String, ExaminationId)>,
    refused: Option<Refusal>,
    waits: waits::Waits,
    ids: u128,
}

impl World {
    /// An empty one, under the kidney programme.
    pub(crate) fn new() -> Self {
        let programme = file::parse(PROGRAMME).programme.expect("the kidney programme is without faults");
        let today = jiff::civil::date(2026, 1, 1);
        Self {
            programme,
            today,
            people: BTreeMap::new(),
            sites: BTreeMap::new(),
            accounts: BTreeMap::new(),
            recipients: BTreeMap::new(),
            examiners: BTreeMap::new(),
            author: None,
            last_telling: None,
            last_examination: None,
            refused: None,
            waits: waits::Waits::default(),
            ids: 0,
        }
    }

    /// Plays under another of the programmes that are shipped. It is said first.
    fn under(&mut self, name: &str) -> Result<(), String> {
        let path = format!("{}/../../programmes/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        self.programme = file::parse(&text).programme.ok_or_else(|| format!("{name} has faults"))?;
        if self.people.is_empty() && self.accounts.is_empty() { Ok(()) } else { Err(not_understood()) }
    }

    /// A refusal has to be expected by the next line.
    pub(crate) fn nothing_unexpected(&self) -> Result<(), String> {
        self.refused
            .as_ref()
            .map_or(Ok(()), |refusal| Err(format!("this was refused, and no line expects it: {refusal}")))
    }

    /// Plays a line.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim_end_matches('.');
        if let Some(rest) = line.strip_prefix("then it is refused by ") {
            return self.refused_by(rest);
        }
        self.nothing_unexpected()?;
        let (word, rest) = line.split_once(' ').ok_or_else(not_understood)?;
        match word {
            "given" => self.given(rest),
            "when" => self.when(rest),
            "then" => self.then(rest),
            _ => Err(not_understood()),
        }
    }

    fn given(&mut self, rest: &str) -> Result<(), String> {
        if let Some(name) = rest.strip_prefix("the programme ") {
            return self.under(name);
        }
        if let Some(today) = rest.strip_prefix("today is ") {
            self.today = date(today)?;
            return Ok(());
        }
        if let Some(done) = self.given_of_carers(rest) {
            return done.and_then(|()| self.nothing_unexpected());
        }
        if let Some(rest) = rest.strip_prefix("a ") {
            return self.site(rest);
        }
        match rest.split(' ').collect::<Vec<_>>()[..] {
            [name, "has", "the", "post", "of", role] => return self.has_post(name, role),
            [name, "has", "an", "account"] => return self.has_account(name),
            [name, "writes", "everything", "down"] => {
                self.author = self.accounts.get(name).map(|account| account.id);
                return if name == "nobody" || self.author.is_some() { Ok(()) } else { Err(not_understood()) };
            }
            _ => {}
        }
        if let Some(rest) = rest.strip_prefix("staff ") {
            return self.staff(rest);
        }
        if let Some(done) = self.account_line(rest) {
            return done.and_then(|()| self.nothing_unexpected());
        }
        match rest.split(", ").collect::<Vec<_>>().as_slice() {
            [name, sex @ ("female" | "male"), birth] => self.person(name, sex, birth),
            _ => self.when(rest).and_then(|()| self.nothing_unexpected()),
        }
    }

    fn person(&mut self, name: &str, sex: &str, birth: &str) -> Result<(), String> {
        let sex = if sex == "female" { Sex::Female } else { Sex::Male };
        let birth = match birth.split(' ').collect::<Vec<_>>().as_slice() {
            ["born", day] => Birth::On(date(day)?),
            ["aged", years, "on", day] => {
                Birth::Aged { years: years.parse().map_err(|_| not_understood())?, on: date(day)? }
            }
            _ => return Err(not_understood()),
        };
        let details = Details { name: Some(name.to_owned()), number: None, sex, birth };
        let command = Command::Register { person: PersonId(self.id()), details, site: None };
        // They were there before the scenario begins, but not before anything was known of their age.
        let known = if let Birth::Aged { on, .. } = birth { on } else { Date::MIN };
        let entered = jiff::civil::date(2026, 1, 1).max(known).min(self.today);
        let today = std::mem::replace(&mut self.today, entered);
        let done = self.carry_out(name, &command);
        self.today = today;
        done
    }

    /// Somebody who works here, and has for long.
    fn has_post(&mut self, name: &str, role: &str) -> Result<(), String> {
        let role = role.parse::<Role>().map_err(|_| not_understood())?;
        self.open_account(name, None, Some(role));
        Ok(())
    }

    /// Somebody in the programme who can sign in.
    fn has_account(&mut self, name: &str) -> Result<(), String> {
        let person = self.known(name)?.id;
        self.open_account(name, Some(person), Some(Role::Donor));
        Ok(())
    }

    pub(super) fn open_account(&mut self, name: &str, person: Option<PersonId>, role: Option<Role>) {
        let id = AccountId(self.id());
        let details = AccountDetails { name: name.to_owned(), login: name.to_lowercase() };
        let mut account = None;
        Account::apply(&mut account, id, &AccountEvent::Opened { person, details: Private::Known(details) });
        if let Some(role) = role {
            let (post, on) = (PostId(self.id()), Date::MIN);
            Account::apply(&mut account, id, &AccountEvent::Appointed { post, role, site: None, on });
        }
        // Whoever works there has learnt what there is to learn, unless a scenario is about that.
        for training in &self.programme.carers.training {
            let trained = CarerEvent::Trained { topic: training.id.clone(), on: Date::MIN, until: None };
            Account::apply(&mut account, id, &AccountEvent::Carer(trained));
        }
        self.accounts.insert(name.to_owned(), account.expect("it was opened"));
    }

    /// `clinic North, open since 2020-01-01, with 1 place`.
    fn site(&mut self, rest: &str) -> Result<(), String> {
        let mut parts = rest.split(", ");
        let (kind, name) = parts.next().and_then(|first| first.split_once(' ')).ok_or_else(not_understood)?;
        let on = parts.next().and_then(|since| since.strip_prefix("open since ")).ok_or_else(not_understood)?;
        let places =
            parts.next().map(|places| places.split(' ').nth(1).and_then(|n| n.parse().ok()).ok_or_else(not_understood));
        let (site, kind) = (SiteId(self.id()), kind.into());
        let command =
            Command::OpenSite { site, kind, name: name.to_owned(), places: places.transpose()?, on: date(on)? };
        self.carry_out(name, &command)
    }

    fn when(&mut self, rest: &str) -> Result<(), String> {
        if let Some(done) = self.when_of_carers(rest) {
            return done;
        }
        if let Some(rest) = rest.strip_prefix("that examination ") {
            return self.mend(rest);
        }
        if let Some(rest) = rest.strip_prefix("somebody answers the alert ") {
            return self.answer(rest);
        }
        if let Some(done) = self.bond_line(rest).or_else(|| self.telling_line(rest)) {
            return done;
        }
        if let Some(done) = self.when_of_waits(rest) {
            return done;
        }
        if let Some(done) = self.account_line(rest).or_else(|| self.donation_line(rest)) {
            return done;
        }
        if let Some(done) = self.stays_in_touch(rest).or_else(|| self.reaches(rest)) {
            return done;
        }
        let (head, values) = rest.split_once(": ").map_or((rest, ""), |(head, values)| (head, values));
        let words: Vec<_> = head.split(' ').collect();
        let name = words[0];
        if let [_, "is", "prepared", "for", stage, "on", day] = words[..] {
            return self.prepared(name, &stage.into(), date(day)?);
        }
        let person = || self.people.get(name).map(|person| person.id).ok_or_else(not_understood);
        let command = match words[1..] {
            ["is", "examined", "on", day] => {
                let (person, on, content) = (person()?, date(day)?, self.checks(values)?);
                let examination = ExaminationId(self.id());
                self.last_examination = Some((name.to_owned(), examination));
                Command::RecordExamination {
                    person,
                    examination,
                    content: Examination { on, site: None, checks: content },
                }
            }
            ["moves", "to", site, "on", day] => {
                let site = self.sites.get(site).map(|site| site.id).ok_or_else(not_understood)?;
                Command::Move { person: person()?, site: Some(site), on: date(day)? }
            }
            ["enters", stage, "on", day] => {
                Command::EnterStage { person: person()?, stage: stage.into(), on: date(day)? }
            }
            ["moves", "out", "on", day] => Command::Move { person: person()?, site: None, on: date(day)? },
            ["was", "born", "on", day] => self.born(person()?, Birth::On(date(day)?)),
            ["leaves", "on", day] => {
                Command::Depart { person: person()?, departure: Departure { on: date(day)?, said: None } }
            }
            ["is", "erased"] => Command::Erase { person: person()?, reason: "their own wish".to_owned() },
            ["comes", "back", "on", day] => Command::Return { person: person()?, on: date(day)? },
            ["has", places, "place" | "places"] => {
                let site = &self.sites[name];
                let places = places.parse().map_err(|_| not_understood())?;
                Command::ChangeSite { site: site.id, name: site.name.clone(), places: Some(places) }
            }
            ["closes", "on", day] => {
                let site = self.sites.get(name).map(|site| site.id).ok_or_else(not_understood)?;
                Command::CloseSite { site, on: date(day)? }
            }
            _ => return Err(not_understood()),
        };
        self.carry_out(name, &command)
    }

    /// The entry about who somebody is, with another birth.
    fn born(&self, person: PersonId, birth: Birth) -> Command {
        let known = self.people.values().find(|known| known.id == person).and_then(|known| known.details.clone());
        let details = Details { birth, ..known.expect("whoever is in a scenario has a name") };
        Command::AmendDetails { person, details, reason: "the passport says so".to_owned() }
    }

    /// Everything that the stage asks for is recorded as done on one day, and everything as told that has to be told before it.
    fn prepared(&mut self, name: &str, stage: &StageId, on: Date) -> Result<(), String> {
        let person = self.known(name)?.id;
        let known = self.programme.stage(stage).ok_or_else(not_understood)?.clone();
        if known.assessed {
            self.tell_everything(name, programme::rules::Question::Evaluation, on)?;
        }
        for preparation in known.preparation.clone() {
            let (stage, preparation) = (stage.clone(), preparation.id);
            self.carry_out(name, &Command::RecordPreparation { person, stage, preparation, on })?;
        }
        Ok(())
    }

    /// `is amended: told-cancer no; because …` and `was entered in error because …`, of the examination last recorded.
    fn mend(&mut self, rest: &str) -> Result<(), String> {
        let (name, examination) = self.last_examination.clone().ok_or_else(not_understood)?;
        let person = &self.people[&name];
        let id = person.id;
        let on = person.examinations.get(&examination).map(|recorded| recorded.content.on);
        let (head, reason) = rest.split_once("because ").ok_or_else(not_understood)?;
        let reason = reason.to_owned();
        let command = match head.trim().trim_end_matches(';') {
            "was entered in error" => Command::MarkExaminationEnteredInError { person: id, examination, reason },
            amended => {
                let values = amended.strip_prefix("is amended: ").ok_or_else(not_understood)?;
                let (on, checks) = (on.ok_or_else(not_understood)?, self.checks(values)?);
                Command::AmendExamination {
                    person: id,
                    examination,
                    content: Examination { on, site: None, checks },
                    reason,
                }
            }
        };
        self.carry_out(&name, &command)
    }

    /// `phq-9-item-9 for Ruth on 2026-11-01: what came of it`.
    fn answer(&mut self, rest: &str) -> Result<(), String> {
        let (head, note) = rest.split_once(": ").ok_or_else(not_understood)?;
        let [alert, "for", name, "on", day] = head.split(' ').collect::<Vec<_>>()[..] else {
            return Err(not_understood());
        };
        let person = self.people.get(name).ok_or_else(not_understood)?;
        let open = open_alerts(person, &self.programme);
        let examination =
            open.iter().find(|open| open.alert.rule.id.as_str() == alert).ok_or("no such alert is open")?.examination;
        let answer = AlertAnswer { on: date(day)?, by: "Mina".to_owned(), note: note.to_owned() };
        let command = Command::AnswerAlert { person: person.id, examination, alert: alert.into(), answer };
        self.carry_out(name, &command)
    }

    /// `systolic 142 139; told-diabetes no`: values of fields, each put into its check.
    fn checks(&self, text: &str) -> Result<BTreeMap<programme::CheckId, programme::Values>, String> {
        let mut checks: BTreeMap<_, programme::Values> = BTreeMap::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (field, values) = part.split_once(' ').ok_or_else(not_understood)?;
            let (check, known) =
                self.programme.field(&field.into()).ok_or_else(|| format!("there is no field {field}"))?;
            checks.entry(check.id.clone()).or_default().insert(known.id.clone(), value(known, values)?);
        }
        Ok(checks)
    }

    fn then(&mut self, rest: &str) -> Result<(), String> {
        if let Some(held) = self.bond_holds(rest).or_else(|| self.telling_holds(rest)) {
            return held;
        }
        if let Some(held) = self.donation_then(rest) {
            return held;
        }
        if let Some(found) = self.then_in_touch(rest).or_else(|| self.then_reached(rest)) {
            return found;
        }
        if let Some(done) = self.then_of_carers(rest) {
            return done;
        }
        let words: Vec<_> = rest.split(' ').collect();
        if let Some(done) = self.then_of_waits(&words) {
            return done;
        }
        match words[..] {
            ["on", day, name, "is", "away"] => same(self.known(name)?.is_away_on(date(day)?), true),
            ["on", day, name, "is", "still", "here"] => same(self.known(name)?.is_away_on(date(day)?), false),
            ["on", day, name, "is", "nowhere"] => same(self.known(name)?.site_on(date(day)?), None),
            ["on", day, name, "is", "at", site] => {
                let site = self.sites.get(site).map(|site| site.id).ok_or_else(not_understood)?;
                same(self.known(name)?.site_on(date(day)?), Some(site))
            }
            ["on", day, name, "is", outcome] => self.outcome(name, day, outcome, None),
            ["on", day, name, "is", outcome, "because", ..] => {
                let rules = rest.split_once("because ").expect("it is there").1;
                self.outcome(name, day, outcome, Some(rules))
            }
            ["on", day, name, "is", outcome, "and", "not", other] => {
                self.outcome(name, day, outcome, None)?;
                same(self.reasons(name, day, other)?, BTreeSet::new())
            }
            ["on", day, name, "is", outcome, "and", "also", other, "because", rule] => {
                self.outcome(name, day, outcome, None)?;
                same(self.reasons(name, day, other)?, BTreeSet::from([rule.to_owned()]))
            }
            [name, "is", "due", "for", check, "on", day, "late", "on", late] => {
                let day = day.trim_end_matches(',');
                let due = due(self.known(name)?, &self.programme);
                let found = due.iter().find(|due| due.checks.iter().any(|known| known.as_str() == check));
                same(found.map(|due| (due.due_on, due.late_on)), Some((date(day)?, date(late)?)))
            }
            ["on", day, name, "is", "due", "for", check] => same(self.is_due(name, check, date(day)?)?, true),
            ["on", day, name, "is", "not", "due", "for", check] => same(self.is_due(name, check, date(day)?)?, false),
            ["an", "alert", rule, "is", "open", "for", name, "since", day] => {
                let open = open_alerts(self.known(name)?, &self.programme);
                let found =
                    open.iter().find(|open| open.alert.rule.id.as_str() == rule).ok_or("there is no such alert")?;
                same(found.since, date(day)?)
            }
            ["no", "alert", "is", "open", "for", name] => {
                same(open_alerts(self.known(name)?, &self.programme).len(), 0)
            }
            _ => Err(not_understood()),
        }
    }

    fn is_due(&self, name: &str, check: &str, day: Date) -> Result<bool, String> {
        let on_the_day = |due: &programme::Due| due.due_on <= day && due.until.is_none_or(|until| day < until);
        let due = due(self.known(name)?, &self.programme);
        Ok(due.iter().filter(|due| on_the_day(due)).any(|due| due.checks.iter().any(|known| known.as_str() == check)))
    }

    fn outcome(&self, name: &str, day: &str, outcome: &str, rules: Option<&str>) -> Result<(), String> {
        let found = eligibility(self.known(name)?, &self.programme, date(day)?);
        same(found.outcome, outcome.parse::<Outcome>()?)?;
        rules.map_or(Ok(()), |rules| {
            same(self.reasons(name, day, outcome)?, rules.split(", ").map(str::to_owned).collect::<BTreeSet<_>>())
        })
    }

    fn reasons(&self, name: &str, day: &str, outcome: &str) -> Result<BTreeSet<String>, String> {
        let found = eligibility(self.known(name)?, &self.programme, date(day)?);
        let of = found.reasons.iter().filter(|reason| reason.outcome.as_str() == outcome);
        Ok(of.map(|reason| reason.rule.id.to_string()).collect())
    }

    fn refused_by(&mut self, rest: &str) -> Result<(), String> {
        let (rule, article) =
            rest.split_once(" for article ").map_or((rest, None), |(rule, n)| (rule, n.parse::<u8>().ok()));
        let refusal = self.refused.take().ok_or("nothing was refused")?;
        same(refusal.rule.as_str(), rule)?;
        for text in [&refusal.what, &refusal.why, &refusal.next] {
            if text.is_empty() {
                return Err(format!("a refusal says what, why and what next: {refusal}"));
            }
        }
        if article.is_some() { same(refusal.article, article) } else { Ok(()) }
    }

    fn known(&self, name: &str) -> Result<&Person, String> {
        self.people.get(name).ok_or_else(|| format!("{name} is not in this scenario"))
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    fn carry_out(&mut self, name: &str, command: &Command) -> Result<(), String> {
        let mut needs = command.needs(self.today);
        needs.accounts.extend(self.author);
        let mut facts = self.facts(&needs);
        while needs.join(command.needs_after(&facts)) {
            facts = self.facts(&needs);
        }
        match decide(&facts, &self.programme, command) {
            Err(refusal) => self.refused = Some(refusal),
            Ok(events) => events.into_iter().for_each(|(stream, event)| self.apply(name, stream, &event)),
        }
        Ok(())
    }

    /// What a decision has to know, and nothing more: what a command forgets to ask for is missing here as well.
    fn facts(&self, needs: &Needs) -> Facts<'_> {
        let mut facts = self.all_facts();
        facts.charges.retain(|account, _| needs.charges_of.contains(account));
        let charges: BTreeSet<PersonId> = facts.charges.values().flatten().copied().collect();
        facts.people.retain(|person| needs.people.contains(&person.id) || charges.contains(&person.id));
        facts.sites.retain(|site| needs.sites.contains(&site.id));
        facts.accounts.retain(|account| needs.accounts.contains(&account.id) || facts.author == Some(account.id));
        facts.examiners.retain(|person, _| needs.examiners_of.contains(person));
        if let Some((site, day)) = needs.occupancy {
            facts.occupied = self.most_at(site, day);
        }
        facts
    }

    fn all_facts(&self) -> Facts<'_> {
        let mut facts = Facts::on(self.today);
        facts.now = self.now();
        facts.author = self.waits.author.or(self.author);
        facts.people = self.people.values().collect();
        facts.sites = self.sites.values().collect();
        facts.accounts = self.accounts.values().collect();
        facts.examined_by.clone_from(&self.waits.examined_by);
        facts.recipients = self.recipients.clone();
        facts.examiners = self.examiners.clone();
        facts.charges = self.charges();
        facts
    }

    /// The most people at a site on a day or on any later one: it grows only where a stay begins.
    fn most_at(&self, site: SiteId, from: Date) -> u32 {
        let stays = self.people.values().flat_map(|person| &person.stays);
        let days = stays.map(|stay| stay.from).filter(|day| from < *day).chain([from]);
        let there = |day| self.people.values().filter(|person| person.site_on(day) == Some(site)).count() as u32;
        days.map(there).max().expect("there is the first day")
    }

    fn apply(&mut self, name: &str, stream: Stream, event: &Event) {
        // What comes out of the log is what went in.
        let stored = event.encode();
        let private = stored.private.as_ref().map(|(_, bytes)| Some(bytes.as_slice()));
        let read = Event::decode(stored.kind, stored.schema, &stored.clear, private).expect("an event reads back");
        assert_eq!(read, *event);
        match (stream, event) {
            (Stream::Person(id), Event::Person(event)) => {
                // What somebody does may be written down in another's record as well.
                let known = self.people.iter().find(|(_, person)| person.id == id).map(|(name, _)| name.clone());
                let name = known.unwrap_or_else(|| name.to_owned());
                let mut person = self.people.remove(&name);
                Person::apply(&mut person, id, event);
                self.waits.noted(event);
                self.people.insert(name, person.expect("it was applied"));
            }
            (Stream::Account(id), Event::Account(event)) => {
                let known = self.accounts.iter().find(|(_, account)| account.id == id).map(|(name, _)| name.clone());
                let name = known.unwrap_or_else(|| name.to_owned());
                let mut account = self.accounts.remove(&name);
                Account::apply(&mut account, id, event);
                self.accounts.insert(name, account.expect("it was applied"));
            }
            (Stream::Site(id), Event::Site(event)) => {
                let mut site = self.sites.remove(name);
                Site::apply(&mut site, id, event);
                self.sites.insert(name.to_owned(), site.expect("it was applied"));
            }
            _ => unreachable!("scenarios are about people, sites and accounts"),
        }
    }
}

fn value(field: &Field, text: &str) -> Result<Value, String> {
    let number = |text: &str| text.parse().map_err(|_| not_understood());
    Ok(match &field.form {
        FieldForm::Choice { .. } => Value::Choice(text.into()),
        FieldForm::Numbers { count: 1, .. } => Value::Number(number(text)?),
        FieldForm::Numbers { .. } => {
            Value::List(text.split(' ').map(|text| number(text).map(Some)).collect::<Result<_, _>>()?)
        }
    })
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn date(text: &str) -> Result<Date, String> {
    text.trim_end_matches(',').parse().map_err(|_| format!("“{text}” is not a date: not understood"))
}

fn not_understood() -> String {
    "this line is not understood".to_owned()
}
