import fc from 'fast-check';
import { filePlan } from './opened-files.ts';

export const DEFAULT_MODEL_NAME = 'bioselect-weak';
const TEMPLATES = ['Find all {types} entities.', 'List {types} names.'];
const TYPES = ['Chemical', 'Disease', 'Gene'];

const which = fc.nat(30);
const rulePart = fc.oneof(
  { weight: 4, arbitrary: fc.record({ keepRatio: fc.constantFrom(0.2, 0.3, 0.5, 0.7, 1, 0) }) },
  fc.record({ strategy: fc.constantFrom('hybrid', 'superfiltering', 'random', 'full') }),
  fc.record({ negativeRatio: fc.constantFrom(0, 0.4, 1) }),
  fc.record({ base: fc.constantFrom('all-positives', 'eligible-positives') }),
  fc.record({ ifdCeiling: fc.constantFrom(0.7, 1, 1.5) }),
  fc.record({ seed: fc.constantFrom(17, 3) }),
);
const simple = fc.record({
  does: fc.constantFrom('score', 'score', 'score by the loaded model', 'score anew', 'preview', 'apply', 'reload'),
});
const back = fc.record({ does: fc.constantFrom('undo', 'undo', 'redo') });
const verdict = fc.constantFrom('approved', 'rejected', 'unsure', 'undecided');
const open = fc.record({ does: fc.constant('open'), files: fc.array(filePlan, { minLength: 1, maxLength: 2 }) });

const edit = fc.record({
  does: fc.constant('edit'),
  which,
  how: fc.constantFrom('relabel', 'delete', 'create', 'create'),
  name: fc.nat(1),
  type: fc.constantFrom(...TYPES),
});

const whileItScores = fc.record({
  does: fc.constant('while it scores'),
  /** Batches that are through by then. */
  batches: fc.nat(2),
  act: fc.oneof(
    fc.record({ does: fc.constantFrom('undo', 'redo') }),
    fc.record({ does: fc.constant('put back') }),
    fc.record({ does: fc.constant('approve'), which }),
    fc.record({ does: fc.constantFrom('remove', 'read again'), which }),
    { weight: 3, arbitrary: edit },
  ),
});

/** One thing that a person does. What does not fit what is there does nothing. */
const act = fc.oneof(
  { weight: 1, arbitrary: open },
  { weight: 12, arbitrary: simple },
  { weight: 8, arbitrary: back },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('score in vain'),
      batches: fc.nat(2),
      how: fc.constantFrom('what is left', 'by the loaded model', 'anew'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('close') }) },
  { weight: 6, arbitrary: whileItScores },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('load'), model: fc.constantFrom(DEFAULT_MODEL_NAME, 'other-weak') }),
  },
  { weight: 12, arbitrary: edit },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove'), which }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('put back') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('read again'), which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('decide'),
      which: fc.array(which, { minLength: 1, maxLength: 3 }),
      verdict,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('decide many'),
      of: fc.constantFrom('all', 'positive', 'negative', 'not-annotated', 'kept', 'dropped'),
      verdict,
      settle: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('nothing here'), which, approve: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('mark many'), of: fc.constantFrom('not-annotated', 'all') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('unmark'), which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('move the rule'),
      /** Several while the cut is dragged. */
      to: fc.array(rulePart, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('show scoring'), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('ask for'), types: fc.subarray(TYPES, { minLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('instruct'), template: fc.constantFrom(...TEMPLATES) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('cut by'), unit: fc.constantFrom('sentence', 'passage') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('add type'), type: fc.constantFrom(...TYPES) }) },
);

export type StudioAct = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Files first, since nothing can be done without, and mostly scores behind them. */
export function actSequence(longest: number): fc.Arbitrary<readonly StudioAct[]> {
  const score = fc.constant<readonly StudioAct[]>([{ does: 'score' }]);
  const beginning = fc.oneof(
    fc.constant<readonly StudioAct[]>([]),
    score,
    score,
    whileItScores.map((first): readonly StudioAct[] => [first]),
  );
  return fc
    .tuple(open, beginning, fc.array(act, { minLength: 1, maxLength: longest, size: 'max' }))
    .map(([first, scored, others]) => [first, ...scored, ...others]);
}
