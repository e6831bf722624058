/** The text of a file beside the importing one. The bundler and vitest read it in; nothing is read at run time. */
declare module "*?raw" {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: what vitest and the bundler give
  export default text;
}
