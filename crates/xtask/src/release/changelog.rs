//! The cut of the changelog: what stands under Unreleased gets the version and the day, and Unreleased begins anew.

const UNRELEASED: &str = "## Unreleased\n";

/// The changelog after the cut.
pub(super) struct Cut {
    pub(super) text: String,
    /// How many changes the release has.
    pub(super) entries: usize,
}

/// Cuts `text`, or says why there is nothing to cut.
pub(super) fn cut(text: &str, version: &str, day: &str) -> Result<Cut, String> {
    if text.contains(&format!("\n## {version} ")) {
        return Err(format!("CHANGELOG.md has a section {version} already"));
    }
    let Some((before, after)) = text.split_once(UNRELEASED) else {
        return Err("CHANGELOG.md has no section Unreleased".to_owned());
    };
    let entries = after.split("\n## ").next().unwrap_or_default().lines();
    let entries = entries.filter(|line| line.starts_with("- ")).count();
    if entries == 0 {
        return Err("CHANGELOG.md has nothing under Unreleased: there is nothing to release".to_owned());
    }
    let after = after.trim_start();
    Ok(Cut { text: format!("{before}{UNRELEASED}\n## {version} - {day}\n\n{after}"), entries })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n  And more.\n- Two.\n\n## 0.1.0 - 2026-01-02\n\n- Old.\n";

    #[test]
    fn what_is_unreleased_gets_version_and_day() {
        let cut = cut(BEFORE, "0.2.0", "2026-03-04").unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(cut.entries, 2);
        let after = "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-03-04\n\n### Added\n\n- One.\n  And more.\n- Two.\n\n## 0.1.0 - 2026-01-02\n\n- Old.\n";
        assert_eq!(cut.text, after);
    }

    #[test]
    fn a_second_cut_finds_nothing_to_release() {
        let once = cut(BEFORE, "0.2.0", "2026-03-04").map(|cut| cut.text).unwrap_or_default();
        let refusal = |version| cut(&once, version, "2026-03-05").map(|cut| cut.text).unwrap_err();
        assert!(refusal("0.3.0").contains("nothing under Unreleased"));
        assert!(refusal("0.2.0").contains("0.2.0 already"));
        assert!(cut("# Changelog\n", "1.0.0", "2026-03-05").is_err());
    }
}
