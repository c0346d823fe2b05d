import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Corpus, Document, Mention } from '../corpus/corpus.ts';
import type { IfdResult } from '../ifd/ifd.ts';
import { buildSamples } from '../samples/build-samples.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../samples/templates.ts';
import { selectSamples } from '../selection/select-samples.ts';
import type { Decision, SelectionOptions } from '../selection/selection.ts';
import { buildExport, type ExportRequest } from './build-export.ts';
import type { ExportFile } from './export-file.ts';
import { hashText } from '../text/hash-text.ts';
import { readExport, unzipFiles } from './read-export.ts';
import { zipFiles } from './zip-files.ts';

/** Ten documents, each a sentence with a disease and one without. */
function document(index: number): Document {
  const text = `Patient ${index} had gout α. Nothing else.`;
  const start = text.indexOf('gout');
  const mention: Mention = { id: 'm1', span: { start, end: start + 4 }, entityType: 'Disease', quote: 'gout' };
  const passage = { id: 'abstract', kind: 'abstract', text, mentions: [mention] };
  return { id: `${1000 + index}`, source: 'notes.PubTator', boundaries: 'given', passages: [passage] };
}

const CORPUS: Corpus = { documents: Array.from({ length: 10 }, (_, index) => document(index)) };
const SAMPLE_OPTIONS = {
  entityTypes: ['Disease'],
  instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
  unit: 'sentence',
} as const;
const SELECTION_OPTIONS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 3,
};
const { samples: SAMPLES } = buildSamples(CORPUS, SAMPLE_OPTIONS);

/** Positives get 0.11, 0.22, … 1.10 in order; negatives are one token. */
function resultOf(index: number): IfdResult {
  if (SAMPLES[index]?.mentions.length === 0) return { kind: 'unscored', reason: 'one-token-answer' };
  const ifd = 0.11 * (index / 2 + 1);
  const loss = Math.log(ifd);
  return {
    kind: 'scored',
    ifd,
    conditionedAnswerLoss: 1 + loss,
    directAnswerLoss: 1,
    truncated: false,
    borderMerged: false,
  };
}

function request(overrides: Partial<ExportRequest> = {}): ExportRequest {
  return {
    corpus: CORPUS,
    samples: SAMPLES,
    sampleOptions: SAMPLE_OPTIONS,
    resultOf,
    selection: selectSamples(SAMPLES, resultOf, SELECTION_OPTIONS),
    selectedAtMs: 'now',
    decisions: new Map(),
    provenance: {
      modelHash: 'ab'.repeat(32),
      modelName: 'bioselect-weak',
      backend: 'wasm',
      dtype: 'f32',
      variant: 'superfiltering',
      maxLength: 1024,
      version: '0.1.0',
    },
    split: { devRatio: 0.2, seed: 3 },
    packageVersion: '0.1.0',
    createdAt: '2026-01-02T03:04:06.000Z',
    ...overrides,
  };
}

function decide(sampleId: string, verdict: Decision['verdict']): Decision {
  return { sampleId, verdict, decidedAtMs: 1 };
}

function textOf(files: readonly ExportFile[], name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (file === undefined) throw new Error(`no ${name} among ${files.map((candidate) => candidate.name).join(', ')}`);
  return file.text;
}

function jsonRows(files: readonly ExportFile[], name: string): Record<string, unknown>[] {
  return textOf(files, name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the rows', () => {
  const files = buildExport(request());
  const back = readExport(files);

  test('train and dev hold the kept samples, no document on both sides', () => {
    expect(back.issues).toEqual([]);
    // Five of ten positives and all ten negatives, over ten documents of which two are dev.
    expect(back.train.length + back.dev.length).toBe(15);
    const devDocuments = new Set(back.dev.map((row) => row.documentId));
    expect(devDocuments.size).toBe(2);
    expect(back.train.filter((row) => devDocuments.has(row.documentId))).toEqual([]);
  });

  test('a row is the sample word for word', () => {
    const rows = new Map([...back.train, ...back.dev].map((row) => [row.id, row]));
    const positive = SAMPLES[16];
    expect(rows.get(positive?.id ?? '')).toEqual({
      instruction: positive?.instruction,
      input: 'Patient 8 had gout α.',
      output: '[{"entity": "Disease", "name": "gout"}]',
      id: positive?.id,
      documentId: '1008',
    });
  });

  test('TRL gets the prompt whole and the same rows', () => {
    const trl = jsonRows(files, 'trl/train.jsonl');
    expect(trl).toEqual(
      back.train.map((row) => ({ prompt: `${row.instruction}\n${row.input}\n`, completion: row.output })),
    );
  });

  test('dropped rows say why, with IFD and rank', () => {
    const dropped = jsonRows(files, 'dropped.jsonl');
    expect(dropped).toHaveLength(5);
    // 0.44 is the sixth of the nine under the ceiling.
    expect(dropped.find((row) => row['documentId'] === '1003')).toMatchObject({
      droppedBy: 'filter',
      reason: 'below-cut-off',
      rank: 6,
      ifd: 0.44,
    });
    expect(dropped.find((row) => row['documentId'] === '1009')).toMatchObject({
      reason: 'ifd-at-or-above-ceiling',
      rank: null,
    });
  });
});

test("a person's decision overrides the filter and is named as theirs", () => {
  const approvedSample = SAMPLES[0];
  const rejectedSample = SAMPLES[16];
  const decisions = new Map<string, Decision>();
  if (approvedSample) decisions.set(approvedSample.id, decide(approvedSample.id, 'approved'));
  if (rejectedSample) decisions.set(rejectedSample.id, decide(rejectedSample.id, 'rejected'));
  const files = buildExport(request({ decisions }));
  const kept = [...jsonRows(files, 'train.jsonl'), ...jsonRows(files, 'dev.jsonl')].map((row) => row['id']);
  expect(kept).toContain(approvedSample?.id);
  const row = jsonRows(files, 'dropped.jsonl').find((candidate) => candidate['id'] === rejectedSample?.id);
  expect(row).toMatchObject({ droppedBy: 'person', reason: 'top-ifd', rank: 1 });
  expect(row?.['explanation']).toContain('a person rejected it');
  expect(readExport(files).manifest).toMatchObject({ counts: { approved: 1, rejected: 1, kept: 15 } });
});

test('the manifest records what is needed to make it again', () => {
  const { manifest } = readExport(buildExport(request()));
  expect(manifest).toMatchObject({
    format: 'bioselect-export',
    formatVersion: 1,
    packageVersion: '0.1.0',
    createdAt: '2026-01-02T03:04:06.000Z',
    sources: ['notes.PubTator'],
    samples: { ...SAMPLE_OPTIONS, templateId: 'json-entities-v1' },
    scoring: { modelName: 'bioselect-weak', modelHash: 'ab'.repeat(32), variant: 'superfiltering' },
    selection: { ...SELECTION_OPTIONS, tieRule: 'input-order' },
    split: { devRatio: 0.2, seed: 3, unit: 'document', trainUnits: 8, devUnits: 2 },
    counts: {
      documents: 10,
      samples: 20,
      positives: 10,
      negatives: 10,
      scored: 10,
      keptPositivesByFilter: 5,
      keptNegativesByFilter: 10,
      kept: 15,
      dropped: 5,
      keptMentionsByType: { Disease: 5 },
    },
  });
});

describe('where rows bring their own instruction', () => {
  const own = ['Find gout.', 'Name diseases.'];
  /** Every third sample has the template's instruction. */
  const mixed = SAMPLES.map((sample, index) => ({ ...sample, instruction: own[index % 3] ?? sample.instruction }));
  const instructionLine = (files: readonly ExportFile[]): string =>
    textOf(files, 'README.md')
      .split('\n')
      .find((line) => line.startsWith('- Instruction')) ?? '';

  test('manifest and README say how many do, and how many different ones there are', () => {
    const files = buildExport(request({ samples: mixed }));
    const { train, dev, manifest } = readExport(files);
    const ofTemplate = [...train, ...dev].filter(({ instruction }) => !own.includes(instruction)).length;
    const ownRows = train.length + dev.length - ofTemplate;
    expect(manifest).toMatchObject({
      samples: {
        instruction: SAMPLES[0]?.instruction,
        instructions: { templateRows: ofTemplate, ownRows, distinctOwn: 2 },
      },
    });
    expect(instructionLine(files)).toBe(
      `- Instruction: ${JSON.stringify(SAMPLES[0]?.instruction)} in ${ofTemplate} rows; ${ownRows} rows bring their own (2 different)`,
    );
  });

  test("the template's is not named where no row has it", () => {
    const files = buildExport(request({ samples: SAMPLES.map((each) => ({ ...each, instruction: 'Find gout.' })) }));
    expect(readExport(files).manifest).toMatchObject({
      samples: { instruction: null, instructions: { templateRows: 0, ownRows: 15, distinctOwn: 1 } },
    });
    expect(instructionLine(files)).toBe(
      "- Instruction: 15 rows bring their own (1 different); no row has the template's",
    );
    expect(textOf(files, 'README.md')).not.toContain(SAMPLES[0]?.instruction);
  });

  test("the template's is named alone where all rows have it", () => {
    const files = buildExport(request());
    expect(instructionLine(files)).toBe(`- Instruction: ${JSON.stringify(SAMPLES[0]?.instruction)}`);
  });
});

test('README has a line for each figure, and no other', () => {
  const begins = textOf(buildExport(request()), 'README.md')
    .split('\n')
    .slice(4)
    .map((line) => /^- ([^:]+):/u.exec(line)?.[1] ?? line);
  expect(begins.slice(0, begins.indexOf(''))).toEqual([
    'Entity types',
    'Rows',
    'Split',
    'Instruction',
    'Selection',
    'Scores',
    'Decided by people',
  ]);
});

test('README and manifest say what the split gives', () => {
  const files = buildExport(request({ split: { devRatio: 0.05, seed: 3 } }));
  const { manifest, dev, train } = readExport(files);
  const positives = (rows: typeof dev): number => rows.filter(({ output }) => output !== '[]').length;
  expect(manifest).toMatchObject({
    counts: { trainPositives: positives(train), devPositives: positives(dev) },
    split: { trainUnits: 9, devUnits: 1 },
  });
  expect(textOf(files, 'README.md')).toContain(
    '5 % of 10 documents is less than one document. dev.jsonl has one of them, which is 10 %.',
  );
});

test('every file but the manifest is listed with its size and SHA-256', () => {
  const files = buildExport(request());
  const manifest = JSON.parse(textOf(files, 'manifest.json'));
  const others = files.filter((file) => file.name !== 'manifest.json');
  expect(manifest.files).toEqual(others.map(({ name, text }) => ({ name, ...hashText(text) })));
  // Known answer, by coreutils' sha256sum: SHA-256 of "α" as UTF-8, two bytes.
  expect(hashText('α')).toEqual({
    bytes: 2,
    sha256: '3e32da9648c78feedcc821d56e483c126dcd270e9fe49973c528e3a88912d557',
  });
});

test('a selection of other samples is refused', () => {
  expect(() => buildExport(request({ samples: SAMPLES.slice(1) }))).toThrow(/no pick for sample/);
});

describe('the configs', () => {
  const files = buildExport(request({ strongModel: 'lab: "best" #1' }));
  const yaml = (name: string): Record<string, unknown> => parseYaml(textOf(files, name));

  test('name the model safely and the files that are there', () => {
    expect(yaml('trl/sft.yaml')).toMatchObject({
      model_name_or_path: 'lab: "best" #1',
      dataset_name: './trl',
      dataset_test_split: 'validation',
      completion_only_loss: true,
      use_peft: true,
    });
    expect(yaml('llamafactory/sft.yaml')).toMatchObject({
      model_name_or_path: 'lab: "best" #1',
      dataset_dir: 'llamafactory',
      dataset: 'bioselect_train',
      eval_dataset: 'bioselect_dev',
    });
    expect(yaml('axolotl/config.yml')).toMatchObject({
      base_model: 'lab: "best" #1',
      datasets: [{ path: 'train.jsonl', type: { format: '{instruction}\n{input}\n' } }],
      test_datasets: [{ path: 'dev.jsonl' }],
      val_set_size: 0,
    });
    expect(yaml('bioselect/train.yaml')).toMatchObject({
      model: 'bioselect-strong',
      train_file: 'train.jsonl',
      dev_file: 'dev.jsonl',
      method: 'lora',
      lora: { rank: 16, alpha: 32 },
      epochs: 3,
      learning_rate: 2e-4,
      schedule: 'cosine',
      seed: 3,
    });
    expect(JSON.parse(textOf(files, 'llamafactory/dataset_info.json'))).toEqual({
      bioselect_train: {
        file_name: '../train.jsonl',
        columns: { prompt: 'instruction', query: 'input', response: 'output' },
      },
      bioselect_dev: {
        file_name: '../dev.jsonl',
        columns: { prompt: 'instruction', query: 'input', response: 'output' },
      },
    });
  });

  test('ask for no evaluation where there is no dev side', () => {
    const whole = buildExport(request({ split: { devRatio: 0, seed: 3 } }));
    expect(whole.map((file) => file.name)).not.toContain('trl/dev.jsonl');
    expect(textOf(whole, 'dev.jsonl')).toBe('');
    expect(readExport(whole).issues).toEqual([]);
    for (const name of ['trl/sft.yaml', 'llamafactory/sft.yaml', 'axolotl/config.yml', 'bioselect/train.yaml']) {
      expect(textOf(whole, name)).not.toMatch(/eval|dev\b|dev_|dev\.|validation|test_/);
    }
  });

  test('the README gives each trainer one command', () => {
    const readme = textOf(files, 'README.md');
    for (const name of ['trl/sft.yaml', 'llamafactory/sft.yaml', 'axolotl/config.yml', 'bioselect/train.yaml']) {
      expect(readme).toContain(name);
    }
  });
});

describe('the zip', () => {
  const files = buildExport(request());
  const time = Date.UTC(2026, 0, 2, 3, 4, 6);

  test('holds the files and gives them back', () => {
    const back = unzipFiles(zipFiles(files, time));
    expect(back.issues).toEqual([]);
    expect(back.files).toEqual(files);
    expect(readExport(back.files).issues).toEqual([]);
  });

  test('has the same bytes for the same files and time, in any time zone', () => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'UTC';
      const utc = zipFiles(files, time);
      process.env['TZ'] = 'Asia/Kathmandu';
      expect(zipFiles(files, time)).toEqual(utc);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});

describe('reading an export back', () => {
  const files = buildExport(request());
  const codes = (changed: readonly ExportFile[]): string[] => readExport(changed).issues.map((issue) => issue.code);

  test('finds a changed byte, a missing file, a stray file and a broken row', () => {
    const changed = files.map((file) =>
      file.name === 'dev.jsonl' ? { ...file, text: `${file.text}{"id": 1}\n` } : file,
    );
    expect(codes(changed)).toEqual(['checksum-mismatch', 'row-malformed']);
    expect(codes(files.filter((file) => file.name !== 'dropped.jsonl'))).toEqual(['file-missing']);
    expect(codes([...files, { name: 'notes.txt', text: '' }])).toEqual(['file-unlisted']);
  });

  test('says so when there is no manifest, none of ours, or a newer one', () => {
    const without = files.filter((file) => file.name !== 'manifest.json');
    expect(codes(without)).toEqual(['manifest-missing']);
    expect(codes([...without, { name: 'manifest.json', text: '{' }])).toContain('manifest-malformed');
    const newer = textOf(files, 'manifest.json').replace('"formatVersion": 1', '"formatVersion": 2');
    expect(codes([...without, { name: 'manifest.json', text: newer }])).toEqual(['version-unsupported']);
  });

  test('bytes that are no zip are an issue and not a throw', () => {
    expect(unzipFiles(new Uint8Array([1, 2, 3])).issues.map((issue) => issue.code)).toEqual(['not-a-zip']);
  });
});
