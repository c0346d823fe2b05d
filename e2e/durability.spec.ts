import { expect, test } from '@playwright/test';
import { startKillableBrowser, type KillableBrowser } from './killable-browser.ts';
import { firstCount, StudioPage } from './studio-page.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 50 : 5;
const rowsPerFile = 400;
/** From the start of an act to the kill: from before its first write to well after its last. */
const maxDelayMs = 3000;

/** What the screen showed as saved. */
interface Project {
  readonly files: readonly string[];
  readonly decisionCount: number;
  readonly mentionCount: number;
}

/** What may be on the disk after a kill: what was saved, or that with the act under way wholly or partly done. */
type Expected =
  | { readonly kind: 'import'; readonly before: Project; readonly file: string }
  /** Each key is an act of its own, so any count from the one saved last up to all that were pressed. */
  | { readonly kind: 'decide'; readonly before: Project; readonly pressedCount: number }
  /** Each deletion is an act of its own; what was read of them as saved stands in `before`. */
  | { readonly kind: 'edit'; readonly before: Project; readonly least: number }
  /** One act: all of it or none. */
  | { readonly kind: 'bulk'; readonly before: Project; readonly after: Project };

/** In turn, so that each has its kills. */
const KINDS: readonly Expected['kind'][] = ['import', 'decide', 'bulk', 'edit'];

function rowsOf(file: number): string {
  return Array.from({ length: rowsPerFile }, (_, index) => {
    const drug = `Drug ${file * rowsPerFile + index}`;
    const input = `${drug} eased the pain of ${index + 3} rats.`;
    return JSON.stringify({
      instruction: 'Find the entities.',
      input,
      output: `[{"entity": "Chemical", "name": "${drug}"}]`,
    });
  }).join('\n');
}

// A trace is asked of browsers that are gone by then, which fails the test now and then.
test.use({ trace: 'off' });

test(`a browser killed ${killCount} times loses nothing it called saved, and halves nothing`, async ({
  browserName,
}, testInfo) => {
  test.skip(browserName !== 'chromium');
  test.setTimeout(isLong ? 1_800_000 : 240_000);
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  const profileDir = testInfo.outputPath('profile');
  let expected: Expected | undefined;
  const kills: string[] = [];
  let turn = 0;
  for (let kill = 0; kill <= killCount; kill++) {
    const browser = await startKillableBrowser(profileDir, { executablePath, args });
    try {
      const studio = await openStudio(browser, baseURL, expected?.before.files[0]);
      const found = await readProject(studio);
      if (expected !== undefined) {
        const { files, decisionCount, mentionCount } = found;
        kills.push(`${expected.kind}: ${files.length} files, ${mentionCount} mentions, ${decisionCount} decisions`);
        expectOneOf(found, expected);
      }
      // A file is there with all its samples or not at all.
      for (const file of found.files) expect(await studio.sourceCell(file, 'Samples')).toBe(String(rowsPerFile));
      if (kill === killCount) break;
      expected = await act(studio, found, { kill, kind: KINDS[turn % KINDS.length] ?? 'import' });
      // Without a file there is nothing but to open one, and the turn is the next kill's.
      if (expected.kind === KINDS[turn % KINDS.length]) turn += 1;
    } finally {
      await browser.kill();
    }
  }
  console.log(kills.join('; '));
  // Had no key reached the page, every kill would have found what it should.
  const decided = kills.filter((line) => line.startsWith('decide'));
  expect(decided.every((line) => line.endsWith(' 0 decisions'))).toBe(decided.length === 0);
  const edited = kills.filter((line) => line.startsWith('edit'));
  expect(edited.every((line) => line.includes(` ${rowsPerFile} mentions`))).toBe(edited.length === 0);
});

async function openStudio(browser: KillableBrowser, baseURL: string, file: string | undefined): Promise<StudioPage> {
  const page = await browser.context.newPage();
  const studio = new StudioPage(page);
  // Keys reach only the page in front.
  await page.bringToFront();
  await page.goto(baseURL);
  await expect(page.getByRole('heading', { name: 'Corpus', level: 1 })).toBeVisible();
  if (file !== undefined) await studio.sourceRow(file).waitFor();
  await studio.expectSaved();
  return studio;
}

/** Begins something and waits for a moment to be killed in; tells what had been shown as saved by then. */
async function act(
  studio: StudioPage,
  before: Project,
  { kill, kind }: { readonly kill: number; readonly kind: Expected['kind'] },
): Promise<Expected> {
  const { page } = studio;
  if (kind === 'import' || before.files.length === 0) {
    const file = `rows-${kill}.jsonl`;
    await studio.chooseFiles({ name: file, mimeType: 'application/jsonl', buffer: Buffer.from(rowsOf(kill)) });
    await page.waitForTimeout(Math.random() * maxDelayMs);
    const isDone = (await studio.sourceRow(file).isVisible()) && (await isSaved(studio));
    return { kind: 'import', file, before: isDone ? withFile(before, file) : before };
  }
  await studio.goTo('Review');
  await studio.selectedRow.waitFor();
  if (kind === 'decide') {
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    const endsAt = Date.now() + Math.random() * maxDelayMs;
    let pressedCount = 0;
    do {
      // Whatever stands there now, one of the two keys changes it.
      await page.keyboard.press('u');
      await page.keyboard.press('a');
      pressedCount += 1;
      // One is on the disk in any case: a run whose keys reach nothing must not pass.
      if (pressedCount === 1) await studio.expectSaved();
    } while (Date.now() < endsAt);
    await page.waitForTimeout(Math.random() * 300);
    const shown = await readDecisionCount(studio);
    // Not called saved: any part of it may be there, and `u` takes decisions away.
    const decisionCount = (await isSaved(studio)) ? shown : Math.max(0, before.decisionCount - pressedCount);
    return { kind: 'decide', before: { ...before, decisionCount }, pressedCount };
  }
  if (kind === 'edit') {
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    const endsAt = Date.now() + Math.random() * maxDelayMs;
    let deletionCount = 0;
    do {
      // Into the text, to its first mention; with the next sample it goes on.
      for (const key of ['e', 'Tab', 'Delete', 'Escape', 'j']) await page.keyboard.press(key);
      deletionCount += 1;
      if (deletionCount === 1) await studio.expectSaved();
    } while (Date.now() < endsAt);
    const least = before.mentionCount - deletionCount;
    // Every other time nobody looks before the kill, which then comes upon acts that are on their way.
    if (Math.random() < 0.5) return { kind: 'edit', before, least };
    await studio.goTo('Corpus');
    const mentionCount = await readMentionCount(studio, before.files);
    return { kind: 'edit', before: (await isSaved(studio)) ? { ...before, mentionCount } : before, least };
  }
  // Takes back one decision, so that the two outcomes of what follows differ.
  if (before.decisionCount > 0) {
    await studio.main.getByRole('grid', { name: 'Samples' }).focus();
    await page.keyboard.press('u');
    await studio.expectSaved();
  }
  const start = { ...before, decisionCount: await readDecisionCount(studio) };
  const after = { ...before, decisionCount: before.files.length * rowsPerFile };
  await studio.main.getByRole('button', { name: /^All [\d,]+ shown/u }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Approve [\d,]+ sample/u })
    .click();
  await page.waitForTimeout(Math.random() * 500);
  const isDone = (await readDecisionCount(studio)) === after.decisionCount && (await isSaved(studio));
  return { kind: 'bulk', before: isDone ? after : start, after };
}

function withFile(project: Project, file: string): Project {
  return { ...project, files: [...project.files, file], mentionCount: project.mentionCount + rowsPerFile };
}

function expectOneOf(found: Project, expected: Expected): void {
  const { before } = expected;
  if (expected.kind !== 'import' && expected.kind !== 'edit') expect(found.mentionCount).toBe(before.mentionCount);
  switch (expected.kind) {
    case 'import': {
      const after = before.files.includes(expected.file) ? before : withFile(before, expected.file);
      expect([before, after]).toContainEqual(found);
      break;
    }
    case 'edit':
      expect(found.files).toEqual(before.files);
      expect(found.decisionCount).toBe(before.decisionCount);
      expect(found.mentionCount).toBeLessThanOrEqual(before.mentionCount);
      expect(found.mentionCount).toBeGreaterThanOrEqual(expected.least);
      break;
    case 'decide':
      expect(found.files).toEqual(before.files);
      expect(found.decisionCount).toBeGreaterThanOrEqual(before.decisionCount);
      expect(found.decisionCount).toBeLessThanOrEqual(before.decisionCount + 2 * expected.pressedCount);
      break;
    case 'bulk':
      expect(found.files).toEqual(before.files);
      expect([before.decisionCount, expected.after.decisionCount]).toContain(found.decisionCount);
      break;
    default:
      expected satisfies never;
  }
}

async function readProject(studio: StudioPage): Promise<Project> {
  const names = await studio.main.getByRole('row').getByRole('rowheader').allInnerTexts();
  const files = names.filter((name) => name.startsWith('rows-'));
  return {
    files,
    decisionCount: await readDecisionCount(studio),
    mentionCount: await readMentionCount(studio, files),
  };
}

async function readMentionCount(studio: StudioPage, files: readonly string[]): Promise<number> {
  let sum = 0;
  for (const file of files) sum += firstCount(await studio.sourceCell(file, 'Mentions'));
  return sum;
}

/** From the rail, whose figures a narrow window hides from the eye but not from the document. */
async function readDecisionCount(studio: StudioPage): Promise<number> {
  const words = (await studio.stepLink('Review').textContent()) ?? '';
  return Number(/([\d,]+) decided/u.exec(words)?.[1]?.replaceAll(',', '') ?? 0);
}

async function isSaved(studio: StudioPage): Promise<boolean> {
  return studio.page.getByRole('banner').getByText('All changes saved').isVisible();
}
