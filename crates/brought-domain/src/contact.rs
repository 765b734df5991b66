//! Contacts and what came of them.

use crate::identity::{ContactId, PersonId, PractitionerId, ServiceId};
use crate::time::Happened;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where a contact takes place. The kind of a failed contact follows from it (NAF-07, NAF-08).
    pub enum Setting ("setting") {
        /// The family's home: the practitioner needs to be let in.
        Home = "home", "at home";
        /// A clinic.
        Clinic = "clinic", "at a clinic";
        /// A hospital department.
        Hospital = "hospital", "at a hospital";
        /// A GP practice.
        GpPractice = "gp_practice", "at a GP practice";
        /// A school.
        School = "school", "at school";
        /// A nursery or another early years setting.
        Nursery = "nursery", "at a nursery";
        /// Somewhere else that is not a home.
        Elsewhere = "elsewhere", "at another place";
        /// By telephone: nobody can be seen.
        Telephone = "telephone", "by telephone";
        /// By video: not the same as being seen in person.
        Video = "video", "by video";
        /// Nobody recorded where. Treated as the setting in which most can have gone wrong.
        NotKnown = "not_known", "place not known";
    }
}

vocabulary! {
    /// How a contact was arranged (NAF-07, NAF-08).
    pub enum Arranged ("way of arranging a contact") {
        /// Agreed in conversation.
        Verbally = "verbally", "agreed verbally";
        /// By a letter.
        ByLetter = "by_letter", "arranged by letter";
        /// By text message or email.
        ByMessage = "by_message", "arranged by message";
        /// Not arranged: an opportunistic visit, at which nobody expected to be let in.
        Opportunistic = "opportunistic", "not arranged (opportunistic)";
        /// Not recorded.
        NotKnown = "not_known", "not known how it was arranged";
    }
}

vocabulary! {
    /// What kind of person a contact was for. A contact may be the child's or a parent's own (BOL-02).
    pub enum ContactSubject ("subject of a contact") {
        /// For a child or an unborn child.
        Child = "child", "the child";
        /// For a parent or carer, about themselves.
        Carer = "carer", "the parent or carer";
    }
}

vocabulary! {
    /// An answer that may be missing. "Not known" is a value: it never counts as no.
    pub enum Answer ("answer") {
        /// Yes.
        Yes = "yes", "yes";
        /// No.
        No = "no", "no";
        /// Nobody knows yet.
        NotKnown = "not_known", "not known";
    }
}

vocabulary! {
    /// What came of a contact.
    pub enum OutcomeKind ("outcome") {
        /// The child was seen in person.
        Seen = "seen", "seen";
        /// The child was not brought to an appointment outside the home (NAF-08).
        WasNotBrought = "was_not_brought", "was not brought";
        /// No response at a home visit (NAF-07).
        NoResponse = "no_response", "no access: no response";
        /// A parent or carer refused access at a home visit (NAF-07).
        RefusedByParentOrCarer = "refused_by_parent_or_carer", "no access: refused by a parent or carer";
        /// Somebody else refused access at a home visit (NAF-07).
        RefusedByThirdParty = "refused_by_third_party", "no access: refused by a third party";
        /// The door was opened but the practitioner was not let in (NAF-07).
        DoorstepOnly = "doorstep_only", "no access: doorstep only";
        /// Access was gained, but the child expected was not seen (NAF-09).
        UnseenChild = "unseen_child", "child not seen";
        /// The child was seen only from afar or through a window. Never counts as having been seen (NAF-05, NAF-17).
        SeenAtADistance = "seen_at_a_distance", "seen only at a distance";
        /// The family refused the service (NAF-01, NAF-02).
        Declined = "declined", "service declined";
        /// The family withdrew the child from the service.
        Withdrew = "withdrew", "withdrew from the service";
        /// An excuse that kept the professional from seeing the child (NAF-01).
        ExcuseGiven = "excuse_given", "excuse given, child not seen";
        /// The child is reported to refuse (STW-03).
        ReportedToRefuse = "reported_to_refuse", "child reported to refuse";
        /// They came but left before the child was seen (HAM-04).
        LeftBeforeBeingSeen = "left_before_being_seen", "left before being seen";
        /// The child was taken home against advice (HAM-04).
        DischargedAgainstAdvice = "discharged_against_advice", "discharged against advice";
        /// The family cancelled or moved the contact.
        CancelledByFamily = "cancelled_by_family", "cancelled by the family";
        /// Nobody knows where the child is (STW-03).
        WhereaboutsUnknown = "whereabouts_unknown", "whereabouts unknown";
        /// The service cancelled or moved the contact: never counts against a family (H8).
        CancelledByService = "cancelled_by_service", "cancelled by the service";
        /// A mistake of administration: withdraws the contact from every count (STW-08).
        AdministrativeError = "administrative_error", "administrative error";
        /// A telephone or video contact took place: nobody was seen in person.
        SpokenTo = "spoken_to", "spoken to, not seen in person";
        /// A parent or carer attended their own contact.
        Attended = "attended", "attended";
        /// A parent or carer did not attend their own contact: the right words only for an adult (BOL-01).
        AdultDidNotAttend = "adult_did_not_attend", "did not attend (adult's own appointment)";
    }
}

/// What came of a contact, with what that kind of outcome needs to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An outcome whose kind says everything.
    Plain(OutcomeKind),
    /// Access was gained but the child was not seen (NAF-09).
    UnseenChild {
        /// What was said to be the reason, if anything was.
        reason: Option<String>,
        /// Whether somebody actively kept the practitioner from seeing the child: a risk indicator.
        actively_prevented: Answer,
    },
    /// Somebody reports that the child refuses to come (STW-03).
    ReportedToRefuse {
        /// Who reports it.
        reporter: String,
    },
    /// An administrative error takes the contact out of every count (STW-08).
    AdministrativeError {
        /// What shows that it was an error.
        evidence: String,
    },
}

/// An outcome that cannot have come of such a contact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` cannot be the outcome of a contact {} for {}; choose one of: {fitting}", .kind.code(), .setting.words(), .subject.words())]
pub struct DoesNotFit {
    /// The outcome given.
    pub kind: OutcomeKind,
    /// Where the contact was to be.
    pub setting: Setting,
    /// Whose contact it was.
    pub subject: ContactSubject,
    /// The codes that do fit.
    pub fitting: String,
}

impl Outcome {
    /// The kind of it.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Plain(kind) => *kind,
            Self::UnseenChild { .. } => OutcomeKind::UnseenChild,
            Self::ReportedToRefuse { .. } => OutcomeKind::ReportedToRefuse,
            Self::AdministrativeError { .. } => OutcomeKind::AdministrativeError,
        }
    }

    /// Checks that a contact in this setting, for such a person, can have come to this.
    ///
    /// # Errors
    /// [`DoesNotFit`] names the kinds that do fit.
    pub fn fits(&self, setting: Setting, subject: ContactSubject) -> Result<(), DoesNotFit> {
        let kind = self.kind();
        if kind.fits(setting, subject) {
            return Ok(());
        }
        let fitting = OutcomeKind::fitting(setting, subject).map(OutcomeKind::code).collect::<Vec<_>>().join(", ");
        Err(DoesNotFit { kind, setting, subject, fitting })
    }
}

impl OutcomeKind {
    /// The kinds that can come of a contact in this setting, in the order in which a form offers them (NAF-08).
    pub fn fitting(setting: Setting, subject: ContactSubject) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |kind| kind.fits(setting, subject))
    }

    /// Whether it can come of a contact in this setting for such a person.
    pub fn fits(self, setting: Setting, subject: ContactSubject) -> bool {
        use ContactSubject as S;
        let remote = matches!(setting, Setting::Telephone | Setting::Video);
        let home = matches!(setting, Setting::Home | Setting::NotKnown);
        match self {
            Self::Attended | Self::AdultDidNotAttend => subject == S::Carer,
            Self::Seen | Self::SeenAtADistance => subject == S::Child && !remote,
            Self::WasNotBrought => subject == S::Child && setting != Setting::Home,
            Self::NoResponse | Self::RefusedByParentOrCarer | Self::RefusedByThirdParty | Self::DoorstepOnly => {
                home || remote && self == Self::NoResponse
            }
            Self::UnseenChild => subject == S::Child && !remote,
            Self::ReportedToRefuse | Self::WhereaboutsUnknown => subject == S::Child,
            Self::LeftBeforeBeingSeen | Self::DischargedAgainstAdvice => setting != Setting::Home && !remote,
            Self::SpokenTo => remote || setting == Setting::NotKnown,
            Self::Declined
            | Self::Withdrew
            | Self::ExcuseGiven
            | Self::CancelledByFamily
            | Self::CancelledByService
            | Self::AdministrativeError => true,
        }
    }

    /// The part of the policies' term "failed contact" that this outcome is, if it is one (NAF-06).
    ///
    /// Others (declined, cancelled by the family and so on) count only as a pack says.
    pub fn failed_contact(self) -> Option<FailedContactKind> {
        match self {
            Self::WasNotBrought | Self::AdultDidNotAttend => Some(FailedContactKind::WasNotBrought),
            Self::NoResponse | Self::RefusedByParentOrCarer | Self::RefusedByThirdParty | Self::DoorstepOnly => {
                Some(FailedContactKind::NoAccess)
            }
            Self::UnseenChild => Some(FailedContactKind::UnseenChild),
            _ => None,
        }
    }

    /// Whether the contact took place and the person it was for was met in person.
    pub fn met_in_person(self) -> bool {
        matches!(self, Self::Seen | Self::Attended)
    }
}

vocabulary! {
    /// The three kinds of failed contact (NAF-06).
    pub enum FailedContactKind ("kind of failed contact") {
        /// Not brought to a planned appointment outside the home (NAF-08).
        WasNotBrought = "was_not_brought", "was not brought";
        /// Not let in at a planned visit (NAF-07).
        NoAccess = "no_access", "no access";
        /// Let in, but the child was not seen (NAF-09).
        UnseenChild = "unseen_child", "unseen child";
    }
}

vocabulary! {
    /// How sure we are of an outcome.
    pub enum Certainty ("certainty") {
        /// A practitioner recorded or confirmed it.
        Confirmed = "confirmed", "confirmed";
        /// Another system says so; nobody has looked at it here yet.
        Unconfirmed = "unconfirmed", "unconfirmed";
    }
}

vocabulary! {
    /// What the practitioner did when the contact failed (NAF-21).
    pub enum ResponseKind ("response") {
        /// Left a card with a contact number.
        CardLeft = "card_left", "card left";
        /// Tried to telephone the family.
        TelephoneTried = "telephone_tried", "telephone tried";
        /// Spoke to the family by telephone.
        SpokeToFamily = "spoke_to_family", "spoke to the family";
        /// Sent a letter.
        LetterSent = "letter_sent", "letter sent";
        /// Sent a text message or email.
        MessageSent = "message_sent", "message sent";
        /// Something else, told in the note.
        Other = "other", "something else";
        /// Did nothing yet.
        NothingYet = "nothing_yet", "nothing yet";
    }
}

vocabulary! {
    /// A contact of the health visiting programme. How soon a missed one is offered again depends on which it is (SWI-09).
    pub enum ProgrammeContact ("contact of the programme") {
        /// Before the birth.
        Antenatal = "antenatal", "antenatal contact";
        /// Shortly after the birth.
        NewBirth = "new_birth", "new birth contact";
        /// At six weeks.
        SixWeek = "six_week", "six-week contact";
        /// At three months.
        ThreeMonth = "three_month", "three-month contact";
        /// At one year.
        OneYear = "one_year", "one-year contact";
        /// At two years.
        TwoYear = "two_year", "two-year contact";
        /// Another contact of the programme.
        Other = "other", "another contact of the programme";
    }
}

/// A contact that was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPlanned {
    /// Its id. Siblings to be seen at one visit share it.
    pub contact: ContactId,
    /// The service that offers it.
    pub service: ServiceId,
    /// When it is to be.
    pub planned_for: Happened,
    /// Where it is to be.
    pub setting: Setting,
    /// How it was arranged.
    pub arranged: Arranged,
    /// Who is to see them, when that is known.
    pub practitioner: Option<PractitionerId>,
    /// What it is for, in the service's words.
    pub purpose: Option<String>,
    /// Whether a named plan asks for it (BOL-09, NAF-26): the kind of plan.
    pub essential_to: Option<crate::circumstances::PlanKind>,
    /// Which contact of the health visiting programme it is, when it is one (SWI-09).
    pub programme: Option<ProgrammeContact>,
}

/// What came of a contact that was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRecorded {
    /// The contact.
    pub contact: ContactId,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether a practitioner has confirmed it.
    pub certainty: Certainty,
    /// What the practitioner did about it. Empty means: not recorded yet (NAF-21).
    pub responses: Vec<ResponseKind>,
    /// Anything else worth saying about what happened.
    pub note: Option<String>,
    /// The code that another system used, kept as it came (BOL-01).
    pub original_code: Option<String>,
}

/// A visit to an unplanned service: an emergency department, out of hours, a minor injuries unit (STW-17).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnscheduledAttendance {
    /// Where.
    pub place: String,
    /// What for.
    pub reason: Option<String>,
    /// Whether the child was met in person there.
    pub seen: Answer,
}

/// A further visit that a manager has set after a failed visit under a protection plan (NAF-28).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherVisitSet {
    /// The last day on which it may be made.
    pub by: jiff::civil::Date,
    /// Who is to make it: the social worker or a duty worker.
    pub visitor: crate::work::Role,
    /// The visitor by name, when one is named.
    pub visitor_id: Option<PractitionerId>,
    /// The child to be seen.
    pub child: PersonId,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(setting: Setting, subject: ContactSubject) -> Vec<&'static str> {
        OutcomeKind::fitting(setting, subject).map(OutcomeKind::code).collect()
    }

    #[test]
    fn a_home_visit_offers_no_access_and_a_clinic_offers_was_not_brought() {
        let home = codes(Setting::Home, ContactSubject::Child);
        assert!(home.contains(&"no_response") && home.contains(&"doorstep_only") && !home.contains(&"was_not_brought"));
        let clinic = codes(Setting::Clinic, ContactSubject::Child);
        assert!(clinic.contains(&"was_not_brought") && !clinic.contains(&"no_response"));
    }

    #[test]
    fn only_an_adult_can_fail_to_attend_and_only_a_child_can_be_not_brought() {
        assert!(codes(Setting::Clinic, ContactSubject::Carer).contains(&"adult_did_not_attend"));
        assert!(!codes(Setting::Clinic, ContactSubject::Carer).contains(&"was_not_brought"));
        assert!(!codes(Setting::Clinic, ContactSubject::Child).contains(&"adult_did_not_attend"));
    }

    #[test]
    fn nobody_is_seen_by_telephone() {
        for setting in [Setting::Telephone, Setting::Video] {
            assert!(!codes(setting, ContactSubject::Child).contains(&"seen"));
        }
    }

    #[test]
    fn every_setting_has_an_outcome_for_success_and_one_for_failure() {
        for subject in ContactSubject::ALL {
            for setting in Setting::ALL {
                let kinds: Vec<_> = OutcomeKind::fitting(*setting, *subject).collect();
                assert!(kinds.iter().any(|kind| kind.met_in_person() || *kind == OutcomeKind::SpokenTo), "{setting:?} {subject:?}");
                assert!(kinds.iter().any(|kind| kind.failed_contact().is_some()), "{setting:?} {subject:?}");
            }
        }
    }

    #[test]
    fn a_wrong_outcome_is_refused_with_those_that_fit() {
        let refusal = Outcome::Plain(OutcomeKind::WasNotBrought).fits(Setting::Home, ContactSubject::Child).unwrap_err();
        assert!(
            refusal.to_string().starts_with(
                "`was_not_brought` cannot be the outcome of a contact at home for the child; choose one of: seen, no_response"
            )
        );
    }
}
