//! What a reader did for a result, done again.

use serde_json::Value;

use super::page::Page;
use crate::app_model::{
    AppModel, AttackEvent, Axis, BesideEvent, Bytes, Event, InstrumentEvent, Kind, Named, Of,
    PairEvent, PictureOf, Shelved, VisualEvent,
};
use crate::catalogue;
use crate::image::{Picture, encode_png};
use crate::spec::{ClassId, NetworkSpec, ParamKind, ParamSpec, ParamValues};

/// Does it on a page that is set up as the record's links say.
///
/// # Errors
/// Why it cannot be done here.
pub(super) fn done_again(
    page: &mut Page<'_>,
    kind: Kind,
    shelved: &Shelved,
    record: &Value,
) -> Result<(), String> {
    let (request, result) = (&record["request"], &record["result"]);
    match kind {
        // It is there by itself.
        Kind::Map => {}
        Kind::Methods => page.act(|model| model.on_beside(BesideEvent::Compare)),
        Kind::Pictures => pictures(page, shelved, result)?,
        Kind::Sanity => {
            take_params(&mut page.model, &request["controls"]);
            test(page, |model| {
                InstrumentEvent::Sanity(model.sanity_request())
            });
        }
        Kind::Faithful => {
            take_params(&mut page.model, &request["methods"]);
            test(page, |model| {
                InstrumentEvent::Faithful(model.faithful_request())
            });
        }
        Kind::Object => test(page, |model| {
            InstrumentEvent::Object(model.segment_request())
        }),
        Kind::Proof => {
            let at = |place: usize| request["pixel"][place].as_u64().unwrap_or_default() as u32;
            let pixel = (at(0), at(1));
            test(page, |model| {
                InstrumentEvent::Proof(model.proof_request(pixel))
            });
        }
        Kind::Attack => attack(page, result),
        Kind::Comparison => comparison(page, request, result),
        Kind::Visualisation => page.send(Event::Visual(VisualEvent::Begin)),
        Kind::Sheet => sheet(page, result)?,
        Kind::SecondMap => pair(page, PairEvent::AskMap),
        Kind::Transfer => {
            attack(page, &record["attack"]);
            pair(page, PairEvent::AskTransfer);
        }
        Kind::Recognition => {
            page.send(Event::Visual(VisualEvent::Begin));
            pair(page, PairEvent::AskRecognition);
        }
        Kind::Matrix => return Err("the images of a matrix are not in the report".to_owned()),
    }
    Ok(())
}

fn test(page: &mut Page<'_>, event: impl FnOnce(&AppModel) -> InstrumentEvent) {
    page.act(|model| {
        let event = event(model);
        model.on_instrument(event)
    });
}

/// A link has the parameters of its own method alone.
fn take_params(model: &mut AppModel, choices: &Value) {
    let network = model.network();
    for choice in choices.as_array().into_iter().flatten() {
        let method = choice["method"]
            .as_str()
            .and_then(catalogue::saliency_method);
        if let Some(method) = method {
            let values = values(method.params, &choice["params"], network);
            model.settings.params.insert(method.id, values);
        }
    }
}

/// What a record names, as numbers again.
fn values(params: &[&ParamSpec], named: &Value, network: &NetworkSpec) -> ParamValues {
    let mut values = ParamValues::default();
    for param in params {
        if let Some(number) = number(param, &named[param.id], network) {
            values.set(param, number);
        }
    }
    values
}

fn number(param: &ParamSpec, named: &Value, network: &NetworkSpec) -> Option<f32> {
    let text = named.as_str();
    match param.kind {
        ParamKind::Choice { options, .. } => {
            let at = options.iter().position(|(id, _)| Some(*id) == text)?;
            Some(at as f32)
        }
        ParamKind::Switch { .. } => named.as_bool().map(|on| f32::from(u8::from(on))),
        ParamKind::Layer => {
            let layers = network.layers_of_maps();
            let at = layers.iter().position(|layer| Some(*layer) == text);
            Some(at.map_or(0.0, |at| at as f32 + 1.0))
        }
        ParamKind::Class => Some(named.as_f64().map_or(0.0, |class| class as f32 + 1.0)),
        ParamKind::Whole { .. } | ParamKind::Number { .. } => named.as_f64().map(|n| n as f32),
    }
}

fn attack(page: &mut Page<'_>, result: &Value) {
    page.send(Event::Attack(AttackEvent::Start));
    if result["search_gradients"].as_u64() > Some(0) {
        page.send(Event::Attack(AttackEvent::Shrink));
    }
    let asked = [
        ("survival", AttackEvent::AskSurvival),
        ("ray", AttackEvent::AskRay),
    ];
    for (field, event) in asked {
        if !result[field].is_null() {
            page.send(Event::Attack(event));
        }
    }
}

fn comparison(page: &mut Page<'_>, request: &Value, result: &Value) {
    let network = page.model.network();
    let contenders = result["contenders"].as_array();
    let requests = || contenders.into_iter().flatten().map(|one| &one["request"]);
    for request in requests() {
        let attack = request["attack"].as_str().and_then(catalogue::attack);
        if let Some(attack) = attack {
            let values = values(attack.params, &request["params"], network);
            page.model.attack.settings.params.insert(attack.id, values);
        }
    }
    let is_apart = requests().any(|one| one["goal"] != request["goal"]);
    let gradients = request["max_gradients"].as_u64().unwrap_or_default() as u32;
    let probability = request["until_probability"].as_f64().unwrap_or_default() as f32;
    for event in [
        AttackEvent::CompareGradients(gradients),
        AttackEvent::CompareProbability(probability),
        AttackEvent::CompareAway(is_apart),
        AttackEvent::Compare,
    ] {
        page.send(Event::Attack(event));
    }
}

fn sheet(page: &mut Page<'_>, result: &Value) -> Result<(), String> {
    let network = page.model.network();
    for at in 0..2 {
        page.send(Event::Visual(VisualEvent::Axis(at, None)));
    }
    for (at, axis) in result["axes"].as_array().into_iter().flatten().enumerate() {
        let id = axis["varies"].as_str().unwrap_or_default();
        let known = Axis::all().into_iter().find(|known| known.id() == id);
        let known = known.ok_or(format!("nothing is known of a sheet that varies {id}"))?;
        let number = |named: &Value| match known.param() {
            Some(param) => number(param, named, network),
            None => number_of_axis(known, named),
        };
        let values = axis["values"].as_array().into_iter().flatten();
        let values = values.filter_map(number).collect();
        page.send(Event::Visual(VisualEvent::Axis(at, Some(known))));
        page.send(Event::Visual(VisualEvent::AxisValues(at, values)));
    }
    page.send(Event::Visual(VisualEvent::Sweep));
    Ok(())
}

fn number_of_axis(axis: Axis, named: &Value) -> Option<f32> {
    if axis == Axis::Preset {
        let id = named.as_str()?;
        let mut presets = catalogue::PRESETS.iter();
        return presets
            .position(|preset| preset.id == id)
            .map(|at| at as f32);
    }
    named.as_f64().map(|number| number as f32)
}

fn pair(page: &mut Page<'_>, question: PairEvent) {
    page.send(Event::Pair(PairEvent::Load));
    page.send(Event::Pair(question));
}

/// The pictures come as files that hold what the network saw.
fn pictures(page: &mut Page<'_>, shelved: &Shelved, result: &Value) -> Result<(), String> {
    let images = result["images"].as_array().cloned().unwrap_or_default();
    let mut files: Vec<Bytes> = Vec::new();
    for at in 0..images.len() {
        let mut pictures = shelved.pictures.iter();
        let found = pictures.find(|picture| picture.of == PictureOf::Among(at));
        let found = found.ok_or("not all of its pictures are in the report")?;
        let picture = Picture::new(found.width, found.height, found.pixels.to_vec());
        let file = picture.and_then(|picture| encode_png(&picture));
        files.push(file.map_err(|error| error.to_string())?.into());
    }
    let named = |image: &Value| {
        let truth = image["truth"]["class"].as_u64();
        Named {
            name: image["id"].as_str().unwrap_or("picture").to_owned(),
            sample: image["id"].as_str().map(str::to_owned),
            truth: truth.and_then(|class| u16::try_from(class).ok().map(ClassId)),
        }
    };
    let named = images.iter().map(named).collect();
    page.act(|model| model.on_beside(BesideEvent::Open(named)));
    let series = page.model.series(Of::Pictures).map(|series| series.number);
    let series = series.ok_or("the pictures were not taken up")?;
    for (at, file) in files.into_iter().enumerate() {
        let file = Ok(file);
        page.act(|model| model.on_beside(BesideEvent::File { series, at, file }));
    }
    Ok(())
}
