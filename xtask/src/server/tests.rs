use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Server;
use super::site::relative_path;

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A running server over a small folder that has a secret beside it.
struct Fixture {
    folder: PathBuf,
    port: u16,
}

impl Fixture {
    fn new(faults: bool) -> Self {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("xtask-site-{}-{id}", std::process::id()));
        fs::create_dir_all(folder.join("dist/weights")).unwrap();
        fs::write(folder.join("secret.txt"), "secret").unwrap();
        fs::write(folder.join("dist/index.html"), "<p>".repeat(1000)).unwrap();
        fs::write(folder.join("dist/app.wasm"), b"\0asm").unwrap();
        fs::write(folder.join("dist/weights/w.bin"), [7; 1000]).unwrap();
        let server = Server::bind(&folder.join("dist"), 0, "/course/", faults).unwrap();
        let port = server
            .address()
            .strip_prefix("http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("/course/"))
            .and_then(|port| port.parse().ok())
            .unwrap();
        thread::spawn(|| server.run());
        Self { folder, port }
    }

    fn ask(&self, request: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        (head, answer[end + 4..].to_vec())
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
    }

    fn post(&self, path: &str, body: &str) -> (String, Vec<u8>) {
        let length = body.len();
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn serves_files_under_the_sub_path_with_their_type() {
    let site = Fixture::new(false);
    let (head, body) = site.get("/course/app.wasm?v=1");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(
        head.contains("Content-Type: application/wasm\r\n"),
        "{head}"
    );
    assert_eq!(body, b"\0asm");
    let (head, _) = site.get("/course");
    assert!(head.starts_with("HTTP/1.1 302") && head.contains("Location: /course/"));
    let (head, body) = site.ask("HEAD /course/ HTTP/1.1\r\n\r\n");
    assert!(head.contains("Content-Length: 3000"), "{head}");
    assert!(body.is_empty());
    assert!(site.get("/app.wasm").0.starts_with("HTTP/1.1 404"));
}

#[test]
fn compresses_when_the_browser_accepts_it() {
    let site = Fixture::new(false);
    let (head, body) =
        site.ask("GET /course/ HTTP/1.1\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
    assert!(head.contains("Content-Encoding: gzip"), "{head}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&body[..])
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "<p>".repeat(1000));
    assert!(!site.get("/course/").0.contains("Content-Encoding"));
}

#[test]
fn nothing_outside_the_folder_can_be_had() {
    let site = Fixture::new(false);
    for path in [
        "/course/../secret.txt",
        "/course/%2e%2e/secret.txt",
        "/course/..%2fsecret.txt",
        "/course/weights/../../secret.txt",
        "/course/..\\secret.txt",
        "/course//etc/passwd",
        "/course/%00",
        "/course/%zz",
    ] {
        let (head, body) = site.get(path);
        assert!(head.starts_with("HTTP/1.1 404"), "{path}: {head}");
        assert!(!body.starts_with(b"secret"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_outside_is_refused() {
    let site = Fixture::new(false);
    let link = site.folder.join("dist/link.txt");
    std::os::unix::fs::symlink(site.folder.join("secret.txt"), link).unwrap();
    assert!(site.get("/course/link.txt").0.starts_with("HTTP/1.1 404"));
}

#[test]
fn an_address_without_a_file_name_means_its_index() {
    let file = |path: &str| relative_path(path, "/course/");
    assert_eq!(file("/course/").as_deref(), Some("index.html"));
    assert_eq!(file("/course/a/").as_deref(), Some("a/index.html"));
    assert_eq!(file("/course/a%20b.txt").as_deref(), Some("a b.txt"));
    assert_eq!(file("/course//"), None);
    assert_eq!(file("/course/.hidden"), None);
    assert_eq!(file("/cours/a"), None);
}

#[test]
fn other_methods_are_refused_and_the_control_is_off_by_default() {
    let site = Fixture::new(false);
    assert!(site.post("/course/", "").0.starts_with("HTTP/1.1 405"));
    assert!(site.post("/__faults", "{}").0.starts_with("HTTP/1.1 405"));
    assert!(site.get("/__log").0.starts_with("HTTP/1.1 404"));
}

#[test]
fn misbehaves_on_demand_and_tells_what_it_sent() {
    let site = Fixture::new(true);
    let faulty = |faults: &str| {
        assert!(site.post("/__faults", faults).0.contains(" 200 "));
        site.get("/course/weights/w.bin")
    };
    let (head, _) = faulty(r#"{"deny": ["weights/"]}"#);
    assert!(head.starts_with("HTTP/1.1 403"), "{head}");
    let (_, body) = faulty(r#"{"corrupt": ["w.bin"]}"#);
    assert_eq!(body.iter().filter(|byte| **byte != 7).count(), 1);
    let (head, body) = faulty(r#"{"truncate": ["w.bin"]}"#);
    assert!(head.contains("Content-Length: 1000"), "{head}");
    assert_eq!(body.len(), 500);
    let (_, body) = faulty("{}");
    assert_eq!(body, [7; 1000]);

    let log: serde_json::Value = serde_json::from_slice(&site.get("/__log").1).unwrap();
    let seen: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["status"].as_u64(), entry["bytes"].as_u64()))
        .collect();
    assert_eq!(seen.len(), 4);
    assert_eq!(seen[0].0, Some(403));
    assert_eq!(seen[2], (Some(200), Some(500)));
    assert_eq!(seen[3], (Some(200), Some(1000)));
    assert_eq!(log[3]["path"], "/course/weights/w.bin");
}
