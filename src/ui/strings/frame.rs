//! The page inside of another one.

use crate::spec::Text;

pub const OWN_WINDOW: Text = Text::new(
    "Open in a window of its own",
    "Ouvrir dans une fenêtre à part",
);
pub const KEPT_APART: Text = Text::new(
    "Most browsers keep answers written in this frame apart from those written in a window of its own: work in one of the two, or take your answers along in a report.",
    "La plupart des navigateurs gardent les réponses écrites dans ce cadre séparément de celles écrites dans une fenêtre à part\u{a0}: travaillez dans l’un ou dans l’autre, ou emportez vos réponses dans un rapport.",
);
