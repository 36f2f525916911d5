//! The inverse cosine transform of a block: the accurate integer method of libjpeg (Loeffler,
//! Ligtenberg and Moschytz, 1989), with the word lengths of libjpeg-turbo's vector code, so that
//! even values that no encoder writes give the same bits.

const FRACTION: u32 = 13;
const BETWEEN: u32 = 2;

const C_0_298: i32 = 2446;
const C_0_390: i32 = 3196;
const C_0_541: i32 = 4433;
const C_0_765: i32 = 6270;
const C_0_899: i32 = 7373;
const C_1_175: i32 = 9633;
const C_1_501: i32 = 12299;
const C_1_847: i32 = 15137;
const C_1_961: i32 = 16069;
const C_2_053: i32 = 16819;
const C_2_562: i32 = 20995;
const C_3_072: i32 = 25172;

/// Writes the 8 x 8 samples of `coefficients` (rows first) times `factors` to `samples`, whose
/// rows lie `stride` apart. `only_first` says that all coefficients but the first are 0.
#[inline(always)]
pub(crate) fn samples_of(
    coefficients: &[i16; 64],
    factors: &[u16; 64],
    only_first: bool,
    samples: &mut [u8],
    stride: usize,
) {
    if only_first {
        let first = word(i32::from(coefficients[0]) * i32::from(factors[0]));
        let value = sample(word(first << BETWEEN), BETWEEN + 3);
        return (0..8).for_each(|y| write(samples, y * stride, [value; 8]));
    }
    let mut middle = [0i32; 64];
    for x in 0..8 {
        let column = |y: usize| {
            let i = 8 * y + x;
            word(i32::from(coefficients[i]) * i32::from(factors[i]))
        };
        let column: [i32; 8] = std::array::from_fn(column);
        if column[1..].iter().all(|&value| value == 0) {
            let value = saturated(column[0] << BETWEEN);
            (0..8).for_each(|y| middle[8 * y + x] = value);
            continue;
        }
        for (y, value) in transformed(column).into_iter().enumerate() {
            middle[8 * y + x] = saturated(rounded(value, FRACTION - BETWEEN));
        }
    }
    for (y, &values) in middle.as_chunks::<8>().0.iter().enumerate() {
        let values = transformed(values).map(|value| sample(value, FRACTION + BETWEEN + 3));
        write(samples, y * stride, values);
    }
}

/// Eight samples at once: a fill of so few bytes costs a call.
#[inline(always)]
fn write(samples: &mut [u8], at: usize, values: [u8; 8]) {
    if let Some(place) = samples[at..].first_chunk_mut() {
        *place = values;
    }
}

/// The lower 16 bits, as a signed number.
#[inline(always)]
fn word(value: i32) -> i32 {
    i32::from(value as i16)
}

#[inline(always)]
fn saturated(value: i32) -> i32 {
    value.clamp(i16::MIN.into(), i16::MAX.into())
}

#[inline(always)]
fn rounded(value: i32, bits: u32) -> i32 {
    value.wrapping_add(1 << (bits - 1)) >> bits
}

#[inline(always)]
fn sample(value: i32, bits: u32) -> u8 {
    (rounded(value, bits) + 128).clamp(0, 255) as u8
}

/// One direction: eight values, [`FRACTION`] bits finer.
#[inline(always)]
fn transformed(v: [i32; 8]) -> [i32; 8] {
    let times = i32::wrapping_mul;
    let low = times(v[2] + v[6], C_0_541);
    let (two, three) = (
        low.wrapping_sub(times(v[6], C_1_847)),
        low.wrapping_add(times(v[2], C_0_765)),
    );
    let (zero, one) = (word(v[0] + v[4]) << FRACTION, word(v[0] - v[4]) << FRACTION);
    let even = [
        zero.wrapping_add(three),
        one.wrapping_add(two),
        one.wrapping_sub(two),
        zero.wrapping_sub(three),
    ];

    let (z3, z4) = (word(v[7] + v[3]), word(v[5] + v[1]));
    let z5 = times(z3 + z4, C_1_175);
    let z1 = times(v[7] + v[1], -C_0_899);
    let z2 = times(v[5] + v[3], -C_2_562);
    let z3 = z5.wrapping_sub(times(z3, C_1_961));
    let z4 = z5.wrapping_sub(times(z4, C_0_390));
    let sum = |a: i32, b: i32, c: i32| a.wrapping_add(b).wrapping_add(c);
    let odd = [
        sum(times(v[1], C_1_501), z1, z4),
        sum(times(v[3], C_3_072), z2, z3),
        sum(times(v[5], C_2_053), z2, z4),
        sum(times(v[7], C_0_298), z1, z3),
    ];
    std::array::from_fn(|i| match i {
        0..4 => even[i].wrapping_add(odd[i]),
        _ => even[7 - i].wrapping_sub(odd[7 - i]),
    })
}
