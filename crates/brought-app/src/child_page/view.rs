//! What the page holds: words, ready to be shown, with the codes and ids that links and forms need.

use super::handovers::HandoverLine;
use serde::Serialize;

/// The page about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChildPage {
    /// Whose page, by id.
    pub person: String,
    /// The version of the record: goes into every form and comes back with it (S21).
    pub version: u64,
    /// The moment it speaks of, in words.
    pub as_of: String,
    /// How many other records are read as one with it (S16).
    pub linked: usize,
    /// Who it is.
    pub who: Who,
    /// When the child was last seen in person. Nothing: not known, and the page says so (STW-16).
    pub last_seen: Option<LastSeenLine>,
    /// What everybody who opens the record must see.
    pub alerts: Vec<AlertLine>,
    /// What is not known and matters, each in words (H31).
    pub not_known: Vec<String>,
    /// The follow-ups, open ones first.
    pub follow_ups: Vec<FollowUpView>,
    /// What is owed, grouped by what to do, most urgent group first.
    pub to_do: Vec<ActionGroup>,
    /// What was owed and is settled, latest first.
    pub settled: Vec<ObligationLine>,
    /// What is offered; never overdue.
    pub prompts: Vec<PromptLine>,
    /// Patterns recognised, with their evidence.
    pub patterns: Vec<PatternLine>,
    /// The family.
    pub family: Vec<FamilyMember>,
    /// Every entry of the record and the entries of the family that bear on it, latest first.
    pub chronology: Vec<ChronologyEntry>,
    /// Planned contacts whose outcome nobody has recorded.
    pub awaiting_outcome: Vec<AwaitingLine>,
    /// Entries that could not be taken as they stand.
    pub set_aside: Vec<SetAsideLine>,
    /// Which policy gave the answers.
    pub pack: PackLine,
}

/// Who it is, with what tells two people of one name apart (U6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The code of the kind of person: `child`, `unborn_child`, `carer`; `not_known` when nobody has said.
    pub kind: &'static str,
    /// The kind in words.
    pub kind_words: &'static str,
    /// Whether it is a child, born or unborn, or nobody has said.
    pub is_child: bool,
    /// Name; "Name not known" when it is not.
    pub name: String,
    /// Age in words, or "age not known".
    pub age: String,
    /// Date of birth in words.
    pub born_on: Option<String>,
    /// NHS number as 999 000 0018.
    pub nhs_number: Option<String>,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// The address.
    pub address: AddressLine,
    /// Language to write and speak in.
    pub language: Option<String>,
    /// Telephone numbers, newest first.
    pub telephones: Vec<String>,
    /// Email addresses, newest first.
    pub emails: Vec<String>,
    /// Communication needs, in words.
    pub communication_needs: Vec<String>,
    /// Plans and factors that hold or may hold, in words.
    pub circumstances: Vec<String>,
    /// Other services, each in words with whether it is involved with the family, by the latest word about it.
    pub involved: Vec<String>,
    /// GP practice, school and nursery, in words.
    pub places: Vec<String>,
    /// Whether the death is recorded.
    pub dead: bool,
}

/// An address, or what is known instead of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddressLine {
    /// `known`, `withheld` or `not_known`.
    pub state: &'static str,
    /// The address on one line, or what is known instead.
    pub words: String,
    /// Since when, in words.
    pub since: Option<String>,
    /// Whether it is safe to write to: `yes`, `no` or `not_known` (H16).
    pub safe_to_write_to: &'static str,
}

/// When the child was last seen in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastSeenLine {
    /// When.
    pub when: String,
    /// How long ago, in days.
    pub days_ago: i32,
    /// Where.
    pub place: String,
    /// By whom, and what they are to the child.
    pub by: String,
    /// The entry it comes from.
    pub event: String,
}

/// Something everybody must see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlertLine {
    /// In words.
    pub words: String,
    /// Why.
    pub because: BecauseLine,
}

/// A rule's reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BecauseLine {
    /// The rule's id.
    pub rule: String,
    /// The clauses it implements, in words.
    pub clauses: Vec<ClauseLine>,
    /// The facts that decided, as "name: value".
    pub facts: Vec<String>,
    /// The entries that raised it, by id.
    pub events: Vec<String>,
    /// All of it in a sentence.
    pub sentence: String,
}

/// A clause of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseLine {
    /// The id of the policy that it is a clause of.
    pub pack: String,
    /// Its id.
    pub id: String,
    /// The section of the document.
    pub section: String,
    /// What it says.
    pub words: String,
}

/// A follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FollowUpView {
    /// Its id.
    pub id: String,
    /// The person whose contacts failed.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// The service, by id.
    pub service: String,
    /// The service's name.
    pub service_name: String,
    /// The code of whom the pathway follows: `children` or `carers`.
    pub follows: &'static str,
    /// The children it is about, id and name.
    pub children: Vec<(String, String)>,
    /// The stage's code.
    pub stage: String,
    /// The stage in words.
    pub stage_words: String,
    /// Why it is in that stage.
    pub because: Option<BecauseLine>,
    /// When it opened.
    pub opened: String,
    /// How often it has been opened.
    pub openings: u32,
    /// Its failed contacts, in order.
    pub failed_contacts: Vec<FailedContactLine>,
    /// Whether it is open.
    pub open: bool,
    /// How it ended.
    pub ended: Option<EndedLine>,
    /// What is missing before it may end as assured.
    pub missing: Vec<MissingLine>,
    /// What is still open in it and would be kept as replaced by an ending. What has to be answered before an ending is not among it.
    pub ending_stands_for: Vec<ObligationLine>,
    /// The ways in which it may end: code and words.
    pub endings: Vec<(&'static str, &'static str)>,
    /// Who was asked to take it over since it was opened, and what they answered; in the order in which they were asked.
    pub handovers: Vec<HandoverLine>,
}

/// A failed contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedContactLine {
    /// The contact, by id.
    pub contact: String,
    /// The entry of the outcome.
    pub event: String,
    /// When.
    pub when: String,
    /// What came of it.
    pub outcome: &'static str,
    /// Where.
    pub setting: &'static str,
    /// Whether a practitioner has confirmed it.
    pub confirmed: bool,
    /// Who expected to see the child.
    pub practitioner: Option<String>,
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndedLine {
    /// In words; when it was handed over, with the organisation by name.
    pub how: String,
    /// When.
    pub when: String,
    /// The entry.
    pub event: String,
}

/// Something missing before a follow-up may end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingLine {
    /// The code of what is missing.
    pub kind: &'static str,
    /// For which child, by id.
    pub child: Option<String>,
    /// In words, with what to do.
    pub words: String,
    /// The clause it rests on.
    pub clause: &'static str,
}

/// Obligations that ask for the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActionGroup {
    /// The action's code: which form answers it.
    pub action: &'static str,
    /// The action in words.
    pub words: String,
    /// The obligations, first what is due first.
    pub obligations: Vec<ObligationLine>,
}

/// An obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObligationLine {
    /// Its id.
    pub id: String,
    /// The person whose record it stands in.
    pub person: String,
    /// The child it is about, by id.
    pub child: Option<String>,
    /// The child's name.
    pub child_name: Option<String>,
    /// Its follow-up.
    pub follow_up: Option<String>,
    /// Its service, by id.
    pub service: Option<String>,
    /// Its service's name.
    pub service_name: Option<String>,
    /// The action's code: which form answers it.
    pub action: &'static str,
    /// What to do.
    pub words: String,
    /// The agency it is about, in words.
    pub agency: Option<String>,
    /// The topic's code, when it asks for a discussion.
    pub topic: Option<&'static str>,
    /// The code of its state in the engine: `due_later`, `due`, `overdue`, `done`, `done_late`, `replaced`, `waived`.
    pub state: &'static str,
    /// The code of the status that a list shows (U7).
    pub status: &'static str,
    /// The status in words.
    pub status_words: &'static str,
    /// When it is due, in words.
    pub due: String,
    /// The last instant at which it is not late, as RFC 3339.
    pub due_at: String,
    /// Who owes it.
    pub owner: String,
    /// To whom it was escalated.
    pub escalated_to: Option<&'static str>,
    /// Why it is asked, in a sentence.
    pub why: String,
    /// The earlier version of the policy from which it stays, in a sentence, when the one in force does not ask for it.
    pub stays_from: Option<String>,
    /// How and when it was settled.
    pub settled: Option<String>,
    /// The reason, when it was replaced or waived.
    pub settled_because: Option<String>,
}

/// An offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromptLine {
    /// In words.
    pub words: String,
    /// The code of the topic of the discussion that answers it.
    pub topic: Option<&'static str>,
    /// Its follow-up.
    pub follow_up: Option<String>,
    /// Why.
    pub because: BecauseLine,
}

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PatternLine {
    /// Its code.
    pub pattern: &'static str,
    /// In words.
    pub words: String,
    /// The evidence and the rule.
    pub because: BecauseLine,
}

/// Somebody of the family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FamilyMember {
    /// By id: where a link leads.
    pub person: String,
    /// Name.
    pub name: String,
    /// What they are to the person of the page.
    pub relation: &'static str,
    /// The relation's code.
    pub relation_code: &'static str,
    /// Date of birth, or what stands for it.
    pub second_identifier: String,
    /// Whether they live in one household: `yes`, `no`, `not_known`.
    pub same_household: &'static str,
}

/// An entry of the chronology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChronologyEntry {
    /// Its id.
    pub event: String,
    /// Whose record it is in, by id.
    pub person: String,
    /// Whose, in words, when it is not the person of the page: "Ana Example, brother or sister".
    pub about: Option<String>,
    /// When it happened.
    pub when: String,
    /// The local day on which it happened, as 2026-01-09, for marking days and gaps.
    pub day: String,
    /// The code of the kind of entry.
    pub kind: &'static str,
    /// The kind in words.
    pub kind_words: &'static str,
    /// What it says, in a sentence.
    pub summary: String,
    /// What else it says: label and text.
    pub details: Vec<(&'static str, String)>,
    /// Who answers for it.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded: String,
    /// Whether it was recorded on a later day than it happened.
    pub late: bool,
    /// For which service.
    pub service: Option<String>,
    /// Whether it belongs to the chronology of significant events.
    pub significant: bool,
    /// What a later entry did to it. Such an entry stays readable, and counts no more.
    pub corrected: Option<CorrectionLine>,
    /// What it does to an earlier entry.
    pub corrects: Option<CorrectionLine>,
}

/// A correction, seen from either entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorrectionLine {
    /// The other entry.
    pub event: String,
    /// The code: `replaces` or `withdraws`.
    pub how: &'static str,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
}

/// A planned contact without an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwaitingLine {
    /// The contact, by id.
    pub contact: String,
    /// Whose, by id.
    pub person: String,
    /// Of which service.
    pub service_name: String,
    /// When it was planned for.
    pub when: String,
    /// Who was to see them.
    pub practitioner: Option<String>,
}

/// An entry that could not be taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAsideLine {
    /// The entry.
    pub event: String,
    /// Why, and what to do.
    pub why: String,
}

/// Which policy gave the answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackLine {
    /// Its id.
    pub id: String,
    /// By which name the addresses of its pages call it.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The version of the calendar.
    pub calendar: String,
    /// The services in the record that have a policy of their own.
    pub services: Vec<ServicePackLine>,
}

/// The policy of one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServicePackLine {
    /// The service, by name.
    pub service: String,
    /// The policy's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
}
