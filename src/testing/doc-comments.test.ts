import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const coreDir = path.join(import.meta.dirname, '..', 'core');

/** Functions and classes that a file exports without a comment above them. */
function undocumented(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = /^export (?:async )?(?:function|class) (\w+)/u.exec(line)?.[1];
    return name === undefined || lines[index - 1]?.trimEnd().endsWith('*/') === true ? [] : [name];
  });
}

it('every function and class that core exports has a doc comment', () => {
  const files = readdirSync(coreDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/u.test(file),
  );
  expect(files.length).toBeGreaterThan(200);
  const missing = files.flatMap((file) =>
    undocumented(readFileSync(path.join(coreDir, file), 'utf8')).map((name) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
  expect(undocumented('/** Said. */\nexport function said() {}\n\nexport async function unsaid() {}\n')).toEqual([
    'unsaid',
  ]);
});
