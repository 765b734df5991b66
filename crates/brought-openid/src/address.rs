//! Which addresses may be used: encrypted ones, and those of this very machine.

/// Whether an address is encrypted, or of this very machine: for tests, and for a way through that encrypts by itself. Nothing that names somebody
/// before the host, which is how one host is made to look like another.
pub(crate) fn may_be_used(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let Some((scheme, rest)) = lower.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = !authority.is_empty() && authority.bytes().all(|letter| letter.is_ascii_graphic() && !matches!(letter, b'@' | b'\\'));
    is_plain && (scheme == "https" || scheme == "http" && is_own_machine(authority))
}

fn is_own_machine(authority: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| {
        authority.strip_prefix(own).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.bytes().all(|letter| letter.is_ascii_digit()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::may_be_used;

    #[test]
    fn only_encrypted_addresses_and_those_of_this_machine_may_be_used() {
        for right in [
            "https://am.example",
            "HTTPS://am.example:443/openam?x",
            "http://127.0.0.1:4000",
            "http://localhost",
            "http://[::1]:8/callback",
        ] {
            assert!(may_be_used(right), "{right}");
        }
        for wrong in [
            "http://am.example",
            "http://127.0.0.1.example",
            "http://localhost.example:80",
            "http://127.0.0.1:80@am.example",
            "https://me@am.example",
            "ftp://am.example",
            "file:///etc/passwd",
            "am.example",
            "https://",
            "",
        ] {
            assert!(!may_be_used(wrong), "{wrong}");
        }
    }
}
