//! A form by which a list is narrowed: it asks, and changes nothing.

use askama::Template;

use super::FieldView;

#[derive(Template)]
#[template(path = "filter.html")]
struct FilterTemplate {
    action: String,
    name: String,
    fields: Vec<FieldView>,
}

/// The form as HTML. `name` says what is looked for, to whoever hears the page.
pub(crate) fn filter(action: &str, name: &str, fields: Vec<FieldView>) -> String {
    let template = FilterTemplate { action: action.to_owned(), name: name.to_owned(), fields };
    template.render().expect("a form writes only to memory")
}
