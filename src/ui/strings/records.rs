use super::pick;
use crate::app_model::RecordRefusal;
use crate::spec::{Lang, Text};

pub const SAVE_RECORD: Text = Text::new("Save record (JSON)", "Enregistrer la fiche (JSON)");
pub const PYTORCH: Text = Text::new("PyTorch (.py)", "PyTorch (.py)");
pub const CSV: Text = Text::new("CSV", "CSV");
pub const NUMBERS_OF_MAP: Text = Text::new("Map (.npy)", "Carte (.npy)");
pub const NUMBERS_OF_IMAGE: Text = Text::new("Image (.npy)", "Image (.npy)");
pub const NUMBERS_OF_ORIGINAL: Text = Text::new("Original (.npy)", "Originale (.npy)");
pub const NUMBERS_BEFORE: Text = Text::new("Map before (.npy)", "Carte avant (.npy)");
pub const NUMBERS_AFTER: Text = Text::new("Map after (.npy)", "Carte après (.npy)");
pub const NUMBERS_OF_SECOND: Text = Text::new(
    "Second network’s map (.npy)",
    "Carte du second réseau (.npy)",
);
pub const CARRY_RECORD: Text =
    Text::new("PNG files carry their record", "Les PNG portent leur fiche");
pub const CARRY_RECORD_HINT: Text = Text::new(
    "Settings, figures and link, by which the run can be restored; of your own picture the hash alone.",
    "Réglages, chiffres et lien, par lesquels l’expérience peut être rétablie\u{202f}; de votre image, l’empreinte seule.",
);
pub const RESTORE_RUN: Text = Text::new("Restore its run", "Rétablir son expérience");
pub const OPEN_AS_PICTURE: Text = Text::new("Open as a picture", "Ouvrir comme image");

/// What writes and reads records.
pub const RECORDS_CODE: Text = Text::new(
    "The program that writes and reads records",
    "Le programme qui écrit et lit les fiches",
);

/// What a picture that carries a record may be opened as.
pub(super) fn with_record(name: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "“{name}” carries the record of the run that made it. Restore that run, or open the file as a picture?"
        ),
        format!(
            "«\u{a0}{name}\u{a0}» porte la fiche de l’expérience dont elle vient. Rétablir cette expérience, ou ouvrir le fichier comme image\u{202f}?"
        ),
    )
}

/// Why a record restores nothing, and what to do.
pub(super) fn refused(name: &str, why: &RecordRefusal, lang: Lang) -> String {
    let reason = match why {
        RecordRefusal::NoRecord => NO_RECORD,
        RecordRefusal::Damaged => DAMAGED,
        RecordRefusal::OtherVersion => OTHER_VERSION,
        RecordRefusal::NoLink => NO_LINK,
        RecordRefusal::TooLarge => TOO_LARGE,
        RecordRefusal::NotStarted(failure) => {
            let reason = super::transfer_failure_of(RECORDS_CODE.get(lang), failure, lang);
            return pick(
                lang,
                format!("“{name}” restores nothing yet. {reason}"),
                format!("«\u{a0}{name}\u{a0}» ne rétablit encore rien. {reason}"),
            );
        }
    };
    let reason = reason.get(lang);
    pick(
        lang,
        format!("“{name}” {reason}"),
        format!("«\u{a0}{name}\u{a0}» {reason}"),
    )
}

const NO_RECORD: Text = Text::new(
    "is JSON, but no record of this page: nothing was changed. Open a file that was saved with “Save record (JSON)”.",
    "est du JSON, mais pas une fiche de cette page\u{a0}: rien n’a été changé. Ouvrez un fichier enregistré par «\u{a0}Enregistrer la fiche (JSON)\u{a0}».",
);
const DAMAGED: Text = Text::new(
    "holds a record that is damaged or cut: nothing was changed. Copy or download the file again, or ask for the JSON file of the record.",
    "contient une fiche endommagée ou coupée\u{a0}: rien n’a été changé. Copiez ou téléchargez de nouveau le fichier, ou demandez le fichier JSON de la fiche.",
);
const OTHER_VERSION: Text = Text::new(
    "was made by another version of the page, which writes records in another way: nothing was changed. Reload this page for the newest version, or open the record where it was made.",
    "vient d’une autre version de la page, qui écrit les fiches autrement\u{a0}: rien n’a été changé. Rechargez cette page pour en avoir la dernière version, ou ouvrez la fiche là où elle a été faite.",
);
const NO_LINK: Text = Text::new(
    "is a record without a link that says what to set up: nothing was changed. Ask for the record as the page saved it.",
    "est une fiche sans lien qui dise quoi rétablir\u{a0}: rien n’a été changé. Demandez la fiche telle que la page l’a enregistrée.",
);
const TOO_LARGE: Text = Text::new(
    "is larger than any record: nothing was changed. Open the JSON file that was saved beside the result.",
    "est plus gros que toute fiche\u{a0}: rien n’a été changé. Ouvrez le fichier JSON enregistré avec le résultat.",
);
