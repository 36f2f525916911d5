//! The pictures of README.md: each part with a result, as this build shows it. With `GRADOSCOPE_SCREENSHOTS` they
//! are written where the README has them.

use gradoscope_e2e::page::Visit;
use gradoscope_e2e::shots;
use serde_json::json;

use super::course::open_thread;

/// Where everything stands side by side.
const SIZE: (u32, u32) = (1280, 800);
const README: &str = include_str!("../../../../README.md");

#[test]
fn the_pictures_of_the_readme_are_of_results() {
    let page = Visit::at("?device=cpu").open();
    page.browser.look_like(SIZE, "light");
    let take = |name: &str| {
        page.browser
            .run("document.activeElement.blur();", json!([]));
        assert!(README.contains(&format!("(docs/{name}.png)")), "{name}");
        shots::window(&page.browser, name);
    };
    page.map_of_sample("chelsea", "285");
    page.wait_for_quiet();
    take("readme-map");

    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.set("#param-eta", "0.5");
    page.start_attack();
    // As the independent reference counts them.
    assert_eq!(page.verdict().iteration(), 12);
    take("readme-attack");

    page.open_visual();
    page.set("#visual-iterations", "60");
    let seen = page.visualise();
    assert_eq!(seen.visual_iteration(), Some(60), "{seen}");
    take("readme-visualisation");

    page.open_part("saliency");
    open_thread(&page);
    take("readme-practical");
}
