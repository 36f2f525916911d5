//! Networks of the teacher's own: they stand in the list of networks, come when one is chosen, and go the
//! way of a file that the reader opened.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};

use super::desk::{Desk, Loaded};
use crate::app_model::{Event, Notice, NoticeKind};
use crate::client::{cancel_transfer, course as store};
use crate::course::CourseNetwork;
use crate::protocol::TransferCause;

/// What the values of their options begin with.
const VALUE: &str = "course-";

/// The list of networks.
fn list() -> Option<HtmlSelectElement> {
    document().get_element_by_id("network")?.dyn_into().ok()
}

/// Puts those that are not here yet into the list, and fetches what the reader chooses there.
pub(super) fn offer_own(desk: Desk) {
    let here = desk.ui.part(|model| {
        let all = model.checkpoints.all.iter();
        all.map(|own| own.sheet.sha256.clone()).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        let all = networks(desk);
        if all.is_empty() {
            return;
        }
        let names = all.iter().map(|own| desk.text(&own.name)).enumerate();
        let is_here = |at: usize| here.with(|here| here.contains(&all[at].sha256));
        show(names.filter(|(at, _)| !is_here(*at)));
    });
    // The one that is on its way.
    let coming = StoredValue::new(None::<String>);
    bring_awaited(desk, coming);
    window_event_listener(ev::change, move |event| {
        let Some(list) = list().filter(|list| event.target().as_ref() == Some(list.as_ref()))
        else {
            return;
        };
        let value = list.value();
        let at = value
            .strip_prefix(VALUE)
            .and_then(|at| at.parse::<usize>().ok());
        let wanted = at.and_then(|at| networks(desk).into_iter().nth(at));
        let path = wanted.as_ref().map(|own| own.file.clone());
        let before = coming.try_update_value(|coming| std::mem::replace(coming, path.clone()));
        // The reader wants another one now.
        if let Some(before) = before
            .flatten()
            .filter(|before| Some(before) != path.as_ref())
        {
            cancel_transfer(&before);
        }
        if let Some(own) = wanted {
            spawn_local(fetch(desk, own, coming));
        }
    });
}

/// Fetches the one that a link is about.
fn bring_awaited(desk: Desk, coming: StoredValue<Option<String>>) {
    let ui = desk.ui;
    let awaited = ui.part(|model| model.awaited_networks.clone());
    Effect::new(move |_| {
        let is_awaited = |own: &CourseNetwork| {
            awaited.with(|all| all.iter().any(|digits| own.sha256.starts_with(digits)))
        };
        let Some(own) = networks(desk).into_iter().find(is_awaited) else {
            return;
        };
        let is_new = coming.try_update_value(|coming| {
            let is_new = coming.as_deref() != Some(&own.file);
            *coming = Some(own.file.clone());
            is_new
        });
        if is_new != Some(true) {
            return;
        }
        // It comes: the reader has nothing to open.
        let said = ui.app.model.with_untracked(|model| {
            let lacks = |notice: &&Notice| matches!(notice.kind, NoticeKind::LinkLacksNetwork);
            model.notices.iter().find(lacks).map(|notice| notice.id)
        });
        if let Some(id) = said {
            ui.send(Event::Dismiss(id));
        }
        spawn_local(fetch(desk, own, coming));
    });
}

fn networks(desk: Desk) -> Vec<CourseNetwork> {
    desk.loaded.with(|loaded| match loaded {
        Loaded::Here(all) => all.0.own_networks.clone(),
        _ => Vec::new(),
    })
}

/// Options for these, at the end of the list.
fn show(names: impl Iterator<Item = (usize, String)>) {
    let Some(list) = list() else { return };
    let chosen = list.value();
    while let Ok(Some(option)) = list.query_selector("option[data-course]") {
        option.remove();
    }
    for (at, name) in names {
        let Ok(option) = document().create_element("option") else {
            return;
        };
        let _ = option.set_attribute("value", &format!("{VALUE}{at}"));
        let _ = option.set_attribute("data-course", "");
        option.set_text_content(Some(&name));
        let _ = list.append_child(&option);
    }
    if chosen.starts_with(VALUE) {
        list.set_value(&chosen);
    }
}

/// Has one opened; where it does not come, the network before goes on and the reader is told why.
async fn fetch(desk: Desk, own: CourseNetwork, coming: StoredValue<Option<String>>) {
    let ui = desk.ui;
    let name = own.name.text(&desk.lang_untracked()).to_owned();
    let came = store::course_file(&own.file, &name, Some(&own.sha256)).await;
    let is_wanted = coming.try_with_value(|coming| coming.as_deref() == Some(&own.file));
    if is_wanted != Some(true) {
        return;
    }
    coming.set_value(None);
    // Until the engine has looked through it the network before is in use.
    if let Some(list) = list() {
        let in_use = ui.app.model.with_untracked(|model| model.settings.network);
        list.set_value(in_use);
    }
    let fail = |failure| ui.send(Event::Notify(NoticeKind::CourseNetwork { name, failure }));
    let file = match came {
        Ok(file) => file,
        Err(failure) => return fail(failure),
    };
    ui.app.open_checkpoint(file);
    let Some(labels) = own.labels else { return };
    let file_name = labels.rsplit('/').next().unwrap_or(&labels).to_owned();
    match store::course_file(&labels, &file_name, None).await {
        Ok(file) => ui.app.open_class_names(file),
        Err(failure) if failure.cause == TransferCause::Cancelled => {}
        Err(failure) => fail(failure),
    }
}
