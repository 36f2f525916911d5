//! Maps side by side: of several methods, or of several pictures. A map that there is not has its state
//! alone, in its place.

use serde_json::{Value, json};

use super::csv::Csv;
use super::finding::{Finding, class_cells, standing_cells, standing_columns, value};
use super::saliency;
use crate::app_model::{AppModel, Item, ItemMap, Of, Series};
use crate::image::sha256;
use crate::render::on_pixels;

/// What is said of every map, after what it is of.
const OF_MAP: [&str; 10] = [
    "state",
    "unit",
    "least",
    "greatest",
    "largest_of_pixel",
    "largest_x_px",
    "largest_y_px",
    "elapsed_ms",
    "variant",
    "map_sha256",
];

/// The variant of all maps, where they have one and the same.
fn variant(series: &Series) -> Option<String> {
    let mut variants = series.maps().map(|(_, map)| &map.variant);
    let first = variants.next()?;
    variants.all(|other| other == first).then(|| first.clone())
}

pub(super) fn methods(model: &AppModel) -> Option<Finding> {
    let series = model.series(Of::Methods)?;
    let (first, found) = series.maps().next()?;
    let pixels = first.pixels.clone()?;
    let requests: Vec<_> = series.items.iter().map(|item| &item.request).collect();
    let named = requests
        .iter()
        .map(|request| saliency::request(model, request))
        .collect::<Option<Vec<Value>>>()?;
    let map = |item: &Item| {
        let mut facts = of_map(item);
        facts["method"] = json!(item.request.method);
        facts
    };
    Some(Finding {
        link: model.link_to_methods(&requests, &pixels),
        link_before: None,
        pixels: Some(pixels),
        variant: variant(series),
        request: json!({"class": first.request.class.map(|class| class.0), "methods": named}),
        changes: Vec::new(),
        result: json!({
            "class": value(&found.class),
            "maps": series.items.iter().map(map).collect::<Vec<_>>(),
            "drawn": saliency::drawn(&model.settings),
            "one_scale": model.settings.one_scale,
            "elapsed_ms": elapsed(series),
        }),
        numbers: &[],
    })
}

pub(super) fn pictures(model: &AppModel) -> Option<Finding> {
    let series = model.series(Of::Pictures)?;
    let (first, _) = series.maps().next()?;
    let image = |item: &Item| {
        let mut facts = of_map(item);
        let sample = item.picture.as_ref().and_then(|p| p.sample.clone());
        facts["id"] = json!(sample);
        facts["pixels_sha256"] = json!(item.pixels.as_ref().map(|pixels| sha256(pixels)));
        if let Some(map) = item.found.map() {
            facts["class"] = value(&map.class);
            let truth = map.truth.as_ref();
            facts["truth"] = json!(truth.map(|(standing, rank)| {
                let mut truth = value(standing);
                truth["rank"] = json!(rank);
                truth
            }));
        }
        facts
    };
    Some(Finding {
        link: model.link_to_method(&first.request),
        link_before: None,
        pixels: None,
        variant: variant(series),
        request: saliency::request(model, &first.request)?,
        changes: Vec::new(),
        result: json!({
            "images": series.items.iter().map(image).collect::<Vec<_>>(),
            "drawn": saliency::drawn(&model.settings),
            "one_scale": model.settings.one_scale,
            "elapsed_ms": elapsed(series),
        }),
        numbers: &[],
    })
}

/// Of each map; null where there is none.
fn elapsed(series: &Series) -> Vec<Value> {
    let time = |item: &Item| value(&item.found.map().map(|map| map.elapsed_ms));
    series.items.iter().map(time).collect()
}

fn of_map(item: &Item) -> Value {
    let map = item.found.map();
    json!({
        "state": item.found.id(),
        "map": map.map(|map| saliency::figures(&map.map)),
        "variant": map.map(|map| &map.variant),
    })
}

/// Every method, what it is set to and what came of it.
pub(super) fn methods_table(model: &AppModel) -> Option<Csv> {
    let series = model.series(Of::Methods)?;
    let of_class = standing_columns("explained");
    let header = ["method", "params"].map(str::to_owned);
    let header = header.into_iter().chain(of_class);
    let mut csv = Csv::new(header.chain(OF_MAP.map(str::to_owned)));
    for item in &series.items {
        let request = saliency::request(model, &item.request)?;
        let class = item.found.map().map(|map| &map.class);
        let about = [item.request.method.clone(), params(&request["params"])];
        let row = about.into_iter().chain(standing_cells(class));
        csv.row(row.chain(map_cells(model, item)));
    }
    Some(csv)
}

/// Such as `copies=25 noise=0.15`.
fn params(named: &Value) -> String {
    let pair = |(id, value): (&String, &Value)| format!("{id}={}", plain(value));
    let pairs = named.as_object().into_iter().flatten().map(pair);
    pairs.collect::<Vec<_>>().join(" ")
}

fn plain(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| value.to_string())
}

/// Every picture, what the network sees in it, the class of its label, and the map.
pub(super) fn pictures_table(model: &AppModel) -> Option<Csv> {
    let series = model.series(Of::Pictures)?;
    let truth = ["class", "class_name", "rank", "score", "probability"];
    let truth = truth.map(|what| format!("label_{what}"));
    let header = ["picture", "method"].map(str::to_owned).into_iter();
    let header = header.chain(standing_columns("found")).chain(truth);
    let mut csv = Csv::new(header.chain(OF_MAP.map(str::to_owned)));
    for item in &series.items {
        let found = item.found.map();
        let name = item.picture.as_ref().map(|picture| picture.name.clone());
        let about = [name.unwrap_or_default(), item.request.method.clone()];
        let row = about.into_iter();
        let row = row.chain(standing_cells(found.map(|map| &map.class)));
        let row = row.chain(truth_cells(found));
        csv.row(row.chain(map_cells(model, item)));
    }
    Some(csv)
}

fn truth_cells(found: Option<&ItemMap>) -> [String; 5] {
    let truth = found.and_then(|map| map.truth.as_ref());
    truth.map_or_else(Default::default, |(standing, rank)| {
        let [class, name] = class_cells(standing.class);
        let (score, probability) = (standing.score, standing.probability);
        [
            class,
            name,
            rank.to_string(),
            score.to_string(),
            probability.to_string(),
        ]
    })
}

/// [`OF_MAP`]; empty but for the state where there is no map.
fn map_cells(model: &AppModel, item: &Item) -> [String; 10] {
    let state = item.found.id().to_owned();
    let Some((found, pixels)) = item.found.map().zip(item.pixels.as_ref()) else {
        let mut cells: [String; 10] = Default::default();
        cells[0] = state;
        return cells;
    };
    let figures = saliency::figures(&found.map);
    let sheet = &found.map.sheet;
    let side = (pixels.len() / 3).isqrt();
    let values = on_pixels(
        &found.map.values,
        sheet,
        model.settings.reduction,
        side as u32,
    );
    let ahead = |best: usize, at: usize| if values[at] > values[best] { at } else { best };
    let peak = (0..values.len()).reduce(ahead).unwrap_or_default();
    let text = |name: &str| plain(&figures[name]);
    [
        state,
        plain(&value(&sheet.unit)),
        text("least"),
        text("greatest"),
        values.get(peak).map(f32::to_string).unwrap_or_default(),
        (peak % side.max(1)).to_string(),
        (peak / side.max(1)).to_string(),
        found.elapsed_ms.to_string(),
        found.variant.clone(),
        text("values_sha256"),
    ]
}
