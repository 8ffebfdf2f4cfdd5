//! Whether somebody can be asked at all: who they are, who would receive, and what stands in the way (articles 1 to 6 and 12).

use jiff::civil::Date;

use crate::care::CareTime;
use crate::donation::Donation;
use crate::person::Person;
use crate::refusal;
use crate::rules::{DonationKind, Period, Programme, Route, RuleText};
use crate::telling;

use super::super::short;
use super::ground;
use super::missing::{Missing, Supplier};

/// What is asked of somebody, and for whom.
pub(super) struct Asked<'a> {
    pub(super) donor: &'a Person,
    /// Whoever would receive, where they were named and are read: whether they are there is asked by whoever decides.
    pub(super) recipient: Option<&'a Person>,
    /// The times in which somebody stands by whoever would receive.
    pub(super) beside: &'a [CareTime],
    pub(super) route: Option<Route>,
    pub(super) kind: &'a DonationKind,
    pub(super) programme: &'a Programme,
    /// Whether it begins now, and they offer it.
    pub(super) is_offer: bool,
}

impl<'a> Asked<'a> {
    /// Of a donation that goes on.
    pub(super) fn of(
        donor: &'a Person,
        (recipient, beside): (Option<&'a Person>, &'a [CareTime]),
        donation: &Donation,
        kind: &'a DonationKind,
        programme: &'a Programme,
    ) -> Self {
        let route = donation.route();
        Self { donor, recipient, beside, route, kind, programme, is_offer: false }
    }

    /// What stands in the way of asking somebody at all, or of going on with what they were asked.
    pub(super) fn not_askable(&self, on: Date) -> Vec<Missing> {
        let mut missing = self.stands_against(on);
        missing.extend(self.untold(on));
        missing
    }

    /// What they still have to be told before (article 1).
    pub(super) fn untold(&self, on: Date) -> Option<Missing> {
        ground::untold(self.donor, self.programme, self.route, on)
    }

    /// Something that is due, with the days on which it can be done so that it counts on the day that is set.
    pub(super) fn in_time(&self, one: Missing, today: Date, on: Date) -> Missing {
        let of_rule = |rule: &RuleText| rule.id == one.rule;
        let need = self.kind.needs.iter().find(|need| of_rule(&need.rule));
        let schedule = self.programme.schedules.iter().find(|schedule| of_rule(&schedule.rule));
        let assessment = self.programme.finding(&one.rule).and_then(|finding| finding.assessment.fit_for);
        let first = match need.and_then(|need| need.within) {
            // A need counts on its last day as well, and what expires does not.
            Some(within) => Some(first_day(within, on, |until| on <= until)),
            None if one.rule.as_str() == refusal::UNTOLD.id => {
                let untold = telling::untold_of_any(self.donor, self.programme, ground::questions(self.route), on);
                let valid_for = untold.iter().filter_map(|untold| untold.topic.valid_for);
                valid_for.map(|valid_for| first_day(valid_for, on, |until| on < until)).max()
            }
            None => {
                let valid_for = schedule.and_then(|schedule| schedule.valid_for).or(assessment);
                valid_for.map(|valid_for| first_day(valid_for, on, |until| on < until))
            }
        };
        one.by_the_day(first.filter(|first| today < *first), on)
    }

    /// What no telling mends.
    pub(super) fn stands_against(&self, on: Date) -> Vec<Missing> {
        let Self { donor, recipient, kind, programme, .. } = *self;
        let mut missing = Vec::new();
        let minimum = &programme.minimum_donor_age;
        let birth = donor.details.as_ref().map(|details| details.birth);
        if birth.is_none_or(|birth| birth.age_on(on).at_least < i16::from(minimum.years)) {
            let next = "Wait until they certainly are old enough.";
            missing.push(Missing::of(&minimum.rule, "", Supplier::Time, next).article(12));
        }
        if donor.is_away_on(on) {
            let next = "If they want to come back, record their return first.";
            missing.push(Missing::by(refusal::AWAY, "", Supplier::Donor, next));
        }
        missing.extend(self.not_in_touch(on));
        if recipient.is_some_and(|recipient| recipient.erased || recipient.is_away_on(on)) {
            // Why is nobody's business but theirs (article 2).
            let next = "Call it off, or begin another one if the donor wants to give in another way.";
            missing.push(Missing::by(refusal::RECIPIENT_NOT_AVAILABLE, "", Supplier::Coordinator, next).article(4));
        }
        if !kind.survivable {
            let detail = "Nobody is expected to survive it.";
            missing.push(
                Missing::of(&kind.rule, detail, Supplier::Nobody, "Nothing of this kind is asked of anybody.")
                    .article(4),
            );
        }
        let lacks = short::of_kind(kind, self.route, programme).into_iter();
        missing.extend(
            lacks.map(|(article, lacks)| {
                Missing::by(short::RULE, lacks, Supplier::Keeper, short::NEXT).article(article)
            }),
        );
        missing.extend(waits(donor, on));
        missing.extend(ground::no_advocate(donor, self.beside, on));
        missing
    }

    /// That they are another programme's, or want to be left alone: whoever offers is not left alone any more.
    fn not_in_touch(&self, on: Date) -> Option<Missing> {
        if self.donor.journey.is_elsewhere_on(on) {
            let next = "If they are with this programme again, take the hand-over back first.";
            return Some(Missing::by(refusal::HANDED_OVER, "", Supplier::Coordinator, next).article(6));
        }
        let is_left_alone = self.donor.follow_up.is_left_alone_on(on) && !self.is_offer;
        let next = "Wait until they say that they want to hear from the programme, or offer of their own accord.";
        is_left_alone.then(|| Missing::by(refusal::WANTS_TO_BE_LEFT, "", Supplier::Donor, next).article(6))
    }
}

/// The first day of which something that counts for a time counts long enough.
fn first_day(time: Period, on: Date, counts: impl Fn(Date) -> bool) -> Date {
    // Months differ in length, so counting back may be days off.
    let days = std::iter::successors(Some(time.before(on)), |day| day.tomorrow().ok());
    days.take_while(|day| *day < on).find(|day| counts(time.after(*day))).unwrap_or(on)
}

/// That they wait by their own wish (article 5).
pub(super) fn waits(donor: &Person, on: Date) -> Option<Missing> {
    let next = "They say when they are ready again. Nobody asks them to be.";
    donor.deferrals.own_on(on).map(|_| Missing::by(refusal::WAITING, "", Supplier::Donor, next).article(5))
}
