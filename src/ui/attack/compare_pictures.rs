//! The pictures of a comparison: what each attack changed, magnified, since the images look alike.

use leptos::prelude::*;

use super::stage::{difference, factor_choices, photo};
use super::state::AttackView;
use crate::app_model::{AppModel, Contender};
use crate::protocol::Goal;
use crate::ui::canvas::ById;
use crate::ui::parts::picture;
use crate::ui::strings;

/// A contender's picture.
#[derive(Clone, PartialEq)]
struct Found {
    id: String,
    /// For its names.
    contender: Contender,
    image: ById<[u8]>,
}

impl Found {
    /// Another comparison has other images under the same names.
    fn key(&self) -> (String, usize) {
        (self.id.clone(), self.image.0.as_ptr() as usize)
    }
}

/// All that there are by now, in the order of the tables.
fn found(model: &AppModel) -> Vec<Found> {
    let comparison = model.attack.comparison.as_ref();
    let contenders = comparison.into_iter().flat_map(|c| c.contenders.iter());
    let goal = comparison.map(|c| c.goal);
    contenders
        .filter_map(|contender| {
            Some(Found {
                id: id_of(contender, goal),
                image: ById(contender.image.clone()?),
                contender: contender.figures(),
            })
        })
        .collect()
}

/// Of the elements; that of an attack's own success on the goal is its name alone.
fn id_of(contender: &Contender, goal: Option<Goal>) -> String {
    let is_apart = Some(contender.request.goal) != goal;
    let away = if is_apart { "-away" } else { "" };
    let at = if contender.is_at_its_own() { "" } else { "-at" };
    format!("compared-{}{away}{at}", contender.attack)
}

/// The differences, each times the same factor, and the images behind them.
pub(super) fn pictures(view: AttackView) -> AnyView {
    let ui = view.ui;
    let all = ui.part(found);
    view! {
        {factor_choices(view, "compare-factor")}
        <div class="wide" tabindex="0" role="group" aria-label=ui.t(strings::DIFFERENCES)>
            <ul class="gallery">
                <For each=move || all.get() key=Found::key let:one>{difference_of(view, one)}</For>
            </ul>
        </div>
        <details>
            <summary>{ui.t(strings::IMAGES_ALIKE)}</summary>
            <div class="wide" tabindex="0" role="group" aria-label=ui.t(strings::PICTURES)>
                <ul class="gallery">
                    <For each=move || all.get() key=Found::key let:one>{image_of(view, one)}</For>
                </ul>
            </div>
        </details>
    }
    .into_any()
}

fn difference_of(view: AttackView, one: Found) -> AnyView {
    let Found {
        id,
        contender,
        image,
    } = one;
    let image = Memo::new(move |_| Some(image.clone()));
    let named = Signal::derive(move || {
        strings::difference_of(&contender, view.factor.get(), view.ui.lang.get())
    });
    let id = format!("{id}-difference");
    view! { <li>{picture(id, named, difference(view, image))}</li> }.into_any()
}

fn image_of(view: AttackView, one: Found) -> AnyView {
    let Found {
        id,
        contender,
        image,
    } = one;
    let image = Memo::new(move |_| Some(image.clone()));
    let named = Signal::derive(move || strings::picture_of(&contender, view.ui.lang.get()));
    view! { <li>{picture(id, named, photo(view, image))}</li> }.into_any()
}
