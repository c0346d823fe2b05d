import { createParseHandler } from './parse-handler.ts';
import type { ParseRequest } from './parse-protocol.ts';

const handle = createParseHandler((reply) => {
  self.postMessage(reply);
});

self.onmessage = (event: MessageEvent<ParseRequest>): void => {
  handle(event.data);
};
