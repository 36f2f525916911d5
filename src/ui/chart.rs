//! Line charts as SVG text, and what can be read off them; pure functions.

use super::chart_math::{Area, Point, Range, decimals, decimate, finite, nearest, ticks};
use super::markup::{self, Column, Row, escape};
use super::numbers::{fixed, significant};
use super::strings;
use crate::spec::Lang;

/// A line that has more points than this is thinned: a screen shows no more.
const MOST_POINTS: usize = 300;
/// Labels of the horizontal axis at the most, and signs on a line.
const MOST_LABELS: usize = 7;
const MOST_SIGNS: usize = 8;

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 210.0;
const AREA: Area = Area {
    left: 56.0,
    top: 10.0,
    // Half of the last label stands beyond it.
    right: 320.0,
    bottom: 164.0,
};

/// Of a file: what stands over the drawing, a line under it, and where its words begin.
const TITLE_HEIGHT: f64 = 26.0;
const LINE_HEIGHT: f64 = 18.0;
const KEY_WIDTH: f64 = 46.0;
/// As on the page in its light look, whose style a file has not.
const FILE_STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#333}path{fill:none;stroke:#80878f}\
    .zero{stroke-dasharray:2 3}.line{stroke-width:2;stroke-linejoin:round}.line-0{stroke:#0b5f69}\
    .line-1{stroke:#8a4b00;stroke-dasharray:6 4}.line-2{stroke:#6a3d9a;stroke-dasharray:2 3}\
    .line-3{stroke:#1b7837;stroke-dasharray:10 3}.line-4{stroke:#b2185f;stroke-dasharray:10 3 2 3}\
    .line-5{stroke:#7a5c00}.line-6{stroke:#565d66;stroke-dasharray:6 4}.line-7{stroke:#565d66;stroke-dasharray:2 3}\
    .line-8{stroke:#565d66}.sign{stroke:#565d66;fill:#fff}.sign-0{stroke:#0b5f69;fill:#0b5f69}.sign-1{stroke:#8a4b00}\
    .sign-2{stroke:#6a3d9a}.sign-3{stroke:#1b7837;fill:#1b7837}.sign-4{stroke:#b2185f}.sign-5{stroke:#7a5c00;fill:#7a5c00}";

/// One line. Those of a chart differ in colour, in dashes and in the signs on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: String,
    /// In the order of their positions.
    pub points: Vec<Point>,
}

impl Series {
    fn value_at(&self, position: f64) -> Option<f64> {
        let by_position = |point: &Point| point.0.total_cmp(&position);
        let at = self.points.binary_search_by(by_position).ok()?;
        Some(self.points[at].1)
    }
}

/// A chart with everything that is written on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub title: &'static str,
    /// What the horizontal axis counts.
    pub across: &'static str,
    /// What a position on it is called.
    pub position: &'static str,
    /// Whether it counts whole things.
    pub counts: bool,
    pub series: Vec<Series>,
    /// What the vertical axis covers; none: what the lines need.
    pub range: Option<Range>,
    /// What the horizontal axis reaches at least; none: as far as the lines do.
    pub across_to: Option<f64>,
}

impl Chart {
    fn x(&self) -> Range {
        let points = self.series.iter().flat_map(|series| &series.points);
        Range::of(points.map(|p| p.0).chain(self.across_to))
    }

    fn y(&self) -> Range {
        let points = self.series.iter().flat_map(|series| &series.points);
        self.range.unwrap_or_else(|| Range::of(points.map(|p| p.1)))
    }

    /// The drawing, with a text alternative.
    pub fn drawing(&self, lang: Lang) -> String {
        let (x, y) = (self.x(), self.y());
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">{}{}</svg>",
            escape(&self.in_words(x, lang)),
            self.axes(x, y, lang),
            self.lines(x, y),
        )
    }

    /// A file of its own, as tall as [`Chart::file_height`]: the drawing with its title, which line is which, and the
    /// colours of paper.
    pub fn file(&self, lang: Lang) -> String {
        let (x, y) = (self.x(), self.y());
        let height = self.file_height();
        let key = |(i, _): (usize, &Series)| {
            let at = TITLE_HEIGHT + HEIGHT + LINE_HEIGHT * i as f64 + LINE_HEIGHT / 2.0;
            let words = text(KEY_WIDTH, at + 4.5, "start", &self.key(i, lang));
            let sign = sign(i, KEY_WIDTH / 2.0 - 2.0, at);
            format!(
                "<path class=\"line line-{i}\" d=\"M8 {at}h28\"/><path class=\"sign sign-{i}\" d=\"{sign}\"/>{words}"
            )
        };
        let keys: String = self.series.iter().enumerate().map(key).collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\"><title>{}</title><style>{FILE_STYLE}</style>\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>{}<g transform=\"translate(0 {TITLE_HEIGHT})\">{}{}</g>{keys}</svg>",
            escape(&self.in_words(x, lang)),
            text(WIDTH / 2.0, 18.0, "middle", self.title),
            self.axes(x, y, lang),
            self.lines(x, y),
        )
    }

    /// In pixels; the width is [`Chart::FILE_WIDTH`].
    pub fn file_height(&self) -> f64 {
        TITLE_HEIGHT + HEIGHT + LINE_HEIGHT * self.series.len() as f64 + 6.0
    }

    /// In pixels.
    pub const FILE_WIDTH: f64 = WIDTH;

    /// Which line is which, and which cannot be seen because it lies on another one.
    pub fn legend(&self, lang: Lang) -> String {
        let key = |(i, _): (usize, &Series)| {
            let name = escape(&self.key(i, lang));
            let sign = sign(i, 14.0, 4.0);
            format!(
                "<span><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\">\
                 <path class=\"line line-{i}\" d=\"M0 4H28\"/>\
                 <path class=\"sign sign-{i}\" d=\"{sign}\"/></svg>{name}</span>"
            )
        };
        self.series.iter().enumerate().map(key).collect()
    }

    /// What a line is called, and on which one before it it lies.
    fn key(&self, i: usize, lang: Lang) -> String {
        let series = &self.series[i];
        let before = self.series[..i].iter();
        let same = before.rev().find(|other| covers(other, series));
        let same = same.map(|other| strings::same_line(&other.name, lang));
        format!("{}{}", series.name, same.unwrap_or_default())
    }

    fn lines(&self, x: Range, y: Range) -> String {
        let line = |(i, series): (usize, &Series)| {
            let points = decimate(&series.points, MOST_POINTS);
            let path = AREA.path(&points, x, y);
            let signs: String = signed(&points, i)
                .map(|(px, py)| sign(i, AREA.x(x, px), AREA.y(y, py)))
                .collect();
            format!(
                "<path class=\"line line-{i}\" d=\"{path}\"/>\
                 <path class=\"sign sign-{i}\" d=\"{signs}\"/>"
            )
        };
        self.series.iter().enumerate().map(line).collect()
    }

    fn axes(&self, x: Range, y: Range, lang: Lang) -> String {
        let Area {
            left,
            top,
            right,
            bottom,
        } = AREA;
        let mut axes = format!("<path class=\"axis\" d=\"M{left} {top}V{bottom}H{right}\"/>");
        if y.holds(0.0) {
            let zero = AREA.y(y, 0.0);
            axes += &format!("<path class=\"zero\" d=\"M{left} {zero:.1}H{right}\"/>");
        }
        let marks = ticks(y, false);
        for (value, words) in marks.iter().zip(labels(&marks, lang)) {
            let at = AREA.y(y, *value);
            axes += &format!("<path class=\"tick\" d=\"M{left} {at:.1}h-4\"/>");
            axes += &text(left - 7.0, at + 4.5, "end", &words);
        }
        axes += &self.across_axis(x, lang);
        axes + &text((left + right) / 2.0, bottom + 38.0, "middle", self.across)
    }

    /// The ticks of the horizontal axis; its end is one, however round.
    fn across_axis(&self, x: Range, lang: Lang) -> String {
        let mut marks = ticks(x, self.counts);
        let every = marks.len().div_ceil(MOST_LABELS).max(1);
        marks = marks.into_iter().step_by(every).collect();
        if self.counts {
            let room = (x.high - x.low) / MOST_LABELS as f64;
            marks.retain(|mark| *mark <= x.high - room);
            marks.push(x.high);
        }
        let words = labels(&marks, lang);
        let mark = |(value, words): (&f64, String)| {
            let at = AREA.x(x, *value);
            let tick = format!("<path class=\"tick\" d=\"M{at:.1} {}v4\"/>", AREA.bottom);
            tick + &text(at, AREA.bottom + 18.0, "middle", &words)
        };
        marks.iter().zip(words).map(mark).collect()
    }

    /// For each line where it begins and where it ends.
    fn in_words(&self, x: Range, lang: Lang) -> String {
        let mut words = format!(
            "{}. {} {} – {}.",
            self.title,
            self.across,
            figure(x.low, lang),
            figure(x.high, lang)
        );
        for series in &self.series {
            let points = finite(&series.points);
            if let (Some(first), Some(last)) = (points.first(), points.last()) {
                let (first, last) = (figure(first.1, lang), figure(last.1, lang));
                let colon = strings::COLON.get(lang);
                words += &format!(" {}{colon}{first} → {last}.", series.name);
            }
        }
        words
    }

    /// Where the lines have points, each position once, in order.
    pub fn positions(&self) -> Vec<f64> {
        let points = self.series.iter().flat_map(|series| &series.points);
        let mut positions: Vec<f64> = points.map(|p| p.0).filter(|x| x.is_finite()).collect();
        positions.sort_by(f64::total_cmp);
        positions.dedup();
        positions
    }

    /// Where a position lies, as a share of the drawing's width.
    pub fn share_of_width(&self, position: f64) -> f64 {
        AREA.x(self.x(), position) / WIDTH
    }

    /// The position with points that lies nearest to a share of the drawing's width.
    pub fn position_at(&self, share_of_width: f64) -> Option<f64> {
        let value = AREA.value_at(self.x(), share_of_width * WIDTH);
        nearest(&self.positions(), value)
    }

    /// What the lines say at a position.
    pub fn reading(&self, position: f64, lang: Lang) -> String {
        let value = |series: &Series| {
            let value = series.value_at(position).unwrap_or(f64::NAN);
            format!("{} {}", series.name, figure(value, lang))
        };
        let values: Vec<String> = self.series.iter().map(value).collect();
        let at = format!("{} {}", self.position, figure(position, lang));
        format!("{at}{}{}", strings::COLON.get(lang), values.join(" · "))
    }

    /// What stands inside of a `table` element: every point.
    pub fn table(&self, lang: Lang) -> String {
        let mut columns = vec![Column(self.across, true)];
        columns.extend(self.series.iter().map(|one| Column(&one.name, true)));
        let row = |position: &f64| {
            let value =
                |series: &Series| figure(series.value_at(*position).unwrap_or(f64::NAN), lang);
            let first = figure(*position, lang);
            let values = self.series.iter().map(value);
            Row {
                data: Vec::new(),
                cells: std::iter::once(first).chain(values).collect(),
            }
        };
        let rows: Vec<Row> = self.positions().iter().map(row).collect();
        markup::table(self.title, &columns, &rows)
    }
}

/// Whether two lines are one where both have points.
fn covers(a: &Series, b: &Series) -> bool {
    let common = || {
        let points = a.points.iter();
        let pairs = points.filter_map(|point| Some((point.1, b.value_at(point.0)?)));
        pairs.filter(|(one, other)| one.is_finite() && other.is_finite())
    };
    common().count() > 1 && common().all(|(one, other)| one == other)
}

/// The points of a line that have a sign, so placed that those of two lines do not meet.
fn signed(points: &[Point], line: usize) -> impl Iterator<Item = Point> {
    let every = points.len().div_ceil(MOST_SIGNS).max(1);
    points.iter().skip(line * every / 2).step_by(every).copied()
}

/// The outline of a sign: a disc, a square, a triangle.
fn sign(line: usize, x: f64, y: f64) -> String {
    match line {
        0 => format!("M{:.1} {y:.1}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", x - 3.0),
        1 => format!("M{:.1} {:.1}h6v6h-6z", x - 3.0, y - 3.0),
        2 => format!("M{x:.1} {:.1}l3.5 6.5h-7z", y - 3.5),
        3 => format!("M{x:.1} {:.1}l3.5 3.5l-3.5 3.5l-3.5 -3.5z", y - 3.5),
        4 => format!("M{x:.1} {:.1}l3.5 -6.5h-7z", y + 3.5),
        _ => format!("M{:.1} {y:.1}h7M{x:.1} {:.1}v7", x - 3.5, y - 3.5),
    }
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    let words = escape(words);
    format!("<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"{anchor}\">{words}</text>")
}

/// Ticks as figures, with as many digits as tell them apart.
fn labels(marks: &[f64], lang: Lang) -> Vec<String> {
    const MOST_DECIMALS: usize = 4;
    let decimals = decimals(marks);
    let largest = marks
        .iter()
        .fold(0.0, |most: f64, mark| most.max(mark.abs()));
    let is_plain = decimals <= MOST_DECIMALS && largest < 1e6;
    let label = |mark: &f64| match is_plain {
        true => fixed(*mark, decimals, lang),
        false => significant(*mark, 2, lang),
    };
    marks.iter().map(label).collect()
}

fn figure(value: f64, lang: Lang) -> String {
    if value.fract() == 0.0 && value.abs() < 1e6 {
        fixed(value, 0, lang)
    } else {
        significant(value, 3, lang)
    }
}

#[cfg(test)]
mod tests;
