import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface HubAnswer {
  readonly url: string;
  readonly range: string | undefined;
  readonly status: number;
}

/** A server that answers as the hub does, with faults that a test switches on. */
export interface StandInHub {
  readonly baseUrl: string;
  /** Every answer so far, oldest first. */
  readonly answers: readonly HubAnswer[];
  /** Bytes after which the next answer with a large file breaks off; once. */
  breakAfter: number | undefined;
  /** Gives one wrong byte in the next answer with a large file; once. */
  isWrong: boolean;
  /** Answers everything with this status. */
  status: number | undefined;
  version: string;
  close(): Promise<void>;
}

/** @param files by path; those with a name that ends in `.safetensors` are in large-file storage. */
export async function startStandInHub(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<StandInHub> {
  const answers: HubAnswer[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const { range } = request.headers;
    const end = (status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): void => {
      answers.push({ url, range, status });
      response.writeHead(status, { 'content-length': String(body.byteLength), ...headers });
      response.end(body);
    };
    if (hub.status !== undefined) return end(hub.status, {}, new Uint8Array());
    if (url === `/api/models/${name}/revision/main?blobs=true`) {
      return end(200, { 'content-type': 'application/json' }, new TextEncoder().encode(describe(files)));
    }
    const prefix = `/${name}/resolve/c0ffee/`;
    const path = url.slice(prefix.length);
    const whole = url.startsWith(prefix) ? files.get(path) : undefined;
    if (whole === undefined) return end(404, {}, new Uint8Array());
    const isLarge = path.endsWith('.safetensors');
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const bytes = whole.slice(start);
    const headers: Record<string, string> = {
      etag: `"${hub.version}-${path}"`,
      'content-length': String(bytes.length),
    };
    if (start > 0) headers['content-range'] = `bytes ${start}-${whole.length - 1}/${whole.length}`;
    if (isLarge && hub.isWrong) {
      hub.isWrong = false;
      const last = bytes.length - 1;
      bytes[last] = 255 - (bytes[last] ?? 0);
    }
    const status = start > 0 ? 206 : 200;
    const breakAfter = isLarge ? hub.breakAfter : undefined;
    if (breakAfter === undefined) return end(status, headers, bytes);
    hub.breakAfter = undefined;
    answers.push({ url, range, status });
    response.writeHead(status, headers);
    response.write(bytes.slice(0, breakAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const hub: StandInHub = {
    baseUrl: `http://127.0.0.1:${portOf(server.address())}`,
    answers,
    breakAfter: undefined,
    isWrong: false,
    status: undefined,
    version: 'v1',
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return hub;
}

function describe(files: ReadonlyMap<string, Uint8Array>): string {
  return JSON.stringify({
    sha: 'c0ffee',
    cardData: { license: 'apache-2.0' },
    safetensors: { total: 1234 },
    siblings: [...files].map(([path, bytes]) => {
      const file = { rfilename: path, size: bytes.length };
      if (path.endsWith('.safetensors')) {
        return { ...file, lfs: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length } };
      }
      return { ...file, blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') };
    }),
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
