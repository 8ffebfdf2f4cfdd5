//! The forms about telling.

use programme::rules::Topic;
use programme::{AccountId, Person, Telling, TellingWay};

use super::{Asking, Candidate, FieldView, FormView, Kind};
use crate::console::words;

/// That somebody was told a topic. `tellers` are those who tell, whoever works here first.
pub(crate) fn tell(asking: &Asking<'_>, person: &Person, topic: &Topic, tellers: &[Candidate]) -> FormView {
    let form = format!("tell-{}", topic.id);
    // Somebody may hold more than one of the posts that tell.
    let mut options: Vec<(String, String)> = Vec::new();
    for (id, name, _) in tellers {
        if !options.iter().any(|(known, _)| *known == id.to_string()) {
            options.push((id.to_string(), name.clone()));
        }
    }
    let ways = TellingWay::ALL.map(|way| (way.as_str().to_owned(), words::capital(way.plain())));
    let understood = [
        ("yes".to_owned(), "They have understood".to_owned()),
        ("no".to_owned(), "They have not understood yet: it is told again".to_owned()),
    ];
    let said_back = asking
        .field(&form, Kind::Area, "told.said-back", "What they said back, in their own words")
        .hint("Ask: how would you tell it to a friend? Write down what they say, not whether it was right.");
    let fields = vec![
        FieldView::hidden("topic", topic.id.as_str()),
        FieldView::hidden("words", &topic.version.to_string()),
        asking.day(&form, "told.on", "Day on which they were told"),
        asking.one_of(&form, Kind::Select, "told.by", "Who told them", &options),
        asking.one_of(&form, Kind::Select, "told.way", "How", &ways),
        asking.field(&form, Kind::Tick, "told.interpreted", "An interpreter put it into their language"),
        said_back,
        asking.left_open(&form, "told.understood", "What that shows", &understood),
    ];
    let action = format!("/people/{}/tellings", person.id);
    let lead = "Tell it in these very words, and say more where they ask. Then write down what they say back.";
    asking.form(&form, action, fields, "Write down that they were told").of_version(person.version).lead(lead)
}

/// That a telling never was.
pub(crate) fn telling_in_error(asking: &Asking<'_>, person: &Person, telling: &Telling) -> FormView {
    let form = format!("telling-{}", telling.id);
    let fields = vec![asking.reason(&form, "How it came to be written down")];
    let action = format!("/people/{}/tellings/{}/error", person.id, telling.id);
    let lead = "It stays in their life, and counts for nothing.";
    asking.form(&form, action, fields, "Take it back").of_version(person.version).lead(lead)
}

/// Whoever works here, first among those who tell.
pub(crate) fn first(tellers: &mut [Candidate], own: Option<AccountId>) {
    tellers.sort_by_key(|(id, name, _)| (Some(*id) != own, name.to_lowercase()));
}
