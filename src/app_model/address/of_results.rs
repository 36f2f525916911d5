//! Links to results: they set up what a result was asked for, whatever has been set since.

use crate::app_model::{
    AppModel, AttackSettings, Bytes, ProofRequest, Settings, VisualSettings, leaf,
};
use crate::catalogue;
use crate::protocol::{
    AttackRequest, FaithfulRequest, SaliencyRequest, SanityRequest, SegmentRequest,
    VisualizeRequest,
};
use crate::spec::MethodKind;

use super::crop::Crop;
use super::link::{Link, Set};
use super::picture::LinkedPicture;
use super::two_networks::Pairing;

impl AppModel {
    /// The link to a map of these pixels, drawn as maps are drawn now; none where it is too long.
    pub fn link_to_map(&self, request: &SaliencyRequest, pixels: &Bytes) -> Option<String> {
        let settings = self.settings_of(request, leaf::MEANING)?;
        self.link_to(self.explaining(settings), Some(pixels))
    }

    /// What is set for a map, with this leaf under it.
    fn settings_of(&self, request: &SaliencyRequest, leaf: &'static str) -> Option<Settings> {
        let method = catalogue::saliency_method(&request.method)?;
        let mut settings = self.settings.clone();
        settings.method = method.id;
        settings.params.insert(method.id, request.params.clone());
        settings.class = request.class;
        settings.leaf = leaf;
        Some(settings)
    }

    /// The link to the maps of several methods of these pixels; none where it is too long, or where nothing
    /// was asked for.
    pub fn link_to_methods(&self, requests: &[&SaliencyRequest], pixels: &Bytes) -> Option<String> {
        let mut settings = self.settings.clone();
        settings.beside.clear();
        for request in requests {
            let method = catalogue::saliency_method(&request.method)?;
            settings.beside.push(method.id);
            settings.params.insert(method.id, request.params.clone());
        }
        settings.class = requests.first()?.class;
        settings.leaf = leaf::METHODS;
        self.link_to(self.explaining(settings), Some(pixels))
    }

    /// The link to a method as it was set, for whatever picture.
    pub fn link_to_method(&self, request: &SaliencyRequest) -> Option<String> {
        let settings = self.settings_of(request, leaf::PICTURES)?;
        self.link_to(self.explaining(settings), None)
    }

    /// The link to a test of what a map of these pixels hangs on; none where it is too long.
    pub fn link_to_sanity(&self, request: &SanityRequest, pixels: &Bytes) -> Option<String> {
        let settings = self.settings_of(&request.map, leaf::SANITY)?;
        let mut tests = self.instrument_settings().clone();
        tests.sanity.take(request);
        self.link_to(Set::Saliency(settings, tests), Some(pixels))
    }

    /// The link to the curves of several methods on these pixels; none where it is too long, or where no
    /// protocol is like that.
    pub fn link_to_faithful(&self, request: &FaithfulRequest, pixels: &Bytes) -> Option<String> {
        let mut settings = self.settings.clone();
        settings.beside.clear();
        for choice in &request.methods {
            let method = catalogue::saliency_method(&choice.method)?;
            // Controls come by themselves.
            if method.kind != MethodKind::Controls || settings.beside.is_empty() {
                settings.beside.push(method.id);
            }
            settings.params.insert(method.id, choice.params.clone());
        }
        settings.method = settings.beside.first()?;
        settings.class = request.class;
        settings.leaf = leaf::FAITHFUL;
        let mut tests = self.instrument_settings().clone();
        tests.faithful.take(request)?;
        tests.bounds = request.bounds;
        self.link_to(Set::Saliency(settings, tests), Some(pixels))
    }

    /// The link to the object by a map of these pixels; none where it is too long.
    pub fn link_to_object(&self, request: &SegmentRequest, pixels: &Bytes) -> Option<String> {
        let settings = self.settings_of(&request.map, leaf::OBJECT)?;
        let mut tests = self.instrument_settings().clone();
        tests.object.take(request);
        self.link_to(Set::Saliency(settings, tests), Some(pixels))
    }

    /// The link to the proof at a pixel of these; none where it is too long.
    pub fn link_to_proof(&self, request: &ProofRequest, pixels: &Bytes) -> Option<String> {
        let mut settings = self.settings.clone();
        settings.class = Some(request.class);
        settings.leaf = leaf::DOCTOR;
        let mut tests = self.instrument_settings().clone();
        tests.proof.take(request);
        self.link_to(Set::Saliency(settings, tests), Some(pixels))
    }

    /// The link to an attack on these pixels; none where it is too long.
    pub fn link_to_attack(
        &self,
        request: &AttackRequest,
        pixels: Option<&Bytes>,
    ) -> Option<String> {
        let attack = catalogue::attack(&request.attack)?;
        let mut params = self.attack.settings.params.clone();
        params.insert(attack.id, request.params.clone());
        let mut settings = AttackSettings {
            attack: attack.id,
            params,
            boxed: Some(request.boxed),
            eight_bit: Some(request.eight_bit),
            until_probability: request.until_probability,
            seed: request.seed,
            ..self.attack.settings.clone()
        };
        settings.aim_at(request.goal);
        self.link_to(Set::Adversarial(settings), pixels)
    }

    /// The link to a visualisation, which began with these pixels unless they are empty; none where
    /// it is too long.
    pub fn link_to_visual(&self, request: &VisualizeRequest, first: &Bytes) -> Option<String> {
        let settings = VisualSettings {
            terms: request.terms.clone(),
            params: request.params.clone(),
            start: request.start,
            seed: request.seed,
            ..self.visual.settings.clone()
        };
        let first = Some(first).filter(|first| !first.is_empty());
        self.link_to(Set::Visualisation(settings), first)
    }

    /// The link to the comparison of two networks, with this leaf open, on these pixels where it is about some.
    pub fn link_to_pair(
        &self,
        leaf: &'static str,
        targets: usize,
        pixels: Option<&Bytes>,
    ) -> Option<String> {
        let pairing = Pairing {
            second: self.other_network().map(|other| other.id),
            targets,
            leaf,
        };
        self.link_to(Set::TwoNetworks(pairing), pixels)
    }

    /// Names the present picture where it is the one with these pixels, or any will do.
    fn link_to(&self, set: Set, pixels: Option<&Bytes>) -> Option<String> {
        let opened = self.picture.opened.as_ref();
        let is_it = |of: &Option<Bytes>| pixels.is_none_or(|wanted| of.as_ref() == Some(wanted));
        let opened = opened.filter(|opened| is_it(&opened.pixels));
        let crop = opened.and_then(|o| Some(Crop::of_box(o.source_box?, o.size())));
        self.written(Link {
            network: Some(self.settings.network),
            picture: opened.and_then(LinkedPicture::of),
            crop,
            set,
        })
    }
}
