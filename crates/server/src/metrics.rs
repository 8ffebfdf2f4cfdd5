//! The server's figures, for whoever watches over the machine. They count; they name nobody: no id, no login, no path but the
//! patterns of the list of routes, no address.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use record::Rejection;

/// Upper bounds of how long an answer takes, in seconds: from a look-up to the limit of a request.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

type Label = (&'static str, &'static str);
type Counters<const N: usize> = Family<[Label; N], Counter>;

/// The figures.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Counters<3>,
    seconds: Family<[Label; 2], Histogram, fn() -> Histogram>,
    commands: Counters<1>,
    sign_ins: Counters<1>,
    readings: Counter,
    waiting: Family<[Label; 1], Gauge>,
    at_once: Gauge,
    last_commit: Gauge<f64, AtomicU64>,
    position: Gauge,
    connections: Gauge,
    refused: Counters<1>,
}

/// What became of somebody who wanted to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// They are in.
    In,
    /// The name and the password do not go together.
    WrongPassword,
    /// The second factor was wrong, or used before.
    WrongCode,
    /// Too many were tried.
    TooMany,
}

/// What is the case at the moment, and not counted as it happens.
pub(crate) struct Now {
    /// Questions that wait for a thread that reads.
    pub(crate) readers: usize,
    /// Searches that wait.
    pub(crate) searches: usize,
    /// Requests that are worked on.
    pub(crate) at_once: usize,
    /// The position of the log.
    pub(crate) position: i64,
}

/// Something that was sent to the writer and is not answered yet.
pub(crate) struct Waiting(Gauge);

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("carer");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which version this is", build);
        let made = Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            commands: Family::default(),
            sign_ins: Family::default(),
            readings: Counter::default(),
            waiting: Family::default(),
            at_once: Gauge::default(),
            last_commit: Gauge::default(),
            position: Gauge::default(),
            connections: Gauge::default(),
            refused: Family::default(),
            registry,
        };
        made.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let all = &mut self.registry;
        all.register("requests", "Requests answered, by route, method and class of status", self.requests.clone());
        let help = "How long an answer took to begin, by route and method";
        all.register_with_unit("request_duration", help, Unit::Seconds, self.seconds.clone());
        all.register("commands", "Commands answered, by what became of them", self.commands.clone());
        all.register("sign_ins", "Attempts to come in, by what became of them", self.sign_ins.clone());
        all.register("readings", "Readings of people that were asked to be on the record", self.readings.clone());
        all.register("waiting", "What waits for an answer now, by for whom", self.waiting.clone());
        all.register("requests_at_once", "Requests that are worked on now", self.at_once.clone());
        let help = "When the writer last confirmed a commit to this process, since 1970";
        all.register_with_unit("last_commit_timestamp", help, Unit::Seconds, self.last_commit.clone());
        all.register("log_position", "The position of the last event in the log", self.position.clone());
        all.register("connections", "Connections that are open now", self.connections.clone());
        let help = "Connections that were not taken in, by which limit was reached";
        all.register("connections_refused", help, self.refused.clone());
        self
    }

    /// A request was answered. The method and the route come from lists of ours: whoever makes methods up makes no figures.
    pub(crate) fn answered(&self, route: &'static str, method: &'static str, status: u16, took: Duration) {
        let class = ["other", "1xx", "2xx", "3xx", "4xx", "5xx"].get(usize::from(status / 100)).unwrap_or(&"other");
        self.requests.get_or_create(&[("route", route), ("method", method), ("status", class)]).inc();
        self.seconds.get_or_create(&[("route", route), ("method", method)]).observe(took.as_secs_f64());
    }

    /// A command was answered.
    pub(crate) fn command<T>(&self, outcome: &Result<T, Rejection>) {
        let became = match outcome {
            Ok(_) => "done",
            Err(Rejection::Refused(_)) => "refused",
            Err(Rejection::Stale { .. }) => "stale",
            Err(Rejection::KeyReused) => "key-reused",
            Err(Rejection::Busy) => "busy",
            Err(Rejection::Unknown) => "in-doubt",
            Err(Rejection::Unavailable(_)) => "unavailable",
        };
        self.commands.get_or_create(&[("outcome", became)]).inc();
    }

    /// Somebody tried to come in.
    pub(crate) fn sign_in(&self, became: SignIn) {
        self.sign_ins.get_or_create(&[("outcome", became.as_str())]).inc();
    }

    /// So many readings are on the record.
    pub(crate) fn readings(&self, count: usize) {
        self.readings.inc_by(count as u64);
    }

    /// Something goes to the writer: it waits until what is given here is dropped.
    pub(crate) fn to_writer(&self) -> Waiting {
        let waiting = self.waiting.get_or_create_owned(&[("for", "writer")]);
        waiting.inc();
        Waiting(waiting)
    }

    /// The writer confirmed a commit, at this second since 1970.
    pub(crate) fn committed(&self, second: i64) {
        self.last_commit.set(second as f64);
    }

    /// So many connections are open.
    pub(crate) fn connections(&self, open: usize) {
        self.connections.set(signed(open));
    }

    /// A connection was not taken in.
    pub(crate) fn connection_refused(&self, limit: &'static str) {
        self.refused.get_or_create(&[("limit", limit)]).inc();
    }

    /// All figures, as a reader of figures wants them.
    pub(crate) fn text(&self, now: &Now) -> String {
        // Whoever waits for the writer is counted as they come and go; the line is there from the start.
        drop(self.waiting.get_or_create_owned(&[("for", "writer")]));
        self.waiting.get_or_create(&[("for", "readers")]).set(signed(now.readers));
        self.waiting.get_or_create(&[("for", "search")]).set(signed(now.searches));
        self.at_once.set(signed(now.at_once));
        self.position.set(now.position);
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes any text");
        text
    }
}

impl SignIn {
    const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::WrongPassword => "wrong-password",
            Self::WrongCode => "wrong-code",
            Self::TooMany => "too-many",
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Now = Now { readers: 0, searches: 1, at_once: 2, position: 42 };

    #[track_caller]
    fn has(metrics: &Metrics, line: &str) {
        let text = metrics.text(&QUIET);
        assert!(text.lines().any(|own| own == line), "{line} is not in\n{text}");
    }

    #[test]
    fn what_happens_is_counted() {
        let metrics = Metrics::default();
        metrics.answered("/people/{person}", "GET", 404, Duration::from_millis(3));
        metrics.command(&Ok(()));
        metrics.command::<()>(&Err(Rejection::KeyReused));
        metrics.sign_in(SignIn::TooMany);
        metrics.readings(3);
        metrics.committed(1_700_000_000);
        metrics.connection_refused("address");
        for line in [
            "carer_requests_total{route=\"/people/{person}\",method=\"GET\",status=\"4xx\"} 1",
            "carer_request_duration_seconds_bucket{le=\"0.0025\",route=\"/people/{person}\",method=\"GET\"} 0",
            "carer_request_duration_seconds_bucket{le=\"0.005\",route=\"/people/{person}\",method=\"GET\"} 1",
            "carer_commands_total{outcome=\"done\"} 1",
            "carer_commands_total{outcome=\"key-reused\"} 1",
            "carer_sign_ins_total{outcome=\"too-many\"} 1",
            "carer_readings_total 3",
            "carer_last_commit_timestamp_seconds 1700000000.0",
            "carer_connections_refused_total{limit=\"address\"} 1",
            "carer_waiting{for=\"search\"} 1",
            "carer_requests_at_once 2",
            "carer_log_position 42",
        ] {
            has(&metrics, line);
        }
    }

    #[test]
    fn whoever_waits_is_counted_until_they_go() {
        let metrics = Metrics::default();
        has(&metrics, "carer_waiting{for=\"writer\"} 0");
        let waiting = metrics.to_writer();
        has(&metrics, "carer_waiting{for=\"writer\"} 1");
        drop(waiting);
        has(&metrics, "carer_waiting{for=\"writer\"} 0");
    }
}
