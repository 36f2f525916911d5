use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::strings;
use crate::app_model::{
    Adjustment, AppModel, AttackEvent, Drawn, Event, PairEvent, PictureSource, SaveEvent,
    ShelfEvent, VisualEvent,
};
use crate::client::{self, App, Sample};
use crate::protocol::TransferFailure;
use crate::record::Kind;
use crate::render::Rgba;
use crate::spec::{Lang, Text};

type PartOf<T> = Box<dyn Fn(&AppModel) -> T + Send + Sync>;

/// What every view needs; copied freely.
#[derive(Clone, Copy)]
pub struct Ui {
    pub app: App,
    pub lang: RwSignal<Lang>,
    pub samples: RwSignal<Vec<Sample>>,
    pub samples_state: RwSignal<SamplesState>,
    /// Whether PNG files that are saved carry the record of their run.
    pub carries_records: RwSignal<bool>,
    /// How often all that had not come was asked for.
    pub asked_again: RwSignal<u32>,
}

/// Where the list of photographs is.
#[derive(Debug, Clone, PartialEq)]
pub enum SamplesState {
    Coming,
    /// Except so many, whose entries are of no use; perhaps not as published.
    Here {
        missing: usize,
        altered: bool,
    },
    Failed(TransferFailure),
}

impl SamplesState {
    /// Whether it could be asked for again.
    fn is_wanting(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

impl Ui {
    /// A text in the reader's language, kept up to date.
    pub fn t(self, text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
        move || text.get(self.lang.get())
    }

    /// A part of the state; what hangs on it is drawn again only when it changes.
    pub fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&AppModel) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.boxed_part(Box::new(part))
    }

    /// One piece of code for every part of a type: there are many.
    fn boxed_part<T: PartialEq + Send + Sync + 'static>(self, part: PartOf<T>) -> Memo<T> {
        Memo::new(move |_| self.app.model.with(&part))
    }

    /// Starts an engine that stopped; whatever else had not come is asked for, too.
    pub fn start_again(self) {
        self.app.send(Event::StartEngineAgain);
        self.asked_again.update(|times| *times += 1);
        if self
            .samples_state
            .with_untracked(|state| state.is_wanting())
        {
            self.fetch_samples();
        }
    }

    /// Asks for the list of photographs.
    pub fn fetch_samples(self) {
        self.samples_state.set(SamplesState::Coming);
        spawn_local(async move {
            self.samples_state.set(match client::samples().await {
                Ok(list) => {
                    let (missing, altered) = (list.missing, list.altered);
                    self.samples.set(list.samples);
                    SamplesState::Here { missing, altered }
                }
                Err(failure) => SamplesState::Failed(failure),
            });
        });
    }

    pub fn send(self, event: Event) {
        self.app.send(event);
    }

    pub fn adjust(self, adjustment: Adjustment) {
        self.app.send(Event::Adjust(adjustment));
    }

    pub fn attack(self, event: AttackEvent) {
        self.app.send(Event::Attack(event));
    }

    pub fn visual(self, event: VisualEvent) {
        self.app.send(Event::Visual(event));
    }

    pub fn pair(self, event: PairEvent) {
        self.app.send(Event::Pair(event));
    }

    pub fn shelf(self, event: ShelfEvent) {
        self.app.send(Event::Shelf(event));
    }

    /// Has a picture of a result made into a PNG file of that name.
    pub fn save_picture(self, name: String, picture: &Rgba, description: String, of: Kind) {
        let drawn = Drawn {
            name,
            width: picture.width,
            height: picture.height,
            pixels: picture.bytes[..].into(),
            labels: Vec::new(),
            description,
            record: String::new(),
        };
        self.save_drawn(drawn, of);
    }

    /// The same of a picture with labels.
    pub fn save_drawn(self, drawn: Drawn, of: Kind) {
        match self.carries_records.get_untracked() {
            true => self.app.save_with_record(drawn, of),
            false => self.save(SaveEvent::Picture(drawn)),
        }
    }

    pub fn save(self, event: SaveEvent) {
        self.app.send(Event::Save(event));
    }

    /// The picture's name, fit for the name of a file made from it.
    pub fn picture_stem(self) -> Option<String> {
        self.app.model.with_untracked(|model| {
            let opened = model.picture.opened.as_ref()?;
            Some(match &opened.source {
                PictureSource::Sample { id, .. } => id.clone(),
                PictureSource::File { .. } => strings::file_stem(&opened.name),
            })
        })
    }
}
