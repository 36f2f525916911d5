use super::checkpoint::listed;
use crate::app_model::{LinkFaults, LinkRefusal};
use crate::spec::{Lang, Text};

pub const COPY_LINK: Text = Text::new("Copy link", "Copier le lien");
pub(super) const UNREAD: Text = Text::new(
    "The link has not been followed yet.",
    "Le lien n’a pas encore été suivi.",
);
/// What could not be fetched.
pub const READER: Text = Text::new(
    "The part of the page that reads links",
    "La partie de la page qui lit les liens",
);
pub const LINK: Text = Text::new("Link to this state", "Lien vers cet état");

/// What became of the copy of a link.
pub fn link_copied(is_copied: bool) -> Text {
    if is_copied {
        Text::new("Link copied.", "Lien copié.")
    } else {
        Text::new(
            "The browser did not allow the copy: take the link from this field.",
            "Le navigateur n’a pas autorisé la copie\u{a0}: prenez le lien dans ce champ.",
        )
    }
}

pub(super) fn link_refused(refusal: LinkRefusal) -> Text {
    match refusal {
        LinkRefusal::OtherVersion => Text::new(
            "This link was made by another version of the page, which writes links in another way: nothing of it was set up. Ask for a new link.",
            "Ce lien vient d’une autre version de la page, qui écrit les liens autrement\u{a0}: rien n’en a été repris. Demandez un nouveau lien.",
        ),
        LinkRefusal::NoLink => Text::new(
            "That is no link to a state of this page: nothing was set up. Copy the whole link again.",
            "Ce n’est pas un lien vers un état de cette page\u{a0}: rien n’en a été repris. Copiez de nouveau le lien entier.",
        ),
    }
}

pub(super) const LINK_CUT: Text = Text::new(
    "The end of this link is missing: it was cut when it was copied or sent. What is left of it was set up. Ask for the whole link, for the rest has its defaults.",
    "La fin de ce lien manque\u{a0}: il a été coupé en étant copié ou envoyé. Ce qui en reste a été repris. Demandez le lien entier, car le reste a ses valeurs par défaut.",
);

pub(super) const LINK_LACKS_PICTURE: Text = Text::new(
    "This link is about a picture of somebody’s own, which is not part of the page. The rest was set up: open the picture’s file, and it is framed as the link says.",
    "Ce lien porte sur une image personnelle, qui ne fait pas partie de la page. Le reste a été repris\u{a0}: ouvrez le fichier de l’image, et son cadrage sera celui du lien.",
);

pub(super) const LINK_LACKS_NETWORK: Text = Text::new(
    "This link is about somebody’s own checkpoint, which is not part of the page. The rest was set up: open the checkpoint’s file, and the link is followed again.",
    "Ce lien porte sur un fichier de poids personnel, qui ne fait pas partie de la page. Le reste a été repris\u{a0}: ouvrez ce fichier, et le lien sera suivi de nouveau.",
);

/// Of the kinds of pieces that could not be taken as they are.
const FAULTS: [Text; 4] = [
    Text::new(
        "Of this link, the page does not understand {}: there the defaults stay. Set them yourself.",
        "De ce lien, la page ne comprend pas {}\u{a0}: les valeurs par défaut y restent. Réglez-les vous-même.",
    ),
    Text::new(
        "Out of range in this link, and set to the nearest possible value: {}.",
        "Hors limites dans ce lien, et ramené à la valeur possible la plus proche\u{a0}: {}.",
    ),
    Text::new(
        "Not a whole number in this link, and rounded to one: {}.",
        "Pas un nombre entier dans ce lien, et arrondi\u{a0}: {}.",
    ),
    Text::new(
        "Set already by what stands before it in this link, and left out: {}.",
        "Déjà réglé par ce qui précède dans ce lien, et laissé de côté\u{a0}: {}.",
    ),
];

/// Which pieces of a link could not be taken as they are.
pub(super) fn link_partly(faults: &LinkFaults, lang: Lang) -> String {
    let sentences = { faults.all().into_iter().zip(FAULTS) }
        .filter(|(pieces, _)| !pieces.is_empty())
        .map(|(pieces, words)| words.get(lang).replace("{}", &listed(pieces, lang)));
    sentences.collect::<Vec<_>>().join(" ")
}
