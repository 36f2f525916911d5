//! Maps put to the test.

use super::{named_value, pick};
use crate::app_model::InstrumentEnd;
use crate::protocol::{Change, Changed, Found, Redraw, SegmentFacts, SelfCheckReport};
use crate::segment::SegmentError;
use crate::spec::{ClassId, Lang, Text};
use crate::ui::numbers::{duration_ms, percent, probability, significant};

pub const SANITY: Text = Text::new("Sanity test", "Test de cohérence");
pub const SANITY_WHY: Text = Text::new(
    "Does the map depend on what the network has learnt? Its weights are replaced by random ones, layer by layer from the scores down, or another class is explained; after each change the map is drawn again. A map that stays the same says little about the network. Choose the method above; each method that you test joins the chart.",
    "La carte dépend-elle de ce que le réseau a appris\u{202f}? Ses poids sont remplacés par des poids tirés au hasard, couche après couche en partant des scores, ou bien une autre classe est expliquée\u{202f}; après chaque changement, la carte est tracée à nouveau. Une carte qui reste la même dit peu de chose du réseau. Choisissez la méthode plus haut\u{202f}; chaque méthode testée rejoint le graphique.",
);
pub const TEST_THIS_MAP: Text = Text::new("Test this map", "Tester cette carte");
pub const WHAT_CHANGES: Text = Text::new("What changes", "Ce qui change");
pub const CASCADE: Text = Text::new("Layers, adding up", "Couches, cumulées");
pub const ALONE: Text = Text::new("One layer at a time", "Une couche à la fois");
pub const OTHER_CLASSES: Text = Text::new("The class", "La classe");
pub const HOW_MANY_CLASSES: Text = Text::new("Other classes", "Autres classes");
pub const NEW_WEIGHTS: Text = Text::new("New weights", "Nouveaux poids");
pub const REDRAW_HE: Text = Text::new(
    "Normal, as before training (He et al. 2015)",
    "Loi normale, comme avant l’apprentissage (He et al. 2015)",
);
pub const REDRAW_DEVIATION: Text = Text::new(
    "Normal, with the trained deviation",
    "Loi normale, de l’écart type appris",
);
pub const REDRAW_PERMUTATION: Text = Text::new(
    "The trained ones in another order",
    "Les poids appris, dans un autre ordre",
);
pub const TEST_SEED: Text = Text::new("Seed", "Graine");
pub const MEASURE: Text = Text::new("Measure", "Mesure");
pub const MEASURE_SIZE: Text = Text::new(
    "Rank correlation of sizes",
    "Corrélation de rang des valeurs absolues",
);
pub const HIDES_SIZE: Text = Text::new(
    "Spearman’s correlation of one size per pixel. It does not see signs; two maps of the same edges look alike in it, whatever they explain. A blurred map and the sharp one are far apart.",
    "Corrélation de Spearman, une valeur positive par pixel. Elle ne voit pas les signes\u{202f}; deux cartes des mêmes contours s’y ressemblent, quoi qu’elles expliquent. Une carte floue et la même, nette, y sont éloignées.",
);
pub const MEASURE_SIGNED: Text = Text::new(
    "Rank correlation with signs",
    "Corrélation de rang avec les signes",
);
pub const HIDES_SIGNED: Text = Text::new(
    "Spearman’s correlation of all numbers with their signs. The sign of a gradient changes from pixel to pixel, so it falls towards zero soon, even where the same places stay bright.",
    "Corrélation de Spearman de tous les nombres, signes compris. Le signe d’un gradient change d’un pixel à l’autre\u{a0}: elle tombe vite vers zéro, même là où les mêmes endroits restent clairs.",
);
pub const MEASURE_COARSE: Text = Text::new(
    "Rank correlation of 14 by 14 parts",
    "Corrélation de rang de 14 × 14 parties",
);
pub const HIDES_COARSE: Text = Text::new(
    "The same of means over 14 by 14 parts of the image. It sees only roughly where a map is bright: every fine structure is lost, and a spot in the middle resembles any object in the middle.",
    "La même, des moyennes sur 14 × 14 parties de l’image. Elle ne voit que grossièrement où la carte est claire\u{a0}: toute structure fine est perdue, et une tache au centre ressemble à n’importe quel objet au centre.",
);
pub const MEASURE_SSIM: Text = Text::new(
    "Structural similarity (SSIM)",
    "Similarité structurelle (SSIM)",
);
pub const HIDES_SSIM: Text = Text::new(
    "Each map is divided by its largest value first, so one bright pixel makes both maps dark and alike: a high value can come from nothing but darkness.",
    "Chaque carte est d’abord divisée par sa plus grande valeur\u{a0}: un seul pixel clair rend les deux cartes sombres et semblables. Une valeur élevée peut ne venir que du noir.",
);
pub const MEASURE_HOG: Text = Text::new(
    "Correlation of oriented gradients (HOG)",
    "Corrélation des gradients orientés (HOG)",
);
pub const HIDES_HOG: Text = Text::new(
    "Pearson’s correlation of histograms of edge directions. Any two maps that repeat the contours of the picture are alike in it.",
    "Corrélation de Pearson d’histogrammes de directions de contours. Deux cartes qui répètent les contours de l’image s’y ressemblent toujours.",
);
pub const CHANGES_SO_FAR: Text = Text::new(
    "changes made (0: the trained network)",
    "changements faits (0\u{a0}: le réseau appris)",
);
pub const LIKENESS_TO_FIRST: Text = Text::new(
    "Likeness to the first map",
    "Ressemblance avec la première carte",
);
pub const CHANGE_NUMBER: Text = Text::new("change", "changement");
pub const AT_THIS_CHANGE: Text = Text::new(
    "At this change, beside the first map",
    "À ce changement, par rapport à la première carte",
);
pub const ENTROPY: Text = Text::new("Entropy (nats)", "Entropie (nats)");
pub const NO_FIGURE: Text = Text::new("–", "–");
pub const FIRST_MAP: Text = Text::new(
    "The map by the trained network",
    "La carte par le réseau appris",
);
pub const TWO_OWN_SCALES: Text = Text::new(
    "Each map has its own scale: what is compared is where a map is bright, not how bright.",
    "Chaque carte a sa propre échelle\u{a0}: on compare les endroits clairs, non leur clarté.",
);
pub const WHICH_MAP: Text = Text::new("Map shown", "Carte montrée");
pub const STEP_OF_TEST: Text = Text::new("Change", "Changement");

pub const FAITHFUL: Text = Text::new("Pixels that go and come", "Pixels retirés et rendus");
pub const FAITHFUL_WHY: Text = Text::new(
    "If a map is right about which pixels matter, the class must go soon when they are taken away, the most important first (deletion), and come soon when they are put back (insertion). The methods that you ticked under “Methods side by side” are compared, or the one above; edges, chance and the centre stand beside them as controls. A method that is no better than a control has shown nothing.",
    "Si une carte dit vrai sur les pixels qui comptent, la classe doit disparaître vite quand on les retire, du plus important au moins important (suppression), et revenir vite quand on les rend (insertion). Les méthodes cochées sous «\u{a0}Méthodes côte à côte\u{a0}» sont comparées, ou à défaut celle choisie plus haut\u{202f}; les contours, le hasard et le centre servent de témoins. Une méthode qui ne fait pas mieux qu’un témoin n’a rien montré.",
);
pub const MEASURE_THEM: Text = Text::new("Measure", "Mesurer");
pub const PROTOCOL: Text = Text::new("Protocol", "Protocole");
pub const PROTOCOL_QUICK: Text = Text::new("Quick", "Rapide");
pub const PROTOCOL_QUICK_WORDS: Text = Text::new(
    "28 portions; pixels become the mean colour, and come out of focus.",
    "28 portions\u{202f}; les pixels retirés deviennent la couleur moyenne, ceux à rendre sont flous.",
);
pub const PROTOCOL_PUBLISHED: Text = Text::new("As published (RISE)", "Comme publié (RISE)");
pub const PROTOCOL_PUBLISHED_WORDS: Text = Text::new(
    "224 portions, as Petsiuk et al. (2018); with the largest change of the map for 10 images close by. At least eight times the work of the quick one.",
    "224 portions, comme Petsiuk et al. (2018)\u{202f}; avec le plus grand changement de la carte pour 10 images voisines. Au moins huit fois le travail du rapide.",
);
pub const PROTOCOL_ROAD: Text = Text::new("ROAD (imputed)", "ROAD (reconstitués)");
pub const PROTOCOL_ROAD_WORDS: Text = Text::new(
    "20 portions; missing pixels are means of their neighbours, as Rong et al. (2022): no shape of a hole tells the class.",
    "20 portions\u{202f}; les pixels manquants sont la moyenne de leurs voisins, comme Rong et al. (2022)\u{a0}: la forme d’un trou ne trahit pas la classe.",
);
pub const DELETION: Text = Text::new(
    "Deletion: probability as pixels go",
    "Suppression\u{a0}: probabilité quand les pixels partent",
);
pub const INSERTION: Text = Text::new(
    "Insertion: probability as pixels come",
    "Insertion\u{a0}: probabilité quand les pixels reviennent",
);
pub const PIXELS_PERCENT: Text = Text::new("pixels (%)", "pixels (%)");
pub const FAITHFUL_FIGURES: Text = Text::new("Figures of each map", "Chiffres de chaque carte");
pub const DELETION_AREA: Text = Text::new("Deletion (low is good)", "Suppression (bas = bien)");
pub const INSERTION_AREA: Text = Text::new("Insertion (high is good)", "Insertion (haut = bien)");
pub const KEPT_AND_REMOVED: Text =
    Text::new("Least less most removed", "Écart moins/plus important");
pub const SENSITIVITY: Text = Text::new("Largest change nearby", "Plus grand changement voisin");
pub const GINI: Text = Text::new("Gini index", "Indice de Gini");
pub const POINTS_INSIDE: Text = Text::new("Peak in your box", "Maximum dans votre cadre");
pub const SHARE_INSIDE: Text = Text::new("Share in your box", "Part dans votre cadre");
pub const ZERO_MAP: Text = Text::new(" (zero everywhere)", " (nulle partout)");

pub const OBJECT: Text = Text::new("Find the object", "Trouver l’objet");
pub const OBJECT_WHY: Text = Text::new(
    "A network that was trained on names alone can show where the named thing is. The map chooses pixels that are surely object and surely background; a cut of least cost divides the rest by colour. Draw your own box around the object to see how well both agree.",
    "Un réseau entraîné sur des noms seulement peut montrer où est la chose nommée. La carte choisit des pixels qui sont sûrement l’objet et sûrement le fond\u{202f}; une coupe de moindre coût partage le reste d’après les couleurs. Tracez votre propre cadre autour de l’objet pour voir si les deux s’accordent.",
);
pub const FIND_IT: Text = Text::new("Find the object", "Trouver l’objet");
pub const WAY: Text = Text::new("Way", "Procédé");
pub const BORDER_PRICE: Text = Text::new("Price of a border γ", "Prix d’une frontière γ");
pub const YOUR_BOX: Text = Text::new("Your box", "Votre cadre");
pub const DRAW_BOX: Text = Text::new(
    "Drag over the picture, or type the rows and columns, from 0.",
    "Glissez sur l’image, ou tapez les lignes et les colonnes, à partir de 0.",
);
pub const BOX_TOP: Text = Text::new("First row", "Première ligne");
pub const BOX_LEFT: Text = Text::new("First column", "Première colonne");
pub const BOX_BOTTOM: Text = Text::new("Last row", "Dernière ligne");
pub const BOX_RIGHT: Text = Text::new("Last column", "Dernière colonne");
pub const DRAWN_BOX: Text = Text::new(
    "Take the box drawn for this photograph",
    "Prendre le cadre tracé pour cette photographie",
);
pub const NO_BOX: Text = Text::new("Remove the box", "Retirer le cadre");
pub const OBJECT_SHOWN: Text = Text::new(
    "The object stays bright, with its box in white; your box is yellow.",
    "L’objet reste clair, son cadre est blanc\u{202f}; le vôtre est jaune.",
);
pub const SAVE_MASK: Text = Text::new("Save the mask as PNG", "Enregistrer le masque en PNG");
pub const FLAT_MAP: Text = Text::new(
    "The map is the same everywhere, so it tells no object from its background: the score of this class does not depend on the image here. Choose another class.",
    "La carte est la même partout\u{a0}: elle ne distingue aucun objet du fond, car le score de cette classe ne dépend pas de l’image ici. Choisissez une autre classe.",
);
const BOX_OF_OBJECT: Text = Text::new("Box of the object", "Cadre de l’objet");
pub const AGREEMENT: Text = Text::new(
    "Intersection over union with your box",
    "Intersection sur union avec votre cadre",
);

pub const OBJECT_SHARE: Text = Text::new("Share of the picture", "Part de l’image");
pub const PORTIONS: Text = Text::new("Portions of pixels", "Portions de pixels");
pub const PROOF_PIXEL: Text = Text::new("Pixel", "Pixel");
pub const SAVE_THIS_MAP: Text = Text::new("Save this map as PNG", "Enregistrer cette carte en PNG");

/// What changes from one map of the sanity test to the next.
pub fn change_words(change: Change, lang: Lang) -> String {
    let redraw = |redraw| match redraw {
        Redraw::He => REDRAW_HE,
        Redraw::Deviation => REDRAW_DEVIATION,
        Redraw::Permutation => REDRAW_PERMUTATION,
    };
    match change {
        Change::Cascade(how) => named_value(CASCADE.get(lang), redraw(how).get(lang), lang),
        Change::Alone(how) => named_value(ALONE.get(lang), redraw(how).get(lang), lang),
        Change::Classes { count } => named_value(OTHER_CLASSES.get(lang), &count.to_string(), lang),
    }
}

/// Where a pixel is.
pub fn column_and_row([column, row]: [u64; 2], lang: Lang) -> String {
    pick(
        lang,
        format!("row {row}, column {column}"),
        format!("ligne {row}, colonne {column}"),
    )
}

/// A figure of the map after the last change.
pub fn after_last_change(figure: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{figure}, after the last change"),
        format!("{figure}, après le dernier changement"),
    )
}

/// The areas under both curves.
pub fn areas_words(deletion: &str, insertion: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("deletion {deletion}, insertion {insertion}"),
        format!("suppression {deletion}, insertion {insertion}"),
    )
}

/// Both numbers of a proof; the gradient where it is known.
pub fn proven_words(gradient: Option<&str>, quotient: &str, lang: Lang) -> String {
    match gradient {
        Some(gradient) => pick(
            lang,
            format!("gradient {gradient}, difference quotient {quotient}"),
            format!("gradient {gradient}, taux d’accroissement {quotient}"),
        ),
        None => pick(
            lang,
            format!("difference quotient {quotient}"),
            format!("taux d’accroissement {quotient}"),
        ),
    }
}

pub const POINT_OF_CURVES: Text = Text::new("Pixels gone, and come", "Pixels retirés, et rendus");
pub const SEEN_AT_POINT: Text = Text::new(
    "What the network was shown at this point of the curves, rounded to the colours of a screen: on the left the most important pixels of the map are gone, on the right they alone have come.",
    "Ce que le réseau a vu à ce point des courbes, arrondi aux couleurs d’un écran\u{a0}: à gauche, les pixels les plus importants de la carte sont retirés\u{202f}; à droite, eux seuls sont rendus.",
);

/// How many pixels have gone, and come.
pub fn pixels_so_far(share: f64, lang: Lang) -> String {
    let share = percent(share, lang);
    pick(
        lang,
        format!("{share} of them"),
        format!("{share} d’entre eux"),
    )
}

/// A picture some of whose pixels are gone, and what the network makes of it.
pub fn seen_with(share: f64, is_insertion: bool, p: f32, lang: Lang) -> String {
    let (share, p) = (percent(share, lang), probability(p, lang));
    match is_insertion {
        true => pick(
            lang,
            format!("{share} of the pixels have come; probability of the class: {p}"),
            format!("{share} des pixels rendus\u{202f}; probabilité de la classe\u{a0}: {p}"),
        ),
        false => pick(
            lang,
            format!("{share} of the pixels are gone; probability of the class: {p}"),
            format!("{share} des pixels retirés\u{202f}; probabilité de la classe\u{a0}: {p}"),
        ),
    }
}

/// A method that stands there to be beaten.
pub fn control(name: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{name} (control)"),
        format!("{name} (témoin)"),
    )
}

/// How a test stands.
pub fn test_state(
    end: Option<&InstrumentEnd>,
    progress: Option<[u32; 2]>,
    elapsed_ms: f32,
    lang: Lang,
) -> String {
    match end {
        None => match progress {
            Some([done, total]) => pick(
                lang,
                format!("Running: {done} of {total}"),
                format!("En cours\u{a0}: {done} sur {total}"),
            ),
            None => pick(lang, "Running…".to_owned(), "En cours…".to_owned()),
        },
        Some(InstrumentEnd::Finished) => {
            let time = duration_ms(f64::from(elapsed_ms), lang);
            pick(
                lang,
                format!("Done in {time}."),
                format!("Terminé en {time}."),
            )
        }
        Some(InstrumentEnd::Cancelled) => pick(
            lang,
            "Cancelled; what was found stays.".to_owned(),
            "Annulé\u{202f}; ce qui a été trouvé reste.".to_owned(),
        ),
        Some(InstrumentEnd::Interrupted) => pick(
            lang,
            "Interrupted: the engine was lost, or the page was loaded again. What was found stays. Start the test again.".to_owned(),
            "Interrompu\u{a0}: le moteur de calcul a été perdu, ou la page rechargée. Ce qui a été trouvé reste. Relancez le test."
                .to_owned(),
        ),
        Some(InstrumentEnd::Failed(message)) => not_finished(message, lang),
    }
}

/// Why a test did not end.
fn not_finished(message: &str, lang: Lang) -> String {
    if message == SegmentError::FlatMap.to_string() {
        return FLAT_MAP.get(lang).to_owned();
    }
    pick(
        lang,
        format!(
            "The test could not be finished ({message}). Start it again, or choose another method."
        ),
        format!(
            "Le test n’a pas pu être terminé ({message}). Relancez-le, ou choisissez une autre méthode."
        ),
    )
}

/// What was changed before a map of the sanity test was drawn; `adds_up`: layers keep what they were given.
pub fn changed_what(what: &Changed, adds_up: bool, class: &str, lang: Lang) -> String {
    match what {
        Changed::Nothing => FIRST_MAP.get(lang).to_owned(),
        Changed::Method(id) => id.clone(),
        Changed::Layer(layer) if adds_up => pick(
            lang,
            format!("New weights from the scores down to {layer}"),
            format!("Nouveaux poids depuis les scores jusqu’à {layer}"),
        ),
        Changed::Layer(layer) => pick(
            lang,
            format!("New weights in {layer}"),
            format!("Nouveaux poids dans {layer}"),
        ),
        Changed::Class => pick(
            lang,
            format!("The map of {class}"),
            format!("La carte de {class}"),
        ),
    }
}

/// The same with the class's probability, and what else is to be known.
pub fn step_words(what: &str, p: &str, escaped: bool, is_zero: bool, lang: Lang) -> String {
    let mut words = pick(
        lang,
        format!("{what}; probability of the class: {p}."),
        format!("{what}\u{202f}; probabilité de la classe\u{a0}: {p}."),
    );
    if escaped {
        words += Text::new(" Its score is cut off at zero: the map is of the score before the last rectifier.", " Son score est coupé à zéro\u{a0}: la carte est celle du score avant le dernier rectifieur.").get(lang);
    }
    if is_zero {
        words += Text::new(
            " The map is zero everywhere: there is nothing to compare.",
            " La carte est nulle partout\u{a0}: il n’y a rien à comparer.",
        )
        .get(lang);
    }
    words
}

/// What was found, in words.
pub fn object_words(
    facts: &SegmentFacts,
    class: ClassId,
    pixels: usize,
    lang: Lang,
) -> Vec<String> {
    let name = super::class_name(class, lang);
    let share = percent(f64::from(facts.object) / pixels.max(1) as f64, lang);
    let first = match facts.found {
        Found::Nothing => pick(
            lang,
            format!(
                "Nothing was found: by its colours every pixel is background. The map of {name} does not lead to an object here."
            ),
            format!(
                "Rien n’a été trouvé\u{a0}: d’après les couleurs, tout est fond. La carte de {name} ne mène à aucun objet ici."
            ),
        ),
        Found::Everything => pick(
            lang,
            format!(
                "Everything was found: by its colours every pixel is object. The map of {name} divides nothing here."
            ),
            format!(
                "Tout a été trouvé\u{a0}: d’après les couleurs, tout est objet. La carte de {name} ne sépare rien ici."
            ),
        ),
        Found::Object if facts.regions == 1 => pick(
            lang,
            format!("One connected region, {share} of the picture ({name})."),
            format!("Une région connexe, {share} de l’image ({name})."),
        ),
        Found::Object => {
            let regions = facts.regions;
            pick(
                lang,
                format!(
                    "The largest of {regions} connected regions holds {share} of the picture ({name})."
                ),
                format!(
                    "La plus grande des {regions} régions connexes couvre {share} de l’image ({name})."
                ),
            )
        }
    };
    let bounds = facts
        .bounds
        .filter(|_| facts.found == Found::Object)
        .map(|bounds| named_value(BOX_OF_OBJECT.get(lang), &box_words(bounds, lang), lang));
    std::iter::once(first).chain(bounds).collect()
}

/// Rows and columns, the last ones included.
fn box_words([top, left, bottom, right]: [u32; 4], lang: Lang) -> String {
    let [bottom, right] = [bottom, right].map(|end| end.saturating_sub(1));
    pick(
        lang,
        format!("rows {top} to {bottom}, columns {left} to {right}"),
        format!("lignes {top} à {bottom}, colonnes {left} à {right}"),
    )
}

/// How well the object's box and the reader's agree.
pub fn agreement(share: f64, lang: Lang) -> String {
    named_value(AGREEMENT.get(lang), &percent(share, lang), lang)
}

/// Whether it is so.
pub fn yes_or_no(is_so: bool) -> Text {
    match is_so {
        true => super::YES,
        false => super::NO,
    }
}

pub const DOCTOR: Text = Text::new("Can it be believed?", "Peut-on s’y fier\u{202f}?");
pub const DOCTOR_WHY: Text = Text::new(
    "What is to be known of this picture, class and method before the map is believed.",
    "Ce qu’il faut savoir de cette image, de cette classe et de cette méthode avant de se fier à la carte.",
);
pub const PROVE_IT: Text = Text::new("Prove it", "Le prouver");
pub const PROVE_WHY: Text = Text::new(
    "The gradient says how much the score of the class changes when one colour of one pixel changes. Here that colour is changed a little up and down, the network is asked again, and the difference of the scores is divided by the step.",
    "Le gradient dit de combien change le score de la classe quand une couleur d’un pixel change. Ici, cette couleur est changée un peu vers le haut et vers le bas, le réseau est interrogé à nouveau, et la différence des scores est divisée par le pas.",
);
pub const PROVE_NEEDS_GRADIENT: Text = Text::new(
    "This is about the gradient: choose it as the method above to see both side by side.",
    "Il s’agit ici du gradient\u{a0}: choisissez cette méthode plus haut pour voir les deux côte à côte.",
);
pub const PROOF_COLUMN: Text = Text::new("Column, from 0", "Colonne, à partir de 0");
pub const PROOF_ROW: Text = Text::new("Row, from 0", "Ligne, à partir de 0");
pub const PROOF_STRONGEST: Text = Text::new("The strongest pixel", "Le pixel le plus fort");
pub const PROOF_LEVELS: Text = Text::new(
    "Grey levels up and down",
    "Niveaux de gris vers le haut et le bas",
);
pub const PROOF_CAPTION: Text =
    Text::new("Score per normalised unit", "Score par unité normalisée");
pub const PROOF_WORDS: Text = Text::new(
    "Where they differ by more than the rounding, a rectifier or a maximum changed sides within the step, or the score is curved there: make the step smaller or larger.",
    "S’ils diffèrent de plus que l’arrondi, c’est qu’un rectifieur ou un maximum a changé de côté pendant le pas, ou que le score y est courbe\u{a0}: réduisez ou agrandissez le pas.",
);
pub const COLOUR: Text = Text::new("Colour", "Couleur");
pub const GRADIENT_THERE: Text = Text::new("Gradient", "Gradient");
pub const QUOTIENT: Text = Text::new("Difference quotient", "Taux d’accroissement");
pub const THEIR_DIFFERENCE: Text = Text::new("Difference of both", "Écart des deux");
pub const STEP_SIZE: Text = Text::new("Step (normalised units)", "Pas (unités normalisées)");
pub const ROUNDING: Text = Text::new("Rounding of the quotient", "Arrondi du taux");

pub const MAP_FROM: Text = Text::new("Map of", "Carte de");
pub const THE_PICTURE: Text = Text::new("the picture", "l’image");
pub const TEN_CROPS: Text = Text::new("ten crops of it (mean)", "dix recadrages (moyenne)");

/// Where the proof will be.
pub fn proof_at((x, y): (u32, u32), lang: Lang) -> String {
    pick(
        lang,
        format!(
            "At the pixel in row {y}, column {x}: the one that is read in the map, or else the one typed here, or else the strongest."
        ),
        format!(
            "Au pixel de la ligne {y}, colonne {x}\u{a0}: celui qui est lu dans la carte, ou à défaut celui qui est tapé ici, ou le plus fort."
        ),
    )
}

/// Where it was.
pub fn proven_at((x, y): (u32, u32), lang: Lang) -> String {
    pick(
        lang,
        format!("Row {y}, column {x}:"),
        format!("Ligne {y}, colonne {x}\u{a0}:"),
    )
}

pub const EXPLAIN_PREDICTED: Text =
    Text::new("Explain the predicted class", "Expliquer la classe prédite");
pub const COMPUTE_ON_CPU: Text = Text::new("Compute on the CPU", "Calculer sur le processeur");

/// What a click does.
pub fn explain(class: ClassId, lang: Lang) -> String {
    let name = super::class_name(class, lang);
    pick(lang, format!("Explain {name}"), format!("Expliquer {name}"))
}

/// What a click does, by a method's id.
pub fn draw_by(method: &str, lang: Lang) -> String {
    let name = crate::catalogue::saliency_method(method).map_or(method, |spec| spec.name.get(lang));
    pick(
        lang,
        format!("Draw the map by: {name}"),
        format!("Tracer la carte par\u{a0}: {name}"),
    )
}

/// How far the device is from the reference, or from differences of its own scores.
pub fn doctor_device(check: &SelfCheckReport, is_off: bool, lang: Lang) -> String {
    let error = significant(f64::from(check.gradient_error), 2, lang);
    if !check.by_reference {
        return pick(
            lang,
            format!(
                "On the built-in image, the gradient of this network and the differences of its scores are {error} of the gradient’s length apart. There is no independent reference for your own weights."
            ),
            format!(
                "Sur l’image intégrée, le gradient de ce réseau et les différences de ses scores s’écartent de {error} fois la longueur du gradient. Il n’existe pas de référence indépendante pour vos propres poids."
            ),
        );
    }
    match is_off {
        true => pick(
            lang,
            format!(
                "On the built-in image, this device’s gradient is {error} of its length away from the reference: more than rounding does. Compare with the CPU."
            ),
            format!(
                "Sur l’image intégrée, le gradient de cet appareil s’écarte de la référence de {error} fois sa longueur\u{a0}: plus que l’arrondi. Comparez avec le processeur."
            ),
        ),
        false => pick(
            lang,
            format!(
                "On the built-in image, this device’s gradient is {error} of its length away from the reference: no more than rounding."
            ),
            format!(
                "Sur l’image intégrée, le gradient de cet appareil s’écarte de la référence de {error} fois sa longueur\u{a0}: pas plus que l’arrondi."
            ),
        ),
    }
}

/// Whether the score is cut off.
pub fn doctor_dead(score: &str, is_dead: bool, lang: Lang) -> String {
    match is_dead {
        true => pick(
            lang,
            "The score of this class is exactly zero: the last rectifier cuts it off, and its gradient is zero whatever the picture shows.".to_owned(),
            "Le score de cette classe vaut exactement zéro\u{a0}: le dernier rectifieur le coupe, et son gradient est nul quoi que montre l’image.".to_owned(),
        ),
        false => pick(
            lang,
            format!("The score is {score}: it is not cut off at zero."),
            format!("Le score vaut {score}\u{a0}: il n’est pas coupé à zéro."),
        ),
    }
}

/// Whether the map is zero everywhere.
pub fn doctor_zero(is_zero: bool, lang: Lang) -> &'static str {
    let text = match is_zero {
        true => Text::new(
            "Every number of the map is zero: its colours show nothing.",
            "Tous les nombres de la carte sont nuls\u{a0}: ses couleurs ne montrent rien.",
        ),
        false => Text::new(
            "The map is not zero everywhere.",
            "La carte n’est pas nulle partout.",
        ),
    };
    text.get(lang)
}

/// Whether the probability is near one.
pub fn doctor_saturated(p: &str, is_saturated: bool, lang: Lang) -> String {
    match is_saturated {
        true => pick(
            lang,
            format!(
                "The probability is {p}: it hardly changes any more, and its own gradient would be nearly zero. Maps of the score are not touched by that (RISE reads the probability, and is); the contrastive map shows what speaks for this class rather than for the next one."
            ),
            format!(
                "La probabilité est de {p}\u{a0}: elle ne change presque plus, et son propre gradient serait presque nul. Les cartes du score n’en souffrent pas (RISE lit la probabilité, et en souffre)\u{202f}; la carte contrastive montre ce qui plaide pour cette classe plutôt que pour la suivante."
            ),
        ),
        false => pick(
            lang,
            format!("The probability is {p}: it is not saturated."),
            format!("La probabilité est de {p}\u{a0}: elle n’est pas saturée."),
        ),
    }
}

/// Whether colours are at the ends of their range.
pub fn doctor_clipped(share: &str, is_much: bool, lang: Lang) -> String {
    match is_much {
        true => pick(
            lang,
            format!(
                "{share} of all colours are at 0 or 255: the gradient may point where no picture can go, so an attack cannot follow it there."
            ),
            format!(
                "{share} des couleurs sont à 0 ou à 255\u{a0}: le gradient peut y pointer là où aucune image ne peut aller, et une attaque ne peut pas l’y suivre."
            ),
        ),
        false => pick(
            lang,
            format!("{share} of all colours are at 0 or 255: few enough."),
            format!("{share} des couleurs sont à 0 ou à 255\u{a0}: assez peu."),
        ),
    }
}

/// Whether two classes are as good as equal.
pub fn doctor_tie(gap: &str, is_tie: bool, lang: Lang) -> String {
    match is_tie {
        true => pick(
            lang,
            format!(
                "The two best scores are {gap} apart: a breath decides which class is predicted. Look at the map of the other one, too."
            ),
            format!(
                "Les deux meilleurs scores sont à {gap} l’un de l’autre\u{a0}: un rien décide de la classe prédite. Regardez aussi la carte de l’autre."
            ),
        ),
        false => pick(
            lang,
            format!("The two best scores are {gap} apart: the prediction is no tie."),
            format!(
                "Les deux meilleurs scores sont à {gap} l’un de l’autre\u{a0}: la prédiction n’est pas une égalité."
            ),
        ),
    }
}
