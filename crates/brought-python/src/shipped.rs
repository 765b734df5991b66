//! What is shipped inside the wheel: policy packs and mapping files.

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
