//! `carer serve`: the console and the API over a record.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use programme::rules::Programme;
use record::{Clock, Entropy, Place};

use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::{record_of, settings};

/// Where to listen, unless somebody says otherwise.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7400);

pub(crate) fn run(args: &ServeArgs, output: &mut Output) -> Result<ExitCode, Failure> {
    let programme = settings::programme(&args.programme)?;
    let place = settings::place(&args.place)?;
    let author = settings::author(&args.author)?;
    over(&place, &programme, author, settings::listen(args.listen)?.unwrap_or(LISTEN), output)?;
    Ok(ExitCode::SUCCESS)
}

/// Serves a record until the process is told to stop.
pub(crate) fn over(
    place: &Place,
    programme: &Arc<Programme>,
    author: String,
    listen: SocketAddr,
    output: &mut Output,
) -> Result<(), Failure> {
    server::loopback_only(listen).map_err(Failure::refused)?;
    let (writer, running) = record_of::writer(place, programme, &author)?;
    // A PostgreSQL client has a runtime of its own, which must not begin inside this one.
    let readers = server::Readers::start(place, programme)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::unreadable)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| Failure::unreadable(format!("{listen}: {error}")))?;
        let address = listener.local_addr().map_err(Failure::unreadable)?;
        output.line(format!("{} is served at http://{address}/", programme.name))?;
        output.line("Stop it with Ctrl-C.")?;
        output.finish()?;
        let state =
            server::State::new(writer, readers, Arc::clone(programme), Clock::system(), Entropy::system(), author);
        server::serve(listener, state, stopped()).await.map_err(Failure::unreadable)
    });
    drop(runtime);
    running.stop();
    served
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
    let state = server::State::new(writer, readers, Arc::clone(programme), clock, entropy, author.to_owned());
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
