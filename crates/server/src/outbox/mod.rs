//! Sending what was written. A decision only writes a message; here, on a thread of its own, what waits is handed over in the order
//! in which it was written, and what became of it is recorded.
//!
//! That a message begins to be sent is on the record before anything leaves, and what became of it after: a process that is
//! killed in between loses nothing, and the next one sends it again under the same name, by which a receiver can tell that it has it
//! already. That it may then have gone twice is said. Only the process that owns the log sends.

mod gateway;
mod mail;
mod settings;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use programme::rules::Programme;
use programme::{Command, LinkEnd, Message, MessageId, MessageOutcome, Person, PersonId, ReachStep, WayKind};
use record::{Clock, MessageRow, MessageState, Place, Reader, Rejection, Submission, Writer};

use gateway::Gateway;
use mail::Mailer;

pub use settings::{Address, Email, Outbox, Security, TextGateway};

/// As whom it writes what became of a message.
const AUTHOR: &str = "the outbox";
/// How often it looks for what waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long it waits after the first time that something could not be handed over, and at most, in seconds.
const PAUSE_FIRST: i64 = 1;
const PAUSE_MOST: i64 = 3_600;
/// So long after it began to be sent a message is given up, in seconds: two days.
const GIVEN_UP: i64 = 2 * 24 * 3_600;

/// The thread that sends.
pub struct Sender {
    stop: SyncSender<()>,
    thread: JoinHandle<()>,
}

/// A message as it is handed over.
#[derive(Debug)]
struct Parcel {
    /// What it is called wherever it goes: the same however often it is sent.
    name: String,
    to: String,
    subject: Option<String>,
    text: String,
    /// In microseconds since 1970 (UTC).
    written_at: i64,
}

/// Why a message was not handed over.
#[derive(Debug)]
enum Trouble {
    /// The address is nobody's.
    Nobody(String),
    /// It will not be taken, however often it is tried.
    Never(String),
    /// It may be taken another time.
    Later {
        why: String,
        /// Whether it is certain that it did not go.
        is_clear: bool,
        /// Whether no other message would have gone either.
        is_everybodys: bool,
    },
}

impl Sender {
    /// Starts the thread. It sends nothing before the writer is this process's.
    ///
    /// # Errors
    /// Where a way cannot be set up, or the thread cannot be started.
    pub fn start(
        place: &Place,
        programme: &Arc<Programme>,
        writer: Writer,
        outbox: &Outbox,
        clock: Clock,
    ) -> Result<Self, String> {
        let mailer = outbox.email.as_ref().map(Mailer::new).transpose()?;
        let gateway = outbox.text.as_ref().map(Gateway::new).transpose()?;
        let work = Work {
            place: place.clone(),
            programme: Arc::clone(programme),
            writer,
            address: outbox.address.clone(),
            clock,
            mailer,
            gateway,
            pauses: HashMap::new(),
            begun: HashSet::new(),
            doubtful: HashSet::new(),
            unsaid: Vec::new(),
        };
        let (stop, stopped) = sync_channel(1);
        let thread = std::thread::Builder::new().name("outbox".to_owned()).spawn(move || work.run(&stopped));
        Ok(Self { stop, thread: thread.map_err(|error| format!("the outbox could not start: {error}"))? })
    }

    /// Stops it, once what it is just handing over is through.
    pub fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the outbox had broken off: what waits is sent at the next start");
        }
    }
}

/// Everything that it works with.
struct Work {
    place: Place,
    programme: Arc<Programme>,
    writer: Writer,
    address: Address,
    clock: Clock,
    mailer: Option<Mailer>,
    gateway: Option<Gateway>,
    /// What is not to be tried before a time.
    pauses: HashMap<Paused, Pause>,
    /// What this process began to send: of it, it is known that no other one did.
    begun: HashSet<MessageId>,
    /// What may have gone though nobody said so.
    doubtful: HashSet<MessageId>,
    /// What became of messages, and is not on the record yet.
    unsaid: Vec<Command>,
}

/// What waits until it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Paused {
    One(MessageId),
    All(WayKind),
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    /// In seconds since 1970 (UTC).
    until: i64,
    /// How long the next one is, in seconds.
    next: i64,
}

impl Work {
    fn run(mut self, stopped: &Receiver<()>) {
        let mut reader = None;
        while matches!(stopped.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout)) {
            if !self.writer.is_here() {
                continue;
            }
            let looked = match &mut reader {
                Some(reader) => self.look(reader),
                None => Reader::open(&self.place, Arc::clone(&self.programme)).map(|opened| reader = Some(opened)),
            };
            if let Err(error) = looked {
                tracing::warn!(%error, "the outbox could not be read; trying again");
                reader = None;
            }
        }
    }

    /// Hands over what waits and may go. Nothing more leaves before it is on the record what became of the last one.
    fn look(&mut self, reader: &mut Reader) -> Result<(), record::Error> {
        if !self.said() {
            return Ok(());
        }
        let ways: Vec<WayKind> =
            [self.mailer.as_ref().map(|_| WayKind::Email), self.gateway.as_ref().map(|_| WayKind::TextMessage)]
                .into_iter()
                .flatten()
                .collect();
        for row in reader.messages(&ways)? {
            if row.state != MessageState::Failed && self.may_go(&row) {
                self.one(reader, &row)?;
                if !self.said() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn may_go(&self, row: &MessageRow) -> bool {
        let now = self.clock.now().as_second();
        let is_over = |paused| self.pauses.get(&paused).is_none_or(|pause| pause.until <= now);
        is_over(Paused::One(row.message)) && is_over(Paused::All(row.by))
    }

    fn one(&mut self, reader: &mut Reader, row: &MessageRow) -> Result<(), record::Error> {
        let Some(life) = reader.life(row.person)? else { return Ok(()) };
        let Some(message) = life.person.reach.message(row.message) else { return Ok(()) };
        let Some(secret) = reader.link_secret(row.person, message.content.link)? else { return Ok(()) };
        match self.writer.submit(submission(row.person, ReachStep::Begin { message: row.message })) {
            Ok(_) => {}
            Err(Rejection::Refused(refusal)) => {
                self.became_without(&life.person, message, row, refusal.why);
                return Ok(());
            }
            Err(rejection) => {
                tracing::warn!(%rejection, "a message could not begin to be sent; trying again");
                return Ok(());
            }
        }
        if message.begun.is_some() && !self.begun.contains(&row.message) {
            self.doubtful.insert(row.message);
        }
        self.begun.insert(row.message);
        match self.hand_over(&self.parcel(message, &secret), row.by) {
            Ok(()) => self.became(row, MessageOutcome::Sent, None),
            Err(Trouble::Nobody(why)) => self.became(row, MessageOutcome::Returned, Some(why)),
            Err(Trouble::Never(why)) => self.became(row, MessageOutcome::Failed, Some(why)),
            Err(Trouble::Later { why, is_clear, is_everybodys }) => {
                if !is_clear {
                    self.doubtful.insert(row.message);
                }
                self.later(row, message.begun, &why, is_everybodys);
            }
        }
        Ok(())
    }

    /// They are not to be asked any more, the link is of no use, or somebody stopped it just now. One that had begun may have gone
    /// all the same; one by which they answered has.
    fn became_without(&mut self, person: &Person, message: &Message, row: &MessageRow, why: String) {
        let link = person.reach.link(message.content.link);
        let is_used = link.is_some_and(|link| matches!(link.ended, Some(LinkEnd::Used(_))));
        match message.begun {
            Some(_) if is_used => self.became(row, MessageOutcome::Sent, None),
            Some(_) => {
                let why = format!("{why} It had begun to be sent, and may have gone.");
                self.became(row, MessageOutcome::Stopped, Some(why));
            }
            None => self.became(row, MessageOutcome::Stopped, Some(why)),
        }
    }

    fn parcel(&self, message: &Message, secret: &str) -> Parcel {
        let content = &message.content;
        let name = match content.by {
            WayKind::Email => format!("{}@{}", message.id, self.address.host()),
            _ => message.id.to_string(),
        };
        let link = format!("{}/answer/{secret}", self.address.as_str());
        Parcel {
            name,
            to: content.address.clone(),
            subject: content.subject.clone(),
            text: content.text.replace("{link}", &link),
            written_at: content.written.as_microsecond(),
        }
    }

    fn hand_over(&self, parcel: &Parcel, by: WayKind) -> Result<(), Trouble> {
        match (by, &self.mailer, &self.gateway) {
            (WayKind::Email, Some(mailer), _) => mailer.send(parcel),
            (WayKind::TextMessage, _, Some(gateway)) => gateway.send(parcel, self.clock.now().as_second()),
            _ => Err(Trouble::Never("There is no way to send it.".to_owned())),
        }
    }

    /// Tries it again after a pause, which grows; after two days it is given up.
    fn later(&mut self, row: &MessageRow, begun: Option<Timestamp>, why: &str, is_everybodys: bool) {
        let now = self.clock.now().as_second();
        if begun.is_some_and(|begun| now - begun.as_second() > GIVEN_UP) {
            self.became(row, MessageOutcome::Failed, Some(format!("It was tried for two days: {why}")));
            return;
        }
        let paused = if is_everybodys { Paused::All(row.by) } else { Paused::One(row.message) };
        let wait = self.pauses.get(&paused).map_or(PAUSE_FIRST, |pause| pause.next);
        self.pauses.insert(paused, Pause { until: now + wait, next: (wait * 2).min(PAUSE_MOST) });
        if is_everybodys {
            tracing::warn!(way = row.by.as_str(), seconds = wait, why, "messages cannot be sent; trying again");
        } else {
            // What was answered about one message may name whom it was to.
            tracing::warn!(message = %row.message, seconds = wait, "a message was not taken yet; trying again");
        }
    }

    fn became(&mut self, row: &MessageRow, outcome: MessageOutcome, note: Option<String>) {
        let message = row.message;
        let perhaps_twice = outcome == MessageOutcome::Sent && self.doubtful.contains(&message);
        self.pauses.remove(&Paused::One(message));
        if outcome == MessageOutcome::Sent {
            self.pauses.remove(&Paused::All(row.by));
        }
        tracing::info!(%message, way = row.by.as_str(), outcome = outcome.as_str(), "it is known what became of a message");
        let step = ReachStep::Finish { message, outcome, perhaps_twice, note };
        self.unsaid.push(Command::Reach { person: row.person, step });
    }

    /// Puts on the record what became of messages: whether all of it is.
    fn said(&mut self) -> bool {
        while let Some(command) = self.unsaid.first() {
            match self.writer.submit(Submission::new(AUTHOR, command.clone())) {
                Ok(_) => {}
                // Somebody else said it first, or they were erased meanwhile.
                Err(Rejection::Refused(refusal)) => {
                    tracing::info!(rule = %refusal.rule, "what became of a message was said already")
                }
                Err(rejection) => {
                    tracing::warn!(%rejection, "what became of a message could not be recorded; trying again");
                    return false;
                }
            }
            let command = self.unsaid.remove(0);
            if let Command::Reach { step: ReachStep::Finish { message, .. }, .. } = command {
                self.begun.remove(&message);
                self.doubtful.remove(&message);
            }
        }
        true
    }
}

fn submission(person: PersonId, step: ReachStep) -> Submission {
    Submission::new(AUTHOR, Command::Reach { person, step })
}
