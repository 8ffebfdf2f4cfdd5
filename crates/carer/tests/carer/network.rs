//! The server as a network meets it: where it listens, over TLS and behind a proxy, how much it takes from one caller, what
//! its log and its figures say, and what they never say.

mod messages;
mod running;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value;

use crate::ground::{Ground, KIDNEY, ours};
use running::{ACCOUNT, Answer, FORM, LOGIN, NAME, Running, SECRET, get, over_tls, post, stream};

/// A name under which the server is known.
const HOST: &str = "carer.example.org";

#[test]
fn beyond_this_machine_nothing_is_served_in_the_clear() {
    let ground = Ground::sqlite();
    let serve = |words: &[&str]| {
        let mut all = vec!["serve", "--programme"];
        let programme = ours(KIDNEY);
        all.push(&programme);
        all.extend(words);
        ground.carer(&all).with(1).err
    };
    assert!(serve(&["--listen", "0.0.0.0:0"]).contains("--tls-certificate"));
    assert!(serve(&["--listen", "0.0.0.0:0", "--behind-proxy"]).contains("--host"));
    let said = ground.run(&["demo", "--listen", "0.0.0.0:0"]).with(1);
    assert!(said.err.contains("anybody signs in as anybody"), "{said:?}");
    assert!(!ground.place.directory().expect("a directory").join("record.db").exists(), "nothing was opened");
    let said = ground.carer(&["serve", "--programme", &ours(KIDNEY), "--host", "https://carer.example.org/"]).with(2);
    assert!(said.err.contains("is no name of a host"), "{said:?}");
    let said = ground.carer(&["serve", "--programme", &ours(KIDNEY), "--tls-certificate", "none.pem"]).with(2);
    assert!(said.err.contains("--tls-key"), "{said:?}");
}

#[test]
fn over_tls_cookies_and_headers_say_so_and_a_renewed_certificate_needs_no_new_start() {
    let ground = Ground::sqlite();
    let first = put_certificate(&ground);
    let (certificate, key) = (ground.file("certificate.pem"), ground.file("key.pem"));
    let words = ["--tls-certificate", certificate.to_str().expect("text"), "--tls-key", key.to_str().expect("text")];
    let running = Running::start(&ground, &[&words[..], &["--host", HOST]].concat());
    let ask = |certificate: &CertificateDer<'static>, protocol: &str| {
        over_tls(running.address, HOST, certificate.clone(), protocol)
    };
    let (stream_, agreed) = ask(&first, "http/1.1").expect("both agree");
    assert_eq!(agreed.as_deref(), Some("http/1.1"));
    let page = Answer::read(stream_, &get("/sign-in", &format!("Host: {HOST}\r\n")));
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.header("strict-transport-security").is_some_and(|header| header.starts_with("max-age=")), "{page:?}");
    assert_eq!(ask(&first, "h2").expect("both agree").1.as_deref(), Some("h2"));
    assert_ne!(Answer::read(stream(running.address), &get("/sign-in", "")).status, 200, "nothing goes in the clear");

    let link = running.said.iter().find_map(|line| line.split_once("/welcome/")).expect("the first link").1;
    let body = "new=four+words+of+mine+only&again=four+words+of+mine+only";
    let headers = format!("Host: {HOST}\r\nOrigin: https://{HOST}\r\n");
    let request = post(&format!("/welcome/{link}"), &headers, FORM, body);
    let entered = Answer::read(ask(&first, "http/1.1").expect("both agree").0, &request);
    assert_eq!(entered.status, 303, "{entered:?}");
    let cookie = entered.header("set-cookie").expect("a session");
    for flag in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    let clear = Answer::read(ask(&first, "http/1.1").expect("both agree").0, &request.replace("https://", "http://"));
    assert_eq!(clear.status, 403, "a page that came in the clear is another site: {clear:?}");

    let second = put_certificate(&ground);
    assert!(ask(&second, "http/1.1").is_err(), "it still shows the first");
    running.signal("HUP");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
    while ask(&second, "http/1.1").is_err() {
        assert!(std::time::Instant::now() < until, "{}", running.log());
        std::thread::yield_now();
    }
    running.stop();
}

#[test]
fn behind_a_proxy_what_it_says_counts() {
    let ground = Ground::sqlite();
    let running = Running::start(&ground, &["--behind-proxy", "--host", HOST]);
    assert!(running.said[1].contains(&format!("https://{HOST}/")), "{:?}", running.said);
    let host = format!("Host: {HOST}\r\n");
    let secure = format!("{host}X-Forwarded-Proto: https\r\n");
    let page = running.ask(&get("/sign-in", &secure));
    assert!(page.status == 200 && page.header("strict-transport-security").is_some(), "{page:?}");
    let sent_on = running.ask(&get("/people?on=1", &format!("{host}X-Forwarded-Proto: http\r\n")));
    assert_eq!((sent_on.status, sent_on.header("location")), (308, Some("https://carer.example.org/people?on=1")));
    let refused = running.ask(&get("/api/v1/programme", &format!("{host}X-Forwarded-Proto: http\r\n")));
    assert!(refused.status == 403 && refused.body.contains("in-the-clear"), "{refused:?}");
    assert_eq!(running.ask(&get("/sign-in", "Host: evil.example\r\nX-Forwarded-Proto: https\r\n")).status, 421);

    let guess = |from: &str| {
        let headers = format!("{secure}X-Forwarded-For: 203.0.113.9, {from}\r\n");
        running.ask(&post("/sign-in", &headers, FORM, "login=nobody&password=wrong")).status
    };
    let guesses: Vec<_> = (0..11).map(|_| guess("198.51.100.1")).collect();
    assert_eq!(guesses, [[401; 10].as_slice(), &[429]].concat());
    assert_eq!(guess("192.0.2.77"), 401, "somebody else elsewhere may still try");
    running.stop();
}

#[test]
fn one_caller_takes_so_much_and_no_more() {
    let ground = Ground::sqlite();
    let running = Running::start(&ground, &["--connections-per-address", "4"]);
    let long = "x".repeat(5_000);
    let answer = running.get(&format!("/people?text={long}"));
    assert_eq!(answer.status, 414, "{answer:?}");
    let answer = running.ask(&get("/sign-in", &format!("Cookie: a={}\r\n", "x".repeat(400_000))));
    assert_eq!(answer.status, 431, "{answer:?}");
    let answer = running.ask(&get("/sign-in", &"X-Much: 1\r\n".repeat(200)));
    assert_eq!(answer.status, 431, "{answer:?}");

    // Each of the four has been spoken with, so all are counted.
    let held = [(); 4].map(|()| admitted(&running));
    let mut fifth = stream(running.address);
    assert!(matches!(fifth.read(&mut [0; 1]), Ok(0) | Err(_)), "a fifth is let go without a word");
    drop(held);
    admitted(&running);
    running.stop();
}

/// A connection that was answered and stays open. The server learns a moment after the caller that an earlier connection
/// has ended, so whoever comes at once may still be one too many.
fn admitted(running: &Running) -> TcpStream {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(120);
    loop {
        let mut connection = stream(running.address);
        let sent = connection.write_all(b"GET /api/v1/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if sent.is_ok() && connection.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
            return connection;
        }
        assert!(std::time::Instant::now() < until, "there is room, and nobody is let in");
    }
}

#[test]
fn log_and_figures_count_everything_and_name_nobody() {
    let ground = Ground::sqlite();
    let running = Running::start(&ground, &["--log", "json", "--metrics", "127.0.0.1:0"]);
    let person = live(&running);
    let figures =
        running.said.iter().find_map(|line| line.split_once("Its figures are at http://")).expect("a place").1;
    let at = figures.trim_end_matches("/metrics").parse().expect("an address");
    let figures = Answer::read(stream(at), &get("/metrics", "")).body;
    assert_eq!(running.ask(&get("/metrics", "")).status, 404, "not where everybody is");
    let log = running.stop();

    for line in [
        "carer_requests_total{route=\"/people/{person}\",method=\"GET\",status=\"2xx\"} 1",
        "carer_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"} 1",
        "carer_commands_total{outcome=\"done\"} 1",
        "carer_commands_total{outcome=\"refused\"} 1",
        "carer_sign_ins_total{outcome=\"wrong-password\"} 2",
        "carer_waiting{for=\"writer\"} 0",
    ] {
        assert!(figures.lines().any(|own| own == line), "{line} is not in\n{figures}");
    }
    let value = |name: &str| figures.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
    assert!(value("carer_readings_total ").is_some_and(|count| count >= 2.0), "{figures}");
    assert!(value("carer_last_commit_timestamp_seconds ").is_some_and(|when| when > 1.6e9), "{figures}");

    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "answered").collect();
    let page = answered.iter().find(|line| line["route"] == "/people/{person}").expect("the person's page");
    assert_eq!(
        (&page["status"], &page["method"], &page["account"]),
        (&200.into(), &"GET".into(), &ACCOUNT.to_string().into())
    );
    assert!(page["millis"].is_number() && page["span"]["id"].as_str().is_some_and(|id| id.len() == 16), "{page}");
    assert!(lines.iter().any(|line| line["message"] == "somebody did not come in"), "{log}");

    let personal =
        [NAME, LOGIN, SECRET, &person, "Vosskamp", "Unforgotten", "K-4711", "1971-03-03", "hunter2", "evil.example"];
    for text in personal {
        let lower = text.to_lowercase();
        assert!(!log.to_lowercase().contains(&lower), "{text} is in the log:\n{log}");
        assert!(!figures.to_lowercase().contains(&lower), "{text} is in the figures:\n{figures}");
    }
}

/// Goes through what a day brings, and what strangers try, with names wherever one can be put; gives the person's id.
fn live(running: &Running) -> String {
    let json = "application/json";
    let kathy =
        r#"{"details":{"name":"Kathy Unforgotten","number":"K-4711","sex":"female","birth":{"on":"1971-03-03"}}}"#;
    let made = running.post("/api/v1/people", json, kathy);
    assert_eq!(made.status, 201, "{made:?}");
    let again = running.post("/api/v1/people", json, &kathy.replace("female\"", "female\" "));
    assert_eq!(again.status, 422, "her number is taken: {again:?}");
    let made: Value = serde_json::from_str(&made.body).expect("JSON");
    let person = made["stream"]
        .as_str()
        .expect("a stream")
        .trim_start_matches("person/")
        .trim_start_matches("person-")
        .to_owned();
    for (path, status) in [
        (format!("/people/{person}"), 200),
        (format!("/api/v1/people/{person}"), 200),
        ("/people?text=Unforgotten".to_owned(), 200),
        ("/api/v1/people?text=K-4711".to_owned(), 200),
        ("/api/v1/people?text=K-4711&limit=Unforgotten".to_owned(), 400),
        ("/Kathy-Unforgotten".to_owned(), 404),
    ] {
        let answer = running.get(&path);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
    }
    let broken = running.post("/api/v1/people", json, "{\"Kathy Unforgotten\": K-4711");
    assert_eq!(broken.status, 400, "{broken:?}");
    let form = |login: &str| post("/sign-in", "", FORM, &format!("login={login}&password=hunter2"));
    assert_eq!(running.ask(&form("clara.vosskamp%40hospital.example")).status, 401);
    assert_eq!(running.ask(&form("Kathy+Unforgotten")).status, 401);
    assert_eq!(running.ask(&get("/welcome/Unforgotten", "")).status, 404);
    assert_eq!(running.ask(&get("/people/K-4711", "")).status, 303, "nobody is signed in");
    let cross = running.ask(&post("/sign-in", "Origin: http://evil.example\r\n", FORM, "login=Kathy+Unforgotten"));
    assert_eq!(cross.status, 403, "{cross:?}");
    person
}

/// Puts a new certificate for the host, and its key, where the server looks.
fn put_certificate(ground: &Ground) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec![HOST.to_owned()]).expect("a certificate");
    ground.write("key.pem", made.signing_key.serialize_pem());
    ground.write("certificate.pem", made.cert.pem());
    CertificateDer::from_pem_slice(made.cert.pem().as_bytes()).expect("a certificate")
}
