//! A chronology as a drawing: a lane for each service, a shape for each way a contact can go, and the gaps in which the child was not seen.
//!
//! Pure. Shapes, outlines and letters carry the meaning; colour only helps. Everything drawn is also in the table below the drawing.

mod shapes;
mod svg;

pub(crate) use shapes::Sort;

use jiff::Unit;
use jiff::civil::Date;

/// One thing that is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) day: Date,
    /// The service, with whose contact it was when it was not the child's own.
    pub(crate) lane: String,
    pub(crate) sort: Sort,
    /// All of it in words.
    pub(crate) words: String,
    /// Whether it is about the person of the page.
    pub(crate) own: bool,
}

/// A drawing, and what it shows in words.
pub(crate) struct Drawn {
    pub(crate) svg: String,
    pub(crate) words: Vec<String>,
}

/// A stretch of time in which the child was not seen in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    from: Date,
    to: Date,
    days: i32,
    /// Whether it goes on.
    open: bool,
}

/// A gap shorter than this is not worth a line: children are seen that far apart when all is well.
const SHORTEST_GAP_DAYS: i32 = 60;

/// Draws what there is. Nothing when there is nothing to draw.
pub(crate) fn draw(marks: &[Mark], today: Date) -> Option<Drawn> {
    if marks.is_empty() {
        return None;
    }
    let mut marks = marks.to_vec();
    marks.sort_by_key(|mark| mark.day);
    let lanes = lanes(&marks);
    let gaps = gaps(&marks, today);
    let words = words(&marks, &lanes, &gaps);
    Some(Drawn { svg: svg::picture(&marks, &lanes, &gaps, today, &words), words })
}

/// The lanes: those of the person first, each in the order in which it begins.
fn lanes(marks: &[Mark]) -> Vec<String> {
    let mut lanes: Vec<String> = Vec::new();
    for own in [true, false] {
        for mark in marks.iter().filter(|mark| mark.own == own) {
            if !lanes.contains(&mark.lane) {
                lanes.push(mark.lane.clone());
            }
        }
    }
    lanes
}

/// From each time the child was seen in person to the next, and from the last until today.
fn gaps(marks: &[Mark], today: Date) -> Vec<Gap> {
    let own = || marks.iter().filter(|mark| mark.own && mark.day <= today);
    let Some(first) = own().next().map(|mark| mark.day) else { return Vec::new() };
    let mut seen: Vec<Date> = own().filter(|mark| mark.sort.is_seen_in_person()).map(|mark| mark.day).collect();
    seen.insert(0, first);
    seen.push(today);
    let last = seen.len().saturating_sub(2);
    let pairs = seen.windows(2).enumerate();
    let gap = |(place, pair): (usize, &[Date])| {
        let days = pair[0].until((Unit::Day, pair[1])).map_or(0, |span| span.get_days());
        (days >= SHORTEST_GAP_DAYS).then_some(Gap { from: pair[0], to: pair[1], days, open: place == last })
    };
    pairs.filter_map(gap).collect()
}

/// What the drawing shows, for those who do not see it.
fn words(marks: &[Mark], lanes: &[String], gaps: &[Gap]) -> Vec<String> {
    let mut words = Vec::new();
    for lane in lanes {
        let mut counts: Vec<(Sort, usize)> = Vec::new();
        for mark in marks.iter().filter(|mark| mark.lane == *lane) {
            match counts.iter_mut().find(|(sort, _)| *sort == mark.sort) {
                Some((_, count)) => *count += 1,
                None => counts.push((mark.sort, 1)),
            }
        }
        let counted: Vec<String> = counts.iter().map(|(sort, count)| format!("{count} {}", sort.words())).collect();
        words.push(format!("{lane}: {}", counted.join(", ")));
    }
    for gap in gaps {
        let from = brought_calendar::date_in_words(gap.from);
        let end = if gap.open { "and since then".to_owned() } else { format!("until {}", brought_calendar::date_in_words(gap.to)) };
        words.push(format!("Not recorded as seen in person for {} days from {from} {end}", gap.days));
    }
    words
}

/// Each shape with its words.
pub(crate) fn legend() -> Vec<(String, &'static str)> {
    Sort::ALL.iter().map(|sort| (svg::alone(*sort), sort.words())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn mark(day: Date, lane: &str, sort: Sort) -> Mark {
        Mark { day, lane: lane.to_owned(), sort, words: format!("{day} <b>"), own: true }
    }

    #[test]
    fn each_lane_and_each_gap_is_said_in_words_too() {
        let marks = [
            mark(date(2026, 1, 1), "Clinic", Sort::Seen),
            mark(date(2026, 1, 20), "Clinic", Sort::WasNotBrought),
            mark(date(2026, 4, 1), "Health visiting", Sort::NoAccess),
        ];
        let drawn = draw(&marks, date(2026, 5, 1)).unwrap();
        assert_eq!(drawn.words[0], "Clinic: 1 seen in person, 1 was not brought");
        assert_eq!(drawn.words[1], "Health visiting: 1 no access");
        assert_eq!(drawn.words[2], "Not recorded as seen in person for 120 days from 1 January 2026 and since then");
        assert_eq!(drawn.svg.matches("<g class=\"app-mark").count(), 3);
    }

    #[test]
    fn being_seen_at_a_distance_ends_no_gap() {
        let seen = [
            mark(date(2026, 1, 1), "A", Sort::Seen),
            mark(date(2026, 3, 1), "A", Sort::AtADistance),
            mark(date(2026, 5, 1), "A", Sort::Seen),
        ];
        assert_eq!(gaps(&seen, date(2026, 5, 2)), [Gap { from: date(2026, 1, 1), to: date(2026, 5, 1), days: 120, open: false }]);
    }

    #[test]
    fn what_is_drawn_is_escaped_and_needs_no_inline_style() {
        let drawn = draw(&[mark(date(2026, 1, 1), "A & <B>", Sort::Seen)], date(2026, 1, 2)).unwrap();
        assert!(drawn.svg.contains("A &amp; &lt;B&gt;") && !drawn.svg.contains("<b>") && !drawn.svg.contains("style="), "{}", drawn.svg);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(draw(&[], date(2026, 1, 1)).is_none());
    }
}
