//! A server, a hospital beside it, and people who have accounts at both.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use programme::{AccountDetails, AccountId, Command, PostId, Role, file};
use record::{Clock, DoorWrite, Entropy, Place, Reader, Submission, Token, Writer};
use server::{Manner, Oidc, SecondFactor};
use tempfile::TempDir;
use testing::OidcProvider;
use uuid::Uuid;

use crate::served::Served;

const PROGRAMME: &str = include_str!("../server/programme.toml");

pub(crate) const CLARA: AccountId = AccountId(Uuid::from_u128(1));
pub(crate) const OSCAR: AccountId = AccountId(Uuid::from_u128(2));

/// What Clara chose.
pub(crate) const PASSWORD: &str = "a walk by the river";

/// What the hospital is called.
pub(crate) const HOSPITAL: &str = "Northfield Hospital";

/// A server that runs until it is dropped, and the hospital.
pub(crate) struct House {
    served: Served,
    place: Place,
    hospital: Option<OidcProvider>,
    _data: TempDir,
}

impl House {
    /// A house in which Clara and Oscar, coordinators both, have accounts and no way in yet.
    pub(crate) fn new(algorithm: &str, second_factor: SecondFactor) -> Self {
        Self::beside(second_factor, false, |back| OidcProvider::start(back, algorithm))
    }

    /// As [`Self::new`], beside a hospital whose certificate is trusted, or is not.
    pub(crate) fn over_tls(is_trusted: bool) -> Self {
        Self::beside(SecondFactor::Ours, is_trusted, |back| OidcProvider::start_secure(back, "RS256"))
    }

    fn beside(
        second_factor: SecondFactor,
        is_trusted: bool,
        start_hospital: impl FnOnce(&str) -> OidcProvider,
    ) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let place = Place::Directory(data.path().to_owned());
        let programme = Arc::new(file::parse(PROGRAMME).programme.expect("the small programme is without faults"));
        let mut hospital = None;
        let manner = |address: SocketAddr| {
            // Another host than the hospital's, for a browser: what comes from there comes from another site.
            let back = format!("http://localhost:{}/sign-in/with/back", address.port());
            let beside = hospital.insert(start_hospital(&back));
            let certificates = data.path().join("hospital.pem");
            std::fs::write(&certificates, beside.certificate().unwrap_or_default()).expect("a file");
            let certificates = is_trusted.then_some(certificates);
            Manner { hospital: Some(settings(beside, second_factor, certificates)), ..Manner::default() }
        };
        let served = Served::start(&place, &programme, &Clock::system(), "the machine", manner);
        open_accounts(&served.writer);
        Self { served, place, hospital, _data: data }
    }

    /// What writes its record.
    pub(crate) fn writer(&self) -> &Writer {
        &self.served.writer
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.served.address.port())
    }

    /// The hospital.
    pub(crate) fn hospital(&self) -> &OidcProvider {
        self.hospital.as_ref().expect("it is still there")
    }

    /// The hospital's sign-in is gone from one moment to the next.
    pub(crate) fn crash_hospital(&mut self) {
        self.hospital.take().expect("it is still there").crash();
    }

    /// The path of an invitation to an account.
    pub(crate) fn invite(&self, account: AccountId) -> String {
        let secret = Entropy::system().uuid_v7(Clock::system().now()).simple().to_string();
        let until = Clock::system().now().as_microsecond() + 3_600 * 1_000_000;
        let invite = DoorWrite::Invite { token: Token::of(&secret), account, until };
        assert!(self.writer().at_door(vec![invite]).expect("it is written"));
        format!("/welcome/{secret}")
    }

    /// Links what somebody signs in with at the hospital to an account.
    pub(crate) fn link(&self, subject: &str, account: AccountId) {
        let subject = self.reader().federated_subject(self.hospital().issuer(), subject);
        assert!(self.writer().at_door(vec![DoorWrite::Federate { subject, account }]).expect("it is written"));
    }

    /// The account to which it is linked.
    pub(crate) fn linked(&self, subject: &str) -> Option<AccountId> {
        self.reader().account_by_federation(self.hospital().issuer(), subject).expect("it is read")
    }

    /// Closes an account.
    pub(crate) fn close(&self, account: AccountId) {
        self.writer()
            .submit(Submission::new("the machine", Command::CloseAccount { account, reason: "gone".to_owned() }))
            .expect("it is carried out");
    }

    pub(crate) fn reader(&self) -> Reader {
        let programme = file::parse(PROGRAMME).programme.expect("the small programme is without faults");
        Reader::open(&self.place, Arc::new(programme)).expect("the record is read")
    }
}

fn settings(hospital: &OidcProvider, second_factor: SecondFactor, certificates: Option<PathBuf>) -> Oidc {
    Oidc {
        name: HOSPITAL.to_owned(),
        issuer: hospital.issuer().parse().expect("it is on this machine"),
        client_id: OidcProvider::CLIENT.to_owned(),
        client_secret: OidcProvider::SECRET.to_owned(),
        second_factor,
        certificates,
    }
}

fn open_accounts(writer: &Writer) {
    for (account, name, login) in [(CLARA, "Clara Voss", "clara"), (OSCAR, "Oscar Lind", "oscar")] {
        let details = AccountDetails { name: name.to_owned(), login: login.to_owned() };
        let post = PostId(Uuid::from_u128(account.0.as_u128() + 100));
        let zone = jiff::tz::TimeZone::get("America/New_York").expect("the programme's zone");
        let on = Clock::system().now().to_zoned(zone).date();
        for command in [
            Command::OpenAccount { account, person: None, details },
            Command::Appoint { account, post, role: Role::Coordinator, site: None, on },
        ] {
            writer.submit(Submission::new("the machine", command)).expect("it is carried out");
        }
    }
}
