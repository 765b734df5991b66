//! Postcodes of the United Kingdom.

/// The postcode in upper case with one space, when it has the form of one.
pub fn read(text: &str) -> Option<String> {
    let compact: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').map(|byte| byte.to_ascii_uppercase()).collect();
    if !(5..=7).contains(&compact.len()) {
        return None;
    }
    let (outward, inward) = compact.split_at(compact.len() - 3);
    let shape: Vec<u8> = outward
        .iter()
        .map(|byte| {
            if byte.is_ascii_digit() {
                b'9'
            } else if byte.is_ascii_uppercase() {
                b'A'
            } else {
                b'?'
            }
        })
        .collect();
    let outward_fits = matches!(shape.as_slice(), b"A9" | b"A99" | b"A9A" | b"AA9" | b"AA99" | b"AA9A") || outward == b"GIR";
    // Letters that are never used after the digit, because they are too like others when written by hand.
    let inward_fits = matches!(inward, [b'0'..=b'9', first, second] if [first, second].iter().all(|letter| letter.is_ascii_uppercase() && !b"CIKMOV".contains(letter)));
    if !outward_fits || !inward_fits {
        return None;
    }
    let text = String::from_utf8(compact).ok()?;
    let (outward, inward) = text.split_at(text.len() - 3);
    Some(format!("{outward} {inward}"))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn postcodes_are_read_as_people_write_them() {
        for (written, postcode) in
            [("sw1a1aa", "SW1A 1AA"), (" B1  1AA ", "B1 1AA"), ("M60 1NW", "M60 1NW"), ("w1d 2lt", "W1D 2LT"), ("GIR 0AA", "GIR 0AA")]
        {
            assert_eq!(read(written).as_deref(), Some(postcode));
        }
    }

    #[test]
    fn what_is_not_a_postcode_is_not_mended() {
        for written in ["invalid", "st1 oqs", "SW1A 1A", "1AA SW1", "SW1A 1AAA", "", "ÀB1 1AA"] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
