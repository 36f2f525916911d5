use super::pick;
use crate::spec::{Lang, NetworkSpec, Text};
use crate::ui::numbers::fixed;

pub const ABOUT: Text = Text::new("About Gradoscope", "À propos de Gradoscope");
pub const HOW: Text = Text::new("How it works", "Fonctionnement");
pub const HOW_WORDS: Text = Text::new(
    "Everything runs in your browser, in a worker beside the page: on the graphics card through WebGPU, or on the processor with SIMD. At start the device computes one known image, and its answer is compared with an independent reference; a device that is wrong is not used.",
    "Tout se passe dans votre navigateur, dans un fil de calcul séparé de la page : sur la carte graphique par WebGPU, ou sur le processeur avec SIMD. Au démarrage, le matériel calcule une image connue et sa réponse est comparée à une référence indépendante ; un matériel qui se trompe n’est pas utilisé.",
);
pub const LANGUAGES: Text = Text::new("Languages", "Langues");
pub const LANGUAGES_WORDS: Text = Text::new(
    "This page speaks English and French; the button at the top changes between them. It asks browsers not to translate it, because a translator holds on to texts that the page goes on writing: old scores would stand beside new names. To read a passage in another language, select it and have only the selection translated.",
    "Cette page parle français et anglais\u{202f}; le bouton en haut passe de l’un à l’autre. Elle demande aux navigateurs de ne pas la traduire, car un traducteur fige des textes que la page continue d’écrire\u{a0}: d’anciens scores resteraient à côté de nouveaux noms. Pour lire un passage dans une autre langue, sélectionnez-le et faites traduire la seule sélection.",
);
pub const LICENCES: Text = Text::new("Licences", "Licences");
pub const WEIGHTS: Text = Text::new("Weights:", "Poids :");
pub const CODE_LICENCE: Text = Text::new(
    "Gradoscope is free software, under the MIT licence or the Apache licence 2.0, as you prefer.",
    "Gradoscope est un logiciel libre, sous licence MIT ou Apache 2.0, à votre choix.",
);
pub const LIBRARIES: Text = Text::new(
    "Licences of the libraries inside",
    "Licences des bibliothèques employées",
);
pub const PRIVACY: Text = Text::new("Privacy", "Vie privée");
pub const PRIVACY_WORDS: Text = Text::new(
    "No picture leaves this device. The page asks nothing of any other site, sets no cookie and counts nobody. It keeps in this browser its own files and the weights of networks, so that a later visit needs no network; what is on the page, for a reload of its tab; your answers; and the language and theme if you chose them.",
    "Aucune image ne quitte cet appareil. La page ne demande rien à aucun autre site, ne pose pas de cookie et ne compte personne. Elle garde dans ce navigateur ses propres fichiers et les poids des réseaux, pour qu’une autre visite se passe de connexion\u{202f}; ce qui est sur la page, pour le cas où l’onglet est rechargé\u{202f}; vos réponses\u{202f}; enfin la langue et le thème si vous les avez choisis.",
);
pub const KEPT: Text = Text::new("Kept in this browser", "Gardé dans ce navigateur");
pub const NOTHING_KEPT: Text = Text::new("Nothing is kept.", "Rien n’est gardé.");
pub const REMOVE: Text = Text::new("Remove", "Supprimer");
pub const NOT_REMOVED: Text = Text::new(
    "The browser did not remove it. Remove this site’s data in the browser’s settings.",
    "Le navigateur ne l’a pas supprimé. Supprimez les données de ce site dans les réglages du navigateur.",
);

/// What to say of a network in one sentence.
pub fn network_words(network: &NetworkSpec, lang: Lang) -> String {
    let (top_1, top_5, measured) = network.accuracy;
    let (top_1, top_5) = (
        fixed(f64::from(top_1), 1, lang),
        fixed(f64::from(top_5), 1, lang),
    );
    let (name, classes, side) = (network.name, network.classes, network.side);
    pick(
        lang,
        format!(
            "{name} sorts images of {side} × {side} pixels into {classes} classes of ImageNet. Published accuracy: {top_1}% at the first guess, {top_5}% within five ({measured})."
        ),
        format!(
            "{name} classe des images de {side} × {side} pixels parmi {classes} classes d’ImageNet. Exactitude publiée : {top_1} % au premier choix, {top_5} % parmi cinq ({measured})."
        ),
    )
}

/// The button that removes one kept thing, for screen readers.
pub fn remove_named(name: &str, lang: Lang) -> String {
    pick(lang, format!("Remove {name}"), format!("Supprimer {name}"))
}
