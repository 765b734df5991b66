//! Commands for whoever works on brought.
fn main() {}
