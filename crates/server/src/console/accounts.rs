//! Accounts: who may sign in and as what; and one of them, with its posts.

use programme::{Account, AtSite, Post, Role};

use super::desk::{Desk, Place};
use super::form::{self, Asking, FormView, Kind};
use super::forms::{Typed, typed};
use super::plain::{Block, PlainPage};
use super::words::{self, plain_date};
use record::SiteRow;

/// A list of accounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AccountsPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The accounts, those first that were opened first.
    pub(crate) accounts: &'a [Account],
    /// Only those that hold this role today.
    pub(crate) role: Option<Role>,
    /// Where the next page begins.
    pub(crate) next: Option<i64>,
    /// Whether who is in the programme is shown.
    pub(crate) of_people: bool,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
}

/// One account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AccountPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The account.
    pub(crate) account: &'a Account,
    /// The roles to which whoever works here may appoint its holder.
    pub(crate) roles: &'a [Role],
    /// What else they may do with it.
    pub(crate) acts: AccountActs,
    /// Whether whoever works here may see that the holder is in the programme.
    pub(crate) of_people: bool,
    /// How its holder can sign in.
    pub(crate) way_in: WayIn,
    /// The link of an invitation that was just made.
    pub(crate) invitation: Option<&'a str>,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
}

/// What somebody may do with an account, as the rules of appointing have it. Nothing else is offered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AccountActs {
    /// Make a link by which its holder comes in.
    pub(crate) invites: bool,
    /// Change who holds it, and close it.
    pub(crate) sees_to: bool,
    /// Erase it, now that it is closed.
    pub(crate) erases: bool,
    /// It is their own.
    pub(crate) is_own: bool,
}

/// How somebody can sign in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WayIn {
    /// By a password that they have chosen.
    pub(crate) password: bool,
    /// With a second factor.
    pub(crate) second_factor: bool,
}

impl AccountsPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let desk = self.desk;
        let nothing = Typed::default();
        let mut blocks = vec![Block::Form(self.filter())];
        if self.accounts.is_empty() {
            blocks.push(Block::Text("Nobody was found.".to_owned()));
        } else {
            let rows = self.accounts.iter().map(|account| self.row(account)).collect();
            let columns = vec!["Name", "Signs in as", "Posts", "Account"];
            blocks.push(Block::Table { caption: "Accounts".to_owned(), columns, rows });
        }
        if let Some(next) = self.next {
            let role = self.role.map_or("", Role::as_str);
            let href = format!("/accounts{}", words::query(&[("role", role), ("after", &next.to_string())]));
            blocks.push(Block::Links(vec![(href, "The next accounts".to_owned(), String::new())]));
        }
        let asking = Asking::anew(desk, &nothing);
        let open = form::open_account(&asking, None).html(&asking);
        blocks.push(Block::Folded("open-account".to_owned(), "Open an account".to_owned(), open));
        let line = "Who may sign in, and as what.".to_owned();
        PlainPage { desk, place: Place::Accounts, title: "Accounts".to_owned(), line, blocks }.render()
    }

    fn filter(&self) -> String {
        let offered = typed(&[("role", self.role.map_or("", Role::as_str))]);
        let asking = Asking::anew(self.desk, &offered);
        let roles = Role::ALL.iter().filter(|role| self.of_people || !role.is_of_a_person());
        let roles = roles.map(|role| (role.as_str().to_owned(), words::capital(role.label())));
        let all = (String::new(), "Everybody".to_owned());
        let options: Vec<_> = [all].into_iter().chain(roles).collect();
        let role = asking.one_of("filter", Kind::Select, "role", "Who is", &options);
        form::filter("/accounts", "Find accounts", vec![role])
    }

    fn row(&self, account: &Account) -> (String, Vec<String>) {
        let held: Vec<_> = posts(account, self.of_people).filter(|post| post.is_held_on(self.desk.today)).collect();
        let said = held.iter().map(|post| words::capital(&post_in_words(post, self.sites)));
        let held = if account.is_open() { said.collect::<Vec<_>>().join("; ") } else { String::new() };
        let held = if held.is_empty() { "none".to_owned() } else { held };
        let login = account.details.as_ref().map_or(String::new(), |details| details.login.clone());
        (format!("/accounts/{}", account.id), vec![name(account), login, held, state_of(account)])
    }
}

impl AccountPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let (desk, account) = (self.desk, self.account);
        let mut blocks = Vec::new();
        if let Some(link) = self.invitation {
            let told = "This link is shown once. Hand it to them and to nobody else: whoever opens it first sets the password.";
            blocks.push(Block::Told(told.to_owned()));
            blocks.push(Block::Copy(link.to_owned()));
        }
        let person = account.person.filter(|_| self.of_people);
        if let Some(person) = person {
            let link = (words::person_href(person), "Their record".to_owned(), String::new());
            blocks.push(Block::Links(vec![link]));
        }
        blocks.push(Block::Heading("posts", "Posts".to_owned()));
        blocks.push(self.posts());
        blocks.extend(self.training());
        if account.is_open() {
            blocks.extend(self.acts());
        } else if self.acts.erases {
            let nothing = Typed::default();
            let asking = Asking::anew(desk, &nothing);
            let erase = form::erase_account(&asking, account).html(&asking);
            blocks.push(Block::Folded("erase-account".to_owned(), "Erase the account".to_owned(), erase));
        }
        let line = match &account.details {
            Some(details) => format!("Signs in as “{}”. {}", details.login, self.way_in()),
            None => "This account was erased. What it said is gone.".to_owned(),
        };
        PlainPage { desk, place: Place::Accounts, title: name(account), line, blocks }.render()
    }

    fn posts(&self) -> Block {
        let rows: Vec<_> = posts(self.account, self.of_people)
            .map(|post| {
                let until = post.until.map_or("no end is set".to_owned(), plain_date);
                let cells = vec![words::capital(&post_in_words(post, self.sites)), plain_date(post.from), until];
                (String::new(), cells)
            })
            .collect();
        if rows.is_empty() {
            return Block::Text("They hold no post, so they see nothing of anybody.".to_owned());
        }
        Block::Table { caption: "Posts".to_owned(), columns: vec!["Post", "From", "Until"], rows }
    }

    /// What they have learnt, where they have learnt something that advocates learn.
    fn training(&self) -> Vec<Block> {
        let known = |id: &programme::TrainingId| self.desk.programme.carers.training(id);
        let row = |done: &programme::Trained| {
            let name = known(&done.topic).map_or_else(|| done.topic.to_string(), |training| training.name.clone());
            let until = done.until.map_or("no end".to_owned(), plain_date);
            (String::new(), vec![name, plain_date(done.on), until])
        };
        let rows: Vec<_> = self.account.carer.trained.iter().map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let columns = vec!["Training", "Done", "Counts until"];
        let table = Block::Table { caption: "Training".to_owned(), columns, rows };
        vec![Block::Heading("training", "Training".to_owned()), table]
    }

    fn acts(&self) -> Vec<Block> {
        let (account, nothing) = (self.account, Typed::default());
        let asking = Asking::anew(self.desk, &nothing);
        let act = |form: FormView, name: String| Block::Folded(form.id.clone(), name, form.html(&asking));
        let mut blocks = Vec::new();
        if !self.roles.is_empty() {
            blocks.push(act(form::appoint(&asking, account, self.roles, self.sites), "Appoint them".to_owned()));
        }
        if self.acts.invites {
            let name = "Invite them, or let them choose a new password".to_owned();
            blocks.push(act(form::invite(&asking, account), name));
        }
        if !self.roles.is_empty() {
            let train = form::train(&asking, account);
            blocks.extend(train.map(|form| act(form, "Record that they have learnt what advocates learn".to_owned())));
        }
        let today = self.desk.today;
        let lasting = |post: &&Post| post.until.is_none_or(|until| until > today);
        let ends = |post: &&Post| self.acts.is_own || self.roles.contains(&post.role);
        for post in posts(account, self.of_people).filter(lasting).filter(ends) {
            let name = format!("End their post: {}", post_in_words(post, self.sites));
            blocks.push(act(form::end_post(&asking, account, post), name));
        }
        if self.acts.sees_to || self.acts.is_own {
            let changed = form::change_account(&asking, account);
            blocks.push(act(changed, "Change their name, or what they sign in as".to_owned()));
        }
        if self.acts.sees_to {
            blocks.push(act(form::close_account(&asking, account), "Close the account".to_owned()));
        }
        if !self.acts.sees_to && !self.acts.is_own {
            let who = "An administrator sees to the accounts of coordinators, auditors and administrators, a coordinator to \
                       all others. What is not offered here is for the other one: ask them.";
            blocks.push(Block::Text(who.to_owned()));
        }
        blocks.insert(0, Block::Heading("write", "What can be done".to_owned()));
        blocks
    }

    fn way_in(&self) -> String {
        if !self.account.is_open() {
            return capital_sentence(&state_of(self.account));
        }
        match (self.way_in.password, self.way_in.second_factor) {
            (false, _) => {
                let invited = self.account.invited.map_or("nobody has invited them".to_owned(), |on| {
                    format!("they were invited on {}", plain_date(on))
                });
                format!("They have not chosen a password yet; {invited}.")
            }
            (true, false) => "They have a password, and no second factor.".to_owned(),
            (true, true) => "They have a password and a second factor.".to_owned(),
        }
    }
}

/// The posts of an account, as far as whoever looks may know of them.
fn posts(account: &Account, of_people: bool) -> impl Iterator<Item = &Post> {
    account.posts.iter().filter(move |post| of_people || !post.role.is_of_a_person())
}

/// A post: `site staff at Riverside Clinic`.
fn post_in_words(post: &Post, sites: &[SiteRow]) -> String {
    match post.site.and_then(|site| words::site_name(sites, site)) {
        Some(site) => format!("{} at {site}", post.role.label()),
        // Without a site it takes in everybody, which nobody is to find out only later.
        None if post.role.site() == AtSite::Maybe => format!("{} at every site, for everybody", post.role.label()),
        None => post.role.label().to_owned(),
    }
}

fn name(account: &Account) -> String {
    account.details.as_ref().map_or("An erased account".to_owned(), |details| details.name.clone())
}

fn state_of(account: &Account) -> String {
    match account.closed {
        _ if account.erased => "erased".to_owned(),
        Some(on) => format!("closed on {}", plain_date(on)),
        None => "open".to_owned(),
    }
}

fn capital_sentence(text: &str) -> String {
    format!("{}.", words::capital(text))
}
