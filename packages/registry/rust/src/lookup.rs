use crate::generated::{ALIASES, MODELS, PROFILES, PROVIDERS};
use crate::{Model, Profile, Provider};

/// Every provider, by id.
pub fn providers() -> &'static [Provider] {
    &PROVIDERS
}

/// The provider with this id.
pub fn provider(id: &str) -> Option<&'static Provider> {
    Some(&PROVIDERS[provider_index(id)?])
}

pub(crate) fn provider_index(id: &str) -> Option<usize> {
    PROVIDERS.binary_search_by(|one| one.id.cmp(id)).ok()
}

/// Every model, deprecated and retired ones too, by provider and then by id.
pub fn models() -> &'static [Model] {
    &MODELS
}

/// The model with this reference, `provider/id`. Aliases resolve to the model that they mean.
pub fn model(reference: &str) -> Option<&'static Model> {
    let (provider, id) = reference.split_once('/')?;
    model_at(provider, id)
}

/// The model that has this id or alias at a provider.
pub(crate) fn model_at(provider: &str, id: &str) -> Option<&'static Model> {
    let wanted = (provider, id);
    if let Ok(index) = ALIASES.binary_search_by(|one| (one.model.provider, one.id).cmp(&wanted)) {
        return Some(ALIASES[index].model);
    }
    let index = MODELS
        .binary_search_by(|one| (one.provider, one.id).cmp(&wanted))
        .ok()?;
    Some(&MODELS[index])
}

/// Every agent profile, by id.
pub fn profiles() -> &'static [Profile] {
    &PROFILES
}

/// The agent profile with this id.
pub fn profile(id: &str) -> Option<&'static Profile> {
    let index = PROFILES.binary_search_by(|one| one.id.cmp(id)).ok()?;
    Some(&PROFILES[index])
}

/// Another id of a model. Sorted by provider, then by id.
pub(crate) struct Alias {
    pub(crate) id: &'static str,
    pub(crate) model: &'static Model,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_by_its_name() {
        for one in providers() {
            assert_eq!(provider(one.id), Some(one));
        }
        for one in models() {
            assert_eq!(model(one.reference), Some(one));
            assert!(provider(one.provider).is_some());
        }
        for one in profiles() {
            assert_eq!(profile(one.id), Some(one));
            assert!(model(one.default_model_ref).is_some());
            for reference in one.fallback_model_refs {
                assert!(model(reference).is_some());
            }
        }
    }

    #[test]
    fn aliases_mean_the_model_that_lists_them() {
        let listed: usize = models().iter().map(|model| model.aliases.len()).sum();
        assert_eq!(ALIASES.len(), listed);
        for alias in &ALIASES {
            let found = model_at(alias.model.provider, alias.id);
            assert_eq!(found, Some(alias.model));
            assert!(alias.model.aliases.contains(&alias.id));
        }
    }

    #[test]
    fn nothing_else_is_found() {
        for name in ["", "/", "no such", "no/such", "\u{0}"] {
            assert_eq!(provider(name), None);
            assert_eq!(model(name), None);
            assert_eq!(profile(name), None);
        }
    }
}
