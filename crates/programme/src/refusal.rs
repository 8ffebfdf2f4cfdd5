//! What the engine says when it does not do what it was asked.
//!
//! The engine's own rules are here, each with its words: [`RULES`] lists them for the rules page and the documentation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::RuleId;
use crate::life::plain_date;
use crate::rules::RuleText;

/// Why a command was refused: which rule, in plain words, and what can be done. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refusal {
    /// The rule that refuses: one of the programme file's, or one of the engine's own ([`RULES`]).
    pub rule: RuleId,
    /// The article behind it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<u8>,
    /// What did not happen.
    pub what: String,
    /// Why: the rule in plain words.
    pub why: String,
    /// Where the rule is written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// What you or somebody else can do now.
    pub next: String,
    /// What part of the command it is about, such as `details.birth` or `checks.blood-pressure.systolic.2`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// A rule of the engine's own and what it plainly says. No programme file can change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineRule {
    /// Its id.
    pub id: &'static str,
    /// What it says, in plain words.
    pub plain: &'static str,
}

macro_rules! engine_rules {
    ($($name:ident $id:literal $plain:literal;)*) => {
        $(pub(crate) const $name: EngineRule = EngineRule { id: $id, plain: $plain };)*
        /// The engine's own rules.
        pub const RULES: &[EngineRule] = &[$($name),*];
    };
}

engine_rules! {
    NO_SUCH "no-such" "Something can be done only for a person or a thing that is in the record.";
    ERASED "erased" "Nothing can be added to a record that was erased.";
    KEPT_BY_LAW "kept-by-law" "What the law has kept of whoever gave is destroyed when its time is over, and not before.";
    ID_TAKEN "id-taken" "A new id belongs to one thing only.";
    NUMBER_TAKEN "number-taken" "No two people have the same number.";
    REGISTERED_AT_OWN_SITE "registered-at-own-site" "Whoever sees the people of certain sites registers people at one of these.";
    ALREADY_REGISTERED "already-registered" "A row about somebody who is in the record already has to say the same as the record.";
    TAKEN_BEFORE "taken-before" "A row that was taken once is not taken again when nobody has its number any more: they were erased, or have another number now.";
    NEEDS_A_NAME "name-or-number" "Whoever is registered has a name or a number.";
    NOT_IN_THE_FUTURE "not-in-the-future" "What is recorded as done has happened: its day is today or before.";
    BEFORE_BIRTH "before-birth" "Nothing happens to anybody before they are born.";
    AGE_IMPLAUSIBLE "age-implausible" "Nobody is older than 130 years.";
    BIRTH_FITS "birth-fits" "A birth fits everything that the record says happened to this person.";
    DAY_IMPLAUSIBLE "day-implausible" "A site opens and closes on a day of this age: since 1800, and no more than ten years from now.";
    SAYS_NOTHING "says-nothing" "A name, a number, a reason or an answer says something.";
    PLAIN_CHARACTERS "plain-characters" "A text is what it looks like: it has no characters that cannot be seen or that turn the direction of writing around, and a name is on one line.";
    NOT_IN_HOSPITAL "not-in-hospital" "Nobody is erased from going to sleep for an operation until they are home: whoever looks after them needs the record.";
    NAMES_NOBODY "names-nobody" "The reason for erasing a record stays readable for ever, so it says nothing of whose record it was.";
    TOO_LONG "too-long" "A text is no longer than 4,000 characters, a name no longer than 200.";
    MINIMUM_DONOR_AGE "minimum-donor-age" "Nobody below the minimum donor age is asked, assessed or matched as a donor.";
    FILE_FALLS_SHORT "file-falls-short" "Nothing is asked of anybody under a programme file that does not say what an article asks for.";
    UNKNOWN_APPROVAL "unknown-approval" "What an authority decides about a donation is one of the things that the programme file names.";
    UNKNOWN_CHECK "unknown-check" "A check is of a kind that the programme file names.";
    UNKNOWN_FIELD "unknown-field" "A value belongs to a field of its check.";
    WRONG_FORM "wrong-form" "A value is written in the way that its field asks for.";
    PLAUSIBLE "plausible-range" "A measured value is one that a living person can have.";
    NO_CHECKS "no-checks" "An examination has one check or more.";
    ALREADY_IN_ERROR "entered-in-error" "An examination that was entered in error stays that way.";
    NO_SUCH_ALERT "no-such-alert" "Only an alert that a rule of the programme has raised can be answered.";
    ANSWER_AFTER "answer-after-examination" "An alert is answered on the day of the examination that raised it, or later.";
    UNKNOWN_STAGE "unknown-stage" "A stage is one that the programme file names.";
    STAGE_NOT_NEXT "stage-not-next" "Stages follow one another as the programme file says.";
    STAGE_AGE "stage-age" "A stage is entered at the age that the programme file gives.";
    STAGE_OUTCOME "stage-outcome" "A stage is entered by those whose eligibility comes to what the programme file asks for it, or better.";
    UNTOLD "untold" "Nothing is asked of anybody before what has to be told first is on record as told and understood.";
    UNKNOWN_TOPIC "unknown-topic" "What is told is a topic that the programme file names.";
    PRESENT_WORDS "present-words" "What is told is what the programme file says now: of each topic, the present version of its words.";
    TOLD_BY "told-by" "What has to be told is told by a coordinator, a clinician or an advocate, and nobody tells themselves.";
    NOT_PREPARED "not-prepared" "A stage is entered when everything that prepares for it is recorded as done.";
    IN_ORDER "in-order" "What happened is recorded in the order in which it happened.";
    NOT_AWAY "not-away" "Who has not left cannot come back.";
    AWAY "away" "Who has left is asked for nothing until they come back.";
    SITE_NOT_OPEN "site-not-open" "People live and stay at sites that are open.";
    SITE_KIND "site-kind" "People in a stage live and stay at the kinds of site that the programme file names for it.";
    SITE_FULL "site-full" "On no day are there more people at a site than it has places.";
    SITE_OCCUPIED "site-occupied" "A site closes from a day on which nobody is there, nor on any day after it.";
    SITE_PLACES "site-places" "A site that counts its places has from 1 to 100,000.";
    LOGIN_TAKEN "login-taken" "No two accounts have the same login.";
    LOGIN_FORM "login-form" "A login has 3 to 64 letters, digits and the signs . _ - @, and no space.";
    ACCOUNT_CLOSED "account-closed" "Nothing is done by or with an account that is closed.";
    ACCOUNT_THERE "account-there" "A person's own record is given to one account at a time.";
    APPOINTED_BY "appointed-by" "An administrator appoints coordinators, auditors and administrators; a coordinator appoints everybody else.";
    NOT_YOURSELF "not-yourself" "Nobody appoints, closes or answers themselves.";
    KEPT_APART "kept-apart" "Whoever runs the machine, and whoever checks what was done, does nothing else in the programme.";
    POST_AT_SITE "post-at-site" "Site staff are appointed to a site; clinicians may be; nobody else is.";
    POST_OF_A_PERSON "post-of-a-person" "Only somebody in the programme is a donor, a recipient or a companion.";
    NOT_BEFORE_TODAY "not-before-today" "A post begins and ends today or later: what somebody did while they held it stays as it is.";
    POST_ENDED "post-ended" "A post that has ended stays that way.";
    LAST_ADMINISTRATOR "last-administrator" "There is always an administrator.";
    OPEN_CONCERN "open-concern" "While somebody has spoken up and the matter is open, only the auditor can close their account.";
    ERASED_WITH_PERSON "erased-with-person" "An account that gives a person's own record is erased with that person, and not by itself.";
    ERASED_BY "erased-by" "An administrator erases an account, and not their own.";
    ERASED_AFTER_CLOSING "erased-after-closing" "Only an account that is closed is erased.";
    THEIR_OWN_WISH "their-own-wish" "Only the donor’s own wish ends staying in touch, and they can take it back.";
    A_WAY_TO_REACH "a-way-to-reach" "An agreement names one way or more by which the donor themself can be reached; others who know where they are have a list of their own.";
    REPORTABLE "reportable" "What is reported within hours is one of the things that the programme file names, and was learnt of first.";
    OFFERED_FIRST "offered-first" "A donor is handed over only when the programme that was asked has said yes.";
    ONE_HAND_OVER "one-hand-over" "A donor is offered to one other programme at a time.";
    NOT_AFTER_DEATH "not-after-death" "Nothing is asked of anybody, or done to them, after the day on which they died.";
    ASKED_WHEN_DUE "asked-when-due" "Somebody is written to when they are to be asked how they are, and not before.";
    WORDS_OF_THE_FILE "words-of-the-file" "Messages are written in the words of the programme file, and in no others.";
    LEFT_ALONE "left-alone" "Nobody writes to the dead, to those with whom another programme stays in touch, or to those who asked to be left alone.";
    KNOWN_BY_BIRTH "known-by-birth" "Whoever answers by a link says the date of birth that the record has.";
    LINK_OVER "link-over" "A link works once, until its last day, and not any more when there is a newer one.";
    WRITTEN_BY "written-by" "What is written is sent by e-mail, as a text message or as a letter.";
    AS_THEY_WISH "as-they-wish" "Somebody is written to only in the ways that they agreed to.";
    ONE_UNDER_WAY "one-under-way" "By each way one message to somebody is under way at a time.";
    MESSAGE_OVER "message-over" "What became of a message is said once. What was sent can still come back.";
    OUTBOX_SAYS "outbox-says" "Whether an e-mail or a text message was sent is said by what sends it.";
    OWN_WORDS "own-words" "People speak up, ask for their own record and take emergency access in their own name.";
    EMERGENCY_BY "emergency-by" "Clinicians, coordinators and site staff take the right to read somebody in an emergency.";
    INDEPENDENT "independent-advocate" "An advocate has no part in the care of, and no tie to, anybody who could receive from whom they stand by.";
    ADVOCATE_BEFORE_ASKED "advocate-before-asked" "Nothing is asked of anybody before they have an advocate who is there and independent.";
    NEVER_UNCOVERED "never-uncovered" "A donor is never without an advocate: before one goes, another comes.";
    ADVOCATE_AWAY "advocate-away" "Nobody is given to an advocate who is away.";
    ABSENCE_SPAN "absence-span" "A time away begins today or later, ends after it begins, and does not overlap another one.";
    UNKNOWN_TRAINING "unknown-training" "A training is one that the programme file names.";
    CONVERSATION_BY "conversation-by" "Conversations are written down by the advocate who had them.";
    COMPANION_ACCEPTED "companion-accepted" "A companion stands by somebody who has said that they want them.";
    OWN_COMPANY "own-company" "People ask to stand by somebody, and say whether they want somebody, for themselves.";
    NOT_A_CARER "not-a-carer" "Whoever stands by somebody as advocate or companion holds that post.";
    NOT_BY_ONESELF "not-by-oneself" "Nobody is their own advocate or companion.";
    OWN_BONDS "own-bonds" "Whom somebody names, and what these may be told, they say themselves; a coordinator or an advocate may write it down in their presence.";
    NOT_ONESELF "not-oneself" "Nobody names themselves.";
    NAMED_ALREADY "named-already" "Nobody is named twice as the same thing, nor as anything while they are to be told nothing.";
    BOND_STAYS "bond-stays" "A bond is to one person, as one thing, for as long as it lasts.";
    BOND_ENDED "bond-ended" "A bond that has ended stays that way.";
    TOLD_NOTHING "told-nothing" "Who is to be told nothing is told nothing, and sees nothing.";
    BOTH_WISH "both-wish" "A donor and a recipient are told nothing of each other unless both wish it.";
    CAN_BE_REACHED "can-be-reached" "Next of kin, and whoever is to be reached in an emergency, can be reached by post, email or telephone.";
    CONTACT_FORM "contact-form" "An email address is one address without spaces; a telephone number has five digits or more.";
    ALREADY_ANSWERED "already-answered" "What was answered once stays answered.";
    UNKNOWN_SITE_KIND "unknown-site-kind" "A site is of a kind that the programme file names.";
    UNKNOWN_DONATION_KIND "unknown-donation-kind" "A donation is of a kind that the programme file names.";
    WAIT_AHEAD "wait-ahead" "A wait of one's own begins today, and ends on a later day or when they say.";
    WAITING "waiting" "Nothing is asked of anybody while they wait by their own wish.";
    OWN_WAIT "own-wait" "A wait of one's own is ended by whoever waits, or by their advocate on their word.";
    UNKNOWN_DEFERRAL_KIND "unknown-deferral-kind" "What others defer somebody by is a kind that the programme file names for it.";
    DEFERRAL_TERM "deferral-term" "A deferral that others place has an end, a day on which it is looked at again, or the word permanent, within the limits that the programme file sets.";
    NAMED_BY_FILE "named-by-file" "Who may do this, the programme file names by their posts.";
    NOT_ABOUT_ONESELF "not-about-oneself" "Nobody defers or assesses themselves by a post.";
    NO_APPEALS "no-appeals" "In this programme nobody hears objections.";
    APPEAL_BY "appeal-by" "People object themselves, or their advocate does on their behalf.";
    APPEAL_OPEN "appeal-open" "To one thing there is one open objection at a time.";
    NOT_HELD "not-held" "People object to what keeps them from giving today: a deferral that others placed, what a rule found, or an assessment.";
    TOOK_NO_PART "took-no-part" "An objection is decided by somebody who took no part in what it is against.";
    NO_WAIVER "no-waiver" "No decision sets aside what a rule found: the checks can be made again, and what they find then counts.";
    NOTHING_TO_ASSESS "nothing-to-assess" "What is assessed is what a rule found and asks somebody to look at.";
    ASSESSED_ANEW "assessed-anew" "What was set aside on an objection is assessed anew by somebody else.";
    ONE_AT_A_TIME "one-donation-at-a-time" "One donation of a person is open at a time.";
    ANOTHER_RECEIVES "another-receives" "Whoever would receive is somebody else, and is in the record.";
    HANDED_OVER "handed-over" "Of whom another programme has said that it stays in touch with them, nothing is asked here until they are with this one again.";
    WANTS_TO_BE_LEFT "wants-to-be-left" "Of whoever wants to be left alone nothing is asked. What they offer is their own wish, and ends that.";
    STOPPED "donor-stopped" "Whoever has stopped a donation is not asked again. They may offer anew.";
    RECIPIENT_NOT_AVAILABLE "recipient-not-available" "Nothing is asked of a donor, or taken, for somebody who is not available.";
    ADVOCATE_FIRST "advocate-first" "Before anything is asked, a donor has an advocate with no part in the care of whoever would receive.";
    DONATION_OVER "donation-over" "A donation that was stopped, called off or finished stays that way.";
    UNTIL_ASLEEP "until-asleep" "A donor can stop until they are asleep for the operation.";
    STEP_NOT_NEXT "step-not-next" "The steps of a donation follow one another.";
    DONORS_OWN "donors-own" "Only the donor says yes, asks for less time, or stops. Whoever heard it may write it down, as heard by them.";
    HEARD_BY "heard-by" "A yes is heard by somebody of the programme with no part in the care of whoever would receive, such as the donor’s advocate.";
    CONSENT_ELEMENT "consent-element" "What a donor says yes to is one of the things that the programme file names for this donation, in its present words.";
    NO_LESS_TIME "no-less-time" "Time to reflect is shortened only where the programme file says to what.";
    DONATION_SITE "donation-site" "A donation is made at an open site, of a kind that the programme file names for it.";
    ON_ITS_DAY "on-its-day" "A donation is verified, and begins, on the day that was set for it.";
    VERIFIED_BY_TWO "verified-by-two" "Two people, neither of them the donor, verify everything on the day, each by themselves.";
    TWO_IDENTIFIERS "two-identifiers" "It takes two things to be sure who somebody is.";
    ERROR_BY_TWO "error-by-two" "That an operation began, or that something was given, is taken back by two people, neither of them the donor, each by themselves.";
    AS_EXPECTED "as-expected" "Nothing begins unless everything that is verified is as expected.";
    AS_IT_WAS_SENT "as-it-was-sent" "What is sent can be read, fits the record as it is now, and was not sent before as something else.";
}

impl Refusal {
    /// This refusal, about this part of the command.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// This refusal, for the sake of an article.
    #[must_use]
    pub fn article(mut self, article: u8) -> Self {
        self.article = Some(article);
        self
    }

    /// This refusal, with the place where the rule is written.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {} (rule {})", self.what, self.why, self.next, self.rule)
    }
}

impl std::error::Error for Refusal {}

/// A refusal by one of the engine's own rules: the rule says why, and `detail` says what of it in this case.
pub(crate) fn by(
    rule: EngineRule,
    what: impl Into<String>,
    detail: impl AsRef<str>,
    next: impl Into<String>,
) -> Refusal {
    let why = match detail.as_ref() {
        "" => rule.plain.to_owned(),
        detail => format!("{} {detail}", rule.plain),
    };
    let (what, next) = (what.into(), next.into());
    Refusal { rule: rule.id.into(), article: None, what, why, source: None, next, place: None }
}

/// A refusal by a rule of the programme file: the rule says why, and `detail` says what of it in this case.
pub(crate) fn by_file(
    rule: &RuleText,
    what: impl Into<String>,
    detail: impl AsRef<str>,
    next: impl Into<String>,
) -> Refusal {
    let why = format!("{} {}", rule.plain, detail.as_ref()).trim_end().to_owned();
    let (what, next, source) = (what.into(), next.into(), Some(rule.source.clone()));
    Refusal { rule: rule.id.clone(), article: None, what, why, source, next, place: None }
}

pub(crate) fn no_such(noun: &str, what: &str) -> Refusal {
    by(NO_SUCH, what, format!("There is no such {noun}."), format!("Look the {noun} up and try again."))
}

/// What is said of somebody whom whoever asks may not see: the same as of somebody who is not there.
pub fn nobody_there(what: &str) -> Refusal {
    no_such("person", what)
}

/// What is said to who sees only the people of certain sites and registers somebody elsewhere, or does not say at which.
pub fn not_their_site(what: &str) -> Refusal {
    by(REGISTERED_AT_OWN_SITE, what, "", "Choose a site of yours, or ask a coordinator to register them.").at("site")
}

/// Whether a number was refused because somebody has it.
pub fn is_number_taken(refusal: &Refusal) -> bool {
    refusal.rule.as_str() == NUMBER_TAKEN.id
}

/// A taken number, as it is said to who may not see whoever has it.
pub fn number_taken_unseen(refusal: &Refusal) -> Refusal {
    let next = "Look at the number again. If it is right, ask a coordinator.";
    Refusal { place: refusal.place.clone(), ..by(NUMBER_TAKEN, refusal.what.clone(), "", next) }
}

pub(crate) fn erased(what: &str) -> Refusal {
    by(ERASED, what, "", "If this person comes back, register them anew.")
}

pub(crate) fn in_the_future(on: Date, today: Date, what: &str) -> Refusal {
    by(
        NOT_IN_THE_FUTURE,
        what,
        format!("{} is after today, {}.", plain_date(on), plain_date(today)),
        "Correct the day, or record it when it has happened.",
    )
}

pub(crate) fn says_nothing(what: &str, place: &str) -> Refusal {
    by(SAYS_NOTHING, what, "Nothing is written there.", "Write it down, in a few words.").at(place)
}
