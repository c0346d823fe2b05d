import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { developmentHeaders, productionHeaders } from './scripts/http-headers.mjs';
import { thirdPartyLicences } from './scripts/third-party-licences.mjs';

const licences = thirdPartyLicences();

export default defineConfig({
  plugins: [react(), licences.page],
  // Both find their WASM file beside themselves by URL, which pre-bundling would break.
  optimizeDeps: { exclude: ['@sqlite.org/sqlite-wasm', 'onnxruntime-web'] },
  worker: {
    format: 'es',
    plugins: () => [licences.worker],
    rolldownOptions: {
      output: {
        // The runtime starts its threads from the file it lies in. In the worker's own file every thread would also
        // run our worker, take its messages, and loading would wait for ever.
        codeSplitting: { groups: [{ name: 'onnxruntime', test: /node_modules[\\/]onnxruntime-/ }] },
      },
    },
  },
  build: {
    // WebGPU, OPFS access handles and threads ask for browsers as new as these.
    target: ['chrome123', 'firefox128', 'safari17.4'],
    // The content security policy takes fonts from files only.
    assetsInlineLimit: 0,
    // The ONNX Runtime is large and loads in a worker, after the page.
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Compiled one after the other: the page stays free between them, and libraries stay as they are between releases.
        codeSplitting: { groups: [{ name: 'libraries', test: /node_modules[\\/]/ }] },
      },
    },
  },
  server: { headers: { ...developmentHeaders } },
  preview: { headers: { ...productionHeaders } },
});
