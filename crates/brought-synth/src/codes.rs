//! The codes of the Community Services Data Set, written where `brought-interop` reads them: ATTENDANCE STATUS, ACTIVITY LOCATION TYPE CODE,
//! CONSULTATION MECHANISM and CARE CONTACT SUBJECT of the NHS Data Dictionary.

use brought_domain::contact::{OutcomeKind, Setting};

/// What the attendance status says of an outcome. It cannot tell a refusal from an empty house.
pub(crate) fn attendance(outcome: OutcomeKind, came_late: bool) -> &'static str {
    use OutcomeKind as O;
    match outcome {
        O::Seen if came_late => "6",
        // Somebody was met, and the code asks for no more than that.
        O::Seen | O::SpokenTo | O::UnseenChild | O::SeenAtADistance => "5",
        O::CancelledByFamily => "2",
        O::CancelledByService => "4",
        _ => "3",
    }
}

/// Who was met: the patient (01), or another in the child's place (02). Blank when the contact came to nothing.
pub(crate) fn subject(outcome: OutcomeKind) -> Option<&'static str> {
    use OutcomeKind as O;
    match outcome {
        O::Seen | O::SpokenTo => Some("01"),
        O::UnseenChild | O::SeenAtADistance => Some("02"),
        _ => None,
    }
}

/// Where a contact in person is. A call has no place.
pub(crate) fn location(setting: Setting) -> Option<&'static str> {
    match setting {
        Setting::Home => Some("A01"),
        Setting::Clinic => Some("B01"),
        Setting::GpPractice => Some("C01"),
        Setting::Hospital => Some("E01"),
        Setting::School => Some("L01"),
        Setting::Nursery => Some("L04"),
        Setting::Elsewhere => Some("X01"),
        Setting::Telephone | Setting::Video | Setting::NotKnown => None,
    }
}

/// In person, by telephone or by video.
pub(crate) fn mechanism(setting: Setting) -> &'static str {
    match setting {
        Setting::Telephone => "02",
        Setting::Video => "11",
        _ => "01",
    }
}
