//! A person's page: a life. Who they are, what happens next, everything that happened, how they are, whether they may
//! give and why, what can be written down, and who has read it.

mod bonds;
mod honoured;
mod next;
mod standing;
mod timeline;
mod trends;
mod waits;

use std::collections::BTreeSet;

use askama::Template;
use jiff::civil::Date;
use programme::{
    AccountId, Details, Due, EligibilityPeriod, Names, Person, Role, due_in, eligibility_periods, open_alerts, who,
};

pub(crate) use bonds::stands_by;
use bonds::{AskedView, CarerView};
pub(crate) use next::{gave, in_touch, next, next_of_others};
pub(crate) use programme::Voice;
pub(crate) use standing::{StandingView, standing};
pub(crate) use timeline::{PartView, timeline};
pub(crate) use trends::{TrendView, trends};
pub(crate) use waits::{Drawing, appeal_anchor};

use super::desk::{Desk, Frame, Place};
use super::form::journey::{self, Act};
use super::form::{self, Asking, Candidate};
use super::forms::{self, Typed};
use super::no_right::withheld;
use super::rule::RuleView;
use super::words::{self, plain_date};
use crate::rights::Right;
use record::{Life, Reading, SiteRow};

/// Everything that a person's page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PersonPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The person, and what happened to them.
    pub(crate) life: &'a Life,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
    /// What whoever works here may do with this person. What they may not read is not in the life any more.
    pub(crate) grants: &'a BTreeSet<Right>,
    /// Who read the record, newest first; this reading included.
    pub(crate) readings: &'a [Reading],
    /// Who could stand by them, and whether they have an account.
    pub(crate) bonds: Bonds<'a>,
    /// The day on which eligibility is shown; usually today.
    pub(crate) on: Date,
    /// The version that was just written, to be shown as recorded.
    pub(crate) done: Option<u64>,
}

/// What is needed to put somebody by a person's side, and to open their own page to them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bonds<'a> {
    /// Who could stand by them.
    pub(crate) candidates: &'a [Candidate],
    /// The account that gives their own record.
    pub(crate) account: Option<AccountId>,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonTemplate {
    frame: Frame,
    href: String,
    print_href: String,
    done: String,
    next: String,
    /// What they gave; empty of whoever has not.
    gave: String,
    erased: bool,
    away: bool,
    /// Whether examinations and what follows from them are shown.
    reads_life: bool,
    /// Whether it is shown whether they may give.
    reads_standing: bool,
    reads_readings: bool,
    examines: bool,
    takes_away: bool,
    /// Whether eligibility is shown for today.
    today: bool,
    /// Whether it is for paper: nothing is folded away, and nothing is a link.
    printed: bool,
    alerts: Vec<AlertView>,
    parts: Vec<PartView>,
    /// What is not shown, and why.
    withheld: Vec<String>,
    trends: Vec<TrendView>,
    /// Those in which there is nothing to see.
    steady: Vec<TrendView>,
    standing: StandingView,
    acts: Vec<ActView>,
    carers: Vec<CarerView>,
    requests: Vec<AskedView>,
    /// What is to be done after an erasure was granted.
    granted: String,
    /// What they wait for and objected to.
    waits: String,
    account_href: String,
    /// Where stands what they have been told, and whom they name; empty where that is not shown.
    tellings_href: String,
    bonds_href: String,
    /// Where stands how they are since they gave; empty where the programme asks nobody.
    follow_up_href: String,
    readings: Vec<ReadingView>,
}

/// An alert that waits for an answer.
struct AlertView {
    id: String,
    rule: RuleView,
    tone: &'static str,
    when: String,
    /// Who has to do what, and because of which check.
    contact: String,
    form: String,
}

/// Something that can be written down.
struct ActView {
    id: &'static str,
    name: &'static str,
    open: bool,
    form: String,
}

/// That somebody read the record, as a page says it.
pub(crate) struct ReadingView {
    pub(crate) at: String,
    pub(crate) reader: String,
    pub(crate) part: String,
    pub(crate) via: String,
    /// Through which relation.
    pub(crate) tie: String,
    /// How often before on that day.
    pub(crate) more: String,
}

impl PersonPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        if self.honours() {
            return self.honoured();
        }
        let (desk, person) = (self.desk, &self.life.person);
        let away = person.is_away_on(desk.today) || person.journey.has_died_by(desk.today);
        let periods = eligibility_periods(person, desk.programme);
        let (trends, steady) = trends(person, desk.programme).into_iter().partition(|trend| trend.tells);
        let frame =
            desk.frame(Place::People, words::name(person.details.as_ref()), line(person, desk, self.sites)).live();
        let template = PersonTemplate {
            frame,
            href: words::person_href(person.id),
            print_href: format!("{}/print", words::person_href(person.id)),
            done: self.done(),
            next: next(person, desk.programme, &periods, desk.today, Voice::Them),
            gave: gave(person, desk.programme, Voice::Them).unwrap_or_default(),
            erased: person.erased,
            away,
            reads_life: self.may(Right::ReadLife),
            reads_standing: self.may(Right::ReadEligibility),
            reads_readings: self.may(Right::ReadReadings),
            examines: self.may(Right::Examine),
            takes_away: self.may(Right::TakeAway),
            today: self.on == desk.today,
            printed: false,
            alerts: if away || !self.may(Right::ReadLife) { Vec::new() } else { self.alerts() },
            parts: self.timeline(),
            withheld: self.withheld(),
            trends,
            steady,
            standing: standing(person, desk.programme, &periods, self.on, Voice::Them),
            carers: bonds::carers(self),
            requests: bonds::requests(self),
            granted: bonds::granted(self).unwrap_or_default(),
            waits: self.waits(),
            account_href: bonds::account_href(self),
            tellings_href: self.part_href("tellings", Right::ReadLife),
            bonds_href: self.part_href("bonds", Right::NameBonds),
            follow_up_href: match &desk.programme.follow_up {
                Some(_) => self.part_href("follow-up", Right::ReadLife),
                None => String::new(),
            },
            acts: match (person.erased, person.journey.has_died_by(desk.today)) {
                (true, _) => Vec::new(),
                (_, true) => self.last_acts(),
                _ => self.acts(away, &periods),
            },
            readings: readings(desk, self.readings),
        };
        template.render().expect("a page writes only to memory")
    }

    fn part_href(&self, part: &str, right: Right) -> String {
        if self.may(right) { format!("{}/{part}", words::person_href(self.life.person.id)) } else { String::new() }
    }

    fn waits(&self) -> String {
        if !self.may(Right::ReadLife) {
            return String::new();
        }
        let (desk, person) = (self.desk, &self.life.person);
        let name = |account| self.life.names.of(account).map(str::to_owned);
        Drawing { desk, person, may: &|right| self.may(right), name: &name, voice: Voice::Them }.html()
    }

    fn may(&self, right: Right) -> bool {
        self.grants.contains(&right)
    }

    /// The life; who may not put an examination right is offered no way to.
    fn timeline(&self) -> Vec<PartView> {
        let mut parts = timeline(self.life, self.desk.programme, self.sites, Voice::Them);
        if !self.may(Right::Examine) {
            let entries = parts.iter_mut().flat_map(|part| &mut part.years).flat_map(|year| &mut year.entries);
            entries.for_each(|entry| entry.amend_href.clear());
        }
        parts
    }

    /// What of a life is not shown, and why: nobody is to take it for not known.
    fn withheld(&self) -> Vec<String> {
        let parts = [
            (Right::ReadLife, "what was found in examinations, what they said and what was said to them"),
            (Right::ReadEligibility, "whether they may give, and what happens next"),
            (Right::ReadReadings, "who read this record"),
        ];
        let missing = parts.into_iter().filter(|(right, _)| !self.life.person.erased && !self.may(*right));
        missing.map(|(right, what)| withheld(what, right)).collect()
    }

    fn done(&self) -> String {
        let Some(version) = self.done.filter(|version| *version <= self.life.person.version) else {
            return String::new();
        };
        let Some(entry) = self.life.entries.iter().find(|entry| entry.version == version) else {
            // Whoever enters what was measured may not see it again. That it was entered they are told.
            return "What it says is not shown to you.".to_owned();
        };
        let account = |account| self.life.names.of(account).map(str::to_owned);
        let site = |site| words::site_name(self.sites, site);
        let names = Names { site: &site, account: &account, voice: Voice::Them };
        let said = programme::sentence(&entry.event, self.desk.programme, &names);
        match said.on {
            Some(on) => format!("{}: {}", plain_date(on), said.text),
            None => said.text,
        }
    }

    fn alerts(&self) -> Vec<AlertView> {
        let (desk, person) = (self.desk, &self.life.person);
        let offered = Typed::default();
        let view = |open: programme::OpenAlert<'_>| {
            let form = form::answer(&Asking::anew(desk, &offered), person, open.examination, open.alert);
            let late = open.until < desk.today;
            let when = if late { "late since" } else { "by" };
            AlertView {
                id: format!("alert-{}-{}", open.examination, open.alert.rule.id),
                rule: RuleView::of(desk.programme, &open.alert.rule),
                tone: if late { "stop" } else { "wait" },
                when: format!("{when} {}", plain_date(open.until)),
                contact: words::contact(desk.programme, open.alert),
                form: if self.may(Right::AnswerAlert) {
                    form.html(&Asking::anew(desk, &offered))
                } else {
                    String::new()
                },
            }
        };
        open_alerts(person, desk.programme).into_iter().map(view).collect()
    }

    fn acts(&self, away: bool, periods: &[EligibilityPeriod<'_>]) -> Vec<ActView> {
        let (desk, person, sites) = (self.desk, &self.life.person, self.sites);
        let nothing = Typed::default();
        let asking = Asking::anew(desk, &nothing);
        let act = |id, name, form: form::FormView| ActView { id, name, open: id == "record", form: form.html(&asking) };
        let entered = person.details.as_ref().map(forms::prefilled_details).unwrap_or_default();
        let correcting = Asking::anew(desk, &entered);
        let correct = act("details", "Correct who they are", form::correct(&correcting, person));
        let wait = act("wait", "Write down that they want to wait", form::wait(&asking, person, false));
        // Nothing schedules an end: what can be written down is what has happened.
        let journey = if self.may(Right::EndJourney) { Act::open_for(person) } else { Vec::new() };
        let journey = journey.into_iter().map(|one| act(one.as_str(), one.name(), journey::form(&asking, person, one)));
        let object = form::object(&asking, person, false);
        let object = object.map(|form| act("object", "Object on their behalf", form));
        if away {
            let back = act("return", "Record that they came back", form::come_back(&asking, person));
            let acts = self.allowed([
                (Right::Place, Some(back)),
                (Right::Wait, Some(wait)),
                (Right::Object, object),
                (Right::AmendDetails, Some(correct)),
            ]);
            return acts.into_iter().chain(journey).collect();
        }
        // Whoever sees no examination is not told that all of them are due.
        let due = if self.may(Right::ReadLife) { due_now(person, desk, periods) } else { Vec::new() };
        let checks = due.into_iter().flat_map(|due| due.checks).collect::<Vec<_>>();
        let record = act("record", "Record a check", form::record(&asking, person.id, person.version, sites, &checks));
        let moved = act("move", "Record a move", form::move_to(&asking, person, sites));
        let prepare = form::prepare(&asking, person);
        let prepare = prepare.map(|form| act("prepare", "Record that something was prepared", form));
        let stage = form::enter_stage(&asking, person).map(|form| act("stage", "Record their next stage", form));
        let depart = act("depart", "Record that they leave", form::depart(&asking, person));
        let defer = form::defer(&asking, person).map(|form| act("defer", "Defer them", form));
        let assess = form::assess(&asking, person).map(|form| act("assess", "Assess what was found", form));
        let assign = form::assign(&asking, person, self.bonds.candidates);
        let assign = assign.map(|form| act("assign", "Put somebody by their side", form));
        let hand_over = form::hand_over(&asking, person, self.bonds.candidates);
        let hand_over = hand_over.map(|form| act("hand-over", "Hand them over to another advocate", form));
        let converse = act("converse", "Record a conversation", form::converse(&asking, person));
        let invites = desk.may(Right::ManageAccounts) && self.bonds.account.is_none();
        let open = form::open_account(&asking, Some(person));
        let open = invites.then(|| act("open-account", "Open their own page to them", open));
        let acts = self.allowed([
            (Right::Examine, Some(record)),
            (Right::Place, Some(moved)),
            (Right::Guide, prepare),
            (Right::Guide, stage),
            (Right::Assess, assess),
            (Right::Wait, Some(wait)),
            (Right::Object, object),
            (Right::Defer, defer),
            (Right::AssignCarer, assign),
            (Right::AssignCarer, hand_over),
            (Right::Converse, Some(converse)),
            (Right::ReadPerson, open),
            (Right::AmendDetails, Some(correct)),
            (Right::Place, Some(depart)),
        ]);
        acts.into_iter().chain(journey).collect()
    }

    fn allowed<const N: usize>(&self, acts: [(Right, Option<ActView>); N]) -> Vec<ActView> {
        acts.into_iter().filter(|(right, _)| self.may(*right)).filter_map(|(_, act)| act).collect()
    }
}

/// The line under the name: age, sex, stage, where they are.
pub(crate) fn line(person: &Person, desk: Desk<'_>, sites: &[SiteRow]) -> String {
    let Some(details) = &person.details else { return "This record was erased. What it said is gone.".to_owned() };
    let mut parts =
        vec![format!("{} years old", words::age(details.birth, desk.today)), words::sex(details.sex).to_owned()];
    parts.retain(|part| !part.is_empty());
    let (stage, since) = person.stages.last().expect("whoever is registered is in a stage");
    let mut line = format!("{}. ", words::capital(&parts.join(", ")));
    if let Some(death) = person.journey.death.as_ref().filter(|death| death.on <= desk.today) {
        return format!("Died on {}.", plain_date(death.on));
    }
    match &person.departed {
        Some(departure) => line.push_str(&format!("Left the programme on {}.", plain_date(departure.on))),
        None => {
            line.push_str(&format!("{} since {}", words::stage(desk.programme, stage), plain_date(*since)));
            let site = person.site_on(desk.today).and_then(|site| words::site_name(sites, site));
            line.push_str(&site.map_or(".".to_owned(), |site| format!(", at {site}.")));
        }
    }
    if let (Some(_), Some(number)) = (&details.name, &details.number) {
        line.push_str(&format!(" Number {number}."));
    }
    line
}

/// Who somebody is, in one sentence for a document.
pub(crate) fn about(details: Option<&Details>) -> String {
    details.map_or("An erased record".to_owned(), who)
}

/// Who read the record, newest first. What one reader read on one day in one way is said once, with how often.
pub(crate) fn readings(desk: Desk<'_>, readings: &[Reading]) -> Vec<ReadingView> {
    let day = |row: &Reading| words::moment(desk.programme, row.at).split(',').next().map(str::to_owned);
    let alike = |one: &Reading, other: &Reading| {
        (&one.reader, &one.part, &one.via) == (&other.reader, &other.part, &other.via) && day(one) == day(other)
    };
    let mut groups: Vec<(&Reading, u64)> = Vec::new();
    for row in readings {
        match groups.iter_mut().find(|(known, _)| alike(known, row)) {
            Some((_, count)) => *count += 1,
            None => groups.push((row, 1)),
        }
    }
    let view = |(row, count): (&Reading, u64)| ReadingView {
        at: words::moment(desk.programme, row.at),
        reader: row.reader.clone(),
        part: part_in_words(&row.part, Voice::Them).to_owned(),
        tie: tie_in_words(&row.tie).to_owned(),
        via: via_in_words(&row.via).to_owned(),
        more: match count {
            1 => String::new(),
            2 => "and once before on that day".to_owned(),
            count => format!("and {} before on that day", words::counted(count - 1, "time", "times")),
        },
    };
    groups.into_iter().map(view).collect()
}

/// What can be read, as the readings name it.
pub(crate) const PARTS: &[&str] = &[
    "timeline",
    "list",
    "today",
    "my-people",
    "eligibility",
    "donations",
    "examination",
    "form",
    "letters",
    "messages",
    "print",
    "export",
    "residents",
    "docket",
    "deferrals",
    "readings",
    "record",
    "me",
    "account",
    "concern",
    "request",
    "requests",
    "tellings",
    "bonds",
    "bond",
    "carers",
    "conversations",
    "follow-up",
    "audit",
];

/// What was read; a part that has no words of its own here is named as it is stored.
pub(crate) fn part_in_words(part: &str, voice: Voice) -> &str {
    match part {
        "timeline" => voice.pick("their page", "your page"),
        "list" => voice.pick("a line in a list of people", "your line in a list of people"),
        "my-people" => {
            voice.pick("what they need, for whoever stands by them", "what you need, for whoever stands by you")
        }
        "today" => voice.pick("a line of Today", "what you need, on Today"),
        "eligibility" => voice.pick("whether they may give", "whether you may give"),
        "donations" => voice.pick("what they give", "what you give"),
        "examination" => voice.pick("an examination", "your examinations"),
        "form" => voice.pick("a form about them", "a form about you"),
        "letters" => voice.pick("a letter to them", "a letter to you"),
        "messages" => voice.pick("what was written to them", "what was written to you"),
        "print" => voice.pick("their life, to print", "your life, to print"),
        "export" => voice.pick("everything, to take away", "everything about you, to take away"),
        "residents" => voice.pick("a line in a list of a site", "your line in a list of a site"),
        "docket" => voice.pick("a line of the docket", "your line in the docket"),
        "deferrals" => voice.pick("what they wait for and objected to", "what you wait for and objected to"),
        "readings" => voice.pick("who read their record", "who read your record"),
        "record" | "the whole record" => voice.pick("their whole record", "your whole record"),
        "me" => voice.pick("their own page", "your own page"),
        "account" => voice.pick("that they have an account", "that you have an account"),
        "concern" => voice.pick("what they, or somebody about them, said", "what you, or somebody about you, said"),
        "request" => voice.pick("an answer to what they asked for", "an answer to what you asked for"),
        "requests" => voice.pick("what they asked for", "what you asked for"),
        "tellings" => voice.pick("what they have been told", "what you have been told"),
        "bonds" => voice.pick("whom they named", "whom you named"),
        "bond" => voice.pick("what they are called, which both wished", "what you are called, which you both wished"),
        "carers" => voice.pick("who stands by them", "who stands by you"),
        "follow-up" => voice.pick("how they are since they gave", "how you are since you gave"),
        "conversations" => voice.pick("what they and their advocate said", "what you and your advocate said"),
        "audit" => voice.pick("who read what", "who read you, to check that it was right"),
        part => part,
    }
}

/// Through which relation somebody read.
pub(crate) fn tie_in_words(tie: &str) -> &str {
    match tie {
        "own" => "the person themselves",
        "emergency" => "in an emergency",
        "bond" => "named by them, or the one who named them",
        tie => tie.parse::<Role>().map_or(tie, |role| role.label()),
    }
}

pub(crate) fn via_in_words(via: &str) -> &str {
    match via {
        "console" => "these pages",
        "api" => "another program",
        "command line" => "the command line",
        via => via,
    }
}

fn due_now(person: &Person, desk: Desk<'_>, periods: &[EligibilityPeriod<'_>]) -> Vec<Due> {
    due_in(person, desk.programme, periods).into_iter().filter(|due| due.due_on <= desk.today).collect()
}
