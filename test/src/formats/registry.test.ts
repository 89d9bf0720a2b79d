import { createHash } from 'node:crypto';
import test from 'ava';
import type { ManifestFile } from '../../../src/domain/manifest.js';
import { yearPathOf } from '../../../src/formats/format.js';
import { FORMATS, formatsNamed } from '../../../src/formats/registry.js';
import { gaugeYears } from './csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from './made-case.js';

const CASES = ['foreign-label', 'silent-gauge', 'leap-year-boundary'];

for (const fixture of (await fixtureCases()).filter(({ name }) => CASES.includes(name)))
  for (const { name } of FORMATS)
    test(`FORMATS: ${name}: ${fixture.name}: its files are made, and manifests list them as they are`, async (t) => {
      const tree = await makeCase(fixture, temporaryFolder(t), ['--formats', name]);
      const [format] = formatsNamed([name]).filter((each) => each.name === name);
      const years = gaugeYears(tree);
      t.true(years.length > 0);
      for (const { gauge, year } of years) {
        const folder = `${gauge}/${year}`;
        const listed = filesOf(tree, `${folder}/${gauge}_manifest_${year}.json`);
        for (const file of listed) t.deepEqual(file, asItIs(tree, file.name, folder), file.name);
        const path = yearPathOf(format!, gauge, year);
        const isListed = listed.some(
          (file) => path === (file.name.includes('/') ? file.name : `${folder}/${file.name}`),
        );
        t.is(isListed, path !== undefined, `${gauge} ${year}`);
      }
      for (const year of new Set(years.map((each) => each.year))) {
        const path = format!.matrix?.networkPath(year);
        if (path === undefined || name === 'mtx') continue;
        const listed = filesOf(tree, `network/${year}/network_manifest_${year}.json`);
        t.true(listed.some((file) => `network/${year}/${file.name}` === path));
        for (const file of listed) t.deepEqual(file, asItIs(tree, file.name, `network/${year}`), file.name);
      }
    });

function filesOf(tree: ReadonlyMap<string, Uint8Array>, manifest: string): ManifestFile[] {
  return (JSON.parse(Buffer.from(tree.get(manifest)!).toString('utf8')) as { files: ManifestFile[] }).files;
}

/** What a manifest has to say of a file. */
function asItIs(tree: ReadonlyMap<string, Uint8Array>, name: string, beside: string): ManifestFile | undefined {
  const bytes = tree.get(name.includes('/') ? name : `${beside}/${name}`);
  return bytes && { name, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
