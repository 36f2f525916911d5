//! JSON over plain HTTP to this machine.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// Longer than any script of the tests runs.
const LIMIT: Duration = Duration::from_secs(600);
/// Of an answer; a screenshot is the largest.
const MOST_BYTES: u64 = 256 << 20;

/// A client that takes every status as an answer.
#[derive(Clone)]
pub struct Client(Agent);

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LIMIT))
            .build();
        Self(config.into())
    }
}

impl Client {
    pub fn get(&self, url: &str) -> Result<(u16, Value), String> {
        answer(self.0.get(url).call())
    }

    pub fn delete(&self, url: &str) -> Result<(u16, Value), String> {
        answer(self.0.delete(url).call())
    }

    pub fn post(&self, url: &str, body: &Value) -> Result<(u16, Value), String> {
        let request = self.0.post(url).header("Content-Type", "application/json");
        answer(request.send(body.to_string()))
    }
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn answer(answer: Answer) -> Result<(u16, Value), String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MOST_BYTES);
    let text = body.read_to_string().map_err(|error| error.to_string())?;
    Ok((
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    ))
}
