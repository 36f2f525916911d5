//! Models that contradict themselves: convolution, rectifier, mean and a dense layer, spoilt in one place.

use gradoscope_checkpoint::onnx::{Attribute, Constant, Input, Model, Node, Numbers};

use super::sketch::sketch;
use super::unfit::Unfit;
use crate::protocol::CheckpointRefusal;

fn node(kind: &str, inputs: &[&str], output: &str) -> Node {
    Node {
        kind: kind.to_owned(),
        inputs: inputs.iter().map(|name| (*name).to_owned()).collect(),
        outputs: vec![output.to_owned()],
        ..Node::default()
    }
}

fn constant(name: &str, shape: &[usize]) -> Constant {
    Constant {
        name: name.to_owned(),
        shape: shape.to_vec(),
        numbers: Numbers::Held(vec![0.5; shape.iter().product()]),
    }
}

fn whole() -> Model {
    let dense = Node {
        attributes: vec![("transB".to_owned(), Attribute::Whole(1))],
        ..node("Gemm", &["f", "w2", "b2"], "y")
    };
    Model {
        opset: 13,
        producer: String::new(),
        inputs: vec![Input {
            name: "x".to_owned(),
            shape: [1, 3, 32, 32].map(Some).to_vec(),
        }],
        outputs: vec!["y".to_owned()],
        nodes: vec![
            node("Conv", &["x", "w", "b"], "c"),
            node("Relu", &["c"], "r"),
            node("GlobalAveragePool", &["r"], "g"),
            node("Flatten", &["g"], "f"),
            dense,
        ],
        constants: vec![
            constant("w", &[4, 3, 3, 3]),
            constant("b", &[4]),
            constant("w2", &[10, 4]),
            constant("b2", &[10]),
        ],
    }
}

/// Why the model is not used once it is changed so, in English.
fn refused(change: impl FnOnce(&mut Model)) -> (Unfit, String) {
    let mut model = whole();
    change(&mut model);
    let unfit = sketch(&model).err().expect("a refusal");
    let words = CheckpointRefusal::from(super::OnnxError::from(unfit.clone()));
    match words {
        CheckpointRefusal::File { en, fr, .. } => {
            let is_filled = |words: &str| !words.contains("{}") && !words.contains("[]");
            assert!(is_filled(&en) && is_filled(&fr), "{en} {fr}");
            (unfit, en)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nodes_are_taken_in_the_order_in_which_they_can_be_computed() {
    let layers = |model: &Model| sketch(model).map(|sketch| sketch.layers.len());
    let expected = layers(&whole());
    assert!(expected.is_ok(), "{expected:?}");
    let mut turned = whole();
    turned.nodes.reverse();
    assert_eq!(layers(&turned), expected);
}

#[test]
fn what_is_missing_is_named_and_who_reads_it() {
    let (_, words) = refused(|model| drop(model.constants.remove(0)));
    assert!(
        words.contains("Conv (node c) reads the tensor w,"),
        "{words}"
    );
    let (_, words) = refused(|model| model.nodes[3].inputs[0] = "nothing".to_owned());
    assert!(
        words.contains("Flatten (node f) reads the tensor nothing,"),
        "{words}"
    );
}

#[test]
fn a_circle_of_nodes_is_called_one() {
    let (unfit, words) = refused(|model| model.nodes[0].inputs[0] = "r".to_owned());
    assert!(matches!(unfit, Unfit::Cycle(..)), "{unfit:?}");
    assert!(words.contains("round in a circle"), "{words}");
    let (unfit, _) = refused(|model| model.nodes[1].inputs[0] = "r".to_owned());
    assert_eq!(unfit, Unfit::Cycle("Relu".to_owned(), "r".to_owned()));
}

#[test]
fn sizes_that_do_not_fit_are_told_with_the_names_of_what_is_read() {
    let cases: [(usize, &[usize], &str); 3] = [
        (
            0,
            &[4, 2, 3, 3],
            "Conv (node c) reads x (1×3×32×32), w (4×2×3×3), b (4)",
        ),
        (
            2,
            &[10, 5],
            "Gemm (node y) reads f (1×4), w2 (10×5), b2 (10)",
        ),
        (3, &[7], "Gemm (node y) reads f (1×4), w2 (10×4), b2 (7)"),
    ];
    for (at, shape, told) in cases {
        let (_, words) = refused(|model| {
            let name = model.constants[at].name.clone();
            model.constants[at] = constant(&name, shape);
        });
        assert!(words.contains(told), "{words}");
    }
    let (_, words) = refused(|model| {
        model.nodes[4] = node("MatMul", &["f", "w2"], "y");
    });
    assert!(
        words.contains("MatMul (node y) reads f (1×4), w2 (10×4)"),
        "{words}"
    );
    let (_, words) = refused(|model| {
        model.constants.push(constant("m", &[5]));
        model.nodes[3] = node("Mul", &["g", "m"], "f");
    });
    assert!(
        words.contains("Mul (node f) reads g (1×4×1×1), m (5)"),
        "{words}"
    );
}

#[test]
fn an_image_that_is_too_large_is_not_called_crooked() {
    let (_, words) = refused(|model| {
        model.inputs[0].shape = [1, 3, 4096, 4096].map(Some).to_vec();
    });
    assert!(
        words.contains("4096 × 4096 pixels") && words.contains("at most 2048 × 2048"),
        "{words}"
    );
    let (_, words) = refused(|model| {
        let mask = Input {
            name: "mask".to_owned(),
            shape: Vec::new(),
        };
        model.inputs.push(mask);
    });
    assert!(
        words.contains("it reads x, mask where one image"),
        "{words}"
    );
}
