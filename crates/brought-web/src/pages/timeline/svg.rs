//! Writing the drawing as SVG. No inline styles: the content security policy forbids them, so classes in `app.css` give the colours.

use super::{Gap, Mark, Sort};
use jiff::Unit;
use jiff::civil::Date;
use std::fmt::Write as _;

const WIDTH: i32 = 960;
const LEFT: i32 = 220;
const RIGHT: i32 = 30;
const TOP: i32 = 30;
const LANE: i32 = 44;
/// Marks nearer than this to the one before step aside.
const ROOM: i32 = 18;
/// Letters of a lane's name that fit beside it.
const LETTERS: usize = 30;

/// Where days lie across the drawing.
struct Scale {
    first: Date,
    days: i32,
}

impl Scale {
    fn new(marks: &[Mark], today: Date) -> Self {
        let days = || marks.iter().map(|mark| mark.day).chain([today]);
        let first = days().min().unwrap_or(today);
        let last = days().max().unwrap_or(today);
        Self { first, days: days_between(first, last).max(1) }
    }

    fn x(&self, day: Date) -> i32 {
        LEFT + (WIDTH - LEFT - RIGHT) * days_between(self.first, day) / self.days
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}

/// The whole drawing.
pub(super) fn picture(marks: &[Mark], lanes: &[String], gaps: &[Gap], today: Date, words: &[String]) -> String {
    let scale = Scale::new(marks, today);
    let lane_count = i32::try_from(lanes.len()).unwrap_or(i32::MAX);
    let bottom = TOP + LANE * (lane_count + 1);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        r#"<svg class="app-timeline" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="timeline-title timeline-words" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"><title id="timeline-title">Timeline of contacts</title><desc id="timeline-words">{words}</desc>"#,
        height = bottom + 30,
        words = escaped(&words.join(". ")),
    );
    months(&mut out, &scale, today, bottom);
    for (place, lane) in lanes.iter().enumerate() {
        let y = lane_y(place);
        let _ = write!(out, r#"<text class="app-timeline__lane" x="0" y="{}">{}</text>"#, y + 5, escaped(&shortened(lane)));
        let _ = write!(out, r#"<line class="app-timeline__line" x1="{LEFT}" y1="{y}" x2="{}" y2="{y}"/>"#, WIDTH - RIGHT);
        lane_marks(&mut out, marks.iter().filter(|mark| mark.lane == *lane), y, &scale);
    }
    gap_lane(&mut out, gaps, lane_y(lanes.len()), &scale);
    out.push_str("</svg>");
    out
}

fn lane_y(place: usize) -> i32 {
    TOP + LANE / 2 + LANE * i32::try_from(place).unwrap_or(0)
}

/// A line at the beginning of each month, named where there is room, and one for today.
fn months(out: &mut String, scale: &Scale, today: Date, bottom: i32) {
    const SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut named_at = i32::MIN / 2;
    let mut month = scale.first.first_of_month();
    while let Ok(next) = month.checked_add(jiff::Span::new().months(1)) {
        month = next;
        if days_between(scale.first, month) > scale.days {
            break;
        }
        let x = scale.x(month);
        let _ = write!(out, r#"<line class="app-timeline__month" x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}"/>"#);
        if x - named_at >= 70 {
            let name = usize::try_from(month.month() - 1).ok().and_then(|place| SHORT.get(place)).copied().unwrap_or_default();
            let _ = write!(out, r#"<text class="app-timeline__label" x="{x}" y="18" text-anchor="middle">{name} {}</text>"#, month.year());
            named_at = x;
        }
    }
    let x = scale.x(today);
    let _ = write!(out, r#"<line class="app-timeline__today" x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom}"/>"#);
    let _ = write!(out, r#"<text class="app-timeline__label" x="{x}" y="{}" text-anchor="middle">Today</text>"#, bottom + 18);
}

fn lane_marks<'a>(out: &mut String, marks: impl Iterator<Item = &'a Mark>, y: i32, scale: &Scale) {
    let (mut before, mut step) = (i32::MIN / 2, 0);
    for mark in marks {
        let x = scale.x(mark.day);
        step = if x - before < ROOM { (step + 1) % 3 } else { 0 };
        before = x;
        let aside = [0, -13, 13][step];
        let _ = write!(
            out,
            r#"<g class="app-mark app-mark--{}" transform="translate({x} {})"><title>{}</title>{}</g>"#,
            mark.sort.class(),
            y + aside,
            escaped(&mark.words),
            mark.sort.shape()
        );
    }
}

/// The last lane: how long the child was not seen.
fn gap_lane(out: &mut String, gaps: &[Gap], y: i32, scale: &Scale) {
    let _ = write!(out, r#"<text class="app-timeline__lane" x="0" y="{}">Not seen in person</text>"#, y + 5);
    for gap in gaps {
        let (from, to) = (scale.x(gap.from), scale.x(gap.to));
        let _ = write!(out, r#"<rect class="app-timeline__gap" x="{from}" y="{}" width="{}" height="20"/>"#, y - 10, (to - from).max(1));
        let label = if to - from >= 70 { format!("{} days", gap.days) } else { gap.days.to_string() };
        let _ = write!(
            out,
            r#"<text class="app-timeline__days" x="{}" y="{}" text-anchor="middle">{label}</text>"#,
            i32::midpoint(from, to),
            y + 5
        );
    }
}

/// One shape by itself, for the legend.
pub(super) fn alone(sort: Sort) -> String {
    let (class, shape) = (sort.class(), sort.shape());
    format!(
        r#"<svg class="app-timeline__key" width="24" height="24" viewBox="-12 -12 24 24" aria-hidden="true" focusable="false"><g class="app-mark app-mark--{class}">{shape}</g></svg>"#
    )
}

fn shortened(lane: &str) -> String {
    if lane.chars().count() <= LETTERS {
        return lane.to_owned();
    }
    let kept: String = lane.chars().take(LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
