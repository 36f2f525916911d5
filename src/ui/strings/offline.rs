//! Visits without a network.

use super::{pick, transfer_failure};
use crate::protocol::TransferFailure;
use crate::spec::{Lang, Text};
use crate::ui::numbers::bytes;

pub const OFFLINE: Text = Text::new("Without a network", "Sans connexion");
pub const KEEP_ALL: Text = Text::new("Keep everything here", "Tout garder ici");
pub const OFFLINE_UNKNOWN: Text = Text::new(
    "What keeps this page for visits without a network has not come yet.",
    "Ce qui garde cette page pour les visites sans connexion n’est pas encore arrivé.",
);
pub const KEEPING_FULL: Text = Text::new(
    "There is no room for all of it. Free some space in the browser’s settings, then try again; what came is kept.",
    "Il n’y a pas de place pour le tout. Libérez de l’espace dans les réglages du navigateur, puis réessayez\u{202f}; ce qui est arrivé est gardé.",
);
const WAY_OUT: Text = Text::new(
    "Adding “?sw=off” to the address ends this and removes the kept page.",
    "Ajouter «\u{a0}?sw=off\u{a0}» à l’adresse y met fin et efface la page gardée.",
);

/// What a visit without a network finds here.
pub fn offline_words(kept: f64, total: f64, lang: Lang) -> String {
    let (kept, total, out) = (bytes(kept, lang), bytes(total, lang), WAY_OUT.get(lang));
    pick(
        lang,
        format!(
            "This page, and whatever you have used of it, opens without a network: {kept} of {total} are kept in this browser. Before a lecture without a network, have everything kept: every engine, every network, every photograph. {out}"
        ),
        format!(
            "Cette page, et ce que vous en avez utilisé, s’ouvre sans connexion\u{a0}: {kept} sur {total} sont gardés dans ce navigateur. Avant un cours sans connexion, faites tout garder\u{a0}: tous les moteurs de calcul, tous les réseaux, toutes les photos. {out}"
        ),
    )
}

/// Everything is kept.
pub fn ready_offline(since: Option<&str>, total: f64, lang: Lang) -> String {
    let total = bytes(total, lang);
    let since =
        since.map(|date| pick(lang, format!(" since {date}"), format!(" depuis le {date}")));
    let since = since.unwrap_or_default();
    pick(
        lang,
        format!("Ready for visits without a network{since}: all {total} are kept in this browser."),
        format!(
            "Prête pour les visites sans connexion{since}\u{a0}: le tout, {total}, est gardé dans ce navigateur."
        ),
    )
}

/// How far it is.
pub fn keeping_progress(done: f64, total: f64, lang: Lang) -> String {
    let (done, total) = (bytes(done, lang), bytes(total, lang));
    pick(
        lang,
        format!("{done} of {total}"),
        format!("{done} sur {total}"),
    )
}

/// Why the page is not kept.
pub fn no_offline(why: &str, lang: Lang) -> String {
    let text = match why {
        "off" => Text::new(
            "The address says “?sw=off”: this page is not kept, and every visit needs the network. Open it without that to have it kept.",
            "L’adresse dit «\u{a0}?sw=off\u{a0}»\u{a0}: cette page n’est pas gardée, et chaque visite a besoin de la connexion. Ouvrez-la sans cela pour qu’elle le soit.",
        ),
        "insecure" => Text::new(
            "Browsers keep only pages of https addresses: every visit needs the network. Open this page over https to have it kept.",
            "Les navigateurs ne gardent que les pages d’adresse https\u{a0}: chaque visite a besoin de la connexion. Ouvrez cette page en https pour qu’elle soit gardée.",
        ),
        _ => Text::new(
            "This browser does not keep the page here (a private window, a setting, or a frame in another page): every visit needs the network.",
            "Ce navigateur ne garde pas la page ici (fenêtre privée, réglage, ou cadre dans une autre page)\u{a0}: chaque visite a besoin de la connexion.",
        ),
    };
    text.get(lang).to_owned()
}

/// Why not everything could be kept.
pub fn not_all_kept(failure: &TransferFailure, lang: Lang) -> String {
    let why = transfer_failure(failure, lang);
    pick(
        lang,
        format!("Not all of it could be fetched. {why} What came is kept."),
        format!("Tout n’a pas pu être téléchargé. {why} Ce qui est arrivé est gardé."),
    )
}
