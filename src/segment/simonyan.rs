//! Section 3.2 of Simonyan et al. (2014): the map chooses colours, the colours choose the object.

use crate::spec::{Paper, Text};

use super::{Recipe, RecipeSheet};

/// Its numbers.
pub const SIMONYAN: Recipe = Recipe {
    id: "simonyan",
    above: 0.95,
    below: 0.30,
    gamma: 20.0,
    blur: 0.0,
    prior: 0.0,
    refits: 0,
};

/// What the page shows of it.
pub const SIMONYAN_SHEET: RecipeSheet = RecipeSheet {
    recipe: &SIMONYAN,
    name: Text::new("Simonyan et al. (2014)", "Simonyan et al. (2014)"),
    words: Text::new(
        "The strongest pixels of the map show which colours the object has, the weakest which the background has. Then each pixel goes to the side whose colours resemble its own, and a border between neighbours costs more where their colours are alike. The labels of least cost are found exactly; the largest connected region is the object.",
        "Les pixels les plus forts de la carte montrent les couleurs de l’objet, les plus faibles celles du fond. Ensuite chaque pixel va du côté dont les couleurs ressemblent à la sienne, et une frontière entre voisins coûte plus cher là où leurs couleurs se ressemblent. Les étiquettes de moindre coût sont trouvées exactement\u{202f}; la plus grande région connexe est l’objet.",
    ),
    beware: Text::new(
        "The map chooses colours, not places: where object and background have colours in common, or where the evidence is one part of the object only, something else is found.",
        "La carte choisit des couleurs, non des places\u{a0}: là où l’objet et le fond ont des couleurs en commun, ou quand les indices ne sont que sur une partie de l’objet, c’est autre chose qui est trouvé.",
    ),
    paper: Paper {
        cite: "Simonyan, Vedaldi & Zisserman (2014)",
        title: "Deep inside convolutional networks: Visualising image classification models and saliency maps",
        url: "https://arxiv.org/abs/1312.6034",
    },
    deviations: Text::new(
        "The paper does not state the number of Gaussians, nor the price of a border; here 5 and 20. Its map is the mean over ten crops of the photograph at 256 pixels; here the ten crops are an option, and are taken of the picture enlarged from 224 to 256.",
        "L’article ne dit ni le nombre de gaussiennes ni le prix d’une frontière\u{202f}; ici 5 et 20. Sa carte est la moyenne sur dix recadrages de la photographie à 256 pixels\u{202f}; ici les dix recadrages sont une option, pris dans l’image agrandie de 224 à 256.",
    ),
};
