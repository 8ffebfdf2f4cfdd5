//! The forms of an account: opening, changing and closing it, inviting its holder, appointing them and ending a post.

use programme::{Account, AtSite, Person, Post, Role};

use super::{Asking, FieldView, FormView, Kind};
use crate::console::words;
use record::SiteRow;

/// An account for somebody who works here; or, for a person, one that gives their own record.
pub(crate) fn open_account(asking: &Asking<'_>, person: Option<&Person>) -> FormView {
    let form = "open-account";
    let name = asking
        .field(form, Kind::Text, "details.name", "Name")
        .hint("As the people whose record they read will see it.");
    let offered = person.and_then(|person| person.details.as_ref()).and_then(|details| details.name.clone());
    let name =
        FieldView { value: asking.typed.text_or("details.name", offered.as_deref().unwrap_or_default()), ..name };
    let mut fields = vec![name, login(asking, form)];
    fields.extend(person.map(|person| FieldView::hidden("person", &person.id.to_string())));
    let lead = match person {
        Some(_) => {
            "It shows them their own record, who read it, and what happens next. Appoint and invite them afterwards."
        }
        None => "Appoint them and invite them afterwards. Somebody in the programme gets theirs from their own page.",
    };
    asking.form(form, "/accounts".to_owned(), fields, "Open the account").lead(lead)
}

/// Another name, or another login.
pub(crate) fn change_account(asking: &Asking<'_>, account: &Account) -> FormView {
    let form = "change-account";
    let details = account.details.as_ref();
    let offered = |field: FieldView, is: Option<&String>| FieldView {
        value: asking.typed.text_or(&field.name, is.map_or("", String::as_str)),
        ..field
    };
    let name = asking.field(form, Kind::Text, "details.name", "Name");
    let fields = vec![
        offered(name, details.map(|details| &details.name)),
        offered(login(asking, form), details.map(|details| &details.login)),
    ];
    let action = format!("/accounts/{}", account.id);
    asking.form(form, action, fields, "Change it").of_version(account.version)
}

/// An appointment to one of these roles.
pub(crate) fn appoint(asking: &Asking<'_>, account: &Account, roles: &[Role], sites: &[SiteRow]) -> FormView {
    let form = "appoint";
    let is_open = |role: &&Role| !role.is_of_a_person() || account.person.is_some();
    let option =
        |role: &Role| (role.as_str().to_owned(), format!("{}. {}", words::capital(role.label()), role.plain()));
    let options: Vec<_> = roles.iter().filter(is_open).map(option).collect();
    let mut fields = vec![asking.left_open(form, "role", "As what", &options)];
    if roles.iter().any(|role| role.site() != AtSite::Never) {
        let open = sites.iter().filter(|row| row.site.is_open_on(asking.desk.today));
        let open = open.map(|row| (row.id.to_string(), row.site.name.clone()));
        let options: Vec<_> =
            [(String::new(), "at no site: a clinician sees everybody in the programme then".to_owned())]
                .into_iter()
                .chain(open)
                .collect();
        let hint = "Site staff are appointed to a site, and nobody else but clinicians. A clinician of a site sees those who are \
                    there that day; a clinician without a site sees everybody, wherever they are.";
        fields.push(asking.one_of(form, Kind::Select, "site", "Where", &options).hint(hint));
    }
    fields.push(asking.day(form, "on", "First day"));
    let action = format!("/accounts/{}/posts", account.id);
    asking.form(form, action, fields, "Appoint them").of_version(account.version)
}

/// Something that the holder has learnt; `None` where the programme asks for nothing.
pub(crate) fn train(asking: &Asking<'_>, account: &Account) -> Option<FormView> {
    let form = "train";
    let trainings = &asking.desk.programme.carers.training;
    let options: Vec<_> = trainings.iter().map(|known| (known.id.to_string(), known.name.clone())).collect();
    let fields = vec![
        asking.one_of(form, Kind::Select, "step.topic", "What", &options),
        asking.day(form, "step.on", "On which day"),
    ];
    let action = format!("/accounts/{}/training", account.id);
    let lead = "Nobody is appointed advocate, and nobody is given to one, without each of these.";
    let view = asking.form(form, action, fields, "Record the training").of_version(account.version).lead(lead);
    (!options.is_empty()).then_some(view)
}

/// The end of an appointment.
pub(crate) fn end_post(asking: &Asking<'_>, account: &Account, post: &Post) -> FormView {
    let form = format!("end-{}", post.id);
    let fields = vec![asking.day(&form, "on", "First day without it"), asking.reason(&form, "Why it ends")];
    let action = format!("/accounts/{}/posts/{}/end", account.id, post.id);
    asking.form(&form, action, fields, "End this post").of_version(account.version)
}

/// The end of an account.
pub(crate) fn close_account(asking: &Asking<'_>, account: &Account) -> FormView {
    let form = "close-account";
    let fields = vec![asking.reason(form, "Why it is closed")];
    let lead = "Nobody signs in with it any more, and every post of its holder ends. What they wrote stays.";
    let action = format!("/accounts/{}/close", account.id);
    asking.form(form, action, fields, "Close the account").of_version(account.version).lead(lead)
}

/// The erasure of a closed account.
pub(crate) fn erase_account(asking: &Asking<'_>, account: &Account) -> FormView {
    let form = "erase-account";
    let why = asking.reason(form, "On whose wish, or by which law").hint("It stays in the log, so it names nobody.");
    let lead = "This destroys the key to their name, to what they signed in as and to what they said when they spoke up. It \
                cannot be undone. What they did and read stays, under an id without a name; copies made before still have it.";
    let action = format!("/accounts/{}/erase", account.id);
    asking.form(form, action, vec![why], "Erase the account").of_version(account.version).lead(lead)
}

/// A link by which the holder sets a password, once.
pub(crate) fn invite(asking: &Asking<'_>, account: &Account) -> FormView {
    let lead = "This makes a link by which they choose a password. It works once, for seven days, and is shown once: hand \
                it to them and to nobody else. An earlier link stops working.";
    let action = format!("/accounts/{}/invite", account.id);
    asking.form("invite", action, Vec::new(), "Make a link").lead(lead)
}

fn login(asking: &Asking<'_>, form: &str) -> FieldView {
    let hint = "Such as an address for email. Nobody else has the same.";
    asking.field(form, Kind::Text, "details.login", "What they sign in as").hint(hint)
}
