use crate::{AuthScheme, ProtocolName, TransportKind};

/// The protocol that an endpoint speaks; none when nothing tells. The registry has it for every
/// provider: this is for those that it does not have.
///
/// Endpoints are taken as registries write them, `https://host[:port]/path` or `local:<program>`, with
/// `${NAME}` for what variables hold;
/// what a browser would do with other forms is not done.
pub fn derive_protocol(endpoint: &str) -> Option<ProtocolName> {
    if let Some(program) = endpoint.strip_prefix("local:") {
        return if program == "codex-cli" {
            Some(ProtocolName::CodexExec)
        } else {
            None
        };
    }
    let path = split(endpoint)?.1.trim_end_matches('/');
    if path.ends_with("/chat/completions") {
        Some(ProtocolName::OpenaiChat)
    } else if path.ends_with("/responses") {
        Some(ProtocolName::OpenaiResponses)
    } else if path.ends_with("/messages") {
        Some(ProtocolName::AnthropicMessages)
    } else if path.ends_with("/api/chat") {
        Some(ProtocolName::OllamaChat)
    } else if GEMINI.iter().any(|end| path.ends_with(end)) {
        Some(ProtocolName::GeminiGenerateContent)
    } else {
        None
    }
}

const GEMINI: [&str; 3] = ["/v1/models", "/v1alpha/models", "/v1beta/models"];

/// Whose infrastructure answers. Always known: what nothing else fits is the vendor's own API.
///
/// `routed`: the provider passes requests on to others.
pub fn derive_transport(endpoint: &str, scheme: AuthScheme, routed: bool) -> TransportKind {
    if scheme == AuthScheme::OauthSubscription {
        return TransportKind::Subscription;
    }
    let (host, path) = match split(endpoint) {
        Some(parts) => parts,
        None => return TransportKind::Local,
    };
    let is = |name: &str| host.eq_ignore_ascii_case(name);
    let ends = |end: &str| {
        let start = host.len().checked_sub(end.len());
        let tail = start.and_then(|start| host.get(start..));
        tail.map_or(false, |tail| tail.eq_ignore_ascii_case(end))
    };
    if is("localhost") || ends(".localhost") || is("[::1]") || is_loopback(host) {
        TransportKind::Local
    } else if is("amazonaws.com") || ends(".amazonaws.com") {
        TransportKind::AwsBedrock
    } else if AZURE.iter().any(|end| ends(end)) {
        TransportKind::AzureOpenai
    } else if is(VERTEX[0]) || VERTEX[1..].iter().any(|end| ends(end)) {
        TransportKind::GoogleVertex
    } else if routed || MOUNTS.iter().any(|mount| path.starts_with(mount)) {
        TransportKind::Proxy
    } else {
        TransportKind::DirectApi
    }
}

const AZURE: [&str; 3] = [
    ".openai.azure.com",
    ".cognitiveservices.azure.com",
    ".services.ai.azure.com",
];

const VERTEX: [&str; 3] = [
    "aiplatform.googleapis.com",
    ".aiplatform.googleapis.com",
    "-aiplatform.googleapis.com",
];

/// First part of the path under which proxies are commonly mounted.
const MOUNTS: [&str; 4] = ["/llm/", "/litellm/", "/proxy/", "/gateway/"];

/// `127.0.0.0/8`, written out.
fn is_loopback(host: &str) -> bool {
    let mut parts = host.split('.');
    let first = parts.next() == Some("127");
    let number = |part: &str| part.parse::<u8>().is_ok() && !part.starts_with('+');
    first && parts.clone().count() == 3 && parts.all(number)
}

/// Host and path of a URL. A variable at its beginning holds a host that is not known: any but this one.
fn split(endpoint: &str) -> Option<(&str, &str)> {
    if let Some(rest) = endpoint.strip_prefix("${") {
        let rest = &rest[rest.find('}')? + 1..];
        let end = rest.find(&['?', '#'][..]).unwrap_or(rest.len());
        return Some(("x", &rest[..end]));
    }
    let rest = endpoint
        .strip_prefix("https://")
        .or_else(|| endpoint.strip_prefix("http://"))?;
    let end = rest.find(&['?', '#'][..]).unwrap_or(rest.len());
    let rest = &rest[..end];
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next()?;
    // The colons of an IPv6 address are in brackets.
    let host = match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => &host[..colon],
        _ => host,
    };
    if host.is_empty() {
        None
    } else {
        Some((host, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_whatever_is_around_them() {
        for endpoint in [
            "http://LOCALHOST/api/chat",
            "http://user:key@localhost:1/api/chat",
            "http://[::1]:8080/api/chat?at=a/b",
            "http://127.1.2.3/api/chat/#x",
        ] {
            let transport = derive_transport(endpoint, AuthScheme::None, false);
            assert_eq!(transport, TransportKind::Local, "{}", endpoint);
            assert_eq!(derive_protocol(endpoint), Some(ProtocolName::OllamaChat));
        }
        for endpoint in ["http://127.1.2.3.4/", "http://127.1.2.x/", "http://\u{e9}/"] {
            let transport = derive_transport(endpoint, AuthScheme::None, false);
            assert_eq!(transport, TransportKind::DirectApi, "{}", endpoint);
        }
        assert_eq!(derive_protocol("https://"), None);
        assert_eq!(derive_protocol("${BASE"), None);
        assert_eq!(derive_protocol("ftp://example.com/v1/messages"), None);
    }
}
