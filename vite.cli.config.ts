import { defineConfig } from 'vite';
import { thirdPartyLicences } from './scripts/third-party-licences.mjs';

/** The command line: one Node program, dist-node/bioselect.js. */
export default defineConfig({
  plugins: [thirdPartyLicences().page],
  // Native libraries stay where npm put them; all else is bundled, so that a command starts fast.
  ssr: { noExternal: true, external: ['onnxruntime-node', '@huggingface/transformers'] },
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
