//! What a file is that is no checkpoint, by its first bytes.

/// Something else under the name of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFile {
    /// No bytes at all.
    Empty,
    /// Of Git Large File Storage: a few lines in place of a large file.
    Pointer,
    /// HTML: a download that went wrong.
    WebPage,
    /// Markup other than HTML.
    Xml,
    /// An object or an array of JSON.
    Json,
    /// JSON that says in which of several files each tensor of a checkpoint is.
    Index,
    /// Text of no other kind.
    Text,
    /// PNG, JPEG or GIF.
    Picture,
    /// A tar of PyTorch 0.1.
    OldTar,
    /// Of files, whatever they are.
    Archive,
    /// Packed as a whole.
    Compressed,
    /// Written by Python's pickle, not by PyTorch.
    Pickle,
    /// A module that was compiled with its code.
    TorchScript,
    /// HDF5, Keras' format.
    Keras,
    /// An ONNX model.
    Onnx,
    /// A graph of TensorFlow or a model of TensorFlow Lite.
    TensorFlow,
    /// GGUF or one of the GGML formats before it.
    Gguf,
    /// An array of NumPy's, or an archive of them.
    Numpy,
}

/// First bytes, and what begins with them.
const MAGICS: &[(&[u8], OtherFile)] = &[
    (b"version https://", OtherFile::Pointer),
    (b"\x89HDF\r\n\x1a\n", OtherFile::Keras),
    (b"GGUF", OtherFile::Gguf),
    (b"ggml", OtherFile::Gguf),
    (b"lmgg", OtherFile::Gguf),
    (b"tjgg", OtherFile::Gguf),
    (b"\x93NUMPY", OtherFile::Numpy),
    (b"\x1f\x8b", OtherFile::Compressed),
    (b"BZh", OtherFile::Compressed),
    (b"\xfd7zXZ\0", OtherFile::Compressed),
    (b"\x28\xb5\x2f\xfd", OtherFile::Compressed),
    (b"\x04\x22\x4d\x18", OtherFile::Compressed),
    (b"7z\xbc\xaf\x27\x1c", OtherFile::Archive),
    (b"Rar!\x1a\x07", OtherFile::Archive),
    (b"PK\x05\x06", OtherFile::Archive),
    (b"\x89PNG\r\n\x1a\n", OtherFile::Picture),
    (b"\xff\xd8\xff", OtherFile::Picture),
    (b"GIF8", OtherFile::Picture),
];

impl OtherFile {
    /// None for what is not known either. `head`: as much of the file as there is, up to a few
    /// hundred bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.is_empty() {
            return Some(Self::Empty);
        }
        let known = MAGICS.iter().find(|(magic, _)| head.starts_with(magic));
        if let Some((_, other)) = known {
            return Some(*other);
        }
        let at =
            |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|b| b.starts_with(magic));
        if at(257, b"ustar") || is_old_tar(head) {
            return Some(tar(head));
        }
        if at(4, b"TFL3") {
            return Some(Self::TensorFlow);
        }
        if head[0] == 0x80 && head.get(1).is_some_and(|protocol| *protocol <= 5) {
            return Some(Self::Pickle);
        }
        text(head).or_else(|| protobuf(head))
    }
}

/// The first member of PyTorch's first files is one of four.
fn tar(head: &[u8]) -> OtherFile {
    let name = head.split(|byte| *byte == 0).next().unwrap_or_default();
    match name {
        b"sys_info" | b"pickle" | b"storages" | b"tensors" => OtherFile::OldTar,
        _ => OtherFile::Archive,
    }
}

/// A header of tar before it was marked: the octal sum of its bytes tells.
fn is_old_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else {
        return false;
    };
    let digits = &header[148..156];
    let stated = digits.iter().filter(|byte| (b'0'..=b'7').contains(byte));
    let stated = stated.fold(0_u32, |sum, digit| {
        sum.wrapping_mul(8) + u32::from(digit - b'0')
    });
    let bytes = header.iter().enumerate();
    let sum: u32 = bytes
        .map(|(at, byte)| match at {
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        })
        .sum();
    header[0] != 0 && stated == sum
}

fn text(head: &[u8]) -> Option<OtherFile> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let is_text = |byte: &u8| !matches!(byte, 0..=8 | 0x0e..=0x1f | 0x7f);
    if !head.iter().all(is_text) {
        return None;
    }
    let start = head.trim_ascii_start().to_ascii_lowercase();
    let begins = |with: &[u8]| start.starts_with(with);
    let holds = |word: &[u8]| start.windows(word.len()).any(|bytes| bytes == word);
    Some(if begins(b"<?xml") {
        OtherFile::Xml
    } else if begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") || begins(b"<!--") {
        OtherFile::WebPage
    } else if begins(b"<") {
        OtherFile::Xml
    } else if begins(b"{") && holds(b"\"weight_map\"") {
        OtherFile::Index
    } else if begins(b"{") || begins(b"[") {
        OtherFile::Json
    } else {
        OtherFile::Text
    })
}

/// Who made an ONNX model, by which version, its domain, its version, words about it; its graph, sets of operations,
/// properties.
const MODEL_FIELDS: [u8; 8] = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72];

/// ONNX says first which version it is, and mostly who wrote it; TensorFlow's graphs begin with a node.
fn protobuf(head: &[u8]) -> Option<OtherFile> {
    let holds = |word: &[u8]| head.windows(word.len()).any(|bytes| bytes == word);
    match head {
        [0x08, 1..=20, 0x12, ..] if holds(b"torch") || holds(b"onnx") || holds(b"ONNX") => {
            Some(OtherFile::Onnx)
        }
        [0x08, 1..=20, ..] if holds(b"onnx") || holds(b"ai.onnx") => Some(OtherFile::Onnx),
        [0x08, 1, 0x12, ..] | [0x0a, ..]
            if holds(b"saver") || holds(b"Placeholder") || holds(b"Const") =>
        {
            Some(OtherFile::TensorFlow)
        }
        // After the version, any of the fields that a model has; none of them but the graph has to be there.
        [0x08, 3..=20, field, ..] if MODEL_FIELDS.contains(field) => Some(OtherFile::Onnx),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar_of(name: &str, is_marked: bool) -> Vec<u8> {
        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(b"00000000017");
        if is_marked {
            header[257..263].copy_from_slice(b"ustar ");
        }
        header[148..156].copy_from_slice(b"        ");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        header
    }

    #[test]
    fn files_of_other_kinds_are_told_by_their_first_bytes() {
        let cases: &[(&[u8], Option<OtherFile>)] = &[
            (b"", Some(OtherFile::Empty)),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
                Some(OtherFile::Pointer),
            ),
            (b"\n<!DOCTYPE html><html>", Some(OtherFile::WebPage)),
            (b"\xef\xbb\xbf<HTML lang=fr>", Some(OtherFile::WebPage)),
            (b"<?xml version=\"1.0\"?><Error>", Some(OtherFile::Xml)),
            (b"{\"error\": \"not found\"}", Some(OtherFile::Json)),
            (b"[1, 2]", Some(OtherFile::Json)),
            (
                b"{\"metadata\": {\"total_size\": 8}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}",
                Some(OtherFile::Index),
            ),
            (b"Access denied\n", Some(OtherFile::Text)),
            ("accès refusé".as_bytes(), Some(OtherFile::Text)),
            (b"\x89HDF\r\n\x1a\n\0\0", Some(OtherFile::Keras)),
            (b"GGUF\x03\0\0\0", Some(OtherFile::Gguf)),
            (b"\x93NUMPY\x01\0", Some(OtherFile::Numpy)),
            (b"\x1f\x8b\x08\0", Some(OtherFile::Compressed)),
            (b"\x1c\0\0\0TFL3", Some(OtherFile::TensorFlow)),
            (b"\x08\x07\x12\x07pytorch\x1a\x05", Some(OtherFile::Onnx)),
            (b"\x08\x08:\x9a\x01\n\x05onnx::", Some(OtherFile::Onnx)),
            (b"\x08\x0a:\xd6\x98\x03\n\x1b\n\x01x", Some(OtherFile::Onnx)),
            (b"\x08\x09\x22\x04mine:\xd6", Some(OtherFile::Onnx)),
            (b"\x08\x0a\x50\x01", None),
            (
                b"\n\x12\n\x05input\x12\x0bPlaceholder",
                Some(OtherFile::TensorFlow),
            ),
            (b"\x80\x04\x95\x10\0\0", Some(OtherFile::Pickle)),
            (b"\xff\xd8\xff\xe0", Some(OtherFile::Picture)),
            (b"\0\x01\x02\x03 nothing known", None),
        ];
        for (head, expected) in cases {
            assert_eq!(OtherFile::of(head), *expected, "{head:?}");
        }
    }

    #[test]
    fn a_tar_is_told_with_and_without_its_mark_and_by_its_first_member() {
        for is_marked in [false, true] {
            let of = |name| OtherFile::of(&tar_of(name, is_marked));
            assert_eq!(of("sys_info"), Some(OtherFile::OldTar));
            assert_eq!(of("model.pth"), Some(OtherFile::Archive));
        }
    }
}
