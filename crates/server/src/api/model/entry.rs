//! A timeline: what happened to a person, as it was written.

use jiff::Timestamp;
use jiff::civil::Date;
use programme::rules::Programme;
use programme::{Event, SiteId};
use record::AccountNames;
use serde::Serialize;
use serde_json::Value as Any;
use utoipa::ToSchema;

/// Something that happened to a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Entry {
    /// Its place in the person's stream, from 1.
    version: u64,
    /// When it was written down.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who wrote it down.
    author: String,
    /// What kind of event it is, such as `examination-recorded`.
    kind: &'static str,
    /// What happened, in plain words.
    says: String,
    /// The day on which it happened, where it says one.
    on: Option<Date>,
    /// The rules that it gave rise to or was done under.
    rules: Vec<String>,
    /// The part of the event that stays when the person is erased, exactly as the log has it.
    clear: Any,
    /// The private part, exactly as it was written; `null` where there is none or it was erased.
    private: Any,
}

impl Entry {
    /// An entry in plain words and in full.
    pub(crate) fn new(
        entry: record::Entry,
        programme: &Programme,
        site_name: &dyn Fn(SiteId) -> Option<String>,
        names: &AccountNames,
    ) -> Self {
        let account = |account| names.of(account).map(str::to_owned);
        let named = programme::Names { site: site_name, account: &account, voice: programme::Voice::Them };
        let sentence = programme::sentence(&entry.event, programme, &named);
        let (says, on) = (sentence.text, sentence.on);
        let rules = sentence.rules.iter().map(|rule| rule.id.to_string()).collect();
        let encoded = Event::Person(entry.event).encode();
        let json = |bytes: &[u8]| serde_json::from_slice(bytes).expect("an event is encoded as JSON");
        let private = encoded.private.map_or(Any::Null, |(_, bytes)| json(&bytes));
        let (version, at, author) = (entry.version, entry.at, names.of_author(&entry.author).to_owned());
        Self { version, at, author, kind: encoded.kind, says, on, rules, clear: json(&encoded.clear), private }
    }
}
