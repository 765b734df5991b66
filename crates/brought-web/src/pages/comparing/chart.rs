//! Charts as SVG. Pure. No inline styles: classes in `app.css` give the colours, and A and B differ in pattern and outline as well as in
//! colour. What is drawn is drawn from numbers that may be shown: fewer than five are drawn alike, whatever they are.

use brought_app::Guarded;
use std::fmt::Write as _;

const WIDTH: usize = 640;
const LEFT: usize = 16;
/// Where bars may end: the number stands after them.
const BARS: usize = 520;
const BAR: usize = 18;

/// Bars below one another, in groups.
pub(super) struct Bars {
    /// Makes the ids in it the only ones on the page.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// The name of each group, and its bars.
    pub(super) rows: Vec<(String, Vec<Guarded>)>,
    /// What the bars of a group are.
    pub(super) names: Vec<String>,
}

/// Two lines over weeks.
pub(super) struct Weeks {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) weeks: Vec<(String, [Guarded; 2])>,
}

/// From a quarter to three quarters of the people, with the half marked, under A and under B.
pub(super) struct Ranges {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) rows: Vec<(String, [[Option<i64>; 3]; 2])>,
}

const SIDES: [&str; 2] = ["a", "b"];

impl Bars {
    pub(super) fn svg(&self) -> String {
        let most = self.rows.iter().flat_map(|(_, bars)| bars).map(|number| number.drawn).max().unwrap_or(0).max(1);
        let group = 26 + self.names.len() * (BAR + 4) + 8;
        let mut out = begin(self.id, self.title, &self.words(), 8 + group * self.rows.len());
        for (place, (name, bars)) in self.rows.iter().enumerate() {
            let top = 8 + place * group;
            text(&mut out, "app-chart__name", LEFT, top + 16, name);
            for (number, bar) in bars.iter().enumerate() {
                let y = top + 24 + number * (BAR + 4);
                let width = (BARS - LEFT - 24) * bar.drawn / most;
                if bar.drawn > 0 {
                    rectangle(&mut out, self.id, SIDES.get(number).copied().unwrap_or("a"), LEFT + 24, y, width.max(2));
                }
                if self.names.len() > 1 {
                    text(&mut out, "app-chart__side", LEFT, y + 14, self.names.get(number).map_or("", String::as_str));
                }
                text(&mut out, "app-chart__number", LEFT + 24 + width + 6, y + 14, &bar.words);
            }
        }
        out + "</svg>"
    }

    fn words(&self) -> String {
        let row = |(name, bars): &(String, Vec<Guarded>)| {
            let bars = self.names.iter().zip(bars).map(|(side, number)| format!("{side} {}", number.words));
            format!("{name}: {}", bars.collect::<Vec<_>>().join(", "))
        };
        self.rows.iter().map(row).collect::<Vec<_>>().join(". ")
    }
}

impl Weeks {
    const HEIGHT: usize = 260;
    const TOP: usize = 20;
    const FOOT: usize = 220;

    pub(super) fn svg(&self) -> String {
        let most = self.weeks.iter().flat_map(|(_, pair)| pair).map(|number| number.drawn).max().unwrap_or(0).max(1);
        let mut out = begin(self.id, self.title, &self.words(), Self::HEIGHT);
        let across = WIDTH - 48 - LEFT;
        let x = |place: usize| 48 + across * place / self.weeks.len().saturating_sub(1).max(1);
        let y = |drawn: usize| Self::FOOT - (Self::FOOT - Self::TOP) * drawn / most;
        for part in [0, most / 2, most] {
            let _ = write!(out, r#"<line class="app-chart__grid" x1="48" y1="{0}" x2="{1}" y2="{0}"/>"#, y(part), WIDTH - LEFT);
            text(&mut out, "app-chart__number", 4, y(part) + 5, &part.to_string());
        }
        for (side, class) in SIDES.iter().enumerate() {
            let points = self.weeks.iter().enumerate().filter_map(|(place, (_, pair))| Some((x(place), y(pair.get(side)?.drawn))));
            let points: Vec<(usize, usize)> = points.collect();
            let path: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
            let _ = write!(out, r#"<polyline class="app-chart__line app-chart__line--{class}" points="{}"/>"#, path.join(" "));
            for (x, y) in points {
                mark(&mut out, class, x, y);
            }
        }
        let name = |place: usize| self.weeks.get(place).map_or("", |(week, _)| week.as_str());
        text(&mut out, "app-chart__number", 48, Self::FOOT + 22, name(0));
        let last = self.weeks.len().saturating_sub(1);
        let _ = write!(
            out,
            r#"<text class="app-chart__number" x="{}" y="{}" text-anchor="end">{}</text>"#,
            WIDTH - LEFT,
            Self::FOOT + 22,
            escaped(name(last))
        );
        out + "</svg>"
    }

    /// The course in words: where it begins and ends, and where it is highest. Every week is in the table.
    fn words(&self) -> String {
        let side = |side: usize, name: &str| {
            let number = |place: usize| self.weeks.get(place).and_then(|(_, pair)| pair.get(side));
            let highest = self.weeks.iter().max_by_key(|(_, pair)| pair.get(side).map_or(0, |number| number.drawn));
            let words = |number: Option<&Guarded>| number.map_or_else(String::new, |number| number.words.clone());
            format!(
                "{name}: {} in the first week shown, {} in the last, at most {} in the week of {}",
                words(number(0)),
                words(number(self.weeks.len().saturating_sub(1))),
                words(highest.and_then(|(_, pair)| pair.get(side))),
                highest.map_or("", |(week, _)| week.as_str())
            )
        };
        format!("{}. {}", side(0, "A"), side(1, "B"))
    }
}

fn mark(out: &mut String, side: &str, x: usize, y: usize) {
    let _ = match side {
        "a" => write!(out, r#"<circle class="app-chart__mark app-chart__mark--a" cx="{x}" cy="{y}" r="4"/>"#),
        _ => write!(
            out,
            r#"<rect class="app-chart__mark app-chart__mark--b" x="{}" y="{}" width="8" height="8"/>"#,
            x.saturating_sub(4),
            y.saturating_sub(4)
        ),
    };
}

impl Ranges {
    pub(super) fn svg(&self) -> String {
        let most = self.rows.iter().flat_map(|(_, pair)| pair.iter().flatten()).flatten().max().copied().unwrap_or(0).max(1);
        let most = usize::try_from(most).unwrap_or(1);
        let group = 26 + 2 * (BAR + 4) + 8;
        let mut out = begin(self.id, self.title, &self.words(), 8 + group * self.rows.len());
        let x = |days: i64| LEFT + 24 + (BARS - LEFT - 24) * usize::try_from(days).unwrap_or(0) / most;
        for (place, (name, pair)) in self.rows.iter().enumerate() {
            let top = 8 + place * group;
            text(&mut out, "app-chart__name", LEFT, top + 16, name);
            for (side, [quarter, half, three]) in pair.iter().enumerate() {
                let y = top + 24 + side * (BAR + 4);
                let class = SIDES.get(side).copied().unwrap_or("a");
                text(&mut out, "app-chart__side", LEFT, y + 14, &class.to_uppercase());
                let Some(from) = quarter.or(*half) else {
                    text(&mut out, "app-chart__number", LEFT + 24, y + 14, "not by the end, or too few people");
                    continue;
                };
                // What had not come by the end for half or three quarters of the people goes on beyond the drawing.
                let to = three.or(*half).map_or(BARS, x);
                let to = if three.is_none() { BARS } else { to };
                rectangle(&mut out, self.id, class, x(from), y, to.saturating_sub(x(from)).max(2));
                if let Some(half) = half {
                    let _ =
                        write!(out, r#"<line class="app-chart__half" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/>"#, x(*half), y - 3, y + BAR + 3);
                }
                text(&mut out, "app-chart__number", to + 6, y + 14, &in_words(&[*quarter, *half, *three]));
            }
        }
        out + "</svg>"
    }

    fn words(&self) -> String {
        let row = |(name, pair): &(String, [[Option<i64>; 3]; 2])| {
            let [left, right] = pair;
            format!("{name}: A {}, B {}", in_words(left), in_words(right))
        };
        format!(
            "A quarter, half and three quarters of the people in so many days or fewer. {}",
            self.rows.iter().map(row).collect::<Vec<_>>().join(". ")
        )
    }
}

fn in_words(quartiles: &[Option<i64>; 3]) -> String {
    quartiles.iter().map(|days| days.map_or_else(|| "–".to_owned(), |days| days.to_string())).collect::<Vec<_>>().join(" / ")
}

/// What A and what B look like.
pub(super) fn legend() -> String {
    let mut out = String::from(
        r#"<svg class="app-chart app-chart--key" width="300" height="28" viewBox="0 0 300 28" aria-hidden="true" focusable="false">"#,
    );
    patterns(&mut out, "key");
    for (place, side) in SIDES.iter().enumerate() {
        rectangle(&mut out, "key", side, 8 + place * 150, 5, 40);
        mark(&mut out, side, 68 + place * 150, 14);
        text(&mut out, "app-chart__side", 84 + place * 150, 19, &side.to_uppercase());
    }
    out + "</svg>"
}

fn begin(id: &str, title: &str, words: &str, height: usize) -> String {
    let mut out = format!(
        r#"<svg class="app-chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-words" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"><title id="{id}-title">{}</title><desc id="{id}-words">{}</desc>"#,
        escaped(title),
        escaped(words)
    );
    patterns(&mut out, id);
    out
}

/// Stripes for B: what is printed in black and white, or seen without colours, is told apart as well.
fn patterns(out: &mut String, id: &str) {
    let _ = write!(
        out,
        r#"<defs><pattern id="{id}-stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="app-chart__ground" width="8" height="8"/><rect class="app-chart__stripe" width="4" height="8"/></pattern></defs>"#
    );
}

fn rectangle(out: &mut String, id: &str, side: &str, x: usize, y: usize, width: usize) {
    let fill = if side == "b" { format!(r#" fill="url(#{id}-stripes)""#) } else { String::new() };
    let _ = write!(out, r#"<rect class="app-chart__bar app-chart__bar--{side}" x="{x}" y="{y}" width="{width}" height="{BAR}"{fill}/>"#);
}

fn text(out: &mut String, class: &str, x: usize, y: usize, words: &str) {
    let _ = write!(out, r#"<text class="{class}" x="{x}" y="{y}">{}</text>"#, escaped(words));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(numbers: [usize; 2]) -> String {
        let rows = vec![("A & <b>".to_owned(), numbers.map(Guarded::of).to_vec())];
        Bars { id: "x", title: "Title", rows, names: vec!["A".to_owned(), "B".to_owned()] }.svg()
    }

    #[test]
    fn a_chart_is_told_in_words_and_needs_no_inline_style() {
        let svg = bars([20, 7]);
        assert!(svg.contains("<title id=\"x-title\">Title</title>") && svg.contains("A &amp; &lt;b&gt;: A 20, B 5"), "{svg}");
        assert!(!svg.contains("style=") && !svg.contains("<script") && svg.contains("fill=\"url(#x-stripes)\""), "{svg}");
    }

    /// A bar's length must not give away what its number does not.
    #[test]
    fn what_may_not_be_told_is_not_drawn_either() {
        assert_eq!(bars([20, 1]), bars([20, 4]));
        assert_eq!(bars([21, 9]), bars([19, 11]));
        let weeks = |number: usize| {
            Weeks { id: "w", title: "Weeks", weeks: vec![("1 January".into(), [Guarded::of(40), Guarded::of(number)])] }.svg()
        };
        assert_eq!(weeks(2), weeks(3));
    }

    #[test]
    fn days_that_never_came_are_said_and_not_drawn() {
        let svg = Ranges { id: "d", title: "Days", rows: vec![("Seen".into(), [[Some(2), Some(9), None], [None, None, None]])] }.svg();
        assert!(svg.contains("not by the end, or too few people") && svg.contains("2 / 9 / –"), "{svg}");
    }
}
