//! Why a verb did not do what it was asked, and the exit code for it.

use std::fmt;
use std::process::ExitCode;

/// A verb that did not come to its end.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong, with its place, and what can be done.
    message: String,
    code: u8,
}

impl Failure {
    /// What was given cannot be read or found: exit code 2.
    pub(crate) fn unreadable(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 2 }
    }

    /// It was read, and the answer is no: exit code 1.
    pub(crate) fn refused(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 1 }
    }

    /// Says so on standard error.
    pub(crate) fn report(&self) -> ExitCode {
        use std::io::Write as _;
        // Nobody is left to tell where standard error is closed.
        drop(writeln!(std::io::stderr(), "carer: {}", self.message));
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<record::Error> for Failure {
    fn from(error: record::Error) -> Self {
        Self::unreadable(error)
    }
}

impl From<record::Rejection> for Failure {
    fn from(rejection: record::Rejection) -> Self {
        match rejection {
            // A verb has no key to show, and needs none: each finds what it did before.
            record::Rejection::Unknown => Self::unreadable(
                "it is not known whether this was recorded, because the answer was lost. Run it again: nothing is \
                 recorded twice",
            ),
            rejection => Self::refused(rejection),
        }
    }
}
