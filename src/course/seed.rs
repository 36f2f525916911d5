//! The seed of a reader, where a course gives each results of their own.

use crate::image::sha256;

/// How many there are: as many as the narrowest field for a seed takes, from 0.
pub const SEEDS: u32 = 10_000;

/// The seed that follows from a name: the first four bytes of the SHA-256 of the name in UTF-8, without
/// the spaces around it and in lower case, as a big-endian number, modulo [`SEEDS`]. That of an empty name
/// is the one that the page has for everybody.
pub fn seed_of(name: &str) -> u32 {
    let name = name.trim().to_lowercase();
    if name.is_empty() {
        return 0;
    }
    let hash = sha256(name.as_bytes());
    let first = hash.get(..8).unwrap_or_default();
    u32::from_str_radix(first, 16).unwrap_or_default() % SEEDS
}

#[cfg(test)]
mod tests {
    use super::*;

    // int.from_bytes(hashlib.sha256(name.strip().lower().encode()).digest()[:4], "big") % 10000 of Python 3.
    #[test]
    fn a_name_gives_the_same_seed_everywhere_whatever_its_case_and_the_spaces_around_it() {
        for (name, seed) in [
            ("Ada Lovelace", 3311),
            ("  ada LOVELACE\t", 3311),
            ("Éloïse Noël", 3382),
            ("李雷", 4522),
            ("x", 5986),
            ("", 0),
            (" \n", 0),
        ] {
            assert_eq!(seed_of(name), seed, "{name:?}");
        }
    }

    #[test]
    fn every_field_for_a_seed_takes_it() {
        use crate::catalogue::SALIENCY_METHODS;
        use crate::spec::ParamKind;
        let params = SALIENCY_METHODS.iter().flat_map(|method| method.params);
        let seeds: Vec<_> = params.filter(|param| param.id == "seed").collect();
        assert!(!seeds.is_empty());
        for param in seeds {
            let ParamKind::Whole { min: 0, max, .. } = param.kind else {
                panic!("{param:?}");
            };
            assert!(max >= SEEDS - 1, "{param:?}");
        }
    }
}
