use leptos::html::{Button, Dialog, Video};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::intake::{Take, camera_input, file_input, opens};
use super::strings;
use crate::client::camera::{self, CLOSED, Listed, Opened};

/// Two ways to a photograph taken now: the system's own, which needs no permission, and the camera on
/// this page.
pub(super) fn doors(ui: Ui) -> AnyView {
    let may_be_there = RwSignal::new(false);
    let look = move || {
        spawn_local(async move { _ = may_be_there.try_set(camera::may_be_there().await) });
    };
    look();
    camera::on_change(look);
    let is_open = RwSignal::new(false);
    let button = NodeRef::<Button>::new();
    // Two clicks are one: there is one camera to be opened.
    let open = move |_| {
        if !is_open.get_untracked() {
            is_open.set(true);
        }
    };
    let close = move || {
        is_open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let own = ui.part(|model| {
        let own = model.picture.own.as_ref()?;
        Some((own.name.clone(), own.source.blob()))
    });
    let back = move || {
        own.get().map(|(name, blob)| {
            let words = strings::back_to(&name, ui.lang.get());
            let open = move |_| ui.app.open_kept(name.clone(), blob);
            view! { <button type="button" id="own-back" on:click=open>{words}</button> }
        })
    };
    view! {
        {back}
        <label class="file plain by-touch">
            {camera_input("photograph", opens(ui))}
            <span class="button">{ui.t(strings::TAKE_PHOTO)}</span>
        </label>
        <button
            type="button"
            id="camera"
            aria-haspopup="dialog"
            hidden=move || !may_be_there.get()
            node_ref=button
            on:click=open
        >
            {ui.t(strings::CAMERA)}
        </button>
        {move || is_open.get().then(|| dialog(ui, close))}
    }
    .into_any()
}

/// What becomes of the camera.
#[derive(Clone, PartialEq)]
enum Stage {
    Starting,
    /// It shows what it sees, in this size.
    Shown(u32, u32),
    Taking,
    /// Why it is off, and what the browser said of it.
    Off(String, String),
}

impl Stage {
    fn is_off(&self) -> bool {
        matches!(self, Self::Off(..))
    }

    fn is_shown(&self) -> bool {
        matches!(self, Self::Shown(..))
    }
}

/// The dialog's state; it goes with the dialog, and whatever comes later finds none.
#[derive(Clone, Copy)]
struct Desk {
    stage: RwSignal<Stage>,
    cameras: RwSignal<Vec<Listed>>,
    /// The camera that is shown.
    id: RwSignal<String>,
    video: NodeRef<Video>,
}

impl Desk {
    fn start(self, id: String) {
        self.stage.set(Stage::Starting);
        spawn_local(async move {
            let has_come = camera::fetch().await;
            let Some(video) = self.video.try_get_untracked().flatten() else {
                return;
            };
            let opened = match has_come {
                true => {
                    let lost = move |why| _ = self.stage.try_set(Stage::Off(why, String::new()));
                    camera::open(&id, &video, lost).await
                }
                false => Opened {
                    why: "not-fetched".to_owned(),
                    ..Opened::default()
                },
            };
            self.take_in(opened);
        });
    }

    fn take_in(self, opened: Opened) {
        if opened.why == CLOSED {
            return;
        }
        if !opened.why.is_empty() {
            self.stage.try_set(Stage::Off(opened.why, opened.message));
            return;
        }
        self.cameras.try_set(opened.cameras);
        self.id.try_set(opened.id);
        self.stage
            .try_set(Stage::Shown(opened.width, opened.height));
    }

    /// Takes the picture, or starts the camera that is off.
    fn act(self, ui: Ui, close: impl Fn() + 'static) {
        let stage = self.stage.get_untracked();
        if stage.is_off() {
            self.start(String::new());
        } else if stage.is_shown() {
            self.stage.set(Stage::Taking);
            spawn_local(async move {
                let taken = camera::shoot().await;
                if self.stage.try_get_untracked() != Some(Stage::Taking) {
                    return;
                }
                match taken {
                    Ok(file) => {
                        close();
                        ui.app.open_files(vec![file]);
                    }
                    Err(why) => self.stage.set(Stage::Off(why.to_owned(), String::new())),
                }
            });
        }
    }
}

fn dialog(ui: Ui, close: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let desk = Desk {
        stage: RwSignal::new(Stage::Starting),
        cameras: RwSignal::new(Vec::new()),
        id: RwSignal::new(String::new()),
        video: NodeRef::new(),
    };
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let _ = dialog.show_modal();
            desk.start(String::new());
        }
    });
    on_cleanup(camera::stop);
    let shut = move || {
        if let Some(dialog) = node.try_get_untracked().flatten() {
            dialog.close();
        }
    };
    let is_off = Memo::new(move |_| desk.stage.with(Stage::is_off));
    let is_shown = Memo::new(move |_| desk.stage.with(Stage::is_shown));
    let take = opens(ui);
    let open_file: Take = Box::new(move |files| {
        shut();
        take(files);
    });
    view! {
        <dialog
            class="saved camera"
            id="camera-dialog"
            node_ref=node
            aria-labelledby="camera-title"
            on:close=move |_| close()
        >
            <h2 id="camera-title">{ui.t(strings::CAMERA)}</h2>
            <video
                playsinline
                prop:muted=true
                aria-label=ui.t(strings::CAMERA_SEES)
                hidden=move || is_off.get()
                node_ref=desk.video
            ></video>
            <p id="camera-words" role="status">{move || words(ui, desk)}</p>
            {choice(ui, desk)}
            <div class="buttons">
                // One button for both, so that the focus stays where it is.
                <button
                    type="button"
                    id="camera-act"
                    aria-disabled=move || (!is_off.get() && !is_shown.get()).to_string()
                    on:click=move |_| desk.act(ui, shut)
                >
                    {move || strings::camera_act(is_off.get()).get(ui.lang.get())}
                </button>
                <label class="file plain" hidden=move || !is_off.get()>
                    {file_input("camera-file", "image/*,.avif,.heic,.heif", false, open_file)}
                    <span class="button">{ui.t(strings::OPEN_FILE)}</span>
                </label>
                <button type="button" id="camera-close" on:click=move |_| shut()>
                    {ui.t(strings::CLOSE)}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

fn words(ui: Ui, desk: Desk) -> String {
    let lang = ui.lang.get();
    desk.stage.with(|stage| match stage {
        Stage::Starting => strings::CAMERA_STARTS.get(lang).to_owned(),
        Stage::Shown(width, height) => strings::camera_size(*width, *height, lang),
        Stage::Taking => strings::OPENING.get(lang).to_owned(),
        Stage::Off(why, message) => strings::no_camera(why, message, lang),
    })
}

/// One of several cameras, by its name.
fn choice(ui: Ui, desk: Desk) -> AnyView {
    let is_one = move || desk.cameras.with(|all| all.len() < 2);
    let option = move |(at, one): (usize, Listed)| {
        let (id, held) = (one.id.clone(), one.id.clone());
        let name = move || match one.label.is_empty() {
            true => strings::camera_number(at + 1, ui.lang.get()),
            false => one.label.clone(),
        };
        let is_this = move || desk.id.with(|shown| *shown == held);
        view! { <option value=id prop:selected=is_this>{name}</option> }
    };
    view! {
        <label class="field" hidden=is_one>
            <span class="label">{ui.t(strings::WHICH_CAMERA)}</span>
            <select id="camera-which" on:change=move |event| desk.start(event_target_value(&event))>
                {move || desk.cameras.get().into_iter().enumerate().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}
