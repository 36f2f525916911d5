//! Why a file is not used, in words for its reader, in both languages. They are parts of a sentence
//! that names the file, and say what to do next. They stand here and not in the page, which would
//! carry them for every reader.

use gradoscope_checkpoint::{CheckpointError, Dtype, OtherFile, PickleError};

use crate::protocol::CheckpointRefusal;

use super::WeightsError;
use super::normalisation::Stated;
use super::onnx::{OnnxError, Unfit};
use super::recognise::{LoadError, NotRecognised};

fn refuse([en, fr]: [&str; 2], message: String) -> CheckpointRefusal {
    CheckpointRefusal::File {
        en: en.to_owned(),
        fr: fr.to_owned(),
        message,
    }
}

/// The words with what they speak of in the place of `{}`.
fn fill(words: [&str; 2], with: [&str; 2]) -> [String; 2] {
    [
        words[0].replace("{}", with[0]),
        words[1].replace("{}", with[1]),
    ]
}

fn refuse_about(words: [&str; 2], about: &str, message: String) -> CheckpointRefusal {
    let [en, fr] = fill(words, [about; 2]);
    CheckpointRefusal::File { en, fr, message }
}

impl From<CheckpointError> for CheckpointRefusal {
    fn from(error: CheckpointError) -> Self {
        let message = error.to_string();
        match &error {
            CheckpointError::Read(_) => Self::Unreadable { message },
            CheckpointError::Other(other) => refuse(other_file(*other), message),
            CheckpointError::Pickle(PickleError::Global { module, name }) => {
                refuse_about(HARMFUL, &format!("{module}.{name}"), message)
            }
            CheckpointError::NoTensors { holds } if !holds.is_empty() => {
                refuse_about(NO_STATE_DICT, &holds.join(", "), message)
            }
            CheckpointError::Dtype { name, found } => of_no_numbers(name, *found, message),
            CheckpointError::Repeated(name) => refuse_about(REPEATED, name, message),
            CheckpointError::Elsewhere(file) => refuse_about(ELSEWHERE, file, message),
            error => refuse(fixed(error), message),
        }
    }
}

impl From<LoadError> for CheckpointRefusal {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Checkpoint(error) => error.into(),
            LoadError::Weights(error) => match &error {
                WeightsError::NotFinite(name) => refuse_about(NOT_FINITE, name, error.to_string()),
                WeightsError::Variance(name) => refuse_about(VARIANCE, name, error.to_string()),
                _ => refuse(DAMAGED, error.to_string()),
            },
            LoadError::Normalisation(said) => no_normalisation(&said),
        }
    }
}

impl From<OnnxError> for CheckpointRefusal {
    fn from(error: OnnxError) -> Self {
        let message = error.to_string();
        let unfit = match error {
            OnnxError::Load(error) => return error.into(),
            OnnxError::Unfit(unfit) => unfit,
        };
        match unfit {
            Unfit::Quantised(kind) => refuse_about(QUANTISED_MODEL, &kind, message),
            Unfit::Operation(kind, node) => {
                let [en, fr] = at_node(&node, [&kind, &kind]);
                let [en, fr] = fill(NO_OPERATION, [&en, &fr]);
                Self::File { en, fr, message }
            }
            Unfit::Way(kind, node, way) => {
                let [en, fr] = way.words();
                let [en, fr] = [format!("{kind}, {en}"), format!("{kind}, {fr}")];
                let [en, fr] = at_node(&node, [&en, &fr]);
                let [en, fr] = fill(NO_OPERATION, [&en, &fr]);
                Self::File { en, fr, message }
            }
            Unfit::Image {
                channels,
                height,
                width,
            } => {
                let about = format!("{channels} × {height} × {width}");
                refuse_about(NO_IMAGE, &about, message)
            }
            Unfit::TooLarge(side, most) => {
                let [side, most] = [side, most].map(|side| format!("{side} × {side}"));
                let [en, fr] = fill(LARGE_IMAGE, [&side; 2]);
                let [en, fr] = [en, fr].map(|words| words.replace("[]", &most));
                Self::File { en, fr, message }
            }
            Unfit::Absent(name, kind, node) => {
                let [en, fr] = at_node(&node, [&kind, &kind]);
                let [en, fr] = fill(ABSENT, [&en, &fr]).map(|words| words.replace("[]", &name));
                Self::File { en, fr, message }
            }
            Unfit::Cycle(kind, node) => {
                let [en, fr] = at_node(&node, [&kind, &kind]);
                let [en, fr] = fill(CYCLE, [&en, &fr]);
                Self::File { en, fr, message }
            }
            Unfit::Sizes(kind, node, told) => {
                let [en, fr] = at_node(&node, [&kind, &kind]);
                let [en, fr] = fill(MISFIT, [&en, &fr]).map(|words| words.replace("[]", &told));
                Self::File { en, fr, message }
            }
            Unfit::Inputs(names) => refuse_about(INPUTS, &names.join(", "), message),
            Unfit::Input(_) => refuse(NO_INPUT, message),
            Unfit::Output => refuse(NO_SCORES, message),
        }
    }
}

/// What a node does, and what it is called.
fn at_node(node: &str, what: [&str; 2]) -> [String; 2] {
    match node {
        "" => what.map(str::to_owned),
        node => [
            format!("{} (node {node})", what[0]),
            format!("{} (nœud {node})", what[1]),
        ],
    }
}

/// Of one of the files into which Hugging Face's libraries divide a large checkpoint: how many there are, by its name.
pub(super) fn pieces(file_name: &str) -> Option<usize> {
    let (before, after) = file_name.split_once("-of-")?;
    let digits = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    let is_numbered = before.ends_with(|c: char| c.is_ascii_digit());
    after[..digits]
        .parse()
        .ok()
        .filter(|count| is_numbered && *count > 1)
}

/// Such a piece, which is no network.
pub(super) fn piece(count: usize, message: String) -> CheckpointRefusal {
    refuse_about(PIECE, &count.to_string(), message)
}

/// No network known here, and why not.
pub(super) fn not_recognised(not: &NotRecognised, has_modules: bool) -> CheckpointRefusal {
    let message = not.to_string();
    if let Some((name, found)) = &not.odd {
        let (name, found) = (name.clone(), *found);
        return CheckpointError::Dtype { name, found }.into();
    }
    if let Some(name) = &not.empty {
        return refuse_about(NO_NUMBER, name, message);
    }
    if !not.several.is_empty() {
        let paths: Vec<&str> = not.several.iter().map(String::as_str).collect();
        let about = match paths.contains(&"") {
            true => paths.len().to_string(),
            false => paths.join(", "),
        };
        return refuse_about(SEVERAL, &about, message);
    }
    if not.nearest.is_empty() {
        if has_modules {
            return refuse(WHOLE_MODEL, message);
        }
        let found = not.found.join(", ");
        let [en, fr] = fill(STRANGE, [&found; 2]);
        return CheckpointRefusal::File { en, fr, message };
    }
    let misshapen = not.misshapen.iter().map(|(name, expected, found)| {
        let of = |shape: &[usize]| {
            let sides: Vec<String> = shape.iter().map(usize::to_string).collect();
            sides.join("×")
        };
        format!("{name} {} ({})", of(found), of(expected))
    });
    let misshapen: Vec<String> = misshapen.collect();
    let kinds = [
        (&not.missing, ["missing: ", "il manque\u{a0}: "]),
        (&not.surplus, ["surplus: ", "en trop\u{a0}: "]),
        (
            &misshapen,
            [
                "of another shape than expected: ",
                "d’une autre forme que prévu\u{a0}: ",
            ],
        ),
    ];
    let [en, fr] = [0, 1].map(|lang| {
        let found = kinds.iter().filter(|(names, _)| !names.is_empty());
        let found = found.map(|(names, words)| format!("{}{}", words[lang], names.join(", ")));
        let found: Vec<String> = found.collect();
        let between = ["; ", "\u{202f}; "][lang];
        let nearest = NEAREST[lang].replace("{}", not.nearest);
        let known = KNOWN[lang];
        format!("{nearest} ({}). {known}", found.join(between))
    });
    CheckpointRefusal::File { en, fr, message }
}

/// What it says of its pictures makes no sense.
fn no_normalisation(said: &Stated) -> CheckpointRefusal {
    let values: Vec<String> = said
        .values
        .iter()
        .map(|value| format!("{value:.3}"))
        .collect();
    let about = format!("{}: {}", said.name, values.join(", "));
    let message = format!("{said:?}");
    refuse_about(NORMALISATION, &about, message)
}

/// Its scores, or their gradient, are not finite.
pub(super) fn overflow() -> CheckpointRefusal {
    refuse(
        OVERFLOW,
        "scores or gradient not finite on the picture of the self-check".to_owned(),
    )
}

fn of_no_numbers(name: &str, dtype: Dtype, message: String) -> CheckpointRefusal {
    let words = match dtype {
        Dtype::Quantised { .. } => QUANTISED,
        Dtype::Sparse => SPARSE,
        Dtype::Nowhere => NOWHERE,
        Dtype::Foreign => FOREIGN,
        _ => WHOLE_NUMBERS,
    };
    refuse_about(words, name, message)
}

fn fixed(error: &CheckpointError) -> [&'static str; 2] {
    match error {
        CheckpointError::UnknownFormat => UNKNOWN,
        CheckpointError::WholeModel => WHOLE_MODEL,
        CheckpointError::Nameless => NAMELESS,
        CheckpointError::Compressed(_) => REPACKED,
        CheckpointError::BigEndian => BIG_ENDIAN,
        CheckpointError::NoTensors { .. } => EMPTY,
        CheckpointError::Truncated { .. } => CUT,
        CheckpointError::Pickle(PickleError::Opcode { .. }) => OUTSIDE,
        _ => DAMAGED,
    }
}

const ELSEWHERE: [&str; 2] = [
    "its weights are in a second file, {}, which PyTorch writes beside it. Open both files together, or export the network with external_data=False.",
    "ses poids sont dans un second fichier, {}, que PyTorch écrit à côté. Ouvrez les deux fichiers ensemble, ou exportez le réseau avec external_data=False.",
];
const QUANTISED_MODEL: [&str; 2] = [
    "it is a quantised network ({}): whole numbers with a scale, which have no gradient. Export the network as it was before it was quantised, in float32 or float16.",
    "c’est un réseau quantifié ({})\u{a0}: des entiers avec une échelle, qui n’ont pas de gradient. Exportez le réseau tel qu’il était avant la quantification, en float32 ou float16.",
];
const NO_OPERATION: [&str; 2] = [
    "it has an operation that is not computed here: {}. Computed are convolutions, dense layers, ReLU, ReLU6, sigmoids and swish, batch normalisation, pooling, sums, products and concatenations. Open a network of these, such as VGG, ResNet, MobileNet, EfficientNet, DenseNet or GoogLeNet.",
    "il contient une opération qui n’est pas calculée ici\u{a0}: {}. Sont calculées les convolutions, les couches denses, ReLU, ReLU6, sigmoïdes et swish, la normalisation par lots, le pooling, les sommes, les produits et les concaténations. Ouvrez un réseau qui en est fait, comme VGG, ResNet, MobileNet, EfficientNet, DenseNet ou GoogLeNet.",
];
const NO_IMAGE: [&str; 2] = [
    "it does not read square colour images (it wants {}: channels, height, width). Export it for three channels and a square image.",
    "il ne lit pas d’images carrées en couleur (il attend {}\u{a0}: canaux, hauteur, largeur). Exportez-le pour trois canaux et une image carrée.",
];
const LARGE_IMAGE: [&str; 2] = [
    "it reads images of {} pixels, and the page works on at most []. Export it for smaller ones, such as 224 × 224.",
    "il lit des images de {} pixels, et la page travaille sur [] au plus. Exportez-le pour de plus petites, comme 224 × 224.",
];
const ABSENT: [&str; 2] = [
    "it is incomplete: {} reads the tensor [], which is neither in the file nor computed in it. Export the network again.",
    "il est incomplet\u{a0}: {} lit le tenseur [], qui n’est pas dans le fichier et n’y est pas calculé. Exportez de nouveau le réseau.",
];
const CYCLE: [&str; 2] = [
    "its operations go round in a circle: {} needs its own result. Export the network again.",
    "ses opérations tournent en rond\u{a0}: {} a besoin de son propre résultat. Exportez de nouveau le réseau.",
];
const MISFIT: [&str; 2] = [
    "its sizes do not fit each other: {} reads []. Export the network again; onnx.checker.check_model(…, full_check=True) shows whether it fits then.",
    "ses tailles ne vont pas ensemble\u{a0}: {} lit []. Exportez de nouveau le réseau\u{202f}; onnx.checker.check_model(…, full_check=True) montre s’il est alors cohérent.",
];
const INPUTS: [&str; 2] = [
    "it reads {} where one image alone is expected. Export it with one input, of the shape 1 × 3 × height × width, and all its weights.",
    "il lit {} là où une seule image est attendue. Exportez-le avec une seule entrée, de forme 1 × 3 × hauteur × largeur, et tous ses poids.",
];
const NO_INPUT: [&str; 2] = [
    "it does not read one image alone. Open a network with one input, of the shape 1 × 3 × height × width.",
    "il ne lit pas une image et rien d’autre. Ouvrez un réseau à une seule entrée, de forme 1 × 3 × hauteur × largeur.",
];
const NO_SCORES: [&str; 2] = [
    "it does not end in one score for each class, so it is no image classifier.",
    "il ne se termine pas par un score pour chaque classe\u{a0}: ce n’est pas un classifieur d’images.",
];
const HARMFUL: [&str; 2] = [
    "opened in PyTorch it would run a program ({}); weights never need that. Nothing of it was run here. Take the weights from a source that you trust, best as safetensors.",
    "ouvert dans PyTorch, il lancerait un programme ({})\u{202f}; des poids n’en ont jamais besoin. Rien n’en a été exécuté ici. Prenez les poids auprès d’une source sûre, de préférence en safetensors.",
];
const OUTSIDE: [&str; 2] = [
    "it refers to something outside of itself. Load it in PyTorch and save model.state_dict() with torch.save, or as safetensors.",
    "il renvoie à quelque chose hors du fichier. Chargez-le dans PyTorch et enregistrez model.state_dict() avec torch.save, ou en safetensors.",
];
const NO_STATE_DICT: [&str; 2] = [
    "it holds no weights, but: {}. Save the network’s model.state_dict() with torch.save, or as safetensors.",
    "il ne contient pas de poids, mais\u{a0}: {}. Enregistrez le model.state_dict() du réseau avec torch.save, ou en safetensors.",
];
const EMPTY: [&str; 2] = [
    "it holds no tensors at all. Save the network’s model.state_dict() with torch.save, or as safetensors.",
    "il ne contient aucun tenseur. Enregistrez le model.state_dict() du réseau avec torch.save, ou en safetensors.",
];
const WHOLE_MODEL: [&str; 2] = [
    "it holds a model as Python objects, which need their program code. Load it in PyTorch and save its model.state_dict() alone with torch.save, or as safetensors.",
    "il contient un modèle sous forme d’objets Python, qui ont besoin de leur code. Chargez-le dans PyTorch et enregistrez seulement son model.state_dict() avec torch.save, ou en safetensors.",
];
const REPEATED: [&str; 2] = [
    "its tensor {} repeats a few numbers over and over, as expand() makes it. Save it with .contiguous().",
    "son tenseur {} répète quelques nombres un grand nombre de fois, comme le fait expand(). Enregistrez-le avec .contiguous().",
];
const QUANTISED: [&str; 2] = [
    "its tensor {} is quantised: whole numbers with a scale. Save the network as it was before it was quantised, in float32 or float16.",
    "son tenseur {} est quantifié\u{a0}: des entiers avec une échelle. Enregistrez le réseau tel qu’il était avant la quantification, en float32 ou float16.",
];
const SPARSE: [&str; 2] = [
    "its tensor {} is stored sparse. Save it with .to_dense().",
    "son tenseur {} est enregistré sous forme creuse. Enregistrez-le avec .to_dense().",
];
const WHOLE_NUMBERS: [&str; 2] = [
    "its tensor {} holds something other than floating-point numbers of 16 to 64 bits. Save the weights as float32 or float16.",
    "son tenseur {} contient autre chose que des nombres à virgule de 16 à 64 bits. Enregistrez les poids en float32 ou float16.",
];
const NOT_FINITE: [&str; 2] = [
    "its tensor {} holds an infinite or undefined number, as after a training that diverged. Take an earlier checkpoint of that training.",
    "son tenseur {} contient un nombre infini ou indéfini, comme après un entraînement qui a divergé. Prenez une sauvegarde antérieure de cet entraînement.",
];
const VARIANCE: [&str; 2] = [
    "its tensor {} holds a negative variance, which no pictures have. Take an earlier checkpoint of that training.",
    "son tenseur {} contient une variance négative, ce qu’aucune image ne donne. Prenez une sauvegarde antérieure de cet entraînement.",
];
const NOWHERE: [&str; 2] = [
    "its tensor {} has a shape but no numbers, as on PyTorch’s device “meta”. Load the weights into the network, then save its model.state_dict() anew.",
    "son tenseur {} a une forme mais aucun nombre, comme sur le périphérique «\u{a0}meta\u{a0}» de PyTorch. Chargez les poids dans le réseau, puis enregistrez de nouveau son model.state_dict().",
];
const FOREIGN: [&str; 2] = [
    "its tensor {} is of a kind that only PyTorch can read, such as a nested tensor, a subclass or one of a special device. Make an ordinary tensor of it with .cpu() and .contiguous(), and save again.",
    "son tenseur {} est d’une sorte que seul PyTorch sait lire, comme un tenseur imbriqué, une sous-classe ou celui d’un périphérique particulier. Faites-en un tenseur ordinaire avec .cpu() et .contiguous(), et enregistrez de nouveau.",
];
const NO_NUMBER: [&str; 2] = [
    "its tensor {} is there but empty: one of its sides is 0, as of a last layer for no class at all, or of weights that lie on several machines. Save the whole state_dict() of a network with at least one class.",
    "son tenseur {} est là mais vide\u{a0}: l’un de ses côtés vaut 0, comme pour une dernière couche sans aucune classe, ou pour des poids répartis sur plusieurs machines. Enregistrez le state_dict() entier d’un réseau d’au moins une classe.",
];
const SEVERAL: [&str; 2] = [
    "it holds several networks ({}), and nothing says which of them is meant. Save the state_dict() of that one alone.",
    "il contient plusieurs réseaux ({}), et rien ne dit lequel est le bon. Enregistrez le state_dict() de celui-ci seulement.",
];
const NAMELESS: [&str; 2] = [
    "it holds tensors without the names by which a network knows its weights, as torch.save of one tensor or of a list writes it. Save the network’s whole model.state_dict().",
    "il contient des tenseurs sans les noms par lesquels un réseau reconnaît ses poids, comme l’écrit torch.save d’un tenseur ou d’une liste. Enregistrez le model.state_dict() entier du réseau.",
];
const PIECE: [&str; 2] = [
    "it is one piece of a checkpoint in {} files, and the page opens one file. Put the tensors of all pieces together in Python, with safetensors.torch.load_file or torch.load, and save them as one file.",
    "c’est un morceau d’un fichier de poids en {} fichiers, et la page en ouvre un seul. Réunissez en Python les tenseurs de tous les morceaux, avec safetensors.torch.load_file ou torch.load, et enregistrez-les en un seul fichier.",
];
const OVERFLOW: [&str; 2] = [
    "the numbers of this checkpoint overflow: with them the scores, or their gradient, are not finite on the picture of the check. Take an earlier checkpoint of the training, or check how the weights were scaled.",
    "les nombres de ce fichier débordent\u{a0}: avec eux les scores, ou leur gradient, ne sont pas finis sur l’image de vérification. Prenez une sauvegarde antérieure de l’entraînement, ou vérifiez l’échelle des poids.",
];
const NORMALISATION: [&str; 2] = [
    "what it says of the mean and the deviation of its pictures cannot be used, or contradicts itself ({}). Save the network’s state_dict() without these tensors, or with one mean and one deviation, positive and in 0..1 or 0..255.",
    "ce qu’il dit de la moyenne et de l’écart-type de ses images est inutilisable ou se contredit ({}). Enregistrez le state_dict() du réseau sans ces tenseurs, ou avec une seule moyenne et un seul écart-type, positifs et entre 0 et 1 ou 0 et 255.",
];
const STRANGE: [&str; 2] = [
    "its tensors are of no network known here; their names begin with {}. Known are SqueezeNet 1.0 and 1.1, AlexNet, VGG11 to VGG19 with or without batch normalisation, ResNet-18, 34 and 50, DenseNet-121, MobileNetV2 and V3, EfficientNet-Lite0 to 2, under torchvision’s names. Open weights of one of these, or export your network as an ONNX model and open that.",
    "ses tenseurs ne sont d’aucun réseau connu ici\u{202f}; leurs noms commencent par {}. Sont connus SqueezeNet 1.0 et 1.1, AlexNet, VGG11 à VGG19 avec ou sans normalisation par lots, ResNet-18, 34 et 50, DenseNet-121, MobileNetV2 et V3, EfficientNet-Lite0 à 2, sous les noms de torchvision. Ouvrez des poids de l’un d’eux, ou exportez votre réseau en modèle ONNX et ouvrez celui-ci.",
];
const NEAREST: [&str; 2] = [
    "its tensors are almost those of {}, but not all",
    "ses tenseurs sont presque ceux de {}, mais pas tous",
];
const KNOWN: [&str; 2] = [
    "Save the whole state_dict() of that network, unchanged; only the number of classes may differ.",
    "Enregistrez le state_dict() entier de ce réseau, non modifié\u{202f}; seul le nombre de classes peut différer.",
];
const UNKNOWN: [&str; 2] = [
    "it is neither a safetensors file nor a PyTorch checkpoint nor an ONNX model. Save model.state_dict() with torch.save or safetensors and open that.",
    "ce n’est ni un fichier safetensors, ni un fichier de poids PyTorch, ni un modèle ONNX. Enregistrez model.state_dict() avec torch.save ou safetensors, puis ouvrez ce fichier.",
];
const REPACKED: [&str; 2] = [
    "it was packed again with compression. Load it in PyTorch and save it again with torch.save, which stores the numbers as they are.",
    "il a été recompressé. Chargez-le dans PyTorch et enregistrez-le de nouveau avec torch.save, qui garde les nombres tels quels.",
];
const BIG_ENDIAN: [&str; 2] = [
    "it was written on a big-endian machine. Load it in PyTorch on a present computer and save it again, or as safetensors.",
    "il a été écrit sur une machine gros-boutiste (big-endian). Chargez-le dans PyTorch sur un ordinateur actuel et enregistrez-le de nouveau, ou en safetensors.",
];
const CUT: [&str; 2] = [
    "it ends before it should: part of it did not arrive. Copy or download it again.",
    "il s’arrête avant la fin\u{a0}: une partie n’est pas arrivée. Copiez-le ou téléchargez-le de nouveau.",
];
const DAMAGED: [&str; 2] = [
    "it is damaged or incomplete. Copy or download it again; if that does not help, save model.state_dict() anew.",
    "il est abîmé ou incomplet. Copiez-le ou téléchargez-le de nouveau\u{202f}; si cela ne suffit pas, enregistrez encore model.state_dict().",
];

fn other_file(other: OtherFile) -> [&'static str; 2] {
    match other {
        OtherFile::Empty => [
            "it is empty: no byte of it arrived. Copy or download it again.",
            "il est vide\u{202f}; rien n’en est arrivé. Copiez-le ou téléchargez-le de nouveau.",
        ],
        OtherFile::Pointer => [
            "it is not the weights but a pointer to them, a few lines that Git LFS leaves in place of a large file. Fetch the file itself, with “git lfs pull” or the download button of its page.",
            "ce ne sont pas les poids mais un pointeur vers eux, quelques lignes que Git LFS laisse à la place d’un gros fichier. Récupérez le fichier lui-même, avec «\u{a0}git lfs pull\u{a0}» ou le bouton de téléchargement de sa page.",
        ],
        OtherFile::WebPage => [
            "it is a web page: the download gave the page about the file, or a page that asks to sign in. Open its address in the browser and use the download button there.",
            "c’est une page web\u{a0}: le téléchargement a donné la page qui parle du fichier, ou une page de connexion. Ouvrez son adresse dans le navigateur et utilisez le bouton de téléchargement.",
        ],
        OtherFile::Xml => [
            "it is an XML text, such as a server’s error message or the description of a network, and holds no weights. Download the weights themselves: a .safetensors, .pth or .pt file.",
            "c’est un texte XML, comme un message d’erreur d’un serveur ou la description d’un réseau, et il ne contient pas de poids. Téléchargez les poids eux-mêmes\u{a0}: un fichier .safetensors, .pth ou .pt.",
        ],
        OtherFile::Json => [
            "it is a JSON text, such as a configuration or an index of other files, and holds no weights. Open the file with the weights: .safetensors, .pth or .pt.",
            "c’est un texte JSON, comme une configuration ou l’index d’autres fichiers, et il ne contient pas de poids. Ouvrez le fichier des poids\u{a0}: .safetensors, .pth ou .pt.",
        ],
        OtherFile::Index => [
            "it is the index of a checkpoint in several files, and holds no weights. Put the tensors of those files together in Python, with safetensors.torch.load_file or torch.load, save them as one file and open that.",
            "c’est l’index d’un fichier de poids en plusieurs fichiers, et il ne contient pas de poids. Réunissez en Python les tenseurs de ces fichiers, avec safetensors.torch.load_file ou torch.load, enregistrez-les en un seul fichier et ouvrez-le.",
        ],
        OtherFile::Text => [
            "it is a text, not weights. Open it in an editor to see what it says, then fetch the file of the weights again.",
            "c’est un texte et non des poids. Ouvrez-le dans un éditeur pour voir ce qu’il dit, puis récupérez de nouveau le fichier des poids.",
        ],
        OtherFile::Picture => [
            "it is a picture under the name of a file of weights. Give it the ending of a picture (.jpg, .png), or choose the weights.",
            "c’est une image sous le nom d’un fichier de poids. Donnez-lui la terminaison d’une image (.jpg, .png), ou choisissez les poids.",
        ],
        OtherFile::OldTar => [
            "it is in the first format of PyTorch (0.1, a tar archive), which is not read here. Open it with torch.load in a present PyTorch and save it again with torch.save.",
            "il est dans le premier format de PyTorch (0.1, une archive tar), qui n’est pas lu ici. Ouvrez-le avec torch.load dans un PyTorch actuel et enregistrez-le de nouveau avec torch.save.",
        ],
        OtherFile::Archive => [
            "it is an archive of other files, not a checkpoint. Unpack it and open the file of weights that is inside.",
            "c’est une archive d’autres fichiers, pas un fichier de poids. Décompressez-la et ouvrez le fichier de poids qu’elle contient.",
        ],
        OtherFile::Compressed => [
            "it is compressed as a whole. Unpack it and open what comes out.",
            "il est compressé en entier. Décompressez-le et ouvrez ce qui en sort.",
        ],
        OtherFile::Pickle => [
            "it was written by Python’s pickle, not by PyTorch. Load it in Python and write the weights with torch.save(model.state_dict(), …) or safetensors.",
            "il a été écrit par le module pickle de Python, pas par PyTorch. Chargez-le en Python et écrivez les poids avec torch.save(model.state_dict(), …) ou en safetensors.",
        ],
        OtherFile::TorchScript => [
            "it is a model compiled by TorchScript, program code and weights in one. Load it with torch.jit.load and save its state_dict() with torch.save.",
            "c’est un modèle compilé par TorchScript, code et poids ensemble. Chargez-le avec torch.jit.load et enregistrez son state_dict() avec torch.save.",
        ],
        OtherFile::Keras => [
            "it is an HDF5 or Keras file; only weights of PyTorch’s networks are read here. Use a PyTorch checkpoint of one of the networks known here, such as ResNet-18 or VGG16.",
            "c’est un fichier HDF5 ou Keras\u{202f}; seuls des poids de réseaux PyTorch sont lus ici. Prenez un fichier PyTorch de l’un des réseaux connus ici, comme ResNet-18 ou VGG16.",
        ],
        OtherFile::Onnx => [
            "it is an ONNX model where weights alone are read. Save the state_dict() of the network that it was exported from.",
            "c’est un modèle ONNX là où seuls des poids sont lus. Enregistrez le state_dict() du réseau dont il a été exporté.",
        ],
        OtherFile::TensorFlow => [
            "it is a model of TensorFlow; only weights of PyTorch’s networks are read here. Use a PyTorch checkpoint of one of the networks known here, such as ResNet-18 or VGG16.",
            "c’est un modèle TensorFlow\u{202f}; seuls des poids de réseaux PyTorch sont lus ici. Prenez un fichier PyTorch de l’un des réseaux connus ici, comme ResNet-18 ou VGG16.",
        ],
        OtherFile::Gguf => [
            "it is a language model (GGUF), not an image classifier. Use a PyTorch checkpoint of one of the networks known here, such as ResNet-18 or VGG16.",
            "c’est un modèle de langage (GGUF), pas un classifieur d’images. Prenez un fichier PyTorch de l’un des réseaux connus ici, comme ResNet-18 ou VGG16.",
        ],
        OtherFile::Numpy => [
            "it holds NumPy arrays instead of tensors. Make tensors of them under the names of the network and write them with torch.save or safetensors.",
            "il contient des tableaux NumPy au lieu de tenseurs. Faites-en des tenseurs portant les noms du réseau et écrivez-les avec torch.save ou en safetensors.",
        ],
    }
}
