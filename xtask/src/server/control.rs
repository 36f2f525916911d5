//! What the end-to-end tests may ask of the server, beside the files.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::faults::Faults;
use super::request::Request;
use super::response::Response;

/// Where the pages of the tests lie, such as those with a frame.
const PAGES: &str = "/__pages/";
/// The web page that readers get who are sent elsewhere.
pub const PORTAL: &str = "/__pages/portal.html";
/// What the sign-in page of a network looks like; longer than some of the files it stands for.
pub const SIGN_IN: &str = "<!doctype html><html><head><title>Sign in</title></head><body>\
    <form><p>Please sign in to use this network.</p><input name=\"password\"></form></body></html>\n";

/// The state of the tests' wishes.
#[derive(Default)]
pub struct Control {
    pub faults: Faults,
    pub log: Vec<Value>,
    pages: Map<String, Value>,
    /// Another folder to serve from now on.
    pub folder: Option<PathBuf>,
}

impl Control {
    /// The answer to a request of the tests; `None` for one of a reader.
    pub fn answer(&mut self, request: &Request, foreign: &str) -> Option<Response> {
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/__faults") => Some(match Faults::parse(&request.body) {
                Ok(faults) => {
                    self.faults = faults;
                    Response::json("{}")
                }
                Err(sentence) => Response::text(400, &sentence),
            }),
            ("POST", "/__site") => Some(self.move_to(&request.body)),
            ("POST", "/__pages") => Some(self.take_pages(&request.body)),
            ("GET", "/__foreign") => {
                Some(Response::json(&json!({ "origin": foreign }).to_string()))
            }
            ("GET", "/__log") => Some(Response::json(&json!(self.log).to_string())),
            ("DELETE", "/__log") => {
                self.log.clear();
                Some(Response::json("{}"))
            }
            ("GET", PORTAL) => Some(Response::html(SIGN_IN)),
            ("GET", path) => {
                let page = self.pages.get(path.strip_prefix(PAGES)?)?;
                Some(Response::html(page.as_str()?))
            }
            _ => None,
        }
    }

    /// `{"folder": ".."}`: the site that lies there is served from now on, as after a deployment.
    fn move_to(&mut self, body: &[u8]) -> Response {
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        let folder = value["folder"].as_str().map(PathBuf::from);
        match folder.and_then(|folder| folder.canonicalize().ok()) {
            Some(folder) if folder.is_dir() => {
                self.folder = Some(folder);
                Response::json("{}")
            }
            _ => Response::text(400, "There is no such folder."),
        }
    }

    /// `{"frame.html": "<!doctype html>.."}`: each is at `/__pages/` and its name.
    fn take_pages(&mut self, body: &[u8]) -> Response {
        match serde_json::from_slice(body) {
            Ok(Value::Object(pages)) => {
                self.pages.extend(pages);
                Response::json("{}")
            }
            _ => Response::text(400, "Expected an object of names and texts."),
        }
    }
}
