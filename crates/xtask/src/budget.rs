//! size-budget.toml: which files are weighed together and what they may weigh.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::failure::{Failure, Outcome};

/// One entry of the budget. Sizes are brotli bytes.
#[derive(Debug, PartialEq)]
pub(crate) struct Allowance {
    pub(crate) name: String,
    pub(crate) files: Vec<String>,
    /// Past this a sentence is printed.
    pub(crate) aim: u64,
    /// Past this the check fails.
    pub(crate) limit: u64,
}

/// Reads the budget at `path`.
pub(crate) fn read(path: &Path) -> Outcome<Vec<Allowance>> {
    let refusal = |met: String| Failure::Content { path: path.to_owned(), met };
    let text = fs::read_to_string(path).map_err(Failure::at(path))?;
    let table: Table = text.parse().map_err(|error| refusal(format!("{error}")))?;
    table.iter().map(|(name, value)| entry(name, value).map_err(&refusal)).collect()
}

fn entry(name: &str, value: &Value) -> Result<Allowance, String> {
    let size =
        |key: &str| value.get(key).and_then(Value::as_integer).and_then(|size| u64::try_from(size).ok());
    let files = value.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let files: Vec<String> = files.iter().filter_map(|file| file.as_str().map(str::to_owned)).collect();
    let limit = size("limit").ok_or_else(|| format!("[{name}] has no limit in bytes"))?;
    if files.is_empty() {
        return Err(format!("[{name}] names no files"));
    }
    Ok(Allowance { name: name.to_owned(), files, aim: size("aim").unwrap_or(limit), limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_budget_is_read() {
        let entries = read(&crate::paths::root().join("size-budget.toml")).unwrap();
        let widget = entries.iter().find(|entry| entry.name == "widget").unwrap();
        assert!(widget.aim < widget.limit);
        assert_eq!(widget.files, ["halo.js", "halo_bg.wasm"]);
    }

    #[test]
    fn an_entry_without_a_limit_or_without_files_is_refused_by_name() {
        let value = |text: &str| Value::Table(text.parse().unwrap());
        assert!(entry("door", &value("files = [\"a.js\"]")).unwrap_err().contains("[door]"));
        assert!(entry("door", &value("limit = 1")).unwrap_err().contains("[door]"));
    }
}
