//! What a record says of the very pictures beside it: whatever the way to them was.

use serde_json::{Value, json};

use super::compare::{Standard, differences};
use super::engines::Engines;
use super::pictures::name;
use crate::app_model::{Bytes, Kind, PictureOf, Shelved, ShelvedPicture};
use crate::catalogue;
use crate::image::{self, SIGMA, sha256};
use crate::scores;
use crate::spec::{ClassId, NetworkSpec};

/// Scores and probabilities that the page's engines agree on.
const TOLERANCE: f64 = 1e-3;
/// Of a score, beside that: float32 has no more digits of a large one.
const OF_SCORE: f64 = 1e-4;

/// The pictures whose hashes a record has, each with that.
fn hashed(kind: Kind, record: &Value) -> Vec<(PictureOf, &Value)> {
    let result = &record["result"];
    let image = &record["image"]["pixels_sha256"];
    let many = |list: &'static str, of: fn(usize) -> PictureOf| {
        let items = result[list].as_array().into_iter().flatten().enumerate();
        items.map(move |(at, item)| (of(at), &item["pixels_sha256"]))
    };
    let own = &result["pixels_sha256"];
    let mut all = vec![(PictureOf::Seen, image), (PictureOf::Original, image)];
    match kind {
        Kind::Attack => all.push((PictureOf::Adversarial, own)),
        Kind::Visualisation => all.push((PictureOf::Visualisation, own)),
        Kind::Comparison => all.extend(many("contenders", PictureOf::Contender)),
        Kind::Sheet => all.extend(many("cells", PictureOf::Cell)),
        Kind::Pictures => all.extend(many("images", PictureOf::Among)),
        _ => {}
    }
    all
}

fn picture(shelved: &Shelved, of: PictureOf) -> Option<&ShelvedPicture> {
    shelved.pictures.iter().find(|picture| picture.of == of)
}

/// The pictures that are not those of the record.
pub(super) fn strangers(kind: Kind, shelved: &Shelved, record: &Value) -> Vec<String> {
    let hashed = hashed(kind, record).into_iter();
    let strange = hashed.filter(|(of, hash)| {
        let picture = picture(shelved, *of);
        picture.is_some_and(|picture| hash.as_str() != Some(&sha256(&picture.pixels)))
    });
    strange
        .map(|(of, _)| format!("{} is not the one that its record is of", name(of)))
        .collect()
}

/// What is said of a picture by a network: classes with their scores and probabilities, each with its place.
struct Claim<'a> {
    of: PictureOf,
    network: &'a str,
    standings: Vec<(String, &'a Value)>,
}

fn claims<'a>(kind: Kind, record: &'a Value) -> Vec<Claim<'a>> {
    let result = &record["result"];
    let network = record["network"]["id"].as_str().unwrap_or_default();
    let claim = |of, standings| Claim {
        of,
        network,
        standings,
    };
    let field = |of: &'a Value, place: &str, names: &[&str]| -> Vec<(String, &'a Value)> {
        let named = names
            .iter()
            .map(|name| (format!("{place}{name}"), &of[*name]));
        named.collect()
    };
    let top = |of: &'a Value, place: &str| -> Vec<(String, &'a Value)> {
        let standings = of["top"].as_array().into_iter().flatten().enumerate();
        let standings = standings.map(|(at, one)| (format!("{place}top[{at}]"), one));
        standings.chain(field(of, place, &["class"])).collect()
    };
    let list = |name: &str| result[name].as_array().into_iter().flatten().enumerate();
    match kind {
        Kind::Attack => {
            let mut all = field(&result["file"], "file.", &["best", "source", "target"]);
            if result["figures_are_of_8_bit"] == true {
                all.extend(field(result, "", &["source", "target"]));
            }
            vec![claim(PictureOf::Adversarial, all)]
        }
        Kind::Comparison => list("contenders")
            .map(|(at, one)| {
                let place = format!("contenders[{at}].");
                let is_of_it = one["request"]["eight_bit"] == true;
                let names: &[&str] = if is_of_it { &["target"] } else { &[] };
                claim(PictureOf::Contender(at), field(one, &place, names))
            })
            .collect(),
        Kind::Visualisation => vec![claim(PictureOf::Visualisation, top(result, ""))],
        Kind::Sheet => list("cells")
            .map(|(at, cell)| claim(PictureOf::Cell(at), top(cell, &format!("cells[{at}]."))))
            .collect(),
        Kind::Transfer => list("by_network")
            .flat_map(|(at, seat)| {
                let looks = [
                    ("original", PictureOf::Original),
                    ("adversarial", PictureOf::Adversarial),
                ];
                looks.map(|(look, of)| Claim {
                    of,
                    network: seat["network"].as_str().unwrap_or_default(),
                    standings: field(
                        &seat[look],
                        &format!("by_network[{at}].{look}."),
                        &["best", "source", "target"],
                    ),
                })
            })
            .collect(),
        Kind::Recognition => list("by_network")
            .map(|(at, seat)| Claim {
                of: PictureOf::Visualisation,
                network: seat["network"].as_str().unwrap_or_default(),
                standings: field(seat, &format!("by_network[{at}]."), &["best", "climbed"]),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// What a record says of its pictures that is not so.
pub(super) fn untrue(
    kind: Kind,
    shelved: &Shelved,
    record: &Value,
    engines: &mut Engines,
) -> Vec<String> {
    let mut wrong = untrue_of_scores(kind, shelved, record, engines);
    wrong.extend(contradictions(kind, record));
    let result = &record["result"];
    let network = record["network"]["id"]
        .as_str()
        .and_then(catalogue::network);
    let Some(network) = network else {
        return wrong;
    };
    match kind {
        Kind::Visualisation => {
            let rows = &result["after_changes"];
            let made = PictureOf::Visualisation;
            let of_rows = [(made, "best"), (made, "class")];
            wrong.extend(changed(shelved, rows, &of_rows, network, engines));
        }
        Kind::Attack => {
            let rows = &result["survival"];
            let of_rows = [
                (PictureOf::Original, "original"),
                (PictureOf::Adversarial, "adversarial"),
            ];
            wrong.extend(changed(shelved, rows, &of_rows, network, engines));
            wrong.extend(ray(shelved, &result["ray"], network, engines));
            wrong.extend(norms(shelved, result));
            wrong.extend(off_its_way(result));
        }
        _ => {}
    }
    wrong
}

/// What is said of pictures after changes; `of_rows` are the pictures and the fields that are about them.
fn changed(
    shelved: &Shelved,
    rows: &Value,
    of_rows: &[(PictureOf, &str)],
    network: &'static NetworkSpec,
    engines: &mut Engines,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for row in rows.as_array().into_iter().flatten() {
        let change = row["change"].as_str().unwrap_or_default();
        for (of, field) in of_rows {
            let Some(picture) = picture(shelved, *of) else {
                continue;
            };
            let side = picture.width;
            let only = [change.to_owned()];
            let pixels = image::changes(&picture.pixels, side, 1, &only);
            let scores = pixels
                .ok()
                .and_then(|pixels| engines.scores(network.id, &Bytes::from(pixels), (1, side)));
            let why = scores.and_then(|scores| why_untrue(&row[*field], &scores));
            let of = name(*of);
            wrong.extend(why.map(|why| format!("{field} after {change}: {why} of {of}")));
        }
    }
    wrong
}

/// Whether an attack holds, survives or transfers follows from what is seen.
fn contradictions(kind: Kind, record: &Value) -> Vec<String> {
    let result = &record["result"];
    let list = |name: &str| result[name].as_array().into_iter().flatten();
    let mut wrong = Vec::new();
    if kind == Kind::Transfer {
        for seat in list("by_network") {
            let class = |look: &str, of: &str| &seat[look][of]["class"];
            let seen = class("adversarial", "best");
            let fooled = seen != class("original", "best");
            let at_target = seen == class("adversarial", "target");
            for (field, found) in [("fooled", fooled), ("at_target", at_target)] {
                if seat[field] != found {
                    wrong.push(format!("by_network: {field} is not what the classes say"));
                }
            }
        }
    }
    let contenders = list("contenders");
    for of in std::iter::once(result).chain(contenders) {
        wrong.extend(at_odds(&of["change"]));
    }
    if kind == Kind::Attack {
        let is_away = record["request"]["goal"] == "away";
        let is_there = |seen: &Value| match is_away {
            true => *seen != result["source"]["class"],
            false => *seen == result["target"]["class"],
        };
        let file = &result["file"];
        if file["holds"] == true && !is_there(&file["best"]["class"]) {
            wrong.push("file: the goal is not what is seen".to_owned());
        }
        for row in list("survival") {
            if row["survives"] == true && !is_there(&row["adversarial"]["class"]) {
                let change = row["change"].as_str().unwrap_or_default();
                wrong.push(format!(
                    "survival: after {change} the goal is not what is seen"
                ));
            }
        }
    }
    wrong
}

fn ray(
    shelved: &Shelved,
    said: &Value,
    network: &'static NetworkSpec,
    engines: &mut Engines,
) -> Vec<String> {
    let class = |field: &str| {
        let class = said[field]
            .as_u64()
            .and_then(|class| u16::try_from(class).ok());
        class.map(ClassId)
    };
    let ends = [PictureOf::Original, PictureOf::Adversarial].map(|of| picture(shelved, of));
    let found = match (ends, class("source"), class("target")) {
        ([Some(original), Some(image)], Some(source), Some(target)) => {
            let pixels = [&original.pixels, &image.pixels];
            engines.ray(network.id, pixels, [source, target])
        }
        _ => return Vec::new(),
    };
    let Some(found) = found else {
        return vec!["ray: there is none between the pictures of the report".to_owned()];
    };
    // Another class may be ahead where two are equal; what the lines are is in their scores.
    let (mut said, mut found) = (said.clone(), json!(found));
    for ray in [&mut said, &mut found] {
        ray["predicted"] = Value::Null;
    }
    let wrong = differences(&said, &found, Standard::OtherKernels);
    wrong.into_iter().map(|why| format!("ray.{why}")).collect()
}

/// The norms of the change from one picture to the other, against what is said of it: of the very pictures, or
/// else of numbers that they are the roundings of.
fn norms(shelved: &Shelved, result: &Value) -> Vec<String> {
    let [Some(original), Some(image)] =
        [PictureOf::Original, PictureOf::Adversarial].map(|of| picture(shelved, of))
    else {
        return Vec::new();
    };
    let said = &result["change"];
    let both = original.pixels.iter().zip(image.pixels.iter());
    let unit: Vec<f64> = both
        .map(|(a, b)| f64::from(a.abs_diff(*b)) / 255.0)
        .collect();
    let sigma = SIGMA.map(f64::from).into_iter().cycle();
    let norm: Vec<f64> = unit.iter().zip(sigma).map(|(far, s)| far / s).collect();
    let l2 = |all: &[f64]| all.iter().map(|far| far * far).sum::<f64>().sqrt();
    let linf = |all: &[f64]| all.iter().copied().fold(0.0, f64::max);
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    if result["figures_are_of_8_bit"] == true {
        let found = json!({
            "l2_unit": l2(&unit), "linf_unit": linf(&unit), "mean_unit": mean(&unit),
            "l2_norm": l2(&norm), "linf_norm": linf(&norm), "mean_norm": mean(&norm),
        });
        let fields = found.as_object().into_iter().flatten();
        let fields = fields.map(|(field, _)| (field.clone(), said[field].clone()));
        let said = Value::Object(fields.collect());
        let wrong = differences(&said, &found, Standard::OtherKernels);
        return wrong
            .into_iter()
            .map(|why| format!("change.{why}"))
            .collect();
    }
    // What lies outside of the pixels is cut off in the picture.
    if said["outside"] != 0 {
        return Vec::new();
    }
    let rounding = 0.5 / 255.0 + 1e-4;
    let bounds = [
        ("l2_unit", l2(&unit), rounding * (unit.len() as f64).sqrt()),
        ("linf_unit", linf(&unit), rounding),
        ("mean_unit", mean(&unit), rounding),
    ];
    let wrong = bounds.into_iter().filter_map(|(field, found, most)| {
        let said = said[field].as_f64()?;
        ((said - found).abs() > most).then(|| {
            format!("change.{field}: the report says {said}, between its pictures it is {found:.6}")
        })
    });
    wrong.collect()
}

/// A change in 0..1 and the same in normalised units are apart by the deviations of the colours.
fn at_odds(change: &Value) -> Vec<String> {
    let [least, most] = [
        SIGMA.into_iter().fold(1.0, f32::min),
        SIGMA.into_iter().fold(0.0, f32::max),
    ];
    let wrong = ["l2", "linf", "mean"].into_iter().filter(|of| {
        let number = |unit: &str| change[format!("{of}_{unit}")].as_f64();
        let (Some(unit), Some(norm)) = (number("unit"), number("norm")) else {
            return false;
        };
        let small = 1e-6 + 1e-3 * unit;
        unit + small < f64::from(least) * norm || unit - small > f64::from(most) * norm
    });
    wrong
        .map(|of| format!("change: {of}_norm and {of}_unit cannot be of one change"))
        .collect()
}

/// What is said of an attack's result is said of one of its iterations as well.
fn off_its_way(result: &Value) -> Vec<String> {
    let along = &result["along"];
    if result["search_gradients"] != 0 {
        return Vec::new();
    }
    let looks = along["look"].as_array().into_iter().flatten();
    let Some(at) = looks
        .clone()
        .position(|look| *look == result["best_iteration"])
    else {
        return Vec::new();
    };
    let both = [
        ("change_l2_unit", &result["change"]["l2_unit"]),
        ("margin_score", &result["margin_score"]),
        ("source_score", &result["source"]["score"]),
        ("source_probability", &result["source"]["probability"]),
        ("target_score", &result["target"]["score"]),
        ("target_probability", &result["target"]["probability"]),
    ];
    let wrong = both.into_iter().filter_map(|(curve, said)| {
        let there = along[curve].as_array()?.get(at)?;
        let is_other = !differences(said, there, Standard::SameKernels).is_empty();
        is_other.then(|| format!("along.{curve}[{at}] is {there}, of the result it is {said}"))
    });
    wrong.collect()
}

fn untrue_of_scores(
    kind: Kind,
    shelved: &Shelved,
    record: &Value,
    engines: &mut Engines,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for claim in claims(kind, record) {
        let network = catalogue::network(claim.network);
        let (Some(picture), Some(network)) = (picture(shelved, claim.of), network) else {
            continue;
        };
        let side = picture.width;
        let pixels: &Bytes = &picture.pixels;
        let Some(found) = engines.scores(network.id, pixels, (1, side)) else {
            continue;
        };
        let of = name(claim.of);
        let sentences = claim.standings.iter().filter_map(|(place, said)| {
            let is_first = ["best", "top[0]"]
                .iter()
                .any(|first| place.ends_with(first));
            let what =
                why_untrue(said, &found).or_else(|| why_not_first(said, &found, is_first))?;
            Some(format!("{place}: {what} of {of} in the report"))
        });
        wrong.extend(sentences);
    }
    wrong
}

fn why_not_first(said: &Value, scores: &[f32], is_first: bool) -> Option<String> {
    let first = scores::predicted(scores).filter(|_| is_first)?;
    let best = scores::standing(scores, first)?;
    let class = u16::try_from(said["class"].as_u64()?).ok()?;
    let found = scores::standing(scores, ClassId(class))?;
    let is_ahead = f64::from(best.score - found.score) > TOLERANCE;
    is_ahead.then(|| format!("class {class} is not the first, which is class {first},"))
}

fn why_untrue(said: &Value, scores: &[f32]) -> Option<String> {
    let class = u16::try_from(said["class"].as_u64()?).ok()?;
    let Some(found) = scores::standing(scores, ClassId(class)) else {
        return Some(format!("the network has no class {class}, which is said"));
    };
    let rank = scores::rank(scores, ClassId(class)).unwrap_or_default();
    let figures = [
        // Far down the list, neighbours are as good as equal.
        ("rank", rank as f64, 0.01),
        ("score", f64::from(found.score), OF_SCORE),
        ("probability", f64::from(found.probability), 0.0),
    ];
    let wrong = figures.into_iter().find_map(|(name, found, relative)| {
        let said = said[name].as_f64()?;
        let allowed = TOLERANCE.max(relative * found.abs());
        ((said - found).abs() > allowed).then_some((name, said, found))
    });
    let (name, said, found) = wrong?;
    Some(format!(
        "the report says a {name} of {said} for class {class}, the network gives {found:.6}"
    ))
}
