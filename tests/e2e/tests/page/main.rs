//! The built site in a browser, as a reader meets it. Run by `cargo xtask test`.

mod accessibility;
mod attack;
mod attack_control;
mod attack_views;
mod broken_engine;
mod broken_weights;
mod checkpoints;
mod classes;
mod devices;
mod fields;
mod first_visit;
mod haste;
mod languages;
mod large_checkpoint;
mod networks;
mod opening;
mod pair;
mod parts;
mod privacy;
mod responsiveness;
mod storage;
mod translator;
mod visual;
