//! What a finished attack shows, computed again here.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::judge::Judge;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

const STINGRAY: usize = 6;
const CAT: usize = 285;

fn chelsea() -> Page {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    page.aim_at("stingray", "stingray (6)");
    page
}

#[test]
fn a_success_that_rounding_undoes_and_then_a_verified_one_from_every_side() {
    let page = chelsea();
    a_success_that_rounding_undoes_is_refuted_and_says_what_to_switch_on(&page);
    // From here on by the rule on 8-bit images, whose file fools the network.
    the_ray_ends_at_the_scores_of_the_file_and_the_maps_carry_a_share_of_the_change(&page);
    the_slider_shows_older_pictures_and_at_its_end_the_best_one(&page);
    what_is_saved_is_the_picture_shown_and_its_name_says_which(&page);
    charts_are_read_by_keys_and_clicks_and_the_slider_goes_along(&page);
    the_difference_is_the_change_times_each_factor_around_grey(&page);
}

#[test]
fn a_comparison_the_default_values_and_a_failure() {
    let page = chelsea();
    what_a_comparison_says_of_each_image_is_what_the_network_sees_in_it(&page);
    default_values_take_back_the_probability_and_a_comparison_has_its_own(&page);
    a_failure_names_its_limit_says_what_to_try_and_loses_nothing(&page);
}

fn step_shown(page: &Page) -> String {
    page.look().text("/attack/step").to_owned()
}

fn the_slider_shows_older_pictures_and_at_its_end_the_best_one(page: &Page) {
    let best = page.photo("#attack-image");
    assert!(step_shown(page).starts_with("best found ("));
    let count = page.kept_pictures();
    assert!(count > 2, "{count} pictures");
    let focus = "document.querySelector('#attack-scrub').focus();";
    page.browser.run(focus, json!([]));
    page.browser.press(&[key::HOME]);
    page.wait("the first step", |seen| {
        seen.text("/attack/step") == "iteration 0"
    });
    assert_eq!(page.photo("#attack-image"), page.photo("#attack-original"));
    let unchanged = page.row("#norms", "norm", "l2");
    assert_eq!(unchanged.data("unit"), "0", "{unchanged:?}");
    page.scrub_to(count / 2);
    page.wait("a step on the way", |seen| {
        !["iteration 0", ""].contains(&seen.text("/attack/step"))
    });
    let on_the_way = page.photo("#attack-image");
    assert!(on_the_way != best && on_the_way != page.photo("#attack-original"));
    page.browser.run(focus, json!([]));
    page.browser.press(&[key::END]);
    page.wait("the best picture", |seen| {
        seen.text("/attack/step").starts_with("best found (")
    });
    assert_eq!(page.photo("#attack-image"), best);
}

fn text(page: &Page, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0]).textContent;";
    let found = page.browser.run(script, json!([selector]));
    found.as_str().expect("a text").to_owned()
}

fn what_is_saved_is_the_picture_shown_and_its_name_says_which(page: &Page) {
    let best = page.photo("#attack-image");
    let (name, file) = page.file_from("#save-adversarial");
    assert!(name.contains("-best-"), "{name}");
    assert_eq!(gradoscope_e2e::files::read_png(&file).2, best);
    assert_eq!(text(page, "#shown-verdict"), "");
    let verdict = page.look().text("/attack/words").to_owned();
    assert!(verdict.contains("of the best image ("), "{verdict}");
    page.scrub_to(1);
    page.wait("a step on the way", |seen| {
        seen.text("/attack/step").starts_with("iteration ")
    });
    let shown_name = step_shown(page);
    let of_step = format!("-{}-", shown_name.replace(' ', ""));
    let shown = page.photo("#attack-image");
    assert_ne!(shown, best);
    let (name, file) = page.file_from("#save-adversarial");
    assert!(name.contains(&of_step), "{name} {shown_name}");
    assert!(!name.contains("best"), "{name}");
    assert_eq!(gradoscope_e2e::files::read_png(&file).2, shown);
    let (name, file) = page.file_from("#save-difference");
    let difference = format!("{of_step}difference-x50");
    assert!(name.contains(&difference), "{name} {shown_name}");
    let expected = page.photo("#attack-difference");
    assert_eq!(gradoscope_e2e::files::read_png(&file).2, expected);
    let words = text(page, "#shown-verdict");
    assert!(
        words.contains(&format!("another one, {shown_name}")),
        "{words}"
    );
}

/// What a chart is read at, and what is read.
fn read_off(page: &Page, chart: &str) -> (f64, String) {
    let now = format!("return Number(document.querySelector('{chart} .reader').ariaValueNow);");
    let said = format!("return document.querySelector('{chart} .reader').ariaValueText;");
    let said = page.browser.run(&said, json!([]));
    let shown = text(page, &format!("{chart}-reading"));
    assert_eq!(said.as_str(), Some(shown.as_str()), "{chart}");
    (page.number(&now), shown)
}

fn charts_are_read_by_keys_and_clicks_and_the_slider_goes_along(page: &Page) {
    page.browser.click("[aria-controls=attack-leaf-curves]");
    let focus = "document.querySelector('#curve-score .reader').focus();";
    page.browser.run(focus, json!([]));
    page.browser.press(&[key::HOME]);
    page.wait("the original", |seen| {
        seen.text("/attack/step") == "iteration 0"
    });
    page.browser.press(&[key::ARROW_RIGHT]);
    page.wait("the first image", |seen| {
        seen.text("/attack/step") == "iteration 1"
    });
    // Every image has one place in all of the charts.
    for chart in ["#curve-score", "#curve-probability", "#curve-l2"] {
        let (at, words) = read_off(page, chart);
        assert_eq!(at, 1.0, "{chart}");
        assert!(words.starts_with("image looked at 1: "), "{words}");
    }
    page.scrub_to(2);
    page.wait("the second image", |_| {
        read_off(page, "#curve-score").0 == 2.0
    });
    page.browser.click("#curve-score .reader");
    page.wait("the image in the middle", |seen| {
        let at = read_off(page, "#curve-score").0;
        at > 2.0 && seen.text("/attack/step") == format!("iteration {at}")
    });
}

fn default_values_take_back_the_probability_and_a_comparison_has_its_own(page: &Page) {
    page.set("#attack-until", "99");
    page.set("#compare-gradients", "3");
    page.browser.click("#compare");
    page.wait("a comparison", |seen| {
        seen.text("/attack/comparison") == "running"
    });
    assert!(text(page, "#compared-at").contains("at least 90.0%"));
    page.browser.click("#compare-cancel");
    page.browser.click("#attack-eight-bit");
    page.browser.click("#attack-defaults");
    let until = "return Number(document.querySelector('#attack-until').value);";
    page.wait("the defaults", |_| page.number(until) == 0.0);
    let switch = "return Number(document.querySelector('#attack-eight-bit').checked);";
    assert_eq!(page.number(switch), 0.0);
}

fn the_difference_is_the_change_times_each_factor_around_grey(page: &Page) {
    let (after, before) = (page.photo("#attack-image"), page.photo("#attack-original"));
    for factor in [1, 10, 100, 50] {
        let click = "document.querySelector(arguments[0]).click();";
        page.browser
            .run(click, json!([format!("#factor-{factor}")]));
        let times = |(new, old): (&u8, &u8)| {
            (128 + factor * (i32::from(*new) - i32::from(*old))).clamp(0, 255) as u8
        };
        let expected: Vec<u8> = after.iter().zip(&before).map(times).collect();
        page.wait(&format!("the difference times {factor}"), |_| {
            page.photo("#attack-difference") == expected
        });
    }
}

fn a_failure_names_its_limit_says_what_to_try_and_loses_nothing(page: &Page) {
    page.choose_attack("fgsm");
    page.set("#param-epsilon", "1");
    page.browser.run(
        "document.querySelector('#goal-least-likely').click();",
        json!([]),
    );
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.text("/attack/verdict"), "not-reached", "{seen}");
    let words = seen.text("/attack/words");
    for part in [
        "maximum number of iterations",
        "The margin moved from",
        "Try larger steps",
    ] {
        assert!(words.contains(part), "{words}");
    }
    let (_, file) = page.file_from("#save-adversarial");
    let (_, _, pixels) = gradoscope_e2e::files::read_png(&file);
    let class = Judge::new(&page.setup).class(&pixels);
    assert!(
        words.contains(&format!("({class})")),
        "it is {class}: {words}"
    );
    let epsilon = "return Number(document.querySelector('#param-epsilon').value);";
    assert_eq!(page.number(epsilon), 1.0);
    assert!(page.kept_pictures() > 0);
    page.choose_attack("rule");
    page.browser
        .run("document.querySelector('#goal-class').click();", json!([]));
    page.aim_at("stingray", "stingray (6)");
    page.browser.click("#attack-eight-bit");
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.text("/attack/verdict"), "verified", "{seen}");
}

fn a_success_that_rounding_undoes_is_refuted_and_says_what_to_switch_on(page: &Page) {
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.iteration(), 6, "{seen}");
    let (name, file) = page.file_from("#save-adversarial");
    assert!(name.contains("-best-iteration6-"), "{name}");
    let (_, _, pixels) = gradoscope_e2e::files::read_png(&file);
    assert_eq!(pixels, page.photo("#attack-image"));
    assert_ne!(Judge::new(&page.setup).class(&pixels), STINGRAY);
    assert_eq!(seen.text("/attack/verdict"), "refuted", "{seen}");
    assert!(text(page, "#figures-of").contains("iteration 6, as it was computed, before rounding"));
    let closed = "return Number(document.querySelector('#attack-shrink').disabled);";
    assert_eq!(
        page.number(closed),
        1.0,
        "there is no success to make smaller"
    );
    let words = seen.text("/attack/words");
    assert!(words.contains("Rounding to 8 bits undid this"), "{words}");
    page.browser.click("#attack-eight-bit");
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.text("/attack/verdict"), "verified", "{seen}");
}

/// The figures that follow each `mark` in a text.
fn figures_after(text: &str, mark: &str) -> Vec<f64> {
    let rests = text.split(mark).skip(1);
    rests
        .map(|rest| {
            let is_part = |c: &char| c.is_ascii_digit() || "+-.\u{2212}".contains(*c);
            let figure: String = rest.chars().take_while(is_part).collect();
            let figure = figure.replace('\u{2212}', "-");
            let figure = figure.trim_end_matches('.');
            figure
                .parse()
                .unwrap_or_else(|_| panic!("no figure after {mark:?}: {text}"))
        })
        .collect()
}

fn the_ray_ends_at_the_scores_of_the_file_and_the_maps_carry_a_share_of_the_change(page: &Page) {
    page.ask("ray");
    let judge = Judge::new(&page.setup);
    let before = judge.scores(&page.photo("#attack-original"));
    let after = judge.scores(&page.photo("#attack-image"));
    let words = text(page, "#ray-words");
    let found = figures_after(&words, "in truth it is ");
    let expected = [STINGRAY, CAT].map(|class| f64::from(after[class] - before[class]));
    println!("ray: {words}");
    assert_eq!(found.len(), 2, "{words}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 0.011, "{expected}: {words}");
    }
    for chart in ["#ray-target", "#ray-source"] {
        let lines =
            format!("return document.querySelectorAll('{chart} svg[role=img] path.line').length;");
        assert_eq!(page.number(&lines), 2.0, "{chart}");
    }
    page.ask("maps");
    let words = text(page, "#energy-share");
    let shares = [
        figures_after(&words, "carry "),
        figures_after(&words, "map after "),
    ]
    .concat();
    println!("maps: {words}");
    assert_eq!(shares.len(), 2, "{words}");
    assert!(
        shares.iter().all(|share| *share > 0.0 && *share <= 100.0),
        "{words}"
    );
}

fn what_a_comparison_says_of_each_image_is_what_the_network_sees_in_it(page: &Page) {
    page.set("#compare-gradients", "6");
    page.browser.click("#compare");
    page.wait_long(3 * LONG_PATIENCE, "the comparison", |seen| {
        seen.text("/attack/comparison") == "done"
    });
    let judge = Judge::new(&page.setup);
    let rows = page.rows("#comparison");
    let with_goal = gradoscope::catalogue::ATTACKS
        .iter()
        .filter(|attack| attack.targeted);
    let expected: Vec<&str> = with_goal.map(|attack| attack.id).collect();
    let found: Vec<&str> = rows.iter().map(|row| row.data("attack")).collect();
    assert_eq!(found, expected);
    let is_sure = |image: &[u8]| {
        let scores = judge.scores(image);
        let probabilities = gradoscope::scores::softmax(&scores);
        judge.class(image) == STINGRAY && probabilities[STINGRAY] >= 0.9
    };
    for row in &rows {
        let name = format!("#compared-{}", row.data("attack"));
        let image = page.photo(&name);
        let is_fooled = judge.class(&image) == STINGRAY;
        assert_eq!(row.data("verified"), is_fooled.to_string(), "{row:?}");
        let at = page.photo(&format!("{name}-at"));
        assert_eq!(row.data("verifiedAt"), is_sure(&at).to_string(), "{row:?}");
        assert!(row.cells.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
    // The images look alike: what is shown first is what changed, times the factor that is named.
    let name = rows[0].data("attack");
    page.browser.run(
        "document.querySelector('#compare-factor-10').click();",
        json!([]),
    );
    let (after, before) = (
        page.photo(&format!("#compared-{name}")),
        page.photo("#attack-original"),
    );
    let times = |(new, old): (&u8, &u8)| {
        (128 + 10 * (i32::from(*new) - i32::from(*old))).clamp(0, 255) as u8
    };
    let expected: Vec<u8> = after.iter().zip(&before).map(times).collect();
    let canvas = format!("#compared-{name}-difference");
    page.wait("the difference times 10", |_| {
        page.photo(&canvas) == expected
    });
    let named = format!("return document.querySelector('{canvas}').getAttribute('aria-label');");
    let named = page.browser.run(&named, json!([]));
    assert!(
        named.as_str().is_some_and(|name| name.ends_with("× 10")),
        "{named}"
    );
}
