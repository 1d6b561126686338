//! Where an answer may take the visitor: on the page's own origin at once, to another http(s) origin when the visitor
//! says so, elsewhere never (contract §3).

/// An address as the browser has read it, against the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The whole of it.
    pub href: String,
    /// `https:` and the like.
    pub scheme: String,
    /// Whether it is on the page's own origin.
    pub is_own: bool,
    /// Whether a user name or password stands in it: they make another host look like a known one.
    pub has_credentials: bool,
}

/// What becomes of a wish to navigate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Go.
    Go(String),
    /// Show the address and ask.
    Ask(String),
    /// Never.
    Refuse,
}

/// Decides. `None` is an address that the browser cannot read.
#[must_use]
pub fn depart(address: Option<Destination>) -> Departure {
    match address {
        Some(Destination { scheme, has_credentials: false, href, is_own })
            if scheme == "https:" || scheme == "http:" =>
        {
            if is_own {
                Departure::Go(href)
            } else {
                Departure::Ask(href)
            }
        }
        _ => Departure::Refuse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(scheme: &str, is_own: bool, has_credentials: bool) -> Option<Destination> {
        Some(Destination {
            href: "the address".to_owned(),
            scheme: scheme.to_owned(),
            is_own,
            has_credentials,
        })
    }

    #[test]
    fn the_pages_own_origin_is_gone_to_and_another_is_asked_about() {
        let href = "the address".to_owned();
        assert_eq!(depart(address("https:", true, false)), Departure::Go(href.clone()));
        assert_eq!(depart(address("http:", true, false)), Departure::Go(href.clone()));
        assert_eq!(depart(address("https:", false, false)), Departure::Ask(href));
    }

    #[test]
    fn every_other_scheme_is_refused_even_on_the_pages_own_origin() {
        for scheme in
            ["javascript:", "data:", "blob:", "file:", "mailto:", "tel:", "intent:", "vbscript:", ""]
        {
            assert_eq!(depart(address(scheme, true, false)), Departure::Refuse, "{scheme}");
            assert_eq!(depart(address(scheme, false, false)), Departure::Refuse, "{scheme}");
        }
        assert_eq!(depart(None), Departure::Refuse);
    }

    #[test]
    fn an_address_that_looks_like_another_is_refused() {
        assert_eq!(depart(address("https:", false, true)), Departure::Refuse);
    }
}
