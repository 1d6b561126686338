//! The faults that `cargo xtask plant` plants: of each rule one, with the check that must see it and its words.

/// A fault of one rule.
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// Where it is planted; the file may be a new one.
    pub(super) file: &'static str,
    pub(super) how: How,
    pub(super) check: Check,
    /// What the refusal must say.
    pub(super) words: &'static str,
}

pub(super) enum How {
    /// At the end of the file.
    Append(&'static str),
    /// All of the first by the second.
    Replace(&'static str, &'static str),
    /// At the end: a beginning, a line so many times, an end.
    Lines(&'static str, &'static str, usize, &'static str),
}

pub(super) enum Check {
    /// A test of the widget's package that reads sources: which target, which test.
    Test { target: &'static [&'static str], name: &'static str },
    /// The linter over one small package.
    Clippy { package: &'static str },
    /// The formatter and linter of scripts.
    Biome { file: &'static str },
    /// The licences of all dependencies.
    Deny,
}

const RULES: &[&str] = &["--test", "rules"];
const LAYERING: &[&str] = &["--test", "layering"];
const NAMES: &[&str] = &["--test", "names"];

pub(super) const FAULTS: [Fault; 13] = [
    Fault {
        name: "circle",
        file: "src/core/turn.rs",
        how: How::Append("use crate::core::transcript::Transcript as _;\n"),
        check: Check::Test { target: LAYERING, name: "no_files_name_each_other_in_a_circle" },
        words: "core::transcript",
    },
    Fault {
        name: "upward",
        file: "src/core/http_date.rs",
        how: How::Append("use crate::core::state::State as _;\n"),
        check: Check::Test { target: LAYERING, name: "inside_the_core_too" },
        words: "http_date.rs names",
    },
    Fault {
        name: "long-function",
        file: "crates/markdown/src/lib.rs",
        how: How::Lines(
            "\npub fn planted(mut a: u8) -> u8 {\n",
            "    a = a.wrapping_mul(3);\n",
            61,
            "    a\n}\n",
        ),
        check: Check::Clippy { package: "halo-markdown" },
        words: "this function has too many lines",
    },
    Fault {
        name: "long-file",
        file: "src/core/backoff.rs",
        how: How::Lines("", "// A line.\n", 400, ""),
        check: Check::Test { target: RULES, name: "no_file_is_too_long" },
        words: "src/core/backoff.rs has",
    },
    Fault {
        name: "silent-file",
        file: "src/core/planted.rs",
        how: How::Append("pub(crate) const PLANTED: u8 = 1;\n"),
        check: Check::Test { target: RULES, name: "every_file_says_at_its_top" },
        words: "src/core/planted.rs",
    },
    Fault {
        name: "sleeping-test",
        file: "tests/cases.rs",
        how: How::Append(
            "#[test]\nfn planted() {\n    std::thread::sleep(std::time::Duration::from_secs(1));\n}\n",
        ),
        check: Check::Test { target: RULES, name: "no_test_sleeps" },
        words: "tests/cases.rs: std::thread::sleep",
    },
    Fault {
        name: "unused-text",
        file: "src/ui/attachments.rs",
        how: How::Replace("TextKey::AttachImage", "TextKey::Clear"),
        check: Check::Test { target: &["--lib"], name: "every_text_is_shown_by_some_code" },
        words: "no code shows",
    },
    Fault {
        name: "second-meaning",
        file: "src/core/session.rs",
        how: How::Append("/// Planted.\npub struct Turn;\n"),
        check: Check::Test { target: NAMES, name: "no_two_public_types_share_a_name" },
        words: "\"Turn\"",
    },
    Fault {
        name: "second-meaning-in-the-server",
        file: "crates/server/src/clock.rs",
        how: How::Append("/// Planted.\npub struct Delivery;\n"),
        check: Check::Test { target: NAMES, name: "no_two_public_types_share_a_name" },
        words: "\"Delivery\"",
    },
    Fault {
        name: "unknown-noun",
        file: "crates/server/src/gizmo.rs",
        how: How::Append("//! Planted.\n"),
        check: Check::Test { target: NAMES, name: "every_file_and_every_public_type" },
        words: "crates/server/src/gizmo.rs",
    },
    Fault {
        name: "sleeping-script",
        file: "tests/browser/answer/scenario.mjs",
        how: How::Append("await new Promise((done) => setTimeout(done, 300));\n"),
        check: Check::Test { target: RULES, name: "no_test_sleeps" },
        words: "tests/browser/answer/scenario.mjs: await new Promise",
    },
    Fault {
        name: "unformatted",
        file: "npm/boot.js",
        how: How::Append("export const  planted=1\n"),
        check: Check::Biome { file: "npm/boot.js" },
        words: "Formatter would have printed",
    },
    Fault {
        name: "copyleft",
        file: "crates/planted/Cargo.toml",
        how: How::Append(
            "[package]\nname = \"planted\"\nversion = \"0.0.0\"\nedition = \"2024\"\nlicense = \"GPL-3.0-only\"\n\n[lib]\npath = \"../markdown/src/lib.rs\"\n",
        ),
        check: Check::Deny,
        words: "GPL-3.0-only",
    },
];
