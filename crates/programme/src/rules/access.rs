//! What a programme file says of who may see what; most of that no file can change.

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// How many hours emergency access lasts.
    pub emergency_hours: u8,
    /// Within how many days somebody who asked about their own record is answered.
    pub answer_days: u8,
}

impl Default for Access {
    /// Four hours; and a month, as the European Union's General Data Protection Regulation has it (article 12, paragraph 3).
    fn default() -> Self {
        Self { emergency_hours: 4, answer_days: 30 }
    }
}
