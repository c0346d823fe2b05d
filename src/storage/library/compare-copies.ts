import type { Database } from '@sqlite.org/sqlite-wasm';
import type { MentionEdit } from '../../core/annotations/current-corpus.ts';
import { canonicalText } from '../../core/merge/canonical-text.ts';
import { conflictKey, type ConflictState, mentionSubject } from '../../core/merge/merge-conflict.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import {
  type Ancestor,
  findAncestor,
  type KnownTimes,
  type ReviewVersion,
  type SeenTime,
  type TakenVersions,
  timesToLearn,
  type VersionLine,
} from '../../core/merge/review-version.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { type CopyIdentity, knownHere, knownThere, readIdentity } from '../tables/copy-identity.ts';
import { readReview } from '../tables/read-review.ts';
import { readVersionKey, readVersions, type VersionedKind, versionKey } from '../tables/review-versions.ts';
import { readStoredEdit, readVersionedConflictState } from '../tables/stored-conflicts.ts';
import { readStoredDecision, readStoredMark, readStoredNote } from '../tables/stored-review.ts';

/** What the open project and a copy of it have to say of each other. */
export interface CopyComparison {
  /** Of another family, which nothing but the imported texts is known to have in common with this project. */
  readonly isStranger: boolean;
  /** By which the copies are told apart. */
  readonly here: string;
  readonly there: string;
  /** What stood when both had the same, of all that differs now; by what versions are found by. */
  readonly ancestors: {
    readonly decisions: ReadonlyMap<string, Ancestor<Decision>>;
    readonly notes: ReadonlyMap<string, Ancestor<SampleNote>>;
    readonly marks: ReadonlyMap<string, Ancestor<AnnotationMark>>;
    readonly mentions: ReadonlyMap<string, Ancestor<MentionEdit>>;
    readonly conflicts: ReadonlyMap<string, Ancestor<ConflictState>>;
  };
  /** Where what stands there comes from, of all that differs, by `versionKey`. */
  readonly versions: ReadonlyMap<string, TakenVersions>;
  /** What a merge learns of other copies, and what undoes that. */
  readonly times: { readonly before: readonly SeenTime[]; readonly after: readonly SeenTime[] };
}

/** One of two projects, as far as they are compared. */
interface Side {
  readonly identity: CopyIdentity;
  readonly known: KnownTimes;
  /** What stands, as canonical JSON, by `versionKey`. */
  readonly values: ReadonlyMap<string, string>;
  readonly versions: ReadonlyMap<string, readonly ReviewVersion[]>;
}

/**
 * Compares the open project with a copy of it, both of the newest schema. Of kinds that are in `incomplete`, the copy
 * has lost what it does not have: that says nothing.
 */
export function compareCopies(open: Database, copy: Database, incomplete: ReadonlySet<VersionedKind>): CopyComparison {
  const [here, there] = [readSide(open, knownHere), readSide(copy, knownThere)];
  const ancestors = {
    decisions: new Map<string, Ancestor<Decision>>(),
    notes: new Map<string, Ancestor<SampleNote>>(),
    marks: new Map<string, Ancestor<AnnotationMark>>(),
    mentions: new Map<string, Ancestor<MentionEdit>>(),
    conflicts: new Map<string, Ancestor<ConflictState>>(),
  };
  const versions = new Map<string, TakenVersions>();
  const keys = new Set([...here.values.keys(), ...there.values.keys()]);
  for (const key of keys) {
    const [mine, theirs] = [lineOf(here, key), lineOf(there, key)];
    const value = there.values.get(key);
    if (here.values.get(key) === value) continue;
    const { kind, target } = readVersionKey(key);
    versions.set(key, { kind, target, versions: theirs.versions });
    const isLost = value === undefined && incomplete.has(kind);
    const ancestor = isLost ? ({ kind: 'known', value } as const) : findAncestor(mine, theirs);
    switch (kind) {
      case 'decision':
        ancestors.decisions.set(target, parsed(ancestor, readStoredDecision));
        break;
      case 'note':
        ancestors.notes.set(target, parsed(ancestor, readStoredNote));
        break;
      case 'mark':
        ancestors.marks.set(target, parsed(ancestor, readStoredMark));
        break;
      case 'mention':
        ancestors.mentions.set(target, parsed(ancestor, readStoredEdit));
        break;
      case 'conflict':
        ancestors.conflicts.set(target, parsed(ancestor, readVersionedConflictState));
        break;
      default:
        kind satisfies never;
    }
  }
  const isStranger = !Object.keys(here.known).some((copyId) => there.known[copyId] !== undefined);
  const times = timesToLearn(here.known, there.known);
  return { isStranger, here: here.identity.copyId, there: there.identity.copyId, ancestors, versions, times };
}

function readSide(db: Database, knownOf: (identity: CopyIdentity) => KnownTimes): Side {
  const identity = readIdentity(db);
  const { decisions, notes, marks, mentionEdits, conflicts } = readReview(db);
  const values = new Map<string, string>();
  const put = (kind: VersionedKind, target: string, value: object): void => {
    values.set(versionKey(kind, target), canonicalText(value));
  };
  for (const decision of decisions) put('decision', decision.sampleId, decision);
  for (const note of notes) put('note', note.sampleId, note);
  for (const mark of marks) put('mark', mark.sampleId, mark);
  for (const { passage, mentionId, state } of mentionEdits) put('mention', mentionSubject(passage, mentionId), state);
  for (const { conflict, state } of conflicts) put('conflict', conflictKey(conflict), state);
  return { identity, known: knownOf(identity), values, versions: readVersions(db) };
}

/** What is written down begins with what stood when the first copy left, and ends with what stands. */
function lineOf({ identity, known, values, versions }: Side, key: string): VersionLine {
  const origin = { copyId: identity.family, epoch: 0 };
  const value = values.get(key);
  const written = versions.get(key);
  const [first, last] = [written?.[0], written?.at(-1)];
  if (written === undefined || first === undefined || last === undefined)
    return { known, versions: [{ ...origin, value }] };
  const whole = first.copyId === origin.copyId ? written : [{ ...origin, value: undefined }, ...written];
  // A program that writes no versions may have changed it.
  return { known, versions: last.value === value ? whole : [...whole.slice(0, -1), { ...last, value }] };
}

function parsed<T>(ancestor: Ancestor<string>, read: (value: unknown) => T): Ancestor<T> {
  if (ancestor.kind === 'unknown') return ancestor;
  const { value } = ancestor;
  return { kind: 'known', value: value === undefined ? undefined : read(JSON.parse(value)) };
}
