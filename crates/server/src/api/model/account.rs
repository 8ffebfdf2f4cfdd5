//! Accounts and their posts.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::{AccountId, PersonId, PostId, Role, SiteId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::etag;

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Accounts {
    /// The accounts, those first that were opened first.
    pub(crate) accounts: Vec<Account>,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

/// An account. What its holder said when they spoke up is not here: that is the auditor's to read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Account {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: AccountId,
    /// Its version, for `If-Match`.
    version: u64,
    /// Whose own record it gives, where the holder is in the programme.
    #[schema(value_type = Option<uuid::Uuid>)]
    person: Option<PersonId>,
    /// Who holds it; `null` once erased.
    details: Option<Holder>,
    /// Every appointment, oldest first.
    posts: Vec<AccountPost>,
    /// The day on which it was closed; `null` while it is open.
    closed: Option<Date>,
}

/// Who holds an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountHolder)]
#[serde(rename_all = "kebab-case")]
struct Holder {
    /// What they are called, as the people whose record they read see it.
    name: String,
    /// What they sign in as.
    login: String,
}

/// Who holds an account, as a command says it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AccountHolderBody)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HolderBody {
    /// What they are called, as the people whose record they read see it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What they sign in as: letters, digits and `. - _ @`. No two accounts have the same.
    #[schema(min_length = 3, max_length = 64, pattern = "^[A-Za-z0-9._@-]+$")]
    login: String,
}

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Post)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct AccountPost {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: PostId,
    /// As what.
    #[schema(value_type = RoleName)]
    role: Role,
    /// Where, if at a site.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// The first day.
    from: Date,
    /// The first day on which it is no longer held; `null` where none is set.
    until: Option<Date>,
}

/// What somebody is to the programme.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Role)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RoleName {
    Donor,
    Recipient,
    Advocate,
    Companion,
    Clinician,
    Coordinator,
    Allocator,
    SiteStaff,
    Laboratory,
    Auditor,
    Administrator,
}

impl From<programme::Account> for Account {
    fn from(account: programme::Account) -> Self {
        Self {
            id: account.id,
            version: account.version,
            person: account.person,
            details: account.details.map(|details| Holder { name: details.name, login: details.login }),
            posts: account.posts.into_iter().map(Into::into).collect(),
            closed: account.closed,
        }
    }
}

impl From<programme::Post> for AccountPost {
    fn from(post: programme::Post) -> Self {
        let programme::Post { id, role, site, from, until } = post;
        Self { id, role, site, from, until }
    }
}

impl From<HolderBody> for programme::AccountDetails {
    fn from(body: HolderBody) -> Self {
        Self { name: body.name, login: body.login }
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Donor => Self::Donor,
            RoleName::Recipient => Self::Recipient,
            RoleName::Advocate => Self::Advocate,
            RoleName::Companion => Self::Companion,
            RoleName::Clinician => Self::Clinician,
            RoleName::Coordinator => Self::Coordinator,
            RoleName::Allocator => Self::Allocator,
            RoleName::SiteStaff => Self::SiteStaff,
            RoleName::Laboratory => Self::Laboratory,
            RoleName::Auditor => Self::Auditor,
            RoleName::Administrator => Self::Administrator,
        }
    }
}

impl IntoResponse for Account {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.version))], axum::Json(self)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_knows_every_role_by_its_name() {
        for role in Role::ALL {
            let name: RoleName = serde_json::from_value(role.as_str().into()).expect("it is known");
            assert_eq!(Role::from(name), *role);
        }
    }
}
