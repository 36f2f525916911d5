//! ONNX models: the operations of a network, and where its weights lie. Nothing is executed, and weights are never held.
//!
//! Of the format is read what an image classifier is made of; see `onnx.proto` of the ONNX project for the numbers of
//! the fields.

mod constant;
mod protobuf;

pub use constant::{Constant, Numbers};

use protobuf::{Content, Span, Wire, damaged};

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
#[derive(Debug, Clone, PartialEq)]
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
/// The longest name, or text.
const MOST_TEXT_BYTES: u64 = 1 << 12;
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

impl Model {
    /// Reads all of the model in `source` but its weights.
    ///
    /// # Errors
    /// A [`CheckpointError`] that names what is damaged.
    pub async fn open<S: ReadAt>(source: &S) -> Result<Self, CheckpointError> {
        let place = place_in(source).await?;
        let mut wire = Wire::new(source);
        let mut model = Self {
            opset: 0,
            producer: String::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            nodes: Vec::new(),
            constants: Vec::new(),
        };
        let mut span = place.model;
        let mut has_graph = false;
        while let Some((field, content)) = wire.next(&mut span).await? {
            match (field, content) {
                (2, Content::Bytes(text)) => model.producer = wire.text(text).await?,
                (7, Content::Bytes(graph)) => {
                    has_graph = true;
                    model.graph(&mut wire, graph, &place).await?;
                }
                (8, Content::Bytes(opset)) => {
                    if let Some(version) = wire.opset(opset).await? {
                        model.opset = version;
                    }
                }
                _ => {}
            }
        }
        if !has_graph || model.nodes.is_empty() {
            return Err(damaged("no graph"));
        }
        let is_given = |input: &Input| !model.constants.iter().any(|one| one.name == input.name);
        model.inputs = model
            .inputs
            .iter()
            .filter(|i| is_given(i))
            .cloned()
            .collect();
        Ok(model)
    }

    async fn graph<S: ReadAt>(
        &mut self,
        wire: &mut Wire<'_, S>,
        mut span: Span,
        place: &Place,
    ) -> Result<(), CheckpointError> {
        while let Some((field, content)) = wire.next(&mut span).await? {
            let Content::Bytes(inner) = content else {
                continue;
            };
            match field {
                1 => self.nodes.push(wire.node(inner, place).await?),
                5 => self.constants.push(wire.constant(inner, place).await?),
                11 => self.inputs.push(wire.input(inner).await?),
                12 => self.outputs.push(wire.input(inner).await?.name),
                15 => return Err(damaged("sparse weights")),
                _ => {}
            }
            let most = self.nodes.len().max(self.constants.len());
            if most.max(self.inputs.len()).max(self.outputs.len()) > MOST {
                return Err(damaged("more operations than a network has"));
            }
        }
        Ok(())
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

impl<S: ReadAt> Wire<'_, S> {
    async fn text(&self, span: Span) -> Result<String, CheckpointError> {
        let bytes = self.bytes(span, MOST_TEXT_BYTES).await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The version, where it is that of ONNX's own operators.
    async fn opset(&mut self, mut span: Span) -> Result<Option<u64>, CheckpointError> {
        let (mut domain, mut version) = (String::new(), 0);
        while let Some((field, content)) = self.next(&mut span).await? {
            match (field, content) {
                (1, Content::Bytes(text)) => domain = self.text(text).await?,
                (2, Content::Number(number)) => version = number,
                _ => {}
            }
        }
        Ok((domain.is_empty() || domain == "ai.onnx").then_some(version))
    }

    /// A name and its type.
    async fn input(&mut self, mut span: Span) -> Result<Input, CheckpointError> {
        let mut input = Input {
            name: String::new(),
            shape: Vec::new(),
        };
        while let Some((field, content)) = self.next(&mut span).await? {
            match (field, content) {
                (1, Content::Bytes(text)) => input.name = self.text(text).await?,
                (2, Content::Bytes(of_type)) => {
                    // A tensor's type, its shape in there, and the sides in that.
                    let Some(tensor) = self.inner(of_type, 1).await? else {
                        continue;
                    };
                    let Some(shape) = self.inner(tensor, 2).await? else {
                        continue;
                    };
                    input.shape = self.sides(shape).await?;
                }
                _ => {}
            }
        }
        Ok(input)
    }

    /// The last message in field `wanted`.
    async fn inner(
        &mut self,
        mut span: Span,
        wanted: u64,
    ) -> Result<Option<Span>, CheckpointError> {
        let mut found = None;
        while let Some((field, content)) = self.next(&mut span).await? {
            if let (true, Content::Bytes(inner)) = (field == wanted, content) {
                found = Some(inner);
            }
        }
        Ok(found)
    }

    async fn sides(&mut self, mut span: Span) -> Result<Vec<Option<usize>>, CheckpointError> {
        let mut sides = Vec::new();
        while let Some((field, content)) = self.next(&mut span).await? {
            let (1, Content::Bytes(mut side)) = (field, content) else {
                continue;
            };
            let mut length = None;
            while let Some((field, content)) = self.next(&mut side).await? {
                if let (1, Content::Number(number)) = (field, content) {
                    length = usize::try_from(number)
                        .ok()
                        .filter(|n| (1..=MOST).contains(n));
                }
            }
            sides.push(length);
            if sides.len() > MOST_NUMBERS {
                return Err(damaged("a tensor of too many sides"));
            }
        }
        Ok(sides)
    }

    async fn node(&mut self, mut span: Span, place: &Place) -> Result<Node, CheckpointError> {
        let mut node = Node {
            name: String::new(),
            kind: String::new(),
            domain: String::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            attributes: Vec::new(),
        };
        while let Some((field, content)) = self.next(&mut span).await? {
            let Content::Bytes(inner) = content else {
                continue;
            };
            match field {
                1 => node.inputs.push(self.text(inner).await?),
                2 => node.outputs.push(self.text(inner).await?),
                3 => node.name = self.text(inner).await?,
                4 => node.kind = self.text(inner).await?,
                5 => node.attributes.push(self.attribute(inner, place).await?),
                7 => node.domain = self.text(inner).await?,
                _ => {}
            }
            let most = node.inputs.len().max(node.outputs.len());
            if most.max(node.attributes.len()) > MOST_NUMBERS {
                return Err(damaged("a node of too many parts"));
            }
        }
        if node.domain == "ai.onnx" {
            node.domain.clear();
        }
        Ok(node)
    }

    async fn attribute(
        &mut self,
        mut span: Span,
        place: &Place,
    ) -> Result<(String, Attribute), CheckpointError> {
        let mut name = String::new();
        let mut found = Attribute::Other;
        let (mut wholes, mut numbers) = (Vec::new(), Vec::new());
        while let Some((field, content)) = self.next(&mut span).await? {
            match (field, content) {
                (1, Content::Bytes(text)) => name = self.text(text).await?,
                (2, Content::Four(bytes)) => found = Attribute::Number(f32::from_le_bytes(bytes)),
                (3, Content::Number(number)) => found = Attribute::Whole(number.cast_signed()),
                (4, Content::Bytes(text)) => found = Attribute::Text(self.text(text).await?),
                (5, Content::Bytes(tensor)) => {
                    found = Attribute::Constant(self.constant(tensor, place).await?);
                }
                (7, content) => self.floats(content, &mut numbers, MOST_NUMBERS).await?,
                (8, content) => self.wholes(content, &mut wholes, MOST_NUMBERS).await?,
                _ => {}
            }
        }
        if !wholes.is_empty() {
            found = Attribute::Wholes(wholes);
        } else if !numbers.is_empty() {
            found = Attribute::Numbers(numbers);
        }
        Ok((name, found))
    }

    /// One of repeated whole numbers, or many of them at once.
    async fn wholes(
        &mut self,
        content: Content,
        to: &mut Vec<i64>,
        most: usize,
    ) -> Result<(), CheckpointError> {
        match content {
            Content::Number(number) => to.push(number.cast_signed()),
            Content::Bytes(mut span) => {
                while span.at < span.end && to.len() <= most {
                    to.push(self.number(&mut span).await?.cast_signed());
                }
            }
            _ => return Err(damaged("whole numbers in another form")),
        }
        expect_at_most(to.len(), most)
    }

    /// One of repeated numbers, or many of them at once.
    async fn floats(
        &mut self,
        content: Content,
        to: &mut Vec<f32>,
        most: usize,
    ) -> Result<(), CheckpointError> {
        match content {
            Content::Four(bytes) => to.push(f32::from_le_bytes(bytes)),
            Content::Bytes(span) => {
                let bytes = self.bytes(span, 4 * most as u64).await?;
                let (whole, _) = bytes.as_chunks::<4>();
                to.extend(whole.iter().map(|four| f32::from_le_bytes(*four)));
            }
            _ => return Err(damaged("numbers in another form")),
        }
        expect_at_most(to.len(), most)
    }
}

fn expect_at_most(count: usize, most: usize) -> Result<(), CheckpointError> {
    match count <= most {
        true => Ok(()),
        false => Err(damaged("more numbers than there can be in that place")),
    }
}
