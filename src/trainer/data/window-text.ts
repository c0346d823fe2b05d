import type { TextTokenizer } from '../../decoder/tokenizer.ts';
import type { TokenRow } from '../../training/batches/tokenize-rows.ts';

/**
 * Plain text as windows for pretraining: documents (parted by blank lines) are tokenised one by one, joined with the
 * end token between them, and cut into rows of `length` tokens. A window's first token is only read, so it is the last
 * of the window before: every token but the very first is learnt once. What does not fill a window at the end is left
 * out.
 */
export function windowText(
  text: string,
  tokenizer: TextTokenizer,
  options: { readonly length: number; readonly endTokenId: number | undefined },
): readonly TokenRow[] {
  const { length, endTokenId } = options;
  const rows: TokenRow[] = [];
  let rest: number[] = [];
  for (const document of text.split(/\n[ \t]*\n/u)) {
    if (document.trim() === '') continue;
    for (const id of tokenizer.encode(document)) rest.push(id);
    if (endTokenId !== undefined) rest.push(endTokenId);
    let start = 0;
    for (; rest.length - start >= length; start += length - 1) {
      rows.push({
        id: `window-${rows.length}`,
        ids: Uint32Array.from(rest.slice(start, start + length)),
        targetStart: 1,
      });
    }
    if (start > 0) rest = rest.slice(start);
  }
  return rows;
}
