use serde_json::{Value, json};

use super::csv::Csv;
use super::finding::{Finding, class_cells, standing_cells, standing_columns, value};
use super::{Kind, Numbers, attack, saliency, visual};
use crate::app_model::{AppModel, Look, Matrix, PAIR_LEAVES, Place, Seat, Trial};

/// Where each finding is shown.
const MAPS: &str = PAIR_LEAVES[0];
const TRANSFER: &str = PAIR_LEAVES[1];
const RECOGNITION: &str = PAIR_LEAVES[2];
const MATRIX: &str = PAIR_LEAVES[3];

pub(super) fn finding(model: &AppModel, kind: Kind) -> Option<Finding> {
    match kind {
        Kind::SecondMap => map(model),
        Kind::Transfer => transfer(model),
        Kind::Recognition => recognition(model),
        _ => matrix(model),
    }
}

/// On top of what another part found: with its request, and its link followed first.
fn on_top(
    model: &AppModel,
    leaf: &'static str,
    of: Finding,
    result: Value,
    numbers: &'static [Numbers],
) -> Finding {
    Finding {
        link: model.link_to_pair(leaf, model.pair.targets, of.pixels.as_ref()),
        link_before: of.link,
        result,
        numbers,
        ..of
    }
}

fn map(model: &AppModel) -> Option<Finding> {
    let (first, second) = (model.saliency.map.as_ref()?, model.other_map().done()?);
    let mut request = first.request.clone();
    request.class = Some(first.class);
    let of = Finding {
        link: model.link_to_map(&request, &first.pixels),
        request: saliency::request(model, &request)?,
        ..saliency::finding(model)?
    };
    let maps = [(&first.map, &first.variant), (&second.map, &second.variant)];
    let seats = Seat::BOTH.iter().zip(maps).zip(&second.places);
    let by_network = seats.map(|((seat, (map, variant)), place)| {
        json!({
            "network": name(model, *seat),
            "class": placed(place),
            "map": saliency::figures(map),
            "variant": variant,
        })
    });
    let result = json!({
        "class": first.class.0,
        "by_network": by_network.collect::<Vec<_>>(),
        "elapsed_ms": [value(&first.elapsed_ms), value(&second.elapsed_ms)],
    });
    let numbers = &[Numbers::Map, Numbers::SecondMap];
    Some(on_top(model, MAPS, of, result, numbers))
}

fn placed(place: &Place) -> Value {
    let mut found = value(&place.standing);
    found["rank"] = json!(place.rank);
    found
}

fn look(look: &Look) -> Value {
    json!({
        "best": value(&look.best),
        "source": placed(&look.source),
        "target": placed(&look.target),
    })
}

fn transfer(model: &AppModel) -> Option<Finding> {
    let found = model.transfer().done()?;
    let seat = |seat: Seat| {
        json!({
            "network": name(model, seat),
            "original": look(&found.original[seat.index()]),
            "adversarial": look(&found.adversarial[seat.index()]),
            "fooled": found.fools(seat),
            "at_target": found.reaches(seat),
        })
    };
    let result = json!({"by_network": Seat::BOTH.map(seat)});
    let numbers = &[Numbers::Original, Numbers::Adversarial];
    let of = attack::finding(model)?;
    Some(on_top(model, TRANSFER, of, result, numbers))
}

fn recognition(model: &AppModel) -> Option<Finding> {
    let found = model.recognition().done()?;
    let seat = |seat: Seat| {
        let at = seat.index();
        json!({
            "network": name(model, seat),
            "best": value(&found.best[at]),
            "climbed": found.climbed.as_ref().map(|places| placed(&places[at])),
        })
    };
    let result = json!({"by_network": Seat::BOTH.map(seat)});
    let numbers = &[Numbers::Visualisation];
    let of = visual::finding(model)?;
    Some(on_top(model, RECOGNITION, of, result, numbers))
}

fn matrix(model: &AppModel) -> Option<Finding> {
    let matrix = model.pair.matrix.as_ref()?;
    let cells = Seat::BOTH.map(|from| {
        Seat::BOTH.map(|to| {
            let cell = matrix.cell(from, to);
            json!({
                "made_on": name(model, from),
                "shown_to": name(model, to),
                "attacks": cell.attacks,
                "successes": cell.successes,
                "fooled": cell.fooled,
                "at_target": cell.at_target,
            })
        })
    });
    let images = matrix
        .images
        .iter()
        .map(|image| json!({"title": image.name, "seen": value(&image.seen.done())}));
    let trial = |trial: &Trial| {
        json!({
            "image": trial.image,
            "made_on": name(model, trial.from),
            "target": trial.target.0,
            "state": trial.seen.id(),
            "seen": value(&trial.seen.done()),
            "elapsed_ms": value(&trial.elapsed_ms),
        })
    };
    Some(Finding {
        link: model.link_to_pair(MATRIX, matrix.targets, None),
        link_before: model.link_to_attack(&matrix.request, None),
        pixels: None,
        variant: None,
        request: attack::request(model, &matrix.request)?,
        changes: Vec::new(),
        result: json!({
            "targets_per_image": matrix.targets,
            "networks": Seat::BOTH.map(|seat| name(model, seat)),
            "cells": cells.concat(),
            "images": images.collect::<Vec<_>>(),
            "trials": matrix.trials.iter().map(trial).collect::<Vec<_>>(),
            "failed": matrix.failures(),
        }),
        numbers: &[],
    })
}

/// Id of a network.
fn name(model: &AppModel, seat: Seat) -> &'static str {
    let other = model.other_network().map_or("", |other| other.id);
    [model.network().id, other][seat.index()]
}

fn place_cells(place: &Place) -> Vec<String> {
    let cells = standing_cells(Some(&place.standing)).into_iter();
    cells.chain([place.rank.to_string()]).collect()
}

fn place_columns(of: &str) -> Vec<String> {
    let columns = standing_columns(of).into_iter();
    columns.chain([format!("{of}_rank")]).collect()
}

/// What both networks say of the original and of the adversarial image.
pub(super) fn transfer_table(model: &AppModel) -> Option<Csv> {
    let found = model.transfer().done()?;
    let mut columns = vec!["network".to_owned(), "image".to_owned()];
    columns.extend(standing_columns("best"));
    columns.extend(["source", "target"].iter().flat_map(|of| place_columns(of)));
    let mut csv = Csv::new(columns);
    for seat in Seat::BOTH {
        let looks = [
            ("original", &found.original),
            ("adversarial", &found.adversarial),
        ];
        for (image, looks) in looks {
            let look = &looks[seat.index()];
            let mut cells = vec![name(model, seat).to_owned(), image.to_owned()];
            cells.extend(standing_cells(Some(&look.best)));
            cells.extend(place_cells(&look.source));
            cells.extend(place_cells(&look.target));
            csv.row(cells);
        }
    }
    Some(csv)
}

/// What both networks say of the visualisation.
pub(super) fn recognition_table(model: &AppModel) -> Option<Csv> {
    let found = model.recognition().done()?;
    let columns = std::iter::once("network".to_owned()).chain(standing_columns("best"));
    let mut csv = Csv::new(columns.chain(place_columns("climbed")));
    for seat in Seat::BOTH {
        let at = seat.index();
        let climbed = found.climbed.as_ref();
        let climbed = climbed.map(|places| place_cells(&places[at]));
        let mut cells = vec![name(model, seat).to_owned()];
        cells.extend(standing_cells(Some(&found.best[at])));
        cells.extend(climbed.unwrap_or_else(|| vec![String::new(); place_columns("").len()]));
        csv.row(cells);
    }
    Some(csv)
}

/// The counts of the matrix.
pub(super) fn matrix_table(model: &AppModel) -> Option<Csv> {
    let matrix = model.pair.matrix.as_ref()?;
    let columns = [
        "made_on",
        "shown_to",
        "attacks",
        "successes",
        "fooled",
        "at_target",
    ];
    let mut csv = Csv::new(columns);
    for from in Seat::BOTH {
        for to in Seat::BOTH {
            let cell = matrix.cell(from, to);
            let counts = [cell.attacks, cell.successes, cell.fooled, cell.at_target];
            let names = [from, to].map(|seat| name(model, seat).to_owned());
            csv.row(
                names
                    .into_iter()
                    .chain(counts.map(|count| count.to_string())),
            );
        }
    }
    Some(csv)
}

/// Every attack of the matrix.
pub(super) fn trials_table(model: &AppModel) -> Option<Csv> {
    let matrix: &Matrix = model.pair.matrix.as_ref()?;
    let first = [
        "image",
        "made_on",
        "target_class",
        "target_class_name",
        "state",
    ];
    let more = ["first", "second"].map(|which| {
        ["sees_class", "sees_class_name"].map(|what| format!("{which}_network_{what}"))
    });
    let columns = first.map(str::to_owned).into_iter().chain(more.concat());
    let mut csv = Csv::new(columns.chain(["elapsed_ms".to_owned()]));
    for trial in &matrix.trials {
        let image = matrix.images.get(trial.image);
        let image = image.map(|image| image.name.clone());
        let mut cells = vec![
            image.unwrap_or_default(),
            name(model, trial.from).to_owned(),
        ];
        cells.extend(class_cells(trial.target));
        cells.push(trial.seen.id().to_owned());
        match trial.seen.done() {
            Some(seen) => cells.extend(seen.iter().flat_map(|class| class_cells(*class))),
            None => cells.extend([const { String::new() }; 4]),
        }
        cells.push(trial.elapsed_ms.to_string());
        csv.row(cells);
    }
    Some(csv)
}
