//! Who writes: this process, or another one that commands are passed on to. The one may become the other at any time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use programme::rules::Programme;

use crate::clock::Clock;
use crate::conn::{Conn, Place};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::lease::{self, Acquired, Claim, Holder};
use crate::relay::{Client, Relay};
use crate::submission::Rejection;

use super::held::State;
use super::rebuild::Rebuilding;
use super::request::Request;
use super::thread::{Ended, Engine, Phases};
use super::{Opening, relayed};

/// How long a writer that says nothing is waited for. It renews its lease every second.
pub(super) const LEASE: Duration = Duration::from_secs(5);
/// How long it takes until it is asked again for.
const AGAIN: Duration = Duration::from_millis(200);
/// The exit code of a process whose writer panicked and could not begin anew: an internal fault, by the custom of
/// `sysexits.h`.
const PANICKED: i32 = 70;

/// What a writer needs wherever it sits.
pub(super) struct Office {
    pub(super) place: Place,
    pub(super) programme: Arc<Programme>,
    pub(super) time_zone: TimeZone,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
    pub(super) author: String,
    relay: Relay,
}

/// Where commands are carried out.
pub(super) enum Seat {
    /// Here.
    Here(Box<Engine>),
    /// In another process.
    There(Box<Office>, Client),
    /// Nowhere for the moment: each request tries anew.
    Nowhere(Box<Office>, Error),
}

impl Office {
    /// Opens the place for whoever will write: a relay listens for commands of other processes from now on.
    pub(super) fn open(opening: Opening, requests: &SyncSender<Request>) -> Result<Box<Self>, Error> {
        let Opening { place, programme, clock, mut entropy, author } = opening;
        if programme.fiction.is_some() {
            let name = &programme.name;
            return Err(Error::Refused(format!(
                "“{name}” is a story's programme: it can be checked and simulated, never served"
            )));
        }
        let time_zone = time_zone(&programme)?;
        let requests = requests.clone();
        let relay = Relay::start(&mut entropy, move |frame| relayed::answer(&frame, &requests))?;
        Ok(Box::new(Self { place, programme, time_zone, clock, entropy, author, relay }))
    }

    /// Sits, and where whoever holds the lease does not answer waits for it to run out: the address of one that died may by
    /// now be a stranger's, who answers otherwise than a writer does.
    pub(super) fn sit_down(self: Box<Self>, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<Seat, Error> {
        let until = Instant::now() + LEASE + AGAIN;
        let mut office = self;
        loop {
            match office.sit(rebuilding) {
                Ok(seat) => return Ok(seat),
                Err((same, Error::NoAnswer(_))) if Instant::now() < until => office = same,
                Err((_, error)) => return Err(error),
            }
            std::thread::sleep(AGAIN);
        }
    }

    /// Takes the lease, or finds the way to who has it.
    pub(super) fn sit(mut self: Box<Self>, rebuilding: &mut dyn FnMut(Rebuilding)) -> Result<Seat, (Box<Self>, Error)> {
        match self.ask() {
            Ok((conn, Acquired::Ours(lease))) => match Engine::new(self, conn, lease) {
                Ok(mut engine) => match engine.put_in_force(rebuilding) {
                    Ok(()) => Ok(Seat::Here(engine)),
                    Err(error) => Err((engine.leave(), error)),
                },
                Err((office, error)) => Err((office, error)),
            },
            Ok((_, Acquired::Held(holder))) => match self.call(&holder) {
                Ok(client) => Ok(Seat::There(self, client)),
                Err(error) => Err((self, error)),
            },
            Err(error) => Err((self, error)),
        }
    }

    fn ask(&mut self) -> Result<(Conn, Acquired), Error> {
        let mut conn = self.place.open_or_create(&mut self.entropy)?;
        conn.limit_silence()?;
        let owner = format!("{} (process {})", self.author, std::process::id());
        let claim = Claim { owner, address: self.relay.address(), secret: self.relay.secret().clone() };
        let acquired = lease::acquire(&mut conn, &claim, self.clock.now(), LEASE)?;
        if matches!(acquired, Acquired::Held(_))
            && State::load(&mut conn)?.programme_in_force != Some(self.programme.hash)
        {
            return Err(Error::Refused(
                "the process that has this record open serves another programme file: stop it first, or use its file"
                    .to_owned(),
            ));
        }
        Ok((conn, acquired))
    }

    fn call(&mut self, holder: &Holder) -> Result<Client, Error> {
        let elsewhere = || Error::Unavailable(format!("{} has this record open on another machine", holder.owner));
        Client::connect(holder.address.ok_or_else(elsewhere)?, &holder.secret, &mut self.entropy)
    }
}

/// The time zone whose civil days a programme's are.
pub(super) fn time_zone(programme: &Programme) -> Result<TimeZone, Error> {
    let unknown = |error| Error::Refused(format!("the time zone {} is not known: {error}", programme.time_zone));
    TimeZone::get(&programme.time_zone).map_err(unknown)
}

impl Seat {
    /// Takes requests until it is told to stop.
    pub(super) fn work(self, receiver: &Receiver<Request>, here: &AtomicBool) -> Phases {
        let phases = self.until_told_to_stop(receiver, here);
        here.store(false, Ordering::Relaxed);
        for request in receiver.try_iter() {
            request.reject(&super::closed());
        }
        phases
    }

    fn until_told_to_stop(self, receiver: &Receiver<Request>, here: &AtomicBool) -> Phases {
        let (mut seat, mut phases) = (self, Phases::default());
        loop {
            here.store(matches!(seat, Self::Here(_)), Ordering::Relaxed);
            seat = match seat {
                Self::Here(engine) => match engine.run(receiver, &mut phases) {
                    Ended::Stopped => return phases,
                    Ended::Lost(office) => again(office),
                },
                Self::There(office, client) => match pass_on(client, receiver) {
                    Ended::Stopped => return phases,
                    Ended::Lost(()) => again(office),
                },
                Self::Nowhere(office, error) => {
                    tracing::error!(%error, "the record is not at hand");
                    match receiver.recv() {
                        Ok(Request::Stop) | Err(_) => return phases,
                        Ok(request) => request.reject(&Rejection::Unavailable(error.to_string())),
                    }
                    again(office)
                }
            };
        }
    }
}

/// Sits anew, with nothing of what was held before. A panic here leaves nobody who could write: better no process than one
/// that only says for ever that it cannot.
fn again(office: Box<Office>) -> Seat {
    let seat = std::panic::catch_unwind(AssertUnwindSafe(|| office.sit(&mut |_| {})));
    match seat {
        Ok(seat) => seat.unwrap_or_else(|(office, error)| Seat::Nowhere(office, error)),
        Err(_) => {
            tracing::error!(
                "the writer cannot begin anew: this process ends. Nothing that was confirmed is lost. Run `carer doctor`"
            );
            end_process()
        }
    }
}

/// What is confirmed is durable, so there is nothing to tidy up.
#[cfg(not(test))]
fn end_process() -> ! {
    std::process::exit(PANICKED)
}

/// The tests are in one process, which goes on.
#[cfg(test)]
fn end_process() -> ! {
    panic!("the process would end now, with exit code {PANICKED}")
}

/// Passes requests on until the other process does not answer any more.
fn pass_on(mut client: Client, receiver: &Receiver<Request>) -> Ended<()> {
    loop {
        match receiver.recv() {
            Ok(Request::Stop) | Err(_) => return Ended::Stopped,
            Ok(request) => {
                if let Err((request, error)) = relayed::pass_on(&mut client, request) {
                    if relayed::was_not_taken(&error) {
                        request.reject(&Rejection::Unavailable(error.to_string()));
                    } else {
                        tracing::error!(%error, "the process that writes went before it answered");
                        request.reject(&Rejection::Unknown);
                    }
                    return Ended::Lost(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{channel, sync_channel};

    use super::super::request::Promise;
    use super::*;

    /// Whoever told the writer to stop waits for it, and tells it only once.
    #[test]
    fn a_writer_that_loses_the_record_as_it_is_told_to_stop_stops() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::Directory(folder.path().to_owned());
        let text = include_str!("../../../../programmes/living-kidney-us.toml");
        let programme = programme::file::parse(text).programme.expect("it is without faults");
        let now: jiff::Timestamp = "2026-01-05T12:00:00Z".parse().expect("a time");
        let opening = Opening {
            place: place.clone(),
            programme: Arc::new(programme),
            clock: Clock::fixed(now),
            entropy: Entropy::system(),
            author: "a test".to_owned(),
        };
        let (requests, receiver) = sync_channel(4);
        let office = Office::open(opening, &requests).unwrap_or_else(|error| panic!("{error}"));
        let seat = office.sit_down(&mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        let mut other = place.open(crate::conn::Access::Write).expect("it is there");
        let address = "127.0.0.1:9".parse().expect("an address");
        let claim = Claim { owner: "another".to_owned(), address, secret: crate::relay::Secret::new([7; 32]) };
        lease::acquire(&mut other, &claim, now + Duration::from_secs(60), LEASE).expect("it has run out");
        drop(other);
        let (answer, answered) = channel();
        let reading = Promise::of(Box::new(move |given| drop(answer.send(given))));
        requests.send(Request::Readings(Vec::new(), reading)).expect("there is room");
        requests.send(Request::Stop).expect("there is room");
        let (ended, end) = channel();
        std::thread::spawn(move || {
            seat.work(&receiver, &AtomicBool::new(true));
            ended.send(()).expect("the test waits");
        });
        assert!(answered.recv_timeout(Duration::from_secs(120)).expect("an answer").is_err());
        end.recv_timeout(Duration::from_secs(120)).expect("it stops");
    }
}
