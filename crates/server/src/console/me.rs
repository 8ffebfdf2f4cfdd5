//! My page: for whoever the record is about. Their life, what happens next, who is on their side, who read them, what they
//! can ask for.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use jiff::civil::Date;
use programme::rules::Programme;
use programme::{PersonEvent, Private, Request, RequestKind, eligibility_periods};

use super::company;
use super::desk::{Desk, Frame, Place};
use super::follow_up;
use super::form::{self, Asking};
use super::forms::Typed;
use super::person::{self, Drawing, PartView, StandingView, Voice, part_in_words, tie_in_words};
use super::words::{self, plain_date};
use crate::rights::Right;
use record::{Life, Reading, SiteRow};

/// Everything that my page shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MePage<'a> {
    /// Whose page it is.
    pub(crate) desk: Desk<'a>,
    /// Their life.
    pub(crate) life: &'a Life,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
    /// Who read them since `since`, newest first.
    pub(crate) readings: &'a [Reading],
    /// The first day of which the readings are shown.
    pub(crate) since: Date,
    /// Whether there are more readings of that time than are shown.
    pub(crate) more: bool,
    /// Whether they may be a donor, so that whether they may give is theirs to know.
    pub(crate) gives: bool,
    /// The version that was just written, to be shown as recorded.
    pub(crate) done: Option<u64>,
    /// Whether they just offered their company to somebody.
    pub(crate) asked_company: bool,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MeTemplate {
    frame: Frame,
    done: String,
    erased: bool,
    next: String,
    /// What they gave; empty of whoever has not.
    gave: String,
    in_touch: Vec<String>,
    /// How they are since they gave, where they did.
    follow_up: Option<follow_up::OwnFollowUp>,
    gives: bool,
    standing: StandingView,
    parts: Vec<PartView>,
    carers: Vec<String>,
    /// Who asks to be their companion, by whom they stand, and the form by which they offer it.
    company: String,
    requests: Vec<RequestView>,
    /// What they wait for and objected to; and the forms for saying that they wait, and that they object.
    waits: String,
    waiting: bool,
    wait: String,
    wait_together: String,
    object: String,
    emergencies: Vec<String>,
    readers: Vec<DayRead>,
    own: String,
    since: String,
    more: bool,
    correction: String,
    erasure: String,
    tellings_href: String,
    bonds_href: String,
    donations_href: String,
    print_href: String,
    export_href: String,
    printed: bool,
}

/// Something that they asked, and what became of it.
struct RequestView {
    asked: String,
    answer: String,
    tone: &'static str,
    state: String,
}

/// A day on which others read, and what each of them read.
#[derive(Debug)]
pub(crate) struct DayRead {
    pub(crate) day: String,
    pub(crate) read: Vec<String>,
}

/// What is said to somebody whose erasure was granted and who is still here.
const GRANTED: &str = "granted, and still to be carried out by an administrator: until then all of this is here. If the \
                       law obliges the programme to keep something, the answer says what, and for how long";

impl MePage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let (desk, person, programme) = (self.desk, &self.life.person, self.desk.programme);
        let nothing = Typed::default();
        let asking = Asking::anew(desk, &nothing);
        let name = words::name(person.details.as_ref());
        let (readers, own) = days_read(programme, self.readings);
        let periods = eligibility_periods(person, programme);
        let template = MeTemplate {
            frame: desk.frame(Place::Mine, name, self.line()).live(),
            done: self.done(),
            erased: person.erased,
            next: match self.gives {
                true => person::next(person, programme, &periods, desk.today, Voice::You),
                false => person::next_of_others(person, programme, &periods, desk.today),
            },
            gave: person::gave(person, programme, Voice::You).filter(|_| self.gives).unwrap_or_default(),
            in_touch: person::in_touch(person, programme, desk.today, Voice::You).into_iter().skip(1).collect(),
            follow_up: follow_up::own(person, desk).filter(|_| self.gives),
            gives: self.gives,
            standing: person::standing(person, programme, &periods, desk.today, Voice::You),
            parts: person::timeline(self.life, programme, self.sites, Voice::You),
            carers: self.carers(),
            company: if person.erased { String::new() } else { company::part(self) },
            requests: self.requests(),
            waits: self.waits(),
            waiting: person.deferrals.own_on(desk.today).is_some(),
            wait: form::wait(&asking, person, true).html(&asking),
            wait_together: form::wait_together(&asking).html(&asking),
            object: form::object(&asking, person, true).map_or(String::new(), |form| form.html(&asking)),
            emergencies: self.emergencies(),
            readers,
            own,
            since: plain_date(self.since),
            more: self.more,
            correction: form::ask(&asking, RequestKind::Correction).html(&asking),
            erasure: form::ask(&asking, RequestKind::Erasure).html(&asking),
            tellings_href: format!("{}/tellings", words::person_href(person.id)),
            bonds_href: format!("{}/bonds", words::person_href(person.id)),
            donations_href: format!("{}/donations", words::person_href(person.id)),
            print_href: format!("{}/print", words::person_href(person.id)),
            export_href: format!("/api/v1{}/export", words::person_href(person.id)),
            printed: false,
        };
        template.render().expect("a page writes only to memory")
    }

    fn line(&self) -> String {
        let person = &self.life.person;
        let site = person.site_on(self.desk.today).and_then(|site| words::site_name(self.sites, site));
        match (&person.departed, person.stages.last()) {
            _ if person.erased => "This record was erased. What it said is gone.".to_owned(),
            (Some(departure), _) => format!("You left the programme on {}.", plain_date(departure.on)),
            (None, Some((stage, since))) => {
                let at = site.map_or(String::new(), |site| format!(", at {site}"));
                format!("{} since {}{at}.", words::stage(self.desk.programme, stage), plain_date(*since))
            }
            (None, None) => String::new(),
        }
    }

    fn done(&self) -> String {
        if self.asked_company {
            return "It was passed on. If somebody has this number, they say yes or no.".to_owned();
        }
        let entry = self.life.entries.iter().find(|entry| Some(entry.version) == self.done);
        let names = programme::Names {
            site: &|site| words::site_name(self.sites, site),
            account: &|account| self.life.names.of(account).map(str::to_owned),
            voice: Voice::You,
        };
        let said = |entry: &record::Entry| programme::sentence(&entry.event, self.desk.programme, &names).text;
        entry.map_or(String::new(), said)
    }

    fn waits(&self) -> String {
        let (desk, person) = (self.desk, &self.life.person);
        let name = |account| self.life.names.of(account).map(str::to_owned);
        let may = |right| right == Right::Wait && self.gives;
        Drawing { desk, person, may: &may, name: &name, voice: Voice::You }.html()
    }

    fn carers(&self) -> Vec<String> {
        let person = &self.life.person;
        let present = person.carers.iter().filter(|time| time.is_on(self.desk.today));
        let said = |time: &programme::CareTime| person::stands_by(self.life, time, self.desk.today, Voice::You);
        present.map(said).collect()
    }

    fn requests(&self) -> Vec<RequestView> {
        let days = self.desk.programme.access.answer_days;
        let mut all: Vec<&Request> = self.life.person.requests.values().collect();
        all.sort_by_key(|request| std::cmp::Reverse((request.answered.is_none(), request.on)));
        let view = |request: &Request| {
            let what = match request.kind {
                RequestKind::Correction => "You asked for something to be put right",
                RequestKind::Erasure => "You asked to be erased",
            };
            let text = request.text.as_deref().unwrap_or("what you wrote is erased");
            let asked = format!("{what}, on {}: “{text}”", plain_date(request.on));
            let until = words::days_after(request.on, days);
            let (tone, state, answer) = match &request.answered {
                Some(answered) => {
                    let said = answered.answer.as_deref().unwrap_or("what was answered is erased");
                    let (tone, state) = match (answered.granted, request.kind) {
                        (false, _) => ("note", "not done"),
                        (true, RequestKind::Correction) => ("good", "done as you asked"),
                        // Whoever can read this is not erased yet.
                        (true, RequestKind::Erasure) => ("wait", GRANTED),
                    };
                    (tone, state.to_owned(), format!("Answered on {}: “{said}”", plain_date(answered.on)))
                }
                None if until < self.desk.today => {
                    ("stop", format!("late: an answer was due by {}", plain_date(until)), String::new())
                }
                None => ("wait", format!("you are answered by {}", plain_date(until)), String::new()),
            };
            RequestView { asked, answer, tone, state }
        };
        all.into_iter().map(view).collect()
    }

    fn emergencies(&self) -> Vec<String> {
        let programme = self.desk.programme;
        let said = |entry: &record::Entry| match &entry.event {
            PersonEvent::EmergencyOpened { account, until, reason } => {
                let who = self.life.names.of(*account).unwrap_or("Somebody who is no longer known by name");
                let why = match reason {
                    Private::Known(reason) => format!("“{reason}”"),
                    Private::Erased => "the reason is erased".to_owned(),
                };
                let from = words::moment(programme, entry.at.as_microsecond());
                Some(format!("{from}, {who}, until {}: {why}", words::moment(programme, *until)))
            }
            _ => None,
        };
        self.life.entries.iter().rev().filter_map(said).collect()
    }
}

/// What one reader read on a day, through which relation.
struct ReadBy<'a> {
    reader: &'a str,
    tie: &'a str,
    parts: Vec<&'a str>,
}

/// Who else read, day by day, newest first, each reader once a day; and on how many days they read themselves.
pub(crate) fn days_read(programme: &Programme, readings: &[Reading]) -> (Vec<DayRead>, String) {
    let mut days: BTreeMap<Date, Vec<ReadBy<'_>>> = BTreeMap::new();
    let mut own: BTreeSet<Date> = BTreeSet::new();
    for reading in readings {
        let Ok(at) = jiff::Timestamp::from_microsecond(reading.at) else { continue };
        let day = words::civil_date(programme, at);
        if reading.tie == "own" {
            own.insert(day);
        } else {
            gather(days.entry(day).or_default(), reading);
        }
    }
    let said = |by: ReadBy<'_>| format!("{}, {}, read {}.", by.reader, tie_in_words(by.tie), words::list(&by.parts));
    let view = |(day, read): (Date, Vec<ReadBy<'_>>)| DayRead {
        day: plain_date(day),
        read: read.into_iter().map(said).collect(),
    };
    let own = match own.len() {
        0 => String::new(),
        count => format!("You read it yourself on {}.", words::counted(count as u64, "day", "days")),
    };
    (days.into_iter().rev().map(view).collect(), own)
}

fn gather<'a>(of_day: &mut Vec<ReadBy<'a>>, reading: &'a Reading) {
    let (reader, tie) = (reading.reader.as_str(), reading.tie.as_str());
    let part = part_in_words(&reading.part, Voice::You);
    match of_day.iter_mut().find(|by| (by.reader, by.tie) == (reader, tie)) {
        Some(by) if by.parts.contains(&part) => {}
        Some(by) => by.parts.push(part),
        None => of_day.push(ReadBy { reader, tie, parts: vec![part] }),
    }
}
