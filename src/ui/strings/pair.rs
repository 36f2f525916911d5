use crate::app_model::Phase;
use crate::spec::{Lang, Text};

pub const TWO_NETWORKS: Text = Text::new("Two networks", "Deux réseaux");
pub const PAIR_INTRO: Text = Text::new(
    "Is what you found a matter of the picture, or of this one network? Put a second network beside the first and ask both the same questions. It runs on an engine of its own; what you found with the first stays as it is.",
    "Ce que vous avez trouvé tient-il à l’image, ou à ce seul réseau ? Placez un second réseau à côté du premier et posez aux deux les mêmes questions. Il a son propre moteur de calcul ; ce que vous avez trouvé avec le premier reste tel quel.",
);
pub const ROBUST: Text = Text::new(
    "A network that was trained not to be fooled",
    "Un réseau entraîné à ne pas se laisser tromper",
);
pub const ROBUST_WHY: Text = Text::new(
    "Two networks of one architecture, one of them trained on adversarial examples (Madry et al. 2018), are the most telling pair: Tsipras et al. (2019) found that the gradient of such a network follows the object, and the change that fools it is larger.",
    "Deux réseaux d’une même architecture, dont l’un entraîné sur des exemples adversaires (Madry et al. 2018), sont la paire la plus parlante\u{a0}: Tsipras et al. (2019) ont trouvé que le gradient d’un tel réseau suit l’objet, et la modification qui le trompe est plus grande.",
);
pub const ROBUST_WHERE: Text = Text::new(
    "This page brings no such weights; their authors publish them: Salman et al. (2020, arXiv 2007.08489) ResNet-18 and ResNet-50 for attacks of several strengths, RobustBench among others Salman2020Do_R18 (ResNet-18, 47 MB) and Engstrom2019Robustness (ResNet-50, 98 MB). Open the file with “Open weights…”, and torchvision’s own weights of the same ResNet likewise; choose one as the first network and the other as the second. Compare their maps here, a visualisation of the same class in part 3, and in part 2 the smallest change that DDN or DeepFool finds with each.",
    "Cette page n’apporte pas de tels poids\u{202f}; leurs auteurs les publient\u{a0}: Salman et al. (2020, arXiv 2007.08489) des ResNet-18 et ResNet-50 pour des attaques de plusieurs forces, RobustBench entre autres Salman2020Do_R18 (ResNet-18, 47\u{202f}Mo) et Engstrom2019Robustness (ResNet-50, 98\u{202f}Mo). Ouvrez le fichier avec «\u{a0}Ouvrir des poids…\u{a0}», puis de même les poids de torchvision pour le même ResNet\u{202f}; choisissez l’un comme premier réseau et l’autre comme second. Comparez ici leurs cartes, dans la partie 3 une visualisation de la même classe, et dans la partie 2 la plus petite modification que DDN ou DeepFool trouve avec chacun.",
);
pub const SECOND_NETWORK: Text = Text::new("Second network", "Second réseau");
pub const SECOND_LOAD: Text = Text::new("Load the second network", "Charger le second réseau");
pub const SECOND_UNLOAD: Text = Text::new("Put it away", "Le retirer");
pub const SECOND_ABSENT: Text = Text::new(
    "Not loaded: it takes memory and, the first time, a download.",
    "Pas encore chargé : il prend de la mémoire et, la première fois, un téléchargement.",
);
pub const NOT_THE_SAME_CLASSES: Text = Text::new(
    "These two networks cannot be compared: they do not both have the 1000 classes of ImageNet, so that the same number does not mean the same class. Choose another second network.",
    "Ces deux réseaux ne se comparent pas : ils n’ont pas tous deux les 1000 classes d’ImageNet, et le même numéro ne désigne donc pas la même classe. Choisissez un autre second réseau.",
);
pub const NOT_THE_SAME_SIDE: Text = Text::new(
    "These two networks see images of different sizes. Maps and matrix are left out: their pixels are not the same pixels, and a value per pixel would not be on one scale. Images made on the first are shown to the second as they are, at the size of the first.",
    "Ces deux réseaux voient des images de tailles différentes. Les cartes et la matrice sont laissées de côté : leurs pixels ne sont pas les mêmes, et une valeur par pixel ne serait pas à la même échelle. Les images faites sur le premier sont montrées telles quelles au second, à la taille du premier.",
);
const SECOND_ENDED: Text = Text::new(
    "The second network’s engine ended, perhaps for want of memory. Close other tabs and load it again.",
    "Le moteur de calcul du second réseau s’est arrêté, peut-être faute de mémoire. Fermez d’autres onglets et rechargez-le.",
);
pub const SIDES_DIFFER: Text = Text::new(
    "Not for these two networks: they see images of different sizes.",
    "Pas pour ces deux réseaux : ils voient des images de tailles différentes.",
);
pub const LOAD_IT_FIRST: Text = Text::new(
    "Load the second network first.",
    "Chargez d’abord le second réseau.",
);

pub const PAIR_MAPS: Text = Text::new("One class, two maps", "Une classe, deux cartes");
pub const PAIR_MAPS_WHY: Text = Text::new(
    "The map of part 1 and the same by the second network, for the same class and the same pixels. On one scale, the same colours stand for the same values: where a map is darker, the score depends less on the pixels; the map is not worse for that. Scores of two networks need not be in the same measure.",
    "La carte de la partie 1 et la même par le second réseau, pour la même classe et les mêmes pixels. Sur une échelle commune, les mêmes couleurs sont les mêmes valeurs : là où une carte est plus sombre, le score dépend moins des pixels\u{202f}; elle n’en est pas moins bonne. Les scores de deux réseaux n’ont pas forcément la même mesure.",
);
pub const PAIR_SCALES: Text = Text::new("Scale", "Échelle");
pub const ONE_SCALE: Text = Text::new("One for both", "Commune");
pub const OWN_SCALES: Text = Text::new("Each its own", "À chacune la sienne");
pub const OWN_SCALES_WORDS: Text = Text::new(
    "Each map has its own scale, from 0 to its largest value, so their colours cannot be compared",
    "Chaque carte a sa propre échelle, de 0 à sa plus grande valeur, et leurs couleurs ne se comparent pas",
);
pub const LARGEST_OF_EACH: Text = Text::new("the largest of each", "le maximum de chacune");
pub const ASK_OTHER_MAP: Text = Text::new("Draw both maps", "Tracer les deux cartes");
pub const NEEDS_MAP: Text = Text::new(
    "First make a map in part 1.",
    "Faites d’abord une carte dans la partie 1.",
);

pub const TRANSFER: Text = Text::new(
    "Does what fools one fool the other?",
    "Ce qui trompe l’un trompe-t-il l’autre ?",
);
pub const TRANSFER_WHY: Text = Text::new(
    "The adversarial image of part 2 was made with the gradient of the first network alone. Both networks are shown its 8-bit pixels and, as a control, the original.",
    "L’image adversaire de la partie 2 a été faite avec le gradient du premier réseau seul. Les deux réseaux voient ses pixels à 8 bits et, comme témoin, l’image d’origine.",
);
pub const ASK_TRANSFER: Text = Text::new("Show it to both networks", "La montrer aux deux réseaux");
pub const NEEDS_ATTACK: Text = Text::new(
    "First make an adversarial image in part 2.",
    "Faites d’abord une image adversaire dans la partie 2.",
);
pub const TRANSFERRED: Text = Text::new("What both networks see", "Ce que voient les deux réseaux");
pub const IMAGE_SHOWN: Text = Text::new("Image", "Image");
pub const NETWORK_SEES: Text = Text::new("Network sees", "Le réseau voit");
pub const OF_SOURCE: Text = Text::new("Original class", "Classe d’origine");
pub const OF_TARGET: Text = Text::new("Target class", "Classe cible");
pub const ORIGINAL_CONTROL: Text = Text::new("original (control)", "d’origine (témoin)");
pub const ADVERSARIAL_IMAGE: Text = Text::new("adversarial", "adversaire");

pub const RECOGNITION: Text = Text::new(
    "Does the other recognise the dream?",
    "L’autre reconnaît-il le rêve ?",
);
pub const RECOGNITION_WHY: Text = Text::new(
    "The image of part 3 was grown for the first network. If the second names the same class, the image shows something that both learnt; if not, it may please the first alone.",
    "L’image de la partie 3 a été formée pour le premier réseau. Si le second nomme la même classe, elle montre quelque chose que les deux ont appris ; sinon, elle ne plaît peut-être qu’au premier.",
);
pub const NEEDS_VISUAL: Text = Text::new(
    "First make an image in part 3.",
    "Faites d’abord une image dans la partie 3.",
);
pub const RECOGNISED: Text = Text::new(
    "What both networks see in the visualisation",
    "Ce que voient les deux réseaux dans la visualisation",
);

pub const MATRIX: Text = Text::new("A small transfer matrix", "Une petite matrice de transfert");
pub const MATRIX_WHY: Text = Text::new(
    "One image proves little. Here the samples of this page are led to several targets, on each of the two networks, by the attack chosen in part 2 as it is set there, judged on 8-bit images unless you set that yourself. Every image that is made is shown to both.",
    "Une seule image prouve peu. Ici, les exemples de cette page sont menés vers plusieurs classes cibles, sur chacun des deux réseaux, par l’attaque choisie dans la partie 2 telle qu’elle y est réglée, et jugée sur des images à 8 bits sauf si vous l’avez réglé vous-même. Chaque image obtenue est montrée aux deux.",
);
pub const MATRIX_IMAGES: Text = Text::new("Sample images", "Images d’exemple");
pub const MATRIX_TARGETS: Text = Text::new("Targets for each", "Classes cibles pour chacune");
pub const MATRIX_FILL: Text = Text::new("Fill the matrix", "Remplir la matrice");
pub const MATRIX_CAPTION: Text = Text::new(
    "Made on one network (rows), shown to another (columns)",
    "Faites sur un réseau (lignes), montrées à un autre (colonnes)",
);
pub const MADE_ON: Text = Text::new("Made on", "Faite sur");
pub const ON_ITSELF: Text = Text::new(
    "Target class reached there",
    "Classe cible atteinte sur lui",
);
pub const UNTARGETED: Text = Text::new(
    "The attack chosen in part 2 cannot be led to a class. Choose another one there.",
    "L’attaque choisie dans la partie 2 ne peut pas être menée vers une classe. Choisissez-en une autre.",
);
pub const EVERY_ATTACK: Text = Text::new("Every attack", "Chaque attaque");
pub const TARGET_OF_ATTACK: Text = Text::new("Target class", "Classe cible");
pub const TRIALS_CAPTION: Text = Text::new(
    "What each network sees in the image that an attack made",
    "Ce que chaque réseau voit dans l’image faite par une attaque",
);
pub const MATRIX_INTERRUPTED: Text = Text::new(
    "One of the engines was lost; what was found is kept. Fill it again.",
    "L’un des moteurs de calcul a été perdu ; ce qui a été trouvé est gardé. Remplissez-la de nouveau.",
);

/// What became of the second network's engine, in a sentence; none while it is at work or absent.
pub fn second_trouble(phase: &Phase, lang: Lang) -> Option<String> {
    use crate::app_model::NoticeKind;
    match phase {
        Phase::Stopped(None) => Some(SECOND_ENDED.get(lang).to_owned()),
        Phase::Stopped(Some(failure)) => {
            let kind = NoticeKind::EngineFailed(failure.clone());
            Some(super::wording(&kind, lang).sentence)
        }
        _ => None,
    }
}
