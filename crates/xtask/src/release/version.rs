//! A version, and the one list of the places where it stands. Cargo.lock, which cargo writes, is not among them.

use std::fmt;
use std::str::FromStr;

use super::read;
use crate::failure::{Failure, Outcome};
use crate::paths;

/// Where the version stands, worded with `{}` in its place.
pub(super) struct Place {
    pub(super) file: &'static str,
    wording: &'static str,
}

pub(super) const PLACES: [Place; 4] = [
    Place { file: "Cargo.toml", wording: "[workspace.package]\nversion = \"{}\"" },
    Place { file: "npm/package.json", wording: "\n  \"version\": \"{}\"," },
    Place { file: "npm/boot.js", wording: "export const version = '{}';" },
    Place { file: "docs/content-security.md", wording: "/sdk/{}/" },
];

impl Place {
    pub(super) fn wording(&self, version: &Version) -> String {
        self.wording.replace("{}", &version.to_string())
    }
}

/// Three numbers. What comes before a release has no name of its own here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version([u32; 3]);

impl Version {
    /// The one that this program was built from.
    pub(super) fn standing() -> Self {
        env!("CARGO_PKG_VERSION").parse().unwrap_or(Self([0; 3]))
    }

    /// Why this one may not follow `old`.
    pub(super) fn refusal_after(&self, old: &Self) -> Option<String> {
        (self <= old).then(|| format!("{self} is not greater than {old}, the version that stands"))
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<u32>> = text.split('.').map(number).collect();
        let three = numbers.and_then(|numbers| numbers.try_into().ok());
        three
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no version; allowed are three numbers, such as 1.2.3"))
    }
}

/// A number of semantic versioning: no sign, no zero before it.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// Every file of the list with the new version in the place of the old one.
pub(super) fn changes(old: &Version, new: &Version) -> Outcome<Vec<(&'static str, String)>> {
    let change = |place: &Place| {
        let (text, standing) = (read(place.file)?, place.wording(old));
        if !text.contains(&standing) {
            let met = format!("the version was looked for as {standing:?} and is not there");
            return Err(Failure::Content { path: paths::root().join(place.file), met });
        }
        Ok((place.file, text.replace(&standing, &place.wording(new))))
    };
    PLACES.iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert_eq!(version("0.10.0").refusal_after(&version("0.9.9")), None);
        for lesser in ["0.9.9", "0.9.8", "0.8.10"] {
            assert!(version(lesser).refusal_after(&version("0.9.9")).is_some(), "{lesser}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused_with_what_is_allowed() {
        for text in ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "01.2.3", "+1.2.3", "1.2.3-rc.1", "1..3"] {
            let refusal = text.parse::<Version>().unwrap_err();
            assert!(refusal.contains(text) && refusal.contains("1.2.3"), "{refusal}");
        }
    }

    #[test]
    fn all_places_agree_and_none_names_a_second_version() {
        for place in &PLACES {
            let text = read(place.file).unwrap();
            let (before, _) = place.wording.split_once("{}").unwrap();
            let found: Vec<&str> = text
                .match_indices(before)
                .map(|(at, _)| &text[at + before.len()..])
                .map(|rest| rest.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap())
                // Addresses name builds too.
                .filter(|it| it.contains('.'))
                .collect();
            assert!(!found.is_empty(), "{} does not name the version", place.file);
            assert!(found.iter().all(|it| *it == env!("CARGO_PKG_VERSION")), "{}: {found:?}", place.file);
        }
    }

    #[test]
    fn every_place_gets_the_new_version() {
        let new = version("77.66.55");
        for (file, text) in changes(&Version::standing(), &new).unwrap() {
            assert!(text.contains("77.66.55"), "{file}");
        }
        assert!(changes(&new, &new).unwrap_err().to_string().contains("77.66.55"));
    }
}
