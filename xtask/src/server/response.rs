//! What the server says back.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    AtOnce,
    /// So many bytes in a second.
    Slow(u64),
    /// What is to be sent comes; then the connection stays as it is for as long as the other side
    /// keeps it.
    ThenStill,
    /// Nothing at all comes, and the connection stays.
    Silent,
    /// The connection ends before anything has come.
    HangUp,
}

/// An answer, complete but for being sent.
pub struct Response {
    pub status: u16,
    pub media_type: Cow<'static, str>,
    pub body: Arc<[u8]>,
    pub is_gzip: bool,
    /// Whether compression was possible, so that caches keep both kinds apart.
    pub varies: bool,
    pub location: Option<String>,
    /// Names and values beyond the usual ones.
    pub headers: Vec<(String, String)>,
    /// A HEAD request: the head alone is sent.
    pub head_only: bool,
    /// How many bytes of the body are really sent; fewer than announced for a broken transfer.
    pub sent: usize,
    pub manner: Manner,
}

impl Response {
    /// A whole file.
    pub fn file(media_type: &'static str, body: Arc<[u8]>) -> Self {
        Self {
            status: 200,
            media_type: media_type.into(),
            sent: body.len(),
            body,
            is_gzip: false,
            varies: false,
            location: None,
            headers: Vec::new(),
            head_only: false,
            manner: Manner::AtOnce,
        }
    }

    /// A sentence for a person.
    pub fn text(status: u16, sentence: &str) -> Self {
        let body = format!("{sentence}\n").into_bytes();
        let mut response = Self::file("text/plain; charset=utf-8", body.into());
        response.status = status;
        response
    }

    /// A web page.
    pub fn html(text: &str) -> Self {
        Self::file("text/html; charset=utf-8", text.as_bytes().into())
    }

    /// Data for the tests.
    pub fn json(text: &str) -> Self {
        Self::file("application/json", text.as_bytes().into())
    }

    /// Sends the reader elsewhere.
    pub fn elsewhere(location: String) -> Self {
        let mut response = Self::text(302, "What was asked for is elsewhere.");
        response.location = Some(location);
        response
    }

    /// The status line and the headers, with the empty line that ends them.
    pub fn head(&self) -> String {
        let mut head = format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
             Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n",
            self.status,
            reason(self.status),
            self.media_type,
            self.body.len()
        );
        if self.is_gzip {
            head.push_str("Content-Encoding: gzip\r\n");
        }
        if self.varies {
            head.push_str("Vary: Accept-Encoding\r\n");
        }
        let location = self.location.iter().map(|location| ("Location", location));
        let more = self.headers.iter().map(|(name, value)| (&name[..], value));
        for (name, value) in location.chain(more) {
            // Writing into a String cannot fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        head
    }

    /// The bytes that follow the head.
    pub fn body_to_send(&self) -> &[u8] {
        if self.head_only || matches!(self.manner, Manner::Silent | Manner::HangUp) {
            return &[];
        }
        &self.body[..self.sent.min(self.body.len())]
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
}
