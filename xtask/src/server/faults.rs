//! Misbehaviour on demand, for the end-to-end tests.

use std::time::Duration;

use serde_json::Value;

/// What goes wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused with 403.
    Deny,
    /// 404, as if the file had never been there.
    Missing,
    /// A web page with status 200, as the sign-in pages of networks are.
    WebPage,
    /// Sent to a web page of another origin.
    Redirect,
    /// The connection ends without an answer.
    HangUp,
    /// One bit in the middle is another.
    Corrupt,
    /// The connection ends after half of the announced bytes.
    Truncate,
    /// Nothing comes, not even the head, and the connection stays.
    Silent,
    /// The head and half of the bytes come, then nothing more, and the connection stays.
    Stall,
    /// It comes at `bytes_per_s`.
    Slow,
}

/// By their names in the tests' request.
const FAULTS: [(&str, Fault); 10] = [
    ("deny", Fault::Deny),
    ("missing", Fault::Missing),
    ("web_page", Fault::WebPage),
    ("redirect", Fault::Redirect),
    ("hang_up", Fault::HangUp),
    ("corrupt", Fault::Corrupt),
    ("truncate", Fault::Truncate),
    ("silent", Fault::Silent),
    ("stall", Fault::Stall),
    ("slow", Fault::Slow),
];

const SLOW_BYTES_PER_S: u64 = 50_000;

/// Which answers go wrong: those whose path contains one of the given texts.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults {
    by_path: Vec<(Fault, Vec<String>)>,
    /// Media types by a text of the path.
    types: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    delay: Duration,
    bytes_per_s: u64,
    /// How many answers still go wrong; without end when `None`.
    times: Option<u64>,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            by_path: Vec::new(),
            types: Vec::new(),
            headers: Vec::new(),
            delay: Duration::ZERO,
            bytes_per_s: SLOW_BYTES_PER_S,
            times: None,
        }
    }
}

impl Faults {
    /// From an object whose fields are all optional: the name of each [`Fault`] with a list of texts
    /// (`{"deny": ["weights/"]}`), `types` (`{".wasm": "text/plain"}`), `headers` of every file
    /// (`{"Content-Security-Policy": "default-src 'self'"}`), `delay_ms`, `bytes_per_s`, `times`.
    ///
    /// # Errors
    /// A sentence that names what is not understood.
    pub fn parse(body: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let Value::Object(fields) = value else {
            return Err("expected an object".to_owned());
        };
        let mut faults = Self::default();
        for (name, value) in &fields {
            let known = faults.take(name, value);
            known.ok_or_else(|| format!("{name} is not understood"))?;
        }
        Ok(faults)
    }

    fn take(&mut self, name: &str, value: &Value) -> Option<()> {
        match name {
            "types" => self.types = pairs(value)?,
            "headers" => self.headers = pairs(value)?,
            "delay_ms" => self.delay = Duration::from_millis(value.as_u64()?),
            "bytes_per_s" => self.bytes_per_s = value.as_u64()?.max(1),
            "times" => self.times = Some(value.as_u64()?),
            _ => {
                let (_, fault) = FAULTS.iter().find(|(known, _)| *known == name)?;
                self.by_path.push((*fault, texts(value)?));
            }
        }
        Some(())
    }

    /// How long every answer waits.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// How fast a slow answer comes.
    pub fn bytes_per_s(&self) -> u64 {
        self.bytes_per_s
    }

    /// Another media type for `path`.
    pub fn media_type(&self, path: &str) -> Option<String> {
        let found = self.types.iter().find(|(text, _)| path.contains(text));
        found.map(|(_, media_type)| media_type.clone())
    }

    /// What every file is sent with besides the usual.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// What goes wrong with the next answer for `path`; counts it.
    pub fn next_for(&mut self, path: &str) -> Option<Fault> {
        let hits =
            |(_, texts): &&(Fault, Vec<String>)| texts.iter().any(|text| path.contains(text));
        let (fault, _) = self.by_path.iter().find(hits)?;
        match &mut self.times {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None => {}
        }
        Some(*fault)
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let list = value.as_array()?;
    list.iter()
        .map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// Names and values; no line breaks, which would end a header.
fn pairs(value: &Value) -> Option<Vec<(String, String)>> {
    let fields = value.as_object()?;
    fields
        .iter()
        .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .map(|pair| pair.filter(|(name, value)| ![name, value].iter().any(|t| t.contains('\n'))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_can_be_limited_to_the_first_answers() {
        let mut faults = Faults::parse(br#"{"truncate": ["weights/"], "times": 1}"#).unwrap();
        assert_eq!(faults.next_for("index.html"), None);
        assert_eq!(faults.next_for("weights/a"), Some(Fault::Truncate));
        assert_eq!(faults.next_for("weights/a"), None);
    }

    #[test]
    fn every_fault_has_a_name_and_several_can_be_told_apart_by_path() {
        for (name, fault) in FAULTS {
            let body = format!(r#"{{"{name}": ["a/"], "types": {{".b": "c/d"}}}}"#);
            let mut faults = Faults::parse(body.as_bytes()).unwrap();
            assert_eq!(faults.next_for("a/x"), Some(fault), "{name}");
            assert_eq!(faults.next_for("x.b"), None, "{name}");
            assert_eq!(faults.media_type("x.b").as_deref(), Some("c/d"));
        }
    }

    #[test]
    fn a_misspelt_fault_is_refused_instead_of_ignored() {
        for body in [
            r#"{"denied": []}"#,
            r#"{"deny": "a"}"#,
            r#"{"headers": {"A": "b\nC: d"}}"#,
            r#"{"types": []}"#,
            "[]",
            "{",
        ] {
            assert!(Faults::parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
