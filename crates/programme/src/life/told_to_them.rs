//! A life told to the person whom it is about: of “you”, and never of “them”. What somebody wrote stays as it was written.

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::care::{
    Care, CareKind, CompanionAnswer, CompanionOffer, CompanyTakenBack, Conversation, Covering, Manner, StandingBy,
    TakenBackBy,
};
use crate::event::{BondEvent, DonationEvent, FollowUpEvent, JourneyEvent, TellingEvent};
use crate::follow_up::{AnswerSource, Attempt, AttemptOutcome, WayKind, Wish};
use crate::ids::{BondId, ConversationId, DonationId, FollowUpAnswerId, PersonId, RequestId, TellingId};
use crate::journey::{Acknowledgement, HandOverOffer};
use crate::telling::{TellingWay, Told};

const DAY: Date = date(2026, 3, 2);

fn said(event: &PersonEvent, voice: Voice) -> String {
    let file = include_str!("../../../../programmes/living-kidney-us.toml");
    let programme = crate::file::parse(file).programme.expect("it is without faults");
    let account = |_| Some("Oscar Lind".to_owned());
    sentence(event, &programme, &Names { site: &|_| Some("the clinic".to_owned()), account: &account, voice }).text
}

fn oscar() -> AccountId {
    AccountId(Uuid::nil())
}

fn person() -> PersonId {
    PersonId(Uuid::nil())
}

fn told(understood: bool) -> PersonEvent {
    let told = Told {
        by: oscar(),
        on: DAY,
        way: TellingWay::FaceToFace,
        interpreted: false,
        said_back: "I can stop.".to_owned(),
        understood,
    };
    let (telling, topic) = (TellingId(Uuid::nil()), "your-own-choice".into());
    PersonEvent::Telling(TellingEvent::Recorded { telling, topic, version: 1, told: Private::Known(told) })
}

#[test]
fn what_stands_by_them_and_what_they_were_told_is_said_of_you() {
    use CareEvent as C;
    use Private::Known;
    let care = |event| PersonEvent::Care(event);
    let covering = Covering { by: oscar(), absent: oscar(), from: DAY, until: date(2026, 3, 9) };
    let words = "They would like to.".to_owned();
    let talk = Conversation { by: oscar(), on: DAY, how: Manner::Telephone, words: words.clone() };
    let standing = StandingBy { whom: person(), on: DAY };
    for (event, sentence) in [
        (
            PersonEvent::CarerAssigned { care: Known(Care { carer: oscar(), kind: CareKind::Companion, on: DAY }) },
            "Oscar Lind came to stand by you as companion.",
        ),
        (
            care(C::Covered { covering: Known(covering) }),
            "Oscar Lind stands in for Oscar Lind, your advocate, until 9 March 2026.",
        ),
        (
            care(C::Conversed { conversation: ConversationId(Uuid::nil()), talk: Known(talk) }),
            "You spoke with Oscar Lind, your advocate, by telephone.",
        ),
        (
            care(C::CompanionOffered { offer: Known(CompanionOffer { by: oscar(), on: DAY, words }) }),
            "Oscar Lind asked to be your companion: “They would like to.”",
        ),
        (
            care(C::CompanionAnswered { answer: Known(CompanionAnswer { by: oscar(), on: DAY, accepted: true }) }),
            "You said that you want Oscar Lind as your companion.",
        ),
        (
            care(C::StandsBy { by: Known(standing) }),
            "You stand by somebody as their companion. Your own giving waits meanwhile.",
        ),
        (
            care(C::StandsByNoLonger { by: Known(standing) }),
            "You stood by somebody as their companion until then. Your own giving waits for it no longer.",
        ),
        (
            care(C::CompanyTakenBack {
                back: Known(CompanyTakenBack { by: oscar(), whose: TakenBackBy::Person, on: DAY }),
            }),
            "You said that you do not want Oscar Lind as your companion any more. Everything else goes on as it was.",
        ),
        (
            care(C::CompanyTakenBack {
                back: Known(CompanyTakenBack { by: oscar(), whose: TakenBackBy::Companion, on: DAY }),
            }),
            "Oscar Lind said that they will not be your companion after all. Everything else goes on as it was.",
        ),
    ] {
        assert_eq!(said(&event, Voice::You), sentence);
    }
    let understood = said(&told(true), Voice::You);
    assert!(understood.starts_with("You were told by Oscar Lind"), "{understood}");
    assert!(understood.ends_with("You said back: “I can stop.” You had understood."), "{understood}");
    let not_yet = said(&told(false), Voice::You);
    assert!(not_yet.ends_with("You had not understood it yet: it does not count, and you are told again."));
    assert!(said(&told(true), Voice::Them).ends_with("They said back: “I can stop.” They had understood."));
}

#[test]
fn staying_in_touch_and_the_end_of_it_are_said_of_you() {
    use FollowUpEvent as F;
    use JourneyEvent as J;
    use Private::Known;
    let attempt =
        Attempt { on: DAY, by: WayKind::Telephone, outcome: AttemptOutcome::NoAnswer, address: None, note: None };
    let wish = Wish { on: DAY, source: AnswerSource::Telephone, said: Some("They ring too often.".to_owned()) };
    let offer = HandOverOffer { on: DAY, to: "Southern".to_owned() };
    for (event, sentence) in [
        (PersonEvent::FollowUp(F::Attempted { attempt: Known(attempt) }), "somebody tried to reach you."),
        (
            PersonEvent::FollowUp(F::AskedToBeLeft { recorded: None, wish: Known(wish.clone()) }),
            "You can take that back. You said: “They ring too often.”",
        ),
        (PersonEvent::FollowUp(F::AskedAgain { wish: Known(wish) }), "You want to be asked again how you are"),
        (PersonEvent::Journey(J::HandOverOffered { offer: Known(offer) }), "to take over staying in touch with you."),
        (
            PersonEvent::Journey(J::HandOverAcknowledged {
                acknowledgement: Known(Acknowledgement { on: DAY, by: "Ines".to_owned() }),
            }),
            "the other programme stays in touch with you.",
        ),
    ] {
        let said = said(&event, Voice::You);
        assert!(said.contains(sentence), "{said}");
    }
}

/// Every sort of event whose words were erased, where it would be said of somebody.
fn erased() -> Vec<PersonEvent> {
    use Private::Erased as E;
    let (donation, bond, answer) = (DonationId(Uuid::nil()), BondId(Uuid::nil()), FollowUpAnswerId(Uuid::nil()));
    let request = RequestId(Uuid::nil());
    let care = [
        CareEvent::Covered { covering: E },
        CareEvent::CoverEnded { covering: E },
        CareEvent::Conversed { conversation: ConversationId(Uuid::nil()), talk: E },
        CareEvent::CompanionOffered { offer: E },
        CareEvent::CompanionAnswered { answer: E },
        CareEvent::CompanyTakenBack { back: E },
    ];
    let bonds = [
        BondEvent::Named { bond, named: E },
        BondEvent::Changed { bond, content: E },
        BondEvent::Ended { bond, end: E },
        BondEvent::Answered { bond, answer: E },
    ];
    let donations = [
        DonationEvent::Withdrawn { donation, word: E },
        DonationEvent::ReflectionShortened { donation, word: E },
        DonationEvent::Noted { donation, note: E },
        DonationEvent::Discharged { donation, on: E },
    ];
    let follow_up = [
        FollowUpEvent::PlanAgreed { plan: E },
        FollowUpEvent::Attempted { attempt: E },
        FollowUpEvent::Answered { answer, content: E },
        FollowUpEvent::TakenBack { answer, reason: E },
        FollowUpEvent::AskedToBeLeft { recorded: None, wish: E },
        FollowUpEvent::AskedAgain { wish: E },
    ];
    let others = [
        PersonEvent::DetailsAmended { details: E, reason: E },
        PersonEvent::CarerAssigned { care: E },
        PersonEvent::CarerEnded { care: E },
        PersonEvent::RequestMade { request, kind: RequestKind::Correction, on: DAY, text: E },
        PersonEvent::RequestAnswered { request, on: DAY, granted: true, answer: E },
        PersonEvent::Journey(JourneyEvent::HandOverTakenBack { on: E, reason: E }),
    ];
    let care = care.into_iter().map(PersonEvent::Care).chain(bonds.into_iter().map(PersonEvent::Bond));
    let donations = donations.into_iter().map(PersonEvent::Donation);
    care.chain(donations).chain(follow_up.into_iter().map(PersonEvent::FollowUp)).chain(others).collect()
}

#[test]
fn what_is_erased_is_said_of_you_as_well() {
    for event in erased() {
        let (you, them) = (said(&event, Voice::You), said(&event, Voice::Them));
        let words: Vec<String> = crate::folding::words(&you);
        let of_them = ["they", "them", "their"].iter().any(|word| words.iter().any(|said| said == word));
        assert!(!of_them, "{you}");
        assert_ne!(you, them, "nobody would know that it is about them");
    }
}
