//! The splitting step: takes out of cargo's module what only the functions of `on_demand!` reach, into chunks that are
//! loaded when they are wanted. What a function is called to be found here is known to src/on_demand.rs.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

/// `wasm-split <module> <folder>`: writes `main.wasm`, a `split_<chunk>.wasm` for every chunk, a `chunk_<number>.wasm`
/// for what only several chunks share, and `chunks.txt`: a line per chunk, its name and the names of its files.
pub(crate) fn run(args: &[OsString]) -> Result<(), String> {
    let [_, module, folder] = args else {
        return Err(format!("met {} arguments; allowed are <module> <folder>", args.len().saturating_sub(1)));
    };
    let (module, folder) = (Path::new(module), PathBuf::from(folder));
    let input = fs::read(module).map_err(|error| format!("{}: {error}", module.display()))?;
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
    fs::write(&list, lines.concat()).map_err(|error| format!("{}: {error}", list.display()))
}
