//! Misbehaviour on demand, for the end-to-end tests.

use std::time::Duration;

use serde_json::Value;

/// What goes wrong with one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused with 403.
    Deny,
    /// One byte in the middle is another.
    Corrupt,
    /// The connection ends after half of the announced bytes.
    Truncate,
}

/// Which answers go wrong: those whose path contains one of the given texts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Faults {
    deny: Vec<String>,
    corrupt: Vec<String>,
    truncate: Vec<String>,
    delay: Duration,
    /// How many answers still go wrong; without end when `None`.
    times: Option<u64>,
}

impl Faults {
    /// From `{"deny": [..], "corrupt": [..], "truncate": [..], "delay_ms": n, "times": n}`, each optional.
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
            let wrong = || format!("{name} is not understood");
            match name.as_str() {
                "deny" => faults.deny = texts(value).ok_or_else(wrong)?,
                "corrupt" => faults.corrupt = texts(value).ok_or_else(wrong)?,
                "truncate" => faults.truncate = texts(value).ok_or_else(wrong)?,
                "delay_ms" => {
                    faults.delay = Duration::from_millis(value.as_u64().ok_or_else(wrong)?);
                }
                "times" => faults.times = Some(value.as_u64().ok_or_else(wrong)?),
                _ => return Err(wrong()),
            }
        }
        Ok(faults)
    }

    /// How long every answer waits.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// What goes wrong with the next answer for `path`; counts it.
    pub fn next_for(&mut self, path: &str) -> Option<Fault> {
        let hits = |patterns: &[String]| patterns.iter().any(|text| path.contains(text.as_str()));
        let fault = if hits(&self.deny) {
            Fault::Deny
        } else if hits(&self.corrupt) {
            Fault::Corrupt
        } else if hits(&self.truncate) {
            Fault::Truncate
        } else {
            return None;
        };
        match &mut self.times {
            Some(0) => return None,
            Some(left) => *left -= 1,
            None => {}
        }
        Some(fault)
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let list = value.as_array()?;
    list.iter()
        .map(|text| text.as_str().map(str::to_owned))
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
    fn a_misspelt_fault_is_refused_instead_of_ignored() {
        for body in [r#"{"denied": []}"#, r#"{"deny": "a"}"#, "[]", "{"] {
            assert!(Faults::parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
