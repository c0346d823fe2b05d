import { expect, test } from '@playwright/test';
import { startKillableBrowser } from './killable-browser.ts';
import { StudioPage } from './studio-page.ts';

const isLong = process.env['TEST_LONG'] === '1';
const killCount = isLong ? 50 : 5;
const rowsPerFile = 400;
/** From the start of an act to the kill: from before its first write to well after its last. */
const maxDelayMs = 3000;

/** What has to be on the disk, whatever happens. */
interface Project {
  readonly files: readonly string[];
  readonly decisionCount: number;
}

function rowsOf(file: number): string {
  return Array.from({ length: rowsPerFile }, (_, index) => {
    const drug = `Drug ${file * rowsPerFile + index}`;
    const input = `${drug} eased the pain of ${index + 3} rats.`;
    return JSON.stringify({ instruction: 'Find the entities.', input, output: `[{"Chemical": "${drug}"}]` });
  }).join('\n');
}

test(`a browser killed ${killCount} times loses nothing it called saved`, async ({ browserName }, testInfo) => {
  test.skip(browserName !== 'chromium');
  test.setTimeout(isLong ? 1_800_000 : 240_000);
  const { baseURL = '', launchOptions } = testInfo.project.use;
  const { executablePath = '', args = [] } = launchOptions ?? {};
  const profileDir = testInfo.outputPath('profile');
  let acknowledged: Project = { files: [], decisionCount: 0 };
  const kills: string[] = [];
  for (let kill = 0; kill <= killCount; kill++) {
    const browser = await startKillableBrowser(profileDir, { executablePath, args });
    try {
      const page = await browser.context.newPage();
      const studio = new StudioPage(page);
      // Keys reach only the page in front.
      await page.bringToFront();
      await page.goto(baseURL);
      await expect(page.getByRole('heading', { name: 'Corpus', level: 1 })).toBeVisible();
      if (acknowledged.files.length > 0) await studio.sourceRow(acknowledged.files[0] ?? '').waitFor();
      await studio.expectSaved();
      const found = await readProject(studio);
      if (kill > 0) kills.push(`${found.files.length} files, ${found.decisionCount} decisions`);
      expect(found.files.slice(0, acknowledged.files.length)).toEqual(acknowledged.files);
      expect(found.decisionCount).toBeGreaterThanOrEqual(acknowledged.decisionCount);
      // A file is there with all its samples or not at all.
      for (const file of found.files) expect(await studio.sourceCell(file, 'Samples')).toBe(String(rowsPerFile));
      acknowledged = found;
      if (kill === killCount) break;

      if (kill % 2 === 0 || acknowledged.files.length === 0) {
        const name = `rows-${kill}.jsonl`;
        const buffer = Buffer.from(rowsOf(kill));
        await studio.chooseFiles({ name, mimeType: 'application/jsonl', buffer });
        await page.waitForTimeout(Math.random() * maxDelayMs);
        const isThere = await studio.sourceRow(name).isVisible();
        if (isThere && (await isSaved(studio))) {
          acknowledged = { ...acknowledged, files: [...acknowledged.files, name] };
        }
      } else {
        await studio.goTo('Review');
        await studio.selectedRow.waitFor();
        await studio.main.getByRole('grid', { name: 'Samples' }).focus();
        const endsAt = Date.now() + Math.random() * maxDelayMs;
        do await page.keyboard.press('a');
        while (Date.now() < endsAt);
        await page.waitForTimeout(Math.random() * 300);
        const { decisionCount } = await readDecisions(studio);
        if (await isSaved(studio)) acknowledged = { ...acknowledged, decisionCount };
      }
    } finally {
      await browser.kill();
    }
  }
  console.log(kills.join('; '));
});

async function readProject(studio: StudioPage): Promise<Project> {
  const files = await studio.main.getByRole('row').getByRole('rowheader').allInnerTexts();
  return { files: files.filter((name) => name.startsWith('rows-')), ...(await readDecisions(studio)) };
}

async function readDecisions(studio: StudioPage): Promise<Pick<Project, 'decisionCount'>> {
  const words = await studio.stepLink('Review').innerText();
  return { decisionCount: Number(/([\d,]+) decided/u.exec(words)?.[1]?.replaceAll(',', '') ?? 0) };
}

async function isSaved(studio: StudioPage): Promise<boolean> {
  return studio.page.getByRole('banner').getByText('All changes saved').isVisible();
}
