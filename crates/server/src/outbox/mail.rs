//! Sending e-mails to the programme's mail server. What it delivers is its own affair: here it is said that it took it.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{Error, SmtpTransport};
use lettre::{Address as MailAddress, Transport as _};

use super::settings::{Email, Security};
use super::{Parcel, Trouble};

/// How long the server may take for one answer. It is asked for nothing that it has to think about.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers of a server that say that the address is nobody's, or nobody's any more (RFC 5321, 4.2.3).
const NOBODYS: [u16; 3] = [550, 551, 553];

/// The way to the mail server.
pub(super) struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

/// Whom e-mails are from.
pub(super) fn from(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|error| format!("“{text}” is nobody whom an e-mail can be from: {error}"))
}

impl Mailer {
    /// Sets the way up. Nobody is called yet.
    pub(super) fn new(email: &Email) -> Result<Self, String> {
        let from = from(&email.from)?;
        let tls = match email.security {
            Security::Starttls => Tls::Required(parameters(email)?),
            Security::Tls => Tls::Wrapper(parameters(email)?),
            Security::None => Tls::None,
        };
        let transport =
            SmtpTransport::builder_dangerous(&email.server).port(email.port).tls(tls).timeout(Some(PATIENCE));
        let login = email.login.clone().map(|(user, password)| Credentials::new(user, password));
        let transport = match login {
            Some(login) => transport.credentials(login),
            None => transport,
        };
        Ok(Self { transport: transport.build(), from })
    }

    /// Hands one e-mail over.
    pub(super) fn send(&self, parcel: &Parcel) -> Result<(), Trouble> {
        let to: MailAddress =
            parcel.to.parse().map_err(|_| Trouble::Nobody("This is not the address of an e-mail.".to_owned()))?;
        let message = self.message(parcel, to).map_err(|error| Trouble::Never(error.to_string()))?;
        self.transport.send(&message).map(|_| ()).map_err(|error| trouble(&error))
    }

    fn message(&self, parcel: &Parcel, to: MailAddress) -> Result<Message, lettre::error::Error> {
        let written = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(parcel.written_at).unwrap_or(0));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(parcel.subject.clone().unwrap_or_default())
            // The same each time that it is sent: whoever gets it twice can drop one.
            .message_id(Some(format!("<{}>", parcel.name)))
            .date(written)
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(parcel.text.clone())
    }
}

/// The certificates by which the server may prove itself.
fn parameters(email: &Email) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(email.server.clone()).certificate_store(CertificateStore::None);
    for der in rustls_native_certs::load_native_certs().certs {
        // One that cannot be read proves nothing.
        if let Ok(certificate) = Certificate::from_der(der.as_ref().to_vec()) {
            parameters = parameters.add_root_certificate(certificate);
        }
    }
    if let Some(path) = &email.certificates {
        let unread = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let pem = std::fs::read(path).map_err(|error| unread(&error))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| unread(&error))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build_rustls().map_err(|error| error.to_string())
}

/// Where the server answered, it says so itself. Where it did not, it may have taken the e-mail before it went.
fn trouble(error: &Error) -> Trouble {
    let said = said(error);
    match error.status().map(u16::from) {
        Some(code) if error.is_permanent() && NOBODYS.contains(&code) => Trouble::Nobody(said),
        _ if error.is_permanent() => Trouble::Never(said),
        _ if error.is_transient() => Trouble::Later { why: said, is_clear: true, is_everybodys: false },
        _ => Trouble::Later { why: said, is_clear: false, is_everybodys: true },
    }
}

/// What went wrong, with what is behind it.
fn said(error: &Error) -> String {
    let mut said = error.to_string();
    let mut behind = std::error::Error::source(error);
    while let Some(why) = behind {
        let why_text = why.to_string();
        if !said.contains(&why_text) {
            said = format!("{said}: {why_text}");
        }
        behind = why.source();
    }
    said.chars().filter(|c| !c.is_control()).take(500).collect()
}
