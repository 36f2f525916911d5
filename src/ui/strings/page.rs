use crate::spec::Text;

pub const TITLE: Text = Text::new(
    "Gradoscope: what an image classifier looks at",
    "Gradoscope : ce que regarde un classifieur d’images",
);
pub const SKIP: Text = Text::new("Skip to the content", "Aller au contenu");
pub const ABOUT_LINK: Text = Text::new("About", "À propos");
pub const THEME: Text = Text::new("Theme", "Thème");
pub const THEME_AUTO: Text = Text::new("Auto", "Auto");
pub const THEME_LIGHT: Text = Text::new("Light", "Clair");
pub const THEME_DARK: Text = Text::new("Dark", "Sombre");
pub const PARTS: Text = Text::new("Parts of the practical", "Parties du TP");
pub const WHAT_FOLLOWS: Text = Text::new("What follows from it", "Ce qui s’ensuit");
pub const ABOUT_PICTURE: Text = Text::new("About this picture", "À propos de cette image");
pub const ENGINE_MORE: Text = Text::new("Network and device", "Réseau et appareil");
pub const MORE_SETTINGS: Text = Text::new("More settings", "Autres réglages");
pub const ENGINE_CHECKED: Text = Text::new("checked", "vérifié");
pub const PART_IS_COMING: Text = Text::new("This part is on its way…", "Cette partie arrive…");
pub const FETCH_AGAIN: Text = Text::new("Try again", "Réessayer");
pub const MESSAGES: Text = Text::new("Messages", "Messages");
pub const DISMISS: Text = Text::new("Dismiss", "Fermer");

pub const SCORES_TITLE: Text = Text::new("What the network says", "Ce que dit le réseau");
pub const SCORES_CAPTION: Text = Text::new(
    "The best classes. Choose one to see its map.",
    "Les meilleures classes. Choisissez-en une pour voir sa carte.",
);
pub const CLASS: Text = Text::new("Class", "Classe");
pub const INDEX: Text = Text::new("Index", "Indice");
pub const PROBABILITY: Text = Text::new("Probability", "Probabilité");
pub const SCORE: Text = Text::new("Score", "Score");
pub const SCORES_NOTE: Text = Text::new(
    "Scores come before the softmax; probabilities after it, over all classes.",
    "Les scores sont pris avant le softmax, les probabilités après, sur toutes les classes.",
);
