//! Nothing is lost by loading the page again: the state as it is kept for that, and taken back.
//!
//! It is kept in two pieces. [`Choices`] are what the reader chose: a few kilobytes, written down
//! after every change, because they have to be there when the page can do nothing any more.
//! [`Results`] are what was found; the images and numbers they speak of stand beside them as
//! [`Things`], bytes as bytes. What has an id in the catalogue is kept by it, and looked up again.

mod choices;
mod restoring;
mod shown;
#[cfg(test)]
mod tests;
mod things;

use serde::{Deserialize, Serialize};

pub use choices::{Choices, Header};
pub use restoring::Piece;
pub(in crate::app_model) use restoring::Restoring;
pub use things::{At, Thing, Things};

use super::attack::KeptAttacks;
use super::instruments::KeptInstruments;
use super::pair::KeptPair;
use super::seat::Seat;
use super::visual::KeptVisuals;
use super::{AppModel, BlobId, Effect, KeptBeside, NoticeKind, PictureSource};
use crate::image::Framing;
use crate::protocol::BUILD;
use shown::Shown;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The build that found it.
    build: String,
    /// Id of the network that it was found with.
    network: String,
    shown: Option<Shown>,
    attacks: KeptAttacks,
    visuals: KeptVisuals,
    beside: KeptBeside,
    instruments: KeptInstruments,
    pair: KeptPair,
}

/// What was kept, as it comes back.
#[derive(Debug)]
pub struct Kept {
    pub choices: Choices,
    /// The files that `choices` speak of; [`BlobId::NONE`] for one that is not there any more.
    pub files: Vec<BlobId>,
    pub results: KeptResults,
    /// Whether the page had stopped working.
    pub had_stopped: bool,
    /// Whether the page itself was to be loaded again, and not the reader who did it.
    pub is_own: bool,
    /// Whether the reader begins anew: then the shelf alone comes back.
    pub is_shelf: bool,
}

/// What there is of the results.
#[derive(Debug)]
pub enum KeptResults {
    /// None were kept, and the reader knows.
    None,
    /// They cannot be read.
    Unreadable,
    Whole(Box<Results>, Things),
}

impl AppModel {
    /// Whether an engine is at it.
    pub fn is_computing(&self) -> bool {
        self.desk.is_busy(Seat::First) || self.desk.is_busy(Seat::Second)
    }

    /// Whether there is anything that would have to be computed again.
    pub fn has_results(&self) -> bool {
        let parts = self.attack.run.is_some() || self.attack.comparison.is_some();
        let visual = self.visual.run.is_some() || self.visual.sweep.is_some();
        let maps = !(self.beside.is_empty() && self.instruments.is_empty());
        parts || visual || self.pair.matrix.is_some() || maps
    }

    /// Whether the picture is one of the page's samples.
    pub fn has_sample(&self) -> bool {
        let opened = self.picture.opened.as_ref();
        opened.is_some_and(|o| matches!(o.source, PictureSource::Sample { .. }))
    }

    /// Everything that was found.
    pub fn results(&self) -> (Results, Things) {
        let mut things = Things::default();
        let results = Results {
            build: BUILD.to_owned(),
            network: self.settings.network.to_owned(),
            shown: self.keep_shown(&mut things),
            attacks: self.attack.keep(&mut things),
            visuals: self.visual.keep(&mut things),
            beside: self.keep_beside(&mut things),
            instruments: self.keep_instruments(&mut things),
            pair: self.keep_pair(&mut things),
        };
        (results, things)
    }

    /// Puts everything back on a page that has just begun, and says what is back and what is not.
    pub fn restore(&mut self, kept: Kept) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut restoring = Restoring::default();
        let mut choices = kept.choices;
        if kept.is_shelf {
            choices.restore_shelf(self, &kept.files);
            return effects;
        }
        let (picture, coming) = (choices.picture.take(), choices.coming.take());
        let had_picture = picture.is_some() || coming.is_some();
        let class = choices.class;
        self.restore_choices(choices, &kept.files, &mut restoring.lost);
        let results = self.usable(kept.results, &mut restoring);
        let of = picture.as_ref().map(|picture| {
            let source = picture.source(&kept.files);
            (picture.name.clone(), source, picture.framing)
        });
        let is_shown =
            results.map(|results| self.restore_results(*results, of, &mut restoring, &mut effects));
        let again = match (coming, picture) {
            (Some(coming), _) => Some((coming, None)),
            (None, Some(picture)) if is_shown != Some(true) => Some((picture, class)),
            _ => None,
        };
        if let Some((picture, class)) = again {
            let lost = &mut restoring.lost;
            self.reopen(picture, class, &kept.files, lost, &mut effects);
        }
        self.leave_bench_unshelved();
        let nothing_to_say = !kept.is_own
            && !kept.had_stopped
            && restoring.lost.is_empty()
            && !self.has_results()
            && self.shelf.entries.is_empty()
            && (self.has_sample() || !had_picture);
        if !nothing_to_say {
            self.say_what_is_back(had_picture, is_shown.is_some(), kept.had_stopped, restoring);
        }
        effects
    }

    /// The results that belong to the network in use, if there are any.
    fn usable(&self, results: KeptResults, restoring: &mut Restoring) -> Option<Box<Results>> {
        match results {
            KeptResults::Whole(results, things) if results.network == self.settings.network => {
                restoring.things = things;
                return Some(results);
            }
            KeptResults::Whole(..) | KeptResults::Unreadable => restoring.lost.push(Piece::Results),
            KeptResults::None => {}
        }
        None
    }

    /// Whether the picture is shown again, too.
    fn restore_results(
        &mut self,
        results: Results,
        of: Option<(String, PictureSource, Framing)>,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let is_shown = match (of, &results.shown) {
            (Some(of), Some(shown)) => self.show_again(of, shown, restoring, effects),
            _ => false,
        };
        if is_shown {
            self.restore_attacks(results.attacks, restoring, effects);
        } else if !results.attacks.is_empty() {
            restoring.lost.push(Piece::Attack);
        }
        self.restore_visuals(results.visuals, restoring, effects);
        self.restore_beside(results.beside, restoring);
        self.restore_instruments(results.instruments, restoring);
        self.restore_pair(results.pair, restoring);
        is_shown
    }

    fn say_what_is_back(
        &mut self,
        had_picture: bool,
        has_results: bool,
        had_stopped: bool,
        mut restoring: Restoring,
    ) {
        restoring.lost.sort();
        restoring.lost.dedup();
        self.notify(NoticeKind::BroughtBack {
            picture: had_picture && !restoring.lost.contains(&Piece::Picture),
            results: has_results && self.has_results(),
            restarted: restoring.restarted,
            shelf: !self.shelf.entries.is_empty(),
            had_stopped,
            lost: restoring.lost,
        });
    }
}
