//! Tests of the Markdown parser: the tree a view would hold, the CommonMark examples, the laws of streaming, and
//! what GitHub's extensions, our limits and our safety rules ask for.

mod cost;
mod html;
mod spec;
mod streaming;
mod tree;
mod vectors;
#[test]
fn scratch() {
    let Ok(path) = std::env::var("SCRATCH") else { return };
    for text in std::fs::read_to_string(path).unwrap().split("\n====\n") {
        let text = text.replace('␠', " ");
        println!(
            "-------- {text:?}\n  part: {:?}\n  whole: {:?}",
            tree::partial(&text, crate::core::url::safe_link).html(),
            tree::whole(&text, crate::core::url::safe_link).html()
        );
    }
}
