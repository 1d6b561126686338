//! `halo-server team …`: who answers visitors, their tokens and pictures.

use std::path::PathBuf;

use super::Failure;
use super::records::{must_exist, print};
use crate::cli::TeamSubcommand;
use crate::picture::{self, Picture};
use crate::store::Store;

pub(super) async fn run(store: &Store, action: TeamSubcommand) -> Result<(), Failure> {
    match action {
        TeamSubcommand::Add { org, email, name } => {
            must_exist(store, &org).await?;
            let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
            let id = store.put_teammate(&org, &email, &name).await?;
            let token = store.make_teammate_token(&id).await?.unwrap_or_default();
            print([format!("teammate\t{id}"), format!("token\t{token}")]);
        }
        TeamSubcommand::List { org } => {
            must_exist(store, &org).await?;
            print(store.listed_team(&org).await?);
        }
        TeamSubcommand::Picture { teammate, file } => {
            let picture = file.map(read_picture).transpose()?;
            if !store.put_avatar(&teammate, picture.as_ref()).await? {
                return Err(Failure::Unknown("teammate", teammate));
            }
        }
        TeamSubcommand::Token { teammate } => {
            let token = store.make_teammate_token(&teammate).await?;
            print([format!("token\t{}", token.ok_or(Failure::Unknown("teammate", teammate))?)]);
        }
        TeamSubcommand::Disable { teammate } => {
            if !store.disable_teammate(&teammate).await? {
                return Err(Failure::Unknown("teammate", teammate));
            }
        }
    }
    Ok(())
}

fn read_picture(path: PathBuf) -> Result<Picture, Failure> {
    let bytes = std::fs::read(&path).map_err(|cause| Failure::Picture(path.clone(), cause.to_string()))?;
    picture::face(&bytes).map_err(|what| Failure::Picture(path, what))
}
