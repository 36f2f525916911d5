//! Ours: the map says where as well, and the colours are learnt anew from what was found.

use crate::spec::{Paper, Text};

use super::{Recipe, RecipeSheet};

/// Its numbers.
pub const CLASS_MAP_WITH_PRIOR: Recipe = Recipe {
    id: "class-map-with-prior",
    above: 0.80,
    below: 0.80,
    gamma: 20.0,
    blur: 4.0,
    prior: 1.0,
    refits: 3,
};

/// What the page shows of it.
pub const CLASS_MAP_WITH_PRIOR_SHEET: RecipeSheet = RecipeSheet {
    recipe: &CLASS_MAP_WITH_PRIOR,
    name: Text::new("Class map with a prior", "Carte de classe avec a priori"),
    words: Text::new(
        "As in the paper of 2014, colours and borders decide; but the map speaks for places too: the higher a pixel ranks in it, the less it costs to call it object. Then the colours are learnt anew from what was found, three times at the most, or until hardly a label changes.",
        "Comme dans l’article de 2014, les couleurs et les frontières décident\u{202f}; mais la carte parle aussi pour les places\u{a0}: plus un pixel y est haut placé, moins il coûte de l’appeler objet. Puis les couleurs sont réapprises sur ce qui a été trouvé, trois fois au maximum, ou jusqu’à ce que presque aucune étiquette ne change.",
    ),
    beware: Text::new(
        "The map says where the evidence for the class is, a head or an edge, not where the object ends. What it finds is often a part, sometimes the background with the object.",
        "La carte dit où sont les indices de la classe, une tête ou un bord, non où l’objet finit. Ce qui est trouvé est souvent une partie, parfois le fond avec l’objet.",
    ),
    paper: Paper {
        cite: "Rother, Kolmogorov & Blake (2004)",
        title: "“GrabCut”: interactive foreground extraction using iterated graph cuts",
        url: "https://doi.org/10.1145/1015706.1015720",
    },
    deviations: Text::new(
        "GrabCut begins with a box that somebody draws, and pixels outside of it are background for good; here the map takes its place, and no pixel is certain.",
        "GrabCut commence par un cadre tracé à la main, hors duquel tout est définitivement fond\u{202f}; ici la carte prend sa place, et aucun pixel n’est certain.",
    ),
};
