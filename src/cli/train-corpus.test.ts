import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuiltCli, startCli } from '../testing/built-cli.ts';
import { describeIfShared, sharedPath } from '../testing/shared-folder.ts';
import { readMetrics } from '../trainer/report/metrics-file.ts';
import { EXIT } from './output/exit-codes.ts';

const CORPUS = 'corpora/pubtator/CDR_TrainingSet.PubTator.txt';
const IS_LONG = process.env['TEST_LONG'] === '1';

describeIfShared(CORPUS)('the embedded model', () => {
  if (!IS_LONG) process.stdout.write('skipped: training on BC5CDR takes minutes (TEST_LONG=1 runs it)\n');
  describe.skipIf(!IS_LONG)('trained on a seventh of BC5CDR', () => {
    let folder = '';
    beforeAll(async () => {
      await ensureBuiltCli();
      folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
    }, 180_000);
    afterAll(() => rm(folder, { recursive: true }));

    test('finds clearly more in three epochs than before, on documents it was not trained on', async () => {
      const exported = join(folder, 'export');
      const share = ['--strategy', 'random', '--keep', '0.15', '--negatives', '0.15'];
      const types = ['--types', 'Chemical,Disease'];
      const made = await startCli(['export', sharedPath(CORPUS), ...types, ...share, '--out', exported]).done;
      expect(made.exitCode, made.err).toBe(EXIT.ok);
      const out = join(folder, 'out');
      const settings = { method: 'full', learning_rate: 0.001, epochs: 3, max_length: 320, dev_samples: 60 };
      const sets = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
      const run = await startCli(['train', exported, '--out', out, ...sets]).done;
      expect(run.exitCode, run.err).toBe(EXIT.ok);
      const { epochs } = await readMetrics(join(out, 'metrics.csv'));
      const scores = epochs.map(({ f1 }) => f1 ?? 0);
      process.stdout.write(
        `strict span F1 before and after each epoch: ${scores.map((f1) => f1.toFixed(4)).join(', ')}\n`,
      );
      expect(scores.at(-1)).toBeGreaterThan((scores[0] ?? 0) + 0.05);
    }, 1_200_000);
  });
});
