//! Compression dictionary transport (RFC 9842): what a browser has of a former release is the dictionary that the same
//! file of a newer one is compressed with, so that an upgrade costs a returning visitor what has changed. Made once, when
//! a server starts with a new release, and kept in the archive.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use brotli::enc::{BrotliCompressCustomIoCustomDict, BrotliEncoderParams, StandardAlloc};
use brotli::{IoReaderWrapper, IoWriterWrapper};
use sha2::{Digest, Sha256};

use crate::assets::Assets;

/// The content coding.
pub const CODING: &str = "dcb";

/// Former releases that are compared with: visitors who were away for longer pay for a first visit.
const RELEASES: usize = 8;
/// A file smaller than this fits into a packet or two as it is.
const WORTH_BYTES: usize = 2_000;
/// What dictionaries are for; JSON of languages and manifests is small.
const ENDINGS: [&str; 2] = [".js", ".wasm"];
/// The largest window that clients must have room for: dictionary and file fit.
const WINDOW_BITS: i32 = 24;
/// Opens every body of the coding, before the dictionary's hash.
const MAGIC: [u8; 4] = [0xff, 0x44, 0x43, 0x42];
/// Size of what is read and written at a time.
const BUFFER_BYTES: usize = 1 << 16;
/// Folder of the archive.
const FOLDER: &str = "deltas";

/// A SHA-256.
pub type Hash = [u8; 32];

/// Whether a file is worth being a dictionary and being compressed with one.
#[must_use]
pub fn is_worth(name: &str) -> bool {
    ENDINGS.iter().any(|it| name.ends_with(it))
}

/// The body for a client that has the dictionary, if it was made.
#[must_use]
pub fn find(assets: &Assets, dictionary: &Hash, file: &Hash) -> Option<Vec<u8>> {
    fs::read(assets.workshop(FOLDER)?.join(name_of(dictionary, file))).ok()
}

/// Makes what is missing for the present release. Takes seconds of a processor.
///
/// # Errors
/// The archive cannot be read or written.
pub fn make(assets: &Assets) -> io::Result<usize> {
    let Some(folder) = assets.workshop(FOLDER) else { return Ok(0) };
    fs::create_dir_all(&folder)?;
    let (own, mut made) = (assets.build(), 0);
    let former: Vec<String> =
        assets.kept().into_iter().filter(|it| Some(it) != own.as_ref()).take(RELEASES).collect();
    for name in assets.names()?.iter().filter(|name| is_worth(name)) {
        let Some(file) = assets.sdk(name).filter(|it| it.len() >= WORTH_BYTES) else { continue };
        for dictionary in former.iter().filter_map(|it| assets.archived(it, name)) {
            made += usize::from(make_one(&folder, &dictionary, &file)?);
        }
    }
    Ok(made)
}

fn make_one(folder: &Path, dictionary: &[u8], file: &[u8]) -> io::Result<bool> {
    let (known, wanted): (Hash, Hash) = (Sha256::digest(dictionary).into(), Sha256::digest(file).into());
    let place = folder.join(name_of(&known, &wanted));
    if place.exists() {
        return Ok(false);
    }
    let mut body = MAGIC.to_vec();
    body.extend(known);
    body.extend(compress(dictionary, file)?);
    let part = PathBuf::from(format!("{}.{}", place.display(), std::process::id()));
    fs::File::create(&part)?.write_all(&body)?;
    fs::rename(&part, &place)?;
    Ok(true)
}

fn compress(dictionary: &[u8], mut file: &[u8]) -> io::Result<Vec<u8>> {
    let parameters =
        BrotliEncoderParams { lgwin: WINDOW_BITS, size_hint: file.len(), ..BrotliEncoderParams::default() };
    let mut body = Vec::new();
    let (mut input, mut output) = (vec![0; BUFFER_BYTES], vec![0; BUFFER_BYTES]);
    BrotliCompressCustomIoCustomDict(
        &mut IoReaderWrapper(&mut file),
        &mut IoWriterWrapper(&mut body),
        &mut input,
        &mut output,
        &parameters,
        StandardAlloc::default(),
        &mut |_, _, _, _| (),
        dictionary,
        io::Error::from(io::ErrorKind::UnexpectedEof),
    )?;
    Ok(body)
}

fn name_of(dictionary: &Hash, file: &Hash) -> String {
    let hex = |hash: &Hash| hash.iter().map(|it| format!("{it:02x}")).collect::<String>();
    format!("{}-{}", hex(dictionary), hex(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_compressed_with_its_former_self_is_a_few_bytes_and_comes_back_whole() {
        let former: Vec<u8> =
            (0_u32..40_000).flat_map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let mut newer = former.clone();
        newer.splice(1_000..1_004, *b"a change");
        let body = compress(&former, &newer).unwrap();
        assert!(body.len() < 200, "{} bytes", body.len());
        let mut back = Vec::new();
        let mut reader =
            brotli::Decompressor::new_with_custom_dict(body.as_slice(), BUFFER_BYTES, former.into());
        io::copy(&mut reader, &mut back).unwrap();
        assert!(back == newer);
    }
}
