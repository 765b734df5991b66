//! Use cases: what people and programs can do with the record, one file each.
//!
//! Every use case takes [`Brought`] (the store, the policy pack and the calendar), the acting person, the moment `now` and the ids of what
//! it makes: it reads no clock and throws no dice. It plans first, purely, and then carries the plan out: append, then work out anew what
//! the policy asks of everybody concerned.
//!
//! * A child's record leaves only through functions that take an [`AccessGrant`], and only [`open_record`] makes one, after it has been
//!   written down who reads whose record and why (invariant 8, S9). [`Brought`] keeps the store to itself for that reason.
//! * Everything that a practitioner writes goes through [`record`], which takes any [`Entry`]. It checks that the form was shown for this
//!   very record (S24) and at this version of it (S21), and refuses with every problem at once.
//! * What can go wrong is one type, [`Failure`]: what a person can put right, a conflict, a denial, something that is not there, trouble.
//! * What pages show is made of words here ([`ChildPage`], [`MyList`], [`Explanation`]), so that a page, a print and the command line say
//!   the same. The types serialise for templates; they are never stored.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod access;
mod access_history;
mod accounts;
mod actor;
mod as_known_on;
mod awaiting_outcome;
mod brought;
mod bundle;
mod calendars;
mod child_page;
mod chronology;
mod comparison;
mod directory;
mod documents;
mod doorstep;
mod explain;
mod explain_day;
mod failure;
mod handovers;
mod import;
mod in_force;
mod linked;
mod linking;
mod lists;
mod my_list;
mod new_person;
mod outcomes_sheet;
mod planned;
mod policy_pages;
mod printed;
mod proof;
mod rebuild;
mod record;
mod retention;
mod reviews;
mod search_people;
mod sending;
mod standing_of;
mod training;
mod whole_record;
mod words;
mod worklist;

#[cfg(test)]
mod testing;

pub use access::{AccessGrant, Desk, GLASS_HOLDS, MOST_IN_AN_HOUR, break_glass, may_do, open_record, open_record_at_the_machine};
pub use access_history::{
    AccessLine, AccessesPage, OneRecordLine, OpenedWithReason, Unusual, UnusualLine, accesses_of, opened_with_a_reason, unusual_readings,
};
pub use accounts::{
    AccountLine, AccountToAdd, Acting, GIVEN_FOR, IDLE_HOURS, LONGEST_HOURS, LogoutNotTaken, MOST_GUESSES, NotLetIn, OwnAccount,
    OwnSession, PasswordSalt, SecondFactorKey, SecondFactorStands, SessionToken, account_named, accounts, actor_for, add_account,
    add_account_without_password, add_demonstration_accounts, ask_everybody_for_code, asks_everybody_for_code, change_own_password,
    check_account, check_account_without_password, end_other_sessions, give_account, give_password, link_account, own_account,
    remove_password, remove_second_factor, second_factor_of, set_account_disabled, set_up_second_factor, sign_in, sign_in_at_provider,
    sign_out, sign_out_by_provider, stop_second_factor, unlink_account,
};
pub use actor::Actor;
pub use as_known_on::{AsKnownOn, as_known_on, entry_in_words};
pub use awaiting_outcome::{AwaitingContact, AwaitingList, awaiting_outcome};
pub use brought::Brought;
pub use brought_access::{EverythingDeed, Purpose, roles_that_may};
pub use brought_interop::Map as ImportMap;
pub use brought_store::{ChannelKind, LinkClaim, MessageKey, OwedFirst};
pub use bundle::{
    Bundle, BundleFile, BundleFinding, BundleForm, CheckedBundle, FoundFile, MANIFEST, NotABundle, check_bundle, make_bundle,
};
pub use calendars::{
    CalendarEntry, CalendarLine, CalendarToMake, CalendarWhen, FeedToken, calendars_of, make_calendar, read_calendar, revoke_calendar,
};
pub use child_page::{
    ActionGroup, AddressLine, AlertLine, AwaitingLine, BecauseLine, ChildPage, ChronologyEntry, ClauseLine, CorrectionLine, EndedLine,
    FailedContactLine, FamilyMember, FollowUpView, HandoverAnswerLine, HandoverLine, LastSeenLine, MissingLine, ObligationLine, PackLine,
    PatternLine, PromptLine, ServicePackLine, SetAsideLine, Who, child_page,
};
pub use chronology::{Gathered, assemble_chronology, organisation_name};
pub use comparison::{
    AskView, AskingView, ComparedPolicies, DaysCompared, Guarded, PeakCompared, Quartiles, ReachLine, RoleCompared, RowView, SmallestTold,
    TextsPage, WeekCompared, compare_policies, texts_page,
};
pub use directory::{Directory, add_practitioner, add_service, change_roles, directory};
pub use documents::{
    IssuedFile, Making, MayWrite, REFERRAL, WaitingRoomPaper, Writing, begin_document, entries_with_documents, issued_file, issued_names,
    may_write, show_document, waiting_room, waiting_room_paper,
};
pub use doorstep::{doorstep_secret, is_saved};
pub use explain::{Explanation, explain};
pub use explain_day::{
    AskedFor, DayExplained, EntryRef, FactView, NextContact, RaisedView, RuleView, WayView, WorkView, explain_day, explanation_of,
};
pub use failure::{Conflict, Denied, Failure, Problem, Refusal, Trouble};
pub use import::{
    AffectedPerson, ImportContext, ImportCounts, ImportLine, ImportPlan, ImportProgress, ImportResult, ImportState, UndoPlan, Undone,
    apply_import, import_line, import_maps, imports, plan_import, plan_undo, read_import_map, undo_import,
};
pub use in_force::{
    ChangeLine, HistoryLine, InForce, InForceLine, PoliciesPage, PutInForceForm, RoleLine, Shelf, Shelved, WouldChange, policies_page,
    put_in_force, would_change,
};
pub use linking::{
    BarredLine, DecideLink, DecidedLine, LinkPreview, LinkedLine, MayBeLine, RecordsPage, TwoRecords, decide_link, link_preview,
    records_page,
};
pub use lists::{
    Board, Count, CoverLine, DrawnLine, ENDINGS_DAYS, ENDINGS_DRAWN, EndingLine, Endings, LoadLine, TeamChoice, TeamFilter, TeamGroup,
    TeamLine, TeamList, TeamView, VISITS_KEPT_DAYS, VisitLine, VisitSheet, Visits, Whose, board, team_list, visit_sheet, visits,
};
pub use my_list::{ListFilter, ListLine, MyList, my_list};
pub use new_person::{NewPerson, add_person};
pub use outcomes_sheet::{SheetLine, SheetRead, outcomes_sheet, plan_outcomes_sheet, record_outcomes_sheet};
pub use policy_pages::{
    ClausePage, ClauseSummary, ConditionLine, ConditionView, CoveragePage, DutyView, EscalationLine, NumbersPage, OpenByRule, PackSummary,
    ParameterLine, PathwaySummary, PolicyPage, RuleCoverage, RulePanel, ScenarioStep, ScenarioView, clause_page, coverage_page, exact_key,
    numbers_page, open_by_rule, pack_summary, policy_page, rule_panel, scenario_view,
};
pub use printed::SETS_TYPE;
pub use proof::prove_entry;
pub use rebuild::{RebuildProgress, RebuildStep, rebuild, sweep_worklist};
pub use record::{
    AgreeNextStep, AgreePlan, AnswerHandover, AnswerReferral, AssessVulnerability, Basis, Checks, ConsiderNeeds, DecideAlert,
    DecideConcerns, EndFollowUp, EndingForm, Entry, EntryHead, FollowUpFamily, HoldDiscussion, IssueDocument, LifeEvent, MakeReferral,
    OfferHandover, OfferHelp, OverFailure, PlanContact, Recipient, RecordAddress, RecordBreakdown, RecordCommunicationNeed, RecordDetails,
    RecordFactor, RecordInvolvement, RecordLiaison, RecordLifeEvent, RecordOutcome, RecordPlan, RecordRelation, RecordSighting,
    RecordWhereabouts, ReferralAgreement, ReferralSection, ReplaceEvent, Restrict, ReviewMonth, ReviewRecords, Saved, SeenForm,
    SendDocument, SetFurtherVisit, SettleObligation, SignAnalysis, TakeStep, TellDanger, TellSomebody, WithdrawEvent, WriteNote,
    WriteReferral, known_details, record, record_relation, referral_draft, restrict,
};
pub use retention::{DueLine, EraseForm, RetentionReview, SignedLine, erase_record, hold_record, retention_review};
pub use reviews::{ReviewLine, ReviewPage, review_list, settle_review_item};
pub use search_people::{FoundPerson, SearchFor, search_people};
pub use sending::{
    AfterRestore, AskToSend, Decision, Dispatched, HistoryOfMessage, MessageLine, MessageOfDocument, OutboxGroup, OutboxPage, SendingForm,
    SendingPage, ask_to_send, decide_about_message, dispatch, learn_what_became, outbox_page, send_again_after_restore, sending_page,
};
pub use standing_of::{answer_of, standing_of};
pub use training::TrainingRecord;
pub use whole_record::{WholeRecordGrant, WholeRecordPurpose, open_whole_record, people_on_record};
pub use words::{Status, age_in_words, due_in_words, happened_in_words};
pub use worklist::{ListsChecked, check_lists};
