//! Chance that comes out the same every time, on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded generator with many streams: what one stream draws says nothing about what another does, so that any part of a population can
/// be made alone.
///
/// Ranges are worked out here and not by a library, whose next release may draw differently from the same numbers.
#[derive(Clone, Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..13].copy_from_slice(b"synth");
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number below the bound. A bound of nothing gives nothing.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u64::from(self.0.next_u32()) * bound as u64) >> 32) as usize
    }

    /// A number from the least to the most, both included. The least, when they are the wrong way round.
    pub(crate) fn between(&mut self, least: i32, most: i32) -> i32 {
        let bound = u64::from(most.saturating_sub(least).max(0).unsigned_abs()) + 1;
        let drawn = (u64::from(self.0.next_u32()) * bound) >> 32;
        i32::try_from(drawn).map_or(least, |drawn| least.saturating_add(drawn))
    }

    /// A number between nought and one, neither included.
    pub(crate) fn unit(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0
    }

    /// True with this probability.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// The place of one of these, each as likely as its weight says. The first, when none weighs anything.
    pub(crate) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut drawn = self.below(weights.clone().map(|weight| weight as usize).sum());
        for (place, weight) in weights.enumerate() {
            match drawn.checked_sub(weight as usize) {
                Some(rest) => drawn = rest,
                None => return place,
            }
        }
        0
    }
}

/// Numbers that look drawn and follow from what is mixed: the same for a row wherever it is made.
pub(crate) fn mixed(parts: [u64; 3]) -> u64 {
    parts.iter().fold(0x9E37_79B9_7F4A_7C15, |state: u64, part| {
        let mut mixing = (state ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixing = (mixing ^ (mixing >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixing = (mixing ^ (mixing >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixing ^ (mixing >> 31)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_draw_the_same_numbers_and_others_do_not() {
        let draw = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            (0..20).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn every_number_in_a_range_is_drawn_and_none_outside_it() {
        let mut dice = Dice::new(7, 0);
        let mut seen = [0; 7];
        for _ in 0..700 {
            seen[usize::try_from(dice.between(2, 5)).unwrap()] += 1;
        }
        assert_eq!((seen[0], seen[1], seen[6]), (0, 0, 0));
        assert!(seen[2..=5].iter().all(|count| *count > 100), "{seen:?}");
        assert_eq!(dice.between(5, 2), 5);
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn() {
        let mut dice = Dice::new(3, 1);
        let mut seen = [0; 3];
        for _ in 0..400 {
            seen[dice.weighted([1, 0, 3].into_iter())] += 1;
        }
        assert!(seen[1] == 0 && seen[0] > 60 && seen[2] > 240, "{seen:?}");
    }

    #[test]
    fn mixing_depends_on_every_part_and_on_their_order() {
        let drawn = [mixed([1, 2, 3]), mixed([2, 1, 3]), mixed([1, 2, 4]), mixed([0, 2, 3])];
        assert!((1..4).all(|place| !drawn[..place].contains(&drawn[place])), "{drawn:?}");
    }
}
