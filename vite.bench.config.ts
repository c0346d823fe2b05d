import { defineConfig } from 'vite';

/** The bench's page; `vite build --ssr bench/node.ts` makes its Node half with vite.cli.config.ts's settings. */
export default defineConfig({
  root: 'bench',
  // The studio's server gives it out below the studio, too.
  base: './',
  publicDir: '../public',
  worker: { format: 'es' },
  build: {
    outDir: '../node_modules/.cache/bench/page',
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
