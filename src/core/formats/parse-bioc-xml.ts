import { SaxesParser } from 'saxes';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { readBiocDocuments } from './parse-bioc-json.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import type { JsonObject } from './json-value.ts';

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
export function parseBiocXml(source: SourceText): ParsedDocuments {
  const { file, text } = source;
  const issues: DataIssue[] = [];
  const documents: JsonObject[] = [];
  const { fault, hasDeclarations } = readElements(text, documents);
  if (hasDeclarations) {
    const found = 'declarations in the document type';
    issues.push({ code: 'not-kept', severity: 'note', file, found, expected: 'entities are not expanded' });
  }
  if (fault !== undefined) {
    const isCut = /unclosed tag|unexpected end/u.test(fault.message);
    const kept = `read up to there: ${documents.length} documents`;
    const found = `${excerpt(fault.message)}; ${kept}`;
    const code = isCut ? 'truncated-file' : 'malformed-xml';
    issues.push({ code, severity: 'error', file, line: fault.line, found, expected: 'well-formed XML' });
  }
  const read = readBiocDocuments(documents, file);
  return { documents: read.documents, issues: [...issues, ...read.issues], dialect: '' };
}

/** A fault ends the reading: what comes behind it could stand anywhere. */
class XmlFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Appends each document when its element closes. */
function readElements(text: string, documents: JsonObject[]): { fault?: XmlFault; hasDeclarations: boolean } {
  const parser = new SaxesParser();
  const stack: OpenElement[] = [];
  let hasDeclarations = false;
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
    if (closed.name === 'document') documents.push(closed.fields);
    else close(closed, stack.at(-1));
  });
  try {
    // In slices: the parser copies what it is given.
    for (let at = 0; at < text.length; at += SLICE) parser.write(text.slice(at, at + SLICE));
    parser.close();
    return { hasDeclarations };
  } catch (thrown) {
    if (thrown instanceof XmlFault) return { fault: thrown, hasDeclarations };
    throw thrown;
  }
}

const SLICE = 1 << 20;

function close({ name, key, fields, text }: OpenElement, parent: OpenElement | undefined): void {
  if (parent === undefined) return;
  if (FIELDS.has(name)) {
    parent.fields[name] = text;
  } else if (name === 'infon') {
    const infons = parent.fields['infons'];
    if (isRecord(infons)) infons[key] = text;
    else parent.fields['infons'] = { [key]: text };
  } else {
    const list = LISTS[name];
    if (list === undefined) return;
    const items = parent.fields[list];
    if (Array.isArray(items)) items.push(fields);
    else parent.fields[list] = [fields];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
