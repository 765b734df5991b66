//! Means that do not depend on the order in which a computer adds.

/// The sum, with what each addition loses carried along (Neumaier, 1974): other programs sum in more digits than we have, and a value that lies on
/// the mean has to lie on it here too.
pub(crate) fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + lost
}

/// The mean of some values; nothing when there are none. Of values that are all the same it is that value: a sum divided again may come out beside it.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let (first, others) = values.split_first()?;
    if others.iter().all(|value| value == first) {
        return Some(*first);
    }
    Some(sum(values.iter().copied()) / count(values.len()))
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "nobody charts 2^53 values")]
pub(crate) fn count(number: usize) -> f64 {
    number as f64
}

/// The mean step between neighbours: how much a figure moves by itself. Steps too large for chance are left out, once, when asked. Nothing for
/// fewer than two values.
pub(crate) fn mean_step(values: &[f64], screen_outliers: bool) -> Option<f64> {
    /// A step of more than so many mean steps is too large for chance: the upper limit of a chart of moving ranges of two.
    const TOO_LARGE: f64 = 3.267;
    let mut steps: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let before = mean(&steps)?;
    if screen_outliers && before > 0.0 {
        steps.retain(|step| *step < TOO_LARGE * before);
    }
    mean(&steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_in_a_sum() {
        assert!(sum([1e16, 1.0, -1e16].into_iter()) == 1.0);
        assert!(mean(&[0.1; 10]).unwrap() == 0.1);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn steps_too_large_for_chance_are_left_out_once() {
        let values = [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
        assert_eq!(mean_step(&values, true), Some(1.0));
        assert_eq!(mean_step(&values, false), Some((15.0 + 8.0 + 9.0) / 17.0));
        assert_eq!(mean_step(&[5.0; 4], true), Some(0.0));
        assert_eq!(mean_step(&[5.0], true), None);
    }
}
