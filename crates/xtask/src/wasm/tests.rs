//! What holds for reading and changing a module, on one written by hand.

use super::*;

/// Type () -> (), an import "m" "f", an export "e" of a function, one empty body, a name for it.
const SMALL: &[u8] = b"\0asm\x01\0\0\0\
    \x01\x04\x01\x60\0\0\
    \x02\x07\x01\x01m\x01f\0\0\
    \x03\x02\x01\0\
    \x07\x05\x01\x01e\0\x01\
    \x0a\x04\x01\x02\0\x0b\
    \0\x0e\x04name\x01\x07\x01\x01\x04body";

fn small() -> Module {
    Module::parse(Path::new("small.wasm"), SMALL).unwrap()
}

#[test]
fn an_unchanged_module_is_written_as_it_was_read() {
    let path = std::env::temp_dir().join(format!("xtask-wasm-{}.wasm", std::process::id()));
    let mut module = small();
    module.set_imports(&module.imports().unwrap());
    module.set_exports(&module.exports().unwrap());
    module.write(&path).unwrap();
    let written = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(written, SMALL);
}

#[test]
fn a_renamed_import_and_a_removed_export_are_all_that_changes() {
    let mut module = small();
    let imports = module.imports().unwrap();
    let longer: Vec<Import> =
        imports.into_iter().map(|import| Import { name: "x".repeat(200), ..import }).collect();
    module.set_imports(&longer);
    module.set_exports(&[]);
    assert_eq!(module.imports().unwrap(), longer);
    assert!(module.exports().unwrap().is_empty());
    assert_eq!(module.functions().unwrap().len(), 1);
}

#[test]
fn functions_carry_their_names_behind_the_imported_ones() {
    let functions = small().functions().unwrap();
    assert_eq!(functions.iter().map(|f| (f.name.as_str(), f.bytes)).collect::<Vec<_>>(), [("body", 2)]);
}

#[test]
fn a_module_cut_anywhere_inside_is_refused_or_shorter_and_never_a_crash() {
    for end in 0..SMALL.len() {
        if let Ok(module) = Module::parse(Path::new("cut.wasm"), &SMALL[..end]) {
            assert!(module.sections.len() < small().sections.len());
        }
    }
}
