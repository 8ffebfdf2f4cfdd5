//! The sections of Today: what each is called, what it says of itself, and how pressing it is.

use super::Need;

/// What a section says of itself.
pub(super) struct About {
    /// Its name in an address: `/?only=late`.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) plain: &'static str,
    pub(super) tone: &'static str,
    /// Whom it lists, after a number.
    pub(super) whom: &'static str,
}

impl Need {
    /// The section's name in an address.
    pub(crate) const fn as_str(self) -> &'static str {
        self.about().id
    }

    /// Whether it is of what waits beyond checks and alerts: fewer lines of these are shown beside the others.
    pub(crate) const fn is_more(self) -> bool {
        matches!(
            self,
            Self::Soon
                | Self::Tied
                | Self::Train
                | Self::Apply
                | Self::Again
                | Self::Gives
                | Self::Erase
                | Self::Report
                | Self::Unsent
                | Self::FollowUp
        )
    }

    pub(super) const fn about(self) -> About {
        let (id, title, plain, tone, whom) = match self {
            Self::Alone => (
                "alone",
                "Nobody on their side",
                "Nothing is asked of anybody who has no advocate. Put somebody by their side.",
                "stop",
                "who have nobody on their side",
            ),
            Self::Contact => (
                "contact",
                "Somebody must get in touch",
                "What they said, or what was found, asks for a person, not for a letter.",
                "stop",
                "to get in touch with",
            ),
            Self::Report => (
                "report",
                "To be reported within hours",
                "What became known has to be reported, and was not yet.",
                "stop",
                "to be reported",
            ),
            Self::Tied => (
                "tied",
                "An advocate with a tie",
                "A tie was learnt after the advocate came. Somebody independent takes their place.",
                "stop",
                "whose advocate has a tie",
            ),
            Self::Gives => (
                "gives",
                "Giving",
                "Donations that are set for this week, or wait for a step of somebody’s. Whoever still thinks is left in peace.",
                "wait",
                "donations with a step to take",
            ),
            Self::Asked => (
                "asked",
                "They asked",
                "What people asked about their own records. Each is answered within the days that the programme sets.",
                "wait",
                "who asked",
            ),
            Self::Objected => (
                "objected",
                "They object",
                "Somebody who took no part decides, in writing, within the days that the programme sets.",
                "stop",
                "who object",
            ),
            Self::Erase => (
                "erase",
                "To be erased",
                "These were told that they are erased. It is not done before it is carried out.",
                "wait",
                "to be erased",
            ),
            Self::Soon => (
                "soon",
                "Soon nobody on their side",
                "Somebody stands by them now, and will not for long.",
                "wait",
                "who will soon have nobody on their side",
            ),
            Self::Review => (
                "review",
                "To be looked at again",
                "These deferrals have no end in sight, and the day has come on which somebody looks at them.",
                "wait",
                "to be looked at again",
            ),
            Self::Late => (
                "late",
                "Late",
                "These checks should have been made by now. Ask when it suits them.",
                "stop",
                "who are late",
            ),
            Self::Unsent => (
                "unsent",
                "Messages that did not go",
                "Somebody was to be asked how they are, and has not heard of it.",
                "stop",
                "whose message did not go",
            ),
            Self::FollowUp => (
                "follow-up",
                "How they are since they gave",
                "People who gave are asked for the rest of their lives, and nobody is let go.",
                "wait",
                "to be asked",
            ),
            Self::Due => ("due", "Due", "These checks can be made now.", "wait", "who are due"),
            Self::Talk => (
                "talk",
                "To speak",
                "A donor and their advocate speak as often as the programme says.",
                "wait",
                "who wait for a conversation",
            ),
            Self::Again => (
                "again",
                "To be told again",
                "What they were told counts no longer. Nothing more is asked of them before they are told again.",
                "wait",
                "to be told again",
            ),
            Self::Train => (
                "train",
                "Advocates to be trained",
                "Nobody new is given to an advocate whose training counts no longer.",
                "wait",
                "trainings",
            ),
            Self::Apply => ("apply", "They would be advocates", "Whoever asks is answered.", "note", "who applied"),
            Self::Changed => (
                "changed",
                "Changed",
                "Whether they may give has changed. Somebody should tell them.",
                "note",
                "who changed",
            ),
            Self::Refused => (
                "refused",
                "Refused rows",
                "Rows of a file that were not taken in. Each may be a person.",
                "wait",
                "refused rows",
            ),
        };
        About { id, title, plain, tone, whom }
    }
}
