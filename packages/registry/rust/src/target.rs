use crate::lookup::{model_at, models, provider};
use crate::quoted::Quoted;
use crate::{Model, Provider};
use core::fmt;

/// A model as a provider is asked for it. Written out, it is `provider/model_id`.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Who is asked.
    pub provider: &'static Provider,
    /// The id that goes over the wire.
    pub model_id: &'a str,
    /// The model of the registry that it is: another provider's behind a proxy, and of a provider
    /// that serves its parent's models. None: it is not listed, and the provider takes any model.
    pub model: Option<&'static Model>,
}

/// Equal when the same provider is asked for the same model.
impl PartialEq for Target<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.provider.id == other.provider.id && self.model_id == other.model_id
    }
}

impl Eq for Target<'_> {}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.provider.id, self.model_id)
    }
}

impl<'a> Target<'a> {
    /// What to use in place of its model, at the provider that it was asked of: also of a proxy, or by a
    /// parent.
    pub(crate) fn successor(&self) -> Option<Written<'static>> {
        let model = self.model?;
        let reference = model.replaced_by?;
        let provider = self.provider;
        if provider.id == model.provider {
            return Some(Written::from(reference));
        }
        let home = provider.parent_ref.unwrap_or_default();
        let at_home = reference.strip_prefix(home);
        let at_home = at_home.and_then(|rest| rest.strip_prefix('/'));
        Some(Written {
            provider: Some(provider.id),
            rest: at_home.filter(|_| !home.is_empty()).unwrap_or(reference),
        })
    }
}

/// A reference as it was given, or that of a successor. Written out, it is that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// Stands before the rest, with a slash.
    provider: Option<&'static str>,
    rest: &'a str,
}

impl<'a> From<&'a str> for Written<'a> {
    fn from(rest: &'a str) -> Self {
        Self {
            provider: None,
            rest,
        }
    }
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(provider) = self.provider {
            write!(f, "{}/", provider)?;
        }
        f.write_str(self.rest)
    }
}

impl<'a> Written<'a> {
    /// What stands before the first slash, and after it; none: there is no slash.
    fn parts(&self) -> Option<(&'a str, &'a str)> {
        match self.provider {
            Some(provider) => Some((provider, self.rest)),
            None => self.rest.split_once('/'),
        }
    }

    /// Whether it is a target, written out.
    pub(crate) fn is(&self, target: &Target<'_>) -> bool {
        self.parts() == Some((target.provider.id, target.model_id))
    }

    /// What it means.
    pub(crate) fn find(&self) -> Result<Target<'a>, NoTarget> {
        let (provider_id, id) = match self.parts() {
            Some(parts) => parts,
            None => return find_by_name(self.rest),
        };
        let provider = provider(provider_id).ok_or(NoTarget::UnknownProvider)?;
        let target = |model_id, model| Target {
            provider,
            model_id,
            model,
        };
        let parent = provider.parent_ref;
        let own = model_at(provider.id, id).or_else(|| model_at(parent?, id));
        if let Some(model) = own {
            return Ok(target(model.id, Some(model)));
        }
        match only(routed(provider, id)) {
            Ok(Some(model)) => Ok(target(model.reference, Some(model))),
            Ok(None) if provider.open_models && !id.is_empty() => Ok(target(id, None)),
            Ok(None) => Err(NoTarget::UnknownModel),
            Err(ambiguous) => Err(ambiguous),
        }
    }

    /// Why it means nothing, or too much, where it does. A sentence without its subject.
    pub(crate) fn explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (provider_id, id) = match self.parts() {
            Some(parts) => parts,
            None if with_id(self.rest).next().is_some() => {
                return list(self.rest, with_id(self.rest), None, f);
            }
            None => {
                let name = Quoted(self.rest);
                return write!(f, "no model has the slug or the id {}", name);
            }
        };
        let provider = match provider(provider_id) {
            Some(provider) => provider,
            None => return write!(f, "there is no provider {}", Quoted(provider_id)),
        };
        if routed(provider, id).next().is_some() {
            return list(id, routed(provider, id), Some(provider.id), f);
        }
        write!(f, "{} has no model {}", provider.display_name, Quoted(id))
    }
}

/// A reference that means nothing, or too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTarget {
    /// There is no such provider.
    UnknownProvider,
    /// The provider has no such model, or there is no such slug or id.
    UnknownModel,
    /// It is the id of several models.
    Ambiguous,
}

/// What a reference means. `provider/id` is a model or an alias of the provider, of its parent, or
/// of a provider that it routes to; or any id at all, where the provider takes any. Without a slash
/// it is a slug, or else the id of one model alone.
pub fn find_target(written: &str) -> Result<Target<'_>, NoTarget> {
    Written::from(written).find()
}

fn find_by_name(name: &str) -> Result<Target<'static>, NoTarget> {
    let named = models().iter().find(|model| model.slug == Some(name));
    let model = match named {
        Some(model) => model,
        None => only(with_id(name))?.ok_or(NoTarget::UnknownModel)?,
    };
    Ok(Target {
        provider: provider(model.provider).ok_or(NoTarget::UnknownModel)?,
        model_id: model.id,
        model: Some(model),
    })
}

/// Models that have an id or an alias, at any provider.
fn with_id<'a>(name: &'a str) -> impl Iterator<Item = &'static Model> + 'a {
    models()
        .iter()
        .filter(move |model| model.id == name || model.aliases.contains(&name))
}

/// Models behind a proxy: by reference, or by an id without its provider. Each once, though an alias
/// may look like a reference.
fn routed<'a>(
    provider: &'static Provider,
    id: &'a str,
) -> impl Iterator<Item = &'static Model> + 'a {
    let routes = provider.routes_to;
    let by_reference = crate::lookup::model(id).filter(move |one| routes.contains(&one.provider));
    let by_id = routes
        .iter()
        .filter_map(move |to| model_at(to, id))
        .filter(move |one| by_reference.map_or(true, |other| other.reference != one.reference));
    by_reference.into_iter().chain(by_id)
}

/// The one that there is, unless there are several.
fn only(
    mut found: impl Iterator<Item = &'static Model>,
) -> Result<Option<&'static Model>, NoTarget> {
    let first = found.next();
    match found.next() {
        Some(_) => Err(NoTarget::Ambiguous),
        None => Ok(first),
    }
}

/// The references to write in place of an id that several models have, behind a proxy if there is one.
fn list(
    id: &str,
    models: impl Iterator<Item = &'static Model>,
    proxy: Option<&str>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{} is the id of several models: write ", Quoted(id))?;
    for (index, model) in models.enumerate() {
        f.write_str(if index == 0 { "" } else { " or " })?;
        if let Some(proxy) = proxy {
            write!(f, "{}/", proxy)?;
        }
        f.write_str(model.reference)?;
    }
    Ok(())
}
