/** What can go wrong while running. Facts and a code; the words are made once, in `describe-failure.ts`. */
export type Failure =
  | { readonly code: 'model-file-missing'; readonly file: string; readonly folder: string }
  | { readonly code: 'model-file-damaged'; readonly file: string; readonly detail: string }
  | { readonly code: 'model-architecture-unsupported'; readonly found: string; readonly supported: readonly string[] }
  | { readonly code: 'model-download-failed'; readonly url: string; readonly detail: string }
  /** No connection to the hub, or one that broke off; what has arrived is kept. */
  | { readonly code: 'hub-unreachable'; readonly url: string; readonly detail: string }
  | { readonly code: 'model-access-denied'; readonly url: string; readonly status: number }
  | { readonly code: 'model-not-on-hub'; readonly url: string }
  /** Sizes in bytes or hashes in hex, as the hub gives them and as they arrived. */
  | {
      readonly code: 'model-hash-mismatch';
      readonly file: string;
      readonly expected: string;
      readonly found: string;
    }
  /**
   * The model that a project used, which only the person can give again: a folder that the browser has to be allowed
   * to read or that it knows only by name, one that was trained in a tab, or one of the hub that is not on this disk.
   */
  | {
      readonly code: 'model-not-at-hand';
      readonly name: string;
      readonly reason: 'not-allowed' | 'not-kept' | 'made-here' | 'not-downloaded';
    }
  /** Under the same address there is another model by now. */
  | { readonly code: 'scoring-model-other'; readonly name: string }
  /** The model of a scoring does not load in the precision of its scores. */
  | {
      readonly code: 'scoring-precision-other';
      readonly name: string;
      readonly wanted: string;
      /** That it loads in. */
      readonly dtype: string;
    }
  | { readonly code: 'out-of-memory'; readonly detail: string }
  | { readonly code: 'device-lost'; readonly detail: string }
  | { readonly code: 'no-backend'; readonly detail: string }
  /** On the command line: the device that was asked for, such as "cuda". */
  | { readonly code: 'device-absent'; readonly device: string; readonly detail: string }
  | { readonly code: 'numeric-fault'; readonly detail: string }
  | { readonly code: 'worker-crashed'; readonly detail: string }
  /** A completion server that cannot give what scoring needs. */
  | { readonly code: 'endpoint-unfit'; readonly host: string; readonly detail: string }
  /** A completion server that cannot be reached, keeps failing, or refuses a request. */
  | { readonly code: 'endpoint-failed'; readonly host: string; readonly detail: string }
  /** No sample has `maxLength` tokens or fewer. */
  | { readonly code: 'nothing-to-train'; readonly sampleCount: number; readonly maxLength: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'storage-unavailable'; readonly detail: string }
  | { readonly code: 'storage-full'; readonly detail: string }
  | { readonly code: 'storage-locked'; readonly detail: string }
  /** A part of the open project cannot be read from the browser's disk. */
  | { readonly code: 'storage-damaged'; readonly detail: string }
  /** Schema versions: of the project file, and the newest this studio reads; `project` is its name where it has one. */
  | { readonly code: 'project-newer'; readonly found: number; readonly known: number; readonly project?: string }
  | { readonly code: 'not-a-project'; readonly detail: string }
  /** Two projects that are no copies of one: what differs. */
  | { readonly code: 'projects-differ'; readonly detail: string }
  /** Before a merge somebody has to say who they are. */
  | { readonly code: 'author-missing' }
  /** One on this browser's disk, of which nothing can be read. */
  | { readonly code: 'project-lost'; readonly name: string; readonly detail: string }
  /** An act of the person that came to nothing. */
  | { readonly code: 'act-failed'; readonly detail: string }
  /** Something of an open project that the screen shows. */
  | { readonly code: 'read-failed'; readonly detail: string }
  /** The project that is to be shown, as a whole. */
  | { readonly code: 'project-unread'; readonly detail: string }
  /** A copy that was made while changes were not on the disk. */
  | { readonly code: 'copy-incomplete'; readonly changeCount: number }
  /** Why a project was not left: changes that are not on the disk. */
  | { readonly code: 'changes-unsaved'; readonly changeCount: number }
  /** Beyond recovery. */
  | { readonly code: 'project-damaged'; readonly detail: string }
  | { readonly code: 'unexpected'; readonly detail: string };

/** A failure on its way through a `throw`; `failure` is what crosses threads. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** Anything thrown becomes a failure that can cross a thread boundary. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  if (thrown instanceof Error) {
    if (thrown.name === 'AbortError') return { code: 'cancelled' };
    return { code: 'unexpected', detail: `${thrown.name}: ${thrown.message}` };
  }
  return { code: 'unexpected', detail: String(thrown) };
}
