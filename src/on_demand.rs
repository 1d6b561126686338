//! Functions that the shipped module does not hold: their code, and all that nothing else reaches, lies in a chunk of
//! its own, which is fetched when it is wanted (`core::chunk`). Everywhere else they are ordinary functions.

/// Makes a function part of a chunk. Calling it before the chunk has come is a trap that ends the widget: ask
/// `Delivery::is_there` first.
///
/// No argument may be called `here` or `there`: the two ends are.
///
/// A chunk's functions are numbered, each number once. The dist step (crates/bindgen) finds them by the names that are
/// written here, and joins import and export when it cuts the module.
macro_rules! on_demand {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty = $chunk:literal $number:literal $body:block) => {
        $(#[$meta])*
        #[cfg(not(all(feature = "split", target_family = "wasm")))]
        $vis fn $name($($arg: $type),*) -> $out $body

        $(#[$meta])*
        #[cfg(all(feature = "split", target_family = "wasm"))]
        // Both ends are made here, of the same types by the same compiler: what crosses is as safe as a Rust call.
        #[allow(unsafe_code, improper_ctypes, improper_ctypes_definitions)]
        $vis fn $name($($arg: $type),*) -> $out {
            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            unsafe extern "C" {
                #[link_name = concat!("__wasm_split_00", $chunk, "00_import_0000000000000000000000000000000", $number)]
                safe fn there($($arg: $type),*) -> $out;
            }
            #[unsafe(export_name = concat!("__wasm_split_00", $chunk, "00_export_0000000000000000000000000000000", $number))]
            extern "C" fn here($($arg: $type),*) -> $out $body
            there($($arg),*)
        }
    };
}
pub(crate) use on_demand;
