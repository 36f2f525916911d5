use crate::app_model::RunPhase;
use crate::spec::Text;

pub const ADVERSARIAL: Text = Text::new("Adversarial examples", "Exemples adversaires");
pub const ATTACK_INTRO: Text = Text::new(
    "Can the picture be changed so little that nobody sees it, while the network names something else? The image x is seen as class i; the target is class j. The gradient g of the score ỹⱼ tells in which direction each value of x has to move. The rule, a step of length η that way, is applied until the predicted class is j; the network itself stays as it is.",
    "Peut-on changer l’image si peu que personne ne le voie, et que le réseau nomme pourtant autre chose\u{202f}? L’image x est vue comme la classe i\u{202f}; la classe cible est j. Le gradient g du score ỹⱼ dit dans quel sens déplacer chaque valeur de x. La règle, un pas de longueur η dans ce sens, est appliquée jusqu’à ce que la classe prédite soit j\u{202f}; le réseau, lui, ne change pas.",
);
pub const RULE_WORDS: Text = Text::new(
    "x becomes x plus eta times g divided by the Euclidean norm of g, where g is the derivative of the score y tilde of class j with respect to the image x.",
    "x devient x plus êta fois g divisé par la norme euclidienne de g, où g est la dérivée du score y tilde de la classe j par rapport à l’image x.",
);

pub const GOAL: Text = Text::new("The network should see", "Le réseau doit voir");
pub const GOAL_CLASS: Text = Text::new("A class…", "Une classe…");
pub const GOAL_RUNNER_UP: Text = Text::new("The runner-up", "La deuxième classe");
pub const GOAL_LEAST: Text = Text::new("The least likely", "La moins probable");
pub const GOAL_AWAY: Text = Text::new("Any other class", "N’importe quelle autre");
pub const TARGET: Text = Text::new("Target class", "Classe cible");
pub const ATTACK: Text = Text::new("Attack", "Attaque");
pub const ABOUT_ATTACK: Text = Text::new("About this attack", "À propos de cette attaque");
pub const DEVIATIONS: Text = Text::new("Differences from the paper:", "Écarts avec l’article :");
pub const DEFAULTS: Text = Text::new("Default values", "Valeurs par défaut");
pub const UNTIL: Text = Text::new(
    "Go on until a probability of",
    "Continuer jusqu’à une probabilité de",
);
pub const UNTIL_HINT: Text = Text::new(
    "0: stop as soon as the target class comes first.",
    "0\u{a0}: s’arrêter dès que la classe cible arrive en tête.",
);
pub const PER_CENT: Text = Text::new("%", "%");
pub const SEED: Text = Text::new("Seed", "Graine aléatoire");
pub const DEFAULTS_HINT: Text = Text::new(
    "For the parameters of every attack, the two switches, the probabilities, the seed, and the budget of the comparison. The target and the attack stay as they are chosen.",
    "Pour les paramètres de toutes les attaques, les deux interrupteurs, les probabilités, la graine et le budget de la comparaison. La classe cible et l’attaque choisies restent.",
);
pub const SEED_HINT: Text = Text::new(
    "Of whatever is drawn at random. The same seed gives the same run on the same device, with the same variant of the engine, which every result names: another one rounds differently, and a run may then pass by other images.",
    "De tout ce qui est tiré au hasard. La même graine donne la même exécution sur le même appareil, avec la même variante du moteur de calcul, que chaque résultat nomme\u{a0}: une autre arrondit autrement, et une exécution peut alors passer par d’autres images.",
);
pub const BOXED: Text = Text::new(
    "Keep every pixel in 0 to 255",
    "Garder chaque pixel entre 0 et 255",
);
pub const BOXED_HINT: Text = Text::new(
    "Off, as in the practical: values may leave that range, and saving clips them.",
    "Sinon, comme dans le TP\u{a0}: des valeurs peuvent sortir de cet intervalle, et l’enregistrement les y ramène.",
);
pub const EIGHT_BIT: Text = Text::new(
    "Judge the image as an 8-bit file holds it",
    "Juger l’image telle qu’un fichier à 8 bits la contient",
);
pub const EIGHT_BIT_HINT: Text = Text::new(
    "Off, as in the practical: the unrounded numbers are judged, and a success may be lost when they are saved. The verdict on the PNG tells.",
    "Sinon, comme dans le TP\u{a0}: ce sont les nombres non arrondis qui sont jugés, et une réussite peut se perdre à l’enregistrement. Le verdict sur le PNG le dit.",
);
pub const SHRINK: Text = Text::new("Make the change smaller", "Réduire la modification");
pub const SHRINK_HINT: Text = Text::new(
    "Once the saved PNG is verified: a search of its own for an image of whole grey levels that is nearer to the original and still succeeds.",
    "Une fois le PNG enregistré vérifié\u{a0}: une recherche à part d’une image en niveaux de gris entiers plus proche de l’originale et qui réussit encore.",
);
pub const GAIN: Text = Text::new(
    "What making the change smaller gained",
    "Ce que la réduction a gagné",
);
pub const IMAGE: Text = Text::new("Image", "Image");
pub const GAIN_BEFORE: Text = Text::new("PNG of the attack", "PNG de l’attaque");
pub const GAIN_AFTER: Text = Text::new("PNG made smaller", "PNG réduit");
pub const ALREADY_THERE: Text = Text::new(
    "The network sees this class already: choose another one.",
    "Le réseau voit déjà cette classe : choisissez-en une autre.",
);

pub const NO_OTHER_CLASS: Text = Text::new(
    "This network has one class only. There is no other class to lead it to, so that no attack can be started, and its probability says nothing: the only class always gets all of it. Choose or load a network of at least two classes.",
    "Ce réseau n’a qu’une seule classe. Il n’y a aucune autre classe vers laquelle le mener\u{a0}: aucune attaque ne peut être lancée, et sa probabilité ne dit rien, car la seule classe reçoit toujours tout. Choisissez ou chargez un réseau d’au moins deux classes.",
);
pub const ONE_OTHER_CLASS: Text = Text::new(
    "This network has two classes: the runner-up, the least likely and any other class are one and the same here.",
    "Ce réseau a deux classes\u{a0}: la deuxième, la moins probable et n’importe quelle autre sont ici une seule et même classe.",
);
pub const COUNTS: Text = Text::new(
    "An iteration is one application of the rule to the image, iteration 0 being the original; a gradient is one backward pass through the network; an image looked at is one forward pass that is judged. Making the change smaller is no iteration: its images and its gradients are counted apart.",
    "Une itération est une application de la règle à l’image, l’itération 0 étant l’image d’origine\u{202f}; un gradient est un passage arrière dans le réseau\u{202f}; une image examinée est un passage avant dont le résultat est jugé. Réduire la modification n’est pas une itération\u{a0}: ses images et ses gradients sont comptés à part.",
);

pub const ATTACK_START: Text = Text::new("Start the attack", "Lancer l’attaque");
pub const PAUSE: Text = Text::new("Pause", "Pause");
pub const RESUME: Text = Text::new("Resume", "Reprendre");

/// How tests know what a run is doing.
pub fn phase_id(phase: RunPhase) -> &'static str {
    match phase {
        RunPhase::Waiting => "waiting",
        RunPhase::Running => "running",
        RunPhase::Paused => "paused",
        RunPhase::Ended => "ended",
        RunPhase::Cancelled => "cancelled",
        RunPhase::Interrupted => "interrupted",
    }
}

/// What an attack is doing.
pub fn phase(phase: RunPhase) -> Text {
    match phase {
        RunPhase::Waiting => {
            Text::new("Waiting for the engine…", "En attente du moteur de calcul…")
        }
        RunPhase::Running => Text::new("Attacking…", "Attaque en cours…"),
        RunPhase::Paused => Text::new("Paused", "En pause"),
        RunPhase::Ended => Text::new("Done", "Terminé"),
        RunPhase::Cancelled => Text::new(
            "Cancelled; what was found is kept.",
            "Annulé ; ce qui a été trouvé est gardé.",
        ),
        RunPhase::Interrupted => Text::new(
            "The engine was lost; what was found is kept. Start again.",
            "Le moteur de calcul a été perdu ; ce qui a été trouvé est gardé. Relancez l’attaque.",
        ),
    }
}

pub const NO_RUN: Text = Text::new(
    "No attack on this image yet.",
    "Pas encore d’attaque sur cette image.",
);
pub const ORIGINAL: Text = Text::new("Original", "Image d’origine");
pub const ATTACKED: Text = Text::new("Adversarial image", "Image adversaire");
pub const FACTOR: Text = Text::new("Difference multiplied by", "Différence multipliée par");
pub const SCRUB: Text = Text::new("Image shown", "Image montrée");
pub const SAVE_ADVERSARIAL: Text =
    Text::new("Save the adversarial PNG", "Enregistrer le PNG adversaire");
pub const SAVE_DIFFERENCE: Text = Text::new("Save the difference", "Enregistrer la différence");
pub const VERIFYING: Text = Text::new(
    "Saving as PNG, decoding and classifying again…",
    "Enregistrement en PNG, décodage et nouvelle classification…",
);

pub const IMAGES_LOOKED_AT: Text =
    Text::new("Along the images looked at", "Au fil des images examinées");
pub const CURVES: Text = Text::new("Along the iterations", "Au fil des itérations");
pub const ITERATION: Text = Text::new("iteration", "itération");
pub const LOOKED_AT: Text = Text::new(
    "image looked at (0: the original)",
    "image examinée (0\u{a0}: l’originale)",
);
pub const LOOK: Text = Text::new("image looked at", "image examinée");
pub const READER_KEYS: Text = Text::new(
    "The arrow keys move the line that the values are read at, Page Up and Page Down by ten, Home and End to the ends. A click does so too; the picture that is shown goes along where there is one.",
    "Les flèches déplacent la ligne où les valeurs sont lues, Page précédente et Page suivante de dix en dix, Début et Fin jusqu’aux bouts. Un clic aussi\u{202f}; l’image montrée suit là où il y en a une.",
);
pub const POINTS: Text = Text::new("The values as a table", "Les valeurs en tableau");
pub const CURVE_SCORE: Text = Text::new("Score", "Score");
pub const CURVE_PROBABILITY: Text = Text::new("Probability", "Probabilité");
pub const CURVE_MARGIN: Text = Text::new(
    "Margin, in score (above 0: success)",
    "Marge, en score (au-dessus de 0\u{a0}: réussite)",
);
pub const CURVE_L2: Text = Text::new(
    "L2 norm of the change, in [0, 1]",
    "Norme L2 de la modification, dans [0, 1]",
);
pub const CURVE_LINF: Text = Text::new(
    "Largest change, in grey levels",
    "Plus grande modification, en niveaux de gris",
);
pub const CURVE_CHANGE: Text = Text::new("change", "modification");
pub const SOURCE_CLASS: Text = Text::new("original class", "classe d’origine");
pub const TARGET_CLASS: Text = Text::new("target class", "classe cible");
pub const BEST_OTHER: Text = Text::new("best other class", "meilleure autre classe");

pub const BEFORE_AFTER: Text = Text::new("Before and after", "Avant et après");
pub const BEFORE: Text = Text::new(
    "The five best classes before",
    "Les cinq meilleures classes avant",
);
pub const AFTER: Text = Text::new(
    "The five best classes after",
    "Les cinq meilleures classes après",
);
pub const ALL_BEFORE: Text = Text::new(
    "All classes before, the best first",
    "Toutes les classes avant, la meilleure en tête",
);
pub const ALL_AFTER: Text = Text::new(
    "All classes after, the best first",
    "Toutes les classes après, la meilleure en tête",
);
pub const SIZE: Text = Text::new("Size of the change", "Taille de la modification");
pub const NORM: Text = Text::new("Norm", "Norme");
pub const UNIT_NORMALISED: Text = Text::new("normalised", "normalisé");
pub const UNIT_ONE: Text = Text::new("in [0, 1]", "dans [0, 1]");
pub const UNIT_GREY: Text = Text::new("grey levels", "niveaux de gris");
pub const NORM_L2: Text = Text::new("L2", "L2");
pub const NORM_LINF: Text = Text::new("L∞ (largest)", "L∞ (maximum)");
pub const NORM_MEAN: Text = Text::new("Mean of absolute values", "Moyenne des valeurs absolues");

pub const SURVIVAL: Text = Text::new("Does it survive?", "Est-ce que cela résiste ?");
pub const SURVIVAL_WHY: Text = Text::new(
    "Images are compressed, resized and copied all the time. Each change is applied to the attack’s saved PNG and, as a control, to the original.",
    "Les images sont sans cesse compressées, redimensionnées, copiées. Chaque changement est appliqué au PNG enregistré de l’attaque et, comme témoin, à l’image d’origine.",
);
pub const ASK_SURVIVAL: Text = Text::new("Try the changes", "Essayer les changements");
pub const SURVIVED: Text = Text::new(
    "Best class and its probability after each change",
    "Meilleure classe et sa probabilité après chaque changement",
);
pub const CHANGE: Text = Text::new("Change", "Changement");
pub const CONTROL: Text = Text::new("Original (control)", "Image d’origine (témoin)");
pub const TARGET_P: Text = Text::new("Target class", "Classe cible");
pub const SURVIVES: Text = Text::new("Still succeeds", "Réussit encore");
pub const YES: Text = Text::new("✓ yes", "✓ oui");
pub const NO: Text = Text::new("✗ no", "✗ non");

pub const MEETS: Text = Text::new("Saliency meets attack", "La saillance face à l’attaque");
pub const MEETS_WHY: Text = Text::new(
    "Does the attack change the pixels that the map calls important? Both maps, of the original and of the attack’s saved PNG, are made as in part 1, on one scale.",
    "L’attaque modifie-t-elle les pixels que la carte dit importants ? Les deux cartes, de l’image d’origine et du PNG enregistré de l’attaque, sont faites comme dans la partie 1, à la même échelle.",
);
pub const ASK_MAPS: Text = Text::new("Compare the maps", "Comparer les cartes");
/// Between a name and what it stands for.
pub const COLON: Text = Text::new(": ", "\u{a0}: ");
pub const MAP_BEFORE: Text = Text::new("Map before", "Carte avant");
pub const MAP_AFTER: Text = Text::new("Map after", "Carte après");
pub const MAGNITUDE: Text = Text::new("Strength of the change", "Force de la modification");

pub const WHY_IT_WORKS: Text = Text::new("Why so little is enough", "Pourquoi si peu suffit");
pub const WHY_LINEAR: Text = Text::new(
    "A tiny change of every value adds up: the image has 150,528 of them. If the score were linear, a change δ would move it by g·δ. Here is the real score on the way from the original (0) through the attack’s saved PNG (1), beside that straight line.",
    "De minuscules modifications de chaque valeur s’additionnent : l’image en a 150 528. Si le score était linéaire, une modification δ le ferait varier de g·δ. Voici le vrai score sur le trajet de l’image d’origine (0) au PNG enregistré de l’attaque (1) et au-delà, à côté de cette droite.",
);
pub const ASK_RAY: Text = Text::new(
    "Draw the scores along the way",
    "Tracer les scores sur le trajet",
);
pub const RAY_ACROSS: Text = Text::new("share of the change", "part de la modification");
pub const RAY_TARGET: Text = Text::new("Score of the target class", "Score de la classe cible");
pub const RAY_SOURCE: Text = Text::new(
    "Score of the original class",
    "Score de la classe d’origine",
);
pub const RAY_ACTUAL: Text = Text::new("real score", "vrai score");
pub const RAY_LINE: Text = Text::new("straight line g·δ", "droite g·δ");

pub const STEPS: Text = Text::new("Iterations", "Itérations");
pub const GRADIENTS: Text = Text::new("Gradients", "Gradients");
pub const TIME: Text = Text::new("Time", "Temps");
pub const L2_UNIT: Text = Text::new("L2 in [0, 1]", "L2 dans [0, 1]");
pub const LINF_GREY: Text = Text::new("L∞ in grey levels", "L∞ en niveaux de gris");
pub const RUNNING: Text = Text::new("computing…", "calcul…");
pub const FAILED: Text = Text::new("failed", "échec");

pub const COMPUTING_NOW: Text = Text::new("Computing…", "Calcul en cours…");
pub const NOT_COMPUTED: Text = Text::new(
    "This could not be computed; try again.",
    "Le calcul n’a pas abouti ; réessayez.",
);

pub const QUESTIONS: Text = Text::new(
    "Questions 5 to 7 of the practical: what to look at",
    "Questions 5 à 7 du TP : que regarder",
);
pub const QUESTION_HINTS: [Text; 3] = [
    Text::new(
        "Question 5, interpretation: how many grey levels did it take, and would you notice? Is the difference drawn like the target, or like noise? Does it lie on the object? Compare a similar target with a distant one, and follow score and probability along the iterations.",
        "Question 5, interprétation : combien de niveaux de gris a-t-il fallu, et le verriez-vous ? La différence ressemble-t-elle à la classe cible, ou à du bruit\u{202f}? Se trouve-t-elle sur l’objet\u{202f}? Comparez une classe cible proche et une lointaine, et suivez score et probabilité au fil des itérations.",
    ),
    Text::new(
        "Question 6, consequences: which changes of the world does it survive, at a probability of 50 or 99 per cent? Who could change an image before a network sees it, and what would rest on the answer?",
        "Question 6, conséquences : à quels changements résiste-t-elle, à une probabilité de 50 ou de 99 pour cent ? Qui pourrait modifier une image avant qu’un réseau la voie, et qu’est-ce qui dépendrait de sa réponse ?",
    ),
    Text::new(
        "Question 7, limits: the rule stops at the first success, looks at one target and knows nothing of the pixels’ range or of rounding (the two switches add them). It needs the network’s gradient. Compare it with the alternatives under one budget: which find a smaller change, which are faster?",
        "Question 7, limites : la règle s’arrête à la première réussite, ne regarde qu’une classe cible et ignore les bornes des pixels et l’arrondi (les deux interrupteurs les ajoutent). Il lui faut le gradient du réseau. Comparez-la aux autres attaques à budget égal : lesquelles trouvent une modification plus petite, lesquelles sont plus rapides ?",
    ),
];
