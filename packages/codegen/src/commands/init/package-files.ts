/** What is generated has the same bytes on every system; a calendar has line breaks of its own. */
export function attributes(folders: readonly string[]): string {
  const lines = folders.map((folder) => `${folder}/** text eol=lf linguist-generated`);
  return `${[...lines, "*.ics -text"].join("\n")}\n`;
}

/**
 * The files of a package of one's own, around a registry in `registry/`: what `npm run build` needs, what
 * is published, and how.
 *
 * @param folder Its name becomes that of the package.
 * @param version Of this tool, with which the package is made.
 */
export function packageFiles(folder: string, version: string): Readonly<Record<string, string>> {
  const name =
    folder
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "my-registry";
  const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    "package.json": json({
      name,
      version: "0.1.0",
      description: "Facts of LLM providers and models, and typed clients for them.",
      type: "module",
      engines: { node: ">=20.19" },
      exports: {
        ".": "./dist/gen/index.gen.js",
        "./providers/*": "./dist/gen/providers/*.gen.js",
        "./clients": "./dist/clients/index.gen.js",
        "./clients/*": "./dist/clients/*.gen.js",
        "./registry.json": "./data/registry.json",
        "./package.json": "./package.json",
      },
      files: ["dist", "data", "registry"],
      sideEffects: false,
      scripts: {
        check: "kei check",
        build: "kei gen && tsc",
        prepack: "kei gen --check && tsc",
      },
      peerDependencies: { "@kei/registry": `^${version}`, "@kei/runtime": `^${version}` },
      devDependencies: {
        "@kei/codegen": `^${version}`,
        "@kei/registry": `^${version}`,
        "@kei/runtime": `^${version}`,
        typescript: ">=5.4",
      },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        moduleResolution: "nodenext",
        lib: ["es2022", "dom", "dom.iterable"],
        types: [],
        strict: true,
        skipLibCheck: true,
        declaration: true,
        rootDir: "src",
        outDir: "dist",
      },
      include: ["src"],
    }),
    "kei.config.json": json({
      registry: "registry",
      targets: {
        schema: "registry/schema",
        typescript: "src/gen",
        clients: "src/clients",
        data: "data",
      },
    }),
    ".gitignore": "node_modules/\ndist/\n",
    ".gitattributes": attributes(["registry/schema", "src/gen", "src/clients", "data"]),
    "README.md": readme(name),
  };
}

function readme(name: string): string {
  return `# ${name}

Facts of LLM providers and models, and typed clients for them. People edit \`registry/*.toml\`; everything in \`src/\` and \`data/\` is generated from it.

## Use

\`\`\`sh
npm install ${name} @kei/registry @kei/runtime
\`\`\`

\`\`\`ts
import { clients } from "${name}/clients"; // all of them; "${name}/clients/ID" has one
import { providers } from "${name}";
\`\`\`

## Work on it

\`\`\`sh
npm install
npx kei add model     # or edit registry/*.toml
npx kei import --from https://models.dev/api.json --provider ID
npm run build         # checks, generates, compiles
\`\`\`

Commit what is generated.

## Release

1. \`npx kei diff HEAD\` says what changes for users, and whether that is a major, minor or patch step.
2. \`npm version minor\` (or \`major\`, \`patch\`) counts the version and tags it.
3. \`npm publish\` checks that what is generated is up to date, compiles and publishes.
`;
}
