//! The doors of the chunks: the shipped module does not hold their code, nor all that nothing else reaches; it lies in
//! files of their own, which are fetched when they are wanted (`core::chunk`). Everywhere else they are ordinary
//! functions.

/// Makes a function the one door of a chunk: what it returns is all that the rest of the widget gets of it. To be called
/// once its file has come, by who fetched it; before that the call is a trap that ends the widget.
///
/// No argument may be called `here` or `there`: the two ends are. The dist step (crates/bindgen) finds the ends by the
/// names that are written here, and joins them when it cuts the module; a chunk with two doors does not link.
macro_rules! on_demand {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty = $chunk:literal $body:block) => {
        $(#[$meta])*
        #[cfg(not(all(feature = "split", target_family = "wasm")))]
        $vis fn $name($($arg: $type),*) -> $out $body

        $(#[$meta])*
        #[cfg(all(feature = "split", target_family = "wasm"))]
        // Both ends are made here, of the same types by the same compiler: what crosses is as safe as a Rust call.
        #[allow(unsafe_code, improper_ctypes, improper_ctypes_definitions)]
        $vis fn $name($($arg: $type),*) -> $out {
            // The splitting step joins ends of one chunk by 32 digits; where each chunk has one door they are the same.
            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            unsafe extern "C" {
                #[link_name = concat!("__wasm_split_00", $chunk, "00_import_00000000000000000000000000000000")]
                safe fn there($($arg: $type),*) -> $out;
            }
            #[unsafe(export_name = concat!("__wasm_split_00", $chunk, "00_export_00000000000000000000000000000000"))]
            extern "C" fn here($($arg: $type),*) -> $out $body
            there($($arg),*)
        }
    };
}
pub(crate) use on_demand;
