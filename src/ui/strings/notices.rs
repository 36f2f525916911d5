use super::pick;
use crate::app_model::NoticeKind;
use crate::engine::image::ImageError;
use crate::protocol::{DeviceKind, JobErrorKind, LoadFailure};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{bytes, fixed, significant};

/// How a notice is worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub sentence: String,
    /// In English, for whoever is asked for help.
    pub technical: String,
}

/// Permanent name of a kind of notice.
pub fn notice_id(kind: &NoticeKind) -> &'static str {
    match kind {
        NoticeKind::PictureRefused { .. } => "picture-refused",
        NoticeKind::BrowserCouldNotDecode { .. } => "browser-could-not-decode",
        NoticeKind::DecoderCrashed { .. } => "decoder-crashed",
        NoticeKind::FileUnreadable { .. } => "file-unreadable",
        NoticeKind::SampleUnreachable { .. } => "sample-unreachable",
        NoticeKind::EngineFailed(_) => "engine-failed",
        NoticeKind::FellBack { .. } => "fell-back",
        NoticeKind::NoWebGpu { .. } => "no-webgpu",
        NoticeKind::EngineCrashed { .. } => "engine-crashed",
        NoticeKind::DeviceLost { .. } => "device-lost",
        NoticeKind::EngineSilent { .. } => "engine-silent",
        NoticeKind::GaveUp => "gave-up",
        NoticeKind::JobFailed(_) => "job-failed",
        NoticeKind::NotStored { .. } => "not-stored",
        NoticeKind::Insecure => "insecure",
        NoticeKind::CheckpointRefused { .. } => "checkpoint-refused",
        NoticeKind::CheckpointFailed { .. } => "checkpoint-failed",
        NoticeKind::CheckpointNotKept => "checkpoint-not-kept",
        NoticeKind::CheckpointGone => "checkpoint-gone",
        NoticeKind::ClassNamesMisfit { .. } => "class-names-misfit",
        NoticeKind::ClassNamesWithoutCheckpoint => "class-names-without-checkpoint",
        NoticeKind::CouldNotSave => "could-not-save",
    }
}

/// Whether the page goes on by itself: then it is a remark, not an alarm.
pub fn is_remark(kind: &NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::FellBack { .. }
            | NoticeKind::NoWebGpu { .. }
            | NoticeKind::EngineCrashed { .. }
            | NoticeKind::DeviceLost { .. }
            | NoticeKind::EngineSilent { .. }
            | NoticeKind::NotStored { .. }
            | NoticeKind::CheckpointNotKept
            | NoticeKind::Insecure
    )
}

/// Whether starting the engine again is what there is to do.
pub fn wants_restart(kind: &NoticeKind) -> bool {
    matches!(kind, NoticeKind::GaveUp | NoticeKind::EngineFailed(_))
}

/// What happened and what to do next.
pub fn wording(kind: &NoticeKind, lang: Lang) -> Wording {
    let technical = match kind {
        // The other refusals are said in full by their sentence.
        NoticeKind::PictureRefused {
            error: error @ ImageError::Corrupt { .. },
            ..
        } => error.to_string(),
        NoticeKind::EngineFailed(failure)
        | NoticeKind::FellBack { failure, .. }
        | NoticeKind::CheckpointFailed { failure, .. } => technical(failure),
        NoticeKind::CheckpointRefused { refusal, .. } => super::checkpoint_technical(refusal),
        NoticeKind::EngineCrashed { message } | NoticeKind::DeviceLost { message } => {
            message.clone()
        }
        NoticeKind::JobFailed(error) => error.message.clone(),
        _ => String::new(),
    };
    Wording {
        sentence: sentence(kind, lang),
        technical,
    }
}

fn sentence(kind: &NoticeKind, lang: Lang) -> String {
    match kind {
        NoticeKind::PictureRefused { name, error } => {
            let reason = refusal(error, lang);
            pick(
                lang,
                format!("“{name}” was not opened: {reason}"),
                format!("« {name} » n’a pas été ouvert : {reason}"),
            )
        }
        NoticeKind::BrowserCouldNotDecode { name, format } => pick(
            lang,
            format!(
                "“{name}” is a {format} picture, which this browser cannot read. Save it as JPEG or PNG and open that."
            ),
            format!(
                "« {name} » est une image {format}, que ce navigateur ne sait pas lire. Enregistrez-la en JPEG ou en PNG, puis ouvrez ce fichier."
            ),
        ),
        NoticeKind::DecoderCrashed { name } => pick(
            lang,
            format!(
                "“{name}” needed more memory than this browser gives. Close other tabs or open a smaller picture."
            ),
            format!(
                "« {name} » demande plus de mémoire que ce navigateur n’en donne. Fermez d’autres onglets ou ouvrez une image plus petite."
            ),
        ),
        NoticeKind::FileUnreadable { name } => pick(
            lang,
            format!(
                "“{name}” could not be read: it may have been moved or changed, or it may be a folder. Choose it again."
            ),
            format!(
                "« {name} » n’a pas pu être lu : il a peut-être été déplacé ou modifié, ou c’est un dossier. Choisissez-le de nouveau."
            ),
        ),
        NoticeKind::SampleUnreachable { name } => pick(
            lang,
            format!(
                "The photograph “{name}” could not be fetched. Check the connection and choose it again, or open a file of your own."
            ),
            format!(
                "La photographie « {name} » n’a pas pu être téléchargée. Vérifiez la connexion et choisissez-la de nouveau, ou ouvrez l’un de vos fichiers."
            ),
        ),
        NoticeKind::EngineFailed(failure) => load_failure(failure, lang),
        NoticeKind::CheckpointRefused { name, refusal } => {
            super::checkpoint_refused(name, refusal, lang)
        }
        NoticeKind::CheckpointFailed { name, failure } => {
            super::checkpoint_failed(name, &load_failure(failure, lang), lang)
        }
        NoticeKind::ClassNamesMisfit { lines, classes } => {
            super::names_misfit(*lines, *classes, lang)
        }
        NoticeKind::FellBack { from, failure } => fell_back(*from, failure, lang),
        other => fixed_sentence(other).get(lang).to_owned(),
    }
}

/// The sentences that hold no name and no figure.
fn fixed_sentence(kind: &NoticeKind) -> Text {
    match kind {
        NoticeKind::NoWebGpu { secure: true } => Text::new(
            "You asked for WebGPU, but this browser does not offer it here; the CPU is used. A recent Chrome, Edge, Safari or Firefox on a machine with a graphics card has it.",
            "Vous avez demandé WebGPU, mais ce navigateur ne l’offre pas ici ; le CPU est utilisé. Un Chrome, Edge, Safari ou Firefox récent sur une machine avec carte graphique le propose.",
        ),
        NoticeKind::NoWebGpu { secure: false } => Text::new(
            "You asked for WebGPU, which browsers offer on https addresses only; the CPU is used. Open this page over https.",
            "Vous avez demandé WebGPU, que les navigateurs n’offrent qu’aux adresses https ; le CPU est utilisé. Ouvrez cette page en https.",
        ),
        NoticeKind::EngineCrashed { .. } => Text::new(
            "The engine ended unexpectedly and is being started again. Your picture and settings are kept; nothing needs doing.",
            "Le moteur de calcul s’est arrêté de façon inattendue et redémarre. Votre image et vos réglages sont conservés ; il n’y a rien à faire.",
        ),
        NoticeKind::DeviceLost { .. } => Text::new(
            "The graphics card was lost (asleep, busy, or its driver restarted); the engine is being started again. If this goes on, choose the CPU.",
            "La carte graphique a été perdue (mise en veille, occupée, ou pilote redémarré) ; le moteur de calcul redémarre. Si cela continue, choisissez le CPU.",
        ),
        NoticeKind::EngineSilent { .. } => Text::new(
            "The engine stopped answering and has been replaced. Your picture and settings are kept; what was being computed is computed again.",
            "Le moteur de calcul ne répondait plus et a été remplacé. Votre image et vos réglages sont conservés ; le calcul en cours est refait.",
        ),
        NoticeKind::GaveUp => Text::new(
            "The engine ended several times in a row, so it was not started again. Close other tabs that use much memory, then start it again.",
            "Le moteur de calcul s’est arrêté plusieurs fois de suite ; il n’a pas été relancé. Fermez les onglets gourmands en mémoire, puis redémarrez-le.",
        ),
        NoticeKind::JobFailed(error) => job_failure(error.kind),
        NoticeKind::NotStored { forbidden: true } => Text::new(
            "The browser refused to keep the weights (storage full, or a private window). They are there for this visit and will be fetched again at the next.",
            "Le navigateur a refusé de garder les poids (stockage plein ou fenêtre privée). Ils servent pour cette visite et seront téléchargés de nouveau à la prochaine.",
        ),
        NoticeKind::NotStored { forbidden: false } => Text::new(
            "The weights cannot be kept at this address. They are there for this visit and will be fetched again at the next.",
            "Les poids ne peuvent pas être gardés à cette adresse. Ils servent pour cette visite et seront téléchargés de nouveau à la prochaine.",
        ),
        NoticeKind::CheckpointNotKept => Text::new(
            "The browser refused to keep your checkpoint (storage full, or a private window). It works for this visit; open the file again at the next, or remove something under “Kept in this browser” and open it again.",
            "Le navigateur a refusé de garder votre fichier de poids (stockage plein ou fenêtre privée). Il sert pour cette visite\u{202f}; ouvrez le fichier de nouveau à la prochaine, ou supprimez quelque chose sous « Gardé dans ce navigateur » et ouvrez-le de nouveau.",
        ),
        NoticeKind::CheckpointGone => Text::new(
            "The browser does not have this checkpoint any more. Open the file again.",
            "Le navigateur n’a plus ce fichier de poids. Ouvrez le fichier de nouveau.",
        ),
        NoticeKind::ClassNamesWithoutCheckpoint => Text::new(
            "A text file holds the names of the classes of your own network; there is none in use. Open its weights first, or both together.",
            "Un fichier texte contient les noms des classes de votre propre réseau\u{202f}; aucun n’est en service. Ouvrez d’abord ses poids, ou les deux ensemble.",
        ),
        NoticeKind::Insecure => Text::new(
            "This page was opened over plain http: without https, browsers offer neither storage nor WebGPU. Everything works on the CPU; the weights are fetched at each visit.",
            "Cette page est ouverte en http simple : sans https, les navigateurs n’offrent ni stockage ni WebGPU. Tout fonctionne sur le CPU ; les poids sont téléchargés à chaque visite.",
        ),
        _ => Text::new(
            "The picture could not be saved. Check that the browser may download files, then try again.",
            "L’image n’a pas pu être enregistrée. Vérifiez que le navigateur a le droit de télécharger des fichiers, puis réessayez.",
        ),
    }
}

fn job_failure(kind: JobErrorKind) -> Text {
    match kind {
        JobErrorKind::Request => Text::new(
            "The engine did not understand what was asked. Choose a class again; if that does not help, reload the page.",
            "Le moteur de calcul n’a pas compris la demande. Choisissez de nouveau une classe ; si cela ne suffit pas, rechargez la page.",
        ),
        JobErrorKind::Device => Text::new(
            "The device gave no numbers; it is being started again. If this goes on, choose the CPU.",
            "Le matériel n’a rendu aucun nombre ; il redémarre. Si cela continue, choisissez le CPU.",
        ),
        JobErrorKind::NotFinite => Text::new(
            "The device gave numbers that are none (infinite or undefined), so they are not shown. Choose the CPU and try again.",
            "Le matériel a rendu des valeurs infinies ou indéfinies, qui ne sont donc pas montrées. Choisissez le CPU et réessayez.",
        ),
        JobErrorKind::NotReady => Text::new(
            "The network was not loaded yet. Choose the class again in a moment.",
            "Le réseau n’était pas encore chargé. Choisissez de nouveau la classe dans un instant.",
        ),
    }
}

fn load_failure(failure: &LoadFailure, lang: Lang) -> String {
    match failure {
        LoadFailure::Network { tries, .. } => pick(
            lang,
            format!("The weights could not be fetched, after {tries} tries. Check the connection, then start again."),
            format!("Les poids n’ont pas pu être téléchargés, après {tries} essais. Vérifiez la connexion, puis redémarrez."),
        ),
        LoadFailure::Http { status } => pick(
            lang,
            format!("The site does not have the weights (HTTP {status}). Whoever hosts it has to put the file back; then start again."),
            format!("Le site n’a pas les poids (HTTP {status}). La personne qui l’héberge doit remettre le fichier ; redémarrez ensuite."),
        ),
        LoadFailure::Weights { .. } => pick(
            lang,
            "The weights that arrived are not the published ones, so they were refused. Reload the page; if it happens again, tell whoever hosts this site.".to_owned(),
            "Les poids reçus ne sont pas ceux qui ont été publiés ; ils ont été refusés. Rechargez la page ; si cela se reproduit, prévenez la personne qui héberge ce site.".to_owned(),
        ),
        LoadFailure::Device { .. } => pick(
            lang,
            "No device could be opened for computing. Restart the browser, then start again.".to_owned(),
            "Aucun matériel de calcul n’a pu être ouvert. Relancez le navigateur, puis redémarrez.".to_owned(),
        ),
        LoadFailure::SelfCheck { report, .. } => pick(
            lang,
            format!("This device computes wrong numbers ({}), so nothing is shown. Try another browser or another device.", errors(report, lang)),
            format!("Ce matériel calcule des nombres faux ({}) ; rien n’est donc montré. Essayez un autre navigateur ou un autre appareil.", errors(report, lang)),
        ),
        LoadFailure::Checkpoint(refusal) => super::checkpoint_refused("", refusal, lang),
        LoadFailure::Broken { .. } => pick(
            lang,
            "The device could not finish its check. Start again, or choose another device.".to_owned(),
            "Le matériel n’a pas pu terminer sa vérification. Redémarrez, ou choisissez un autre matériel.".to_owned(),
        ),
    }
}

fn fell_back(from: DeviceKind, failure: &LoadFailure, lang: Lang) -> String {
    let device = match from {
        DeviceKind::Cpu => "CPU",
        DeviceKind::WebGpu => "WebGPU",
    };
    let reason = match failure {
        LoadFailure::SelfCheck { report, .. } => pick(
            lang,
            format!(
                "{device} computed wrong numbers in the self-check ({})",
                errors(report, lang)
            ),
            format!(
                "{device} a calculé des nombres faux à la vérification ({})",
                errors(report, lang)
            ),
        ),
        LoadFailure::Broken { .. } => pick(
            lang,
            format!("{device} could not finish the self-check"),
            format!("{device} n’a pas pu terminer la vérification"),
        ),
        _ => pick(
            lang,
            format!("{device} could not be opened"),
            format!("{device} n’a pas pu être ouvert"),
        ),
    };
    pick(
        lang,
        format!("{reason}, so the CPU is used instead. Results are right, only slower."),
        format!(
            "{reason} ; le CPU est donc utilisé. Les résultats sont justes, seulement plus lents."
        ),
    )
}

fn errors(report: &crate::protocol::SelfCheckReport, lang: Lang) -> String {
    let figure = |value: f32| significant(f64::from(value), 2, lang);
    pick(
        lang,
        format!(
            "score off by {}, gradient by {}",
            figure(report.score_error),
            figure(report.gradient_error)
        ),
        format!(
            "écart du score {}, du gradient {}",
            figure(report.score_error),
            figure(report.gradient_error)
        ),
    )
}

fn technical(failure: &LoadFailure) -> String {
    match failure {
        LoadFailure::Network { message, .. }
        | LoadFailure::Weights { message }
        | LoadFailure::Device { message }
        | LoadFailure::Broken { message } => message.clone(),
        LoadFailure::Http { .. } => String::new(),
        LoadFailure::Checkpoint(refusal) => super::checkpoint_technical(refusal),
        LoadFailure::SelfCheck { device, .. } => format!("{} {}", device.adapter, device.variant),
    }
}

/// Why a file is no picture for us, and what to do.
fn refusal(error: &ImageError, lang: Lang) -> String {
    match error {
        ImageError::Empty => pick(
            lang,
            "the file is empty. Choose another one.".to_owned(),
            "le fichier est vide. Choisissez-en un autre.".to_owned(),
        ),
        ImageError::NotAnImage => pick(
            lang,
            "it is not a picture in any format known here. Choose a JPEG, PNG, WebP, GIF or BMP file.".to_owned(),
            "ce n’est pas une image d’un format connu ici. Choisissez un fichier JPEG, PNG, WebP, GIF ou BMP.".to_owned(),
        ),
        ImageError::BrowserOnly { format } => pick(
            lang,
            format!("{format} can only be read by the browser, and this one does not. Save it as JPEG or PNG."),
            format!("{format} ne peut être lu que par le navigateur, et celui-ci ne le sait pas. Enregistrez-la en JPEG ou en PNG."),
        ),
        ImageError::Unsupported { format, feature } => {
            let variant = feature.as_ref().map_or_else(String::new, |f| format!(" ({f})"));
            pick(
                lang,
                format!("{format}{variant} is not read here. Save it as JPEG or PNG and open that."),
                format!("{format}{variant} n’est pas lu ici. Enregistrez l’image en JPEG ou en PNG, puis ouvrez ce fichier."),
            )
        }
        ImageError::TooLarge { pixels, limit } => {
            let megapixels = fixed(*pixels as f64 / 1e6, 1, lang);
            pick(
                lang,
                format!("it has {megapixels} megapixels, the limit is {limit}. Open a smaller version."),
                format!("elle compte {megapixels} mégapixels, la limite est de {limit}. Ouvrez une version plus petite."),
            )
        }
        ImageError::BadSize { width, height } => pick(
            lang,
            format!("a picture of {width} × {height} pixels cannot be made of it. Choose another file."),
            format!("on ne peut pas en tirer une image de {width} × {height} pixels. Choisissez un autre fichier."),
        ),
        ImageError::Truncated { format } => pick(
            lang,
            format!("the {format} file ends before the picture does. Copy or download it again."),
            format!("le fichier {format} s’arrête avant la fin de l’image. Copiez-le ou téléchargez-le de nouveau."),
        ),
        ImageError::Corrupt { format, .. } => pick(
            lang,
            format!("the {format} file is damaged. Copy or download it again, or save it anew with a picture program."),
            format!("le fichier {format} est endommagé. Téléchargez-le de nouveau, ou réenregistrez-le avec un logiciel d’image."),
        ),
        ImageError::OutOfMemory { bytes: needed } => pick(
            lang,
            format!("{} of memory were needed and not to be had. Close other tabs or open a smaller version.", bytes(*needed as f64, lang)),
            format!("il fallait {} de mémoire, qui manquent. Fermez d’autres onglets ou ouvrez une version plus petite.", bytes(*needed as f64, lang)),
        ),
    }
}
