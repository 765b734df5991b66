//! Documents that no policy has to bring, because every service needs them. A policy that has one of the same id comes first.

/// What the ids of a family's list of dates begin with. Before one of these goes, it is asked whether its dates still stand.
pub const FAMILY_DATES: &str = "family_dates";

/// The poster for a waiting room.
pub const POSTER: &str = "poster_cannot_come";

/// Each with its text.
const OWN: &[(&str, &str)] = &[
    (FAMILY_DATES, include_str!("../documents/family-dates.md")),
    ("family_dates_easy_read", include_str!("../documents/family-dates-easy-read.md")),
    ("leaflet_why_it_matters", include_str!("../documents/leaflet-why-it-matters.md")),
    (POSTER, include_str!("../documents/poster-cannot-come.md")),
];

/// The text of one of them.
pub fn own_document(id: &str) -> Option<&'static str> {
    OWN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// The ids of all of them.
pub fn own_documents() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|(id, _)| *id)
}
