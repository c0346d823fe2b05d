// @ts-check
/**
 * Works a page as a hand does, by the mouse and the keys of the browser. Playwright's own ways of finding an element run
 * a large script in the page, whose tasks would be counted among those of the studio.
 */

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ readonly selector: string, readonly words?: string }} Wanted CSS, and the words of one of those it finds */

/** What a person needs between seeing an answer and asking again, in milliseconds, at least. */
const reactionMs = 200;

/** Clicks on an element, which must be there. @param {Page} page @param {Wanted} wanted */
export async function click(page, wanted) {
  const { x, y } = await pointOf(page, wanted);
  await page.mouse.click(x, y);
}

/** Puts the mouse on an element, which must be there. @param {Page} page @param {Wanted} wanted */
export async function pointAt(page, wanted) {
  const { x, y } = await pointOf(page, wanted);
  await page.mouse.move(x, y);
}

/** @param {Page} page @param {Wanted} wanted */
export async function isThere(page, wanted) {
  return (await findPoint(page, wanted)) !== undefined;
}

/** Chooses in a list of the system, which no hand of the browser reaches. @param {Page} page @param {string} selector @param {string} value */
export function choose(page, selector, value) {
  return page.evaluate(([css, chosen]) => {
    const list = document.querySelector(css);
    if (!(list instanceof HTMLSelectElement)) throw new Error(`there is no list ${css}`);
    list.value = chosen;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  }, /** @type {const} */ ([selector, value]));
}

/** Gives the keys to an element. @param {Page} page @param {string} selector */
export function focus(page, selector) {
  return page.evaluate((css) => {
    const element = document.querySelector(css);
    if (!(element instanceof HTMLElement)) throw new Error(`there is no ${css}`);
    element.focus();
  }, selector);
}

/** @param {Page} page */
export function rest(page) {
  return page.waitForTimeout(reactionMs);
}

/** @param {Page} page @param {Wanted} wanted */
async function pointOf(page, wanted) {
  const point = await findPoint(page, wanted);
  if (point === undefined) throw new Error(`there is no ${wanted.words ?? ''} ${wanted.selector}`);
  return point;
}

/** The middle of an element. @param {Page} page @param {Wanted} wanted @returns {Promise<{ x: number, y: number } | undefined>} */
function findPoint(page, wanted) {
  return page.evaluate(({ selector, words }) => {
    const found = [...document.querySelectorAll(selector)].find(
      (element) => words === undefined || element.textContent === words,
    );
    if (found === undefined) return undefined;
    const { x, y, width, height } = found.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }, wanted);
}
