//! What a module consists of: its sections and its functions, with their sizes in raw bytes.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload};

use crate::{at, imported_functions};

/// `wasm-list <module>`: prints a line per section, `section<TAB>bytes<TAB>name`, and one per function with a body,
/// `function<TAB>bytes<TAB>name`. Without a name section functions are called by their index.
pub(crate) fn run(args: &[OsString]) -> Result<(), String> {
    let [_, module] = args else {
        return Err(format!("met {} arguments; allowed is <module>", args.len().saturating_sub(1)));
    };
    let path = Path::new(module);
    let bytes = fs::read(path).map_err(at(path))?;
    let lines = lines(&bytes).map_err(at(path))?;
    print!("{}", lines.concat());
    Ok(())
}

fn lines(bytes: &[u8]) -> Result<Vec<String>, BinaryReaderError> {
    let mut lines = Vec::new();
    let mut sizes = Vec::new();
    let mut imported = 0;
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section() {
            lines.push(format!("section\t{}\t{}\n", range.len(), section_name(id, &payload)));
        }
        match payload {
            Payload::ImportSection(section) => imported = imported_functions(section)?,
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for name in section {
                        let Name::Function(functions) = name? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index, naming.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    lines.extend((imported..).zip(sizes).map(|(index, size)| {
        let name = names.remove(&index).unwrap_or_else(|| format!("function {index}"));
        format!("function\t{size}\t{name}\n")
    }));
    Ok(lines)
}

fn section_name(id: u8, payload: &Payload<'_>) -> String {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
        "tag",
    ];
    match payload {
        Payload::CustomSection(section) => format!("custom {:?}", section.name()),
        _ => NAMES.get(usize::from(id)).copied().unwrap_or("unknown").to_owned(),
    }
}
