//! Ways to damage a file.

use gradoscope::random::Random;

/// Opcodes that the reader knows, and some that it must refuse.
const OPCODES: &[u8] = b"\x80(N\x88\x89KMJ\x8aGXqrhjc)\x85\x86\x87t]}aesuQRb.ioP0\x81\x82\x93I\
    12ldpgSVULTFBC\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x94\x95\x96\x97";

/// Pieces that mean something to one of the formats.
const WORDS: &[&[u8]] = &[
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"\x01\x00\x10\x00",
    b"data.pkl",
    b"byteorder",
    b"ccollections\nOrderedDict\nq\x00)R",
    b"ctorch._utils\n_rebuild_tensor_v2\n",
    b"ctorch._utils\n_rebuild_parameter\n",
    b"ctorch._utils\n_rebuild_tensor\n",
    b"ctorch._utils\n_rebuild_qtensor\n",
    b"ctorch._tensor\n_rebuild_from_type_v2\n",
    b"ctorch.nn.parameter\nParameter\n",
    b"ctorch\nSize\n",
    b"ccopyreg\n_reconstructor\n",
    b"cproject\nSettings\n)\x81",
    b"\x94\x94\x94\x94\x94\x94\x94\x94",
    b"22222222",
    b"ctorch\nFloatStorage\n",
    b"ctorch\nLongStorage\n",
    b"cposix\nsystem\n",
    b"X\x07\x00\x00\x00storage",
    b"X\x0a\x00\x00\x00state_dict",
    b"J\xff\xff\xff\x7f",
    b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x80\x02",
    b"h\x00h\x00h\x00",
    b"((((((((",
    b"}}}}]]]]))))",
    b"\"dtype\":\"F32\"",
    b"\"shape\":[2,3]",
    b"\"shape\":[18446744073709551615]",
    b"\"data_offsets\":[0,18446744073709551615]",
    b"\"__metadata__\":{}",
    b"[[[[[[[[",
    b"{\"a\":",
    b"F16",
    b"BF16",
    b"I64",
    b"F4",
];

/// A file of `corpus`, damaged a few times.
pub fn from(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = corpus[index(corpus.len(), random)].clone();
    let times = 1 + random.below(6);
    for _ in 0..times {
        let other = &corpus[index(corpus.len(), random)];
        damage(&mut bytes, other, random);
    }
    // Else a header of another length is refused before it is looked at.
    if bytes.get(8) == Some(&b'{') && random.below(2) == 0 {
        state_header_length(&mut bytes);
    }
    bytes
}

/// Below `end`, or zero.
fn index(end: usize, random: &mut Random) -> usize {
    random.below(end.max(1) as u32) as usize
}

/// Up to 64 bytes that are there, as a rule few.
fn range(bytes: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let begin = index(bytes.len(), random);
    let most = 1 << random.below(7);
    let length = 1 + index(most, random);
    begin..(begin + length).min(bytes.len())
}

fn damage(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    match random.below(12) {
        0 => change_byte(bytes, |byte, random| byte ^ 1 << random.below(8), random),
        1 => change_byte(bytes, |_, random| random.below(256) as u8, random),
        2 => change_byte(bytes, |byte, _| byte.wrapping_add(1), random),
        3 => change_byte(bytes, |byte, _| byte.wrapping_sub(1), random),
        4 => state_number(bytes, random),
        5 => swap_opcode(bytes, random),
        6 => bytes.truncate(index(bytes.len() + 1, random)),
        7 => drop(bytes.drain(range(bytes, random))),
        8 => insert_again(bytes, random),
        9 => place(bytes, WORDS[index(WORDS.len(), random)], random),
        10 => place(bytes, &other[range(other, random)], random),
        _ => cross(bytes, other, random),
    }
}

fn change_byte(bytes: &mut [u8], change: impl Fn(u8, &mut Random) -> u8, random: &mut Random) {
    let at = index(bytes.len(), random);
    if let Some(byte) = bytes.get_mut(at) {
        *byte = change(*byte, random);
    }
}

/// Overwrites one to eight bytes with a number that is at the edge of something.
fn state_number(bytes: &mut [u8], random: &mut Random) {
    let length = bytes.len() as u64;
    let edges = [
        0,
        1,
        2,
        0x7f,
        0xff,
        0xffff,
        1 << 24,
        1 << 28,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_ffff,
        1 << 32,
        u64::MAX >> 1,
        1 << 63,
        u64::MAX - 7,
        u64::MAX,
        length,
        length + 1,
        length.saturating_sub(1),
        length / 4,
    ];
    let number = edges[index(edges.len(), random)].to_le_bytes();
    let width = 1 << random.below(4);
    let at = index(bytes.len(), random);
    for (to, byte) in bytes.iter_mut().skip(at).zip(&number[..width]) {
        *to = *byte;
    }
}

fn swap_opcode(bytes: &mut [u8], random: &mut Random) {
    let from = index(bytes.len(), random);
    let opcode = OPCODES[index(OPCODES.len(), random)];
    let known = bytes[from..].iter().position(|byte| OPCODES.contains(byte));
    if let Some(at) = known {
        bytes[from + at] = opcode;
    }
}

/// Inserts a piece of the file into it, up to many times.
fn insert_again(bytes: &mut Vec<u8>, random: &mut Random) {
    let piece = bytes[range(bytes, random)].to_vec();
    let times = 1 << random.below(if bytes.len() < 4096 { 11 } else { 3 });
    let at = index(bytes.len() + 1, random);
    bytes.splice(at..at, piece.repeat(times));
}

/// Overwrites what stands there, which leaves all lengths as they are, or inserts.
fn place(bytes: &mut Vec<u8>, piece: &[u8], random: &mut Random) {
    let at = index(bytes.len() + 1, random);
    let end = match random.below(2) {
        0 => at,
        _ => (at + piece.len()).min(bytes.len()),
    };
    bytes.splice(at..end, piece.iter().copied());
}

/// Its beginning, and the end of the other.
fn cross(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    bytes.truncate(index(bytes.len() + 1, random));
    bytes.extend_from_slice(&other[index(other.len(), random)..]);
}

/// Makes the length that a safetensors file begins with the place of its last brace.
fn state_header_length(bytes: &mut [u8]) {
    if let Some(brace) = bytes.iter().rposition(|byte| *byte == b'}')
        && let Some(length) = (brace + 1).checked_sub(8)
        && let Some(to) = bytes.first_chunk_mut::<8>()
    {
        *to = (length as u64).to_le_bytes();
    }
}
