//! Roles: what somebody is to the programme. A post gives a role, and the role ends with the post.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $id:literal $label:literal $plain:literal;)*) => {
        /// What somebody is to the programme.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Role {
            $(#[doc = $plain] $name,)*
        }

        impl Role {
            /// All roles, those of people in the programme first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As the log and the interface write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// As a page writes it.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            /// What somebody in it does, in plain words.
            pub const fn plain(self) -> &'static str {
                match self { $(Self::$name => $plain),* }
            }
        }
    };
}

roles! {
    Donor "donor" "donor" "Somebody who may give, or has given.";
    Recipient "recipient" "recipient" "Somebody who may receive, or has received.";
    Advocate "advocate" "advocate" "Stands on a donor's side, and has no part in the care of anybody who could receive from them.";
    Companion "companion" "companion" "Somebody in the programme who has chosen to stand by another.";
    Clinician "clinician" "clinician" "Examines and treats people.";
    Coordinator "coordinator" "coordinator" "Runs the programme from day to day: who needs what, and who does it.";
    Allocator "allocator" "allocator" "Works out who could receive from whom. Sees who is available, never why somebody is not.";
    SiteStaff "site-staff" "site staff" "Looks after the people who live or stay at a site, and their coming and going.";
    Laboratory "laboratory" "laboratory" "Enters what was measured.";
    Auditor "auditor" "auditor" "Checks what was done, by whom and under which rule, and who read what.";
    Administrator "administrator" "administrator" "Runs the machine and opens accounts. Sees nobody's health.";
}

impl Role {
    /// Whether it is held as a person of the programme, about oneself or next to another, rather than as a post.
    pub const fn is_of_a_person(self) -> bool {
        matches!(self, Self::Donor | Self::Recipient | Self::Companion)
    }

    /// Whether it is held at one site.
    pub const fn site(self) -> AtSite {
        match self {
            Self::SiteStaff => AtSite::Always,
            Self::Clinician => AtSite::Maybe,
            _ => AtSite::Never,
        }
    }

    /// Who appoints to it. An administrator, who sees nobody's health, appoints those who appoint everybody else.
    pub const fn appointed_by(self) -> Self {
        match self {
            Self::Coordinator | Self::Auditor | Self::Administrator => Self::Administrator,
            _ => Self::Coordinator,
        }
    }

    /// Whether two roles are kept apart: nobody has both.
    pub const fn is_apart_from(self, other: Self) -> bool {
        self.stands_alone_beside(other) || other.stands_alone_beside(self)
    }

    /// An administrator who could read, or an auditor who took part, would be neither.
    const fn stands_alone_beside(self, other: Self) -> bool {
        matches!(self, Self::Administrator | Self::Auditor) && !other.is_of_a_person() && self as u8 != other as u8
    }
}

/// Whether a role is held at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtSite {
    /// It always is.
    Always,
    /// At one, or in the whole programme.
    Maybe,
    /// It never is.
    Never,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or_else(|| format!("“{text}” is not a role"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
            assert_eq!(serde_json::to_value(role).expect("a role is a text"), role.as_str());
        }
        assert!("nobody".parse::<Role>().is_err());
    }

    #[test]
    fn whoever_runs_the_machine_or_checks_does_nothing_else() {
        assert!(Role::Administrator.is_apart_from(Role::Auditor));
        assert!(Role::Clinician.is_apart_from(Role::Administrator));
        assert!(Role::Auditor.is_apart_from(Role::Coordinator));
        assert!(!Role::Auditor.is_apart_from(Role::Donor), "an auditor may be a donor");
        assert!(!Role::Clinician.is_apart_from(Role::SiteStaff));
        assert!(Role::ALL.iter().all(|role| !role.is_apart_from(*role)));
    }
}
