//! The forms about who stands by somebody, what somebody asks about their own record, and reading them in an emergency.

use programme::rules::Programme;
use programme::{
    AccountId, CareKind, CareTime, Manner, Person, PersonId, Request, RequestId, RequestKind, Role, plain_date,
    to_be_kept,
};

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;

/// Somebody who could stand by a person: their account, what they are called, and as what.
pub(crate) type Candidate = (AccountId, String, Role);

/// Somebody to stand by a person; `None` where nobody could.
pub(crate) fn assign(asking: &Asking<'_>, person: &Person, candidates: &[Candidate]) -> Option<FormView> {
    let form = "assign";
    let today = asking.desk.today;
    let is_there = |id: &AccountId, role: &Role| {
        person.carers.iter().any(|time| time.carer == *id && time.kind.role() == *role && time.is_on(today))
    };
    let free = candidates.iter().filter(|(id, _, role)| !is_there(id, role));
    let option =
        |(id, name, role): &Candidate| (format!("{role}/{id}", role = role.as_str()), format!("{name}, {role}"));
    let options: Vec<_> = free.map(option).collect();
    let who = asking.one_of(form, Kind::Select, "care.carer", "Who", &options);
    let fields = vec![who, asking.day(form, "care.on", "First day")];
    let action = format!("/people/{}/carers", person.id);
    let view = asking.form(form, action, fields, "Put them by their side").of_version(person.version);
    (!options.is_empty()).then_some(view)
}

/// Another advocate in place of the one they have; `None` where they have none, or nobody else could be.
pub(crate) fn hand_over(asking: &Asking<'_>, person: &Person, candidates: &[Candidate]) -> Option<FormView> {
    let form = "hand-over";
    let goes_on = |time: &&CareTime| time.kind == CareKind::Advocate && time.until.is_none();
    let present = person.carers.iter().find(goes_on)?;
    let others = candidates.iter().filter(|(id, _, role)| *role == Role::Advocate && *id != present.carer);
    let options: Vec<_> = others.map(|(id, name, _)| (id.to_string(), name.clone())).collect();
    let fields = vec![
        FieldView::hidden("step.from", &present.carer.to_string()),
        asking.one_of(form, Kind::Select, "step.to", "Who comes", &options),
        asking.day(form, "step.on", "First day with them"),
    ];
    let action = format!("/people/{}/carers/hand-over", person.id);
    let lead = "One goes and the other comes on the same day: nobody is without an advocate in between.";
    let view = asking.form(form, action, fields, "Hand them over").of_version(person.version).lead(lead);
    (!options.is_empty()).then_some(view)
}

/// Offering to stand by somebody as a companion: whom, by their number, and what one says to them.
pub(crate) fn offer_company(asking: &Asking<'_>) -> FormView {
    let form = "company";
    let fields = vec![
        asking.field(form, Kind::Text, "number", "The number of the person whom you would stand by"),
        asking.field(form, Kind::Area, "words", "What you say to them"),
    ];
    let lead = "They say yes or no. While you stand by somebody your own giving waits. You are not told here whether there is \
                somebody with this number.";
    asking.form(form, "/me/company".to_owned(), fields, "Ask them").lead(lead)
}

/// A yes, or a no, to somebody who asks to be one's companion.
pub(crate) fn answer_company(asking: &Asking<'_>, person: &Person, by: AccountId, yes: bool) -> FormView {
    let (form, accepted) = if yes { ("company-yes", "yes") } else { ("company-no", "no") };
    let fields = vec![FieldView::hidden("by", &by.to_string()), FieldView::hidden("accepted", accepted)];
    let submit = if yes { "Yes, I would like that" } else { "No, thank you" };
    asking.form(&format!("{form}-{by}"), "/me/company/answer".to_owned(), fields, submit).of_version(person.version)
}

/// Standing by somebody no longer.
pub(crate) fn stop_company(asking: &Asking<'_>, person: &Person, whom: PersonId) -> FormView {
    let fields = vec![FieldView::hidden("whom", &whom.to_string())];
    let lead = "From today on. You need no reason, and nobody’s leave.";
    let form = format!("company-stop-{whom}");
    asking
        .form(&form, "/me/company/stop".to_owned(), fields, "I stand by them no longer")
        .of_version(person.version)
        .lead(lead)
}

/// A conversation between an advocate and the person by whom they stand.
pub(crate) fn converse(asking: &Asking<'_>, person: &Person) -> FormView {
    conversation(asking, person, "converse", format!("/people/{}/conversations", person.id))
}

/// The same, on a page of several people, to which it leads back.
pub(crate) fn converse_among(asking: &Asking<'_>, person: &Person) -> FormView {
    let form = format!("converse-{}", person.id);
    conversation(asking, person, &form, format!("/my-people/{}", person.id))
}

fn conversation(asking: &Asking<'_>, person: &Person, form: &str, action: String) -> FormView {
    let options = Manner::ALL.map(|how| (how.as_str().to_owned(), words::capital(how.plain())));
    let fields = vec![
        asking.day(form, "step.on", "On which day"),
        asking.one_of(form, Kind::Select, "step.how", "How", &options),
        asking.field(form, Kind::Area, "step.words", "What was said"),
    ];
    let lead = "That you spoke, and when, is part of their record. What was said is read by the two of you alone.";
    asking.form(form, action, fields, "Record the conversation").of_version(person.version).lead(lead)
}

/// That somebody stands by a person no longer.
pub(crate) fn end_care(asking: &Asking<'_>, person: &Person, time: &CareTime) -> FormView {
    let form = format!("end-care-{}-{}", time.kind.as_str(), time.carer);
    let fields =
        vec![FieldView::hidden("care.carer", &who(time)), asking.day(&form, "care.on", "First day without them")];
    let action = format!("/people/{}/carers/end", person.id);
    asking.form(&form, action, fields, "They stand by them no longer").of_version(person.version)
}

/// Who stands by somebody, and as what, as a form names it.
pub(crate) fn who(time: &CareTime) -> String {
    format!("{}/{}", time.kind.as_str(), time.carer)
}

/// Something asked about one's own record.
pub(crate) fn ask(asking: &Asking<'_>, kind: RequestKind) -> FormView {
    let form = format!("ask-{}", kind.as_str());
    let days = words::counted(asking.desk.programme.access.answer_days.into(), "day", "days");
    let (label, submit, lead) = match kind {
        RequestKind::Correction => (
            "What is wrong, and what would be right",
            "Ask for it to be put right",
            format!("Somebody answers you within {days}. The old entry is kept, marked as put right."),
        ),
        RequestKind::Erasure => (
            "What you want us to know, if anything",
            "Ask to be erased",
            format!("Somebody answers you within {days}. You need give no reason.{}", kept(asking.desk.programme)),
        ),
    };
    let fields = vec![FieldView::hidden("kind", kind.as_str()), asking.field(&form, Kind::Area, "text", label)];
    asking.form(&form, "/me/requests".to_owned(), fields, submit).lead(lead)
}

/// What outlasts a wish to be erased, in the words of the programme file.
fn kept(programme: &Programme) -> String {
    programme.keep.iter().map(|keep| format!(" {}", keep.rule.plain)).collect()
}

/// An answer to what somebody asked.
pub(crate) fn answer_request(asking: &Asking<'_>, person: &Person, id: RequestId, request: &Request) -> FormView {
    let form = format!("request-{id}");
    let done = match request.kind {
        RequestKind::Correction => "It was put right",
        RequestKind::Erasure => "It will be erased",
    };
    let options = [("yes".to_owned(), done.to_owned()), ("no".to_owned(), "It is not done".to_owned())];
    let fields = vec![
        asking.left_open(&form, "granted", "What becomes of it", &options),
        asking.field(&form, Kind::Area, "answer", "In words for them"),
    ];
    let action = format!("/people/{}/requests/{id}", person.id);
    let view = asking.form(&form, action, fields, "Answer them").of_version(person.version);
    match request.kind {
        RequestKind::Correction => view.lead("Put the entry right first, then answer."),
        RequestKind::Erasure => {
            let kept = match to_be_kept(person, asking.desk.programme, asking.desk.today) {
                Some((kept, _)) => {
                    format!("Of them it is kept until {}.{}", plain_date(kept.until), self::kept(asking.desk.programme))
                }
                None => "Of them nothing has to be kept.".to_owned(),
            };
            view.lead(format!(
                "The answer is written down here. Nothing is erased by it: an administrator, who sees nobody, does that \
                 as the second person. Say in the answer what has to be kept by law, and for how long. {kept}"
            ))
        }
    }
}

/// Reading somebody in an emergency.
pub(crate) fn emergency(asking: &Asking<'_>) -> FormView {
    let form = "emergency";
    let hours = words::counted(asking.desk.programme.access.emergency_hours.into(), "hour", "hours");
    let birth = asking.field(form, Kind::Text, "birth", "Their day of birth").hint("Such as 14 March 1962 or 14/3/62.");
    let fields = vec![
        asking.field(form, Kind::Text, "number", "Their number in the programme"),
        birth,
        asking.field(form, Kind::Area, "reason", "Why you need to read it now"),
    ];
    let lead = format!("You can read the record for {hours}. They are told, and the auditor is told, with the reason.");
    asking.form(form, "/emergency".to_owned(), fields, "Open the record").lead(lead).main()
}
