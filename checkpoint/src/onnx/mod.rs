//! ONNX models: the operations of a network, and where its weights lie. Nothing is executed, and weights are never held.
//!
//! Of the format is read what an image classifier is made of; see `onnx.proto` of the ONNX project for the numbers of
//! the fields.

mod constant;
mod protobuf;

pub use constant::{Constant, Numbers};

use protobuf::{Content, Head, MOST_HEAD_BYTES, Message, Span, damaged};

use crate::source::read_exact;
use crate::{CheckpointError, OtherFile, ReadAt};

/// A model: its graph, and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The version of ONNX's own operators.
    pub opset: u64,
    /// What wrote it, as it calls itself.
    pub producer: String,
    /// What is not among its constants.
    pub inputs: Vec<Input>,
    /// Names of what it computes.
    pub outputs: Vec<String>,
    /// In an order in which everything is computed before it is read.
    pub nodes: Vec<Node>,
    /// Weights, and small numbers.
    pub constants: Vec<Constant>,
}

/// Something that is given to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// By which nodes read it.
    pub name: String,
    /// Its sides; none where any will do.
    pub shape: Vec<Option<usize>>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// Its own; often empty.
    pub name: String,
    /// Kind of the operation.
    pub kind: String,
    /// Of the operators, empty for ONNX's own.
    pub domain: String,
    /// Names of what it reads; empty for what is left out.
    pub inputs: Vec<String>,
    /// Names of what it computes.
    pub outputs: Vec<String>,
    /// By their names.
    pub attributes: Vec<(String, Attribute)>,
}

/// What a node is told beside its inputs.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f32),
    /// A text.
    Text(String),
    /// Whole numbers.
    Wholes(Vec<i64>),
    /// Numbers.
    Numbers(Vec<f32>),
    /// A tensor.
    Constant(Constant),
    /// A graph, or something else that no classifier needs.
    Other,
}

impl Node {
    /// The attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, attribute)| attribute)
    }
}

/// More of anything than an image classifier has.
const MOST: usize = 1 << 16;
/// How much is read at once; what is longer than that stays where it lies, if it is a tensor's.
const WINDOW_BYTES: u64 = 1 << 16;
/// The longest node, with a tensor in it.
const MOST_NODE_BYTES: u64 = 1 << 27;
/// The most numbers that an attribute has.
const MOST_NUMBERS: usize = 1 << 12;
/// A model and the file of its weights that lie in one file begin so. Then come the length of the model (64 bits), that of the
/// name by which it calls the other file (16 bits), this name, the model and its weights.
pub const WITH_DATA: &[u8; 16] = b"gradoscope-onnx\0";
/// Of the two lengths.
const LENGTHS_BYTES: u64 = 10;

/// Where a model lies in a file, and the file of its weights behind it, if there is one.
struct Place {
    model: Span,
    data: Option<(String, Span)>,
}

/// Whether a file that begins so is a model.
pub fn is_model(head: &[u8]) -> bool {
    head.starts_with(WITH_DATA) || OtherFile::of(head) == Some(OtherFile::Onnx)
}

/// A file, and the piece of it that was read last.
struct Window<'s, S> {
    source: &'s S,
    bytes: Vec<u8>,
    at: u64,
}

impl<S: ReadAt> Window<'_, S> {
    /// The bytes of `span`.
    async fn bytes(&mut self, span: Span, limit: u64) -> Result<Message<'_>, CheckpointError> {
        if span.length() > limit {
            let what = "a node of the model";
            return Err(CheckpointError::TooLarge { what, limit });
        }
        let is_here = span.at >= self.at && span.end <= self.at + self.bytes.len() as u64;
        if !is_here {
            let rest = self.source.length().saturating_sub(span.at);
            let wanted = span.length().max(WINDOW_BYTES.min(rest));
            self.bytes = read_exact(self.source, span.at, wanted).await?;
            self.at = span.at;
        }
        let start = (span.at - self.at) as usize;
        let end = start + span.length() as usize;
        Ok(Message {
            bytes: &self.bytes[start..end],
            at: span.at,
        })
    }

    /// The next field of a message, of which nothing but its head is looked at; none at its end.
    async fn next(&mut self, span: &mut Span) -> Result<Option<Head>, CheckpointError> {
        if span.at >= span.end {
            return Ok(None);
        }
        let head = Span {
            at: span.at,
            end: span.end.min(span.at + MOST_HEAD_BYTES),
        };
        let found = self.bytes(head, MOST_HEAD_BYTES).await?;
        let head = Head::of(found.bytes, span.at, span.end)?;
        span.at = head.span.end;
        Ok(Some(head))
    }

    /// A tensor, whose long fields stay where they lie.
    async fn constant(&mut self, span: Span, place: &Place) -> Result<Constant, CheckpointError> {
        if span.length() <= WINDOW_BYTES {
            let message = self.bytes(span, WINDOW_BYTES).await?;
            return constant::read(message, &[], place);
        }
        let (mut short, mut long) = (Vec::new(), Vec::new());
        let mut rest = span;
        loop {
            let start = rest.at;
            let Some(head) = self.next(&mut rest).await? else {
                break;
            };
            // Numbers are told by where they lie, whose place in the pieces put together would be another.
            if head.is_bytes && matches!(head.field, 4 | 9 | 10) {
                long.push((head.field, head.span));
                continue;
            }
            let whole = Span {
                at: start,
                end: head.span.end,
            };
            let limit = WINDOW_BYTES + MOST_HEAD_BYTES;
            short.extend_from_slice(self.bytes(whole, limit).await?.bytes);
            // Written number by number they are too many to be weights worth reading.
            if short.len() as u64 > MOST_NODE_BYTES {
                return Err(damaged("a tensor in too many pieces"));
            }
        }
        let message = Message {
            bytes: &short,
            at: span.at,
        };
        constant::read(message, &long, place)
    }
}

impl Model {
    /// Reads all of the model in `source` but its weights.
    ///
    /// # Errors
    /// A [`CheckpointError`] that names what is damaged.
    pub async fn open<S: ReadAt>(source: &S) -> Result<Self, CheckpointError> {
        let place = place_in(source).await?;
        let mut window = Window {
            source,
            bytes: Vec::new(),
            at: 0,
        };
        let mut model = Self {
            opset: 0,
            producer: String::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            nodes: Vec::new(),
            constants: Vec::new(),
        };
        let mut span = place.model;
        let mut graph = None;
        while let Some(head) = window.next(&mut span).await? {
            match head.field {
                7 if head.is_bytes => graph = Some(head.span),
                2 | 8 if head.is_bytes => {
                    let message = window.bytes(head.span, WINDOW_BYTES).await?;
                    match head.field {
                        2 => model.producer = message.text(),
                        _ => model.opset = opset(message)?.unwrap_or(model.opset),
                    }
                }
                _ => {}
            }
        }
        let mut span = graph.ok_or_else(|| damaged("no graph"))?;
        while let Some(Head {
            field,
            is_bytes: true,
            span,
        }) = window.next(&mut span).await?
        {
            match field {
                5 => {
                    let constant = window.constant(span, &place).await?;
                    model.constants.push(constant);
                }
                1 | 11 | 12 => {
                    let message = window.bytes(span, MOST_NODE_BYTES).await?;
                    match field {
                        1 => model.nodes.push(node(message, &place)?),
                        11 => model.inputs.push(input(message)?),
                        _ => model.outputs.push(input(message)?.name),
                    }
                }
                15 => return Err(damaged("sparse weights")),
                _ => {}
            }
            let most = model.nodes.len().max(model.constants.len());
            if most.max(model.inputs.len()).max(model.outputs.len()) > MOST {
                return Err(damaged("more operations than a network has"));
            }
        }
        if model.nodes.is_empty() {
            return Err(damaged("no graph"));
        }
        let constants = &model.constants;
        let is_given = |input: &Input| !constants.iter().any(|one| one.name == input.name);
        model.inputs.retain(is_given);
        Ok(model)
    }
}

async fn place_in<S: ReadAt>(source: &S) -> Result<Place, CheckpointError> {
    let length = source.length();
    let begins = WITH_DATA.len() as u64;
    let whole = Span { at: 0, end: length };
    if length < begins + LENGTHS_BYTES {
        return Ok(Place {
            model: whole,
            data: None,
        });
    }
    let head = read_exact(source, 0, begins + LENGTHS_BYTES).await?;
    let (begin, lengths) = head.split_at(WITH_DATA.len());
    if begin != WITH_DATA {
        return Ok(Place {
            model: whole,
            data: None,
        });
    }
    let (model, name) = lengths.split_at(8);
    let model = model.try_into().map_or(u64::MAX, u64::from_le_bytes);
    let name = name.try_into().map_or(u16::MAX, u16::from_le_bytes);
    let at = begins + LENGTHS_BYTES;
    let name_bytes = read_exact(source, at, u64::from(name)).await?;
    let at = at + u64::from(name);
    let end = at.checked_add(model).filter(|end| *end <= length);
    let end = end.ok_or_else(|| damaged("a model that is cut"))?;
    Ok(Place {
        model: Span { at, end },
        data: Some((
            String::from_utf8_lossy(&name_bytes).into_owned(),
            Span {
                at: end,
                end: length,
            },
        )),
    })
}

/// The version, where it is that of ONNX's own operators.
fn opset(mut message: Message<'_>) -> Result<Option<u64>, CheckpointError> {
    let (mut domain, mut version) = (String::new(), 0);
    while let Some((field, content)) = message.next()? {
        match (field, content) {
            (1, Content::Bytes(text)) => domain = text.text(),
            (2, Content::Number(number)) => version = number,
            _ => {}
        }
    }
    Ok((domain.is_empty() || domain == "ai.onnx").then_some(version))
}

/// A name and its type.
fn input(mut message: Message<'_>) -> Result<Input, CheckpointError> {
    let mut input = Input {
        name: String::new(),
        shape: Vec::new(),
    };
    while let Some((field, content)) = message.next()? {
        match (field, content) {
            (1, Content::Bytes(text)) => input.name = text.text(),
            (2, Content::Bytes(of_type)) => {
                // A tensor's type, its shape in there, and the sides in that.
                if let Some(tensor) = inner(of_type, 1)?
                    && let Some(shape) = inner(tensor, 2)?
                {
                    input.shape = sides(shape)?;
                }
            }
            _ => {}
        }
    }
    Ok(input)
}

/// The last message in field `wanted`.
fn inner(mut message: Message<'_>, wanted: u64) -> Result<Option<Message<'_>>, CheckpointError> {
    let mut found = None;
    while let Some((field, content)) = message.next()? {
        if let (true, Content::Bytes(inner)) = (field == wanted, content) {
            found = Some(inner);
        }
    }
    Ok(found)
}

fn sides(mut message: Message<'_>) -> Result<Vec<Option<usize>>, CheckpointError> {
    let mut sides = Vec::new();
    while let Some((field, content)) = message.next()? {
        let (1, Content::Bytes(mut side)) = (field, content) else {
            continue;
        };
        let mut length = None;
        while let Some((field, content)) = side.next()? {
            if let (1, Content::Number(number)) = (field, content) {
                let number = usize::try_from(number).ok();
                length = number.filter(|number| (1..=MOST).contains(number));
            }
        }
        sides.push(length);
    }
    expect_at_most(sides.len(), MOST_NUMBERS)?;
    Ok(sides)
}

fn node(mut message: Message<'_>, place: &Place) -> Result<Node, CheckpointError> {
    let mut node = Node {
        name: String::new(),
        kind: String::new(),
        domain: String::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        attributes: Vec::new(),
    };
    while let Some((field, content)) = message.next()? {
        let Content::Bytes(inner) = content else {
            continue;
        };
        match field {
            1 => node.inputs.push(inner.text()),
            2 => node.outputs.push(inner.text()),
            3 => node.name = inner.text(),
            4 => node.kind = inner.text(),
            5 => node.attributes.push(attribute(inner, place)?),
            7 => node.domain = inner.text(),
            _ => {}
        }
        let most = node.inputs.len().max(node.outputs.len());
        expect_at_most(most.max(node.attributes.len()), MOST_NUMBERS)?;
    }
    if node.domain == "ai.onnx" {
        node.domain.clear();
    }
    Ok(node)
}

fn attribute(
    mut message: Message<'_>,
    place: &Place,
) -> Result<(String, Attribute), CheckpointError> {
    let mut name = String::new();
    let mut found = Attribute::Other;
    let (mut all_whole, mut numbers) = (Vec::new(), Vec::new());
    while let Some((field, content)) = message.next()? {
        match (field, content) {
            (1, Content::Bytes(text)) => name = text.text(),
            (2, Content::Four(bytes)) => found = Attribute::Number(f32::from_le_bytes(bytes)),
            (3, Content::Number(number)) => found = Attribute::Whole(number.cast_signed()),
            (4, Content::Bytes(text)) => found = Attribute::Text(text.text()),
            (5, Content::Bytes(tensor)) => {
                found = Attribute::Constant(constant::read(tensor, &[], place)?);
            }
            (7, content) => floats(content, &mut numbers, MOST_NUMBERS)?,
            (8, content) => wholes(content, &mut all_whole, MOST_NUMBERS)?,
            _ => {}
        }
    }
    if !all_whole.is_empty() {
        found = Attribute::Wholes(all_whole);
    } else if !numbers.is_empty() {
        found = Attribute::Numbers(numbers);
    }
    Ok((name, found))
}

/// One of repeated whole numbers, or many of them at once.
fn wholes(content: Content<'_>, to: &mut Vec<i64>, most: usize) -> Result<(), CheckpointError> {
    match content {
        Content::Number(number) => to.push(number.cast_signed()),
        Content::Bytes(mut message) => {
            while !message.bytes.is_empty() && to.len() <= most {
                to.push(message.number()?.cast_signed());
            }
        }
        _ => return Err(damaged("whole numbers in another form")),
    }
    expect_at_most(to.len(), most)
}

/// One of repeated numbers, or many of them at once.
fn floats(content: Content<'_>, to: &mut Vec<f32>, most: usize) -> Result<(), CheckpointError> {
    match content {
        Content::Four(bytes) => to.push(f32::from_le_bytes(bytes)),
        Content::Bytes(message) => {
            let (whole, _) = message.bytes.as_chunks::<4>();
            expect_at_most(whole.len(), most)?;
            to.extend(whole.iter().map(|four| f32::from_le_bytes(*four)));
        }
        _ => return Err(damaged("numbers in another form")),
    }
    expect_at_most(to.len(), most)
}

fn expect_at_most(count: usize, most: usize) -> Result<(), CheckpointError> {
    match count <= most {
        true => Ok(()),
        false => Err(damaged("more numbers than there can be in that place")),
    }
}
