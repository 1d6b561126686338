//! What holds for a finished module, on small ones.

use std::collections::BTreeSet;

use wasm_encoder::{EntityType, ExportKind, Function, NameMap, NameSection, TypeSection};
use wasmparser::{Validator, WasmFeatures};

use super::*;

/// Imports a function and the memory; three functions, the last of which calls the first and is exported with the memory; a
/// section of names.
fn small() -> Vec<u8> {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([], [wasm_encoder::ValType::I32]);
    module.section(&types);
    let mut imports = ImportSection::new();
    imports.import("./halo_bg.js", "__wbg_call", EntityType::Function(0));
    module.section(&imports);
    let mut functions = FunctionSection::new();
    functions.function(0).function(1).function(0);
    module.section(&functions);
    let mut exports = ExportSection::new();
    exports.export("caller", ExportKind::Func, 3);
    exports.export("number", ExportKind::Func, 2);
    module.section(&exports);
    let mut code = CodeSection::new();
    let mut called = Function::new([]);
    called.instructions().call(0).end();
    let mut number = Function::new([]);
    number.instructions().i32_const(7).end();
    let mut caller = Function::new([]);
    caller.instructions().call(1).call(1).call(2).drop().call(0).end();
    code.function(&called).function(&number).function(&caller);
    module.section(&code);
    let mut names = NameMap::new();
    names.append(3, "caller");
    let mut section = NameSection::new();
    section.functions(&names);
    module.section(&section);
    module.finish()
}

fn is_valid(module: &[u8]) -> bool {
    Validator::new_with_features(WasmFeatures::default()).validate_all(module).is_ok()
}

#[test]
fn a_finished_module_is_valid_and_what_is_exported_is_the_same_function() {
    let (finished, names) = main(&small()).unwrap();
    assert!(is_valid(&finished));
    assert_eq!(names, "import\t__wbg_call\ta\nexport\tcaller\ta\nexport\tnumber\tb\n");
    // The largest comes first; calls and exports follow the functions to their new places.
    let order = order_of(&small()).unwrap();
    assert_eq!(order.old.first(), Some(&2));
    let (mut exported, mut bodies) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(&finished) {
        match payload.unwrap() {
            Payload::ExportSection(section) => {
                exported = section.into_iter().map(|it| it.unwrap().index).collect();
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
            Payload::CustomSection(section) => panic!("{} is left", section.name()),
            _ => {}
        }
    }
    assert_eq!(exported, [order.new[2], order.new[1]]);
    // No locals, i32.const 7, end.
    assert_eq!(bodies[order.new[1] as usize - 1], [0, 0x41, 7, 0x0b]);
}

#[test]
fn a_part_imports_by_the_short_names_and_exports_nothing() {
    let list = "import\tx\ta\nexport\t__wbg_call\tq\n";
    let finished = part(&small(), list).unwrap();
    assert!(is_valid(&finished));
    for payload in Parser::new(0).parse_all(&finished) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                let import = section.into_imports().next().unwrap().unwrap();
                assert_eq!((import.module, import.name), (IMPORTED_FROM, "q"));
            }
            Payload::ExportSection(section) => assert_eq!(section.count(), 0),
            _ => {}
        }
    }
    let error = part(&small(), "export\tother\ta\n").unwrap_err();
    assert_eq!(error, "it needs __wbg_call, which the main module does not export");
}

#[test]
fn the_memory_keeps_its_name() {
    let mut names = Names::default();
    assert_eq!(names.export("memory").as_deref(), Some("memory"));
    assert_eq!(names.export("other").as_deref(), Some("b"));
}

#[test]
fn a_module_that_is_cut_off_is_refused() {
    let whole = small();
    let refused = (1..whole.len()).filter(|end| main(&whole[..*end]).is_err()).count();
    // But for the ends of sections, where what is left is a module too.
    assert!(refused > whole.len() * 3 / 4, "{refused} of {}", whole.len());
}

#[test]
fn short_names_are_never_given_twice() {
    let names: BTreeSet<String> = (0..10_000).map(short_name).collect();
    assert_eq!(names.len(), 10_000);
    assert!(names.iter().all(|name| name.len() <= 3 && name.chars().all(|c| c.is_ascii_alphabetic())));
}
