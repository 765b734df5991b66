//! No bytes whatever make a reader fail, and every row gives exactly one thing.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use brought_interop::{Map, Read};
use proptest::prelude::*;
use support::{data, read, shipped};

/// A file of the tests with some of its bytes changed, left out or doubled.
fn damaged(path: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let bytes = data(path);
    let length = bytes.len();
    prop::collection::vec((0..length, any::<u8>(), 0..4_u8), 1..8).prop_map(move |changes| {
        let mut bytes = bytes.clone();
        for (at, byte, how) in changes {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, b"\"\r\n,|^~\\&\x0b\x1c\xff"[usize::from(byte) % 12]),
                _ => {
                    bytes.remove(at);
                    if bytes.is_empty() {
                        bytes.push(b'x');
                    }
                }
            }
        }
        bytes
    })
}

fn look_at(bytes: &[u8], map: Option<&Map>) {
    let Ok(reads) = read(bytes, map, "any") else { return };
    let rows: Vec<u64> = reads.iter().map(|read| read.row().row).collect();
    assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
    for read in &reads {
        if let Read::Record(record) = read {
            assert!(!record.events.is_empty() || record.contact.is_none());
            // A backslash that stands in the file is shown as two, and is not the beginning of anything.
            let text = format!("{:?}", record.person.details).replace("\\\\", "");
            assert!(!text.contains("\\u{0}") && !text.contains("\\r") && !text.contains("\\n"), "{text}");
        }
    }
}

proptest! {
    #[test]
    fn csv_readers_survive_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        look_at(&bytes, Some(&shipped("children-list")));
        look_at(&bytes, Some(&shipped("csds-care-contact")));
    }

    #[test]
    fn csv_readers_survive_damaged_files(contacts in damaged("csv/csds.csv"), people in damaged("csv/one-thing-wrong-in-each-row.csv")) {
        look_at(&contacts, Some(&shipped("csds-care-contact")));
        look_at(&people, Some(&shipped("children-list")));
    }

    #[test]
    fn message_readers_survive_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        look_at(&[b"MSH|^~\\&|".as_slice(), &bytes].concat(), None);
        look_at(&[b"\x0bMSH".as_slice(), &bytes].concat(), None);
    }

    #[test]
    fn message_readers_survive_damaged_files(
        appointments in damaged("hl7/booked-moved-missed.hl7"),
        people in damaged("hl7/new-address.hl7"),
        framed in damaged("hl7/mllp-frames.hl7"),
    ) {
        look_at(&appointments, None);
        look_at(&people, None);
        look_at(&framed, None);
    }

    #[test]
    fn map_readers_survive_any_text(text in "\\PC{0,200}") {
        let _ = Map::parse(&text, "any.toml");
    }
}

#[test]
fn a_line_of_nothing_but_frame_marks_is_read() {
    let bytes: Vec<u8> = std::iter::repeat_n([b'x', 0x1c], 200_000).flatten().collect();
    assert!(read(&bytes, None, "any").is_err());
    let bytes = [b"MSH|^~\\&|A\r".as_slice(), &bytes].concat();
    assert!(!read(&bytes, None, "any").unwrap().is_empty());
}
