use core::fmt;

/// A word that a vocabulary does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a word of this vocabulary")
    }
}

/// An enum whose variants have the names that the registry, its JSON and its TOML use.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As the registry spells it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl core::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord),
                }
            }
        }
    };
}

vocabulary! {
    /// How a provider takes its credential.
    AuthScheme {
        /// The key in an `x-api-key` header.
        XApiKey = "x-api-key",
        /// `Authorization: Bearer <key>`.
        Bearer = "bearer",
        /// `?key=<key>` in the URL.
        QueryKey = "query-key",
        /// No key of ours: a vendor's command-line tool signs in to a subscription.
        OauthSubscription = "oauth-subscription",
        /// No credential at all.
        None = "none",
    }
}

vocabulary! {
    /// The request and response format that an endpoint speaks.
    Protocol {
        /// Anthropic Messages, `POST …/v1/messages`.
        AnthropicMessages = "anthropic-messages",
        /// OpenAI Chat Completions, `POST …/chat/completions`, and what is compatible.
        OpenaiChat = "openai-chat",
        /// Gemini, `POST …/models/{model}:generateContent`.
        GeminiGenerateContent = "gemini-generate-content",
        /// Ollama's own API, `POST …/api/chat`, newline-delimited JSON.
        OllamaChat = "ollama-chat",
        /// The codex command-line tool, run as a child process.
        CodexExec = "codex-exec",
    }
}

vocabulary! {
    /// Whose infrastructure answers.
    Transport {
        /// The vendor's own API.
        DirectApi = "direct-api",
        /// Amazon Bedrock.
        AwsBedrock = "aws-bedrock",
        /// Azure OpenAI.
        AzureOpenai = "azure-openai",
        /// Google Vertex AI.
        GoogleVertex = "google-vertex",
        /// A server on this machine.
        Local = "local",
        /// A service that passes requests on to other providers.
        Proxy = "proxy",
        /// A vendor's tool on a flat fee.
        Subscription = "subscription",
    }
}

vocabulary! {
    /// How use of a provider is paid for.
    BillingMode {
        /// Per token.
        Metered = "metered",
        /// A flat fee, no price per token.
        Subscription = "subscription",
        /// Nothing is billed.
        Free = "free",
        /// Through the account of whoever runs the provider.
        Account = "account",
    }
}

vocabulary! {
    /// What a model can do beyond plain text in and out.
    Capability {
        /// Calls tools (functions).
        Tools = "tools",
        /// Follows a JSON Schema for its answer.
        StructuredOutput = "structured-output",
        /// Thinks before it answers.
        Reasoning = "reasoning",
        /// Its thinking takes an effort level.
        ReasoningEffort = "reasoning-effort",
        /// Its thinking takes a budget in tokens.
        ReasoningBudget = "reasoning-budget",
        /// Takes a sampling temperature.
        Temperature = "temperature",
    }
}

vocabulary! {
    /// A kind of content that a model reads.
    InputModality {
        /// Text.
        Text = "text",
        /// Pictures.
        Image = "image",
        /// PDF documents.
        Pdf = "pdf",
        /// Sound.
        Audio = "audio",
        /// Video.
        Video = "video",
    }
}

vocabulary! {
    /// What an agent may do.
    CapsToken {
        /// Reads files.
        FsRo = "FS-RO",
        /// Reads and writes files.
        FsRw = "FS-RW",
        /// Runs shell commands.
        Bash = "BASH",
        /// Fetches and searches the web.
        Web = "WEB",
        /// Starts other agents.
        Agent = "AGENT",
        /// May plan before it acts.
        Plan = "PLAN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for scheme in AuthScheme::ALL {
            assert_eq!(scheme.as_str().parse(), Ok(*scheme));
        }
        for protocol in Protocol::ALL {
            assert_eq!(protocol.as_str().parse(), Ok(*protocol));
        }
        for transport in Transport::ALL {
            assert_eq!(transport.as_str().parse(), Ok(*transport));
        }
        assert_eq!("Bearer".parse::<AuthScheme>(), Err(UnknownWord));
    }
}
