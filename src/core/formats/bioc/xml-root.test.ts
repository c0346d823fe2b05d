import { describe, expect, it } from 'vitest';
import { rootElementOf } from './xml-root.ts';

describe('rootElementOf', () => {
  it.each([
    ['<collection>', 'collection'],
    ['\n <document id="1"/>', 'document'],
    ['<?xml version="1.0"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n<collection>', 'collection'],
    ['<!-- <a> --><?xml-stylesheet href="a>b"?><!-- --><pmc:article>', 'pmc:article'],
    ['<!DOCTYPE a [<!ELEMENT b (c)> <!ENTITY d "]>"> <!-- ]> -->]>\n<a>', 'a'],
    [`<!--${' licence '.repeat(5000)}-->\n<collection>`, 'collection'],
  ])('%j', (text, element) => {
    expect(rootElementOf(text)).toBe(element);
  });

  it.each(['', 'prose', 'prose <collection>', '<!-- unclosed <a>', '<!DOCTYPE a [', '<', '< a>', '<!---->!', '</a>'])(
    '%j begins with none',
    (text) => {
      expect(rootElementOf(text)).toBeUndefined();
    },
  );
});
