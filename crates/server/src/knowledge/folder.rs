//! What lies in the sources of knowledge: the files that are documents, the pictures beside them, and what is passed
//! over, with the reason. Only regular files whose real path lies inside of their folder are ever opened.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::navigation::{self, Titles};
use super::source::PlainText;

/// A larger file is no document.
const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// A larger picture is not served.
const PICTURE_BYTES: u64 = 16 * 1024 * 1024;
/// Folders within folders beyond this are a mistake.
const DEEPEST: usize = 16;
/// Folders that hold other people's documents.
const SKIPPED_FOLDERS: [&str; 3] = ["node_modules", "target", "_site"];
/// Endings of documents that cannot be read yet: who has them should know.
const UNREAD_ENDINGS: [&str; 14] = [
    "rst", "adoc", "asciidoc", "org", "tex", "textile", "wiki", "pdf", "doc", "docx", "odt", "rtf", "ipynb",
    "xml",
];

/// Where documents come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder, or one file.
    Path(PathBuf),
    /// A text that is part of the program.
    Text {
        /// The document's name.
        name: &'static str,
        /// Its text.
        text: &'static str,
    },
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, with whatever a generator adds.
    Markdown,
    /// HTML.
    Html,
    /// Only text.
    Text,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_string_lossy().to_ascii_lowercase().as_str() {
            "md" | "mdx" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }

    /// Reads a text in it.
    #[must_use]
    pub fn read(self, text: &str) -> PlainText {
        match self {
            Self::Markdown => PlainText::of_markdown(text),
            Self::Html => PlainText::of_html(text),
            Self::Text => PlainText::of_text(text),
        }
    }
}

/// Why a file is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A link that leads out of the folder, a device, a pipe.
    NotInside,
    /// Larger than `FILE_BYTES`.
    TooLarge(u64),
    /// Neither UTF-8 nor UTF-16.
    Encoding,
    /// It holds no word.
    Empty,
    /// It says so itself.
    Draft,
    /// Another file has its name.
    SameName(String),
    /// A kind of document that cannot be read.
    Ending(String),
    /// The system refused.
    Unreadable(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInside => f.write_str("it is no regular file inside of the folder"),
            Self::TooLarge(bytes) => write!(f, "it has {bytes} bytes; at most {FILE_BYTES} are read"),
            Self::Encoding => f.write_str("it is neither UTF-8 nor UTF-16; save it as UTF-8"),
            Self::Empty => f.write_str("no text is in it"),
            Self::Draft => f.write_str("it says that it is a draft"),
            Self::SameName(other) => write!(f, "{other} has the same name"),
            Self::Ending(ending) => {
                write!(f, "files ending in .{ending} are not read; .md, .mdx, .markdown, .html and .txt are")
            }
            Self::Unreadable(cause) => write!(f, "it cannot be read: {cause}"),
        }
    }
}

/// A file that is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// A file that may be a document, unread.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its document's name.
    pub name: String,
    /// Where it lies, or the text itself.
    pub place: TextLocation,
    /// How it is read.
    pub format: Format,
    /// What tells one state of it from another.
    pub stamp: FileStamp,
    /// What a list of contents calls it.
    pub listed: Option<String>,
}

/// Where a document's text is.
#[derive(Clone, Debug)]
pub enum TextLocation {
    /// In a file.
    File(PathBuf),
    /// In the program.
    Program(&'static str),
}

/// Time of change and size of a file.
pub type FileStamp = (u64, u64);

/// All that lies in the sources.
#[derive(Debug, Default)]
pub struct Contents {
    /// Documents by name.
    pub documents: BTreeMap<String, Candidate>,
    /// Pictures by name, their ending included.
    pub pictures: BTreeMap<String, PathBuf>,
    /// What is neither, as far as somebody might wonder.
    pub passed_over: Vec<SkippedFile>,
    titles: Titles,
}

/// A source that is not there.
#[derive(Debug)]
pub struct SourceError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub cause: std::io::Error,
}

/// Looks into the sources, opening nothing but lists of contents.
///
/// # Errors
/// A source cannot be looked into.
pub fn look(sources: &[Source]) -> Result<Contents, SourceError> {
    let mut contents = Contents::default();
    for source in sources {
        match source {
            Source::Text { name, text } => {
                let place = TextLocation::Program(text);
                let stamp = (0, text.len() as u64);
                let found = Candidate {
                    name: (*name).to_owned(),
                    place,
                    format: Format::Markdown,
                    stamp,
                    listed: None,
                };
                contents.documents.entry((*name).to_owned()).or_insert(found);
            }
            Source::Path(path) => look_at(path, &mut contents)?,
        }
    }
    for (name, title) in std::mem::take(&mut contents.titles) {
        if let Some(found) = contents.documents.get_mut(&name) {
            found.listed = Some(title);
        }
    }
    Ok(contents)
}

fn look_at(path: &Path, contents: &mut Contents) -> Result<(), SourceError> {
    let unreadable = |cause| SourceError { path: path.to_owned(), cause };
    let root = fs::canonicalize(path).map_err(unreadable)?;
    let about = fs::metadata(&root).map_err(unreadable)?;
    if about.is_dir() {
        let mut seen = HashSet::from([root.clone()]);
        return walk(&root, path, "", 0, &mut seen, contents).map_err(unreadable);
    }
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    take_file(path, &about, name, contents);
    Ok(())
}

fn walk(
    root: &Path,
    folder: &Path,
    prefix: &str,
    depth: usize,
    seen: &mut HashSet<PathBuf>,
    contents: &mut Contents,
) -> std::io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        // Gone between listing and looking: not there.
        let Ok(kind) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let real = if kind.is_symlink() { fs::canonicalize(&path).ok() } else { None };
        if kind.is_symlink() && real.as_ref().is_none_or(|real| !real.starts_with(root)) {
            contents.pass_over(&path, Reason::NotInside);
            continue;
        }
        let Ok(about) = fs::metadata(&path) else { continue };
        if about.is_dir() {
            let is_new = seen.insert(real.unwrap_or_else(|| path.clone()));
            if depth < DEEPEST && is_new && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                // A folder that may not be looked into is named, and the others are read all the same.
                if let Err(cause) = walk(root, &path, &format!("{prefix}{name}/"), depth + 1, seen, contents)
                {
                    contents.pass_over(&path, Reason::Unreadable(cause.to_string()));
                }
            }
        } else if navigation::read(&path, &name, prefix, &mut contents.titles) {
            // Nothing to be quoted.
        } else {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            take_file(&path, &about, format!("{prefix}{stem}"), contents);
        }
    }
    Ok(())
}

fn take_file(path: &Path, about: &Metadata, name: String, contents: &mut Contents) {
    let ending = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let format = Format::of(path);
    let is_known = format.is_some() || picture_type(&ending).is_some();
    if !about.is_file() {
        if is_known {
            contents.pass_over(path, Reason::NotInside);
        }
        return;
    }
    let Some(format) = format else {
        if picture_type(&ending).is_some() && about.len() <= PICTURE_BYTES {
            contents
                .pictures
                .entry(format!("{name}.{}", raw_ending(path)))
                .or_insert_with(|| path.to_owned());
        } else if UNREAD_ENDINGS.contains(&ending.as_str()) {
            contents.pass_over(path, Reason::Ending(ending));
        }
        return;
    };
    if about.len() > FILE_BYTES {
        return contents.pass_over(path, Reason::TooLarge(about.len()));
    }
    if let Some(Candidate { place: TextLocation::File(other), .. }) = contents.documents.get(&name) {
        let other = other.display().to_string();
        return contents.pass_over(path, Reason::SameName(other));
    }
    let modified = about.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    let stamp = (modified.map_or(0, |it| u64::try_from(it.as_nanos()).unwrap_or(u64::MAX)), about.len());
    let found = Candidate {
        name: name.clone(),
        place: TextLocation::File(path.to_owned()),
        format,
        stamp,
        listed: None,
    };
    contents.documents.insert(name, found);
}

fn raw_ending(path: &Path) -> String {
    path.extension().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Contents {
    fn pass_over(&mut self, path: &Path, reason: Reason) {
        self.passed_over.push(SkippedFile { path: path.to_owned(), reason });
    }
}

/// The type of a picture by its ending.
#[must_use]
pub fn picture_type(ending: &str) -> Option<&'static str> {
    Some(match ending.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

impl Candidate {
    /// What it says, called as a list of contents calls it where it does not name itself.
    ///
    /// # Errors
    /// Why it has no text.
    pub fn read(&self) -> Result<PlainText, Reason> {
        let plain = self.format.read(&self.text()?);
        Ok(PlainText { short_title: plain.short_title.or_else(|| self.listed.clone()), ..plain })
    }

    /// Its text.
    ///
    /// # Errors
    /// Why it has none.
    pub fn text(&self) -> Result<String, Reason> {
        match &self.place {
            TextLocation::Program(text) => Ok((*text).to_owned()),
            TextLocation::File(path) => {
                let bytes = fs::read(path).map_err(|cause| Reason::Unreadable(cause.to_string()))?;
                decoded(bytes)
            }
        }
    }
}

/// UTF-8 or, by its mark, UTF-16; anything else would be shown garbled.
fn decoded(bytes: Vec<u8>) -> Result<String, Reason> {
    let of_pairs = |from: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks(2);
        let units: Vec<u16> = units
            .map(|it| from([it.first().copied().unwrap_or(0), it.get(1).copied().unwrap_or(0)]))
            .collect();
        String::from_utf16(&units).map_err(|_| Reason::Encoding)
    };
    match bytes.get(..2) {
        Some([0xFF, 0xFE]) => of_pairs(u16::from_le_bytes),
        Some([0xFE, 0xFF]) => of_pairs(u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            // A NUL is in no text; the stores refuse it.
            Ok(text) if text.contains('\0') => Err(Reason::Encoding),
            Ok(text) => Ok(text),
            Err(_) => Err(Reason::Encoding),
        },
    }
}
