use crate::app_model::{Later, Matrix, Seat, Trial};
use crate::spec::{ClassId, Lang};
use crate::ui::markup::{self, Column, Row};
use crate::ui::strings;

/// The matrix itself: a row for each network that images were made on.
pub(super) fn cells(matrix: &Matrix, names: [&'static str; 2], lang: Lang) -> String {
    let columns = [
        Column(strings::MADE_ON.get(lang), false),
        Column(strings::ON_ITSELF.get(lang), false),
        Column(names[0], false),
        Column(names[1], false),
    ];
    let row = |from: Seat| {
        let cells = Seat::BOTH.map(|to| matrix.cell(from, to));
        let other = &cells[1 - from.index()];
        let mut texts = vec![
            names[from.index()].to_owned(),
            strings::matrix_successes(other, lang),
        ];
        texts.extend(cells.iter().map(|cell| strings::matrix_cell(cell, lang)));
        Row {
            data: vec![
                ("from", (from.index() + 1).to_string()),
                ("attacks", other.attacks.to_string()),
                ("successes", other.successes.to_string()),
                ("fooled", other.fooled.to_string()),
                ("at-target", other.at_target.to_string()),
            ],
            cells: texts,
        }
    };
    let caption = strings::MATRIX_CAPTION.get(lang);
    markup::table(caption, &columns, &Seat::BOTH.map(row))
}

/// Every attack, with what came of it.
pub(super) fn trials(matrix: &Matrix, names: [&'static str; 2], lang: Lang) -> String {
    let columns = [
        Column(strings::IMAGE_SHOWN.get(lang), false),
        Column(strings::MADE_ON.get(lang), false),
        Column(strings::TARGET_OF_ATTACK.get(lang), false),
        Column(names[0], false),
        Column(names[1], false),
    ];
    let row = |trial: &Trial| {
        let image = matrix.images.get(trial.image);
        let mut cells = vec![
            image.map(|image| image.name.clone()).unwrap_or_default(),
            names[trial.from.index()].to_owned(),
            strings::class_name(trial.target, lang),
        ];
        cells.extend([0, 1].map(|at| outcome(&trial.seen, at, lang)));
        Row {
            data: vec![("state", trial.seen.id().to_owned())],
            cells,
        }
    };
    let rows: Vec<Row> = matrix.trials.iter().map(row).collect();
    markup::table(strings::TRIALS_CAPTION.get(lang), &columns, &rows)
}

fn outcome(seen: &Later<[ClassId; 2]>, at: usize, lang: Lang) -> String {
    match seen {
        Later::Done(seen) => strings::class_name(seen[at], lang),
        Later::Running => strings::RUNNING.get(lang).to_owned(),
        Later::Failed(_) => strings::FAILED.get(lang).to_owned(),
        Later::NotAsked => "–".to_owned(),
    }
}
