/** Imports point one way: domain ← tables, analyses ← raw, formats, calibration ← streams ← pipeline ← cli; the rest knows only domain. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|streams|fixtures|bench|test)/', pathNot: [from, ...allowed] },
});

/** Rooms of one folder, each of which may import those before it alone. */
const roomsInOrder = (folder, rooms) =>
  rooms
    .map((room, k) => ({
      name: `rooms-in-order-${k}`,
      severity: 'error',
      from: { path: `${folder}${room}/` },
      to: { path: rooms.slice(k + 1).map((later) => `${folder}${later}/`) },
    }))
    .slice(0, -1);

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    only('domain-knows-nothing', '^src/domain/', []),
    only('tables-know-domain', '^src/tables/', ['^src/domain/']),
    only('calibration-knows-domain', '^src/calibration/', ['^src/domain/', '^src/tables/']),
    only('analyses-know-domain', '^src/analyses/', ['^src/domain/']),
    only('products-know-analyses-formats', '^src/products/', ['^src/domain/', '^src/analyses/', '^src/formats/']),
    only('pictures-know-analyses', '^src/pictures/', ['^src/domain/', '^src/analyses/']),
    only('kernels-stand-alone', '^src/kernels/', []),
    // Rows of a quarantine stand in the order of the times in the names of raw files.
    only('formats-know-domain-analyses', '^src/formats/', [
      '^src/domain/',
      '^src/analyses/',
      '^src/kernels/',
      '^src/raw/network-line/file-name',
    ]),
    only('raw-knows-domain', '^src/raw/', ['^src/domain/', '^src/kernels/']),
    // Files named on a command line are no store: they are opened as what they hold.
    only('stores-know-domain', '^src/stores/(?!local-inputs)', ['^src/domain/', '^src/stores/']),
    only('local-inputs-know-content', '^src/stores/local-inputs', [
      '^src/domain/',
      '^src/stores/',
      '^src/raw/(content/|received-order|network-line/file-name)',
    ]),
    only('journal-knows-domain', '^src/journal/', ['^src/domain/']),
    // Addresses begin with the schemes that there are stores for.
    only('config-knows-domain', '^src/config/', ['^src/domain/', '^src/tables/', '^src/stores/(schemes|login)']),
    only('log-knows-domain', '^src/log/', ['^src/domain/']),
    only('ftp-server-stands-alone', '^fixtures/ftp-server/', []),
    only('streams-know-domain-raw-analyses-formats-calibration', '^streams/', [
      '^src/domain/',
      '^src/raw/',
      '^src/analyses/',
      '^src/kernels/',
      '^src/formats/',
      '^src/calibration/',
    ]),
    // The rooms of the pipeline, from the ground up. A thread's entry file opens its own spill and output folder.
    ...roomsInOrder('^src/pipeline/', [
      'books',
      'publish',
      'network',
      'years',
      'ingest',
      'run',
      '(convert|copy|quality|replay|status|verify)',
    ]),
    only('threads-open-their-own-files', '^src/pipeline/years/threads/', [
      '^src/(domain|formats|calibration|pipeline|stores)/',
      '^streams/',
    ]),
    only('pipeline-knows-no-cli-no-store', '^src/pipeline/(?!years/threads)', [
      '^src/pipeline/',
      '^src/domain/',
      '^src/analyses/',
      '^src/products/',
      '^src/formats/',
      '^src/calibration/',
      '^src/raw/',
      '^streams/',
    ]),
    only('serve-knows-no-cli-no-store', '^src/serve/', [
      '^src/domain/',
      '^src/analyses/',
      '^src/products/',
      '^src/formats/',
      '^src/pipeline/',
    ]),
    only('alerts-know-domain-analyses', '^src/alerts/', ['^src/domain/', '^src/analyses/']),
    only('page-stands-alone', '^src/page/', []),
    {
      name: 'streams-touch-no-host',
      severity: 'error',
      from: { path: '^streams/' },
      to: { path: '^(node:)?(fs|net|http|tls|os|path|worker_threads|child_process)' },
    },
    {
      name: 'basic-ftp-in-one-file',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/stores/ftp/basic-ftp\\.ts$' },
      to: { path: '^node_modules/basic-ftp/' },
    },
    {
      name: 'ssh2-in-sftp-alone',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/stores/sftp/' },
      to: { path: '^node_modules/(ssh2|@types/ssh2)/' },
    },
    {
      name: 'product-imports-no-test',
      severity: 'error',
      from: { path: '^(src|streams)/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
