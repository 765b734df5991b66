//! brought.
fn main() {}
