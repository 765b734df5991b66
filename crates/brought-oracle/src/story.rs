//! What has become of it so far: follow-ups, what is owed, and what the rules have already asked.

use crate::policy::{Detail, Due, Term, Work};
use brought_domain::contact::Setting;
use brought_domain::ending::EndingLayer;
use brought_domain::steps::Party;
use brought_domain::work::{Agency, DiscussionTopic, Role};
use brought_domain::{ContactId, EventId, Happened, ObligationId, PersonId, PractitionerId, ServiceId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The run of work after failed contacts, for one person and one service.
#[derive(Clone, Debug)]
pub struct FollowUp<'a> {
    /// Whose.
    pub person: &'a PersonId,
    /// Of which service.
    pub service: &'a ServiceId,
    /// The place of its pathway among those of the policy.
    pub pathway: Option<usize>,
    /// The place of its stage in the pathway.
    pub stage: usize,
    /// When it was opened first.
    pub opened: Happened,
    /// How often it was opened.
    pub openings: u32,
    /// The place of the entry that last opened it.
    pub opened_at: usize,
    /// The place of the entry with which it came to its pathway.
    pub moved_at: usize,
    /// How often it has moved from one pathway to another.
    pub moves: u32,
    /// The place of the failed contact with which the present run of attempts began.
    pub run_from: usize,
    /// How many entries there were when time alone opened it again, if it did so last.
    pub opened_by_time: Option<usize>,
    /// How it ended, when it has.
    pub ended: Option<Ended>,
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Under which layer.
    pub layer: EndingLayer,
    /// By which entry, by its place.
    pub by: usize,
    /// Until when offers are paused, when they are.
    pub paused_until: Option<Date>,
}

/// Something owed.
#[derive(Clone, Debug)]
pub struct Owed<'a> {
    /// The follow-up, by its place.
    pub follow_up: Option<usize>,
    /// In whose record.
    pub person: &'a PersonId,
    /// The rule, and the place of the duty in it.
    pub rule: String,
    /// The place of the duty in its rule.
    pub duty: usize,
    /// What.
    pub work: Work,
    /// What exactly.
    pub detail: Detail,
    /// About which child.
    pub child: Option<&'a PersonId>,
    /// Whether each child is asked about by name.
    pub by_child: bool,
    /// About which agency of a plan.
    pub agency: Option<Agency>,
    /// Whom to tell: `Some(None)` is whoever the clock says.
    pub party: Option<Option<Party>>,
    /// Which contact has to be made or planned or recorded, where that matters.
    pub contact: Option<ContactId>,
    /// Of whom the policy asks it.
    pub asked_of: Role,
    /// Who owes it.
    pub owner: Role,
    /// The person, when the record names one.
    pub practitioner: Option<&'a PractitionerId>,
    /// Who owes it instead.
    pub fallback: Role,
    /// Since when.
    pub raised: Happened,
    /// The place of the entry after which it was raised: only what comes later answers it.
    pub raised_at: usize,
    /// The place of the entry at which what had settled it was called off.
    pub called_off_at: Option<usize>,
    /// From when work answers it.
    pub since: Happened,
    /// Until when.
    pub due: Due,
    /// The time allowed.
    pub term: Term,
    /// Whether it comes again each month.
    pub each_month: bool,
    /// Whether no end comes before it is settled.
    pub before_end: bool,
    /// The entries it rests on.
    pub occasions: Vec<usize>,
    /// The contact that had failed last when it was asked for.
    pub of_contact: Option<&'a ContactId>,
    /// What settled it.
    pub settled: Option<Settled>,
}

/// How something owed was settled.
#[derive(Clone, Debug)]
pub struct Settled {
    /// In which way.
    pub how: How,
    /// By which entry, by its place.
    pub by: usize,
}

/// Ways of settling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum How {
    Done,
    Replaced,
    Waived,
}

impl Owed<'_> {
    /// Whether it is still owed.
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// Whether it is only an offer.
    pub fn is_offer(&self) -> bool {
        self.term == Term::Never
    }
}

/// What one rule has asked of one follow-up, or of the child as a whole.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The entries for which it has fired.
    pub occasions: BTreeSet<usize>,
    /// Whether it has fired since the follow-up opened.
    pub fired: bool,
    /// Whether its condition held when it was last looked at.
    pub held: bool,
    /// At which entries: at an opening, the failed contact for which it then asks.
    pub at: BTreeSet<usize>,
}

/// Something shown: an alert or a prompt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The follow-up, by its place.
    pub follow_up: Option<usize>,
    /// The rule.
    pub rule: String,
    /// The words.
    pub words: String,
    /// The topic of the discussion that answers it.
    pub topic: Option<DiscussionTopic>,
    /// The place of the entry for which it was last shown.
    pub at: usize,
}

/// What ids the other side has given to what is owed: the ids mean nothing here but what they name.
pub type Names = BTreeMap<ObligationId, Name>;

/// What ids name now, and what they named when an ending was signed.
pub struct Called {
    /// In the answer to be given.
    pub now: Names,
    /// When each ending was signed.
    pub then: BTreeMap<EventId, Names>,
}

/// What an id names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub struct Name {
    pub rule: String,
    pub work: Work,
    pub person: PersonId,
    pub service: Option<ServiceId>,
    pub child: Option<PersonId>,
    pub agency: Option<Agency>,
    pub party: Option<Party>,
    pub raised: String,
    pub detail: String,
}

/// Everything so far.
#[derive(Clone, Debug, Default)]
pub struct Story<'a> {
    /// The follow-ups, in the order of their opening.
    pub follow_ups: Vec<FollowUp<'a>>,
    /// What is or was owed.
    pub owed: Vec<Owed<'a>>,
    /// What the rules have asked, by follow-up and rule.
    pub asked: BTreeMap<(Option<usize>, String), Asked>,
    /// Alerts.
    pub alerts: Vec<Shown>,
    /// Prompts.
    pub prompts: Vec<Shown>,
    /// The pathway in which the child as a whole is, and the place of the entry with which it came there.
    pub child_pathway: Option<(usize, usize)>,
    /// The signed endings that took, by their place.
    pub took: BTreeSet<usize>,
    /// Entries not taken as they stand.
    pub set_aside: BTreeSet<EventId>,
}

impl FollowUp<'_> {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }
}

/// Whether a setting was asked for, and is another one.
pub fn other_place(wanted: Option<Setting>, setting: Setting) -> bool {
    wanted.is_some_and(|wanted| wanted != setting)
}
