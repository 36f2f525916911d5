//! Whatever is done, in whatever order, while the site misbehaves: nothing finished is lost, nothing
//! that is said contradicts something else, and the page comes back.

use std::env;
use std::time::Instant;

use gradoscope_e2e::inject;
use gradoscope_e2e::monkey::Monkey;
use gradoscope_e2e::page::Visit;

const QUERY: &str = "?patience=0.1&device=cpu";

fn a_monkey_does_no_harm(seed: u32, actions: usize) {
    let page = Visit {
        query: QUERY,
        before: inject::WATCH,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    let started = Instant::now();
    let mut monkey = Monkey::new(&page, seed);
    monkey.act(actions);
    monkey.recover();
    let took = started.elapsed().as_secs();
    println!(
        "seed {seed}: {actions} actions in {took} s: {:?}",
        monkey.done
    );
}

#[test]
fn three_hundred_actions_do_no_harm() {
    a_monkey_does_no_harm(1, 300);
}

/// `GRADOSCOPE_MONKEYS` says how many seeds (10), `GRADOSCOPE_ACTIONS` how many actions each (200).
#[test]
#[ignore = "many minutes"]
fn many_monkeys_do_no_harm() {
    let number = |name: &str, usual: u32| {
        let text = env::var(name).ok();
        text.map_or(usual, |text| text.parse().expect("a number"))
    };
    let actions = number("GRADOSCOPE_ACTIONS", 200) as usize;
    let mut wrong = Vec::new();
    for seed in 1..=number("GRADOSCOPE_MONKEYS", 10) {
        if let Err(panic) = std::panic::catch_unwind(|| a_monkey_does_no_harm(seed, actions)) {
            let text = panic.downcast_ref::<String>().cloned();
            wrong.push(format!("seed {seed}: {}", text.unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
