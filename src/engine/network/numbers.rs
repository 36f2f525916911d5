#[cfg(feature = "cpu")]
use burn::backend::{Flex, flex::FlexTensor};
use burn::tensor::Tensor;

/// The float32 numbers of a tensor of the CPU in row-major order, where they lie: burn's own ways to
/// them copy them three times over.
#[cfg(feature = "cpu")]
pub struct Numbers(FlexTensor);

#[cfg(feature = "cpu")]
impl Numbers {
    /// None of another device or another precision.
    pub fn of<const D: usize>(tensor: Tensor<D>) -> Option<Self> {
        let tensor = tensor.without_autodiff().try_into_primitive::<Flex>();
        let numbers = Self(tensor.ok()?.to_contiguous());
        numbers.0.as_slice::<f32>()?;
        Some(numbers)
    }

    pub fn as_slice(&self) -> &[f32] {
        // Contiguous and float32, as was seen above.
        self.0.as_slice().unwrap_or_default()
    }
}

/// Without the CPU's engine there is no tensor of the CPU.
#[cfg(not(feature = "cpu"))]
pub struct Numbers;

#[cfg(not(feature = "cpu"))]
impl Numbers {
    pub fn of<const D: usize>(_: Tensor<D>) -> Option<Self> {
        None
    }

    pub fn as_slice(&self) -> &[f32] {
        &[]
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use burn::tensor::{DType, Device};

    use super::*;

    #[test]
    fn numbers_come_in_row_major_order_whatever_the_tensors_own() {
        let device = Device::flex();
        let tensor = Tensor::<2>::from_floats([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], &device);
        let as_it_is = Numbers::of(tensor.clone()).expect("of the CPU");
        assert_eq!(as_it_is.as_slice(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let turned = Numbers::of(tensor.clone().transpose()).expect("of the CPU");
        assert_eq!(turned.as_slice(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        let part = Numbers::of(tensor.narrow(0, 1, 1)).expect("of the CPU");
        assert_eq!(part.as_slice(), [4.0, 5.0, 6.0]);
    }

    #[test]
    fn another_precision_is_refused() {
        let halves = Tensor::<1>::from_floats([1.0], &Device::flex()).cast(DType::F16);
        assert!(Numbers::of(halves).is_none());
    }
}
