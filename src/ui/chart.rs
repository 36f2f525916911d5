//! Line charts as SVG text; pure functions.

use super::chart_math::{Area, Point, Range, decimate, finite};
use super::markup::escape;
use super::numbers::{fixed, significant};
use crate::spec::Lang;

/// A line that has more points than this is thinned: a screen shows no more.
const MOST_POINTS: usize = 300;

const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 190.0;
const AREA: Area = Area {
    left: 56.0,
    top: 10.0,
    right: 330.0,
    bottom: 164.0,
};

/// One line. The first of a chart is solid, those after it are broken in ways of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: String,
    pub points: Vec<Point>,
}

/// A chart with everything that is written on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub title: &'static str,
    /// What the horizontal axis counts.
    pub across: &'static str,
    pub series: Vec<Series>,
    /// What the vertical axis covers; none: what the lines need.
    pub range: Option<Range>,
    /// What the horizontal axis reaches at least; none: as far as the lines do.
    pub across_to: Option<f64>,
    /// Where a vertical line stands.
    pub marker: Option<f64>,
}

impl Chart {
    /// Heading, legend and drawing, with a text alternative.
    pub fn html(&self, lang: Lang) -> String {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let x = Range::of(points().map(|p| p.0).chain(self.across_to));
        let y = self
            .range
            .unwrap_or_else(|| Range::of(points().map(|p| p.1)));
        format!(
            "<h4>{}</h4><p class=\"legend\">{}</p>\
             <svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">{}{}</svg>",
            escape(self.title),
            self.legend(),
            escape(&self.in_words(x, lang)),
            self.axes(x, y, lang),
            self.lines(x, y),
        )
    }

    fn legend(&self) -> String {
        let key = |(i, series): (usize, &Series)| {
            let name = escape(&series.name);
            format!(
                "<span><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\">\
                 <path class=\"line line-{i}\" d=\"M0 4H28\"/></svg>{name}</span>"
            )
        };
        self.series.iter().enumerate().map(key).collect()
    }

    fn lines(&self, x: Range, y: Range) -> String {
        let line = |(i, series): (usize, &Series)| {
            let path = AREA.path(&decimate(&series.points, MOST_POINTS), x, y);
            format!("<path class=\"line line-{i}\" d=\"{path}\"/>")
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
        let text = |px: f64, py: f64, anchor: &str, words: &str| {
            let words = escape(words);
            format!("<text x=\"{px:.0}\" y=\"{py:.0}\" text-anchor=\"{anchor}\">{words}</text>")
        };
        let mut axes = format!("<path class=\"axis\" d=\"M{left} {top}V{bottom}H{right}\"/>");
        if y.holds(0.0) {
            let zero = AREA.y(y, 0.0);
            axes += &format!("<path class=\"zero\" d=\"M{left} {zero:.1}H{right}\"/>");
            // Where it would lie on the figure of an end, the line alone has to do.
            if zero - top > 14.0 && bottom - zero > 14.0 {
                axes += &text(left - 6.0, zero + 4.0, "end", "0");
            }
        }
        axes += &text(left - 6.0, top + 6.0, "end", &figure(y.high, lang));
        axes += &text(left - 6.0, bottom, "end", &figure(y.low, lang));
        axes += &text(left, bottom + 18.0, "start", &figure(x.low, lang));
        axes += &text(right, bottom + 18.0, "end", &figure(x.high, lang));
        axes += &text((left + right) / 2.0, bottom + 18.0, "middle", self.across);
        let marker = self.marker.map(|at| AREA.x(x, at));
        if let Some(at) = marker.filter(|at| at.is_finite()) {
            axes += &format!("<path class=\"marker\" d=\"M{at:.1} {top}V{bottom}\"/>");
        }
        axes
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
                words += &format!(" {}: {first} → {last}.", series.name);
            }
        }
        words
    }
}

fn figure(value: f64, lang: Lang) -> String {
    if value.fract() == 0.0 && value.abs() < 1e6 {
        fixed(value, 0, lang)
    } else {
        significant(value, 3, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let line = |name: &str, points: &[Point]| Series {
            name: name.to_owned(),
            points: points.to_vec(),
        };
        Chart {
            title: "Margin",
            across: "iteration",
            series: vec![
                line("a < b", &[(0.0, -4.0), (2.0, 4.0)]),
                line("c", &[(0.0, 1.0), (2.0, 2.0)]),
            ],
            range: None,
            across_to: None,
            marker: Some(1.0),
        }
    }

    #[test]
    fn lines_run_from_corner_to_corner_and_zero_is_marked() {
        let html = chart().html(Lang::En);
        assert!(
            html.contains("class=\"line line-0\" d=\"M56.0 164.0L330.0 10.0\""),
            "{html}"
        );
        assert!(html.contains("class=\"zero\" d=\"M56 87.0H330\""), "{html}");
        assert!(
            html.contains("class=\"marker\" d=\"M193.0 10V164\""),
            "{html}"
        );
    }

    #[test]
    fn the_horizontal_axis_reaches_what_it_is_told_to() {
        let longer = Chart {
            across_to: Some(4.0),
            ..chart()
        };
        assert!(longer.html(Lang::En).contains("iteration 0 – 4."));
    }

    #[test]
    fn a_chart_leaves_out_what_is_no_number() {
        let mut chart = chart();
        chart.series[0].points.insert(1, (1.0, f64::NAN));
        chart.series[1].points.push((3.0, f64::INFINITY));
        chart.series[1].points.push((f64::NAN, 1.0));
        chart.marker = Some(f64::NAN);
        let html = chart.html(Lang::En);
        assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        assert!(html.contains(" c: 1 → 2."), "{html}");
    }

    #[test]
    fn a_chart_says_in_words_where_its_lines_begin_and_end() {
        let html = chart().html(Lang::En);
        let words = "Margin. iteration 0 – 2. a &lt; b: \u{2212}4 → 4. c: 1 → 2.";
        assert!(html.contains(words), "{html}");
    }
}
