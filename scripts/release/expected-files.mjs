// @ts-check

const ALWAYS = [/^package\.json$/, /^README\.md$/, /^LICENSE$/];

/** Not there before a package's first release. */
export const OPTIONAL_FILES = [/^CHANGELOG\.md$/];

/** A name of what the build writes: no test, no dot file, no source map. */
const MODULE = /^dist\/(?:[a-z0-9-]+\/)*[A-Za-z0-9-]+(?:\.gen)?(?:\.d\.ts|\.js)$/;

/** @type {Record<string, readonly RegExp[]>} */
const EXPECTED = {
  "@kei/ai-sdk": [MODULE, /^dist\/THIRD-PARTY\.txt$/],
  "@kei/catalog": [
    /^lib\/(?:(?:build|facts|parts|words)\/)?[a-z-]+(?:\.d\.ts|\.js)$/,
    /^lib\/react\.css$/,
    /^lib\/prerender\/(?:prerender\.js|THIRD-PARTY\.txt)$/,
    /^lib\/app\/assets\.json$/,
    /^lib\/app\/assets\/[A-Za-z0-9_-]+\.(?:css|js|woff2)$/,
    /^lib\/app\/assets\/THIRD-PARTY\.txt$/,
  ],
  "@kei/codegen": [MODULE, /^bin\/kei\.js$/, /^dist\/THIRD-PARTY\.txt$/],
  "@kei/registry": [
    MODULE,
    /^data\/\.env\.example$/,
    /^data\/(?:llms\.txt|models\.tsv|providers\.tsv)$/,
    /^data\/(?:registry|vectors)(?:\.schema)?\.json$/,
    /^data\/(?:lifecycle|price-history)\.json$/,
    /^data\/retirements\.ics$/,
    /^dist\/load\/THIRD-PARTY\.txt$/,
    /^dist\/schema\/(?:agent-profiles|disputes|models|prices|providers|sources)\.schema\.json$/,
    /^rust\/(?:Cargo\.toml|README\.md)$/,
    /^rust\/src\/(?:generated\/)?[a-z_]+\.rs$/,
  ],
  "@kei/runtime": [MODULE],
};

/**
 * What the tarball of a package may hold. `files` of its package.json is an allow-list of folders;
 * this is the one of what may be in them. Each pattern has to be that of a file.
 *
 * @param {string} name
 * @returns {readonly RegExp[] | undefined}
 */
export function expectedFiles(name) {
  return Object.hasOwn(EXPECTED, name) ? [...ALWAYS, ...(EXPECTED[name] ?? [])] : undefined;
}
