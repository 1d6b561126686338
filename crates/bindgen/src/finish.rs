//! The finishing step, after the optimiser: functions in an order that compresses well, short names of imports and
//! exports, nothing that no engine reads.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, ExportSection, FunctionSection, ImportSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, Export, FunctionBody, FunctionSectionReader, Import,
    ImportSectionReader, Parser, Payload,
};

use crate::{at, imported_functions, order};

/// The module name of all imports, instead of the bindings step's "./halo_bg.js".
const IMPORTED_FROM: &str = "a";
/// Kept readable for whoever looks at the memory of a running widget.
const MEMORY: &str = "memory";
/// Between the columns of the list of names.
const TAB: char = '\t';

/// `wasm-finish main <module> <output> <names>` finishes the main module and writes which names became which: a line each,
/// `import` or `export`, the long and the short name, separated by tabs, in the module's order.
/// `wasm-finish part <module> <output> <names>` finishes a module that imports from the main one by the names of its list,
/// and that nobody imports from.
pub(crate) fn run(args: &[OsString]) -> Result<(), String> {
    let allowed = "<main or part> <module> <output> <names>";
    let [_, form, module, output, names] = args else {
        return Err(format!("met {} arguments; allowed are {allowed}", args.len().saturating_sub(1)));
    };
    let (module, output, names) = (Path::new(module), Path::new(output), Path::new(names));
    let input = fs::read(module).map_err(at(module))?;
    let finished = match form.to_str() {
        Some("main") => {
            let (finished, list) = main(&input).map_err(at(module))?;
            fs::write(names, list).map_err(at(names))?;
            finished
        }
        Some("part") => {
            let list = fs::read_to_string(names).map_err(at(names))?;
            part(&input, &list).map_err(at(module))?
        }
        _ => return Err(format!("met {}; allowed are {allowed}", form.display())),
    };
    fs::write(output, finished).map_err(at(output))
}

/// The main module and the list of its names.
fn main(input: &[u8]) -> Result<(Vec<u8>, String), String> {
    let mut names = Names::default();
    let finished = finish(input, &mut names)?;
    let lines = |kind: &str, list: &[(String, String)]| -> String {
        list.iter().map(|(long, short)| format!("{kind}{TAB}{long}{TAB}{short}\n")).collect()
    };
    Ok((finished, lines("import", &names.imports) + &lines("export", &names.exports)))
}

/// A part, whose imports are exports of the main module.
fn part(input: &[u8], list: &str) -> Result<Vec<u8>, String> {
    let known = list.lines().filter_map(|line| line.strip_prefix("export\t")?.split_once(TAB));
    let known = known.map(|(long, short)| (long.to_owned(), short.to_owned())).collect();
    finish(input, &mut Names { known: Some(known), ..Names::default() })
}

/// The short names that are given.
#[derive(Default)]
struct Names {
    /// For a part: what its imports are called.
    known: Option<BTreeMap<String, String>>,
    imports: Vec<(String, String)>,
    exports: Vec<(String, String)>,
}

impl Names {
    fn import(&mut self, long: &str) -> Result<String, String> {
        let short = match &self.known {
            None => short_name(self.imports.len()),
            Some(known) => known
                .get(long)
                .cloned()
                .ok_or_else(|| format!("it needs {long}, which the main module does not export"))?,
        };
        self.imports.push((long.to_owned(), short.clone()));
        Ok(short)
    }

    /// Nothing for a part: nobody imports from it.
    fn export(&mut self, long: &str) -> Option<String> {
        if self.known.is_some() {
            return None;
        }
        let short = if long == MEMORY { MEMORY.to_owned() } else { short_name(self.exports.len()) };
        self.exports.push((long.to_owned(), short.clone()));
        Some(short)
    }
}

fn finish(input: &[u8], names: &mut Names) -> Result<Vec<u8>, String> {
    let order = order_of(input).map_err(|error| error.to_string())?;
    let mut module = Module::new();
    let outcome = Finishing { names, order }.parse_core_module(&mut module, Parser::new(0), input);
    outcome.map(|()| module.finish()).map_err(|error| match error {
        reencode::Error::UserError(missing) => missing,
        other => other.to_string(),
    })
}

/// The new place of each function.
struct Order {
    /// How many are imported: they come first, and stay.
    imported: u32,
    /// By the new place, the old.
    old: Vec<usize>,
    /// By the old place, the new.
    new: Vec<u32>,
}

fn order_of(input: &[u8]) -> Result<Order, wasmparser::BinaryReaderError> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(input) {
        match payload? {
            Payload::ImportSection(section) => imported = imported_functions(section)?,
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let old = order::by_likeness(&bodies);
    let mut new = vec![0; old.len()];
    for (place, old) in (imported..).zip(&old) {
        new[*old] = place;
    }
    Ok(Order { imported, old, new })
}

struct Finishing<'a> {
    names: &'a mut Names,
    order: Order,
}

type Reencoded<T = ()> = Result<T, reencode::Error<String>>;

impl Reencode for Finishing<'_> {
    type Error = String;

    fn function_index(&mut self, index: u32) -> Reencoded<u32> {
        let own = index.checked_sub(self.order.imported).map(|at| self.order.new[at as usize]);
        Ok(own.unwrap_or(index))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Reencoded {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for old in &self.order.old {
            functions.function(types[*old]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Reencoded {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for old in self.order.old.clone() {
            self.parse_function_body(code, bodies[old].clone())?;
        }
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Reencoded {
        for import in section.into_imports() {
            let Import { name, ty, .. } = import?;
            let ty = self.entity_type(ty)?;
            let short = self.names.import(name).map_err(reencode::Error::UserError)?;
            imports.import(IMPORTED_FROM, &short, ty);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Reencoded {
        if let Some(short) = self.names.export(export.name) {
            reencode::utils::parse_export(self, exports, Export { name: &short, ..export })?;
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Reencoded {
        Ok(())
    }
}

/// a, b, … z, A, … Z, aa, ba, …: valid as a property name in every place the glue writes it.
fn short_name(mut index: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[index % LETTERS.len()]));
        if index < LETTERS.len() {
            return name;
        }
        index = index / LETTERS.len() - 1;
    }
}

#[cfg(test)]
mod tests;
