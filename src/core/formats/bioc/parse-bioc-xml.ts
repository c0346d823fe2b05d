import { SaxesParser } from 'saxes';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { ownString } from '../../text/own-string.ts';
import { createBiocBuilder } from './bioc-documents.ts';
import { readAtOnce, type DocumentReader, type ReadMode } from '../common/document-reader.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';
import { rulesOf, type ParseHints } from '../common/parse-hints.ts';
import { countNoun } from '../../text/count-noun.ts';

/** Elements that hold others, and the list of their parent they go into. */
const LISTS: Readonly<Record<string, string>> = {
  document: 'documents',
  passage: 'passages',
  sentence: 'sentences',
  annotation: 'annotations',
  relation: 'relations',
  location: 'locations',
  node: 'nodes',
};
/** Elements whose text is a field of their parent. */
const FIELDS = new Set(['id', 'offset', 'text', 'source', 'date', 'key']);

interface OpenElement {
  readonly name: string;
  readonly key: string;
  readonly fields: Record<string, unknown>;
  text: string;
}

/**
 * BioC XML, read as the BioC JSON it corresponds to. What a broken file holds before the fault is kept. Entities that
 * a document type declares are not expanded: the five of XML and character references are.
 */
export function parseBiocXml({ file, text, hints }: SourceText): ParsedDocuments {
  return readAtOnce(text, (mode) => createBiocXmlReader(file, { mode, hints }));
}

/** Builds each document when its element closes. */
export function createBiocXmlReader(
  file: string,
  { mode, hints }: { readonly mode: ReadMode; readonly hints?: ParseHints | undefined },
): DocumentReader {
  const builder = createBiocBuilder(file, mode, rulesOf(hints));
  const elements = createElementReader((document) => builder.add(document));
  return {
    take: (piece) => {
      // In slices: the parser copies what it is given.
      for (let at = 0; at < piece.length; at += SLICE) elements.take(piece.slice(at, at + SLICE));
    },
    finish: () => {
      const { fault, hasDeclarations, documentCount } = elements.finish();
      const built = builder.finish();
      if (built === undefined) return { kind: 'again' };
      const issues: DataIssue[] = [];
      if (hasDeclarations) {
        const found = 'declarations in the document type';
        issues.push({ code: 'not-kept', severity: 'note', file, found, expected: 'entities are not expanded' });
      }
      if (fault !== undefined) {
        const isCut = /unclosed tag|unexpected end/u.test(fault.message);
        const found = `${excerpt(fault.message)}; read up to there: ${countNoun(documentCount, 'document')}`;
        const code = isCut ? 'truncated-file' : 'malformed-xml';
        issues.push({ code, severity: 'error', file, line: fault.line, found, expected: 'well-formed XML' });
      }
      const { documents } = built;
      return { kind: 'read', parsed: { documents, issues: [...issues, ...built.issues], dialect: '' } };
    },
  };
}

/** A fault ends the reading: what comes behind it could stand anywhere. */
class XmlFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

interface ElementReader {
  /** Takes no more once a fault was found. */
  take(piece: string): void;
  finish(): { readonly fault: XmlFault | undefined; readonly hasDeclarations: boolean; readonly documentCount: number };
}

function createElementReader(onDocument: (document: JsonObject) => void): ElementReader {
  const parser = new SaxesParser();
  const stack: OpenElement[] = [];
  let hasDeclarations = false;
  let documentCount = 0;
  let fault: XmlFault | undefined;
  parser.on('error', (error) => {
    throw new XmlFault(error.message.replace(/^\d+:\d+: /u, ''), parser.line);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) hasDeclarations = true;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const fields: Record<string, unknown> = {};
    for (const key of ['id', 'offset', 'length', 'refid', 'role']) {
      const value = attributes[key];
      if (typeof value === 'string') fields[key] = value;
    }
    stack.push({ name, key: typeof attributes['key'] === 'string' ? attributes['key'] : '', fields, text: '' });
  });
  parser.on('text', (content) => {
    const open = stack.at(-1);
    if (open) open.text += content;
  });
  parser.on('cdata', (content) => {
    const open = stack.at(-1);
    if (open) open.text += content;
  });
  parser.on('closetag', () => {
    const closed = stack.pop();
    if (closed === undefined) return;
    if (closed.name === 'document') {
      documentCount += 1;
      onDocument(closed.fields);
    } else close(closed, stack.at(-1));
  });
  const attempt = (parse: () => void): void => {
    if (fault !== undefined) return;
    try {
      parse();
    } catch (thrown) {
      if (!(thrown instanceof XmlFault)) throw thrown;
      fault = thrown;
    }
  };
  return {
    take: (piece) => attempt(() => parser.write(piece)),
    finish: () => {
      attempt(() => parser.close());
      return { fault, hasDeclarations, documentCount };
    },
  };
}

const SLICE = 1 << 16;

function close({ name, key, fields, text }: OpenElement, parent: OpenElement | undefined): void {
  if (parent === undefined) return;
  if (FIELDS.has(name)) {
    parent.fields[name] = ownString(text);
  } else if (name === 'infon') {
    const infons = parent.fields['infons'];
    if (isJsonObject(infons)) Object.assign(infons, { [key]: ownString(text) });
    else parent.fields['infons'] = { [key]: ownString(text) };
  } else {
    const list = LISTS[name];
    if (list === undefined) return;
    const items = parent.fields[list];
    if (Array.isArray(items)) items.push(fields);
    else parent.fields[list] = [fields];
  }
}
