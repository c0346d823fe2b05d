import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.ts';

const split = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    ['We saw it. The rats died.', 2],
    ['It rose (Fig. 2). No change was seen in Fig. 3 or Figs. 4 and 5.', 2],
    ['Growth of E. coli and S. Typhimurium was slow. S. aureus grew.', 2],
    ['Rats got 5 mg i.v. for 3 days. Others got saline i.p. Animals were killed.', 3],
    ['Several drugs, e.g. Aspirin, and i.e. Lead were used.', 1],
    ['As Smith et al. reported, it is so. As Smith et al. The rest is noise.', 3],
    ['See Smith et al. J Biol Chem.', 1],
    ['The dose was 0.5 mg. It was p < .05 and 3.7 nM.', 2],
    ["The 5'-UTR. and its 3' end. The 3'-UTR is long.", 2],
    ['Work of J. R. Smith and A. Jones. It is old.', 2],
    ['Deficiency of vitamin E. We studied hepatitis B. The virus was found.', 3],
    ['It fell (in all. Even in some). Then it rose.', 2],
    ['It fell. (It rose again.) Then it fell.', 3],
    ['It fell [1, 2]. It rose.', 2],
    ['Levels fell. mRNA rose. p53 was absent. α-Synuclein was there.', 4],
    ['Was it so? Yes! It was.', 3],
    ['BACKGROUND: A text. METHODS: Another.', 2],
    ['1. The first point. 2. The second point.', 2],
    ['In the U.S. Navy hospitals of the U.S. The rest.', 2],
    ['(An unclosed bracket. Two sentences.', 2],
    ['Title without stop\n\nAbstract with one.', 2],
    ['Doses of 5 vs. Control of 3.', 1],
    ['No. 5 was lost. No. 6 was found.', 2],
    ['It fell within 75 min. Hippocampal ACh rose at 1.0 microgram/kg/min. Steady state came.', 3],
    ['A dose of min. 5 mg. Serum rose to 5 mmol/L. Dex fell.', 3],
    ['They were blocked. (+)-Propranolol had no effect. (+/-)-PG-9 had one.', 3],
    ['It bound (-)-nicotine (Fig. 2) in E. coli, 0.5 mg i.v. The rest.', 2],
    ['Given q.d. and b.i.d. to all.', 1],
    ['and so on ... and on. End', 2],
    ['', 0],
    [' \n ', 0],
  ])('splits %j into %i', (text, count) => {
    expect(split(text)).toHaveLength(count);
  });

  it('keeps closing quotes and brackets with their sentence', () => {
    expect(split('He said "stop." Then "Go." (All left.) End.')).toEqual([
      'He said "stop."',
      'Then "Go."',
      '(All left.)',
      'End.',
    ]);
  });

  it('covers all but white space, in order and without overlap', () => {
    const words = fc.constantFrom(
      'A',
      'rat',
      'et al.',
      'Fig.',
      'died.',
      '(see',
      'it.)',
      '\n',
      '\n\n',
      ' ',
      '😀.',
      'E.',
      '?',
      'β',
      '[',
      '1.',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), fc.constantFrom('', ' '), (parts, glue) => {
        const text = parts.join(glue);
        let at = 0;
        for (const { start, end } of splitSentences(text)) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(end).toBeGreaterThan(start);
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });
});
