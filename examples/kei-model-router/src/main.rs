//! `select`: which model an agent profile runs on, and why. The TypeScript of this example prints the
//! same; README.md says what.

use kei_registry::{
    resolve_profile, Moment, Outcome, ResolveOptions, Step, UserOverride, CONTENT_HASH,
};
use std::process::exit;
use std::time::SystemTime;

const USAGE: &str = "usage: select PROFILE [--pinned REF] [--override PROVIDER/MODEL] \
                     [--transport TRANSPORT] [--at DATE] [--ignore-keys]";

#[derive(Default)]
struct Arguments {
    profile: Option<String>,
    pinned: Option<String>,
    wanted: Option<String>,
    transport: Option<String>,
    at: Option<String>,
    ignore_keys: bool,
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    if given == ["--version"] {
        println!("{}", CONTENT_HASH);
        return;
    }
    exit(match read_arguments(given) {
        Some(arguments) => select(&arguments),
        None => usage(),
    });
}

/// Prints a line for each candidate. The status is 0 when one of them was chosen.
fn select(arguments: &Arguments) -> i32 {
    let transport = match arguments.transport.as_deref().map(str::parse) {
        Some(Err(_)) => return usage(),
        Some(Ok(transport)) => Some(transport),
        None => None,
    };
    let at = match arguments.at.as_deref().map(str::parse) {
        Some(Err(_)) => return usage(),
        Some(Ok(at)) => at,
        None => now(),
    };
    let is_set = |name: &str| std::env::var(name).map_or(false, |key| !key.trim().is_empty());
    let wanted = arguments.wanted.as_deref();
    let options = ResolveOptions {
        pinned: arguments.pinned.as_deref(),
        user_override: wanted.map(|reference| UserOverride {
            reference,
            transport,
        }),
        is_set: if arguments.ignore_keys {
            None
        } else {
            Some(&is_set)
        },
        at,
    };
    let profile = arguments.profile.as_deref().unwrap_or_default();
    let resolution = match resolve_profile(profile, options) {
        Some(resolution) => resolution,
        None => {
            eprintln!("select: there is no such profile");
            return 2;
        }
    };
    for step in resolution.steps() {
        println!("{}", line(&step));
    }
    if resolution.chosen().is_none() {
        eprintln!("select: no model to run on");
        return 1;
    }
    0
}

/// Outcome, layer, the reference as written, why it was skipped, what it means, the model that it is.
fn line(step: &Step) -> String {
    let (outcome, reason) = match step.outcome {
        Outcome::Chosen => ("chosen", "-"),
        Outcome::Alternative => ("alternative", "-"),
        Outcome::Skipped(reason) => ("skipped", reason.as_str()),
    };
    let means = step.target.map(|target| target.to_string());
    let model = step.target.and_then(|target| target.model);
    let written = step.written.to_string();
    [
        outcome,
        step.source.as_str(),
        &written,
        reason,
        means.as_deref().unwrap_or("-"),
        model.map_or("-", |model| model.reference),
    ]
    .join("\t")
}

fn read_arguments(given: Vec<String>) -> Option<Arguments> {
    let mut arguments = Arguments::default();
    let mut rest = given.into_iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--pinned" => arguments.pinned = Some(rest.next()?),
            "--override" => arguments.wanted = Some(rest.next()?),
            "--transport" => arguments.transport = Some(rest.next()?),
            "--at" => arguments.at = Some(rest.next()?),
            "--ignore-keys" => arguments.ignore_keys = true,
            _ if argument.starts_with('-') || arguments.profile.is_some() => return None,
            _ => arguments.profile = Some(argument),
        }
    }
    let halves = arguments.wanted.as_deref().map(|it| it.split_once('/'));
    let is_override = |it: Option<(&str, &str)>| {
        it.map_or(false, |(provider, model)| {
            !provider.trim().is_empty() && !model.trim().is_empty()
        })
    };
    let misses_override = arguments.transport.is_some() && halves.is_none();
    if arguments.profile.is_none() || misses_override || !halves.map_or(true, is_override) {
        return None;
    }
    Some(arguments)
}

/// The crate has no clock.
fn now() -> Moment {
    let since_1970 = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    Moment::from_unix(since_1970.as_secs() as i64)
}

fn usage() -> i32 {
    eprintln!("{}", USAGE);
    2
}
