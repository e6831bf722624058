export type { CatalogInput } from "./build/write-catalog.ts";
export { writeCatalog } from "./build/write-catalog.ts";
export type { Change, Changes } from "./facts/catalog-data.ts";
