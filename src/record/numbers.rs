use crate::app_model::{AppModel, Map};

use super::npy;

/// Numbers that are saved as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// float32, as its sheet has them: `[channels, height, width]`.
    Map,
    /// The image that was attacked: `[side, side, 3]` bytes.
    Original,
    /// The best image of the attack, likewise.
    Adversarial,
    /// The map of the original that was asked for beside the attack.
    MapBefore,
    /// The map of the adversarial image.
    MapAfter,
    /// The newest image of the visualisation, likewise.
    Visualisation,
    /// The map by the second network.
    SecondMap,
}

impl Numbers {
    /// As records name its file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Original => "original",
            Self::Adversarial => "adversarial",
            Self::MapBefore => "map-before",
            Self::MapAfter => "map-after",
            Self::Visualisation => "visualisation",
            Self::SecondMap => "second-map",
        }
    }

    /// The file; none where there are no such numbers.
    pub fn file(self, model: &AppModel) -> Option<Vec<u8>> {
        let run = model.attack.run.as_ref();
        let maps = run.and_then(|run| run.maps.done());
        match self {
            Self::Map => Some(of_map(&model.saliency.map.as_ref()?.map)),
            Self::Original => of_image(&run?.original),
            Self::Adversarial => of_image(run?.image.as_ref()?),
            Self::MapBefore => Some(of_map(&maps?.before)),
            Self::MapAfter => Some(of_map(&maps?.after)),
            Self::Visualisation => of_image(model.visual.run.as_ref()?.image.as_ref()?),
            Self::SecondMap => Some(of_map(&model.other_map().done()?.map)),
        }
    }
}

fn of_map(map: &Map) -> Vec<u8> {
    let sides = [map.sheet.channels, map.sheet.height, map.sheet.width];
    npy::of_floats(&map.values, &sides.map(|side| side as usize))
}

/// The file of an image, `[side, side, 3]` bytes; none where it is no square.
pub fn of_image(rgb: &[u8]) -> Option<Vec<u8>> {
    let side = (rgb.len() / 3).isqrt();
    (side * side * 3 == rgb.len()).then(|| npy::of_bytes(rgb, &[side, side, 3]))
}
