//! Why a file gives no names of classes, in words: they stand here, in code that is fetched for such a file.

use super::{Misfit, NamesRefusal, OddIndex};

const WANTED: [&str; 2] = [
    "Wanted is one name per line in the order of the classes, or a CSV or JSON file with the index and the name of each class, from 0 or from 1.",
    "Il faut un nom par ligne dans l’ordre des classes, ou un fichier CSV ou JSON avec l’indice et le nom de chaque classe, à partir de 0 ou de 1.",
];

pub(super) fn no_text() -> NamesRefusal {
    [
        "it is no text, or a text in another encoding than UTF-8, UTF-16, Windows-1252 or Mac Roman. Open it in an editor and save it as text in UTF-8.",
        "ce n’est pas un texte, ou c’est un texte dans un autre encodage qu’UTF-8, UTF-16, Windows-1252 ou Mac Roman. Ouvrez-le dans un éditeur et enregistrez-le comme texte en UTF-8.",
    ]
    .map(str::to_owned)
}

pub(super) fn of(misfit: Misfit, classes: usize) -> NamesRefusal {
    let [of_classes, de_classes] = match classes {
        1 => ["1 class".to_owned(), "1 classe".to_owned()],
        more => [more; 2].map(|more| format!("{more} classes")),
    };
    let [wanted, voulu] = WANTED;
    match misfit {
        Misfit::Lines(lines) => {
            let [of_lines, de_lignes] = match lines {
                1 => ["1 line", "1 ligne"].map(str::to_owned),
                more => [format!("{more} lines"), format!("{more} lignes")],
            };
            [
                format!("it has {of_lines}, but the network has {of_classes}. {wanted}"),
                format!("il a {de_lignes} mais le réseau a {de_classes}. {voulu}"),
            ]
        }
        Misfit::NoList => [
            format!(
                "nowhere in its brackets is there a list of names for the network’s {of_classes}. {wanted}"
            ),
            format!(
                "nulle part entre ses crochets ou accolades ne se trouve une liste de noms pour les {de_classes} du réseau. {voulu}"
            ),
        ],
        Misfit::Damaged([line, column]) => [
            format!(
                "it begins as JSON but is damaged or cut: it cannot be read beyond line {line}, character {column}. Mend it there in an editor, or copy or download it again."
            ),
            format!(
                "il commence comme du JSON mais il est abîmé ou coupé\u{a0}: il devient illisible à la ligne {line}, caractère {column}. Corrigez-le à cet endroit dans un éditeur, ou copiez-le ou téléchargez-le de nouveau."
            ),
        ],
        Misfit::Index(index, odd) => {
            let [what, quoi] = match odd {
                OddIndex::Twice => ["comes twice", "y figure deux fois"],
                OddIndex::Missing => ["is missing", "y manque"],
                OddIndex::TooLarge => ["is beyond them", "dépasse leur nombre"],
            };
            [
                format!(
                    "the network has {of_classes}, and in the file the index {index} {what}. Give each class one index, from 0 or from 1, and open the file again."
                ),
                format!(
                    "le réseau a {de_classes}, et dans le fichier l’indice {index} {quoi}. Donnez à chaque classe un seul indice, à partir de 0 ou de 1, et ouvrez de nouveau le fichier."
                ),
            ]
        }
    }
}
