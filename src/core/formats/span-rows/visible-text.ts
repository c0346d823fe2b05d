import { Parser } from 'htmlparser2';

/** What a reader sees of a document in HTML: its text without tags, as `textContent` gives it, references decoded. */
export function visibleText(html: string): string {
  const pieces: string[] = [];
  let hiddenDepth = 0;
  const parser = new Parser(
    {
      onopentag: (name) => {
        if (HIDDEN.has(name)) hiddenDepth += 1;
      },
      onclosetag: (name) => {
        if (HIDDEN.has(name)) hiddenDepth -= 1;
      },
      ontext: (text) => {
        if (hiddenDepth === 0) pieces.push(text);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return pieces.join('');
}

const HIDDEN: ReadonlySet<string> = new Set(['script', 'style', 'head', 'template']);
