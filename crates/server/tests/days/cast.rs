//! Who is there in a usual programme: those who work in it, and some who are looked after.

use programme::{AccountId, PersonId, Role, SiteId};
use serde_json::{Value, json};
use testing::MailServer;

use crate::house::{House, healthy};

/// The day on which everybody has their day.
pub(crate) const TODAY: &str = "2026-05-05";

/// A programme at work since the second of March.
pub(crate) struct Cast {
    pub(crate) house: House,
    pub(crate) clara: AccountId,
    pub(crate) osei: AccountId,
    pub(crate) oscar: AccountId,
    pub(crate) centre: SiteId,
    pub(crate) clinic: SiteId,
    /// Ruth Alder, D-1: thinks of giving. Her blood pressure was too high when it was measured.
    pub(crate) ruth: PersonId,
}

impl Cast {
    /// Everybody, on the second of March.
    pub(crate) fn assembled() -> Self {
        Self::in_house(House::empty())
    }

    /// Everybody, in a house that sends its e-mails by this server.
    pub(crate) fn assembled_with(mail: &MailServer) -> Self {
        Self::in_house(House::that_sends_by(mail))
    }

    fn in_house(house: House) -> Self {
        let centre = house.site("St Anne’s Transplant Centre", "transplant-centre", Some(12));
        let clinic = house.site("North Street Clinic", "clinic", None);
        let clara = house.account("Clara Voss", "clara", None, &[(Role::Coordinator, None)]);
        let osei = house.account("Dr Osei", "osei", None, &[(Role::Clinician, None)]);
        let oscar = house.account("Oscar Reyes", "oscar", None, &[(Role::Advocate, None)]);
        let ruth = house.person("Ruth Alder", "D-1", Some(centre));
        house.stands_by(oscar, ruth);
        Self { house, clara, osei, oscar, centre, clinic, ruth }
    }

    /// Everybody, on the fifth of May. Since then Ruth was examined, and read twice last month.
    pub(crate) fn at_work() -> Self {
        let cast = Self::assembled();
        let (house, ruth) = (&cast.house, cast.ruth);
        house.until("2026-03-10");
        let pressure = json!({ "systolic": [148, 146, 147], "diastolic": [94, 92, 93] });
        cast.examined(ruth, "2026-03-10", &[("blood-pressure", pressure)]);
        house.until("2026-04-02");
        cast.reads(cast.osei, ruth);
        house.until("2026-04-20");
        cast.reads(cast.clara, ruth);
        house.until(TODAY);
        cast
    }

    /// Dr Osei examines somebody: nothing stands against their giving but what is said.
    pub(crate) fn examined(&self, person: PersonId, on: &str, found: &[(&str, Value)]) {
        self.house.post(self.osei, &format!("/api/v1/people/{person}/examinations"), &healthy(on, found));
    }

    /// Somebody else who thinks of giving, healthy, with an advocate: they were told everything today, and understood it.
    pub(crate) fn told(&self, name: &str, number: &str) -> PersonId {
        let (house, person) = (&self.house, self.house.person(name, number, None));
        house.stands_by(self.oscar, person);
        self.examined(person, &house.today().to_string(), &[]);
        for (topic, version) in house.topics() {
            let telling = json!({
                "topic": topic, "version": version, "on": house.today(), "by": self.oscar, "way": "face-to-face",
                "said-back": "I would say it just so to a friend.", "understood": true,
            });
            house.post(self.oscar, &format!("/api/v1/people/{person}/tellings"), &telling);
        }
        person
    }

    /// Somebody reads a life.
    pub(crate) fn reads(&self, by: AccountId, person: PersonId) {
        self.house.get(by, &format!("/api/v1/people/{person}"));
    }
}
