use super::pick;
use crate::app_model::NotSaved;
use crate::spec::{Lang, Text};

pub const COPY_PICTURE: Text = Text::new("Copy the picture", "Copier l’image");
pub const DOWNLOAD_AGAIN: Text = Text::new("Download again", "Télécharger de nouveau");
pub const CLOSE: Text = Text::new("Close", "Fermer");

/// Beside a file that stands on the page, because a download may not arrive.
pub fn take_it_here(can_download: bool) -> Text {
    if can_download {
        Text::new(
            "The file was given to the browser. If it does not arrive (some frames, apps and settings drop downloads without a word), take the picture from here: copy it, or save it with its own menu (right click; on a phone, a long press).",
            "Le fichier a été remis au navigateur. S’il n’arrive pas (certains cadres, applications ou réglages écartent les téléchargements sans un mot), prenez l’image ici\u{a0}: copiez-la, ou enregistrez-la par son propre menu (clic droit\u{202f}; sur un téléphone, appui long).",
        )
    } else {
        Text::new(
            "The frame that this page stands in does not allow downloads. Take the picture from here: copy it, or save it with its own menu (right click; on a phone, a long press). Or open this page in a tab of its own.",
            "Le cadre où cette page s’affiche n’autorise pas les téléchargements. Prenez l’image ici\u{a0}: copiez-la, ou enregistrez-la par son propre menu (clic droit\u{202f}; sur un téléphone, appui long). Ou ouvrez cette page dans son propre onglet.",
        )
    }
}

/// The same of a file that is no picture.
pub fn take_text_here(can_download: bool) -> Text {
    if can_download {
        Text::new(
            "The file was given to the browser. If it does not arrive (some frames, apps and settings drop downloads without a word), copy its text from here, or open this page in a tab of its own.",
            "Le fichier a été remis au navigateur. S’il n’arrive pas (certains cadres, applications ou réglages écartent les téléchargements sans un mot), copiez son texte ici, ou ouvrez cette page dans son propre onglet.",
        )
    } else {
        Text::new(
            "The frame that this page stands in does not allow downloads. Copy the text of the file from here, or open this page in a tab of its own.",
            "Le cadre où cette page s’affiche n’autorise pas les téléchargements. Copiez le texte du fichier ici, ou ouvrez cette page dans son propre onglet.",
        )
    }
}

/// What became of a copy.
pub fn copied(is_copied: bool) -> Text {
    if is_copied {
        Text::new("Copied.", "Image copiée.")
    } else {
        Text::new(
            "The browser did not allow the copy. Use the picture’s own menu.",
            "Le navigateur n’a pas autorisé la copie. Utilisez le menu de l’image.",
        )
    }
}

pub(super) const LABELS_LACK_LETTERS: Text = Text::new(
    "The sheet was saved, but some letters of its labels are drawn as boxes: the page has letters for Latin, Greek and Cyrillic only. All labels stand in the file as text as well, as its description.",
    "La planche a été enregistrée, mais certaines lettres de ses légendes y sont remplacées par des carrés\u{a0}: la page n’a que les lettres latines, grecques et cyrilliques. Toutes les légendes figurent aussi en texte dans le fichier, comme description.",
);

/// Why a file did not come, and what to do.
pub(super) fn not_saved(name: &str, why: &NotSaved, lang: Lang) -> String {
    let reason = match why {
        NotSaved::NotStarted(failure) => {
            let what = super::file_words("decoder", lang);
            let reason = super::transfer_failure_of(&what, failure, lang);
            format!("{} {reason}", NOT_SAVED.get(lang))
        }
        NotSaved::NotWritten(failure) => {
            let what = super::RECORDS_CODE.get(lang);
            let reason = super::transfer_failure_of(what, failure, lang);
            format!("{} {reason}", NOT_SAVED.get(lang))
        }
        NotSaved::Lost => LOST.get(lang).to_owned(),
        NotSaved::NotMade(_) => NOT_MADE.get(lang).to_owned(),
        NotSaved::Browser(_) => NOT_TAKEN.get(lang).to_owned(),
    };
    pick(
        lang,
        format!("“{name}” {reason}"),
        format!("«\u{a0}{name}\u{a0}» {reason}"),
    )
}

const NOT_SAVED: Text = Text::new("was not saved.", "n’a pas été enregistré.");
const LOST: Text = Text::new(
    "was not saved: the program that opens and saves pictures ended over it, most often for want of memory. Save again; if that does not help, close other tabs first.",
    "n’a pas été enregistré\u{a0}: le programme qui ouvre et enregistre les images s’est arrêté en le faisant, le plus souvent faute de mémoire. Enregistrez de nouveau\u{202f}; si cela ne suffit pas, fermez d’abord d’autres onglets.",
);
const NOT_MADE: Text = Text::new(
    "was not saved: no file could be made of the picture; the reason stands below. Save again; if that does not help, reload the page.",
    "n’a pas été enregistré\u{a0}: l’image n’a pas pu devenir un fichier\u{202f}; la raison figure ci-dessous. Enregistrez de nouveau\u{202f}; si cela ne suffit pas, rechargez la page.",
);
const NOT_TAKEN: Text = Text::new(
    "was made, but the browser did not take it. Check that it may download files, then save again.",
    "a été fabriqué, mais le navigateur ne l’a pas pris. Vérifiez qu’il a le droit de télécharger des fichiers, puis enregistrez de nouveau.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_spaces_do_not_break_and_every_sentence_names_the_file() {
        let all = [
            NotSaved::NotStarted(Default::default()),
            NotSaved::NotWritten(Default::default()),
            NotSaved::Lost,
            NotSaved::NotMade(String::new()),
            NotSaved::Browser(String::new()),
        ];
        let said = |lang| all.iter().map(move |why| not_saved("map.png", why, lang));
        assert!(said(Lang::En).all(|text| text.starts_with("“map.png” ")));
        let fixed = [take_it_here(true), take_it_here(false), LABELS_LACK_LETTERS];
        let fixed = fixed.iter().map(|text| text.get(Lang::Fr).to_owned());
        for text in said(Lang::Fr).chain(fixed) {
            for wrong in [" ;", " :", " !", " ?", "« ", " »"] {
                assert!(!text.contains(wrong), "{text}");
            }
        }
    }
}
