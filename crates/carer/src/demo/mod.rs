//! `carer demo`: the product working, with real examinations in it, in a new record.

mod people;
mod staff;
mod story;

use std::cell::RefCell;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use programme::rules::Programme;
use programme::{AccountId, AlertAnswer, Command, PersonId, SiteId};
use record::{Clock, Entropy, Place, Reader, Submission, Writer};
use serde::Serialize;

use crate::args::{AuthorArgs, DemoArgs};
use crate::failure::Failure;
use crate::import::{Account, AssumedDay, Import, Mapping, SHIPPED, run as bring_in};
use crate::network::Network;
use crate::output::{self, Format, Output};
use crate::{record_of, serve, settings};

/// The real examinations: 400 adults of the National Health and Nutrition Examination Survey 2017–2018, public domain.
const EXAMINATIONS: &str = include_str!("../../../../examples/nhanes-2017-2018-400.csv");
/// Rows as a clinic might send them that cannot be taken: two of people under age, one with a slip of the finger.
const CLINIC: &str = include_str!("../../../../examples/north-clinic.csv");
/// The survey gives no days: these are spread over so many, so that the list of today looks as it would in a year of work.
const SPREAD_DAYS: u16 = 400;
/// Who each of its people is, in a few words, for whoever chooses among them; docs/demo.md says more.
pub(crate) const INTRODUCED: &[(&str, &str)] = &[
    ("clara", "runs the programme"),
    ("marta", "decides what Clara may not"),
    ("nadia", "stands by many"),
    ("per", "is away for two weeks"),
    ("iris", "stands in for Per"),
    ("oscar", "stands by Kathy, Tommy and Ruth"),
    ("ines", "has a concern to answer"),
    ("noor", "in the evaluation"),
    ("grace", "thinks it over, and asked for less time"),
    ("leila", "gives next week"),
    ("ngozi", "has said yes, in an exchange"),
    ("marcus", "in hospital after giving"),
    ("hana", "went home last month"),
    ("priya", "gave half a year ago"),
    ("consuelo", "gave a year ago"),
    ("samuel", "gave to his wife two years ago"),
    ("siobhan", "gave long ago, and answers on her page"),
    ("olu", "gave twenty years ago"),
    ("ana", "waits, with Rui"),
    ("rui", "waits, with Ana"),
    ("owen", "objects to a deferral"),
    ("hazel", "spoke up"),
    ("kathy", "stands by Tommy, and waits for it"),
    ("tommy", "is deferred by what was found"),
    ("ruth", "has only come"),
];
/// The file that says that a record was made as a demonstration.
const MARK: &str = "demonstration";
/// So many alerts of the survey wait for an answer.
const ALERTS_LEFT: usize = 2;
/// What is answered to the others.
const FROM_A_SURVEY: &str = "This examination comes from a survey of some years ago, so there is nobody to ring. It is written down here to show \
     what an answered alert looks like.";

/// Of a day that is past, what was written down was written down at this hour.
const HOUR: i8 = 10;

/// What the demonstration works with.
struct Stage<'a> {
    writer: &'a Writer,
    programme: &'a Programme,
    /// The record's clock, which the demonstration turns: it plays two and a half years.
    clock: Clock,
    entropy: Entropy,
    author: &'a str,
    zone: TimeZone,
    /// When the demonstration is made.
    now: Timestamp,
    today: Date,
    /// Whoever signs in: all with the one password that everybody knows.
    accounts: Vec<AccountId>,
    /// What is written down together: each time that something is made durable takes its time.
    waiting: RefCell<Vec<Submission>>,
}

/// What is in the record.
#[derive(Serialize)]
struct Made {
    data: String,
    people: u64,
    examined: u64,
    invented: u64,
    refused: u64,
    /// How long it took to make.
    seconds: f64,
}

pub(crate) fn run(args: &DemoArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let network = Network::of_demo(args.listen);
    server::may_listen(network.listen, &network.manner).map_err(Failure::refused)?;
    let programme = Arc::new(settings::kidney());
    // Unless somebody says who they are, what is in the demonstration was written by one of its people.
    let author = args.author.author.clone().unwrap_or_else(|| staff::COORDINATOR.to_owned());
    let author = settings::author(&AuthorArgs { author: Some(author) })?;
    let kept = args.data.clone();
    let temporary = tempfile::Builder::new().prefix("carer-demo-").tempdir().map_err(Failure::unreadable)?;
    let directory = kept.unwrap_or_else(|| temporary.path().to_owned());
    let place = Place::Directory(directory.clone());
    if record::exists(&place)? {
        is_a_demonstration(&directory)?;
        output.line(format!("{} holds a record already; it is left as it is.", directory.display()))?;
    } else {
        let begun = Instant::now();
        let made = make(&place, &programme, &author)?;
        let made = Made { seconds: begun.elapsed().as_secs_f64(), ..made };
        std::fs::write(directory.join(MARK), "Anybody may sign in as anybody here.\n").map_err(Failure::unreadable)?;
        tell(made, &directory, args.format.format, output)?;
    }
    if !args.no_serve {
        if args.format.format != Format::Json {
            let password = staff::PASSWORD;
            output.line(format!(
                "Whoever comes signs in as any of its people: on the page with one button, with a program with their \
                 login and the password “{password}”."
            ))?;
        }
        serve::over(&place, &programme, author, network, None, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses a record that was not made as a demonstration: everybody could sign in as anybody of it.
fn is_a_demonstration(directory: &Path) -> Result<(), Failure> {
    if std::fs::exists(directory.join(MARK)).map_err(Failure::unreadable)? {
        return Ok(());
    }
    let shown = directory.display();
    Err(Failure::refused(format!("{shown} holds a record that is no demonstration: serve it with carer serve")))
}

fn tell(made: Made, directory: &Path, format: Format, output: &mut Output) -> Result<(), Failure> {
    match format {
        Format::Json => output.json(&Made { data: directory.display().to_string(), ..made }),
        Format::Table | Format::Csv => {
            output.line(format!(
                "{} people are in the record, {} of them from real examinations. {} are invented, and stand all along a \
                 donor’s path, with twenty years behind them.",
                made.people, made.examined, made.invented
            ))?;
            output.line(format!("{} rows of a clinic's file were refused and wait to be looked at.", made.refused))?;
            output.line(format!("Made in {:.1} seconds.", made.seconds))
        }
    }
}

fn make(place: &Place, programme: &Arc<Programme>, author: &str) -> Result<Made, Failure> {
    let zone = TimeZone::get(&programme.time_zone).map_err(Failure::unreadable)?;
    let now = Clock::system().now();
    let today = now.to_zoned(zone.clone()).date();
    let clock = Clock::fixed(hour_of(story::first_day(today), &zone)?);
    let (writer, running) = record_of::writer_at(place, programme, author, clock.clone())?;
    let entropy = Entropy::system();
    let (accounts, waiting) = (Vec::new(), RefCell::default());
    let mut stage = Stage { writer: &writer, programme, clock, entropy, author, zone, now, today, accounts, waiting };
    let made = stage.fill().and_then(|made| stage.answer_old_alerts(place, programme).map(|()| made));
    running.stop();
    made
}

/// Plays scripts into a new record, with the sites and the staff of the demonstration and nothing else of it, from a day that
/// the scripts' words say. Gives the people of the scripts, in their order.
pub(crate) fn play(
    place: &Place,
    programme: &Arc<Programme>,
    begins: &str,
    scripts: &[(&str, &str)],
) -> Result<Vec<PersonId>, Failure> {
    let zone = TimeZone::get(&programme.time_zone).map_err(Failure::unreadable)?;
    let now = Clock::system().now();
    let today = now.to_zoned(zone.clone()).date();
    let clock = Clock::fixed(hour_of(story::day_from(begins, today), &zone)?);
    let author = staff::COORDINATOR;
    let (writer, running) = record_of::writer_at(place, programme, author, clock.clone())?;
    let entropy = Entropy::system();
    let (accounts, waiting) = (Vec::new(), RefCell::default());
    let mut stage = Stage { writer: &writer, programme, clock, entropy, author, zone, now, today, accounts, waiting };
    let played = stage.house().and_then(|house| story::play_scripts(&mut stage, house, scripts));
    running.stop();
    played
}

/// The time at which something is written down on a day that is past.
fn hour_of(day: Date, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let at = day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).map_err(Failure::unreadable)?;
    Ok(at.timestamp())
}

impl Stage<'_> {
    fn fill(&mut self) -> Result<Made, Failure> {
        let house = self.house()?;
        let (clara, oscar) = (house.accounts["clara"], house.accounts["oscar"]);
        let sites = ["north", "county", "anne"].map(|word| house.sites[word]);
        let invented = story::play(self, house)?;
        // What follows is written down now.
        self.turn_to(self.today)?;
        let examined = self.examinations("nhanes-2017-2018-400.csv", EXAMINATIONS)?;
        let clinic = self.examinations("north-clinic.csv", CLINIC)?;
        let named = people::register(self, &sites, oscar)?;
        staff::welcome(self, &named, oscar)?;
        people::evaluate(self, named[0], clara)?;
        people::name(self, named[0], named[2])?;
        self.together()?;
        staff::let_in(self)?;
        let examined_people = examined.summary.taken + examined.summary.unchanged;
        let refused = clinic.summary.refused;
        let invented = invented + named.len() as u64;
        let people = examined_people + clinic.summary.taken + clinic.summary.unchanged + invented;
        Ok(Made { data: String::new(), people, examined: examined_people, invented, refused, seconds: 0.0 })
    }

    /// Opens the sites, and the accounts of everybody who works there.
    fn house(&mut self) -> Result<story::House, Failure> {
        let sites = self.sites()?;
        let accounts = staff::employ_all(self, &sites)?;
        self.together()?;
        let sites = ["north", "county", "anne"].into_iter().zip(sites).collect();
        Ok(story::House { accounts, sites })
    }

    /// Turns the record's clock to a day: to its working hours, or to now where it is today.
    fn turn_to(&self, day: Date) -> Result<(), Failure> {
        let at = if day == self.today { self.now } else { hour_of(day, &self.zone)?.min(self.now) };
        let left = at.duration_since(self.clock.now());
        // Where the hour of today has not come yet, it is now already.
        self.clock.advance(left.try_into().unwrap_or_default());
        Ok(())
    }

    /// The day that the record's clock shows.
    fn day(&self) -> Date {
        self.clock.now().to_zoned(self.zone.clone()).date()
    }

    /// A clinic, a laboratory and a transplant centre.
    fn sites(&mut self) -> Result<Vec<SiteId>, Failure> {
        let opened = jiff::civil::date(2001, 1, 1);
        let kinds = [
            ("clinic", "North Street Clinic", None),
            ("laboratory", "County Laboratory", None),
            ("transplant-centre", "St Anne’s Transplant Centre", Some(12)),
        ];
        kinds
            .into_iter()
            .map(|(kind, name, places)| {
                let site = SiteId(self.entropy.uuid_v7(self.clock.now()));
                self.carry_out(Command::OpenSite {
                    site,
                    kind: kind.into(),
                    name: name.to_owned(),
                    places,
                    on: opened,
                })?;
                Ok(site)
            })
            .collect()
    }

    fn examinations(&mut self, name: &str, text: &str) -> Result<Account, Failure> {
        let directory = tempfile::tempdir().map_err(Failure::unreadable)?;
        let path = directory.path().join(name);
        std::fs::write(&path, text).map_err(Failure::unreadable)?;
        let mapping = Mapping::parse(SHIPPED[0].1).map_err(Failure::unreadable)?;
        let examined_on = AssumedDay::Spread { until: self.today, days: SPREAD_DAYS };
        let import =
            Import { path: &path, mapping: &mapping, programme: self.programme, examined_on, author: self.author };
        let bar = output::progress("Bringing real examinations in");
        let looked = import.look().map_err(Failure::unreadable)?;
        let account = bring_in(&import, &looked, self.writer, &self.clock, &mut self.entropy, &mut |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        account.map_err(Failure::unreadable)
    }

    /// Answers the alerts of the survey, but for the newest: a desk on which the urgent lies for a year is no good example.
    fn answer_old_alerts(&self, place: &Place, programme: &Arc<Programme>) -> Result<(), Failure> {
        let mut alerts = Reader::open(place, Arc::clone(programme))?.today(self.today, u32::MAX)?.alerts;
        alerts.sort_by_key(|alert| (alert.since, alert.person.id));
        let old = alerts.len().saturating_sub(ALERTS_LEFT);
        for alert in alerts.drain(..old) {
            let answer = AlertAnswer { on: alert.since, by: "Nobody".to_owned(), note: FROM_A_SURVEY.to_owned() };
            let (person, examination) = (alert.person.id, alert.examination);
            self.carry_out(Command::AnswerAlert { person, examination, alert: alert.rule, answer })?;
        }
        self.together()
    }

    /// Carries out a command that has to succeed, together with the next ones.
    fn carry_out(&self, command: Command) -> Result<(), Failure> {
        self.waiting.borrow_mut().push(Submission::new(self.author, command));
        Ok(())
    }

    /// Makes everything durable that waits for it.
    fn together(&self) -> Result<(), Failure> {
        let outcomes = self.writer.submit_all(self.waiting.take())?;
        outcomes.into_iter().try_for_each(|outcome| Ok(outcome.map(drop)?))
    }
}
