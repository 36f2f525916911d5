use super::protobuf::{Content, Span, Wire, damaged};
use super::{Place, expect_at_most};
use crate::stored::{Layout, Storage, row_major};
use crate::{CheckpointError, Dtype, ReadAt, Stored};

/// A tensor that a model brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// By which nodes read it; empty for an attribute.
    pub name: String,
    /// Its sides, the outermost first; empty for a single number.
    pub shape: Vec<usize>,
    /// Where its numbers are.
    pub numbers: Numbers,
}

/// The numbers of a tensor.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// Somewhere in the file.
    Stored(Stored),
    /// Written in a form that takes them apart, which is for few of them.
    Held(Vec<f32>),
    /// Whole ones: shapes, axes, indices.
    Whole(Vec<i64>),
    /// In another file, of this name, which is not there.
    Elsewhere(String),
    /// Of a kind that no weight has.
    Odd,
}

impl Constant {
    /// How many numbers it has.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Its numbers in row-major order.
    ///
    /// # Errors
    /// What the source says; [`CheckpointError::Dtype`] where they are not floating-point ones.
    pub async fn read<S: ReadAt>(&self, source: &S) -> Result<Vec<f32>, CheckpointError> {
        match &self.numbers {
            Numbers::Stored(stored) => stored.read(source).await,
            Numbers::Held(values) => Ok(values.clone()),
            Numbers::Elsewhere(file) => Err(CheckpointError::Elsewhere(file.clone())),
            Numbers::Whole(_) | Numbers::Odd => Err(CheckpointError::Dtype {
                name: self.name.clone(),
                found: Dtype::Other { bytes: 8 },
            }),
        }
    }
}

/// The most numbers that are held.
const MOST_HELD: usize = 1 << 20;
/// So few are read at once: bounds, factors, what is there for every channel of an image.
const MOST_SMALL: u64 = 64;
/// The most whole numbers that mean anything.
const MOST_WHOLE: usize = 1 << 12;

/// How ONNX names a kind of numbers.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Floating(Dtype),
    /// Bytes of one.
    Whole(usize),
    Odd,
}

impl Kind {
    fn of(number: u64) -> Self {
        match number {
            1 => Self::Floating(Dtype::Float32),
            10 => Self::Floating(Dtype::Float16),
            11 => Self::Floating(Dtype::Float64),
            16 => Self::Floating(Dtype::Bfloat16),
            6 => Self::Whole(4),
            7 => Self::Whole(8),
            _ => Self::Odd,
        }
    }
}

/// The fields of a tensor, as they come.
#[derive(Default)]
struct Fields {
    name: String,
    sides: Vec<i64>,
    kind: u64,
    /// Of one kind or another, as they lie in memory.
    raw: Option<Span>,
    /// Packed, which is as they lie in memory too.
    packed: Option<Span>,
    held: Vec<f32>,
    /// Of 32 bits or fewer, and of 64.
    narrow: Vec<i64>,
    wide: Vec<i64>,
    location: String,
    offset: u64,
    length: Option<u64>,
    is_elsewhere: bool,
}

impl<S: ReadAt> Wire<'_, S> {
    pub(super) async fn constant(
        &mut self,
        mut span: Span,
        place: &Place,
    ) -> Result<Constant, CheckpointError> {
        let mut fields = Fields::default();
        while let Some((field, content)) = self.next(&mut span).await? {
            match (field, content) {
                (1, content) => self.wholes(content, &mut fields.sides, 16).await?,
                (2, Content::Number(kind)) => fields.kind = kind,
                (4, Content::Bytes(span)) if fields.packed.is_none() => fields.packed = Some(span),
                (4, content) => self.floats(content, &mut fields.held, MOST_HELD).await?,
                (5, content) => self.wholes(content, &mut fields.narrow, MOST_HELD).await?,
                (7, content) => self.wholes(content, &mut fields.wide, MOST_WHOLE).await?,
                (8, Content::Bytes(text)) => fields.name = self.text(text).await?,
                (9, Content::Bytes(span)) => fields.raw = Some(span),
                (10, Content::Bytes(span)) => fields.packed = Some(span),
                (13, Content::Bytes(entry)) => self.elsewhere(entry, &mut fields).await?,
                (14, Content::Number(location)) => fields.is_elsewhere = location == 1,
                _ => {}
            }
        }
        self.made(fields, place).await
    }

    /// One entry of what is said of another file.
    async fn elsewhere(
        &mut self,
        mut span: Span,
        fields: &mut Fields,
    ) -> Result<(), CheckpointError> {
        let (mut key, mut value) = (String::new(), String::new());
        while let Some((field, content)) = self.next(&mut span).await? {
            match (field, content) {
                (1, Content::Bytes(text)) => key = self.text(text).await?,
                (2, Content::Bytes(text)) => value = self.text(text).await?,
                _ => {}
            }
        }
        let number = || {
            value
                .parse::<u64>()
                .map_err(|_| damaged("a place in another file"))
        };
        match key.as_str() {
            "offset" => fields.offset = number()?,
            "length" => fields.length = Some(number()?),
            "location" => fields.location = value,
            _ => {}
        }
        Ok(())
    }

    async fn made(&self, fields: Fields, place: &Place) -> Result<Constant, CheckpointError> {
        let refuse = || CheckpointError::Extent(fields.name.clone());
        let sides = fields.sides.iter().map(|side| usize::try_from(*side));
        let shape: Vec<usize> = sides.collect::<Result<_, _>>().map_err(|_| refuse())?;
        let elements = shape
            .iter()
            .try_fold(1_usize, |n, side| n.checked_mul(*side));
        let elements = elements.ok_or_else(refuse)?;
        let kind = Kind::of(fields.kind);
        let numbers = match (kind, fields.is_elsewhere) {
            (Kind::Odd, _) => Numbers::Odd,
            (kind, true) => match &place.data {
                Some((name, data)) if base(name) == base(&fields.location) => {
                    let span = part_of(*data, fields.offset, fields.length, (kind, elements));
                    let span = span.ok_or_else(refuse)?;
                    self.lying(span, kind, &fields.name, &shape).await?
                }
                _ => Numbers::Elsewhere(base(&fields.location).to_owned()),
            },
            (kind, false) => match (fields.raw, fields.packed) {
                (Some(span), _) => self.lying(span, kind, &fields.name, &shape).await?,
                (None, Some(span)) if fields.held.is_empty() => {
                    self.lying(span, kind, &fields.name, &shape).await?
                }
                _ => held(&fields, kind).ok_or_else(refuse)?,
            },
        };
        let count = match &numbers {
            Numbers::Held(values) => values.len(),
            Numbers::Whole(values) => values.len(),
            _ => elements,
        };
        if count != elements {
            return Err(refuse());
        }
        Ok(Constant {
            name: fields.name,
            shape,
            numbers,
        })
    }

    /// Numbers that lie in the file as in memory.
    async fn lying(
        &self,
        span: Span,
        kind: Kind,
        name: &str,
        shape: &[usize],
    ) -> Result<Numbers, CheckpointError> {
        Ok(match kind {
            Kind::Floating(dtype) => {
                let count = span.length() / dtype.bytes() as u64;
                if count <= MOST_SMALL {
                    let bytes = self.bytes(span, 8 * MOST_SMALL).await?;
                    let values = dtype.decode(&bytes).unwrap_or_default();
                    return Ok(Numbers::Held(values));
                }
                let storage = Storage {
                    offset: span.at,
                    dtype,
                    elements: usize::try_from(count).unwrap_or(usize::MAX),
                };
                let layout = Layout {
                    offset: 0,
                    shape: shape.to_vec(),
                    strides: row_major(shape),
                };
                Numbers::Stored(Stored::new(name, storage, &layout)?)
            }
            Kind::Whole(bytes) => {
                let count = (span.length() / bytes as u64) as usize;
                if count > MOST_WHOLE {
                    return Ok(Numbers::Odd);
                }
                let all = self.bytes(span, (MOST_WHOLE * 8) as u64).await?;
                let number = |chunk: &[u8]| match *chunk {
                    [a, b, c, d] => i64::from(i32::from_le_bytes([a, b, c, d])),
                    _ => chunk.try_into().map_or(0, i64::from_le_bytes),
                };
                Numbers::Whole(all.chunks_exact(bytes).map(number).collect())
            }
            Kind::Odd => Numbers::Odd,
        })
    }
}

/// Numbers that were written one by one. Halves stand among the narrow whole numbers, by their bits.
fn held(fields: &Fields, kind: Kind) -> Option<Numbers> {
    expect_at_most(fields.narrow.len(), MOST_HELD).ok()?;
    Some(match kind {
        Kind::Floating(Dtype::Float32) => Numbers::Held(fields.held.clone()),
        Kind::Floating(dtype @ (Dtype::Float16 | Dtype::Bfloat16)) => {
            let bits = fields
                .narrow
                .iter()
                .map(|number| (*number as u16).to_le_bytes());
            Numbers::Held(dtype.decode(&bits.flatten().collect::<Vec<u8>>())?)
        }
        Kind::Whole(4) => Numbers::Whole(fields.narrow.clone()),
        Kind::Whole(_) => Numbers::Whole(fields.wide.clone()),
        _ => return None,
    })
}

/// The numbers of a tensor in the file behind the model.
fn part_of(
    data: Span,
    offset: u64,
    length: Option<u64>,
    (kind, elements): (Kind, usize),
) -> Option<Span> {
    let bytes = match kind {
        Kind::Floating(dtype) => dtype.bytes(),
        Kind::Whole(bytes) => bytes,
        Kind::Odd => return None,
    };
    let wanted = (elements as u64).checked_mul(bytes as u64)?;
    let length = length.unwrap_or(wanted);
    let at = data.at.checked_add(offset)?;
    let end = at.checked_add(length).filter(|end| *end <= data.end)?;
    (length >= wanted).then_some(Span { at, end })
}

/// A file's name without folders.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
