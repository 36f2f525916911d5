//! The camera.

use super::{TRY_AGAIN, pick};
use crate::spec::{Lang, Text};

pub const TAKE_PHOTO: Text = Text::new("Take a photograph", "Prendre une photo");
pub const CAMERA: Text = Text::new("Camera", "Caméra");
pub const WHICH_CAMERA: Text = Text::new("Which camera", "Quelle caméra");
pub const CAMERA_SEES: Text = Text::new("What the camera sees", "Ce que voit la caméra");
const SHUTTER: Text = Text::new("Take the picture", "Photographier");
pub const CAMERA_STARTS: Text = Text::new(
    "The camera is starting; the browser may ask whether this page may use it.",
    "La caméra démarre\u{202f}; le navigateur demande peut-être si cette page peut l’utiliser.",
);

/// Has the reader's own picture back, after another one.
pub fn back_to(name: &str, lang: Lang) -> String {
    pick(lang, format!("Back to {name}"), format!("Revenir à {name}"))
}

/// What the large button of the dialog does.
pub fn camera_act(is_off: bool) -> Text {
    if is_off { TRY_AGAIN } else { SHUTTER }
}

/// A camera that the browser does not name.
pub fn camera_number(number: usize, lang: Lang) -> String {
    pick(lang, format!("Camera {number}"), format!("Caméra {number}"))
}

/// Under what the camera sees.
pub fn camera_size(width: u32, height: u32, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "{width}\u{a0}×\u{a0}{height}\u{a0}px. The picture is opened here and does not leave this device."
        ),
        format!(
            "{width}\u{a0}×\u{a0}{height}\u{a0}px. La photo est ouverte ici et ne quitte pas cet appareil."
        ),
    )
}

/// Why there is no camera, by the causes that `public/camera.js` and `client::camera` name.
const NO_CAMERA: [(&str, Text); 12] = [
    (
        "refused",
        Text::new(
            "This page was not allowed to use the camera. Allow it beside the page’s address or in the settings of the browser and of the system, then try again; or open a file.",
            "Cette page n’a pas été autorisée à utiliser la caméra. Autorisez-la à côté de l’adresse de la page, ou dans les réglages du navigateur et du système, puis réessayez\u{202f}; ou ouvrez un fichier.",
        ),
    ),
    (
        "policy",
        Text::new(
            "Whoever hosts this page keeps the camera from it (Permissions-Policy). Open a file instead, or tell whoever hosts the site.",
            "L’hébergeur de cette page lui interdit la caméra (Permissions-Policy). Ouvrez plutôt un fichier, ou prévenez la personne qui héberge le site.",
        ),
    ),
    (
        "frame",
        Text::new(
            "The frame that this page stands in does not allow the camera. Open this page in a window of its own, or open a file.",
            "Le cadre où cette page s’affiche n’autorise pas la caméra. Ouvrez cette page dans une fenêtre à part, ou ouvrez un fichier.",
        ),
    ),
    (
        "frame-or-reader",
        Text::new(
            "The camera was refused, by the frame that this page stands in or in the browser’s settings. Open this page in a window of its own and allow it there, or open a file.",
            "La caméra a été refusée, par le cadre où cette page s’affiche ou dans les réglages du navigateur. Ouvrez cette page dans une fenêtre à part et autorisez-l’y, ou ouvrez un fichier.",
        ),
    ),
    (
        "none",
        Text::new(
            "No camera was found. Connect one, then try again; or open a file.",
            "Aucune caméra n’a été trouvée. Branchez-en une, puis réessayez\u{202f}; ou ouvrez un fichier.",
        ),
    ),
    (
        "busy",
        Text::new(
            "The camera gives no picture: another program or another tab may be using it. Close that one, then try again; or open a file.",
            "La caméra ne donne pas d’image\u{a0}: un autre programme ou un autre onglet l’utilise peut-être. Fermez-le, puis réessayez\u{202f}; ou ouvrez un fichier.",
        ),
    ),
    (
        "unfit",
        Text::new(
            "The chosen camera is not there any more, or cannot give such a picture. Try again with whichever there is, or open a file.",
            "La caméra choisie n’est plus là, ou ne peut pas donner une telle image. Réessayez avec celle qu’il y a, ou ouvrez un fichier.",
        ),
    ),
    (
        "insecure",
        Text::new(
            "Browsers give the camera only to pages of https addresses. Open this page over https, or open a file.",
            "Les navigateurs ne donnent la caméra qu’aux pages d’adresse https. Ouvrez cette page en https, ou ouvrez un fichier.",
        ),
    ),
    (
        "unplugged",
        Text::new(
            "The camera has stopped: it was unplugged or switched off, or this page may not use it any more. Connect it, then try again; or open a file.",
            "La caméra s’est arrêtée\u{a0}: elle a été débranchée ou éteinte, ou cette page ne peut plus l’utiliser. Rebranchez-la, puis réessayez\u{202f}; ou ouvrez un fichier.",
        ),
    ),
    (
        "hidden",
        Text::new(
            "The camera was switched off when this page went out of sight. Try again to start it, or open a file.",
            "La caméra a été éteinte quand cette page n’était plus visible. Réessayez pour la rallumer, ou ouvrez un fichier.",
        ),
    ),
    (
        "falsified",
        Text::new(
            "This browser does not give the page the picture as the camera sees it, to keep its readers from being recognised. Open a file instead.",
            "Ce navigateur ne remet pas à la page l’image telle que la voit la caméra, pour que ses lecteurs ne soient pas reconnus. Ouvrez plutôt un fichier.",
        ),
    ),
    (
        "not-fetched",
        Text::new(
            "The part of this page that runs the camera could not be fetched. Check the connection, then try again; or open a file.",
            "La partie de cette page qui fait marcher la caméra n’a pas pu être téléchargée. Vérifiez la connexion, puis réessayez\u{202f}; ou ouvrez un fichier.",
        ),
    ),
];

/// Why there is no camera, and what to do; `message` is the browser's, for causes without words.
pub fn no_camera(why: &str, message: &str, lang: Lang) -> String {
    if let Some((_, text)) = NO_CAMERA.iter().find(|(cause, _)| *cause == why) {
        return text.get(lang).to_owned();
    }
    let message = message.trim_end_matches('.');
    let said = match message.is_empty() {
        true => String::new(),
        false => format!(" ({message})"),
    };
    pick(
        lang,
        format!("The camera could not be started{said}. Try again, or open a file."),
        format!("La caméra n’a pas pu démarrer{said}. Réessayez, ou ouvrez un fichier."),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_cause_has_a_sentence_of_its_own_that_leads_to_a_file() {
        for (lang, file) in [(Lang::En, "open a file"), (Lang::Fr, "ouvrez")] {
            let causes = NO_CAMERA.iter().map(|(cause, _)| *cause);
            let all: Vec<String> = causes
                .chain(["other"])
                .map(|cause| no_camera(cause, "said", lang))
                .collect();
            let distinct: HashSet<&String> = all.iter().collect();
            assert_eq!(distinct.len(), all.len());
            for words in &all {
                assert!(words.to_lowercase().contains(file), "{words}");
            }
        }
    }

    #[test]
    fn what_the_script_calls_a_cause_has_words() {
        let script = include_str!("../../../public/camera.js");
        let known = |cause: &str| NO_CAMERA.iter().any(|(name, _)| *name == cause);
        for cause in [
            "refused",
            "policy",
            "frame",
            "frame-or-reader",
            "none",
            "busy",
            "unfit",
            "insecure",
            "unplugged",
            "hidden",
        ] {
            assert!(script.contains(&format!("'{cause}'")), "{cause}");
            assert!(known(cause), "{cause}");
        }
    }

    #[test]
    fn what_the_browser_says_of_an_unknown_cause_is_passed_on() {
        assert_eq!(
            no_camera("other", "Out of memory.", Lang::En),
            "The camera could not be started (Out of memory). Try again, or open a file."
        );
        assert_eq!(
            no_camera("", "", Lang::Fr),
            "La caméra n’a pas pu démarrer. Réessayez, ou ouvrez un fichier."
        );
    }
}
