//! The widget's files: types, caching, compression, and nothing else from the disk.

use crate::support::{Folder, Server};

fn with_files() -> Server {
    let folder = Folder::new();
    folder.write("sdk/haloagents.umd.js", "door();");
    folder.write("sdk/haloagents.umd.js.br", "BROTLI");
    folder.write("sdk/haloagents.umd.js.gz", "GZIP");
    folder.write("sdk/halo_bg.wasm", b"\0asm");
    folder.write("secret.txt", "secret");
    let sdk = folder.path().join("sdk");
    Server::with(folder, &["--sdk", sdk.to_str().unwrap()])
}

#[tokio::test]
async fn files_have_the_headers_that_foreign_pages_need() {
    let server = with_files();
    let response = server.get("/sdk/latest/halo_bg.wasm").send().await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["content-type"], "application/wasm");
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "public, no-cache", "what may change is asked again each time");
    let version = concat!("/sdk/", env!("CARGO_PKG_VERSION"), "/haloagents.umd.js");
    let response = server.get(version).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(response.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(response.text().await.unwrap(), "door();");
}

#[tokio::test]
async fn the_smallest_accepted_body_is_sent_and_a_known_one_is_not() {
    let server = with_files();
    let get = async |accept: &str, known: &str| {
        let request = server.get("/sdk/latest/haloagents.umd.js").header("accept-encoding", accept);
        let response = request.header("if-none-match", known).send().await.unwrap();
        assert_eq!(response.headers()["vary"], "Accept-Encoding");
        let etag = response.headers()["etag"].to_str().unwrap().to_owned();
        (response.status().as_u16(), etag, response.text().await.unwrap())
    };
    assert_eq!(get("gzip, deflate, br", "").await.2, "BROTLI");
    assert_eq!(get("gzip;q=1.0, br;q=0", "").await.2, "GZIP");
    let (status, etag, body) = get("identity", "").await;
    assert_eq!((status, body.as_str()), (200, "door();"));
    assert_eq!(get("identity", &etag).await, (304, etag.clone(), String::new()));
    assert_eq!(get("br", &etag).await.0, 200);
}

#[tokio::test]
async fn a_version_that_was_replaced_is_still_served_from_the_archive() {
    let folder = Folder::new();
    folder.write("sdk/halo.js", "new();");
    folder.write("archive/0.0.9/halo.js", "old();");
    let (sdk, archive) = (folder.path().join("sdk"), folder.path().join("archive"));
    let flags = ["--sdk", sdk.to_str().unwrap()];
    let server = Server::with_environment(folder, &flags, &[("HALO_SDK_ARCHIVE", archive.to_str().unwrap())]);
    let get = async |path: &str| {
        let response = server.get(path).send().await.unwrap();
        let cache = response.headers().get("cache-control").map(|it| it.to_str().unwrap().to_owned());
        (response.status().as_u16(), cache.unwrap_or_default(), response.text().await.unwrap())
    };
    let immutable = "public, max-age=31536000, immutable".to_owned();
    assert_eq!(get("/sdk/0.0.9/halo.js").await, (200, immutable.clone(), "old();".to_owned()));
    assert_eq!(get("/sdk/0.0.8/halo.js").await.0, 404);
    assert_eq!(get("/sdk/0.0.9/none.js").await.0, 404);
    assert_eq!(get("/sdk/..%2f0.0.9/halo.js").await.0, 404);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(get(&format!("/sdk/{version}/halo.js")).await, (200, immutable, "new();".to_owned()));
    // What the next server will be asked for is in the archive already.
    assert_eq!(std::fs::read_to_string(archive.join(version).join("halo.js")).unwrap(), "new();");
}

/// The files of a release: `build` in the manifest, `word` in the module.
fn put_release(folder: &Folder, build: &str, word: &str) {
    let module: String = (0..4_000).map(|it| format!("{word}{it}")).collect();
    folder.write("sdk/halo_bg.wasm", module);
    folder.write("sdk/manifest.json", format!(r#"{{"version":"0.1.0","build":"{build}","files":{{}}}}"#));
}

fn start(folder: Folder) -> Server {
    let (sdk, archive) = (folder.path().join("sdk"), folder.path().join("archive"));
    let flags = ["--sdk", sdk.to_str().unwrap()];
    Server::with_environment(folder, &flags, &[("HALO_SDK_ARCHIVE", archive.to_str().unwrap())])
}

#[tokio::test]
async fn a_build_is_addressed_by_its_content_and_stays_after_an_upgrade() {
    let folder = Folder::new();
    put_release(&folder, "aaaa", "first");
    let server = start(folder);
    let first = server.get("/sdk/aaaa/halo_bg.wasm").send().await.unwrap();
    assert_eq!(first.headers()["cache-control"], "public, max-age=31536000, immutable");
    let first = first.bytes().await.unwrap();
    let folder = server.stop();
    put_release(&folder, "bbbb", "second");
    let server = start(folder);
    let get = async |path: &str| server.get(path).send().await.unwrap();
    assert_eq!(get("/sdk/aaaa/halo_bg.wasm").await.bytes().await.unwrap(), first);
    assert_ne!(get("/sdk/bbbb/halo_bg.wasm").await.bytes().await.unwrap(), first);
    assert_eq!(get("/sdk/cccc/halo_bg.wasm").await.status(), 404);
}

#[tokio::test]
async fn who_has_a_former_release_is_sent_what_changed() {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    let folder = Folder::new();
    put_release(&folder, "aaaa", "word");
    let server = start(folder);
    let former = server.get("/sdk/aaaa/halo_bg.wasm").send().await.unwrap();
    assert_eq!(former.headers()["use-as-dictionary"], "match=\"/*sdk/*/halo_bg.wasm\"");
    assert_eq!(former.headers()["vary"], "Accept-Encoding, Available-Dictionary");
    let former = former.bytes().await.unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&former));
    let folder = server.stop();
    put_release(&folder, "bbbb", "word");
    let changed = String::from_utf8(former.to_vec()).unwrap().replace("word7", "change");
    folder.write("sdk/halo_bg.wasm", &changed);
    let server = start(folder);
    let get = async |dictionary: &str, codings: &str| {
        let request = server.get("/sdk/bbbb/halo_bg.wasm").header("accept-encoding", codings);
        request.header("available-dictionary", dictionary).send().await.unwrap()
    };
    let offered = format!(":{hash}:");
    let mut answer = get(&offered, "gzip, br, dcb").await;
    while !answer.headers().contains_key("content-encoding") {
        // They are made while the server answers already.
        answer = get(&offered, "gzip, br, dcb").await;
    }
    assert_eq!(answer.headers()["content-encoding"], "dcb");
    let body = answer.bytes().await.unwrap();
    assert!(body.len() < changed.len() / 4, "{} of {}", body.len(), changed.len());
    assert!(body.starts_with(&[0xff, 0x44, 0x43, 0x42]));
    for (dictionary, codings) in [(":AAAA:", "dcb"), ("", "dcb"), (offered.as_str(), "br"), ("x", "dcb")] {
        let answer = get(dictionary, codings).await;
        assert!(!answer.headers().contains_key("content-encoding"), "{dictionary} {codings}");
        assert_eq!(answer.text().await.unwrap(), changed);
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let server = with_files();
    for name in [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "a%00b",
        ".hidden",
        "haloagents.umd.js.br",
    ] {
        let request = format!("GET /sdk/latest/{name} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = raw(&server, &request).await;
        assert!(answer.starts_with("HTTP/1.1 40"), "{name}: {answer}");
        assert!(!answer.contains("secret"), "{name}: {answer}");
    }
}

async fn raw(server: &Server, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
