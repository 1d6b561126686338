//! Pictures of teammates: given by a command, seen by visitors, served for any page.

use serde_json::json;

use crate::conversations::{Mate, Visitor};
use crate::support::{ORG, Server, fixture};

#[tokio::test]
async fn a_teammates_picture_is_in_what_visitors_are_told_and_can_be_shown_by_any_page() {
    let server = Server::start();
    let ada = Mate::there(&server, "ada").await;
    let listed = server.command(&["team", "list", ORG]).unwrap();
    let own = listed.lines().find(|it| it.contains("ada@team.example")).unwrap();
    let id = own.split('\t').next().unwrap().to_owned();
    let picture = fixture("portrait.png");
    server.command(&["team", "picture", &id, picture.to_str().unwrap()]).unwrap();

    let visitor = Visitor::arrive(&server, "sess_1").await;
    visitor.post("request", json!({})).await;
    ada.on("sess_1", "take", json!({})).await;
    ada.on("sess_1", "say", json!({"text": "Hello"})).await;
    let mut stream = visitor.follow(None).await;
    let told = loop {
        let (_, state) = stream.next_of("state").await;
        if state["by"] == "taken" {
            break state;
        }
    };
    let address = told["teammate"]["avatar"].as_str().unwrap().to_owned();
    let (_, line) = stream.next_of("message").await;
    assert_eq!(line["author"], json!({"name": "ada", "avatar": address}));

    let response = server.get(&address).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("cache-control").contains("immutable"));
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.len() < 64 * 1024 && bytes.starts_with(&[0xff, 0xd8]));

    server.command(&["team", "picture", &id]).unwrap();
    assert_eq!(server.get(&address).send().await.unwrap().status(), 404);
    let told = server.command(&["team", "picture", &id, "Cargo.toml"]).unwrap_err();
    assert!(told.contains("no JPEG, PNG or WebP"), "{told}");
    let told = server.command(&["team", "picture", "nobody", picture.to_str().unwrap()]).unwrap_err();
    assert!(told.contains("no teammate"), "{told}");
}
