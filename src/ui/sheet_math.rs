//! Contact sheets: their labels, their values as text, and where everything stands in the file;
//! pure functions.

use super::numbers::{percent, significant};
use super::strings;
use super::typed::{self, Refusal, Wanted};
use crate::app_model::{Axis, Cell, CellState, MOST_VALUES};
use crate::catalogue;
use crate::spec::{ClassId, Lang, ParamKind};

/// Side of a cell's picture in the file, and the room around it, in pixels.
pub const CELL: u32 = 224;
const GAP: u32 = 12;
const LINE: u32 = 18;
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
                |step| format!("{} / {}", step.iteration + 1, step.iterations),
            )
        }
        CellState::Done => {
            let class = cell.run.end.as_ref().and_then(|end| end.class);
            class.map_or_else(String::new, |class| {
                let score = significant(f64::from(class.score), 3, lang);
                let p = percent(f64::from(class.probability), lang);
                strings::score_and_p(&score, &p, lang)
            })
        }
    }
}

/// A text on the sheet: its left end and base line, and how wide it may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub text: String,
    pub x: u32,
    pub y: u32,
    pub width: u32,
}

/// A sheet as a picture: its size, where its texts and its pictures stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    pub width: u32,
    pub height: u32,
    pub labels: Vec<Label>,
    /// Left top corner of every cell, row by row.
    pub cells: Vec<(u32, u32)>,
}

/// Cells in a row of a sheet over one parameter.
pub const PER_ROW: usize = 4;

/// Lays out `cells`, row by row, under a title; every picture has its words below it. A sheet over one
/// parameter is broken into rows of [`PER_ROW`], each value above its picture.
pub fn layout(title: &str, axes: &[(Axis, Vec<f32>)], cells: &[Cell], lang: Lang) -> Layout {
    let values = axes.first().map_or(1, |(_, values)| values.len().max(1));
    let (columns, left, head) = match axes.len() {
        0 | 1 => (values.min(PER_ROW) as u32, GAP, LINE),
        _ => (values as u32, LEFT, 0),
    };
    let rows = (cells.len() as u32).div_ceil(columns);
    let top = GAP + 3 * LINE;
    let step = (CELL + GAP, CELL + LINE + GAP + head);
    let width = left + columns * step.0;
    let mut labels = vec![Label {
        text: title.to_owned(),
        x: GAP,
        y: GAP + LINE - 5,
        width: width - 2 * GAP,
    }];
    let mut label = |axis: Axis, value: f32, x: u32, y: u32, width: u32, named: bool| {
        let value = value_name(axis, value, lang);
        let text = if named {
            strings::named_value(axis_name(axis, lang), &value, lang)
        } else {
            value
        };
        labels.push(Label { text, x, y, width });
    };
    if let Some((axis, values)) = axes.first() {
        for (i, value) in (0_u32..).zip(values) {
            let (row, column) = (i / columns, i % columns);
            let (x, y) = (left + column * step.0, top + row * step.1 - 6);
            label(*axis, *value, x, y, CELL, true);
        }
    }
    if let Some((axis, values)) = axes.get(1) {
        for (i, value) in values.iter().enumerate() {
            let y = top + i as u32 * step.1 + CELL / 2;
            label(*axis, *value, GAP, y - LINE, LEFT - 2 * GAP, false);
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
            y: y + CELL + LINE - 4,
            width: CELL,
        });
    }
    Layout {
        width,
        height: top + rows * step.1,
        labels,
        cells: places,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_again() {
        for axis in Axis::all() {
            let values = axis.offered();
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
        let found = layout("Title", &axes, &[(); 6].map(|()| cell()), Lang::En);
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
        assert!(layout("", &axes, &cells, Lang::En).cells.is_empty());
        let found = layout("Title", &axes, &[(); 6].map(|()| cell()), Lang::En);
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

    fn cell() -> Cell {
        use crate::app_model::{AppModel, Event, VisualEvent};
        let mut model = AppModel::default();
        let one = |at, axis| Event::Visual(VisualEvent::Axis(at, axis));
        model.on_event(one(0, Some(Axis::Seed)));
        model.on_event(Event::Visual(VisualEvent::Sweep));
        model.visual.sweep.expect("a sheet").cells.remove(0)
    }
}
