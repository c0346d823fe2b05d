import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// happy-dom's Response is not the one that Node's WebAssembly streams from; without streaming SQLite reads the bytes.
Reflect.deleteProperty(WebAssembly, 'instantiateStreaming');

// Vitest runs without globals here, so Testing Library cannot hook itself in.
afterEach(cleanup);

// The next file is shown the same window.
afterEach(() => {
  window.location.hash = '';
  window.localStorage.clear();
  window.sessionStorage.clear();
});
