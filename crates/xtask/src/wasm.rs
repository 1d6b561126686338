//! A WebAssembly module as a list of sections, and the few changes and questions the commands have: names of imports
//! and exports, sizes of functions. Validity is the engines' business; a test in a browser follows every change.

mod bytes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::{Reader, put_bytes, put_number};

use crate::failure::{Failure, Outcome};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;
/// Within an import or export: a function.
const FUNCTION: u8 = 0;
/// Within the custom section "name": the names of functions.
const FUNCTION_NAMES: u8 = 1;

/// A module, cut into its sections.
pub(crate) struct Module {
    path: PathBuf,
    pub(crate) sections: Vec<Section>,
}

/// One section: its id and what follows the length.
pub(crate) struct Section {
    pub(crate) id: u8,
    pub(crate) body: Vec<u8>,
}

/// Anything imported.
#[derive(Debug, PartialEq)]
pub(crate) struct Import {
    pub(crate) module: String,
    pub(crate) name: String,
    /// Its kind and type, as they were written.
    what: Vec<u8>,
}

/// Anything exported.
#[derive(Debug, PartialEq)]
pub(crate) struct Export {
    pub(crate) name: String,
    kind: u8,
    index: u32,
}

impl Import {
    /// The same thing under another name.
    pub(crate) fn renamed(&self, module: &str, name: String) -> Self {
        Self { module: module.to_owned(), name, what: self.what.clone() }
    }

    fn is_function(&self) -> bool {
        self.what.first() == Some(&FUNCTION)
    }
}

impl Export {
    /// The same thing under another name.
    pub(crate) fn renamed(&self, name: String) -> Self {
        Self { name, kind: self.kind, index: self.index }
    }
}

/// A function of the module and the bytes of its body.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) bytes: usize,
}

impl Module {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        Self::parse(path, &fs::read(path).map_err(Failure::at(path))?)
    }

    fn parse(path: &Path, bytes: &[u8]) -> Outcome<Self> {
        let mut module = Self { path: path.to_owned(), sections: Vec::new() };
        let rest = bytes.strip_prefix(HEADER).ok_or_else(|| module.damaged("no WebAssembly header"))?;
        let mut reader = Reader(rest);
        while !reader.0.is_empty() {
            let section = reader.section().ok_or_else(|| module.damaged("a section is cut off"))?;
            module.sections.push(section);
        }
        Ok(module)
    }

    /// A module that only carries others along, each in a custom section of this name.
    pub(crate) fn parcel(name: &str, modules: &[Self]) -> Self {
        let sections = modules.iter().map(|module| {
            let mut body = Vec::new();
            put_bytes(&mut body, name.as_bytes());
            body.extend(module.bytes());
            Section { id: CUSTOM, body }
        });
        Self { path: PathBuf::new(), sections: sections.collect() }
    }

    /// Writes the module to `path`.
    pub(crate) fn write(&self, path: &Path) -> Outcome {
        fs::write(path, self.bytes()).map_err(Failure::at(path))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = HEADER.to_vec();
        for section in &self.sections {
            bytes.push(section.id);
            put_bytes(&mut bytes, &section.body);
        }
        bytes
    }

    /// The imports, in order.
    pub(crate) fn imports(&self) -> Outcome<Vec<Import>> {
        self.entries(IMPORT, "the import section", |reader| {
            Some(Import { module: reader.name()?, name: reader.name()?, what: reader.imported()?.to_vec() })
        })
    }

    /// The exports, in order.
    pub(crate) fn exports(&self) -> Outcome<Vec<Export>> {
        self.entries(EXPORT, "the export section", |reader| {
            Some(Export { name: reader.name()?, kind: reader.byte()?, index: reader.number()? })
        })
    }

    /// Replaces the imports by as many others.
    pub(crate) fn set_imports(&mut self, imports: &[Import]) {
        let mut body = Vec::new();
        put_number(&mut body, imports.len());
        for import in imports {
            put_bytes(&mut body, import.module.as_bytes());
            put_bytes(&mut body, import.name.as_bytes());
            body.extend_from_slice(&import.what);
        }
        self.replace(IMPORT, body);
    }

    /// Replaces the exports.
    pub(crate) fn set_exports(&mut self, exports: &[Export]) {
        let mut body = Vec::new();
        put_number(&mut body, exports.len());
        for export in exports {
            put_bytes(&mut body, export.name.as_bytes());
            body.push(export.kind);
            put_number(&mut body, export.index as usize);
        }
        self.replace(EXPORT, body);
    }

    /// Drops names, producers and the like: no engine reads them.
    pub(crate) fn drop_custom_sections(&mut self) {
        self.sections.retain(|section| section.id != CUSTOM);
    }

    /// Every function with a body. Without a name section the names are numbers.
    pub(crate) fn functions(&self) -> Outcome<Vec<Function>> {
        let mut names = self.function_names();
        let mut index = self.imports()?.iter().filter(|import| import.is_function()).count();
        self.entries(CODE, "the code section", |reader| {
            let size = reader.number()? as usize;
            let bytes = reader.take(size)?.len();
            let name = names.remove(&index).unwrap_or_else(|| format!("function {index}"));
            index += 1;
            Some(Function { name, bytes })
        })
    }

    fn function_names(&self) -> BTreeMap<usize, String> {
        let mut names = BTreeMap::new();
        for section in self.sections.iter().filter(|section| section.id == CUSTOM) {
            let mut reader = Reader(&section.body);
            if reader.name().as_deref() == Some("name") {
                while let Some(part) = reader.section() {
                    if part.id == FUNCTION_NAMES {
                        names.extend(Reader(&part.body).names().unwrap_or_default());
                    }
                }
            }
        }
        names
    }

    fn entries<T>(
        &self,
        id: u8,
        what: &str,
        mut entry: impl FnMut(&mut Reader<'_>) -> Option<T>,
    ) -> Outcome<Vec<T>> {
        let Some(section) = self.sections.iter().find(|section| section.id == id) else {
            return Ok(Vec::new());
        };
        let mut reader = Reader(&section.body);
        let entries = reader.number().and_then(|count| (0..count).map(|_| entry(&mut reader)).collect());
        entries.ok_or_else(|| self.damaged(&format!("{what} could not be read")))
    }

    fn replace(&mut self, id: u8, body: Vec<u8>) {
        if let Some(section) = self.sections.iter_mut().find(|section| section.id == id) {
            section.body = body;
        }
    }

    fn damaged(&self, met: &str) -> Failure {
        Failure::Content { path: self.path.clone(), met: met.to_owned() }
    }
}

impl Section {
    /// What the section is called in listings.
    pub(crate) fn name(&self) -> String {
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
        let name = NAMES.get(usize::from(self.id)).copied().unwrap_or("unknown");
        match Reader(&self.body).name() {
            Some(custom) if self.id == CUSTOM => format!("custom {custom:?}"),
            _ => name.to_owned(),
        }
    }
}
