//! How people, places and contacts are called. Every id has a fixed length, so that the order of the texts is the order of the numbers.

/// A short text that needs no memory of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short {
    bytes: [u8; 24],
    length: usize,
}

impl Short {
    pub(crate) fn new() -> Self {
        Self { bytes: [b' '; 24], length: 0 }
    }

    /// Adds letters; what does not fit is left out.
    #[must_use]
    pub(crate) fn and(mut self, text: &str) -> Self {
        for byte in text.bytes() {
            self = self.byte(byte);
        }
        self
    }

    /// Adds a number with so many digits, leading noughts included.
    #[must_use]
    pub(crate) fn digits(mut self, number: u32, digits: u32) -> Self {
        for place in (0..digits).rev() {
            let digit = number / 10_u32.saturating_pow(place) % 10;
            self = self.byte(b'0' + u8::try_from(digit).unwrap_or(0));
        }
        self
    }

    fn byte(mut self, byte: u8) -> Self {
        if let Some(free) = self.bytes.get_mut(self.length) {
            *free = byte;
            self.length += 1;
        }
        self
    }

    pub(crate) fn text(&self) -> &str {
        // Only ASCII is ever put in.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// A child, by number from 1 on: `C00000001`.
pub(crate) fn child(number: u32) -> Short {
    Short::new().and("C").digits(number, 8)
}

/// A household, by the number of its first child: `H00000001`.
pub(crate) fn household(number: u32) -> Short {
    Short::new().and("H").digits(number, 8)
}

/// A carer: the household and a letter.
pub(crate) fn carer(household_number: u32, place: u8) -> Short {
    household(household_number).and(if place == 0 { "a" } else { "b" })
}

/// A contact: the child and which of the child's contacts it is: `K00000001000007`.
pub(crate) fn contact(child: u32, ordinal: u32) -> Short {
    Short::new().and("K").digits(child, 8).digits(ordinal, 6)
}

/// A provider, by place from 0 on: `SYN001`. No organisation of the NHS is called so.
pub(crate) fn provider(place: u16) -> Short {
    Short::new().and("SYN").digits(u32::from(place) + 1, 3)
}

/// How many postcodes there are.
pub(crate) const POSTCODES: usize = 88 * 10 * 20 * 20;

/// A postcode of the area ZZ, which has no streets. ZZ99 is left out: its codes mean "no fixed abode" and the like.
pub(crate) fn postcode(place: u32) -> Short {
    // The letters that the second half of a postcode may have.
    const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
    let letter = |place: u32| char::from(LETTERS[place as usize % 20]);
    let (district, rest) = (10 + place % 88, place / 88);
    let mut letters = [0; 8];
    let half = Short::new().and("ZZ").digits(district, 2).and(" ").digits(rest % 10, 1);
    half.and(letter(rest / 10).encode_utf8(&mut letters)).and(letter(rest / 200).encode_utf8(&mut letters))
}

/// The NHS number of a child, of the range 999 000 0000 to 999 999 9999, which is kept for tests and given to nobody.
///
/// There are not enough of them for everybody. A child whose place has no number with a right check digit has none, which is one in eleven,
/// and so have all children after the first million.
pub(crate) fn nhs_number(child: u32) -> Option<Short> {
    let place = child.checked_sub(1).filter(|place| *place < 1_000_000)?;
    // The factor shares no divisor with the million, so that every serial comes once, in no visible order.
    let serial = u32::try_from((u64::from(place) * 704_969 + 1_018) % 1_000_000).unwrap_or(0);
    let nine = Short::new().and("999").digits(serial, 6);
    let weighted: u32 = nine.text().bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = (11 - weighted % 11) % 11;
    (check < 10).then(|| nine.digits(check, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use brought_domain::NhsNumber;
    use std::collections::BTreeSet;

    #[test]
    fn ids_have_a_fixed_length() {
        assert_eq!((child(1).text(), contact(20_000_000, 42).text().len()), ("C00000001", 15));
        assert_eq!((carer(7, 1).text(), provider(219).text()), ("H00000007b", "SYN220"));
    }

    #[test]
    fn nhs_numbers_are_of_the_test_range_right_and_given_once() {
        let numbers: Vec<String> = (1..=20_000).filter_map(nhs_number).map(|number| number.text().to_owned()).collect();
        assert!(numbers.len() > 18_000 && numbers.len() < 18_400, "{}", numbers.len());
        assert!(numbers.iter().all(|number| number.starts_with("999") && NhsNumber::parse(number).is_ok()));
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
        assert!(nhs_number(1_000_001).is_none() && nhs_number(0).is_none());
    }

    #[test]
    fn every_postcode_is_another_and_none_is_one_that_means_something() {
        let places = 0..u32::try_from(POSTCODES).unwrap();
        let postcodes: BTreeSet<String> = places.map(|place| postcode(place).text().to_owned()).collect();
        assert_eq!(postcodes.len(), POSTCODES);
        assert!(postcodes.iter().all(|postcode| postcode.len() == 8 && postcode.starts_with("ZZ") && !postcode.starts_with("ZZ99")));
    }
}
