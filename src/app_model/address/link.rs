use crate::app_model::instruments::InstrumentSettings;
use crate::app_model::settings::part;
use crate::app_model::{
    AppModel, AttackSettings, LinkFaults, LinkRefusal, Settings, VisualSettings,
};
use crate::catalogue;
use crate::spec::{NetworkSpec, Preparation};

use super::crop::Crop;
use super::pairs::{Pairs, Taken};
use super::picture::{LinkedPicture, PREPARED, hash_in_link, hash_of_link, prepared_in_link};
use super::two_networks::Pairing;
use super::{adversarial, leaf, picture, saliency, text, two_networks, visualisation};

/// A link as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    /// None: the one in use.
    pub network: Option<&'static str>,
    /// None: whatever is open.
    pub picture: Option<LinkedPicture>,
    /// None: the largest square in the middle.
    pub crop: Option<Crop>,
    pub set: Set,
}

/// The part that a link opens, and everything that is set there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Set {
    /// And what is set for tests of maps.
    Saliency(Settings, InstrumentSettings),
    Adversarial(AttackSettings),
    Visualisation(VisualSettings),
    TwoNetworks(Pairing),
}

/// What of a link was not understood, to be named.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Trouble {
    /// Pairs that could not be taken as they are.
    pub faults: LinkFaults,
    /// Whether its end is missing.
    pub is_cut: bool,
    /// How the hashes of checkpoints begin that are not here.
    pub lacking: Vec<String>,
}

impl Set {
    fn part(&self) -> &'static str {
        match self {
            Self::Saliency(..) => part::SALIENCY,
            Self::Adversarial(_) => part::ADVERSARIAL,
            Self::Visualisation(_) => part::VISUALISATION,
            Self::TwoNetworks(_) => part::TWO_NETWORKS,
        }
    }
}

impl AppModel {
    /// The state of the active part as a link; none before a picture is there and while another one is
    /// coming.
    pub fn link(&self) -> Option<String> {
        let opened = self.picture.opened.as_ref();
        let opened = opened.filter(|_| !self.picture.is_another_coming())?;
        self.written(Link {
            network: Some(self.settings.network),
            picture: Some(LinkedPicture::of(opened)?),
            crop: Some(Crop::of(opened.framing, opened.size())),
            set: self.what_is_set(&self.settings.part),
        })
    }

    /// A link as text, unless it is too long to be sent.
    pub(super) fn written(&self, mut link: Link) -> Option<String> {
        let mut pairs = Pairs::to_write();
        pairs.one("part", link.set.part(), &mut |_| Taken::Not);
        link.pairs(&mut pairs, self, &mut Vec::new());
        text::sendable(pairs.written())
    }

    /// A link, and what of it was not understood; what it does not say has its default.
    ///
    /// # Errors
    /// Why it is no link of this page.
    pub(super) fn read_link(&self, text: &str) -> Result<(Link, Trouble), LinkRefusal> {
        let (pairs, is_cut) = text::pairs(text)?;
        let mut pairs = Pairs::to_read(pairs);
        let mut part = part::SALIENCY;
        pairs.id("part", &mut part, &part::ALL);
        let mut link = Link {
            network: None,
            picture: None,
            crop: None,
            set: AppModel::default().what_is_set(part),
        };
        let mut lacking = Vec::new();
        link.pairs(&mut pairs, self, &mut lacking);
        let trouble = Trouble {
            faults: pairs.faults(),
            is_cut,
            lacking,
        };
        Ok((link, trouble))
    }

    fn what_is_set(&self, part: &str) -> Set {
        match part {
            part::ADVERSARIAL => Set::Adversarial(self.attack.settings.clone()),
            part::VISUALISATION => Set::Visualisation(self.visual.settings.clone()),
            part::TWO_NETWORKS => Set::TwoNetworks(Pairing {
                second: self.other_network().map(|other| other.id),
                targets: self.pair.targets,
                leaf: self.pair.leaf,
            }),
            _ => self.explaining(self.settings.clone()),
        }
    }

    /// The first part with these settings.
    pub(super) fn explaining(&self, settings: Settings) -> Set {
        Set::Saliency(settings, self.instrument_settings().clone())
    }

    /// A network as links have it: by its id, a reader's own by its hash.
    pub(in crate::app_model) fn network_in_link(&self, id: &'static str) -> String {
        let mut own = self.checkpoints.all.iter();
        let own = own.find(|own| own.spec.id == id);
        let hash = own.and_then(|own| match own.is_as_suggested() {
            true => hash_in_link(&own.sheet.sha256),
            false => prepared_in_link(&own.sheet.sha256, &own.sheet.preparation),
        });
        hash.unwrap_or_else(|| id.to_owned())
    }

    /// Nothing is wrong with the hash of a checkpoint that is not here yet.
    pub(super) fn network_of_link(
        &self,
        text: &str,
        lacking: &mut Vec<String>,
    ) -> (Option<&'static NetworkSpec>, Taken) {
        let (file, preparation) = match text.split_once(PREPARED) {
            Some((file, preparation)) => (file, Some(preparation)),
            None => (text, None),
        };
        let Some(digits) = hash_of_link(file) else {
            let known = catalogue::network(text);
            return (known, Taken::whole(known.is_some()));
        };
        let is_known = |id: &str| Preparation::ALL.iter().any(|known| known.id == id);
        if preparation.is_some_and(|id| !is_known(id)) {
            return (None, Taken::Not);
        }
        let mut own = self.checkpoints.all.iter();
        let found = own.find(|own| {
            let is_meant = match preparation {
                Some(preparation) => own.sheet.preparation == preparation,
                None => own.is_as_suggested(),
            };
            is_meant && own.sheet.sha256.starts_with(digits)
        });
        if found.is_none() {
            lacking.push(digits.to_owned());
        }
        (found.map(|own| own.spec), Taken::Whole)
    }
}

impl Link {
    pub fn part(&self) -> &'static str {
        self.set.part()
    }

    /// Every pair but the part, which decides what the others are.
    fn pairs(&mut self, pairs: &mut Pairs, model: &AppModel, lacking: &mut Vec<String>) {
        let shown = self.network.map(|id| model.network_in_link(id));
        pairs.one("net", &shown.unwrap_or_default(), &mut |text| {
            let (known, taken) = model.network_of_link(text, lacking);
            self.network = known.map(|spec| spec.id);
            taken
        });
        let network = self.network.and_then(|id| model.network_named(id));
        let network = network.unwrap_or(model.network());
        picture::pairs(pairs, &mut self.picture, &mut self.crop);
        match &mut self.set {
            Set::Saliency(settings, tests) => {
                saliency::pairs(pairs, settings, network);
                leaf::pairs(pairs, settings, tests, network);
            }
            Set::Adversarial(settings) => adversarial::pairs(pairs, settings, network),
            Set::Visualisation(settings) => visualisation::pairs(pairs, settings, network),
            Set::TwoNetworks(pairing) => {
                two_networks::pairs(pairs, pairing, network.id, model, lacking);
            }
        }
    }
}
