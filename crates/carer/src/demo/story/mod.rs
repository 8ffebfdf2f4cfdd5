//! The people of the demonstration who stand all along a donor's path, with twenty years behind them. Everybody is invented.
//!
//! The scripts beside this file say what somebody wrote down on which day. They are played in the order of these days, on a
//! clock that the demonstration turns, through the same commands as everything else: what the rules refuse stops it.

mod after;
mod giving;
mod house;
mod line;
mod path;
mod values;
mod waiting;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use programme::{
    AccountDetails, AccountId, AppealId, AssessmentId, Command, ContactWay, DeferralId, DonationId, ExaminationId,
    PersonId, PostId, Role, SiteId, Stream, TopicId,
};
use record::Submission;
use uuid::Uuid;

use crate::failure::Failure;

use super::Stage;
use line::{Cast, Line, day_of, read};
pub(super) use path::said_back;

/// The scripts, in the order in which their people are met where two things happen on one day.
const SCRIPTS: [(&str, &str); 5] = [
    ("house.txt", include_str!("house.txt")),
    ("recipients.txt", include_str!("recipients.txt")),
    ("followed.txt", include_str!("followed.txt")),
    ("giving.txt", include_str!("giving.txt")),
    ("waiting.txt", include_str!("waiting.txt")),
];
/// The record begins so long ago; what was before that is brought in as history.
const BEGINS: &str = "-130w";
/// An advocate speaks with whom they stand by so often.
const TALKS_EVERY_WEEKS: i32 = 11;
/// After one of these nobody speaks with them any more.
const SILENT_AFTER: [&str; 4] = ["dies", "taken-over", "departs", "be-left"];
/// What is written down of a conversation.
const TALKS: [&str; 6] = [
    "We spoke about how the weeks were. Nothing is asked of me today.",
    "All is quiet. They know that they can ring me whenever they like.",
    "They asked who reads their record, and we looked at it together.",
    "We went through what they had been told. There were two questions, and both are answered.",
    "They are well, and busy at work. They want to hear from me again in some weeks.",
    "They wanted to talk it over once more. I listened.",
];

/// The day on which the record of the demonstration begins.
pub(super) fn first_day(today: Date) -> Date {
    day_from(BEGINS, today)
}

/// A day as it lies from today, in the words of the scripts.
pub(super) fn day_from(words: &str, today: Date) -> Date {
    day_of(words, today).expect("the first day is said as days are said")
}

/// Who works there: the accounts by their login, and the sites by a word of their name.
pub(super) struct House {
    pub(super) accounts: BTreeMap<&'static str, AccountId>,
    pub(super) sites: BTreeMap<&'static str, SiteId>,
}

/// Plays the story up to today; says how many people are in it.
pub(super) fn play(stage: &mut Stage<'_>, house: House) -> Result<u64, Failure> {
    Ok(play_scripts(stage, house, &SCRIPTS)?.len() as u64)
}

/// Plays scripts up to today; gives who is in them, in their order.
pub(super) fn play_scripts(
    stage: &mut Stage<'_>,
    house: House,
    scripts: &[(&str, &str)],
) -> Result<Vec<PersonId>, Failure> {
    let (mut cast, mut lines) = (Vec::new(), Vec::new());
    for (file, text) in scripts {
        read(file, text, stage.today, &mut cast, &mut lines)?;
    }
    let talks = talks(&cast, &lines, stage.today);
    lines.extend(talks);
    // What is written down on one day keeps the order of the scripts.
    lines.sort_by_key(|line| line.day);
    let mut player = Player::new(stage, house, cast);
    for day in lines.chunk_by(|one, next| one.day == next.day) {
        player.day(day)?;
    }
    Ok(player.people.into_iter().map(|known| known.id).collect())
}

/// What is known of somebody while the story is played.
struct Known {
    cast: Cast,
    id: PersonId,
    account: Option<AccountId>,
    /// Their advocate, by login.
    advocate: String,
    told: BTreeMap<TopicId, Date>,
    /// How they want to be reached, those through whom included.
    ways: Vec<ContactWay>,
    given: Date,
    donation: DonationId,
    deferral: DeferralId,
    appeal: AppealId,
    assessment: AssessmentId,
    examination: ExaminationId,
}

/// Turns lines into commands, and submits a day of them at a time.
struct Player<'s, 'a> {
    stage: &'s mut Stage<'a>,
    house: House,
    people: Vec<Known>,
    /// What was made of the lines of the day, with their places.
    written: Vec<(String, Submission)>,
}

impl<'s, 'a> Player<'s, 'a> {
    fn new(stage: &'s mut Stage<'a>, house: House, cast: Vec<Cast>) -> Self {
        let mut player = Self { stage, house, people: Vec::new(), written: Vec::new() };
        for cast in cast {
            let known = Known {
                cast,
                id: PersonId(player.id()),
                account: None,
                advocate: String::new(),
                told: BTreeMap::new(),
                ways: Vec::new(),
                given: Date::MIN,
                donation: DonationId(player.id()),
                deferral: DeferralId(player.id()),
                appeal: AppealId(player.id()),
                assessment: AssessmentId(player.id()),
                examination: ExaminationId(player.id()),
            };
            player.people.push(known);
        }
        player
    }

    fn day(&mut self, lines: &[Line]) -> Result<(), Failure> {
        let Some(first) = lines.first() else { return Ok(()) };
        self.stage.turn_to(first.day)?;
        for line in lines {
            self.line(line).map_err(|why| Failure::refused(format!("{}: {why}", line.place)))?;
        }
        let (places, submissions): (Vec<String>, Vec<Submission>) = self.written.drain(..).unzip();
        let outcomes = self.stage.writer.submit_all(submissions)?;
        for (place, outcome) in places.into_iter().zip(outcomes) {
            outcome.map_err(|rejection| Failure::refused(format!("{place}: {rejection}")))?;
        }
        Ok(())
    }

    fn line(&mut self, line: &Line) -> Result<(), String> {
        let Some(who) = line.who else { return self.of_house(line) };
        let done = match self.on_the_path(line, who)? {
            true => true,
            false => self.of_giving(line, who)? || self.of_waiting(line, who)? || self.afterwards(line, who)?,
        };
        if done { Ok(()) } else { Err(format!("“{}” is nothing that somebody does", line.verb)) }
    }

    /// Writes something down: in the name of whom the line says, or of this login.
    fn write(&mut self, line: &Line, login: &str, command: Command) -> Result<(), String> {
        let author = self.account(line.by.as_deref().unwrap_or(login))?;
        let author = Stream::Account(author).to_string();
        self.written.push((line.place.clone(), Submission::new(author, command)));
        Ok(())
    }

    /// Writes something down that only the machine's operator does.
    fn operate(&mut self, line: &Line, command: Command) {
        self.written.push((line.place.clone(), Submission::new(self.stage.author, command)));
    }

    fn id(&mut self) -> Uuid {
        self.stage.entropy.uuid_v7(self.stage.clock.now())
    }

    /// The account that signs in as this: of somebody who works there, or of somebody of the story.
    fn account(&self, login: &str) -> Result<AccountId, String> {
        let of_house = self.house.accounts.get(login).copied();
        let of_people = || self.people.iter().find(|known| known.cast.key == login).and_then(|known| known.account);
        of_house.or_else(of_people).ok_or_else(|| format!("nobody signs in as “{login}”"))
    }

    fn person(&self, key: &str) -> Result<PersonId, String> {
        let known = self.people.iter().find(|known| known.cast.key == key);
        known.map(|known| known.id).ok_or_else(|| format!("nobody of the story is called “{key}”"))
    }

    fn site(&self, word: &str) -> Result<SiteId, String> {
        self.house.sites.get(word).copied().ok_or_else(|| format!("there is no site “{word}”"))
    }

    /// A day that a line names.
    fn named_day(&self, words: &[String], at: usize) -> Result<Date, String> {
        let word = words.get(at).ok_or("a day is missing")?;
        day_of(word, self.stage.today).ok_or_else(|| format!("“{word}” is no day"))
    }

    /// Opens a page of their own for somebody who has one.
    fn own_page(&mut self, line: &Line, who: usize) -> Result<(), String> {
        let role = match self.people[who].cast.role.as_str() {
            "donor" => Role::Donor,
            "recipient" => Role::Recipient,
            _ => return Ok(()),
        };
        let (account, post) = (AccountId(self.id()), PostId(self.id()));
        let known = &mut self.people[who];
        known.account = Some(account);
        let (id, login, name) = (known.id, known.cast.key.clone(), known.cast.name.clone());
        self.stage.accounts.push(account);
        self.write(
            line,
            "clara",
            Command::OpenAccount { account, person: Some(id), details: AccountDetails { name, login } },
        )?;
        self.write(line, "clara", Command::Appoint { account, post, role, site: None, on: line.day })
    }
}

/// The conversations that advocates have with those by whom they stand, as long as anybody speaks with them. They are written
/// down on days on which something else is as well: each further day is a further commit.
fn talks(cast: &[Cast], lines: &[Line], today: Date) -> Vec<Line> {
    let mut talks = Vec::new();
    let mut days: Vec<Date> = lines.iter().map(|line| line.day).collect();
    days.sort_unstable();
    for (who, cast) in cast.iter().enumerate() {
        let mut own = lines.iter().filter(|line| line.who == Some(who));
        let Some(first) = own.clone().find(|line| ["comes", "advocate"].contains(&line.verb.as_str())) else {
            continue;
        };
        let silent = own.find(|line| SILENT_AFTER.contains(&line.verb.as_str())).map(|line| line.on.min(line.day));
        let quiet = cast.quiet.then(|| today.saturating_sub(17.weeks()));
        let until = silent.into_iter().chain(quiet).chain([today]).min().unwrap_or(today);
        let mut day = first.day.saturating_add(2.weeks());
        while day < until {
            let text = TALKS[(who + talks.len()) % TALKS.len()].to_owned();
            talks.push(Line {
                verb: "talk".to_owned(),
                day,
                on: day,
                words: Vec::new(),
                text,
                by: None,
                ..first.clone()
            });
            day = day.saturating_add(TALKS_EVERY_WEEKS.weeks());
        }
    }
    talks
}
