//! What changes, as it changes.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::{House, SECRET};

/// Somebody who listens.
struct Listener(BufReader<TcpStream>);

impl Listener {
    fn new(house: &House, headers: &str) -> Self {
        let mut stream = TcpStream::connect(house.address()).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let request =
            format!("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {SECRET}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("the server takes it");
        Self(BufReader::new(stream))
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
    let mut listeners: Vec<Listener> = (0..100).map(|_| Listener::new(&house, "")).collect();
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
    let started = std::time::Instant::now();
    drop(house);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
