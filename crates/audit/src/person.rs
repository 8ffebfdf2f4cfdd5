//! What the auditor remembers of a person: no more than the articles are judged by.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::account::is_within;
use crate::birth::Birth;
use crate::format::{Against, Happening, InDonation, Term, Verified};

/// One person.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) version: u64,
    /// Something of theirs could not be opened: what is known is too little to judge by.
    pub(crate) blind: bool,
    pub(crate) erased: bool,
    pub(crate) birth: Option<Birth>,
    pub(crate) registered: Option<Date>,
    /// Stages with their first days, oldest first.
    pub(crate) stages: Vec<(String, Date)>,
    pub(crate) examinations: Vec<Examination>,
    /// When they left, and when they came back.
    pub(crate) away: Vec<(Date, Option<Date>)>,
    /// The sites at which they were, with the first day and the first day without.
    pub(crate) stays: Vec<(String, Date, Option<Date>)>,
    pub(crate) carers: Vec<Care>,
    pub(crate) covers: Vec<Cover>,
    pub(crate) tellings: Vec<Telling>,
    pub(crate) bonds: Vec<Bond>,
    pub(crate) waits: Vec<Wait>,
    pub(crate) deferrals: Vec<Deferral>,
    pub(crate) appeals: Vec<Appeal>,
    pub(crate) assessments: Vec<Assessment>,
    /// By id.
    pub(crate) donations: BTreeMap<String, Donation>,
    pub(crate) died: Option<Date>,
    /// The times in which they were taken for dead, until that was put right.
    pub(crate) thought_dead: Vec<(Date, Date)>,
    pub(crate) left_alone: Vec<(Date, Option<Date>)>,
    pub(crate) hand_overs: Vec<HandOver>,
}

#[derive(Debug)]
pub(crate) struct Examination {
    pub(crate) id: String,
    pub(crate) on: Date,
    /// The accounts of whoever wrote it down or put it right.
    pub(crate) by: Vec<String>,
    /// As it is stored; none once it was entered in error.
    pub(crate) content: Option<Box<[u8]>>,
}

#[derive(Debug)]
pub(crate) struct Care {
    pub(crate) carer: String,
    pub(crate) is_advocate: bool,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
}

#[derive(Debug)]
pub(crate) struct Cover {
    pub(crate) by: String,
    pub(crate) absent: String,
    pub(crate) from: Date,
    pub(crate) until: Date,
}

#[derive(Debug)]
pub(crate) struct Telling {
    pub(crate) id: String,
    pub(crate) topic: String,
    pub(crate) words: u64,
    pub(crate) on: Date,
    pub(crate) understood: bool,
    pub(crate) in_error: bool,
}

#[derive(Debug)]
pub(crate) struct Bond {
    id: String,
    since: Date,
    recipient: Option<String>,
    until: Option<Date>,
}

#[derive(Debug)]
pub(crate) struct Wait {
    id: String,
    from: Date,
    until: Option<Date>,
}

#[derive(Debug)]
pub(crate) struct Deferral {
    pub(crate) id: String,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    /// The day on which it is looked at again.
    pub(crate) review: Option<Date>,
    /// Whoever placed it, and whoever let it go on.
    pub(crate) by: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Appeal {
    pub(crate) id: String,
    pub(crate) by: Option<String>,
    pub(crate) until: Date,
    pub(crate) against: Against,
    pub(crate) decided: bool,
}

#[derive(Debug)]
pub(crate) struct Assessment {
    pub(crate) id: String,
    pub(crate) by: Option<String>,
    pub(crate) rule: String,
    pub(crate) on: Date,
    pub(crate) fit: bool,
    pub(crate) seen: Map<String, Value>,
    pub(crate) set_aside: Option<Date>,
}

#[derive(Debug)]
pub(crate) struct HandOver {
    pub(crate) offered: Date,
    pub(crate) acknowledged: Option<Date>,
    pub(crate) taken_back: Option<Date>,
}

#[derive(Debug, Default)]
pub(crate) struct Donation {
    pub(crate) kind: String,
    pub(crate) opened: Option<Date>,
    pub(crate) recipient: Option<String>,
    pub(crate) shortened: Option<Date>,
    /// Where in their life it was opened: the version of that event.
    pub(crate) order: u64,
    pub(crate) route: String,
    /// What was said yes to, the last time of each element.
    pub(crate) consents: BTreeMap<String, Said>,
    pub(crate) verified: Vec<Verified>,
    pub(crate) started: Option<Date>,
    pub(crate) given: Option<Date>,
    pub(crate) withdrawn: Option<Date>,
    pub(crate) called_off: Option<(Date, bool)>,
    pub(crate) discharged: Option<Date>,
    /// What one person has said was written down in error, where it takes two.
    pub(crate) doubted: Vec<(String, Option<String>)>,
}

/// A yes.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) version: u64,
    pub(crate) on: Date,
    /// The hash of the file under which it was said.
    pub(crate) under: [u8; 32],
}

impl Person {
    /// That they have an event of this version.
    pub(crate) fn seen(&mut self, version: u64) {
        self.version = version;
    }

    /// Whether they live and have not left, on a day.
    pub(crate) fn is_there(&self, day: Date) -> bool {
        self.died.is_none_or(|died| day < died) && !self.away.iter().any(|(left, back)| is_within(day, *left, *back))
    }

    /// Whether they live, are there and are this programme's, on a day.
    pub(crate) fn is_with_us(&self, day: Date) -> bool {
        self.is_there(day) && !self.is_elsewhere(day)
    }

    /// Whether another programme has acknowledged that they are its, on a day.
    pub(crate) fn is_elsewhere(&self, day: Date) -> bool {
        let elsewhere = self.hand_overs.iter().filter_map(|one| Some((one.acknowledged?, one.taken_back)));
        elsewhere.into_iter().any(|(from, until)| is_within(day, from, until))
    }

    /// Whether a wait of their own holds on a day.
    pub(crate) fn waits_on(&self, day: Date) -> bool {
        self.waits.iter().any(|wait| is_within(day, wait.from, wait.until))
    }

    /// The stage on a day; before the first, the first.
    pub(crate) fn stage_on(&self, day: Date) -> Option<&str> {
        let entered = self.stages.iter().rev().find(|(_, on)| *on <= day);
        entered.or(self.stages.first()).map(|(stage, _)| stage.as_str())
    }

    /// Those in the record who could receive from them on a day, as far as this person's record says.
    pub(crate) fn recipients_on(&self, day: Date) -> impl Iterator<Item = &str> {
        let named = self.bonds.iter().filter(move |bond| is_within(day, bond.since, bond.until));
        let named = named.filter_map(|bond| bond.recipient.as_deref());
        let donations = self.donations.values().filter(|donation| donation.is_open());
        named.chain(donations.filter_map(|donation| donation.recipient.as_deref()))
    }

    /// That they had died was written down in error, and put right on a day.
    pub(crate) fn lives(&mut self, today: Date) {
        self.thought_dead.extend(self.died.filter(|died| *died < today).map(|died| (died, today)));
    }

    /// Takes in what happened to them, by whoever had signed in, under the file with this hash.
    pub(crate) fn take(&mut self, version: u64, author: Option<&str>, under: [u8; 32], happening: Happening) {
        use Happening as H;
        self.version = version;
        match happening {
            H::Registered { stage, on, birth } => {
                self.birth = Some(birth);
                self.registered = Some(on);
                self.stages.push((stage, on));
            }
            H::BirthAmended { birth } => {
                self.birth = Some(birth);
                self.verify_anew();
            }
            H::Examined { id, on, content } => {
                let by = author.map(str::to_owned).into_iter().collect();
                self.examinations.push(Examination { id, on, by, content: Some(content) });
            }
            H::ExaminationAmended { id, on, content } => {
                for known in self.examinations.iter_mut().filter(|known| known.id == id) {
                    known.on = on;
                    known.by.extend(author.map(str::to_owned));
                    known.content = Some(content.clone());
                }
                self.verify_anew();
            }
            H::ExaminationGone { id } => {
                self.verify_anew();
                self.examinations.iter_mut().filter(|known| known.id == id).for_each(|known| known.content = None);
            }
            H::StageEntered { stage, on } => self.stages.push((stage, on)),
            H::Moved { site, on } => {
                self.leaves_site(on);
                self.stays.extend(site.map(|site| (site, on, None)));
            }
            H::Departed { on } => self.departed(on),
            H::Returned { on } => {
                if let Some(away) = self.away.last_mut().filter(|away| away.1.is_none()) {
                    away.1 = Some(on);
                }
            }
            H::CareBegun { carer, kind, on } => {
                self.carers.push(Care { carer, is_advocate: kind == "advocate", from: on, until: None });
            }
            H::CareEnded { carer, kind, on } => {
                let is_advocate = kind == "advocate";
                let open =
                    |care: &&mut Care| care.carer == carer && care.is_advocate == is_advocate && care.until.is_none();
                self.carers.iter_mut().filter(open).for_each(|care| care.until = Some(on));
            }
            H::Covered { by, absent, from, until } => self.covers.push(Cover { by, absent, from, until }),
            H::CoverEnded { by, absent, from, until } => {
                let same = |known: &&mut Cover| known.by == by && known.absent == absent && known.from == from;
                self.covers.iter_mut().filter(same).for_each(|known| known.until = until);
            }
            H::Told { id, topic, words, on, understood } => {
                self.tellings.push(Telling { id, topic, words, on, understood, in_error: false });
            }
            H::ToldInError { id } => {
                self.tellings.iter_mut().filter(|known| known.id == id).for_each(|known| known.in_error = true);
            }
            H::BondNamed { id, on, recipient } => self.bonds.push(Bond { id, since: on, recipient, until: None }),
            H::BondChanged { id, recipient } => {
                let known = self.bonds.iter_mut().filter(|known| known.id == id);
                known.for_each(|known| known.recipient.clone_from(&recipient));
            }
            H::BondEnded { id, on } => {
                self.bonds.iter_mut().filter(|known| known.id == id).for_each(|known| known.until = Some(on));
            }
            H::InDonation { id, what } => {
                if let InDonation::Opened { on, .. } = &what {
                    self.with_us_again(*on);
                }
                // With what was only written down the whole donation goes.
                if matches!(&what, InDonation::InError { what, .. } if what == "recorded") {
                    self.donations.remove(&id);
                    return;
                }
                self.donations.entry(id).or_default().take(version, under, what);
            }
            H::Kept => {}
            H::Erased => self.erased = true,
            other => self.take_waiting(other),
        }
    }

    fn take_waiting(&mut self, happening: Happening) {
        use Happening as H;
        match happening {
            H::WaitBegun { id, on, until, .. } => {
                // The new wait is the one that counts: what held until now ends as it begins.
                let holding = self.waits.iter_mut().filter(|wait| is_within(on, wait.from, wait.until));
                holding.for_each(|wait| wait.until = Some(on));
                self.waits.push(Wait { id, from: on, until });
            }
            H::WaitEnded { id, on, .. } => {
                let known = self.waits.iter_mut().filter(|known| known.id == id);
                known.for_each(|known| known.until = Some(known.until.map_or(on, |until| until.min(on))));
            }
            H::Deferred { id, by, on, term, .. } => {
                let (until, review) = match term {
                    Term::Until(day) => (Some(day), None),
                    Term::Review(day) => (None, Some(day)),
                    _ => (None, None),
                };
                self.deferrals.push(Deferral { id, from: on, until, review, by: by.into_iter().collect() });
            }
            H::Reviewed { id, by, next, .. } => {
                for known in self.deferrals.iter_mut().filter(|known| known.id == id) {
                    known.by.extend(by.clone());
                    known.review = Some(next);
                }
            }
            H::Lifted { id, on } => self.lift(&id, on),
            H::Appealed { id, by, until, against, .. } => {
                self.appeals.push(Appeal { id, by, until, against, decided: false });
            }
            H::AppealDecided { id, on, upheld, .. } => self.ruled(&id, on, upheld),
            H::Assessed { id, by, rule, on, fit, seen } => {
                self.assessments.push(Assessment { id, by, rule, on, fit, seen, set_aside: None });
            }
            H::AskedToBeLeft { on, .. } => self.left_alone.push((on, None)),
            H::AskedAgain { on } => {
                self.left_alone
                    .iter_mut()
                    .filter(|(_, until)| until.is_none())
                    .for_each(|(_, until)| *until = Some(on));
            }
            H::Died { on } => {
                self.leaves_site(on);
                self.died = Some(on);
            }
            H::DiedInError => self.died = None,
            H::HandOverOffered { on } => {
                self.hand_overs.push(HandOver { offered: on, acknowledged: None, taken_back: None });
            }
            H::HandOverAcknowledged { on, .. } => {
                if let Some(last) = self.hand_overs.last_mut() {
                    last.acknowledged = Some(on);
                }
                self.verify_anew();
            }
            H::HandOverTakenBack { on } => {
                if let Some(last) = self.hand_overs.last_mut() {
                    last.taken_back = Some(on);
                }
            }
            other => unreachable!("everything else was taken in before: {other:?}"),
        }
    }

    fn leaves_site(&mut self, on: Date) {
        self.stays.iter_mut().filter(|stay| stay.2.is_none()).for_each(|stay| stay.2 = Some(on));
        // A stay that ends on the day on which it began was none.
        self.stays.retain(|(_, from, until)| until.is_none_or(|until| *from < until));
    }

    /// A departure of somebody who is away already puts the day right. Whatever was verified for an operation falls.
    fn departed(&mut self, on: Date) {
        self.leaves_site(on);
        match self.away.last_mut().filter(|away| away.1.is_none()) {
            Some(away) => away.0 = on,
            None => self.away.push((on, None)),
        }
        self.verify_anew();
    }

    /// What was verified for an operation that has not begun was of who they were then, and where.
    fn verify_anew(&mut self) {
        let before = self.donations.values_mut().filter(|donation| donation.started.is_none());
        before.for_each(|donation| donation.verified.clear());
    }

    /// Of whom a donation begins here, nobody else stays in touch with, and they are not left alone, from that day on.
    fn with_us_again(&mut self, on: Date) {
        self.left_alone.iter_mut().filter(|(_, until)| until.is_none()).for_each(|(_, until)| *until = Some(on));
        let taken = self.hand_overs.iter_mut().filter(|one| one.acknowledged.is_some() && one.taken_back.is_none());
        taken.for_each(|one| one.taken_back = Some(on));
    }

    fn lift(&mut self, id: &str, on: Date) {
        for known in self.deferrals.iter_mut().filter(|known| known.id == id) {
            known.until = Some(known.until.map_or(on, |until| until.min(on)));
        }
    }

    /// An objection that is upheld lifts the deferral, or sets the assessment aside.
    fn ruled(&mut self, id: &str, on: Date, upheld: bool) {
        let Some(appeal) = self.appeals.iter_mut().find(|known| known.id == id) else { return };
        appeal.decided = true;
        if !upheld {
            return;
        }
        match &appeal.against {
            Against::Deferral(deferral) => {
                let deferral = deferral.clone();
                self.lift(&deferral, on);
            }
            Against::Assessment(assessment) => {
                let known = self.assessments.iter_mut().filter(|known| known.id == *assessment);
                known.for_each(|known| known.set_aside = Some(on));
            }
            Against::Finding(_) => {}
        }
    }
}

impl Donation {
    /// Whether it goes on: not stopped, not called off before the operation, and the donor is not home after it.
    pub(crate) const fn is_open(&self) -> bool {
        let aborted_before = matches!(self.called_off, Some((_, false)));
        self.opened.is_some() && self.withdrawn.is_none() && !aborted_before && self.discharged.is_none()
    }

    /// The first day on which it goes on no longer.
    pub(crate) fn closed(&self) -> Option<Date> {
        let called_off = self.called_off.and_then(|(on, after)| (!after).then_some(on));
        [self.withdrawn, called_off, self.discharged].into_iter().flatten().min()
    }

    fn take(&mut self, order: u64, under: [u8; 32], what: InDonation) {
        use InDonation as D;
        if matches!(what, D::Started { .. } | D::Done { .. } | D::Discharged { .. }) {
            self.doubted.clear();
        }
        match what {
            D::Recorded { kind, on, .. } => {
                self.kind = kind;
                self.given = Some(on);
            }
            D::Opened { kind, on, route, recipient, .. } => {
                self.kind = kind;
                self.order = order;
                self.route = route;
                self.opened = Some(on);
                self.recipient = recipient;
            }
            D::Consented { element, version, on, .. } => {
                self.consents.insert(element, Said { version, on, under });
            }
            D::Shortened { on, .. } => self.shortened = Some(on),
            D::Withdrawn { on, .. } => self.withdrawn = Some(on),
            D::Scheduled => self.verified.clear(),
            D::Verified(verified) => self.verified.push(verified),
            D::Started { on } => self.started = Some(on),
            D::Done { on, .. } => self.given = Some(on),
            D::CalledOff { on, after_anaesthesia } => self.called_off = Some((on, after_anaesthesia)),
            D::Decided | D::Noted => {}
            D::Discharged { on } => self.discharged = Some(on),
            D::InError { what, by } => self.in_error(what, by),
        }
    }

    /// Two people say that nobody was put to sleep, or that nothing was given; everything else one does.
    fn in_error(&mut self, what: String, by: Option<String>) {
        let takes_two = ["started", "done"].contains(&what.as_str());
        if takes_two && !self.doubted.iter().any(|(doubted, other)| *doubted == what && *other != by) {
            self.doubted.push((what, by));
            return;
        }
        self.doubted.clear();
        match what.as_str() {
            "started" => {
                self.started = None;
                self.verified.clear();
                self.called_off = self.called_off.map(|(on, _)| (on, false));
            }
            "done" => self.given = None,
            "discharged" => self.discharged = None,
            _ => {}
        }
    }
}
