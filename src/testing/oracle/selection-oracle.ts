import {
  type KnownEdits,
  KnownFiles,
  type KnownOptions,
  type KnownSample,
  promptOf,
  textKey,
  textOfDocument,
} from './known-corpus.ts';
import type { FilePlan, KnownMention } from './opened-files.ts';
import { isKnown, type KnownPicks, type KnownRule, pickByRule } from './pick-by-rule.ts';
import type { Said } from './pure-scorer.ts';

export type Verdict = 'approved' | 'rejected' | 'unsure' | 'undecided';

/** A selection is a list that was made once. */
export interface KnownSelection extends KnownPicks {
  readonly rule: KnownRule;
  /** Undefined where nothing was scored. */
  readonly scoring: string | undefined;
}

interface KnownScoring {
  /** Model and prompt: what two scorings differ by. */
  readonly name: string;
  readonly model: string;
  /** By content. */
  readonly said: Map<string, Said>;
  /** By sample, what it was said to be before it was edited, and under which instruction. */
  readonly before: Map<string, { readonly said: Said; readonly instruction: string }>;
}

/** What an act that can be undone changed. */
type Change =
  | { readonly kind: 'decision'; readonly id: string; readonly before: Verdict; readonly after: Verdict }
  | { readonly kind: 'mark'; readonly id: string; readonly before: boolean; readonly after: boolean }
  | {
      readonly kind: 'mentions';
      readonly text: string;
      readonly before: readonly KnownMention[] | undefined;
      readonly after: readonly KnownMention[] | undefined;
    }
  | {
      readonly kind: 'selection';
      readonly before: KnownSelection | undefined;
      readonly after: KnownSelection | undefined;
    };

/** What brings back the file that was removed last. */
interface Removed {
  readonly file: string;
  readonly files: KnownFiles;
  readonly options: Readonly<Record<'before' | 'after', KnownOptions>>;
  readonly undo: readonly (readonly Change[])[];
  readonly redo: readonly (readonly Change[])[];
  /** Acts that the undo list had seen. */
  readonly actCount: number;
}

export interface KnownScore {
  readonly said: Said;
  /** It is of what the sample said before an edit. */
  readonly isStale: boolean;
}

const TEMPLATE =
  'Extract all {types} entities from the following text. Answer with a JSON array of {"entity", "name"} objects in order of appearance, or [] if there are none.';
const NO_OPTIONS: KnownOptions = { entityTypes: [], instructionTemplate: TEMPLATE, unit: 'sentence' };
const FIRST_RULE: KnownRule = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 17,
};

/**
 * A project as it has to be after what was done, by the plain words of the docs and nothing of the product: what was
 * opened, edited and decided, what each model said of each content, and which list of samples the selection is.
 */
export class SelectionOracle {
  readonly #scoreOf: (model: string, prompt: string, answer: string) => Said;
  #files = new KnownFiles();
  #edits: KnownEdits = new Map();
  #marks: ReadonlySet<string> = new Set();
  #scorings: KnownScoring[] = [];
  #shown: KnownScoring | undefined;
  #undo: (readonly Change[])[] = [];
  #redo: (readonly Change[])[] = [];
  /** Ids of documents that are gone, and the texts that they wait for. */
  #waiting: ReadonlyMap<string, string> = new Map();
  #removed: Removed | undefined;
  /** Grows with everything that is put on the undo list or taken from it. */
  #actCount = 0;
  /** Files that this page has at hand to read them again. */
  readonly #atHand = new Set<string>();
  readonly decisions = new Map<string, Verdict>();
  options = NO_OPTIONS;
  rule = FIRST_RULE;
  selection: KnownSelection | undefined;
  /** In memory. */
  model: string | undefined;
  #nextModel: string;

  constructor(defaultModel: string, scoreOf: (model: string, prompt: string, answer: string) => Said) {
    this.#nextModel = defaultModel;
    this.#scoreOf = scoreOf;
  }

  get files(): KnownFiles {
    return this.#files;
  }

  get edits(): KnownEdits {
    return this.#edits;
  }

  get marks(): ReadonlySet<string> {
    return this.#marks;
  }

  get scoringNames(): readonly string[] {
    return this.#scorings.map(({ name }) => name);
  }

  get shownName(): string | undefined {
    return this.#shown?.name;
  }

  get undoCount(): number {
    return this.#undo.length;
  }

  get redoCount(): number {
    return this.#redo.length;
  }

  samples(): readonly KnownSample[] {
    return this.#files.samples(this.options, this.#edits, this.#marks);
  }

  /** By the scoring that is shown. */
  scoreOf({ id, content, instruction }: KnownSample): KnownScore | undefined {
    const now = this.#shown?.said.get(content);
    if (now !== undefined) return { said: now, isStale: false };
    const before = this.#shown?.before.get(id);
    // Under another instruction nothing was said of any sample.
    return before?.instruction === instruction ? { said: before.said, isStale: true } : undefined;
  }

  /** What the rule would give now. */
  tried(): KnownPicks {
    const ranked = this.samples().map((sample) => {
      const said = this.scoreOf(sample)?.said;
      return { sample, ifd: said !== undefined && 'ifd' in said ? said.ifd : undefined };
    });
    return pickByRule(ranked, this.rule);
  }

  goesOut(sample: KnownSample): boolean {
    return isKnown(sample) && sample.rowBytes <= 8192 && this.isWanted(sample);
  }

  /** What filter and decision say, whatever the sample is. */
  isWanted({ id }: KnownSample): boolean {
    switch (this.decisions.get(id) ?? 'undecided') {
      case 'approved':
        return true;
      case 'rejected':
        return false;
      case 'unsure':
      case 'undecided':
        return this.selection?.kept.has(id) === true;
    }
  }

  /** Samples that a scoring has to read: annotated, and nothing said of them as they are. */
  waiting(): readonly KnownSample[] {
    return this.samples().filter((sample) => isKnown(sample) && this.scoreOf(sample)?.isStale !== false);
  }

  waitingContents(): number {
    return contentsOf(this.waiting()).length;
  }

  open(plans: readonly FilePlan[]): void {
    const before = this.#files.typeCounts(this.#edits);
    const { entityTypes } = this.options;
    const counts = new Map(before);
    this.#removed = undefined;
    for (const plan of plans) {
      const had = this.#files;
      this.#files = had.with(plan, this.#waiting);
      const [name] = this.#files.files.slice(-1).map((file) => file.name);
      if (name !== undefined) this.#atHand.add(name);
      const added = new KnownFiles([], this.#files.documents.slice(had.documents.length));
      for (const [type, count] of added.typeCounts(new Map())) counts.set(type, (counts.get(type) ?? 0) + count);
    }
    this.#cameBack();
    if (![...before.keys()].every((type) => entityTypes.includes(type))) return;
    const byCount = [...counts].toSorted(([one, often], [other, count]) => count - often || (one < other ? -1 : 1));
    const added = byCount.map(([type]) => type).filter((type) => !entityTypes.includes(type));
    this.options = { ...this.options, entityTypes: [...entityTypes, ...added] };
  }

  /** Its documents go with their samples; what was done on them waits for the same texts. */
  remove(file: string): void {
    const files = this.#files;
    const options = this.options;
    const left = files.without(file);
    const gone = files.documents.filter((document) => document.file === file);
    const had = new Set([
      ...files.typeCounts(this.#edits).keys(),
      ...new KnownFiles([], gone).typeCounts(new Map()).keys(),
    ]);
    const there = new Set(left.typeCounts(this.#edits).keys());
    const types = options.entityTypes.filter((type) => there.has(type) || !had.has(type));
    const isNothing = types.length === 0 && left.documents.length > 0;
    const waiting = gone.filter((document) => this.#mustWait(document.id));
    this.#waiting = new Map([...this.#waiting, ...waiting.map((each) => [each.id, textOfDocument(each)] as const)]);
    const { before, after } = { before: options, after: isNothing ? options : { ...options, entityTypes: types } };
    const [undo, redo] = [this.#undo, this.#redo];
    const isGone = ({ id }: { readonly id: string }): boolean => gone.some((each) => id.startsWith(`${each.id}/`));
    const goneTexts = new Set(gone.flatMap(({ id, passages }) => passages.map((passage) => textKey(id, passage.id))));
    const stays = (change: Change): boolean => {
      if (change.kind === 'selection') return true;
      return change.kind === 'mentions' ? !goneTexts.has(change.text) : !isGone(change);
    };
    const without = (steps: readonly (readonly Change[])[]) =>
      steps.map((step) => step.filter(stays)).filter((step) => step.length > 0);
    this.#files = left;
    this.options = after;
    [this.#undo, this.#redo] = [without(undo), without(redo)];
    this.#removed = { file, files, options: { before, after }, undo, redo, actCount: this.#actCount };
  }

  /** The file that was removed last, where nothing has come in since. */
  putBack(): void {
    const removed = this.#removed;
    if (removed === undefined) return;
    const { before, after } = removed.options;
    const isSame = JSON.stringify(this.options) === JSON.stringify(after);
    const types = [...new Set([...this.options.entityTypes, ...before.entityTypes])];
    this.options = isSame ? before : { ...this.options, entityTypes: types };
    this.#files = removed.files;
    if (this.#actCount === removed.actCount) [this.#undo, this.#redo] = [[...removed.undo], [...removed.redo]];
    this.#removed = undefined;
    this.#cameBack();
  }

  /** As it was read before. */
  readAgain(file: string): void {
    if (!this.canReadAgain(file)) return;
    this.#files = this.#files.again(file, this.#waiting);
    this.#removed = undefined;
    this.#cameBack();
  }

  /** There is a file to be put back. */
  get isHeldOut(): boolean {
    return this.#removed !== undefined;
  }

  canReadAgain(file: string): boolean {
    return this.#atHand.has(file);
  }

  /** Ids that waited and are there again. */
  #cameBack(): void {
    const there = new Map(this.#files.documents.map((document) => [document.id, textOfDocument(document)]));
    this.#waiting = new Map([...this.#waiting].filter(([id, text]) => there.get(id) !== text));
  }

  /** Whether anything names the samples of a document. */
  #mustWait(documentId: string): boolean {
    const isSelected = [...this.#undo, ...this.#redo].flat().some(({ kind }) => kind === 'selection');
    if (this.selection !== undefined || this.#scorings.length > 0 || isSelected) return true;
    const decided = [...this.decisions].flatMap(([id, verdict]) => (verdict === 'undecided' ? [] : [id]));
    const isOf = (id: string): boolean => id.startsWith(`${documentId}/`) || id.startsWith(`${documentId}\n`);
    return [...decided, ...this.#marks, ...this.#edits.keys()].some(isOf);
  }

  close(): void {
    this.#waiting = new Map();
    this.#removed = undefined;
    this.#atHand.clear();
    this.#files = new KnownFiles();
    this.#edits = new Map();
    this.#marks = new Set();
    this.#scorings = [];
    this.#shown = undefined;
    this.#undo = [];
    this.#redo = [];
    this.decisions.clear();
    this.options = NO_OPTIONS;
    this.selection = undefined;
  }

  /** The page starts again: what is on the disk is there, a model in memory is not. */
  reload(): void {
    this.model = undefined;
    this.#removed = undefined;
    this.#atHand.clear();
    this.settle();
  }

  load(model: string): void {
    this.model = model;
    this.#nextModel = model;
  }

  preview(): void {
    this.load(this.model ?? this.#nextModel);
  }

  /**
   * The first contents that wait, of a scoring that goes on with what is shown and is held then; a scoring of the rest
   * is `endScoring`'s.
   */
  holdScoring(count: number): { readonly model: string; readonly rest: readonly KnownSample[] } | undefined {
    if (this.waiting().length === 0) return undefined;
    const model = this.#shown?.model ?? this.model ?? this.#nextModel;
    this.load(model);
    this.#begin(model);
    const contents = contentsOf(this.waiting());
    for (const sample of contents.slice(0, count)) this.#say(model, sample);
    return { model, rest: contents.slice(count) };
  }

  /** What was read when the scoring began is scored, and then what was edited meanwhile. */
  endScoring({ model, rest }: { readonly model: string; readonly rest: readonly KnownSample[] }): void {
    for (const sample of [...rest, ...contentsOf(this.waiting())]) this.#say(model, sample);
    this.#selectFirst();
  }

  /** Files came or went meanwhile: the scoring goes on with the samples that are there now. */
  scoreOn({ model }: { readonly model: string }): void {
    this.#scoreBy(model, {});
  }

  #say(model: string, sample: KnownSample): void {
    this.#shown?.said.set(sample.content, this.#scoreOf(model, promptOf(sample), sample.answer));
  }

  /** Goes on with what is shown, by its own model; where it fails, so many contents are scored until then. */
  score(failsAfter = Infinity): void {
    if (this.waiting().length === 0) return;
    this.#scoreBy(this.#shown?.model ?? this.model ?? this.#nextModel, { failsAfter });
  }

  scoreWithLoaded(failsAfter = Infinity): void {
    if (this.samples().length > 0) this.#scoreBy(this.model ?? this.#nextModel, { failsAfter });
  }

  /** Everything anew, by the model that is loaded where there is one. */
  rescore(failsAfter = Infinity): void {
    if (this.samples().length === 0) return;
    if (this.model !== undefined && this.#shown?.model !== this.model) {
      this.scoreWithLoaded(failsAfter);
      return;
    }
    if (this.samples().some(isKnown))
      this.#scoreBy(this.#shown?.model ?? this.model ?? this.#nextModel, { isAll: true, failsAfter });
  }

  #scoreBy(
    model: string,
    { isAll = false, failsAfter = Infinity }: { readonly isAll?: boolean; readonly failsAfter?: number },
  ): void {
    this.load(model);
    this.#begin(model);
    const wanted = isAll ? this.samples().filter(isKnown) : this.waiting();
    for (const [index, sample] of contentsOf(wanted).entries()) {
      if (index >= failsAfter) return;
      this.#say(model, sample);
    }
    this.#selectFirst();
  }

  #begin(model: string): void {
    const { instructionTemplate, entityTypes } = this.options;
    const name = JSON.stringify([model, instructionTemplate, entityTypes]);
    const known = this.#scorings.find((each) => each.name === name);
    const scoring = known ?? { name, model, said: new Map<string, Said>(), before: new Map() };
    if (known === undefined) {
      // What the model said of a content under another prompt it says under this one too.
      for (const { content } of this.samples()) {
        for (const other of this.#scorings.filter((each) => each.model === model)) {
          const said = other.said.get(content);
          if (said !== undefined) scoring.said.set(content, said);
        }
      }
      this.#scorings.push(scoring);
    }
    this.#shown = scoring;
  }

  show(name: string): void {
    this.#shown = this.#scorings.find((each) => each.name === name) ?? this.#shown;
  }

  /** Where a selection holds, a rule that is another makes it anew. */
  setRule(rule: KnownRule): void {
    this.rule = rule;
    const held = this.selection?.rule;
    if (held !== undefined && Object.entries(rule).some(([key, value]) => Reflect.get(held, key) !== value))
      this.apply();
  }

  /** A rule that was moved while nothing was open is the selection's once something is. */
  settle(): void {
    this.setRule(this.rule);
  }

  apply(): void {
    if (this.#files.documents.length > 0) this.#act([this.#selecting()]);
  }

  /** What scoring does by itself is no act that undo knows; what would select something else again is gone. */
  #selectFirst(): void {
    if (this.selection !== undefined || this.#files.documents.length === 0 || this.waiting().length > 0) return;
    this.#make([this.#selecting()]);
    if (this.#redo.some((step) => step.some(({ kind }) => kind === 'selection'))) this.#redo = [];
  }

  #selecting(): Change {
    const after: KnownSelection = { ...this.tried(), rule: this.rule, scoring: this.#shown?.name };
    return { kind: 'selection', before: this.selection, after };
  }

  setOptions(options: KnownOptions): void {
    this.options = options;
  }

  decide(ids: readonly string[], verdict: Verdict, completed: readonly string[] = []): void {
    const changes = [...new Set([...ids, ...completed])].map((id): Change => {
      return { kind: 'decision', id, before: this.decisions.get(id) ?? 'undecided', after: verdict };
    });
    this.#act([...this.#marking(completed), ...changes]);
  }

  mark(ids: readonly string[], approve: boolean): void {
    const approved = approve ? ids.map((id) => this.#approving(id)) : [];
    this.#act([...this.#marking(ids), ...approved]);
  }

  unmark(ids: readonly string[]): void {
    this.#act(
      ids.flatMap((id): Change[] => (this.#marks.has(id) ? [{ kind: 'mark', id, before: true, after: false }] : [])),
    );
  }

  /** Puts other mentions into a text; the sample that is worked on is settled by it. */
  edit(documentId: string, passageId: string, mentions: readonly KnownMention[], settles: string | undefined): void {
    const text = textKey(documentId, passageId);
    const known = this.#files.texts().find((each) => textKey(each.documentId, each.passage.id) === text);
    const asInFile = JSON.stringify(known?.passage.mentions) === JSON.stringify(mentions);
    const after = asInFile ? undefined : mentions;
    const marking = settles === undefined ? [] : this.#marking([settles]);
    this.#act([{ kind: 'mentions', text, before: this.#edits.get(text), after }, ...marking]);
  }

  undo(): void {
    const step = this.#undo.at(-1);
    if (step === undefined) return;
    this.#make(step.map(reversed));
    this.#actCount += 1;
    this.#undo = this.#undo.slice(0, -1);
    this.#redo = [...this.#redo, step];
  }

  redo(): void {
    const step = this.#redo.at(-1);
    if (step === undefined) return;
    this.#make(step);
    this.#actCount += 1;
    this.#redo = this.#redo.slice(0, -1);
    this.#undo = [...this.#undo, step];
  }

  #approving(id: string): Change {
    return { kind: 'decision', id, before: this.decisions.get(id) ?? 'undecided', after: 'approved' };
  }

  #marking(ids: readonly string[]): readonly Change[] {
    return ids.flatMap((id): Change[] =>
      this.#marks.has(id) ? [] : [{ kind: 'mark', id, before: false, after: true }],
    );
  }

  #act(changes: readonly Change[]): void {
    const real = changes.filter(({ before, after }) => before !== after);
    if (real.length === 0) return;
    this.#make(real);
    this.#actCount += 1;
    this.#undo = [...this.#undo, real];
    this.#redo = [];
  }

  #make(changes: readonly Change[]): void {
    const saidBefore = this.samples();
    const [marks, edits] = [new Set(this.#marks), new Map(this.#edits)];
    for (const change of changes) {
      switch (change.kind) {
        case 'decision':
          this.decisions.set(change.id, change.after);
          break;
        case 'mark':
          if (change.after) marks.add(change.id);
          else marks.delete(change.id);
          break;
        case 'mentions':
          if (change.after === undefined) edits.delete(change.text);
          else edits.set(change.text, change.after);
          break;
        case 'selection':
          this.selection = change.after;
          this.rule = change.after?.rule ?? this.rule;
          break;
        default:
          change satisfies never;
      }
    }
    this.#marks = marks;
    this.#edits = edits;
    const after = new Map(this.samples().map(({ id, content }) => [id, content]));
    for (const { id, content, instruction } of saidBefore) {
      if (after.get(id) === content) continue;
      for (const scoring of this.#scorings) {
        const said = scoring.said.get(content);
        if (said !== undefined) scoring.before.set(id, { said, instruction });
      }
    }
  }
}

/** Samples that say the same are scored once. */
function contentsOf(samples: readonly KnownSample[]): readonly KnownSample[] {
  return [...new Map(samples.map((sample) => [sample.content, sample])).values()];
}

function reversed(change: Change): Change {
  switch (change.kind) {
    case 'decision':
      return { ...change, before: change.after, after: change.before };
    case 'mark':
      return { ...change, before: change.after, after: change.before };
    case 'mentions':
      return { ...change, before: change.after, after: change.before };
    case 'selection':
      return { ...change, before: change.after, after: change.before };
    default:
      return change satisfies never;
  }
}
