//! The whole practical, as a student does it: every question is set up, tried, answered and illustrated;
//! the report is made, read as others read it, and given back to browsers that never were here; and all of
//! it once more, in the other language, without a server.

use std::fs;
use std::time::Instant;

use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::{LONG_PATIENCE, PATIENCE, asked, shots, until};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::checkpoints::drop_files;
use super::course::{answer, go_to, open_thread, wait_for};
use super::handed_in::{Answered, Expected, check_html, check_notebook, check_zip};
use super::offline::is_kept;
use super::report::open_report;

/// What is done with what a link has set up.
enum Tool {
    /// The map, of this class, is put on the shelf.
    Map(&'static str),
    /// Maps of several methods are drawn and put there.
    Methods,
    /// A test of the map, by its name.
    Test(&'static str),
    /// An attack, with its iterations where an independent reference has counted them.
    Attack(Option<u32>),
    /// A visualisation, with so many iterations in place of those of the link.
    Ascent(Option<&'static str>),
    /// The attack on the bench, by both networks.
    Transfer,
}

use Tool::{Ascent, Attack, Map, Methods, Test, Transfer};

/// What a student does for a question: the link, what is done then, and whether it becomes a figure.
type Deed = (usize, Tool, bool);

/// The eleven questions. Long ascents are shortened, as a student in a hurry does it.
const PRACTICAL: [&[Deed]; 11] = [
    &[(1, Map("285"), true), (2, Map("967"), true)],
    &[(1, Methods, true), (4, Test("sanity"), true)],
    &[(4, Test("object"), true)],
    &[(1, Map("285"), true)],
    &[(1, Attack(Some(12)), true), (5, Attack(None), true)],
    &[(1, Attack(None), false), (3, Transfer, true)],
    &[(2, Attack(None), true), (4, Attack(None), true)],
    &[(1, Ascent(Some("8")), true), (3, Ascent(Some("8")), true)],
    &[
        (1, Ascent(Some("6")), true),
        (3, Ascent(None), true),
        (4, Ascent(Some("6")), true),
    ],
    &[(1, Ascent(Some("6")), true), (3, Ascent(Some("6")), true)],
    &[(1, Ascent(Some("4")), true)],
];

/// A language, and what a student writes in it.
struct Words {
    lang: &'static str,
    name: &'static str,
    /// Before the first and after the last answer.
    progress: [&'static str; 2],
    /// What the report's first page says of them.
    answered: &'static str,
    answer: fn(usize) -> String,
    caption: fn(usize, usize) -> String,
}

const FRENCH: Words = Words {
    lang: "fr",
    name: "Émilie du Châtelet",
    progress: ["Réponses : 0 sur 11", "Réponses : 11 sur 11"],
    answered: "11 sur 11",
    answer: |question| {
        format!(
            "À la question {question} : l’image a changé.\n\nLà où l’œil ne voit rien, le réseau voit."
        )
    },
    caption: |question, at| format!("Légende {at} à la question {question}, côté cœur"),
};
const ENGLISH: Words = Words {
    lang: "en",
    name: "Ada Lovelace",
    progress: ["0 of 11 answered", "11 of 11 answered"],
    answered: "11 of 11",
    answer: |question| {
        format!(
            "To question {question}: the image has changed.\n\nThe eye sees nothing, the network does."
        )
    },
    caption: |question, at| format!("Caption {at} of question {question}, by hand"),
};

/// Width, height and RGBA of the figures of each question.
type Figures = Vec<Vec<(u32, u32, Vec<u8>)>>;

/// What is behind the sign in the address.
fn fragment(page: &Page) -> String {
    let found = page
        .browser
        .run("return location.hash.slice(1);", json!([]));
    found.as_str().expect("a text").to_owned()
}

/// Whether these pairs have this one; what a method is set to may stand behind it.
fn stands_in(pairs: &[&str], wanted: &str) -> bool {
    let is_it = |pair: &&str| {
        let rest = pair.strip_prefix(wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    pairs.iter().any(is_it)
}

/// Follows a link of the question in view. The page writes its own state into the address: what the link
/// says has to stand there, and the part of the picture, of which no link of the thread speaks.
fn set_up(page: &Page, link: usize) {
    let place = format!(".set-ups li:nth-child({link}) a");
    let script = "return document.querySelector(arguments[0]).hash.slice(1);";
    let wanted = page.browser.run(script, json!([place]));
    let wanted = wanted.as_str().expect("a link").to_owned();
    page.tap(&place);
    let network = "return document.querySelector('#engine').dataset.network;";
    let look = || {
        let (seen, now) = (page.look(), fragment(page));
        let pairs: Vec<&str> = now.split('~').collect();
        let network = page.browser.run(network, json!([]));
        let network = format!("net_{}", network.as_str().unwrap_or_default());
        let is_quiet = seen.is_ready() && seen.text("/map/state") == "ready";
        let is_set = is_quiet
            && seen.text("/opening").is_empty()
            && pairs.contains(&network.as_str())
            && pairs.iter().any(|pair| pair.starts_with("crop_"))
            && wanted.split('~').all(|pair| stands_in(&pairs, pair));
        is_set
            .then_some(())
            .ok_or_else(|| format!("{now}, by {network}: {seen}"))
    };
    until(PATIENCE, look).unwrap_or_else(|last| panic!("{wanted} set up {last}"));
    let notices = page.look();
    assert_eq!(notices.notices(), Vec::<&str>::new(), "{notices}");
}

/// Waits until a button is there to be seen and pressed, with nothing opened for it.
fn can_press(page: &Page, button: &str) {
    let script = format!(
        "const found = document.querySelector('{button}');
         return found?.disabled === false && found.checkVisibility() ? 1 : 0;"
    );
    page.wait(button, |_| page.number(&script) == 1.0);
}

fn state(page: &Page, place: &str, wanted: &str) {
    wait_for(page, &format!("{place}[data-state={wanted}]"));
}

fn on_shelf(seen: &Seen) -> usize {
    seen.text("/shelf/count").parse().unwrap_or(0)
}

/// Does it, and waits until its result is on the shelf.
fn carry_out(page: &Page, tool: &Tool) {
    let before = on_shelf(&page.look());
    match tool {
        Map(class) => {
            page.wait("its map", |seen| seen.has_map_of(class));
            can_press(page, "#map-keep");
            page.tap("#map-keep");
        }
        Methods => {
            can_press(page, "#methods-draw");
            page.tap("#methods-draw");
            state(page, "#methods-state", "done");
            page.tap("#methods-keep");
        }
        Test(name) => {
            let start = format!("#{name}-start");
            can_press(page, &start);
            page.tap(&start);
            state(page, &format!("#{name}-state"), "done");
        }
        Attack(counted) => {
            can_press(page, "#attack-start");
            page.start_attack();
            let seen = page.verdict();
            assert_eq!(seen.text("/attack/verdict"), "verified", "{seen}");
            if let Some(counted) = counted {
                assert_eq!(seen.iteration(), *counted);
            }
        }
        Ascent(iterations) => {
            can_press(page, "#visual-begin");
            if let Some(iterations) = iterations {
                page.set("#visual-iterations", iterations);
            }
            page.visualise();
        }
        Transfer => {
            page.load_second();
            page.ask_both("transfer");
        }
    }
    page.wait("its result on the shelf", |seen| on_shelf(seen) > before);
}

/// Takes the newest result of the shelf as the next figure of the question in view.
fn take(page: &Page, place: usize, caption: &str) -> (u32, u32, Vec<u8>) {
    let open = "const shelf = document.querySelector('#course-shelf'); if (!shelf.open) shelf.firstElementChild.click();";
    page.browser.run(open, json!([]));
    let newest = "#course-shelf li:first-child .offered";
    wait_for(page, newest);
    page.tap(newest);
    let figure = format!("#course-chosen li:nth-child({place})");
    let canvas = format!("{figure} canvas");
    wait_for(page, &canvas);
    let caption_field = format!("{figure} .caption");
    page.browser.type_into(&caption_field, caption);
    page.pixels(&canvas)
}

/// Answers the question in view, whose number this is.
fn one_question(page: &Page, words: &Words, question: usize) -> Vec<(u32, u32, Vec<u8>)> {
    let mut figures = Vec::new();
    for (link, tool, is_figure) in PRACTICAL[question - 1] {
        set_up(page, *link);
        carry_out(page, tool);
        if *is_figure {
            let place = figures.len() + 1;
            figures.push(take(page, place, &(words.caption)(question, place)));
        }
    }
    answer(page, &(words.answer)(question));
    let count = page.words("#course-figures-count");
    let numbers: Vec<usize> = count
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .collect();
    // So many as were expected.
    assert_eq!(numbers, [figures.len(); 2], "question {question}: {count}");
    figures
}

fn whole(page: &Page, words: &Words) -> Figures {
    open_thread(page);
    assert_eq!(page.words("#course-progress"), words.progress[0]);
    let mut figures = Vec::new();
    for question in 1..=PRACTICAL.len() {
        let started = Instant::now();
        go_to(page, question);
        figures.push(one_question(page, words, question));
        println!(
            "{}: question {question} in {:.1} s",
            words.lang,
            started.elapsed().as_secs_f32()
        );
    }
    assert_eq!(page.words("#course-progress"), words.progress[1]);
    figures
}

/// Every form of the report: its name and the file.
fn reports(page: &Page, words: &Words) -> [(String, Vec<u8>); 3] {
    open_report(page);
    page.browser.type_into("#report-name", words.name);
    // It counts once the field is left.
    page.browser
        .run("document.activeElement.blur();", json!([]));
    state(page, "#report-state", "ready");
    shots::window(&page.browser, &format!("practical-{}", words.lang));
    ["html", "notebook", "zip"].map(|form| {
        let (name, file) = page.file_from(&format!("#report-{form}"));
        println!("{name}: {} bytes", file.len());
        shots::file(&name, &file);
        (name, file)
    })
}

/// SHA-256 of the weights of both networks.
fn hashes(page: &Page) -> [String; 2] {
    ["squeezenet-1.1", "efficientnet-lite0"].map(|id| {
        let path = page.setup.dist.join(format!("weights/{id}.safetensors"));
        let file = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let hash = Sha256::digest(&file);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    })
}

/// What has to be in each of them, told by others than the page.
fn expected(page: &Page, words: &Words) -> Expected {
    let date = "return new Date().toLocaleDateString(arguments[0], { day: 'numeric', month: 'long', year: 'numeric' });";
    let date = page.browser.run(date, json!([words.lang]));
    let questions = (1..=PRACTICAL.len()).map(|question| {
        let deeds = PRACTICAL[question - 1].iter();
        let figures: Vec<&Deed> = deeds.filter(|deed| deed.2).collect();
        // What became of an attack elsewhere cannot be set up without the attack.
        let linked = figures.iter().filter(|deed| !matches!(deed.1, Transfer));
        Answered {
            text: (words.answer)(question),
            captions: (1..=figures.len())
                .map(|at| (words.caption)(question, at))
                .collect(),
            links: linked.count(),
        }
    });
    let facts = [words.name, date.as_str().expect("a date"), words.answered];
    let facts = facts.map(str::to_owned).into_iter();
    Expected {
        lang: words.lang,
        facts: facts.chain(hashes(page)).collect(),
        questions: questions.collect(),
    }
}

/// A browser that never was here, in which the file is dropped on the page.
fn given_back(page: &Page, words: &Words, (name, file): &(String, Vec<u8>), figures: &Figures) {
    page.visit_as_stranger(&query(words));
    page.ready();
    drop_files(page, &[(name, file)]);
    state(page, "#course-restored", "done");
    let said = page.words("#course-restored p");
    let count: usize = figures.iter().map(Vec::len).sum();
    assert!(
        said.contains(name) && said.contains(&format!(" {count}).")),
        "{said}"
    );
    assert_eq!(page.words("#course-progress"), words.progress[1]);
    let values = "return [...document.querySelectorAll(arguments[0])].map((field) => field.value);";
    for (at, figures) in figures.iter().enumerate() {
        let question = at + 1;
        go_to(page, question);
        let answer = page.browser.run(values, json!(["#course-answer"]));
        assert_eq!(answer, json!([(words.answer)(question)]));
        let captions = (1..=figures.len()).map(|at| (words.caption)(question, at));
        let captions: Vec<String> = captions.collect();
        let found = page.browser.run(values, json!(["#course-chosen .caption"]));
        assert_eq!(found, json!(captions));
        for (at, figure) in figures.iter().enumerate() {
            let canvas = format!("#course-chosen li:nth-child({}) canvas", at + 1);
            wait_for(page, &canvas);
            assert!(
                page.pixels(&canvas) == *figure,
                "question {question}: {canvas}"
            );
        }
    }
}

fn query(words: &Words) -> String {
    format!("?device=cpu&lang={}", words.lang)
}

/// All that this visit used is kept: the site's files, and the weights of both networks.
fn is_all_kept(page: &Page) {
    is_kept(page);
    let wanted = hashes(page);
    page.wait_long(LONG_PATIENCE, "weights that are kept", |_| {
        let stored = page.stored();
        let is_stored = |hash: &String| stored.iter().any(|address| address.contains(hash));
        wanted.iter().all(is_stored)
    });
}

fn nothing_left(page: &Page) {
    let asked = asked::for_what(page);
    assert!(asked.len() > 20, "{asked:?}");
    assert_eq!(asked::foreign(page, &asked), Vec::<&String>::new());
    assert_eq!(page.browser.cookies(), json!([]));
}

/// Another reader of this browser: nothing is answered.
const NOBODY_ANSWERED: &str = "
    for (const name of Object.keys(localStorage)) {
      if (/^gradoscope-(answer|name) /.test(name)) localStorage.removeItem(name);
    }";

/// The files, and the figures that are in them.
type Done = ([(String, Vec<u8>); 3], Figures);

/// First in French, by the network; then in English, in the same browser, with the server switched off.
fn both_languages() -> [Done; 2] {
    let listen = asked::listen();
    let mut page = Visit {
        hears_network: true,
        query: &query(&FRENCH),
        before: &listen,
        keeps_site: true,
        ..Visit::default()
    }
    .open();
    page.ready();
    let french = done(&page, &FRENCH);
    is_all_kept(&page);
    page.browser.run(NOBODY_ANSWERED, json!([]));
    page.site.switch_off();
    page.reopen_with(&listen, &query(&ENGLISH));
    page.ready();
    let english = done(&page, &ENGLISH);
    [french, english]
}

fn done(page: &Page, words: &Words) -> Done {
    let figures = whole(page, words);
    let files = reports(page, words);
    nothing_left(page);
    (files, figures)
}

#[test]
fn the_whole_practical_is_done_in_french_then_without_a_server_in_english_and_each_report_gives_it_back()
 {
    let done = both_languages();
    let page = Visit::default().blank();
    for (words, (files, figures)) in [FRENCH, ENGLISH].iter().zip(&done) {
        let expected = expected(&page, words);
        check_html(&page, &files[0].1, &expected);
        check_notebook(&files[1].1, &expected);
        check_zip(&files[2].1, &expected);
        for file in files {
            given_back(&page, words, file, figures);
        }
    }
}
