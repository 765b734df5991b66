//! Addresses of pages. An id may hold any printable character, a slash included, and must stay one part of its address.

use std::fmt::Write as _;

/// A text as one part of an address.
pub(crate) fn part(text: &str) -> String {
    escaped(text, false)
}

/// An address of ours as a value in a query.
pub(crate) fn in_query(address: &str) -> String {
    escaped(address, true)
}

fn escaped(text: &str, keep_slashes: bool) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => escaped.push(char::from(byte)),
            b'/' if keep_slashes => escaped.push('/'),
            // Writing to a string cannot fail.
            other => drop(write!(escaped, "%{other:02X}")),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_part_of_its_address() {
        assert_eq!(part("clinic/12 ü?#"), "clinic%2F12%20%C3%BC%3F%23");
        assert_eq!(in_query("/children/a?b=c"), "/children/a%3Fb%3Dc");
    }
}
