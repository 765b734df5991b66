//! What is asked: who, what, whose, what for.

use brought_domain::vocabulary;
use brought_domain::work::Role;
use brought_domain::{PersonId, PractitionerId};

vocabulary! {
    /// Why somebody opens a record.
    pub enum Purpose ("purpose of opening a record") {
        /// To work with the family.
        DirectCare = "direct_care", "direct care";
        /// To supervise or advise somebody who does.
        Supervision = "supervision", "supervision";
        /// As the safeguarding lead or named nurse.
        Safeguarding = "safeguarding", "safeguarding";
        /// To look into what was recorded, or to put it right.
        RecordKeeping = "record_keeping", "record keeping";
        /// To show dates in a calendar.
        Calendar = "calendar", "a calendar";
        /// To send what was written to the family.
        Sending = "sending", "sending what was written to the family";
        /// To make a bundle for a review of practice.
        Review = "review", "a review of practice";
        /// To answer the family's own request to see what is recorded.
        FamilyRequest = "family_request", "the family's own request";
    }
}

vocabulary! {
    /// What can be done with one person's record.
    pub enum RecordDeed ("thing to do with a record") {
        /// Read it, and write in it.
        Open = "open", "open it";
        /// Be told that it exists, by name and date of birth, when it was looked for (S14).
        Find = "find", "find it";
        /// Open it all the same, with a reason that is seen at once (J10, H35).
        BreakGlass = "break_glass", "open it with a reason";
        /// Say who alone may open it.
        Restrict = "restrict", "restrict it";
        /// See who has opened it.
        ReadAccesses = "read_accesses", "see who has opened it";
        /// Say that it and another are of one person, or are not (S16).
        Link = "link", "link it with another";
        /// Say that it and another may never be linked (H14).
        BarLink = "bar_link", "bar it from being linked";
    }
}

vocabulary! {
    /// What can be done with everything at once.
    pub enum EverythingDeed ("thing to do with everything") {
        /// Have everybody counted, in figures that name nobody.
        CountEverybody = "count_everybody", "have everybody counted";
        /// Put a policy in force.
        PutPolicyInForce = "put_policy_in_force", "put a policy in force";
        /// See what the team carries.
        SeeBoard = "see_board", "see the board";
        /// Let messages go out again after a restore.
        LetMessagesGoAgain = "let_messages_go_again", "let messages go out again after a restore";
        /// Look through what could not be taken from imports, rows as they came included.
        ReviewImports = "review_imports", "look through imports";
        /// Bring in a file of another system.
        BringInImports = "bring_in_imports", "bring in a file";
        /// Withdraw everything that an import brought in.
        UndoImports = "undo_imports", "undo an import";
        /// Make something of one person's record that leaves the program.
        MakeBundle = "make_bundle", "make a bundle for a review of practice";
        /// See which records are due for review, hold them, and let them go.
        HoldRecords = "hold_records", "hold records";
        /// Erase a record for good.
        EraseRecords = "erase_records", "erase a record";
        /// See who opened a record that was not theirs to open.
        SeeBrokenGlass = "see_broken_glass", "see who opened records with a reason";
    }
}

/// Who asks, as the directory has them at this moment: a role that was taken away this morning does not count this afternoon.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Their id.
    pub practitioner: &'a PractitionerId,
    /// Whether the directory knows them and their account is not disabled.
    pub is_active: bool,
    /// The roles that they hold.
    pub roles: &'a [Role],
}

/// What a record has to do with whoever asks. Nothing, until somebody has found something out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    /// One of its obligations stands on their list.
    pub holds: bool,
    /// A service of theirs has an entry in it.
    pub serves: bool,
    /// A service of theirs has an entry in the record of somebody in the family.
    pub serves_family: bool,
    /// A service of an organisation of theirs has an entry in it.
    pub same_organisation: bool,
    /// An organisation of theirs was asked to take over.
    pub was_asked: bool,
    /// They wrote an entry in it.
    pub wrote: bool,
    /// No service has an entry in it yet, nor in the record of anybody around.
    pub unclaimed: bool,
}

/// All that a decision about one record rests on, beside who asks.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Whose record.
    pub person: &'a PersonId,
    /// What it has to do with whoever asks.
    pub relation: Relation,
    /// What for.
    pub purpose: Purpose,
    /// Whether it is restricted to those who are named.
    pub is_restricted: bool,
    /// Whether whoever asks is one of them.
    pub is_named: bool,
    /// Whether they have said why they have to open it all the same, and that still holds.
    pub broke_glass: bool,
    /// Whether they work at the machine on which the record is kept.
    pub is_at_the_machine: bool,
    /// Whether they have opened more records within the last hour than work with children takes, and this is another one.
    pub has_opened_many: bool,
    /// Whether they typed what fits this person and hardly anybody else: an NHS number, or a name and a date of birth.
    pub is_exact: bool,
}

impl<'a> Circumstances<'a> {
    /// Of somebody of whom nothing more is known, for a purpose.
    pub fn of(person: &'a PersonId, purpose: Purpose) -> Self {
        Self {
            person,
            relation: Relation::default(),
            purpose,
            is_restricted: false,
            is_named: false,
            broke_glass: false,
            is_at_the_machine: false,
            has_opened_many: false,
            is_exact: false,
        }
    }
}
