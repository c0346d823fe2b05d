const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The lowest bit says in which order of bytes sums are taken. */
const MAGIC = 0x37_7f_06_82;
/** An act that a power cut left half written ends in one mark or two: the last frame is repeated to fill a sector. */
const MARKS_OF_ONE_ACT = 2;

type Sum = readonly [number, number];

/**
 * How many acts a write-ahead log holds behind a place that is damaged; SQLite reads the log up to there, and takes no
 * notice of the rest. 0 where the log merely ends: in an act that was cut off, or in what is left of older ones.
 *
 * Every frame has a sum over itself and the one before. Behind damage frames go on to follow from each other; an act
 * begins only when the one before is on the disk, so that a run of frames with the ends of more acts than one cannot
 * have been left by a crash. A damaged header is not told from one that a crash cut off while it was renewed.
 */
export function countLostActs(log: Uint8Array): number {
  if (log.byteLength < HEADER_BYTES) return 0;
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const magic = view.getUint32(0);
  if ((magic & ~1) >>> 0 !== MAGIC) return 0;
  const isLittle = (magic & 1) === 0;
  const header = addUp(view, [0, 0], { from: 0, bytes: HEADER_BYTES - 8, isLittle });
  if (!isSame(header, sumAt(view, HEADER_BYTES - 8))) return 0;

  const frameBytes = FRAME_HEADER_BYTES + view.getUint32(8);
  /** What a frame's sum has to be when the one before has the sum `before`. */
  const sumOf = (at: number, before: Sum): Sum =>
    addUp(view, addUp(view, before, { from: at, bytes: 8, isLittle }), {
      from: at + FRAME_HEADER_BYTES,
      bytes: frameBytes - FRAME_HEADER_BYTES,
      isLittle,
    });
  const isOfThisLog = (at: number): boolean => isSame(sumAt(view, at + 8), sumAt(view, 16));
  const pageOf = (at: number): Uint8Array => log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes);
  const isSamePage = (at: number, other: number): boolean => {
    const page = pageOf(other);
    return view.getUint32(at) === view.getUint32(other) && pageOf(at).every((byte, index) => byte === page[index]);
  };
  const isEnd = (at: number): boolean => view.getUint32(at + 4) !== 0;

  let at = HEADER_BYTES;
  let before = header;
  for (; at + frameBytes <= log.byteLength; at += frameBytes) {
    before = sumOf(at, before);
    if (!isOfThisLog(at) || !isSame(before, sumAt(view, at + 16))) break;
  }
  let endCount = 0;
  let lostCount = 0;
  let previous: number | undefined;
  for (; at + frameBytes <= log.byteLength; at += frameBytes) {
    const follows =
      previous !== undefined && isSame(sumOf(at, sumAt(view, previous + 16)), sumAt(view, at + 16)) && isOfThisLog(at);
    if (!follows) {
      if (endCount > MARKS_OF_ONE_ACT) break;
      endCount = 0;
      lostCount = 0;
    }
    previous = at;
    if (!isOfThisLog(at) || !isEnd(at)) continue;
    endCount++;
    const isRepeated = follows && isEnd(at - frameBytes) && isSamePage(at, at - frameBytes);
    if (!isRepeated) lostCount++;
  }
  return endCount > MARKS_OF_ONE_ACT ? lostCount : 0;
}

function sumAt(view: DataView, at: number): Sum {
  return [view.getUint32(at), view.getUint32(at + 4)];
}

function isSame(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** SQLite's sum over pairs of 32-bit words, which goes on from another one. */
function addUp(
  view: DataView,
  [first, second]: Sum,
  { from, bytes, isLittle }: { readonly from: number; readonly bytes: number; readonly isLittle: boolean },
): Sum {
  let [one, two] = [first, second];
  for (let at = from; at < from + bytes; at += 8) {
    one = (one + view.getUint32(at, isLittle) + two) >>> 0;
    two = (two + view.getUint32(at + 4, isLittle) + one) >>> 0;
  }
  return [one, two];
}
