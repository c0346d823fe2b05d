import { expect, test } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import type { Failure } from './failure.ts';

const FAILURES: readonly Failure[] = [
  { code: 'model-file-missing', file: 'config.json', folder: 'qwen' },
  { code: 'model-file-damaged', file: 'model.safetensors', detail: 'header of 0 bytes' },
  { code: 'model-architecture-unsupported', found: 'BertModel', supported: ['Qwen3ForCausalLM', 'GPT2LMHeadModel'] },
  { code: 'model-download-failed', url: 'https://example.org/config.json', detail: 'HTTP 404' },
  { code: 'out-of-memory', detail: 'asked for 2 GiB' },
  { code: 'device-lost', detail: 'driver reset.' },
  { code: 'no-backend', detail: '' },
  { code: 'device-absent', device: 'cuda', detail: '' },
  { code: 'numeric-fault', detail: 'NaN in layer 3' },
  { code: 'nothing-to-train', sampleCount: 12, maxLength: 256 },
  { code: 'worker-crashed', detail: 'onerror' },
  { code: 'endpoint-unfit', host: 'localhost:8000', detail: 'no log-probabilities' },
  { code: 'endpoint-failed', host: 'localhost:8000', detail: 'HTTP 500' },
  { code: 'cancelled' },
  { code: 'storage-unavailable', detail: 'no OPFS' },
  { code: 'storage-full', detail: 'quota' },
  { code: 'hub-unreachable', url: 'https://example.org/config.json', detail: 'TypeError: fetch failed' },
  { code: 'model-access-denied', url: 'https://example.org/config.json', status: 401 },
  { code: 'model-not-on-hub', url: 'https://example.org/config.json' },
  { code: 'model-hash-mismatch', file: 'model.safetensors', expected: 'ab', found: 'cd' },
  { code: 'storage-locked', detail: 'lock held' },
  { code: 'storage-damaged', detail: 'malformed' },
  { code: 'project-newer', found: 9, known: 2 },
  { code: 'project-newer', found: 9, known: 2, project: 'First' },
  { code: 'not-a-project', detail: 'it is no SQLite database' },
  { code: 'projects-differ', detail: 'no document is in both' },
  { code: 'author-missing' },
  { code: 'project-lost', name: 'Mine (damaged)', detail: 'malformed' },
  { code: 'act-failed', detail: 'SQLITE_IOERR' },
  { code: 'read-failed', detail: 'SQLITE_IOERR' },
  { code: 'project-unread', detail: 'SQLITE_IOERR' },
  { code: 'copy-incomplete', changeCount: 3 },
  { code: 'changes-unsaved', changeCount: 1 },
  { code: 'project-damaged', detail: 'malformed' },
  { code: 'unexpected', detail: 'TypeError: x is not a function' },
];

test.each(FAILURES)('$code says what happened, what is safe and what to do', (failure) => {
  const words = describeFailure(failure);
  for (const text of [words.whatHappened, words.whatIsSafe, words.whatToDo]) {
    expect(text).toMatch(/[.!?]$/);
    expect(text).not.toMatch(/undefined|\.\.$/);
  }
  expect(words.title).not.toBe('');
});

test('the facts stand in the words', () => {
  const words = FAILURES.map((failure) => describeFailure(failure));
  expect(words[0]?.whatHappened).toBe('The model folder "qwen" has no config.json.');
  expect(words[2]?.whatToDo).toContain('Qwen3ForCausalLM, GPT2LMHeadModel');
  expect(words[5]?.whatHappened).toBe('The graphics device stopped answering: driver reset.');
  expect(words[6]?.whatHappened).toContain('no details were given.');
});
