use super::source::read_exact;
use super::{CheckpointError, Dtype, ReadAt};

/// More numbers than any tensor of a known network has: 2^28, a gibibyte in float32.
const MAX_ELEMENTS: usize = 1 << 28;
const MAX_RANK: usize = 8;

/// One tensor of a checkpoint: where it lies, not its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    /// Byte offset of its first number in the file.
    offset: u64,
    /// Distance between neighbours along each axis, in numbers, where it is not row-major.
    strides: Option<Vec<usize>>,
}

/// A storage in the file: numbers that tensors are views of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Storage {
    /// Byte offset in the file.
    pub offset: u64,
    pub dtype: Dtype,
    /// Length in numbers.
    pub elements: usize,
}

/// What part of a storage a tensor is; all in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
}

impl Stored {
    /// The tensor `name` that is `view` of `storage`. Its axes may stand in any order in memory,
    /// but its numbers must lie without gaps, each of them once.
    pub(super) fn new(name: &str, storage: Storage, view: &View) -> Result<Self, CheckpointError> {
        let refuse = || CheckpointError::Extent(name.to_owned());
        let elements = checked_elements(&view.shape).ok_or_else(refuse)?;
        let end = view.offset.checked_add(elements).ok_or_else(refuse)?;
        if end > storage.elements || !covers_without_gaps(&view.shape, &view.strides) {
            return Err(refuse());
        }
        let strides = meaningful(&view.shape, &view.strides);
        let in_order = strides == meaningful(&view.shape, &row_major(&view.shape));
        let start = view.offset as u64 * storage.dtype.bytes() as u64;
        Ok(Self {
            name: name.to_owned(),
            dtype: storage.dtype,
            shape: view.shape.clone(),
            offset: storage.offset.checked_add(start).ok_or_else(refuse)?,
            strides: (!in_order).then_some(strides),
        })
    }

    /// How many numbers it has.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Its numbers in row-major order, as float32.
    ///
    /// # Errors
    /// [`CheckpointError::Dtype`] for whole numbers, or what the source says.
    pub async fn read<S: ReadAt>(&self, source: &S) -> Result<Vec<f32>, CheckpointError> {
        let values = self
            .read_in_memory_order(source, 0, self.elements())
            .await?;
        Ok(match &self.strides {
            None => values,
            Some(strides) => gather(&values, &self.shape, strides),
        })
    }

    /// The numbers of `rows` rows from `first` on, a row being all that shares the first index.
    ///
    /// # Errors
    /// As [`Stored::read`]; [`CheckpointError::Extent`] for rows that are not there.
    pub async fn read_rows<S: ReadAt>(
        &self,
        source: &S,
        first: usize,
        rows: usize,
    ) -> Result<Vec<f32>, CheckpointError> {
        let refuse = || CheckpointError::Extent(self.name.clone());
        let count = self.shape.first().copied().ok_or_else(refuse)?;
        if first.checked_add(rows).is_none_or(|end| end > count) {
            return Err(refuse());
        }
        let row = self.elements() / count.max(1);
        if self.strides.is_none() {
            return self
                .read_in_memory_order(source, first * row, rows * row)
                .await;
        }
        let all = self.read(source).await?;
        Ok(all[first * row..(first + rows) * row].to_vec())
    }

    async fn read_in_memory_order<S: ReadAt>(
        &self,
        source: &S,
        first: usize,
        count: usize,
    ) -> Result<Vec<f32>, CheckpointError> {
        let size = self.dtype.bytes() as u64;
        let offset = self.offset + first as u64 * size;
        let bytes = read_exact(source, offset, count as u64 * size).await?;
        self.dtype
            .decode(&bytes)
            .ok_or_else(|| CheckpointError::Dtype {
                name: self.name.clone(),
                found: self.dtype.name(),
            })
    }
}

/// None for a tensor that is empty or too large to be a weight.
fn checked_elements(shape: &[usize]) -> Option<usize> {
    let elements = shape
        .iter()
        .try_fold(1_usize, |count, side| count.checked_mul(*side))?;
    let sensible = shape.len() <= MAX_RANK && (1..=MAX_ELEMENTS).contains(&elements);
    sensible.then_some(elements)
}

/// The strides of a tensor without gaps whose last axis runs fastest.
pub(super) fn row_major(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1_usize; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
    }
    strides
}

/// The strides, with zero for each axis of one: nothing steps along it.
fn meaningful(shape: &[usize], strides: &[usize]) -> Vec<usize> {
    let both = shape.iter().zip(strides);
    both.map(|(side, stride)| if *side == 1 { 0 } else { *stride })
        .collect()
}

/// Whether the strides are those of a row-major tensor with its axes in some other order.
fn covers_without_gaps(shape: &[usize], strides: &[usize]) -> bool {
    if shape.len() != strides.len() {
        return false;
    }
    let mut axes: Vec<usize> = (0..shape.len()).filter(|axis| shape[*axis] > 1).collect();
    axes.sort_by_key(|axis| strides[*axis]);
    let mut expected = 1;
    axes.into_iter().all(|axis| {
        let fits = strides[axis] == expected;
        expected *= shape[axis];
        fits
    })
}

/// Numbers in memory order to row-major order.
fn gather(values: &[f32], shape: &[usize], strides: &[usize]) -> Vec<f32> {
    let mut index = vec![0; shape.len()];
    let mut position = 0;
    let mut out = Vec::with_capacity(values.len());
    for _ in 0..values.len() {
        out.push(values[position]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            position += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            position -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORAGE: Storage = Storage {
        offset: 8,
        dtype: Dtype::Float32,
        elements: 6,
    };

    fn view(offset: usize, shape: &[usize], strides: &[usize]) -> View {
        View {
            offset,
            shape: shape.to_vec(),
            strides: strides.to_vec(),
        }
    }

    #[test]
    fn axes_in_another_order_are_put_right() {
        let transposed = gather(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], &[3, 2], &[1, 3]);
        assert_eq!(transposed, [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    }

    #[test]
    fn views_with_gaps_or_outside_of_the_storage_are_refused() {
        let good = [
            view(0, &[2, 3], &[3, 1]),
            view(0, &[2, 3], &[1, 2]),
            view(5, &[], &[]),
            view(0, &[1, 6], &[usize::MAX, 1]),
        ];
        for view in good {
            assert!(Stored::new("w", STORAGE, &view).is_ok(), "{view:?}");
        }
        let bad = [
            view(1, &[2, 3], &[3, 1]),
            view(0, &[3], &[2]),
            view(0, &[2, 3], &[0, 1]),
            view(0, &[2, 3], &[3]),
            view(usize::MAX, &[2], &[1]),
            view(0, &[usize::MAX, 2], &[2, 1]),
            view(0, &[0], &[1]),
            view(0, &[0, usize::MAX, usize::MAX], &[1, 1, 1]),
            view(0, &[1; 9], &[1; 9]),
        ];
        for view in bad {
            assert!(Stored::new("w", STORAGE, &view).is_err(), "{view:?}");
        }
    }
}
