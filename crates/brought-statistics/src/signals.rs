//! Which points of a chart are unlikely to be chance.

use crate::chart::Limits;
use crate::settings::Better;

/// Points in a row on one side of the mean, or rising or falling, that are unlikely to be chance.
const SEVEN: usize = 7;

/// Where a value lies, against the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above it.
    Above,
    /// On it, to the last digit.
    On,
    /// Below it.
    Below,
}

impl Side {
    pub(crate) fn of(value: f64, centre: f64) -> Self {
        match value.partial_cmp(&centre) {
            Some(std::cmp::Ordering::Greater) => Self::Above,
            Some(std::cmp::Ordering::Less) => Self::Below,
            _ => Self::On,
        }
    }
}

/// Why a point is unlikely to be chance. The first that holds is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// It lies above the upper limit.
    AboveUpperLimit,
    /// It lies below the lower limit.
    BelowLowerLimit,
    /// It is one of seven or more that rise.
    Rising,
    /// It is one of seven or more that fall.
    Falling,
    /// It is near the upper limit, as another one of three in a row that all lie above the mean.
    TwoOfThreeNearUpper,
    /// It is near the lower limit, as another one of three in a row that all lie below the mean.
    TwoOfThreeNearLower,
    /// It is one of seven or more in a row above the mean.
    SevenAbove,
    /// It is one of seven or more in a row below the mean.
    SevenBelow,
}

impl Signal {
    /// Whether it tells of values that are high or become higher; otherwise they are low or become lower.
    pub fn is_high(self) -> bool {
        matches!(self, Self::AboveUpperLimit | Self::Rising | Self::TwoOfThreeNearUpper | Self::SevenAbove)
    }

    /// A code for it, as tables have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::AboveUpperLimit => "above_upper_limit",
            Self::BelowLowerLimit => "below_lower_limit",
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::TwoOfThreeNearUpper => "two_of_three_near_upper",
            Self::TwoOfThreeNearLower => "two_of_three_near_lower",
            Self::SevenAbove => "seven_above",
            Self::SevenBelow => "seven_below",
        }
    }
}

/// What a point means for those who look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// It may be chance. That says nothing about whether what is usual is good.
    MayBeChance,
    /// Unlikely to be chance, and for the better.
    Improvement,
    /// Unlikely to be chance, and for the worse.
    Concern,
    /// Unlikely to be chance and high, where neither direction is better.
    High,
    /// Unlikely to be chance and low, where neither direction is better.
    Low,
}

impl Meaning {
    pub(crate) fn of(signal: Option<Signal>, better: Better) -> Self {
        match (signal.map(Signal::is_high), better) {
            (None, _) => Self::MayBeChance,
            (Some(true), Better::Higher) | (Some(false), Better::Lower) => Self::Improvement,
            (Some(false), Better::Higher) | (Some(true), Better::Lower) => Self::Concern,
            (Some(true), Better::Neither) => Self::High,
            (Some(false), Better::Neither) => Self::Low,
        }
    }

    /// A code for it, as tables have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::MayBeChance => "may_be_chance",
            Self::Improvement => "improvement",
            Self::Concern => "concern",
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// A value of one stretch, with the lines it is held against.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) value: f64,
    pub(crate) side: Side,
    pub(crate) limits: Option<Limits>,
}

impl Placed {
    fn is_above(&self) -> bool {
        self.limits.is_some_and(|limits| self.value > limits.upper)
    }

    fn is_below(&self) -> bool {
        self.limits.is_some_and(|limits| self.value < limits.lower)
    }

    /// Beyond two thirds of the way to a limit, and not beyond the limit.
    fn is_near(&self) -> bool {
        let near = |limits: Limits| self.value < limits.near_lower || self.value > limits.near_upper;
        !self.is_above() && !self.is_below() && self.limits.is_some_and(near)
    }
}

/// What there is to say about each value of a stretch. Nothing crosses from one stretch to the next.
pub(crate) fn signals(stretch: &[Placed]) -> Vec<Option<Signal>> {
    let trends = trends(stretch);
    let (two_of_three, sides) = (two_of_three(stretch), sevens_on_a_side(stretch));
    let of = |place: usize| {
        let point = &stretch[place];
        let high = point.side == Side::Above;
        let either = |above, below| if high { above } else { below };
        if point.is_above() || point.is_below() {
            Some(either(Signal::AboveUpperLimit, Signal::BelowLowerLimit))
        } else if trends[place].is_some() {
            trends[place]
        } else if two_of_three[place] {
            Some(either(Signal::TwoOfThreeNearUpper, Signal::TwoOfThreeNearLower))
        } else {
            sides[place].then(|| either(Signal::SevenAbove, Signal::SevenBelow))
        }
    };
    (0..stretch.len()).map(of).collect()
}

/// The values that belong to seven in a row that rise or fall at each step. One at which a rise turns into a fall belongs to what follows.
fn trends(stretch: &[Placed]) -> Vec<Option<Signal>> {
    let mut found = vec![None; stretch.len()];
    for (start, seven) in stretch.windows(SEVEN).enumerate() {
        let rises = seven.windows(2).all(|pair| pair[1].value > pair[0].value);
        let falls = seven.windows(2).all(|pair| pair[1].value < pair[0].value);
        if rises || falls {
            found[start..start + SEVEN].fill(Some(if rises { Signal::Rising } else { Signal::Falling }));
        }
    }
    found
}

/// The values near a limit that are two of three in a row which all lie on one side of the mean.
fn two_of_three(stretch: &[Placed]) -> Vec<bool> {
    let mut found = vec![false; stretch.len()];
    for (start, three) in stretch.windows(3).enumerate() {
        let one_side = three.iter().all(|point| point.side == three[0].side && point.side != Side::On);
        if one_side && three.iter().filter(|point| point.is_near()).count() >= 2 {
            let near = (start..).zip(three).filter(|(_, point)| point.is_near());
            near.for_each(|(place, _)| found[place] = true);
        }
    }
    found
}

/// The values that belong to seven in a row on one side of the mean. One on the mean breaks the row.
fn sevens_on_a_side(stretch: &[Placed]) -> Vec<bool> {
    let mut found = vec![false; stretch.len()];
    for (start, seven) in stretch.windows(SEVEN).enumerate() {
        if seven.iter().all(|point| point.side == seven[0].side && point.side != Side::On) {
            found[start..start + SEVEN].fill(true);
        }
    }
    found
}
