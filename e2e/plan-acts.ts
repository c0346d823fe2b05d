import type { ReviewChange } from '../src/core/merge/review-step.ts';
import { testRandom } from '../src/testing/test-seed.ts';
import {
  addedMention,
  author,
  fileBytes,
  fileName,
  type ModelSample,
  mentionsOf,
  type Project,
  redone,
  rowsPerFile,
  samplesOf,
  undone,
  withStep,
} from './project-model.ts';
import type { SavedScreen } from './watch-saved.ts';

/** One thing that a person does to the page, or waits to see on it. */
export type Gesture =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'click'; readonly on: 'button' | 'choice' | 'project'; readonly name: string }
  /** Clicks, and chooses a file in the dialog of the browser. */
  | { readonly kind: 'file'; readonly button: string; readonly name: string; readonly bytes: Buffer }
  /** The end of the text of the sample under review, which no other has. */
  | { readonly kind: 'see-text'; readonly text: string }
  | { readonly kind: 'see-row'; readonly index: number }
  | { readonly kind: 'see-file'; readonly file: string }
  | { readonly kind: 'see-merged' }
  | { readonly kind: 'see-saved' }
  | { readonly kind: 'see-no-dialog' };

/** The project and the place in the list of Review that keys act on. */
export interface Place {
  readonly project: Project;
  readonly index: number;
  /** The editor comes back to what it had chosen in this sample. */
  readonly edited: string | undefined;
}

export interface Act {
  readonly name: string;
  readonly gestures: readonly Gesture[];
  readonly after: Place;
  /** Where the keys alone do not say it: whether a screen is one of after the act. */
  readonly isOn?: (screen: SavedScreen) => boolean;
}

export const actKinds = ['import', 'decide', 'bulk', 'edit', 'undo', 'note', 'merge', 'mixed'] as const;
export type ActKind = (typeof actKinds)[number];

const ACTIONS = { a: 'approved', r: 'rejected', q: 'unsure', u: undefined } as const;
const WORDS = { a: 'Approve', r: 'Reject', q: 'Mark as unsure', u: 'Clear decision of' } as const;
const DECISION_KEYS = ['a', 'r', 'q', 'u'] as const;

let noteCount = 0;

let random = testRandom('acts');

/** From here on acts are chosen as they were behind the same name, however many came before. */
export function chooseActsAnew(name: string): void {
  random = testRandom(`acts ${name}`);
}

/** The next act of a kind, whatever came before; undefined where there is no further one. */
export function planAct(kind: Exclude<ActKind, 'merge'>, from: Place, actCount: number): Act | undefined {
  switch (kind) {
    case 'import':
      return actCount < 2 ? planImport(from) : undefined;
    case 'decide':
      return inBursts(planDecision(from), actCount);
    case 'bulk':
      return planBulk(from);
    case 'edit':
      // Each in another sample than the last one, which the editor remembers.
      return actCount % 2 === 0 ? planEdit(from) : planMove(from);
    case 'note':
      return actCount % 2 === 0 ? planNote(from) : planMove(from);
    case 'undo':
      return inBursts(planRun(from, actCount), actCount);
    case 'mixed':
      return planMixed(from, actCount);
    default:
      return kind satisfies never;
  }
}

export function planImport(from: Place): Act {
  const { project } = from;
  const number = project.files.length;
  const file = fileName(number);
  return {
    name: `open ${file}`,
    gestures: [
      { kind: 'file', button: 'Choose files…', name: file, bytes: fileBytes(number) },
      { kind: 'see-file', file },
    ],
    after: { ...from, project: { ...project, files: [...project.files, number] } },
    isOn: ({ files }) => files.includes(file),
  };
}

function planDecision(from: Place): Act {
  const { project } = from;
  const { id: sampleId } = sampleAt(from);
  const key = oneOf(DECISION_KEYS);
  const verdict = ACTIONS[key];
  const before = project.decisions.get(sampleId);
  const after = verdict && { sampleId, verdict, decidedAtMs: 0, author };
  const changes: readonly ReviewChange[] =
    before?.verdict === verdict ? [] : [{ kind: 'decision', sampleId, before, after }];
  return {
    name: `${key} on ${sampleId}`,
    gestures: [press(key)],
    after: { ...from, project: withStep(project, `${WORDS[key]} 1 sample`, changes), index: nextIndex(from) },
  };
}

function planMove(from: Place): Act {
  return { name: 'next', gestures: [press('j')], after: { ...from, index: nextIndex(from) } };
}

function planBulk(from: Place): Act {
  const { project } = from;
  const all = project.files.flatMap(samplesOf);
  const isApproved = all.every(({ id }) => project.decisions.get(id)?.verdict === 'approved');
  const [verb, verdict] = isApproved ? (['Reject', 'rejected'] as const) : (['Approve', 'approved'] as const);
  const changes = all.flatMap(({ id: sampleId }): ReviewChange[] => {
    const before = project.decisions.get(sampleId);
    if (before?.verdict === verdict) return [];
    return [{ kind: 'decision', sampleId, before, after: { sampleId, verdict, decidedAtMs: 0, author } }];
  });
  const label = `${verb} ${changes.length} ${changes.length === 1 ? 'sample' : 'samples'}`;
  return {
    name: label,
    gestures: [
      press('b'),
      ...(isApproved ? [{ kind: 'click', on: 'choice', name: verb } as const] : []),
      { kind: 'click', on: 'button', name: `${verb} ${changes.length.toLocaleString('en-US')}` },
      { kind: 'see-no-dialog' },
    ],
    after: { ...from, project: withStep(project, label, changes) },
  };
}

function planEdit(from: Place): Act {
  const { project } = from;
  const sample = sampleAt(from);
  if (sample.id === from.edited) return planDecision(from);
  const { documentId, passageId, text } = sample;
  const passage = { documentId, passageId };
  const mentions = mentionsOf(project, sample);
  const [first] = mentions;
  const request = oneOf(['delete', 'relabel', 'add'] as const);
  const gestures = (...keys: readonly string[]): Gesture[] => [seeText(text), ...['e', ...keys, 'Escape'].map(press)];
  const added = addedMention(text);
  if (request === 'add' && mentions.every(({ id }) => id !== added.id)) {
    return {
      name: `label tablets in ${sample.id}`,
      gestures: gestures('ArrowRight', 'ArrowRight', '1'),
      after: {
        ...from,
        edited: sample.id,
        project: withStep(project, 'Label “tablets” Chemical', [
          { kind: 'mention', passage, mentionId: added.id, before: undefined, after: added },
        ]),
      },
    };
  }
  if (first === undefined) return planDecision(from);
  const { id: mentionId, entityType, quote } = first;
  const entityTypeAfter = entityType === 'Chemical' ? 'Disease' : 'Chemical';
  const isDeleted = request === 'delete';
  const after = isDeleted ? undefined : { ...first, entityType: entityTypeAfter };
  const label = isDeleted
    ? `Delete ${entityType} “${quote}”`
    : `Relabel “${quote}” from ${entityType} to ${entityTypeAfter}`;
  return {
    name: `${label} in ${sample.id}`,
    // The type with more mentions has the first key.
    gestures: gestures('Tab', isDeleted ? 'Delete' : { Chemical: '1', Disease: '2' }[entityTypeAfter]),
    after: {
      ...from,
      edited: sample.id,
      project: withStep(project, label, [{ kind: 'mention', passage, mentionId, before: first, after }]),
    },
  };
}

function planNote(from: Place): Act {
  const { project } = from;
  const { id: sampleId, text } = sampleAt(from);
  noteCount += 1;
  const words = `seen-${noteCount}`;
  const after = { sampleId, text: words, author, writtenAtMs: 0 };
  return {
    name: `note ${words} on ${sampleId}`,
    gestures: [seeText(text), ...['m', 'Control+a', ...words, 'Escape'].map(press)],
    after: {
      ...from,
      project: withStep(project, `Note “${words}”`, [
        { kind: 'note', sampleId, before: project.notes.get(sampleId), after },
      ]),
    },
  };
}

function planMixed(from: Place, actCount: number): Act {
  const plan = oneOf([planDecision, planDecision, planDecision, planNote, planEdit, planBack, planForth]);
  // As in `planAct`: an edit or a note, and then another sample.
  return actCount % 2 === 0 ? plan(from) : planMove(from);
}

function planBack(from: Place): Act {
  return from.project.undo.length === 0 ? planDecision(from) : planStep(from, 'undo', true);
}

function planForth(from: Place): Act {
  return from.project.redo.length === 0 ? planDecision(from) : planStep(from, 'redo', true);
}

/** A pause after each ten, or keys that never rest would leave no moment at which all is saved. */
function inBursts(act: Act, actCount: number): Act {
  const isPaused = actCount > 0 && actCount % 10 === 0;
  return isPaused ? { ...act, gestures: [{ kind: 'see-saved' }, ...act.gestures] } : act;
}

/** Eight back, eight forth, without waiting for any of them. */
function planRun(from: Place, actCount: number): Act {
  const { undo, redo } = from.project;
  if (undo.length === 0 && redo.length === 0) return planDecision(from);
  const isBack = redo.length === 0 || (undo.length > 0 && Math.floor(actCount / 8) % 2 === 0);
  return planStep(from, isBack ? 'undo' : 'redo', false);
}

function planStep(from: Place, kind: 'undo' | 'redo', isAwaited: boolean): Act {
  const { project } = from;
  const step = project[kind].at(-1);
  const [change] = step?.changes ?? [];
  const all = project.files.flatMap(samplesOf);
  // The screen goes to what the step changed.
  const changed = all.findIndex(({ id, documentId, passageId }) =>
    change?.kind === 'mention'
      ? change.passage.documentId === documentId && change.passage.passageId === passageId
      : (change?.kind === 'decision' || change?.kind === 'note') && change.sampleId === id,
  );
  const after = kind === 'undo' ? undone(project) : redone(project);
  return {
    name: `${kind} ${step?.label}`,
    gestures: [
      press(kind === 'undo' ? 'z' : 'Shift+z'),
      ...(isAwaited ? [{ kind: 'see-row', index: changed } as const] : []),
    ],
    after: { ...from, project: after, index: changed },
  };
}

function sampleAt({ project, index }: Place): ModelSample {
  const file = project.files[Math.floor(index / rowsPerFile)];
  const sample = file === undefined ? undefined : samplesOf(file)[index % rowsPerFile];
  if (sample === undefined) throw new Error(`there is no sample at ${index}`);
  return sample;
}

function nextIndex({ project: { files }, index }: Place): number {
  return Math.min(index + 1, files.length * rowsPerFile - 1);
}

/** Between the names stand the keys of their types; behind the last one there is only text. */
function seeText(text: string): Gesture {
  return { kind: 'see-text', text: text.slice(text.indexOf(' in ')) };
}

function press(key: string): Gesture {
  return { kind: 'key', key };
}

function oneOf<T>(choices: readonly T[]): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}
