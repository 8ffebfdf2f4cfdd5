//! The words of the scenario files about staying in touch for life and the end of a journey.

use jiff::ToSpan;
use jiff::civil::Date;
use programme::{
    Acknowledgement, AnswerSource, Attempt, AttemptOutcome, Command, ContactPlan, ContactWay, Death, DonationId,
    DonationStep, FollowUpAnswer, FollowUpAnswerId, FollowUpStep, Given, HandOverOffer, JourneyStep, Keeper, Learnt,
    Person, Reported, Values, WayKind, Window, WindowState, Wish, due, next_contact, next_way, open_reports, windows,
};

use super::{World, date, not_understood, same};

impl World {
    /// Plays a line of this kind; `None` where it is none.
    pub(super) fn stays_in_touch(&mut self, rest: &str) -> Option<Result<(), String>> {
        let (head, said) = rest.split_once(": ").unwrap_or((rest, ""));
        let words: Vec<&str> = head.split(' ').collect();
        let on = |day: &str| date(day);
        let step: Result<(&str, FollowUpStep), String> = match words[..] {
            [name, "agrees", "on", day, "to", "be", "reached", "by"] => plan(day, said).map(|step| (name, step)),
            ["somebody", "tries", name, "on", day, "by", way] => attempt(day, way, said).map(|step| (name, step)),
            [name, "says", "on", day, "by", source] => self.answer_of(day, source, said).map(|step| (name, step)),
            [name, "asks", "to", "be", "left", "on", day, "by", source] => {
                wish(day, source).map(|wish| (name, FollowUpStep::BeLeft { wish }))
            }
            [name, "wants", "to", "be", "asked", "again", "on", day, "by", source] => {
                wish(day, source).map(|wish| (name, FollowUpStep::BeAskedAgain { wish }))
            }
            ["we", "learn", "on", day, "of", what, "of", name, "on", happened] => {
                self.learnt(name, day, what, happened).map(|step| (name, step))
            }
            ["we", "report", what, "of", name, "on", day] => self.reported(name, what, day).map(|step| (name, step)),
            _ => return self.ends(&words, said, &on),
        };
        Some(step.and_then(|(name, step)| {
            let person = self.known(name)?.id;
            self.carry_out(name, &Command::FollowUp { person, step })
        }))
    }

    fn ends(
        &mut self,
        words: &[&str],
        said: &str,
        on: &dyn Fn(&str) -> Result<Date, String>,
    ) -> Option<Result<(), String>> {
        let learnt = |day: Date| day.at(12, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
        let step: Result<(&str, JourneyStep), String> = match *words {
            [name, "gave", kind, "on", day] => return Some(self.gave(name, kind, day, None)),
            [name, "gave", kind, "on", day, "home", "on", home] => return Some(self.gave(name, kind, day, Some(home))),
            [name, "dies", "on", day] => on(day).map(|on| {
                let cause = Some(said.to_owned()).filter(|said| !said.is_empty());
                let death = Death { on, cause, learnt: learnt(self.today), how: "their sister wrote".to_owned() };
                (name, JourneyStep::Die { death })
            }),
            [name, "did", "not", "die"] => Ok((name, JourneyStep::Live { reason: said.to_owned() })),
            [name, "is", "offered", "to", other, "on", day] => on(day)
                .map(|on| (name, JourneyStep::OfferHandOver { offer: HandOverOffer { on, to: other.to_owned() } })),
            [name, "is", "taken", "over", "on", day] => on(day).map(|on| {
                let acknowledgement = Acknowledgement { on, by: "Dr Weiss, in writing".to_owned() };
                (name, JourneyStep::AcknowledgeHandOver { acknowledgement })
            }),
            [name, "is", "taken", "back", "on", day] => {
                on(day).map(|on| (name, JourneyStep::TakeBackHandOver { on, reason: "they moved back".to_owned() }))
            }
            ["those", "answers", "are", "taken", "back"] => return Some(self.take_answers_back(said)),
            _ => return None,
        };
        Some(step.and_then(|(name, step)| {
            let person = self.known(name)?.id;
            self.carry_out(name, &Command::Journey { person, step })
        }))
    }

    /// What a line says of staying in touch; `None` where it says something else.
    pub(super) fn then_in_touch(&self, rest: &str) -> Option<Result<(), String>> {
        let words: Vec<&str> = rest.split(' ').collect();
        Some(match words[..] {
            ["on", day, window, "of", name, "is", state] => self.stands(name, window, day, state),
            ["on", day, window, "of", name, "is", state, "without", ..] => {
                self.stands(name, window, day, state).and_then(|()| {
                    let missing = rest.split_once("without ").expect("it is there").1;
                    let found = self.window(name, window)?;
                    let found: Vec<_> = found.missing().map(|field| field.as_str()).collect();
                    same(found.join(", ").as_str(), missing)
                })
            }
            [window, "of", name, "is", "from", first, "to", last, "form", "due", due] => {
                self.window(name, window).and_then(|found| {
                    same([found.first, found.last, found.form_due], [date(first)?, date(last)?, date(due)?])
                })
            }
            ["on", day, name, "is", "lost"] => self.is_lost(name, day, true),
            ["on", day, name, "is", "not", "lost"] => self.is_lost(name, day, false),
            ["on", day, name, "is", "asked", "nothing"] => self.asked(name, day).and_then(|asked| same(asked, vec![])),
            ["on", day, name, "is", "asked", "for", window] => {
                self.asked(name, day).and_then(|asked| same(asked, vec![window.to_owned()]))
            }
            ["on", day, "the", "next", "contact", "with", name, "is", next] => self.next(name, day).and_then(|found| {
                let expected = if next == "none" { None } else { Some(date(next)?) };
                same(found, expected)
            }),
            ["the", "next", "way", "to", name, "is", way] => {
                self.known(name).and_then(|person| same(next_way(person).map_or("none", |next| next.by.as_str()), way))
            }
            ["the", "next", "way", "to", name, "is", way, ref address @ ..] => self.known(name).and_then(|person| {
                let next = next_way(person).map(|next| format!("{} {}", next.by.as_str(), next.address));
                same(next.unwrap_or_default().as_str(), &format!("{way} {}", address.join(" ")))
            }),
            [rule, "of", name, "has", "to", "be", "reported", "by", until] => self.known(name).and_then(|person| {
                let open = open_reports(person, &self.programme);
                let found =
                    open.iter().find(|open| open.kind.rule.id.as_str() == rule).ok_or("there is no such report")?;
                same(found.until.to_string().as_str(), until)
            }),
            ["nothing", "of", name, "has", "to", "be", "reported"] => {
                self.known(name).and_then(|person| same(open_reports(person, &self.programme).len(), 0))
            }
            _ => return None,
        })
    }

    fn gave(&mut self, name: &str, kind: &str, day: &str, home: Option<&str>) -> Result<(), String> {
        let (person, donation) = (self.known(name)?.id, DonationId(self.id()));
        let discharged = home.map(date).transpose()?;
        let given = Given { kind: kind.into(), on: date(day)?, discharged, site: None };
        self.carry_out(name, &Command::Donation { person, donation, step: DonationStep::Record { given } })
    }

    pub(super) fn answer_of(&mut self, day: &str, source: &str, said: &str) -> Result<FollowUpStep, String> {
        let answer = FollowUpAnswerId(self.id());
        let follow_up = self.programme.follow_up.as_ref().expect("the kidney programme stays in touch");
        let mut values = Values::new();
        for part in said.split(';').map(str::trim) {
            let (id, worth) = part.split_once(' ').ok_or_else(not_understood)?;
            let fields = follow_up.sections.iter().flat_map(|section| section.fields(&self.programme));
            let field = fields.into_iter().find(|field| field.id.as_str() == id).ok_or_else(not_understood)?;
            values.insert(field.id.clone(), super::value(field, worth)?);
        }
        let content = FollowUpAnswer { seen: date(day)?, source: source_of(source)?, values, note: None };
        Ok(FollowUpStep::Answer { answer, content })
    }

    fn take_answers_back(&mut self, reason: &str) -> Result<(), String> {
        let of =
            |(name, person): (&String, &Person)| Some((name.clone(), person.id, person.follow_up.answer_ids.last()?.0));
        let last = self.people.iter().filter_map(of).max_by_key(|(_, _, answer)| *answer);
        let (name, person, answer) = last.ok_or_else(not_understood)?;
        let step = FollowUpStep::TakeBack { answer: FollowUpAnswerId(answer), reason: reason.to_owned() };
        self.carry_out(&name, &Command::FollowUp { person, step })
    }

    fn learnt(&self, name: &str, day: &str, what: &str, happened: &str) -> Result<FollowUpStep, String> {
        let learnt = date(day)?.at(12, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
        let (donation, what) = (self.donation_of(name)?, reportable(what)?);
        let note = "Dr Osei rang".to_owned();
        Ok(FollowUpStep::Learn { learnt: Learnt { donation, what, on: date(happened)?, learnt, note } })
    }

    fn reported(&self, name: &str, what: &str, day: &str) -> Result<FollowUpStep, String> {
        let at = date(day)?.at(18, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
        let (donation, what) = (self.donation_of(name)?, reportable(what)?);
        Ok(FollowUpStep::Report { reported: Reported { donation, what, at, to: "the authority".to_owned() } })
    }

    fn donation_of(&self, name: &str) -> Result<DonationId, String> {
        self.known(name)?.donations.last().map(|donation| donation.id).ok_or_else(not_understood)
    }

    /// The last of the windows of this name: of what goes on for life, the one that is still to come.
    fn window(&self, name: &str, window: &str) -> Result<Window, String> {
        let all = windows(self.known(name)?, &self.programme);
        all.into_iter().rfind(|known| known.id.as_str() == window).ok_or_else(|| format!("there is no {window}"))
    }

    fn stands(&self, name: &str, window: &str, day: &str, state: &str) -> Result<(), String> {
        same(self.window(name, window)?.state_on(date(day)?).as_str(), state)
    }

    fn is_lost(&self, name: &str, day: &str, expected: bool) -> Result<(), String> {
        let day = date(day)?;
        same(windows(self.known(name)?, &self.programme).iter().any(|window| window.is_lost_on(day)), expected)
    }

    fn asked(&self, name: &str, day: &str) -> Result<Vec<String>, String> {
        let (person, day) = (self.known(name)?, date(day)?);
        let is_asked = |window: &Window| matches!(window.state_on(day), WindowState::Due | WindowState::Late);
        let all = windows(person, &self.programme);
        let mut asked: Vec<_> =
            all.iter().filter(|window| is_asked(window)).map(|window| window.id.to_string()).collect();
        if person.is_left_alone() {
            asked.extend(due(person, &self.programme).iter().map(|due| format!("{:?}", due.checks)));
        }
        Ok(asked)
    }

    fn next(&self, name: &str, day: &str) -> Result<Option<Date>, String> {
        Ok(next_contact(self.known(name)?, &self.programme, date(day)?).map(|next| next.on))
    }

    /// The end of today, as far as learning and reporting are concerned.
    pub(super) fn now(&self) -> jiff::Timestamp {
        let tomorrow = self.today.saturating_add(1.day());
        tomorrow.at(0, 0, 0, 0).in_tz("UTC").expect("a time").timestamp()
    }
}

fn plan(day: &str, said: &str) -> Result<FollowUpStep, String> {
    let mut plan = ContactPlan { agreed: date(day)?, ways: vec![], keepers: vec![], language: None, times: None };
    for part in said.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (by, address) = part.split_once(' ').ok_or_else(not_understood)?;
        if by == "through" {
            let [name, relation, address] = address.split(", ").collect::<Vec<_>>()[..] else {
                return Err(not_understood());
            };
            let (name, relation, address) = (name.to_owned(), relation.to_owned(), address.to_owned());
            plan.keepers.push(Keeper { name, relation, address });
        } else {
            plan.ways.push(ContactWay { by: way_of(by)?, address: address.to_owned() });
        }
    }
    Ok(FollowUpStep::Plan { plan })
}

fn attempt(day: &str, way: &str, said: &str) -> Result<FollowUpStep, String> {
    let (said, address) = said.split_once(" at ").map_or((said, None), |(said, at)| (said, Some(at.to_owned())));
    let outcome = AttemptOutcome::ALL.into_iter().find(|known| known.as_str() == said).ok_or_else(not_understood)?;
    Ok(FollowUpStep::Attempt { attempt: Attempt { on: date(day)?, by: way_of(way)?, outcome, address, note: None } })
}

fn wish(day: &str, source: &str) -> Result<Wish, String> {
    Ok(Wish { on: date(day)?, source: source_of(source)?, said: None })
}

fn way_of(text: &str) -> Result<WayKind, String> {
    WayKind::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(not_understood)
}

fn source_of(text: &str) -> Result<AnswerSource, String> {
    AnswerSource::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(not_understood)
}

fn reportable(text: &str) -> Result<programme::rules::Reportable, String> {
    programme::rules::Reportable::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(not_understood)
}
