use super::pick;
use crate::app_model::KeepFailure;
use crate::spec::{Lang, Text};

pub const COURSE: Text = Text::new("The practical", "Le TP");
pub const COURSE_AWAY: Text = Text::new("Put away", "Ranger");
pub const COURSE_CONTENTS: Text = Text::new("Sections and questions", "Sections et questions");
pub const COURSE_LANGUAGE: Text = Text::new("Language of the texts", "Langue des textes");
pub const STAR: Text = Text::new("first", "d’abord");
pub const BONUS: Text = Text::new("bonus", "bonus");
pub const SET_UP: Text = Text::new("Set it up", "Régler l’expérience");
pub const LOOK_AT: Text = Text::new("What to look at", "Que regarder");
pub const YOUR_ANSWER: Text = Text::new("Your answer", "Votre réponse");
pub const ANSWER_TYPED: Text = Text::new("…", "…");
pub const ANSWER_KEPT: Text = Text::new("Kept in this browser.", "Gardée dans ce navigateur.");
pub const ANSWERS_HINT: Text = Text::new(
    "Answers are kept in this browser alone, for this address of the page; nothing is sent. Safari may forget them after seven days without a visit, and a private window when it is closed.",
    "Les réponses sont gardées dans ce navigateur seul, pour cette adresse de la page\u{202f}; rien n’est envoyé. Safari peut les oublier après sept jours sans visite, et une fenêtre privée quand on la ferme.",
);
pub const FIGURES_OF_ANSWER: Text = Text::new("Figures", "Figures");
pub const CAPTION: Text = Text::new("Caption", "Légende");
pub const FIGURE_LOST: Text = Text::new(
    "The picture of this figure is not kept any more. Make it again with the links above, and choose it from the shelf.",
    "L’image de cette figure n’est plus là. Refaites-la avec les liens ci-dessus, puis choisissez-la sur l’étagère.",
);
pub const FIGURE_IS_COMING: Text = Text::new("On its way…", "En route…");
pub const NOTHING_TO_CHOOSE: Text = Text::new(
    "Nothing on the shelf that is not a figure here already. Attacks and visualisations go there when they end; a saliency map when you press “Keep on the shelf”.",
    "Rien sur l’étagère qui ne soit déjà une figure ici. Les attaques et les visualisations y vont quand elles se terminent\u{202f}; une carte de saillance, quand vous pressez «\u{a0}Garder sur l’étagère\u{a0}».",
);
pub const PREVIOUS: Text = Text::new("Previous", "Précédent");
pub const NEXT: Text = Text::new("Next", "Suivant");
pub const CONTACT: Text = Text::new("Contact", "Contact");
pub const THREAD_FAILED: Text = Text::new(
    "The text of the practical did not come.",
    "Le texte du TP n’est pas arrivé.",
);
pub const CHECK_CLOSE: Text = Text::new("Close this list", "Fermer cette liste");
pub const CHECK_NO_FILE: Text = Text::new(
    "There is no such file beside this page: the practical that comes with it is shown.",
    "Ce fichier n’est pas à côté de cette page\u{a0}: le TP fourni avec elle s’affiche.",
);

pub const SET_BY_COURSE: Text = Text::new("Set by the course.", "Fixé par le cours.");
pub const REPORT: Text = Text::new("The report", "Le compte rendu");
pub const REPORT_HINT: Text = Text::new(
    "All questions with your answers and figures, in one file. It is made here and sent nowhere; dropped on the page, it gives your work back.",
    "Toutes les questions avec vos réponses et vos figures, en un seul fichier. Il est fait ici et envoyé nulle part\u{202f}; déposé sur la page, il vous rend votre travail.",
);
pub const REPORT_NAME: Text = Text::new(
    "Your name (on the first page; may stay empty)",
    "Votre nom (en première page\u{202f}; peut rester vide)",
);
/// The same where what is set follows from it.
pub const REPORT_NAME_FIRST: Text = Text::new(
    "Your name (on the first page)",
    "Votre nom (en première page)",
);
pub const PRESETS: Text = Text::new("Experiments of this course", "Expériences de ce cours");
pub const REPORT_ARRAYS: Text = Text::new(
    "Raw arrays of the images in the zip file (.npy)",
    "Tableaux bruts des images dans le fichier zip (.npy)",
);
pub const REPORT_UNDER: Text = Text::new("Measuring the files…", "Mesure des fichiers…");
pub const REPORT_PRINT: Text = Text::new(
    "For a PDF, open the HTML report and print it into a file.",
    "Pour un PDF, ouvrez le compte rendu HTML et imprimez-le dans un fichier.",
);
pub const REPORT_OPEN: Text = Text::new(
    "Get work back from a report or from saved work",
    "Reprendre un compte rendu ou un travail enregistré",
);
pub const TAKE_THEIRS: Text = Text::new("Take those of the file", "Prendre celles du fichier");
pub const KEEP_MINE: Text = Text::new("Keep mine", "Garder les miennes");

/// What the file of a report is called, without its ending.
pub fn report_file(course: &str, name: &str, lang: Lang) -> String {
    let plain = |text: &str| {
        let letter = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let text: String = text.trim().chars().take(60).map(letter).collect();
        text.split('-')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    };
    let what = pick(lang, "report".to_owned(), "compte-rendu".to_owned());
    let parts = [what, plain(course), plain(name)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// A report of another course.
pub fn other_course(file: &str, course: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "{file} is a report of another course ({course}): it has no answers to the questions of this page. Open it on the page of that course."
        ),
        format!(
            "{file} est le compte rendu d’un autre cours ({course})\u{a0}: il ne répond pas aux questions de cette page. Ouvrez-le sur la page de ce cours."
        ),
    )
}

/// Answers that are there already, and others.
pub fn answers_differ(file: &str, count: usize, lang: Lang) -> String {
    let few = count == 1;
    pick(
        lang,
        match few {
            true => format!(
                "{file} answers one question otherwise than you did here. Whose answer is to stay?"
            ),
            false => format!(
                "{file} answers {count} questions otherwise than you did here. Whose answers are to stay?"
            ),
        },
        match few {
            true => format!(
                "{file} donne une réponse différente de la vôtre à une question. Laquelle garder\u{202f}?"
            ),
            false => format!(
                "{file} donne des réponses différentes des vôtres à {count} questions. Lesquelles garder\u{202f}?"
            ),
        },
    )
}

/// What a report gave back.
pub fn work_is_back(file: &str, answers: usize, figures: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("Back from {file} (answers: {answers}, figures: {figures})."),
        format!("Repris de {file} (réponses\u{a0}: {answers}, figures\u{a0}: {figures})."),
    )
}

/// What a name does; `seed` follows from it, none where there is no name.
pub fn seed_from_name(seed: Option<u32>, lang: Lang) -> String {
    match seed {
        Some(seed) => pick(
            lang,
            format!(
                "In this course the seed of what is drawn by chance follows from your name (yours is {seed}), unless you type another or follow a link that has one."
            ),
            format!(
                "Dans ce cours, la graine de ce qui est tiré au hasard découle de votre nom (la vôtre est {seed}), sauf si vous en tapez une autre ou suivez un lien qui en a une."
            ),
        ),
        None => pick(
            lang,
            "In this course the seed of what is drawn by chance follows from your name: type it before you begin.".to_owned(),
            "Dans ce cours, la graine de ce qui est tiré au hasard découle de votre nom\u{a0}: tapez-le avant de commencer.".to_owned(),
        ),
    }
}

/// How far the reader is.
pub fn answered_of(answered: usize, all: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("{answered} of {all} answered"),
        format!("Réponses\u{a0}: {answered} sur {all}"),
    )
}

/// What a question is called.
pub fn question_number(number: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("Question {number}"),
        format!("Question {number}"),
    )
}

/// Whether a question is answered, for who cannot see its mark.
pub fn question_state(number: usize, is_answered: bool, lang: Lang) -> String {
    let name = question_number(number, lang);
    match is_answered {
        true => pick(
            lang,
            format!("{name}, answered"),
            format!("{name}, réponse écrite"),
        ),
        false => name,
    }
}

/// How many figures there are, and how many are expected.
pub fn figures_chosen(count: usize, expected: usize, lang: Lang) -> String {
    match expected {
        0 => pick(
            lang,
            format!("{count} chosen"),
            format!("choisies\u{a0}: {count}"),
        ),
        _ => pick(
            lang,
            format!("{count} chosen, {expected} expected"),
            format!("choisies\u{a0}: {count}, attendues\u{a0}: {expected}"),
        ),
    }
}

/// The way to choose a figure.
pub fn choose_figure(count: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("Choose from the shelf ({count})"),
        format!("Choisir sur l’étagère ({count})"),
    )
}

/// What a button takes among the figures.
pub fn take_figure(title: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Take as a figure: {title}"),
        format!("Prendre comme figure\u{a0}: {title}"),
    )
}

/// What a button puts aside.
pub fn drop_figure(title: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Remove the figure: {title}"),
        format!("Retirer la figure\u{a0}: {title}"),
    )
}

/// Why an answer is not kept, and what to do.
pub fn answer_not_kept(why: KeepFailure, lang: Lang) -> &'static str {
    match why {
        KeepFailure::Full => FULL,
        KeepFailure::Refused | KeepFailure::Silent | KeepFailure::NoCode => REFUSED,
    }
    .get(lang)
}

const FULL: Text = Text::new(
    "Not kept: the browser’s storage for this site is full. Copy your answer elsewhere before you leave, or make room under “About” at the foot of the page.",
    "Non gardée\u{a0}: le stockage du navigateur pour ce site est plein. Copiez votre réponse ailleurs avant de partir, ou faites de la place au bas de la page.",
);
const REFUSED: Text = Text::new(
    "Not kept: this browser, window or frame allows no storage. Copy your answer elsewhere before you leave.",
    "Non gardée\u{a0}: ce navigateur, cette fenêtre ou ce cadre n’autorise aucun stockage. Copiez votre réponse ailleurs avant de partir.",
);

/// Why a figure is not kept, and what to do.
pub fn figure_not_kept(why: KeepFailure, lang: Lang) -> &'static str {
    match why {
        KeepFailure::Full => FIGURE_FULL,
        KeepFailure::Refused | KeepFailure::Silent | KeepFailure::NoCode => FIGURE_REFUSED,
    }
    .get(lang)
}

const FIGURE_FULL: Text = Text::new(
    "The browser’s storage for this site is full: this figure is here until you leave the page.",
    "Le stockage du navigateur pour ce site est plein\u{a0}: cette figure reste ici tant que vous ne quittez pas la page.",
);
const FIGURE_REFUSED: Text = Text::new(
    "This browser, window or frame allows no storage: figures are here until you leave the page.",
    "Ce navigateur, cette fenêtre ou ce cadre n’autorise aucun stockage\u{a0}: les figures restent ici tant que vous ne quittez pas la page.",
);

/// What was found in a teacher's file.
pub fn checked(file: &str, mistakes: usize, lang: Lang) -> String {
    match mistakes {
        0 => pick(
            lang,
            format!("{file} is right."),
            format!("{file} est correct."),
        ),
        1 => pick(
            lang,
            format!("One mistake in {file}; all the rest applies."),
            format!("Une erreur dans {file}\u{202f}; tout le reste s’applique."),
        ),
        _ => pick(
            lang,
            format!("{mistakes} mistakes in {file}; all the rest applies."),
            format!("{mistakes} erreurs dans {file}\u{202f}; tout le reste s’applique."),
        ),
    }
}

/// The same of a file that was only dropped on the page.
pub fn checked_only(file: &str, mistakes: usize, lang: Lang) -> String {
    match mistakes {
        0 => pick(
            lang,
            format!(
                "{file} is right. To use it, put it beside index.html under the name course.json."
            ),
            format!(
                "{file} est correct. Pour l’utiliser, placez-le à côté de index.html sous le nom course.json."
            ),
        ),
        1 => pick(
            lang,
            format!("One mistake in {file}:"),
            format!("Une erreur dans {file}\u{a0}:"),
        ),
        _ => pick(
            lang,
            format!("{mistakes} mistakes in {file}:"),
            format!("{mistakes} erreurs dans {file}\u{a0}:"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted_in_both_languages() {
        assert_eq!(checked("course.json", 0, Lang::En), "course.json is right.");
        assert!(checked("course.json", 1, Lang::Fr).starts_with("Une erreur"));
        assert!(checked_only("mine.json", 3, Lang::En).starts_with("3 mistakes in mine.json"));
    }

    #[test]
    fn what_is_not_kept_says_what_to_do_with_it() {
        for why in [KeepFailure::Full, KeepFailure::Refused] {
            assert!(answer_not_kept(why, Lang::En).contains("Copy your answer"));
            assert!(answer_not_kept(why, Lang::Fr).contains("Copiez votre réponse"));
        }
    }
}
