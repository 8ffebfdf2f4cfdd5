//! `carer serve`: the console and the API over a record.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use programme::rules::Programme;
use record::{Clock, Entropy, Ledger, Place};

use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::network::{LISTEN, Network};
use crate::output::Output;
use crate::{record_of, settings};

pub(crate) fn run(args: &ServeArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let place = settings::place(&args.place)?;
    let programme = settings::programme(&args.programme, &place)?;
    let author = settings::author(&args.author)?;
    let mut network = Network::read(&args.network)?;
    network.manner.hospital = settings::hospital()?;
    network.manner.outbox = settings::outbox()?;
    let ledger = settings::ledger(&args.ledger, &place)?;
    over(&place, &programme, author, network, ledger.as_ref(), output)?;
    Ok(ExitCode::SUCCESS)
}

/// Serves a record until the process is told to stop. The ledger is brought up before and after: whoever was erased by way
/// of this process is entered by the verb that asked, and here in case it did not come to that.
pub(crate) fn over(
    place: &Place,
    programme: &Arc<Programme>,
    author: String,
    network: Network,
    ledger: Option<&Ledger>,
    output: &mut Output,
) -> Result<(), Failure> {
    server::may_listen(network.listen, &network.manner).map_err(Failure::refused)?;
    let (writer, running) = record_of::writer(place, programme, &author)?;
    ledger.map(|ledger| ledger.bring_up(place)).transpose()?;
    // A PostgreSQL client has a runtime of its own, which must not begin inside this one.
    let readers = server::Readers::start(place, programme)?;
    let welcome = if network.manner.is_demo { None } else { first_link(place, programme, &writer, &author)? };
    let send = |outbox| server::Sender::start(place, programme, writer.clone(), outbox, Clock::system());
    let sender = network.manner.outbox.as_ref().map(send).transpose().map_err(Failure::unreadable)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::unreadable)?;
    let served = runtime.block_on(async {
        let listener = bind(network.listen).await?;
        let address = listener.local_addr().map_err(Failure::unreadable)?;
        let metrics = match network.metrics {
            Some(metrics) => Some(bind(metrics).await?),
            None => None,
        };
        network.greet(&programme.name, address, welcome.as_deref(), output)?;
        if let Some(metrics) = &metrics {
            let address = metrics.local_addr().map_err(Failure::unreadable)?;
            output.line(format!("Its figures are at http://{address}/metrics"))?;
        }
        output.line("Stop it with Ctrl-C.")?;
        output.finish()?;
        let (clock, entropy) = (Clock::system(), Entropy::system());
        let state = server::State::new(writer, readers, Arc::clone(programme), clock, entropy, network.manner);
        let figures = metrics.map(|metrics| tokio::spawn(server::serve_metrics(metrics, state.clone())));
        let served = server::serve(listener, state, stopped()).await.map_err(Failure::unreadable);
        if let Some(figures) = figures {
            figures.abort();
        }
        served
    });
    drop(runtime);
    if let Some(sender) = sender {
        sender.stop();
    }
    running.stop();
    ledger.map(|ledger| ledger.bring_up(place)).transpose()?;
    served
}

async fn bind(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    let bound = tokio::net::TcpListener::bind(address).await;
    bound.map_err(|error| Failure::unreadable(format!("{address}: {error}")))
}

fn first_link(
    place: &Place,
    programme: &Arc<Programme>,
    writer: &record::Writer,
    author: &str,
) -> Result<Option<String>, Failure> {
    let mut reader = record::Reader::open(place, Arc::clone(programme))?;
    let (today, now) = (record_of::today(programme)?, Clock::system().now());
    Ok(server::first_link(writer, &mut reader, author, today, now, &mut Entropy::system())?)
}

/// A server on a free port of this machine, in this process, for measuring it.
pub(crate) struct Background {
    /// Where it answers.
    pub(crate) address: SocketAddr,
    runtime: tokio::runtime::Runtime,
    stop: tokio::sync::oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
    running: record::Running,
}

/// Serves a record beside whatever else this process does.
pub(crate) fn in_background(place: &Place, programme: &Arc<Programme>, author: &str) -> Result<Background, Failure> {
    let (writer, running) = record_of::writer(place, programme, author)?;
    let readers = server::Readers::start(place, programme)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::unreadable)?;
    let free = SocketAddr::new(LISTEN.ip(), 0);
    let listener = runtime.block_on(tokio::net::TcpListener::bind(free)).map_err(Failure::unreadable)?;
    let address = listener.local_addr().map_err(Failure::unreadable)?;
    let (clock, entropy) = (Clock::system(), Entropy::system());
    let state = server::State::new(writer, readers, Arc::clone(programme), clock, entropy, server::Manner::default());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = runtime.spawn(server::serve(listener, state, async move {
        // Whoever started it has gone: that is a reason to stop, too.
        drop(stopped.await);
    }));
    Ok(Background { address, runtime, stop, serving, running })
}

impl Background {
    /// Stops it and waits until it has stopped.
    pub(crate) fn stop(self) -> Result<(), Failure> {
        drop(self.stop);
        self.runtime.block_on(self.serving).map_err(Failure::unreadable)?.map_err(Failure::unreadable)?;
        drop(self.runtime);
        self.running.stop();
        Ok(())
    }
}

/// Ctrl-C, or the signal by which a service is stopped.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            .expect("a process may listen for its own signals");
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
