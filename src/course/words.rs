//! What is wrong with a file, in words.

use super::problem::{Fault, Problem, SetupFault, Want};
use crate::spec::{Lang, Text};

/// A mistake with its place, such as `line 3, column 5: …`.
pub fn problem_words(problem: &Problem, lang: Lang) -> String {
    let Problem { line, column, .. } = problem;
    let sentence = sentence(problem, lang);
    match lang {
        Lang::En => format!("line {line}, column {column}: {sentence}"),
        Lang::Fr => format!("ligne {line}, colonne {column}\u{a0}: {sentence}"),
    }
}

/// What is wrong, and what is expected.
pub fn sentence(problem: &Problem, lang: Lang) -> String {
    let place = match (problem.path.as_str(), lang) {
        ("", _) => String::new(),
        (path, Lang::En) => format!("{path}: "),
        (path, Lang::Fr) => format!("{path}\u{a0}: "),
    };
    place + &of_fault(&problem.fault, lang)
}

fn say(lang: Lang, en: String, fr: String) -> String {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
    }
}

fn of_fault(fault: &Fault, lang: Lang) -> String {
    match fault {
        Fault::NotText => NOT_TEXT.get(lang).to_owned(),
        Fault::Unfinished => UNFINISHED.get(lang).to_owned(),
        Fault::NotJson(why) => say(
            lang,
            format!("this is not JSON ({why})."),
            format!("ce n’est pas du JSON (en anglais\u{a0}: {why})."),
        ),
        Fault::Wants(want) => wants(*want).get(lang).to_owned(),
        Fault::Unknown { name, near, known } => unknown(name, near.as_deref(), known, lang),
        Fault::Twice(name) => say(
            lang,
            format!("“{name}” stands here twice; the first one counts. Remove one of them."),
            format!(
                "«\u{a0}{name}\u{a0}» figure deux fois\u{202f}; le premier compte. Supprimez l’un des deux."
            ),
        ),
        Fault::SameId(id) => say(
            lang,
            format!("another one has the id “{id}” already; each needs its own."),
            format!(
                "l’identifiant «\u{a0}{id}\u{a0}» est déjà pris\u{202f}; il en faut un par élément."
            ),
        ),
        Fault::Missing(name) => say(
            lang,
            format!("“{name}” is missing; it has to be there."),
            format!("«\u{a0}{name}\u{a0}» manque\u{202f}; il est obligatoire."),
        ),
        Fault::Version(found) => say(
            lang,
            format!("this is version {found} of the format; this page reads version 1."),
            format!("c’est la version {found} du format\u{202f}; cette page lit la version 1."),
        ),
        Fault::LacksLanguage(tag) => say(
            lang,
            format!(
                "the text in “{tag}” is missing, which “languages” lists; another language is shown instead."
            ),
            format!(
                "le texte manque en «\u{a0}{tag}\u{a0}», que «\u{a0}languages\u{a0}» annonce\u{202f}; une autre langue s’affiche à sa place."
            ),
        ),
        Fault::Formula { name, near } => {
            let near = meant(near.as_deref(), lang);
            say(
                lang,
                format!("there is no formula named “{name}”.{near}"),
                format!("aucune formule ne s’appelle «\u{a0}{name}\u{a0}».{near}"),
            )
        }
        Fault::Class { name, near } => {
            let near = meant(near.as_deref(), lang);
            say(
                lang,
                format!(
                    "no class is called “{name}”.{near} A class stands here by its number, from 0 to 999, or by the name that the page shows."
                ),
                format!(
                    "aucune classe ne s’appelle «\u{a0}{name}\u{a0}».{near} Une classe s’écrit par son numéro, de 0 à 999, ou par le nom que la page affiche."
                ),
            )
        }
        Fault::NoName => NO_NAME.get(lang).to_owned(),
        Fault::Link(address) => say(
            lang,
            format!(
                "“{address}” is not linked to: a link begins with https: or mailto:, or names a place of this site."
            ),
            format!(
                "«\u{a0}{address}\u{a0}» ne devient pas un lien\u{a0}: un lien commence par https: ou mailto:, ou désigne un endroit de ce site."
            ),
        ),
        Fault::Range(least, most, is_whole) => {
            let (en, fr) = match is_whole {
                true => ("a whole number", "un nombre entier"),
                false => ("a number", "un nombre"),
            };
            say(
                lang,
                format!("{en} from {least} to {most} is expected here, without quotation marks."),
                format!("{fr} de {least} à {most} est attendu ici, sans guillemets."),
            )
        }
        Fault::SetUp(fault) => setup(fault, lang),
    }
}

const NOT_TEXT: Text = Text::new(
    "the file is no text in UTF-8; save it as such in a text editor.",
    "le fichier n’est pas un texte en UTF-8\u{202f}; enregistrez-le ainsi dans un éditeur de texte.",
);
const UNFINISHED: Text = Text::new(
    "the file ends before its last bracket is closed.",
    "le fichier se termine avant que la dernière accolade soit fermée.",
);

const NO_NAME: Text = Text::new(
    "this needs the reader’s name, which “report” does not ask for: set “name” to true there.",
    "il faut pour cela le nom du lecteur, que «\u{a0}report\u{a0}» ne demande pas\u{a0}: mettez-y «\u{a0}name\u{a0}» à true.",
);

fn wants(want: Want) -> Text {
    match want {
        Want::Object => Text::new(
            "an object is expected here: {…}.",
            "un objet est attendu ici\u{a0}: {…}.",
        ),
        Want::List => Text::new(
            "a list is expected here: […].",
            "une liste est attendue ici\u{a0}: […].",
        ),
        Want::Some => Text::new(
            "at least one is expected in this list.",
            "il en faut au moins un dans cette liste.",
        ),
        Want::Text => Text::new(
            "a text is expected here, between quotation marks, with something in it.",
            "un texte est attendu ici, entre guillemets droits, et non vide.",
        ),
        Want::Texts => Text::new(
            "an object with a text for each language is expected here: {\"en\": \"…\", \"fr\": \"…\"}.",
            "un objet avec un texte par langue est attendu ici\u{a0}: {\"en\": \"…\", \"fr\": \"…\"}.",
        ),
        Want::YesNo => Text::new(
            "true or false is expected here, without quotation marks.",
            "true ou false est attendu ici, sans guillemets.",
        ),
        Want::Count => Text::new(
            "a whole number from 0 to 20 is expected here, without quotation marks.",
            "un nombre entier de 0 à 20 est attendu ici, sans guillemets.",
        ),
        Want::Id => Text::new(
            "an id is expected here: small letters, digits and dashes, such as \"part-1\".",
            "un identifiant est attendu ici\u{a0}: minuscules, chiffres et tirets, comme \"part-1\".",
        ),
        Want::Class => Text::new(
            "a class is expected here: its number, such as 285, or its name, such as \"flamingo\".",
            "une classe est attendue ici\u{a0}: son numéro, comme 285, ou son nom, comme \"flamant rose\".",
        ),
        Want::Language => Text::new(
            "the tag of a language is expected here, such as \"fr\" or \"pt-BR\".",
            "le code d’une langue est attendu ici, comme \"fr\" ou \"pt-BR\".",
        ),
        Want::Thread => Text::new(
            "\"builtin\" is expected here, or an object with sections of your own.",
            "\"builtin\" est attendu ici, ou un objet avec vos propres sections.",
        ),
        Want::File => Text::new(
            "the name of a file beside the page is expected here, such as \"pictures/oak.jpg\".",
            "le nom d’un fichier à côté de la page est attendu ici, comme \"images/chene.jpg\".",
        ),
        Want::Network => Text::new(
            "the id of a network of the page is expected here, such as \"squeezenet-1.1\", or an object with a file of your own: {…}.",
            "l’identifiant d’un réseau de la page est attendu ici, comme \"squeezenet-1.1\", ou un objet avec un fichier à vous\u{a0}: {…}.",
        ),
        Want::Weights => Text::new(
            "the name of a file beside the page is expected here that ends in .safetensors, .pth or .pt, such as \"networks/mine.pth\".",
            "le nom d’un fichier à côté de la page est attendu ici, qui se termine par .safetensors, .pth ou .pt, comme \"reseaux/mien.pth\".",
        ),
        Want::Hash => Text::new(
            "a SHA-256 is expected here: 64 hexadecimal digits, in small letters.",
            "un SHA-256 est attendu ici\u{a0}: 64 chiffres hexadécimaux, en minuscules.",
        ),
        Want::Link => Text::new(
            "a link of this page is expected here, from “g1~” to “~z”: set the experiment up on the page and copy what stands behind the # in its address.",
            "un lien de cette page est attendu ici, de «\u{a0}g1~\u{a0}» à «\u{a0}~z\u{a0}»\u{a0}: réglez l’expérience sur la page et copiez ce qui suit le # dans son adresse.",
        ),
    }
}

fn meant(near: Option<&str>, lang: Lang) -> String {
    let said = |near: &str| {
        say(
            lang,
            format!(" Is “{near}” meant?"),
            format!(" Est-ce «\u{a0}{near}\u{a0}»\u{202f}?"),
        )
    };
    near.map_or(String::new(), said)
}

fn unknown(name: &str, near: Option<&str>, known: &[String], lang: Lang) -> String {
    let all = known.join(", ");
    let near = meant(near, lang);
    say(
        lang,
        format!("“{name}” has no effect here.{near} These are known: {all}."),
        format!("«\u{a0}{name}\u{a0}» n’a pas d’effet ici.{near} Sont connus\u{a0}: {all}."),
    )
}

fn setup(fault: &SetupFault, lang: Lang) -> String {
    match fault {
        SetupFault::Cut => CUT.get(lang).to_owned(),
        SetupFault::OwnFile => OWN_FILE.get(lang).to_owned(),
        SetupFault::Ignored(pairs) => {
            let pairs = pairs.join(", ");
            say(
                lang,
                format!("the page does not understand this in the link: {pairs}."),
                format!("la page ne comprend pas ceci dans le lien\u{a0}: {pairs}."),
            )
        }
        SetupFault::Clamped(pairs) => {
            let pairs = pairs.join(", ");
            say(
                lang,
                format!("this value of the link is out of range: {pairs}."),
                format!("cette valeur du lien est hors limites\u{a0}: {pairs}."),
            )
        }
        SetupFault::Broken(pairs) => {
            let pairs = pairs.join(", ");
            say(
                lang,
                format!("this value of the link has to be a whole number: {pairs}."),
                format!("cette valeur du lien doit être un nombre entier\u{a0}: {pairs}."),
            )
        }
        SetupFault::Repeated(pairs) => {
            let pairs = pairs.join(", ");
            say(
                lang,
                format!("this is set already by what stands before it in the link: {pairs}."),
                format!("ceci est déjà réglé par ce qui précède dans le lien\u{a0}: {pairs}."),
            )
        }
    }
}

const CUT: Text = Text::new(
    "the end of the link is missing: it has to end in “~z”.",
    "la fin du lien manque\u{a0}: il doit se terminer par «\u{a0}~z\u{a0}».",
);
const OWN_FILE: Text = Text::new(
    "this link is about a file of your own, which your readers do not have; set it up with a photograph and a network of the page or of this course.",
    "ce lien porte sur un fichier à vous, que vos lecteurs n’ont pas\u{202f}; réglez l’expérience avec une photo et un réseau de la page ou de ce cours.",
);
