//! `[sign-in.oidc]` in `carer.toml`: the hospital's own sign-in. The secret stands in a file of its own.

use std::path::PathBuf;

use serde::Deserialize;
use server::{Issuer, Oidc, SecondFactor};

use crate::failure::Failure;

/// What `[sign-in]` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    oidc: Option<Section>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Section {
    name: String,
    issuer: Issuer,
    client_id: String,
    client_secret_file: PathBuf,
    #[serde(default)]
    second_factor: Whose,
    #[serde(default)]
    amr: Vec<String>,
    #[serde(default)]
    acr: Vec<String>,
    certificates: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Whose {
    #[default]
    Ours,
    Provider,
}

impl SignIn {
    /// The hospital's own sign-in, where it is set up, with its secret.
    pub(super) fn hospital(self) -> Result<Option<Oidc>, Failure> {
        self.oidc.map(Section::read).transpose()
    }
}

impl Section {
    fn read(self) -> Result<Oidc, Failure> {
        if self.name.trim().is_empty() {
            return Err(wrong("name is empty: say what people call it, such as “Northfield Hospital”"));
        }
        let second_factor = match self.second_factor {
            Whose::Provider => SecondFactor::Provider { amr: self.amr, acr: self.acr },
            Whose::Ours if self.amr.is_empty() && self.acr.is_empty() => SecondFactor::Ours,
            Whose::Ours => {
                return Err(wrong("amr and acr say when the hospital's second factor counts; here it never does"));
            }
        };
        let path = self.client_secret_file.display();
        let secret = std::fs::read_to_string(&self.client_secret_file);
        let secret = secret.map_err(|error| wrong(&format!("client-secret-file: {path}: {error}")))?.trim().to_owned();
        if secret.is_empty() {
            return Err(wrong(&format!("client-secret-file: {path} is empty")));
        }
        Ok(Oidc {
            name: self.name.trim().to_owned(),
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: secret,
            second_factor,
            certificates: self.certificates,
        })
    }
}

fn wrong(why: &str) -> Failure {
    Failure::unreadable(format!("{}: [sign-in.oidc]: {why}", super::FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Oidc>, String> {
        let sign_in: SignIn = toml::from_str(text).map_err(|error| error.to_string())?;
        sign_in.hospital().map_err(|failure| format!("{failure:?}"))
    }

    fn section(secret: &std::path::Path, more: &str) -> String {
        format!(
            "[oidc]\nname = \"Northfield Hospital\"\nissuer = \"https://sign-in.northfield.example\"\nclient-id = \"carer\"\n\
             client-secret-file = {:?}\n{more}",
            secret.display().to_string()
        )
    }

    #[test]
    fn the_secret_comes_from_its_file_and_is_shown_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, "hush\n").expect("a file");
        let oidc = read(&section(&file, "")).expect("it is read").expect("it is there");
        assert_eq!((oidc.client_secret.as_str(), oidc.second_factor.clone()), ("hush", SecondFactor::Ours));
        assert!(!format!("{oidc:?}").contains("hush"));
        let mfa = "second-factor = \"provider\"\namr = [\"mfa\"]";
        let oidc = read(&section(&file, mfa)).expect("it is read").expect("it is there");
        assert_eq!(oidc.second_factor, SecondFactor::Provider { amr: vec!["mfa".to_owned()], acr: Vec::new() });
        assert!(read("").expect("it is read").is_none());
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        let missing = read(&section(&file, "")).expect_err("there is no such file");
        assert!(missing.contains("client-secret-file"), "{missing}");
        std::fs::write(&file, " \n").expect("a file");
        assert!(read(&section(&file, "")).expect_err("no secret").contains("is empty"));
        std::fs::write(&file, "hush").expect("a file");
        assert!(read(&section(&file, "amr = [\"mfa\"]")).expect_err("it never counts").contains("never does"));
        assert!(
            read(&section(&file, "client-secret = \"hush\"")).expect_err("only from a file").contains("client-secret")
        );
        let plain = section(&file, "").replace("https://", "http://");
        assert!(read(&plain).expect_err("in the clear").contains("is no issuer"));
    }
}
