//! The values of facts that have been worked out, and which of them an entry can have changed.
//!
//! A fact is worked out once and kept until something happens on which it may rest. Which entries those are stands here, fact by fact; a test
//! holds it against working everything out anew at every entry.

use super::reason::{Span, is_same};
use super::world::SignKind;
use crate::expression::FactValue;
use crate::fact::{FactName, FactSet};
use crate::pack::{CHANGED_BY_RULES, Limits, Rules};
use brought_domain::contact::Answer;
use brought_domain::{EventId, Fact};
use std::cell::{Cell, RefCell};

/// The values that are known of one piece of work.
pub(super) struct Memory<'a> {
    values: [Cell<FactValue>; FactName::COUNT],
    /// Where it is told what became of each last.
    latest: [Cell<Moment>; FactName::COUNT],
    /// What became of each fact whenever that was another than before, one after the other.
    told: RefCell<Vec<Told>>,
    known: FactCells,
    /// Whose value, as it was worked out last, a condition takes for yes.
    is_yes: FactCells,
    /// Whose it takes for no.
    is_no: FactCells,
    /// What may have changed since the rules were last looked at.
    changed: FactCells,
    /// Whose value was found to be another for a condition than before, since the rules were last looked at.
    differ: FactCells,
    /// Of which that was found, or that they rest on other entries than before.
    renewed: FactCells,
    /// What the conditions of the pathway can tell apart.
    limits: Cell<Option<&'a Limits>>,
    /// On which facts it rests whether a pattern is active.
    of_patterns: Cell<FactSet>,
    /// Whether anything is kept at all: a test looks at every rule and every fact anew at every entry.
    keeps: Cell<bool>,
    /// The entries on which facts rest or have rested, fact after fact: what has been asked for refers to them.
    entries: RefCell<Vec<&'a EventId>>,
    /// Room for those of the fact that is being worked out.
    room: Cell<Vec<&'a EventId>>,
}

/// What became of a fact.
#[derive(Clone, Copy)]
struct Told {
    value: FactValue,
    /// Where the entries stand on which it rests.
    grounds: Span,
    /// Where it is told what it was before.
    before: Moment,
}

impl Told {
    const NOTHING: Self = Self { value: FactValue::NotRecorded, grounds: Span::NOWHERE, before: Moment::NEVER };
}

/// A point of the replay, as far as facts are concerned: what was told of them by then, and not what was told afterwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(u32);

impl Moment {
    /// Before anything was told.
    pub(super) const FIRST: Self = Self(0);
    const NEVER: Self = Self(u32::MAX);
}

/// Some of the facts. Word by word, because whether one is known is asked at every step of every condition.
#[derive(Default)]
struct FactCells([Cell<u64>; 2]);

impl FactCells {
    fn all() -> Self {
        let all = Self::default();
        all.set(FactSet::ALL);
        all
    }

    #[inline]
    fn have(&self, fact: FactName) -> bool {
        self.0[fact.index() / 64].get() >> (fact.index() % 64) & 1 != 0
    }

    fn add(&self, fact: FactName) {
        let word = &self.0[fact.index() / 64];
        word.set(word.get() | 1 << (fact.index() % 64));
    }

    /// Whether it is one of them from now on.
    #[inline]
    fn put(&self, fact: FactName, is: bool) {
        let (word, place) = (&self.0[fact.index() / 64], fact.index() % 64);
        word.set(word.get() & !(1 << place) | u64::from(is) << place);
    }

    fn add_all(&self, facts: FactSet) {
        let ([low, high], (of_low, of_high)) = (&self.0, facts.words());
        low.set(low.get() | of_low);
        high.set(high.get() | of_high);
    }

    fn remove_all(&self, facts: FactSet) {
        let ([low, high], (of_low, of_high)) = (&self.0, facts.words());
        low.set(low.get() & !of_low);
        high.set(high.get() & !of_high);
    }

    fn get(&self) -> FactSet {
        let [low, high] = &self.0;
        FactSet::of_words(low.get(), high.get())
    }

    fn take(&self) -> FactSet {
        let [low, high] = &self.0;
        FactSet::of_words(low.take(), high.take())
    }

    fn set(&self, facts: FactSet) {
        let [low, high] = &self.0;
        let (of_low, of_high) = facts.words();
        low.set(of_low);
        high.set(of_high);
    }
}

/// As many entries as facts mostly come to rest on: room that grows by steps costs more.
const ENTRIES: usize = 48;

impl<'a> Memory<'a> {
    pub(super) fn new() -> Self {
        Self {
            values: [const { Cell::new(FactValue::NotRecorded) }; FactName::COUNT],
            latest: [const { Cell::new(Moment::NEVER) }; FactName::COUNT],
            told: RefCell::new(Vec::with_capacity(ENTRIES)),
            known: FactCells::default(),
            is_yes: FactCells::default(),
            is_no: FactCells::all(),
            changed: FactCells::all(),
            differ: FactCells::default(),
            renewed: FactCells::default(),
            limits: Cell::new(None),
            of_patterns: Cell::new(FactSet::NONE),
            keeps: Cell::new(true),
            entries: RefCell::new(Vec::with_capacity(ENTRIES)),
            room: Cell::new(Vec::new()),
        }
    }

    /// The value, if it is known.
    #[inline]
    pub(super) fn known(&self, fact: FactName) -> Option<FactValue> {
        self.knows(fact).then(|| self.values[fact.index()].get())
    }

    /// The value, worked out, together with the entries on which it rests.
    #[inline]
    pub(super) fn find_out(&self, fact: FactName, work_out: impl FnOnce(&mut Vec<&'a EventId>) -> FactValue) -> FactValue {
        // Whether a pattern is active is worked out from other facts: meanwhile those have no room, and make their own.
        let mut grounds = self.room.take();
        let value = work_out(&mut grounds);
        let known = self.latest(fact).grounds;
        let now = self.keep_grounds(known, &grounds);
        grounds.clear();
        self.room.set(grounds);
        if self.values[fact.index()].get() != value || now.is_some() {
            self.tell(fact, value, now.unwrap_or(known), now.is_some());
        }
        if self.keeps.get() {
            self.known.add(fact);
        }
        value
    }

    /// Where the entries stand on which a fact rests now, if they are others than before.
    #[inline]
    fn keep_grounds(&self, known: Span, grounds: &[&'a EventId]) -> Option<Span> {
        let known = known.range();
        if known.is_empty() && grounds.is_empty() {
            return None;
        }
        let mut entries = self.entries.borrow_mut();
        let same = known.len() == grounds.len() && entries[known].iter().zip(grounds).all(|(known, event)| is_same(known, event));
        (!same).then(|| {
            let from = entries.len();
            entries.extend_from_slice(grounds);
            Span::new(from, entries.len())
        })
    }

    /// Notes what became of a fact: it has another value than before, or rests on other entries.
    fn tell(&self, fact: FactName, value: FactValue, grounds: Span, rests_on_others: bool) {
        let before = self.values[fact.index()].replace(value);
        let place = self.now();
        self.told.borrow_mut().push(Told { value, grounds, before: self.latest[fact.index()].replace(place) });
        let differs = before != value && self.limits.get().is_none_or(|limits| limits.tell_apart(fact, before, value));
        if differs {
            self.differ.add(fact);
            self.is_yes.put(fact, value.truth() == Answer::Yes);
            self.is_no.put(fact, value.is_no());
        }
        if differs || rests_on_others {
            self.renewed.add(fact);
        }
    }

    /// What became of a fact last.
    #[inline]
    fn latest(&self, fact: FactName) -> Told {
        let latest = self.latest[fact.index()].get();
        self.told.borrow().get(latest.0 as usize).copied().unwrap_or(Told::NOTHING)
    }

    /// The moment at which the replay is.
    pub(super) fn now(&self) -> Moment {
        Moment(u32::try_from(self.told.borrow().len()).unwrap_or(u32::MAX))
    }

    /// The value that a fact had at a moment, and where the entries stand on which it rested then. It was known.
    pub(super) fn at(&self, moment: Moment, fact: FactName) -> (FactValue, Span) {
        let told = self.told.borrow();
        let mut place = self.latest[fact.index()].get();
        loop {
            let found = told.get(place.0 as usize).copied().unwrap_or(Told::NOTHING);
            if place < moment || place == Moment::NEVER {
                return (found.value, found.grounds);
            }
            place = found.before;
        }
    }

    /// Another day has given a known fact that rests on no entry this value.
    pub(super) fn becomes(&self, fact: FactName, value: FactValue) {
        if self.values[fact.index()].get() == value {
            return;
        }
        self.changed.add(fact);
        if self.of_patterns.get().has(fact) {
            self.forget(FactSet::of(&[F::PatternActive]));
        }
        self.tell(fact, value, Span::NOWHERE, false);
    }

    /// Of these nobody has ever recorded anything on which they rest: their value need not be worked out.
    pub(super) fn never_told(&self, facts: FactSet) {
        if self.keeps.get() {
            self.known.add_all(facts);
        }
    }

    /// The facts that are known, and that a condition takes for yes.
    #[inline]
    pub(super) fn known_for_yes(&self) -> FactSet {
        self.known.get().both(self.is_yes.get())
    }

    /// Whether a condition takes all of these for no, as they were worked out last.
    #[inline]
    pub(super) fn are_no(&self, facts: FactSet) -> bool {
        facts.without(self.is_no.get()) == FactSet::NONE
    }

    /// The facts that are known, and that a condition takes for no.
    pub(super) fn known_for_no(&self) -> FactSet {
        self.known.get().both(self.is_no.get())
    }

    /// Where the entries stand on which a fact rests whose value is known.
    pub(super) fn grounds(&self, fact: FactName) -> Span {
        self.latest(fact).grounds
    }

    /// Whether this entry is one of those.
    pub(super) fn is_among(&self, grounds: Span, event: &EventId) -> bool {
        self.entries.borrow()[grounds.range()].iter().any(|known| is_same(known, event))
    }

    /// Goes through those.
    pub(super) fn for_each_ground(&self, grounds: Span, act: impl FnMut(&'a EventId)) {
        self.entries.borrow()[grounds.range()].iter().copied().for_each(act);
    }

    /// Keeps nothing from now on.
    pub(super) fn keep_nothing(&self) {
        self.keeps.set(false);
        self.known.set(FactSet::NONE);
    }

    /// These are the rules for which facts are worked out.
    pub(super) fn serve(&self, rules: &'a Rules) {
        self.of_patterns.set(rules.of_patterns);
        self.limits.set(Some(&rules.limits));
    }

    /// These may have changed, and with them whether a pattern is active.
    pub(super) fn forget(&self, facts: FactSet) {
        let facts = if facts.shares(self.of_patterns.get()) { facts.with(F::PatternActive) } else { facts };
        self.known.remove_all(facts);
        self.changed.add_all(facts);
    }

    /// The follow-up is opened: every rule asks anew, and only some of the facts look at since when it is open.
    pub(super) fn open_again(&self) {
        self.forget(OF_OPENING);
        self.changed.set(FactSet::ALL);
    }

    /// Everything may have changed.
    pub(super) fn forget_all(&self) {
        self.forget(FactSet::ALL);
    }

    /// What may have changed since it was last taken.
    pub(super) fn changed(&self) -> FactSet {
        if self.keeps.get() { self.changed.get() } else { FactSet::ALL }
    }

    /// Whether things may be taken to be as they were.
    pub(super) fn keeps(&self) -> bool {
        self.keeps.get()
    }

    /// Whether the value of a fact is known at this moment.
    #[inline]
    pub(super) fn knows(&self, fact: FactName) -> bool {
        self.known.have(fact)
    }

    /// Those of them whose value is not known at this moment.
    pub(super) fn not_known(&self, facts: FactSet) -> FactSet {
        facts.without(self.known.get())
    }

    /// Whose value was found to be another for a condition than before, and which were found to be that or to rest on other entries: since the
    /// rules were last looked at.
    pub(super) fn found(&self) -> Found {
        Found { differ: self.differ.get(), renewed: self.renewed.get() }
    }

    /// The same, since this was last asked.
    pub(super) fn take_found(&self) -> Found {
        Found { differ: self.differ.take(), renewed: self.renewed.take() }
    }

    /// What may have changed since this was last asked.
    pub(super) fn take_changed(&self) -> FactSet {
        let changed = self.changed();
        self.changed.set(FactSet::NONE);
        changed
    }
}

/// What was found of facts that have been worked out anew.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// Those that have another value than before, as far as a condition can tell.
    pub(super) differ: FactSet,
    /// Those, and those that rest on other entries than before.
    pub(super) renewed: FactSet,
}

impl Found {
    pub(super) fn with(self, other: Self) -> Self {
        Self { differ: self.differ.with_all(other.differ), renewed: self.renewed.with_all(other.renewed) }
    }
}

use FactName as F;

/// What rests on which obligations are open: it changes when one is raised or settled.
pub(super) const OF_WORK: FactSet = CHANGED_BY_RULES.without(FactSet::of(&[F::PatternActive]));

/// What changes only by that, and so tells that one was.
pub(super) const OF_WORK_ALONE: FactName = F::LiaisonComplete;

/// What it can change that somebody saw a child.
pub(super) const OF_SEEING: FactSet = FactSet::of(&[F::SeenByOthers, F::SeenByNobody, F::StillUnseen, F::WhereaboutsUnknown]);

/// What it can change besides that somebody saw a child at a distance.
pub(super) const OF_DISTANCE: FactSet = FactSet::of(&[F::SeenAtADistance]);

/// What rests on times when the relationship with a professional broke down.
pub(super) const OF_BREAKDOWN: FactSet = FactSet::of(&[F::RelationshipBrokenDown]);

/// What rests on visits without an appointment.
pub(super) const OF_ATTENDANCE: FactSet = FactSet::of(&[F::UnscheduledAttendances]);

/// What rests on the failed contacts of the follow-up: it changes when one is added, or another word said about one.
pub(super) const OF_FAILURES: FactSet = FactSet::of(&[
    F::FailedContacts,
    F::LatestOutcome,
    F::LatestKind,
    F::LatestSetting,
    F::ResponseRecorded,
    F::ActivelyPrevented,
    F::EssentialToPlan,
    F::ServiceDeclined,
    F::SeenByOthers,
    F::SeenByNobody,
    F::StillUnseen,
    F::AgreementBroken,
    F::ReasonKnown,
    F::LatestProgrammeContact,
    F::AttemptsAtThisContact,
    F::ReportedToRefuse,
    F::ClashingContacts,
    F::HomeVisitOffered,
]);

/// What rests on the entries since the follow-up was opened, or on which failed contact opened it: it changes when it is opened.
const OF_OPENING: FactSet = OF_FAILURES.with_all(FactSet::of(&[
    F::ConcernFound,
    F::ImmediateConcern,
    F::ReferralDecided,
    F::ReferralMade,
    F::ReferralUnsatisfactory,
    F::ReferralUnanswered,
    F::FurtherVisitSet,
    F::DischargeReported,
    F::AgreedStep,
    F::LiaisonComplete,
]));

/// What rests on what came of contacts, for one that the pack counts as failed.
pub(super) const OF_COUNTED: FactSet =
    FactSet::of(&[F::FailedContactsAllServices, F::CarersFailedContacts, F::CarerMissedOwnContact, F::EngagementClass]);

/// What rests on what came of any other contact.
pub(super) const OF_UNCOUNTED: FactSet = FactSet::of(&[F::EngagementClass]);

/// What a contact that was kept can change besides.
pub(super) const OF_KEPT: FactSet = FactSet::of(&[F::AgreementBroken]);

/// What it can change that somebody called a contact off who is not of the family: then it clashes with no other.
pub(super) const OF_CALLED_OFF: FactSet = FactSet::of(&[F::ClashingContacts]);

/// What it can change that nobody knows where somebody is.
pub(super) const OF_WHEREABOUTS: FactSet = FactSet::of(&[F::WhereaboutsUnknown]);

/// What looks at the carers, or at everybody at home: it changes when somebody is found to be one of them.
pub(super) const OF_HOUSEHOLD: FactSet = OF_CARERS.with_all(FactSet::of(&[
    F::WelfareConcern,
    F::WorryingParentalPresentation,
    F::CarerFactor,
    F::ImmediateConcern,
    F::ClashingContacts,
    F::OpenToMentalHealth,
    F::OpenToParentingProgramme,
    F::OpenToSocialCare,
    F::CarerCapacityFactor,
    F::HouseholdSafeguardingConcern,
    F::SeriousAbuseFactor,
    F::MedicallyUnexplainedSymptoms,
    F::PossibleFabrication,
    F::VulnerabilityKnown,
]));

/// What rests on what carers do about contacts of their own.
pub(super) const OF_CARERS: FactSet = FactSet::of(&[F::CarerMissedOwnHealthContact, F::CarerMissedOwnContact, F::CarersFailedContacts]);

/// What rests on the contacts and the moves of those who are followed.
pub(super) const OF_THE_FOLLOWED: FactSet = FactSet::of(&[
    F::ClosureSigns,
    F::ClosureKinds,
    F::CalledOff,
    F::Moves,
    F::UnreportedMoves,
    F::FailedContactsInWindow,
    F::AgreedThenFailed,
    F::FailedContactsAllServices,
    F::EngagementClass,
]);

/// What a sign of this kind can change.
pub(super) fn of_sign(kind: SignKind) -> FactSet {
    const CLOSURE: FactSet = FactSet::of(&[F::ClosureSigns, F::ClosureKinds]);
    const FAILURE: FactSet = FactSet::of(&[F::FailedContactsInWindow]);
    match kind {
        SignKind::NotAnswered | SignKind::Refused => CLOSURE.with_all(FAILURE),
        SignKind::Missed => CLOSURE.with_all(FAILURE).with(F::CarerMissedOwnHealthContact).with(F::CarerMissedOwnContact),
        SignKind::Cancelled | SignKind::Withdrawn => CLOSURE,
        SignKind::MovedAndTold => FactSet::of(&[F::Moves]),
        SignKind::MovedWithoutTelling => FactSet::of(&[F::Moves, F::UnreportedMoves]),
        SignKind::AgreedThenFailed => FactSet::of(&[F::AgreedThenFailed]),
        SignKind::CalledOff => FactSet::of(&[F::CalledOff]),
        SignKind::AtADistance => FAILURE.with(F::SeenAtADistance),
        SignKind::OtherFailure => FAILURE,
    }
}

const OF_FACTORS: FactSet = FactSet::of(&[
    F::WelfareConcern,
    F::SevereHealthCondition,
    F::WorryingParentalPresentation,
    F::CarerFactor,
    F::ConcernFound,
    F::ImmediateConcern,
    F::PrematureBirth,
    F::LowBirthWeight,
    F::AdditionalNeeds,
    F::CommunicationBarrier,
    F::CarerCapacityFactor,
    F::HouseholdSafeguardingConcern,
    F::SeriousAbuseFactor,
    F::VulnerabilityKnown,
    F::MedicallyUnexplainedSymptoms,
    F::PossibleFabrication,
]);

const OF_PLANS: FactSet = FactSet::of(&[
    F::ChildProtectionPlan,
    F::StatutoryPlan,
    F::MultiAgencyPlan,
    F::LookedAfter,
    F::EssentialToPlan,
    F::OpenToMentalHealth,
    F::OpenToParentingProgramme,
    F::OpenToSocialCare,
    F::Section47Enquiry,
    F::VulnerabilityKnown,
    F::HouseholdSafeguardingConcern,
]);

/// What a word about having seen a child, or not, can change.
const OF_SIGHTINGS: FactSet =
    FactSet::of(&[F::SeenByOthers, F::SeenByNobody, F::SeenAtADistance, F::WhereaboutsUnknown, F::StillUnseen, F::UnscheduledAttendances]);

/// What is not recorded as long as no entry has come that can change it, whatever else comes: of most children nobody ever records any of it.
pub(super) const TOLD_BY_ENTRIES: FactSet =
    OF_FACTORS.with_all(OF_PLANS).without(FactSet::of(&[F::EssentialToPlan])).with_all(FactSet::of(&[
        F::AgreedStep,
        F::AgreementBroken,
        F::AlertStands,
        F::DischargeReported,
        F::FurtherVisitSet,
        F::ReasonKnown,
        F::ReferralDecided,
        F::ReferralMade,
        F::ReferralUnanswered,
        F::ReferralUnsatisfactory,
    ]));

/// The facts that an entry of this kind can change whatever it comes to, by their value or by resting on it.
pub(super) fn changed_by(fact: &Fact) -> FactSet {
    match fact {
        Fact::Born | Fact::Died | Fact::PregnancyEnded | Fact::CorrectionOnly => FactSet::ALL,
        Fact::PersonRecorded(..) => FactSet::of(&[F::AgeMonths, F::Unborn]),
        Fact::ContactPlanned(_) => FactSet::of(&[F::ClashingContacts, F::HomeVisitOffered]),
        Fact::PlanRecorded(_) => OF_PLANS,
        Fact::FactorRecorded(_) => OF_FACTORS,
        Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_) | Fact::UnscheduledAttendance(_) => OF_SIGHTINGS,
        Fact::ConcernsDecided(_) => FactSet::of(&[F::ConcernFound, F::ImmediateConcern]),
        Fact::NeedsConsidered(_) | Fact::VulnerabilityAssessed(_) => FactSet::of(&[F::ConcernFound, F::VulnerabilityKnown]),
        Fact::ReferralMade(_) => FactSet::of(&[F::ReferralMade, F::ReferralUnanswered]),
        Fact::ReferralAnswered(_) => FactSet::of(&[F::ConcernFound, F::ReferralUnsatisfactory, F::ReferralUnanswered]),
        Fact::DiscussionHeld(_) => FactSet::of(&[F::ReferralDecided]),
        Fact::FurtherVisitSet(_) => FactSet::of(&[F::FurtherVisitSet]),
        Fact::DischargeReported(_) => FactSet::of(&[F::DischargeReported]),
        Fact::AnalysisSigned(_) => FactSet::of(&[F::ReasonKnown]),
        Fact::AgreementMade(_) => FactSet::of(&[F::AgreedStep, F::AgreementBroken]),
        Fact::HelpOffered(_) => FactSet::of(&[F::HomeVisitOffered]),
        Fact::WhereaboutsRecorded(_) => FactSet::of(&[F::WhereaboutsUnknown]),
        Fact::InvolvementRecorded(_) => FactSet::of(&[F::OpenToMentalHealth, F::OpenToParentingProgramme, F::OpenToSocialCare]),
        Fact::AlertDecided(_) => FactSet::of(&[F::AlertStands]),
        // What these change, they change by what the world takes in of them, or by whom the work is about. An ending that takes tells who saw
        // the child; one that is refused changes nothing.
        Fact::OutcomeRecorded(_)
        | Fact::FollowUpEnded(_)
        | Fact::AddressRecorded(_)
        | Fact::PlaceChanged(_)
        | Fact::RelationRecorded(_)
        | Fact::RelationshipBrokenDown(_)
        | Fact::CommunicationNeedRecorded(_)
        | Fact::PractitionerAssigned(_)
        | Fact::FamilyFollowedUp(_)
        | Fact::PlanAgreed(_)
        | Fact::LetterSent(_)
        | Fact::Informed(_)
        | Fact::RecordsReviewed(_)
        | Fact::MonthlyReviewed(_)
        | Fact::AccessDecided(_)
        | Fact::StepTaken(_)
        | Fact::HandoverOffered(_)
        | Fact::HandoverAnswered(_)
        | Fact::ObligationSettled(_)
        | Fact::NoteWritten(_) => FactSet::NONE,
    }
}
