import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  // The site works under any path, so everything is named from where it stands.
  base: "./",
  appType: "mpa",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "lib/app",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: "baseline-widely-available",
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/site/main.tsx" },
  },
});
