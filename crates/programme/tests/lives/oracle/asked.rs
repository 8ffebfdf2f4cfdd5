//! Articles 1, 3, 5 and 12, as far as they are about being asked: told, of age, with somebody on one's side, and not while one waits.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

use super::{At, Line, after, day, maybe_day};

/// What is asked by an event, of whom it could go to, and on which day.
struct Question {
    /// As the file names it; none where only the rest is looked at.
    of: &'static [&'static str],
    recipient: Option<String>,
    day: Date,
}

pub(super) fn broken(at: At<'_>) -> Vec<(u8, String)> {
    let mut found = Vec::new();
    if let Some(question) = question(at) {
        found.extend(untold(at, &question).map(|topic| (1, format!("“{topic}” had not been told"))));
        found.extend((!has_advocate(at, &question)).then(|| (3, "nobody independent was their advocate".to_owned())));
        found.extend(waits(at, question.day).then(|| (5, "they waited".to_owned())));
    }
    let of_age_on = match at.line.kind {
        "examination-recorded" => Some(day(&at.line.private["on"])),
        "examination-amended" => Some(day(&at.line.private[0]["on"])),
        _ => question(at).map(|question| question.day),
    };
    found.extend(of_age_on.filter(|on| !is_of_age(at, *on)).map(|_| (12, "they were no certain 18".to_owned())));
    found
}

fn question(at: At<'_>) -> Option<Question> {
    let (line, private) = (at.line, &at.line.private);
    let of_donation = |of, day| {
        let opened = at.of_donation().find(|line| line.kind == "donation-opened");
        let recipient = opened.and_then(|line| line.private[0]["toward"]["recipient"].as_str());
        Some(Question { of, recipient: recipient.map(str::to_owned), day })
    };
    match line.kind {
        "stage-entered" if at.is_assessed(&line.clear["stage"]) => {
            Some(Question { of: &["evaluation"], recipient: None, day: day(private) })
        }
        "donation-opened" => {
            let toward = &private[0]["toward"];
            let of: &[&str] = if toward["route"] == "exchange" { &["donation", "exchange"] } else { &["donation"] };
            let recipient = toward["recipient"].as_str().map(str::to_owned);
            Some(Question {
                of: if at.has_exchange_topics() { of } else { &["donation"] },
                recipient,
                day: day(&private[1]),
            })
        }
        "donation-consented" => of_donation(&["donation"], day(&private["on"])),
        "donation-scheduled" => of_donation(&["donation"], line.day),
        "donation-started" => of_donation(&["donation"], day(private)),
        _ => None,
    }
}

impl At<'_> {
    fn has_exchange_topics(self) -> bool {
        let mut topics = self.tables("topic");
        topics.any(|topic| {
            topic["before"].as_array().is_some_and(|all| all.iter().any(|of| of.as_str() == Some("exchange")))
        })
    }
}

/// The first topic that does not count as told: the last telling of it by that day decides.
fn untold(at: At<'_>, question: &Question) -> Option<String> {
    let is_before = |topic: &toml::Table| {
        let before = topic["before"].as_array().expect("a topic is told before something");
        before.iter().any(|of| question.of.contains(&of.as_str().expect("a question is a text")))
    };
    let counts = |topic: &toml::Table| {
        let of_topic = at
            .of_person()
            .filter(|line| line.kind == "told" && line.clear["topic"] == topic["id"].as_str().expect("it has an id"));
        let in_error = |told: &Line| {
            at.of_person()
                .any(|line| line.kind == "telling-entered-in-error" && line.clear["telling"] == told.clear["telling"])
        };
        let by_then = of_topic.filter(|told| day(&told.private["on"]) <= question.day && !in_error(told));
        let Some(last) = by_then.max_by_key(|told| day(&told.private["on"])) else { return false };
        let in_time = topic.get("valid-for").is_none_or(|valid| question.day < after(day(&last.private["on"]), valid));
        last.private["understood"] == true && last.clear["words"].as_i64() == topic["version"].as_integer() && in_time
    };
    let topic = at.tables("topic").find(|topic| is_before(topic) && !counts(topic))?;
    topic["id"].as_str().map(str::to_owned)
}

/// Somebody who stands by them as advocate or covers, holds the post, is there, and has no tie to anybody who could receive.
fn has_advocate(at: At<'_>, question: &Question) -> bool {
    let mut times: Vec<(&Value, Date, Option<Date>)> = Vec::new();
    for line in at.of_person().filter(|line| line.private["as"] == "advocate") {
        let (carer, on) = (&line.private["carer"], day(&line.private["on"]));
        match line.kind {
            "carer-assigned" => times.push((carer, on, None)),
            _ => times.iter_mut().filter(|time| time.0 == carer).for_each(|time| _ = time.2.get_or_insert(on)),
        }
    }
    let is_on =
        |time: &&(&Value, Date, Option<Date>)| time.1 <= question.day && time.2.is_none_or(|end| question.day < end);
    let standing: Vec<&Value> = times.iter().filter(is_on).map(|time| time.0).collect();
    let covering = at.of_person().filter(|line| line.kind == "care-covered").filter(|line| {
        let until = at.of_person().filter(|ended| {
            ended.kind == "care-cover-ended"
                && ended.private["by"] == line.private["by"]
                && ended.private["from"] == line.private["from"]
        });
        let until = until.last().map_or(day(&line.private["until"]), |ended| day(&ended.private["until"]));
        day(&line.private["from"]) <= question.day && question.day < until
    });
    let mut recipients: Vec<String> = recipients(at);
    recipients.extend(question.recipient.clone());
    // Of whoever is forgotten nobody knows any more who had a tie to them, and nothing can be given to them.
    recipients
        .retain(|id| !at.before.iter().any(|line| line.kind == "erased" && line.stream == format!("person/{id}")));
    let all = standing.iter().copied().chain(covering.map(|line| &line.private["by"]));
    all.filter_map(Value::as_str).any(|account| {
        holds_post(at, account, question.day)
            && !is_away(at, account, question.day)
            && !recipients.iter().any(|recipient| is_tied(at, account, recipient, question.day))
    })
}

/// Those to whom they say that they would give, and those towards whom a donation of theirs goes on.
fn recipients(at: At<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for named in at.of_person().filter(|line| line.kind == "bond-named") {
        let of_it = || at.of_person().filter(|line| line.clear["bond"] == named.clear["bond"]);
        let content =
            of_it().filter(|line| line.kind == "bond-changed").last().map_or(&named.private[1], |line| &line.private);
        let ended = of_it().any(|line| line.kind == "bond-ended");
        if !ended && content["kind"] == "recipient" {
            found.extend(content["whom"]["person"].as_str().map(str::to_owned));
        }
    }
    for opened in at.of_person().filter(|line| line.kind == "donation-opened") {
        let over = ["donation-withdrawn", "donation-called-off", "donation-discharged"];
        let mut of_it = at.of_person().filter(|line| line.clear["donation"] == opened.clear["donation"]);
        if !of_it.any(|line| over.contains(&line.kind)) {
            found.extend(opened.private[0]["toward"]["recipient"].as_str().map(str::to_owned));
        }
    }
    found
}

fn holds_post(at: At<'_>, account: &str, on: Date) -> bool {
    let held_on = |on: Date| {
        let mut appointed =
            at.of_account(account).filter(|line| line.kind == "appointed" && line.clear["role"] == "advocate");
        let closed = at.of_account(account).any(|line| line.kind == "account-closed" || line.kind == "account-erased");
        !closed
            && appointed.any(|post| {
                let ended = at
                    .of_account(account)
                    .filter(|line| line.kind == "post-ended" && line.clear["post"] == post.clear["post"]);
                let until = ended.last().map(|line| day(&line.clear["on"]));
                day(&post.clear["on"]) <= on && until.is_none_or(|until| on < until)
            })
    };
    held_on(on) || held_on(at.line.day)
}

fn is_away(at: At<'_>, account: &str, on: Date) -> bool {
    let mut away = at.of_account(account).filter(|line| line.kind == "carer-went-away");
    away.any(|away| {
        let back = at
            .of_account(account)
            .filter(|line| line.kind == "carer-came-back" && line.clear["absence"] == away.clear["absence"]);
        let until = back.last().map_or(day(&away.clear["until"]), |line| day(&line.clear["on"]));
        day(&away.clear["from"]) <= on && on < until
    })
}

fn is_tied(at: At<'_>, account: &str, recipient: &str, on: Date) -> bool {
    let of_account = || at.of_account(account);
    let themselves = of_account().any(|line| line.kind == "account-opened" && line.clear["person"] == recipient);
    let declared = of_account().filter(|line| line.kind == "carer-tie-declared" && line.private["to"] == recipient);
    let ended =
        |tie: &Line| of_account().find(|line| line.kind == "carer-tie-ended" && line.clear["tie"] == tie.clear["tie"]);
    let mut standing = declared.filter(|tie| ended(tie).is_none_or(|ended| on < day(&ended.clear["on"])));
    let stream = format!("person/{recipient}");
    let mut of_recipient = at.before.iter().filter(|line| line.stream == stream);
    let cares = of_recipient.any(|line| match line.kind {
        "carer-assigned" => line.private["carer"] == account,
        "examination-recorded" | "examination-amended" => line.by.as_deref() == Some(account),
        _ => false,
    });
    themselves || standing.next().is_some() || cares
}

/// Whether they wait by their own wish on a day.
pub(super) fn waits(at: At<'_>, on: Date) -> bool {
    let begun: Vec<&Line> = at.of_person().filter(|line| line.kind == "wait-begun").collect();
    begun.iter().enumerate().any(|(place, wait)| {
        let ended =
            at.of_person().filter(|line| line.kind == "wait-ended" && line.clear["deferral"] == wait.clear["deferral"]);
        // A later wait takes the place of this one.
        let replaced = begun.get(place + 1).map(|next| day(&next.private["on"]));
        let ends = ended.map(|line| day(&line.private)).chain(replaced).chain(maybe_day(&wait.private["until"]));
        day(&wait.private["on"]) <= on && !ends.into_iter().any(|end| end <= on)
    })
}

/// Whether they were certainly 18 on a day, by what is known of their birth so far.
fn is_of_age(at: At<'_>, on: Date) -> bool {
    let born = at.of_person().filter_map(|line| match line.kind {
        "registered" => Some(&line.private["birth"]),
        "details-amended" => Some(&line.private[0]["birth"]),
        _ => None,
    });
    let Some(birth) = born.last() else { return false };
    let born = match (maybe_day(&birth["on"]), &birth["aged"]) {
        (Some(born), _) => born,
        // At the latest, they had that birthday on that very day.
        (None, aged) => day(&aged["on"]).saturating_sub(aged["years"].as_i64().expect("an age is a number").years()),
    };
    let least = at.file["programme"]["minimum-donor-age"]["years"].as_integer().expect("the file has an age");
    born.saturating_add(least.years()) <= on
}
