/**
 * The import direction of docs/architecture.md as code: an allow list. What no rule allows is an error.
 * Run it with `npm run deps`; src/testing/architecture.test.ts plants breaks and expects them to be found.
 */

const src = (folders) => `^src/(${folders.join('|')})/`;

/** Resolved (".../node_modules/react/…") or, for what the resolver does not know, as written. */
const packages = (names) => names.map((name) => `(^|node_modules/)${name.replaceAll('.', '\\.')}(/|$)`);

const nodeBuiltins = { dependencyTypes: ['core'] };

/** `from` may import any of `to` (paths) and any of `npm` (package names). */
const allow = (from, { to = [], npm = [] }) => ({
  from: { path: from, pathNot: testFiles },
  to: { path: [...to, ...packages(npm)] },
});

const testFiles = '\\.(test|bench|browser\\.test)\\.tsx?$';

const packageJson = '^package\\.json$';

const pageSideOfWorkers = '^src/worker/[a-z-]*(protocol|client)\\.ts$';

/** Types of what storage answers; the only part of storage that a screen may name. */
const storageAnswers = '^src/storage/contract/';

const issueAndFailure =
  '^src/core/(issue|describe-issue|failure|describe-failure|describe-model-away|describe-other-model)\\.ts$';

/** Inside core: text ← corpus ← samples ← { annotations ← evaluation, formats ← open }; ifd ← selection ← export; write and merge last. */
const coreFolders = {
  text: [],
  numbers: [],
  corpus: ['text', 'numbers'],
  samples: ['text', 'corpus'],
  formats: ['text', 'corpus', 'samples'],
  open: ['text', 'corpus', 'formats'],
  annotations: ['text', 'corpus', 'samples'],
  evaluation: ['text', 'numbers', 'corpus', 'samples', 'annotations'],
  ifd: [],
  selection: ['corpus', 'samples', 'ifd'],
  export: ['text', 'corpus', 'samples', 'ifd', 'selection'],
  write: ['text', 'corpus', 'samples', 'annotations', 'formats', 'open', 'export'],
  merge: ['text', 'corpus', 'samples', 'annotations', 'selection'],
};

/** Pure packages, by the core folder that may use them. */
const corePackages = {
  formats: ['entities', 'fflate', 'htmlparser2', 'saxes', 'papaparse', 'hyparquet', 'hyparquet-compressors'],
  samples: ['@noble/hashes'],
  text: ['@noble/hashes', 'fflate', 'valibot'],
  export: ['fflate', '@noble/hashes', 'valibot', 'yaml'],
};

const coreRules = Object.entries(coreFolders).map(([folder, lower]) =>
  allow(`^src/core/${folder}/`, {
    to: [issueAndFailure, ...[folder, ...lower].map((name) => `^src/core/${name}/`)],
    npm: corePackages[folder] ?? [],
  }),
);

const uiPackages = [
  'react',
  'react-dom',
  'zustand',
  '@mantine/core',
  '@mantine/hooks',
  '@tabler/icons-react',
  '@tanstack/react-table',
  '@tanstack/react-virtual',
];

module.exports = {
  allowed: [
    ...coreRules,
    allow('^src/core/[^/]+\\.ts$', { to: [issueAndFailure, '^src/core/text/'], npm: ['valibot'] }),

    allow(src(['decoder']), {
      to: [src(['core', 'decoder'])],
      // Types only, which the linter holds: the runtime itself is handed to them.
      npm: ['@huggingface/tokenizers', '@noble/hashes', 'onnxruntime-web'],
    }),
    allow(src(['scoring']), {
      to: [src(['core', 'decoder', 'scoring'])],
      npm: ['@huggingface/tokenizers', 'onnxruntime-web'],
    }),

    allow(src(['training']), {
      to: [src(['core', 'decoder', 'training'])],
      // Types only, as above.
      npm: ['onnxruntime-web'],
    }),

    // The channel between threads: what crosses is its users' business.
    allow(src(['thread']), { to: [issueAndFailure, src(['thread'])] }),

    // The page's side of the thread boundary is the protocols and the clients; the rest runs in the workers.
    allow(pageSideOfWorkers, { to: [src(['core', 'thread', 'worker'])] }),
    {
      from: { path: src(['worker']), pathNot: [pageSideOfWorkers, testFiles] },
      to: {
        path: [src(['core', 'decoder', 'scoring', 'thread', 'training', 'worker']), ...packages(['onnxruntime-web'])],
      },
    },

    allow(src(['browser']), { to: [src(['core', 'browser'])] }),
    allow(src(['storage']), {
      to: [src(['core', 'browser', 'storage', 'thread'])],
      npm: ['@sqlite.org/sqlite-wasm', 'valibot'],
    }),

    allow(src(['studio']), {
      to: [src(['core', 'browser', 'storage', 'studio']), pageSideOfWorkers],
      npm: ['valibot', 'zustand/vanilla', 'zustand/esm/vanilla.d.mts'],
    }),

    // Folders of ui see themselves, ui/common and what lies beside them in ui/, never each other.
    {
      from: { path: '^src/ui/([^/]+)/', pathNot: testFiles },
      to: {
        path: ['^src/ui/$1/', '^src/ui/common/', src(['core', 'studio']), storageAnswers, ...packages(uiPackages)],
      },
    },
    allow('^src/ui/shell/bar/about-dialog\\.tsx$', { to: [packageJson] }),
    allow('^src/ui/[^/]+\\.tsx?$', { to: [src(['core', 'studio', 'ui']), storageAnswers], npm: uiPackages }),

    {
      from: { path: src(['trainer', 'cli']), pathNot: testFiles },
      to: nodeBuiltins,
    },
    allow(src(['trainer']), {
      to: [src(['core', 'decoder', 'scoring', 'training', 'trainer'])],
      npm: ['onnxruntime-node', 'valibot', 'yaml'],
    }),
    allow(src(['cli']), {
      to: [src(['core', 'decoder', 'scoring', 'training', 'trainer', 'cli']), packageJson],
      npm: ['commander', 'cli-progress', 'onnxruntime-node'],
    }),

    allow('^src/main\\.tsx$', {
      to: [
        '^src/start-studio\\.tsx$',
        '^src/ui/studio-app\\.tsx$',
        '^src/ui/common/theme\\.css$',
        src(['storage', 'browser']),
      ],
      npm: ['react-dom'],
    }),
    allow('^src/start-studio\\.tsx$', {
      to: [src(['core', 'ui', 'studio', 'storage', 'browser']), pageSideOfWorkers, packageJson],
      npm: ['react', 'react-dom', '@mantine/core'],
    }),

    // Tests and what only they use may reach everything.
    { from: { path: src(['testing']) }, to: {} },
    { from: { path: testFiles }, to: {} },
    // Reached through tests that build or serve as the scripts do.
    { from: { path: '^scripts/' }, to: {} },
  ],
  allowedSeverity: 'error',

  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Type imports count: a cycle of types is a layer that does not know which side it is on.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '^src/testing/', testFiles] },
      to: {},
    },
    {
      name: 'pure-core',
      comment: 'Whatever the way to it: nothing that core pulls in may reach Node, the browser or a runtime.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: testFiles },
      to: { path: ['^src/(?!core/)', ...packages(['react', 'onnxruntime-web', 'onnxruntime-node'])], reachable: true },
    },
    {
      name: 'model-stays-in-its-worker',
      comment: 'The page must never pull in the model or its runtime, by whatever way: it would block and ship twice.',
      severity: 'error',
      from: {
        path: ['^src/(main|start-studio)\\.tsx$', src(['studio', 'ui']), pageSideOfWorkers],
        pathNot: testFiles,
      },
      to: {
        path: [src(['decoder', 'scoring', 'training']), ...packages(['onnxruntime-web', '@huggingface/transformers'])],
        reachable: true,
      },
    },
    {
      name: 'sqlite-stays-in-its-worker',
      comment:
        "Types of the database's modules may cross, so this looks at direct imports; e2e/serve.spec.ts looks at the built page.",
      severity: 'error',
      from: { path: '^src/storage/(contract|thread)/[a-z-]*(protocol|client|store)\\.ts$', pathNot: testFiles },
      to: {
        path: ['^src/storage/database/(load-sqlite|open-database)\\.ts$', ...packages(['@sqlite.org/sqlite-wasm'])],
      },
    },
    {
      name: 'only-tests-import-testing',
      severity: 'error',
      from: { path: '^src/', pathNot: [testFiles, '^src/testing/'] },
      to: { path: '^src/testing/' },
    },
  ],

  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.module\\.css$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
