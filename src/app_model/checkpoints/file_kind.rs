/// What a file is taken for, by its first bytes, else by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Picture,
    Checkpoint,
    ClassNames,
    /// The record of a run.
    Record,
    /// A teacher's course.
    Course,
    /// The weights of a model that lie beside it.
    ModelData,
    /// Of a practical, with the work in it.
    Report,
    Empty,
    /// None of them.
    Other,
}

/// So many bytes tell.
pub const HEAD_BYTES: usize = 512;

const PICTURES: &str = "jpg jpeg jpe jfif png apng webp gif bmp dib avif heic heif tif tiff svg ico \
    jxl jp2 psd tga pnm ppm pgm raw dng cr2 nef arw";
const CHECKPOINTS: &str = "safetensors pth pt bin ckpt tar pkl pickle model th weights h5 hdf5 keras onnx \
    pb tflite gguf ggml npy npz mar zip gz";
const MODEL_DATA: &str = "data onnx_data weights_data";
const CLASS_NAMES: &str =
    "txt csv tsv json names labels label map yaml yml list lst cls classes py md";

const REPORTS: &str = "ipynb html htm";

/// What files begin with that no list of names does.
const MAGICS: &[(&[u8], FileKind)] = &[
    (b"\xff\xd8\xff", FileKind::Picture),
    (b"\x89PNG", FileKind::Picture),
    (b"GIF8", FileKind::Picture),
    (b"BM", FileKind::Picture),
    (b"II*\0", FileKind::Picture),
    (b"MM\0*", FileKind::Picture),
    (b"<svg", FileKind::Picture),
    (b"PK\x03\x04", FileKind::Checkpoint),
    (b"\x89HDF", FileKind::Checkpoint),
    (b"\x93NUMPY", FileKind::Checkpoint),
    (b"GGUF", FileKind::Checkpoint),
    // Pointers of Git LFS, in place of what the name says.
    (b"version https://git-lfs", FileKind::Checkpoint),
    (b"%PDF", FileKind::Other),
    (b"\x7fELF", FileKind::Other),
    (b"MZ", FileKind::Other),
];

/// Kinds of ISO's files of boxes that are pictures.
const PICTURE_BRANDS: [&[u8]; 8] = [
    b"avif", b"avis", b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1",
];

impl FileKind {
    /// `head`: the first [`HEAD_BYTES`], or as many as there are.
    pub fn of(file_name: &str, head: &[u8]) -> Self {
        if head.is_empty() {
            return Self::Empty;
        }
        if Self::by_name(file_name) == Some(Self::ModelData) {
            return Self::ModelData;
        }
        Self::by_content(head)
            .filter(|kind| kind.is_credible(head))
            .or_else(|| Self::by_name(file_name))
            .unwrap_or_else(|| match is_text(head) {
                true => Self::ClassNames,
                false => Self::Other,
            })
    }

    fn by_content(head: &[u8]) -> Option<Self> {
        if is_report(head) {
            return Some(Self::Report);
        }
        let known = MAGICS.iter().find(|(magic, _)| head.starts_with(magic));
        if let Some((_, kind)) = known {
            return Some(*kind);
        }
        let at = |from: usize, bytes: &[u8]| head.get(from..).is_some_and(|h| h.starts_with(bytes));
        if at(0, b"RIFF") && at(8, b"WEBP") {
            return Some(Self::Picture);
        }
        if at(4, b"ftyp") {
            let is_picture = PICTURE_BRANDS.iter().any(|brand| at(8, brand));
            return Some(if is_picture {
                Self::Picture
            } else {
                Self::Other
            });
        }
        if names(head, b"\"gradoscope-record") {
            return Some(Self::Record);
        }
        if names(head, b"course.schema.json") || names(head, b"\"thread\"") || is_course(head) {
            return Some(Self::Course);
        }
        // The engine says of an index of weights in several files what is to be done with them.
        if names(head, b"\"weight_map\"") {
            return Some(Self::Checkpoint);
        }
        let is_safetensors = at(8, b"{\"") && !is_text(&head[..8]);
        let is_tar = at(257, b"ustar");
        (is_safetensors || is_tar || is_torch(head)).then_some(Self::Checkpoint)
    }

    /// Two letters at the beginning of a text are no sign.
    fn is_credible(self, head: &[u8]) -> bool {
        !matches!(head, [b'B', b'M', ..] | [b'M', b'Z', ..]) || !is_text(head)
    }

    fn by_name(file_name: &str) -> Option<Self> {
        let (stem, ending) = file_name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        // What stops before its end is still meant as one.
        if ending == "json" && stem.starts_with("course") {
            return Some(Self::Course);
        }
        let kinds = [
            (PICTURES, Self::Picture),
            (CHECKPOINTS, Self::Checkpoint),
            (MODEL_DATA, Self::ModelData),
            (CLASS_NAMES, Self::ClassNames),
            (REPORTS, Self::Report),
        ];
        let known = kinds.iter().find(|(endings, _)| {
            endings
                .split_ascii_whitespace()
                .any(|known| known == ending)
        });
        known.map(|(_, kind)| *kind)
    }
}

/// What every form but the notebook says near its beginning.
fn is_report(head: &[u8]) -> bool {
    let says = |words: &[u8]| head.windows(words.len()).any(|bytes| bytes == words);
    let is_zip = head.starts_with(b"PK\x03\x04") && says(b"report.json");
    is_zip || says(b"Gradoscope report") || names(head, b"\"gradoscope-report")
}

/// A JSON object that names something near its beginning, in UTF-8 or UTF-16.
fn names(head: &[u8], name: &[u8]) -> bool {
    let is_of_it = |byte: &&u8| !matches!(byte, 0 | 0xbb | 0xbf | 0xef | 0xfe | 0xff);
    let head: Vec<u8> = head.iter().filter(is_of_it).copied().collect();
    let is_object = head.trim_ascii_start().first() == Some(&b'{');
    is_object && head.windows(name.len()).any(|bytes| bytes == name)
}

/// The number that PyTorch's first format begins with, behind a few bytes of its pickle.
fn is_torch(head: &[u8]) -> bool {
    const MAGIC: &[u8] = &[0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
    let start = &head[..head.len().min(32)];
    start.first() == Some(&0x80) && start.windows(MAGIC.len()).any(|bytes| bytes == MAGIC)
}

/// JSON that begins with the version of a course, whatever its file is called.
fn is_course(head: &[u8]) -> bool {
    let rest = ["{", "\"version\"", ":", "1"]
        .iter()
        .try_fold(head, |rest, word| {
            rest.trim_ascii_start().strip_prefix(word.as_bytes())
        });
    rest.is_some_and(|rest| {
        !rest
            .first()
            .is_some_and(|next| next.is_ascii_digit() || *next == b'.')
    })
}

/// Whether it may be text: UTF-16 has zeros, but no other control characters.
fn is_text(head: &[u8]) -> bool {
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let is_control = |byte: &u8| matches!(byte, 1..=8 | 14..=31 | 127) || *byte == 0 && !is_utf16;
    !head.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say_and_else_what_its_name_says() {
        use FileKind::{Checkpoint, ClassNames, Course, Empty, ModelData, Other, Picture, Record};
        let zip = b"PK\x03\x04\0\0".as_slice();
        let legacy = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.".as_slice();
        let safetensors = b"\x40\0\0\0\0\0\0\0{\"a\":{}}".as_slice();
        let text = b"tench\ngoldfish\n".as_slice();
        let unknown = b"\x01\x02\x03\x04".as_slice();
        let cases: &[(&str, &[u8], FileKind)] = &[
            ("cat.v2.PTH", zip, Checkpoint),
            ("checkpoint.pth.tar", zip, Checkpoint),
            ("checkpoint", zip, Checkpoint),
            ("epoch=4.ckpt", legacy, Checkpoint),
            ("weights.txt", legacy, Checkpoint),
            ("model", safetensors, Checkpoint),
            ("model.safetensors", text, Checkpoint),
            ("model.pth", b"<!DOCTYPE html>", Checkpoint),
            ("model.pt", unknown, Checkpoint),
            ("model.onnx", unknown, Checkpoint),
            ("model.onnx.data", unknown, ModelData),
            ("model.onnx_data", legacy, ModelData),
            ("cat.jpeg", b"\xff\xd8\xff\xe0", Picture),
            ("cat", b"\x89PNG\r\n", Picture),
            ("cat.txt", b"\xff\xd8\xff\xe0", Picture),
            ("cat.png", text, Picture),
            ("cat.avif", b"\0\0\0\x1cftypavif", Picture),
            ("cat", b"RIFF\0\0\0\0WEBPVP8 ", Picture),
            ("cat", b"BM\x36\0\0\0\0\0", Picture),
            ("labels.txt", text, ClassNames),
            ("labels.txt", b"BMW\nAudi\n", ClassNames),
            ("index.csv", text, ClassNames),
            ("classes.names", text, ClassNames),
            ("config.json", b"{\"id2label\": {}}", ClassNames),
            (
                "run.json",
                b"{\n \"schema\": \"gradoscope-record/1\",",
                Record,
            ),
            (
                "run.txt",
                b"\xef\xbb\xbf{\"schema\":\"gradoscope-record/9\"",
                Record,
            ),
            ("run.json", b"[\"gradoscope-record/1\"]", ClassNames),
            (
                "model.safetensors.index.json",
                b"{\"metadata\": {\"total_size\": 1}, \"weight_map\": {\"a\":",
                Checkpoint,
            ),
            (
                "mine.json",
                b"{\"$schema\": \"./course.schema.json\"",
                Course,
            ),
            (
                "mine.json",
                b"{\"version\": 1, \"thread\": \"builtin\"}",
                Course,
            ),
            ("course-b.json", b"{\"version\": 1,", Course),
            ("mine.json", b"{\n  \"version\": 1,\n  \"title\"", Course),
            ("mine.json", b"{\"version\": 1.0, \"labels\"", ClassNames),
            ("mine.json", b"{\"version\": \"1\"", ClassNames),
            ("course.json", b"\"version\": 1}", Course),
            ("courses.txt", text, ClassNames),
            ("names.txt", b"\xff\xfet\0e\0", ClassNames),
            ("names.txt", b"t\0e\0n\0", ClassNames),
            ("synsets", text, ClassNames),
            ("paper.pdf", b"%PDF-1.7", Other),
            ("film.mp4", b"\0\0\0\x18ftypisom", Other),
            ("thing", unknown, Other),
            ("thing.xyz", unknown, Other),
            ("nothing.png", b"", Empty),
        ];
        for (name, head, kind) in cases {
            assert_eq!(FileKind::of(name, head), *kind, "{name} {head:?}");
        }
        let units = "\u{feff}{\"schema\": \"gradoscope-record/1\"".encode_utf16();
        let wide: [Vec<u8>; 2] = [
            units.clone().flat_map(u16::to_le_bytes).collect(),
            units.skip(1).flat_map(u16::to_be_bytes).collect(),
        ];
        for head in wide {
            assert_eq!(FileKind::of("run.json", &head), Record, "{head:?}");
        }
    }
}
