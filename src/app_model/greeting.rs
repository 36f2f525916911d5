//! A newcomer who chooses nothing sees a photograph analysed. Whatever the reader chooses wins: the
//! photograph neither takes its place nor comes after it.

use super::{AppModel, Effect, Event, PictureSource};

/// The photograph, by its id among the samples.
const SAMPLE: &str = "chelsea";

/// How far it has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Greeting {
    /// There is no engine yet.
    #[default]
    Due,
    /// Its file is being fetched.
    Fetching,
    /// It was opened, as the picture of this id.
    Opening(u32),
    /// The reader chose something.
    Over,
}

impl Event {
    /// Whether the reader says what to look at.
    fn is_choice(&self) -> bool {
        matches!(
            self,
            Self::FetchingSample { .. }
                | Self::OpenPicture { .. }
                | Self::Intake(_)
                | Self::OpenPart(_)
        )
    }
}

impl AppModel {
    /// Whether there is something to work at, so that the first view has done its duty.
    pub fn is_at_work(&self) -> bool {
        self.picture.opened.is_some() || !self.settings.part.is_empty()
    }

    /// There is an engine.
    pub(super) fn greet(&mut self, effects: &mut Vec<Effect>) {
        if self.surroundings.greets && self.greeting == Greeting::Due {
            self.greeting = Greeting::Fetching;
            effects.push(Effect::Greet { id: SAMPLE });
        }
    }

    /// The photograph is here.
    pub(super) fn on_greeting(
        &mut self,
        name: String,
        source: PictureSource,
        effects: &mut Vec<Effect>,
    ) {
        if self.greeting == Greeting::Fetching {
            self.open_picture(name, source, effects);
            self.greeting = Greeting::Opening(self.picture.last_id);
        }
    }

    /// Nothing is opened by itself any more once the reader has chosen something.
    pub(super) fn mind_choice(&mut self, event: &Event) {
        if event.is_choice() {
            self.choose();
        }
    }

    /// The reader has chosen something.
    pub(super) fn choose(&mut self) {
        if let Greeting::Opening(id) = std::mem::replace(&mut self.greeting, Greeting::Over) {
            self.picture.opening.take_if(|opening| opening.id == id);
            self.picture.waiting.take_if(|waiting| waiting.id == id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::tests::{decoder, engine, first, hello, ready};
    use crate::app_model::{BlobId, Payload, Surroundings, part};
    use crate::protocol::{DecoderEvent, DeviceKind, PictureFacts};

    fn newcomer(greets: bool) -> AppModel {
        let mut model = AppModel::default();
        let surroundings = Surroundings {
            greets,
            ..Surroundings::default()
        };
        model.on_event(Event::Started {
            surroundings,
            adapter: None,
        });
        engine(&mut model, hello(), Payload::None);
        model
    }

    fn is_ready(model: &mut AppModel) -> Vec<Effect> {
        engine(model, ready(DeviceKind::Cpu), Payload::None)
    }

    fn sample(id: &str) -> PictureSource {
        PictureSource::Sample {
            id: id.to_owned(),
            blob: BlobId(1),
        }
    }

    fn arrives(model: &mut AppModel) -> Vec<Effect> {
        model.on_event(Event::Greeting {
            name: "Chelsea".to_owned(),
            source: sample(SAMPLE),
        })
    }

    /// The decoder has read the picture of this id.
    fn is_read(model: &mut AppModel, picture: u32) {
        let event = DecoderEvent::Opened {
            picture,
            facts: PictureFacts::for_tests(2, 1),
            preview_width: 2,
            preview_height: 1,
        };
        decoder(model, event, Payload::Bytes([0; 8].into()));
    }

    fn choices() -> [Event; 4] {
        [
            Event::FetchingSample {
                id: "coffee".to_owned(),
                name: "Coffee".to_owned(),
            },
            Event::OpenPicture {
                name: "mine.png".to_owned(),
                source: PictureSource::File { blob: BlobId(2) },
            },
            Event::Intake(Vec::new()),
            Event::OpenPart(part::VISUALISATION),
        ]
    }

    /// The sample that is open or being opened.
    fn shown(model: &AppModel) -> Option<&str> {
        let picture = &model.picture;
        let opened = picture.opened.as_ref().map(|opened| &opened.source);
        let source = picture.opening.as_ref().map(|o| &o.source).or(opened)?;
        match source {
            PictureSource::Sample { id, .. } => Some(id),
            PictureSource::File { .. } => None,
        }
    }

    #[test]
    fn a_photograph_is_opened_for_who_chooses_nothing_once_there_is_an_engine() {
        let mut model = newcomer(true);
        assert!(!model.is_at_work());
        let asks = Effect::Greet { id: SAMPLE };
        assert!(is_ready(&mut model).contains(&asks));
        arrives(&mut model);
        assert_eq!(shown(&model), Some(SAMPLE));
        is_read(&mut model, 1);
        assert!(model.is_at_work());
        // An engine that is lost and comes again brings no other.
        let id = first(&model);
        model.on_event(Event::EngineCrashed {
            id,
            message: String::new(),
        });
        engine(&mut model, hello(), Payload::None);
        assert!(!is_ready(&mut model).contains(&asks));
    }

    #[test]
    fn nothing_is_opened_where_it_is_not_wanted() {
        let mut model = newcomer(false);
        let effects = is_ready(&mut model);
        assert!(effects.iter().all(|e| !matches!(e, Effect::Greet { .. })));
        arrives(&mut model);
        assert_eq!(shown(&model), None);
    }

    #[test]
    fn a_choice_before_the_engine_is_there_wins() {
        for choice in choices() {
            let mut model = newcomer(true);
            model.on_event(choice.clone());
            let effects = is_ready(&mut model);
            let asks = |e: &Effect| matches!(e, Effect::Greet { .. });
            assert!(!effects.iter().any(asks), "{choice:?}");
        }
    }

    #[test]
    fn a_choice_while_the_photograph_is_fetched_wins() {
        for choice in choices() {
            let mut model = newcomer(true);
            is_ready(&mut model);
            model.on_event(choice.clone());
            arrives(&mut model);
            assert_eq!(shown(&model), None, "{choice:?}");
        }
    }

    #[test]
    fn a_choice_while_the_photograph_is_read_wins() {
        for choice in choices() {
            let mut model = newcomer(true);
            is_ready(&mut model);
            arrives(&mut model);
            let picture = model.picture.last_id;
            model.on_event(choice.clone());
            is_read(&mut model, picture);
            assert_eq!(model.picture.opened, None, "{choice:?}");
        }
    }

    #[test]
    fn a_picture_that_is_open_stays_whatever_is_chosen_then() {
        let mut model = newcomer(true);
        is_ready(&mut model);
        arrives(&mut model);
        is_read(&mut model, 1);
        model.on_event(Event::OpenPart(part::ADVERSARIAL));
        assert_eq!(shown(&model), Some(SAMPLE));
    }
}
