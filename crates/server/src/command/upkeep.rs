//! The commands that look after the store as a whole: its size, its age, its copies.

use std::io::BufRead as _;
use std::path::Path;

use super::Failure;
use super::records::{MS_PER_DAY, print};
use crate::clock;
use crate::store::Store;

pub(super) async fn size(store: &Store) -> Result<(), Failure> {
    let size = store.size().await?;
    print([format!("database_bytes\t{}", size.database), format!("log_bytes\t{}", size.log)]);
    print(store.row_counts().await?.iter().map(|(table, rows)| format!("{table}\t{rows}")));
    Ok(())
}

pub(super) async fn retention(store: &Store, days: u32) -> Result<(), Failure> {
    let gone = store.forget_before(clock::now_ms() - i64::from(days) * MS_PER_DAY).await?;
    print(gone.iter().map(|(table, rows)| format!("{table}\t{rows}")));
    Ok(())
}

pub(super) async fn backup(store: &Store, file: &Path) -> Result<(), Failure> {
    let failed = |what: String| Failure::Backup(file.to_owned(), what);
    if file.exists() {
        return Err(failed("there is such a file already; name a new one".to_owned()));
    }
    match store.back_up(file).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(failed("this is a Postgres database; use its own pg_dump".to_owned())),
        Err(cause) => Err(failed(cause.to_string())),
    }
}

pub(super) async fn import(store: &Store) -> Result<(), Failure> {
    let mut import = store.import().await?;
    for line in std::io::stdin().lock().lines() {
        import.take(&line.map_err(Failure::System)?).await.map_err(Failure::Import)?;
    }
    let taken = import.keep().await.map_err(Failure::Import)?;
    print(taken.iter().map(|(table, rows)| format!("{table}\t{rows}")));
    Ok(())
}
