//! Images a visitor sends: read from a picker, the clipboard or a drop, scaled down, and shown. Shown on a canvas, since
//! an `<img>` would need the page's `img-src` to allow `data:`. The chunk "pictures", but for finding the files of an event.

use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use crate::web::dynamic::{call, get, new, set};

/// Longer sides are scaled down to this many pixels: what vision models look at before they scale down themselves.
const LONGEST_SIDE: f64 = 1_568.0;
/// Longest side of a picture in the panel, in pixels: twice its size on the screen.
const SHOWN_SIDE: f64 = 480.0;
/// Quality of the JPEG: a photo of the longest side comes to about 300 KB.
const QUALITY: f64 = 0.85;
/// Larger files are not opened, in bytes: decoding one could end the tab of a phone.
const FILE_BYTES: f64 = 40e6;

/// The files that an event of a picker, a paste or a drop brings. They outlive it, unlike what they came in. Words that are
/// pasted are pasted: office programs put a picture of them beside them.
#[must_use]
pub fn files(event: &JsValue) -> Vec<JsValue> {
    let lists = ["target", "clipboardData", "dataTransfer"].iter();
    let mut files: Vec<JsValue> = lists
        .filter_map(|source| get(&get(event, source)?, "files"))
        .flat_map(|files| Array::from(&files))
        .collect();
    if pastes_words(event, files.first()) {
        files.clear();
    }
    files
}

/// Given an image as a `data:` address; `None` is a file that is no readable image.
pub type Take = Rc<dyn Fn(Option<String>)>;

/// Reads an image file, scaled down.
pub fn read(file: JsValue, take: Take) {
    spawn_local(async move { take(scaled(file).await) });
}

/// The event pastes words. The name of a file that is pasted, which some file managers put beside it, is none.
fn pastes_words(event: &JsValue, file: Option<&JsValue>) -> bool {
    let words =
        get(event, "clipboardData").and_then(|it| call(&it, "getData", &[&"text".into()])?.as_string());
    let name = file.and_then(|file| get(file, "name")?.as_string());
    words.is_some_and(|words| !words.trim().is_empty() && Some(words.trim()) != name.as_deref())
}

/// An element that shows the image of a `data:` address as soon as it is decoded.
pub fn show(address: &str) -> Option<Element> {
    let canvas = canvas()?;
    let (shown, address) = (canvas.clone(), address.to_owned());
    spawn_local(async move {
        if let Some(file) = decoded(&address) {
            paint(&shown, &file, SHOWN_SIDE).await;
        }
    });
    Some(canvas)
}

fn canvas() -> Option<Element> {
    web_sys::window()?.document()?.create_element("canvas").ok()
}

async fn scaled(file: JsValue) -> Option<String> {
    let kind = get(&file, "type")?.as_string()?;
    if !kind.starts_with("image/") || get(&file, "size")?.as_f64()? > FILE_BYTES {
        return None;
    }
    let canvas = canvas()?;
    paint(&canvas, &file, LONGEST_SIDE).await?;
    let address = call(&canvas, "toDataURL", &[&"image/jpeg".into(), &QUALITY.into()])?;
    address.as_string().filter(|address| address.starts_with("data:image/"))
}

/// Draws an image file on a canvas that is made as large as the image, up to `longest`. White lies below: JPEG knows
/// no transparency.
async fn paint(canvas: &JsValue, file: &JsValue, longest: f64) -> Option<()> {
    let promised = call(&js_sys::global(), "createImageBitmap", &[file])?;
    let image = JsFuture::from(Promise::resolve(&promised)).await.ok()?;
    let (width, height) = (get(&image, "width")?.as_f64()?, get(&image, "height")?.as_f64()?);
    let scale = (longest / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).ceil(), (height * scale).ceil());
    set(canvas, "width", width);
    set(canvas, "height", height);
    let context = call(canvas, "getContext", &[&"2d".into()])?;
    set(&context, "fillStyle", "#fff");
    let (zero, width, height) = (0.0.into(), width.into(), height.into());
    call(&context, "fillRect", &[&zero, &zero, &width, &height]);
    call(&context, "drawImage", &[&image, &zero, &zero, &width, &height])?;
    call(&image, "close", &[]).map(drop)
}

/// The file within a `data:` address. Not by `fetch`, which a page's `connect-src` may forbid.
fn decoded(address: &str) -> Option<JsValue> {
    let (_, base64) = address.split_once("base64,")?;
    let text = call(&js_sys::global(), "atob", &[&base64.into()])?.as_string()?;
    let bytes: Vec<u8> = text.chars().map(|char| char as u8).collect();
    let bytes: JsValue = Uint8Array::from(bytes.as_slice()).into();
    new("Blob", &[&Array::of1(&bytes)])
}
