use super::pick;
use crate::app_model::{KeepFailure, Left, NoticeKind, Piece, Unusable};
use crate::spec::{Lang, Text};

pub const RELOAD_ANYWAY: Text = Text::new("Reload anyway", "Recharger quand même");
pub const START_AFRESH: Text = Text::new("Begin anew", "Repartir de zéro");
pub const KEEP_THROUGH_A_RELOAD: Text = Text::new(
    "Keep my picture, my settings and the results through a reload of this tab",
    "Garder mon image, mes réglages et les résultats si cet onglet est rechargé",
);
pub const KEPT_FOR_A_RELOAD: Text = Text::new(
    "They are written down in this browser, on this device, as you go on, and come back when this tab is reloaded, stops working or is thrown away by the browser. What a closed tab leaves is removed by the first visit more than a day later, or at once if you switch this off before. Files above 64 MB are not written down. Without it, settings and the page’s own photographs alone come back.",
    "Le navigateur les note au fur et à mesure, sur cet appareil, et ils reviennent si cet onglet est rechargé, s’arrête ou est déchargé par le navigateur. Ce que laisse un onglet fermé est effacé à la première visite plus d’un jour après, ou tout de suite si vous décochez cette case avant. Les fichiers de plus de 64\u{202f}Mo ne sont pas notés. Sans cela, seuls reviennent les réglages et les photographies de la page.",
);

/// Why not everything can be kept through a reload, what would be lost, and what to do.
pub(super) fn cannot_keep(why: KeepFailure, left: Left, lang: Lang) -> String {
    let [why, left, advice] = [reason(why), loss(left), ADVICE].map(|text| text.get(lang));
    let colon = pick(lang, ":".to_owned(), "\u{a0}:".to_owned());
    format!("{why}{colon} {left} {advice}")
}

const ADVICE: Text = Text::new(
    "Save what you need first, then reload anyway; or go on with the page as it is.",
    "Enregistrez d’abord ce dont vous avez besoin, puis rechargez quand même\u{202f}; ou continuez avec la page telle qu’elle est.",
);

fn reason(why: KeepFailure) -> Text {
    match why {
        KeepFailure::Refused => Text::new(
            "The browser does not let this page keep everything while it reloads (a private window, a frame or a setting does that)",
            "Le navigateur ne laisse pas cette page tout garder pendant qu’elle se recharge (à cause d’une fenêtre privée, d’un cadre ou d’un réglage)",
        ),
        KeepFailure::Full => Text::new(
            "The browser’s storage is too full to keep everything while the page reloads",
            "Le stockage du navigateur est trop plein pour tout garder pendant que la page se recharge",
        ),
        KeepFailure::Silent => Text::new(
            "The browser’s storage, which has to keep everything while the page reloads, does not answer",
            "Le stockage du navigateur, qui doit tout garder pendant que la page se recharge, ne répond pas",
        ),
        KeepFailure::NoCode => Text::new(
            "The piece of the page that keeps results while it reloads could not be fetched",
            "Le morceau de la page qui garde les résultats pendant qu’elle se recharge n’a pas pu être téléchargé",
        ),
    }
}

fn loss(left: Left) -> Text {
    match left {
        Left::Picture => Text::new(
            "picture and settings would come back, the results would be lost.",
            "l’image et les réglages reviendraient, les résultats seraient perdus.",
        ),
        Left::Settings => Text::new(
            "the settings would come back, your picture and the results would be lost.",
            "les réglages reviendraient, votre image et les résultats seraient perdus.",
        ),
        Left::Nothing => Text::new(
            "picture, settings and results would be lost.",
            "l’image, les réglages et les résultats seraient perdus.",
        ),
    }
}

/// What is back after a reload, and what is not.
pub(super) fn brought_back(kind: &NoticeKind, lang: Lang) -> String {
    let NoticeKind::BroughtBack {
        picture,
        results,
        restarted,
        shelf,
        had_stopped,
        lost,
    } = kind
    else {
        return String::new();
    };
    let mut sentences = vec![reloaded(*had_stopped, *picture, *results, lang)];
    let computed_again = *had_stopped && !*results;
    let words = match (computed_again, *shelf) {
        (true, false) => Some(COMPUTE_AGAIN),
        (true, true) => Some(SHELF_BUT_COMPUTE_AGAIN),
        (false, true) => Some(SHELF_IS_BACK),
        (false, false) => None,
    };
    sentences.extend(words.map(|words| words.get(lang).to_owned()));
    if *restarted {
        sentences.push(BEGUN_AGAIN.get(lang).to_owned());
    }
    let mut words = sentences.join(" ");
    if !lost.is_empty() {
        let lost: Vec<&str> = lost.iter().map(|piece| name(*piece).get(lang)).collect();
        let lost = lost.join(", ");
        words.push_str(&pick(
            lang,
            format!(" Not back: {lost}."),
            format!(" Ne sont pas revenus\u{a0}: {lost}."),
        ));
    }
    words
}

const COMPUTE_AGAIN: Text = Text::new(
    "What had been computed has to be computed again.",
    "Ce qui avait été calculé est à recalculer.",
);
const SHELF_BUT_COMPUTE_AGAIN: Text = Text::new(
    "The results on the shelf are back too; what else had been computed has to be computed again.",
    "Les résultats de l’étagère sont revenus aussi\u{202f}; ce qui avait été calculé d’autre est à recalculer.",
);
const SHELF_IS_BACK: Text = Text::new(
    "The results on the shelf are back too.",
    "Les résultats de l’étagère sont revenus aussi.",
);
const BEGUN_AGAIN: Text = Text::new(
    "What was being computed has begun again from the start.",
    "Ce qui était en cours de calcul a recommencé depuis le début.",
);

fn reloaded(had_stopped: bool, picture: bool, results: bool, lang: Lang) -> String {
    let what = match had_stopped {
        true => Text::new(
            "The page had stopped working and was reloaded: ",
            "La page s’était arrêtée et a été rechargée\u{a0}: ",
        ),
        false => Text::new("The page was reloaded: ", "La page a été rechargée\u{a0}: "),
    };
    let back = match (picture, results) {
        (true, true) => Text::new(
            "picture, settings and results are back.",
            "l’image, les réglages et les résultats sont revenus.",
        ),
        (true, false) => Text::new(
            "picture and settings are back.",
            "l’image et les réglages sont revenus.",
        ),
        (false, true) => Text::new(
            "settings and results are back.",
            "les réglages et les résultats sont revenus.",
        ),
        (false, false) => Text::new("the settings are back.", "les réglages sont revenus."),
    };
    format!("{}{}", what.get(lang), back.get(lang))
}

fn name(piece: Piece) -> Text {
    match piece {
        Piece::Picture => Text::new(
            "your picture (open it again)",
            "votre image (ouvrez-la de nouveau)",
        ),
        Piece::Network => Text::new(
            "your own network (open its weights again)",
            "votre réseau (ouvrez de nouveau ses poids)",
        ),
        Piece::SecondNetwork => Text::new(
            "the second network (choose another)",
            "le second réseau (choisissez-en un autre)",
        ),
        Piece::Settings => Text::new(
            "settings that this version of the page does not have",
            "des réglages que cette version de la page n’a pas",
        ),
        Piece::Results => Text::new(
            "the results (they were not written down, or cannot be read; compute them again)",
            "les résultats (ils n’ont pas été notés, ou sont illisibles\u{202f}; recalculez-les)",
        ),
        Piece::Attack => Text::new("the attack (start it again)", "l’attaque (relancez-la)"),
        Piece::Comparison => Text::new(
            "attacks of the comparison (start it again)",
            "des attaques de la comparaison (relancez-la)",
        ),
        Piece::Visualisation => Text::new(
            "the visualisation (start it again)",
            "la visualisation (relancez-la)",
        ),
        Piece::Sheet => Text::new(
            "the contact sheet (fill it again)",
            "la planche (remplissez-la de nouveau)",
        ),
        Piece::Shelf => Text::new(
            "results on the shelf (the browser does not have them any more)",
            "des résultats de l’étagère (le navigateur ne les a plus)",
        ),
    }
}

/// Why the page begins afresh although something was kept, and what to do.
pub(super) fn kept_unusable(why: Unusable) -> Text {
    match why {
        Unusable::OtherVersion => Text::new(
            "The page was reloaded, and its new version keeps things in another form, so it begins afresh. Open your picture again.",
            "La page a été rechargée, et sa nouvelle version garde les choses sous une autre forme\u{a0}: elle repart de zéro. Ouvrez de nouveau votre image.",
        ),
        Unusable::Damaged => Text::new(
            "The page was reloaded, but what it had kept cannot be read, so it begins afresh. Open your picture again.",
            "La page a été rechargée, mais ce qu’elle avait gardé est illisible\u{a0}: elle repart de zéro. Ouvrez de nouveau votre image.",
        ),
        Unusable::Silent => Text::new(
            "The page was reloaded, but the browser’s storage does not hand back what it had kept. Reload the page to try again, or open your picture again.",
            "La page a été rechargée, mais le stockage du navigateur ne rend pas ce qu’elle avait gardé. Rechargez la page pour réessayer, ou ouvrez de nouveau votre image.",
        ),
        Unusable::NoCode => Text::new(
            "The page was reloaded, but the piece of it that brings picture and results back could not be fetched. Check the connection and reload the page to try again, or open your picture again.",
            "La page a été rechargée, mais le morceau qui ramène l’image et les résultats n’a pas pu être téléchargé. Vérifiez la connexion et rechargez la page pour réessayer, ou ouvrez de nouveau votre image.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(had_stopped: bool, restarted: bool, lost: Vec<Piece>) -> NoticeKind {
        NoticeKind::BroughtBack {
            picture: true,
            results: !had_stopped,
            restarted,
            shelf: false,
            had_stopped,
            lost,
        }
    }

    #[test]
    fn what_is_back_and_what_is_not_are_said_apart() {
        let words = brought_back(&back(false, false, Vec::new()), Lang::En);
        assert_eq!(
            words,
            "The page was reloaded: picture, settings and results are back."
        );
        let words = brought_back(&back(true, false, vec![Piece::Picture]), Lang::En);
        assert!(
            words.contains("computed again") && words.ends_with("your picture (open it again)."),
            "{words}"
        );
        let words = brought_back(
            &back(false, true, vec![Piece::Attack, Piece::Sheet]),
            Lang::Fr,
        );
        assert!(
            words.contains("depuis le début. Ne sont pas revenus\u{a0}: l’attaque"),
            "{words}"
        );
    }

    #[test]
    fn before_a_reload_the_loss_and_its_cause_are_named() {
        let words = cannot_keep(KeepFailure::Silent, Left::Settings, Lang::En);
        assert!(words.contains("does not answer: the settings"), "{words}");
        let words = cannot_keep(KeepFailure::Full, Left::Picture, Lang::Fr);
        assert!(words.contains("recharge\u{a0}: l’image"), "{words}");
    }
}
