//! Writing to a record: one way in for everything that a practitioner records.
//!
//! [`record`] takes any [`Entry`]. Each kind of entry has a file of its own with what the form holds, and a pure plan that turns it into one
//! event or says everything that is wrong with it.

mod agree_plan;
mod assess_vulnerability;
mod checks;
mod conflict;
mod consider_needs;
mod correct_event;
mod decide_concerns;
mod end_follow_up;
mod entry;
mod follow_up_family;
mod hold_discussion;
mod plan_contact;
mod record_factor;
mod record_liaison;
mod record_life_event;
mod record_outcome;
mod record_plan;
mod record_relation;
mod record_sighting;
mod referral;
mod sent_again;
mod set_further_visit;
mod settle_obligation;
mod sign_analysis;
mod write;
mod write_note;

pub use agree_plan::AgreePlan;
pub use assess_vulnerability::AssessVulnerability;
pub use checks::Checks;
pub use consider_needs::ConsiderNeeds;
pub use correct_event::{ReplaceEvent, WithdrawEvent};
pub use decide_concerns::DecideConcerns;
pub use end_follow_up::{EndFollowUp, EndingForm, SeenForm};
pub use entry::{Basis, Entry, EntryHead};
pub use follow_up_family::FollowUpFamily;
pub use hold_discussion::HoldDiscussion;
pub use plan_contact::PlanContact;
pub use record_factor::RecordFactor;
pub use record_liaison::RecordLiaison;
pub use record_life_event::{LifeEvent, RecordLifeEvent};
pub use record_outcome::RecordOutcome;
pub use record_plan::RecordPlan;
pub use record_relation::{RecordRelation, record_relation};
pub use record_sighting::RecordSighting;
pub use referral::{AnswerReferral, MakeReferral};
pub use set_further_visit::SetFurtherVisit;
pub use settle_obligation::SettleObligation;
pub use sign_analysis::SignAnalysis;
pub use write::{Saved, record};
pub use write_note::WriteNote;
