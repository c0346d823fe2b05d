import { defineConfig } from 'vite';
import { thirdPartyLicences } from './scripts/third-party-licences.mjs';

/** The command line: one Node program, dist-node/bioselect.js. */
export default defineConfig({
  plugins: [thirdPartyLicences().page],
  // The native library stays where npm put it; all else is bundled, so that a command starts fast.
  ssr: { noExternal: true, external: ['onnxruntime-node'] },
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist-node',
    target: 'node20',
    copyPublicDir: false,
    minify: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'bioselect.js',
        banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
      },
    },
  },
});
