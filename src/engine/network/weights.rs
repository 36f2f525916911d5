use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use burn::tensor::{DType, Device, FloatDType, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use crate::engine::tensor::tensor;

use super::normalisation::Normalisation;

/// Why a weights file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The header, or a length in it, is wrong; how.
    #[error("not a safetensors file: {0}")]
    NotSafetensors(String),
    /// Another file, or a damaged one.
    #[error("its SHA-256 is {found}, {expected} was expected")]
    Hash {
        /// SHA-256 that it should have, lower-case hexadecimal.
        expected: String,
        /// SHA-256 that it has, lower-case hexadecimal.
        found: String,
    },
    /// Name of a tensor that the network has and the file has not.
    #[error("the tensor {0} is missing")]
    Missing(String),
    /// Name of a tensor that the file has and the network has not.
    #[error("the tensor {0} does not belong to this network")]
    Surplus(String),
    /// A tensor of another shape.
    #[error("the tensor {name} has the shape {found:?}, {expected:?} was expected")]
    Shape {
        /// Of the tensor.
        name: String,
        /// What the network has.
        expected: Vec<usize>,
        /// What the file has.
        found: Vec<usize>,
    },
    /// A tensor that is not float32.
    #[error("the tensor {name} is stored as {found}, float32 was expected")]
    Dtype {
        /// Of the tensor.
        name: String,
        /// How it is stored, as safetensors calls it.
        found: String,
    },
    /// Name of a tensor with an infinity or a NaN.
    #[error("the tensor {0} holds a number that is not finite")]
    NotFinite(String),
    /// Name of a tensor of variances with a negative one.
    #[error("the tensor {0} holds a negative variance")]
    Variance(String),
    /// Name of a tensor that was read in blocks where none are taken.
    #[error("the tensor {0} is a large matrix, but something else was expected")]
    OnDevice(String),
}

/// Whether there are tests, and float64 in them. What is not there is not linked.
pub(super) const IS_PRECISE: bool = cfg!(feature = "autodiff");

/// The weights of a network being taken apart, strictly: what is left over at the end is an error too.
pub struct Weights<'data> {
    source: Source<'data>,
    left: RefCell<BTreeSet<String>>,
    precision: FloatDType,
    normalisation: Option<Normalisation>,
}

enum Source<'data> {
    File(SafeTensors<'data>),
    Loaded(RefCell<BTreeMap<String, Loaded>>),
}

/// A tensor that was read from a checkpoint and waits for its place in a network.
#[derive(Debug, Clone)]
pub enum Loaded {
    /// The numbers themselves.
    Values {
        /// Its sides, the outermost first.
        shape: Vec<usize>,
        /// In row-major order.
        values: Vec<f32>,
    },
    /// A large matrix, already on the device, its rows in blocks of [`rows_per_block`].
    Blocks {
        /// Rows and columns.
        shape: [usize; 2],
        /// From the first row on, `[rows, columns]` each.
        blocks: Vec<Tensor<2>>,
    },
}

impl Loaded {
    fn shape(&self) -> &[usize] {
        match self {
            Self::Values { shape, .. } => shape,
            Self::Blocks { shape, .. } => shape,
        }
    }
}

/// The most bytes that one block of a large matrix takes on a device: half of what WebGPU promises
/// for a binding.
const BLOCK_BYTES: usize = 64 << 20;

/// How many rows of `columns` float32 numbers one block of a large matrix has.
pub fn rows_per_block(columns: usize) -> usize {
    (BLOCK_BYTES / (4 * columns.max(1))).max(1)
}

impl<'data> Weights<'data> {
    /// Reads the header of a safetensors file.
    ///
    /// # Errors
    /// [`WeightsError::NotSafetensors`] when the header or the lengths in it are wrong.
    pub fn parse(bytes: &'data [u8]) -> Result<Self, WeightsError> {
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| WeightsError::NotSafetensors(error.to_string()))?;
        // One by one: a set that is collected brings the code of another sort.
        let mut left = BTreeSet::new();
        left.extend(file.names().into_iter().map(str::to_owned));
        Ok(Self::new(Source::File(file), left))
    }

    /// Weights whose tensors have been read already.
    pub fn from_loaded(tensors: BTreeMap<String, Loaded>) -> Self {
        let mut left = BTreeSet::new();
        left.extend(tensors.keys().cloned());
        Self::new(Source::Loaded(RefCell::new(tensors)), left)
    }

    fn new(source: Source<'data>, left: BTreeSet<String>) -> Self {
        Self {
            source,
            left: RefCell::new(left),
            precision: FloatDType::F32,
            normalisation: None,
        }
    }

    /// Of a network that sees pictures made ready in this way, where that is not the usual one.
    pub fn with_normalisation(mut self, normalisation: Option<Normalisation>) -> Self {
        self.normalisation = normalisation;
        self
    }

    pub(super) fn normalisation(&self) -> Option<Normalisation> {
        self.normalisation
    }

    /// Makes float64 tensors of the float32 numbers: for finite differences, on a device that has them.
    pub fn in_float64(mut self) -> Self {
        self.precision = FloatDType::F64;
        self
    }

    /// The same, after checking the hash of the whole file.
    ///
    /// # Errors
    /// [`WeightsError::Hash`], and those of [`Weights::parse`].
    pub fn verified(bytes: &'data [u8], sha256: &str) -> Result<Self, WeightsError> {
        let found = hex(&Sha256::digest(bytes));
        if found != sha256 {
            return Err(WeightsError::Hash {
                expected: sha256.to_owned(),
                found,
            });
        }
        Self::parse(bytes)
    }

    /// Takes the tensor `name`, which must have `shape` and hold finite float32 numbers.
    ///
    /// # Errors
    /// A [`WeightsError`] that names the tensor.
    pub fn take<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
        device: &Device,
    ) -> Result<Tensor<D>, WeightsError> {
        let values = self.values(name, &shape)?;
        Ok(self.precise(tensor(values, shape, device)))
    }

    /// Takes the numbers of the tensor `name`, in row-major order, under the same conditions.
    ///
    /// # Errors
    /// A [`WeightsError`] that names the tensor.
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        match self.take_loaded(name, shape)? {
            Loaded::Values { values, .. } => {
                expect_finite(name, &values)?;
                Ok(values)
            }
            Loaded::Blocks { .. } => Err(WeightsError::OnDevice(name.to_owned())),
        }
    }

    /// Takes the matrix `name`, `[rows, columns]`, under the same conditions, as blocks of
    /// [`rows_per_block`] rows, small enough for every device.
    ///
    /// # Errors
    /// A [`WeightsError`] that names the tensor.
    pub fn take_rows(
        &self,
        name: &str,
        [rows, columns]: [usize; 2],
        device: &Device,
    ) -> Result<Vec<Tensor<2>>, WeightsError> {
        let values = match self.take_loaded(name, &[rows, columns])? {
            Loaded::Values { values, .. } => values,
            Loaded::Blocks { blocks, .. } => return Ok(blocks),
        };
        expect_finite(name, &values)?;
        let blocks = values.chunks(rows_per_block(columns) * columns);
        Ok(blocks
            .map(|block| {
                let shape = [block.len() / columns, columns];
                self.precise(tensor(block.to_vec(), shape, device))
            })
            .collect())
    }

    /// A tensor of numbers that were computed from the weights in float64.
    pub fn computed<const D: usize>(
        &self,
        values: Vec<f64>,
        shape: [usize; D],
        device: &Device,
    ) -> Tensor<D> {
        if IS_PRECISE && self.precision == FloatDType::F64 {
            return Tensor::from_data(TensorData::new(values, shape), (device, DType::F64));
        }
        let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
        tensor(values, shape, device)
    }

    /// In the precision of a test.
    fn precise<const D: usize>(&self, tensor: Tensor<D>) -> Tensor<D> {
        match IS_PRECISE {
            true => tensor.cast(self.precision),
            false => tensor,
        }
    }

    fn take_loaded(&self, name: &str, shape: &[usize]) -> Result<Loaded, WeightsError> {
        let found = match &self.source {
            Source::File(file) => read(file, name)?,
            Source::Loaded(tensors) => tensors
                .borrow_mut()
                .remove(name)
                .ok_or_else(|| WeightsError::Missing(name.to_owned()))?,
        };
        self.left.borrow_mut().remove(name);
        if found.shape() != shape {
            return Err(WeightsError::Shape {
                name: name.to_owned(),
                expected: shape.to_vec(),
                found: found.shape().to_vec(),
            });
        }
        Ok(found)
    }

    /// Checks that every tensor was taken.
    ///
    /// # Errors
    /// [`WeightsError::Surplus`] with the first name that was not.
    pub fn finish(&self) -> Result<(), WeightsError> {
        match self.left.borrow().first() {
            Some(name) => Err(WeightsError::Surplus(name.clone())),
            None => Ok(()),
        }
    }
}

fn read(file: &SafeTensors<'_>, name: &str) -> Result<Loaded, WeightsError> {
    let view = file
        .tensor(name)
        .map_err(|_| WeightsError::Missing(name.to_owned()))?;
    if view.dtype() != Dtype::F32 {
        return Err(WeightsError::Dtype {
            name: name.to_owned(),
            found: format!("{:?}", view.dtype()),
        });
    }
    Ok(Loaded::Values {
        shape: view.shape().to_vec(),
        values: f32s_from_le_bytes(view.data()),
    })
}

fn expect_finite(name: &str, values: &[f32]) -> Result<(), WeightsError> {
    if values.iter().all(|value| value.is_finite()) {
        Ok(())
    } else {
        Err(WeightsError::NotFinite(name.to_owned()))
    }
}

/// Little-endian float32 numbers; a rest of fewer than four bytes is ignored.
pub(crate) fn f32s_from_le_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
