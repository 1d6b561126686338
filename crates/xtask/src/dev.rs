//! The edit loop: trunk serves index.html and rebuilds on every save, with the server behind its proxy. Trunk's hook,
//! which lays the built files where the page's snippet expects them, is here too.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::args::Args;
use crate::dist::{GLUE, MODULE, scripts};
use crate::failure::{Failure, Outcome};
use crate::process::run as run_program;
use crate::supervise::{ProcessGroup, free};
use crate::{paths, server, tools};

/// The folder of the shipped files in the page's snippet.
const SERVED: &str = "sdk/latest";
/// Where trunk serves the page.
const PORT: u16 = 8080;
/// What trunk calls its output, after the bin that index.html names.
const BUILT_GLUE: &str = "halo-widget.js";
const BUILT_MODULE: &str = "halo-widget_bg.wasm";

/// `cargo xtask dev`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args =
        Args::new(rest, "--port N (of the page; the server is always on 8787, as Trunk.toml says)");
    let port = args.port(PORT)?;
    args.finish()?;
    free(port)?;
    free(server::PORT)?;
    let mut trunk = trunk("serve")?;
    trunk.args(["--port", &port.to_string()]);
    let program = server::build()?;
    let mut group = ProcessGroup::new()?;
    group.start("halo-server", &mut server::demo(&program, server::PORT))?;
    if group.wait_for(server::PORT)? {
        println!("\nThe page, rebuilt on every save:  http://127.0.0.1:{port}/   (Ctrl-C ends it)\n");
        group.start("trunk", &mut trunk)?;
    }
    group.wait()
}

/// `trunk build`, for the tests: the page must never rot.
pub(crate) fn build_page() -> Outcome {
    run_program(&mut trunk("build")?)
}

/// `cargo xtask hook`, called by trunk after a build.
pub(crate) fn hook(rest: Vec<String>) -> Outcome {
    Args::new(rest, "no options").finish()?;
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return Err(Failure::Usage {
            given: "no TRUNK_STAGING_DIR".to_owned(),
            allowed: "to be called by trunk, as Trunk.toml says".to_owned(),
        });
    };
    let folder = staging.join(SERVED);
    fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
    let built = staging.join(BUILT_MODULE);
    fs::copy(&built, folder.join(MODULE)).map_err(Failure::at(&built))?;
    scripts::bundle_glue(&staging.join(BUILT_GLUE), &folder.join(GLUE), &[])?;
    scripts::bundle_plain(&folder)
}

/// Trunk with everything it needs in place.
fn trunk(command: &str) -> Outcome<Command> {
    tools::ensure_wasm_target()?;
    tools::ensure_node_modules()?;
    let bindings = tools::ensure_bindings()?;
    let mut trunk = Command::new(tools::ensure_trunk()?);
    trunk.arg(command).current_dir(paths::root()).env("PATH", path_behind(&bindings)?);
    // Trunk reads it as a boolean of its own and refuses the customary "1".
    trunk.env_remove("NO_COLOR");
    Ok(trunk)
}

/// PATH with a folder before everything else.
fn path_behind(folder: &Path) -> Outcome<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders)
        .map_err(|error| Failure::Content { path: folder.to_owned(), met: error.to_string() })
}
