// @ts-check
/**
 * The HTTP headers of every response of the studio, in one place: the static server, `vite` and `vite preview` all
 * take them from here.
 *
 * - Cross-origin isolation (COOP, COEP, CORP): without it the browser gives no SharedArrayBuffer and the WASM
 *   runtime falls back to one thread without a word.
 * - `wasm-unsafe-eval`: compiling the ONNX and SQLite WASM modules. JavaScript's own `eval` stays forbidden.
 * - `style-src-elem 'unsafe-inline'`: Mantine puts `<style>` elements into the page while it runs (theme variables,
 *   responsive sizes), with texts that no hash can know. A nonce must be new with each response, which would end the
 *   page as a plain file. Style attributes in markup stay forbidden, and what planted CSS could load is held by the
 *   other directives.
 * - `connect-src` names the Hugging Face hub, reached only when the person names a hub model.
 */

const hubOrigins = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';

const directives = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'style-src-elem': "'self' 'unsafe-inline'",
  'style-src-attr': "'none'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': `'self' blob: ${hubOrigins}`,
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** Vite's dev server adds an inline script, a websocket and style attributes; production gets none of these. */
const developmentDirectives = {
  ...directives,
  'script-src': `${directives['script-src']} 'unsafe-inline'`,
  'style-src-attr': "'unsafe-inline'",
  'worker-src': "'self' blob:",
  'connect-src': `${directives['connect-src']} ws:`,
};

/** @param {Readonly<Record<string, string>>} policy */
function contentSecurityPolicy(policy) {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** @param {Readonly<Record<string, string>>} policy @returns {Readonly<Record<string, string>>} */
function headersWith(policy) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(policy),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

/** Headers of the production build, by name. */
export const productionHeaders = headersWith(directives);

/** Headers of `npm run dev`. */
export const developmentHeaders = headersWith(developmentDirectives);
