//! From the nodes of a model to the layers that stand for them. Shapes alone are looked at, not weights.

use std::collections::HashMap;
use std::rc::Rc;

use gradoscope_checkpoint::onnx::{Attribute, Constant, Model, Node, Numbers};
use gradoscope_kernels::{Activation, Curve, Window};

use super::layer::{Conv, Dense, Fold, Layer, Then};
use super::small::{self, Small};
use super::unfit::{Unfit, Way};
use super::{shapes, windows};

/// A network before its weights are read.
pub(super) struct Sketch {
    /// Layer `k` makes value `k + 1`.
    pub layers: Vec<Layer>,
    /// Channels, height and width of every value.
    pub sizes: Vec<[usize; 3]>,
    /// As the model calls the values, more or less.
    pub labels: Vec<String>,
    /// The value of the scores.
    pub scores: usize,
    pub side: usize,
    pub is_softmaxed: bool,
    /// Whether it begins with a normalisation of its own, and whether that is of pixels in 0..255.
    pub scaled_inside: Option<bool>,
}

/// What a name of the model stands for.
#[derive(Clone)]
enum Seen {
    Value(View),
    Constant(Rc<Constant>, bool),
    /// Whole numbers: a shape or a part of one.
    Whole(Small),
}

/// A value as it is looked at.
#[derive(Clone, Copy, PartialEq)]
struct View {
    value: usize,
    form: Form,
    is_probability: bool,
    /// Zeros around it that are not there yet: above, to the left, below, to the right.
    border: [usize; 4],
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `[1, c, h, w]`.
    Maps,
    /// `[1, c h w]`.
    Flat,
    /// `[1, h, w, c]`, of an image only.
    ChannelsLast,
}

/// Where images may be of any size.
const USUAL_SIDE: usize = 224;
/// The largest images that are of use.
const MOST_SIDE: usize = 2048;
/// More channels than a value of any classifier has.
const MOST_CHANNELS: usize = 1 << 16;
/// Weights that a convolution may have, its groups and its kernel filled up with zeros.
const MOST_EXPANDED: usize = 60_000_000;
/// Operations of quantised networks begin so, or end so.
const QUANTISED: [&str; 5] = ["Quantize", "Dequantize", "QLinear", "Dynamic", "Integer"];

struct Walk<'m> {
    model: &'m Model,
    /// Which nodes read a name.
    readers: HashMap<&'m str, Vec<usize>>,
    seen: HashMap<String, Seen>,
    is_done: Vec<bool>,
    sketch: Sketch,
}

/// # Errors
/// The first reason for which the model is not run here.
pub(super) fn sketch(model: &Model) -> Result<Sketch, Unfit> {
    let (input, channels_last, side) = image_of(model)?;
    let mut readers: HashMap<&str, Vec<usize>> = HashMap::new();
    let order = order(model, &input)?;
    for at in &order {
        for name in &model.nodes[*at].inputs {
            readers.entry(name).or_default().push(*at);
        }
    }
    let mut seen = HashMap::new();
    for constant in &model.constants {
        seen.insert(constant.name.clone(), seen_constant(constant));
    }
    let form = match channels_last {
        true => Form::ChannelsLast,
        false => Form::Maps,
    };
    let image = View {
        value: 0,
        form,
        is_probability: false,
        border: [0; 4],
    };
    seen.insert(input, Seen::Value(image));
    let mut walk = Walk {
        model,
        readers,
        seen,
        is_done: vec![false; model.nodes.len()],
        sketch: Sketch {
            layers: Vec::new(),
            sizes: vec![[3, side, side]],
            labels: vec![String::new()],
            scores: 0,
            side,
            is_softmaxed: false,
            scaled_inside: None,
        },
    };
    walk.fold_constants(&order);
    for at in order {
        if !walk.is_done[at] {
            walk.is_done[at] = true;
            walk.node(at)?;
        }
    }
    let output = model.outputs.first().ok_or(Unfit::Output)?;
    let Some(Seen::Value(found)) = walk.seen.get(output).cloned() else {
        return Err(Unfit::Output);
    };
    let [channels, height, width] = walk.sketch.sizes[found.value];
    if found.value == 0 || [height, width] != [1, 1] || channels > usize::from(u16::MAX) {
        return Err(Unfit::Output);
    }
    walk.sketch.scores = found.value;
    walk.sketch.is_softmaxed = found.is_probability;
    Ok(walk.sketch)
}

/// Name of the one input that is no constant, whether its channels come last, and the side of its images.
fn image_of(model: &Model) -> Result<(String, bool, usize), Unfit> {
    let [input] = model.inputs.as_slice() else {
        let names = model.inputs.iter().map(|input| input.name.clone());
        return Err(Unfit::Inputs(names.collect()));
    };
    let [_, sides @ ..] = input.shape.as_slice() else {
        return Err(Unfit::Input(input.shape.clone()));
    };
    let (channels_last, size) = match sides {
        [Some(3), height, width] => (false, [*height, *width]),
        [height, width, Some(3)] => (true, [*height, *width]),
        // Where nothing is said, three channels are what a first convolution will want.
        [None, height, width] => (false, [*height, *width]),
        [Some(channels), height, width] => {
            return Err(Unfit::Image {
                channels: *channels,
                height: height.unwrap_or(0),
                width: width.unwrap_or(0),
            });
        }
        _ => return Err(Unfit::Input(input.shape.clone())),
    };
    let side = match size {
        [Some(height), Some(width)] if height != width => {
            let channels = 3;
            return Err(Unfit::Image {
                channels,
                height,
                width,
            });
        }
        [Some(side), _] | [None, Some(side)] => side,
        [None, None] => USUAL_SIDE,
    };
    if side > MOST_SIDE {
        return Err(Unfit::TooLarge(side, MOST_SIDE));
    }
    Ok((input.name.clone(), channels_last, side))
}

/// The nodes that the first output is made by, each behind those that it reads from: in the order of the file where that
/// is one.
fn order(model: &Model, image: &str) -> Result<Vec<usize>, Unfit> {
    let mut makers: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, node) in model.nodes.iter().enumerate() {
        makers.extend(node.outputs.iter().map(|name| (name.as_str(), Some(at))));
    }
    makers.extend(model.constants.iter().map(|one| (one.name.as_str(), None)));
    makers.extend([(image, None), ("", None)]);
    let output = model.outputs.first().ok_or(Unfit::Output)?;
    let mut open = Vec::new();
    let mut is_open = vec![false; model.nodes.len()];
    let mut is_done = is_open.clone();
    let mut order = Vec::new();
    open.extend(
        makers
            .get(output.as_str())
            .copied()
            .flatten()
            .map(|at| (at, 0)),
    );
    while let Some((at, read)) = open.last_mut() {
        let (at, node) = (*at, &model.nodes[*at]);
        is_open[at] = true;
        let Some(name) = node.inputs.get(*read) else {
            is_done[at] = true;
            order.push(at);
            open.pop();
            continue;
        };
        *read += 1;
        match makers.get(name.as_str()) {
            None => return Err(Unfit::Absent(name.clone(), node.kind.clone(), label(node))),
            Some(Some(next)) if is_done[*next] => {}
            Some(Some(next)) if is_open[*next] => {
                return Err(Unfit::Cycle(node.kind.clone(), label(node)));
            }
            Some(Some(next)) => open.push((*next, 0)),
            Some(None) => {}
        }
    }
    let is_before = |at: usize| {
        let mut inputs = model.nodes[at].inputs.iter();
        inputs.all(|name| makers[name.as_str()].is_none_or(|maker| maker < at))
    };
    if order.iter().all(|at| is_before(*at)) {
        order.sort_unstable();
    }
    Ok(order)
}

fn seen_constant(constant: &Constant) -> Seen {
    match &constant.numbers {
        Numbers::Whole(values) => {
            Seen::Whole(Small::of(constant).unwrap_or_else(|| Small::row(values)))
        }
        _ => Seen::Constant(Rc::new(constant.clone()), false),
    }
}

fn of_numbers(values: Vec<f32>) -> Seen {
    let constant = Constant {
        name: String::new(),
        shape: match values.len() {
            1 => Vec::new(),
            count => vec![count],
        },
        numbers: Numbers::Held(values),
    };
    Seen::Constant(Rc::new(constant), false)
}

fn seen_small(small: Small) -> Seen {
    if small.is_whole {
        return Seen::Whole(small);
    }
    let values = small.values.iter().map(|value| *value as f32).collect();
    let constant = Constant {
        name: String::new(),
        shape: small.shape,
        numbers: Numbers::Held(values),
    };
    Seen::Constant(Rc::new(constant), false)
}

/// The few numbers of a constant that is held.
fn held(constant: &Constant) -> Option<&[f32]> {
    match &constant.numbers {
        Numbers::Held(values) => Some(values),
        _ => None,
    }
}

fn whole(node: &Node, name: &str, default: i64) -> i64 {
    match node.attribute(name) {
        Some(Attribute::Whole(value)) => *value,
        _ => default,
    }
}

fn wholes<'n>(node: &'n Node, name: &str) -> Option<&'n [i64]> {
    match node.attribute(name) {
        Some(Attribute::Wholes(values)) => Some(values),
        _ => None,
    }
}

fn number(node: &Node, name: &str, default: f32) -> f32 {
    match node.attribute(name) {
        Some(Attribute::Number(value)) => *value,
        _ => default,
    }
}

/// What a node is called, or what it makes where it has no name.
fn label(node: &Node) -> String {
    let made = || node.outputs.first();
    let name = Some(&node.name).filter(|name| !name.is_empty());
    name.or_else(made).cloned().unwrap_or_default()
}

fn unfit(node: &Node, way: Way) -> Unfit {
    Unfit::Way(node.kind.clone(), label(node), way)
}

fn unknown(node: &Node) -> Unfit {
    if QUANTISED.iter().any(|mark| node.kind.contains(mark)) {
        return Unfit::Quantised(node.kind.clone());
    }
    let kind = match node.domain.as_str() {
        "" => node.kind.clone(),
        domain => format!("{domain}.{}", node.kind),
    };
    Unfit::Operation(kind, label(node))
}

impl Walk<'_> {
    /// Nodes that read constants alone, or nothing.
    fn fold_constants(&mut self, order: &[usize]) {
        for at in order.iter().copied() {
            let node = &self.model.nodes[at];
            let made = match node.kind.as_str() {
                "Constant" => constant_of(node),
                "Unsqueeze" | "Squeeze" | "Reshape" | "Identity" | "Cast" => {
                    let small = self.small(node).map(seen_small);
                    small.or_else(|| self.reshaped_constant(node))
                }
                "Transpose" => match self.first(node) {
                    Some(Seen::Constant(constant, is_turned)) if constant.shape.len() == 2 => {
                        Some(Seen::Constant(constant, !is_turned))
                    }
                    _ => None,
                },
                _ => None,
            };
            if let (Some(made), Some(name)) = (made, node.outputs.first()) {
                self.seen.insert(name.clone(), made);
                self.is_done[at] = true;
            }
        }
    }

    fn first(&self, node: &Node) -> Option<Seen> {
        self.seen.get(node.inputs.first()?).cloned()
    }

    /// The same numbers; of what is a single row per channel, the sides matter little.
    fn reshaped_constant(&self, node: &Node) -> Option<Seen> {
        let Some(Seen::Constant(constant, is_turned)) = self.first(node) else {
            return None;
        };
        let told = || match self.seen.get(node.inputs.get(1)?)? {
            Seen::Whole(told) => told.wholes(),
            _ => None,
        };
        let shape = match (node.kind.as_str(), told(), wholes(node, "axes")) {
            ("Unsqueeze", Some(axes), _) => shapes::unsqueezed(&constant.shape, &axes),
            ("Unsqueeze", None, Some(axes)) => shapes::unsqueezed(&constant.shape, axes),
            ("Reshape", Some(to), _) => shapes::reshaped(&constant.shape, &to),
            ("Squeeze", ..) => Some(constant.shape.iter().copied().filter(|n| *n != 1).collect()),
            _ => Some(constant.shape.clone()),
        }?;
        let constant = Constant {
            shape,
            ..(*constant).clone()
        };
        Some(Seen::Constant(Rc::new(constant), is_turned))
    }

    fn see(&mut self, node: &Node, seen: Seen) {
        if let Some(name) = node.outputs.first() {
            self.seen.insert(name.clone(), seen);
        }
    }

    /// The value that the input `index` of a node is.
    fn value(&self, node: &Node, index: usize) -> Result<View, Unfit> {
        match node.inputs.get(index).and_then(|name| self.seen.get(name)) {
            Some(Seen::Value(view)) => Ok(*view),
            _ => Err(unfit(node, Way::Computed)),
        }
    }

    /// The same as maps, without a border.
    fn maps(&self, node: &Node, index: usize) -> Result<(usize, [usize; 3]), Unfit> {
        let view = self.value(node, index)?;
        let size = self.sketch.sizes[view.value];
        let is_plain = view.border == [0; 4] && !view.is_probability;
        match view.form {
            Form::Maps if is_plain => Ok((view.value, size)),
            Form::Flat if is_plain && size[1..] == [1, 1] => Ok((view.value, size)),
            _ => Err(unfit(node, Way::Sides)),
        }
    }

    fn constant(&self, node: &Node, index: usize) -> Result<Rc<Constant>, Unfit> {
        match node.inputs.get(index).and_then(|name| self.seen.get(name)) {
            Some(Seen::Constant(constant, false)) => Ok(constant.clone()),
            _ => Err(unfit(node, Way::Computed)),
        }
    }

    fn optional(&self, node: &Node, index: usize) -> Result<Option<Rc<Constant>>, Unfit> {
        match node.inputs.get(index).map(String::as_str) {
            None | Some("") => Ok(None),
            Some(_) => self.constant(node, index).map(Some),
        }
    }

    /// What a node reads does not fit, by the names and the sides of it.
    fn misfit(&self, node: &Node) -> Unfit {
        let sides = |sides: &[usize]| {
            let sides: Vec<String> = sides.iter().map(usize::to_string).collect();
            sides.join("×")
        };
        let told = node.inputs.iter().filter_map(|name| {
            Some(match self.seen.get(name)? {
                Seen::Value(view) => {
                    let [channels, height, width] = self.sketch.sizes[view.value];
                    match view.form {
                        Form::Maps => (name, sides(&[1, channels, height, width])),
                        Form::Flat => (name, sides(&[1, channels * height * width])),
                        Form::ChannelsLast => (name, sides(&[1, height, width, channels])),
                    }
                }
                Seen::Constant(constant, _) => (name, sides(&constant.shape)),
                Seen::Whole(_) => return None,
            })
        });
        let told: Vec<String> = told
            .map(|(name, sides)| format!("{name} ({sides})"))
            .collect();
        Unfit::Sizes(node.kind.clone(), label(node), told.join(", "))
    }

    /// A new value, and the node that makes it in the model.
    fn push(&mut self, layer: Layer, size: [usize; 3], node: &Node) -> View {
        self.sketch.layers.push(layer);
        self.sketch.sizes.push(size);
        self.sketch.labels.push(label(node));
        let form = match size {
            [_, 1, 1] => Form::Flat,
            _ => Form::Maps,
        };
        View {
            value: self.sketch.layers.len(),
            form,
            is_probability: false,
            border: [0; 4],
        }
    }

    fn node(&mut self, at: usize) -> Result<(), Unfit> {
        let model = self.model;
        let node = &model.nodes[at];
        if !node.domain.is_empty() {
            return Err(unknown(node));
        }
        if let Some(small) = self.small(node) {
            self.see(node, seen_small(small));
            return Ok(());
        }
        let view = match node.kind.as_str() {
            "Identity" | "Dropout" | "Cast" => self.value(node, 0)?,
            "Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" => self.reshaped(node)?,
            "Transpose" => self.transposed(node)?,
            "Pad" => self.padded(node)?,
            "Softmax" | "LogSoftmax" => View {
                is_probability: true,
                ..self.value(node, 0)?
            },
            "Conv" => return self.convolution(node),
            "Gemm" | "MatMul" => return self.dense(node),
            "Relu" | "Clip" => self.rectified(node)?,
            "MaxPool" => self.max_pool(node)?,
            "AveragePool" => self.average_pool(node)?,
            "GlobalAveragePool" | "ReduceMean" => self.mean(node)?,
            "Concat" => self.joined(node)?,
            "Add" | "Sum" if self.are_values(node) => self.sum(node)?,
            "Mul" if self.are_values(node) => self.product(node)?,
            "Sigmoid" => self.along(node, Curve::Sigmoid)?,
            "HardSigmoid" => self.hard_sigmoid(node)?,
            "HardSwish" | "Swish" => self.swish(node)?,
            "Add" | "Sub" | "Mul" | "Div" | "BatchNormalization" => return self.scaled(at),
            _ => return Err(unknown(node)),
        };
        self.see(node, Seen::Value(view));
        Ok(())
    }

    /// Shapes, and what is computed of them and of constants.
    fn small(&self, node: &Node) -> Option<Small> {
        let mut inputs = Vec::with_capacity(node.inputs.len());
        for name in &node.inputs {
            inputs.push(match self.seen.get(name) {
                Some(Seen::Whole(small)) => Some(small.clone()),
                Some(Seen::Constant(constant, false)) => Some(Small::of(constant)?),
                Some(Seen::Value(view)) if node.kind == "Shape" => {
                    return self.shape(node, *view);
                }
                None if name.is_empty() => None,
                _ => return None,
            });
        }
        small::compute(node, &inputs)
    }

    fn shape(&self, node: &Node, view: View) -> Option<Small> {
        let [channels, height, width] = self.sketch.sizes[view.value].map(|n| n as i64);
        let all = match view.form {
            Form::Maps => vec![1, channels, height, width],
            Form::Flat => vec![1, channels * height * width],
            Form::ChannelsLast => vec![1, height, width, channels],
        };
        let rank = all.len() as i64;
        let at = |name: &str, default: i64| match whole(node, name, default) {
            at if at < 0 => (at + rank).max(0) as usize,
            at => at.min(rank) as usize,
        };
        let part = all.get(at("start", 0)..at("end", rank))?;
        Some(Small::row(part))
    }

    /// The whole numbers that an input of a node is.
    fn told(&self, node: &Node, index: usize) -> Option<Vec<i64>> {
        match self.seen.get(node.inputs.get(index)?)? {
            Seen::Whole(told) => told.wholes(),
            _ => None,
        }
    }

    fn reshaped(&self, node: &Node) -> Result<View, Unfit> {
        let view = self.value(node, 0)?;
        let size = self.sketch.sizes[view.value];
        let [channels, height, width] = size.map(|n| n as i64);
        let all = channels * height * width;
        let is_point = [height, width] == [1, 1];
        let refuse = || unfit(node, Way::Sides);
        if view.form == Form::ChannelsLast || view.border != [0; 4] {
            return Err(refuse());
        }
        let form = match node.kind.as_str() {
            "Flatten" if whole(node, "axis", 1) == 1 => Form::Flat,
            "Squeeze" if is_point => Form::Flat,
            "Unsqueeze" if is_point => Form::Maps,
            "Reshape" => {
                let to = match (self.told(node, 1), node.inputs.get(1)) {
                    (Some(to), _) => to,
                    (None, None) => wholes(node, "shape").ok_or_else(refuse)?.to_vec(),
                    _ => return Err(unfit(node, Way::Computed)),
                };
                let is_one = |n: i64| (-1..=1).contains(&n);
                match to[..] {
                    [n, rest] if is_one(n) && (rest == -1 || rest == all) => Form::Flat,
                    [-1, rest] if rest == all => Form::Flat,
                    [n, c, h, w]
                        if is_one(n)
                            && [c, h, w]
                                .iter()
                                .zip([channels, height, width])
                                .all(|(to, is)| [-1, 0, is].contains(to)) =>
                    {
                        Form::Maps
                    }
                    _ => return Err(refuse()),
                }
            }
            _ => return Err(refuse()),
        };
        Ok(View { form, ..view })
    }

    fn transposed(&self, node: &Node) -> Result<View, Unfit> {
        let view = self.value(node, 0)?;
        let form = match (view.form, wholes(node, "perm")) {
            (Form::ChannelsLast, Some([0, 3, 1, 2])) => Form::Maps,
            (Form::Maps, Some([0, 1, 2, 3])) | (Form::Flat, Some([0, 1])) => view.form,
            _ => return Err(unfit(node, Way::Sides)),
        };
        Ok(View { form, ..view })
    }

    /// Zeros around, which the convolution that follows has around itself.
    fn padded(&self, node: &Node) -> Result<View, Unfit> {
        let view = self.value(node, 0)?;
        let refuse = || unfit(node, Way::Windows);
        let told = match self.told(node, 1) {
            Some(pads) => pads,
            None => wholes(node, "pads").ok_or_else(refuse)?.to_vec(),
        };
        let is_constant = match node.attribute("mode") {
            Some(Attribute::Text(mode)) => mode == "constant",
            _ => true,
        };
        let value = match self.optional(node, 2)? {
            Some(value) => held(&value).and_then(|all| all.first().copied()),
            None => Some(number(node, "value", 0.0)),
        };
        let [0, 0, top, left, 0, 0, bottom, right] = told[..] else {
            return Err(refuse());
        };
        let border = [top, left, bottom, right].map(usize::try_from);
        let [Ok(top), Ok(left), Ok(bottom), Ok(right)] = border else {
            return Err(refuse());
        };
        let border = [top, left, bottom, right];
        if border != [0; 4] && (!is_constant || value != Some(0.0) || view.form != Form::Maps) {
            return Err(refuse());
        }
        let border = [0, 1, 2, 3].map(|side| view.border[side] + border[side]);
        Ok(View { border, ..view })
    }

    fn convolution(&mut self, node: &Node) -> Result<(), Unfit> {
        let view = self.value(node, 0)?;
        let [inputs, height, width] = self.sketch.sizes[view.value];
        let weight = self.constant(node, 1)?;
        let [outputs, share, rows, columns] = weight.shape[..] else {
            return Err(unfit(node, Way::Windows));
        };
        let groups = usize::try_from(whole(node, "group", 1)).unwrap_or(0);
        let is_plain = matches!(view.form, Form::Maps | Form::Flat) && !view.is_probability;
        let fits = share.checked_mul(groups) == Some(inputs);
        let is_turned = view.form == Form::ChannelsLast;
        if is_turned || groups == 0 || outputs == 0 || !fits || outputs % groups != 0 {
            return Err(self.misfit(node));
        }
        if !is_plain || outputs > MOST_CHANNELS {
            return Err(unfit(node, Way::Sizes));
        }
        let walk = windows::Walk::of(node, [rows, columns], view.border, [height, width])
            .ok_or_else(|| unfit(node, Way::Windows))?;
        let (window, at) = walk.square().ok_or_else(|| unfit(node, Way::Windows))?;
        let conv = Conv {
            weight,
            bias: self.optional(node, 2)?,
            inputs,
            groups,
            window,
            at,
        };
        let expanded = [outputs, inputs, window.kernel, window.kernel];
        let expanded = expanded
            .iter()
            .try_fold(1_usize, |all, side| all.checked_mul(*side));
        let is_too_large = expanded.is_none_or(|all| all > MOST_EXPANDED);
        // A plain one is as large as its weights are.
        if is_too_large && !conv.is_depthwise() {
            return Err(unfit(node, Way::Groups));
        }
        let [height, width] = (window.size([height, width]))
            .filter(|size| size.iter().all(|n| *n > 0))
            .ok_or_else(|| unfit(node, Way::Windows))?;
        let size = [outputs, height, width];
        let name = node.outputs.first().ok_or(Unfit::Output)?;
        let (then, name) = self.what_follows(name, size);
        let from = view.value;
        let view = self.push(Layer::Conv { from, conv, then }, size, node);
        // A convolution of maps gives maps, of one position too.
        let view = View {
            form: Form::Maps,
            ..view
        };
        self.seen.insert(name, Seen::Value(view));
        Ok(())
    }

    fn dense(&mut self, node: &Node) -> Result<(), Unfit> {
        let view = self.value(node, 0)?;
        let size = self.sketch.sizes[view.value];
        let inputs: usize = size.iter().product();
        if view.form != Form::Flat || view.is_probability {
            return Err(unfit(node, Way::Sides));
        }
        let (weight, is_turned) = match node.inputs.get(1).and_then(|name| self.seen.get(name)) {
            Some(Seen::Constant(weight, is_turned)) => (weight.clone(), *is_turned),
            _ => return Err(unfit(node, Way::Computed)),
        };
        let is_gemm = node.kind == "Gemm";
        if is_gemm && whole(node, "transA", 0) != 0 {
            return Err(unfit(node, Way::Sides));
        }
        let has_rows = (is_gemm && whole(node, "transB", 0) != 0) != is_turned;
        let [rows, columns] = weight.shape[..] else {
            return Err(unfit(node, Way::Sides));
        };
        let (outputs, wanted) = match has_rows {
            true => (rows, columns),
            false => (columns, rows),
        };
        if wanted != inputs || outputs == 0 {
            return Err(self.misfit(node));
        }
        if outputs > MOST_CHANNELS {
            return Err(unfit(node, Way::Sizes));
        }
        let bias = match is_gemm {
            true => self.optional(node, 2)?,
            false => None,
        };
        if let Some(bias) = &bias
            && ![1, outputs].contains(&bias.elements())
        {
            return Err(self.misfit(node));
        }
        let dense = Dense {
            weight,
            has_rows,
            outputs,
            inputs,
            factor: if is_gemm {
                number(node, "alpha", 1.0)
            } else {
                1.0
            },
            bias: bias.map(|bias| (bias, number(node, "beta", 1.0))),
        };
        let size = [outputs, 1, 1];
        let name = node.outputs.first().ok_or(Unfit::Output)?;
        let (then, name) = self.what_follows(name, size);
        let from = view.value;
        let view = self.push(Layer::Dense { from, dense, then }, size, node);
        self.seen.insert(name, Seen::Value(view));
        Ok(())
    }

    /// Operations per channel that nothing came before which could take them in.
    fn scaled(&mut self, at: usize) -> Result<(), Unfit> {
        let model = self.model;
        let node = &model.nodes[at];
        let Some((index, fold)) = self.fold(node, None) else {
            return Err(match self.are_values(node) {
                true => self.misfit(node),
                false if self.are_known(node) => self.misfit(node),
                false => unfit(node, Way::Computed),
            });
        };
        let (from, size) = self.maps(node, index)?;
        if from == 0 && self.sketch.scaled_inside.is_none() {
            let largest = fold.constants().into_iter().filter_map(|one| held(one));
            let largest = largest.flatten().fold(0.0_f32, |most, n| most.max(n.abs()));
            let is_small = matches!(fold, Fold::Times(_)) && largest < 0.1;
            self.sketch.scaled_inside = Some(is_small || largest > 2.0);
        }
        let name = node.outputs.first().ok_or(Unfit::Output)?;
        let (mut then, name) = self.what_follows(name, size);
        then.folds.insert(0, fold);
        let form = self.value(node, index)?.form;
        let view = self.push(Layer::Scaled { from, then }, size, node);
        self.seen.insert(name, Seen::Value(View { form, ..view }));
        Ok(())
    }

    /// What a node does to every channel, and which of its inputs it does it to; of the value `name` alone, if it is given.
    fn fold(&self, node: &Node, name: Option<&str>) -> Option<(usize, Fold)> {
        let is_value = |index: usize| {
            let input = node.inputs.get(index)?;
            let is_meant = name.is_none_or(|name| name == input);
            let is_value = matches!(self.seen.get(input), Some(Seen::Value(_)));
            (is_meant && (is_value || name.is_some())).then_some(())
        };
        let channels = |index: usize| match (name, node.inputs.get(index)) {
            (None, Some(input)) => match self.seen.get(input) {
                Some(Seen::Value(view)) => Some(self.sketch.sizes[view.value]),
                _ => None,
            },
            _ => None,
        };
        if node.kind == "BatchNormalization" {
            is_value(0)?;
            let all = [1, 2, 3, 4].map(|index| self.constant(node, index).ok());
            let [Some(scale), Some(shift), Some(mean), Some(variance)] = all else {
                return None;
            };
            let epsilon = number(node, "epsilon", 1e-5);
            return Some((0, Fold::Norm([scale, shift, mean, variance], epsilon)));
        }
        let index = match (is_value(0), is_value(1)) {
            (Some(()), _) => 0,
            (None, Some(())) => 1,
            _ => return None,
        };
        let other = self.constant(node, 1 - index).ok()?;
        if let Some(size) = channels(index)
            && !is_per_channel(&other, size)
        {
            return None;
        }
        let fold = match (node.kind.as_str(), index) {
            ("Add", _) => Fold::Plus(other),
            ("Mul", _) => Fold::Times(other),
            ("Sub", 0) => Fold::Minus(other),
            ("Div", 0) => Fold::By(other),
            _ => return None,
        };
        Some((index, fold))
    }

    /// What becomes of the value `name`, of this size, before anything else reads it, and what it is called then.
    fn what_follows(&mut self, name: &str, size: [usize; 3]) -> (Then, String) {
        let mut then = Then::NOTHING;
        let mut name = name.to_owned();
        loop {
            let is_output = self.model.outputs.first() == Some(&name);
            let next = match self.readers.get(name.as_str()).map(Vec::as_slice) {
                Some([next]) if !is_output => *next,
                _ => return (then, name),
            };
            let node = &self.model.nodes[next];
            let Some(output) = node.outputs.first() else {
                return (then, name);
            };
            let activation = match node.kind.as_str() {
                "Identity" | "Dropout" => None,
                "Relu" => Some(Activation::Relu),
                "Clip" => match self.bounds(node) {
                    Some(activation) => Some(activation),
                    None => return (then, name),
                },
                "BatchNormalization" | "Add" | "Sub" | "Mul" | "Div" => {
                    let Some((_, fold)) = self.fold(node, Some(&name)) else {
                        return (then, name);
                    };
                    let fits = |one: &Rc<Constant>| match fold {
                        Fold::Norm(..) => one.elements() == size[0],
                        _ => is_per_channel(one, size),
                    };
                    if !fold.constants().into_iter().all(fits) {
                        return (then, name);
                    }
                    then.folds.push(fold);
                    None
                }
                _ => return (then, name),
            };
            self.is_done[next] = true;
            name.clone_from(output);
            if let Some(activation) = activation {
                then.activation = activation;
                return (then, name);
            }
        }
    }

    /// The rectifier that a `Clip` is.
    fn bounds(&self, node: &Node) -> Option<Activation> {
        let bound = |index: usize, name: &str, default: f32| match node.inputs.get(index) {
            Some(input) if !input.is_empty() => match self.seen.get(input) {
                Some(Seen::Constant(constant, _)) => held(constant)?.first().copied(),
                _ => None,
            },
            _ => Some(number(node, name, default)),
        };
        let least = bound(1, "min", f32::NEG_INFINITY)?;
        let most = bound(2, "max", f32::INFINITY)?;
        match (least == 0.0, most) {
            (true, 6.0) => Some(Activation::Relu6),
            (true, most) if most >= f32::MAX => Some(Activation::Relu),
            _ => None,
        }
    }

    fn rectified(&mut self, node: &Node) -> Result<View, Unfit> {
        let activation = match node.kind.as_str() {
            "Relu" => Activation::Relu,
            _ => self.bounds(node).ok_or_else(|| unfit(node, Way::Bounds))?,
        };
        let (from, size) = self.maps(node, 0)?;
        let form = self.value(node, 0)?.form;
        let layer = match activation {
            Activation::Relu => Layer::Rectify { from },
            activation => Layer::Scaled {
                from,
                then: Then {
                    activation,
                    ..Then::NOTHING
                },
            },
        };
        let view = self.push(layer, size, node);
        Ok(View { form, ..view })
    }

    fn max_pool(&mut self, node: &Node) -> Result<View, Unfit> {
        let refuse = || unfit(node, Way::Windows);
        let (from, [channels, height, width]) = self.maps(node, 0)?;
        if node.outputs.get(1).is_some_and(|name| !name.is_empty()) {
            return Err(unknown(node));
        }
        let size = [height, width];
        let kernel = shapes::pair(wholes(node, "kernel_shape")).ok_or_else(refuse)?;
        let walk = windows::Walk::of(node, kernel, [0; 4], size).ok_or_else(refuse)?;
        let pool = walk
            .pool(whole(node, "ceil_mode", 0) != 0)
            .ok_or_else(refuse)?;
        let [height, width] = pool.size(size).ok_or_else(refuse)?;
        let layer = Layer::MaxPool { from, pool };
        Ok(self.push_maps(layer, [channels, height, width], node))
    }

    fn push_maps(&mut self, layer: Layer, size: [usize; 3], node: &Node) -> View {
        View {
            form: Form::Maps,
            ..self.push(layer, size, node)
        }
    }

    fn average_pool(&mut self, node: &Node) -> Result<View, Unfit> {
        let refuse = || unfit(node, Way::Windows);
        let (from, [channels, height, width]) = self.maps(node, 0)?;
        let size = [height, width];
        let kernel = shapes::pair(wholes(node, "kernel_shape")).ok_or_else(refuse)?;
        let walk = windows::Walk::of(node, kernel, [0; 4], size).ok_or_else(refuse)?;
        let window = walk.even().ok_or_else(refuse)?;
        let counts_zeros = whole(node, "count_include_pad", 0) != 0;
        let rounds_up = whole(node, "ceil_mode", 0) != 0 && !walk.divides();
        let has_border = walk.pads != [0; 4];
        if rounds_up || has_border && !counts_zeros {
            return Err(refuse());
        }
        if window == Window::POINT {
            return self.value(node, 0);
        }
        if kernel == size && !has_border {
            let layer = Layer::Mean { from };
            return Ok(self.push_maps(layer, [channels, 1, 1], node));
        }
        let [height, width] = window.size(size).ok_or_else(refuse)?;
        let layer = Layer::Average { from, window };
        Ok(self.push_maps(layer, [channels, height, width], node))
    }

    fn mean(&mut self, node: &Node) -> Result<View, Unfit> {
        let (from, [channels, ..]) = self.maps(node, 0)?;
        let keeps = node.kind != "ReduceMean" || whole(node, "keepdims", 1) != 0;
        if node.kind == "ReduceMean" {
            let told = self.told(node, 1);
            let told = told.unwrap_or_else(|| wholes(node, "axes").unwrap_or_default().to_vec());
            let axes: Vec<i64> = told.iter().map(|axis| axis.rem_euclid(4)).collect();
            if !matches!(axes[..], [2, 3] | [3, 2]) {
                return Err(unfit(node, Way::Sides));
            }
        }
        let view = self.push(Layer::Mean { from }, [channels, 1, 1], node);
        let form = match keeps {
            true => Form::Maps,
            false => Form::Flat,
        };
        Ok(View { form, ..view })
    }

    fn are_values(&self, node: &Node) -> bool {
        let mut all = node.inputs.iter().map(|name| self.seen.get(name));
        all.all(|seen| matches!(seen, Some(Seen::Value(_))))
    }

    /// Whether all that it reads is a value or a constant, in its place.
    fn are_known(&self, node: &Node) -> bool {
        let known = |name| {
            matches!(
                self.seen.get(name),
                Some(Seen::Value(_) | Seen::Constant(_, false))
            )
        };
        node.inputs.iter().all(known)
    }

    fn sum(&mut self, node: &Node) -> Result<View, Unfit> {
        let (first, size) = self.maps(node, 0)?;
        let mut view = self.value(node, 0)?;
        let form = view.form;
        let mut from = first;
        for index in 1..node.inputs.len() {
            let (other, other_size) = self.maps(node, index)?;
            if other_size != size {
                return Err(self.misfit(node));
            }
            view = self.push(Layer::Sum { from, other }, size, node);
            from = view.value;
        }
        Ok(View { form, ..view })
    }

    /// Of two values of one size, or one of which is of one position.
    fn product(&mut self, node: &Node) -> Result<View, Unfit> {
        let both = [self.maps(node, 0)?, self.maps(node, 1)?];
        let is_point = |size: [usize; 3]| size[1..] == [1, 1];
        let [whole, factor] = match is_point(both[0].1) && !is_point(both[1].1) {
            true => [1, 0],
            false => [0, 1],
        };
        let ((from, size), (other, other_size)) = (both[whole], both[factor]);
        let fits = other_size == size || is_point(other_size) && other_size[0] == size[0];
        if !fits {
            return Err(self.misfit(node));
        }
        if from == other || node.inputs.len() != 2 {
            return Err(unfit(node, Way::Sizes));
        }
        let form = self.value(node, whole)?.form;
        let view = self.push(Layer::Times { from, other }, size, node);
        Ok(View { form, ..view })
    }

    fn along(&mut self, node: &Node, curve: Curve) -> Result<View, Unfit> {
        let (from, size) = self.maps(node, 0)?;
        let form = self.value(node, 0)?.form;
        let view = self.push(Layer::Curve { from, curve }, size, node);
        Ok(View { form, ..view })
    }

    /// Of any slope and any middle: those of PyTorch's are one sixth and one half.
    fn hard_sigmoid(&mut self, node: &Node) -> Result<View, Unfit> {
        let (alpha, beta) = (number(node, "alpha", 0.2), number(node, "beta", 0.5));
        let is_usual = (6.0 * alpha - 1.0).abs() < 1e-6 && beta == 0.5;
        if is_usual {
            return self.along(node, Curve::HardSigmoid);
        }
        let (from, size) = self.maps(node, 0)?;
        let form = self.value(node, 0)?.form;
        let one = |number: f32| match of_numbers(vec![number]) {
            Seen::Constant(constant, _) => Ok(constant),
            _ => Err(unfit(node, Way::Computed)),
        };
        let then = Then {
            folds: vec![
                Fold::Times(one(6.0 * alpha)?),
                Fold::Plus(one(6.0 * beta - 3.0)?),
            ],
            ..Then::NOTHING
        };
        let scaled = self.push(Layer::Scaled { from, then }, size, node);
        let curve = Layer::Curve {
            from: scaled.value,
            curve: Curve::HardSigmoid,
        };
        let view = self.push(curve, size, node);
        Ok(View { form, ..view })
    }

    /// A value times a curve of it.
    fn swish(&mut self, node: &Node) -> Result<View, Unfit> {
        let curve = match node.kind.as_str() {
            "HardSwish" => Curve::HardSigmoid,
            _ if number(node, "alpha", 1.0) == 1.0 => Curve::Sigmoid,
            _ => return Err(unknown(node)),
        };
        let (from, size) = self.maps(node, 0)?;
        let View { value, form, .. } = self.along(node, curve)?;
        let view = self.push(Layer::Times { from, other: value }, size, node);
        Ok(View { form, ..view })
    }

    fn joined(&mut self, node: &Node) -> Result<View, Unfit> {
        let rank = match self.value(node, 0)?.form {
            Form::Flat => 2,
            _ => 4,
        };
        if whole(node, "axis", 1).rem_euclid(rank) != 1 {
            return Err(unfit(node, Way::Sides));
        }
        let form = self.value(node, 0)?.form;
        let all = (0..node.inputs.len()).map(|index| self.maps(node, index));
        let all: Vec<(usize, [usize; 3])> = all.collect::<Result<_, _>>()?;
        let Some(((from, [_, height, width]), rest)) = all.split_first() else {
            return Err(unknown(node));
        };
        if all.iter().any(|(_, size)| size[1..] != [*height, *width]) {
            return Err(self.misfit(node));
        }
        if rest.is_empty() {
            return self.value(node, 0);
        }
        let channels: usize = all.iter().map(|(_, size)| size[0]).sum();
        if channels > MOST_CHANNELS {
            return Err(unfit(node, Way::Sizes));
        }
        let layer = Layer::Join {
            from: *from,
            others: rest.iter().map(|(value, _)| *value).collect(),
        };
        let view = self.push(layer, [channels, *height, *width], node);
        Ok(View { form, ..view })
    }
}

/// One number, or one for each channel.
fn is_per_channel(constant: &Constant, [channels, height, width]: [usize; 3]) -> bool {
    let elements = constant.elements();
    if elements == 1 {
        return true;
    }
    let rank = constant.shape.len();
    let is_last = constant.shape.last() == Some(&channels);
    let is_third = rank >= 3 && constant.shape[rank - 3] == channels;
    elements == channels && (is_third || is_last && [height, width] == [1, 1])
}

fn constant_of(node: &Node) -> Option<Seen> {
    let (name, attribute) = node.attributes.first()?;
    Some(match (name.as_str(), attribute) {
        ("value", Attribute::Constant(constant)) => seen_constant(constant),
        ("value_float", Attribute::Number(value)) => of_numbers(vec![*value]),
        ("value_floats", Attribute::Numbers(values)) => of_numbers(values.clone()),
        ("value_int", Attribute::Whole(value)) => Seen::Whole(Small::row(&[*value])),
        ("value_ints", Attribute::Wholes(values)) => Seen::Whole(Small::row(values)),
        _ => return None,
    })
}
