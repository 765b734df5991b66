//! What is shipped inside the program: policy packs and mapping files.

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
