use crate::spec::Text;

pub const FIRST: Text = Text::new(
    "What an image classifier looks at, how little fools it, what it dreams of: see it here, in your browser, on your own pictures.",
    "Ce que regarde un classifieur d’images, le peu qui le trompe, ce dont il rêve\u{a0}: voyez-le ici, dans votre navigateur, sur vos propres images.",
);
pub const FIRST_MADE: Text = Text::new(
    "This page made these pictures, with the network SqueezeNet 1.1. Choose one: its part opens with everything set as it was.",
    "C’est cette page qui a fait ces images, avec le réseau SqueezeNet 1.1. Choisissez-en une\u{a0}: sa partie s’ouvre, réglée comme elle l’était.",
);

/// An experiment that the first view shows.
pub struct Example {
    pub question: Text,
    /// The part of the practical that it belongs to.
    pub part: Text,
    pub plates: &'static [Plate],
}

/// One of its pictures.
pub struct Plate {
    /// In the site's folder for them.
    pub file: &'static str,
    pub label: Text,
    /// What it shows, and how it was made.
    pub alt: Text,
}

const CAT: Plate = Plate {
    file: "cat.jpg",
    label: Text::new("a cat", "un chat"),
    alt: Text::new(
        "The head of a tabby cat, as the network sees it",
        "La tête d’un chat tigré, telle que le réseau la voit",
    ),
};

/// In the order of the links that set them up.
pub const EXAMPLES: [Example; 3] = [
    Example {
        question: Text::new(
            "What does the network look at?",
            "Que regarde le réseau\u{202f}?",
        ),
        part: super::SALIENCY,
        plates: &[
            CAT,
            Plate {
                file: "map.jpg",
                label: Text::new("its map", "sa carte"),
                alt: Text::new(
                    "Its saliency map by SmoothGrad for “Egyptian cat”, the class predicted: bright where the score depends most on the pixels, above all at the eyes and the nose",
                    "Sa carte de saillance par SmoothGrad pour «\u{a0}chat égyptien\u{a0}», la classe prédite\u{a0}: claire là où le score dépend le plus des pixels, surtout aux yeux et au nez",
                ),
            },
        ],
    },
    Example {
        question: Text::new(
            "How little fools it?",
            "Qu’est-ce qui suffit à le tromper\u{202f}?",
        ),
        part: super::ADVERSARIAL,
        plates: &[
            CAT,
            Plate {
                file: "fooled.jpg",
                label: Text::new("stingray", "pastenague"),
                alt: Text::new(
                    "The same cat after 8 iterations of the practical’s rule with η = 1, as a file of 8 bits: it looks the same, and the network says “stingray”",
                    "Le même chat après 8 itérations de la règle du TP avec η = 1, en fichier de 8 bits\u{a0}: il a l’air identique, et le réseau dit «\u{a0}pastenague\u{a0}»",
                ),
            },
            Plate {
                file: "change.jpg",
                label: Text::new("change ×50", "écart ×50"),
                alt: Text::new(
                    "What was changed, 50 times enlarged, around grey",
                    "Ce qui a été changé, amplifié 50 fois, autour du gris",
                ),
            },
        ],
    },
    Example {
        question: Text::new("What does it dream of?", "De quoi rêve-t-il\u{202f}?"),
        part: super::VISUALISATION,
        plates: &[Plate {
            file: "dream.jpg",
            label: Text::new("flamingo", "flamant rose"),
            alt: Text::new(
                "An image made from noise by climbing the score of the class “flamingo”, with the preset “Best picture”: several pink birds with hooked beaks, in water",
                "Une image faite à partir de bruit en gravissant le score de la classe «\u{a0}flamant rose\u{a0}», avec le préréglage «\u{a0}Meilleure image\u{a0}»\u{a0}: plusieurs oiseaux roses au bec crochu, dans l’eau",
            ),
        }],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::decode;

    #[test]
    fn every_picture_is_there_and_small() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/public/first/");
        let mut sizes = std::collections::BTreeMap::new();
        for plate in EXAMPLES.iter().flat_map(|example| example.plates) {
            let path = format!("{folder}{}", plate.file);
            let file = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            let picture = decode(&file).expect("a picture").picture;
            assert_eq!((picture.width(), picture.height()), (128, 128), "{path}");
            assert!(file.len() <= 8_000, "{path}: {} bytes", file.len());
            sizes.insert(plate.file, file.len());
        }
        assert!(sizes.values().sum::<usize>() < 30_000, "{sizes:?}");
    }
}
