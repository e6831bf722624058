import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type LoopbackRegistry, startLoopbackRegistry } from "@kei/consumers/loopback-registry";
import { publicPackages, root } from "@kei/consumers/public-packages";
import { runTool } from "@kei/consumers/run-tool";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let work: string;

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "kei-publish-test-"));
});

afterEach(() => rmSync(work, { recursive: true, force: true }));

describe("publish.mjs", () => {
  let registry: LoopbackRegistry;

  beforeEach(async () => {
    registry = await startLoopbackRegistry();
    const token = `${registry.url.replace(/^http:/, "")}/:_authToken=${registry.token}`;
    writeFileSync(join(work, "npmrc"), `${token}\n`);
    writeFileSync(join(work, "no-token"), "");
  });

  afterEach(() => registry.close());

  const publish = (userconfig = "npmrc") =>
    runTool(
      process.execPath,
      [
        "scripts/publish.mjs",
        `--registry=${registry.url}/`,
        `--userconfig=${join(work, userconfig)}`,
        `--cache=${join(work, "cache")}`,
        "--provenance=false",
        "--prefer-online",
      ],
      { cwd: root },
    );

  it("publishes what the registry does not have, and once", async () => {
    const names = publicPackages().map(({ manifest }) => `${manifest.name}@${manifest.version}`);
    const [first = ""] = names;
    await registry.add(readFileSync(await packed(first.replace(/@[^@]+$/, ""), "0.0.0-older")));
    expect(await publish()).toBe(names.map((name) => `${name} published\n`).join(""));
    expect(await served()).toEqual(names);
    expect(await publish()).toBe(names.map((name) => `${name} was published before\n`).join(""));
    expect(await served()).toEqual(names);
  });

  it("fails when it may not, with npm's words", async () => {
    await expect(publish("no-token")).rejects.toThrow("ENEEDAUTH");
    expect(await served()).toEqual([]);
  });

  /** `name@version` of what `npm install` of each package would get. */
  async function served(): Promise<string[]> {
    const packages = publicPackages().map(async ({ manifest: { name } }) => {
      const response = await fetch(`${registry.url}/${name}`);
      if (response.status === 404) return [];
      const { "dist-tags": tags } = (await response.json()) as { "dist-tags": { latest: string } };
      return [`${name}@${tags.latest}`];
    });
    return (await Promise.all(packages)).flat();
  }

  async function packed(name: string, version: string): Promise<string> {
    mkdirSync(join(work, "package"));
    writeFileSync(join(work, "package/package.json"), JSON.stringify({ name, version }));
    await runTool("tar", ["-czf", "older.tgz", "package"], { cwd: work });
    return join(work, "older.tgz");
  }
});

describe("name-repository.mjs", () => {
  const url = "https://forge.example.test/some/kei";
  const link = /\]\((?!#)([^)\s]+)\)/g;

  /** What it reads, below another root. */
  beforeEach(() => {
    for (const { folder } of publicPackages()) {
      for (const name of ["package.json", "README.md", "rust/README.md"]) {
        const from = join(folder, name);
        if (existsSync(from)) cpSync(from, from.replace(root, `${work}/`), { recursive: true });
      }
    }
  });

  const run = (...args: string[]) =>
    runTool(process.execPath, [join(root, "scripts/name-repository.mjs"), ...args], { cwd: work });
  const read = (path: string) => readFileSync(join(work, path), "utf8");

  it("says where packages come from, and changes nothing else of a manifest", async () => {
    await run(url, "v1");
    for (const { folder, manifest } of publicPackages()) {
      const path = join(folder.slice(root.length), "package.json");
      expect(JSON.parse(read(path))).toEqual({
        ...manifest,
        homepage: `${url}/tree/v1/${dirname(path)}#readme`,
        bugs: `${url}/issues`,
        repository: { type: "git", url: `git+${url}.git`, directory: dirname(path) },
      });
    }
  });

  it("makes every link of a README lead to a file of the repository", async () => {
    await run(url, "v1");
    let links = 0;
    for (const readme of [
      ...publicPackages().map(({ folder }) => join(folder.slice(root.length), "README.md")),
      "packages/registry/rust/README.md",
    ]) {
      for (const [, target = ""] of read(readme).matchAll(link)) {
        if (!target.startsWith(url)) {
          expect(target).toMatch(/^https:\/\//);
          continue;
        }
        links += 1;
        const path = target.slice(`${url}/blob/v1/`.length).replace(/#.*$/, "");
        expect(existsSync(join(root, path)), `${readme}: ${target}`).toBe(true);
      }
    }
    expect(links).toBeGreaterThan(5);
  });

  it.each([[[]], [[url]], [["git@forge.example.test:some/kei", "v1"]]])(
    "asks for an address and a revision: %j",
    async (args) => {
      await expect(run(...args)).rejects.toThrow("takes the address");
    },
  );
});
