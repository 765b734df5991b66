//! How long one child takes: the whole of `standing`, for thirty events, under each pack (the bar is 10 microseconds).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a measurement reads the packs itself, and has failed if it cannot"
)]

#[path = "../tests/shipped/mod.rs"]
mod shipped;

use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use divan::{Bencher, black_box};
use shipped::pack;

/// The one that the program uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PACKS: &[&str] = &["bolton", "hampshire-primary", "hampshire-secondary", "no-access", "shropshire", "swindon-health-visiting"];

/// Enough for the processor to have found its speed: the first hundred are a tenth slower.
const SAMPLES: u32 = 5_000;

fn main() {
    divan::main();
}

fn a_year() -> Chronology {
    let chronology = brought_forms::chronology_file::read_toml(include_str!("a-year.toml")).unwrap();
    assert_eq!(chronology.events.len(), 30);
    chronology
}

/// A child with a follow-up that ended and one that is open: what is asked, of whom, by when, and what became of it.
#[divan::bench(args = PACKS, sample_count = SAMPLES)]
fn evaluated(bencher: Bencher<'_, '_>, name: &str) {
    let (pack, calendar, chronology) = (pack(name), Calendar::bundled(Division::EnglandAndWales), a_year());
    let as_of = "2025-11-05T09:00:00Z".parse().unwrap();
    bencher.bench(|| {
        let evaluation = brought_policy::evaluate(black_box(pack), &calendar, black_box(&chronology), as_of);
        evaluation.obligations().map(|obligation| obligation.state() as usize).sum::<usize>()
    });
}

/// The same with every word and reason.
#[divan::bench(args = PACKS, sample_count = SAMPLES)]
fn in_words(bencher: Bencher<'_, '_>, name: &str) {
    let (pack, calendar, chronology) = (pack(name), Calendar::bundled(Division::EnglandAndWales), a_year());
    let as_of = "2025-11-05T09:00:00Z".parse().unwrap();
    bencher.bench(|| brought_policy::standing(black_box(pack), &calendar, black_box(&chronology), as_of));
}

/// A child who is seen at every contact, as most are.
#[divan::bench(args = PACKS, sample_count = SAMPLES)]
fn nothing_failed(bencher: Bencher<'_, '_>, name: &str) {
    let (pack, calendar, mut chronology) = (pack(name), Calendar::bundled(Division::EnglandAndWales), a_year());
    chronology.events.retain(|event| !event.reports_failure());
    let as_of = "2025-11-05T09:00:00Z".parse().unwrap();
    bencher.bench(|| brought_policy::evaluate(black_box(pack), &calendar, black_box(&chronology), as_of).obligations().count());
}
