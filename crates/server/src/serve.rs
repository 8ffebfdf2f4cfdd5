//! Listening, answering, and stopping without cutting anybody off.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::routes;
use crate::state::State;

/// How long requests that are being worked on may take once the server is to stop.
const STOPPING_MAX: Duration = Duration::from_secs(35);

/// Answers on a listener until `shutdown` is there, then finishes what is being worked on.
///
/// # Errors
/// Where the listener is not on loopback: nobody signs in yet, so whoever reaches it is taken for whoever sits here.
pub async fn serve(
    listener: TcpListener,
    state: State,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    loopback_only(listener.local_addr()?)?;
    let router = routes::router(&state);
    let mut closing = state.closing();
    let close = async move {
        shutdown.await;
        state.close();
    };
    let serving =
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(close);
    tokio::select! {
        served = serving.into_future() => served,
        () = async {
            // The sender lives in the state, which lives as long as the router.
            drop(closing.wait_for(|closing| *closing).await);
            tokio::time::sleep(STOPPING_MAX).await;
        } => {
            tracing::warn!("some connections did not end in time and were cut");
            Ok(())
        }
    }
}

/// Says no to an address that others can reach.
///
/// # Errors
/// Where it is not a loopback address.
pub fn loopback_only(address: SocketAddr) -> io::Result<()> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let why =
        format!("{address} can be reached from other machines, and nobody signs in yet: listen on 127.0.0.1 or [::1]");
    Err(io::Error::new(io::ErrorKind::PermissionDenied, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_listened_on() {
        for address in ["127.0.0.1:8080", "[::1]:8080", "127.9.9.9:1"] {
            assert!(loopback_only(address.parse().expect("an address")).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:8080", "[::]:8080", "192.168.1.2:8080"] {
            assert!(loopback_only(address.parse().expect("an address")).is_err(), "{address}");
        }
    }
}
