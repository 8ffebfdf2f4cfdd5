//! Who stands by a person, what they asked about their own record, and the account that gives it to them.

use jiff::ToSpan;
use jiff::civil::Date;
use programme::{CareKind, CareTime, Request, RequestId, RequestKind};
use record::Life;

use super::{PersonPage, Voice};
use crate::console::form::{self, Asking};
use crate::console::forms::Typed;
use crate::console::words::{self, plain_date};
use crate::rights::Right;

/// Somebody who stands by them.
pub(super) struct CarerView {
    pub(super) said: String,
    /// What the form does.
    pub(super) end: String,
    pub(super) form: String,
}

/// Something that they asked and were not answered.
pub(super) struct AskedView {
    pub(super) asked: &'static str,
    pub(super) text: String,
    pub(super) tone: &'static str,
    pub(super) until: String,
    pub(super) form: String,
}

/// Who stands by them today.
pub(super) fn carers(page: &PersonPage<'_>) -> Vec<CarerView> {
    let (desk, person, nothing) = (page.desk, &page.life.person, Typed::default());
    let asking = Asking::anew(desk, &nothing);
    let view = |time: &CareTime| {
        let name = page.life.names.of(time.carer).unwrap_or("Somebody who is no longer known by name");
        let form = form::end_care(&asking, person, time);
        CarerView {
            said: stands_by(page.life, time, desk.today, Voice::Them),
            end: format!("{name} stands by them no longer"),
            form: if page.may(Right::AssignCarer) { form.html(&asking) } else { String::new() },
        }
    };
    person.carers.iter().filter(|time| time.is_on(desk.today)).map(view).collect()
}

/// That somebody stands by them, in a sentence: as what, since when, and who stands in for whoever is away.
pub(crate) fn stands_by(life: &Life, time: &CareTime, today: Date, voice: Voice) -> String {
    let name = |account| life.names.of(account).unwrap_or("somebody who is no longer known by name");
    let who = words::capital(name(time.carer));
    if let Some(absent) = time.covers {
        let until = time.until.map_or(String::new(), |until| format!(", until {}", plain_date(last_day(until))));
        return format!("{who} stands in for {}{until}.", name(absent));
    }
    let (role, since) = (time.kind.role(), plain_date(time.from));
    let is_cover = |other: &&CareTime| other.covers == Some(time.carer) && other.is_on(today);
    let cover = life.person.carers.iter().find(is_cover).filter(|_| time.kind == CareKind::Advocate);
    let away = cover
        .and_then(|cover| cover.until)
        .map_or(String::new(), |until| format!(" They are away until {}.", plain_date(last_day(until))));
    match voice {
        Voice::You => format!("{who} is your {role}, since {since}.{away}"),
        Voice::Them => format!("{who}, {role}, since {since}.{away}"),
    }
}

/// The last day of a time that ends before a day.
fn last_day(until: Date) -> Date {
    until.checked_sub(1.day()).unwrap_or(until)
}

/// What waits for an answer, the oldest first.
pub(super) fn requests(page: &PersonPage<'_>) -> Vec<AskedView> {
    let (desk, person, nothing) = (page.desk, &page.life.person, Typed::default());
    let asking = Asking::anew(desk, &nothing);
    let view = |(id, request): (&RequestId, &Request)| {
        let until = words::days_after(request.on, desk.programme.access.answer_days);
        let is_late = until < desk.today;
        AskedView {
            asked: match request.kind {
                RequestKind::Correction => "They ask for something to be put right:",
                RequestKind::Erasure => "They ask to be erased:",
            },
            text: request.text.clone().unwrap_or_default(),
            tone: if is_late { "stop" } else { "wait" },
            until: format!("{} {}", if is_late { "late since" } else { "to be answered by" }, plain_date(until)),
            form: if page.may(Right::AnswerRequest) {
                form::answer_request(&asking, person, *id, request).html(&asking)
            } else {
                String::new()
            },
        }
    };
    let mut open: Vec<_> = person.requests.iter().filter(|(_, request)| request.answered.is_none()).collect();
    open.sort_by_key(|(_, request)| request.on);
    open.into_iter().map(view).collect()
}

/// What is to be done after an erasure was granted: a second person does it, so that nobody destroys a record by a slip.
pub(super) fn granted(page: &PersonPage<'_>) -> Option<String> {
    let person = &page.life.person;
    let is_it = |request: &&Request| {
        request.kind == RequestKind::Erasure && request.answered.as_ref().is_some_and(|answered| answered.granted)
    };
    let request = person.requests.values().find(is_it).filter(|_| !person.erased)?;
    let on = request.answered.as_ref().map(|answered| plain_date(answered.on)).unwrap_or_default();
    Some(format!(
        "On {on} it was granted that they be erased. It is not done yet, and everything is still here. An administrator, who \
         sees nobody, carries it out as the second person: on the page “Erasures”, or with: carer erase --person {} --reason \
         \"their own wish\". Tell them that it waits, and tell whoever asked when it is done. What law obliges the programme to \
         keep is sealed apart by it: afterwards nothing else that is personal is left.",
        person.id
    ))
}

/// Where their account is, for whoever sees to accounts.
pub(super) fn account_href(page: &PersonPage<'_>) -> String {
    let account = page.bonds.account.filter(|_| page.desk.may(Right::ManageAccounts));
    account.map_or(String::new(), |account| format!("/accounts/{account}"))
}
