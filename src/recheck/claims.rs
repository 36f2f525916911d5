//! What a record says of the very pictures beside it: whatever the way to them was.

use serde_json::Value;

use super::engines::Engines;
use super::pictures::name;
use crate::app_model::{Bytes, Kind, PictureOf, Shelved, ShelvedPicture};
use crate::catalogue;
use crate::image::sha256;
use crate::scores;
use crate::spec::ClassId;

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
    let mut wrong = Vec::new();
    for claim in claims(kind, record) {
        let network = catalogue::network(claim.network);
        let (Some(picture), Some(network)) = (picture(shelved, claim.of), network) else {
            continue;
        };
        let side = picture.width;
        let pixels: &Bytes = &picture.pixels;
        let Some(found) = engines.scores(network.id, pixels, side) else {
            continue;
        };
        let of = name(claim.of);
        let sentences = claim.standings.iter().filter_map(|(place, said)| {
            let what = why_untrue(said, &found)?;
            Some(format!("{place}: {what} of {of} in the report"))
        });
        wrong.extend(sentences);
    }
    wrong
}

fn why_untrue(said: &Value, scores: &[f32]) -> Option<String> {
    let class = u16::try_from(said["class"].as_u64()?).ok()?;
    let Some(found) = scores::standing(scores, ClassId(class)) else {
        return Some(format!("the network has no class {class}, which is said"));
    };
    let figures = [
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
