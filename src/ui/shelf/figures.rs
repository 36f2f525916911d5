//! What came out.

use serde_json::Value;

use super::reading::{Fact, Reading};
use crate::app_model::Kind;
use crate::spec::{Lang, Text};
use crate::ui::numbers::{duration_ms, fixed, percent, significant};
use crate::ui::strings;

/// How a figure is told.
#[derive(Clone, Copy)]
enum Form {
    /// A class, with its probability where that is known.
    Class,
    Share,
    Number,
    Score,
    /// The least and the greatest of a map.
    Ends,
    /// Of values in 0..1.
    Grey,
    Count,
    Time,
    YesNo,
}

/// Figures that stand at one place of a record, in the order in which they are told. A result has
/// those of them that its record has.
const FIGURES: [(&str, Text, Form); 21] = [
    ("/result/file/best", strings::PNG_SEEN, Form::Class),
    ("/result/file/holds", strings::VERIFIED, Form::YesNo),
    ("/result/file/target", strings::PNG_TARGET, Form::Class),
    ("/result/target", strings::TARGET, Form::Class),
    ("/result/source", strings::OF_SOURCE, Form::Class),
    ("/result/class", strings::CLASS, Form::Class),
    ("/result/top/0", strings::IMAGE_SEEN, Form::Class),
    ("/result/probability", strings::PROBABILITY, Form::Share),
    ("/result/score", strings::SCORE, Form::Score),
    ("/result/class/score", strings::SCORE, Form::Score),
    ("/result/rank", strings::RANK, Form::Count),
    ("/result/iterations", strings::STEPS, Form::Count),
    ("/result/gradients", strings::GRADIENTS, Form::Count),
    ("/result/change/l2_unit", strings::L2_UNIT, Form::Number),
    ("/result/change/linf_unit", strings::LINF_GREY, Form::Grey),
    (
        "/result/change/changed_pixels",
        strings::CHANGED_PX,
        Form::Count,
    ),
    ("/result/share", strings::OBJECT_SHARE, Form::Share),
    ("/result/overlap", strings::AGREEMENT, Form::Share),
    ("/result/side_px", strings::SIDE_PX, Form::Count),
    ("/result/map", strings::MAP_VALUES, Form::Ends),
    ("/result/elapsed_ms", strings::TIME, Form::Time),
];

/// Those of an attack that are of its best image as it was judged, which the saved PNG need not be.
const OF_BEST: [&str; 5] = [
    "/result/target",
    "/result/source",
    "/result/change/l2_unit",
    "/result/change/linf_unit",
    "/result/change/changed_pixels",
];

/// Everything that came out.
pub fn figures(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let figure = |(place, name, form): &(&str, Text, Form)| {
        let value = told(reading, reading.at(place)?, *form, lang)?;
        Some(Fact::new(named(reading, place, *name, lang), value))
    };
    let mut found = so_far(reading, lang);
    found.extend(FIGURES.iter().filter_map(figure));
    found.extend(maps(reading, lang));
    found.extend(among(reading, lang));
    found.extend(tested(reading, lang));
    found.extend(curves(reading, lang));
    found.extend(proven(reading, lang));
    found.extend(survival(reading, lang));
    found.extend(contenders(reading, lang));
    found.extend(by_network(reading, lang));
    found.extend(matrix(reading, lang));
    found
}

/// How far an attack had come that did not end.
fn so_far(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let last = reading.at("/result/last_step");
    let Some(step) = last.filter(|_| reading.kind == Some(Kind::Attack)) else {
        return Vec::new();
    };
    let asked = reading.at("/request/eight_bit").and_then(Value::as_bool);
    let is_rounded = asked == Some(true) || step["stage"] == "shrink";
    let target = strings::of_image(strings::LAST_TARGET, is_rounded, lang);
    let count = |of: &str| told(reading, &step[of], Form::Count, lang);
    let all = [
        (target, reading.class_of(&step["target"], lang)),
        (strings::STEPS.get(lang).to_owned(), count("iteration")),
        (strings::GRADIENTS.get(lang).to_owned(), count("gradients")),
    ];
    let fact = |(name, value): (String, Option<String>)| Some(Fact::new(name, value?));
    all.into_iter().filter_map(fact).collect()
}

/// What a figure is called: with the image that it is of, where there are two.
fn named(reading: &Reading, place: &str, name: Text, lang: Lang) -> String {
    let is_rounded = reading.at("/result/figures_are_of_8_bit");
    match is_rounded.and_then(Value::as_bool) {
        Some(is_rounded) if OF_BEST.contains(&place) => strings::of_image(name, is_rounded, lang),
        _ => name.get(lang).to_owned(),
    }
}

fn told(reading: &Reading, value: &Value, form: Form, lang: Lang) -> Option<String> {
    let number = value.as_f64();
    match form {
        Form::Class => reading.class_of(value, lang),
        Form::Share => Some(percent(number?, lang)),
        Form::Number => Some(significant(number?, 3, lang)),
        Form::Score => Some(fixed(number?, 2, lang)),
        Form::Ends => ends(value, lang),
        Form::Grey => Some(significant(255.0 * number?, 3, lang)),
        Form::Count => Some(fixed(number?, 0, lang)),
        Form::Time => Some(duration_ms(number?, lang)),
        Form::YesNo => {
            let answer = [strings::NO, strings::YES][usize::from(value.as_bool()?)];
            Some(answer.get(lang).to_owned())
        }
    }
}

/// From the least to the greatest value of a map, with its signs: the colours may be of the sizes alone.
fn ends(map: &Value, lang: Lang) -> Option<String> {
    let end = |name: &str| Some(significant(map[name].as_f64()?, 3, lang));
    Some(strings::least_to_greatest(
        &end("least")?,
        &end("greatest")?,
        lang,
    ))
}

/// The values of the map of every method.
fn maps(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let fact = |map: &Value| {
        let name = reading.method_of(map, lang)?;
        let values = ends(map.get("map")?, lang)?;
        let words = strings::named_value(strings::MAP_VALUES.get(lang), &values, lang);
        Some(Fact::new(name, words))
    };
    let all = reading.list("/result/maps").iter();
    all.filter_map(fact).collect()
}

/// How alike the first map and that after the last change are.
fn tested(reading: &Reading, lang: Lang) -> Vec<Fact> {
    if reading.kind != Some(Kind::Sanity) {
        return Vec::new();
    }
    let mut maps = reading.list("/result/maps").iter();
    let last = maps.rfind(|map| map["method"].is_null());
    let measures = [
        ("size", strings::MEASURE_SIZE),
        ("signed", strings::MEASURE_SIGNED),
        ("ssim", strings::MEASURE_SSIM),
    ];
    let fact = |(id, name): (&str, Text)| {
        let value = last?["likeness"][id].as_f64()?;
        let name = strings::after_last_change(name.get(lang), lang);
        Some(Fact::new(name, fixed(value, 2, lang)))
    };
    measures.into_iter().filter_map(fact).collect()
}

/// The areas under the curves of every method.
fn curves(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let fact = |curve: &Value| {
        let area = |at: usize| Some(fixed(curve["areas"][at].as_f64()?, 3, lang));
        let words = strings::areas_words(&area(0)?, &area(1)?, lang);
        Some(Fact::new(reading.method_of(curve, lang)?, words))
    };
    let all = reading.list("/result/curves").iter();
    all.filter_map(fact).collect()
}

/// The gradient beside the difference quotient, for every colour.
fn proven(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let names = [strings::RED, strings::GREEN, strings::BLUE];
    let fact = |(channel, name): (&Value, Text)| {
        let figure = |of: &str| Some(significant(channel[of].as_f64()?, 4, lang));
        let gradient = figure("gradient");
        let words =
            strings::proven_words(gradient.as_deref(), &figure("difference_quotient")?, lang);
        Some(Fact::new(name.get(lang), words))
    };
    let all = reading.list("/result/channels").iter().zip(names);
    all.filter_map(fact).collect()
}

/// The class found in every picture.
fn among(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let all = reading.list("/result/images").iter().enumerate();
    let fact = |(at, image): (usize, &Value)| {
        let words = reading.class_of(&image["class"], lang)?;
        Some(Fact::new(reading.picture_among(at, lang), words))
    };
    all.filter_map(fact).collect()
}

/// How many changes of the world an attack survives.
fn survival(reading: &Reading, lang: Lang) -> Option<Fact> {
    let rows = reading.list("/result/survival");
    let survives = rows.iter().filter(|row| row["survives"] == true).count();
    let words = strings::of_all(survives as u64, rows.len() as u64, lang);
    (!rows.is_empty()).then(|| Fact::new(strings::SURVIVES.get(lang), words))
}

/// Every attack of a comparison.
fn contenders(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let fact = |contender: &Value| {
        let name = reading.contender_of(&contender["request"], lang)?;
        let words = strings::contender_words(
            contender["reached"].as_bool()?,
            u32::try_from(contender["gradients"].as_u64()?).ok()?,
            contender["target"]["probability"].as_f64()?,
            contender["request"]["eight_bit"].as_bool(),
            lang,
        );
        Some(Fact::new(name, words))
    };
    let all = reading.list("/result/contenders").iter();
    all.filter_map(fact).collect()
}

/// What each of two networks says.
fn by_network(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let said = |one: &Value| {
        let places = ["/adversarial/best", "/best", "/class"];
        let seen = places.iter().find_map(|place| one.pointer(place))?;
        reading.class_of(seen, lang)
    };
    let all = reading.list("/result/by_network").iter();
    let all = all.zip(reading.networks());
    all.filter_map(|(one, network)| Some(Fact::new(strings::seen_by(network, lang), said(one)?)))
        .collect()
}

/// The cells of a matrix, row by row.
fn matrix(reading: &Reading, lang: Lang) -> Vec<Fact> {
    if reading.at("/result/targets_per_image").is_none() {
        return Vec::new();
    }
    let networks = reading.networks();
    let pairs = networks
        .iter()
        .flat_map(|from| networks.iter().map(move |to| (from, to)));
    let cells = reading.list("/result/cells").iter();
    let fact = |((from, to), cell): ((&&str, &&str), &Value)| {
        let count = |of: &str| cell[of].as_u64();
        let words = strings::matrix_counts(
            count("fooled")?,
            count("at_target")?,
            count("successes")?,
            lang,
        );
        Some(Fact::new(strings::made_and_shown(from, to, lang), words))
    };
    pairs.zip(cells).filter_map(fact).collect()
}
