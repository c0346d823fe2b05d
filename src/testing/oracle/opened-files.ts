import fc from 'fast-check';

/** Names that may be marked, each of one type. */
const NAMES = { aspirin: 'Chemical', lithium: 'Chemical', pain: 'Disease', fever: 'Disease', insulin: 'Gene' } as const;
type Name = keyof typeof NAMES;
const ALL_NAMES: readonly Name[] = ['aspirin', 'lithium', 'pain', 'fever', 'insulin'];

/** Mentions are whole names: no two share a character. */
export interface KnownMention {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  /** One that was deleted and made again is no longer the file's. */
  readonly origin: 'file' | 'person';
}

export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A text of a file as the person who wrote the file knows it. */
export interface KnownPassage {
  readonly id: string;
  readonly text: string;
  /** One alone where the format has no smaller part. */
  readonly sentences: readonly Place[];
  /** Where a mention may be put. */
  readonly names: readonly Place[];
  readonly mentions: readonly KnownMention[];
  readonly gap: 'unannotated' | 'lost' | undefined;
  /** The row's own words. */
  readonly row: { readonly instruction: string; readonly answer: string } | undefined;
}

export interface KnownDocument {
  readonly id: string;
  readonly boundaries: 'given' | 'assumed';
  readonly passages: readonly KnownPassage[];
}

const sentence = fc.record({
  names: fc.uniqueArray(fc.constantFrom(...ALL_NAMES), { minLength: 1, maxLength: 2 }),
  marked: fc.constantFrom('all', 'first', 'none'),
});
type Sentence = typeof sentence extends fc.Arbitrary<infer T> ? T : never;
const sentences = fc.array(sentence, { minLength: 1, maxLength: 3 });
const name = fc.constantFrom('one', 'two');

/** What is opened. Few names and few words: the same texts come again, in one file and in several. */
export const filePlan = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pubtator' as const),
      name,
      documents: fc.uniqueArray(
        fc.record({ id: fc.integer({ min: 1, max: 4 }), title: sentence, abstract: sentences }),
        {
          minLength: 1,
          maxLength: 3,
          selector: ({ id }) => id,
        },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('note' as const),
      name,
      paragraphs: fc.array(sentences, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rows' as const),
      name,
      rows: fc.array(fc.record({ text: sentence, flaw: fc.constantFrom('none', 'lost', 'long') }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('columns' as const), name, sentences }) },
);
export type FilePlan = typeof filePlan extends fc.Arbitrary<infer T> ? T : never;

const ROW_INSTRUCTION = 'Find them.';
/** Over the limit of a training row. */
const FILLER = ' And so on it went.'.repeat(450);

/** The name that the file has for the person, before the studio sees to it that it is the only one. */
export function fileNameOf(plan: FilePlan): string {
  return `${plan.name}.${{ pubtator: 'pubtator', note: 'txt', rows: 'jsonl', columns: 'conll' }[plan.kind]}`;
}

export function textOf(plan: FilePlan): string {
  switch (plan.kind) {
    case 'pubtator':
      return plan.documents.map(pubtatorOf).join('\n');
    case 'note':
      return plan.paragraphs.map((paragraph) => `${passageText(paragraph)}\n`).join('\n');
    case 'rows':
      return plan.rows.map((row) => `${JSON.stringify(rowOf(row))}\n`).join('');
    case 'columns':
      return plan.sentences.map((each) => `${columnsOf(each)}\n`).join('\n');
    default:
      return plan satisfies never;
  }
}

/** @param name of the file, the only one of its name. */
export function documentsOf(plan: FilePlan, name: string): readonly KnownDocument[] {
  switch (plan.kind) {
    case 'pubtator': {
      // A file that marks nothing anywhere was annotated by nobody.
      const all = plan.documents.flatMap(({ title, abstract }) => [title, ...abstract]);
      const gap = all.every(({ marked }) => marked === 'none') ? 'unannotated' : undefined;
      return plan.documents.map(({ id, title, abstract }) => ({
        id: String(id),
        boundaries: 'given',
        passages: [
          { ...passageOf('title', [title]), gap },
          { ...passageOf('abstract', abstract), gap },
        ],
      }));
    }
    case 'note': {
      const passages = plan.paragraphs.map((paragraph, index): KnownPassage => {
        const unmarked = paragraph.map((each): Sentence => ({ ...each, marked: 'none' }));
        return { ...passageOf(`p${index + 1}`, unmarked), gap: 'unannotated' };
      });
      return [{ id: name, boundaries: 'given', passages }];
    }
    case 'rows': {
      const passages = plan.rows.map((row, index): KnownPassage => {
        const { input, output } = rowOf(row);
        return {
          ...passageOf(`r${index + 1}`, [row.text]),
          text: input,
          sentences: [{ start: 0, end: input.length }],
          gap: row.flaw === 'lost' ? 'lost' : undefined,
          row: { instruction: ROW_INSTRUCTION, answer: output },
        };
      });
      return [{ id: name, boundaries: 'assumed', passages }];
    }
    case 'columns':
      return [
        {
          id: name,
          boundaries: 'assumed',
          passages: plan.sentences.map((each, index) => {
            const spaced = (text: string): string => text.replace('.', ' .');
            const passage = passageOf(`s${index + 1}`, [each]);
            const text = spaced(passage.text);
            return { ...passage, text, sentences: [{ start: 0, end: text.length }] };
          }),
        },
      ];
    default:
      return plan satisfies never;
  }
}

function sentenceText({ names }: Sentence): string {
  return `Of ${names.join(' and ')} we know enough.`;
}

function passageText(of: readonly Sentence[]): string {
  return of.map(sentenceText).join(' ');
}

function isMarked({ marked }: Sentence, index: number): boolean {
  return marked === 'all' || (marked === 'first' && index === 0);
}

function passageOf(id: string, of: readonly Sentence[]): KnownPassage {
  const [places, names, mentions]: [Place[], Place[], KnownMention[]] = [[], [], []];
  let at = 0;
  for (const each of of) {
    const text = sentenceText(each);
    places.push({ start: at, end: at + text.length });
    for (const [index, word] of each.names.entries()) {
      const start = at + text.indexOf(word);
      const place = { start, end: start + word.length };
      names.push(place);
      if (isMarked(each, index)) mentions.push({ ...place, type: NAMES[word], origin: 'file' });
    }
    at += text.length + 1;
  }
  return { id, text: passageText(of), sentences: places, names, mentions, gap: undefined, row: undefined };
}

function pubtatorOf({ id, title, abstract }: Extract<FilePlan, { kind: 'pubtator' }>['documents'][number]): string {
  const [first, second] = [passageOf('title', [title]), passageOf('abstract', abstract)];
  const lines = [
    ...first.mentions.map((mention) => ({ ...mention, text: first.text, by: 0 })),
    ...second.mentions.map((mention) => ({ ...mention, text: second.text, by: first.text.length + 1 })),
  ].map(({ start, end, text, type, by }) => [id, start + by, end + by, text.slice(start, end), type, 'X1'].join('\t'));
  return [`${id}|t|${first.text}`, `${id}|a|${second.text}`, ...lines, ''].join('\n');
}

function rowOf({ text, flaw }: Extract<FilePlan, { kind: 'rows' }>['rows'][number]): {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
} {
  const marked = text.names.filter((_, index) => isMarked(text, index));
  const named = [...(flaw === 'lost' ? ['gold'] : []), ...marked];
  const output = named.map((each) => `{"entity": "${typeOf(each)}", "name": "${each}"}`).join(', ');
  const input = `${sentenceText(text)}${flaw === 'long' ? FILLER : ''}`;
  return { instruction: ROW_INSTRUCTION, input, output: `[${output}]` };
}

function typeOf(word: string): string {
  return ALL_NAMES.flatMap((each) => (each === word ? [NAMES[each]] : []))[0] ?? 'Chemical';
}

function columnsOf(of: Sentence): string {
  const marked = new Set<string>(of.names.filter((_, index) => isMarked(of, index)));
  return sentenceText(of)
    .replace('.', ' .')
    .split(' ')
    .map((token) => `${token}\t${marked.has(token) ? `B-${typeOf(token)}` : 'O'}\n`)
    .join('');
}
