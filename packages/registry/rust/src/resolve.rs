use crate::lifecycle::{lifecycle_of, Lifecycle};
use crate::lookup::profile;
use crate::moment::Moment;
use crate::step::{Outcome, SkipReason, Source, Step};
use crate::target::{Target, Written};
use crate::{Capability, Profile, Provider, TransportKind};
use core::iter::successors;

/// What is considered beside the profile itself.
#[derive(Clone, Copy)]
pub struct ResolveOptions<'a> {
    /// For this run: a reference, an alias or a slug. Comes before everything else.
    pub pinned: Option<&'a str>,
    /// The user's own choice for all profiles.
    pub user_override: Option<UserOverride<'a>>,
    /// Whether an environment variable is set to something that is not blank. Models of providers
    /// that need a key, and have none of their variables set, are skipped. None: keys are not
    /// looked at.
    pub is_set: Option<&'a dyn Fn(&str) -> bool>,
    /// The moment for whose day a model is chosen: who ends later is still live.
    pub at: Moment,
}

impl ResolveOptions<'_> {
    /// Nothing beside the profile, at a moment.
    pub const fn at(at: Moment) -> Self {
        Self {
            pinned: None,
            user_override: None,
            is_set: None,
            at,
        }
    }
}

/// What a user chose for all agent profiles, in `user-model-override.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserOverride<'a> {
    /// `provider/model`: the two keys of the file, joined.
    pub reference: &'a str,
    /// How the provider is to be reached; none: however it is.
    pub transport: Option<TransportKind>,
}

/// Which model a profile runs on, and why.
#[derive(Clone, Copy)]
pub struct Resolution<'a> {
    /// The profile that was asked for.
    pub profile: &'static Profile,
    options: ResolveOptions<'a>,
}

/// Considers the models that are named for a profile: pinned, then the user's override, then the
/// default, then the fallbacks; after one that has ended, its successors. The first that is known, live
/// and has its key is chosen. None for a profile that the registry does not have.
///
/// ```
/// use kei_registry::{resolve_profile, Moment, ResolveOptions};
///
/// let at: Moment = "2026-12-01".parse().unwrap();
/// let is_set = |name: &str| std::env::var(name).map_or(false, |key| !key.trim().is_empty());
/// let options = ResolveOptions { is_set: Some(&is_set), ..ResolveOptions::at(at) };
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
        self.candidates()
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
        let found = candidate.written.find();
        // Looked up again for each candidate rather than kept: there are few, and no allocator.
        let mut before = self
            .candidates()
            .take(index)
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
            ancestor: candidate.ancestor,
            at: self.options.at,
        }
    }

    /// Those that are named, each followed by its successors when it has ended.
    fn candidates(&self) -> impl Iterator<Item = Candidate<'a>> + 'a {
        let resolution = *self;
        self.named().flat_map(move |named| {
            successors(Some(named), move |last| resolution.successor(&named, last))
        })
    }

    fn named(&self) -> impl Iterator<Item = Candidate<'a>> + 'a {
        let ResolveOptions {
            pinned,
            user_override,
            ..
        } = self.options;
        let named = |source, transport| {
            move |written| Candidate {
                source,
                written: Written::from(written),
                transport,
                ancestor: None,
            }
        };
        let transport = user_override.and_then(|wanted| wanted.transport);
        let user_override = user_override.map(|wanted| wanted.reference);
        let fallbacks = self.profile.fallback_model_refs.iter().copied();
        pinned
            .map(named(Source::Pinned, None))
            .into_iter()
            .chain(user_override.map(named(Source::UserOverride, transport)))
            .chain(Some(self.profile.default_model_ref).map(named(Source::Default, None)))
            .chain(fallbacks.map(named(Source::Fallback, None)))
    }

    /// What replaces a candidate that has ended, unless it stands in its line already.
    fn successor(&self, first: &Candidate<'a>, last: &Candidate<'a>) -> Option<Candidate<'a>> {
        let target = last.written.find().ok()?;
        if target.model?.is_live(self.options.at) {
            return None;
        }
        let next = target.successor()?;
        let is_new = line(first.written)
            .take_while(|one| !next.is(one))
            .any(|one| one == target);
        Some(Candidate {
            written: next,
            ancestor: Some(target),
            ..*last
        })
        .filter(|_| is_new)
    }

    fn unless_skipped(&self, candidate: &Candidate<'a>) -> Option<Target<'a>> {
        let target = candidate.written.find().ok()?;
        match self.objection(candidate, &target) {
            Some(_) => None,
            None => Some(target),
        }
    }

    /// Why a model that is known is not to be used, if it is not.
    fn objection(&self, candidate: &Candidate<'_>, target: &Target<'_>) -> Option<SkipReason> {
        let provider = target.provider;
        let life = target
            .model
            .map(|model| lifecycle_of(model, self.options.at));
        match life {
            Some(Lifecycle::Retired { .. }) => return Some(SkipReason::Retired),
            Some(Lifecycle::Deprecated { .. }) => return Some(SkipReason::Deprecated),
            _ => {}
        }
        if let Some(refused) = self.refused(candidate, target) {
            return Some(SkipReason::Refuses(refused));
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

    /// What the profile requires of models that it names itself, and this one refuses.
    fn refused(&self, candidate: &Candidate<'_>, target: &Target<'_>) -> Option<Capability> {
        let is_own = matches!(candidate.source, Source::Default | Source::Fallback);
        let required = self.profile.requires.filter(|_| is_own)?;
        let refuses = target.model?.refuses?;
        let mut required = required.iter().copied();
        required.find(|word| refuses.contains(word))
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
    written: Written<'a>,
    transport: Option<TransportKind>,
    /// What it succeeds.
    ancestor: Option<Target<'a>>,
}

/// What a reference means, and what replaces one another after it. It may go round in a circle.
fn line(written: Written<'_>) -> impl Iterator<Item = Target<'_>> {
    successors(written.find().ok(), |last| last.successor()?.find().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::{models, profiles};

    fn at(day: &str) -> ResolveOptions<'static> {
        ResolveOptions::at(day.parse().unwrap())
    }

    #[test]
    fn what_is_pinned_comes_first_and_only_once() {
        for profile in profiles() {
            let options = ResolveOptions {
                pinned: Some(profile.default_model_ref),
                ..at("2026-12-01")
            };
            let resolution = resolve_profile(profile.id, options).unwrap();
            let named = |step: &Step| step.ancestor.is_none();
            let mut steps = resolution.steps().filter(named);
            let pinned = steps.next().unwrap();
            let default = steps.next().unwrap();
            assert_eq!(steps.count(), profile.fallback_model_refs.len());
            assert_eq!(pinned.source, Source::Pinned);
            assert_eq!(default.source, Source::Default);
            assert_eq!(pinned.target, default.target);
            if pinned.outcome == Outcome::Chosen {
                assert_eq!(resolution.chosen(), pinned.target);
                // A pin may refuse what the profile requires, a default may not.
                let skipped = matches!(
                    default.outcome,
                    Outcome::Skipped(SkipReason::Repeated | SkipReason::Refuses(_))
                );
                assert!(skipped);
            }
        }
    }

    #[test]
    fn nothing_is_chosen_where_no_key_is_set() {
        let is_set = |_: &str| false;
        for profile in profiles() {
            let options = ResolveOptions {
                is_set: Some(&is_set),
                ..at("2026-12-01")
            };
            let resolution = resolve_profile(profile.id, options).unwrap();
            let chosen = resolution.chosen().into_iter();
            for target in chosen.chain(resolution.alternatives()) {
                assert!(target.provider.auth_env.is_empty());
            }
        }
        assert!(resolve_profile("no such profile", at("2026-12-01")).is_none());
    }

    #[test]
    fn what_has_ended_leads_to_its_successors_and_never_in_a_circle() {
        let profile = match profiles().first() {
            Some(profile) => profile,
            None => return,
        };
        for model in models() {
            let options = ResolveOptions {
                pinned: Some(model.reference),
                ..at("2100-01-01")
            };
            let resolution = resolve_profile(profile.id, options).unwrap();
            let pinned = resolution
                .steps()
                .filter(|step| step.source == Source::Pinned);
            let mut line = line(model.reference.into());
            for (index, step) in pinned.enumerate() {
                assert_eq!(step.target, line.next());
                assert_eq!(step.ancestor.is_none(), index == 0);
                assert!(index < models().len());
            }
        }
    }
}
