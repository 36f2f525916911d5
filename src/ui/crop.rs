use leptos::ev;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::canvas::{ById, Shown, draw_on};
use super::context::Ui;
use super::segments::{Choice, segments};
use super::{crop_math, numbers, strings};
use crate::app_model::Event;
use crate::image::{Framing, crop_box};
use crate::render::Rgba;

/// Pixels of the picture that Shift and an arrow key move the square by.
const LONG_STEP: f64 = 16.0;
const ZOOM_STEP: f64 = 1.1;
/// Width over height of the place for the preview, as the style sheet has it.
const FRAME_ASPECT: f64 = 4.0 / 3.0;

/// Where a drag began: the pointer, and the framing at that moment.
#[derive(Clone, Copy)]
struct Drag {
    from: (f64, f64),
    framing: Framing,
}

/// The preview and the square on it.
#[derive(Clone, Copy)]
struct Crop {
    ui: Ui,
    framing: Memo<Framing>,
    size: Memo<(u32, u32)>,
    stage: NodeRef<Div>,
    drag: StoredValue<Option<Drag>>,
}

pub(super) fn crop(ui: Ui) -> impl IntoView {
    let crop = Crop {
        ui,
        framing: ui.part(|m| {
            m.picture
                .opened
                .as_ref()
                .map_or_else(Framing::default, |o| o.framing)
        }),
        size: ui.part(|m| {
            let facts = m
                .picture
                .opened
                .as_ref()
                .map(|o| (o.facts.width, o.facts.height));
            facts.unwrap_or((1, 1))
        }),
        stage: NodeRef::new(),
        drag: StoredValue::new(None),
    };
    let is_square = move || matches!(crop.framing.get(), Framing::Square { .. });
    let choices = vec![
        Choice {
            value: true,
            id: "square",
            text: strings::SQUARE,
        },
        Choice {
            value: false,
            id: "squeeze",
            text: strings::SQUEEZE,
        },
    ];
    let choose = move |square: bool| {
        crop.frame(if square {
            Framing::default()
        } else {
            Framing::Squeeze
        });
    };
    view! {
        {preview(crop)}
        <div class="crop-controls">
            {segments(ui, "framing", strings::FRAMING, choices, Signal::derive(is_square), choose)}
            {zoom(crop)}
        </div>
    }
}

impl Crop {
    fn frame(self, framing: Framing) {
        self.ui.send(Event::Frame(framing));
    }

    fn zoom_by(self, factor: f64) {
        let framing = self.framing.get_untracked();
        self.frame(crop_math::zoomed(
            framing,
            crop_math::zoom_of(framing) * factor,
        ));
    }

    fn move_by(self, dx: f64, dy: f64) {
        let framing = self.framing.get_untracked();
        self.frame(crop_math::moved(framing, self.size.get_untracked(), dx, dy));
    }

    fn on_key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let step = if event.shift_key() { LONG_STEP } else { 1.0 };
        match event.key().as_str() {
            "ArrowLeft" => self.move_by(-step, 0.0),
            "ArrowRight" => self.move_by(step, 0.0),
            "ArrowUp" => self.move_by(0.0, -step),
            "ArrowDown" => self.move_by(0.0, step),
            "+" | "=" => self.zoom_by(ZOOM_STEP),
            "-" => self.zoom_by(1.0 / ZOOM_STEP),
            "0" => self.frame(Framing::default()),
            _ => return,
        }
        event.prevent_default();
    }

    fn on_wheel(self, event: &ev::WheelEvent) {
        if event.ctrl_key() {
            event.prevent_default();
            self.zoom_by((-event.delta_y() / 300.0).exp());
        }
    }

    fn begin_drag(self, event: &ev::PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some(stage) = self.stage.get_untracked() {
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        self.drag.set_value(Some(Drag {
            from: (f64::from(event.client_x()), f64::from(event.client_y())),
            framing: self.framing.get_untracked(),
        }));
    }

    fn drag_to(self, event: &ev::PointerEvent) {
        let (Some(drag), Some(stage)) = (self.drag.get_value(), self.stage.get_untracked()) else {
            return;
        };
        let (width, height) = self.size.get_untracked();
        let shown = stage.get_bounding_client_rect();
        let per_css_pixel = f64::from(width) / shown.width().max(1.0);
        let dx = (f64::from(event.client_x()) - drag.from.0) * per_css_pixel;
        let dy = (f64::from(event.client_y()) - drag.from.1) * per_css_pixel;
        self.frame(crop_math::moved(drag.framing, (width, height), dx, dy));
    }

    /// A finger may still scroll the page along the directions that the square cannot go.
    fn touch_action(self) -> &'static str {
        let (width, height) = self.size.get();
        let zoom = crop_math::zoom_of(self.framing.get());
        match self.framing.get() {
            Framing::Squeeze => "auto",
            Framing::Square { .. } if zoom > 1.0 => "none",
            Framing::Square { .. } if width > height => "pan-y",
            Framing::Square { .. } if width < height => "pan-x",
            Framing::Square { .. } => "auto",
        }
    }
}

fn preview(crop: Crop) -> impl IntoView {
    let ui = crop.ui;
    let canvas = NodeRef::<Canvas>::new();
    let pixels = ui.part(|m| {
        let opened = m.picture.opened.as_ref();
        opened.map(|o| {
            (
                ById(o.preview_rgba.clone()),
                o.preview_width,
                o.preview_height,
            )
        })
    });
    let shown = Memo::new(move |_| {
        let picture = pixels.get();
        Shown(picture.map(|(bytes, width, height)| {
            Rgba {
                bytes: bytes.0.to_vec(),
                width,
                height,
            }
            .into()
        }))
    });
    draw_on(canvas, shown);
    let shares = Memo::new(move |_| crop_math::shares(crop.size.get(), crop.framing.get()));
    let per_cent = move |value: f64| format!("{}%", value * 100.0);
    let place = move || {
        let (width, height) = crop.size.get();
        strings::crop_place(crop_box(width, height, crop.framing.get()), ui.lang.get())
    };
    let aspect = move || {
        let (width, height) = crop.size.get();
        f64::from(width) / f64::from(height)
    };
    view! {
        <div class="frame">
            <div
                class="stage preview"
                node_ref=crop.stage
                style:aspect-ratio=move || aspect().to_string()
                style:width=move || per_cent((aspect() / FRAME_ASPECT).min(1.0))
                style:touch-action=move || crop.touch_action()
                on:pointerdown=move |event| crop.begin_drag(&event)
                on:pointermove=move |event| crop.drag_to(&event)
                on:pointerup=move |_| crop.drag.set_value(None)
                on:pointercancel=move |_| crop.drag.set_value(None)
                on:wheel=move |event| crop.on_wheel(&event)
            >
                <canvas id="preview" node_ref=canvas role="img" aria-label=ui.t(strings::PREVIEW)></canvas>
                <div
                    class="crop"
                    id="crop"
                    tabindex="0"
                    role="application"
                    aria-roledescription=ui.t(strings::CROP_ROLE)
                    aria-label=ui.t(strings::CROP_HELP)
                    aria-describedby="crop-place"
                    style:left=move || per_cent(shares.get()[0])
                    style:top=move || per_cent(shares.get()[1])
                    style:width=move || per_cent(shares.get()[2] - shares.get()[0])
                    style:height=move || per_cent(shares.get()[3] - shares.get()[1])
                    on:keydown=move |event| crop.on_key(&event)
                ></div>
            </div>
        </div>
        <p class="figures" id="crop-place" aria-live="polite">{place}</p>
    }
}

/// The slider moves in powers of two, as zooming is felt.
fn zoom(crop: Crop) -> impl IntoView {
    let ui = crop.ui;
    let zoom = move || crop_math::zoom_of(crop.framing.get());
    let set = move |event: ev::Event| {
        if let Some(power) = numbers::read(&event_target_value(&event)) {
            crop.frame(crop_math::zoomed(
                crop.framing.get_untracked(),
                power.exp2(),
            ));
        }
    };
    view! {
        <div class="field slider">
            <p class="label">
                <label for="zoom">{ui.t(strings::ZOOM)}</label>
                " "
                <span class="shown">{move || strings::zoom_factor(zoom(), ui.lang.get())}</span>
            </p>
            <input
                type="range"
                id="zoom"
                min="0"
                max=crop_math::MAX_ZOOM.log2().to_string()
                step="0.02"
                prop:value=move || zoom().log2()
                aria-valuetext=move || strings::zoom_factor(zoom(), ui.lang.get())
                disabled=move || crop.framing.get() == Framing::Squeeze
                on:input=set
            />
        </div>
    }
}
