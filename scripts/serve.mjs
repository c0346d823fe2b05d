// @ts-check
/**
 * Serves the production build on this machine only. Plain Node, no dependency.
 *
 *     node scripts/serve.mjs [--port 4173] [--strict-port] [--root dist]
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { productionHeaders } from './http-headers.mjs';
import { runAsProgram } from './run-command.mjs';

const host = '127.0.0.1';
const portTries = 50;

/** @type {Readonly<Record<string, string>>} */
const mimeTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.tsv': 'text/tab-separated-values; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.onnx_data': 'application/octet-stream',
  '.safetensors': 'application/octet-stream',
};

/**
 * @typedef {{ kind: 'file', file: string, sizeBytes: number, etag: string }
 *   | { kind: 'missing' } | { kind: 'refused' }} Target
 */

/**
 * The file that a URL names, never one outside `root`. `refused`: the path leaves the root, by dots, by an encoding
 * of them or by a link, or names a hidden file.
 *
 * @param {string} root absolute, without links
 * @param {string} url the request line's target, e.g. "/assets/a.js?x=1"
 * @returns {Promise<Target>}
 */
export async function resolveTarget(root, url) {
  const pathname = decodePathname(url);
  if (pathname === undefined) return { kind: 'refused' };
  if (pathname.split('/').some((segment) => segment.startsWith('.'))) return { kind: 'refused' };
  const wanted = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  try {
    const file = await realpath(wanted);
    if (!file.startsWith(root + path.sep)) return { kind: 'refused' };
    const found = await stat(file);
    if (!found.isFile()) return { kind: 'missing' };
    const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    return { kind: 'file', file, sizeBytes: found.size, etag };
  } catch {
    return { kind: 'missing' };
  }
}

/** @param {string} url @returns {string | undefined} */
function decodePathname(url) {
  const [raw = ''] = url.split(/[?#]/, 1);
  try {
    const pathname = decodeURIComponent(raw);
    const odd = !pathname.startsWith('/') || pathname.includes('\0') || pathname.includes('\\');
    return odd ? undefined : pathname;
  } catch {
    return undefined;
  }
}

/** A person's navigation, not a script's fetch: only that may fall back to the page. @param {import('node:http').IncomingMessage} request */
function isNavigation(request) {
  const mode = request.headers['sec-fetch-mode'];
  if (mode !== undefined) return mode === 'navigate';
  return (request.headers.accept ?? '').includes('text/html');
}

/**
 * @param {{ root: string }} options folder of the build
 * @returns {Promise<import('node:http').Server>} not listening yet; rejects when there is no such folder
 */
export async function createStudioServer({ root }) {
  const realRoot = await realpath(root);
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(productionHeaders)) response.setHeader(name, value);
    answer(realRoot, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendStatus(response, 500, 'The server failed on this request.');
    });
  });
}

/**
 * @param {string} root
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendStatus(response, 405, 'Only GET and HEAD are served.');
    return;
  }
  const url = request.url ?? '/';
  let target = await resolveTarget(root, url);
  if (target.kind === 'missing' && isNavigation(request) && path.extname(url.split(/[?#]/, 1)[0] ?? '') === '') {
    target = await resolveTarget(root, '/index.html');
  }
  if (target.kind === 'refused') sendStatus(response, 403, 'This path is not served.');
  else if (target.kind === 'missing') sendStatus(response, 404, 'There is no such file.');
  else sendFile(root, target, { request, response });
}

/**
 * @param {string} root
 * @param {Extract<Target, { kind: 'file' }>} target
 * @param {{ request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse }} exchange
 */
function sendFile(root, target, { request, response }) {
  // Vite puts a content hash into every name under assets/, so such a file never changes.
  const hashed = path.relative(root, target.file).startsWith(`assets${path.sep}`);
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', target.etag);
  if (request.headers['if-none-match'] === target.etag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', mimeTypes[path.extname(target.file)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', target.sizeBytes);
  response.writeHead(200);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(target.file);
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} text */
function sendStatus(response, status, text) {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status).end(`${text}\n`);
}

/**
 * Listens on this machine's loopback address only.
 *
 * @param {import('node:http').Server} server
 * @param {{ port: number, strictPort: boolean }} options a busy port is followed by the next free one, unless strict
 * @returns {Promise<string>} the address to open
 */
export async function listen(server, { port, strictPort }) {
  const lastPort = strictPort ? port : port + portTries;
  for (let candidate = port; candidate <= lastPort; candidate += 1) {
    const listening = await tryListen(server, candidate);
    if (listening !== undefined) return `http://${host}:${listening}/`;
  }
  throw new Error(strictPort ? `Port ${port} is busy.` : `Ports ${port} to ${lastPort} are all busy.`);
}

/** @param {import('node:http').Server} server @param {number} port @returns {Promise<number | undefined>} the port, or nothing when it is busy */
function tryListen(server, port) {
  return new Promise((resolve, reject) => {
    /** @param {NodeJS.ErrnoException} error */
    const onError = (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    };
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** @param {string | undefined} text @returns {number} */
export function parsePort(text) {
  if (text === undefined) return 4173;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`"${text}" is not a port number.`);
  return port;
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'strict-port': { type: 'boolean', default: false },
      root: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    },
  });
  const server = await createStudioServer({ root: values.root });
  const url = await listen(server, { port: parsePort(values.port), strictPort: values['strict-port'] });
  console.log(`Serving ${values.root} at ${url}`);
}

runAsProgram(import.meta.url, main);
