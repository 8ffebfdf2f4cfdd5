//! Three-valued truth.

/// Whether something is so, by what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It is so, whatever else may come to be known.
    True,
    /// It is not so, whatever else may come to be known.
    False,
    /// What is known does not say.
    Unknown,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Truth {
    /// Whether all of these are so: one that is not settles it.
    pub(super) fn all(truths: impl Iterator<Item = Self>) -> Self {
        let mut all = Self::True;
        for truth in truths {
            match truth {
                Self::False => return Self::False,
                Self::Unknown => all = Self::Unknown,
                Self::True => {}
            }
        }
        all
    }

    /// Whether any of these is so: one that is settles it.
    pub(super) fn any(truths: impl Iterator<Item = Self>) -> Self {
        !Self::all(truths.map(|truth| !truth))
    }
}
