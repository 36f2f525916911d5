//! What a report says besides the thread's and the reader's words.

use super::refusal::Refusal;
use super::{Form, Report};
use crate::course::FilledQuestion;
use crate::spec::{Lang, Text};

pub(super) const ANSWER: Text = Text::new("Answer", "Réponse");
pub(super) const NO_ANSWER: Text = Text::new("Not answered.", "Sans réponse.");
pub(super) const SETTINGS: Text = Text::new("Set", "Réglages");
pub(super) const FIGURES: Text = Text::new("Found", "Résultats");
pub(super) const AGAIN: Text = Text::new("Set it up again", "Régler de nouveau l’expérience");
pub(super) const CODE: Text = Text::new("The same in PyTorch", "La même chose en PyTorch");
const NAME: Text = Text::new("Name", "Nom");
const NO_NAME: Text = Text::new("(not given)", "(non indiqué)");
const DATE: Text = Text::new("Date", "Date");
const NETWORK: Text = Text::new("Network", "Réseau");
const DEVICE: Text = Text::new("Computed on", "Calculé sur");
const BUILD: Text = Text::new("Page", "Page");
const ANSWERED: Text = Text::new("Questions answered", "Questions traitées");
pub(super) const GIVES_BACK: Text = Text::new(
    "This file carries the whole work: dropped on the page, it gives back answers and figures.",
    "Ce fichier contient tout le travail\u{a0}: déposé sur la page, il rend les réponses et les figures.",
);
pub(super) const ABOUT_NOTEBOOK: Text = Text::new(
    "The figures of this notebook were made by the page. The code has not been run: it repeats them with PyTorch, up to what its comments say, where there is a counterpart.",
    "Les figures de ce notebook viennent de la page. Le code n’a pas été exécuté\u{a0}: il les refait avec PyTorch, aux réserves près que disent ses commentaires, là où il existe un équivalent.",
);
pub(super) const LOST: Text = Text::new(
    "The picture of this figure was not kept.",
    "L’image de cette figure n’a pas été gardée.",
);

/// A name and its value.
pub(super) fn labelled(name: &str, value: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: {value}"),
        Lang::Fr => format!("{name}\u{a0}: {value}"),
    }
}

/// What a question is called, with its marks, in either language.
pub(super) fn question(asked: &FilledQuestion) -> String {
    let bonus = if asked.bonus { " (bonus)" } else { "" };
    let star = if asked.star { " ★" } else { "" };
    format!("Question {}{star}{bonus}", asked.number)
}

/// What a figure is called, such as `Figure 3.1.`.
pub(super) fn figure(question: usize, at: usize) -> String {
    format!("Figure {question}.{}.", at + 1)
}

/// What a report says of itself.
pub(super) fn facts(report: &Report) -> Vec<(String, String)> {
    let lang = report.lang;
    let named = |name: Text, value: String| (name.get(lang).to_owned(), value);
    let name = match report.handed.name.trim() {
        "" => NO_NAME.get(lang),
        name => name,
    };
    let (answered, all) = report.filled.answered;
    let of = match lang {
        Lang::En => format!("{answered} of {all}"),
        Lang::Fr => format!("{answered} sur {all}"),
    };
    let networks = report.networks.iter();
    let networks = networks.map(|(name, hash)| named(NETWORK, format!("{name}, SHA-256 {hash}")));
    let devices = report.devices.iter();
    let devices = devices.map(|device| named(DEVICE, device.clone()));
    let page = format!("{} ({})", report.address, report.handed.build);
    [
        named(NAME, name.to_owned()),
        named(DATE, report.date.clone()),
        named(ANSWERED, of),
    ]
    .into_iter()
    .chain(networks)
    .chain(devices)
    .chain([named(BUILD, page)])
    .collect()
}

/// The cell that fetches the weights.
pub(super) fn weights_cell(report: &Report) -> String {
    let words = match report.lang {
        Lang::En => {
            "The page’s weights; where it cannot be reached, put the file beside this notebook."
        }
        Lang::Fr => {
            "Les poids de la page\u{202f}; si elle est hors d’atteinte, placez le fichier à côté de ce notebook."
        }
    };
    let address = &report.address;
    format!(
        "# {words}\nimport os, urllib.request\nif not os.path.exists(\"squeezenet-1.1.safetensors\"):\n    \
         urllib.request.urlretrieve(\"{address}weights/squeezenet-1.1.safetensors\", \"squeezenet-1.1.safetensors\")"
    )
}

/// What a form is called on the button that makes it.
pub fn form_name(form: Form) -> Text {
    match form {
        Form::Html => Text::new("HTML report", "Compte rendu HTML"),
        Form::Notebook => Text::new("Notebook (.ipynb)", "Notebook (.ipynb)"),
        Form::Zip => Text::new("Zip file", "Fichier zip"),
        Form::Work => Text::new("Save my work", "Enregistrer mon travail"),
    }
}

/// Why a file gives no work back, and what to do.
pub fn refusal_words(why: Refusal, file: &str, lang: Lang) -> String {
    match (why, lang) {
        (Refusal::NoReport, Lang::En) => format!(
            "{file} is no report of this page. Choose the HTML file, the notebook or the zip file that was made here."
        ),
        (Refusal::NoReport, Lang::Fr) => format!(
            "{file} n’est pas un compte rendu de cette page. Choisissez le fichier HTML, le notebook ou le fichier zip fait ici."
        ),
        (Refusal::Damaged, Lang::En) => format!(
            "{file} is a report, but a part of it is missing or was changed: it gives nothing back. Use another copy of it."
        ),
        (Refusal::Damaged, Lang::Fr) => format!(
            "{file} est un compte rendu, mais il en manque une partie ou elle a été modifiée\u{a0}: il ne rend rien. Prenez-en une autre copie."
        ),
        (Refusal::LacksPicture, Lang::En) => format!(
            "{file} is a report, but the picture of a figure is missing or was changed: it gives nothing back. Use another copy of it."
        ),
        (Refusal::LacksPicture, Lang::Fr) => format!(
            "{file} est un compte rendu, mais l’image d’une figure manque ou a été modifiée\u{a0}: il ne rend rien. Prenez-en une autre copie."
        ),
        (Refusal::OtherVersion, Lang::En) => format!(
            "{file} was made by a newer version of this page. Open it with the version that made it."
        ),
        (Refusal::OtherVersion, Lang::Fr) => format!(
            "{file} vient d’une version plus récente de cette page. Ouvrez-le avec la version qui l’a fait."
        ),
        (Refusal::TooLarge, Lang::En) => {
            format!("{file} is longer than 200 MB: it is no report of this page.")
        }
        (Refusal::TooLarge, Lang::Fr) => format!(
            "{file} dépasse 200\u{202f}Mo\u{a0}: ce n’est pas un compte rendu de cette page."
        ),
    }
}
