//! Seeds that follow from the reader's name, where a course wants each to have results of their own: the
//! seed of everybody gives way to it, what the reader or a link set never does.

use crate::catalogue;
use crate::spec::ParamSpec;

use super::address::seeds_in;
use super::instruments::InstrumentSettings;
use super::{AppModel, AttackEvent, Effect, Event, VisualEvent, leaf, part};

/// Of a method, by its id.
const SEED: &str = "seed";

/// Which seeds are whose. They are called by the part, the leaf or the method that they are of.
#[derive(Debug, Clone, Default)]
pub(super) struct Seeds {
    /// What stands where nobody set another, and the code that puts it there; none: as the page has it.
    given: Option<(u32, Put)>,
    /// Those that the reader or a link set.
    own: Vec<&'static str>,
    /// Whether some may have their default again.
    is_due: bool,
}

/// It knows every method's sheet, which the page begins without: so it comes with the course.
type Put = fn(&mut AppModel, u32, &mut Vec<Effect>);

impl Seeds {
    fn keep(&mut self, id: &'static str) {
        if !self.own.contains(&id) {
            self.own.push(id);
        }
    }

    fn leave(&mut self, id: &'static str) {
        self.own.retain(|own| *own != id);
        self.is_due = true;
    }

    /// As they are kept through a reload.
    pub(super) fn kept(&self) -> Vec<String> {
        self.own.iter().map(|id| (*id).to_owned()).collect()
    }

    pub(super) fn restore(kept: &[String]) -> Self {
        let own = kept.iter().filter_map(|id| known(id)).collect();
        Self {
            own,
            ..Self::default()
        }
    }
}

/// Whatever has a seed.
fn known(id: &str) -> Option<&'static str> {
    let places = [
        part::ADVERSARIAL,
        part::VISUALISATION,
        leaf::SANITY,
        leaf::FAITHFUL,
        leaf::OBJECT,
    ];
    let mut places = places.into_iter();
    let method = || catalogue::saliency_method(id).map(|method| method.id);
    places.find(|place| *place == id).or_else(method)
}

fn seed_of(params: &'static [&'static ParamSpec]) -> Option<&'static ParamSpec> {
    params.iter().copied().find(|param| param.id == SEED)
}

impl AppModel {
    /// A course gives the reader a seed: that of everybody where there is no name.
    pub fn seed_of_name(&mut self, seed: u32) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.seeds.given = Some((seed, Self::put_seed));
        self.seeds.is_due = true;
        self.mind_defaults(&mut effects);
        effects
    }

    /// Takes notice of what the reader does to a seed.
    pub(super) fn mind_seed(&mut self, event: &Event) {
        let method = self.settings.method;
        match event {
            Event::Attack(AttackEvent::Seed(_)) => self.seeds.keep(part::ADVERSARIAL),
            Event::Attack(AttackEvent::Reset) => self.seeds.leave(part::ADVERSARIAL),
            Event::Visual(VisualEvent::Seed(_) | VisualEvent::OpenCell(_)) => {
                self.seeds.keep(part::VISUALISATION);
            }
            Event::SetParam(param, _) if param.id == SEED => self.seeds.keep(method),
            Event::DefaultParams => self.seeds.leave(method),
            _ => {}
        }
    }

    /// The same of the tests of maps, which are set all at once.
    pub(super) fn mind_seeds_of_tests(&mut self, new: &InstrumentSettings) {
        let now = &self.instruments.settings;
        for (id, is_same) in [
            (leaf::SANITY, new.sanity.seed == now.sanity.seed),
            (leaf::FAITHFUL, new.faithful.seed == now.faithful.seed),
            (leaf::OBJECT, new.object.seed == now.object.seed),
        ] {
            if !is_same {
                self.seeds.keep(id);
            }
        }
    }

    /// The same of a link that was followed: what it does not say has its default.
    pub(super) fn mind_seeds_of_link(&mut self, text: &str, effects: &mut Vec<Effect>) {
        for (id, is_said) in seeds_in(text) {
            match known(&id) {
                Some(id) if is_said => self.seeds.keep(id),
                Some(id) => self.seeds.leave(id),
                None => {}
            }
        }
        self.mind_defaults(effects);
    }

    /// Follows a link that the page itself wrote: what it says of seeds nobody set.
    pub fn open_own_link(
        &mut self,
        text: &str,
        open: fn(&mut Self, &str) -> Vec<Effect>,
    ) -> Vec<Effect> {
        let own = self.seeds.own.clone();
        let mut effects = open(self, text);
        self.seeds.own = own;
        self.seeds.is_due = true;
        self.mind_defaults(&mut effects);
        effects
    }

    /// Where a default may have come back, the seed of the name does.
    pub(super) fn mind_defaults(&mut self, effects: &mut Vec<Effect>) {
        let is_due = std::mem::take(&mut self.seeds.is_due);
        if let Some((seed, put)) = self.seeds.given.filter(|_| is_due) {
            put(self, seed, effects);
        }
    }

    /// Puts the seed wherever nobody set another.
    fn put_seed(&mut self, seed: u32, effects: &mut Vec<Effect>) {
        let before = self.settings.saliency(None);
        let tests = &mut self.instruments.settings;
        for (id, place) in [
            (part::ADVERSARIAL, &mut self.attack.settings.seed),
            (part::VISUALISATION, &mut self.visual.settings.seed),
            (leaf::SANITY, &mut tests.sanity.seed),
            (leaf::FAITHFUL, &mut tests.faithful.seed),
            (leaf::OBJECT, &mut tests.object.seed),
        ] {
            if !self.seeds.own.contains(&id) {
                *place = seed;
            }
        }
        for method in catalogue::SALIENCY_METHODS {
            let param = seed_of(method.params).filter(|_| !self.seeds.own.contains(&method.id));
            if let Some(param) = param {
                let values = self.settings.params.entry(method.id).or_default();
                values.set(param, seed as f32);
            }
        }
        if self.settings.saliency(None) != before {
            self.ask(effects);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::InstrumentEvent;
    use crate::app_model::tests::at_work;

    const SMOOTH: &str = "smooth-grad";

    fn of_method(model: &AppModel, id: &str) -> f32 {
        let method = catalogue::saliency_method(id).expect("a method");
        let param = seed_of(method.params).expect("a seed");
        model.settings.saliency_by(id, None).params.get(param)
    }

    fn all(model: &AppModel) -> [u32; 6] {
        let tests = &model.instruments.settings;
        [
            model.attack.settings.seed,
            model.visual.settings.seed,
            tests.sanity.seed,
            tests.faithful.seed,
            tests.object.seed,
            of_method(model, SMOOTH) as u32,
        ]
    }

    fn named(seed: u32) -> AppModel {
        let mut model = AppModel::default();
        model.seed_of_name(seed);
        model
    }

    #[test]
    fn every_seed_follows_from_the_name_and_goes_back_with_it() {
        let mut model = named(3311);
        assert_eq!(all(&model), [3311; 6]);
        for method in catalogue::SALIENCY_METHODS {
            if seed_of(method.params).is_some() {
                assert_eq!(of_method(&model, method.id), 3311.0, "{}", method.id);
            }
        }
        model.seed_of_name(0);
        assert_eq!(all(&model), [0; 6]);
    }

    #[test]
    fn without_such_a_course_no_seed_is_touched() {
        let mut model = AppModel::default();
        model.visual.settings.seed = 5;
        model.on_event(Event::Attack(AttackEvent::Reset));
        model.on_event(Event::DefaultParams);
        assert_eq!(all(&model), [0, 5, 0, 0, 0, 0]);
    }

    #[test]
    fn what_the_reader_typed_stays_the_ordinary_seed_too() {
        let mut model = named(3311);
        model.on_event(Event::Attack(AttackEvent::Seed(0)));
        model.on_event(Event::Visual(VisualEvent::Seed(8)));
        model.on_event(Event::ChooseMethod(SMOOTH));
        let method = catalogue::saliency_method(SMOOTH).expect("a method");
        let param = seed_of(method.params).expect("a seed");
        model.on_event(Event::SetParam(param, 0.0));
        let mut tests = model.instruments.settings.clone();
        tests.object.seed = 4;
        model.on_instrument(InstrumentEvent::Set(Box::new(tests)));
        model.seed_of_name(4522);
        assert_eq!(all(&model), [0, 8, 4522, 4522, 4, 0]);
        // With its defaults a part has the seed of the name again.
        model.on_event(Event::Attack(AttackEvent::Reset));
        model.on_event(Event::DefaultParams);
        assert_eq!(all(&model), [4522, 8, 4522, 4522, 4, 4522]);
    }

    #[test]
    fn what_came_by_a_link_stays_and_what_it_does_not_say_follows_from_the_name() {
        let mut model = named(3311);
        model.open_link("g1~part_adversarial~method_rule~seed_0~z");
        model.open_link("g1~part_visualisation~preset_best~seed_9~z");
        model.open_link("g1~part_saliency~method_smooth-grad~seed_0~leaf_sanity~test-seed_2~z");
        assert_eq!(all(&model), [0, 9, 2, 3311, 3311, 0]);
        model.seed_of_name(4522);
        assert_eq!(all(&model), [0, 9, 2, 4522, 4522, 0]);
        model.open_link("g1~part_adversarial~method_rule~z");
        model.open_link("g1~part_saliency~method_smooth-grad~leaf_sanity~z");
        assert_eq!(all(&model), [4522, 9, 4522, 4522, 4522, 4522]);
        model.open_link("g1~part_saliency~beside_smooth-grad_copies_9_seed_1~z");
        model.seed_of_name(1);
        model.seed_of_name(2);
        assert_eq!(of_method(&model, SMOOTH), 1.0);
    }

    #[test]
    fn a_link_before_the_course_was_read_counts_as_much() {
        let mut model = AppModel::default();
        model.open_link("g1~part_adversarial~method_rule~seed_0~z");
        model.seed_of_name(3311);
        assert_eq!(all(&model), [0, 3311, 3311, 3311, 3311, 3311]);
    }

    #[test]
    fn an_entry_of_the_history_is_no_wish_for_its_seed() {
        let mut model = named(3311);
        let link = "g1~part_adversarial~method_rule~seed_0~z";
        model.open_own_link(link, AppModel::open_link);
        assert_eq!(all(&model), [3311; 6]);
    }

    #[test]
    fn what_is_whose_is_known_after_a_reload() {
        let mut model = named(3311);
        model.on_event(Event::Attack(AttackEvent::Seed(7)));
        let kept = model.seeds.kept();
        assert_eq!(kept, [part::ADVERSARIAL]);
        let mut hostile = kept.clone();
        hostile.push("nobody".to_owned());
        assert_eq!(Seeds::restore(&hostile).own, [part::ADVERSARIAL]);
    }

    #[test]
    fn a_map_that_hangs_on_the_seed_is_asked_for_again_and_no_other() {
        let mut model = at_work();
        assert!(model.seed_of_name(1).is_empty());
        model.on_event(Event::ChooseMethod(SMOOTH));
        assert!(!model.seed_of_name(2).is_empty());
    }
}
