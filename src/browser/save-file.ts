/** Long enough for a browser to have begun reading the blob, short enough not to keep it for the session. */
const KEEP_URL_MS = 60_000;

/** Hands bytes to the browser's download under `name`. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaTypeOf(name) }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, KEEP_URL_MS);
}

function mediaTypeOf(name: string): string {
  if (name.endsWith('.zip')) return 'application/zip';
  if (name.endsWith('.sqlite3')) return 'application/vnd.sqlite3';
  if (name.endsWith('.json') || name.endsWith('.jsonl')) return 'application/json';
  return 'application/octet-stream';
}
