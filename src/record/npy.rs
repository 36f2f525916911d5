//! Arrays as NumPy's own files: `.npy`, format 1.0, as `numpy.save` writes them.

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
/// Magic, version and length of the header.
const BEFORE_HEADER: usize = 10;
/// The data begin at a multiple of it.
const ALIGNMENT: usize = 64;

/// float32, row-major, of this shape.
pub fn of_floats(values: &[f32], shape: &[usize]) -> Vec<u8> {
    let mut file = header("<f4", shape);
    file.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    file
}

/// Bytes, row-major, of this shape.
pub fn of_bytes(values: &[u8], shape: &[usize]) -> Vec<u8> {
    let mut file = header("|u1", shape);
    file.extend_from_slice(values);
    file
}

fn header(kind: &str, shape: &[usize]) -> Vec<u8> {
    let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
    let shape = match sides.as_slice() {
        [one] => format!("({one},)"),
        sides => format!("({})", sides.join(", ")),
    };
    let mut text = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let end = (BEFORE_HEADER + text.len() + 1).next_multiple_of(ALIGNMENT);
    text += &" ".repeat(end - BEFORE_HEADER - text.len() - 1);
    text.push('\n');
    let length = (text.len() as u16).to_le_bytes();
    [MAGIC, &length, text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by NumPy: `tests/fixtures/records/make_npy.py`.
    macro_rules! numpy {
        ($name:literal) => {
            include_bytes!(concat!("../../tests/fixtures/records/", $name, ".npy")).as_slice()
        };
    }

    #[test]
    fn files_are_those_that_numpy_writes() {
        let floats: Vec<f32> = (0..12).map(|i| i as f32 / 3.0 - 1.5).collect();
        assert_eq!(of_floats(&floats, &[3, 2, 2]), numpy!("floats"));
        assert_eq!(of_floats(&floats[..5], &[5]), numpy!("one_side"));
        assert_eq!(of_floats(&floats[..1], &[]), numpy!("no_side"));
        let hard = [f32::MIN_POSITIVE / 2.0, -0.0, f32::MAX, 0.1];
        assert_eq!(of_floats(&hard, &[1, 4]), numpy!("hard"));
        let bytes: Vec<u8> = (0..=251).collect();
        assert_eq!(of_bytes(&bytes, &[7, 12, 3]), numpy!("bytes"));
    }
}
