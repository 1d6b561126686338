//! Vectors and splits for the decoder tests.

use serde_json::Value;
use std::path::PathBuf;

/// The input of a vector: plain in `input`, or base64 in `input_b64`.
pub(crate) fn input(vector: &Value) -> Vec<u8> {
    match vector["input"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => base64(vector["input_b64"].as_str().expect("a vector has input or input_b64")),
    }
}

/// The vectors of a file in `tests/vectors`.
pub(crate) fn own(file: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
    vectors(&std::fs::read_to_string(path).unwrap())
}

/// The vectors of a file in the folder `HALO_VECTORS`, or `../shared/vectors` beside the repository.
pub(crate) fn shared(file: &str) -> Vec<Value> {
    let folder = std::env::var_os("HALO_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let path = folder.join(file);
    vectors(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn vectors(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

/// Every way to cut the input that the tests try: whole, byte by byte, and at every single place.
pub(crate) fn splits(input: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut splits = vec![vec![input], input.chunks(1).collect()];
    splits.extend((1..input.len()).map(|at| vec![&input[..at], &input[at..]]));
    splits
}

fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets = text
        .bytes()
        .filter(|byte| *byte != b'=')
        .map(|byte| ALPHABET.bytes().position(|known| known == byte).expect("a base64 character") as u32);
    let mut out = Vec::new();
    let (mut bits, mut length) = (0_u32, 0);
    for sextet in sextets {
        bits = (bits << 6) | sextet;
        length += 6;
        if length >= 8 {
            length -= 8;
            out.push((bits >> length) as u8);
        }
    }
    out
}
