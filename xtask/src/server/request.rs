//! What a browser asks, as far as a static site cares.

use std::io::Read;

use anyhow::Result;

pub const MAX_HEAD_BYTES: usize = 16 << 10;
const MAX_BODY_BYTES: usize = 64 << 10;

/// A request without the headers that change nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// The address without its query, still percent-encoded.
    pub path: String,
    pub accepts_gzip: bool,
    body_length: usize,
    pub body: Vec<u8>,
}

impl Request {
    /// Reads the first line and the headers; `None` when they are not HTTP.
    pub fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
            return None;
        }
        let mut request = Self {
            method: method.to_owned(),
            path: target.split(['?', '#']).next()?.to_owned(),
            accepts_gzip: false,
            body_length: 0,
            body: Vec::new(),
        };
        for line in lines.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            match name.to_ascii_lowercase().as_str() {
                "accept-encoding" => request.accepts_gzip = accepts_gzip(value),
                "content-length" => request.body_length = value.trim().parse().ok()?,
                _ => {}
            }
        }
        Some(request)
    }

    /// Reads the body, of which `rest` has come with the head.
    pub fn read_body(&mut self, rest: Vec<u8>, stream: &mut impl Read) -> Result<()> {
        self.body = rest;
        let wanted = self.body_length.min(MAX_BODY_BYTES);
        let missing = wanted.saturating_sub(self.body.len());
        stream.take(missing as u64).read_to_end(&mut self.body)?;
        Ok(())
    }
}

fn accepts_gzip(value: &str) -> bool {
    value.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && !parts.any(|part| part == "q=0" || part == "q=0.0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_method_the_path_and_the_two_headers_that_matter() {
        let head = "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip;q=0.5\r\n\
                    Content-Length: 12\r\n\r\n";
        let request = Request::parse(head).unwrap();
        assert_eq!(request.method, "POST");
        assert_eq!(request.path, "/a/b");
        assert!(request.accepts_gzip);
        assert_eq!(request.body_length, 12);
    }

    #[test]
    fn gzip_can_be_declined() {
        for value in ["", "br", "gzip;q=0", "xgzip"] {
            assert!(!accepts_gzip(value), "{value}");
        }
        assert!(accepts_gzip("deflate, gzip"));
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for head in [
            "",
            "GET\r\n",
            "GET / SPDY/3\r\n",
            "GET http://a/ HTTP/1.1\r\n",
        ] {
            assert_eq!(Request::parse(head), None, "{head:?}");
        }
    }
}
