//! Accounts through the whole engine, and what stands at the door.

use jiff::civil::date;
use programme::{
    AccountDetails, AccountId, Birth, Care, CareKind, CarerStep, Command, ConcernId, ConcernKind, Details, PersonId,
    PostId, RequestId, RequestKind, Role, Said, Sex, Stream,
};
use uuid::Uuid;

use super::commands::{kidney, opening};
use super::{Ground, on_both};
use crate::conn::Access;
use crate::door::{DoorWrite, Token};
use crate::{Clock, HeldPost, Reader, Rejection, Running, Submission, Writer, open};

const ADA: AccountId = AccountId(Uuid::from_u128(101));
const CLARA: AccountId = AccountId(Uuid::from_u128(102));
const OSCAR: AccountId = AccountId(Uuid::from_u128(103));
const KATHYS: AccountId = AccountId(Uuid::from_u128(104));
const KATHY: PersonId = PersonId(Uuid::from_u128(1));

fn opened(ground: &Ground) -> (Writer, Running) {
    open(opening(ground), &mut |_| {}).unwrap()
}

fn reader(ground: &Ground) -> Reader {
    Reader::open(&ground.place, kidney()).unwrap()
}

fn today() -> jiff::civil::Date {
    Clock::system().now().to_zoned(jiff::tz::TimeZone::get(&kidney().time_zone).unwrap()).date()
}

fn by(author: Option<AccountId>, command: Command) -> Submission {
    let author = author.map_or("the machine".to_owned(), |account| Stream::Account(account).to_string());
    Submission::new(author, command)
}

fn account(account: AccountId, name: &str, login: &str) -> Command {
    Command::OpenAccount { account, person: None, details: AccountDetails { name: name.into(), login: login.into() } }
}

fn post(account: AccountId, id: u128, role: Role) -> Command {
    Command::Appoint { account, post: PostId(Uuid::from_u128(id)), role, site: None, on: today() }
}

fn rule(outcome: crate::Outcome) -> String {
    match outcome {
        Err(Rejection::Refused(refusal)) => refusal.rule.to_string(),
        other => panic!("it was to be refused: {other:?}"),
    }
}

/// An administrator, whom the machine's operator appointed, a coordinator, whom she appointed, and a donor.
fn staffed(ground: &Ground) -> (Writer, Running) {
    let (writer, running) = opened(ground);
    let details = Details {
        name: Some("Kathy".into()),
        number: Some("K-1".into()),
        sex: Sex::Female,
        birth: Birth::On(date(1971, 3, 3)),
    };
    let kathys = AccountDetails { name: "Kathy".into(), login: "kathy@example.org".into() };
    let done = writer.submit_all(vec![
        by(None, account(ADA, "Ada Lund", "ada")),
        by(None, post(ADA, 201, Role::Administrator)),
        by(Some(ADA), account(CLARA, "Clara Voss", "clara")),
        by(Some(ADA), post(CLARA, 202, Role::Coordinator)),
        by(Some(ADA), account(OSCAR, "Oscar Reyes", "oscar")),
        by(Some(CLARA), learn(OSCAR, "what-donation-means")),
        by(Some(CLARA), learn(OSCAR, "consent-and-pressure")),
        by(Some(CLARA), post(OSCAR, 203, Role::Advocate)),
        by(Some(CLARA), Command::Register { person: KATHY, details, site: None }),
        by(Some(ADA), Command::OpenAccount { account: KATHYS, person: Some(KATHY), details: kathys }),
        by(Some(CLARA), post(KATHYS, 204, Role::Donor)),
        by(
            Some(CLARA),
            Command::AssignCarer { person: KATHY, care: Care { carer: OSCAR, kind: CareKind::Advocate, on: today() } },
        ),
    ]);
    for outcome in done.unwrap() {
        outcome.unwrap();
    }
    (writer, running)
}

fn learn(account: AccountId, topic: &str) -> Command {
    Command::Carer { account, step: CarerStep::Train { topic: topic.into(), on: today() } }
}

fn posts_logins_and_ties_are_read_back(ground: &Ground) {
    let (_writer, running) = staffed(ground);
    let mut reader = reader(ground);
    assert!(reader.has_administrator(today()).unwrap());
    assert_eq!(reader.account_by_login("CLARA").unwrap(), Some(CLARA), "whatever the case");
    assert_eq!(reader.account_by_login("nobody").unwrap(), None);
    let holder = reader.holder(CLARA, today()).unwrap().unwrap();
    assert_eq!((holder.name.as_str(), holder.person), ("Clara Voss", None));
    assert_eq!(holder.posts, [HeldPost { role: Role::Coordinator, site: None }]);
    let before = today().yesterday().unwrap();
    assert!(reader.holder(CLARA, before).unwrap().unwrap().posts.is_empty(), "yesterday she was nobody here");
    assert_eq!(reader.cared_for(OSCAR, CareKind::Advocate, today()).unwrap(), [KATHY]);
    let ties = reader.ties(OSCAR, &[KATHY], today(), Clock::system().now()).unwrap();
    assert_eq!(ties[&KATHY].care, [CareKind::Advocate].into());
    assert!(reader.ties(CLARA, &[KATHY], today(), Clock::system().now()).unwrap().is_empty());
    running.stop();
    assert!(crate::rebuilds_alike(&ground.place, &kidney(), &Clock::system()).unwrap().unwrap());
}

fn nobody_appoints_above_their_own_post(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let submit = |author, command| writer.submit(by(Some(author), command));
    assert_eq!(rule(submit(CLARA, post(CLARA, 301, Role::Clinician))), "not-yourself");
    assert_eq!(rule(submit(CLARA, post(OSCAR, 302, Role::Auditor))), "appointed-by");
    assert_eq!(rule(submit(OSCAR, post(CLARA, 303, Role::Clinician))), "appointed-by");
    assert_eq!(rule(submit(CLARA, post(ADA, 304, Role::Clinician))), "kept-apart");
    assert_eq!(rule(submit(CLARA, post(OSCAR, 305, Role::Donor))), "post-of-a-person");
    assert_eq!(rule(submit(CLARA, post(OSCAR, 306, Role::SiteStaff))), "post-at-site");
    assert_eq!(rule(submit(ADA, account(AccountId(Uuid::from_u128(9)), "Other", "Clara"))), "login-taken");
    let leave =
        Command::EndPost { account: ADA, post: PostId(Uuid::from_u128(201)), on: today(), reason: "gone".into() };
    assert_eq!(rule(submit(ADA, leave)), "last-administrator");
    running.stop();
}

fn whose_account_is_closed_does_nothing_more(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let close = Command::CloseAccount { account: CLARA, reason: "has left".into() };
    writer.at_door(vec![begun(b"clara", CLARA)]).unwrap();
    assert!(reader(ground).signed_in(&Token::of("clara"), today()).unwrap().is_some());
    writer.submit(by(Some(ADA), close)).unwrap();
    let refused = writer.submit(by(Some(CLARA), post(OSCAR, 401, Role::Clinician)));
    assert_eq!(rule(refused), "account-closed");
    assert_eq!(reader(ground).holder(CLARA, today()).unwrap(), None);
    assert_eq!(reader(ground).signed_in(&Token::of("clara"), today()).unwrap(), None);
    writer.submit(by(Some(ADA), account(AccountId(Uuid::from_u128(9)), "Another Clara", "clara"))).unwrap();
    running.stop();
}

fn who_spoke_up_is_kept_until_the_auditor_has_closed_it(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let concern = ConcernId(Uuid::from_u128(501));
    let said = Said { about: Some(KATHY), text: "She was told it is now or never.".into() };
    let speak = Command::SpeakUp { account: OSCAR, concern, kind: ConcernKind::Pressed, said };
    writer.submit(by(Some(OSCAR), speak)).unwrap();
    let close = || Command::CloseAccount { account: OSCAR, reason: "restructuring".into() };
    assert_eq!(rule(writer.submit(by(Some(CLARA), close()))), "open-concern");
    assert_eq!(rule(writer.submit(by(None, close()))), "open-concern", "not by the machine's operator either");
    let answer = |close| Command::AnswerConcern { account: OSCAR, concern, answer: "We looked.".into(), close };
    assert_eq!(rule(writer.submit(by(Some(CLARA), answer(true)))), "open-concern");
    writer.submit(by(Some(CLARA), answer(false))).unwrap();
    assert_eq!(reader(ground).open_concerns().unwrap().len(), 1);
    let auditor = AccountId(Uuid::from_u128(105));
    writer.submit(by(Some(ADA), account(auditor, "Ines Quist", "ines"))).unwrap();
    writer.submit(by(Some(ADA), post(auditor, 502, Role::Auditor))).unwrap();
    writer.submit(by(Some(auditor), answer(true))).unwrap();
    assert_eq!(reader(ground).open_concerns().unwrap(), []);
    writer.submit(by(Some(CLARA), close())).unwrap();
    running.stop();
}

fn emergency_access_and_requests_are_read_back(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let now = Clock::system().now();
    let emergency =
        |account| Command::OpenEmergency { person: KATHY, account, reason: "She was brought in unwell.".into() };
    assert_eq!(rule(writer.submit(by(Some(CLARA), emergency(OSCAR)))), "own-words");
    assert_eq!(rule(writer.submit(by(Some(OSCAR), emergency(OSCAR)))), "emergency-by");
    writer.submit(by(Some(CLARA), emergency(CLARA))).unwrap();
    assert_eq!(reader(ground).in_emergency(CLARA, now).unwrap(), [KATHY]);
    let ended = now + jiff::SignedDuration::from_hours(5);
    assert_eq!(reader(ground).in_emergency(CLARA, ended).unwrap(), [], "it lasts four hours");
    let request = RequestId(Uuid::from_u128(601));
    let ask = |author, text: &str| {
        let kind = RequestKind::Correction;
        by(Some(author), Command::MakeRequest { person: KATHY, request, kind, text: text.into() })
    };
    assert_eq!(rule(writer.submit(ask(CLARA, "change it"))), "own-words");
    writer.submit(ask(KATHYS, "I was born in April.")).unwrap();
    assert_eq!(reader(ground).open_requests().unwrap().len(), 1);
    let answer = |author| {
        let command =
            Command::AnswerRequest { person: KATHY, request, granted: true, answer: "It was put right.".into() };
        writer.submit(by(Some(author), command))
    };
    assert_eq!(rule(answer(KATHYS)), "not-yourself");
    answer(CLARA).unwrap();
    assert_eq!(rule(answer(CLARA)), "already-answered");
    assert_eq!(reader(ground).open_requests().unwrap(), []);
    running.stop();
}

fn whoever_is_erased_leaves_no_way_in(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let password = DoorWrite::SetPassword { account: KATHYS, hash: "$argon2id$kathys".into() };
    writer.at_door(vec![password, begun(b"kathy", KATHYS)]).unwrap();
    let again = AccountId(Uuid::from_u128(701));
    let details = AccountDetails { name: "Kathy".into(), login: "kathy.again".into() };
    writer.submit(by(Some(CLARA), Command::CloseAccount { account: KATHYS, reason: "a new one".into() })).unwrap();
    writer.submit(by(Some(ADA), Command::OpenAccount { account: again, person: Some(KATHY), details })).unwrap();
    writer.submit(by(None, Command::Erase { person: KATHY, reason: "on request".into() })).unwrap();
    let mut reader = reader(ground);
    let life = reader.account(again).unwrap().unwrap();
    assert!(life.account.erased && life.account.details.is_none(), "each account of hers, open or closed");
    assert_eq!(reader.signed_in(&Token::of("kathy"), today()).unwrap(), None);
    assert_eq!(reader.credential(KATHYS).unwrap().password, None);
    assert_eq!(reader.account_by_login("kathy@example.org").unwrap(), None);
    let life = reader.account(KATHYS).unwrap().unwrap();
    assert!(life.account.erased && life.account.details.is_none());
    running.stop();
    let report = crate::verify(&ground.place, None, &mut |_| {}).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

fn whoever_worked_here_is_erased_once_they_have_left(ground: &Ground) {
    let (writer, running) = staffed(ground);
    writer.at_door(vec![DoorWrite::SetPassword { account: OSCAR, hash: "$argon2id$oscars".into() }]).unwrap();
    let erase = |author, account, reason: &str| {
        writer.submit(by(author, Command::EraseAccount { account, reason: reason.into() }))
    };
    assert_eq!(rule(erase(Some(ADA), KATHYS, "has left")), "erased-with-person");
    assert_eq!(rule(erase(Some(CLARA), OSCAR, "has left")), "erased-by");
    assert_eq!(rule(erase(Some(ADA), ADA, "has left")), "erased-by");
    assert_eq!(rule(erase(Some(ADA), OSCAR, "has left")), "erased-after-closing");
    let keyed = Submission {
        key: Some("close-oscar".into()),
        ..by(Some(CLARA), Command::CloseAccount { account: OSCAR, reason: "Oscar has left".into() })
    };
    writer.submit(keyed.clone()).unwrap();
    assert_eq!(rule(erase(Some(ADA), OSCAR, "as Oscar wished")), "names-nobody");
    erase(Some(ADA), OSCAR, "has left; two years are over").unwrap();
    assert_eq!(erase(Some(ADA), OSCAR, "has left").unwrap().events, 0, "it is done once");
    let life = reader(ground).account(OSCAR).unwrap().unwrap();
    assert!(life.account.erased && life.account.details.is_none());
    assert_eq!(reader(ground).credential(OSCAR).unwrap().password, None);
    // Nobody can tell any more what was sent; that it was about this account is enough to answer it once more.
    assert!(writer.submit(keyed).is_ok());
    running.stop();
    let report = crate::verify(&ground.place, None, &mut |_| {}).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    let mut conn = ground.place.open(Access::Read).unwrap();
    let erased = crate::erasure::erased_in(&mut conn).unwrap();
    assert_eq!(erased.iter().map(|erasure| erasure.whom).collect::<Vec<_>>(), [crate::Erased::Account(OSCAR)]);
    assert!(crate::rebuilds_alike(&ground.place, &kidney(), &Clock::system()).unwrap().unwrap());
}

fn who_invited_whom_is_in_the_log(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let invite = |author, account| writer.submit(by(author, Command::Invite { account }));
    assert_eq!(rule(invite(Some(CLARA), CLARA)), "not-yourself");
    assert_eq!(rule(invite(Some(OSCAR), CLARA)), "appointed-by");
    assert_eq!(rule(invite(Some(CLARA), ADA)), "appointed-by");
    assert_eq!(invite(Some(CLARA), OSCAR).unwrap().events, 1);
    assert_eq!(reader(ground).account(OSCAR).unwrap().unwrap().account.invited, Some(today()));
    let mut conn = ground.place.open(Access::Read).unwrap();
    let events = crate::log::load(&mut conn, &[Stream::Account(OSCAR)]).unwrap();
    let last = events.last().unwrap();
    assert_eq!((&*last.kind, &*last.author), ("invited", &*Stream::Account(CLARA).to_string()));
    assert_eq!(last.clear, format!("{{\"on\":\"{}\"}}", today()).into_bytes(), "and no token");
    running.stop();
}

fn a_condition_at_the_door_holds_once(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let invite = |secret: &str, until| DoorWrite::Invite { token: Token::of(secret), account: CLARA, until };
    let uses = |secret: &str| {
        let used = DoorWrite::UseInvitation { token: Token::of(secret), account: CLARA };
        let password = DoorWrite::SetPassword { account: CLARA, hash: format!("$argon2id${secret}") };
        writer.at_door(vec![used, password]).unwrap()
    };
    writer.at_door(vec![invite("late", 1)]).unwrap();
    assert!(!uses("late"), "it is out of date");
    writer.at_door(vec![invite("once", i64::MAX)]).unwrap();
    assert_eq!(reader(ground).invited(&Token::of("once"), Clock::system().now()).unwrap(), Some(CLARA));
    assert!(uses("once"));
    assert!(!uses("once"), "an invitation is used once");
    assert_eq!(reader(ground).credential(CLARA).unwrap().password.as_deref(), Some("$argon2id$once"));

    let totp = DoorWrite::SetTotp { account: CLARA, secret: b"secret".to_vec(), step: 10 };
    assert!(writer.at_door(vec![totp]).unwrap());
    assert_eq!(reader(ground).credential(CLARA).unwrap().totp.as_deref(), Some(&b"secret"[..]));
    let step = |step| writer.at_door(vec![DoorWrite::UseTotp { account: CLARA, step }]).unwrap();
    assert_eq!([step(10), step(11), step(11), step(9), step(12)], [false, true, false, false, true]);

    let code = |code: &str| writer.at_door(vec![DoorWrite::UseRecovery { account: CLARA, code: Token::of(code) }]);
    let codes = vec![Token::of("a"), Token::of("b")];
    writer.at_door(vec![DoorWrite::SetRecovery { account: CLARA, codes }]).unwrap();
    assert_eq!(
        [code("a").unwrap(), code("a").unwrap(), code("c").unwrap(), code("b").unwrap()],
        [true, false, false, true]
    );
    running.stop();
    let sealed =
        ground.again(Access::Read).query("SELECT totp FROM credential", &[], |row| Ok(row.get_bytes(0)?.to_vec()));
    assert!(sealed.unwrap().iter().all(|bytes| bytes.windows(6).all(|window| window != b"secret")));
}

fn a_hospital_s_sign_in_stands_for_one_account(ground: &Ground) {
    let (writer, running) = staffed(ground);
    let issuer = "https://sign-in.hospital.example";
    let link = |name: &str, account| {
        let subject = reader(ground).federated_subject(issuer, name);
        writer.at_door(vec![DoorWrite::Federate { subject, account }]).unwrap()
    };
    let account_of = |name: &str| reader(ground).account_by_federation(issuer, name).unwrap();
    assert!(link("clara", CLARA) && link("kathy", KATHYS) && link("kathy", KATHYS));
    assert!(!link("clara", KATHYS), "that is Clara's");
    assert_eq!([account_of("clara"), account_of("kathy")], [Some(CLARA), Some(KATHYS)], "what failed changed nothing");
    assert_eq!(reader(ground).account_by_federation("https://elsewhere.example", "clara").unwrap(), None);
    assert!(link("clara.voss", CLARA));
    assert_eq!([account_of("clara"), account_of("clara.voss")], [None, Some(CLARA)]);
    assert!(reader(ground).is_federated(CLARA).unwrap());
    assert!(writer.at_door(vec![DoorWrite::Unfederate { account: CLARA }]).unwrap());
    assert!(!reader(ground).is_federated(CLARA).unwrap());
    assert_eq!([account_of("clara.voss"), account_of("kathy")], [None, Some(KATHYS)]);
    running.stop();
}

fn begun(secret: &[u8], account: AccountId) -> DoorWrite {
    let token = Token::of(std::str::from_utf8(secret).unwrap());
    DoorWrite::BeginSession { token, account, until: i64::MAX, strong: true, browser: String::new() }
}

on_both! {
    posts_logins_and_ties_are_read_back
    nobody_appoints_above_their_own_post
    whose_account_is_closed_does_nothing_more
    who_spoke_up_is_kept_until_the_auditor_has_closed_it
    emergency_access_and_requests_are_read_back
    whoever_is_erased_leaves_no_way_in
    whoever_worked_here_is_erased_once_they_have_left
    who_invited_whom_is_in_the_log
    a_hospital_s_sign_in_stands_for_one_account
    a_condition_at_the_door_holds_once
}
