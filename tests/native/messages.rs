//! Every message between the page and its workers survives the way there, and the way through the plain objects
//! of which some are kept.
//!
//! tests/web_cpu.rs sends the same messages through `wire` in a browser. Here the objects are JSON's: names, tags,
//! defaults and what is left out are checked on this machine, not what a number of JavaScript's holds.

use crate::common;

use common::messages;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

fn cross<T: Serialize + DeserializeOwned + PartialEq + Debug>(all: Vec<T>) {
    for message in all {
        let bytes = postcard::to_allocvec(&message).expect("bytes");
        let back: T = postcard::from_bytes(&bytes).unwrap_or_else(|e| panic!("{e}: {message:?}"));
        assert_eq!(back, message);
        let text = serde_json::to_string(&message).expect("plain objects");
        let back: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert_eq!(back, message);
    }
}

#[test]
fn every_message_comes_out_as_it_went_in() {
    cross(messages::engine_requests());
    cross(messages::engine_events());
    cross(messages::words_to_helpers());
    cross(messages::words_of_helpers());
    cross(messages::decoder_requests());
    cross(messages::decoder_events());
}
