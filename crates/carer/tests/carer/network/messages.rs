//! Reaching people through a real mail server and a real receiver of text messages, and the page behind the link: what goes out,
//! once or said to be twice, and who can answer.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use testing::{Mail, MailServer};

use super::running::{Answer, FORM, Running, SECRET, get, post};
use crate::ground::Ground;

/// What the receiver of text messages shares with the server.
const SHARED: &str = "what both know and nobody else does";
/// What comes later than this does not come.
const PATIENCE: Duration = Duration::from_secs(180);
const JSON: &str = "application/json";

#[test]
fn an_email_goes_out_once_and_by_its_link_the_donor_answers_once() {
    let (ground, server) = (Ground::sqlite(), MailServer::start());
    settings(&ground, Some(&server), None);
    let house = House(Running::start(&ground, &[]));
    let kathy = house.donor("Kathy", "kathy@donors.example");
    let nobody = house.donor("Ruth", "nobody@donors.example");
    let later = house.donor("Tommy", "later@donors.example");
    for person in [&kathy, &nobody, &later] {
        house.write(person, "email").created();
    }
    assert!(house.write(&kathy, "text-message").body.contains("as-they-wish"), "she did not wish for it");
    assert_eq!(house.outcome(&kathy, 0), "sent");
    assert_eq!(house.outcome(&nobody, 0), "returned");
    assert_eq!(house.outcome(&later, 0), "sent", "it was tried again");
    let mails = server.wait_for(2);
    assert_eq!(mails.len(), 2, "{mails:?}");
    let mail = mails.iter().find(|mail| mail.to == "kathy@donors.example").expect("it came");
    let message = &house.messages(&kathy)["messages"][0];
    assert_eq!(mail.header("Subject"), Some("How are you?"));
    let name = format!("<{}@carer.example.org>", message["id"].as_str().expect("an id"));
    assert_eq!(mail.header("Message-ID"), Some(&*name));
    assert_eq!(message["perhaps-twice"], false);
    assert!(!message["text"].as_str().expect("text").contains("/answer/"), "the secret is not in the record");

    let link = link_in(mail);
    let page = house.0.ask(&get(&link, ""));
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("Kathy"), "who has only the link is not told whose it is");
    assert_eq!(house.born(&link, "2 Feb 1985").status, 422);
    let form = house.born(&link, "1 Feb 1985");
    assert_eq!(form.status, 200, "{}", form.body);
    let key = between(&form.body, "name=\"key\" value=\"", "\"");
    let said = |key: &str, status: &str| {
        let fields = [
            ("key", key),
            ("do", "answer"),
            ("birth", "1985-02-01"),
            ("content.seen", "today"),
            ("content.source", "link"),
            ("content.values.donor-status", status),
            ("content.values.readmitted", "no"),
        ];
        house.0.ask(&post(&format!("{link}/form"), "", FORM, &encoded(&fields)))
    };
    assert_eq!(said(key, "splendid").status, 422, "it is asked again, and the link still works");
    let thanks = said(key, "well");
    assert!(thanks.status == 200 && thanks.body.contains("Thank you"), "{}", thanks.body);
    for again in [house.0.ask(&get(&link, "")), house.born(&link, "1 Feb 1985"), said("another-key", "well")] {
        assert_eq!(again.status, 404, "{}", again.body);
    }
    let life = house.0.get(&format!("/api/v1/people/{kathy}")).body;
    for sentence in ["by a link", "They used the link", "on a page that a link opened once"] {
        assert!(life.contains(sentence), "{sentence:?} is not in {life}");
    }
    let read = house.0.get(&format!("/api/v1/people/{kathy}/readings")).body;
    assert!(read.contains("by a link"), "the form was read: {read}");
    let log = house.0.stop();
    for secret in [link.as_str(), "kathy@donors.example", MailServer::PASSWORD, "Kathy"] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[test]
fn a_server_that_is_killed_while_it_sends_sends_again_and_says_so() {
    let (ground, server) = (Ground::sqlite(), MailServer::start());
    settings(&ground, Some(&server), None);
    let house = House(Running::start(&ground, &[]));
    let kathy = house.donor("Kathy", "kathy@donors.example");
    server.hold(true);
    house.write(&kathy, "email").created();
    let first = server.wait_for(1).remove(0);
    // It came, and nobody has said so yet: this is the moment.
    house.0.signal("KILL");
    drop(house);
    server.hold(false);
    let house = House(Running::again(&ground, &[]));
    let second = server.wait_for(2).remove(1);
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"), "whoever has both can drop one");
    assert_eq!(link_in(&first), link_in(&second), "the link of either works");
    assert_eq!(house.outcome(&kathy, 0), "sent");
    assert_eq!(house.messages(&kathy)["messages"][0]["perhaps-twice"], true);
    assert_eq!(server.mails().len(), 2);
    house.0.stop();
    assert!(ground.events() > 0, "the record holds");
}

#[test]
fn a_text_message_is_signed_and_goes_again_under_the_same_key_until_it_is_taken() {
    let ground = Ground::sqlite();
    let (address, received) = receiver(&[503, 200]);
    settings(&ground, None, Some(&address));
    let house = House(Running::start(&ground, &[]));
    let kathy = house.donor("Kathy", "kathy@donors.example");
    let plan = json!({ "agreed": "2021-01-05", "ways": [{ "by": "text-message", "address": "+1 555 0100" }] });
    house.post(&format!("/api/v1/people/{kathy}/follow-up/plan"), &plan).done();
    house.write(&kathy, "text-message").created();
    let all: Vec<Received> = (0..2).map(|_| received.recv_timeout(PATIENCE).expect("it comes")).collect();
    assert_eq!(all[0].key, all[1].key);
    for one in &all {
        assert!(one.is_signed, "anybody could have sent this");
        assert_eq!(one.body["to"], "+1 555 0100");
        let text = one.body["text"].as_str().expect("text");
        assert!(text.starts_with("How are you?") && text.contains("https://carer.example.org/answer/"), "{text}");
        assert_eq!(one.body["id"], one.key);
    }
    assert_eq!(house.outcome(&kathy, 0), "sent");
    // The receiver broke off the first time: it may have sent it.
    assert_eq!(house.messages(&kathy)["messages"][0]["perhaps-twice"], true);
    house.0.stop();
}

#[test]
fn links_of_the_dead_of_who_asked_to_be_left_and_of_the_erased_lead_nowhere_and_guesses_are_few() {
    let ground = Ground::sqlite();
    let house = House(Running::start(&ground, &[]));
    let path = |person: &str| {
        let made = house.post(&format!("/api/v1/people/{person}/links"), &json!({}));
        made.created()["path"].as_str().expect("a path").to_owned()
    };
    let [kathy, tommy, ruth, amy] =
        ["Kathy", "Tommy", "Ruth", "Amy"].map(|name| house.donor(name, "somebody@donors.example"));
    let [of_kathy, of_tommy, of_ruth, of_amy] = [&kathy, &tommy, &ruth, &amy].map(|person| path(person));
    let works = |link: &str| house.0.ask(&get(link, "")).status == 200;
    assert!([&of_kathy, &of_tommy, &of_ruth, &of_amy].into_iter().all(|link| works(link)));
    let newer = path(&kathy);
    assert!(works(&newer) && !works(&of_kathy), "a newer one ends the one before");
    let death = json!({ "on": "2026-01-05", "learnt": "2026-01-06T12:00:00Z", "how": "A letter." });
    house.post(&format!("/api/v1/people/{tommy}/death"), &death).done();
    assert!(!works(&of_tommy));
    let wish = json!({ "be-left": true, "on": "2026-01-05", "source": "telephone" });
    house.post(&format!("/api/v1/people/{ruth}/follow-up/wish"), &wish).done();
    assert!(!works(&of_ruth));
    let refused = house.post(&format!("/api/v1/people/{ruth}/links"), &json!({}));
    assert!(refused.status == 422 && refused.body.contains("left-alone"), "{}", refused.body);
    ground.erase(&amy, &[]).with(0);
    let begun = Instant::now();
    while works(&of_amy) {
        assert!(begun.elapsed() < PATIENCE, "the link of somebody who was erased works");
        std::thread::sleep(Duration::from_millis(50));
    }
    let closed = house.0.ask(&get(&of_tommy, "")).body;
    let unknown = house.0.ask(&get("/answer/00000000000000000000000000000000", "")).body;
    assert_eq!(closed, unknown, "why it leads nowhere is nobody's business");

    let guess = |day: usize| house.born(&newer, &format!("{day} March 1990")).status;
    let guesses: Vec<u16> = (1..=7).map(guess).collect();
    assert_eq!(guesses, [422, 422, 422, 422, 422, 422, 429], "a day of birth is guessed by nobody");
    assert_eq!(house.born(&newer, "1 Feb 1985").status, 429, "and the right one has to wait as well");
    let log = house.0.stop();
    assert!(!log.contains(newer.trim_start_matches("/answer/")), "{log}");
}

#[test]
fn whoever_came_by_a_link_can_ask_to_be_left_alone() {
    let ground = Ground::sqlite();
    let house = House(Running::start(&ground, &[]));
    let kathy = house.donor("Kathy", "somebody@donors.example");
    let made = house.post(&format!("/api/v1/people/{kathy}/links"), &json!({}));
    let link = made.created()["path"].as_str().expect("a path").to_owned();
    let leave = |birth: &str| {
        let fields = [("key", "leave"), ("birth", birth)];
        house.0.ask(&post(&format!("{link}/leave"), "", FORM, &encoded(&fields)))
    };
    assert_eq!(leave("1985-02-02").status, 422, "somebody else cannot say it");
    let form = house.born(&link, "1 Feb 1985");
    assert!(form.body.contains("I do not want to be asked any more"), "{}", form.body);
    let left = leave("1985-02-01");
    assert!(left.status == 200 && left.body.contains("we do not ask you any more"), "{}", left.body);
    assert_eq!(house.0.ask(&get(&link, "")).status, 404, "nobody is asked by it any more");
    let life = house.0.get(&format!("/api/v1/people/{kathy}")).body;
    for sentence in ["by a link", "not to be asked any more"] {
        assert!(life.contains(sentence), "{sentence:?} is not in {life}");
    }
    house.0.stop();
}

/// A server, and what the coordinator does there.
struct House(Running);

impl House {
    /// Somebody who gave long ago, and never said how they are since.
    fn donor(&self, name: &str, email: &str) -> String {
        let details = json!({ "name": name, "sex": "female", "birth": { "on": "1985-02-01" } });
        let made = self.post("/api/v1/people", &json!({ "details": details }));
        assert_eq!(made.status, 201, "{}", made.body);
        let person = made.place.expect("it has a place").rsplit('/').next().expect("an id").to_owned();
        let given = json!({ "step": "record", "kind": "kidney", "on": "2021-01-10" });
        assert_eq!(self.post(&format!("/api/v1/people/{person}/donations"), &given).status, 201);
        let plan = json!({ "agreed": "2021-01-05", "ways": [{ "by": "email", "address": email }] });
        self.post(&format!("/api/v1/people/{person}/follow-up/plan"), &plan).done();
        person
    }

    fn write(&self, person: &str, by: &str) -> Sent {
        self.post(&format!("/api/v1/people/{person}/messages"), &json!({ "by": by }))
    }

    fn messages(&self, person: &str) -> Value {
        let answer = self.0.get(&format!("/api/v1/people/{person}/messages"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// What became of a message, once that is known.
    fn outcome(&self, person: &str, which: usize) -> String {
        let begun = Instant::now();
        loop {
            let messages = self.messages(person);
            if let Some(outcome) = messages["messages"][which]["outcome"].as_str() {
                return outcome.to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "nothing became of it: {messages}\n{}", self.0.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn post(&self, path: &str, body: &Value) -> Sent {
        let body = body.to_string();
        // The same thing asked for twice is one thing only where the key is the same.
        let key = format!("k{:x}", rand(path, &body));
        let headers = format!("Authorization: Bearer {SECRET}\r\nIdempotency-Key: {key}\r\n");
        let answer = self.0.ask(&post(path, &headers, JSON, &body));
        let place = answer.header("location").map(str::to_owned);
        Sent { status: answer.status, body: answer.body, place }
    }

    fn born(&self, link: &str, day: &str) -> Answer {
        self.0.ask(&post(link, "", FORM, &encoded(&[("birth", day)])))
    }
}

/// An answer to something that was sent.
#[derive(Debug)]
struct Sent {
    status: u16,
    body: String,
    place: Option<String>,
}

impl Sent {
    #[track_caller]
    fn created(self) -> Value {
        assert_eq!(self.status, 201, "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    #[track_caller]
    fn done(self) {
        assert_eq!(self.status, 200, "{}", self.body);
    }
}

/// What the receiver of text messages got.
struct Received {
    key: String,
    is_signed: bool,
    body: Value,
}

/// A receiver of text messages that answers with these, one after the other; where it listens, and what comes.
fn receiver(answers: &'static [u16]) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/send", listener.local_addr().expect("an address"));
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for code in answers {
            let (mut stream, _) = listener.accept().expect("somebody calls");
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut some = [0; 4_096];
                let read = stream.read(&mut some).expect("it is sent");
                bytes.extend_from_slice(&some[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = header(head, "content-length").and_then(|length| length.parse::<usize>().ok());
                if length.is_some_and(|length| body.len() >= length) {
                    break (head.to_owned(), body.to_owned());
                }
            };
            let answer = format!("HTTP/1.1 {code} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("it listens");
            let is_signed = is_signed(header(&head, "carer-signature").unwrap_or_default(), &body);
            let key = header(&head, "idempotency-key").unwrap_or_default().to_owned();
            let body = serde_json::from_str(&body).expect("JSON");
            drop(sender.send(Received { key, is_signed, body }));
        }
    });
    (address, received)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// As a receiver checks it, by what the manual says.
fn is_signed(signature: &str, body: &str) -> bool {
    let Some((time, signed)) = signature.split_once(',') else { return false };
    let Some((time, signed)) = time.strip_prefix("t=").zip(signed.strip_prefix("v1=")) else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(SHARED.as_bytes()).expect("any length will do");
    mac.update(format!("{time}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    hex == signed
}

/// Writes `carer.toml`, with its secrets in files of their own.
fn settings(ground: &Ground, mail: Option<&MailServer>, text: Option<&str>) {
    let mut all = "[messages]\naddress = \"https://carer.example.org\"\n".to_owned();
    if let Some(server) = mail {
        let password = ground.write("password", MailServer::PASSWORD);
        let (port, certificate, user) = (server.port(), server.certificate(), MailServer::USER);
        all.push_str(&format!(
            "[messages.email]\nserver = \"localhost\"\nport = {port}\nuser = \"{user}\"\npassword-file = {password:?}\n\
             from = \"Follow-up <follow-up@carer.example.org>\"\ncertificates = {certificate:?}\n"
        ));
    }
    if let Some(address) = text {
        let secret = ground.write("secret", SHARED);
        all.push_str(&format!("[messages.text]\naddress = \"{address}\"\nsecret-file = {secret:?}\n"));
    }
    ground.write("carer.toml", all);
}

/// The path of the link in an e-mail, whose lines may be folded.
fn link_in(mail: &Mail) -> String {
    format!("/answer/{}", &between(&mail.words(), "https://carer.example.org/answer/", "\r\n")[..32])
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} in {rest}")).0
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let one = |text: &str| -> String {
        let bytes = text.bytes().map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        });
        bytes.collect()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", one(name), one(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A number that another request does not have.
fn rand(path: &str, body: &str) -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write(path.as_bytes());
    hasher.write(body.as_bytes());
    hasher.finish()
}
