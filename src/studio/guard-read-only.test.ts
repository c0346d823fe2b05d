import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStudioFixture, type StudioFixture } from '../testing/studio/studio-fixture.ts';
import { COMMAND_KINDS, guardReadOnly } from './guard-read-only.ts';
import type { StudioCommands } from './state/studio-commands.ts';
import type { StudioContext } from './state/studio-context.ts';

/** Done by nobody's hand, so it is not refused aloud; an edit is announced before it is known whether it comes. */
const SILENT: readonly string[] = ['settleRule', 'announceEdit'] satisfies (keyof StudioCommands)[];

const writing = Object.entries(COMMAND_KINDS).flatMap(([name, kind]) => (kind === 'writes' ? [name] : []));
const reading = Object.entries(COMMAND_KINDS).flatMap(([name, kind]) => (kind === 'reads' ? [name] : []));

let studio: StudioFixture;
/** What came through the guard, with its arguments. */
let done: [string, readonly unknown[]][] = [];
let guarded: StudioCommands;
beforeAll(async () => {
  studio = await createStudioFixture({ storage: { kind: 'opfs' } });
});
beforeEach(() => {
  studio.state.setState(studio.state.getInitialState());
  done = [];
  const commands = new Proxy(studio.commands, {
    get: (_, name) => (name === 'announceEdit' ? announceEdit : record(String(name))),
    // Spreading asks for these.
    ownKeys: () => Object.keys(COMMAND_KINDS),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
  const context: Pick<StudioContext, 'get' | 'set'> = {
    get: studio.state.getState,
    set: (patch) => {
      studio.state.setState(patch);
    },
  };
  guarded = guardReadOnly(context, commands);
});

function record(name: string) {
  return async (...args: readonly unknown[]): Promise<void> => {
    done.push([name, args]);
  };
}

function announceEdit(): () => void {
  done.push(['announceEdit', []]);
  return () => {};
}

async function call(name: string): Promise<void> {
  const command: unknown = Reflect.get(guarded, name);
  if (typeof command !== 'function') throw new Error(`no command "${name}"`);
  await Reflect.apply(command, guarded, ['first', 'second', 'third']);
}

const closed = [
  ['may only read', { storage: { kind: 'read-only', why: 'second-tab' } }],
  ['lets go of its project', { isLeaving: true }],
] as const;

describe.each(closed)('in a tab that %s', (_, state) => {
  it.each(writing)('%s changes nothing', async (name) => {
    studio.state.setState(state);
    await call(name);
    expect(done).toEqual([]);
    expect(studio.state.getState().refusedCount).toBe(SILENT.includes(name) ? 0 : 1);
  });

  it.each(reading)('%s works', async (name) => {
    studio.state.setState(state);
    await call(name);
    expect(done).toEqual([[name, ['first', 'second', 'third']]]);
    expect(studio.state.getState().refusedCount).toBe(0);
  });
});

it.each(writing)('in a tab that writes, %s comes with what it was given', async (name) => {
  await call(name);
  const announces = ['settleConflict', 'reopenConflict'].includes(name) ? ['announceEdit'] : [];
  expect(done.map(([each]) => each)).toEqual([...announces, name]);
  const given = done.at(-1)?.[1] ?? [];
  expect(given).toEqual(['first', 'second', 'third'].slice(0, given.length));
});

it('every command of the studio is a command of the guard', () => {
  expect(Object.keys(studio.commands).sort()).toEqual(Object.keys(COMMAND_KINDS).sort());
});
