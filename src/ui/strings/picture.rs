use super::pick;
use crate::image::{CropBox, Ending};
use crate::protocol::PictureFacts;
use crate::spec::{Lang, Text};
use crate::ui::numbers::{fixed, significant};

pub const PICTURE: Text = Text::new("Picture", "Image");
pub const CHOOSE: Text = Text::new("Choose a picture", "Choisissez une image");
pub const START: Text = Text::new(
    "One of these photographs, or one of your own: your pictures never leave this device.",
    "L’une de ces photographies, ou l’une des vôtres\u{a0}: vos images ne quittent jamais cet appareil.",
);
pub const OPEN_FILE: Text = Text::new("Open a file…", "Ouvrir un fichier…");
pub const OTHER_WAYS: Text = Text::new(
    "or drop it anywhere on the page, or paste it (Ctrl+V)",
    "ou déposez-la n’importe où sur la page, ou collez-la (Ctrl+V)",
);
pub const DROP_HERE: Text = Text::new(
    "Drop a picture, weights or a record to open it",
    "Déposez une image, des poids ou une fiche",
);
pub const SAMPLES: Text = Text::new("Sample photographs", "Photographies d’exemple");
pub const SOURCE: Text = Text::new("source", "source");
pub const OPENING: Text = Text::new("Opening…", "Ouverture…");
pub const FRAMING: Text = Text::new("Framing", "Cadrage");
pub const SQUARE: Text = Text::new("Square crop", "Carré");
pub const SQUEEZE: Text = Text::new("Whole, squeezed", "Entière, déformée");
pub const ZOOM: Text = Text::new("Zoom", "Zoom");
pub const PREVIEW: Text = Text::new("The whole picture", "L’image entière");
pub const CROP_HELP: Text = Text::new(
    "Square that the network sees. Arrow keys move it (with Shift: further), plus and minus zoom, 0 centres it again.",
    "Carré que voit le réseau. Les flèches le déplacent (avec Maj : plus loin), plus et moins changent le zoom, 0 le recentre.",
);
pub const CROP_HINT: Text = Text::new(
    "Drag the square, or move it with the arrow keys; + and − or Ctrl and wheel zoom.",
    "Faites glisser le carré, ou déplacez-le avec les flèches ; + et − ou Ctrl et molette pour le zoom.",
);
pub const SEEN: Text = Text::new("What the network sees", "Ce que voit le réseau");
/// Of a class visualisation.
pub const BEGAN_WITH: Text = Text::new("The image that it began with", "L’image de départ");

/// The role of the crop square, for screen readers.
pub const CROP_ROLE: Text = Text::new("crop square", "carré de cadrage");

/// Size of the network's input in words.
pub fn side_by_side(side: u32) -> String {
    format!("{side}\u{a0}×\u{a0}{side}\u{a0}px")
}

/// Where the crop lies.
pub fn crop_place(part: CropBox, lang: Lang) -> String {
    let (x0, y0, w, h) = (part.x0, part.y0, part.width(), part.height());
    pick(
        lang,
        format!("{w} × {h} px from ({x0}, {y0})"),
        format!("{w} × {h} px à partir de ({x0}, {y0})"),
    )
}

/// The zoom as a factor.
pub fn zoom_factor(zoom: f64, lang: Lang) -> String {
    format!("×\u{a0}{}", fixed(zoom, 1, lang))
}

/// What kind of file a picture is.
pub fn facts_line(facts: &PictureFacts, lang: Lang) -> String {
    let size = format!("{} × {} px", facts.width, facts.height);
    let bits = facts.bit_depth;
    let depth = pick(
        lang,
        format!("{bits} bits per channel"),
        format!("{bits} bits par canal"),
    );
    let megapixels = f64::from(facts.width) * f64::from(facts.height) / 1e6;
    let much = if megapixels >= 1.0 {
        format!(" ({} Mpx)", significant(megapixels, 3, lang))
    } else {
        String::new()
    };
    format!("{} · {size}{much} · {depth}", facts.format)
}

const WAS_TURNED: Text = Text::new(
    "Turned as its EXIF orientation says.",
    "Tournée comme l’indique son orientation EXIF.",
);
const PROFILE_IGNORED: Text = Text::new(
    "Its colour profile is ignored: the stored numbers are taken as they are.",
    "Son profil de couleurs est ignoré : les nombres enregistrés sont pris tels quels.",
);
const ALPHA_ON_WHITE: Text = Text::new(
    "Its transparency is laid on white.",
    "Sa transparence est posée sur du blanc.",
);
const FIRST_FRAME: Text = Text::new(
    "Animated: this is its first frame.",
    "Animée : voici sa première image.",
);
const SIXTEEN: Text = Text::new(
    "Its 16 bits are rounded to the 8 that the network expects.",
    "Ses 16 bits sont arrondis aux 8 que le réseau attend.",
);
const UNMARKED: Text = Text::new(
    "Its end marker is missing; all of its pixels are here.",
    "Sa marque de fin manque\u{202f}; tous ses pixels sont là.",
);
const COARSE: Text = Text::new(
    "Its file ends before its last refinements: the picture is coarser than it was.",
    "Son fichier s’arrête avant les derniers affinages\u{a0}: l’image est plus grossière qu’elle n’était.",
);
const BY_BROWSER: Text = Text::new(
    "Decoded by the browser, whose numbers differ a little from one browser to the next.",
    "Décodée par le navigateur ; d’un navigateur à l’autre, les nombres diffèrent un peu.",
);

/// What was done to a picture, or ignored, one sentence each.
pub fn remarks(facts: &PictureFacts) -> Vec<Text> {
    [
        (facts.by_browser, BY_BROWSER),
        (facts.orientation != 1, WAS_TURNED),
        (facts.animated, FIRST_FRAME),
        (facts.had_transparency, ALPHA_ON_WHITE),
        (facts.bit_depth > 8, SIXTEEN),
        (facts.ending == Ending::Unmarked, UNMARKED),
        (facts.ending == Ending::Coarse, COARSE),
        (facts.had_icc_profile, PROFILE_IGNORED),
    ]
    .into_iter()
    .filter_map(|(holds, text)| holds.then_some(text))
    .collect()
}

/// Licences have names of their own, except for these two.
pub fn licence(name: &str, lang: Lang) -> String {
    match (name, lang) {
        ("Public domain", Lang::Fr) => "Domaine public".to_owned(),
        ("No known copyright restrictions", Lang::Fr) => {
            "Aucune restriction de droit d’auteur connue".to_owned()
        }
        _ => name.to_owned(),
    }
}

/// Authors are named, except where nobody knows them.
pub fn author(name: &str, lang: Lang) -> String {
    match (name, lang) {
        ("A Flickr photographer whom the collection does not name", Lang::Fr) => {
            "Photographe de Flickr que la collection ne nomme pas".to_owned()
        }
        _ => name.to_owned(),
    }
}
