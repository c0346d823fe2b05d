// @ts-check
/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<{ code: number, output: string }>} perform
 *
 * @typedef {object} CheckResult
 * @property {string} name
 * @property {number} code 0 where it passed
 * @property {string} output all that it said
 * @property {number} seconds
 */

/**
 * Performs checks, `limit` of them at a time, one that fails stopping no other. Each result is handed on in the order of
 * the list, as soon as it and those before it are there. A check that throws has failed, with its error as what it said.
 *
 * @param {readonly Check[]} checks
 * @param {{ readonly limit: number, readonly onResult: (result: CheckResult) => void }} options
 * @returns {Promise<readonly CheckResult[]>}
 */
export async function runSideBySide(checks, { limit, onResult }) {
  /** @type {CheckResult[]} */
  const results = [];
  let [begun, told] = [0, 0];
  const work = async () => {
    for (let index = begun++; index < checks.length; index = begun++) {
      const check = checks[index];
      if (check === undefined) return;
      results[index] = await performOne(check);
      for (let next = results[told]; next !== undefined; next = results[told]) {
        told += 1;
        onResult(next);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}

/** @param {Check} check @returns {Promise<CheckResult>} */
async function performOne({ name, perform }) {
  const startMs = performance.now();
  const { code, output } = await perform().catch((error) => ({
    code: 1,
    output: `${error instanceof Error ? error.message : error}\n`,
  }));
  return { name, code, output, seconds: (performance.now() - startMs) / 1000 };
}
