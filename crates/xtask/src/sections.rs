//! What weighs what inside the module: its sections, and its functions by the crate they were written for.
//! Raw bytes, since compression does not work by function; the shares are what to look at.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::dist::{self, MODULE};
use crate::failure::Outcome;
use crate::process::printed;
use crate::{paths, tools};

/// How many lines of each listing are worth reading.
const LINES: usize = 25;
/// Function names are cut here: generic ones run to thousands of characters.
const NAME_WIDTH: usize = 110;
/// The standard library's crates: code in them is made for whoever calls, so the caller is looked for.
const STD: [&str; 5] = ["core", "alloc", "std", "hashbrown", "compiler_builtins"];

/// A line of the listing of crates/bindgen.
struct Line {
    kind: String,
    bytes: usize,
    name: String,
}

/// Prints the listings for the module that was built last.
pub(crate) fn print() -> Outcome {
    let listing = tools::ensure_bindings()?.join(tools::LISTING);
    println!("\nsections of {MODULE}, raw bytes");
    for section in lines(&listing, &paths::sdk().join(MODULE), "section")? {
        println!("{:>9}  {}", section.bytes, section.name);
    }
    let mut functions = lines(&listing, &dist::named_module()?, "function")?;
    functions.sort_by_key(|function| Reverse(function.bytes));
    println!("\nfunctions by crate, raw bytes");
    for (name, bytes) in by_crate(&functions).into_iter().take(LINES) {
        println!("{bytes:>9}  {name}");
    }
    println!("\nlargest functions, raw bytes");
    for function in functions.iter().take(LINES) {
        let name: String = without_hashes(&function.name).chars().take(NAME_WIDTH).collect();
        println!("{:>9}  {name}", function.bytes);
    }
    Ok(())
}

/// The sections or the functions of a module.
fn lines(listing: &Path, module: &Path, kind: &str) -> Outcome<Vec<Line>> {
    let text = printed(Command::new(listing).arg(module))?;
    Ok(text.lines().filter_map(line).filter(|line| line.kind == kind).collect())
}

fn line(text: &str) -> Option<Line> {
    let mut columns = text.splitn(3, '\t');
    let (kind, bytes, name) = (columns.next()?, columns.next()?, columns.next()?);
    Some(Line { kind: kind.to_owned(), bytes: bytes.parse().ok()?, name: name.to_owned() })
}

fn by_crate(functions: &[Line]) -> Vec<(String, usize)> {
    let mut sums: BTreeMap<String, usize> = BTreeMap::new();
    for function in functions {
        *sums.entry(crate_of(&function.name)).or_default() += function.bytes;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, bytes)| Reverse(*bytes));
    sums
}

/// The first crate that a name mentions and that is not of the standard library. Crates are written `name[hash]`.
fn crate_of(name: &str) -> String {
    let mentioned: Vec<&str> = name
        .split('[')
        .zip(name.split('[').skip(1))
        .filter(|(_, rest)| hash_length(rest) > 0)
        .map(|(before, _)| last_word(before))
        .collect();
    let own = mentioned.iter().find(|name| !STD.contains(name)).or(mentioned.first());
    own.map_or_else(|| "(no crate named)".to_owned(), |name| (*name).to_owned())
}

fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match hash_length(part) {
            0 => short = short + "[" + part,
            length => short += part.get(length..).unwrap_or_default(),
        }
    }
    short
}

/// The length of a leading `0123abcd]`, or 0.
fn hash_length(text: &str) -> usize {
    match text.split_once(']') {
        Some((hash, _)) if hash.len() > 4 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            hash.len() + 1
        }
        _ => 0,
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_crate_it_was_made_for() {
        assert_eq!(
            crate_of("<alloc[7e4141392c711c05]::sync::Arc<halo_widget[0123456789abcdef]::App>>::drop_slow"),
            "halo_widget"
        );
        assert_eq!(crate_of("core[44528b579e4af097]::fmt::write"), "core");
        assert_eq!(crate_of("main"), "(no crate named)");
    }

    #[test]
    fn hashes_are_left_out_and_slices_stay() {
        assert_eq!(without_hashes("<core[44528b579e4af097]::slice::[u8]>::len"), "<core::slice::[u8]>::len");
    }
}
