//! Forms as pages show them: one thing after another, the unit beside the field, what was typed kept.
//!
//! A form is data, built by a function for each thing that can be asked for, and drawn by one template. The same function
//! draws it empty, filled in, and again after a refusal.

mod account;
mod bond;
mod care;
mod carer;
mod concern;
pub(crate) mod donation;
mod examination;
mod filter;
pub(crate) mod follow_up;
pub(crate) mod journey;
mod person;
mod register;
mod row;
mod site;
mod telling;
mod waits;

use askama::Template;

pub(crate) use account::{
    appoint, change_account, close_account, end_post, erase_account, invite, open_account, train,
};
pub(crate) use bond::{answer as answer_bond, change as change_bond, end as end_bond, name as name_bond};
pub(crate) use care::{
    Candidate, answer_company, answer_request, ask, assign, converse, converse_among, emergency, end_care, hand_over,
    offer_company, stop_company, who,
};
pub(crate) use carer::{
    answer_application, apply, come_back as come_back_to_work, declare_tie, end_tie, go_away, hand_charge_over,
};
pub(crate) use concern::{Whom, answer_concern, speak_up};
pub(crate) use examination::{amend, in_error, record};
pub(crate) use filter::filter;
pub(crate) use person::{answer, come_back, correct, depart, enter_stage, move_to, prepare};
pub(crate) use register::register;
pub(crate) use row::look_at;
pub(crate) use site::{change, close, open, receive};
pub(crate) use telling::{first as first_teller, tell, telling_in_error};
pub(crate) use waits::{
    assess, decide_again, decide_appeal, defer, defer_again, join, length, lift, object, ready, review, wait,
    wait_again, wait_together,
};

use super::desk::Desk;
use super::forms::{Typed, Understood, Wrong};

/// What a form is drawn from: where it is drawn, what was typed into it, and what of that could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) desk: Desk<'a>,
    pub(crate) typed: &'a Typed,
    pub(crate) wrong: &'a [Wrong],
    pub(crate) understood: &'a [Understood],
}

/// A form.
#[derive(Debug, Template)]
#[template(path = "form.html")]
pub(crate) struct FormView {
    pub(crate) id: String,
    pub(crate) action: String,
    /// What it is for, where that is not plain from the heading above it.
    pub(crate) lead: String,
    pub(crate) fields: Vec<FieldView>,
    pub(crate) groups: Vec<GroupView>,
    /// Fields that come after the groups.
    pub(crate) last: Vec<FieldView>,
    pub(crate) submit: String,
    /// Whether it is the one main thing to do.
    pub(crate) main: bool,
    pub(crate) key: String,
    pub(crate) version: Option<u64>,
    pub(crate) wrong: Vec<WrongView>,
    pub(crate) understood: Vec<Understood>,
}

/// Fields that belong together and can be folded away.
#[derive(Debug)]
pub(crate) struct GroupView {
    pub(crate) name: String,
    pub(crate) plain: String,
    /// A word beside the name, such as `due`.
    pub(crate) tag: String,
    pub(crate) open: bool,
    pub(crate) fields: Vec<FieldView>,
}

/// One field.
#[derive(Debug)]
pub(crate) struct FieldView {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) unit: String,
    pub(crate) value: String,
    pub(crate) options: Vec<OptionView>,
    pub(crate) wrong: String,
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text.
    Text,
    /// A short line for a number; a phone shows its digits.
    Number,
    /// Several lines of text.
    Area,
    /// One of a few, all in sight.
    Radio,
    /// One of many.
    Select,
    /// Yes, or nothing said.
    Tick,
    /// A password, which nobody looking over a shoulder sees; a browser may fill it in or make one up.
    Password,
    /// A password that is chosen here.
    NewPassword,
    /// A code of a few digits from a telephone.
    Code,
    /// What somebody signs in as.
    Login,
    /// Nothing that anybody sees.
    Hidden,
}

/// One of the answers that can be chosen.
#[derive(Debug)]
pub(crate) struct OptionView {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// Something that could not be read, with the field it is about.
#[derive(Debug)]
pub(crate) struct WrongView {
    /// The field's id on the page; empty where the form has no such field.
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) message: String,
}

impl<'a> Asking<'a> {
    /// A form that nobody has filled in yet.
    pub(crate) fn anew(desk: Desk<'a>, offered: &'a Typed) -> Self {
        Self { desk, typed: offered, wrong: &[], understood: &[] }
    }

    pub(crate) fn field(&self, form: &str, kind: Kind, name: &str, label: impl Into<String>) -> FieldView {
        let wrong = self.wrong.iter().find(|wrong| wrong.field == name);
        FieldView {
            kind,
            id: id_of(form, name),
            name: name.to_owned(),
            label: label.into(),
            hint: String::new(),
            unit: String::new(),
            value: self.typed.text(name).to_owned(),
            options: Vec::new(),
            wrong: wrong.map_or(String::new(), |wrong| wrong.message.clone()),
        }
    }

    /// A day; today is offered.
    pub(super) fn day(&self, form: &str, name: &str, label: &str) -> FieldView {
        let today = super::words::plain_date(self.desk.today);
        let value = self.typed.text_or(name, &today);
        let hint = "Such as 14 March 2026 or 14/3/26.".to_owned();
        FieldView { value, hint, ..self.field(form, Kind::Text, name, label) }
    }

    fn reason(&self, form: &str, label: &str) -> FieldView {
        self.field(form, Kind::Area, "reason", label)
    }

    /// One of a list; `options` are value and label. The first one is chosen where nothing was.
    pub(crate) fn one_of(
        &self,
        form: &str,
        kind: Kind,
        name: &str,
        label: &str,
        options: &[(String, String)],
    ) -> FieldView {
        let mut field = self.field(form, kind, name, label);
        let known = options.iter().any(|(value, _)| *value == field.value);
        let chosen = |index: usize, value: &str| if known { value == field.value } else { index == 0 };
        let view = |(index, (value, label)): (usize, &(String, String))| OptionView {
            value: value.clone(),
            label: label.clone(),
            chosen: chosen(index, value),
        };
        field.options = options.iter().enumerate().map(view).collect();
        field
    }

    /// As [`Self::one_of`], with nothing chosen beforehand: whoever fills it in decides.
    fn left_open(&self, form: &str, name: &str, label: &str, options: &[(String, String)]) -> FieldView {
        let mut field = self.one_of(form, Kind::Radio, name, label, options);
        let typed = field.value.clone();
        field.options.iter_mut().for_each(|option| option.chosen = option.value == typed && !typed.is_empty());
        field
    }

    fn form(&self, id: &str, action: String, fields: Vec<FieldView>, submit: &str) -> FormView {
        FormView {
            id: id.to_owned(),
            action,
            lead: String::new(),
            fields,
            groups: Vec::new(),
            last: Vec::new(),
            submit: submit.to_owned(),
            main: false,
            key: self.desk.key_of(id),
            version: None,
            wrong: Vec::new(),
            understood: self.understood.to_vec(),
        }
    }
}

impl FormView {
    /// The form as HTML, with everything wrong in it listed at its top.
    pub(crate) fn html(mut self, asking: &Asking<'_>) -> String {
        self.wrong = asking.wrong.iter().map(|wrong| self.wrong_view(wrong)).collect();
        self.render().expect("a form writes only to memory")
    }

    /// This form, made from this version of what it changes.
    pub(crate) fn of_version(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// This form with a sentence that says what it is for.
    pub(crate) fn lead(self, lead: impl Into<String>) -> Self {
        Self { lead: lead.into(), ..self }
    }

    /// This form as the main thing to do on its page.
    pub(crate) fn main(self) -> Self {
        Self { main: true, ..self }
    }

    fn wrong_view(&self, wrong: &Wrong) -> WrongView {
        let grouped = self.groups.iter().flat_map(|group| &group.fields);
        let field = self.fields.iter().chain(grouped).chain(&self.last).find(|field| field.name == wrong.field);
        WrongView {
            id: field.map_or(String::new(), |field| field.id.clone()),
            label: field.map_or(String::new(), |field| field.label.clone()),
            message: wrong.message.clone(),
        }
    }
}

impl FieldView {
    /// A field that nobody sees.
    pub(crate) fn hidden(name: &str, value: &str) -> Self {
        let nothing = String::new;
        Self {
            kind: Kind::Hidden,
            id: nothing(),
            name: name.to_owned(),
            label: nothing(),
            hint: nothing(),
            unit: nothing(),
            value: value.to_owned(),
            options: Vec::new(),
            wrong: nothing(),
        }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub(crate) fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    pub(crate) fn is(&self, kind: &str) -> bool {
        kind == match self.kind {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Area => "area",
            Kind::Radio => "radio",
            Kind::Select => "select",
            Kind::Tick => "tick",
            Kind::Password | Kind::NewPassword => "password",
            Kind::Code => "code",
            Kind::Hidden => "hidden",
            Kind::Login => "login",
        }
    }

    /// The type of the input.
    pub(crate) fn input_type(&self) -> &'static str {
        if self.is("password") { "password" } else { "text" }
    }

    /// What a browser may fill in.
    pub(crate) fn autocomplete(&self) -> &'static str {
        match self.kind {
            Kind::Password => "current-password",
            Kind::NewPassword => "new-password",
            Kind::Code => "one-time-code",
            Kind::Login => "username",
            _ => "off",
        }
    }

    /// The ids of the texts that describe the field, for `aria-describedby`.
    pub(crate) fn described_by(&self) -> String {
        let parts = [("hint", &self.hint), ("unit", &self.unit), ("wrong", &self.wrong)];
        let said = parts.iter().filter(|(_, text)| !text.is_empty());
        said.map(|(part, _)| format!("{}-{part}", self.id)).collect::<Vec<_>>().join(" ")
    }
}

fn id_of(form: &str, name: &str) -> String {
    format!("{form}-{}", name.replace(['.', '/'], "-"))
}
