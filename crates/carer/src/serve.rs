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
    over(&place, &programme, author, args.listen.unwrap_or(LISTEN), output)?;
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
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::unreadable)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| Failure::unreadable(format!("{listen}: {error}")))?;
        let address = listener.local_addr().map_err(Failure::unreadable)?;
        output.line(format!("{} is served at http://{address}/", programme.name))?;
        output.line("Stop it with Ctrl-C.")?;
        output.finish()?;
        let readers = server::Readers::start(place, programme)?;
        let state =
            server::State::new(writer, readers, Arc::clone(programme), Clock::system(), Entropy::system(), author);
        server::serve(listener, state, stopped()).await.map_err(Failure::unreadable)
    });
    drop(runtime);
    running.stop();
    served
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
