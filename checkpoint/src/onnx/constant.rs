use super::protobuf::{Content, Message, Span, damaged};
use super::{Place, expect_at_most, floats, wholes};
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
const MOST_SMALL: usize = 64;
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

/// Numbers that lie as in memory: where, and the bytes themselves where they are at hand.
#[derive(Clone, Copy)]
struct Lying<'b> {
    span: Span,
    bytes: Option<&'b [u8]>,
}

/// The fields of a tensor, as they come.
#[derive(Default)]
struct Fields<'b> {
    name: String,
    sides: Vec<i64>,
    kind: u64,
    /// Of one kind or another, as they lie in memory.
    raw: Option<Lying<'b>>,
    /// Packed, which is as they lie in memory too.
    packed: Option<Lying<'b>>,
    held: Vec<f32>,
    /// Of 32 bits or fewer, and of 64.
    narrow: Vec<i64>,
    wide: Vec<i64>,
    location: String,
    offset: u64,
    length: Option<u64>,
    is_elsewhere: bool,
}

/// A tensor out of its message, and of its fields that are too long to stand there.
pub(super) fn read(
    mut message: Message<'_>,
    long: &[(u64, Span)],
    place: &Place,
) -> Result<Constant, CheckpointError> {
    let mut fields = Fields::default();
    for (field, span) in long {
        let lying = Some(Lying {
            span: *span,
            bytes: None,
        });
        match field {
            9 => fields.raw = lying,
            4 | 10 => fields.packed = lying,
            // So many whole numbers are no shape, and halves that were written one by one no weights.
            _ => return Err(damaged("a tensor in a form that is not read here")),
        }
    }
    while let Some((field, content)) = message.next()? {
        match (field, content) {
            (1, content) => wholes(content, &mut fields.sides, 16)?,
            (2, Content::Number(kind)) => fields.kind = kind,
            (4 | 10, Content::Bytes(numbers)) if fields.packed.is_none() => {
                fields.packed = Some(at_hand(numbers));
            }
            (4, content) => floats(content, &mut fields.held, MOST_HELD)?,
            (5, content) => wholes(content, &mut fields.narrow, MOST_HELD)?,
            (7, content) => wholes(content, &mut fields.wide, MOST_WHOLE)?,
            (8, Content::Bytes(text)) => fields.name = text.text(),
            (9, Content::Bytes(numbers)) => fields.raw = Some(at_hand(numbers)),
            (13, Content::Bytes(entry)) => elsewhere(entry, &mut fields)?,
            (14, Content::Number(location)) => fields.is_elsewhere = location == 1,
            _ => {}
        }
    }
    made(fields, place)
}

fn at_hand(message: Message<'_>) -> Lying<'_> {
    Lying {
        span: message.span(),
        bytes: Some(message.bytes),
    }
}

/// One entry of what is said of another file.
fn elsewhere(mut entry: Message<'_>, fields: &mut Fields<'_>) -> Result<(), CheckpointError> {
    let (mut key, mut value) = (String::new(), String::new());
    while let Some((field, content)) = entry.next()? {
        match (field, content) {
            (1, Content::Bytes(text)) => key = text.text(),
            (2, Content::Bytes(text)) => value = text.text(),
            _ => {}
        }
    }
    let number = || {
        let number = value.parse::<u64>();
        number.map_err(|_| damaged("a place in another file"))
    };
    match key.as_str() {
        "offset" => fields.offset = number()?,
        "length" => fields.length = Some(number()?),
        "location" => fields.location = value,
        _ => {}
    }
    Ok(())
}

fn made(fields: Fields<'_>, place: &Place) -> Result<Constant, CheckpointError> {
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
                let bytes = None;
                let span = span.ok_or_else(refuse)?;
                lying(Lying { span, bytes }, kind, &fields.name, &shape)?
            }
            _ => Numbers::Elsewhere(base(&fields.location).to_owned()),
        },
        (kind, false) => match (fields.raw, fields.packed) {
            (Some(found), _) => lying(found, kind, &fields.name, &shape)?,
            (None, Some(found)) if fields.held.is_empty() => {
                lying(found, kind, &fields.name, &shape)?
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

/// Numbers that lie in the file as in memory. Few are held at once, where they are at hand.
fn lying(
    found: Lying<'_>,
    kind: Kind,
    name: &str,
    shape: &[usize],
) -> Result<Numbers, CheckpointError> {
    Ok(match (kind, found.bytes) {
        (Kind::Floating(dtype), Some(bytes)) if bytes.len() <= MOST_SMALL * dtype.bytes() => {
            Numbers::Held(dtype.decode(bytes).unwrap_or_default())
        }
        (Kind::Floating(dtype), _) => {
            let count = found.span.length() / dtype.bytes() as u64;
            let storage = Storage {
                offset: found.span.at,
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
        (Kind::Whole(size), Some(bytes)) if bytes.len() <= MOST_WHOLE * size => {
            let number = |chunk: &[u8]| match *chunk {
                [a, b, c, d] => i64::from(i32::from_le_bytes([a, b, c, d])),
                _ => chunk.try_into().map_or(0, i64::from_le_bytes),
            };
            Numbers::Whole(bytes.chunks_exact(size).map(number).collect())
        }
        _ => Numbers::Odd,
    })
}

/// Numbers that were written one by one. Halves stand among the narrow whole numbers, by their bits.
fn held(fields: &Fields<'_>, kind: Kind) -> Option<Numbers> {
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
