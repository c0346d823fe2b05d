import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { blocksOf, commandsOf, findFaults, readFacts, readPages } from './docs-check.mjs';
import { rootDir } from './run-command.mjs';

/** The built command line is asked for the help of every command. */
const facts = await readFacts();

function faultsOf(text: string): readonly string[] {
  return findFaults([{ file: 'docs/page.md', text }], facts).map(({ line, what }) => `${line}: ${what}`);
}

it('README and docs name only what there is', () => {
  expect(findFaults(readPages(), facts)).toEqual([]);
});

it('no file of the repository holds the marks of a merge', () => {
  const { stdout } = spawnSync('git', ['grep', '-nE', '^(<<<<<<<|>>>>>>>)( |$)'], { cwd: rootDir, encoding: 'utf8' });
  expect(stdout).toBe('');
});

describe('what is not there is found', () => {
  it.each([
    ['a link', 'See [this](nothing.md).', '1: the link to nothing.md leads nowhere'],
    ['an anchor', '# A\n\n[b](#b)', '3: docs/page.md has no heading for #b'],
    ['a path', 'In `src/core/nothing.ts`.', '1: there is no src/core/nothing.ts'],
    ['a folder of src', 'In `storage/nothing`.', '1: there is no storage/nothing'],
    ['a file by its name', 'In `nothing-at-all.ts`.', '1: there is no nothing-at-all.ts'],
    ['a script', '`npm run nothing`', '1: package.json has no script nothing'],
    ['a script in a block', '\n```sh\nnpm run nothing\n```\n', '2: package.json has no script nothing'],
    ['a command', '`bioselect nothing a.txt`', '1: bioselect has no command nothing'],
    ['an option', '`bioselect inspect a.txt --nothing 3`', '1: bioselect inspect has no option --nothing'],
    [
      'an option after npm',
      '`npm run -s bioselect -- inspect --nothing`',
      '1: bioselect inspect has no option --nothing',
    ],
    ['an option alone', '`--nothing-like-it`', '1: no command has the option --nothing-like-it'],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('and what is there is none', () => {
    const text = [
      '# One *thing*, `two`',
      '[a](#one-thing-two) [b](../README.md) [c](https://example.org/x#y)',
      '`src/core/issue.ts`, `core/issue.ts`, `describe-*.ts`, `src/core`, `npm test`, `npm run -s bioselect -- --help`,',
      '`bioselect score a.txt --types A,B`, `--threshold P`, `application/json`, `Qwen/Qwen3-0.6B`',
    ];
    expect(faultsOf(text.join('\n'))).toEqual([]);
  });
});

it('a block is taken apart into its commands, with the reason why it is not run', () => {
  const page = '<!-- docs:check skip: needs a GPU -->\n\n```sh\na --b \\\n  c # said\n\nd\n```\n\n```sh\ne\n```\n';
  const [first, second] = blocksOf(page);
  expect(first).toMatchObject({ skip: 'needs a GPU', language: 'sh' });
  expect(commandsOf(first?.text ?? '')).toEqual(['a --b c', 'd']);
  expect(second).toMatchObject({ skip: undefined, text: 'e\n' });
});
