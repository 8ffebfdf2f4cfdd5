//! `[messages]` in `carer.toml`: how e-mails and text messages are sent. Passwords and secrets stand in files of their own.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use server::{Address, Email, Outbox, Security, TextGateway};

use crate::failure::Failure;

/// What `[messages]` may say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Messages {
    address: String,
    email: Option<EmailSection>,
    text: Option<TextSection>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct EmailSection {
    server: String,
    port: Option<u16>,
    #[serde(default)]
    security: How,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: String,
    certificates: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TextSection {
    address: String,
    secret_file: PathBuf,
    certificates: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum How {
    #[default]
    Starttls,
    Tls,
    None,
}

impl Messages {
    /// How messages are sent, with the secrets that it takes.
    pub(super) fn read(self) -> Result<Outbox, Failure> {
        let address = Address::read(&self.address).map_err(|why| wrong("messages", &format!("address: {why}")))?;
        let email = self.email.map(EmailSection::read).transpose()?;
        let text = self.text.map(TextSection::read).transpose()?;
        Ok(Outbox { address, email, text })
    }
}

impl EmailSection {
    fn read(self) -> Result<Email, Failure> {
        const WHERE: &str = "messages.email";
        let security = match self.security {
            How::Starttls => Security::Starttls,
            How::Tls => Security::Tls,
            How::None => Security::None,
        };
        let login = match (self.user, self.password_file) {
            (Some(user), Some(file)) => Some((user, secret(WHERE, "password-file", &file)?)),
            (None, None) => None,
            _ => return Err(wrong(WHERE, "user and password-file belong together")),
        };
        let usual = match security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        };
        let (server, from, certificates) = (self.server, self.from, self.certificates);
        let email = Email { server, port: self.port.unwrap_or(usual), security, login, from, certificates };
        email.check().map_err(|why| wrong(WHERE, &why))?;
        Ok(email)
    }
}

impl TextSection {
    fn read(self) -> Result<TextGateway, Failure> {
        const WHERE: &str = "messages.text";
        let address = Address::read(&self.address).map_err(|why| wrong(WHERE, &format!("address: {why}")))?;
        let secret = secret(WHERE, "secret-file", &self.secret_file)?.into_bytes();
        if secret.len() < SECRET_LEAST {
            return Err(wrong(WHERE, &format!("secret-file: a secret has {SECRET_LEAST} characters or more")));
        }
        Ok(TextGateway { address, secret, certificates: self.certificates })
    }
}

/// A shorter secret could be guessed by whoever sees one signature.
const SECRET_LEAST: usize = 32;

fn secret(place: &str, key: &str, file: &Path) -> Result<String, Failure> {
    let path = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| wrong(place, &format!("{key}: {path}: {error}")))?;
    let text = text.trim().to_owned();
    if text.is_empty() { Err(wrong(place, &format!("{key}: {path} is empty"))) } else { Ok(text) }
}

fn wrong(place: &str, why: &str) -> Failure {
    Failure::unreadable(format!("{}: [{place}]: {why}", super::FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Outbox, String> {
        let messages: Messages = toml::from_str(text).map_err(|error| error.to_string())?;
        messages.read().map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn secrets_come_from_their_files_and_are_shown_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let [password, secret] = ["password", "secret"].map(|name| folder.path().join(name));
        std::fs::write(&password, "hush\n").expect("a file");
        std::fs::write(&secret, "a secret of more than enough letters\n").expect("a file");
        let text = format!(
            "address = \"https://carer.example.org/\"\n[email]\nserver = \"mail.example.org\"\nuser = \"carer\"\n\
             password-file = {password:?}\nfrom = \"Follow-up <follow-up@example.org>\"\n\
             [text]\naddress = \"https://gateway.example.org/send\"\nsecret-file = {secret:?}\n"
        );
        let outbox = read(&text).expect("it is read");
        let email = outbox.email.clone().expect("it is there");
        assert_eq!((email.port, email.security), (587, Security::Starttls));
        assert_eq!(email.login, Some(("carer".to_owned(), "hush".to_owned())));
        assert_eq!(outbox.address.as_str(), "https://carer.example.org");
        assert!(!format!("{outbox:?}").contains("hush") && !format!("{outbox:?}").contains("more than enough"));
        std::fs::write(&secret, "short").expect("a file");
        assert!(read(&text).expect_err("it could be guessed").contains("32 characters"));
        std::fs::write(&password, " \n").expect("a file");
        assert!(read(&text).expect_err("there is none").contains("is empty"));
    }

    #[test]
    fn nothing_goes_in_the_clear() {
        let email = |server: &str, security: &str| {
            let text = format!(
                "address = \"https://carer.example.org\"\n[email]\nserver = \"{server}\"\nsecurity = \"{security}\"\n\
                 from = \"follow-up@example.org\"\n"
            );
            read(&text)
        };
        assert!(email("127.0.0.1", "none").is_ok());
        assert!(email("mail.example.org", "tls").is_ok());
        assert!(email("mail.example.org", "none").expect_err("in the clear").contains("in the clear"));
        assert!(read("address = \"http://carer.example.org\"").expect_err("in the clear").contains("address"));
        assert!(read("address = \"https://a.example\"\nsender = \"us\"").is_err(), "a key that means nothing");
    }
}
