//! A record of a test's own, opened and served in this process until it is dropped. The houses of the tests are built on it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use programme::rules::Programme;
use record::{Clock, Entropy, Opening, Place, Running, Writer};
use server::{Manner, Readers, Sender, State, serve};

/// A server that runs until it is dropped.
pub(crate) struct Served {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What writes its record.
    pub(crate) writer: Writer,
    /// The writer's thread, until a test stops it.
    pub(crate) running: Option<Running>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    sender: Option<Sender>,
}

impl Served {
    /// Opens the record at a place and serves it; how, may depend on where it listens.
    pub(crate) fn start(
        place: &Place,
        programme: &Arc<Programme>,
        clock: &Clock,
        author: &str,
        manner: impl FnOnce(SocketAddr) -> Manner,
    ) -> Self {
        let opening = Opening {
            place: place.clone(),
            programme: Arc::clone(programme),
            clock: clock.clone(),
            entropy: Entropy::seeded(1),
            author: author.to_owned(),
        };
        let (writer, running) = record::open(opening, &mut |_| {}).expect("the record opens");
        let readers = Readers::start(place, programme).expect("the record is read");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("it listens");
        let manner = manner(address);
        let send = |outbox| Sender::start(place, programme, writer.clone(), outbox, clock.clone());
        let sender = manner.outbox.as_ref().map(send).transpose().expect("the outbox starts");
        let (served, entropy) = (Arc::clone(programme), Entropy::seeded(2));
        let state = State::new(writer.clone(), readers, served, clock.clone(), entropy, manner);
        let (stop, serving) = listen(listener, state);
        Self { address, writer, running: Some(running), stop: Some(stop), serving: Some(serving), sender }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Whoever listens is let go, and everything ends by itself; a hang here fails the test run.
        drop(self.stop.take());
        let ended = self.serving.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.expect("it was started").expect("the server ended well");
            if let Some(sender) = self.sender.take() {
                sender.stop();
            }
            self.running.take().map(Running::stop);
        }
    }
}

fn listen(listener: TcpListener, state: State) -> (tokio::sync::oneshot::Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    listener.set_nonblocking(true).expect("it can be waited for");
    let serving = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
            let shutdown = async move { drop(stopped.await) };
            serve(listener, state, shutdown).await.expect("it serves");
        });
    });
    (stop, serving)
}
