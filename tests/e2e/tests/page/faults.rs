//! The table of faults: every transfer of the page, every fault, at a first visit and while something
//! runs. One browser for each fault, whose page is opened twice: with nothing stored, and with weights
//! that do not come.

use gradoscope_e2e::inject;
use gradoscope_e2e::page::Visit;
use gradoscope_e2e::trouble::{
    CUT, Cells, FLIPPED, HALF_WAY, HUNG_UP, Kind, LIST, NOT_FOUND, PORTAL, SILENT, UNPLUGGED,
    WEB_PAGE,
};

use crate::faults_first::{all_but_the_weights, weights};
use crate::faults_running::{Thorough, beside_what_runs};

#[test]
fn not_found() {
    everything_survives(NOT_FOUND, Thorough::Networks);
}

#[test]
fn a_web_page_instead() {
    everything_survives(WEB_PAGE, Thorough::No);
}

#[test]
fn cut_short() {
    everything_survives(CUT, Thorough::No);
}

#[test]
fn a_bit_flipped() {
    everything_survives(FLIPPED, Thorough::No);
}

#[test]
fn stalled_at_once() {
    everything_survives(SILENT, Thorough::No);
}

#[test]
fn stalled_half_way() {
    everything_survives(HALF_WAY, Thorough::No);
}

#[test]
fn offline() {
    everything_survives(UNPLUGGED, Thorough::No);
}

/// Two kinds beyond the table; the weights and the engine are where most time is spent.
#[test]
fn redirected_to_another_origin() {
    a_first_visit_survives(PORTAL);
}

#[test]
fn hung_up() {
    a_first_visit_survives(HUNG_UP);
}

fn everything_survives(kind: Kind, thorough: Thorough) {
    let page = Visit::default().blank();
    let mut cells = Cells::new(&page, kind);
    all_but_the_weights(&mut cells);
    page.browser.before_every_page(inject::WATCH);
    // The list is at fault until something runs beside it.
    weights(&mut cells, &[LIST]);
    beside_what_runs(&mut cells, thorough);
    cells.end();
}

fn a_first_visit_survives(kind: Kind) {
    let page = Visit::default().blank();
    let mut cells = Cells::new(&page, kind);
    all_but_the_weights(&mut cells);
    weights(&mut cells, &[]);
    cells.end();
}
