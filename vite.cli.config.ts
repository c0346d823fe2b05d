import { defineConfig } from 'vite';

/** The command line: one Node program, dist-node/bioselect.js. */
export default defineConfig({
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
