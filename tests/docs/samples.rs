//! The token samples of docs/identity-verification.md are run, each by its own language where that is installed, and
//! their tokens are checked by Node. The one in Rust is built with the crates that the guide names, in the versions that
//! this repository has locked: nothing is fetched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::markdown::{file, page};
use crate::names::between;

const SECRET: &str = "ha_secret_0123456789abcdef0123456789abcdef";

/// What checks a token: the signature over header and claims, and the claims themselves.
const CHECK: &str = r#"
import { createHmac } from "node:crypto";
const [token, secret] = process.argv.slice(2);
const [header, claims, signature] = token.split(".");
const read = (part) => JSON.parse(Buffer.from(part, "base64url"));
const { user_id, iat, exp } = read(claims);
const good = createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url") === signature
  && read(header).alg === "HS256" && user_id === "user-42" && exp === iat + 600 && Math.abs(iat - Date.now() / 1000) < 600;
process.exit(good ? 0 : 1);
"#;

struct Language {
    name: &'static str,
    file: &'static str,
    /// Prints the token of `user-42`.
    rest: &'static str,
    command: &'static [&'static str],
}

const LANGUAGES: [Language; 6] = [
    Language {
        name: "js",
        file: "token.mjs",
        rest: "console.log(haloToken('user-42'));",
        command: &["node", "token.mjs"],
    },
    Language {
        name: "python",
        file: "token.sample.py",
        rest: "print(halo_token('user-42'))",
        command: &["python3", "token.sample.py"],
    },
    Language {
        name: "ruby",
        file: "token.rb",
        rest: "puts halo_token('user-42')",
        command: &["ruby", "token.rb"],
    },
    Language {
        name: "php",
        file: "token.php",
        rest: "echo halo_token('user-42'), PHP_EOL;",
        command: &["php", "token.php"],
    },
    Language { name: "go", file: "halo/halo.go", rest: "", command: &["go", "run", "."] },
    Language {
        name: "rust",
        file: "src/main.rs",
        rest: "fn main() {\n    let secret = std::env::var(\"HALO_IDENTITY_SECRET\").unwrap();\n    \
               println!(\"{}\", halo_token(\"user-42\", &secret));\n}",
        command: &["cargo", "run", "--quiet", "--offline"],
    },
];

const GO_MODULE: &str = "module sample\n\ngo 1.19\n";
const GO_MAIN: &str = "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"sample/halo\"\n)\n\nfunc main() {\n\ttoken, _ := \
    halo.Token(\"user-42\", os.Getenv(\"HALO_IDENTITY_SECRET\"))\n\tfmt.Println(token)\n}\n";

/// The manifest of a program with the crates that the guide names: `` `name` version``, in the sentence above the sample.
fn manifest() -> String {
    let guide = file("docs/identity-verification.md");
    let sentence = between(&guide, "With the crates ", ":");
    let mut text =
        String::from("[package]\nname = \"sample\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n");
    for (name, version) in sentence.split('`').skip(1).zip(sentence.split('`').skip(2)).step_by(2) {
        let version: String = version.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        text.push_str(&format!("{name} = \"{version}\"\n"));
    }
    text
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs a program in a folder; nothing where it is not installed.
fn printed(folder: &Path, command: &[&str]) -> Option<String> {
    let mut program = Command::new(command[0]);
    program.args(&command[1..]).current_dir(folder).env("HALO_IDENTITY_SECRET", SECRET);
    // Beside what this test is built into: no build waits for another.
    program.env("CARGO_TARGET_DIR", folder.join("target"));
    let output = program.env("GOCACHE", folder.join("cache")).env("GOFLAGS", "-mod=mod").output().ok()?;
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn the_samples_make_tokens_that_verify() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("token-samples");
    let guide = page("docs/identity-verification.md");
    write(&folder.join("check.mjs"), CHECK);
    write(&folder.join("go.mod"), GO_MODULE);
    write(&folder.join("main.go"), GO_MAIN);
    write(&folder.join("Cargo.toml"), &manifest());
    write(&folder.join("Cargo.lock"), &file("Cargo.lock"));
    let samples = guide.fences.iter().filter(|(_, code)| code.contains("HS256")).count();
    assert_eq!(samples, LANGUAGES.len(), "a sample of the guide is not run");
    for language in LANGUAGES {
        let is_sample = |(name, code): &&(String, String)| name == language.name && code.contains("HS256");
        let (_, sample) =
            guide.fences.iter().find(is_sample).unwrap_or_else(|| panic!("no sample in {}", language.name));
        write(&folder.join(language.file), &format!("{sample}\n{}\n", language.rest));
        let Some(token) = printed(&folder, language.command) else {
            println!("{} is not installed: its sample was not run", language.command[0]);
            continue;
        };
        let check =
            Command::new("node").arg(folder.join("check.mjs")).args([token.as_str(), SECRET]).status();
        assert!(check.unwrap().success(), "the {} sample made {token}", language.name);
    }
}
