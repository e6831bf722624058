use crate::lookup::profile;
use crate::quoted::Quoted;
use crate::target::{explain, find_target, NoTarget, Target};
use crate::TransportKind;
use crate::{Profile, Provider};
use core::fmt;

/// What is considered beside the profile itself.
#[derive(Clone, Copy, Default)]
pub struct ResolveOptions<'a> {
    /// For this run: a reference, an alias or a slug. Comes before everything else.
    pub pinned: Option<&'a str>,
    /// The user's own choice for all profiles.
    pub user_override: Option<UserOverride<'a>>,
    /// Whether an environment variable is set to something that is not blank. Models of providers
    /// that need a key, and have none of their variables set, are skipped. None: keys are not
    /// looked at.
    pub is_set: Option<&'a dyn Fn(&str) -> bool>,
}

/// What a user chose for all agent profiles, in `user-model-override.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserOverride<'a> {
    /// `provider/model`: the two keys of the file, joined.
    pub reference: &'a str,
    /// How the provider is to be reached; none: however it is.
    pub transport: Option<TransportKind>,
}

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
pub enum SkipReason {
    /// There is no such provider.
    UnknownProvider,
    /// The provider has no such model, or there is no such slug or id.
    UnknownModel,
    /// It is the id of several models.
    Ambiguous,
    /// It is not to be chosen any more.
    Deprecated,
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
    /// The reference as it was given.
    pub written: &'a str,
    /// What became of it.
    pub outcome: Outcome,
    /// What it means, if it means something.
    pub target: Option<Target<'a>>,
    /// How its provider is to be reached, where that matters.
    transport: Option<TransportKind>,
    /// Which layer named the same model before.
    same_as: Option<Source>,
}

/// Which model a profile runs on, and why.
#[derive(Clone, Copy)]
pub struct Resolution<'a> {
    /// The profile that was asked for.
    pub profile: &'static Profile,
    options: ResolveOptions<'a>,
}

/// Considers the models that are named for a profile: pinned, then the user's override, then the
/// default, then the fallbacks. The first that is known, live and has its key is chosen. None for a
/// profile that the registry does not have.
///
/// ```
/// use kei_registry::{resolve_profile, ResolveOptions};
///
/// let is_set = |name: &str| std::env::var(name).map_or(false, |key| !key.trim().is_empty());
/// let options = ResolveOptions { is_set: Some(&is_set), ..ResolveOptions::default() };
/// for profile in kei_registry::profiles() {
///     let resolution = resolve_profile(profile.id, options).unwrap();
///     if resolution.chosen().is_none() {
///         for step in resolution.steps() {
///             println!("{}", step);
///         }
///     }
/// }
/// ```
pub fn resolve_profile<'a>(id: &str, options: ResolveOptions<'a>) -> Option<Resolution<'a>> {
    let profile = profile(id)?;
    Some(Resolution { profile, options })
}

impl<'a> Resolution<'a> {
    /// What the profile runs on; none when every candidate was skipped.
    pub fn chosen(&self) -> Option<Target<'a>> {
        self.usable().next()
    }

    /// What to run on when the chosen model does not answer, in order.
    pub fn alternatives(&self) -> impl Iterator<Item = Target<'a>> + 'a {
        self.usable().skip(1)
    }

    /// Every candidate, in the order in which it is considered.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> + 'a {
        let resolution = *self;
        (0..)
            .map_while(move |index| resolution.candidate(index))
            .enumerate()
            .map(move |(index, candidate)| resolution.step(index, candidate))
    }

    fn usable(&self) -> impl Iterator<Item = Target<'a>> + 'a {
        self.steps().filter_map(|step| match step.outcome {
            Outcome::Skipped(_) => None,
            _ => step.target,
        })
    }

    fn step(&self, index: usize, candidate: Candidate<'a>) -> Step<'a> {
        let found = find_target(candidate.written);
        // Looked up again for each candidate rather than kept: there are few, and no allocator.
        let mut before = (0..index)
            .filter_map(|earlier| self.candidate(earlier))
            .filter_map(|earlier| Some((earlier.source, self.unless_skipped(&earlier)?)))
            .peekable();
        let mut same_as = None;
        let outcome = match found {
            Err(reason) => Outcome::Skipped(reason.into()),
            Ok(target) => match self.objection(&candidate, &target) {
                Some(reason) => Outcome::Skipped(reason),
                None if before.peek().is_none() => Outcome::Chosen,
                None => {
                    let same = before.find(|(_, earlier)| *earlier == target);
                    same_as = same.map(|(source, _)| source);
                    match same_as {
                        Some(_) => Outcome::Skipped(SkipReason::Repeated),
                        None => Outcome::Alternative,
                    }
                }
            },
        };
        Step {
            source: candidate.source,
            written: candidate.written,
            outcome,
            target: found.ok(),
            transport: candidate.transport,
            same_as,
        }
    }

    fn candidate(&self, index: usize) -> Option<Candidate<'a>> {
        let options = &self.options;
        let pinned = options.pinned.map(|written| Candidate {
            source: Source::Pinned,
            written,
            transport: None,
        });
        let user_override = options.user_override.map(|wanted| Candidate {
            source: Source::UserOverride,
            written: wanted.reference,
            transport: wanted.transport,
        });
        let of_profile = |source| {
            move |written| Candidate {
                source,
                written,
                transport: None,
            }
        };
        let profile = self.profile;
        let fallbacks = profile.fallback_model_refs.iter().copied();
        pinned
            .into_iter()
            .chain(user_override)
            .chain(Some(profile.default_model_ref).map(of_profile(Source::Default)))
            .chain(fallbacks.map(of_profile(Source::Fallback)))
            .nth(index)
    }

    fn unless_skipped(&self, candidate: &Candidate<'a>) -> Option<Target<'a>> {
        let target = find_target(candidate.written).ok()?;
        match self.objection(candidate, &target) {
            Some(_) => None,
            None => Some(target),
        }
    }

    /// Why a model that is known is not to be used, if it is not.
    fn objection(&self, candidate: &Candidate<'_>, target: &Target<'_>) -> Option<SkipReason> {
        let provider = target.provider;
        if target.model.map_or(false, |model| !model.is_live()) {
            return Some(SkipReason::Deprecated);
        }
        let transport = candidate.transport.unwrap_or(provider.transport);
        if transport != provider.transport {
            return Some(SkipReason::OtherTransport);
        }
        if self.lacks_key(provider) {
            return Some(SkipReason::MissingKey);
        }
        None
    }

    fn lacks_key(&self, provider: &Provider) -> bool {
        self.options.is_set.map_or(false, |is_set| {
            !provider.auth_env.is_empty() && !provider.auth_env.iter().any(|name| is_set(name))
        })
    }
}

/// A model that is named, before it is looked up.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    source: Source,
    written: &'a str,
    transport: Option<TransportKind>,
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
            SkipReason::OtherTransport => "other-transport",
            SkipReason::MissingKey => "missing-key",
            SkipReason::Repeated => "repeated",
        }
    }
}

/// The sentence of the TypeScript package, word for word.
impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source.label(), Quoted(self.written))?;
        match self.target {
            Some(target) if !target.is_written(self.written) => write!(f, " ({})", target)?,
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
            None => return explain(self.written, f),
        };
        let provider = target.provider;
        match (reason, target.model, self.transport, self.same_as) {
            (SkipReason::Deprecated, Some(model), _, _) => {
                let since = model.deprecated_at.unwrap_or_default();
                write!(f, "it has been deprecated since {}", since)?;
                match model.replaced_by {
                    Some(successor) => write!(f, "; use {}", successor),
                    None => Ok(()),
                }
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
    use crate::lookup::profiles;
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
            written,
            outcome,
            target,
            transport: Some(TransportKind::Local),
            same_as: Some(Source::Fallback),
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

    #[test]
    fn what_is_pinned_comes_first_and_only_once() {
        for profile in profiles() {
            let options = ResolveOptions {
                pinned: Some(profile.default_model_ref),
                ..ResolveOptions::default()
            };
            let resolution = resolve_profile(profile.id, options).unwrap();
            let mut steps = resolution.steps();
            let pinned = steps.next().unwrap();
            let default = steps.next().unwrap();
            assert_eq!(steps.count(), profile.fallback_model_refs.len());
            assert_eq!(pinned.source, Source::Pinned);
            assert_eq!(default.source, Source::Default);
            assert_eq!(pinned.target, default.target);
            if pinned.outcome == Outcome::Chosen {
                assert_eq!(resolution.chosen(), pinned.target);
                let repeated = Outcome::Skipped(SkipReason::Repeated);
                assert_eq!(default.outcome, repeated);
            }
        }
    }

    #[test]
    fn nothing_is_chosen_where_no_key_is_set() {
        let is_set = |_: &str| false;
        for profile in profiles() {
            let options = ResolveOptions {
                is_set: Some(&is_set),
                ..ResolveOptions::default()
            };
            let resolution = resolve_profile(profile.id, options).unwrap();
            let chosen = resolution.chosen().into_iter();
            for target in chosen.chain(resolution.alternatives()) {
                assert!(target.provider.auth_env.is_empty());
            }
        }
        assert!(resolve_profile("no such profile", ResolveOptions::default()).is_none());
    }
}
