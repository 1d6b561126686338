//! Which pages may read the API's answers: any, or those that the operator lists. No cookie is ever read, so a foreign
//! page gains nothing by a call; a list keeps a copied key from working in a foreign page.

/// The origin of sandboxed frames and of files.
const OPAQUE: &str = "null";
const ANY: &str = "*";

/// The origins whose pages may read answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// All; the default.
    #[default]
    Any,
    /// These alone, as browsers write them.
    Listed(Vec<String>),
}

impl Origins {
    /// Origins as they were given: `*`, or a list of `https://shop.example`, `http://localhost:3000`, `null`.
    ///
    /// # Errors
    /// What was met that no browser would send.
    pub fn read(given: &[String]) -> Result<Self, String> {
        if given.iter().any(|it| it == ANY) {
            let alone = given.len() == 1;
            return alone.then_some(Self::Any).ok_or_else(|| "\"*\" stands alone or not at all".to_owned());
        }
        match given.iter().find(|it| !is_origin(it)) {
            Some(wrong) => Err(format!(
                "{wrong:?} is not an origin such as https://shop.example: scheme and host in small letters, a port only if \
                 it is not the usual one, no path"
            )),
            None => Ok(Self::Listed(given.to_vec())),
        }
    }

    /// The value of `Access-Control-Allow-Origin` for a page of that origin; none: it may not read the answer.
    #[must_use]
    pub fn answer(&self, origin: Option<&str>) -> Option<&str> {
        match self {
            Self::Any => Some(ANY),
            // Byte by byte, as browsers compare it: no case, port or path is forgiven.
            Self::Listed(list) => list.iter().find(|it| Some(it.as_str()) == origin).map(String::as_str),
        }
    }

    /// Whether the answer depends on who asks.
    #[must_use]
    pub fn vary(&self) -> bool {
        matches!(self, Self::Listed(_))
    }
}

fn is_origin(text: &str) -> bool {
    if text == OPAQUE {
        return true;
    }
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        // Pages of apps and extensions have schemes of their own.
        _ => "",
    };
    let is_scheme = !scheme.is_empty() && scheme.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
    let is_host = !rest.is_empty()
        && rest.bytes().all(|it| {
            it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'.' | b'-' | b':' | b'[' | b']')
        });
    is_scheme && is_host && (usual.is_empty() || !rest.ends_with(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(list: &[&str]) -> Result<Origins, String> {
        Origins::read(&list.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_listed_origin_is_answered_and_nothing_that_only_looks_like_it() {
        let origins = listed(&["https://shop.example", "http://localhost:3000"]).unwrap();
        assert_eq!(origins.answer(Some("https://shop.example")), Some("https://shop.example"));
        for other in [
            "https://SHOP.example",
            "https://shop.example:443",
            "https://shop.example/",
            "https://shop.example, https://evil.example",
            "https://shop.example.evil.example",
            "http://shop.example",
            "null",
            "",
        ] {
            assert_eq!(origins.answer(Some(other)), None, "{other}");
        }
        assert_eq!(origins.answer(None), None);
    }

    #[test]
    fn null_is_answered_only_where_it_is_listed() {
        assert_eq!(listed(&["null"]).unwrap().answer(Some("null")), Some("null"));
        assert_eq!(Origins::Any.answer(Some("null")), Some("*"));
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for wrong in [
            "shop.example",
            "https://Shop.example",
            "https://a.example/",
            "https://a.example:443",
            "https://",
        ] {
            assert!(listed(&[wrong]).unwrap_err().contains(wrong), "{wrong}");
        }
        assert!(listed(&["*", "https://a.example"]).is_err());
    }
}
