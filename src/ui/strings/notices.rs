use super::pick;
use crate::app_model::{Again, NotSaved, NoticeKind, RecordRefusal};
use crate::image::ImageError;
use crate::protocol::{DeviceKind, JobErrorKind, LoadFailure, TransferFailure};
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
        NoticeKind::DecoderSilent => "decoder-silent",
        NoticeKind::DecoderFailed { .. } => "decoder-failed",
        NoticeKind::NetworkFailed { .. } => "network-failed",
        NoticeKind::DeviceFailed { .. } => "device-failed",
        NoticeKind::NewVersion => "new-version",
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
        NoticeKind::NotStored => "not-stored",
        NoticeKind::Insecure => "insecure",
        NoticeKind::CheckpointRefused { .. } => "checkpoint-refused",
        NoticeKind::CheckpointFailed { .. } => "checkpoint-failed",
        NoticeKind::CheckpointNotKept => "checkpoint-not-kept",
        NoticeKind::CheckpointGone => "checkpoint-gone",
        NoticeKind::CourseNetwork { .. } => "course-network",
        NoticeKind::ClassNamesRefused { .. } => "class-names-refused",
        NoticeKind::PreparationIsKnown { .. } => "preparation-is-known",
        NoticeKind::PreparationIsOther { .. } => "preparation-is-other",
        NoticeKind::ClassNamesUnread(_) => "class-names-unread",
        NoticeKind::ClassNamesWithoutCheckpoint => "class-names-without-checkpoint",
        NoticeKind::NotSaved { .. } => "not-saved",
        NoticeKind::NotShelved(_) => "not-shelved",
        NoticeKind::LabelsLackLetters => "labels-lack-letters",
        NoticeKind::CannotKeep { .. } => "cannot-keep",
        NoticeKind::BroughtBack { .. } => "brought-back",
        NoticeKind::KeptUnusable(_) => "kept-unusable",
        NoticeKind::LinkRefused(_) => "link-refused",
        NoticeKind::LinkUnread(_) => "link-unread",
        NoticeKind::LinkCut => "link-cut",
        NoticeKind::LinkPartly(_) => "link-partly",
        NoticeKind::LinkLacksPicture => "link-lacks-picture",
        NoticeKind::LinkLacksNetwork => "link-lacks-network",
        NoticeKind::NoFile { .. } => "no-file",
        NoticeKind::FilesOfNoKind { .. } => "files-of-no-kind",
        NoticeKind::FilesEmpty { .. } => "files-empty",
        NoticeKind::FilesLeft { .. } => "files-left",
        NoticeKind::PictureWithRecord { .. } => "picture-with-record",
        NoticeKind::RecordRefused { .. } => "record-refused",
    }
}

/// Whether the page goes on by itself: then it is a remark, not an alarm.
pub fn is_remark(kind: &NoticeKind) -> bool {
    if let NoticeKind::BroughtBack { lost, .. } = kind {
        return lost.is_empty();
    }
    matches!(
        kind,
        NoticeKind::FellBack { .. }
            | NoticeKind::NoWebGpu { .. }
            | NoticeKind::EngineCrashed { .. }
            | NoticeKind::DeviceLost { .. }
            | NoticeKind::EngineSilent { .. }
            | NoticeKind::NotStored
            | NoticeKind::CheckpointNotKept
            | NoticeKind::DecoderSilent
            | NoticeKind::NewVersion
            | NoticeKind::Insecure
            | NoticeKind::LabelsLackLetters
            | NoticeKind::LinkCut
            | NoticeKind::LinkPartly(_)
            | NoticeKind::LinkLacksPicture
            | NoticeKind::LinkLacksNetwork
            | NoticeKind::PictureWithRecord { .. }
    )
}

/// What a notice's button does besides dismissing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    StartEngine,
    TryDecoder,
    ReloadKeeping,
    ReloadAnyway,
    StartAfresh,
    OpenPicture,
    RestoreRun,
}

/// The buttons that help.
pub fn remedies_of(kind: &NoticeKind) -> &'static [Remedy] {
    match kind {
        NoticeKind::GaveUp | NoticeKind::EngineFailed(_) => &[Remedy::StartEngine],
        NoticeKind::DecoderFailed { .. } => &[Remedy::TryDecoder],
        NoticeKind::NewVersion => &[Remedy::ReloadKeeping],
        NoticeKind::CannotKeep { .. } => &[Remedy::ReloadAnyway],
        NoticeKind::BroughtBack { .. } => &[Remedy::StartAfresh],
        NoticeKind::PictureWithRecord { .. } => &[Remedy::RestoreRun, Remedy::OpenPicture],
        _ => &[],
    }
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
        | NoticeKind::NetworkFailed { failure, .. }
        | NoticeKind::DeviceFailed { failure, .. }
        | NoticeKind::CheckpointFailed { failure, .. } => technical(failure),
        NoticeKind::DecoderFailed { failure, .. }
        | NoticeKind::CourseNetwork { failure, .. }
        | NoticeKind::SampleUnreachable { failure, .. } => failure.message.clone(),
        NoticeKind::CheckpointRefused { refusal, .. } => super::checkpoint_technical(refusal),
        NoticeKind::EngineCrashed { message, .. } | NoticeKind::DeviceLost { message, .. } => {
            message.clone()
        }
        NoticeKind::RecordRefused {
            why: RecordRefusal::NotStarted(failure),
            ..
        } => failure.message.clone(),
        NoticeKind::JobFailed(error) => error.message.clone(),
        NoticeKind::NotSaved {
            why:
                NotSaved::NotMade(message)
                | NotSaved::Browser(message)
                | NotSaved::NotWritten(TransferFailure { message, .. })
                | NotSaved::NotStarted(TransferFailure { message, .. }),
            ..
        } => message.clone(),
        _ => String::new(),
    };
    Wording {
        sentence: sentence(kind, lang),
        technical,
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each notice")]
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
                "“{name}” is a picture in the format {format}, which this browser cannot read. Save it as JPEG or PNG and open that."
            ),
            format!(
                "« {name} » est une image {format}, que ce navigateur ne sait pas lire. Enregistrez l’image en JPEG ou en PNG, puis ouvrez ce fichier."
            ),
        ),
        NoticeKind::DecoderCrashed { name } => pick(
            lang,
            format!(
                "“{name}” ended the program that opens and saves pictures: it needs more memory than this browser gives, or the program fails at it. Open a smaller version, or save it as JPEG or PNG and open that."
            ),
            format!(
                "« {name} » a mis fin au programme qui ouvre et enregistre les images : il faut plus de mémoire que ce navigateur n’en donne, ou le programme y échoue. Ouvrez une version plus petite, ou enregistrez l’image en JPEG ou en PNG et ouvrez ce fichier."
            ),
        ),
        NoticeKind::DecoderFailed { name, failure } => {
            let what = super::file_words("decoder", lang);
            let reason = super::transfer_failure_of(&what, failure, lang);
            match name {
                Some(name) => pick(
                    lang,
                    format!("“{name}” is not open yet. {reason}"),
                    format!("« {name} » n’est pas encore ouvert. {reason}"),
                ),
                None => reason,
            }
        }
        NoticeKind::NetworkFailed { name, failure } => {
            let reason = load_failure(failure, lang);
            pick(
                lang,
                format!("{name} is not used. {reason} The network that was there goes on working."),
                format!(
                    "{name} n’est pas utilisé. {reason} Le réseau qui était là continue de fonctionner."
                ),
            )
        }
        NoticeKind::DeviceFailed { kind, failure } => {
            let device = match kind {
                DeviceKind::Cpu => "CPU",
                DeviceKind::WebGpu => "WebGPU",
            };
            let reason = load_failure(failure, lang);
            pick(
                lang,
                format!("{device} is not used. {reason} What computed until now goes on."),
                format!(
                    "{device} n’est pas utilisé. {reason} Ce qui calculait jusqu’ici continue."
                ),
            )
        }
        NoticeKind::FileUnreadable { name } => pick(
            lang,
            format!(
                "“{name}” could not be read: it may have been moved or changed, or it may be a folder. Choose it again."
            ),
            format!(
                "« {name} » n’a pas pu être lu : il a peut-être été déplacé ou modifié, ou c’est un dossier. Choisissez-le de nouveau."
            ),
        ),
        NoticeKind::SampleUnreachable { name, failure } => {
            let what = pick(
                lang,
                format!("The photograph “{name}”"),
                format!("La photographie « {name} »"),
            );
            super::transfer_failure_of(&what, failure, lang)
        }
        NoticeKind::CourseNetwork { name, failure } => {
            let what = pick(
                lang,
                format!("“{name}”, of this course"),
                format!("«\u{a0}{name}\u{a0}», de ce cours"),
            );
            super::transfer_failure_of(&what, failure, lang)
        }
        NoticeKind::EngineFailed(failure) => load_failure(failure, lang),
        NoticeKind::ClassNamesUnread(failure) => {
            super::not_read(super::NAMES_UNREAD, super::NAMES_READER, failure, lang)
        }
        NoticeKind::LinkUnread(failure) => {
            super::not_read(super::link::UNREAD, super::link::READER, failure, lang)
        }
        NoticeKind::NotShelved(failure) => super::not_read(
            super::shelf::NOT_YET,
            super::shelf::SHELF_CODE,
            failure,
            lang,
        ),
        NoticeKind::FilesOfNoKind { names } => super::files_of_no_kind(names, lang),
        NoticeKind::FilesEmpty { names } => super::files_empty(names, lang),
        NoticeKind::FilesLeft { names } => super::files_left(names, lang),
        NoticeKind::CheckpointRefused { name, refusal } => {
            super::checkpoint_refused(name, refusal, lang)
        }
        NoticeKind::CheckpointFailed { name, failure } => {
            super::checkpoint_failed(name, &load_failure(failure, lang), lang)
        }
        NoticeKind::ClassNamesRefused { name, why } => super::names_refused(name, why, lang),
        NoticeKind::PreparationIsKnown { name } => super::preparation_is_known(name, lang),
        NoticeKind::PreparationIsOther { name } => super::preparation_is_other(name, lang),
        NoticeKind::PictureWithRecord { name, .. } => super::records::with_record(name, lang),
        NoticeKind::RecordRefused { name, why } => super::records::refused(name, why, lang),
        NoticeKind::NotSaved { name, why } => super::saving::not_saved(name, why, lang),
        NoticeKind::FellBack { from, failure } => fell_back(*from, failure, lang),
        NoticeKind::EngineCrashed { again, .. } | NoticeKind::EngineSilent { again, .. } => {
            let what = fixed_sentence(kind).get(lang);
            format!("{what} {}", again_words(*again).get(lang))
        }
        NoticeKind::DeviceLost { again, .. } => {
            let what = fixed_sentence(kind).get(lang);
            let (then, advice) = (again_words(*again).get(lang), ON_THE_CPU.get(lang));
            format!("{what} {then} {advice}")
        }
        NoticeKind::CannotKeep { why, left } => super::cannot_keep(*why, *left, lang),
        NoticeKind::BroughtBack { .. } => super::brought_back(kind, lang),
        NoticeKind::KeptUnusable(why) => super::kept_unusable(*why).get(lang).to_owned(),
        NoticeKind::LinkPartly(faults) => super::link::link_partly(faults, lang),
        other => fixed_sentence(other).get(lang).to_owned(),
    }
}

/// The sentences that hold no name and no figure.
fn fixed_sentence(kind: &NoticeKind) -> Text {
    match kind {
        NoticeKind::NoWebGpu { secure: true } => Text::new(
            "This browser does not offer WebGPU here, so the CPU is used. A recent Chrome, Edge, Safari or Firefox on a machine with a graphics card has it.",
            "Ce navigateur n’offre pas WebGPU ici\u{202f}; le CPU est donc utilisé. Un Chrome, Edge, Safari ou Firefox récent sur une machine avec carte graphique le propose.",
        ),
        NoticeKind::NoWebGpu { secure: false } => Text::new(
            "Browsers offer WebGPU on https addresses only, so the CPU is used. Open this page over https.",
            "Les navigateurs n’offrent WebGPU qu’aux adresses https\u{202f}; le CPU est donc utilisé. Ouvrez cette page en https.",
        ),
        NoticeKind::EngineCrashed { .. } => Text::new(
            "The engine ended by itself, often because memory is short, and another takes its place. Your picture, your settings and what was found are kept.",
            "Le moteur de calcul s’est arrêté de lui-même, souvent parce que la mémoire manque\u{202f}; un autre le remplace. Votre image, vos réglages et ce qui a été trouvé sont gardés.",
        ),
        NoticeKind::DeviceLost { .. } => Text::new(
            "The graphics card was lost (asleep, busy, or its driver restarted), and the engine starts on it anew.",
            "La carte graphique a été perdue (mise en veille, occupée, ou pilote redémarré)\u{202f}; le moteur de calcul y repart.",
        ),
        NoticeKind::EngineSilent { .. } => Text::new(
            "The engine stopped answering, and another takes its place. Your picture, your settings and what was found are kept.",
            "Le moteur de calcul ne répondait plus, un autre le remplace. Votre image, vos réglages et ce qui a été trouvé sont gardés.",
        ),
        NoticeKind::NewVersion => super::NEW_VERSION,
        NoticeKind::DecoderSilent => Text::new(
            "The program that opens and saves pictures stopped answering and was replaced. What was asked of it is done again.",
            "Le programme qui ouvre et enregistre les images ne répondait plus et a été remplacé. Ce qui lui était demandé est refait.",
        ),
        NoticeKind::GaveUp => Text::new(
            "The engine ended several times in a row, so it was not started again. Often memory is short: close other tabs, then start it again.",
            "Le moteur de calcul s’est arrêté plusieurs fois de suite\u{202f}; il n’a donc pas été relancé. Souvent, la mémoire manque : fermez d’autres onglets, puis redémarrez-le.",
        ),
        NoticeKind::JobFailed(error) => job_failure(error.kind),
        NoticeKind::NotStored => Text::new(
            "The browser refused to keep the weights (storage full, or a private window). They are there for this visit and will be fetched again at the next.",
            "Le navigateur a refusé de garder les poids (stockage plein ou fenêtre privée). Ils servent pour cette visite et seront téléchargés de nouveau à la prochaine.",
        ),
        NoticeKind::CheckpointNotKept => Text::new(
            "The browser refused to keep your checkpoint (storage full, or a private window). It works for this visit; open the file again at the next, or remove something under “Kept in this browser” and open it again.",
            "Le navigateur a refusé de garder votre fichier de poids (stockage plein ou fenêtre privée). Il sert pour cette visite\u{202f}; ouvrez le fichier de nouveau à la prochaine, ou supprimez quelque chose sous « Gardé dans ce navigateur » et ouvrez-le de nouveau.",
        ),
        NoticeKind::CheckpointGone => Text::new(
            "The browser does not have this checkpoint any more: it was removed, or the browser made room. Open the file again.",
            "Le navigateur n’a plus ce fichier de poids\u{a0}: il a été supprimé, ou le navigateur a fait de la place. Ouvrez le fichier de nouveau.",
        ),
        NoticeKind::ClassNamesWithoutCheckpoint => Text::new(
            "A file of text is read as a list of class names, and such a list is for a network of your own: none is in use. Open its weights first, or both files together.",
            "Un fichier de texte est lu comme une liste de noms de classes, et une telle liste ne sert qu’à un réseau à vous\u{a0}: aucun n’est en service. Ouvrez d’abord ses poids, ou les deux fichiers ensemble.",
        ),
        NoticeKind::Insecure => Text::new(
            "This page was opened over plain http: without https, browsers offer neither storage nor WebGPU. Everything works on the CPU; the weights are fetched at each visit.",
            "Cette page est ouverte en http simple : sans https, les navigateurs n’offrent ni stockage ni WebGPU. Tout fonctionne sur le CPU ; les poids sont téléchargés à chaque visite.",
        ),
        NoticeKind::NoFile { address: true } => Text::new(
            "That was an address, not a file: this page opens files only, since nothing is fetched from elsewhere. Save or copy the picture first, then drop or paste it here.",
            "C’était une adresse, pas un fichier\u{a0}: cette page n’ouvre que des fichiers, car rien n’est cherché ailleurs. Enregistrez ou copiez d’abord l’image, puis déposez-la ou collez-la ici.",
        ),
        NoticeKind::NoFile { address: false } => Text::new(
            "That was text, not a file. Drop or paste a picture, a checkpoint or a list of class names.",
            "C’était du texte, pas un fichier. Déposez ou collez une image, un fichier de poids ou une liste de noms de classes.",
        ),
        NoticeKind::LinkRefused(refusal) => super::link::link_refused(*refusal),
        NoticeKind::LinkCut => super::link::LINK_CUT,
        NoticeKind::LinkLacksPicture => super::link::LINK_LACKS_PICTURE,
        NoticeKind::LinkLacksNetwork => super::link::LINK_LACKS_NETWORK,
        _ => super::saving::LABELS_LACK_LETTERS,
    }
}

const ON_THE_CPU: Text = Text::new(
    "If this goes on, choose the CPU.",
    "Si cela continue, choisissez le CPU.",
);

/// What becomes of what the engine was at.
fn again_words(again: Again) -> Text {
    match again {
        Again::Nothing => Text::new("Nothing needs doing.", "Il n’y a rien à faire."),
        Again::Restarted => Text::new(
            "What was being computed begins anew by itself.",
            "Le calcul en cours recommence de lui-même.",
        ),
        Again::Paused => Text::new(
            "The run that stood paused ends there; start it again for the rest.",
            "L’exécution en pause s’arrête là ; relancez-la pour la suite.",
        ),
    }
}

fn job_failure(kind: JobErrorKind) -> Text {
    match kind {
        JobErrorKind::Request => Text::new(
            "The engine did not understand what was asked. Ask for it again; if that does not help, reload the page.",
            "Le moteur de calcul n’a pas compris la demande. Recommencez\u{202f}; si cela ne suffit pas, rechargez la page.",
        ),
        JobErrorKind::Device => Text::new(
            "The device gave no numbers; it is being started again. If this goes on, choose the CPU.",
            "Le matériel n’a rendu aucun nombre ; il redémarre. Si cela continue, choisissez le CPU.",
        ),
        JobErrorKind::NotFinite => Text::new(
            "The device gave infinite or undefined numbers, so they are not shown. Choose another device and try again.",
            "Le matériel a rendu des valeurs infinies ou indéfinies, qui ne sont donc pas montrées. Choisissez un autre matériel et réessayez.",
        ),
        JobErrorKind::Overflow => Text::new(
            "The numbers of your checkpoint overflow on this picture: what came out is infinite or undefined, so it is not shown. Try another picture, or an earlier checkpoint of the training.",
            "Les nombres de votre fichier de poids débordent sur cette image\u{a0}: le résultat est infini ou indéfini et n’est donc pas montré. Essayez une autre image, ou une sauvegarde antérieure de l’entraînement.",
        ),
        JobErrorKind::NotReady => Text::new(
            "The network was not loaded yet. Ask for it again in a moment.",
            "Le réseau n’était pas encore chargé. Recommencez dans un instant.",
        ),
    }
}

fn load_failure(failure: &LoadFailure, lang: Lang) -> String {
    match failure {
        LoadFailure::Transfer(failure) => super::transfer_failure(failure, lang),
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
        // Without a reference nobody knows whether the weights are the reason or the device.
        LoadFailure::SelfCheck { report, .. } if !report.by_reference => pick(
            lang,
            format!("With these weights the gradient does not agree with the score ({}). Try another device; if it is the same there, take an earlier checkpoint of the training.", errors(report, lang)),
            format!("Avec ces poids, le gradient ne s’accorde pas avec le score ({}). Essayez un autre matériel\u{202f}; si rien ne change, prenez une sauvegarde antérieure de l’entraînement.", errors(report, lang)),
        ),
        LoadFailure::SelfCheck { report, .. } => pick(
            lang,
            format!("In its check this device computes wrong numbers ({}), which cannot be relied on. Try another browser or another device.", errors(report, lang)),
            format!("À la vérification, ce matériel calcule des nombres faux ({}), sur lesquels on ne peut pas compter. Essayez un autre navigateur ou un autre appareil.", errors(report, lang)),
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
        LoadFailure::Transfer(_) => pick(
            lang,
            format!("This browser does not take the code of the {device} engine"),
            format!("Ce navigateur n’accepte pas le code du moteur {device}"),
        ),
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
    if !report.by_reference {
        let (off, limit) = (
            figure(report.gradient_error),
            figure(report.gradient_tolerance),
        );
        return pick(
            lang,
            format!("off by {off}, limit {limit}"),
            format!("écart {off}, limite {limit}"),
        );
    }
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
        LoadFailure::Transfer(failure) => failure.message.clone(),
        LoadFailure::Weights { message }
        | LoadFailure::Device { message }
        | LoadFailure::Broken { message } => message.clone(),
        LoadFailure::Checkpoint(refusal) => super::checkpoint_technical(refusal),
        LoadFailure::SelfCheck { device, .. } => format!("{} {}", device.adapter, device.variant),
    }
}

/// Why a file is no picture for us, and what to do.
fn refusal(error: &ImageError, lang: Lang) -> String {
    match error {
        ImageError::Empty => pick(
            lang,
            "the file is empty. Copy or download it again.".to_owned(),
            "le fichier est vide. Copiez-le ou téléchargez-le de nouveau.".to_owned(),
        ),
        ImageError::NotAnImage => pick(
            lang,
            "it is not a picture in any format known here. Choose a JPEG, PNG, WebP, GIF or BMP file.".to_owned(),
            "ce n’est pas une image d’un format connu ici. Choisissez un fichier JPEG, PNG, WebP, GIF ou BMP.".to_owned(),
        ),
        ImageError::BrowserOnly { format } => pick(
            lang,
            format!("{format} can only be read by the browser, and this one does not. Save it as JPEG or PNG and open that."),
            format!("{format} ne peut être lu que par le navigateur, et celui-ci ne le sait pas. Enregistrez l’image en JPEG ou en PNG, puis ouvrez ce fichier."),
        ),
        ImageError::Falsified { format } => pick(
            lang,
            format!("this browser falsifies the pixels that a page reads from a canvas, as a protection against tracking, and {format} can be read in no other way here. Allow this page to read canvases, or save the picture as PNG or JPEG, then open it again."),
            format!("ce navigateur falsifie les pixels qu’une page lit dans un canevas, pour protéger contre le pistage, et {format} ne peut pas être lu autrement ici. Autorisez cette page à lire les canevas, ou enregistrez l’image en PNG ou en JPEG, puis ouvrez-la de nouveau."),
        ),
        ImageError::Unsupported { format, feature: None } => pick(
            lang,
            format!("{format} is not read here. Save it as JPEG or PNG and open that."),
            format!("{format} n’est pas lu ici. Enregistrez l’image en JPEG ou en PNG, puis ouvrez ce fichier."),
        ),
        ImageError::Unsupported { format, feature: Some(feature) } => {
            let variant = variant(feature, lang);
            pick(
                lang,
                format!("it is a {format} file in a variant that is not supported here ({variant}). The file may well be sound: open it in a picture program, save it as JPEG or PNG, and open that."),
                format!("c’est un fichier {format} dans une variante qui n’est pas lue ici ({variant}). Il n’est pas forcément abîmé\u{a0}: ouvrez-le dans un logiciel d’image, enregistrez-le en JPEG ou en PNG, puis ouvrez ce fichier."),
            )
        }
        ImageError::TooLarge { pixels, limit } => {
            let megapixels = fixed(*pixels as f64 / 1e6, 1, lang);
            pick(
                lang,
                format!("it has {megapixels} megapixels, the limit is {limit}. Open a smaller version."),
                format!("l’image compte {megapixels} mégapixels, la limite est de {limit}. Ouvrez une version plus petite."),
            )
        }
        ImageError::BadSize { width, height } => pick(
            lang,
            format!("it says that it measures {width} × {height} pixels, which no picture does. Copy or download it again."),
            format!("il annonce {width} × {height} pixels, ce qu’aucune image ne mesure. Copiez-le ou téléchargez-le de nouveau."),
        ),
        ImageError::Truncated { format } => pick(
            lang,
            format!("the {format} file ends before the picture does: its last pixels are missing. Copy or download it again; if the original is like that too, open it in a picture viewer, save it again, and open that."),
            format!("le fichier {format} s’arrête avant la fin de l’image\u{a0}: ses derniers pixels manquent. Copiez-le ou téléchargez-le de nouveau\u{202f}; si l’original est ainsi, ouvrez-le dans une visionneuse, enregistrez-le de nouveau, puis ouvrez ce fichier."),
        ),
        ImageError::Corrupt { format, .. } => pick(
            lang,
            format!("the {format} file is damaged. Copy or download it again, or save it anew with a picture program."),
            format!("le fichier {format} est endommagé. Copiez-le ou téléchargez-le de nouveau, ou réenregistrez-le avec un logiciel d’image."),
        ),
        ImageError::OutOfMemory { bytes: needed } => pick(
            lang,
            format!("{} of memory were needed and not to be had. Close other tabs or open a smaller version.", bytes(*needed as f64, lang)),
            format!("il fallait {} de mémoire, qui manquent. Fermez d’autres onglets ou ouvrez une version plus petite.", bytes(*needed as f64, lang)),
        ),
    }
}

/// A file's variant, as decoders name it in English.
fn variant(feature: &str, lang: Lang) -> String {
    let french = match feature {
        "arithmetic coding" => "codage arithmétique",
        "lossless" => "sans perte",
        "hierarchical" => "hiérarchique",
        "fractional sampling" => "sous-échantillonnage fractionnaire",
        "JPEG compression" => "compression JPEG",
        "PNG compression" => "compression PNG",
        "CMYK format" => "CMJN",
        other => &other.replace(" components", " composantes"),
    };
    pick(lang, feature.to_owned(), french.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Format;

    fn both(error: &ImageError) -> [String; 2] {
        [Lang::En, Lang::Fr].map(|lang| refusal(error, lang))
    }

    #[test]
    fn refused_pictures_are_given_their_true_reason_and_a_way_on_in_both_languages() {
        let format = Format::Jpeg;
        let feature = Some("arithmetic coding".to_owned());
        let [en, fr] = both(&ImageError::Unsupported { format, feature });
        assert!(
            en.contains("(arithmetic coding)") && !en.contains("damaged"),
            "{en}"
        );
        assert!(
            fr.contains("(codage arithmétique)") && fr.contains("enregistrez-le"),
            "{fr}"
        );
        let [en, fr] = both(&ImageError::Truncated { format });
        assert!(
            en.contains("pixels are missing") && en.contains("viewer"),
            "{en}"
        );
        assert!(
            fr.contains("pixels manquent") && fr.contains("visionneuse"),
            "{fr}"
        );
        let format = Format::Avif;
        let [en, fr] = both(&ImageError::Falsified { format });
        assert!(en.contains("canvas") && en.contains("PNG or JPEG"), "{en}");
        assert!(
            fr.contains("canevas") && fr.contains("PNG ou en JPEG"),
            "{fr}"
        );
        assert_eq!(variant("3 components", Lang::Fr), "3 composantes");
        assert_eq!(variant("12 bits", Lang::Fr), "12 bits");
    }
}
