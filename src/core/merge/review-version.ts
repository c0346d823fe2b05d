/**
 * Which copy of a project gave something its value, and when: a copy counts its times, and a time ends whenever a copy
 * of it leaves. Of one time and one thing there is one value, the last.
 */
export interface VersionStamp {
  readonly copyId: string;
  readonly epoch: number;
}

/** What stood of one thing. */
export interface ReviewVersion extends VersionStamp {
  /** Canonical JSON; undefined where nothing stood, or a mention was as in its file. */
  readonly value: string | undefined;
}

/** For each copy, the last of its times that a project holds completely. */
export type KnownTimes = Readonly<Record<string, number>>;

/** How far a project has seen another copy; without a time where it has not. */
export interface SeenTime {
  readonly copyId: string;
  readonly epoch?: number;
}

/** Whose value a thing has after a merge that took it from the other copy. */
export interface TakenVersions {
  readonly kind: string;
  readonly target: string;
  readonly versions: readonly ReviewVersion[];
}

/** What one of two projects holds of one thing. */
export interface VersionLine {
  /** The oldest first; the last one stands. */
  readonly versions: readonly ReviewVersion[];
  readonly known: KnownTimes;
}

/** What stood of one thing when two projects last had the same of it. `unknown`: they say nothing of each other. */
export type Ancestor<T> = { readonly kind: 'known'; readonly value: T | undefined } | { readonly kind: 'unknown' };

const UNKNOWN = { kind: 'unknown' } as const;

/**
 * The common ancestor of two different values of one thing, of which `mine` stands in the open project. The other
 * one may have been changed by a program that writes no versions: such a change has no ancestor but what it was made of.
 */
export function findAncestor(mine: VersionLine, theirs: VersionLine): Ancestor<string> {
  const [ofMine, ofTheirs] = [mine.versions.at(-1), theirs.versions.at(-1)];
  if (ofMine === undefined || ofTheirs === undefined) return UNKNOWN;
  const sameTime = mine.versions.findLast((version) => isSameStamp(version, ofTheirs));
  if (sameTime !== undefined && sameTime.value !== ofTheirs.value && knows(theirs.known, ofTheirs)) {
    return { kind: 'known', value: sameTime.value };
  }
  const [isMineKnown, areTheirsKnown] = [knows(theirs.known, ofMine), knows(mine.known, ofTheirs)];
  if (isMineKnown && areTheirsKnown) return UNKNOWN;
  if (isMineKnown) return { kind: 'known', value: ofMine.value };
  if (areTheirsKnown) return { kind: 'known', value: ofTheirs.value };
  const isShared = (version: VersionStamp): boolean => knows(mine.known, version) && knows(theirs.known, version);
  const last = { mine: mine.versions.findLast(isShared), theirs: theirs.versions.findLast(isShared) };
  const found = newerOf(last.mine, last.theirs, { mine, theirs });
  return found === undefined ? UNKNOWN : { kind: 'known', value: found.value };
}

/** The times that `known` has to take over to know all that `theirs` knows, and what undoes that. */
export function timesToLearn(
  known: KnownTimes,
  theirs: KnownTimes,
): { readonly before: readonly SeenTime[]; readonly after: readonly SeenTime[] } {
  const news = Object.entries(theirs)
    .filter(([copyId, epoch]) => epoch > (known[copyId] ?? -1))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    before: news.map(([copyId]) => {
      const epoch = known[copyId];
      return { copyId, ...(epoch !== undefined && { epoch }) };
    }),
    after: news.map(([copyId, epoch]) => ({ copyId, epoch })),
  };
}

function knows(known: KnownTimes, { copyId, epoch }: VersionStamp): boolean {
  const last = known[copyId];
  return last !== undefined && epoch <= last;
}

/** The two lines may have been united in different ways: then the one that has the other's before its own is later. */
function newerOf(
  ofMine: ReviewVersion | undefined,
  ofTheirs: ReviewVersion | undefined,
  lines: { readonly mine: VersionLine; readonly theirs: VersionLine },
): ReviewVersion | undefined {
  if (ofMine === undefined || ofTheirs === undefined) return ofMine ?? ofTheirs;
  if (ofMine.value === ofTheirs.value) return ofMine;
  if (lines.theirs.versions.some((version) => isSameStamp(version, ofMine))) return ofTheirs;
  if (lines.mine.versions.some((version) => isSameStamp(version, ofTheirs))) return ofMine;
  return JSON.stringify(ofMine) < JSON.stringify(ofTheirs) ? ofMine : ofTheirs;
}

function isSameStamp(one: VersionStamp, other: VersionStamp): boolean {
  return one.copyId === other.copyId && one.epoch === other.epoch;
}
