import type { Corpus } from '../../corpus/corpus.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList } from '../common/loss-list.ts';
import { serializeBiocJson } from './serialize-bioc-json.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';

/** Characters that no XML 1.0 document can hold, not even as references. */
const UNWRITABLE = /(?![\t\n\r\u007F-\u009F])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu;

/**
 * BioC XML with the content of the BioC JSON; code point offsets. Carriage returns are written as references, which
 * XML would otherwise read as line feeds; control characters, which XML cannot hold, become U+FFFD.
 */
export function serializeBiocXml(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const asJson = serializeBiocJson(corpus);
  const written: unknown = JSON.parse(asJson.text);
  const collection = isJsonObject(written) ? written : {};
  const escape = (text: string): string => {
    const safe = text.replace(UNWRITABLE, () => {
      losses.add('characters that XML cannot hold, written as U+FFFD');
      return '\uFFFD';
    });
    return safe.replace(/[&<>"\r\n\t]/gu, (character) => ESCAPES[character] ?? character);
  };
  const element = (name: string, value: unknown): string => `<${name}>${escape(textOf(value) ?? '')}</${name}>`;
  const infons = (holder: JsonObject): string =>
    Object.entries(isJsonObject(holder['infons']) ? holder['infons'] : {})
      .map(([key, value]) => `<infon key="${escape(key)}">${escape(textOf(value) ?? '')}</infon>`)
      .join('');
  const annotation = (each: JsonObject): string => {
    const locations = objectsOf(each['locations']).map(
      (place) => `<location offset="${textOf(place['offset'])}" length="${textOf(place['length'])}"/>`,
    );
    const id = escape(textOf(each['id']) ?? '');
    return `<annotation id="${id}">${infons(each)}${locations.join('')}${element('text', each['text'])}</annotation>`;
  };
  const passage = (each: JsonObject): string => {
    const sentences = objectsOf(each['sentences']).map(
      (sentence) => `<sentence>${element('offset', sentence['offset'])}${element('text', sentence['text'])}</sentence>`,
    );
    const annotations = objectsOf(each['annotations']).map(annotation);
    const body = `${element('text', each['text'])}${sentences.join('')}${annotations.join('')}`;
    return `<passage>${infons(each)}${element('offset', each['offset'])}${body}</passage>\n`;
  };
  const relation = (each: JsonObject): string => {
    const nodes = objectsOf(each['nodes']).map((node) => {
      const [refid, role] = [node['refid'], node['role']].map((value) => escape(textOf(value) ?? ''));
      return `<node refid="${refid}" role="${role}"/>`;
    });
    return `<relation id="${escape(textOf(each['id']) ?? '')}">${infons(each)}${nodes.join('')}</relation>\n`;
  };
  const documents = objectsOf(collection['documents']).map((each) => {
    const passages = objectsOf(each['passages']).map(passage);
    const relations = objectsOf(each['relations']).map(relation);
    return `<document>${element('id', each['id'])}${infons(each)}\n${passages.join('')}${relations.join('')}</document>\n`;
  });
  const head = ['source', 'date', 'key'].map((name) => element(name, collection[name])).join('');
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n';
  const text = `${declaration}<collection>${head}\n${documents.join('')}</collection>\n`;
  const ofXml = losses.toIssues(corpus.documents[0]?.source ?? '', 'BioC XML');
  return { text, issues: [...asJson.issues, ...ofXml] };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
