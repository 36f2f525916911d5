//! Sets everything up as a link says. No attack and no visualisation is started by it.

use crate::app_model::picture::{Of, Wish};
use crate::app_model::{
    AppModel, AttackSettings, Effect, LinkFaults, NoticeKind, PairEvent, Settings, VisualSettings,
};
use crate::image::Framing;
use crate::spec::ClassId;

use super::crop::Crop;
use super::leaf;
use super::link::{Link, Set, Trouble};
use super::picture::LinkedPicture;

impl AppModel {
    /// Follows a link as far as it is understood, and says what of it is not: `text` is what stands
    /// behind the `#` of the address.
    pub fn open_link(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.choose();
        self.notices.retain(|notice| !notice.kind.is_about_a_link());
        self.awaited_link = None;
        self.awaited_networks.clear();
        self.bring_networks_of_link(text);
        match self.read_link(text) {
            Ok((link, trouble)) => {
                if !trouble.lacking.is_empty() {
                    self.awaited_link = Some(text.to_owned());
                    self.awaited_networks.clone_from(&trouble.lacking);
                }
                self.say_what_is_wrong(trouble);
                self.follow(link, &mut effects);
                self.mind_seeds_of_link(text, &mut effects);
            }
            Err(refusal) => self.notify(NoticeKind::LinkRefused(refusal)),
        }
        effects
    }

    /// Another checkpoint is here: the link that lacked one may be whole now.
    pub fn open_awaited_link(&mut self) -> Vec<Effect> {
        let Some(text) = self.awaited_link.clone() else {
            return Vec::new();
        };
        self.bring_networks_of_link(&text);
        let read = self.read_link(&text);
        match read.is_ok_and(|(_, trouble)| trouble.lacking.is_empty()) {
            true => self.open_link(&text),
            false => Vec::new(),
        }
    }

    fn say_what_is_wrong(&mut self, trouble: Trouble) {
        let Trouble {
            faults,
            is_cut,
            lacking,
        } = trouble;
        if is_cut {
            self.notify(NoticeKind::LinkCut);
        }
        if !lacking.is_empty() {
            self.notify(NoticeKind::LinkLacksNetwork);
        }
        if faults != LinkFaults::default() {
            self.notify(NoticeKind::LinkPartly(faults));
        }
    }

    fn follow(&mut self, link: Link, effects: &mut Vec<Effect>) {
        link.part().clone_into(&mut self.settings.part);
        if let Some(id) = link.network {
            self.use_network(id, effects);
        }
        let before = self.settings.saliency(self.settings.class);
        let class = match &link.set {
            Set::Saliency(set, _) => set.class,
            // Of a link to the same picture that was followed just before.
            _ => self.class_wished_for(link.picture.as_ref()),
        };
        self.set_up(link.set, effects);
        let wish = |of| Wish {
            of,
            framing: Framing::default(),
            crop: link.crop,
            class,
        };
        let opened = self.picture.opened.as_ref();
        let shown = opened.and_then(LinkedPicture::of);
        match link.picture {
            Some(LinkedPicture::Sample(id)) if shown != Some(LinkedPicture::Sample(id.clone())) => {
                self.picture.wish = Some(wish(Of::Sample(id.clone())));
                let name = String::new();
                return effects.push(Effect::OpenSample { id, name });
            }
            Some(LinkedPicture::Own(digits))
                if shown != Some(LinkedPicture::Own(digits.clone())) =>
            {
                let own = self.picture.own.clone();
                let own = own.filter(|own| own.sha256.starts_with(&digits));
                self.picture.wish = Some(wish(Of::File(digits)));
                match own {
                    Some(own) => return self.open_picture(own.name, own.source, effects),
                    None => self.notify(NoticeKind::LinkLacksPicture),
                }
            }
            _ => self.crop_shown(link.crop, effects),
        }
        if self.settings.saliency(self.settings.class) != before {
            self.ask(effects);
        }
    }

    fn class_wished_for(&self, picture: Option<&LinkedPicture>) -> Option<ClassId> {
        let wish = self.picture.wish.as_ref()?;
        let is_it = match (&wish.of, picture?) {
            (Of::Sample(id), LinkedPicture::Sample(linked)) => id == linked,
            (Of::File(digits), LinkedPicture::Own(linked)) => digits == linked,
            _ => false,
        };
        wish.class.filter(|_| is_it)
    }

    fn use_network(&mut self, id: &'static str, effects: &mut Vec<Effect>) {
        if self.engines.first().is_some() {
            return self.choose_network(id, effects);
        }
        // The first engine is yet to be started: with this network.
        self.remember_network_before(id);
        self.adopt_network(id, effects);
    }

    /// Sets what a link says of its part, and nothing that it does not speak of.
    fn set_up(&mut self, set: Set, effects: &mut Vec<Effect>) {
        match set {
            Set::Saliency(set, tests) => {
                leaf::take(set.leaf, tests, &mut self.instruments.settings);
                let now = &mut self.settings;
                now.params.extend(set.params);
                *now = Settings {
                    network: now.network,
                    device: now.device,
                    part: std::mem::take(&mut now.part),
                    params: std::mem::take(&mut now.params),
                    ..set
                };
            }
            Set::Adversarial(set) => {
                let now = &mut self.attack.settings;
                now.params.extend(set.params);
                *now = AttackSettings {
                    params: std::mem::take(&mut now.params),
                    compare_gradients: now.compare_gradients,
                    compare_probability: now.compare_probability,
                    compare_away: now.compare_away,
                    ..set
                };
            }
            Set::Visualisation(set) => {
                let now = &mut self.visual.settings;
                *now = VisualSettings {
                    axes: std::mem::take(&mut now.axes),
                    ..set
                };
                self.adjust_visual(effects);
            }
            Set::TwoNetworks(set) => {
                if let Some(second) = set.second {
                    self.on_pair(PairEvent::Choose(second), effects);
                }
                self.on_pair(PairEvent::Targets(set.targets), effects);
                self.pair.leaf = set.leaf;
            }
        }
    }

    /// Frames the picture that is shown; one that is framed so already is left alone.
    fn crop_shown(&mut self, crop: Option<Crop>, effects: &mut Vec<Effect>) {
        let Some(opened) = &self.picture.opened else {
            return;
        };
        let size = opened.size();
        if crop == Some(Crop::of(opened.framing, size)) {
            return;
        }
        let framing = self.framing_of(crop, Framing::default(), size);
        self.frame(framing, effects);
    }

    /// How a link has a picture of this size framed, and what to do without one; says where the picture
    /// has no such part.
    pub(in crate::app_model) fn framing_of(
        &mut self,
        crop: Option<Crop>,
        otherwise: Framing,
        size: (u32, u32),
    ) -> Framing {
        let Some(crop) = crop else {
            return otherwise;
        };
        let (framing, is_meant) = crop.framing(size);
        if !is_meant {
            self.say_clamped(crop.pair());
        }
        framing
    }

    fn say_clamped(&mut self, pair: String) {
        let said = self.notices.iter().find_map(|notice| match &notice.kind {
            NoticeKind::LinkPartly(faults) => Some(faults.clone()),
            _ => None,
        });
        let mut faults = said.unwrap_or_default();
        faults.clamped.push(pair);
        self.notify(NoticeKind::LinkPartly(faults));
    }
}
