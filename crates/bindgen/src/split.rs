//! The splitting step: takes out of cargo's module what only the functions of `on_demand!` reach, into chunks that are
//! loaded when they are wanted. What a function is called to be found here is known to src/on_demand.rs.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, Module};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

use crate::at;

/// What a part imports from, which is the main module.
const HUB: &str = "__wasm_split";
/// What the hub imports from in its turn: any other name, or it would import from itself.
const MAIN: &str = "main";

/// `wasm-split <module> <folder>`: writes `main.wasm`, a `split_<chunk>.wasm` for every chunk, a `chunk_<number>.wasm`
/// for what only several chunks share, and `chunks.txt`: a line per chunk, its name and the names of its files. Also
/// `hub.wasm`, which hands on what the parts import: merged with it, they import each thing once.
pub(crate) fn run(args: &[OsString]) -> Result<(), String> {
    let [_, module, folder] = args else {
        return Err(format!("met {} arguments; allowed are <module> <folder>", args.len().saturating_sub(1)));
    };
    let (module, folder) = (Path::new(module), PathBuf::from(folder));
    let input = fs::read(module).map_err(at(module))?;
    // Files of an earlier run would look like chunks of this one.
    let _ = fs::remove_dir_all(&folder);
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &main;
    let split = transform(options).map_err(|error| format!("{}: {error:?}", module.display()))?;
    let mut lines: Vec<String> =
        split.prefetch_map.iter().map(|(chunk, files)| format!("{chunk} {}\n", files.join(" "))).collect();
    lines.sort();
    let list = folder.join("chunks.txt");
    fs::write(&list, lines.concat()).map_err(at(&list))?;
    let files: BTreeSet<&String> = split.prefetch_map.values().flatten().collect();
    let parts = files.into_iter().map(|file| folder.join(format!("{file}.wasm")));
    write_hub(parts, &folder.join("hub.wasm"))
}

fn write_hub(parts: impl Iterator<Item = PathBuf>, path: &Path) -> Result<(), String> {
    let mut handed_on = BTreeMap::new();
    for part in parts {
        let bytes = fs::read(&part).map_err(at(&part))?;
        add_imports(&bytes, &mut handed_on).map_err(at(&part))?;
    }
    fs::write(path, hub(&handed_on)).map_err(at(path))
}

fn add_imports(part: &[u8], handed_on: &mut BTreeMap<String, EntityType>) -> Result<(), String> {
    for payload in Parser::new(0).parse_all(part) {
        let Payload::ImportSection(section) = payload.map_err(|error| error.to_string())? else { continue };
        for import in section.into_imports() {
            let import = import.map_err(|error| error.to_string())?;
            let kind = RoundtripReencoder.entity_type(import.ty).map_err(|error| error.to_string())?;
            // A function's type is a number of this part alone, which no other module understands.
            if import.module != HUB || matches!(kind, EntityType::Function(_)) {
                return Err(format!(
                    "met the import {}.{}; allowed are tables, memories and globals of {HUB}",
                    import.module, import.name
                ));
            }
            handed_on.entry(import.name.to_owned()).or_insert(kind);
        }
    }
    Ok(())
}

fn hub(handed_on: &BTreeMap<String, EntityType>) -> Vec<u8> {
    let (mut imports, mut exports) = (ImportSection::new(), ExportSection::new());
    let (mut tables, mut memories, mut globals) = (0.., 0.., 0..);
    for (name, kind) in handed_on {
        imports.import(MAIN, name, *kind);
        let place = match kind {
            EntityType::Table(_) => tables.next().map(|at| (ExportKind::Table, at)),
            EntityType::Memory(_) => memories.next().map(|at| (ExportKind::Memory, at)),
            EntityType::Global(_) => globals.next().map(|at| (ExportKind::Global, at)),
            EntityType::Function(_) | EntityType::FunctionExact(_) | EntityType::Tag(_) => None,
        };
        if let Some((kind, at)) = place {
            exports.export(name, kind, at);
        }
    }
    let mut module = Module::new();
    module.section(&imports).section(&exports);
    module.finish()
}
