use crate::app_model::RunPhase;
use crate::spec::Text;

pub const VISUALISATION: Text = Text::new("Class visualisation", "Visualisation de classe");
pub const VISUAL_INTRO: Text = Text::new(
    "What does the network dream of when it thinks of a class? Begin with noise, or with a photograph, and climb the score of class i along its gradient, again and again. The norm of the image counts against it with the weight λ, every iteration sees the image shifted at random, and now and then it is blurred: without these regularisers the result would be noise that only the network understands.",
    "De quoi rêve le réseau quand il pense à une classe\u{202f}? Partir de bruit, ou d’une photographie, et gravir encore et encore le score de la classe i, le long de son gradient. La norme de l’image est pénalisée, avec le poids λ, chaque itération voit l’image décalée au hasard, et elle est floutée de temps en temps\u{a0}: sans ces régularisations le résultat serait un bruit que seul le réseau comprend.",
);
pub const ASCENT_WORDS: Text = Text::new(
    "L is the score ỹ of class i of the image x, less lambda times the Euclidean norm of x; x becomes x plus eta times the derivative of L with respect to x.",
    "L est le score ỹ de la classe i de l’image x, moins lambda fois la norme euclidienne de x\u{202f}; x devient x plus êta fois la dérivée de L par rapport à x.",
);

pub const VISUAL_CLASS: Text = Text::new("Class to visualise", "Classe à visualiser");
pub const SEEN_CLASS: Text = Text::new("The predicted class", "La classe prédite");
pub const OBJECTIVE_TERMS: Text = Text::new(
    "Objective: channels, layers, weighted sums",
    "Objectif\u{a0}: canaux, couches, sommes pondérées",
);
pub const OBJECTIVE_HINT: Text = Text::new(
    "The image climbs the sum of these terms, each times its weight; a negative weight pushes down. Changes take effect at the next start.",
    "L’image gravit la somme de ces termes, chacun multiplié par son poids\u{202f}; un poids négatif fait descendre. Les changements prennent effet au prochain lancement.",
);
pub const ADD_TERM: Text = Text::new("Add a term", "Ajouter un terme");
pub const REMOVE_TERM: Text = Text::new("Remove", "Retirer");
pub const WEIGHT: Text = Text::new("Weight", "Poids");
pub const AIM: Text = Text::new("What grows", "Ce qui croît");
pub const CLASS_INDEX: Text = Text::new("Class index", "Indice de classe");
pub const LAYER: Text = Text::new("Layer", "Couche");
pub const CHANNEL: Text = Text::new("Channel", "Canal");

pub const PRESET: Text = Text::new("Preset", "Préréglage");
pub const CHANGED_SINCE: Text = Text::new(
    "Changed since it was chosen.",
    "Modifié depuis qu’il a été choisi.",
);
pub const BESIDE: Text = Text::new(
    "The practical and the best picture, side by side",
    "Le TP et la meilleure image, côte à côte",
);
pub const BESIDE_DIFFERS: Text = Text::new(
    "What differs; everything else is the same, the seed too",
    "Ce qui diffère\u{202f}; tout le reste est identique, la graine aussi",
);
pub const BESIDE_HINT: Text = Text::new(
    "A click on a picture opens it with its settings. Both stay in the contact sheet below.",
    "Un clic sur une image l’ouvre avec ses réglages. Les deux restent dans la planche-contact, plus bas.",
);
pub const PARAMETER: Text = Text::new("Parameter", "Paramètre");
pub const VISUAL_START: Text = Text::new("Begin with", "Partir de");
pub const START_NOISE: Text = Text::new("Noise", "Bruit");
pub const START_GREY: Text = Text::new("Grey", "Gris");
pub const START_IMAGE: Text = Text::new("The image", "L’image");
pub const PARAMETERS: Text = Text::new("Parameters", "Paramètres");
pub const PARAMETERS_HINT: Text = Text::new(
    "A change while a run is under way takes effect with its next iteration, except for what the image is made of, its octaves and its side.",
    "Un changement en cours d’exécution agit dès l’itération suivante, sauf ce dont l’image est faite, ses octaves et son côté.",
);
pub const BEYOND: Text = Text::new("Beyond the practical", "Au-delà du TP");

pub const VISUAL_BEGIN: Text = Text::new("Start the visualisation", "Lancer la visualisation");
/// In the place of the image, before there is one.
pub const VISUAL_TO_COME: Text = Text::new(
    "The image of the chosen class will grow here, iteration by iteration. “Start the visualisation” sets it going.",
    "L’image de la classe choisie se formera ici, itération par itération. «\u{a0}Lancer la visualisation\u{a0}» la met en route.",
);

/// What a visualisation is doing.
pub fn visual_phase(phase: RunPhase) -> Text {
    match phase {
        RunPhase::Running => Text::new("Climbing…", "Montée en cours…"),
        RunPhase::Interrupted => Text::new(
            "The engine was lost; what was found is kept. Start again.",
            "Le moteur de calcul a été perdu\u{202f}; ce qui a été trouvé est gardé. Relancez la visualisation.",
        ),
        other => super::phase(other),
    }
}

pub const SAVE_VISUAL: Text = Text::new("Save this image (PNG)", "Enregistrer cette image (PNG)");
pub const SAVE_GIF: Text = Text::new("Save the animation (GIF)", "Enregistrer l’animation (GIF)");
pub const MAKING_GIF: Text = Text::new("Making the file…", "Création du fichier…");
pub const GIF_HINT: Text = Text::new(
    "The animation has 256 colours per frame and up to 60 frames of the way.",
    "L’animation a 256 couleurs par image et jusqu’à 60 images du parcours.",
);

pub const GOOD: Text = Text::new("Is it any good?", "Est-ce réussi\u{202f}?");
pub const GOOD_CAPTION: Text = Text::new(
    "What the network sees in the finished image",
    "Ce que le réseau voit dans l’image finie",
);
pub const GOOD_WHY: Text = Text::new(
    "A picture that only pleases the exact pixels loses its class when it is blurred, shifted or compressed.",
    "Une image qui ne plaît que par ses pixels exacts perd sa classe quand elle est floutée, décalée ou compressée.",
);
pub const GOOD_LATER: Text = Text::new(
    "Looked at once the run has ended.",
    "Examiné une fois la montée terminée.",
);
pub const UNCHANGED: Text = Text::new("as it is", "telle quelle");
pub const CLASS_SEEN: Text = Text::new("Class seen", "Classe vue");
pub const CLASS_CLIMBED: Text = Text::new("Class climbed", "Classe visualisée");
pub const VISUAL_TOP: Text = Text::new(
    "The five best classes of the image shown",
    "Les cinq meilleures classes de l’image montrée",
);
pub const VISUAL_TOP_ALL: Text = Text::new(
    "All classes of the image shown, the best first",
    "Toutes les classes de l’image montrée, la meilleure en tête",
);
pub const ONLY_CLASS: Text = Text::new(
    "This network has one class only. Its probability is 100% in every image and says nothing; the score says something.",
    "Ce réseau n’a qu’une seule classe. Sa probabilité est de 100\u{202f}% dans toute image et ne dit rien\u{202f}; le score, lui, dit quelque chose.",
);
pub const DEAD_START: Text = Text::new(
    "The score of this class was exactly zero here, and so was its gradient: the last ReLU lets nothing through. The ascent follows the score before that ReLU until the class wakes up.",
    "Le score de cette classe était ici exactement nul, et son gradient aussi\u{a0}: la dernière ReLU ne laisse rien passer. La montée suit le score avant cette ReLU jusqu’à ce que la classe se réveille.",
);
pub const NO_GRADIENT: Text = Text::new(
    "The objective has no gradient at all here, so that there is no way up. Begin with another image or seed, or choose another objective.",
    "L’objectif n’a ici aucun gradient\u{a0}: il n’y a pas de chemin vers le haut. Partez d’une autre image ou d’une autre graine, ou choisissez un autre objectif.",
);

pub const VISUAL_CURVES_HINT: Text = Text::new(
    "An iteration is one step applied to the image; 0 is the image that the run begins with. The curves are of the image as the next iteration sees it, shifted by the jitter and not rounded; score and probability end with the finished image, which no iteration follows.",
    "Une itération est un pas appliqué à l’image\u{202f}; 0 est l’image de départ. Les courbes portent sur l’image telle que l’itération suivante la voit, décalée au hasard et non arrondie\u{202f}; le score et la probabilité s’arrêtent à l’image finie, qu’aucune itération ne suit.",
);
pub const CURVE_OBJECTIVE: Text = Text::new("Objective and score", "Objectif et score");
pub const LINE_OBJECTIVE: Text = Text::new(
    "objective (before the penalty)",
    "objectif (avant la pénalité)",
);
pub const LINE_SCORE: Text = Text::new("score of the class", "score de la classe");
pub const CURVE_PENALTY: Text = Text::new(
    "Penalty, in units of the objective",
    "Pénalité, en unités de l’objectif",
);
pub const LINE_PENALTY: Text = Text::new("penalty", "pénalité");
pub const CURVE_GRADIENT: Text = Text::new(
    "L2 norm of the gradient, objective per normalised unit",
    "Norme L2 du gradient, objectif par unité normalisée",
);
pub const LINE_GRADIENT: Text = Text::new("gradient", "gradient");
pub const CURVE_IMAGE_NORM: Text = Text::new(
    "L2 norm of the image, normalised",
    "Norme L2 de l’image, normalisée",
);
pub const LINE_IMAGE_NORM: Text = Text::new("image", "image");

pub const SHEET: Text = Text::new("Contact sheet", "Planche-contact");
pub const SHEET_WHY: Text = Text::new(
    "Question 9: vary one or two parameters, everything else as it is set above, and see the results side by side. Every run has the same seed.",
    "Question 9\u{a0}: faites varier un ou deux paramètres, tout le reste comme réglé plus haut, et voyez les résultats côte à côte. Toutes les exécutions ont la même graine.",
);
pub const SHEET_LAMBDA: Text = Text::new("The practical’s λ", "Les λ du TP");
pub const SHEET_ITERATIONS: Text = Text::new(
    "The practical’s iterations",
    "Les nombres d’itérations du TP",
);
pub const SHEET_PRESETS: Text = Text::new("Every preset", "Tous les préréglages");
pub const SHEET_CLASSES: Text = Text::new("Classes by presets", "Classes par préréglages");
pub const COLUMNS: Text = Text::new("Columns", "Colonnes");
pub const ROWS: Text = Text::new("Rows", "Lignes");
pub const NOTHING_VARIES: Text = Text::new("nothing", "rien");
pub const VALUES: Text = Text::new("Values", "Valeurs");
pub const SHEET_BEGIN: Text = Text::new("Fill the sheet", "Remplir la planche");
pub const SHEET_SAVE: Text = Text::new("Save the sheet (PNG)", "Enregistrer la planche (PNG)");
pub const SHEET_OPEN: Text = Text::new(
    "A click on a picture opens its run above, with its parameters.",
    "Un clic sur une image ouvre son exécution plus haut, avec ses paramètres.",
);
pub const SHEET_FILE: &str = "gradoscope-sheet.png";
pub const UPCOMING: Text = Text::new("to come", "à venir");

pub const VISUAL_QUESTIONS: Text = Text::new(
    "Questions 8 to 10 of the practical: what to look at",
    "Questions 8 à 10 du TP\u{a0}: que regarder",
);
pub const VISUAL_QUESTION_HINTS: [Text; 3] = [
    Text::new(
        "Question 8, interpretation: which parts of the class do you recognise, and how many times? What is missing, such as the whole shape or its place? Is a high probability a sign of a picture that a person would name? Set the practical beside the best picture, by the button under the preset.",
        "Question 8, interprétation\u{a0}: quelles parties de la classe reconnaissez-vous, et combien de fois\u{202f}? Que manque-t-il, comme la forme entière ou son emplacement\u{202f}? Une probabilité élevée signale-t-elle une image qu’une personne saurait nommer\u{202f}? Placez le TP à côté de la meilleure image, par le bouton sous le préréglage.",
    ),
    Text::new(
        "Question 9, parameters: fill a sheet with the practical’s list for λ, another for the iterations, one for η. Where does the picture turn to grey, where to noise? Turn jitter and blur off, one at a time, and see what each of them keeps away.",
        "Question 9, paramètres\u{a0}: remplissez une planche avec la liste du TP pour λ, une autre pour les itérations, une pour η. Où l’image tourne-t-elle au gris, où au bruit\u{202f}? Coupez le décalage et le flou, l’un après l’autre, et voyez ce que chacun empêche.",
    ),
    Text::new(
        "Question 10, from an image: begin with the image and its own class, then with another class. What does the network add, and where? Compare with the adversarial image of part 2: the gradient is the same, what differs?",
        "Question 10, à partir d’une image\u{a0}: partez de l’image et de sa propre classe, puis d’une autre classe. Qu’ajoute le réseau, et où\u{202f}? Comparez avec l’image adversaire de la partie 2\u{a0}: le gradient est le même, qu’est-ce qui diffère\u{202f}?",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_place_of_the_image_names_the_button_that_fills_it() {
        assert!(VISUAL_TO_COME.en.contains(VISUAL_BEGIN.en));
        assert!(VISUAL_TO_COME.fr.contains(VISUAL_BEGIN.fr));
    }
}
