//! What a service says when it refuses, read for what helps: a field that can be left out, a conversation that is too
//! long; and shortened for the log, without secrets.

/// How much of a service's words goes into the log.
const LOGGED_CHARS: usize = 300;
/// A run of letters and digits this long is taken for a secret.
const SECRET_CHARS: usize = 32;

/// Fields of a call that can be left out, and the words by which services name them.
const FIELDS: [(&str, &[&str]); 4] = [
    ("stream_options", &["stream_options", "stream options", "include_usage"]),
    ("tools", &["tool", "function call", "functions"]),
    ("temperature", &["temperature"]),
    ("max_tokens", &["max_tokens", "max_completion_tokens"]),
];

/// Words by which services say that what they were sent is too long.
const TOO_LONG: [&str; 15] = [
    "context_length",
    "context length",
    "context size",
    "context window",
    "context_window",
    "exceed_context",
    "maximum context",
    "prompt is too long",
    "input is too long",
    "too many tokens",
    "token limit",
    "max_model_len",
    "reduce the length",
    "maximum input length",
    "string_above_max_length",
];

/// All fields that can be left out.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().map(|(field, _)| field)
}

/// The fields that a refusal names.
pub(super) fn named(said: &str) -> Vec<&'static str> {
    let said = said.to_lowercase();
    let is_named = |words: &[&str]| words.iter().any(|word| said.contains(word));
    FIELDS.into_iter().filter(|(_, words)| is_named(words)).map(|(field, _)| field).collect()
}

/// Whether a refusal says that the conversation is too long.
pub(super) fn is_too_long(said: &str) -> bool {
    let said = said.to_lowercase();
    TOO_LONG.iter().any(|words| said.contains(words))
}

/// The beginning of what was said, without `secrets` and whatever looks like one.
pub(super) fn shortened(said: &str, secrets: &[String]) -> String {
    let mut said = said.to_owned();
    for secret in secrets.iter().filter(|it| !it.is_empty()) {
        said = said.replace(secret.as_str(), "[secret]");
    }
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '*');
    let mut out = String::new();
    let mut rest = said.as_str();
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|it| !is_part(it)).unwrap_or(word.len()));
        out.push_str(before);
        let is_secret = word.starts_with("sk-") || word.starts_with("ha_") || is_random(word);
        out.push_str(if is_secret { "[secret]" } else { word });
        rest = after;
    }
    out.push_str(rest);
    out.chars().take(LOGGED_CHARS).collect()
}

fn is_random(word: &str) -> bool {
    word.len() >= SECRET_CHARS && word.bytes().any(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_what_can_be_left_out() {
        let vllm = r#"{"message":"\"auto\" tool choice requires --enable-auto-tool-choice to be set"}"#;
        assert_eq!(named(vllm), ["tools"]);
        assert_eq!(named("Extra inputs are not permitted: stream_options"), ["stream_options"]);
        assert_eq!(named("registry.ollama.ai/library/m does not support tools"), ["tools"]);
        assert!(named("the model does not exist").is_empty());
    }

    #[test]
    fn a_too_long_conversation_is_known_by_its_words() {
        for said in [
            "This model's maximum context length is 512 tokens",
            r#"{"code":"context_length_exceeded"}"#,
            "the request exceeds the available context size",
        ] {
            assert!(is_too_long(said), "{said}");
        }
        assert!(!is_too_long("invalid api key"));
    }

    #[test]
    fn no_secret_gets_into_the_log() {
        let told = shortened(r#"{"message":"bad key sk-abc123 or hush"}"#, &["hush".to_owned()]);
        assert_eq!(told, r#"{"message":"bad key [secret] or [secret]"}"#);
        assert_eq!(shortened(&"ä".repeat(900), &[]).chars().count(), 300);
    }
}
