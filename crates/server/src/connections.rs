//! Connections: taken in, counted, spoken with, and let go. What is said over them is for the router.
//!
//! One task takes them in and alone knows how many there are from where, so no lock is needed. In plain text HTTP/1.1 is
//! spoken; over TLS HTTP/2 as well, if the other side wants it.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{self, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tower_service::Service as _;

use crate::limits::{self, Limits, one_address};
use crate::metrics::Metrics;
use crate::tls::Tls;

/// How long nobody is taken in where the system has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(200);

/// A port that answers.
pub(crate) struct Port {
    pub(crate) listener: TcpListener,
    pub(crate) tls: Option<Tls>,
    pub(crate) limits: Limits,
    pub(crate) router: Router,
    pub(crate) metrics: Arc<Metrics>,
}

/// The connections that are open.
struct Open {
    tasks: JoinSet<()>,
    from: HashMap<task::Id, IpAddr>,
    by_address: HashMap<IpAddr, usize>,
}

impl Port {
    /// Answers until the server is to stop; then finishes what is being worked on, as far as that takes no longer than
    /// [`limits::STOPPING`].
    pub(crate) async fn answer(self, mut closing: watch::Receiver<bool>) {
        let mut open = Open { tasks: JoinSet::new(), from: HashMap::new(), by_address: HashMap::new() };
        loop {
            tokio::select! {
                () = closed(&mut closing) => break,
                Some(ended) = open.tasks.join_next_with_id() => {
                    open.leave(ended.map_or_else(|error| error.id(), |(id, ())| id));
                }
                taken = self.listener.accept() => match taken {
                    Ok((stream, from)) => self.take_in(stream, from, &closing, &mut open),
                    Err(error) => no_connection(&error).await,
                },
            }
            self.metrics.connections(open.from.len());
        }
        drop(self.listener);
        let ends = async { while open.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(limits::STOPPING, ends).await.is_err() {
            tracing::warn!("some connections did not end in time and were cut");
        }
    }

    fn take_in(&self, stream: TcpStream, from: SocketAddr, closing: &watch::Receiver<bool>, open: &mut Open) {
        let address = one_address(from.ip());
        if let Some(why) = open.too_many(address, self.limits) {
            // Nothing is said: whoever floods would have us talk to each.
            self.metrics.connection_refused(why);
            return;
        }
        let config = self.tls.as_ref().map(Tls::config);
        open.enter(address, speak(stream, from, config, self.router.clone(), closing.clone()));
    }
}

impl Open {
    fn too_many(&self, address: IpAddr, limits: Limits) -> Option<&'static str> {
        if self.from.len() >= limits.connections {
            return Some("all");
        }
        let of_address = self.by_address.get(&address).copied().unwrap_or(0);
        (of_address >= limits.connections_per_address).then_some("address")
    }

    fn enter(&mut self, address: IpAddr, connection: impl Future<Output = ()> + Send + 'static) {
        let task = self.tasks.spawn(connection);
        self.from.insert(task.id(), address);
        *self.by_address.entry(address).or_default() += 1;
    }

    fn leave(&mut self, task: task::Id) {
        let address = self.from.remove(&task).expect("who left has entered");
        let left = self.by_address.get_mut(&address).expect("who left was counted");
        *left -= 1;
        if *left == 0 {
            self.by_address.remove(&address);
        }
    }
}

/// Waits until the server is to stop.
async fn closed(closing: &mut watch::Receiver<bool>) {
    // Where nobody is left who could say so, that is a reason to stop, too.
    drop(closing.wait_for(|closing| *closing).await);
}

/// A connection that ended before it was taken in is nothing to wait for; a system that is out of files is.
async fn no_connection(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "a connection could not be taken in");
        tokio::time::sleep(NO_ROOM).await;
    }
}

async fn speak(
    stream: TcpStream,
    from: SocketAddr,
    config: Option<Arc<ServerConfig>>,
    router: Router,
    closing: watch::Receiver<bool>,
) {
    // Answers are written whole: there is nothing to wait for.
    drop(stream.set_nodelay(true));
    let Some(config) = config else { return converse(stream, from, false, router, closing).await };
    let shaken = tokio::time::timeout(limits::HANDSHAKE_TIME, TlsAcceptor::from(config).accept(stream)).await;
    // Whoever cannot agree on encryption has gone; the network is full of such.
    let Ok(Ok(stream)) = shaken else { return };
    let is_two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    converse(stream, from, is_two, router, closing).await;
}

async fn converse<S>(stream: S, from: SocketAddr, is_two: bool, router: Router, mut closing: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().call(request)
    });
    let builder = builder(is_two);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    // A connection that breaks is no matter of ours, before the end or after.
    tokio::select! {
        ended = connection.as_mut() => return drop(ended),
        () = closed(&mut closing) => connection.as_mut().graceful_shutdown(),
    }
    drop(connection.await);
}

fn builder(is_two: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::HEAD_TIME)
        .max_headers(limits::HEADERS)
        .max_buf_size(limits::HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits::STREAMS)
        .max_header_list_size(u32::try_from(limits::HEAD_BYTES).expect("a head is small"))
        .max_pending_accept_reset_streams(limits::TAKEN_BACK)
        .keep_alive_interval(limits::PING)
        .keep_alive_timeout(limits::PING);
    // Which of the two it is was agreed on: nobody is waited for to find out, as long as they like.
    if is_two { builder.http2_only() } else { builder.http1_only() }
}
