/// An experiment of each of the first three parts, as a link: what the figures of the first view were
/// made with, and what a click on them sets up. The adversarial image is judged as a file: it is one.
pub const EXAMPLES: [&str; 3] = [
    "g1~part_saliency~net_squeezenet-1.1~img_chelsea~method_smooth-grad~class_predicted~scale_percentile-99~z",
    "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~method_rule~eta_1~to_6~box_1~eight-bit_1~factor_50~z",
    "g1~part_visualisation~net_squeezenet-1.1~img_chelsea~preset_best~term_1-score-130~seed_0~z",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::{AppModel, Effect, part};
    use crate::protocol::Goal;
    use crate::spec::ClassId;

    #[test]
    fn every_example_is_understood_whole_and_sets_its_part_up() {
        for (link, part) in EXAMPLES.into_iter().zip(part::ALL) {
            let mut model = AppModel::default();
            let effects = model.open_link(link);
            assert_eq!(model.notices, [], "{link}");
            assert_eq!(model.settings.part, part);
            let opens = |effect: &Effect| matches!(effect, Effect::OpenSample { id, .. } if id == "chelsea");
            assert!(effects.iter().any(opens), "{link}");
        }
        let mut model = AppModel::default();
        for link in EXAMPLES {
            model.open_link(link);
        }
        assert_eq!(model.settings.method, "smooth-grad");
        let attack = &model.attack.settings;
        assert!(attack.is_eight_bit() && attack.is_boxed());
        assert_eq!(attack.goal, Goal::Class(ClassId(6)));
        assert_eq!((attack.attack, attack.factor), ("rule", 50));
        let visual = &model.visual.settings;
        assert_eq!(visual.preset, "best");
        assert!(visual.is_preset());
        assert_eq!(visual.class(), Some(ClassId(130)));
    }
}
