//! Contact sheets: their labels, their values as text, and where everything stands in the file;
//! pure functions.

use super::markup::{self, Column, Row};
use super::numbers::{probability, significant};
use super::strings;
use super::typed::{self, Refusal, Wanted};
use crate::app_model::{Axis, BESIDE, Cell, CellState, MOST_VALUES, Sweep};
use crate::catalogue;
use crate::image::{ADVANCE, Label};
use crate::spec::{ClassId, Lang, ParamKind, ParamSpec, ParamValues};

/// Least side of a cell's picture in the file, and the room around it, in pixels.
pub const CELL: u32 = 224;
pub const GAP: u32 = 12;
pub const LINE: u32 = 18;
const LEFT: u32 = 150;

/// What a direction of a sheet varies.
pub fn axis_name(axis: Axis, lang: Lang) -> &'static str {
    match axis {
        Axis::Param(_) => axis.param().map_or("", |param| param.name.get(lang)),
        Axis::Class => strings::CLASS.get(lang),
        Axis::Preset => strings::PRESET.get(lang),
        Axis::Seed => strings::SEED.get(lang),
    }
}

/// One value of an axis as a reader knows it.
pub fn value_name(axis: Axis, value: f32, lang: Lang) -> String {
    match axis {
        Axis::Class => strings::class_name(ClassId(value as u16), lang),
        Axis::Preset => catalogue::PRESETS
            .get(value as usize)
            .map_or_else(String::new, |preset| preset.name.get(lang).to_owned()),
        Axis::Seed => typed::written(f64::from(value), lang),
        Axis::Param(_) => match axis.param().map(|param| param.kind) {
            Some(ParamKind::Choice { options, .. }) => options
                .get(value as usize)
                .map_or_else(String::new, |(_, name)| name.get(lang).to_owned()),
            Some(ParamKind::Switch { .. }) => {
                let text = if value >= 0.5 {
                    strings::YES
                } else {
                    strings::NO
                };
                text.get(lang).to_owned()
            }
            _ => typed::written(f64::from(value), lang),
        },
    }
}

/// A value with the name of what it is a value of, such as `Jitter: 16`.
pub fn label_text(axis: Axis, value: f32, lang: Lang) -> String {
    strings::named_value(axis_name(axis, lang), &value_name(axis, value, lang), lang)
}

/// What a cell is a run of: one value of each direction of the sheet. No other cell has this name.
pub fn cell_name(sweep: &Sweep, cell: &Cell, lang: Lang) -> String {
    let pairs = sweep.axes.iter().zip(&cell.values);
    let names: Vec<String> = pairs
        .map(|((axis, _), value)| label_text(*axis, *value, lang))
        .collect();
    names.join(", ")
}

/// The parameters in which the two presets of [`BESIDE`] differ, as a table.
pub fn differences(lang: Lang) -> String {
    let [practical, best] = BESIDE.map(|at| &catalogue::PRESETS[at as usize]);
    let columns = [
        Column(strings::PARAMETER.get(lang), false),
        Column(practical.name.get(lang), true),
        Column(best.name.get(lang), true),
    ];
    let values = [practical.params(), best.params()];
    let params = catalogue::VISUALIZE_PARAMS.iter();
    let differing = params.filter(|param| values[0].get(param) != values[1].get(param));
    let row = |param: &&ParamSpec| {
        let axis = Axis::Param(param.id);
        let value = |of: &ParamValues| value_name(axis, of.get(param), lang);
        Row {
            data: vec![("param", param.id.to_owned())],
            cells: vec![
                axis_name(axis, lang).to_owned(),
                value(&values[0]),
                value(&values[1]),
            ],
        }
    };
    let rows: Vec<Row> = differing.map(row).collect();
    markup::table(strings::BESIDE_DIFFERS.get(lang), &columns, &rows)
}

/// Values as they are typed: with spaces between them.
pub fn values_text(values: &[f32], lang: Lang) -> String {
    let text = |value: &f32| typed::written(f64::from(*value), lang);
    values.iter().map(text).collect::<Vec<_>>().join(" ")
}

/// What the values of an axis may be, where the network has so many classes.
pub fn wanted(axis: Axis, classes: usize) -> Wanted {
    let up_to = |count: usize| Wanted::whole(0.0, count.saturating_sub(1) as f64, 1.0);
    match axis {
        Axis::Param(_) => axis
            .param()
            .map_or(up_to(1), |param| Wanted::of(param.kind, 1.0)),
        Axis::Class => up_to(classes),
        Axis::Preset => up_to(catalogue::PRESETS.len()),
        // Beyond it a value has not every whole number.
        Axis::Seed => up_to(1 << f32::MANTISSA_DIGITS),
    }
}

/// The values of an axis that were typed, or what of it is not taken, and why.
pub fn read_values(text: &str, wanted: &Wanted, lang: Lang) -> Result<Vec<f32>, (String, Refusal)> {
    let values = typed::list(text, wanted, MOST_VALUES, lang)?;
    Ok(values.into_iter().map(|value| value as f32).collect())
}

/// What stands under the picture of a cell.
pub fn cell_words(cell: &Cell, lang: Lang) -> String {
    match cell.state {
        CellState::Upcoming => strings::UPCOMING.get(lang).to_owned(),
        CellState::Failed => strings::FAILED.get(lang).to_owned(),
        CellState::Running => {
            let step = cell.run.steps.last();
            step.map_or_else(
                || strings::RUNNING.get(lang).to_owned(),
                |step| format!("{} / {}", step.iteration, step.iterations),
            )
        }
        CellState::Done => {
            let class = cell.run.end.as_ref().and_then(|end| end.class);
            class.map_or_else(String::new, |class| {
                let score = significant(f64::from(class.score), 3, lang);
                let p = probability(class.probability, lang);
                strings::score_and_p(&score, &p, lang)
            })
        }
    }
}

/// A sheet as a picture: its size, where its texts and its pictures stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    pub width: u32,
    pub height: u32,
    /// Side of a cell's picture.
    pub cell: u32,
    pub labels: Vec<Label>,
    /// Left top corner of every cell, row by row.
    pub cells: Vec<(u32, u32)>,
}

/// Cells in a row of a sheet over one parameter.
pub const PER_ROW: usize = 4;

/// Lays out `cells`, row by row, under a title; every picture has its words below it. A sheet over one
/// parameter is broken into rows of [`PER_ROW`], each value above its picture, whose side is `side`.
pub fn layout(
    title: &str,
    axes: &[(Axis, Vec<f32>)],
    cells: &[Cell],
    side: u32,
    lang: Lang,
) -> Layout {
    let values = axes.first().map_or(1, |(_, values)| values.len().max(1));
    let (columns, left, head) = match axes.len() {
        0 | 1 => (values.min(PER_ROW) as u32, GAP, LINE),
        _ => (values as u32, LEFT, 0),
    };
    let rows = (cells.len() as u32).div_ceil(columns);
    let step = (side + GAP, side + LINE + GAP + head);
    let width = left + columns * step.0;
    let lines = title_lines(title, width - 2 * GAP);
    let top = GAP + (2 + lines) * LINE;
    let mut labels = vec![Label {
        text: title.to_owned(),
        x: GAP,
        y: GAP + LINE - 5,
        width: width - 2 * GAP,
        lines,
    }];
    let mut label = |axis: Axis, value: f32, x: u32, y: u32, width: u32, lines: u32| {
        let text = label_text(axis, value, lang);
        labels.push(Label {
            text,
            x,
            y,
            width,
            lines,
        });
    };
    if let Some((axis, values)) = axes.first() {
        for (i, value) in (0_u32..).zip(values) {
            let (row, column) = (i / columns, i % columns);
            let (x, y) = (left + column * step.0, top + row * step.1 - 6);
            label(*axis, *value, x, y, side, 1);
        }
    }
    if let Some((axis, values)) = axes.get(1) {
        for (i, value) in values.iter().enumerate() {
            let y = top + i as u32 * step.1 + side / 2;
            let lines = side / 2 / LINE;
            label(*axis, *value, GAP, y - LINE, LEFT - 2 * GAP, lines);
        }
    }
    let place = |i: usize| {
        let (row, column) = (i as u32 / columns, i as u32 % columns);
        (left + column * step.0, top + row * step.1)
    };
    let places: Vec<(u32, u32)> = (0..cells.len()).map(place).collect();
    for (cell, (x, y)) in cells.iter().zip(&places) {
        labels.push(Label {
            text: cell_words(cell, lang),
            x: *x,
            y: y + side + LINE - 4,
            width: side,
            lines: 1,
        });
    }
    Layout {
        width,
        height: top + rows * step.1,
        cell: side,
        labels,
        cells: places,
    }
}

/// Lines that a title of `width` pixels may take; breaking at spaces leaves some room.
/// How many lines a title takes that has so much room.
pub fn title_lines(title: &str, width: u32) -> u32 {
    let needed = title.chars().count() as u32 * ADVANCE;
    match needed.div_ceil(width) {
        0 | 1 => 1,
        lines => lines + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_again() {
        for axis in Axis::all() {
            let values = axis.offered(1000);
            assert!(!values.is_empty(), "{axis:?}");
            for lang in [Lang::En, Lang::Fr] {
                let text = values_text(&values, lang);
                let found = read_values(&text, &wanted(axis, 1000), lang);
                assert_eq!(found, Ok(values.clone()), "{axis:?}");
            }
        }
    }

    #[test]
    fn an_axis_refuses_what_it_cannot_take() {
        let read = |axis, text| read_values(text, &wanted(axis, 10), Lang::En).map_err(|e| e.1);
        assert_eq!(read(Axis::ITERATIONS, "20 20.5"), Err(Refusal::NotWhole));
        assert_eq!(read(Axis::ITERATIONS, "20 2001"), Err(Refusal::Outside));
        assert_eq!(read(Axis::Class, "9 10"), Err(Refusal::Outside));
        assert_eq!(read(Axis::Param("clamp"), "0 2"), Err(Refusal::Outside));
        assert_eq!(read(Axis::Seed, "1 16777216"), Err(Refusal::Outside));
        assert_eq!(read(Axis::Class, "9 0"), Ok(vec![9.0, 0.0]));
    }

    #[test]
    fn a_sheet_over_one_parameter_is_broken_into_rows() {
        let axes = [(Axis::LAMBDA, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0])];
        let found = layout("Title", &axes, &[(); 6].map(|()| cell()), CELL, Lang::En);
        let (x, y) = found.cells[0];
        assert!(found.cells[3].1 == y && found.cells[4].1 > y && found.cells[4].0 == x);
        // The value of a cell stands between it and the words of the one above.
        let value = &found.labels[5];
        assert!(value.x == x && value.y < found.cells[4].1 && value.y > y + CELL + LINE);
        assert!(found.cells[4].1 + CELL + LINE <= found.height);
    }

    #[test]
    fn nothing_on_a_sheet_lies_on_something_else() {
        let axes = [
            (Axis::LAMBDA, vec![0.0, 1.0, 2.0]),
            (Axis::Class, vec![76.0, 130.0]),
        ];
        let cells: Vec<Cell> = Vec::new();
        assert!(layout("", &axes, &cells, CELL, Lang::En).cells.is_empty());
        let found = layout("Title", &axes, &[(); 6].map(|()| cell()), CELL, Lang::En);
        assert_eq!(found.cells.len(), 6);
        for (i, (x, y)) in found.cells.iter().enumerate() {
            assert!(x + CELL <= found.width && y + CELL + LINE <= found.height);
            for (a, b) in &found.cells[i + 1..] {
                assert!(x.abs_diff(*a) >= CELL || y.abs_diff(*b) >= CELL + LINE);
            }
        }
        let texts: Vec<&str> = found.labels.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts[0], "Title");
        assert!(texts.iter().any(|text| text.contains("tarantula")));
    }

    #[test]
    fn a_long_title_pushes_the_pictures_down() {
        let axes = [(Axis::Seed, vec![0.0, 1.0])];
        let cells = [(); 2].map(|()| cell());
        let short = layout("Title", &axes, &cells, CELL, Lang::En);
        let title = "many words ".repeat(20);
        let long = layout(&title, &axes, &cells, CELL, Lang::En);
        assert_eq!(short.labels[0].lines, 1);
        let lines = long.labels[0].lines;
        // 220 letters of six pixels on 460.
        assert!((3..=4).contains(&lines), "{lines}");
        let more = long.cells[0].1 - short.cells[0].1;
        assert_eq!(more, (lines - 1) * LINE);
        assert_eq!(long.height - short.height, more);
    }

    #[test]
    fn cells_of_a_larger_network_keep_every_pixel() {
        let axes = [(Axis::Seed, vec![0.0, 1.0])];
        let found = layout("", &axes, &[(); 2].map(|()| cell()), 300, Lang::En);
        assert_eq!(found.cell, 300);
        assert!(found.cells[1].0 - found.cells[0].0 >= 300);
        assert!(found.height >= found.cells[0].1 + 300);
    }

    #[test]
    fn two_presets_differ_in_what_the_table_says_and_in_nothing_else() {
        let [practical, best] = BESIDE.map(|at| &catalogue::PRESETS[at as usize]);
        assert_eq!((practical.id, best.id), ("practical", "best"));
        assert_eq!(practical.start, best.start);
        assert!(practical.layer.is_none() && best.layer.is_none());
        let table = differences(Lang::Fr);
        for param in catalogue::VISUALIZE_PARAMS {
            let is_same = practical.params().get(param) == best.params().get(param);
            let is_there = table.contains(&format!("data-param=\"{}\"", param.id));
            assert_eq!(is_there, !is_same, "{}", param.id);
        }
        // The practical's step, and the one that the best pictures were found with.
        assert!(
            table.contains(">5</td><td class=\"figure\">0,05</td>"),
            "{table}"
        );
    }

    /// A sheet over these directions, with the values that they offer.
    fn sheet(axes: [Option<Axis>; 2]) -> Option<Sweep> {
        use crate::app_model::{AppModel, Event, VisualEvent};
        let mut model = AppModel::default();
        for (at, axis) in axes.into_iter().enumerate() {
            model.on_event(Event::Visual(VisualEvent::Axis(at, axis)));
        }
        model.on_event(Event::Visual(VisualEvent::Sweep));
        model.visual.sweep
    }

    fn cell() -> Cell {
        let sheet = sheet([Some(Axis::Seed), None]).expect("a sheet");
        sheet.cells.into_iter().next().expect("a cell")
    }

    #[test]
    fn rows_and_columns_say_what_they_vary() {
        let axes = [(Axis::LAMBDA, vec![0.5]), (Axis::ITERATIONS, vec![50.0])];
        for lang in [Lang::En, Lang::Fr] {
            let found = layout("Title", &axes, &[cell()], CELL, lang);
            let texts: Vec<&str> = found.labels.iter().map(|l| l.text.as_str()).collect();
            for (axis, values) in &axes {
                let label = label_text(*axis, values[0], lang);
                assert!(label.starts_with(axis_name(*axis, lang)), "{label}");
                assert!(texts.contains(&label.as_str()), "{label}: {texts:?}");
            }
        }
    }

    #[test]
    fn no_two_cells_of_a_sheet_have_one_name() {
        let all = Axis::all();
        for lang in [Lang::En, Lang::Fr] {
            for (i, axis) in all.iter().enumerate() {
                let name = axis_name(*axis, lang);
                let others = &all[i + 1..];
                assert!(others.iter().all(|o| axis_name(*o, lang) != name), "{name}");
                let other = all[(i + 1) % all.len()];
                // Without an image nothing can begin with it.
                let Some(sheet) = sheet([Some(*axis), Some(other)]) else {
                    continue;
                };
                let mut names: Vec<String> = sheet
                    .cells
                    .iter()
                    .map(|cell| cell_name(&sheet, cell, lang))
                    .collect();
                names.sort();
                let count = names.len();
                names.dedup();
                assert_eq!(names.len(), count, "{name}");
            }
        }
    }
}
