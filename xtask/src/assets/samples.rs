//! The sample photographs: what each shows, who took it, under which licence, and where it lies.

use super::packages::{ALIBI, Package, SCIKIT_IMAGE};

/// A licence's name and the address that explains it.
pub struct Licence {
    pub name: &'static str,
    pub url: &'static str,
}

/// One photograph. Its bytes are pinned through the hash of its package.
pub struct Sample {
    pub id: &'static str,
    /// Ends like the original, whose bytes are kept as they are.
    pub file: &'static str,
    pub package: &'static Package,
    pub member: &'static str,
    /// The file inside `member`, where that is an archive itself.
    pub inner: Option<&'static str>,
    pub title_en: &'static str,
    pub title_fr: &'static str,
    pub author: &'static str,
    pub licence: Licence,
    pub source: &'static str,
    /// Its class of ImageNet, where its label or its title says it beyond doubt.
    pub class: Option<u16>,
    /// What localisation is measured against; none where there is not one main object.
    pub object: Option<Object>,
}

/// The main object of a photograph, and a box around it.
///
/// The boxes were drawn by hand for this list, on the photograph in its own pixels, enlarged two to eight times,
/// and looked at again once drawn, on the whole photograph and on the page's default framing. The rule: the
/// smallest box around all that is seen of the object which the photograph's class names, or else its title;
/// what stands on it, holds it or belongs to it without being it is outside (saucer and spoon, the helmet on the
/// arm, the tower at the rocket), and so are whiskers. What is hidden is not guessed.
pub struct Object {
    /// What the box is around.
    pub what: &'static str,
    /// In pixels of the photograph: first row, first column, the row after the last, the column after the last.
    pub bounds: [usize; 4],
    /// The classes of ImageNet that name it; none where ImageNet has no word for it.
    pub classes: &'static [u16],
}

const fn cc0() -> Licence {
    Licence {
        name: "CC0 1.0",
        url: "https://creativecommons.org/publicdomain/zero/1.0/",
    }
}

const fn public_domain(url: &'static str) -> Licence {
    Licence {
        name: "Public domain",
        url,
    }
}

const fn alibi_cat(
    class: u16,
    id: &'static str,
    file: &'static str,
    inner: &'static str,
    [title_en, title_fr]: [&'static str; 2],
    object: Object,
) -> Sample {
    Sample {
        id,
        file,
        package: &ALIBI,
        member: "alibi/data/cats.tar.gz",
        inner: Some(inner),
        title_en,
        title_fr,
        author: "Flickr, via Alibi",
        licence: public_domain(
            "https://github.com/SeldonIO/alibi/blob/v0.9.6/alibi/datasets/default.py",
        ),
        source: "https://github.com/SeldonIO/alibi",
        class: Some(class),
        object: Some(object),
    }
}

const CHELSEA: Sample = Sample {
    id: "chelsea",
    file: "chelsea.png",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/chelsea.png",
    inner: None,
    title_en: "Chelsea the cat",
    title_fr: "Chelsea, une chatte",
    author: "Stéfan van der Walt",
    licence: cc0(),
    source: "https://scikit-image.org/docs/0.26.x/api/skimage.data.html#skimage.data.chelsea",
    class: None,
    object: Some(Object {
        what: "the cat",
        bounds: [0, 0, 300, 399],
        classes: &[281, 282, 285],
    }),
};

const COFFEE: Sample = Sample {
    id: "coffee",
    file: "coffee.png",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/coffee.png",
    inner: None,
    title_en: "A cup of espresso",
    title_fr: "Une tasse d’expresso",
    author: "Rachel Michetti",
    licence: cc0(),
    source: "https://scikit-image.org/docs/0.26.x/api/skimage.data.html#skimage.data.coffee",
    class: Some(967),
    object: Some(Object {
        what: "the cup with its coffee and its handle",
        bounds: [18, 172, 309, 409],
        classes: &[967],
    }),
};

const CAMERA: Sample = Sample {
    id: "photographer",
    file: "photographer.png",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/camera.png",
    inner: None,
    title_en: "A photographer and a tripod",
    title_fr: "Un photographe et son trépied",
    author: "Lav Varshney",
    licence: cc0(),
    source: "https://scikit-image.org/docs/0.26.x/api/skimage.data.html#skimage.data.camera",
    class: None,
    object: Some(Object {
        what: "the tripod, its plate and its handles",
        bounds: [186, 230, 512, 407],
        classes: &[872],
    }),
};

const ASTRONAUT: Sample = Sample {
    id: "astronaut",
    file: "astronaut.png",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/astronaut.png",
    inner: None,
    title_en: "Eileen Collins, astronaut",
    title_fr: "Eileen Collins, astronaute",
    author: "NASA",
    licence: public_domain("https://www.nasa.gov/nasa-brand-center/images-and-media/"),
    source: "https://flic.kr/p/r9qvLn",
    class: None,
    object: Some(Object {
        what: "the woman in her suit",
        bounds: [15, 19, 512, 365],
        classes: &[],
    }),
};

const ROCKET: Sample = Sample {
    id: "rocket",
    file: "rocket.jpg",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/rocket.jpg",
    inner: None,
    title_en: "Launch of a Falcon 9",
    title_fr: "Décollage d’une fusée Falcon 9",
    author: "SpaceX",
    licence: public_domain("https://www.flickr.com/photos/spacexphotos/16511594820/"),
    source: "https://www.flickr.com/photos/spacexphotos/16511594820/",
    class: None,
    object: Some(Object {
        what: "the rocket on its stand",
        bounds: [126, 310, 407, 334],
        classes: &[657, 744],
    }),
};

const COINS: Sample = Sample {
    id: "coins",
    file: "coins.png",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/coins.png",
    inner: None,
    title_en: "Greek coins from Pompeii",
    title_fr: "Monnaies grecques de Pompéi",
    author: "Brooklyn Museum",
    licence: Licence {
        name: "No known copyright restrictions",
        url: "https://www.brooklynmuseum.org/opencollection/archives/image/51611",
    },
    source: "https://www.brooklynmuseum.org/opencollection/archives/image/51611",
    class: None,
    object: None,
};

const HUBBLE: Sample = Sample {
    id: "deep-field",
    file: "deep-field.jpg",
    package: &SCIKIT_IMAGE,
    member: "skimage/data/hubble_deep_field.jpg",
    inner: None,
    title_en: "Galaxies seen by Hubble",
    title_fr: "Galaxies vues par Hubble",
    author: "NASA (Hubble Space Telescope)",
    licence: public_domain("https://www.nasa.gov/nasa-brand-center/images-and-media/"),
    source: "http://hubblesite.org/newscenter/archive/releases/2012/37/image/a/",
    class: None,
    object: None,
};

/// In the order of the page: first what the network recognises, then what it gets wrong.
pub const SAMPLES: [Sample; 9] = [
    CHELSEA,
    COFFEE,
    alibi_cat(
        284,
        "siamese",
        "siamese.jpg",
        "n02123597_284_Siamese_cat.jpg",
        ["A Siamese cat", "Un chat siamois"],
        Object {
            what: "the cat",
            bounds: [0, 0, 260, 287],
            classes: &[284],
        },
    ),
    alibi_cat(
        283,
        "persian",
        "persian.jpg",
        "n02123394_283_Persian_cat.jpg",
        ["A Persian cat", "Un chat persan"],
        // White fur on a white cloth: where it ends on the right is hard to see; beyond the default framing.
        Object {
            what: "the cat",
            bounds: [0, 0, 240, 320],
            classes: &[283],
        },
    ),
    CAMERA,
    ASTRONAUT,
    ROCKET,
    COINS,
    HUBBLE,
];
