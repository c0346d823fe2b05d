import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SAMPLE_OPTIONS } from './slices/samples-slice.ts';
import { DEFAULT_SELECTION_OPTIONS } from './slices/selection-slice.ts';
import { readSettings } from './studio-settings.ts';

const defaults = {
  sampleOptions: DEFAULT_SAMPLE_OPTIONS,
  putAside: [],
  typeOrder: [],
  selectionOptions: DEFAULT_SELECTION_OPTIONS,
  device: 'auto',
  precision: 'auto',
  modelSource: undefined,
  conflicts: [],
  settledConflicts: [],
  copies: [],
  author: undefined,
  customKeys: {},
  savedViews: [],
  reviewView: '',
  guidelines: { project: '', labels: {} },
  drafts: {},
  textIssues: undefined,
  scoringRuns: false,
  selectionDue: false,
};

const stored = {
  sampleOptions: { entityTypes: ['Gene', 'Disease'], instructionTemplate: 'Find {types}.', unit: 'passage' },
  putAside: [
    { file: 'a.txt', documentId: 'd1', textSha256: 'ff' },
    {
      file: 'a.txt',
      documentId: 'd2',
      textSha256: 'fe',
      annotationSha256: 'fd',
      originals: { p1: { m1: 'text' }, constructor: { m2: 'text' } },
    },
  ],
  typeOrder: ['Disease', 'Gene'],
  selectionOptions: {
    strategy: 'random',
    keepRatio: 0.25,
    base: 'eligible-positives',
    ifdCeiling: 2,
    negativeRatio: 0,
    seed: 4,
  },
  device: 'wasm',
  precision: 'f16',
  modelSource: { kind: 'hub', name: 'a/b', revision: 'main' },
  author: 'Ada',
  customKeys: { undo: 'p' },
  savedViews: [{ name: 'short', query: 'words=3' }],
  reviewView: 'sort=ifd',
  guidelines: { project: 'All of it.', labels: { Gene: 'Families too.', constructor: 'A word too.' } },
  drafts: { guidelines: 'half a' },
  textIssues: [],
  scoringRuns: true,
  selectionDue: true,
};

describe('settings', () => {
  it('are read as they were written', () => {
    expect(readSettings(stored)).toEqual({ ...defaults, ...stored });
  });

  it('are the defaults where nothing is stored, or nothing that fits', () => {
    expect(readSettings({})).toStrictEqual(defaults);
    for (const wrong of [null, 4, 'text', [], {}, [null, 4]]) {
      const settings = readSettings(Object.fromEntries(Object.keys(stored).map((key) => [key, wrong])));
      const textIssues = Array.isArray(wrong) && wrong.length === 0 ? [] : undefined;
      const [author, reviewView] = wrong === 'text' ? ['text', 'text'] : [undefined, ''];
      expect(settings).toStrictEqual({ ...defaults, textIssues, author, reviewView });
    }
  });

  it('keep of a group what fits', () => {
    const settings = readSettings({
      ...stored,
      sampleOptions: { entityTypes: ['Gene', 4, 'Gene'], unit: 'page' },
      putAside: [
        null,
        { file: 'a.txt' },
        { ...stored.putAside[0], annotationSha256: 4, originals: {} },
        stored.putAside[1],
      ],
      selectionOptions: { strategy: 'best', keepRatio: 0.1 },
      customKeys: { undo: 'p', redo: 4 },
      savedViews: [{ name: 'x' }, ...stored.savedViews],
      guidelines: { labels: { Gene: 'Families too.', Disease: null } },
      drafts: { guidelines: 'half a', other: 'x' },
    });
    expect(settings).toEqual({
      ...defaults,
      ...stored,
      sampleOptions: { ...DEFAULT_SAMPLE_OPTIONS, entityTypes: ['Gene'] },
      selectionOptions: { ...DEFAULT_SELECTION_OPTIONS, keepRatio: 0.1 },
      guidelines: { project: '', labels: { Gene: 'Families too.' } },
    });
  });

  it('are the default selection where one number is beyond its bounds', () => {
    for (const [key, value] of [
      ['keepRatio', 0],
      ['keepRatio', 1.5],
      ['negativeRatio', -1],
      ['ifdCeiling', 0],
      ['seed', 0.5],
    ] as const) {
      const { selectionOptions } = readSettings({ selectionOptions: { ...stored.selectionOptions, [key]: value } });
      expect(selectionOptions).toEqual(DEFAULT_SELECTION_OPTIONS);
    }
  });

  it('are read whatever is stored', () => {
    const anything = fc.record(Object.fromEntries(Object.keys(defaults).map((key) => [key, fc.jsonValue()])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(Object.keys(readSettings(value)).sort()).toEqual(Object.keys(defaults).sort());
      }),
    );
  });
});
