//! Commands from other processes of this machine, taken by the one that writes.
//!
//! A relay listens on loopback only. Both sides prove that they know the lease's secret before anything is said: the
//! caller, because it commands; the relay, because a command may be personal and another process may have taken over
//! the port. What the frames hold is the caller's business.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::entropy::Entropy;
use crate::error::Error;

/// The longest frame, in bytes. A whole import goes in many.
pub(crate) const FRAME_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How many callers are served at once; more are turned away, and come again.
const CALLERS_MAX: usize = 64;
/// How long either side waits for the other while they greet each other, and for a frame once begun.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a caller waits for its answer. A command waits for a commit, and perhaps for a whole batch before it.
const ANSWER: Duration = Duration::from_secs(60);
/// How long a caller that says nothing is kept.
const IDLE: Duration = Duration::from_secs(300);

/// What both sides know. It is in the lease's row, so whoever can read the record can command its writer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Proves the secret to whoever sent `challenge`, in one role only, so that a proof cannot be played back.
    fn prove(&self, role: &[u8], challenge: &[u8; 32], own: &[u8; 32]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("any length of key will do");
        mac.update(b"carer/relay/1");
        mac.update(role);
        mac.update(challenge);
        mac.update(own);
        mac
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Listens for callers, until it is dropped.
pub(crate) struct Relay {
    address: SocketAddr,
    secret: Secret,
    stop: Arc<AtomicBool>,
}

impl Relay {
    /// Begins to listen on a free port of the loopback. Each frame goes to `handler`, whose answer goes back; several
    /// callers are served at once, each on a thread of its own.
    pub(crate) fn start(
        entropy: &mut Entropy,
        handler: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let failed = |source| Error::File { what: "listening on loopback".to_owned(), source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let secret = Secret::new(entropy.bytes());
        let stop = Arc::new(AtomicBool::new(false));
        let service = Service {
            secret: secret.clone(),
            entropy: entropy.clone(),
            handler: Arc::new(handler),
            stop: Arc::clone(&stop),
            callers: Arc::new(AtomicUsize::new(0)),
        };
        spawn("relay", move || service.accept(&listener)).map_err(failed)?;
        Ok(Self { address, secret, stop })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a caller has to know.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // The listener waits for a caller; this one tells it to look up. Where it cannot be reached it is gone already.
        drop(TcpStream::connect_timeout(&self.address, PATIENCE));
    }
}

struct Service<H> {
    secret: Secret,
    entropy: Entropy,
    handler: Arc<H>,
    stop: Arc<AtomicBool>,
    callers: Arc<AtomicUsize>,
}

impl<H: Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static> Service<H> {
    fn accept(&self, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.stop.load(Ordering::Acquire) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let Some(place) = Place::take(&self.callers) else { continue };
            let (secret, mut entropy) = (self.secret.clone(), self.entropy.clone());
            let (handler, stop) = (Arc::clone(&self.handler), Arc::clone(&self.stop));
            let serving = spawn("relay caller", move || {
                let _place = place;
                // A caller that breaks off or does not know the secret is its own trouble and nobody else's.
                if let Err(error) = serve(stream, &secret, &mut entropy, &*handler, &stop) {
                    tracing::debug!(%error, "a relay's caller was let go");
                }
            });
            if let Err(error) = serving {
                tracing::warn!(%error, "no thread for a relay's caller");
            }
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

/// One of the places for callers; given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(callers: &Arc<AtomicUsize>) -> Option<Self> {
        let taken = callers.fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| (n < CALLERS_MAX).then_some(n + 1));
        taken.ok().map(|_| Self(Arc::clone(callers)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn serve(
    mut stream: TcpStream,
    secret: &Secret,
    entropy: &mut Entropy,
    handler: &dyn Fn(Vec<u8>) -> Vec<u8>,
    stop: &AtomicBool,
) -> io::Result<()> {
    set_up(&stream, PATIENCE)?;
    greet_caller(&mut stream, secret, entropy)?;
    while !stop.load(Ordering::Acquire) {
        stream.set_read_timeout(Some(IDLE))?;
        let len = match read_len(&mut stream) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            len => len?,
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        let question = read_body(&mut stream, len)?;
        write_frame(&mut stream, &handler(question))?;
    }
    Ok(())
}

/// The caller proves itself first: nothing is given to somebody unknown but a random number.
fn greet_caller(stream: &mut TcpStream, secret: &Secret, entropy: &mut Entropy) -> io::Result<()> {
    let ours: [u8; 32] = entropy.bytes();
    stream.write_all(&ours)?;
    let (mut theirs, mut proof) = ([0; 32], [0; 32]);
    stream.read_exact(&mut theirs)?;
    stream.read_exact(&mut proof)?;
    secret.prove(b"caller", &ours, &theirs).verify_slice(&proof).map_err(|_| unknown())?;
    stream.write_all(&secret.prove(b"relay", &theirs, &ours).finalize().into_bytes())
}

fn greet_relay(stream: &mut TcpStream, secret: &Secret, entropy: &mut Entropy) -> io::Result<()> {
    let ours: [u8; 32] = entropy.bytes();
    let mut theirs = [0; 32];
    stream.read_exact(&mut theirs)?;
    stream.write_all(&ours)?;
    stream.write_all(&secret.prove(b"caller", &theirs, &ours).finalize().into_bytes())?;
    let mut proof = [0; 32];
    stream.read_exact(&mut proof)?;
    secret.prove(b"relay", &ours, &theirs).verify_slice(&proof).map_err(|_| unknown())
}

fn unknown() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the other side does not know the secret")
}

/// A caller.
pub(crate) struct Client {
    stream: TcpStream,
}

impl Client {
    /// Calls a relay.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] where it does not listen, is full, or does not know the secret.
    pub(crate) fn connect(address: SocketAddr, secret: &Secret, entropy: &mut Entropy) -> Result<Self, Error> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(|e| gone(&e))?;
        let mut client = Self { stream };
        set_up(&client.stream, PATIENCE).map_err(|e| gone(&e))?;
        greet_relay(&mut client.stream, secret, entropy).map_err(|e| gone(&e))?;
        client.stream.set_read_timeout(Some(ANSWER)).map_err(|e| gone(&e))?;
        Ok(client)
    }

    /// Sends a frame and waits for the answer. After an error the client is of no more use, and whether the relay
    /// did what was asked is not known: ask again with the same idempotency key.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] where the relay went or did not answer in time; [`Error::Refused`] where the frame is too long.
    pub(crate) fn call(&mut self, question: &[u8]) -> Result<Vec<u8>, Error> {
        if question.len() > FRAME_BYTES_MAX {
            return Err(Error::Refused(format!("a command of {} bytes is too long to pass on", question.len())));
        }
        let mut ask = || {
            write_frame(&mut self.stream, question)?;
            let len = read_len(&mut self.stream)?;
            read_body(&mut self.stream, len)
        };
        ask().map_err(|e| gone(&e))
    }
}

fn gone(error: &io::Error) -> Error {
    Error::NoAnswer(error.to_string())
}

fn set_up(stream: &TcpStream, patience: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))
}

fn write_frame(stream: &mut TcpStream, body: &[u8]) -> io::Result<()> {
    let len = u32::try_from(body.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut frame = Vec::with_capacity(4 + body.len());
    frame.extend_from_slice(&len.to_be_bytes());
    frame.extend_from_slice(body);
    stream.write_all(&frame)
}

fn read_len(stream: &mut TcpStream) -> io::Result<usize> {
    let mut len = [0; 4];
    stream.read_exact(&mut len)?;
    let len = u32::from_be_bytes(len) as usize;
    if len > FRAME_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {len} bytes is too long")));
    }
    Ok(len)
}

fn read_body(stream: &mut TcpStream, len: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![0; len];
    stream.read_exact(&mut body)?;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo() -> Relay {
        Relay::start(&mut Entropy::seeded(1), |mut body| {
            body.reverse();
            body
        })
        .unwrap()
    }

    fn client(relay: &Relay) -> Client {
        Client::connect(relay.address(), relay.secret(), &mut Entropy::seeded(2)).unwrap()
    }

    #[test]
    fn a_caller_gets_its_answers_in_order() {
        let relay = echo();
        let mut client = client(&relay);
        assert_eq!(client.call(b"abc").unwrap(), b"cba");
        assert_eq!(client.call(b"").unwrap(), b"");
        let long = vec![7; 5_000_000];
        assert!(client.call(&long).unwrap() == long);
    }

    #[test]
    fn several_callers_are_served_at_once() {
        let barrier = Arc::new(std::sync::Barrier::new(8));
        let relay = Relay::start(&mut Entropy::seeded(1), move |body| {
            // Nobody is answered before all eight have asked.
            barrier.wait();
            body
        })
        .unwrap();
        thread::scope(|scope| {
            for i in 0..8_u8 {
                let relay = &relay;
                scope.spawn(move || assert_eq!(client(relay).call(&[i]).unwrap(), [i]));
            }
        });
    }

    #[test]
    fn who_does_not_know_the_secret_is_not_heard() {
        let relay = Relay::start(&mut Entropy::seeded(1), |_| panic!("nobody may ask anything")).unwrap();
        let wrong = Secret::new([0; 32]);
        let called = Client::connect(relay.address(), &wrong, &mut Entropy::seeded(2));
        assert!(matches!(called, Err(Error::NoAnswer(_))));
    }

    #[test]
    fn a_relay_that_does_not_know_the_secret_is_told_nothing() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let impostor = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(&[1; 32]).unwrap();
            let mut heard = [0; 64];
            stream.read_exact(&mut heard).unwrap();
            stream.write_all(&[2; 32]).unwrap();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).unwrap();
            rest
        });
        let called = Client::connect(address, &Secret::new([9; 32]), &mut Entropy::seeded(2));
        assert!(matches!(called, Err(Error::NoAnswer(_))));
        assert_eq!(impostor.join().unwrap(), b"");
    }

    #[test]
    fn a_frame_that_is_too_long_is_not_read() {
        let relay = echo();
        let mut client = client(&relay);
        assert!(matches!(client.call(&vec![0; FRAME_BYTES_MAX + 1]), Err(Error::Refused(_))));
        client.stream.write_all(&u32::MAX.to_be_bytes()).unwrap();
        assert_eq!(client.stream.read(&mut [0; 1]).unwrap_or(0), 0, "the relay hangs up");
    }

    #[test]
    fn a_relay_that_was_dropped_listens_no_more() {
        let relay = echo();
        let (address, secret) = (relay.address(), relay.secret().clone());
        drop(relay);
        for _ in 0..3 {
            assert!(Client::connect(address, &secret, &mut Entropy::seeded(2)).is_err());
        }
    }
}
