//! The built site, served by xtask's own server, which misbehaves on demand.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::deployment::Deployment;
use crate::http::Client;
use crate::process::Process;
use crate::setup::Setup;

/// A server of its own for one test.
pub struct Site {
    /// None once it was switched off.
    process: Option<Process>,
    client: Client,
    /// With the sub-path and a slash at the end.
    pub address: String,
    /// Scheme, host and port.
    pub origin: String,
}

/// One answer that the server gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub path: String,
    pub status: u64,
    /// Of the body, as sent: after gzip where there was any.
    pub bytes: u64,
}

impl Site {
    pub fn start(setup: &Setup) -> Self {
        let command = || {
            let mut command = Command::new(&setup.xtask);
            command
                .args(["serve-dist", "--faults", "--port", "0"])
                .args(["--public-url", &setup.public_url])
                .arg("--dist")
                .arg(&setup.dist)
                .arg("--compressed")
                .arg(&setup.compressed);
            command
        };
        let is_address = |line: &str| line.starts_with("http://").then(|| line.trim().to_owned());
        let (process, address) = Process::start(command, is_address);
        let origin = address.strip_suffix(setup.public_url.as_str());
        Self {
            process: Some(process),
            client: Client::default(),
            origin: origin
                .expect("the address ends with the sub-path")
                .to_owned(),
            address,
        }
    }

    /// The page's address with this query; nothing is opened by itself there.
    pub fn at(&self, query: &str) -> String {
        let (query, link) = query.split_at(query.find('#').unwrap_or(query.len()));
        let sign = if query.contains('?') { '&' } else { '?' };
        format!("{}{query}{sign}start=empty{link}", self.address)
    }

    /// Ends the server: nobody answers at its address any more.
    pub fn switch_off(&mut self) {
        self.process = None;
    }

    /// What it sent since the start or since [`forget`](Self::forget).
    pub fn log(&self) -> Vec<Answered> {
        let (_, log) = self
            .client
            .get(&self.control("log"))
            .expect("the server's log");
        let entries = log.as_array().expect("a list");
        entries
            .iter()
            .map(|entry| Answered {
                path: entry["path"].as_str().expect("a path").to_owned(),
                status: entry["status"].as_u64().expect("a status"),
                bytes: entry["bytes"].as_u64().expect("a size"),
            })
            .collect()
    }

    /// Empties the log.
    pub fn forget(&self) {
        let (status, _) = self.client.delete(&self.control("log")).expect("an answer");
        assert_eq!(status, 200);
    }

    /// What goes wrong from now on; see `xtask/src/server/faults.rs`.
    pub fn misbehave(&self, faults: Value) {
        self.tell("faults", &faults);
    }

    /// Everything is as it should be again.
    pub fn behave(&self) {
        self.misbehave(json!({}));
    }

    /// Serves the site in another folder from now on.
    pub fn serve(&self, folder: &Path) {
        self.tell("site", &json!({ "folder": folder }));
    }

    /// Puts another build of the same site in its place, as whoever hosts it does.
    pub fn deploy_another(&self, setup: &Setup) -> Deployment {
        let other = Deployment::of(&setup.dist);
        self.serve(other.path());
        other
    }

    /// Puts a page of the tests beside the site; returns its path, which every origin has.
    pub fn put_page(&self, name: &str, html: &str) -> String {
        self.tell("pages", &json!({ name: html }));
        format!("/__pages/{name}")
    }

    /// Another origin with the same site: another port, the same host.
    pub fn foreign_origin(&self) -> String {
        let answer = self.client.get(&self.control("foreign"));
        let (_, answer) = answer.expect("an answer");
        answer["origin"].as_str().expect("an origin").to_owned()
    }

    /// The same port under another name of this machine: another site to browsers.
    pub fn other_name(&self) -> String {
        self.origin.replace("127.0.0.1", "localhost")
    }

    fn tell(&self, control: &str, wish: &Value) {
        let answer = self.client.post(&self.control(control), wish);
        let (status, body) = answer.expect("an answer");
        assert_eq!(status, 200, "{body}");
    }

    /// How often something whose path contains `text` was sent whole.
    pub fn sent(&self, text: &str) -> usize {
        let is_it = |answer: &Answered| answer.status == 200 && answer.path.contains(text);
        self.log().iter().filter(|answer| is_it(answer)).count()
    }

    fn control(&self, name: &str) -> String {
        format!("{}/__{name}", self.origin)
    }

    /// Bytes sent, by the part of the site that asks for them.
    pub fn bytes_by_part(&self) -> BTreeMap<&'static str, u64> {
        let mut parts = BTreeMap::new();
        for answered in self.log() {
            *parts.entry(part_of(&answered.path)).or_default() += answered.bytes;
        }
        parts
    }

    /// Bytes of the weights that were sent.
    pub fn weight_bytes(&self) -> u64 {
        self.bytes_by_part().get("weights").copied().unwrap_or(0)
    }
}

fn part_of(path: &str) -> &'static str {
    let parts = [
        "weights/",
        "samples/",
        "engine_cpu",
        "engine_gpu",
        "decoder",
    ];
    let names = ["weights", "samples", "CPU engine", "GPU engine", "decoder"];
    let found = parts.iter().position(|part| path.contains(part));
    if path.ends_with(".wasm") && !path.ends_with("_bg.wasm") {
        return "other parts";
    }
    found.map_or("page", |at| names[at])
}
