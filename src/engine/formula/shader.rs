//! A formula as one dispatch, and folds as two.

use burn::backend::wgpu::CubeTensor;
use burn::cubecl::server::Handle;
use burn::tensor::Tensor;

use super::text::{FOLD_GROUPS, FOLD_THREADS, FOLD_WORKGROUP, Text, Writer, joined};
use super::{Fold, Formula};
use crate::engine::network::shaders::{Program, entry, flat, launch, primitive, tensor};

/// Invocations of a workgroup that makes an image.
const WORKGROUP: u32 = 256;

/// A shader that is known by its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Written {
    text: String,
    workgroup: u32,
}

impl Written {
    fn new(text: Text, workgroup: u32) -> Self {
        let text = text.bindings + &entry(workgroup) + &text.body;
        Self { text, workgroup }
    }
}

impl Program for Written {
    fn workgroup(&self) -> u32 {
        self.workgroup
    }

    fn text(&self) -> String {
        self.text.clone()
    }
}

/// None where the formula is of no image on WebGPU.
pub fn image(formula: &Formula) -> Option<Tensor<4>> {
    let (like, shape) = first(std::iter::once(formula))?;
    let mut read = Vec::new();
    let mut bind = |numbers| place(&mut read, numbers);
    let mut writer = Writer::new(shape, &mut bind);
    let result = writer.write(formula)?;
    let shader = Written::new(writer.map(&result, WORKGROUP), WORKGROUP);
    let parameters = writer.parameters;
    let numbers = shape.iter().product();
    let groups = flat(numbers, WORKGROUP);
    let made = run(&like, shader, groups, &read, numbers, &parameters);
    Some(tensor(&like, shape, made))
}

/// None where no formula is of an image on WebGPU.
pub fn fold(all: &[(Fold, Formula)]) -> Option<Tensor<1>> {
    let (like, shape) = first(all.iter().map(|(_, formula)| formula))?;
    let mut read = Vec::new();
    let mut bind = |numbers| place(&mut read, numbers);
    let mut writer = Writer::new(shape, &mut bind);
    let mut results = Vec::new();
    for (fold, formula) in all {
        results.push((*fold, writer.write(formula)?));
    }
    let shader = Written::new(writer.folds(&results), FOLD_WORKGROUP);
    let parameters = writer.parameters;
    let (groups, threads) = ([FOLD_GROUPS, 1, 1], all.len() * FOLD_THREADS as usize);
    let shares = run(&like, shader, groups, &read, threads, &parameters);
    let numbers = shape.iter().product::<usize>();
    let mut kinds = vec![numbers as u32, all.len() as u32];
    kinds.extend(all.iter().map(|(fold, _)| *fold as u32));
    let shader = Written::new(joined(), FOLD_WORKGROUP);
    let made = run(&like, shader, [1; 3], &[shares], all.len(), &kinds);
    Some(tensor(&like, [all.len()], made))
}

/// The first image in them, and its shape.
fn first<'a>(mut all: impl Iterator<Item = &'a Formula>) -> Option<(CubeTensor, [usize; 4])> {
    let image = all.find_map(Formula::first_image)?;
    Some((primitive(image.clone())?, image.dims()))
}

/// Where a tensor stands among the buffers, each of them once: a device refuses one that is bound
/// twice.
fn place(read: &mut Vec<Handle>, numbers: Tensor<1>) -> Option<usize> {
    let handle = primitive(numbers)?.handle;
    let id = |of: &Handle| {
        let memory = of.memory.clone().binding().id();
        (memory, of.offset_start, of.offset_end)
    };
    let known = read.iter().position(|known| id(known) == id(&handle));
    Some(known.unwrap_or_else(|| {
        read.push(handle);
        read.len() - 1
    }))
}

/// Launches a shader that makes so many `numbers`.
fn run(
    like: &CubeTensor,
    shader: Written,
    groups: [u32; 3],
    read: &[Handle],
    numbers: usize,
    parameters: &[u32],
) -> Handle {
    let client = &like.client;
    let bytes: Vec<u8> = parameters.iter().flat_map(|n| n.to_le_bytes()).collect();
    let (made, parameters) = (client.empty(4 * numbers), client.create_from_slice(&bytes));
    let mut buffers: Vec<&Handle> = read.iter().collect();
    buffers.extend([&made, &parameters]);
    launch(client, shader, groups, &buffers);
    made
}
