//! What can be read without a reading: what is about nobody in particular.
//!
//! A handler that reads by [`crate::state::State::read`] gets no more than this, so it cannot show a person by mistake.

use std::sync::Arc;

use jiff::civil::Date;
use programme::survival::Life;
use programme::{DonationKindId, ImportId, SiteId};
use record::{Course, Error, FollowUpReport, OutcomeCounts, Reader, RefusedRowRow, SiteRow};

/// A reader that shows nobody.
pub(crate) struct Impersonal<'a>(&'a mut Reader);

impl<'a> Impersonal<'a> {
    /// The part of a reader that is about nobody.
    pub(crate) fn of(reader: &'a mut Reader) -> Self {
        Self(reader)
    }

    /// The position of the log.
    pub(crate) fn position(&mut self) -> Result<i64, Error> {
        self.0.position()
    }

    /// All sites, with how many people are there on a day.
    pub(crate) fn sites(&mut self, on: Date) -> Result<Vec<SiteRow>, Error> {
        self.0.sites(on)
    }

    /// One site, with how many people are there on a day.
    pub(crate) fn site(&mut self, site: SiteId, on: Date) -> Result<Option<SiteRow>, Error> {
        self.0.site(site, on)
    }

    /// How many people have each outcome, and each reason, on a day.
    pub(crate) fn outcomes_on(&mut self, on: Date) -> Result<OutcomeCounts, Error> {
        self.0.outcomes_on(on)
    }

    /// How long each donor was watched, in days, and whether it happened: no row says whose days they are.
    pub(crate) fn lives(&mut self, kind: &DonationKindId, course: Course, on: Date) -> Result<Vec<Life>, Error> {
        self.0.lives(kind, course, on)
    }

    /// How it stands with staying in touch on a day: counts alone.
    pub(crate) fn follow_up_report(&mut self, on: Date) -> Result<FollowUpReport, Error> {
        let programme = Arc::clone(self.0.programme());
        self.0.follow_up_report(&programme, on)
    }

    /// Refused rows of files that nobody has looked at. They say where a row is, never whom it is about.
    pub(crate) fn refused_rows(
        &mut self,
        after: Option<(ImportId, u64)>,
        limit: u32,
    ) -> Result<Vec<RefusedRowRow>, Error> {
        self.0.refused_rows(after, limit)
    }

    /// How many refused rows nobody has looked at.
    pub(crate) fn refused_total(&mut self) -> Result<u64, Error> {
        self.0.refused_total()
    }
}
