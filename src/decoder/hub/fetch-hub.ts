import { FailureError } from '../../core/failure.ts';

/**
 * One request to the hub, or to the storage it redirects to.
 *
 * @param range value of the Range header; the answer may then also be 200, 206 or 416.
 * @throws FailureError `hub-unreachable`, `model-access-denied`, `model-not-on-hub` or `model-download-failed`.
 */
export async function fetchHub(url: string, range: string | undefined): Promise<Response> {
  let response: Response;
  try {
    // Its own store keeps the files; the browser's cache would hold the same bytes twice, and hide a broken-off one.
    response = await fetch(url, { cache: 'no-store', ...(range === undefined ? {} : { headers: { Range: range } }) });
  } catch (error) {
    throw new FailureError({ code: 'hub-unreachable', url, detail: String(error) });
  }
  const { status } = response;
  if (response.ok || (range !== undefined && status === 416)) return response;
  await response.body?.cancel();
  if (status === 401 || status === 403) throw new FailureError({ code: 'model-access-denied', url, status });
  if (status === 404) throw new FailureError({ code: 'model-not-on-hub', url });
  throw new FailureError({ code: 'model-download-failed', url, detail: `HTTP ${status}` });
}
