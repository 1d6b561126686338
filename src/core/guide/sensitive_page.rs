//! Paths on which a panel that opens by itself gets in the way: sign-in, sign-up, checkout. A guess by words, good enough
//! for a hint to the developer.

/// Words of a path that say so.
const WORDS: [&str; 12] = [
    "login",
    "logon",
    "signin",
    "signon",
    "signup",
    "register",
    "registration",
    "checkout",
    "payment",
    "auth",
    "oauth",
    "sso",
];
/// Two words that say so together.
const PAIRS: [(&str, &str); 6] =
    [("log", "in"), ("log", "on"), ("sign", "in"), ("sign", "on"), ("sign", "up"), ("check", "out")];

/// Whether the path looks like sign-in, sign-up or checkout.
#[must_use]
pub fn is_sensitive(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let mut before = "";
    path.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let pair = (std::mem::replace(&mut before, word), word);
        WORDS.contains(&word) || PAIRS.contains(&pair)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_sign_up_and_checkout_are_known_by_their_words() {
        for path in
            ["/login", "/en/Sign-In", "/sign_up.html", "/shop/checkout/2", "/check-out", "/SignUp", "/auth/x"]
        {
            assert!(is_sensitive(path), "{path}");
        }
        for path in ["/", "/blogindex", "/authors", "/signals/in", "/design-update", "/loginess", "/shop"] {
            assert!(!is_sensitive(path), "{path}");
        }
    }
}
