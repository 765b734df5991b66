//! What is stored today can be read in ten years, and reads back as exactly what it was.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use brought_forms::stored::{CURRENT_VERSION, decode, encode};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_reads_back_as_itself(event in common::event()) {
        let stored = encode(&event);
        prop_assert_eq!(stored.version, CURRENT_VERSION);
        let code = format!("\"{}\":", event.fact.code());
        prop_assert!(stored.body.contains(&code), "{} is not in {}", code, stored.body);
        let read = decode(stored.version, &stored.body);
        prop_assert_eq!(read.as_ref(), Ok(&event), "{}", stored.body);
        prop_assert_eq!(encode(&read.unwrap()), stored);
    }
}
