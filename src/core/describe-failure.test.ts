import { describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import type { Failure } from './failure.ts';

/** For every code, so that one without a line here does not compile; more than one where the words differ. */
const FAILURES = {
  'model-file-missing': [{ code: 'model-file-missing', file: 'config.json', folder: 'qwen' }],
  'model-file-damaged': [{ code: 'model-file-damaged', file: 'model.safetensors', detail: 'header of 0 bytes' }],
  'model-architecture-unsupported': [
    { code: 'model-architecture-unsupported', found: 'BertModel', supported: ['Qwen3ForCausalLM', 'GPT2LMHeadModel'] },
  ],
  'model-download-failed': [
    { code: 'model-download-failed', url: 'https://example.org/config.json', detail: 'HTTP 404' },
  ],
  'hub-unreachable': [{ code: 'hub-unreachable', url: 'https://example.org/config.json', detail: 'fetch failed' }],
  'model-access-denied': [{ code: 'model-access-denied', url: 'https://example.org/config.json', status: 401 }],
  'model-not-on-hub': [{ code: 'model-not-on-hub', url: 'https://example.org/config.json' }],
  'model-hash-mismatch': [{ code: 'model-hash-mismatch', file: 'model.safetensors', expected: 'ab12', found: 'cd34' }],
  'model-not-at-hand': [
    { code: 'model-not-at-hand', name: 'my-qwen', reason: 'not-allowed' },
    { code: 'model-not-at-hand', name: 'my-qwen', reason: 'not-kept' },
    { code: 'model-not-at-hand', name: 'my-qwen', reason: 'made-here' },
    { code: 'model-not-at-hand', name: 'my-qwen', reason: 'not-downloaded' },
  ],
  'scoring-model-other': [{ code: 'scoring-model-other', name: 'my-qwen' }],
  'scoring-precision-other': [{ code: 'scoring-precision-other', name: 'mine', wanted: 'f16', dtype: 'f32' }],
  'out-of-memory': [{ code: 'out-of-memory', detail: 'asked for 2 GiB' }],
  'device-lost': [{ code: 'device-lost', detail: 'driver reset.' }],
  'no-backend': [{ code: 'no-backend', detail: '' }],
  'device-absent': [{ code: 'device-absent', device: 'cuda', detail: '' }],
  'numeric-fault': [{ code: 'numeric-fault', detail: 'NaN in layer 3' }],
  'worker-crashed': [{ code: 'worker-crashed', detail: 'onerror' }],
  'endpoint-unfit': [{ code: 'endpoint-unfit', host: 'localhost:8000', detail: 'no log-probabilities' }],
  'endpoint-failed': [{ code: 'endpoint-failed', host: 'localhost:8000', detail: 'HTTP 500' }],
  'nothing-to-train': [{ code: 'nothing-to-train', sampleCount: 12, maxLength: 256 }],
  cancelled: [{ code: 'cancelled' }],
  'storage-unavailable': [{ code: 'storage-unavailable', detail: 'no OPFS' }],
  'storage-full': [{ code: 'storage-full', detail: 'quota' }],
  'storage-locked': [{ code: 'storage-locked', detail: 'lock held' }],
  'storage-damaged': [{ code: 'storage-damaged', detail: 'malformed' }],
  'project-newer': [
    { code: 'project-newer', found: 9, known: 2 },
    { code: 'project-newer', found: 9, known: 2, project: 'First' },
  ],
  'not-a-project': [{ code: 'not-a-project', detail: 'it is no SQLite database' }],
  'projects-differ': [{ code: 'projects-differ', detail: 'no document is in both' }],
  'author-missing': [{ code: 'author-missing' }],
  'project-lost': [{ code: 'project-lost', name: 'Mine (damaged)', detail: 'malformed' }],
  'act-failed': [{ code: 'act-failed', detail: 'SQLITE_IOERR' }],
  'read-failed': [{ code: 'read-failed', detail: 'SQLITE_IOERR' }],
  'project-unread': [{ code: 'project-unread', detail: 'SQLITE_IOERR' }],
  'copy-incomplete': [
    { code: 'copy-incomplete', changeCount: 1 },
    { code: 'copy-incomplete', changeCount: 3 },
  ],
  'changes-unsaved': [
    { code: 'changes-unsaved', changeCount: 1 },
    { code: 'changes-unsaved', changeCount: 3 },
  ],
  'project-damaged': [{ code: 'project-damaged', detail: 'malformed' }],
  unexpected: [{ code: 'unexpected', detail: 'TypeError: x is not a function' }],
} satisfies { readonly [Code in Failure['code']]: readonly Extract<Failure, { code: Code }>[] };

const failures: readonly Failure[] = Object.values(FAILURES).flat();

/** What a failure knows beside its code. A count of one is written as a word; a reason is told and not named. */
function factsOf(failure: Failure): readonly string[] {
  return Object.entries(failure)
    .filter(([name, fact]) => name !== 'code' && name !== 'reason' && fact !== 1 && fact !== '')
    .flatMap(([, fact]: [string, unknown]) => (Array.isArray(fact) ? fact.map(String) : [String(fact)]));
}

describe.each(failures)('$code', (failure) => {
  const { title, whatHappened, whatIsSafe, whatToDo } = describeFailure(failure);

  it('says what happened, what is safe and what to do in whole sentences', () => {
    for (const text of [whatHappened, whatIsSafe, whatToDo]) {
      expect(text).toMatch(/^\S.*[.!?]$/u);
      expect(text).not.toMatch(/undefined|\[object|\.\.$| {2}/u);
    }
  });

  it('has a heading of a few words, which is no sentence', () => {
    expect(title).toMatch(/^\S[^.!?]{3,60}$/u);
  });

  it('leaves no fact out that somebody could look for', () => {
    const words = [whatHappened, whatToDo].join(' ');
    expect(factsOf(failure).filter((fact) => !words.includes(fact))).toEqual([]);
  });
});

it('no two failures have the same words', () => {
  const words = failures.map((failure) => JSON.stringify(describeFailure(failure)));
  expect(words.filter((each, index) => words.indexOf(each) !== index)).toEqual([]);
});

it('the facts stand where they belong', () => {
  expect(describeFailure({ code: 'model-file-missing', file: 'config.json', folder: 'qwen' }).whatHappened).toBe(
    'The model folder "qwen" has no config.json.',
  );
  const supported = ['Qwen3ForCausalLM', 'GPT2LMHeadModel'];
  expect(describeFailure({ code: 'model-architecture-unsupported', found: 'BertModel', supported }).whatToDo).toContain(
    'Qwen3ForCausalLM, GPT2LMHeadModel',
  );
});

it('a detail that ends a sentence ends it once, and one that is empty is said to be', () => {
  const happened = (detail: string): string => describeFailure({ code: 'device-lost', detail }).whatHappened;
  expect(happened('driver reset.')).toBe(happened('driver reset'));
  expect(happened('')).toContain('no details given.');
});

it.each(['copy-incomplete', 'changes-unsaved'] as const)('%s counts one change as one', (code) => {
  expect(describeFailure({ code, changeCount: 1 }).whatHappened).toContain('One change of this tab is not');
  expect(describeFailure({ code, changeCount: 3 }).whatHappened).toContain('3 changes of this tab are not');
});
