import type { NextConfig } from "next";

/** `@kei/registry` needs nothing here. Who has other folders above this one says where the project is. */
const config: NextConfig = { turbopack: { root: import.meta.dirname } };

export default config;
