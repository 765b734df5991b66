//! The written form of events: chronology files and stored events, versioned.
