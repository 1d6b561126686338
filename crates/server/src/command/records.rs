//! The commands that look after the data. Lists are one thing a line, parts with tabs between, so that both a person and
//! another program can read them.

use std::io::Write as _;

use halo_protocol::Object;
use serde_json::Value;

use super::Failure;
use crate::auth::access;
use crate::auth::jwt::SECRET_BYTES;
use crate::cli::{
    AgentSubcommand, KeySubcommand, OrgSubcommand, SecretSubcommand, SeriesSubcommand, SessionSubcommand,
    TicketSubcommand, UserSubcommand,
};
use crate::store::Store;
use crate::store::erase::ErasedRows;
use crate::store::keys::{self, NewKey};
use crate::store::organisations::{AgentRow, Organisation};
use crate::store::series::Automation;
use crate::{clock, ids};

pub(super) const MS_PER_DAY: i64 = 86_400_000;
/// More than two secrets in force is a rotation that was never finished.
const MOST_SECRETS: usize = 2;

/// Prints lines; a reader that went away (`| head`) is no failure.
pub(super) fn print(lines: impl IntoIterator<Item = String>) {
    let mut out = std::io::stdout().lock();
    for line in lines {
        if writeln!(out, "{line}").is_err() {
            return;
        }
    }
}

pub(super) async fn org(store: &Store, action: OrgSubcommand) -> Result<(), Failure> {
    match action {
        OrgSubcommand::Add { name } => {
            let org = Organisation {
                id: ids::uuid(),
                name: name.clone(),
                settings: Object::new(),
                verify_identity: false,
            };
            store.put_organisation(&org).await?;
            let agent = agent_row(name, "knowledge", Object::new(), Object::new());
            store.put_agent(&org.id, &agent).await?;
            let key = ids::secret(keys::PUBLISHABLE);
            store.put_key(&org.id, &key, &NewKey { plan: "starter", ..NewKey::default() }).await?;
            print([
                format!("organisation\t{}", org.id),
                format!("agent\t{}", agent.id),
                format!("key\t{key}"),
            ]);
        }
        OrgSubcommand::List => print(store.listed_organisations().await?),
        OrgSubcommand::Verify { org, to } => {
            let mut row = store.organisation(&org).await?.ok_or(Failure::Unknown("organisation", org))?;
            row.verify_identity = to == "on";
            store.put_organisation(&row).await?;
        }
    }
    Ok(())
}

pub(super) async fn key(store: &Store, action: KeySubcommand) -> Result<(), Failure> {
    match action {
        KeySubcommand::Add { org, secret, plan, agent, expires_in_days } => {
            must_exist(store, &org).await?;
            let expires_at = expires_in_days.map(|days| clock::now_ms() + i64::from(days) * MS_PER_DAY);
            let token = ids::secret(if secret { keys::SECRET } else { keys::PUBLISHABLE });
            let id = store.put_key(&org, &token, &NewKey { plan: &plan, agents: &agent, expires_at }).await?;
            print([format!("id\t{id}"), format!("key\t{token}")]);
        }
        KeySubcommand::List { org } => {
            must_exist(store, &org).await?;
            print(store.listed_keys(&org).await?);
        }
        KeySubcommand::Revoke { key } => {
            if !store.revoke_key(&key).await? {
                return Err(Failure::Unknown("key", key));
            }
        }
        KeySubcommand::Uses { key } => {
            if !store.has_key(&key).await? {
                return Err(Failure::Unknown("key", key));
            }
            print(store.listed_uses(&key).await?);
        }
    }
    Ok(())
}

pub(super) async fn secret(store: &Store, action: SecretSubcommand) -> Result<(), Failure> {
    match action {
        SecretSubcommand::Add { org } => {
            must_exist(store, &org).await?;
            if store.identity_secrets(&org).await?.len() >= MOST_SECRETS {
                return Err(Failure::TooManySecrets);
            }
            let secret = ids::secret("ha_secret_");
            debug_assert!(secret.len() >= SECRET_BYTES);
            let id = store.add_identity_secret(&org, &secret).await?;
            print([format!("id\t{id}"), format!("secret\t{secret}")]);
        }
        SecretSubcommand::List { org } => {
            must_exist(store, &org).await?;
            print(store.listed_secrets(&org).await?);
        }
        SecretSubcommand::Retire { secret } => {
            if !store.retire_secret(&secret).await? {
                return Err(Failure::Unknown("secret", secret));
            }
        }
    }
    Ok(())
}

pub(super) async fn agent(store: &Store, action: AgentSubcommand) -> Result<(), Failure> {
    match action {
        AgentSubcommand::Add { org, name, kind, setup, profile } => {
            must_exist(store, &org).await?;
            let setup = object("--setup", &setup)?;
            crate::agent::setup::check(&kind, &setup).map_err(Failure::Setup)?;
            let row = agent_row(name, &kind, setup, object("--profile", &profile)?);
            for place in access::config::secret_places(&row.profile) {
                eprintln!(
                    "warning: {place} in --profile looks like a secret; what agents alone need belongs into --setup"
                );
            }
            store.put_agent(&org, &row).await?;
            print([format!("agent\t{}", row.id)]);
        }
        AgentSubcommand::List { org } => {
            must_exist(store, &org).await?;
            print(store.listed_agents(&org).await?);
        }
        AgentSubcommand::Status { agent, to } => {
            if !store.set_agent_status(&agent, &to).await? {
                return Err(Failure::Unknown("agent", agent));
            }
        }
    }
    Ok(())
}

pub(super) async fn ticket(store: &Store, action: TicketSubcommand) -> Result<(), Failure> {
    match action {
        TicketSubcommand::List { org, all } => {
            must_exist(store, &org).await?;
            print(store.listed_tickets(&org, all).await?);
        }
        TicketSubcommand::Show { ticket } => {
            let lines = store.told_ticket(&ticket).await?;
            print(lines.ok_or(Failure::Unknown("ticket", ticket))?);
        }
        TicketSubcommand::Close { ticket } => {
            if !store.close_ticket(&ticket).await? {
                return Err(Failure::Unknown("ticket", ticket));
            }
        }
    }
    Ok(())
}

pub(super) async fn series(store: &Store, action: SeriesSubcommand) -> Result<(), Failure> {
    let SeriesSubcommand::Add { org, name, delay_seconds, kind, status } = action;
    must_exist(store, &org).await?;
    let it = Automation { kind, status, delay_seconds: i64::from(delay_seconds) };
    print([format!("series\t{}", store.add_automation(&org, &name, &it).await?)]);
    Ok(())
}

pub(super) async fn user(store: &Store, action: UserSubcommand) -> Result<(), Failure> {
    let UserSubcommand::Delete { org, user } = action;
    must_exist(store, &org).await?;
    let gone = store.erase_user(&org, &user).await?;
    tell_gone("user", user, &gone)
}

pub(super) async fn session(store: &Store, action: SessionSubcommand) -> Result<(), Failure> {
    let SessionSubcommand::Delete { org, session } = action;
    must_exist(store, &org).await?;
    let gone = store.erase_session(&org, &session).await?;
    tell_gone("session", session, &gone)
}

/// A name that nothing was kept under is more likely mistyped than clean.
fn tell_gone(what: &'static str, id: String, gone: &ErasedRows) -> Result<(), Failure> {
    if gone.iter().all(|(_, rows)| *rows == 0) {
        return Err(Failure::Unknown(what, id));
    }
    print(gone.iter().map(|(table, rows)| format!("{table}\t{rows}")));
    Ok(())
}

pub(super) async fn transcript(store: &Store, org: String, session: String) -> Result<(), Failure> {
    must_exist(store, &org).await?;
    if !store.has_session(&org, &session).await? {
        return Err(Failure::Unknown("session", session));
    }
    print(store.told_transcript(&org, &session).await?);
    Ok(())
}

pub(super) async fn export(store: &Store, org: &str, with_secrets: bool) -> Result<(), Failure> {
    must_exist(store, org).await?;
    store.export(org, with_secrets, |line| print([line])).await?;
    Ok(())
}

pub(super) async fn must_exist(store: &Store, org: &str) -> Result<(), Failure> {
    match store.organisation(org).await? {
        Some(_) => Ok(()),
        None => Err(Failure::Unknown("organisation", org.to_owned())),
    }
}

fn agent_row(name: String, kind: &str, setup: Object, profile: Object) -> AgentRow {
    AgentRow { id: ids::uuid(), name, kind: kind.to_owned(), status: "active".to_owned(), profile, setup }
}

fn object(flag: &'static str, text: &str) -> Result<Object, Failure> {
    match serde_json::from_str(text) {
        Ok(Value::Object(it)) => Ok(it),
        Ok(_) => Err(Failure::Json(flag, "it is no object".to_owned())),
        Err(cause) => Err(Failure::Json(flag, cause.to_string())),
    }
}
