use super::pick;
use crate::app_model::{Opening, OwnNetwork};
use crate::protocol::CheckpointRefusal;
use crate::spec::{Lang, Text};
use crate::ui::numbers::{bytes, percent, significant};

pub const OPEN_WEIGHTS: Text = Text::new("Open weights…", "Ouvrir des poids…");
pub const OPEN_WEIGHTS_HINT: Text = Text::new(
    "A checkpoint of your own (safetensors or PyTorch) of SqueezeNet, VGG or EfficientNet-Lite, with a text file of class names if you like. It does not leave this device.",
    "Votre propre fichier de poids (safetensors ou PyTorch) pour SqueezeNet, VGG ou EfficientNet-Lite, avec si vous le souhaitez un fichier texte des noms de classes. Il ne quitte pas cet appareil.",
);

/// A reader's own network in the list.
pub fn own_option(own: &OwnNetwork, lang: Lang) -> String {
    with_classes(own.spec.name, own.sheet.classes, lang)
}

/// A network with the number of its classes.
pub fn with_classes(name: &str, classes: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("{name} · {classes} classes"),
        format!("{name} · {classes} classes"),
    )
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

/// What a reader's own network is, in some sentences.
pub fn own_words(own: &OwnNetwork, lang: Lang) -> String {
    let architecture = own.architecture().map_or("", |spec| spec.name);
    let (file, classes) = (&own.sheet.file_name, own.sheet.classes);
    let size = bytes(own.sheet.bytes as f64, lang);
    let names = names_words(own).get(lang);
    pick(
        lang,
        format!(
            "{architecture} with your own weights, “{file}” ({size}): {classes} classes, accuracy unknown. {names} Licence: that of the checkpoint. The file does not leave this device."
        ),
        format!(
            "{architecture} avec vos propres poids, « {file} » ({size}) : {classes} classes, exactitude inconnue. {names} Licence : celle du fichier de poids. Le fichier ne quitte pas cet appareil."
        ),
    )
}

fn names_words(own: &OwnNetwork) -> Text {
    if !own.sheet.class_names.is_empty() {
        return Text::new(
            "The names of the classes are yours.",
            "Les noms des classes sont les vôtres.",
        );
    }
    match own.sheet.classes {
        1000 => Text::new(
            "Its classes are taken for those of ImageNet, as there are 1000; drop a text file with a name per line if they are others.",
            "Ses classes sont prises pour celles d’ImageNet, puisqu’il y en a 1000\u{202f}; déposez un fichier texte avec un nom par ligne si ce sont d’autres.",
        ),
        _ => Text::new(
            "Drop a text file with a name per line to name the classes.",
            "Déposez un fichier texte avec un nom par ligne pour nommer les classes.",
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
        | CheckpointRefusal::Unsafe { message }
        | CheckpointRefusal::Damaged { message }
        | CheckpointRefusal::Numbers { message }
        | CheckpointRefusal::Ended { message } => message.clone(),
        _ => String::new(),
    }
}

fn reason(refusal: &CheckpointRefusal, lang: Lang) -> String {
    match refusal {
        CheckpointRefusal::Unknown {
            nearest,
            missing,
            surplus,
            misshapen,
        } => unknown(nearest, [missing, surplus, misshapen], lang),
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
        CheckpointRefusal::UnknownFormat => Text::new(
            "it is neither a safetensors file nor a PyTorch checkpoint. Save the state dict with torch.save or safetensors and open that.",
            "ce n’est ni un fichier safetensors ni un fichier de poids PyTorch. Enregistrez le « state dict » avec torch.save ou safetensors, puis ouvrez ce fichier.",
        ),
        CheckpointRefusal::Unsafe { .. } => Text::new(
            "it contains program code, which is never run here. If you trust where it comes from, load it in PyTorch and save model.state_dict() alone, or as safetensors.",
            "il contient du code, qui n’est jamais exécuté ici. Si vous faites confiance à sa source, chargez-le dans PyTorch et enregistrez seulement model.state_dict(), ou en safetensors.",
        ),
        CheckpointRefusal::Damaged { .. } => Text::new(
            "it is damaged, incomplete, or not a state dict. Copy or download it again, or save model.state_dict() anew.",
            "il est abîmé, incomplet, ou n’est pas un « state dict ». Copiez-le ou téléchargez-le de nouveau, ou enregistrez encore model.state_dict().",
        ),
        CheckpointRefusal::Numbers { .. } => Text::new(
            "one of its tensors holds something other than finite floating-point numbers. Save the weights as float32 or float16, and check that the training did not diverge.",
            "l’un de ses tenseurs contient autre chose que des nombres à virgule finis. Enregistrez les poids en float32 ou float16, et vérifiez que l’entraînement n’a pas divergé.",
        ),
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

fn unknown(nearest: &str, [missing, surplus, misshapen]: [&Vec<String>; 3], lang: Lang) -> String {
    let kinds = [
        (missing, Text::new("missing", "il manque")),
        (surplus, Text::new("surplus", "en trop")),
        (misshapen, Text::new("misshapen", "d’une autre forme")),
    ];
    let colon = pick(lang, ": ".to_owned(), " : ".to_owned());
    let found: Vec<String> = kinds
        .iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, kind)| format!("{}{colon}{}", kind.get(lang), names.join(", ")))
        .collect();
    let found = found.join("\u{202f}; ");
    let found = pick(lang, found.replace("\u{202f}; ", "; "), found);
    pick(
        lang,
        format!(
            "its tensors are of no network known here; the nearest is {nearest} ({found}). Known are SqueezeNet 1.0 and 1.1, VGG11 to VGG19 without batch normalisation, EfficientNet-Lite0 to 2."
        ),
        format!(
            "ses tenseurs ne sont d’aucun réseau connu ici\u{202f}; le plus proche est {nearest} ({found}). Sont connus SqueezeNet 1.0 et 1.1, VGG11 à VGG19 sans normalisation par lots, EfficientNet-Lite0 à 2."
        ),
    )
}

/// A file of class names that does not fit.
pub fn names_misfit(lines: usize, classes: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "The text file has {lines} lines, but the network has {classes} classes: one name per line is needed. The names were not changed; correct the file and drop it again."
        ),
        format!(
            "Le fichier texte a {lines} lignes, mais le réseau a {classes} classes : il faut un nom par ligne. Les noms n’ont pas été changés\u{202f}; corrigez le fichier et déposez-le de nouveau."
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
