//! The table of rights. Whoever changes it changes who sees whom: every line says why.

use programme::Role::*;

use super::Line;
use super::Reach::*;
use super::Right::*;

macro_rules! table {
    ($($right:ident { $($role:ident $reach:ident $why:literal;)* })*) => {
        /// Every line: what is not here, nobody may.
        pub const TABLE: &[Line] = &[$($(Line { right: $right, role: $role, reach: $reach, why: $why }),*),*];
    };
}

table! {
    SeeToday {
        Coordinator Everybody "runs the programme from day to day";
        Clinician AtSite "examines whoever is due, and answers alerts";
        Advocate InCare "sees what their donors need";
    }
    SeeMyPeople {
        Advocate InCare "knows what each of their donors needs";
        Companion InCare "knows by whom they stand";
    }
    FindPeople {
        Coordinator Everybody "runs the programme from day to day";
        Clinician AtSite "finds whoever is in front of them";
        Advocate InCare "finds their donors";
        Companion InCare "finds whom they stand by";
        SiteStaff AtSite "knows who is in the house";
        Laboratory Everybody "finds whose sample this is";
        Allocator Everybody "works out who could receive from whom";
    }
    ReadPerson {
        Donor Own "it is about them";
        Recipient Own "it is about them";
        Coordinator Everybody "runs the programme from day to day";
        Clinician AtSite "treats them";
        Clinician Emergency "treats them in an emergency";
        Coordinator Emergency "finds help in an emergency";
        SiteStaff Emergency "finds help in an emergency";
        Advocate InCare "stands on their side";
        Companion InCare "stands by them";
        SiteStaff AtSite "looks after them";
        Laboratory Everybody "makes sure whose sample this is";
    }
    ReadLife {
        Donor Own "it is about them";
        Recipient Own "it is about them";
        Coordinator Everybody "plans every next step";
        Clinician AtSite "treats them";
        Clinician Emergency "treats them in an emergency";
        SiteStaff Emergency "finds help in an emergency";
        Advocate InCare "stands on their side, and has to know";
    }
    ReadEligibility {
        Donor Own "it is about them";
        Recipient Own "it is about them";
        Coordinator Everybody "plans every next step";
        Clinician AtSite "treats them";
        Clinician Emergency "treats them in an emergency";
        Advocate InCare "stands on their side, and has to know";
    }
    ReadAvailability {
        Allocator Everybody "works out who could receive from whom, and is told no reasons";
    }
    ReadReadings {
        Donor Own "it is about them (article 7)";
        Recipient Own "it is about them (article 7)";
        Coordinator Everybody "answers for who reads";
        Clinician AtSite "answers to the person for who reads";
        Advocate InCare "asks on their side";
        Auditor Everybody "checks who read what";
    }
    TakeAway {
        Donor Own "it is theirs (article 7)";
        Recipient Own "it is theirs (article 7)";
        Coordinator Everybody "hands it to whoever asks for theirs";
        Advocate InCare "hands it to whoever asks for theirs";
    }
    Register {
        Coordinator Thing "takes people in";
        Clinician Thing "takes in whoever comes to be examined";
    }
    AmendDetails {
        Coordinator Everybody "puts entries right";
        Clinician AtSite "puts entries right";
    }
    Examine {
        Clinician AtSite "examines them";
        Clinician Emergency "examines them in an emergency";
        Coordinator Everybody "enters what comes in on paper";
        Laboratory Everybody "enters what was measured";
    }
    AnswerAlert {
        Clinician AtSite "is asked to be in touch the same day";
        Clinician Emergency "is in touch in an emergency";
        Coordinator Everybody "sees to it that somebody is in touch";
    }
    Place {
        Coordinator Everybody "keeps track of where people are";
        Clinician AtSite "receives and discharges people";
        SiteStaff AtSite "receives and sees off whoever lives or stays there";
    }
    Receive {
        Coordinator Everybody "plans who is where";
        Clinician AtSite "receives whoever comes to be examined or to give";
        SiteStaff AtSite "receives whoever comes to the house, and knows nobody before";
    }
    Guide {
        Coordinator Everybody "writes down what comes next in a life";
        Clinician AtSite "writes down what comes next in a life";
        Advocate InCare "prepares their donors for what comes next";
    }
    Tell {
        Coordinator Everybody "sees to it that nobody is asked untold (article 1)";
        Clinician AtSite "tells whoever they examine";
        Advocate InCare "tells their donors, and hears whether they have understood";
    }
    NameBonds {
        Donor Own "it is theirs to say";
        Recipient Own "it is theirs to say";
        Coordinator Everybody "writes it down in their presence";
        Advocate InCare "writes it down in their presence";
    }
    Wait {
        Donor Own "it is theirs to say (article 5)";
        Coordinator Everybody "writes down what somebody says on the telephone";
        Clinician AtSite "writes down what somebody says to them";
        Advocate InCare "says it for them, on their word";
    }
    OwnWait {
        Donor Own "it is theirs to say (article 5)";
    }
    Defer {
        Coordinator Everybody "defers by the kinds of the programme file, with a reason and a term";
        Clinician AtSite "defers by the kinds of the programme file, with a reason and a term";
    }
    Object {
        Donor Own "it is about them (article 5)";
        Advocate InCare "objects on their behalf (article 5)";
    }
    DecideAppeal {
        Coordinator Everybody "decides what they took no part in (article 5)";
        Clinician AtSite "decides what they took no part in (article 5)";
    }
    Assess {
        Clinician AtSite "looks at what was found, where a rule asks for somebody to";
        Coordinator Everybody "looks at what was found, where the programme file names coordinators";
    }
    StayInTouch {
        Coordinator Everybody "sees to it that nobody is lost (article 6)";
        Clinician AtSite "sees whoever comes for a check after giving";
        Advocate InCare "stands on their side for life";
    }
    SayHowTheyAre {
        Donor Own "it is about them (article 6)";
        Coordinator Everybody "writes down what they say on the telephone or in a letter";
        Clinician AtSite "writes down what they say when they are seen";
        Advocate InCare "writes down what they say";
    }
    EndJourney {
        Coordinator Everybody "hears of it, and hands over";
        Clinician AtSite "hears of it";
    }
    AssignCarer {
        Coordinator Everybody "sees to it that nobody is alone";
    }
    SeeDonations {
        Coordinator Everybody "sees to it that every donation has a next step";
        Clinician AtSite "prepares and carries out donations";
        Advocate InCare "knows where their donors are in it";
    }
    BeginDonation {
        Donor Own "offers, if they wish";
        Coordinator Everybody "asks, and takes up offers";
        Advocate InCare "takes up what their donor offers";
    }
    HearDonor {
        Donor Own "says yes and no themselves (article 2)";
        Advocate InCare "hears what their donor says";
        Coordinator Everybody "writes down what the donor said to them";
        Clinician AtSite "writes down what the donor said to them";
    }
    RunDonation {
        Coordinator Everybody "sets the day, and calls it off";
        Clinician AtSite "verifies and carries it out";
    }
    Converse {
        Advocate InCare "speaks with their donors";
    }
    ReadConversations {
        Donor Own "it is about them (article 7)";
        Recipient Own "it is about them (article 7)";
        Advocate InCare "has to know what was said before";
    }
    AnswerRequest {
        Coordinator Everybody "answers for the record";
    }
    MakeRequest {
        Donor Own "it is about them (article 7)";
        Recipient Own "it is about them (article 7)";
    }
    OpenEmergency {
        Clinician Everybody "may be the only one there";
        Coordinator Everybody "may be the only one there";
        SiteStaff Everybody "may be the only one there";
    }
    SeeSites {
        Coordinator Thing "plans who is where";
        Clinician Thing "sends people on";
        SiteStaff Thing "sends people on";
        Advocate Thing "knows where their donors are";
        Auditor Thing "checks the places";
        Administrator Thing "appoints people to posts at sites";
    }
    SeeResidents {
        Coordinator Everybody "plans who is where";
        Clinician AtSite "knows who is there";
        SiteStaff AtSite "knows who is in the house";
    }
    ManageSites {
        Coordinator Thing "opens and closes sites";
    }
    LookAtRows {
        Coordinator Thing "sees to it that nobody in a file is lost";
    }
    CountOutcomes {
        Coordinator Thing "plans";
        Auditor Thing "compares with the public account";
    }
    ManageAccounts {
        Administrator Thing "runs the machine";
        Coordinator Thing "appoints, and invites people to their own page";
    }
    ErasePeople {
        Administrator Thing "carries out, as the second person, what somebody else has granted";
    }
    EraseAccounts {
        Administrator Thing "destroys what is personal of those who have left";
    }
    Appoint {
        Administrator Thing "appoints coordinators, auditors and administrators";
        Coordinator Thing "appoints everybody else";
    }
    HearConcerns {
        Auditor Everybody "is the one to whom people speak up";
    }
    Audit {
        Auditor Everybody "checks what was done and read";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use programme::Role;

    use super::*;
    use crate::rights::{Reach, Right};

    #[test]
    fn every_right_is_somebody_s_and_no_line_stands_twice() {
        for right in Right::ALL.iter().filter(|right| !right.needs_no_post()) {
            assert!(TABLE.iter().any(|line| line.right == *right), "{right:?} is nobody's");
        }
        assert!(TABLE.iter().all(|line| !line.right.needs_no_post()), "what needs no post has no line");
        let lines: BTreeSet<_> = TABLE.iter().map(|line| (line.right, line.role, line.reach)).collect();
        assert_eq!(lines.len(), TABLE.len());
    }

    #[test]
    fn whoever_runs_the_machine_sees_nobody() {
        let reached = |line: &&Line| line.role == Role::Administrator && line.reach != Reach::Thing;
        assert_eq!(TABLE.iter().find(reached), None);
    }

    #[test]
    fn an_allocator_is_never_told_why() {
        let told = [Right::ReadLife, Right::ReadEligibility, Right::ReadReadings, Right::TakeAway, Right::ReadPerson];
        assert!(TABLE.iter().all(|line| line.role != Role::Allocator || !told.contains(&line.right)));
    }

    #[test]
    fn whoever_sees_today_may_read_those_who_come_up_on_it() {
        for today in TABLE.iter().filter(|line| line.right == Right::SeeToday) {
            for right in [Right::ReadPerson, Right::ReadLife, Right::ReadEligibility] {
                let has = |line: &Line| (line.right, line.role, line.reach) == (right, today.role, today.reach);
                assert!(TABLE.iter().any(has), "{today:?} shows what needs {right:?}");
            }
        }
    }

    #[test]
    fn people_reach_only_themselves_or_whom_they_stand_by() {
        for line in TABLE.iter().filter(|line| line.role.is_of_a_person()) {
            assert!(matches!(line.reach, Reach::Own | Reach::InCare), "{line:?}");
        }
    }
}
