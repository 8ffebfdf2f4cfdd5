//! The twelve articles: what no programme file, role or setting can switch off in a served programme.

/// One of the twelve articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article {
    /// 1 to 12.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// What it says, in plain words.
    pub plain: &'static str,
    /// Whether the parts that it is about are built: `check` says “not yet checked” of the others.
    pub checked: bool,
}

/// The articles in their order.
pub const ARTICLES: [Article; 12] = [
    Article {
        number: 1,
        name: "Told before asked",
        plain: "Nothing is asked of you before you have been told, and have understood, what you need to know. What you are told must be true.",
        checked: true,
    },
    Article {
        number: 2,
        name: "Free to say no",
        plain: "Giving is your own choice, each time. You can stop, without a reason and without asking anybody, until you are asleep for the operation.",
        checked: true,
    },
    Article {
        number: 3,
        name: "Somebody on their side",
        plain: "You have an advocate of your own before the first question is asked, who has nothing to do with the person who may receive from you.",
        checked: true,
    },
    Article {
        number: 4,
        name: "No harm by design",
        plain: "Only what a living person is expected to survive, within the limits, and never while a check that matters is missing, out of date or failed.",
        checked: true,
    },
    Article {
        number: 5,
        name: "Waiting is a right",
        plain: "If you say wait, it waits at once. If others make you wait, you are told why and until when, and somebody else decides if you object.",
        checked: true,
    },
    Article {
        number: 6,
        name: "Never let go",
        plain: "There is always a day on which we will be in touch with you next, for life, unless you ask us not to be.",
        checked: true,
    },
    Article {
        number: 7,
        name: "Nothing about me without me",
        plain: "You can read and take away everything we hold about you, and see who has read it.",
        checked: false,
    },
    Article {
        number: 8,
        name: "Nobody is held",
        plain: "You can leave. Nothing here depends on wearing a band.",
        checked: false,
    },
    Article {
        number: 9,
        name: "Theirs to show",
        plain: "What you make is yours, and is shown only while you allow it.",
        checked: false,
    },
    Article {
        number: 10,
        name: "Plain words",
        plain: "Every word, rule and refusal is also said in plain words.",
        checked: true,
    },
    Article {
        number: 11,
        name: "Accounted for in public",
        plain: "Anybody can see what the programme asked of its donors and how they are, and nobody can be recognised in it.",
        checked: false,
    },
    Article {
        number: 12,
        name: "Never a child",
        plain: "Nobody under the minimum donor age, which is never under 18, is asked, assessed or matched as a donor.",
        checked: true,
    },
];
