use leptos::prelude::*;

use super::context::Ui;
use super::strings::{self, Remedy};
use crate::app_model::{BlobId, Event, Notice, NoticeKind};

/// Everything the reader is told until it is dismissed; it lies over the page and moves nothing.
pub(super) fn notices(ui: Ui) -> impl IntoView {
    let all = ui.part(|model| model.notices.clone());
    let key = |notice: &Notice| (notice.id, strings::notice_id(&notice.kind));
    view! {
        <section class="notices" id="notices" aria-label=ui.t(strings::MESSAGES)>
            <For each=move || all.get() key=key let:notice>
                {message(ui, notice)}
            </For>
        </section>
    }
}

fn message(ui: Ui, notice: Notice) -> impl IntoView {
    let id = notice.id;
    let is_remark = strings::is_remark(&notice.kind);
    let remedies = strings::remedies_of(&notice.kind).iter();
    let remedies = remedies.map(|remedy| button(ui, *remedy, &notice));
    let remedies = remedies.collect_view();
    let dismiss = match notice.kind {
        NoticeKind::NewVersion | NoticeKind::CannotKeep { .. } => strings::GO_ON,
        _ => strings::DISMISS,
    };
    let data_kind = strings::notice_id(&notice.kind);
    let words = Memo::new(move |_| strings::wording(&notice.kind, ui.lang.get()));
    view! {
        <div
            class="notice"
            class:remark=is_remark
            role=if is_remark { "status" } else { "alert" }
            data-testid="notice"
            data-kind=data_kind
        >
            <div>
                <p>{move || words.get().sentence}</p>
                <p class="technical" lang="en">{move || words.get().technical}</p>
            </div>
            <div class="notice-actions">
                {remedies}
                <button type="button" class="dismiss" on:click=move |_| ui.send(Event::Dismiss(id))>
                    {ui.t(dismiss)}
                </button>
            </div>
        </div>
    }
}

fn button(ui: Ui, remedy: Remedy, notice: &Notice) -> impl IntoView + use<> {
    let Notice { id: of, kind } = notice.clone();
    let (id, text) = match remedy {
        Remedy::StartEngine => ("notice-start-again", strings::START_AGAIN),
        Remedy::TryDecoder => ("decoder-again", strings::TRY_AGAIN),
        Remedy::ReloadKeeping => ("reload-keeping", strings::RELOAD_KEEPING),
        Remedy::ReloadAnyway => ("reload-anyway", strings::RELOAD_ANYWAY),
        Remedy::StartAfresh => ("start-afresh", strings::START_AFRESH),
        Remedy::OpenPicture => ("open-as-picture", strings::OPEN_AS_PICTURE),
        Remedy::RestoreRun => ("restore-run", strings::RESTORE_RUN),
    };
    let file = match kind {
        NoticeKind::PictureWithRecord { name, blob } => (name, blob),
        _ => (String::new(), BlobId::NONE),
    };
    let click = move |_| match remedy {
        Remedy::StartEngine => ui.start_again(),
        Remedy::TryDecoder => ui.send(Event::TryDecoderAgain),
        Remedy::ReloadKeeping => ui.send(Event::ReloadKeeping),
        Remedy::ReloadAnyway => ui.send(Event::ReloadAnyway),
        Remedy::StartAfresh => ui.send(Event::StartAfresh),
        Remedy::OpenPicture => {
            ui.app.open_kept(file.0.clone(), file.1);
            ui.send(Event::Dismiss(of));
        }
        Remedy::RestoreRun => ui.app.restore_run(file.0.clone(), file.1),
    };
    view! { <button type="button" id=id on:click=click>{ui.t(text)}</button> }
}
