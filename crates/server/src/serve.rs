//! Listening, answering, and stopping without cutting anybody off.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::connections::Port;
use crate::limits::Limits;
use crate::manner::Manner;
use crate::routes;
use crate::state::State;

/// What a reader of the figures is told that they are.
const FIGURES: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Whoever reads figures is one program, or a few.
const FIGURE_READERS: Limits = Limits { connections: 32, connections_per_address: 32 };

/// Answers on a listener until `shutdown` is there, then finishes what is being worked on.
///
/// # Errors
/// Where this server may not listen there: see [`may_listen`].
pub async fn serve(
    listener: TcpListener,
    state: State,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let manner = state.manner();
    may_listen(listener.local_addr()?, manner)?;
    let router = routes::router(&state);
    let mut limits = manner.limits;
    if manner.is_behind_proxy {
        limits.connections_per_address = limits.connections;
    }
    let tls = manner.tls.clone();
    let port = Port { listener, tls: tls.clone(), limits, router, metrics: Arc::clone(state.metrics()) };
    let answering = port.answer(state.closing());
    let close = async {
        shutdown.await;
        state.close();
        std::future::pending::<()>().await;
    };
    let follow = async {
        match tls {
            Some(tls) => tls.follow().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = answering => Ok(()),
        () = close => Ok(()),
        () = follow => Ok(()),
    }
}

/// Gives the server's figures on a listener of its own, at `/metrics`, until the server stops. They say nothing of anybody.
pub async fn serve_metrics(listener: TcpListener, state: State) {
    let figures = {
        let state = state.clone();
        move || async move { ([(header::CONTENT_TYPE, FIGURES)], state.figures()) }
    };
    let router = Router::new().route("/metrics", get(figures));
    let metrics = Arc::default();
    Port { listener, tls: None, limits: FIGURE_READERS, router, metrics }.answer(state.closing()).await;
}

/// Says no to a way of listening that would let others overhear or take part.
///
/// # Errors
/// Where other machines can reach the address, and what goes over the line is not encrypted, here or before a proxy; where
/// it is a demonstration, in which anybody is let in as anybody; where others ask for this server by a name that it was
/// not told.
pub fn may_listen(address: SocketAddr, manner: &Manner) -> io::Result<()> {
    let is_here = address.ip().is_loopback();
    if !is_here && manner.is_demo {
        let why = format!(
            "{address} can be reached from other machines, and in a demonstration anybody signs in as anybody: listen on \
             127.0.0.1 or [::1]"
        );
        return Err(denied(why));
    }
    if !is_here && manner.tls.is_none() && !manner.is_behind_proxy {
        let why = format!(
            "{address} can be reached from other machines, and passwords would go over the network in the clear: give \
             --tls-certificate and --tls-key, or put a proxy before it that does TLS and say --behind-proxy, or listen on \
             127.0.0.1 or [::1]"
        );
        return Err(denied(why));
    }
    if (!is_here || manner.is_behind_proxy) && manner.hosts.is_empty() {
        let why = "no name is known by which others ask for this server, so every request would be refused: give it with --host, as \
                   in --host carer.example.org";
        return Err(denied(why.to_owned()));
    }
    Ok(())
}

fn denied(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(address: &str, manner: &Manner, because: &str) -> bool {
        let may = may_listen(address.parse().expect("an address"), manner);
        may.is_err_and(|error| error.to_string().contains(because))
    }

    #[test]
    fn on_loopback_anything_is_listened_on() {
        for address in ["127.0.0.1:8080", "[::1]:8080", "127.9.9.9:1"] {
            let address = address.parse().expect("an address");
            assert!(may_listen(address, &Manner::default()).is_ok(), "{address}");
            assert!(may_listen(address, &Manner { is_demo: true, ..Manner::default() }).is_ok(), "{address}");
        }
    }

    #[test]
    fn beyond_it_nothing_goes_in_the_clear() {
        let proxied = Manner { is_behind_proxy: true, hosts: vec!["carer.example".to_owned()], ..Manner::default() };
        for address in ["0.0.0.0:8080", "[::]:8080", "192.168.1.2:8080"] {
            assert!(is_refused(address, &Manner::default(), "--tls-certificate"), "{address}");
            assert!(may_listen(address.parse().expect("an address"), &proxied).is_ok(), "{address}");
            assert!(is_refused(address, &Manner { hosts: Vec::new(), ..proxied.clone() }, "--host"), "{address}");
            assert!(is_refused(address, &Manner { is_demo: true, ..proxied.clone() }, "demonstration"), "{address}");
        }
        assert!(is_refused("127.0.0.1:1", &Manner { hosts: Vec::new(), ..proxied }, "--host"));
    }
}
