use leptos::prelude::*;

use super::context::Ui;
use super::strings;
use crate::client::frame::{self, Around};

/// In a frame, or where title and foot are left away: the way to the whole page.
pub(super) fn own_window(ui: Ui) -> AnyView {
    let around = frame::around();
    if around == Around::Nothing && !frame::is_embedded() {
        return ().into_any();
    }
    // Until the code of links is here, the one that the page was opened with is kept.
    let href = move || {
        let code = ui.app.state.get();
        let link = code.and_then(|code| ui.app.model.with(code.link));
        frame::whole_page(link.as_deref())
    };
    let apart = (around == Around::Another).then(|| {
        view! { <span class="hint" id="kept-apart">{ui.t(strings::KEPT_APART)}</span> }
    });
    view! {
        <aside aria-label=ui.t(strings::OWN_WINDOW)>
            <p>
                <a id="own-window" href=href target="_blank" rel="noopener">
                    {ui.t(strings::OWN_WINDOW)}
                </a>
                {apart}
            </p>
        </aside>
    }
    .into_any()
}
