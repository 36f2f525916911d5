//! Why a file of the site did not come, and what to do: what, cause, remedy.

use super::pick;
use crate::catalogue;
use crate::protocol::{SlowTransfer, TransferCause, TransferFailure};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{bytes, fixed};

pub const TRY_AGAIN: Text = Text::new("Try again", "Réessayer");
pub const STOP_WAITING: Text = Text::new("Stop waiting", "Ne plus attendre");
pub const RELOAD_KEEPING: Text = Text::new(
    "Load the new version, keep everything",
    "Charger la nouvelle version, tout garder",
);
pub const GO_ON: Text = Text::new("Go on as it is", "Continuer ainsi");
pub const NEW_VERSION: Text = Text::new(
    "The site has been updated since this page was opened. Everything that is loaded goes on working; what is not loaded yet may be missing. To have the new version, load the page anew: your picture, your settings and your results are kept.",
    "Le site a été mis à jour depuis que cette page a été ouverte. Tout ce qui est chargé continue de fonctionner\u{202f}; ce qui ne l’est pas encore peut manquer. Pour avoir la nouvelle version, rechargez la page\u{a0}: votre image, vos réglages et vos résultats sont gardés.",
);

/// What a file of the site is to the reader, as the subject of a sentence.
pub fn file_words(path: &str, lang: Lang) -> String {
    let own = |text: Text| text.get(lang).to_owned();
    let network = catalogue::NETWORKS.iter().find(|spec| spec.file == path);
    if let Some(network) = network {
        return pick(
            lang,
            format!("The weights of {}", network.name),
            format!("Les poids de {}", network.name),
        );
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "samples.json" => own(Text::new(
            "The list of photographs",
            "La liste des photographies",
        )),
        _ if path.starts_with("samples/") => own(Text::new("The photograph", "La photographie")),
        _ if [".safetensors", ".pth", ".pt"]
            .iter()
            .any(|end| name.ends_with(end)) =>
        {
            own(Text::new(
                "A network of this course",
                "Un réseau de ce cours",
            ))
        }
        _ if name.starts_with("engine") => {
            own(Text::new("The engine that computes", "Le moteur de calcul"))
        }
        _ if name.starts_with("decoder") => own(Text::new(
            "The program that opens and saves pictures",
            "Le programme qui ouvre et enregistre les images",
        )),
        _ => own(Text::new(
            "This part of the page",
            "Cette partie de la page",
        )),
    }
}

/// The whole sentence: what did not come, why, and what to do next.
pub fn transfer_failure(failure: &TransferFailure, lang: Lang) -> String {
    let what = file_words(&failure.path, lang);
    transfer_failure_of(&what, failure, lang)
}

/// The same of something named.
pub fn transfer_failure_of(what: &str, failure: &TransferFailure, lang: Lang) -> String {
    let cause = cause(failure, lang);
    let remedy = match (failure.cause, failure.status) {
        // Busy or out of order: there is nothing that its host could put back.
        (TransferCause::Http, 429 | 500..) => LATER,
        (cause, _) => remedy(cause),
    };
    let remedy = remedy.get(lang);
    match failure.cause {
        TransferCause::Cancelled => pick(
            lang,
            format!("{what}: you stopped the transfer. {remedy}"),
            format!("{what}\u{a0}: vous avez arrêté le transfert. {remedy}"),
        ),
        _ => pick(
            lang,
            format!("{what}: {cause} {remedy}"),
            format!("{what}\u{a0}: {cause} {remedy}"),
        ),
    }
}

/// The same of a piece of the page that something waits for; `yet` says for what.
pub(super) fn not_read(yet: Text, what: Text, failure: &TransferFailure, lang: Lang) -> String {
    let reason = transfer_failure_of(what.get(lang), failure, lang);
    format!("{} {reason}", yet.get(lang))
}

const LATER: Text = Text::new(
    "The site has trouble of its own; try again in a while.",
    "Le site a lui-même un problème\u{202f}; réessayez dans un moment.",
);

fn cause(failure: &TransferFailure, lang: Lang) -> String {
    let amount = amount(failure.received_bytes, failure.total_bytes, lang);
    let (status, seconds) = (failure.status, failure.seconds);
    match failure.cause {
        TransferCause::Offline => pick(
            lang,
            "not fetched, because this device is offline.".to_owned(),
            "téléchargement impossible, car cet appareil est hors connexion.".to_owned(),
        ),
        TransferCause::Unreachable => pick(
            lang,
            "not fetched, because the site could not be reached.".to_owned(),
            "téléchargement impossible, car le site n’a pas pu être joint.".to_owned(),
        ),
        TransferCause::Stalled if failure.received_bytes == 0 => pick(
            lang,
            format!("not fetched, because the transfer stood still: the site sent nothing for {seconds} s."),
            format!("téléchargement impossible, car le transfert s’est arrêté\u{a0}: le site n’a rien envoyé pendant {seconds} s."),
        ),
        TransferCause::Stalled => pick(
            lang,
            format!("not fetched, because the transfer stood still at {amount}: nothing more came for {seconds} s."),
            format!("téléchargement impossible, car le transfert s’est arrêté à {amount}\u{a0}: plus rien n’est venu pendant {seconds} s."),
        ),
        TransferCause::Http => pick(
            lang,
            format!("not fetched, because the site answered HTTP {status} instead of the file."),
            format!("téléchargement impossible, car le site a répondu HTTP {status} au lieu du fichier."),
        ),
        TransferCause::WebPage => pick(
            lang,
            "not fetched, because a web page came instead of the file, as in networks that ask for a login.".to_owned(),
            "téléchargement impossible, car une page web est arrivée à la place du fichier, comme sur les réseaux qui demandent de s’identifier.".to_owned(),
        ),
        TransferCause::Cut => pick(
            lang,
            format!("not fetched, because the transfer ended after {amount}, every time."),
            format!("téléchargement impossible, car le transfert s’est interrompu à {amount}, à chaque essai."),
        ),
        TransferCause::Damaged => pick(
            lang,
            "refused, because what came is not the published file.".to_owned(),
            "téléchargement refusé, car ce qui est arrivé n’est pas le fichier publié.".to_owned(),
        ),
        TransferCause::NewVersion => pick(
            lang,
            "not fetched, because the site has been updated since this page was opened.".to_owned(),
            "téléchargement impossible, car le site a été mis à jour depuis que cette page a été ouverte.".to_owned(),
        ),
        TransferCause::Blocked => pick(
            lang,
            "not started, because a content policy forbids it (of whoever hosts this site, or of a browser extension).".to_owned(),
            "démarrage impossible, car une politique de contenu l’interdit (celle de l’hébergeur du site, ou d’une extension du navigateur).".to_owned(),
        ),
        TransferCause::NotCompiled => pick(
            lang,
            "not started, because this browser does not take its code.".to_owned(),
            "démarrage impossible, car ce navigateur n’accepte pas son code.".to_owned(),
        ),
        TransferCause::Cancelled => String::new(),
    }
}

fn remedy(cause: TransferCause) -> Text {
    match cause {
        TransferCause::Offline => Text::new(
            "Connect it, then try again.",
            "Connectez-le, puis réessayez.",
        ),
        TransferCause::Unreachable => Text::new(
            "Check the connection, then try again.",
            "Vérifiez la connexion, puis réessayez.",
        ),
        TransferCause::Stalled | TransferCause::Cut => Text::new(
            "Try again, perhaps on another network.",
            "Réessayez, peut-être sur un autre réseau.",
        ),
        TransferCause::Http => Text::new(
            "Whoever hosts the site has to put the file back; then try again.",
            "La personne qui héberge le site doit le remettre\u{202f}; réessayez ensuite.",
        ),
        TransferCause::WebPage => Text::new(
            "Log in to the network in another tab, then try again.",
            "Identifiez-vous sur le réseau dans un autre onglet, puis réessayez.",
        ),
        TransferCause::Damaged => Text::new(
            "Try again; if it goes on, tell whoever hosts the site.",
            "Réessayez\u{202f}; si cela continue, prévenez la personne qui héberge le site.",
        ),
        TransferCause::NewVersion => Text::new("Load the page anew.", "Rechargez la page."),
        TransferCause::Blocked => Text::new(
            "It has to allow WebAssembly and workers from blob: addresses.",
            "Elle doit permettre WebAssembly et les «\u{a0}workers\u{a0}» d’adresse blob:.",
        ),
        TransferCause::NotCompiled => Text::new(
            "Use a current Firefox, Chrome, Edge or Safari.",
            "Utilisez une version actuelle de Firefox, Chrome, Edge ou Safari.",
        ),
        TransferCause::Cancelled => Text::new(
            "Ask for it again when you like.",
            "Relancez-le quand vous voudrez.",
        ),
    }
}

/// How much of a file is there.
fn amount(received: u32, total: u32, lang: Lang) -> String {
    let megabytes = |count: u32| fixed(f64::from(count) / 1e6, 2, lang);
    match total {
        0 => bytes(f64::from(received), lang),
        1..100_000 => {
            let [received, total] = [received, total].map(|count| bytes(f64::from(count), lang));
            pick(
                lang,
                format!("{received} of {total}"),
                format!("{received} sur {total}"),
            )
        }
        total => pick(
            lang,
            format!("{} of {} MB", megabytes(received), megabytes(total)),
            format!("{} sur {} Mo", megabytes(received), megabytes(total)),
        ),
    }
}

/// A transfer that takes long: how much is there, how fast it comes, or that nothing does.
pub fn slow_transfer(transfer: &SlowTransfer, lang: Lang) -> String {
    let what = file_words(&transfer.path, lang);
    let amount = amount(transfer.received_bytes, transfer.total_bytes, lang);
    let attempt = transfer.attempt;
    let silent = (transfer.silent_ms / 1000.0).floor();
    let tries = match attempt {
        1 => String::new(),
        _ => pick(
            lang,
            format!(" (try {attempt})"),
            format!(" (essai {attempt})"),
        ),
    };
    if silent >= 2.0 {
        return pick(
            lang,
            format!("{what}: {amount}, nothing for {silent} s{tries}"),
            format!("{what}\u{a0}: {amount}, rien depuis {silent} s{tries}"),
        );
    }
    let rate = f64::from(transfer.received_bytes) / transfer.elapsed_ms.max(1.0) * 1000.0;
    let rate = bytes(rate, lang);
    pick(
        lang,
        format!("{what}: {amount}, {rate}/s{tries}"),
        format!("{what}\u{a0}: {amount}, {rate}/s{tries}"),
    )
}

/// What is wrong with the list of photographs, of which something is shown.
pub fn samples_trouble(missing: usize, altered: bool, lang: Lang) -> Option<String> {
    if altered {
        return Some(altered_list(missing, lang));
    }
    match missing {
        0 => None,
        1 => Some(pick(
            lang,
            "One photograph is missing here: its entry in the site’s list is written wrong. Whoever hosts the site can mend it.".to_owned(),
            "Il manque ici une photographie\u{a0}: son entrée dans la liste du site est mal écrite. La personne qui héberge le site peut la corriger.".to_owned(),
        )),
        count => Some(pick(
            lang,
            format!("{count} photographs are missing here: their entries in the site’s list are written wrong. Whoever hosts the site can mend them."),
            format!("Il manque ici {count} photographies\u{a0}: leurs entrées dans la liste du site sont mal écrites. La personne qui héberge le site peut les corriger."),
        )),
    }
}

/// Nobody can tell whether it was changed by hand or on the way: both are said.
fn altered_list(missing: usize, lang: Lang) -> String {
    let cause = Text::new(
        "The list of photographs is not the published file: somebody changed it, or it came damaged.",
        "La liste des photographies n’est pas le fichier publié\u{a0}: quelqu’un l’a modifiée, ou elle est arrivée endommagée.",
    );
    let rest = match missing {
        0 => Text::new(
            "What it says is shown all the same.",
            "Ce qu’elle contient est montré quand même.",
        )
        .get(lang)
        .to_owned(),
        1 => Text::new(
            "One of its entries cannot be read and is missing here. Load the page anew; if that does not help, whoever hosts the site can mend the list.",
            "Une de ses entrées est illisible et manque ici. Rechargez la page\u{202f}; si cela ne suffit pas, la personne qui héberge le site peut corriger la liste.",
        )
        .get(lang)
        .to_owned(),
        count => pick(
            lang,
            format!("{count} of its entries cannot be read and are missing here. Load the page anew; if that does not help, whoever hosts the site can mend the list."),
            format!("{count} de ses entrées sont illisibles et manquent ici. Rechargez la page\u{202f}; si cela ne suffit pas, la personne qui héberge le site peut corriger la liste."),
        ),
    };
    format!("{} {rest}", cause.get(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAUSES: [TransferCause; 11] = [
        TransferCause::Offline,
        TransferCause::Unreachable,
        TransferCause::Stalled,
        TransferCause::Http,
        TransferCause::WebPage,
        TransferCause::Cut,
        TransferCause::Damaged,
        TransferCause::NewVersion,
        TransferCause::Blocked,
        TransferCause::NotCompiled,
        TransferCause::Cancelled,
    ];

    fn failure(cause: TransferCause) -> TransferFailure {
        TransferFailure {
            cause,
            path: "weights/squeezenet-1.1.safetensors".to_owned(),
            status: 404,
            received_bytes: 1_200_000,
            total_bytes: 4_947_048,
            tries: 3,
            seconds: 10,
            message: String::new(),
        }
    }

    #[test]
    fn every_cause_has_words_of_its_own_in_both_languages() {
        for lang in [Lang::En, Lang::Fr] {
            let all = CAUSES.map(|cause| transfer_failure(&failure(cause), lang));
            for (i, words) in all.iter().enumerate() {
                println!("{words}");
                assert!(words.contains("SqueezeNet"), "{words}");
                assert!(!all[..i].contains(words), "{words}");
                assert!(words.ends_with('.'), "{words}");
            }
        }
    }

    #[test]
    fn a_cause_comes_with_its_figures() {
        let words = |cause| transfer_failure(&failure(cause), Lang::En);
        assert!(words(TransferCause::Http).contains("HTTP 404"));
        let busy = TransferFailure {
            status: 503,
            ..failure(TransferCause::Http)
        };
        let busy = transfer_failure(&busy, Lang::En);
        assert!(
            busy.contains("HTTP 503") && !busy.contains("put the file back"),
            "{busy}"
        );
        assert!(words(TransferCause::Cut).contains("1.20 of 4.95 MB"));
        assert!(words(TransferCause::Stalled).contains("10 s"));
    }

    #[test]
    fn a_slow_transfer_tells_its_rate_or_its_silence() {
        let mut transfer = SlowTransfer {
            path: "engine_cpu_bg.wasm".to_owned(),
            received_bytes: 500_000,
            total_bytes: 1_000_000,
            elapsed_ms: 5000.0,
            silent_ms: 100.0,
            attempt: 1,
        };
        let words = slow_transfer(&transfer, Lang::En);
        assert!(
            words.contains("0.50 of 1.00 MB") && words.ends_with("/s"),
            "{words}"
        );
        transfer.silent_ms = 4200.0;
        transfer.attempt = 2;
        let words = slow_transfer(&transfer, Lang::En);
        assert!(words.ends_with("nothing for 4 s (try 2)"), "{words}");
    }
}
