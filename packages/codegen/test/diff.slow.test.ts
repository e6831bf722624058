import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChangeKind, changeKinds, levels } from "../src/layers/change-kinds.ts";
import type { Model } from "../src/layers/model.ts";
import { check } from "../src/pipeline/generate.ts";
import { type Change, diffRegistries } from "../src/registry/diff.ts";
import type { Registry } from "../src/registry/model.ts";
import { kei, ROOT, temporaryFolder, writeFiles } from "./support/cli.ts";
import { fixtures, inputsOf, readTexts, TODAY } from "./support/fixtures.ts";
import { edits, mirrorOf, sample, withModel, withProvider } from "./support/registry-edits.ts";
import { sharedFolder } from "./support/shared.ts";

const names = (changes: readonly Change[]) =>
  changes.map(({ kind, subject }) => `${kind} ${subject}`);

/** A change as the two registries show it in their other order. */
function mirrored({ kind, before, after, level: _, ...rest }: Change): Change {
  const opposite = mirrorOf(kind);
  return {
    ...rest,
    kind: opposite,
    level: changeKinds[opposite].level,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  };
}

const sorted = (changes: readonly Change[]) =>
  changes.map((change) => JSON.stringify(change, Object.keys(change).sort())).sort();

function real(): Registry {
  const { registry } = check(inputsOf(readTexts(join(ROOT, "registry"))), undefined);
  if (registry === undefined) throw new Error("the registry has errors");
  return registry;
}

describe("diffRegistries", () => {
  it.each(edits)("finds %s %s, and its mirror", (kind, subject, edited) => {
    const forth = diffRegistries(sample, edited);
    expect(names(forth)).toEqual([`${kind} ${subject}`]);
    expect(forth[0]?.level).toBe(changeKinds[kind].level);
    const back = diffRegistries(edited, sample);
    expect(names(back)).toEqual([`${mirrorOf(kind)} ${subject}`]);
    expect(sorted(back)).toEqual(sorted(forth.map(mirrored)));
  });

  it("names slugs that go, that come, and that pass to another model", () => {
    expect(names(diffRegistries(sample, withModel("acme/big", { slug: "grand" })))).toEqual([
      "slug-removed big",
      "slug-added grand",
    ]);
    const [big, old, small] = sample.models as [Model, Model, Model];
    const passed = {
      ...sample,
      models: [{ ...big, slug: "grand" }, { ...old, slug: "big" }, small],
    };
    expect(names(diffRegistries(sample, passed))).toEqual([
      "slug-removed old",
      "slug-added grand",
      "slug-moved big",
    ]);
  });

  it("names another order of protocols", () => {
    const protocols = ["openai-chat", "openai-responses"] as const;
    const both = withModel("acme/big", { protocols });
    const turned = withModel("acme/big", { protocols: protocols.toReversed() });
    expect(names(diffRegistries(both, turned))).toEqual(["model-protocols-reordered acme/big"]);
  });

  it("says once what goes with its model", () => {
    const gone = { ...sample, models: sample.models.slice(1) };
    expect(names(diffRegistries(sample, gone))).toEqual(["model-removed acme/big"]);
  });

  it("has an edit for every kind in the table", () => {
    const shown = new Set<ChangeKind>([
      ...(["slug-removed", "slug-added", "slug-moved"] as const),
      "model-protocols-reordered",
    ]);
    for (const [kind] of edits) shown.add(kind).add(mirrorOf(kind));
    expect([...shown].sort()).toEqual(Object.keys(changeKinds).sort());
  });

  it("finds nothing between a registry and itself, whatever its order", () => {
    for (const { name, texts } of fixtures("good")) {
      const one = check(inputsOf(texts), TODAY).registry;
      const two = check(inputsOf(texts), TODAY).registry;
      expect(diffRegistries(one as Registry, two as Registry), name).toEqual([]);
    }
    const reversed = {
      ...sample,
      providers: sample.providers.toReversed(),
      models: sample.models.toReversed(),
      profiles: sample.profiles.toReversed(),
    };
    expect(diffRegistries(sample, reversed)).toEqual([]);
  });

  it("takes an empty list of tiers or routes for none", () => {
    const big = sample.models[0] as Model;
    const tiers = withModel("acme/big", { price: { ...big.price, tiers: [] } as Model["price"] });
    expect(diffRegistries(sample, tiers)).toEqual([]);
    expect(diffRegistries(sample, withProvider("acme", { routesTo: [] }))).toEqual([]);
  });

  it("lists changes in the order of the table, which begins with the heaviest", () => {
    const order = Object.keys(changeKinds);
    const weights = Object.values(changeKinds).map(({ level }) => levels.indexOf(level));
    expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    const kinds = diffRegistries(real(), sample).map(({ kind }) => order.indexOf(kind));
    expect(kinds).toEqual(kinds.toSorted((a, b) => a - b));
  });

  it("finds a single change anywhere in the real registry", () => {
    const registry = real();
    const found = (kind: ChangeKind, subject: string, edited: Partial<Registry>) =>
      [kind, subject, { ...registry, ...edited }] as const;
    const model = fc.constantFrom(...registry.models);
    const provider = fc.constantFrom(...registry.providers);
    const profile = fc.constantFrom(...registry.profiles);
    const replace = <R>(list: readonly R[], one: R, ...by: R[]): R[] =>
      list.flatMap((each) => (each === one ? by : [each]));
    const inModels = (one: Model, edit: Partial<Model>) => ({
      models: replace(registry.models, one, { ...one, ...edit }),
    });
    const single = fc.oneof(
      model.map((one) =>
        found("model-removed", one.ref, { models: replace(registry.models, one) }),
      ),
      fc
        .tuple(model, fc.integer({ min: 1, max: 1_000_000 }))
        .map(([one, more]) =>
          found(
            one.contextWindow === undefined
              ? "context-window-became-known"
              : "context-window-grown",
            one.ref,
            inModels(one, { contextWindow: (one.contextWindow ?? 0) + more }),
          ),
        ),
      fc
        .tuple(model, fc.string())
        .map(([one, more]) =>
          found("text-changed", one.ref, inModels(one, { notes: `${one.notes ?? ""}${more}.` })),
        ),
      model.map((one) =>
        found(
          "alias-added",
          `${one.provider}/never-seen`,
          inModels(one, { aliases: [...one.aliases, "never-seen"] }),
        ),
      ),
      provider.map((one) =>
        found("provider-removed", one.id, { providers: replace(registry.providers, one) }),
      ),
      provider.map((one) => {
        const moved = { ...one, endpoint: `${one.endpoint}/elsewhere` };
        const providers = replace(registry.providers, one, moved);
        return found("endpoint-changed", one.id, { providers });
      }),
      profile.map((one) =>
        found("profile-removed", one.id, { profiles: replace(registry.profiles, one) }),
      ),
    );
    fc.assert(
      fc.property(single, ([kind, subject, edited]) => {
        const changes = diffRegistries(registry, edited);
        expect(names(changes)).toEqual([`${kind} ${subject}`]);
        expect(changes[0]?.level).toBe(changeKinds[kind].level);
      }),
    );
  });

  it.skipIf(sharedFolder("data/keiseikit") === undefined)("mirrors on real data", () => {
    const downstream = check(inputsOf(readTexts(sharedFolder("data/keiseikit") as string)), TODAY)
      .registry as Registry;
    const forth = diffRegistries(downstream, real());
    const back = diffRegistries(real(), downstream);
    expect(forth.length).toBeGreaterThan(100);
    expect(sorted(back)).toEqual(sorted(forth.map(mirrored)));
  });

  it("has the table in the documentation", () => {
    const text = readFileSync(join(ROOT, "docs/versioning.md"), "utf8");
    const rows = [...text.matchAll(/^\| `([\w-]+)` +\| (\w+) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, kind, level, reason]) => [kind, { level, reason }])).toEqual(
      Object.entries(changeKinds),
    );
  });
});

/** A registry of one's own with a changeset folder, committed to a new git repository. */
async function repository(): Promise<string> {
  const folder = join(temporaryFolder(), "mine");
  expect(await kei(["init", folder])).toMatchObject({ code: 0 });
  writeFiles(folder, { ".changeset/README.md": "Release notes to be.\n" });
  git(folder, "init", "-q");
  commit(folder, "first");
  return folder;
}

function git(folder: string, ...args: string[]): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.test"];
  execFileSync("git", [...identity, "-c", "commit.gpgsign=false", ...args], { cwd: folder });
}

function commit(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
}

function replaceIn(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replaceAll(from, to));
}

const lowerPrice = (folder: string) =>
  replaceIn(join(folder, "models.toml"), "300_000_000      # $3.00", "200_000_000      # $2.00");

/** Renames the local model everywhere: its ref is gone. */
const removeModel = (folder: string) => {
  for (const name of ["models.toml", "agent-profiles.toml"]) {
    replaceIn(join(folder, name), "llama3.1:8b", "llama4:8b");
  }
};

describe("kei diff", () => {
  it("compares the working tree with the last commit", async () => {
    const folder = await repository();
    expect(await kei(["diff"], { cwd: folder })).toEqual({
      code: 0,
      out: "no changes\n",
      err: "",
    });
    lowerPrice(folder);
    expect(await kei(["diff"], { cwd: folder })).toEqual({
      code: 0,
      out:
        "patch\n" +
        "  price-changed  example/example-large  input $3.00 → $2.00 per million tokens\n" +
        "\nmajor: 0, minor: 0, patch: 1\n",
      err: "",
    });
  });

  it("compares revisions with each other, from any folder", async () => {
    const folder = await repository();
    git(folder, "tag", "v1.0.0");
    lowerPrice(folder);
    commit(folder, "second");
    removeModel(folder);
    commit(folder, "third");
    const between = async (...args: string[]) =>
      names(
        (
          JSON.parse((await kei(["diff", ...args, "--registry", folder, "--json"])).out) as {
            changes: Change[];
          }
        ).changes,
      );
    expect(await between("v1.0.0", "HEAD~1")).toEqual(["price-changed example/example-large"]);
    expect(await between("HEAD~1", "git:HEAD")).toEqual([
      "model-removed ollama/llama3.1:8b",
      "model-added ollama/llama4:8b",
      "slug-moved llama-local",
      "profile-fallbacks-changed reviewer",
    ]);
    expect(await between("v1.0.0")).toHaveLength(5);
  });

  it("compares folders, of registries and of projects", async () => {
    const folder = await repository();
    const project = temporaryFolder();
    cpSync(folder, join(project, "registry"), { recursive: true });
    lowerPrice(join(project, "registry"));
    const { code, out } = await kei(["diff", folder, project], { cwd: temporaryFolder() });
    expect(out).toContain("input $3.00 → $2.00");
    expect(code).toBe(0);
  });

  it("compares a published package with what is to be published next", async () => {
    const folder = await repository();
    await kei(["gen"], { cwd: folder });
    const published = join(temporaryFolder(), "node_modules/@kei/registry");
    cpSync(join(folder, "data"), join(published, "data"), { recursive: true });
    expect((await kei(["diff", published], { cwd: folder })).out).toBe("no changes\n");
    lowerPrice(folder);
    const { out } = await kei(["diff", published, "--json"], { cwd: folder });
    expect(JSON.parse(out)).toMatchObject({
      level: "patch",
      counts: { major: 0, minor: 0, patch: 1 },
      changes: [{ kind: "price-changed", subject: "example/example-large", field: "price" }],
    });
  });

  it("reads every fact back from this project's package", async () => {
    const { code, out } = await kei(["diff", "packages/registry", "registry"]);
    expect(out).toBe("no changes\n");
    expect(code).toBe(0);
  });

  it("reads packages that have more keys, or fewer, but no other schema version", async () => {
    const folder = temporaryFolder();
    const text = readFileSync(join(ROOT, "packages/registry/data/registry.json"), "utf8");
    const data = JSON.parse(text) as { providers: Record<string, unknown>[] };
    for (const provider of data.providers) {
      provider["region"] = "eu";
      delete provider["notes"];
    }
    const file = join(folder, "registry.json");
    writeFileSync(file, JSON.stringify(data));
    expect(await kei(["diff", file, "registry"])).toMatchObject({ code: 0 });
    for (const [broken, want] of [
      [{ ...data, schemaVersion: 3 }, "has schema version 3"],
      [{ ...data, providers: "none" }, "is broken"],
      [{}, "is not a published registry"],
    ] as const) {
      writeFileSync(file, JSON.stringify(broken));
      const { code, err } = await kei(["diff", file, "registry"]);
      expect(err).toContain(want);
      expect(code).toBe(1);
    }
  });

  it("reads a package as it was packed", async () => {
    const folder = temporaryFolder();
    const packed = join(folder, "kei-registry-1.0.0.tgz");
    cpSync(join(ROOT, "packages/registry/data"), join(folder, "package/data"), { recursive: true });
    writeFiles(folder, { "package/README.md": "# A package\n", "other/README.md": "" });
    execFileSync("tar", ["-czf", packed, "package/README.md", "package/data"], { cwd: folder });
    expect(await kei(["diff", packed, "registry"])).toMatchObject({
      code: 0,
      out: "no changes\n",
    });
    execFileSync("tar", ["-czf", packed, "other"], { cwd: folder });
    expect((await kei(["diff", packed, "registry"])).err).toContain("has no data/registry.json");
    writeFileSync(packed, "no gzip");
    const { code, err } = await kei(["diff", packed, "registry"]);
    expect(err).toContain("is not a packed package");
    expect(code).toBe(1);
  });

  it("takes a folder for a folder, and git:NAME for a revision", async () => {
    const folder = await repository();
    git(folder, "branch", "elsewhere");
    writeFiles(folder, { "elsewhere/notes.txt": "" });
    const taken = await kei(["diff", "elsewhere"], { cwd: folder });
    expect(taken.err).toContain("elsewhere holds no registry");
    expect(taken.err).toContain("git:elsewhere");
    expect(taken.code).toBe(1);
    expect(await kei(["diff", "git:elsewhere"], { cwd: folder })).toMatchObject({ code: 0 });
  });

  it("says why a revision cannot be read", async () => {
    const folder = await repository();
    const said = async (name: string, cwd: string) => {
      const { code, err } = await kei(["diff", "--", name], { cwd });
      expect(code).toBe(1);
      return err;
    };
    expect(await said("v9", folder)).toContain("neither a folder nor a git revision v9");
    expect(await said("--output=x", folder)).toContain("git revision --output=x");
    expect(existsSync(join(folder, "x"))).toBe(false);
    git(folder, "rm", "-q", "--cached", "models.toml");
    git(folder, "commit", "-q", "-m", "without");
    expect(await said("HEAD", folder)).toContain("revision HEAD has no models.toml");
    const outside = join(temporaryFolder(), "outside");
    await kei(["init", outside]);
    expect(await said("HEAD", outside)).toContain("is not in a git repository");
  });

  it("prints what is wrong with a registry, beside its results", async () => {
    const folder = await repository();
    writeFileSync(join(folder, "models.toml"), "[[model]]\n");
    const { code, out, err } = await kei(["diff", "--json"], { cwd: folder });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("missing-key");
    expect(err).toContain("nothing was compared");
  });

  it("has help with an example", async () => {
    const { code, out } = await kei(["diff", "--help"]);
    expect(out).toContain("Example:\n  kei diff");
    expect(code).toBe(0);
  });

  it("fails on a level when asked to", async () => {
    const folder = await repository();
    lowerPrice(folder);
    expect(await kei(["diff", "--fail-on", "minor"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await kei(["diff", "--fail-on", "patch"], { cwd: folder })).toMatchObject({ code: 1 });
    removeModel(folder);
    expect(await kei(["diff", "--fail-on", "major"], { cwd: folder })).toMatchObject({ code: 1 });
  });

  it("catches a package that goes back, and is without a key", async () => {
    // A key that a reader can do without; what happened downstream is in revert.slow.test.ts.
    const text = readFileSync(join(ROOT, "packages/registry/data/registry.json"), "utf8");
    const { providers, models, ...rest } = JSON.parse(text) as {
      providers: { id: string }[];
      models: { provider: string; sourceUrl?: string }[];
    };
    const left = new Set(providers.slice(0, -5).map(({ id }) => id));
    const reverted = {
      ...rest,
      providers: providers.filter(({ id }) => left.has(id)),
      models: models
        .filter(({ provider }) => left.has(provider))
        .map(({ sourceUrl: _, ...model }) => model),
    };
    const folder = temporaryFolder();
    writeFiles(folder, { "data/registry.json": JSON.stringify(reverted) });
    const back = await kei(["diff", "registry", folder, "--json", "--fail-on", "major"]);
    expect(back.code).toBe(1);
    const { changes } = JSON.parse(back.out) as { changes: Change[] };
    expect(changes.filter(({ kind }) => kind === "provider-removed")).toHaveLength(5);
    expect(changes.some(({ field }) => field === "sourceUrl")).toBe(true);
    const forth = await kei(["diff", folder, "registry", "--fail-on", "major"]);
    expect(forth.code).toBe(0);
  });

  it("writes Markdown in which a registry's text is only text", async () => {
    const folder = await repository();
    replaceIn(join(folder, "models.toml"), '"Example Large"', '"<img src=x> [a](b) `c`"');
    const { out } = await kei(["diff", "--format", "markdown"], { cwd: folder });
    expect(out).toBe(
      "**major: 0, minor: 0, patch: 1**\n\n### patch\n\n" +
        '- `example/example-large`: displayName: "Example Large" → ' +
        '"\\<img src=x\\> \\[a\\](b) \\`c\\`" (text-changed)\n',
    );
  });
});

describe("kei diff --changeset", () => {
  const changesets = (folder: string) =>
    readdirSync(join(folder, ".changeset")).filter((name) => name !== "README.md");

  it("writes nothing when nothing changed", async () => {
    const folder = await repository();
    const { code, err } = await kei(["diff", "--changeset"], { cwd: folder });
    expect(err).toContain("no changeset was written");
    expect(changesets(folder)).toEqual([]);
    expect(code).toBe(0);
  });

  it("says in words what changes, once, with the heaviest level", async () => {
    const folder = await repository();
    lowerPrice(folder);
    removeModel(folder);
    expect(await kei(["diff", "--changeset"], { cwd: folder })).toMatchObject({ code: 0 });
    const [name] = changesets(folder) as [string];
    const text = readFileSync(join(folder, ".changeset", name), "utf8");
    expect(text).toBe(
      '---\n"@kei/registry": major\n---\n\nRegistry: 5 changes.\n\n' +
        "Gone:\n\n- `ollama/llama3.1:8b`: model\n\n" +
        'New:\n\n- `ollama/llama4:8b`: "Llama 3.1 8B", free\n\n' +
        "Changed:\n\n- `llama-local`: this slug means ollama/llama4:8b now; was ollama/llama3.1:8b\n" +
        "- `reviewer`: fallbackModelRefs: ollama/llama3.1:8b → ollama/llama4:8b\n\n" +
        "Prices:\n\n- `example/example-large`: input $3.00 → $2.00 per million tokens\n",
    );
    expect((await kei(["diff", "--changeset"], { cwd: folder })).err).toContain("already");
    expect(changesets(folder)).toEqual([name]);

    // More changes since the same commit: the same file says all of them.
    replaceIn(join(folder, "models.toml"), "200_000\n", "300_000\n");
    await kei(["diff", "--changeset"], { cwd: folder });
    expect(changesets(folder)).toEqual([name]);
    expect(readFileSync(join(folder, ".changeset", name), "utf8")).toContain("300000");

    commit(folder, "second");
    lowerPriceAgain(folder);
    await kei(["diff", "--changeset"], { cwd: folder });
    expect(changesets(folder)).toHaveLength(2);
  });

  const lowerPriceAgain = (folder: string) =>
    replaceIn(join(folder, "models.toml"), "200_000_000      # $2.00", "100_000_000  # $1.00");

  it("says once what takes the place of a deprecated model", async () => {
    const folder = await repository();
    const deprecate = ["deprecate", "example/example-large", "--replaced-by", "ollama/llama3.1:8b"];
    await kei([...deprecate, "--date", "2026-09-01"], { cwd: folder });
    await kei(["diff", "--changeset"], { cwd: folder });
    const [name] = changesets(folder) as [string];
    expect(readFileSync(join(folder, ".changeset", name), "utf8")).toBe(
      '---\n"@kei/registry": minor\n---\n\nRegistry: 1 change.\n\nDeprecated:\n\n' +
        "- `example/example-large`: deprecated from 2026-09-01; use ollama/llama3.1:8b\n",
    );
  });

  it("writes what changesets reads", async () => {
    const folder = await repository();
    lowerPrice(folder);
    await kei(["diff", "--changeset"], { cwd: folder });
    const [name] = changesets(folder) as [string];
    const text = readFileSync(join(folder, ".changeset", name), "utf8");
    expect((await changesetParser())(text)).toMatchObject({
      releases: [{ name: "@kei/registry", type: "patch" }],
      summary: expect.stringContaining("$3.00 → $2.00"),
    });
  });

  it("asks for a changeset folder where there is none", async () => {
    const folder = await repository();
    const elsewhere = temporaryFolder();
    cpSync(folder, elsewhere, { recursive: true, filter: (path) => !path.endsWith(".changeset") });
    lowerPrice(elsewhere);
    const { code, err } = await kei(["diff", "--changeset"], { cwd: elsewhere });
    expect(err).toContain("there is no .changeset folder");
    expect(code).toBe(1);
  });
});

/** The parser of the changesets command that this project has: its own dependency, not ours. */
async function changesetParser(): Promise<(text: string) => unknown> {
  const fromRoot = createRequire(join(ROOT, "package.json"));
  const fromCli = createRequire(fromRoot.resolve("@changesets/cli/package.json"));
  const fromRead = createRequire(fromCli.resolve("@changesets/read"));
  const { default: parse } = (await import(
    pathToFileURL(fromRead.resolve("@changesets/parse")).href
  )) as { default: ((text: string) => unknown) | { default: (text: string) => unknown } };
  return typeof parse === "function" ? parse : parse.default;
}
