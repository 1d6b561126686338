//! The demonstration: one organisation with the key that the demo page carries, and this project's documentation as its
//! knowledge.

use halo_protocol::Object;
use serde_json::{Value, json};

use crate::assets;
use crate::knowledge::shelf::Source;
use crate::store::keys::NewKey;
use crate::store::organisations::{AgentRow, Organisation};
use crate::store::{self, Store};

/// The organisation of the demo page.
pub const ORG_ID: &str = "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10";
/// The publishable key of the demo page.
pub const KEY: &str = "ab_live_demo_8f2c41d7a9e05b36";
/// Its agent.
pub const AGENT_ID: &str = "7c1e9b52-3d64-4f0b-8a27-51c0e6d4f983";

/// Who answers as a person.
pub const TEAMMATE_EMAIL: &str = "ada@shop.example";
/// What visitors read.
pub const TEAMMATE_NAME: &str = "Ada";

/// This project's own documentation: from the repository in a debug build, else from the program.
#[must_use]
pub fn own_documents() -> Vec<Source> {
    if cfg!(debug_assertions) {
        return assets::document_paths().into_iter().map(Source::Path).collect();
    }
    assets::documents().into_iter().map(|(name, text)| Source::Text { name, text }).collect()
}

/// Writes the demo's organisation, agent and key, as often as it is started.
///
/// # Errors
/// The store failed.
pub async fn seed(store: &Store, verify_identity: bool) -> Result<(), store::Error> {
    let org = Organisation {
        id: ORG_ID.to_owned(),
        name: "Halo demo shop".to_owned(),
        settings: object(json!({"widget": {"powered_by": false}})),
        verify_identity,
    };
    store.put_organisation(&org).await?;
    let agent = AgentRow {
        id: AGENT_ID.to_owned(),
        name: "Halo".to_owned(),
        kind: "knowledge".to_owned(),
        status: "active".to_owned(),
        profile: object(json!({
            "skills": ["knowledge"],
            "live_help_label": "Talk to a person",
            "video_display_mode": "modal",
            "style": {
                "greeting": "Hello! Ask me anything about this widget: I answer from its documentation.",
                "suggested_messages": [
                    "How do I stop one visitor from impersonating another?",
                    "How do I put the widget on my page?",
                    "Which data does it collect?",
                ],
            },
        })),
        setup: Object::new(),
    };
    store.put_agent(ORG_ID, &agent).await?;
    store.put_key(ORG_ID, KEY, &NewKey { plan: "starter", ..NewKey::default() }).await?;
    Ok(())
}

fn object(value: Value) -> Object {
    if let Value::Object(it) = value { it } else { Object::new() }
}
