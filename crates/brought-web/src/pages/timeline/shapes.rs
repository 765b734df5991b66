//! The shapes, one for each way a contact can go.

use brought_domain::contact::{FailedContactKind, OutcomeKind};
use brought_domain::work::{HowSeen, Sighting};

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Seen,
    WasNotBrought,
    NoAccess,
    UnseenChild,
    AtADistance,
    SeenByNoProfessional,
    OtherFailed,
    CancelledByFamily,
    CancelledByService,
    NotInPerson,
    Unscheduled,
    Error,
}

impl Sort {
    pub(crate) const ALL: &'static [Self] = &[
        Self::Seen,
        Self::WasNotBrought,
        Self::NoAccess,
        Self::UnseenChild,
        Self::AtADistance,
        Self::SeenByNoProfessional,
        Self::OtherFailed,
        Self::CancelledByFamily,
        Self::CancelledByService,
        Self::NotInPerson,
        Self::Unscheduled,
        Self::Error,
    ];

    pub(crate) fn of_outcome(kind: OutcomeKind) -> Self {
        match (kind, kind.failed_contact()) {
            (_, Some(FailedContactKind::WasNotBrought)) => Self::WasNotBrought,
            (_, Some(FailedContactKind::NoAccess)) => Self::NoAccess,
            (_, Some(FailedContactKind::UnseenChild)) => Self::UnseenChild,
            (OutcomeKind::Seen | OutcomeKind::Attended, None) => Self::Seen,
            (OutcomeKind::SeenAtADistance, None) => Self::AtADistance,
            (OutcomeKind::CancelledByFamily, None) => Self::CancelledByFamily,
            (OutcomeKind::CancelledByService, None) => Self::CancelledByService,
            (OutcomeKind::SpokenTo, None) => Self::NotInPerson,
            (OutcomeKind::AdministrativeError, None) => Self::Error,
            (_, None) => Self::OtherFailed,
        }
    }

    /// The word of the family is on the drawing, and does not look like a child who was seen by somebody who answers for it (NAF-17).
    pub(crate) fn of_sighting(sighting: &Sighting) -> Self {
        match sighting.how {
            HowSeen::InPerson if !sighting.counts_as_seen() => Self::SeenByNoProfessional,
            HowSeen::InPerson => Self::Seen,
            HowSeen::AtADistance => Self::AtADistance,
            HowSeen::ByVideo | HowSeen::NotKnown => Self::NotInPerson,
        }
    }

    pub(crate) fn is_seen_in_person(self) -> bool {
        self == Self::Seen
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Seen => "seen in person",
            Self::WasNotBrought => "was not brought",
            Self::NoAccess => "no access",
            Self::UnseenChild => "let in, child not seen",
            Self::AtADistance => "seen only at a distance",
            Self::SeenByNoProfessional => "seen by family, a friend or somebody not named as a professional",
            Self::OtherFailed => "declined, withdrew, excuse or left",
            Self::CancelledByFamily => "cancelled by the family",
            Self::CancelledByService => "cancelled by the service",
            Self::NotInPerson => "spoken to or by video, not seen in person",
            Self::Unscheduled => "came without an appointment",
            Self::Error => "administrative error",
        }
    }

    /// The class that gives it its colours.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::WasNotBrought | Self::NoAccess | Self::UnseenChild | Self::OtherFailed => "failed",
            Self::AtADistance | Self::SeenByNoProfessional | Self::NotInPerson => "distance",
            Self::CancelledByFamily | Self::CancelledByService | Self::Error => "cancelled",
            Self::Unscheduled => "unscheduled",
        }
    }

    /// The shape, around the point 0, 0.
    pub(super) fn shape(self) -> &'static str {
        match self {
            Self::Seen => r#"<circle r="7"/>"#,
            Self::WasNotBrought => {
                r#"<rect x="-7" y="-7" width="14" height="14"/><path class="app-mark__inner" d="M-4 -4L4 4M-4 4L4 -4"/>"#
            }
            Self::NoAccess => r#"<path d="M0 -8L8 6H-8Z"/>"#,
            Self::UnseenChild => r#"<path d="M0 -9L9 0L0 9L-9 0Z"/>"#,
            Self::AtADistance => r#"<circle r="7" stroke-dasharray="3 2"/><circle class="app-mark__inner" r="2"/>"#,
            Self::SeenByNoProfessional => r#"<circle r="8"/><text class="app-mark__letter" y="4" text-anchor="middle">?</text>"#,
            Self::OtherFailed => r#"<path d="M-4 -8H4L8 0L4 8H-4L-8 0Z"/>"#,
            Self::CancelledByFamily => r#"<circle r="8"/><text class="app-mark__letter" y="4" text-anchor="middle">F</text>"#,
            Self::CancelledByService => {
                r#"<rect x="-8" y="-8" width="16" height="16"/><text class="app-mark__letter" y="4" text-anchor="middle">S</text>"#
            }
            Self::NotInPerson => r#"<circle r="7"/><path class="app-mark__inner" d="M-4 0H4"/>"#,
            Self::Unscheduled => r#"<path d="M-3 -8H3V-3H8V3H3V8H-3V3H-8V-3H-3Z"/>"#,
            Self::Error => r#"<rect x="-7" y="-7" width="14" height="14" stroke-dasharray="2 2"/>"#,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::work::SeenBy;

    #[test]
    fn only_a_professional_in_person_is_drawn_as_having_seen_the_child() {
        let drawn = |seen_by, how| {
            let (place, by, relation) = ("home".into(), "A.".into(), "somebody".into());
            let seen_at = brought_domain::Happened::On(jiff::civil::date(2026, 1, 9));
            Sort::of_sighting(&Sighting { child: "sam".parse().unwrap(), seen_at, place, by, seen_by, relation, how })
        };
        assert_eq!(drawn(SeenBy::OtherProfessional, HowSeen::InPerson), Sort::Seen);
        assert_eq!(drawn(SeenBy::FamilyOrFriend, HowSeen::InPerson), Sort::SeenByNoProfessional);
        assert_eq!(drawn(SeenBy::NotKnown, HowSeen::InPerson), Sort::SeenByNoProfessional);
        assert_eq!(drawn(SeenBy::ThisService, HowSeen::AtADistance), Sort::AtADistance);
    }
}
