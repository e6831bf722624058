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

impl Target<'_> {
    /// Whether a reference is the target, written out.
    pub(crate) fn is_written(&self, reference: &str) -> bool {
        let rest = reference.strip_prefix(self.provider.id);
        rest.and_then(|rest| rest.strip_prefix('/')) == Some(self.model_id)
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
    let (provider_id, id) = match written.split_once('/') {
        Some(parts) => parts,
        None => return find_by_name(written),
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

fn find_by_name(name: &str) -> Result<Target<'static>, NoTarget> {
    let named = models().iter().find(|model| model.slug == name);
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

/// Why a reference that [`find_target`] does not find means nothing, or too much. A sentence without
/// its subject.
pub(crate) fn explain(written: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (provider_id, id) = match written.split_once('/') {
        Some(parts) => parts,
        None if with_id(written).next().is_some() => {
            return list(written, with_id(written), None, f);
        }
        None => return write!(f, "no model has the slug or the id {}", Quoted(written)),
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
