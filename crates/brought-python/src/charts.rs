//! Control charts: of any measure, and of the rates of a population.

use crate::arrow::{ArrowTable, batches};
use crate::failure::Failure;
use crate::rates::{self, Counts, Months, NAME};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use brought_batch::KeptTable;
use brought_statistics::{Better, Chart, Settings, Share, Unusable, individuals, overdispersed_proportions, proportions};
use jiff::civil::{Date, date};
use pyo3::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is asked of a chart, as Python gives it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    kind: String,
    better: String,
    target: Option<f64>,
    new_limits_at: Vec<usize>,
    limits_from_first: Option<usize>,
    screen_outliers: bool,
}

/// What is asked of charts of rates, besides.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct AskedOfRates {
    by: Option<String>,
    /// Days.
    new_limits_from: Vec<String>,
    /// A day.
    until: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Individuals,
    Proportions,
    OverdispersedProportions,
}

impl Asked {
    fn settings(&self) -> Result<(Kind, Settings), Failure> {
        let kind = match self.kind.as_str() {
            "xmr" => Kind::Individuals,
            "p" => Kind::Proportions,
            "p_prime" => Kind::OverdispersedProportions,
            other => return Err(Failure::unusable(format!("kind: {other} is no kind of chart. Give `xmr`, `p` or `p_prime`"))),
        };
        let better = match self.better.as_str() {
            "lower" => Better::Lower,
            "higher" => Better::Higher,
            "neither" => Better::Neither,
            other => return Err(Failure::unusable(format!("better: {other} is no direction. Give `lower`, `higher` or `neither`"))),
        };
        let settings = Settings {
            better,
            target: self.target,
            new_limits_at: self.new_limits_at.clone(),
            limits_from_first: self.limits_from_first,
            screen_outliers: self.screen_outliers,
        };
        Ok((kind, settings))
    }
}

/// A chart of one measure, as JSON. With `of`, `values` are counts, each out of so many.
#[pyfunction]
pub(crate) fn control_chart(
    py: Python<'_>,
    values: Vec<f64>,
    of: Option<Vec<u64>>,
    labels: Vec<String>,
    asked: Asked,
) -> Result<String, Failure> {
    py.detach(|| {
        let (kind, settings) = asked.settings()?;
        let chart = match (kind, of) {
            (Kind::Individuals, None) => individuals(&values, &settings).map_err(|problem| told(problem, "the values"))?,
            (Kind::Individuals, Some(of)) => {
                of_shares(&shares(&values, &of)?, kind, &settings).map_err(|problem| told(problem, "the values"))?
            }
            (_, Some(of)) => of_shares(&shares(&values, &of)?, kind, &settings).map_err(|problem| told(problem, "the values"))?,
            (_, None) => return Err(Failure::unusable("of: a chart of shares needs out of how many each was counted")),
        };
        Ok(written(&chart, &labels).to_string())
    })
}

fn told(problem: Unusable, what: &str) -> Failure {
    Failure::unusable(format!("{what}: {problem}"))
}

/// Counts with what they were counted out of.
fn shares(values: &[f64], of: &[u64]) -> Result<Vec<Share>, Failure> {
    if values.len() != of.len() {
        return Err(Failure::unusable(format!("of: there are {} values and {} numbers that they are out of", values.len(), of.len())));
    }
    // Beyond this, a number no longer says exactly how many.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let share = |(place, (&value, &of)): (usize, (&f64, &u64))| {
        if !(0.0..=EXACT).contains(&value) || value.fract() != 0.0 {
            return Err(Failure::unusable(format!("the values: value {} is {value}. With `of`, give how many were counted", place + 1)));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a whole number that fits, as was just seen")]
        Share::new(value as u64, of).map_err(|problem| Failure::unusable(format!("the values: value {}: {problem}", place + 1)))
    };
    values.iter().zip(of).enumerate().map(share).collect()
}

fn of_shares(shares: &[Share], kind: Kind, settings: &Settings) -> Result<Chart, Unusable> {
    match kind {
        Kind::Proportions => proportions(shares, settings),
        Kind::OverdispersedProportions => overdispersed_proportions(shares, settings),
        Kind::Individuals => individuals(&shares.iter().map(|share| share.value()).collect::<Vec<f64>>(), settings),
    }
}

fn written(chart: &Chart, labels: &[String]) -> Value {
    let points = chart.points.iter().map(|point| {
        json!({
            "value": point.value,
            "centre": point.centre,
            "lower": point.limits.map(|limits| limits.lower),
            "upper": point.limits.map(|limits| limits.upper),
            "near_lower": point.limits.map(|limits| limits.near_lower),
            "near_upper": point.limits.map(|limits| limits.near_upper),
            "signal": point.signal.map(|signal| signal.code()),
            "meaning": point.meaning.code(),
        })
    });
    let stretches = chart.stretches.iter().map(|stretch| {
        json!({
            "from": stretch.values.start,
            "until": stretch.values.end,
            "limits_rest_on": stretch.limits_rest_on,
            "on_trial": stretch.is_on_trial(),
        })
    });
    json!({
        "points": points.collect::<Vec<_>>(),
        "stretches": stretches.collect::<Vec<_>>(),
        "latest": chart.latest().code(),
        "since": chart.since(),
        "assurance": chart.assurance.map(|assurance| assurance.code()),
        "words": chart.in_words(labels),
    })
}

/// Charts of the rates of a population: the table of points, and that of charts.
#[pyfunction]
pub(crate) fn control_charts(
    py: Python<'_>,
    given: &Bound<'_, PyAny>,
    asked: Asked,
    of_rates: AskedOfRates,
) -> PyResult<(ArrowTable, ArrowTable)> {
    let (_, batches) = batches(given, NAME, "")?;
    Ok(py.detach(|| -> Result<_, Failure> {
        let (kind, settings) = asked.settings()?;
        let until = of_rates.until.as_deref().map(|text| day("until", text)).transpose()?;
        let from = of_rates.new_limits_from.iter().map(|text| day("new_limits_from", text)).collect::<Result<Vec<Date>, _>>()?;
        let mut lines = Vec::new();
        for (name, months) in rates::read(&batches, of_rates.by.as_deref())? {
            if let Some(line) = Line::new(name, &months, until, kind, &settings, &from)? {
                lines.push(line);
            }
        }
        let by = of_rates.by.as_deref();
        Ok((table("points", points(&lines, by))?, table("charts", charts(&lines, by))?))
    })?)
}

fn day(what: &str, text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::unusable(format!("{what}: {text} is no day. Write it as 2026-03-01")))
}

/// One chart, with what it is of.
struct Line {
    name: Option<String>,
    months: Vec<(Date, Share)>,
    /// Months of which there are rows, and in which nothing was due.
    without_due: u64,
    /// Months between the first and the last of which there are no rows.
    missing: u64,
    chart: Chart,
}

impl Line {
    /// Nothing: in no month that counts was anything due.
    fn new(
        name: Option<String>,
        all: &Months,
        until: Option<Date>,
        kind: Kind,
        settings: &Settings,
        from: &[Date],
    ) -> Result<Option<Self>, Failure> {
        let shown = name.as_deref().unwrap_or(NAME);
        let counts = |month: &Date| until.is_none_or(|until| month.last_of_month() <= until);
        let all: Vec<(Date, Counts)> = all.iter().filter(|(month, _)| counts(month)).map(|(month, counts)| (*month, *counts)).collect();
        let mut months = Vec::new();
        for (month, Counts { failed, due }) in all.iter().filter(|(_, counts)| counts.due > 0 || counts.failed > 0) {
            let share = Share::new(*failed, *due);
            months.push((*month, share.map_err(|problem| Failure::unusable(format!("{NAME}, {shown}, {month}: {problem}")))?));
        }
        let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else { return Ok(None) };
        let between = all.iter().filter(|(month, _)| first <= month && month <= last).count();
        // A chart that has no month before or from that day on has only one stretch.
        let begins = |day: &Date| months.iter().position(|(month, _)| month >= day).filter(|place| *place > 0);
        let mut new_limits_at: Vec<usize> = from.iter().filter_map(begins).collect();
        new_limits_at.sort_unstable();
        new_limits_at.dedup();
        let shares: Vec<Share> = months.iter().map(|(_, share)| *share).collect();
        let chart = of_shares(&shares, kind, &Settings { new_limits_at, ..settings.clone() }).map_err(|problem| told(problem, shown))?;
        let (without_due, missing) = ((between - months.len()) as u64, count_months(*first, *last) - between as u64);
        Ok(Some(Self { without_due, missing, name, months, chart }))
    }

    fn labels(&self) -> Vec<String> {
        self.months.iter().map(|(month, _)| month.strftime("%B %Y").to_string()).collect()
    }
}

/// How many months there are from one to another, both counted.
fn count_months(first: Date, last: Date) -> u64 {
    let number = |month: Date| i64::from(month.year()) * 12 + i64::from(month.month());
    u64::try_from(number(last) - number(first) + 1).unwrap_or_default()
}

/// A column, by its name.
type Column = (String, ArrayRef);

fn texts<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> ArrayRef {
    Arc::new(texts.collect::<StringArray>())
}

fn days(days: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    let number = |day: Date| day.since(date(1970, 1, 1)).map(|span| span.get_days()).unwrap_or_default();
    Arc::new(days.map(|day| day.map(number)).collect::<Date32Array>())
}

fn points(lines: &[Line], by: Option<&str>) -> Vec<Column> {
    let each = || lines.iter().flat_map(|line| line.months.iter().zip(&line.chart.points).map(move |(month, point)| (line, month, point)));
    let line = |of: fn(&brought_statistics::Limits) -> f64| -> ArrayRef {
        Arc::new(each().map(|(_, _, point)| point.limits.as_ref().map(of)).collect::<Float64Array>())
    };
    let mut columns: Vec<Column> = Vec::new();
    columns.extend(by.map(|by| (by.to_owned(), texts(each().map(|(line, ..)| line.name.as_deref())))));
    let others: [(&str, ArrayRef); 11] = [
        ("month", days(each().map(|(_, (month, _), _)| Some(*month)))),
        ("failed", Arc::new(each().map(|(_, (_, share), _)| share.counted()).collect::<UInt64Array>())),
        ("due", Arc::new(each().map(|(_, (_, share), _)| share.of()).collect::<UInt64Array>())),
        ("value", Arc::new(each().map(|(.., point)| point.value).collect::<Float64Array>())),
        ("centre", Arc::new(each().map(|(.., point)| point.centre).collect::<Float64Array>())),
        ("lower", line(|limits| limits.lower)),
        ("upper", line(|limits| limits.upper)),
        ("near_lower", line(|limits| limits.near_lower)),
        ("near_upper", line(|limits| limits.near_upper)),
        ("signal", texts(each().map(|(.., point)| point.signal.map(|signal| signal.code())))),
        ("meaning", texts(each().map(|(.., point)| Some(point.meaning.code())))),
    ];
    columns.extend(others.map(|(name, column)| (name.to_owned(), column)));
    columns
}

fn charts(lines: &[Line], by: Option<&str>) -> Vec<Column> {
    let count = |of: fn(&Line) -> u64| -> ArrayRef { Arc::new(lines.iter().map(of).collect::<UInt64Array>()) };
    let mut columns: Vec<Column> = Vec::new();
    columns.extend(by.map(|by| (by.to_owned(), texts(lines.iter().map(|line| line.name.as_deref())))));
    let words: Vec<String> = lines.iter().map(|line| line.chart.in_words(&line.labels())).collect();
    let since = |line: &Line| line.chart.since().map(|place| line.months[place].0);
    let others: [(&str, ArrayRef); 9] = [
        ("months", count(|line| line.months.len() as u64)),
        ("months_without_due", count(|line| line.without_due)),
        ("months_missing", count(|line| line.missing)),
        ("latest", texts(lines.iter().map(|line| Some(line.chart.latest().code())))),
        ("since", days(lines.iter().map(since))),
        ("assurance", texts(lines.iter().map(|line| line.chart.assurance.map(|assurance| assurance.code())))),
        ("limits_rest_on", count(|line| line.chart.stretches.last().map_or(0, |stretch| stretch.limits_rest_on as u64))),
        ("on_trial", Arc::new(lines.iter().map(|line| Some(line.chart.is_on_trial())).collect::<BooleanArray>())),
        ("words", texts(words.iter().map(|words| Some(words.as_str())))),
    ];
    columns.extend(others.map(|(name, column)| (name.to_owned(), column)));
    columns
}

fn table(name: &str, columns: Vec<Column>) -> Result<ArrowTable, Failure> {
    let nullable = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(nullable)
        .map_err(|problem| Failure::machine(format!("the table of {name} could not be made: {problem}. This is a fault of the program")))?;
    Ok(KeptTable { name: name.to_owned(), rows: batch.num_rows() as u64, schema: batch.schema(), batches: vec![batch] }.into())
}
