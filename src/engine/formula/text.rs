//! A formula as WGSL.

use std::collections::HashMap;
use std::rc::Rc;

use burn::tensor::Tensor;

use super::{Binary, Fold, Formula, Node, Unary};

/// Workgroups of the folds, their invocations, and all of these.
pub const FOLD_GROUPS: u32 = 16;
pub const FOLD_WORKGROUP: u32 = 64;
pub const FOLD_THREADS: u32 = FOLD_GROUPS * FOLD_WORKGROUP;
/// The partial sums are added up in so many runs.
const RUNS: u32 = 32;

/// A shader but for its entry, which stands between.
pub struct Text {
    pub bindings: String,
    pub body: String,
}

/// Formulas being written. Every part that several others hold is written once.
pub struct Writer<'a> {
    /// Of all images.
    pub shape: [usize; 4],
    /// Positions, planes, height and width; of the folds, the places of their outer and of their
    /// inner loop; then what the formulas name.
    pub parameters: Vec<u32>,
    /// Which buffer the numbers of a tensor are in; none where they cannot be read.
    bind: &'a mut dyn FnMut(Tensor<1>) -> Option<usize>,
    buffers: usize,
    lines: String,
    known: HashMap<*const Node, String>,
}

impl<'a> Writer<'a> {
    /// For images of `shape`.
    pub fn new(shape: [usize; 4], bind: &'a mut dyn FnMut(Tensor<1>) -> Option<usize>) -> Self {
        let [n, channels, height, width] = shape;
        let (positions, planes) = (height * width, n * channels);
        let parameters = [positions, planes, height, width, positions * planes, 1];
        Self {
            shape,
            parameters: parameters.map(|number| number as u32).to_vec(),
            bind,
            buffers: 0,
            lines: String::new(),
            known: HashMap::new(),
        }
    }

    /// The name of what `formula` comes to; none where a tensor in it is of another device or size.
    pub fn write(&mut self, formula: &Formula) -> Option<String> {
        let key = Rc::as_ptr(&formula.0);
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let value = match formula.0.as_ref() {
            Node::Image(image) => format!("{}[i]", self.image(image)?),
            Node::Rolled(image, by) => {
                let buffer = self.image(image)?;
                let [down, across] = by.map(|by| self.parameter(by as u32));
                format!(
                    "{buffer}[i - i % p[0] + (i % p[0] / p[3] + p[2] - {down}) % p[2] * p[3] \
                     + (i % p[3] + p[3] - {across}) % p[3]]"
                )
            }
            Node::One(numbers, index) => format!("{}[{index}]", self.buffer(numbers)?),
            Node::Channels(channels) => {
                let first = self.parameters.len();
                let bits = channels.map(f32::to_bits);
                self.parameters.extend(bits);
                format!("bitcast<f32>(p[{first}u + c])")
            }
            Node::Number(number) => {
                let place = self.parameter(number.to_bits());
                format!("bitcast<f32>({place})")
            }
            Node::Unary(operation, of) => {
                let x = self.write(of)?;
                format!("{}({x})", unary(*operation))
            }
            Node::Binary(operation, [a, b]) => {
                let (a, b) = (self.write(a)?, self.write(b)?);
                binary(*operation, &a, &b)
            }
        };
        let name = format!("v{}", self.known.len());
        self.lines += &format!("let {name} = {value};\n");
        self.known.insert(key, name.clone());
        Some(name)
    }

    /// Where a number stands that may differ from call to call.
    fn parameter(&mut self, bits: u32) -> String {
        self.parameters.push(bits);
        format!("p[{}]", self.parameters.len() - 1)
    }

    fn image(&mut self, image: &Tensor<4>) -> Option<String> {
        (image.dims() == self.shape).then_some(())?;
        self.buffer(image)
    }

    fn buffer<const D: usize>(&mut self, tensor: &Tensor<D>) -> Option<String> {
        let numbers = tensor.dims().iter().product::<usize>();
        let at = (self.bind)(tensor.clone().reshape([numbers]))?;
        self.buffers = self.buffers.max(at + 1);
        Some(format!("b{at}"))
    }

    /// A shader that makes an image of `result`, a number an invocation.
    pub fn map(&self, result: &str, workgroup: u32) -> Text {
        let body = [
            format!("let i = (g.y * groups.x + g.x) * {workgroup}u + l.x;\n"),
            "if (i >= p[0] * p[1]) { return; }\nlet c = i / p[0] % 3u;\n".to_owned(),
            self.lines.clone(),
            format!("y[i] = {result};\n}}\n"),
        ];
        Text {
            bindings: self.bindings(),
            body: body.concat(),
        }
    }

    /// A shader whose every invocation folds its share of the places; of pixels, where one of the
    /// folds is of these.
    pub fn folds(&mut self, all: &[(Fold, String)]) -> Text {
        let is_pixels = |fold| fold == Fold::Pixels;
        if all.iter().any(|(fold, _)| is_pixels(*fold)) {
            self.parameters[4] = self.parameters[0];
            self.parameters[5] = self.parameters[1];
        }
        let each = |line: &dyn Fn(usize, Fold, &str) -> String| -> String {
            let lines = all.iter().enumerate();
            lines.map(|(k, (fold, x))| line(k, *fold, x)).collect()
        };
        let body = [
            format!("let t = g.x * {FOLD_WORKGROUP}u + l.x;\n"),
            each(&|k, _, _| format!("var a{k} = 0.0;\n")),
            format!("for (var outer = t; outer < p[4]; outer += {FOLD_THREADS}u) {{\n"),
            each(&|k, _, _| format!("var f{k} = 0.0;\n")),
            "for (var inner = 0u; inner < p[5]; inner++) {\n".to_owned(),
            "let i = inner * p[4] + outer;\nlet c = i / p[0] % 3u;\n".to_owned(),
            self.lines.clone(),
            each(&|k, fold, x| match fold {
                Fold::Sum => format!("a{k} += {x};\n"),
                Fold::Norm => format!("a{k} += {x} * {x};\n"),
                Fold::MeanSize => format!("a{k} += abs({x});\n"),
                Fold::LargestSize => format!("a{k} = max(a{k}, abs({x}));\n"),
                Fold::Pixels => format!("f{k} = select(f{k}, 1.0, {x} > 0.0);\n"),
            }),
            "}\n".to_owned(),
            each(&|k, fold, _| match is_pixels(fold) {
                true => format!("a{k} += f{k};\n"),
                false => String::new(),
            }),
            "}\n".to_owned(),
            each(&|k, _, _| format!("y[{k}u * {FOLD_THREADS}u + t] = a{k};\n")),
            "}\n".to_owned(),
        ];
        Text {
            bindings: self.bindings(),
            body: body.concat(),
        }
    }

    /// What is read, then `y`, which is written, and `p`.
    fn bindings(&self) -> String {
        let names = (0..self.buffers).map(|k| (format!("b{k}"), "f32"));
        let rest = [("y".to_owned(), "f32"), ("p".to_owned(), "u32")];
        bindings(names.chain(rest))
    }
}

/// The shader that joins the shares of the folds, an invocation a fold. Parameters: numbers of an
/// image, folds, then the kind of each.
pub fn joined() -> Text {
    let buffers = [("shares", "f32"), ("y", "f32"), ("p", "u32")];
    let length = FOLD_THREADS / RUNS;
    let [norm, mean, largest] =
        [Fold::Norm, Fold::MeanSize, Fold::LargestSize].map(|fold| fold as u32);
    let body = format!(
        "let k = l.x;
if (k >= p[1]) {{ return; }}
var total = 0.0;
var most = 0.0;
for (var run = 0u; run < {RUNS}u; run++) {{
var sum = 0.0;
for (var j = 0u; j < {length}u; j++) {{
let share = shares[k * {FOLD_THREADS}u + run * {length}u + j];
sum += share;
most = max(most, share);
}}
total += sum;
}}
var made = total;
let kind = p[2u + k];
if (kind == {norm}u) {{ made = sqrt(total); }}
if (kind == {mean}u) {{ made = total / f32(p[0]); }}
if (kind == {largest}u) {{ made = most; }}
y[k] = made;
}}
"
    );
    Text {
        bindings: bindings(buffers.map(|(name, of)| (name.to_owned(), of)).into_iter()),
        body,
    }
}

/// All are writable, as those of every shader here.
fn bindings(all: impl Iterator<Item = (String, &'static str)>) -> String {
    all.enumerate()
        .map(|(at, (name, of))| {
            format!("@group(0) @binding({at}) var<storage, read_write> {name}: array<{of}>;\n")
        })
        .collect()
}

fn unary(operation: Unary) -> &'static str {
    match operation {
        Unary::Size => "abs",
        Unary::Root => "sqrt",
        Unary::Round => "round",
        Unary::Sign => "sign",
        Unary::Exp => "exp",
        Unary::Log => "log",
    }
}

fn binary(operation: Binary, a: &str, b: &str) -> String {
    match operation {
        Binary::Add => format!("{a} + {b}"),
        Binary::Sub => format!("{a} - {b}"),
        Binary::Mul => format!("{a} * {b}"),
        Binary::Div => format!("{a} / {b}"),
        Binary::Least => format!("min({a}, {b})"),
        Binary::Most => format!("max({a}, {b})"),
        Binary::Above => format!("select(0.0, 1.0, {a} > {b})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Binds every image anew, but knows the one that it had last.
    fn written(formula: &Formula) -> Text {
        let mut bound: Vec<Vec<f32>> = Vec::new();
        let mut bind = |numbers: Tensor<1>| {
            let numbers = numbers.into_data().try_into_vec::<f32>().ok()?;
            let known = bound.iter().position(|known| *known == numbers);
            Some(known.unwrap_or_else(|| {
                bound.push(numbers);
                bound.len() - 1
            }))
        };
        let image = formula.first_image().expect("an image");
        let mut writer = Writer::new(image.dims(), &mut bind);
        let result = writer.write(formula).expect("images of one shape");
        writer.map(&result, 64)
    }

    fn image(number: f32) -> Tensor<4> {
        Tensor::full([1, 3, 2, 2], number, &Default::default())
    }

    #[test]
    fn a_buffer_is_bound_once_and_a_part_that_is_used_twice_is_written_once() {
        let x = image(1.0);
        let part = Formula::from(&x).size() + &image(2.0);
        let text = written(&(part.clone() * part - &x));
        assert_eq!(text.bindings.matches("f32>").count(), 3);
        assert_eq!(text.body.matches("abs(").count(), 1);
    }

    #[test]
    fn numbers_are_parameters_so_that_one_shader_serves_all() {
        let [one, other] = [0.25, 3.0].map(|by| written(&(Formula::from(&image(1.0)) * by)));
        assert_eq!(one.body, other.body);
    }

    #[test]
    fn an_image_of_another_shape_is_refused() {
        let mut bind = |_| Some(0);
        let mut writer = Writer::new([1, 3, 4, 4], &mut bind);
        assert_eq!(writer.write(&Formula::from(&image(1.0))), None);
    }
}
