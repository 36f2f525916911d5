use super::*;

fn names(text: &str, classes: usize) -> Vec<String> {
    parse(text, classes).unwrap_or_else(|misfit| panic!("{misfit:?} in {text:?}"))
}

const THREE: [&str; 3] = ["tench, Tinca tinca", "cygne noir", "“château” d'eau"];

#[test]
fn every_layout_in_use_gives_the_same_names() {
    let cases = [
        "tench, Tinca tinca\ncygne noir\n“château” d'eau\n",
        "tench, Tinca tinca\r\ncygne noir\r\n“château” d'eau\r\n\r\n",
        "tench, Tinca tinca\rcygne noir\r“château” d'eau",
        "tench, Tinca tinca\u{2028}cygne noir\u{2028}“château” d'eau",
        "\ntench, Tinca tinca\n\ncygne noir\n\n“château” d'eau\n",
        "# classes of the lake\ntench, Tinca tinca\ncygne noir\n“château” d'eau\n",
        "0 tench, Tinca tinca\n1 cygne noir\n2 “château” d'eau\n",
        "0: tench, Tinca tinca\n1: cygne noir\n2: “château” d'eau\n",
        "1. tench, Tinca tinca\n2. cygne noir\n3. “château” d'eau\n",
        "2\t“château” d'eau\n0\ttench, Tinca tinca\n1\tcygne noir\n",
        "tench, Tinca tinca 0\ncygne noir 1\n“château” d'eau 2\n",
        "0,\"tench, Tinca tinca\"\n1,cygne noir\n2,“château” d'eau\n",
        "index,label\n0,\"tench, Tinca tinca\"\n1,\"cygne noir\"\n2,\"“château” d'eau\"\n",
        "label;index\ntench, Tinca tinca;0\ncygne noir;1\n“château” d'eau;2\n",
        "id,wnid,name\n0,n01440764,\"tench, Tinca tinca\"\n1,n01860187,cygne noir\n2,n04562935,“château” d'eau\n",
        "0,tench, Tinca tinca\n1,cygne noir\n2,“château” d'eau\n",
        "name\n\"tench, Tinca tinca\"\ncygne noir\n“château” d'eau\n",
        "n01440764 tench, Tinca tinca\nn01860187 cygne noir\nn04562935 “château” d'eau\n",
        "n01440764\ttench, Tinca tinca\nn01860187\tcygne noir\nn04562935\t“château” d'eau\n",
        "[\"tench, Tinca tinca\", \"cygne noir\", \"“château” d'eau\"]",
        "['tench, Tinca tinca', 'cygne noir', '“château” d\\'eau',]",
        "{0: 'tench, Tinca tinca',\n 1: 'cygne noir',\n 2: \"“château” d'eau\"}\n",
        "{\"0\": \"tench, Tinca tinca\", \"1\": \"cygne noir\", \"2\": \"“ch\\u00e2teau” d'eau\"}",
        "{\"1\": \"cygne noir\", \"2\": \"“château” d'eau\", \"0\": \"tench, Tinca tinca\"}",
        "{\"tench, Tinca tinca\": 0, \"cygne noir\": 1, \"“château” d'eau\": 2}",
        "{\"0\": [\"n01440764\", \"tench, Tinca tinca\"], \"1\": [\"n01860187\", \"cygne noir\"], \"2\": [\"n04562935\", \"“château” d'eau\"]}",
        "[[\"n01440764\", \"tench, Tinca tinca\"], [\"n01860187\", \"cygne noir\"], [\"n04562935\", \"“château” d'eau\"]]",
        "[{\"id\": 2, \"name\": \"“château” d'eau\"}, {\"id\": 0, \"name\": \"tench, Tinca tinca\"}, {\"id\": 1, \"name\": \"cygne noir\"}]",
        "{\"model_type\": \"vgg\", \"sizes\": [1, 2], \"id2label\": {\"0\": \"tench, Tinca tinca\", \"1\": \"cygne noir\", \"2\": \"“château” d'eau\"}, \"x\": null}",
        "classes = (\n  'tench, Tinca tinca',  # a fish\n  'cygne noir',\n  \"“château” d'eau\",\n)\n",
        "CLASSES = [\n  'tench, Tinca tinca',  # a fish\n  'cygne noir',\n  \"“château” d'eau\",\n]\n",
        "train: [a, b]\nnc: 3\nnames: ['tench, Tinca tinca', 'cygne noir', \"“château” d'eau\"]\n",
        "names:\n  0: tench, Tinca tinca\n  1: cygne noir\n  2: “château” d'eau\n",
        "names:\n  - tench, Tinca tinca\n  - cygne noir\n  - “château” d'eau\n",
        "\"tench, Tinca tinca\",\n\"cygne noir\",\n\"“château” d'eau\"\n",
        "n01440764: tench, Tinca tinca\nn01860187: cygne noir\nn04562935: “château” d'eau",
    ];
    for text in cases {
        assert_eq!(names(text, 3), THREE, "{text}");
    }
}

#[test]
fn what_could_be_an_index_stays_where_it_does_not_count_the_classes() {
    assert_eq!(names("7 up\n3 musketeers", 2), ["7 up", "3 musketeers"]);
    assert_eq!(names("class 0\nclass 1", 2), ["class 0", "class 1"]);
    assert_eq!(names("route 66\nboeing 747", 2), ["route 66", "boeing 747"]);
    assert_eq!(names("2,3\n4,5", 2), ["2,3", "4,5"]);
    let plain = ["a, b", "c"];
    assert_eq!(names("a, b\nc", 2), plain);
    assert_eq!(
        names("crane [bird]\ncrane (machine)", 2),
        ["crane [bird]", "crane (machine)"]
    );
    let brands = ["3 musketeers", "7 up", "1 direction"];
    assert_eq!(names(&brands.join("\n"), 3), brands);
    // Digits written by hand: each line is its own name.
    assert_eq!(names("0\n1\n2", 3), ["0", "1", "2"]);
}

#[test]
fn a_class_without_a_name_leaves_a_gap() {
    assert_eq!(names("grue\n\ngrue\n", 3), ["grue", "", "grue"]);
    assert_eq!(names("0,a\n1,\n2,c\n", 3), ["a", "", "c"]);
    assert_eq!(names("{\"0\": \"a\", \"3\": \"d\"}", 4), ["a", "", "", "d"]);
}

#[test]
fn a_list_that_does_not_fit_says_how_many_names_it_has() {
    assert_eq!(parse("a\nb\n\n", 3), Err(Misfit::Lines(2)));
    assert_eq!(parse("a\nb\nc\nd", 3), Err(Misfit::Lines(4)));
    assert_eq!(parse("", 3), Err(Misfit::Lines(0)));
    assert_eq!(parse("0 a\n0 b\n0 c\n0 d", 3), Err(Misfit::Lines(4)));
    assert_eq!(names("only", 1), ["only"]);
}

#[test]
fn an_index_that_comes_twice_or_not_at_all_is_named() {
    use OddIndex::{Missing, TooLarge, Twice};
    let cases = [
        ("0,a\n1,b\n2,c\n2,d", 2, Twice),
        ("0 a\n1 b\n1 c\n3 d", 1, Twice),
        ("1. a\n2. b\n2. c\n4. d", 2, Twice),
        ("index,label\n0,a\n1,b\n1,c\n3,d", 1, Twice),
        ("a;3\nb;1\nc;1\nd;0", 1, Twice),
        (
            "n01440764\t0\ta\nn01443537\t0\tb\nn01484850\t1\tc\nn01491361\t2\td",
            0,
            Twice,
        ),
        ("names:\n  0: a\n  1: b\n  1: c\n  3: d", 1, Twice),
        ("0,a\n1,b\n3,d", 2, Missing),
        ("0 a\n1 b\n2 c\n4 d", 4, TooLarge),
        ("1 a\n2 b\n3 c\n5 d", 5, TooLarge),
        (r#"{"0": "a", "1": "b", "1": "c", "3": "d"}"#, 1, Twice),
        (r#"{"a": 0, "b": 2, "c": 2, "d": 3}"#, 2, Twice),
        (
            r#"[{"id": 0, "name": "a"}, {"id": 1, "name": "b"}, {"id": 1, "name": "c"}, {"id": 2, "name": "d"}]"#,
            1,
            Twice,
        ),
        (
            r#"{"id2label": {"0": "a", "1": "b", "2": "c", "9": "d"}}"#,
            9,
            TooLarge,
        ),
    ];
    for (text, index, odd) in cases {
        assert_eq!(parse(text, 4), Err(Misfit::Index(index, odd)), "{text}");
    }
}

#[test]
fn lists_in_brackets_are_never_read_as_lines() {
    let cases = [
        ("[\"a\",", Misfit::Damaged([1, 5])),
        ("[\n  \"a\",\n  \"b\"\n", Misfit::Damaged([4, 1])),
        ("{\"0\": \"a\",\n \"1\": \"b\n", Misfit::Damaged([3, 1])),
        ("[\n\"a\",\n\"b\" \"c\"]", Misfit::Damaged([3, 4])),
        ("[\n\"a\",\n\"b\"\n]", Misfit::NoList),
        (
            r#"{"metadata": {"total_size": 1}, "weight_map": {"a": "m.safetensors"}}"#,
            Misfit::NoList,
        ),
        ("CLASSES = [\n'a',\n'b'\n]", Misfit::Lines(4)),
    ];
    for (text, misfit) in cases {
        assert_eq!(parse(text, 4), Err(misfit), "{text}");
    }
    assert_eq!(names("[\"a\", \"b\",]", 2), ["a", "b"]);
    assert_eq!(names("[bird] crane\ncrane", 2), ["[bird] crane", "crane"]);
}

/// The bytes are those of Python's codecs `mac_roman`, `cp1252` and `cp850`.
#[test]
fn texts_of_one_byte_a_character_are_read_as_what_makes_words_of_them() {
    let cases: [(&[u8], &str); 10] = [
        (
            b"tench\nchat \x8egyptien\n\x8et\x8e",
            "tench\nchat égyptien\nété",
        ),
        (b"ch\x89teau\n\xcfuf", "château\nœuf"),
        (
            b"\x83pagneul\ngar\x8don\nl\xd5eau",
            "Épagneul\ngarçon\nl’eau",
        ),
        (b"K\x9aln\nM\x9fnchen\nStra\xa7e", "Köln\nMünchen\nStraße"),
        (
            b"ni\x96o\ncigarr\x97n\n\xc7gar\x8don\xc8",
            "niño\ncigarrón\n«garçon»",
        ),
        (b"l\x92eau", "l’eau"),
        (b"\xc9pagneul\n\xc0 part\n\x8cuf", "Épagneul\nÀ part\nŒuf"),
        (b"ni\xf1o \x96 \x93ma\xefs\x94\x85", "niño – “maïs”…"),
        (b"Rosa\xd7alba\n20 \xb0C\n5 \x80", "Rosa×alba\n20 °C\n5 €"),
        (b"K\xf6ln\nM\xfcnchen", "Köln\nMünchen"),
    ];
    for (bytes, text) in cases {
        assert_eq!(decode(bytes).as_deref(), Some(text), "{bytes:?}");
    }
    for other in [&b"p\x82lican\n\x82t\x82"[..], b"ch\x83teau\nm\x82tal"] {
        assert_eq!(decode(other), None, "{other:?}");
    }
}

#[test]
fn texts_of_every_encoding_read_alike() {
    let text = "tanche\r\nterrier tibétain\nœuf\u{2019}";
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let cases: [Vec<u8>; 7] = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
        little,
        big,
        b"tanche\r\nterrier tib\xe9tain\n\x9cuf\x92".to_vec(),
    ];
    for bytes in cases {
        assert_eq!(decode(&bytes).as_deref(), Some(text), "{bytes:?}");
    }
}

#[test]
fn what_is_no_text_is_not_read() {
    for bytes in [
        &b"\x89PNG\r\n\x1a\n\0\0\0\x0d"[..],
        b"\x00\x01\x02\x03",
        b"\xff\xfe\x00\xd8",
        b"\xff\xfe\0\0t\0\0\0e\0\0\0",
    ] {
        assert_eq!(decode(bytes), None, "{bytes:?}");
    }
}
