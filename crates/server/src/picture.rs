//! Pictures of people, as they are served: square, small, and made anew, so that nothing of the file that was given (where
//! it was taken, what hides behind its end) goes on.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// Pixels of a side: the widget shows 40, screens have up to three for each.
const SIDE: u32 = 128;
/// What is served is at most so large.
pub const MOST_BYTES: usize = 64 * 1024;
/// A picture from a telephone has less, in bytes of the file and in pixels of a side.
const MOST_READ: usize = 20 * 1024 * 1024;
const MOST_SIDE: u32 = 12_000;
/// JPEG's quality, of 100: nothing is seen of the loss at this size.
const QUALITY: u8 = 88;

/// A picture that can be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Such as `image/png`.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The middle of a JPEG, PNG or WebP file, upright.
///
/// # Errors
/// What was met and what is allowed.
pub fn face(file: &[u8]) -> Result<Picture, String> {
    if file.len() > MOST_READ {
        return Err(format!("{} bytes are more than the {MOST_READ} allowed", file.len()));
    }
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|cause| cause.to_string())?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader.format().is_some_and(|it| known.contains(&it)) {
        return Err("it is no JPEG, PNG or WebP file".to_owned());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_SIDE), Some(MOST_SIDE));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|cause| cause.to_string())?;
    let turned = decoder.orientation().map_err(|cause| cause.to_string())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|cause| cause.to_string())?;
    picture.apply_orientation(turned);
    let picture = picture.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3);
    if picture.color().has_alpha()
        && let Some(bytes) = png(&picture).filter(|bytes| bytes.len() <= MOST_BYTES)
    {
        return Ok(Picture { media_type: "image/png", bytes });
    }
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    picture.into_rgb8().write_with_encoder(encoder).map_err(|cause| cause.to_string())?;
    Ok(Picture { media_type: "image/jpeg", bytes })
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let pixels = DynamicImage::from(picture.to_rgba8());
    pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok().map(|()| bytes)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn size(picture: &Picture) -> (u32, u32) {
        let read = image::load_from_memory(&picture.bytes).unwrap();
        (read.width(), read.height())
    }

    #[test]
    fn a_picture_becomes_a_small_square_and_loses_what_was_hidden_in_it() {
        let wide = DynamicImage::from(RgbImage::from_fn(900, 300, |x, _| {
            if (300..600).contains(&x) { Rgb([200, 10, 10]) } else { Rgb([10, 10, 200]) }
        }));
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let mut given = file(&wide, format);
            given.extend_from_slice(b"hidden behind the end");
            let made = face(&given).unwrap();
            assert_eq!((made.media_type, size(&made)), ("image/jpeg", (SIDE, SIDE)), "{format:?}");
            assert!(!made.bytes.windows(6).any(|it| it == b"hidden"));
            let middle = image::load_from_memory(&made.bytes).unwrap().into_rgb8();
            assert!(
                middle.get_pixel(5, 64)[0] > 150 && middle.get_pixel(122, 64)[2] < 80,
                "its middle is kept"
            );
        }
    }

    #[test]
    fn what_can_be_seen_through_stays_so_and_no_picture_is_larger_than_allowed() {
        let round = DynamicImage::from(RgbaImage::from_fn(64, 64, |x, y| {
            let inside = (x as i32 - 32).pow(2) + (y as i32 - 32).pow(2) < 900;
            Rgba([20, 120, 20, if inside { 255 } else { 0 }])
        }));
        assert_eq!(face(&file(&round, ImageFormat::Png)).unwrap().media_type, "image/png");
        let mut state = 1_u32;
        let noise = DynamicImage::from(RgbaImage::from_fn(SIDE, SIDE, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgba(state.to_be_bytes())
        }));
        assert!(face(&file(&noise, ImageFormat::Png)).unwrap().bytes.len() <= MOST_BYTES);
    }

    #[test]
    fn what_is_no_picture_is_told_so() {
        let cut = file(&DynamicImage::new_rgb8(10, 10), ImageFormat::Png)[..40].to_vec();
        for given in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"", b"GIF89a", &cut] {
            assert!(face(given).is_err());
        }
    }
}
