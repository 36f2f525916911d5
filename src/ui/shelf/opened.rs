use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::cards;
use super::charts::charts;
use super::divider::divider;
use super::facts::settings;
use super::figures::figures;
use super::pictures::{Sight, common_sights, name, rgba, sights};
use super::reading::Reading;
use super::tables::{differing, of_one, of_two, paired};
use super::titles::{subtitle, title};
use crate::app_model::{Drawn, SaveEvent, SavedFile, Shelved};
use crate::client::Recorded;
use crate::record::{LinesOf, Wanted, carried};
use crate::ui::canvas::Shown;
use crate::ui::chart::Chart;
use crate::ui::context::Ui;
use crate::ui::parts::{picture, table};
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;

/// Part of the key of an entry, in names of files.
const SHORT_KEY: usize = 6;

type Read = StoredValue<(Arc<Shelved>, Reading)>;

fn read(ui: Ui, shelved: &Arc<Shelved>) -> Read {
    StoredValue::new((shelved.clone(), cards::read(ui, shelved)))
}

/// An entry as it was found.
pub(super) fn one(ui: Ui, shelved: &Arc<Shelved>) -> AnyView {
    let of = read(ui, shelved);
    let said = move |words: fn(&Reading, crate::spec::Lang) -> String| {
        move || of.with_value(|(_, reading)| words(reading, ui.lang.get()))
    };
    let all = sights(shelved).into_iter().enumerate();
    let pictures = all.map(|(at, sight)| {
        let id = format!("shelf-picture-{at}");
        view! {
            <div>
                {picture(id, named(ui, of, sight), shown(of, Some(sight)))}
                <button type="button" class="quiet" on:click=move |_| save(ui, of, sight)>
                    {ui.t(strings::SAVE)}
                </button>
            </div>
        }
    });
    let set = Signal::derive(move || {
        let lang = ui.lang.get();
        let facts = of.with_value(|(_, reading)| settings(reading, lang));
        of_one(strings::PARAMETERS, strings::PARAMETER, &facts, lang)
    });
    let came_out = Signal::derive(move || {
        let lang = ui.lang.get();
        let facts = of.with_value(|(_, reading)| figures(reading, lang));
        of_one(strings::FIGURES, strings::FIGURE, &facts, lang)
    });
    view! {
        <section class="shelf-opened" id="shelf-opened" aria-labelledby="shelf-title">
            <h3 id="shelf-title">{said(title)}</h3>
            <p class="hint">{said(subtitle)}</p>
            <div class="shelf-pictures">{pictures.collect_view()}</div>
            {drawn(ui, of)}
            <div class="side-by-side">
                {table(ui, "shelf-figures", strings::FIGURES, came_out)}
                {table(ui, "shelf-settings", strings::PARAMETERS, set)}
            </div>
            {files(ui, of)}
        </section>
    }
    .into_any()
}

/// How it went.
fn drawn(ui: Ui, of: Read) -> AnyView {
    let all = move || {
        let lang = ui.lang.get();
        let charts = of.with_value(|(_, reading)| charts(reading, lang));
        let one = |(at, chart): (usize, Chart)| {
            let save = move |_| {
                let file = of.with_value(|(_, reading)| charts_file(reading, at, lang));
                ui.save(SaveEvent::File(SavedFile {
                    name: file_name(of, &format!("chart-{at}"), "svg"),
                    mime: "image/svg+xml",
                    bytes: file.unwrap_or_default().into_bytes().into(),
                }));
            };
            view! {
                <div class="chart" id=format!("shelf-chart-{at}")>
                    <h4>{chart.title}</h4>
                    <p class="legend" inner_html=chart.legend(lang)></p>
                    <div inner_html=chart.drawing(lang)></div>
                    <button type="button" class="quiet" on:click=save>
                        {ui.t(strings::SAVE_SVG)}
                    </button>
                </div>
            }
        };
        charts.into_iter().enumerate().map(one).collect_view()
    };
    view! { <div class="charts">{all}</div> }.into_any()
}

fn charts_file(reading: &Reading, at: usize, lang: crate::spec::Lang) -> Option<String> {
    Some(charts(reading, lang).get(at)?.file(lang))
}

/// The record of an entry as a file, and the way back to its experiment.
fn files(ui: Ui, of: Read) -> AnyView {
    let record = move || of.with_value(|(shelved, _)| shelved.record.clone().into_bytes());
    let save = move |_| {
        ui.save(SaveEvent::File(SavedFile {
            name: file_name(of, "record", "json"),
            mime: "application/json",
            bytes: record().into(),
        }));
    };
    let repeat = move |_| {
        let record = of.with_value(|(shelved, _)| shelved.record.clone());
        let name = file_name(of, "repeat", "py");
        let lang = ui.lang.get_untracked();
        ui.app
            .write_file(Wanted::Lines(LinesOf::Record(record), lang, name));
    };
    let restore = move |_| {
        let name = of.with_value(|(_, reading)| title(reading, ui.lang.get_untracked()));
        ui.app.read_record(name, Recorded::Json(record()));
    };
    view! {
        <div class="buttons">
            <button type="button" id="shelf-record" on:click=save>
                {ui.t(strings::SAVE_RECORD)}
            </button>
            <button type="button" id="shelf-pytorch" on:click=repeat>
                {ui.t(strings::PYTORCH)}
            </button>
            <button type="button" id="shelf-restore" on:click=restore>
                {ui.t(strings::RESTORE_RUN)}
            </button>
        </div>
    }
    .into_any()
}

/// Such as `gradoscope-attack-3fa9c1-adversarial.png`.
fn file_name(of: Read, what: &str, ending: &str) -> String {
    of.with_value(|(shelved, reading)| {
        let kind = reading.kind.map_or("", |kind| kind.id());
        let key: String = shelved.key.chars().take(SHORT_KEY).collect();
        format!("gradoscope-{kind}-{key}-{what}.{ending}")
    })
}

/// Has a picture of an entry made into a PNG file, with the record in it if the reader wants that.
fn save(ui: Ui, of: Read, sight: Sight) {
    let name = file_name(of, sight.id(), "png");
    let drawn = of.with_value(|(shelved, reading)| {
        let picture = rgba(shelved, Some(sight))?;
        let mut drawn = Drawn {
            name,
            width: picture.width,
            height: picture.height,
            pixels: picture.bytes.into(),
            labels: Vec::new(),
            description: format!("Gradoscope · {}", title(reading, ui.lang.get_untracked())),
            record: String::new(),
        };
        if ui.carries_records.get_untracked() {
            drawn.record = carried(shelved, &drawn);
        }
        Some(drawn)
    });
    if let Some(drawn) = drawn {
        ui.save(SaveEvent::Picture(drawn));
    }
}

fn shown(of: Read, sight: Option<Sight>) -> Memo<Shown> {
    Memo::new(move |_| {
        let picture = of.with_value(|(shelved, _)| rgba(shelved, sight));
        picture.map_or_else(Shown::default, Shown::new)
    })
}

fn named(ui: Ui, of: Read, sight: Sight) -> Signal<String> {
    Signal::derive(move || of.with_value(|(_, reading)| name(reading, sight, ui.lang.get())))
}

/// Two entries beside each other or on each other, and what differs between them.
pub(super) fn two(ui: Ui, pair: [&Arc<Shelved>; 2]) -> AnyView {
    let common = common_sights(pair[0], pair[1]);
    let [a, b] = pair.map(|shelved| read(ui, shelved));
    let titles = [(strings::ENTRY_A, a), (strings::ENTRY_B, b)].map(|(letter, of)| {
        Signal::derive(move || {
            let lang = ui.lang.get();
            let title = of.with_value(|(_, reading)| title(reading, lang));
            strings::named_value(letter.get(lang), &title, lang)
        })
    });
    let lists = titles.iter().zip([a, b]).map(|(title, of)| {
        let title = *title;
        let more = move || of.with_value(|(_, reading)| subtitle(reading, ui.lang.get()));
        view! { <li><strong>{title}</strong> " " <span class="hint">{more}</span></li> }
    });
    view! {
        <section class="shelf-opened" id="shelf-compared" aria-label=ui.t(strings::WHAT_DIFFERS)>
            <ul>{lists.collect_view()}</ul>
            {compared_pictures(ui, [a, b], common, titles)}
            <div class="side-by-side">{differences(ui, a, b)} {both_figures(ui, a, b)}</div>
        </section>
    }
    .into_any()
}

fn compared_pictures(
    ui: Ui,
    pair: [Read; 2],
    common: Vec<Sight>,
    titles: [Signal<String>; 2],
) -> AnyView {
    let is_divided = RwSignal::new(false);
    let chosen = RwSignal::new(0_usize);
    let layouts = vec![
        Choice {
            value: false,
            id: "beside",
            text: strings::SIDE_BY_SIDE,
        },
        Choice {
            value: true,
            id: "divided",
            text: strings::UNDER_DIVIDER,
        },
    ];
    let choice = which(ui, pair[0], common.clone(), chosen);
    let pictures = move || {
        // Where both show nothing of one sort: what stands for each.
        let sight = common.get(chosen.get()).copied();
        let [a, b] = pair.map(|of| shown(of, sight));
        match is_divided.get() {
            true => {
                let both = Signal::derive(move || titles.map(|title| title.get()).join(" / "));
                divider(ui, [a, b], both)
            }
            false => view! {
                <div class="pair">
                    {picture("shelf-a".to_owned(), titles[0], a)}
                    {picture("shelf-b".to_owned(), titles[1], b)}
                </div>
            }
            .into_any(),
        }
    };
    view! {
        <div class="controls">
            {segments(
                ui,
                "shelf-layout",
                strings::SHOWN_AS,
                layouts,
                is_divided.into(),
                move |value| is_divided.set(value),
            )} {choice}
        </div>
        {pictures}
    }
    .into_any()
}

/// Which of the pictures that both have.
fn which(ui: Ui, of: Read, common: Vec<Sight>, chosen: RwSignal<usize>) -> AnyView {
    let is_moot = common.len() < 2;
    let options = common.into_iter().enumerate().map(|(at, sight)| {
        view! { <option value=at.to_string()>{named(ui, of, sight)}</option> }
    });
    let change = move |event: ev::Event| {
        if let Ok(at) = event_target_value(&event).parse::<usize>() {
            chosen.set(at);
        }
    };
    view! {
        <div class="field choice" hidden=is_moot>
            <label for="shelf-sight">{ui.t(strings::PICTURE_COMPARED)}</label>
            <select id="shelf-sight" on:change=change>{options.collect_view()}</select>
        </div>
    }
    .into_any()
}

fn differences(ui: Ui, a: Read, b: Read) -> AnyView {
    let pairs = Memo::new(move |_| {
        let lang = ui.lang.get();
        let [a, b] = [a, b].map(|of| of.with_value(|(_, reading)| settings(reading, lang)));
        differing(&a, &b)
    });
    let html = Signal::derive(move || {
        pairs.with(|pairs| {
            let (caption, heading) = (strings::WHAT_DIFFERS, strings::PARAMETER);
            of_two(caption, heading, pairs, ui.lang.get())
        })
    });
    let is_same = move || pairs.with(Vec::is_empty);
    view! {
        <div>
            <p class="hint" id="shelf-same" hidden=move || !is_same()>
                {ui.t(strings::NOTHING_DIFFERS)}
            </p>
            <div hidden=is_same>{table(ui, "shelf-differs", strings::WHAT_DIFFERS, html)}</div>
        </div>
    }
    .into_any()
}

fn both_figures(ui: Ui, a: Read, b: Read) -> AnyView {
    let html = Signal::derive(move || {
        let lang = ui.lang.get();
        let [a, b] = [a, b].map(|of| of.with_value(|(_, reading)| figures(reading, lang)));
        of_two(strings::FIGURES, strings::FIGURE, &paired(&a, &b), lang)
    });
    table(ui, "shelf-figures", strings::FIGURES, html)
}
