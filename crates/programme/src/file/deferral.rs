//! Reading kinds of deferral, and how objections are heard.

use crate::role::Role;
use crate::rules::{Appeals, DeferralKind, DeferralLength, Whose};

use super::Reader;
use super::ids::Noun;
use super::plain::read_name;
use super::read;
use super::rule::{read_rule, read_rule_with_id};
use super::table::{Given, Placed, Table};

/// The id of the rule under `[appeals]`.
pub(super) const APPEALS: &str = "appeals";

#[derive(Clone, Copy, PartialEq)]
enum By {
    Own,
    Others,
}

#[derive(Clone, Copy)]
enum Length {
    Temporary,
    Indefinite,
    Permanent,
}

const WHOSE: &[(&str, By)] = &[("own", By::Own), ("others", By::Others)];
const LENGTHS: &[(&str, Length)] =
    &[("temporary", Length::Temporary), ("indefinite", Length::Indefinite), ("permanent", Length::Permanent)];
/// The posts by which somebody can place a deferral, decide an appeal or assess a finding.
const ROLES: &[(&str, Role)] =
    &[(Role::Clinician.as_str(), Role::Clinician), (Role::Coordinator.as_str(), Role::Coordinator)];

/// A kind of deferral with the place of its header.
pub(super) fn read_deferral_kind<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<DeferralKind>> {
    let name = read_name(&mut table, reader);
    let rule = read_rule(Noun::DeferralKind, &mut table, reader);
    let whose = table.required("whose", &mut reader.out, read::one_of(WHOSE));
    // One's own wait has no length but what one says, and nobody else's leave: the keys of the others are none of it.
    let whose = match whose.map(|whose| whose.value) {
        Some(By::Own) => Some(Whose::Own),
        Some(By::Others) => read_others(&mut table, reader),
        None => {
            table.let_stand(&["length", "at-most", "review-every", "by"]);
            None
        }
    };
    let at = table.header.clone();
    table.finish(&mut reader.out);
    let rule = rule?;
    let kind = DeferralKind { id: rule.id.as_str().into(), name: name.to_owned(), rule, whose: whose? };
    Some(Placed { value: kind, at })
}

fn read_others<'t>(table: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<Whose> {
    let length = table.required("length", &mut reader.out, read::one_of(LENGTHS));
    let length = match length.map(|length| length.value) {
        Some(Length::Temporary) => {
            let at_most = table.required("at-most", &mut reader.out, read::period);
            at_most.map(|at_most| DeferralLength::Temporary { at_most: at_most.value })
        }
        Some(Length::Indefinite) => {
            let review = table.required("review-every", &mut reader.out, read::period);
            review.map(|review| DeferralLength::Indefinite { review_every: review.value })
        }
        Some(Length::Permanent) => Some(DeferralLength::Permanent),
        None => {
            table.let_stand(&["at-most", "review-every"]);
            None
        }
    };
    let by = read_by("by", table, reader);
    Some(Whose::Others { length: length?, by: by? })
}

/// How objections are heard, with the place of the header.
pub(super) fn read_appeals<'t>(mut table: Table<'t>, reader: &mut Reader<'t>) -> Option<Placed<Appeals>> {
    let id = Placed { value: APPEALS, at: table.header.clone() };
    let within = table.required("within", &mut reader.out, read::period);
    let by = read_by("by", &mut table, reader);
    let rule = read_rule_with_id(Some(id), &mut table, reader);
    let at = within.as_ref().map_or_else(|| table.header.clone(), |within| within.at.clone());
    table.finish(&mut reader.out);
    Some(Placed { value: Appeals { within: within?.value, by: by?, rule: rule? }, at })
}

/// The roles that may do something: one at least.
fn read_by<'t>(key: &'static str, table: &mut Table<'t>, reader: &mut Reader<'t>) -> Option<Vec<Role>> {
    let by = table.required(key, &mut reader.out, roles())?;
    some_role(key, by, reader)
}

/// The roles that may do something, where the file names them.
pub(super) fn read_optional_by<'t>(
    key: &'static str,
    table: &mut Table<'t>,
    reader: &mut Reader<'t>,
) -> Option<Placed<Vec<Role>>> {
    let by = table.optional(key, &mut reader.out, roles())?;
    let at = by.at.clone();
    some_role(key, by, reader).map(|value| Placed { value, at })
}

fn some_role(key: &str, by: Placed<Vec<Placed<Role>>>, reader: &mut Reader<'_>) -> Option<Vec<Role>> {
    if by.value.is_empty() {
        reader.out.error(by.at, "nobody", format!("`{key}` names nobody")).help("name one role at least");
        return None;
    }
    Some(by.value.into_iter().map(|role| role.value).collect())
}

fn roles<'t>() -> impl Fn(Given<'t>, &mut super::diagnostic::Diagnostics) -> Option<Placed<Vec<Placed<Role>>>> {
    read::list(read::one_of(ROLES))
}
