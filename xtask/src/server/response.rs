//! What the server says back.

use std::fmt::Write as _;
use std::sync::Arc;

/// An answer, complete but for being sent.
pub struct Response {
    pub status: u16,
    pub media_type: &'static str,
    pub body: Arc<[u8]>,
    pub is_gzip: bool,
    /// Whether compression was possible, so that caches keep both kinds apart.
    pub varies: bool,
    pub location: Option<String>,
    /// A HEAD request: the head alone is sent.
    pub head_only: bool,
    /// How many bytes of the body are really sent; fewer than announced for a broken transfer.
    pub sent: usize,
}

impl Response {
    /// A whole file.
    pub fn file(media_type: &'static str, body: Arc<[u8]>) -> Self {
        Self {
            status: 200,
            media_type,
            sent: body.len(),
            body,
            is_gzip: false,
            varies: false,
            location: None,
            head_only: false,
        }
    }

    /// A sentence for a person.
    pub fn text(status: u16, sentence: &str) -> Self {
        let body = format!("{sentence}\n").into_bytes();
        let mut response = Self::file("text/plain; charset=utf-8", body.into());
        response.status = status;
        response
    }

    /// Data for the tests.
    pub fn json(text: &str) -> Self {
        Self::file("application/json", text.as_bytes().into())
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
        if let Some(location) = &self.location {
            // Writing into a String cannot fail.
            let _ = write!(head, "Location: {location}\r\n");
        }
        head.push_str("\r\n");
        head
    }

    /// The bytes that follow the head.
    pub fn body_to_send(&self) -> &[u8] {
        if self.head_only {
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
