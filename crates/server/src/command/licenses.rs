//! `halo-server licenses`: the notices of everybody whose code is in the program. `cargo xtask release` gathers them and puts
//! them into it; a program that was built otherwise says so.

use std::io::{ErrorKind, Write as _};

use super::Failure;
use crate::assets::{self, Bytes};

pub(super) fn run() -> Result<(), Failure> {
    let notices = gather(assets::file).ok_or(Failure::NoNotices)?;
    let mut out = std::io::stdout().lock();
    let written = notices.iter().try_for_each(|it| out.write_all(it)).and_then(|()| out.flush());
    match written {
        // Who reads on has seen enough.
        Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::System),
    }
}

/// The notices of the server, and those of the widget where it is in the program too: all of them or none.
fn gather(file: impl Fn(&str) -> Option<Bytes>) -> Option<Vec<Bytes>> {
    let mut notices = vec![file(assets::NOTICES)?];
    if file(assets::SDK_MANIFEST).is_some() {
        notices.push(file(assets::SDK_NOTICES)?);
    }
    Some(notices)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is printed where these files are in the program.
    fn printed(files: &[&str]) -> Option<String> {
        let notices = gather(|name| files.contains(&name).then(|| name.as_bytes().to_vec().into()))?;
        Some(String::from_utf8(notices.concat()).unwrap())
    }

    #[test]
    fn the_notices_of_all_that_is_in_the_program_are_printed_or_none() {
        let (own, widget, manifest) = (assets::NOTICES, assets::SDK_NOTICES, assets::SDK_MANIFEST);
        assert_eq!(printed(&[own]).as_deref(), Some(own));
        assert_eq!(printed(&[own, widget, manifest]), Some([own, widget].concat()));
        assert_eq!(printed(&[own, manifest]), None, "the widget's are missing");
        assert_eq!(printed(&[widget, manifest]), None, "the server's are missing");
    }
}
