//! Policy packs: the local policy as readable data, checked and compiled.

mod blocks;
mod clauses;
mod conditions;
mod documents;
mod duty_block;
mod include;
mod index;
mod load;
mod manifest;
mod never_ends;
mod parameters;
mod parts;
mod pathway_head;
mod places;
mod render;
mod rule;
mod rules;
mod scenario_block;
mod sets;
mod table;
mod what;

pub use documents::{Document, DocumentKind};
pub use include::included_folders;
pub use index::rules_index;
pub use load::{LoadedPack, PackFiles, load};
pub(crate) use never_ends::speaks_of_ending;
pub(crate) use places::Thing;
pub use render::render;
pub use rules::Rules;
pub(crate) use rules::{Block, CHANGED_BY_RULES, Limits, PartOfMany, Places, Watched, Watches};

use crate::duty::{Duty, Each};
use crate::expression::{Expression, WrittenCondition};
use crate::scenario::Scenario;
use brought_calendar::Division;
use brought_domain::contact::OutcomeKind;
use brought_domain::ending::EndingLayer;
use brought_domain::vocabulary;
use brought_domain::work::Role;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A pack that may be used: everything in it is typed, and every reference in it has been looked up.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its id, which is also its folder's name.
    pub id: String,
    /// The title of the document.
    pub title: String,
    /// Who publishes the document.
    pub publisher: String,
    /// The version of the pack.
    pub version: String,
    /// The first day on which it is in force.
    pub in_force_from: Date,
    /// The day by which the document is to be reviewed.
    pub review_by: Option<Date>,
    /// The nation whose calendar it is written for.
    pub division: Division,
    /// The documents it puts into rules: its own, when it has one, and those of the packs that it includes.
    pub sources: Vec<SourceDocument>,
    /// A digest of all its files, so that two packs of one version can be told apart.
    pub digest: String,
    /// What counts as a failed contact, and what does not.
    pub counting: Counting,
    /// How long a pattern looks back, in days.
    pub pattern_window_days: u32,
    /// The clauses the pattern window comes from.
    pub pattern_clauses: Vec<String>,
    /// Why the pattern window is so long.
    pub pattern_note: String,
    /// How engagement is classed.
    pub engagement: Engagement,
    /// Who is told when an obligation stays overdue.
    pub escalation: Vec<Escalation>,
    /// The pathways.
    pub pathways: Vec<Pathway>,
    /// The clauses, by id.
    pub clauses: BTreeMap<String, Clause>,
    /// The parameters, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// The conditions that have a name, by it.
    pub conditions: BTreeMap<String, Condition>,
    /// The letters, cards and leaflets, by id.
    pub documents: BTreeMap<String, Document>,
}

/// The document a pack puts into rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDocument {
    /// Its title or file name, as its publisher gives it.
    pub document: String,
    /// The part of it that the pack covers, when it is not the whole.
    pub section: Option<String>,
    /// The SHA-256 digest of the very file that was read, in small hexadecimal letters.
    pub sha256: String,
}

/// What counts as a failed contact (a pack's counting rule).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// The clauses it implements.
    pub clauses: Vec<String>,
    /// Outcomes that count.
    pub counts: Vec<OutcomeKind>,
    /// Outcomes that never count.
    pub does_not_count: Vec<OutcomeKind>,
    /// Outcomes that count also of a contact that nobody had arranged. By the usual definition none does: nobody was expected to be in. But
    /// nobody arranges to come to an emergency department either, and leaving it untreated may count (HAM-04).
    pub opportunistic_counts: Vec<OutcomeKind>,
}

/// How a pack classes engagement (HAM-03, STW-02).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// How many contacts in a row must have failed before it is called persistent.
    pub persistent_after: u32,
    /// The clauses the number comes from. Empty: the product's own number.
    pub clauses: Vec<String>,
    /// Why that number.
    pub note: String,
}

impl Default for Engagement {
    fn default() -> Self {
        Self { persistent_after: crate::engagement::PERSISTENT_AFTER, clauses: Vec::new(), note: String::new() }
    }
}

/// A rung of the ladder: told when an obligation has been overdue for so long (L2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// How many working days after it was due.
    pub after_working_days: u32,
    /// To whom.
    pub to: Role,
    /// Why then, and why to them.
    pub note: String,
}

/// A number or deadline of the policy, with the clause it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its values, each with the first day on which it holds; in order.
    pub values: Vec<(Date, crate::deadline::Deadline)>,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Whether the document itself gives the number, or this pack's local choice fills a gap.
    pub from_document: bool,
    /// Why this value.
    pub note: String,
}

/// A condition with a name, which rules use as they use a fact that is yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its name.
    pub name: String,
    /// What it stands for. Other conditions that it uses are put in.
    pub when: Expression,
    /// The condition as it is written.
    pub when_text: String,
    /// The other conditions that it uses.
    pub uses: BTreeSet<String>,
    /// The clauses it serves.
    pub clauses: Vec<String>,
    /// Whether the document itself says it, or this pack's local choice fills a gap.
    pub from_document: bool,
    /// Why it is so.
    pub note: String,
}

/// A clause of the document, in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its id.
    pub id: String,
    /// The section of the document.
    pub section: String,
    /// What it says, in our words.
    pub says: String,
    /// How it is held.
    pub held_by: HeldBy,
}

/// How a clause is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// By the rules that cite it.
    Rules,
    /// By the product itself: its vocabulary, its core layer, its record. Says where.
    Product(String),
    /// Left to professional judgement, for this reason.
    Judgement(String),
}

vocabulary! {
    /// Whose failed contacts a pathway follows up.
    pub enum Follows ("whom a pathway follows") {
        /// Children. The unborn as well, when the pack has no pathway for the unborn.
        Children = "children", "children";
        /// Unborn children, until they are born (SWI-06, SWI-07).
        Unborn = "unborn", "unborn children";
        /// Parents and carers seen by a service for them (NAF-22).
        Carers = "carers", "parents and carers";
    }
}

/// One pathway of a pack.
#[derive(Clone, Debug)]
pub struct Pathway {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whom it follows up.
    pub follows: Follows,
    /// For whom of them, when it is not for all: the first pathway whose condition holds takes a follow-up. Not known holds.
    pub when: Option<WrittenCondition>,
    /// The clauses that say for whom it is.
    pub clauses: Vec<String>,
    /// The stages a follow-up goes through, in order: it never goes back.
    pub stages: Vec<Stage>,
    /// The layers under which its follow-ups may end. The core layer holds whatever stands here.
    pub endings: Vec<AllowedEnding>,
    /// Its rules, in the order in which they are written.
    pub rules: Rules,
    /// The scenarios that prove them.
    pub scenarios: Vec<Scenario>,
    /// Its file, for the policy pages.
    pub file: String,
    /// The whole text, for the policy pages.
    pub text: String,
    /// The pages that came with what the pack includes, in the order in which their rules stand before its own.
    pub included: Vec<IncludedPage>,
}

/// A page of a pathway that stands in an included folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncludedPage {
    /// Its file, from the pack's own folder.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// A layer under which the follow-ups of a pathway may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedEnding {
    /// The layer.
    pub layer: EndingLayer,
    /// When, if not always. Not known does not hold: unknown never means safe.
    pub when: Option<WrittenCondition>,
    /// The clauses that say so.
    pub clauses: Vec<String>,
}

/// A stage of a pathway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its code.
    pub id: String,
    /// Its words.
    pub words: String,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, once in the whole pack.
    pub id: String,
    /// The clauses it implements.
    pub clauses: Vec<String>,
    /// What it stands on: a follow-up, or the child as a whole.
    pub on: On,
    /// When it fires.
    pub when: Expression,
    /// The condition as it is written.
    pub when_text: String,
    /// The conditions with a name that it uses.
    pub uses: BTreeSet<String>,
    /// How often it fires.
    pub each: Each,
    /// The stage it moves the follow-up to, as an index into the pathway's stages.
    pub stage: Option<usize>,
    /// What it asks for.
    pub duties: Vec<Duty>,
    /// What it offers: never overdue.
    pub prompts: Vec<RulePrompt>,
    /// An alert it puts on the page while the follow-up is open.
    pub alert: Option<String>,
    /// The pattern it recognises.
    pub pattern: Option<Pattern>,
    /// The included pack that it comes from, where its own scenarios prove it.
    pub proven_in: Option<String>,
    /// Line of its file on which it stands.
    pub line: usize,
    /// What it has to be looked at for.
    pub(crate) watches: Watches,
}

/// What a rule stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A follow-up: one person and one service.
    FollowUp,
    /// The child as a whole, across services.
    Child,
}

/// Something a rule asks people to think about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePrompt {
    /// In words.
    pub words: String,
    /// The topic of the discussion that answers it, when one does.
    pub answered_by: Option<brought_domain::work::DiscussionTopic>,
}

vocabulary! {
    /// The patterns that reviews of children's deaths describe.
    pub enum Pattern ("pattern") {
        /// The family shuts itself away (NAF-03).
        Closure = "closure", "closure";
        /// Repeated moves (NAF-04).
        Flight = "flight", "flight";
        /// Agreeing, and then not (NAF-05).
        DisguisedCompliance = "disguised_compliance", "disguised compliance";
        /// Contacts are missed again and again, of the child or of its carers (BOL-06, BOL-11).
        MissedContacts = "missed_contacts", "contacts missed again and again";
    }
}

impl Pack {
    /// The condition of a rule as it is written, and after it what each name in it stands for.
    pub fn when_in_full(&self, rule: &Rule) -> String {
        let mut text = rule.when_text.clone();
        let mut told = BTreeSet::new();
        let mut waiting: Vec<&String> = rule.uses.iter().rev().collect();
        while let Some(condition) = waiting.pop().and_then(|name| self.conditions.get(name)) {
            if told.insert(&condition.name) {
                text += &format!("; {} = {}", condition.name, condition.when_text);
                waiting.extend(condition.uses.iter().rev());
            }
        }
        text
    }

    /// The pathway that follows up such people when the condition of no other holds.
    pub fn pathway(&self, follows: Follows) -> Option<&Pathway> {
        self.pathways.iter().rfind(|pathway| pathway.follows == follows)
    }

    /// Every rule of every pathway.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.pathways.iter().flat_map(|pathway| &pathway.rules)
    }
}

impl Pathway {
    /// The layers under which its follow-ups may end, some of them under a condition.
    pub fn layers(&self) -> Vec<EndingLayer> {
        self.endings.iter().map(|ending| ending.layer).collect()
    }
}
