use super::pick;
use crate::app_model::{Opening, OwnNetwork};
use crate::protocol::{CheckpointRefusal, GraphSheet};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{bytes, percent, significant};

pub const OPEN_WEIGHTS: Text = Text::new("Open weights…", "Ouvrir des poids…");
pub const OPEN_WEIGHTS_HINT: Text = Text::new(
    "A checkpoint of your own (safetensors or PyTorch) of SqueezeNet, AlexNet, VGG, ResNet, DenseNet, MobileNet or EfficientNet-Lite, or an image classifier as an ONNX model, with a list of class names (text, CSV or JSON) if you like. It does not leave this device.",
    "Votre propre fichier de poids (safetensors ou PyTorch) pour SqueezeNet, AlexNet, VGG, ResNet, DenseNet, MobileNet ou EfficientNet-Lite, ou un classifieur d’images sous forme de modèle ONNX, avec si vous le souhaitez une liste des noms de classes (texte, CSV ou JSON). Il ne quitte pas cet appareil.",
);
pub const NAMES_UNREAD: Text = Text::new(
    "The class names are not in use yet.",
    "Les noms de classes ne servent pas encore.",
);
/// What could not be fetched.
pub const NAMES_READER: Text = Text::new(
    "The part of the page that reads class names",
    "La partie de la page qui lit les noms de classes",
);
/// Beside the scores of a network of one class.
pub const ONE_CLASS: Text = Text::new(
    "This network has one class only: its probability is 100% whatever the picture, and says nothing. Look at the score.",
    "Ce réseau n’a qu’une classe\u{a0}: sa probabilité vaut 100\u{202f}% quelle que soit l’image et ne dit rien. Regardez le score.",
);

/// A reader's own network in the list.
pub fn own_option(own: &OwnNetwork, lang: Lang) -> String {
    with_classes(own.spec.name, own.sheet.classes, lang)
}

/// A network with the number of its classes.
pub fn with_classes(name: &str, classes: usize, lang: Lang) -> String {
    format!("{name} · {classes} {}", of_classes(classes, lang))
}

fn of_classes(count: usize, lang: Lang) -> &'static str {
    match (count, lang) {
        (1, Lang::En) => "class",
        (1, Lang::Fr) => "classe",
        _ => "classes",
    }
}

/// How far a file has been looked through.
pub fn opening(opening: &Opening, lang: Lang) -> String {
    let (name, share) = (&opening.name, percent(f64::from(opening.share), lang));
    pick(
        lang,
        format!("Looking through “{name}”: {share}"),
        format!("Examen de « {name} » : {share}"),
    )
}

pub const PREPARATION: Text = Text::new(
    "Its pixels are made ready as",
    "Ses pixels sont préparés ainsi",
);
pub const PREPARATION_HINT: Text = Text::new(
    "ONNX files do not say it; a preprocessor_config.json, or timm’s config.json, does: drop it here as well. With the wrong choice most pictures get a wrong class: part 1 tries them all on photographs whose class is known, under “Several pictures”. What you choose is loaded as a network of its own, and the results before it go on the shelf.",
    "Les fichiers ONNX ne le disent pas\u{202f}; un preprocessor_config.json, ou le config.json de timm, le dit\u{a0}: déposez-le aussi. Avec le mauvais choix, la plupart des images reçoivent une classe fausse\u{a0}: la partie 1 les essaie toutes sur des photographies dont la classe est connue, sous «\u{a0}Plusieurs images\u{a0}». Ce que vous choisissez est chargé comme un réseau à part, et les résultats d’avant vont sur l’étagère.",
);

const SOFTMAX: Text = Text::new(
    "The softmax at its end is left out: the page works on the scores before it. ",
    "Le softmax à sa fin est laissé de côté\u{a0}: la page travaille sur les scores qui le précèdent. ",
);
const SCALES: Text = Text::new(
    "It normalises its pictures itself. ",
    "Il normalise lui-même ses images. ",
);

/// What a model that brings its own operations is.
fn model_words(own: &OwnNetwork, graph: &GraphSheet, lang: Lang) -> String {
    let (file, classes) = (&own.sheet.file_name, own.sheet.classes);
    let of_classes = of_classes(classes, lang);
    let size = bytes(own.sheet.bytes as f64, lang);
    let names = names_words(own).get(lang);
    let writer = &graph.writer;
    let softmax = match graph.ends_in_softmax {
        false => "",
        true => SOFTMAX.get(lang),
    };
    let scales = match graph.scales_itself {
        false => "",
        true => SCALES.get(lang),
    };
    pick(
        lang,
        format!(
            "“{file}” ({size}), an ONNX model ({writer}): {classes} {of_classes}, accuracy unknown. {scales}{softmax}{names} Licence: that of the file. It does not leave this device."
        ),
        format!(
            "«\u{a0}{file}\u{a0}» ({size}), un modèle ONNX ({writer})\u{a0}: {classes} {of_classes}, exactitude inconnue. {scales}{softmax}{names} Licence\u{a0}: celle du fichier. Il ne quitte pas cet appareil."
        ),
    )
}

/// What a reader's own network is, in some sentences.
pub fn own_words(own: &OwnNetwork, lang: Lang) -> String {
    if let Some(graph) = &own.sheet.graph {
        return model_words(own, graph, lang);
    }
    let architecture = own.architecture().map_or("", |spec| spec.name);
    let (file, classes) = (&own.sheet.file_name, own.sheet.classes);
    let of_classes = of_classes(classes, lang);
    let size = bytes(own.sheet.bytes as f64, lang);
    let names = names_words(own).get(lang);
    let path = path_words(&own.sheet.path, lang);
    let normalised = normalisation_words(own.sheet.normalisation, lang);
    pick(
        lang,
        format!(
            "{architecture} with your own weights, “{file}” ({size}){path}: {classes} {of_classes}, accuracy unknown. {normalised}{names} Licence: that of the checkpoint. The file does not leave this device."
        ),
        format!(
            "{architecture} avec vos propres poids, « {file} » ({size}){path} : {classes} {of_classes}, exactitude inconnue. {normalised}{names} Licence : celle du fichier de poids. Le fichier ne quitte pas cet appareil."
        ),
    )
}

/// Where in the file the weights lie, where it holds more than them.
fn path_words(path: &str, lang: Lang) -> String {
    match path {
        "" => String::new(),
        path => pick(
            lang,
            format!(", its entry “{path}”"),
            format!(", son entrée «\u{a0}{path}\u{a0}»"),
        ),
    }
}

/// How pictures are made ready for it, where the file says so and it is not the usual way.
fn normalisation_words(normalisation: Option<[[u16; 3]; 2]>, lang: Lang) -> String {
    let Some(both) = normalisation else {
        return String::new();
    };
    let [mean, deviation] = both.map(|values| {
        let shown = values.map(|value| significant(f64::from(value) / 1e4, 4, lang));
        shown.join(match lang {
            Lang::En => ", ",
            Lang::Fr => "\u{202f}; ",
        })
    });
    pick(
        lang,
        format!(
            "Its pictures are normalised as the file says, for pixels in 0..1: mean {mean}, deviation {deviation}. "
        ),
        format!(
            "Ses images sont normalisées comme le fichier le dit, pour des pixels entre 0 et 1\u{a0}: moyenne {mean}, écart-type {deviation}. "
        ),
    )
}

fn names_words(own: &OwnNetwork) -> Text {
    if own.sheet.classes == 1 {
        return ONE_CLASS;
    }
    if !own.sheet.class_names.is_empty() {
        return Text::new(
            "The names of the classes are yours.",
            "Les noms des classes sont les vôtres.",
        );
    }
    match own.sheet.classes {
        1000 => Text::new(
            "Its classes are taken for those of ImageNet, as there are 1000; drop a list of names (text, CSV or JSON) if they are others.",
            "Ses classes sont prises pour celles d’ImageNet, puisqu’il y en a 1000\u{202f}; déposez une liste de noms (texte, CSV ou JSON) si ce sont d’autres.",
        ),
        _ => Text::new(
            "Drop a list of names (text, CSV or JSON) to name the classes.",
            "Déposez une liste de noms (texte, CSV ou JSON) pour nommer les classes.",
        ),
    }
}

/// What was checked where there is no independent reference.
pub fn own_check(error: f32, tolerance: f32, passed: bool, lang: Lang) -> String {
    let error = significant(f64::from(error), 2, lang);
    let limit = significant(f64::from(tolerance), 1, lang);
    let verdict = match passed {
        true => Text::new("Self-check passed", "Vérification réussie"),
        false => Text::new("Self-check failed", "Vérification échouée"),
    };
    let verdict = verdict.get(lang);
    pick(
        lang,
        format!(
            "{verdict}: there is no independent reference for your own weights. Checked instead: the scores are numbers, and the gradient agrees with differences of the score (off by {error}, limit {limit})"
        ),
        format!(
            "{verdict} : il n’existe pas de référence indépendante pour vos propres poids. Vérifié à la place : les scores sont des nombres, et le gradient s’accorde avec des différences du score (écart {error}, limite {limit})"
        ),
    )
}

pub fn own_state(kept: bool) -> Text {
    match kept {
        true => Text::new(
            "your own weights, accuracy unknown, kept in this browser",
            "vos propres poids, exactitude inconnue, gardés dans ce navigateur",
        ),
        false => Text::new(
            "your own weights, accuracy unknown, for this visit only",
            "vos propres poids, exactitude inconnue, pour cette visite seulement",
        ),
    }
}

/// A checkpoint was not used: why, and what to do.
pub fn checkpoint_refused(name: &str, refusal: &CheckpointRefusal, lang: Lang) -> String {
    let reason = reason(refusal, lang);
    pick(
        lang,
        format!("“{name}” is not used: {reason} The network that was there stays in use."),
        format!("« {name} » n’est pas utilisé : {reason} Le réseau qui était là reste en service."),
    )
}

/// What the reader asked for help is told, in English.
pub fn checkpoint_technical(refusal: &CheckpointRefusal) -> String {
    match refusal {
        CheckpointRefusal::Unreadable { message }
        | CheckpointRefusal::File { message, .. }
        | CheckpointRefusal::Ended { message } => message.clone(),
        _ => String::new(),
    }
}

fn reason(refusal: &CheckpointRefusal, lang: Lang) -> String {
    match refusal {
        CheckpointRefusal::File { en, fr, .. } => pick(lang, en.clone(), fr.clone()),
        CheckpointRefusal::Memory {
            needed_bytes,
            most_bytes,
        } => {
            let [needed, most] = [needed_bytes, most_bytes].map(|b| bytes(*b as f64, lang));
            pick(
                lang,
                format!(
                    "it needs {needed} of memory, and a page can have {most} here. Close other tabs, use a machine with more memory, or choose a smaller network."
                ),
                format!(
                    "il demande {needed} de mémoire, et une page dispose ici de {most}. Fermez d’autres onglets, prenez une machine avec plus de mémoire, ou choisissez un réseau plus petit."
                ),
            )
        }
        other => fixed_reason(other).get(lang).to_owned(),
    }
}

fn fixed_reason(refusal: &CheckpointRefusal) -> Text {
    match refusal {
        CheckpointRefusal::Ended { .. } => Text::new(
            "the engine ended while reading it, probably for want of memory. Close other tabs and open it again.",
            "le moteur de calcul s’est arrêté en le lisant, sans doute faute de mémoire. Fermez d’autres onglets et ouvrez-le de nouveau.",
        ),
        _ => Text::new(
            "the file could not be read: it may have been moved or changed. Choose it again.",
            "le fichier n’a pas pu être lu : il a peut-être été déplacé ou modifié. Choisissez-le de nouveau.",
        ),
    }
}

/// A file gives no names of classes.
pub fn names_refused(name: &str, [en, fr]: &[String; 2], lang: Lang) -> String {
    pick(
        lang,
        format!("“{name}” gives no class names: {en} The names were not changed."),
        format!(
            "«\u{a0}{name}\u{a0}» ne donne pas de noms de classes\u{a0}: {fr} Les noms n’ont pas été changés."
        ),
    )
}

/// How many names of files are listed.
const LISTED: usize = 4;

/// The first of them, in quotes, and how many more there are.
pub(super) fn listed(names: &[String], lang: Lang) -> String {
    let quoted = |name: &String| pick(lang, format!("“{name}”"), format!("«\u{a0}{name}\u{a0}»"));
    let mut all: Vec<String> = names.iter().take(LISTED).map(quoted).collect();
    if let Some(more @ 1..) = names.len().checked_sub(LISTED) {
        all.push(pick(
            lang,
            format!("and {more} more"),
            format!("et {more} de plus"),
        ));
    }
    all.join(", ")
}

/// Files that are not for this page.
pub fn files_of_no_kind(names: &[String], lang: Lang) -> String {
    let listed = listed(names, lang);
    pick(
        lang,
        format!(
            "Not opened: {listed}. Open a picture (JPEG, PNG, WebP, GIF, BMP, AVIF), a checkpoint (safetensors, PyTorch), a list of class names (text, CSV, JSON) or a record of this page (JSON)."
        ),
        format!(
            "Non ouvert\u{a0}: {listed}. Ouvrez une image (JPEG, PNG, WebP, GIF, BMP, AVIF), un fichier de poids (safetensors, PyTorch), une liste de noms de classes (texte, CSV, JSON) ou une fiche de cette page (JSON)."
        ),
    )
}

/// Files without a byte.
pub fn files_empty(names: &[String], lang: Lang) -> String {
    let listed = listed(names, lang);
    pick(
        lang,
        format!("Empty, so there is nothing to open: {listed}. Copy or download it again."),
        format!(
            "Vide, il n’y a donc rien à ouvrir\u{a0}: {listed}. Copiez-le ou téléchargez-le de nouveau."
        ),
    )
}

/// More files of one kind than can be used at once.
pub fn files_left(names: &[String], lang: Lang) -> String {
    let listed = listed(names, lang);
    pick(
        lang,
        format!(
            "Of each kind, one file is opened at a time. Not opened: {listed}. Open the others afterwards."
        ),
        format!(
            "De chaque sorte, un seul fichier s’ouvre à la fois. Non ouvert\u{a0}: {listed}. Ouvrez les autres ensuite."
        ),
    )
}

/// A file beside weights says what is known of them already.
pub fn preparation_is_known(name: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "“{name}” says how pictures are made ready. For the network in use that is part of its architecture, or in its own file: nothing has changed."
        ),
        format!(
            "«\u{a0}{name}\u{a0}» dit comment les images sont préparées. Pour le réseau en service, cela fait partie de son architecture ou de son propre fichier\u{a0}: rien n’a changé."
        ),
    )
}

/// A file beside a model says what the page cannot do.
pub fn preparation_is_other(name: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "“{name}” says how pictures are made ready for this network, and it is none of the ways that are here: the pictures are what they were. Under “About” you can choose the way that is nearest."
        ),
        format!(
            "«\u{a0}{name}\u{a0}» dit comment les images sont préparées pour ce réseau, et ce n’est aucune des façons proposées ici\u{a0}: les images restent ce qu’elles étaient. Sous «\u{a0}À propos\u{a0}», vous pouvez choisir la façon la plus proche."
        ),
    )
}

/// No device works with a checkpoint; `why` is a whole sentence.
pub fn checkpoint_failed(name: &str, why: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{name} is not used, and the network that was there is used again. {why}"),
        format!("{name} n’est pas utilisé, et le réseau qui était là reprend. {why}"),
    )
}
