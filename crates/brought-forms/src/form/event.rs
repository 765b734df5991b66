//! An event: when, about whom, by whom, from where, and exactly one fact under the name of its code.

use super::circumstances::{ConcernsDecidedForm, FactorRecordedForm, PlanRecordedForm};
use super::contact::{ContactForm, ContactPlannedForm, FurtherVisitForm, OutcomeRecordedForm, UnscheduledAttendanceForm};
use super::ending::EndingForm;
use super::form;
use super::informing::InformedForm;
use super::parts::Said;
use super::person::{AddressRecordedForm, CommunicationNeedForm, PersonRecordedForm, PlaceChangedForm, RelationForm};
use super::plan::{ObligationSettlementForm, PlanAgreedForm};
use super::sighting::SightingForm;
use super::steps::{
    AccessDecidedForm, AgreementForm, AlertForm, BreakdownForm, HandoverAnsweredForm, HandoverOfferedForm, HelpOfferedForm,
    InvolvementForm, MonthlyReviewedForm, RecordsReviewedForm, StepTakenForm, WhereaboutsForm,
};
use super::work::{
    AnalysisForm, DischargeReportedForm, DiscussionForm, FamilyFollowedUpForm, LetterSentForm, LiaisonForm, NeedsConsideredForm,
    ReferralAnsweredForm, ReferralMadeForm, VulnerabilityForm,
};
use crate::leaf::{Coded, Id, Text, When, Yes};
use crate::reader::{Form, Reader};
use brought_domain::work::Role;
use brought_domain::{Author, Correction, CorrectionKind, Event, EventId, Fact, ObligationId, PersonId, PractitionerId, ServiceId, Source};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

/// Who answers for an event: a practitioner and the role they signed in, or the system that reported it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Author", transform = signed_or_reported)]
pub(crate) struct AuthorForm {
    /// The id of the practitioner who signed it. Needs `role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    practitioner: Option<Id<PractitionerId>>,
    /// The role in which the practitioner signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<Coded<Role>>,
    /// The system that reported it, when nobody here signed it. Instead of `practitioner` and `role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    system: Option<Text>,
}

fn signed_or_reported(schema: &mut Schema) {
    schema.insert(
        "oneOf".to_owned(),
        serde_json::json!([
            { "required": ["practitioner", "role"], "properties": { "system": false } },
            { "required": ["system"], "properties": { "practitioner": false, "role": false } },
        ]),
    );
}

impl Form for AuthorForm {
    type Domain = Author;

    fn read(&self, reader: &mut Reader) -> Option<Author> {
        let by = reader.field("practitioner", &self.practitioner);
        let role = reader.field("role", &self.role);
        let system = reader.field("system", &self.system);
        match (by?, role?, system?) {
            (Some(by), Some(role), None) => Some(Author::Signed { by, role }),
            (None, None, Some(system)) => Some(Author::Reported { system }),
            _ => reader
                .problem("give `practitioner` and `role` for an event that somebody signed, or `system` alone for one that nobody did"),
        }
    }

    fn write(author: &Author) -> Self {
        match author {
            Author::Signed { by, role } => Self { practitioner: Some(Id::of(by)), role: Some(Coded::of(*role)), system: None },
            Author::Reported { system } => Self { practitioner: None, role: None, system: Some(Text::write(system)) },
        }
    }
}

/// Where an event that came from another system came from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source")]
pub(crate) struct SourceForm {
    /// The other system.
    system: Text,
    /// Its id for the thing.
    id: Text,
    /// Its version of the thing.
    version: Text,
}

impl SourceForm {
    /// The source of an event. One without this form was entered here.
    pub(crate) fn read(form: Option<&Self>, reader: &mut Reader) -> Option<Source> {
        let Some(form) = form else { return Some(Source::Entered) };
        reader.within("source", |reader| {
            let system = reader.field("system", &form.system);
            let id = reader.field("id", &form.id);
            let version = reader.field("version", &form.version);
            Some(Source::Imported { system: system?, id: id?, version: version? })
        })
    }

    fn write(source: &Source) -> Option<Self> {
        match source {
            Source::Entered => None,
            Source::Imported { system, id, version } => {
                Some(Self { system: Text::write(system), id: Text::write(id), version: Text::write(version) })
            }
        }
    }
}

form! {
    /// An earlier event that this one puts right.
    #[schemars(rename = "Correction")]
    struct CorrectionForm for Correction {
        required {
            /// The id of the earlier event.
            event: Id<EventId>,
            /// What happens to it.
            how: Coded<CorrectionKind>,
            /// Why.
            reason: Said,
        }
    }
}

/// Declares the event with a field for each fact, and what turns facts into fields and back. The compiler refuses a fact without a field.
macro_rules! event {
    (
        facts {
            $(#[$person_doc:meta])* person_recorded: PersonRecordedForm => PersonRecorded,
            $( $(#[$doc:meta])* $field:ident: $form:ty => $fact:ident, )+
        }
        plain { $( $(#[$plain_doc:meta])* $plain:ident => $plain_fact:ident, )+ }
    ) => {
        /// Something that happened. Give exactly one fact: `contact` for a contact and its outcome, or one of the fields below it.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[schemars(rename = "Event", transform = exactly_one_fact)]
        pub(crate) struct EventForm {
            /// The id of the event: event-1 for the first event of the file and so on, if left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) id: Option<Id<EventId>>,
            /// The id of the person it is about. The subject of the file if left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) about: Option<Id<PersonId>>,
            /// The id of the service it was recorded for. If left out, what a service does is taken to be done by the only service of the file,
            /// and what concerns the family concerns every service.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) service: Option<Id<ServiceId>>,
            /// True to say that something which a service does was done for every service.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            pub(crate) every_service: bool,
            /// When it happened.
            pub(crate) happened: When,
            /// When it was recorded, with the time of day. If left out: at the earliest instant at which it can have happened.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) recorded_at: Option<When>,
            /// Who answers for it. The author of the file if left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) author: Option<AuthorForm>,
            /// Where it came from, when another system sent it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) source: Option<SourceForm>,
            /// The earlier event that it puts right.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) corrects: Option<CorrectionForm>,
            /// Ids of the obligations that the author says it answers. Usually left out: it answers those it answers by its nature.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub(crate) answers: Vec<Id<ObligationId>>,
            /// Shorthand: a contact and, when `outcome` is given, what came of it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) contact: Option<Box<ContactForm>>,
            $(#[$person_doc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(crate) person_recorded: Option<Box<PersonRecordedForm>>,
            $( $(#[$doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub(crate) $field: Option<Box<$form>>, )+
            $( $(#[$plain_doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub(crate) $plain: Option<Yes>, )+
        }

        /// The codes of all facts, which are the names of their fields.
        pub(crate) const FACT_CODES: &[&str] = &["person_recorded", $( stringify!($field), )+ $( stringify!($plain), )+ ];

        impl EventForm {
            /// The codes of the facts that are given: there should be one.
            pub(crate) fn given_facts(&self) -> Vec<&'static str> {
                let mut given = Vec::new();
                if self.person_recorded.is_some() { given.push("person_recorded"); }
                $( if self.$field.is_some() { given.push(stringify!($field)); } )+
                $( if self.$plain.is_some() { given.push(stringify!($plain)); } )+
                given
            }

            /// Reads the only fact that is given.
            pub(crate) fn read_fact(&self, reader: &mut Reader) -> Option<Fact> {
                $( if let Some(form) = &self.$field { return reader.field(stringify!($field), form).map(Fact::$fact); } )+
                $( if let Some(form) = &self.$plain { return reader.field(stringify!($plain), form).map(|()| Fact::$plain_fact); } )+
                if let Some(form) = &self.person_recorded {
                    return reader.field("person_recorded", form).map(|(kind, details)| Fact::PersonRecorded(kind, details));
                }
                None
            }

            fn write_fact(&mut self, fact: &Fact) {
                match fact {
                    $( Fact::$fact(value) => self.$field = Some(Box::new(<$form>::write(value))), )+
                    $( Fact::$plain_fact => self.$plain = Some(Yes::write(&())), )+
                    Fact::PersonRecorded(kind, details) => {
                        self.person_recorded = Some(Box::new(PersonRecordedForm::write(&(*kind, details.clone()))));
                    }
                }
            }

            fn without_fact(event: &Event) -> Self {
                Self {
                    id: Some(Id::of(&event.id)),
                    about: Some(Id::of(&event.about)),
                    service: event.service.as_ref().map(Id::of),
                    every_service: false,
                    happened: When::write(&event.happened),
                    recorded_at: Some(When::at(event.recorded_at)),
                    author: Some(AuthorForm::write(&event.author)),
                    source: SourceForm::write(&event.source),
                    corrects: Option::write(&event.corrects),
                    answers: Vec::write(&event.answers),
                    contact: None,
                    person_recorded: None,
                    $( $field: None, )+
                    $( $plain: None, )+
                }
            }
        }
    };
}

event! {
    facts {
        /// A person's record was opened, or more was learnt about who they are.
        person_recorded: PersonRecordedForm => PersonRecorded,
        /// An address was recorded: the first, or a move.
        address_recorded: AddressRecordedForm => AddressRecorded,
        /// A GP practice, school or nursery changed.
        place_changed: PlaceChangedForm => PlaceChanged,
        /// A communication need was recorded.
        communication_need_recorded: CommunicationNeedForm => CommunicationNeedRecorded,
        /// A relation to another person was recorded.
        relation_recorded: RelationForm => RelationRecorded,
        /// A practitioner took over the child or carer for the service of the event: the id of the practitioner.
        practitioner_assigned: Id<PractitionerId> => PractitionerAssigned,
        /// A contact was planned, or its plan changed.
        contact_planned: ContactPlannedForm => ContactPlanned,
        /// What came of a contact that was planned.
        outcome_recorded: OutcomeRecordedForm => OutcomeRecorded,
        /// The child came to an unplanned service.
        unscheduled_attendance: UnscheduledAttendanceForm => UnscheduledAttendance,
        /// A further visit was set under a protection plan.
        further_visit_set: FurtherVisitForm => FurtherVisitSet,
        /// Somebody saw the child.
        sighting_recorded: SightingForm => SightingRecorded,
        /// The state of a plan was recorded.
        plan_recorded: PlanRecordedForm => PlanRecorded,
        /// A factor that bears on welfare was recorded.
        factor_recorded: FactorRecordedForm => FactorRecorded,
        /// The seven questions about concerns were answered.
        concerns_decided: ConcernsDecidedForm => ConcernsDecided,
        /// An analysis of what the failed contacts mean for the child was signed.
        analysis_signed: AnalysisForm => AnalysisSigned,
        /// The family was followed up.
        family_followed_up: FamilyFollowedUpForm => FamilyFollowedUp,
        /// Another agency was spoken to.
        liaison_recorded: LiaisonForm => LiaisonRecorded,
        /// Whether needs are met was considered.
        needs_considered: NeedsConsideredForm => NeedsConsidered,
        /// A discussion was held.
        discussion_held: DiscussionForm => DiscussionHeld,
        /// A referral was made.
        referral_made: ReferralMadeForm => ReferralMade,
        /// A referral was answered.
        referral_answered: ReferralAnsweredForm => ReferralAnswered,
        /// A plan was agreed.
        plan_agreed: PlanAgreedForm => PlanAgreed,
        /// Vulnerability was assessed.
        vulnerability_assessed: VulnerabilityForm => VulnerabilityAssessed,
        /// A letter, card or message was sent.
        letter_sent: LetterSentForm => LetterSent,
        /// Somebody was told something: who, what and how.
        informed: InformedForm => Informed,
        /// Records were looked through.
        records_reviewed: RecordsReviewedForm => RecordsReviewed,
        /// Help was offered to the family, so that the child can be brought and seen.
        help_offered: HelpOfferedForm => HelpOffered,
        /// The monthly review of the child's attendance, by its five questions.
        monthly_reviewed: MonthlyReviewedForm => MonthlyReviewed,
        /// It was agreed what follows if the next contact fails too.
        agreement_made: AgreementForm => AgreementMade,
        /// An alert was set, left off or ended.
        alert_decided: AlertForm => AlertDecided,
        /// Whether anybody knows where the child is.
        whereabouts_recorded: WhereaboutsForm => WhereaboutsRecorded,
        /// The relationship between the family and a professional broke down.
        relationship_broken_down: BreakdownForm => RelationshipBrokenDown,
        /// Another service is, was or may be open to the family.
        involvement_recorded: InvolvementForm => InvolvementRecorded,
        /// Who alone may open the record was decided, or that everybody whose work it is may again.
        access_decided: AccessDecidedForm => AccessDecided,
        /// A step was taken that shows nowhere else.
        step_taken: StepTakenForm => StepTaken,
        /// Another organisation was asked to take over.
        handover_offered: HandoverOfferedForm => HandoverOffered,
        /// The organisation that was asked to take over answered.
        handover_answered: HandoverAnsweredForm => HandoverAnswered,
        /// An obligation was settled by hand.
        obligation_settled: ObligationSettlementForm => ObligationSettled,
        /// Another system, or another service, says that it discharged the child or carer. It ends nothing.
        discharge_reported: DischargeReportedForm => DischargeReported,
        /// The follow-up of the event's service was ended, with its evidence. It takes only if the evidence is good.
        follow_up_ended: EndingForm => FollowUpEnded,
        /// Something worth writing down.
        note_written: Text => NoteWritten,
    }
    plain {
        /// True: the child was born.
        born => Born,
        /// True: the person died.
        died => Died,
        /// True: the pregnancy ended without a birth.
        pregnancy_ended => PregnancyEnded,
        /// True: nothing but the withdrawal of the earlier event that `corrects` names.
        correction_only => CorrectionOnly,
    }
}

impl EventForm {
    /// The event with every field explicit.
    pub(crate) fn write(event: &Event) -> Self {
        let mut form = Self::without_fact(event);
        form.write_fact(&event.fact);
        form
    }
}

fn exactly_one_fact(schema: &mut Schema) {
    let one: Vec<_> =
        std::iter::once("contact").chain(FACT_CODES.iter().copied()).map(|code| serde_json::json!({ "required": [code] })).collect();
    schema.insert("oneOf".to_owned(), one.into());
}
