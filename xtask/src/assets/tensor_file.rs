//! Writes safetensors with the same bytes every time: keys sorted, header padded to eight bytes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// A float32 tensor in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

/// The bytes of a safetensors file; tensors lie in the order of their names.
pub fn bytes(tensors: &BTreeMap<String, Tensor>, metadata: &[(&str, &str)]) -> Vec<u8> {
    let mut header = Map::new();
    let notes: Map<String, Value> = metadata
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect();
    header.insert("__metadata__".to_owned(), Value::Object(notes));
    let mut end = 0;
    for (name, tensor) in tensors {
        let start = end;
        end += tensor.data.len() * size_of::<f32>();
        let entry = json!({"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, end]});
        header.insert(name.clone(), entry);
    }
    let mut text = Value::Object(header).to_string();
    // The data has to start at a multiple of eight, counted with the eight bytes of the length.
    while !text.len().is_multiple_of(8) {
        text.push(' ');
    }
    let mut out = (text.len() as u64).to_le_bytes().to_vec();
    out.extend(text.as_bytes());
    for tensor in tensors.values() {
        out.extend(tensor.data.iter().flat_map(|number| number.to_le_bytes()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_that_of_the_format() {
        let tensor = |data: &[f32]| Tensor {
            shape: vec![1, data.len()],
            data: data.to_vec(),
        };
        let tensors = BTreeMap::from([
            ("b".to_owned(), tensor(&[1.0])),
            ("a".to_owned(), tensor(&[2.0, 3.0])),
        ]);
        let file = bytes(&tensors, &[("name", "toy")]);
        let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
        assert_eq!(length % 8, 0);
        let header: Value = serde_json::from_slice(&file[8..8 + length]).unwrap();
        assert_eq!(header["__metadata__"]["name"], "toy");
        assert_eq!(
            header["a"],
            json!({"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]})
        );
        assert_eq!(
            header["b"],
            json!({"dtype": "F32", "shape": [1, 1], "data_offsets": [8, 12]})
        );
        let numbers: Vec<f32> = file[8 + length..]
            .chunks(4)
            .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
            .collect();
        assert_eq!(numbers, [2.0, 3.0, 1.0]);
    }
}
