import {
  documentsOf,
  type FilePlan,
  fileNameOf,
  type KnownDocument,
  type KnownMention,
  type KnownPassage,
} from './opened-files.ts';

export interface KnownOptions {
  readonly entityTypes: readonly string[];
  readonly instructionTemplate: string;
  readonly unit: 'sentence' | 'passage';
}

/** Why a sample is neither positive nor negative, or which of them it is. */
export type KnownState = 'positive' | 'negative' | 'unannotated' | 'lost';

/** A sample as it has to be: worked out from what was opened, edited and marked, by the definitions in the docs. */
export interface KnownSample {
  readonly id: string;
  readonly documentId: string;
  readonly passageId: string;
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
  readonly state: KnownState;
  readonly mentionCount: number;
  /** What a score belongs to. */
  readonly content: string;
  /** UTF-8 bytes of prompt and answer. */
  readonly rowBytes: number;
}

/** Where a text lies that is edited. */
export interface KnownText {
  readonly documentId: string;
  readonly passage: KnownPassage;
}

/** By `textKey`. Absent: as the file has it. */
export type KnownEdits = ReadonlyMap<string, readonly KnownMention[]>;

export function textKey(documentId: string, passageId: string): string {
  return `${documentId}\n${passageId}`;
}

export function promptOf({ instruction, input }: Pick<KnownSample, 'instruction' | 'input'>): string {
  return `${instruction}\n${input}\n`;
}

/** A file of the project, by the name that it has there. */
export interface KnownFile {
  readonly name: string;
  readonly plan: FilePlan;
}

/** A document of a file. */
export interface OpenDocument extends KnownDocument {
  readonly file: string;
}

/** The files that are open, one after the other. */
export class KnownFiles {
  readonly files: readonly KnownFile[];
  readonly documents: readonly OpenDocument[];

  constructor(files: readonly KnownFile[] = [], documents: readonly OpenDocument[] = []) {
    this.files = files;
    this.documents = documents;
  }

  /**
   * With one more.
   *
   * @param waiting ids of documents that are gone, each with the text that it waits for: no other text gets it.
   */
  with(plan: FilePlan, waiting: ReadonlyMap<string, string>): KnownFiles {
    const taken = new Set(this.files.map((file) => file.name));
    const name = unique(fileNameOf(plan), taken, (wanted, count) => `${wanted} (${count})`);
    return this.#added({ name, plan }, waiting);
  }

  /** With a file read again: its documents are the last ones then. */
  again(name: string, waiting: ReadonlyMap<string, string>): KnownFiles {
    const file = this.files.find((each) => each.name === name);
    return file === undefined ? this : this.without(name).#added(file, waiting);
  }

  without(name: string): KnownFiles {
    return new KnownFiles(
      this.files.filter((file) => file.name !== name),
      this.documents.filter(({ file }) => file !== name),
    );
  }

  #added(file: KnownFile, waiting: ReadonlyMap<string, string>): KnownFiles {
    const ids = new Set(this.documents.map(({ id }) => id));
    const added = documentsOf(file.plan, file.name).map((document): OpenDocument => {
      const id = unique(idBeside(document, waiting), ids, (wanted, count) => `${wanted}#${count}`);
      return { ...document, id, file: file.name };
    });
    return new KnownFiles([...this.files, file], [...this.documents, ...added]);
  }

  texts(): readonly KnownText[] {
    return this.documents.flatMap(({ id, passages }) => passages.map((passage) => ({ documentId: id, passage })));
  }

  mentionsOf({ documentId, passage }: KnownText, edits: KnownEdits): readonly KnownMention[] {
    return edits.get(textKey(documentId, passage.id)) ?? passage.mentions;
  }

  /** Of the corpus as it is edited. */
  typeCounts(edits: KnownEdits): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const text of this.texts()) countTypes(this.mentionsOf(text, edits), counts);
    return counts;
  }

  samples(options: KnownOptions, edits: KnownEdits, marked: ReadonlySet<string>): readonly KnownSample[] {
    return this.texts().flatMap((text) => {
      const { passage } = text;
      const whole = [{ start: 0, end: passage.text.length }];
      const units = options.unit === 'passage' ? whole : passage.sentences;
      return units.map((unit) => this.#sampleOf(text, unit, { options, edits, marked }));
    });
  }

  #sampleOf(
    text: KnownText,
    { start, end }: { readonly start: number; readonly end: number },
    {
      options,
      edits,
      marked,
    }: { readonly options: KnownOptions; readonly edits: KnownEdits; readonly marked: ReadonlySet<string> },
  ): KnownSample {
    const { documentId, passage } = text;
    const id = `${documentId}/${passage.id}/${start}-${end}`;
    const inside = this.mentionsOf(text, edits).filter((mention) => start <= mention.start && mention.end <= end);
    const asked = inside.filter(({ type }) => options.entityTypes.includes(type));
    const isSettled = passage.gap !== undefined && marked.has(id);
    const { row } = passage;
    const instruction = row?.instruction ?? instructionOf(options);
    const input = passage.text.slice(start, end);
    // A row's own answer says what the file's mentions were: it gives way once somebody edits or marks.
    const isEdited = edits.has(textKey(documentId, passage.id));
    const isGiven = row !== undefined && !isSettled;
    const answer = isGiven && !isEdited ? row.answer : answerOf(isGiven ? inside : asked, passage);
    const annotated = asked.length > 0 || answer !== '[]' ? 'positive' : 'negative';
    return {
      id,
      documentId,
      passageId: passage.id,
      instruction,
      input,
      answer,
      state: passage.gap === undefined || isSettled ? annotated : passage.gap,
      mentionCount: asked.length,
      content: JSON.stringify([instruction, input, answer]),
      rowBytes: Buffer.byteLength(promptOf({ instruction, input })) + Buffer.byteLength(answer),
    };
  }
}

function answerOf(mentions: readonly KnownMention[], { text }: KnownPassage): string {
  const entities = mentions
    .toSorted((one, other) => one.start - other.start)
    .map(({ type, start, end }) => `{"entity": "${type}", "name": "${text.slice(start, end)}"}`);
  return `[${entities.join(', ')}]`;
}

/** What the template gives. */
export function instructionOf({ entityTypes, instructionTemplate }: KnownOptions): string {
  const [last = '', ...before] = entityTypes.toReversed();
  if (last === '') return instructionTemplate.replace('{types} ', '');
  const list = before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`;
  return instructionTemplate.replace('{types}', list);
}

/** What an id that waits is known by. */
export function textOfDocument({ passages }: Pick<KnownDocument, 'passages'>): string {
  return JSON.stringify(passages.map(({ id, text }) => [id, text]));
}

function idBeside(document: KnownDocument, waiting: ReadonlyMap<string, string>): string {
  const text = textOfDocument(document);
  let { id } = document;
  for (let next = 2; (waiting.get(id) ?? text) !== text; next += 1) id = `${document.id}#${next}`;
  return id;
}

function countTypes(mentions: readonly KnownMention[], counts: Map<string, number>): void {
  for (const { type } of mentions) counts.set(type, (counts.get(type) ?? 0) + 1);
}

function unique(wanted: string, taken: Set<string>, next: (wanted: string, count: number) => string): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = next(wanted, count);
  taken.add(name);
  return name;
}
