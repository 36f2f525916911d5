//! Files of every layout against libjpeg-turbo's pixels; then cut, damaged, and of other kinds.
//! The files and the script that makes them lie in `fixtures`.

use gradoscope_jpeg::{Decoder, Ending, Error, Variant};

/// A file and what libjpeg-turbo makes of it.
struct Sample {
    name: String,
    bytes: Vec<u8>,
    size: (u32, u32),
    fnv: String,
}

fn rows(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines();
    rows.map(|row| row.split('\t').map(String::from).collect())
        .collect()
}

fn samples() -> Vec<Sample> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/files.bin");
    let mut all = std::fs::read(path).unwrap();
    let mut samples = Vec::new();
    for row in rows("files.tsv") {
        let rest = all.split_off(row[1].parse().unwrap());
        samples.push(Sample {
            name: row[0].clone(),
            bytes: std::mem::replace(&mut all, rest),
            size: (row[2].parse().unwrap(), row[3].parse().unwrap()),
            fnv: row[4].clone(),
        });
    }
    assert!(all.is_empty());
    samples
}

fn sample(name: &str) -> Sample {
    let found = samples().into_iter().find(|sample| sample.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn fnv1a(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// Size, hash of the pixels and ending.
fn decode(bytes: &[u8]) -> Result<((u32, u32), String, Ending), Error> {
    let decoder = Decoder::new(bytes)?;
    let size = (decoder.width(), decoder.height());
    if u64::from(size.0) * u64::from(size.1) > 1_000_000 {
        return Err(Error::Corrupt("larger than any file here"));
    }
    let decoded = decoder.decode()?;
    assert_eq!(decoded.rgb.len() as u32, 3 * size.0 * size.1);
    Ok((size, fnv1a(&decoded.rgb), decoded.ending))
}

fn place_of(bytes: &[u8], marker: u8) -> usize {
    let pair = [0xff, marker];
    bytes.windows(2).position(|two| two == pair).unwrap()
}

#[test]
fn every_layout_gives_the_pixels_of_libjpeg() {
    let samples = samples();
    assert!(samples.len() > 150, "{}", samples.len());
    for sample in samples {
        let expected = (sample.size, sample.fnv, Ending::Marked);
        assert_eq!(decode(&sample.bytes), Ok(expected), "{}", sample.name);
    }
}

#[test]
fn without_its_end_marker_a_file_still_has_all_pixels() {
    for sample in samples() {
        let whole = &sample.bytes[..sample.bytes.len() - 2];
        let film: Vec<u8> = (0..=255).cycle().take(2000).collect();
        let behind: [&[u8]; 5] = [b"", b"\xff", &[0; 9], b"\0\0\0\x18ftypmp42", &film];
        for behind in behind {
            let expected = (sample.size, sample.fnv.clone(), Ending::Unmarked);
            let file = [whole, behind].concat();
            assert_eq!(decode(&file), Ok(expected), "{}", sample.name);
        }
        for between in [&b"\xff\xff\xff"[..], &[0; 5], b"extra"] {
            let expected = (sample.size, sample.fnv.clone(), Ending::Marked);
            let file = [whole, between, b"\xff\xd9"].concat();
            assert_eq!(decode(&file), Ok(expected), "{}", sample.name);
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_said_to_be_cut_or_has_all_pixels() {
    for sample in samples() {
        let length = sample.bytes.len();
        let mut taken = 0;
        for cut in 2..length {
            match decode(&sample.bytes[..cut]) {
                Ok((size, fnv, ending)) => {
                    assert_eq!((size, &fnv), (sample.size, &sample.fnv), "{}", sample.name);
                    assert_eq!(ending, Ending::Unmarked);
                    taken += 1;
                }
                Err(error) => assert_eq!(error, Error::Truncated, "{} to {cut}", sample.name),
            }
            // Said to be over by a marker, it is no more whole for that.
            let closed = [&sample.bytes[..cut], b"\xff\xd9"].concat();
            if let Ok((_, fnv, Ending::Marked)) = decode(&closed) {
                assert_eq!(fnv, sample.fnv, "{} to {cut}", sample.name);
            }
        }
        // Without the end marker, half of it, or the fill bits before it at the most.
        assert!((2..=3).contains(&taken), "{}: {taken}", sample.name);
    }
}

#[test]
fn damage_is_refused_or_gives_what_it_gives_in_libjpeg() {
    let samples = samples();
    let (mut refused, mut compared) = (0, 0);
    for row in rows("damage.tsv") {
        let mut bytes = samples[row[0].parse::<usize>().unwrap()].bytes.clone();
        for change in row[1].split(',') {
            let (at, value) = change.split_once(':').unwrap();
            bytes[at.parse::<usize>().unwrap()] = value.parse().unwrap();
        }
        match decode(&bytes) {
            Err(_) => refused += 1,
            Ok((_, fnv, _)) if row[2] != "-" => {
                assert_eq!(fnv, row[2], "{row:?}");
                compared += 1;
            }
            Ok(_) => {}
        }
    }
    assert!(refused > 400 && compared > 80, "{refused}, {compared}");
}

#[test]
fn no_change_of_bytes_makes_it_panic() {
    let mut state = 11u32;
    let mut below = move |end: usize| {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        ((u64::from(state) * end as u64) >> 32) as usize
    };
    for sample in samples() {
        for round in 0..60 {
            let mut bytes = sample.bytes.clone();
            for _ in 0..1 + round % 6 {
                let at = 2 + below(bytes.len() - 2);
                bytes[at] = below(256) as u8;
            }
            let _ = decode(&bytes);
        }
    }
}

#[test]
fn variants_that_are_not_taken_are_named() {
    let file = sample("444 0 1 2;").bytes;
    let frame = place_of(&file, 0xc0);
    let with = |changes: &[(usize, u8)]| {
        let mut bytes = file.clone();
        changes
            .iter()
            .for_each(|&(at, value)| bytes[frame + at] = value);
        decode(&bytes)
    };
    let cases: [(&[(usize, u8)], Variant); 8] = [
        (&[(1, 0xc9)], Variant::Arithmetic),
        (&[(1, 0xca)], Variant::Arithmetic),
        (&[(1, 0xc3)], Variant::Lossless),
        (&[(1, 0xc5)], Variant::Hierarchical),
        (&[(1, 0xf7)], Variant::JpegLs),
        (&[(1, 0xc1), (4, 12)], Variant::Bits(12)),
        (&[(9, 2)], Variant::Components(2)),
        (&[(11, 0x31), (14, 0x21)], Variant::Sampling),
    ];
    for (changes, variant) in cases {
        assert_eq!(with(changes), Err(Error::Unsupported(variant)));
    }
    assert_eq!(Variant::Bits(12).to_string(), "12 bits");
    // Extended sequential of 8 bits is baseline with more tables.
    assert!(with(&[(1, 0xc1)]).is_ok());
}

#[test]
fn a_height_behind_the_first_scan_counts() {
    let sample = sample("444 0 1 2;");
    let mut bytes = sample.bytes.clone();
    let height = place_of(&bytes, 0xc0) + 5;
    let end = bytes.len() - 2;
    let segment = [0xff, 0xdc, 0, 4, bytes[height], bytes[height + 1]];
    bytes[height..height + 2].fill(0);
    assert!(decode(&bytes).is_err());
    bytes.splice(end..end, segment);
    let (size, fnv, _) = decode(&bytes).unwrap();
    assert_eq!((size, fnv), (sample.size, sample.fnv));
}

#[test]
fn without_tables_the_standard_ones_are_meant() {
    let sample = sample("standard tables");
    let mut bytes = sample.bytes;
    let mut removed = 0;
    while let Some(at) = bytes.windows(2).position(|two| two == [0xff, 0xc4]) {
        let length = usize::from(bytes[at + 2]) << 8 | usize::from(bytes[at + 3]);
        bytes.drain(at..at + 2 + length);
        removed += 1;
    }
    assert_eq!(removed, 4);
    assert_eq!(
        decode(&bytes),
        Ok((sample.size, sample.fnv, Ending::Marked))
    );
}

#[test]
fn a_restart_that_is_lost_is_not_passed_over() {
    let mut bytes = sample("422 0;1;2; restarts").bytes;
    let (lost, next) = (place_of(&bytes, 0xd0), place_of(&bytes, 0xd1));
    bytes.drain(lost..next);
    assert!(matches!(decode(&bytes), Err(Error::Corrupt(_))));
}

#[test]
fn a_progressive_file_without_its_last_scans_is_called_coarse() {
    let bytes = sample("420 progressive default").bytes;
    let scans: Vec<usize> = (0..bytes.len() - 1)
        .filter(|&i| bytes[i..i + 2] == [0xff, 0xda])
        .collect();
    let last = scans[scans.len() - 1];
    let closed = [&bytes[..last], b"\xff\xd9"].concat();
    assert_eq!(decode(&closed).map(|found| found.2), Ok(Ending::Coarse));
    // Without even the first coefficients of all components there is no picture.
    let nothing = [&bytes[..scans[0]], b"\xff\xd9"].concat();
    assert!(decode(&nothing).is_err());
    let one_of_three = sample("420 0;1;2;").bytes;
    let second = place_of(&one_of_three, 0xda);
    let second = second + 2 + place_of(&one_of_three[second + 2..], 0xda);
    let closed = [&one_of_three[..second], b"\xff\xd9"].concat();
    assert_eq!(decode(&closed), Err(Error::Truncated));
}
