//! What is said where somebody's posts do not give them what they asked for: what, why, who can help, and a way back.

use std::collections::BTreeSet;

use askama::Template;
use programme::Role;

use super::desk::{Desk, Frame, Place};
use super::words;
use crate::rights::{Reach, Right, TABLE};

/// The page that says that somebody has no right to what they asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoRightPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// What did not happen.
    pub(crate) title: &'a str,
    /// Why, in a sentence or two.
    pub(crate) why: &'a str,
    /// The right that they do not have; `None` where it is not a line of the table that is missing.
    pub(crate) right: Option<Right>,
    /// The roles that they have today.
    pub(crate) roles: &'a [Role],
    /// Whether what is missing is a second factor.
    pub(crate) lacks_second_factor: bool,
}

#[derive(Template)]
#[template(path = "no_right.html")]
struct NoRightTemplate {
    frame: Frame,
    why: String,
    posts: String,
    helpers: Vec<String>,
    next: String,
    second_factor: bool,
}

impl NoRightPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let roles: BTreeSet<Role> = self.roles.iter().copied().collect();
        let held: Vec<_> = roles.into_iter().map(words::somebody).collect();
        let posts = match held.as_slice() {
            _ if self.lacks_second_factor => String::new(),
            [] => "You hold no post here today.".to_owned(),
            held => format!("You are {} here.", words::list(held)),
        };
        let template = NoRightTemplate {
            frame: self.desk.frame(Place::Elsewhere, self.title, "Nothing was shown and nothing was changed."),
            why: self.why.to_owned(),
            posts,
            helpers: self.right.map(helpers).unwrap_or_default(),
            next: self.next().to_owned(),
            second_factor: self.lacks_second_factor,
        };
        template.render().expect("a page writes only to memory")
    }

    fn next(&self) -> &'static str {
        if self.lacks_second_factor {
            return "Set up a second factor, or sign in again with the one that you have. Then ask again.";
        }
        let Some(right) = self.right else { return "Ask one of those whom it names." };
        let others = TABLE.iter().any(|line| line.right == right && line.reach != Reach::Own);
        if others {
            "Ask one of them. If this belongs to your own work, ask whoever appoints to such a post, a coordinator or an \
             administrator, to appoint you."
        } else {
            "This is done by the person whom a record is about, on their own page, and by nobody for them."
        }
    }
}

/// Who has a right, each in a sentence: not those who have it for their own record only, since they can help nobody else.
fn helpers(right: Right) -> Vec<String> {
    let lines = TABLE.iter().filter(|line| line.right == right && line.reach != Reach::Own);
    let said = |line: &crate::rights::Line| {
        let of = match line.reach {
            Reach::Own | Reach::Everybody | Reach::Thing => String::new(),
            reach => format!(", for {}", reach.plain()),
        };
        format!("{}{of}: {}.", words::capital(&words::somebody(line.role)), line.why)
    };
    lines.map(said).collect()
}

/// That something is not shown, with the reason that the table of rights gives.
pub(crate) fn withheld(what: &str, right: Right) -> String {
    format!("Not shown to you: {what}. {} may {}, and none of your posts lets you.", whoever_may(right), right.plain())
}

/// The same, where it is shown of some people in a list and not of others.
pub(crate) fn withheld_of_some(what: &str, right: Right) -> String {
    format!(
        "“{WITHHELD}” means that your posts let you see {what} of other people, and not of this one. {} may.",
        whoever_may(right)
    )
}

/// What stands in a list where something is not shown.
pub(crate) const WITHHELD: &str = "not shown to you";

/// Who has a right, to begin a sentence with: `A coordinator or a clinician`.
fn whoever_may(right: Right) -> String {
    let mut roles: Vec<Role> = Vec::new();
    for line in TABLE.iter().filter(|line| line.right == right && line.reach != Reach::Own) {
        roles.extend(Some(line.role).filter(|role| !roles.contains(role)));
    }
    words::capital(&words::either(&roles.into_iter().map(words::somebody).collect::<Vec<_>>()))
}
