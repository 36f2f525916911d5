//! One thing has one name in each language, in every text of the sources: whoever writes another one
//! is told which it is. The fixed phrases of old that said too little stay out as well.

use crate::typography::all_texts;

/// What a thing is called, and what it must not be called.
struct Term {
    name: &'static str,
    never: &'static [&'static str],
}

const GLOSSARY: &[Term] = &[
    Term {
        name: "target, target class",
        never: &[
            "wanted class",
            "desired class",
            "goal class",
            "class aimed at",
            "target label",
        ],
    },
    Term {
        name: "cible, classe cible",
        never: &[
            "visé",
            "visée",
            "visés",
            "visées",
            "classe voulue",
            "classe souhaitée",
            "classe désirée",
            "classe but",
            "classe objectif",
        ],
    },
    // An iteration applies a rule once; a step is how far it moves the image.
    Term {
        name: "iteration",
        never: &[
            "number of steps",
            "how many steps",
            "more steps",
            "fewer steps",
            "many steps",
            "every step",
            "each step",
            "next step",
            "step by step",
            "steps at the most",
        ],
    },
    Term {
        name: "itération",
        never: &[
            "étape",
            "étapes",
            "nombre de pas",
            "combien de pas",
            "plus de pas",
            "moins de pas",
            "chaque pas",
            "pas suivant",
            "pas à pas",
            "pas au plus",
        ],
    },
    // What an attack makes of the image; what the world does to a picture is « changement ».
    Term {
        name: "modification",
        never: &[
            "taille du changement",
            "longueur du changement",
            "changement entier",
            "perturbation",
        ],
    },
    Term {
        name: "réussite",
        never: &["succès"],
    },
    Term {
        name: "the class that is predicted",
        never: &["la classe de l’image", "the class of the image"],
    },
    Term {
        name: "a sentence that says what it means",
        never: &[
            "you asked for it",
            "c’est votre choix",
            "leave them alone",
            "so many times less one",
            "la droite prédit",
            "valeurs sont hors",
            "hold from the next start",
            "dispersé dans l’image",
            "norme de l’image est retenue",
        ],
    },
];

/// Which name a text has to use, and the one that it uses instead.
fn fault(text: &str) -> Option<(&'static str, &'static str)> {
    let plain = text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let names = GLOSSARY
        .iter()
        .flat_map(|term| term.never.iter().map(|never| (term.name, *never)));
    let mut found = names.filter(|(_, never)| has_word(&plain, never));
    found.next()
}

/// Whether words stand in a text as words of their own.
fn has_word(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        let is_apart = |sign: Option<char>| !sign.is_some_and(char::is_alphanumeric);
        is_apart(before) && is_apart(after)
    })
}

#[test]
fn one_thing_has_one_name_in_each_language() {
    let faults: Vec<String> = all_texts()
        .iter()
        .filter_map(|(file, text)| {
            let (name, instead) = fault(text)?;
            Some(format!("{file}: “{instead}” for “{name}”: {text}"))
        })
        .collect();
    assert!(faults.is_empty(), "{} texts: {faults:#?}", faults.len());
}

#[test]
fn a_forbidden_name_is_noticed_and_its_like_is_not() {
    for wrong in [
        "La classe visée.",
        "Une Étape de plus",
        "Chaque\u{a0}pas voit l’image",
        "The wanted class is j",
        "after the first succès",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    for right in [
        "ε divisé par le nombre d’itérations",
        "la longueur d’un pas η",
        "n’a pas pu être vérifié",
        "a longer step η",
        "avisées",
    ] {
        assert_eq!(fault(right), None, "{right}");
    }
}
