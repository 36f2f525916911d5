use std::cell::RefCell;
use std::collections::BTreeSet;

use burn::tensor::{Device, FloatDType, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

/// Why a weights file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    #[error("not a safetensors file: {0}")]
    NotSafetensors(String),
    #[error("its SHA-256 is {found}, {expected} was expected")]
    Hash { expected: String, found: String },
    #[error("the tensor {0} is missing")]
    Missing(String),
    #[error("the tensor {0} does not belong to this network")]
    Surplus(String),
    #[error("the tensor {name} has the shape {found:?}, {expected:?} was expected")]
    Shape {
        name: String,
        expected: Vec<usize>,
        found: Vec<usize>,
    },
    #[error("the tensor {name} is stored as {found}, float32 was expected")]
    Dtype { name: String, found: String },
    #[error("the tensor {0} holds a number that is not finite")]
    NotFinite(String),
}

/// A weights file being taken apart, strictly: what is left over at the end is an error too.
pub struct Weights<'data> {
    file: SafeTensors<'data>,
    left: RefCell<BTreeSet<String>>,
    precision: FloatDType,
}

impl<'data> Weights<'data> {
    /// Reads the header of a safetensors file.
    ///
    /// # Errors
    /// [`WeightsError::NotSafetensors`] when the header or the lengths in it are wrong.
    pub fn parse(bytes: &'data [u8]) -> Result<Self, WeightsError> {
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| WeightsError::NotSafetensors(error.to_string()))?;
        let left = RefCell::new(file.names().into_iter().map(str::to_owned).collect());
        Ok(Self {
            file,
            left,
            precision: FloatDType::F32,
        })
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
        let view = self
            .file
            .tensor(name)
            .map_err(|_| WeightsError::Missing(name.to_owned()))?;
        self.left.borrow_mut().remove(name);
        if view.dtype() != Dtype::F32 {
            return Err(WeightsError::Dtype {
                name: name.to_owned(),
                found: format!("{:?}", view.dtype()),
            });
        }
        if view.shape() != shape {
            return Err(WeightsError::Shape {
                name: name.to_owned(),
                expected: shape.to_vec(),
                found: view.shape().to_vec(),
            });
        }
        let values = f32s_from_le_bytes(view.data());
        if values.iter().any(|value| !value.is_finite()) {
            return Err(WeightsError::NotFinite(name.to_owned()));
        }
        let tensor = Tensor::<D>::from_data(TensorData::new(values, shape), device);
        Ok(tensor.cast(self.precision))
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

/// Little-endian float32 numbers; a rest of fewer than four bytes is ignored.
pub(crate) fn f32s_from_le_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
