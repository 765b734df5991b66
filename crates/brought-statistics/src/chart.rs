//! A chart, worked out.

use crate::settings::{Better, ENOUGH, Settings};
use crate::signals::{Meaning, Placed, Side, Signal, signals};
use std::ops::Range;

/// A chart, worked out: [`crate::individuals`] and the others make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// A point for each value, in their order: at least one.
    pub points: Vec<Point>,
    /// The stretches with limits of their own, in their order.
    pub stretches: Vec<Stretch>,
    /// Whether the target is reached, by the limits of the last point. Nothing without a target, without limits, or where neither direction is better.
    pub assurance: Option<Assurance>,
}

/// One value, and what there is to say about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// The mean of its stretch; of shares, the share in all of it.
    pub centre: f64,
    /// Its limits; nothing in a stretch of one value.
    pub limits: Option<Limits>,
    /// On which side of the mean it lies.
    pub side: Side,
    /// Why it is unlikely to be chance; nothing when it may be.
    pub signal: Option<Signal>,
    /// What that means.
    pub meaning: Meaning,
}

/// The lines within which values lie that move by chance, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower process limit.
    pub lower: f64,
    /// The upper process limit.
    pub upper: f64,
    /// Two thirds of the way from the mean to the lower limit.
    pub near_lower: f64,
    /// Two thirds of the way from the mean to the upper limit.
    pub near_upper: f64,
}

/// A stretch of values that has limits of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The places of its values, from 0.
    pub values: Range<usize>,
    /// On how many of them its limits rest, the first ones.
    pub limits_rest_on: usize,
}

impl Stretch {
    /// Whether its limits rest on fewer than [`ENOUGH`] values, and may well change with the next.
    pub fn is_on_trial(&self) -> bool {
        self.limits_rest_on < ENOUGH
    }
}

/// Whether a target is reached, if nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// It is reached whatever chance brings.
    Reached,
    /// It is not reached whatever chance brings.
    NotReached,
    /// Chance decides.
    Chance,
}

impl Assurance {
    /// A code for it, as tables have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "not_reached",
            Self::Chance => "chance",
        }
    }

    fn of(settings: &Settings, limits: Option<Limits>) -> Option<Self> {
        let (target, limits) = (settings.target?, limits?);
        let higher = match settings.better {
            Better::Higher => true,
            Better::Lower => false,
            Better::Neither => return None,
        };
        Some(match (target > limits.upper, target < limits.lower) {
            (true, _) => {
                if higher {
                    Self::NotReached
                } else {
                    Self::Reached
                }
            }
            (_, true) => {
                if higher {
                    Self::Reached
                } else {
                    Self::NotReached
                }
            }
            _ => Self::Chance,
        })
    }
}

/// A value and the lines it is held against.
pub(crate) struct Lined {
    pub(crate) value: f64,
    pub(crate) centre: f64,
    pub(crate) limits: Option<Limits>,
}

impl Chart {
    /// A chart of these values, parted so.
    pub(crate) fn new(lined: &[Lined], stretches: Vec<Range<usize>>, settings: &Settings) -> Self {
        let place = |lined: &Lined| Placed { value: lined.value, side: Side::of(lined.value, lined.centre), limits: lined.limits };
        let placed: Vec<Placed> = lined.iter().map(place).collect();
        let told = stretches.iter().flat_map(|stretch| signals(&placed[stretch.clone()]));
        let points: Vec<Point> = lined
            .iter()
            .zip(&placed)
            .zip(told)
            .map(|((lined, placed), signal)| Point {
                value: lined.value,
                centre: lined.centre,
                limits: lined.limits,
                side: placed.side,
                signal,
                meaning: Meaning::of(signal, settings.better),
            })
            .collect();
        let assurance = Assurance::of(settings, points.last().and_then(|last| last.limits));
        let stretch = |values: Range<usize>| Stretch { limits_rest_on: settings.fixed(&values).len(), values };
        Self { points, stretches: stretches.into_iter().map(stretch).collect(), assurance }
    }

    /// What the last point means: the chart's icon of variation.
    pub fn latest(&self) -> Meaning {
        self.points.last().map_or(Meaning::MayBeChance, |point| point.meaning)
    }

    /// The place, from 0, since which every point tells the same as the last one. Nothing when the last may be chance.
    pub fn since(&self) -> Option<usize> {
        let high = |point: &Point| point.signal.map(Signal::is_high);
        let last = self.points.last().and_then(high)?;
        let alike = self.points.iter().rev().take_while(|point| high(point) == Some(last)).count();
        Some(self.points.len() - alike)
    }

    /// Whether the limits at the end of the chart are on trial.
    pub fn is_on_trial(&self) -> bool {
        self.stretches.last().is_none_or(Stretch::is_on_trial)
    }
}
