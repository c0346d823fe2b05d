import type { OffsetIndex } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';

/** What a file says of one mention: offsets, and the text that should stand there (empty where it says none). */
export interface OffsetClaim {
  /** The whole text the offsets index, with its index. */
  readonly text: string;
  readonly index: OffsetIndex;
  /** Half-open ranges in the file's own unit and layout, in order; more than one where the mention is discontinuous. */
  readonly pieces: readonly Span[];
  readonly quote: string;
  /** Where names without offsets are told apart by it. */
  readonly entityType?: string;
}

/** Spans are in UTF-16 units, one for each piece. */
export type LocatedClaim =
  | { readonly kind: 'found'; readonly spans: readonly Span[] }
  /** Found only after a correction, named by `how`; the place is beyond doubt where `isSure`. */
  | { readonly kind: 'repaired'; readonly spans: readonly Span[]; readonly how: string; readonly isSure?: true }
  /** `spans` are where the file points; another text stands there. */
  | { readonly kind: 'mismatch'; readonly spans: readonly Span[]; readonly places?: readonly Span[] }
  /** `places`, here and above, are where its words stand; absent where they stand nowhere, or nearly everywhere. */
  | { readonly kind: 'out-of-range'; readonly places?: readonly Span[] }
  /** A name without offsets that is said more often than it stands: each of its `count` places has its mention. */
  | { readonly kind: 'repeated'; readonly count: number }
  /** It holds white space only. */
  | { readonly kind: 'blank' };
