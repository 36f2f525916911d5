use super::*;

fn line(name: &str, points: &[Point]) -> Series {
    Series {
        name: name.to_owned(),
        points: points.to_vec(),
    }
}

fn chart() -> Chart {
    Chart {
        title: "Margin",
        across: "iteration",
        position: "iteration",
        counts: true,
        series: vec![
            line("a < b", &[(0.0, -4.0), (2.0, 4.0)]),
            line("c", &[(0.0, 1.0), (2.0, 2.0)]),
        ],
        range: None,
        across_to: None,
    }
}

fn drawing(chart: &Chart) -> String {
    chart.drawing(Lang::En)
}

/// The texts of the drawing.
fn written(chart: &Chart) -> Vec<String> {
    let html = drawing(chart);
    let texts = html
        .split("</text>")
        .filter_map(|part| part.rsplit_once('>'));
    texts.map(|(_, text)| text.to_owned()).collect()
}

#[test]
fn lines_run_from_corner_to_corner_and_zero_is_marked() {
    let html = drawing(&chart());
    assert!(
        html.contains("class=\"line line-0\" d=\"M56.0 164.0L320.0 10.0\""),
        "{html}"
    );
    assert!(html.contains("class=\"zero\" d=\"M56 87.0H320\""), "{html}");
}

#[test]
fn both_axes_have_ticks_with_round_numbers() {
    let longer = Chart {
        across_to: Some(200.0),
        ..chart()
    };
    let words = written(&longer);
    for expected in [
        "\u{2212}4",
        "\u{2212}2",
        "0",
        "2",
        "4",
        "50",
        "100",
        "150",
        "200",
    ] {
        assert!(
            words.iter().any(|word| word == expected),
            "{expected}: {words:?}"
        );
    }
}

#[test]
fn the_axis_of_iterations_ends_at_the_last_one_however_round() {
    let longer = |to| Chart {
        across_to: Some(to),
        ..chart()
    };
    assert!(drawing(&longer(4.0)).contains("iteration 0 – 4."));
    let words = written(&longer(199.0));
    assert!(words.contains(&"199".to_owned()) && !words.contains(&"200".to_owned()));
    assert!(words.contains(&"150".to_owned()), "{words:?}");
    // Two labels do not stand on each other.
    assert!(!written(&longer(203.0)).contains(&"200".to_owned()));
}

#[test]
fn a_chart_leaves_out_what_is_no_number() {
    let mut chart = chart();
    chart.series[0].points.insert(1, (1.0, f64::NAN));
    chart.series[1].points.push((3.0, f64::INFINITY));
    chart.series[1].points.push((f64::NAN, 1.0));
    let html = drawing(&chart);
    assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
    assert!(html.contains(" c: 1 → 2."), "{html}");
    assert_eq!(chart.reading(1.0, Lang::En), "iteration 1: a < b – · c –");
}

#[test]
fn a_chart_says_in_words_where_its_lines_begin_and_end() {
    let words = "Margin. iteration 0 – 2. a &lt; b: \u{2212}4 → 4. c: 1 → 2.";
    assert!(drawing(&chart()).contains(words));
}

#[test]
fn values_are_read_where_there_are_points() {
    let chart = chart();
    assert_eq!(chart.positions(), [0.0, 2.0]);
    assert_eq!(chart.position_at(0.0), Some(0.0));
    assert_eq!(chart.position_at(0.9), Some(2.0));
    let share = chart.share_of_width(2.0);
    assert!((share - 320.0 / 340.0).abs() < 1e-9);
    assert_eq!(chart.position_at(share), Some(2.0));
    let english = "iteration 2: a < b 4 · c 2";
    assert_eq!(chart.reading(2.0, Lang::En), english);
    assert!(chart.reading(2.0, Lang::Fr).contains("2\u{a0}: a"));
}

#[test]
fn a_line_that_lies_on_another_one_says_so() {
    let mut chart = chart();
    assert!(!chart.legend(Lang::En).contains("same"));
    // Where only one of them has a point they cannot differ.
    chart.series[1].points = vec![(0.0, -4.0), (2.0, 4.0), (3.0, 9.0)];
    assert!(chart.legend(Lang::En).contains("c (same as a &lt; b)"));
    let html = drawing(&chart);
    for part in ["line-0", "line-1", "sign-0", "sign-1"] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn the_table_has_a_row_for_every_position() {
    let html = chart().table(Lang::En);
    assert_eq!(html.matches("<tr>").count(), 3, "{html}");
    assert!(
        html.contains("<th scope=\"row\" class=\"figure\">2</th>"),
        "{html}"
    );
}
