use super::source::read_exact;
use super::{CheckpointError, Dtype, ReadAt};

/// More numbers than any tensor of a known network has: 2^28, a gibibyte in float32.
const MAX_ELEMENTS: usize = 1 << 28;
const MAX_RANK: usize = 8;
/// More numbers than any bias has: a tensor of more than its storage repeats them, and memory for
/// them would not be accounted for by the file.
const MAX_REPEATED: usize = 1 << 14;

/// One tensor of a checkpoint: where it lies, not its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// As the file spells it.
    pub name: String,
    /// How each of its numbers is stored.
    pub dtype: Dtype,
    /// Its sides, the outermost first; empty for a single number.
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
pub(super) struct Layout {
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
}

impl Stored {
    /// The tensor `name` at `layout` of `storage`. Its axes may stand in any order in memory, with
    /// gaps between its numbers, and the same number may stand for several of them.
    pub(super) fn new(
        name: &str,
        storage: Storage,
        layout: &Layout,
    ) -> Result<Self, CheckpointError> {
        let refuse = || CheckpointError::Extent(name.to_owned());
        let elements = checked_elements(&layout.shape).ok_or_else(refuse)?;
        let strides = meaningful(&layout.shape, &layout.strides).ok_or_else(refuse)?;
        let span = span(&layout.shape, &strides).ok_or_else(refuse)?;
        let end = layout.offset.checked_add(span).ok_or_else(refuse)?;
        if end > storage.elements && elements > 0 {
            return Err(refuse());
        }
        if elements > storage.elements && elements > MAX_REPEATED {
            return Err(CheckpointError::Repeated(name.to_owned()));
        }
        let row_major = row_major(&layout.shape);
        let in_order = Some(&strides) == meaningful(&layout.shape, &row_major).as_ref();
        let start = layout.offset as u64 * storage.dtype.bytes() as u64;
        Ok(Self {
            name: name.to_owned(),
            dtype: storage.dtype,
            shape: layout.shape.clone(),
            offset: storage.offset.checked_add(start).ok_or_else(refuse)?,
            strides: (!in_order).then_some(strides),
        })
    }

    /// The tensor `name` that is no plain numbers, and never read.
    pub(super) fn of_no_numbers(name: &str, dtype: Dtype) -> Self {
        Self {
            name: name.to_owned(),
            dtype,
            shape: Vec::new(),
            offset: 0,
            strides: None,
        }
    }

    /// How many numbers it has.
    pub fn elements(&self) -> usize {
        match self.shape.contains(&0) {
            true => 0,
            false => self.shape.iter().product(),
        }
    }

    /// Its numbers in row-major order, as float32.
    ///
    /// # Errors
    /// [`CheckpointError::Dtype`] for whole numbers, or what the source says.
    pub async fn read<S: ReadAt>(&self, source: &S) -> Result<Vec<f32>, CheckpointError> {
        self.read_view(source, 0, &self.shape).await
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
        let mut shape = self.shape.clone();
        let count = shape.first_mut().ok_or_else(refuse)?;
        if first.checked_add(rows).is_none_or(|end| end > *count) {
            return Err(refuse());
        }
        *count = rows;
        let stride = match &self.strides {
            Some(strides) => strides.first().copied().unwrap_or(0),
            None => shape[1..].iter().product(),
        };
        self.read_view(source, first * stride, &shape).await
    }

    /// Its part of this shape, from the number that lies so far behind its first.
    async fn read_view<S: ReadAt>(
        &self,
        source: &S,
        first: usize,
        shape: &[usize],
    ) -> Result<Vec<f32>, CheckpointError> {
        let extent = || CheckpointError::Extent(self.name.clone());
        let elements = checked_elements(shape).ok_or_else(extent)?;
        if elements == 0 {
            return Ok(Vec::new());
        }
        let count = match &self.strides {
            None => elements,
            Some(strides) => span(shape, strides).ok_or_else(extent)?,
        };
        let size = self.dtype.bytes() as u64;
        let offset = self.offset + first as u64 * size;
        let bytes = read_exact(source, offset, count as u64 * size).await?;
        let values = self
            .dtype
            .decode(&bytes)
            .ok_or_else(|| CheckpointError::Dtype {
                name: self.name.clone(),
                found: self.dtype,
            })?;
        Ok(match &self.strides {
            Some(strides) => gather(&values, shape, strides, elements),
            None => values,
        })
    }
}

/// None for a tensor that is too large to be a weight.
fn checked_elements(shape: &[usize]) -> Option<usize> {
    if shape.len() > MAX_RANK {
        return None;
    }
    if shape.contains(&0) {
        return Some(0);
    }
    let elements = shape
        .iter()
        .try_fold(1_usize, |count, side| count.checked_mul(*side))?;
    (elements <= MAX_ELEMENTS).then_some(elements)
}

/// The strides of a tensor without gaps whose last axis runs fastest.
pub(super) fn row_major(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1_usize; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
    }
    strides
}

/// The strides, with zero for each axis of one: nothing steps along it. None where they are not as
/// many as the axes.
fn meaningful(shape: &[usize], strides: &[usize]) -> Option<Vec<usize>> {
    let both = shape.iter().zip(strides);
    let meaningful = both.map(|(side, stride)| if *side == 1 { 0 } else { *stride });
    (shape.len() == strides.len()).then(|| meaningful.collect())
}

/// How many numbers lie from the first to the last, both included; of a tensor that has any.
fn span(shape: &[usize], strides: &[usize]) -> Option<usize> {
    let mut axes = shape.iter().zip(strides);
    axes.try_fold(1_usize, |span, (side, stride)| {
        side.saturating_sub(1)
            .checked_mul(*stride)?
            .checked_add(span)
    })
}

/// Numbers in memory order, with what lies between them, to row-major order.
fn gather(values: &[f32], shape: &[usize], strides: &[usize], elements: usize) -> Vec<f32> {
    let mut index = vec![0; shape.len()];
    let mut position = 0;
    let mut out = Vec::with_capacity(elements);
    for _ in 0..elements {
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

    fn layout(offset: usize, shape: &[usize], strides: &[usize]) -> Layout {
        Layout {
            offset,
            shape: shape.to_vec(),
            strides: strides.to_vec(),
        }
    }

    fn read(layout: &Layout, rows: Option<(usize, usize)>) -> Vec<f32> {
        let numbers = (0..8).map(|n| (n - 2) as f32);
        let file: Vec<u8> = numbers.flat_map(f32::to_le_bytes).collect();
        let stored = Stored::new("w", STORAGE, layout).expect("a tensor");
        let source = &file.as_slice();
        at_once(async {
            match rows {
                None => stored.read(source).await,
                Some((first, rows)) => stored.read_rows(source, first, rows).await,
            }
        })
        .expect("numbers")
    }

    /// Of bytes in memory.
    fn at_once<F: Future>(future: F) -> F::Output {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::pin!(future).poll(&mut context) {
            std::task::Poll::Ready(output) => output,
            std::task::Poll::Pending => panic!("nothing to wait for"),
        }
    }

    #[test]
    fn views_of_every_kind_are_read_in_row_major_order() {
        let cases: [(Layout, &[f32]); 7] = [
            (layout(0, &[2, 3], &[3, 1]), &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
            (layout(0, &[3, 2], &[1, 3]), &[0.0, 3.0, 1.0, 4.0, 2.0, 5.0]),
            (layout(1, &[3], &[2]), &[1.0, 3.0, 5.0]),
            (layout(4, &[2, 3], &[0, 0]), &[4.0; 6]),
            (layout(0, &[2, 2], &[1, 1]), &[0.0, 1.0, 1.0, 2.0]),
            (layout(5, &[], &[]), &[5.0]),
            (layout(9, &[2, 0], &[9, 9]), &[]),
        ];
        for (layout, expected) in cases {
            assert_eq!(read(&layout, None), expected, "{layout:?}");
        }
        let every_second = layout(0, &[3, 2], &[2, 1]);
        assert_eq!(read(&every_second, Some((1, 2))), [2.0, 3.0, 4.0, 5.0]);
        let turned = layout(0, &[3, 2], &[1, 3]);
        assert_eq!(read(&turned, Some((2, 1))), [2.0, 5.0]);
        let plain = layout(0, &[3, 2], &[2, 1]);
        assert_eq!(read(&plain, Some((2, 1))), [4.0, 5.0]);
    }

    #[test]
    fn views_outside_of_the_storage_are_refused() {
        let bad = [
            layout(1, &[2, 3], &[3, 1]),
            layout(0, &[4], &[2]),
            layout(0, &[2, 3], &[3]),
            layout(usize::MAX, &[2], &[1]),
            layout(0, &[usize::MAX, 2], &[2, 1]),
            layout(0, &[2, 2], &[usize::MAX, 1]),
            layout(0, &[1; 9], &[1; 9]),
            layout(0, &[1 << 20], &[0]),
        ];
        for layout in bad {
            assert!(Stored::new("w", STORAGE, &layout).is_err(), "{layout:?}");
        }
    }
}
