use crate::lifecycle::{lifecycle_of, Lifecycle};
use crate::moment::Moment;
use crate::quoted::Quoted;
use crate::target::{NoTarget, Target, Written};
use crate::{Capability, TransportKind};
use core::fmt;

/// Which layer named a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Pinned for this run.
    Pinned,
    /// The user's override.
    UserOverride,
    /// The profile's default.
    Default,
    /// One of the profile's fallbacks.
    Fallback,
}

/// Why a model was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// There is no such provider.
    UnknownProvider,
    /// The provider has no such model, or there is no such slug or id.
    UnknownModel,
    /// It is the id of several models.
    Ambiguous,
    /// It is not to be chosen any more.
    Deprecated,
    /// It does not answer any more.
    Retired,
    /// It is known not to do what the profile requires.
    Refuses(Capability),
    /// The override names another transport than the provider has.
    OtherTransport,
    /// Its provider needs a key, and the environment has none.
    MissingKey,
    /// The same model came before.
    Repeated,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The profile runs on it.
    Chosen,
    /// What to run on when the chosen model does not answer.
    Alternative,
    /// It is not to be run on.
    Skipped(SkipReason),
}

/// A candidate, and what became of it. Written out, it is a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// Which layer named it.
    pub source: Source,
    /// The reference as it was given, or that of a successor.
    pub written: Written<'a>,
    /// What became of it.
    pub outcome: Outcome,
    /// What it means, if it means something.
    pub target: Option<Target<'a>>,
    /// How its provider is to be reached, where that matters.
    pub(crate) transport: Option<TransportKind>,
    /// Which layer named the same model before.
    pub(crate) same_as: Option<Source>,
    /// What it succeeds.
    pub(crate) ancestor: Option<Target<'a>>,
    /// When it was considered.
    pub(crate) at: Moment,
}

impl From<NoTarget> for SkipReason {
    fn from(reason: NoTarget) -> Self {
        match reason {
            NoTarget::UnknownProvider => SkipReason::UnknownProvider,
            NoTarget::UnknownModel => SkipReason::UnknownModel,
            NoTarget::Ambiguous => SkipReason::Ambiguous,
        }
    }
}

impl Source {
    /// As `vectors.json` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Pinned => "pinned",
            Source::UserOverride => "user-override",
            Source::Default => "default",
            Source::Fallback => "fallback",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Source::Pinned => "the pinned model",
            Source::UserOverride => "the user's override",
            Source::Default => "the default",
            Source::Fallback => "a fallback",
        }
    }
}

impl SkipReason {
    /// As `vectors.json` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            SkipReason::UnknownProvider => "unknown-provider",
            SkipReason::UnknownModel => "unknown-model",
            SkipReason::Ambiguous => "ambiguous",
            SkipReason::Deprecated => "deprecated",
            SkipReason::Retired => "retired",
            SkipReason::Refuses(_) => "refuses",
            SkipReason::OtherTransport => "other-transport",
            SkipReason::MissingKey => "missing-key",
            SkipReason::Repeated => "repeated",
        }
    }
}

/// The sentence of the TypeScript package, word for word.
impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ancestor {
            Some(target) => write!(f, "the successor of {},", target)?,
            None => f.write_str(self.source.label())?,
        }
        write!(f, " {}", Quoted(self.written))?;
        match self.target {
            Some(target) if !self.written.is(&target) => write!(f, " ({})", target)?,
            _ => {}
        }
        match self.outcome {
            Outcome::Chosen => f.write_str(" is chosen"),
            Outcome::Alternative => f.write_str(" stands by"),
            Outcome::Skipped(reason) => {
                f.write_str(" is skipped: ")?;
                self.why(reason, f)
            }
        }
    }
}

impl Step<'_> {
    fn why(&self, reason: SkipReason, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = match self.target {
            Some(target) => target,
            None => return self.written.explain(f),
        };
        let provider = target.provider;
        match (reason, target.model, self.transport, self.same_as) {
            (SkipReason::Deprecated | SkipReason::Retired, Some(model), _, _) => {
                match lifecycle_of(model, self.at) {
                    Lifecycle::Retired { since }
                    | Lifecycle::Deprecated {
                        since: Some(since), ..
                    } => {
                        write!(f, "it has been {} since {}", reason.as_str(), since)?;
                    }
                    _ => write!(f, "it is {}", reason.as_str())?,
                }
                match model.replaced_by {
                    Some(successor) => write!(f, "; use {}", successor),
                    None => Ok(()),
                }
            }
            (SkipReason::Refuses(word), _, _, _) => {
                write!(f, "the profile requires {}, which it refuses", word)
            }
            (SkipReason::OtherTransport, _, Some(wanted), _) => {
                let (name, transport) = (provider.display_name, provider.transport);
                write!(
                    f,
                    "it asks for the transport {}, but that of {} is {}",
                    wanted, name, transport
                )
            }
            (SkipReason::MissingKey, _, _, _) => {
                write!(f, "{} needs a key: set ", provider.display_name)?;
                for (index, variable) in provider.auth_env.iter().enumerate() {
                    let or = if index == 0 { "" } else { " or " };
                    write!(f, "{}{}", or, variable)?;
                }
                Ok(())
            }
            (_, _, _, Some(source)) => write!(f, "it is the same as {}", source.label()),
            _ => f.write_str(reason.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::generated::example::EXAMPLE;
    use std::string::ToString;

    #[test]
    fn steps_are_sentences() {
        let target = Some(Target {
            provider: &EXAMPLE,
            model_id: "large",
            model: None,
        });
        let step = |written, outcome, target| Step {
            source: Source::Pinned,
            written: Written::from(written),
            outcome,
            target,
            transport: Some(TransportKind::Local),
            same_as: Some(Source::Fallback),
            ancestor: None,
            at: Moment::from_unix(0),
        };
        assert_eq!(
            step("example/large", Outcome::Chosen, target).to_string(),
            "the pinned model \"example/large\" is chosen"
        );
        assert_eq!(
            step("big", Outcome::Alternative, target).to_string(),
            "the pinned model \"big\" (example/large) stands by"
        );
        let skipped = |reason| step("x", Outcome::Skipped(reason), target).to_string();
        for (reason, why) in [
            (
                SkipReason::MissingKey,
                "Example needs a key: set EXAMPLE_API_KEY or OTHER_KEY",
            ),
            (
                SkipReason::OtherTransport,
                "it asks for the transport local, but that of Example is direct-api",
            ),
            (
                SkipReason::Refuses(Capability::Tools),
                "the profile requires tools, which it refuses",
            ),
            (SkipReason::Repeated, "it is the same as a fallback"),
        ] {
            let start = "the pinned model \"x\" (example/large) is skipped: ";
            assert_eq!(skipped(reason).strip_prefix(start), Some(why));
        }
        let unknown = Outcome::Skipped(SkipReason::UnknownProvider);
        assert_eq!(
            step("no \"such\"/x", unknown, None).to_string(),
            "the pinned model \"no \\\"such\\\"/x\" is skipped: there is no provider \"no \\\"such\\\"\""
        );
    }
}
