//! To whom a life is told: to somebody who works here, of “them”; or to the person, of “you”.

use programme::rules::Programme;
use programme::{Names, PersonEvent, Private, RequestKind, sentence};

/// To whom it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// To others.
    Them,
    /// To the person.
    You,
}

impl Voice {
    /// One of two wordings.
    pub(crate) const fn pick(self, them: &'static str, you: &'static str) -> &'static str {
        match self {
            Self::Them => them,
            Self::You => you,
        }
    }

    /// What happened, in a sentence. Those that speak of “them” are told to the person in words of their own; what somebody
    /// else wrote stays as it was written.
    pub(crate) fn says(self, event: &PersonEvent, programme: &Programme, names: &Names<'_>) -> String {
        let own = match self {
            Self::Them => None,
            Self::You => to_you(event, names),
        };
        own.unwrap_or_else(|| sentence(event, programme, names).text)
    }
}

fn to_you(event: &PersonEvent, names: &Names<'_>) -> Option<String> {
    use PersonEvent as E;
    use Private::{Erased, Known};
    let named =
        |account| (names.account)(account).unwrap_or_else(|| "Somebody who is no longer known by name".to_owned());
    Some(match event {
        E::Registered { details: Known(details), .. } => {
            format!("You came into the programme: {}.", programme::who(details))
        }
        E::DetailsAmended { details: Known(details), reason: Known(reason) } => {
            let who = programme::who(details);
            format!("The entry about who you are was put right: {who}. Reason: {}", ended(reason))
        }
        E::Moved { site: Known(Some(site)), .. } => {
            let site = (names.site)(*site).unwrap_or_else(|| "a site that is no longer known by name".to_owned());
            format!("You came to {site}.")
        }
        E::Moved { site: Known(None), .. } => {
            "You left the site you were at, and are at none of the programme’s.".to_owned()
        }
        E::Departed { departure: Known(departure) } => {
            let said = departure.said.as_ref().map_or(String::new(), |said| format!(" You said: “{}”", said.trim()));
            format!("You left the programme.{said}")
        }
        E::Returned { on: Known(_) } => "You came back to the programme.".to_owned(),
        E::CarerAssigned { care: Known(care) } => {
            format!("{} came to stand by you as {}.", named(care.carer), care.kind.role())
        }
        E::CarerEnded { care: Known(care) } => {
            format!("{} was your {} until then.", named(care.carer), care.kind.role())
        }
        E::CarerEnded { care: Erased } => "Somebody stands by you no longer.".to_owned(),
        E::EmergencyOpened { account, reason: Known(reason), .. } => {
            let who = named(*account);
            format!("{who} took the right to read your record for some hours. Reason: {}", ended(reason))
        }
        E::RequestMade { kind, text: Known(text), .. } => {
            let asked = match kind {
                RequestKind::Correction => "put something right",
                RequestKind::Erasure => "erase your record",
            };
            format!("You asked the programme to {asked}: “{}”", text.trim())
        }
        E::RequestAnswered { granted, answer: Known(answer), .. } => {
            let done = if *granted { "It was done as you asked." } else { "It was not done." };
            format!("You were answered: “{}” {done}", answer.trim())
        }
        _ => return None,
    })
}

fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '?', '”']) { text.to_owned() } else { format!("{text}.") }
}
