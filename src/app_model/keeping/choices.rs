use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app_model::attack::KeptAttackSettings;
use crate::app_model::instruments::InstrumentSettings;
use crate::app_model::pair::KeptPairSettings;
use crate::app_model::picture::{Of, Own, Wish};
use crate::app_model::seeds::Seeds;
use crate::app_model::settings::kept_params;
use crate::app_model::shelf::KeptShelf;
use crate::app_model::visual::KeptVisualSettings;
use crate::app_model::{
    AppModel, AttackSettings, BlobId, DeviceWish, Effect, MapView, PictureSource, Settings,
    Unusable, VisualSettings, leaf,
};
use crate::catalogue;
use crate::image::Framing;
use crate::protocol::CheckpointSheet;
use crate::render::{ColourMap, Reduction, Scale};
use crate::spec::{ClassId, ParamValues};

use super::Piece;

/// Of what is kept: to be raised whenever the form of it changes.
const VERSION: u32 = 12;

/// What can be read of [`Choices`] of whatever version.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Header {
    version: u32,
}

impl Header {
    /// Whether what follows it can be understood; none stands for one that could not be read.
    ///
    /// # Errors
    /// The reason why it cannot.
    pub fn check(header: Option<Self>) -> Result<(), Unusable> {
        match header {
            Some(Self { version: VERSION }) => Ok(()),
            Some(_) => Err(Unusable::OtherVersion),
            None => Err(Unusable::Damaged),
        }
    }
}

/// What the reader chose, small enough to be written down after every change. Files stand beside
/// it; it speaks of them by their position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub(super) version: u32,
    pub(super) picture: Option<KeptPicture>,
    /// The picture that is being opened.
    pub(super) coming: Option<KeptPicture>,
    /// The reader's own that is not shown any more.
    aside: Option<KeptPicture>,
    own: Vec<KeptOwn>,
    /// A checkpoint that is being looked through: its name and file.
    looked_through: Option<(String, usize)>,
    network: String,
    device: DeviceWish,
    method: String,
    params: BTreeMap<String, ParamValues>,
    pub(super) class: Option<ClassId>,
    reduction: Reduction,
    colours: ColourMap,
    scale: Scale,
    view: MapView,
    opacity: f32,
    part: String,
    leaf: String,
    attack: KeptAttackSettings,
    visual: KeptVisualSettings,
    pair: KeptPairSettings,
    instruments: InstrumentSettings,
    shelf: KeptShelf,
    /// The seeds that follow from no name.
    seeds: Vec<String>,
}

impl Choices {
    /// How many files the page can do without, if the browser does not take them all: the last ones.
    pub fn files_to_spare(&self) -> usize {
        self.shelf.files()
    }

    /// What stood on the shelf, and nothing else.
    pub(super) fn restore_shelf(self, model: &mut AppModel, files: &[BlobId]) {
        let _ = model.shelf.restore(self.shelf, |at| file(files, at));
    }
}

/// Which picture, and how it is framed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptPicture {
    pub(super) name: String,
    /// The id of a sample.
    sample: Option<String>,
    file: usize,
    pub(super) framing: Framing,
}

/// A reader's checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptOwn {
    sheet: CheckpointSheet,
    /// Where it is not in the browser's storage.
    file: Option<usize>,
}

/// The files beside [`Choices`], each once.
#[derive(Default)]
struct Files(Vec<BlobId>);

impl Files {
    fn place(&mut self, blob: BlobId) -> usize {
        let found = self.0.iter().position(|other| *other == blob);
        found.unwrap_or_else(|| {
            self.0.push(blob);
            self.0.len() - 1
        })
    }

    fn picture(&mut self, name: &str, source: &PictureSource, framing: Framing) -> KeptPicture {
        let sample = match source {
            PictureSource::Sample { id, .. } => Some(id.clone()),
            PictureSource::File { .. } => None,
        };
        KeptPicture {
            name: name.to_owned(),
            sample,
            file: self.place(source.blob()),
            framing,
        }
    }
}

impl KeptPicture {
    /// From where it comes, if its file is there.
    pub(super) fn source(&self, files: &[BlobId]) -> PictureSource {
        let blob = file(files, self.file);
        match &self.sample {
            Some(id) => PictureSource::Sample {
                id: id.clone(),
                blob,
            },
            None => PictureSource::File { blob },
        }
    }
}

fn file(files: &[BlobId], at: usize) -> BlobId {
    files.get(at).copied().unwrap_or(BlobId::NONE)
}

impl AppModel {
    /// What the reader chose, and the files that belong to it.
    pub fn choices(&self) -> (Choices, Vec<BlobId>) {
        let mut files = Files::default();
        let opened = self.picture.opened.as_ref();
        let opened = opened.map(|o| files.picture(&o.name, &o.source, o.framing));
        let coming = self.picture.opening.as_ref();
        let coming = coming.or(self.picture.waiting.as_ref());
        let coming = coming.map(|o| files.picture(&o.name, &o.source, Framing::default()));
        let aside = self.picture.own.as_ref();
        let aside = aside.map(|own| files.picture(&own.name, &own.source, own.framing));
        let looked_through = self.checkpoints.opening.as_ref();
        let looked_through = looked_through.map(|o| (o.name.clone(), files.place(o.blob)));
        let own = self.keep_own(&mut files);
        // Behind all others: they may have to be left out.
        let shelf = self.shelf.keep(|blob| files.place(blob));
        let settings = self.settings.clone();
        let choices = Choices {
            version: VERSION,
            picture: opened,
            coming,
            aside,
            own,
            looked_through,
            network: settings.network.to_owned(),
            device: settings.device,
            method: settings.method.to_owned(),
            params: kept_params(&settings.params),
            class: settings.class,
            reduction: settings.reduction,
            colours: settings.colours,
            scale: settings.scale,
            view: settings.view,
            opacity: settings.opacity,
            part: settings.part,
            leaf: settings.leaf.to_owned(),
            attack: self.attack.settings.keep(),
            visual: self.visual.settings.keep(),
            pair: self.keep_pair_settings(),
            instruments: self.instruments.settings.clone(),
            shelf,
            seeds: self.seeds.kept(),
        };
        (choices, files.0)
    }

    /// The checkpoints that the browser's storage does not have, and those in use.
    fn keep_own(&self, files: &mut Files) -> Vec<KeptOwn> {
        let second = self.other_network().map(|network| network.id);
        let in_use = |id| id == self.settings.network || Some(id) == second;
        let all = self.checkpoints.all.iter();
        let kept = all.filter(|own| !own.kept || in_use(own.spec.id));
        kept.map(|own| KeptOwn {
            sheet: own.sheet.clone(),
            file: own.blob.filter(|_| !own.kept).map(|blob| files.place(blob)),
        })
        .collect()
    }

    /// Sets everything as it was. The picture is not back yet.
    pub(super) fn restore_choices(
        &mut self,
        choices: Choices,
        files: &[BlobId],
        lost: &mut Vec<Piece>,
    ) {
        for own in choices.own {
            let is_stored = own.file.is_none();
            let blob = own.file.map(|at| file(files, at));
            let is_there = blob != Some(BlobId::NONE);
            if !is_there || !self.checkpoints.bring_back(own.sheet, blob, is_stored) {
                lost.push(Piece::Network);
            }
        }
        match self.network_named(&choices.network) {
            Some(spec) => {
                self.remember_network_before(spec.id);
                self.settings.network = spec.id;
            }
            None => lost.push(Piece::Network),
        }
        let network = self.network();
        let method = catalogue::saliency_method(&choices.method);
        if method.is_none() {
            lost.push(Piece::Settings);
        }
        let default = Settings::default();
        let leaf = leaf::ALL.iter().find(|id| **id == choices.leaf);
        let class = choices.class;
        self.settings = Settings {
            network: network.id,
            device: choices.device,
            method: method.map_or(default.method, |method| method.id),
            params: (choices.params.into_iter())
                .filter_map(|(id, values)| Some((catalogue::saliency_method(&id)?.id, values)))
                .collect(),
            // They come back with the results.
            beside: default.beside,
            one_scale: default.one_scale,
            class: class.filter(|class| class.index() < network.classes),
            reduction: choices.reduction,
            colours: choices.colours,
            scale: choices.scale,
            view: choices.view,
            opacity: match choices.opacity {
                opacity if opacity.is_finite() => opacity.clamp(0.0, 1.0),
                _ => default.opacity,
            },
            part: choices.part,
            leaf: leaf.copied().unwrap_or(default.leaf),
        };
        self.attack.settings = AttackSettings::restore(choices.attack, network.classes, lost);
        self.visual.settings = VisualSettings::restore(choices.visual, network, lost);
        self.restore_pair_settings(choices.pair, lost);
        self.instruments.settings = choices.instruments;
        self.seeds = Seeds::restore(&choices.seeds);
        if !self.shelf.restore(choices.shelf, |at| file(files, at)) {
            lost.push(Piece::Shelf);
        }
        let aside = choices.aside.into_iter().map(|kept| Own {
            source: kept.source(files),
            name: kept.name,
            framing: kept.framing,
            sha256: String::new(),
        });
        let is_there = |own: &Own| own.source.blob() != BlobId::NONE;
        self.picture.own = aside.into_iter().find(is_there);
        if let Some((name, at)) = choices.looked_through {
            match file(files, at) {
                BlobId::NONE => lost.push(Piece::Network),
                blob => self.checkpoints.look_through(name, blob),
            }
        }
    }

    /// Opens a picture as if it were chosen, to be framed and explained as it was.
    pub(super) fn reopen(
        &mut self,
        picture: KeptPicture,
        class: Option<ClassId>,
        files: &[BlobId],
        lost: &mut Vec<Piece>,
        effects: &mut Vec<Effect>,
    ) {
        let source = picture.source(files);
        let name = picture.name;
        self.picture.wish = Some(Wish {
            of: Of::Name(name.clone()),
            framing: picture.framing,
            crop: None,
            class,
        });
        match source {
            source if source.blob() != BlobId::NONE => self.open_picture(name, source, effects),
            PictureSource::Sample { id, .. } => effects.push(Effect::OpenSample { id, name }),
            PictureSource::File { .. } => lost.push(Piece::Picture),
        }
    }
}
