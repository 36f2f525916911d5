use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Server;
use super::site::relative_path;

/// A running server over a small folder that has a secret beside it.
struct Fixture {
    folder: TempDir,
    port: u16,
}

impl Fixture {
    fn new(faults: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        fs::create_dir_all(dist.join("weights")).unwrap();
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        fs::write(dist.join("index.html"), "<p>".repeat(1000)).unwrap();
        fs::write(dist.join("app.wasm"), b"\0asm").unwrap();
        fs::write(dist.join("weights/w.bin"), [7; 1000]).unwrap();
        let server = Server::bind(&dist, 0, "/course/", faults, None).unwrap();
        let port = server
            .address()
            .strip_prefix("http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("/course/"))
            .and_then(|port| port.parse().ok())
            .unwrap();
        thread::spawn(|| server.run());
        Self { folder, port }
    }

    fn asking(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn ask(&self, request: &str) -> (String, Vec<u8>) {
        let mut answer = Vec::new();
        self.asking(request).read_to_end(&mut answer).unwrap();
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

    /// What comes within a moment, and whether the connection stays.
    fn get_for_a_moment(&self, path: &str) -> (Vec<u8>, bool) {
        let mut stream = self.asking(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        let moment = Duration::from_millis(300);
        stream.set_read_timeout(Some(moment)).unwrap();
        let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return (answer, false),
                Ok(read) => answer.extend_from_slice(&buffer[..read]),
                Err(_) => return (answer, true),
            }
        }
    }

    fn misbehave(&self, faults: &str) {
        let (head, body) = self.post("/__faults", faults);
        assert!(head.contains(" 200 "), "{head} {body:?}");
    }

    fn post(&self, path: &str, body: &str) -> (String, Vec<u8>) {
        let length = body.len();
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
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
    let link = site.folder.path().join("dist/link.txt");
    std::os::unix::fs::symlink(site.folder.path().join("secret.txt"), link).unwrap();
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
        site.misbehave(faults);
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

#[test]
fn a_file_can_be_missing_a_web_page_or_elsewhere_on_demand() {
    let site = Fixture::new(true);
    let faulty = |faults: &str| {
        site.misbehave(faults);
        site.get("/course/weights/w.bin")
    };
    let (head, _) = faulty(r#"{"missing": ["weights/"]}"#);
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    let (head, body) = faulty(r#"{"web_page": ["weights/"]}"#);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("Content-Type: text/html"), "{head}");
    assert!(body.starts_with(b"<!doctype html>"), "{body:?}");
    let (head, _) = faulty(r#"{"redirect": ["weights/"]}"#);
    assert!(head.starts_with("HTTP/1.1 302"), "{head}");
    let location = head.split("Location: ").nth(1).unwrap();
    let location = location.lines().next().unwrap();
    let rest = location.strip_prefix("http://127.0.0.1:").unwrap();
    let port: u16 = rest.split('/').next().unwrap().parse().unwrap();
    assert_ne!(port, site.port, "it is the same origin");
    let path = &rest[rest.find('/').unwrap()..];
    let foreign = Fixture {
        folder: tempfile::tempdir().unwrap(),
        port,
    };
    assert!(foreign.get(path).1.starts_with(b"<!doctype html>"));
    let (head, _) = faulty(
        r#"{"types": {".bin": "text/plain"}, "headers": {"Content-Security-Policy": "sandbox"}}"#,
    );
    assert!(head.contains("Content-Type: text/plain\r\n"), "{head}");
    assert!(
        head.contains("\r\nContent-Security-Policy: sandbox"),
        "{head}"
    );
}

#[test]
fn connections_that_stand_still_keep_nobody_waiting() {
    let site = Fixture::new(true);
    site.misbehave(r#"{"silent": ["app.wasm"], "stall": ["w.bin"], "hang_up": ["index.html"]}"#);
    let still: Vec<TcpStream> = (0..100)
        .map(|_| site.asking("GET /course/app.wasm HTTP/1.1\r\n\r\n"))
        .collect();
    assert_eq!(
        site.get_for_a_moment("/course/app.wasm"),
        (Vec::new(), true)
    );
    let (answer, stays) = site.get_for_a_moment("/course/weights/w.bin");
    assert!(stays);
    assert_eq!(answer.iter().filter(|byte| **byte == 7).count(), 500);
    assert_eq!(site.get_for_a_moment("/course/"), (Vec::new(), false));
    site.misbehave("{}");
    assert_eq!(site.get("/course/weights/w.bin").1.len(), 1000);
    drop(still);
}

#[test]
fn a_slow_file_comes_whole_and_slowly() {
    let site = Fixture::new(true);
    site.misbehave(r#"{"slow": ["w.bin"], "bytes_per_s": 2000}"#);
    let started = Instant::now();
    assert_eq!(site.get("/course/weights/w.bin").1, [7; 1000]);
    let took = started.elapsed().as_secs_f32();
    assert!((0.4..5.0).contains(&took), "{took} s");
}

#[test]
fn another_deployment_takes_the_place_of_the_first_and_pages_of_the_tests_stand_beside_it() {
    let site = Fixture::new(true);
    let other = site.folder.path().join("other");
    fs::create_dir_all(other.join("weights")).unwrap();
    fs::write(other.join("weights/w.bin"), "new").unwrap();
    let wish = serde_json::json!({ "folder": other }).to_string();
    assert!(site.post("/__site", &wish).0.contains(" 200 "));
    assert_eq!(site.get("/course/weights/w.bin").1, b"new");
    assert!(site.get("/course/app.wasm").0.starts_with("HTTP/1.1 404"));
    assert!(site.get("/course/../secret.txt").0.contains(" 404 "));
    let nowhere = r#"{"folder": "/nowhere/at/all"}"#;
    assert!(site.post("/__site", nowhere).0.contains(" 400 "));
    site.post("/__pages", r#"{"frame.html": "<p>framed"}"#);
    let (head, body) = site.get("/__pages/frame.html");
    assert!(head.contains("text/html"), "{head}");
    assert_eq!(body, b"<p>framed");
}
