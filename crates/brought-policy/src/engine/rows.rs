//! The answer in short: what a count over many children needs of each, without a word of text.

use super::work::{Raised, Work};
use super::world::World;
use super::{present, rules};
use crate::deadline::Due;
use crate::duty::Action;
use crate::standing::{ObligationStateKind, SetAside, Standing};
use brought_domain::ending::EndingLayer;
use brought_domain::work::Role;
use brought_domain::{Fact, FollowUpId, Happened, ObligationId, PersonId, ServiceId};
use jiff::Timestamp;

/// What the policy asks of one child at one moment, as the engine holds it. [`Evaluation::standing`] puts it into words.
pub struct Evaluation<'a> {
    pub(super) world: World<'a>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) as_of: Timestamp,
}

/// One follow-up in short.
#[derive(Clone, Copy, Debug)]
pub struct FollowUpRow<'e> {
    /// The person whose record it stands in.
    pub person: &'e PersonId,
    /// The service.
    pub service: Option<&'e ServiceId>,
    /// When it was first opened.
    pub opened: Option<Happened>,
    /// How it ended, if it did.
    pub ended: Option<EndingLayer>,
    /// How many contacts failed.
    pub failed_contacts: usize,
    /// The stage it is in, as the pathway counts them.
    pub stage: usize,
}

/// One obligation in short.
pub struct ObligationRow<'e, 'a> {
    world: &'e World<'a>,
    work: &'e Work<'a>,
    raised: &'e Raised<'a>,
    as_of: Timestamp,
}

impl<'a> Evaluation<'a> {
    /// The answer with all its words and reasons.
    pub fn standing(&self) -> Standing {
        let World { pack, calendar, chronology, .. } = self.world;
        // An ending that was refused was not put into words, and what it lacked can be told only where it was refused.
        if chronology.events.iter().any(|event| matches!(event.fact, Fact::FollowUpEnded(_))) {
            return super::standing(pack, calendar, chronology, self.as_of);
        }
        present::present(&self.world, self.set_aside.clone(), self.as_of)
    }

    /// The follow-ups of the subject, and those of its carers that concern it.
    pub fn follow_ups(&self) -> impl Iterator<Item = FollowUpRow<'_>> {
        present::follow_ups_of(&self.world).map(|work| FollowUpRow {
            person: self.world.id(work.person),
            service: work.service,
            opened: work.opened,
            ended: work.ended.map(|(layer, _)| layer),
            failed_contacts: work.failed.len(),
            stage: work.stage,
        })
    }

    /// Everything that is or was asked, in the order in which it was raised.
    pub fn obligations(&self) -> impl Iterator<Item = ObligationRow<'_, 'a>> {
        let (world, as_of) = (&self.world, self.as_of);
        let child = world.child.as_deref().filter(|_| world.is_child(world.subject));
        let works = present::follow_ups_of(world).chain(child);
        works.flat_map(move |work| work.raised.iter().map(move |raised| ObligationRow { world, work, raised, as_of }))
    }
}

impl<'e, 'a> ObligationRow<'e, 'a> {
    /// The rule of the pack, or of the product, that asks.
    pub fn rule(&self) -> &'e str {
        self.raised.asked.rule
    }

    /// What to do.
    pub fn action(&self) -> Action {
        self.raised.duty.action
    }

    /// The role that owes it: of a further visit, that of the visitor whom a manager named.
    pub fn owner(&self) -> Role {
        self.raised.visitor.map_or(self.raised.duty.owner, |set| set.visitor)
    }

    /// The person whose record it stands in.
    pub fn person(&self) -> &'e PersonId {
        self.world.id(self.work.person)
    }

    /// The service it belongs to. Nothing: the child as a whole.
    pub fn service(&self) -> Option<&'e ServiceId> {
        self.work.service
    }

    /// The child it is about.
    pub fn child(&self) -> Option<&'e PersonId> {
        self.raised.asked.child.map(|child| self.world.id(child))
    }

    /// From when it has been owed.
    pub fn raised(&self) -> Happened {
        self.raised.raised
    }

    /// When it is due.
    pub fn due(&self) -> &'e Due {
        &self.raised.due
    }

    /// Its state at the moment asked about.
    pub fn state(&self) -> ObligationStateKind {
        present::state_kind(self.world, self.raised, self.as_of)
    }

    /// When it was settled.
    pub fn settled(&self) -> Option<Happened> {
        self.raised.settled.as_ref().map(|(event, _)| event.happened)
    }

    /// Its id: a digest, so it is worked out only when somebody asks.
    pub fn id(&self) -> ObligationId {
        rules::obligation_id(self.world, self.work, &self.raised.asked)
    }

    /// The follow-up it belongs to. Nothing when it stands on the child as a whole.
    pub fn follow_up(&self) -> Option<FollowUpId> {
        self.work.service.map(|_| rules::follow_up_id(self.world, self.work))
    }
}
