//! What changes, as it changes.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use programme::{Command, Role};
use record::{DoorWrite, Token};

use crate::cast::Actor;
use crate::house::{House, SECRET};

/// Somebody who listens.
struct Listener(BufReader<TcpStream>);

impl Listener {
    fn new(house: &House, headers: &str) -> Self {
        Self::showing(house, SECRET, headers)
    }

    fn showing(house: &House, secret: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(house.address()).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
        let request =
            format!("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {secret}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("the server takes it");
        Self(BufReader::new(stream))
    }

    /// Whether nothing comes any more, and nothing came but comments.
    fn ends(&mut self) -> bool {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).expect("an end in time") == 0 || line.trim_end() == "0" {
                return true;
            }
            if line.starts_with("event:") {
                return false;
            }
        }
    }

    /// Whether it is ended by the server, with its last chunk, before anything else comes: an event, a comment by which a
    /// stream on which nothing happens is kept open, or the end of the connection.
    fn is_let_go(&mut self) -> bool {
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).expect("an end in time");
            if read == 0 || line.starts_with("event:") || line.starts_with(':') {
                return false;
            }
            if line.trim_end() == "0" {
                return true;
            }
        }
    }

    /// The next event: its name and its id.
    fn next(&mut self) -> (String, i64) {
        let (mut name, mut id) = (None, None);
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).expect("an event in time"), 0, "the stream ended");
            let line = line.trim_end();
            if let Some(event) = line.strip_prefix("event: ") {
                name = Some(event.to_owned());
            } else if let Some(event) = line.strip_prefix("id: ") {
                id = event.parse().ok();
            } else if line.is_empty()
                && let (Some(name), Some(id)) = (name.take(), id.take())
            {
                return (name, id);
            }
        }
    }
}

#[test]
fn a_commit_is_heard_of_by_everybody() {
    let house = House::new();
    let people: Vec<Actor> = (0..13).map(|number| coordinator(&house, &format!("Somebody {number}"))).collect();
    let eight = |actor: &Actor| (0..8).map(|_| Listener::showing(&house, secret(actor), "")).collect::<Vec<_>>();
    let mut listeners: Vec<Listener> = people.iter().flat_map(eight).collect();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for listener in &mut listeners {
        let (name, id) = listener.next();
        assert_eq!(name, "position");
        before.push(id);
    }
    house.adult("Kathy");
    for listener in &mut listeners {
        let (name, id) = listener.next();
        assert_eq!(name, "changed");
        after.push(id);
    }
    assert!(before.iter().zip(&after).all(|(before, after)| before < after), "{before:?} {after:?}");
}

#[test]
fn what_another_way_in_wrote_is_heard_of_too() {
    let house = House::new();
    let mut listener = Listener::new(&house, "");
    listener.next();
    let details = programme::Details {
        name: Some("Ruth".to_owned()),
        number: None,
        sex: programme::Sex::Female,
        birth: programme::Birth::On(jiff::civil::date(1980, 1, 1)),
    };
    let person = crate::house::person_id(1);
    house.write(programme::Command::Register { person, details, site: None });
    assert_eq!(listener.next().0, "changed");
}

#[test]
fn whoever_comes_back_hears_at_once_that_they_missed_something() {
    let house = House::new();
    let (_, seen) = Listener::new(&house, "").next();
    assert_eq!(Listener::new(&house, &format!("Last-Event-ID: {seen}\r\n")).next().0, "position");
    let mut listener = Listener::new(&house, "");
    listener.next();
    house.adult("Kathy");
    listener.next();
    assert_eq!(Listener::new(&house, &format!("Last-Event-ID: {seen}\r\n")).next().0, "changed");
}

#[test]
fn whoever_listens_does_not_keep_the_server_from_stopping() {
    let house = House::new();
    let mut listener = Listener::new(&house, "");
    listener.next();
    drop(house);
    assert!(listener.is_let_go(), "its connection was cut when the server had waited long enough");
}

#[test]
fn an_account_listens_eight_times_at_once() {
    let house = House::new();
    let clara = coordinator(&house, "Clara");
    let mut listeners: Vec<Listener> = (0..8).map(|_| Listener::showing(&house, secret(&clara), "")).collect();
    listeners.iter_mut().for_each(|listener| drop(listener.next()));
    let ninth = clara.get(&house, "/api/v1/live");
    ninth.expect_problem(429, "problem:too-many");
    assert!(ninth.header("retry-after").is_some());
    Listener::new(&house, "").next();
    listeners.pop();
    // The server learns that somebody went when it next sends them something.
    let started = std::time::Instant::now();
    while listeners.len() < 8 {
        house.site(&format!("Ward {}", started.elapsed().as_nanos()), None);
        let shows = [("Authorization".to_owned(), clara.bearer.clone())];
        if house.listen("/api/v1/live", &shows).status == 200 {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(120), "a place that was left is there again");
    }
}

#[test]
fn whoever_is_signed_in_no_more_hears_no_more() {
    let house = House::new();
    let ends: [(&str, End); 4] = [
        ("signed out", |house, clara| house.at_door(DoorWrite::EndSession { token: Token::of(secret(clara)) })),
        ("closed", |house, clara| {
            house.write(Command::CloseAccount { account: clara.account, reason: "She left.".to_owned() });
        }),
        ("new password", |house, clara| {
            house.at_door(DoorWrite::SetPassword { account: clara.account, hash: "x".to_owned() });
        }),
        ("idle", |house, _| house.later(Duration::from_secs(30 * 60))),
    ];
    for (number, (why, end)) in ends.into_iter().enumerate() {
        let clara = coordinator(&house, &format!("Clara {number}"));
        let mut listener = Listener::showing(&house, secret(&clara), "");
        listener.next();
        end(&house, &clara);
        house.write(Command::OpenSite {
            site: programme::SiteId(crate::cast::new_uuid()),
            kind: "clinic".into(),
            name: why.to_owned(),
            places: None,
            on: jiff::civil::date(2020, 1, 1),
        });
        assert!(listener.ends(), "{why}");
    }
}

#[test]
fn a_stream_ends_with_its_session_though_nothing_happens() {
    let house = House::new();
    let clara = coordinator(&house, "Clara");
    let until = house.now() + 1_000_000;
    house.at_door(DoorWrite::BeginSession {
        token: Token::of("short"),
        account: clara.account,
        until,
        strong: true,
        browser: String::new(),
    });
    let mut listener = Listener::showing(&house, "short", "");
    listener.next();
    house.later(Duration::from_secs(2));
    assert!(listener.is_let_go(), "it ends when the session does, and not when it is next looked at");
}

/// What ends a session.
type End = fn(&House, &Actor);

fn coordinator(house: &House, name: &str) -> Actor {
    Actor::new(house, name, None, &[(Role::Coordinator, None)])
}

fn secret(actor: &Actor) -> &str {
    actor.bearer.strip_prefix("Bearer ").expect("a bearer token")
}
