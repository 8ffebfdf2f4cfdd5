//! A life to print and take away: everything that is held about somebody, as a booklet.

use askama::Template;

use super::assets;
use super::desk::Desk;
use super::person::{self, PartView, ReadingView, StandingView, TrendView};
use super::words::{self, plain_date};
use record::{Life, Reading, SiteRow};

/// Everything that the printed life shows.
#[derive(Clone, Copy, Debug)]
pub struct Booklet<'a> {
    /// Who prints it, and on which day.
    pub desk: Desk<'a>,
    /// The person, and what happened to them.
    pub life: &'a Life,
    /// All sites.
    pub sites: &'a [SiteRow],
    /// Who read the record, newest first.
    pub readings: &'a [Reading],
    /// Whether it has to stand by itself, as an exported file does: the style sheet is then inside.
    pub alone: bool,
}

#[derive(Template)]
#[template(path = "booklet.html")]
struct BookletTemplate {
    name: String,
    line: String,
    about: String,
    programme: String,
    programme_plain: String,
    today: String,
    author: String,
    next: String,
    /// Who else has to get in touch with them, where `next` says one already.
    in_touch: Vec<String>,
    parts: Vec<PartView>,
    trends: Vec<TrendView>,
    /// On paper nothing is folded away.
    steady: Vec<TrendView>,
    standing: StandingView,
    readings: Vec<ReadingView>,
    words: Vec<(String, String)>,
    back: String,
    /// Whether it is for paper: nothing is folded away, and nothing is a link.
    printed: bool,
    style: &'static str,
}

impl Booklet<'_> {
    /// The booklet as HTML.
    pub fn render(&self) -> String {
        let (desk, person) = (self.desk, &self.life.person);
        let programme = desk.programme;
        let periods = programme::eligibility_periods(person, programme);
        let template = BookletTemplate {
            name: words::name(person.details.as_ref()),
            line: person::line(person, desk, self.sites),
            about: person::about(person.details.as_ref()),
            programme: programme.name.clone(),
            programme_plain: programme.plain.clone(),
            today: plain_date(desk.today),
            author: desk.author.to_owned(),
            next: person::next(person, programme, &periods, desk.today, person::Voice::Them),
            in_touch: person::in_touch(person, programme, desk.today, person::Voice::Them)
                .into_iter()
                .skip(1)
                .collect(),
            parts: person::timeline(self.life, programme, self.sites, person::Voice::Them),
            trends: person::trends(person, programme),
            steady: Vec::new(),
            standing: person::standing(person, programme, &periods, desk.today, person::Voice::Them),
            readings: person::readings(desk, self.readings),
            words: programme.words.iter().map(|word| (word.term.clone(), word.plain.clone())).collect(),
            back: words::person_href(person.id),
            printed: true,
            style: if self.alone { assets::CSS } else { "" },
        };
        template.render().expect("a page writes only to memory")
    }
}

#[cfg(test)]
mod tests {
    use programme::{Person, PersonEvent, Private};

    use super::*;
    use crate::console::sample;

    /// What waits for an answer stands on the page, each by itself: whoever takes the record away has to find it as well.
    #[test]
    fn every_open_alert_is_in_it() {
        let (programme, sites) = (sample::programme(), sample::sites());
        let mut life = sample::kathy();
        let content = life.person.examinations[&sample::examination_id(8)].content.clone();
        let (examination, content) = (sample::examination_id(9), Private::Known(content));
        let event = PersonEvent::ExaminationRecorded { examination, content };
        let mut person = Some(life.person);
        Person::apply(&mut person, sample::person_id(1), &event);
        life.person = person.expect("she is there");
        assert_eq!(programme::open_alerts(&life.person, &programme).len(), 2);
        let desk = sample::desk(&programme);
        let page = Booklet { desk, life: &life, sites: &sites, readings: &[], alone: true }.render();
        assert_eq!(page.matches("A clinician should have been in touch by").count(), 2, "{page}");
    }
}
