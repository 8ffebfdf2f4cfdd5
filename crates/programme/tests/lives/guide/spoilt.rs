//! A plausible command with one part of it changed: another day, another id, another word, another number.

use programme::Command;
use serde_json::Value;
use uuid::Uuid;

use super::super::chance::Chance;
use super::super::world::World;
use super::words;

/// The command with one leaf of it changed; as it was where that is no command any more.
pub(super) fn spoilt(world: &World<'_>, chance: &mut Chance, command: &Command) -> Command {
    let mut written = serde_json::to_value(command).expect("a command can be written");
    let mut leaves = Vec::new();
    find_leaves(&written, String::new(), &mut leaves);
    let pointer = &leaves[chance.below(leaves.len())];
    let leaf = written.pointer_mut(pointer).expect("it was found there");
    *leaf = changed(world, chance, leaf);
    serde_json::from_value(written).unwrap_or_else(|_| command.clone())
}

fn find_leaves(value: &Value, at: String, leaves: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| find_leaves(value, format!("{at}/{key}"), leaves)),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(place, value)| find_leaves(value, format!("{at}/{place}"), leaves));
        }
        _ => leaves.push(at),
    }
}

fn changed(world: &World<'_>, chance: &mut Chance, leaf: &Value) -> Value {
    match leaf {
        Value::Bool(said) => Value::Bool(!said),
        Value::Number(_) => Value::from(chance.of(&[0_i64, 1, 2, 3, 200, -1])),
        Value::String(text) if text.parse::<Uuid>().is_ok() => Value::from(id(world, chance).to_string()),
        Value::String(text) if text.parse::<jiff::civil::Date>().is_ok() => {
            let day = if chance.percent(90) {
                chance.day(world.today, 400, 400)
            } else {
                chance.of(&[jiff::civil::Date::MIN, jiff::civil::Date::MAX, jiff::civil::date(1800, 1, 1)])
            };
            Value::from(day.to_string())
        }
        Value::String(_) => Value::from(words(chance)),
        other => other.clone(),
    }
}

/// An id of somebody or something else, or of nothing.
fn id(world: &World<'_>, chance: &mut Chance) -> Uuid {
    let people = world.people.values().flat_map(|person| {
        let donations = person.donations.iter().map(|donation| donation.id.0);
        let deferrals = person.deferrals.all.iter().map(|deferral| deferral.id.0);
        let appeals = person.appeals.iter().map(|appeal| appeal.id.0);
        std::iter::once(person.id.0).chain(donations).chain(deferrals).chain(appeals)
    });
    let accounts = world.accounts.keys().map(|id| id.0);
    let known: Vec<Uuid> = people.chain(accounts).chain(world.sites.keys().map(|id| id.0)).collect();
    if chance.percent(95) { chance.of(&known) } else { chance.id() }
}
