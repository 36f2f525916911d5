use serde_json::{Map, Value, json};

use super::finding::value;
use crate::spec::{NetworkSpec, ParamKind, ParamSpec, ParamValues};

/// Every parameter, what has its default too, by its id; choices and layers by theirs.
pub(super) fn named(params: &[&ParamSpec], values: &ParamValues, network: &NetworkSpec) -> Value {
    let pairs = params.iter().map(|param| {
        (
            param.id.to_owned(),
            named_value(param, values.get(param), network),
        )
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

/// One value of a parameter.
pub(super) fn named_value(param: &ParamSpec, number: f32, network: &NetworkSpec) -> Value {
    let at = number as usize;
    match param.kind {
        ParamKind::Choice { options, .. } => json!(options.get(at).map(|(id, _)| *id)),
        ParamKind::Switch { .. } => json!(number >= 0.5),
        ParamKind::Layer => {
            let layer = at.checked_sub(1);
            json!(
                layer
                    .and_then(|at| network.layers_of_maps().get(at))
                    .unwrap_or(&"last")
            )
        }
        ParamKind::Class => match at.checked_sub(1) {
            Some(class) => json!(class),
            None => json!("best-other"),
        },
        ParamKind::Whole { .. } => json!(at),
        ParamKind::Number { .. } => value(&number),
    }
}

/// A request as the protocol has it, with its parameters named.
pub(super) fn request(request: &impl serde::Serialize, params: Value) -> Value {
    let mut request = value(request);
    if let Value::Object(fields) = &mut request {
        fields.insert("params".to_owned(), params);
    }
    request
}
