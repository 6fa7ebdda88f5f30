import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/changes/access.ts';
import { editMeasure } from '../../src/changes/register.ts';
import { recordStatusChanges } from '../../src/changes/status-changes.ts';
import { exportTo } from '../../src/keep/export.ts';
import { importFrom } from '../../src/keep/import.ts';
import { exportFiles } from '../../src/keep/manifest.ts';
import { verify } from '../../src/keep/verify.ts';
import { createApp } from '../../src/server/app.ts';
import { ENGINES, type TestTracker, testTracker } from '../support/database.ts';
import { recordEverything } from '../support/ledger.ts';
import { change, me } from '../support/recording.ts';
import { problemOf } from './asking.ts';

describe.each(ENGINES)('the export over HTTP, on %s', (_engine, open) => {
  let test: TestTracker;
  let app: ReturnType<typeof createApp>;
  /** What the command wrote, and of which state. */
  let folder: string;
  let seq: number;
  beforeAll(async () => {
    test = await open();
    await recordEverything(test);
    app = createApp(test.tracker);
    folder = join(test.folder, 'out');
    ({ last_seq: seq } = await exportTo(test.tracker, folder));
  });
  afterAll(() => test.close());

  const written = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const textAt = async (path: string): Promise<string> => {
    const answer = await app.request(path);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return text;
  };

  it('gives the bytes that the command writes, of the state that the address names', async () => {
    const { last_seq, files } = JSON.parse(await textAt('/export.json'));
    expect(last_seq).toBe(seq);
    expect(files.map(({ name }: { name: string }) => name)).toEqual(exportFiles());
    for (const { name, path } of files) expect(await textAt(path), name).toBe(written(name));
  });

  it('leads from a file to that of the state of now', async () => {
    const answer = await app.request('/export/measures.csv');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `/export/${seq}/measures.csv`]);
    const { headers } = await app.request(`/export/${seq}/measures.csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="measures.csv"');
    expect(headers.get('x-last-seq')).toBe(String(seq));
    expect((await app.request(`/export/${seq}/measures.csv`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(
      304,
    );
    expect(await textAt('/export/')).toContain('datapackage.json');
  });

  it('keeps a state as it was, whatever is recorded and edited afterwards', async () => {
    test.clock.now = '2026-11-28T12:00:00.000Z';
    await createToken(test.tracker, 'x', 'another', 'editor');
    await editMeasure(test.tracker, me, 'cn-jp-seafood', { title: 'Another title' });
    await recordStatusChanges(test.tracker, me, 'cn-jp-seafood', [change('lifted', '2026-01-01')]);
    for (const name of exportFiles()) expect(await textAt(`/export/${seq}/${name}`), name).toBe(written(name));
    const { last_seq } = JSON.parse(await textAt('/export.json'));
    expect(last_seq).toBeGreaterThan(seq);
    expect(await textAt(`/export/${last_seq}/measures.csv`)).toContain('Another title');
    const again = join(test.folder, 'again');
    await exportTo(test.tracker, again);
    for (const name of exportFiles())
      expect(await textAt(`/export/${last_seq}/${name}`), name).toBe(readFileSync(join(again, name), 'utf8'));
  });

  it('names its last entry as a check of the whole takes it, also where a token took the last number', async () => {
    await createToken(test.tracker, 'x', 'a third', 'editor');
    const { last_seq, head_seq, head_hash } = JSON.parse(await textAt('/export.json'));
    expect(head_seq).toBeLessThan(last_seq);
    for (const file of ['manifest.json', 'datapackage.json'])
      expect(JSON.parse(await textAt(`/export/${last_seq}/${file}`))).toMatchObject({ last_seq, head_seq, head_hash });
    expect((await verify(test.tracker, undefined, { seq: head_seq, hash: head_hash })).problems).toEqual([]);
    expect((await verify(test.tracker, undefined, { seq: last_seq, hash: head_hash })).problems).toHaveLength(1);
  });

  it('refuses what was never a state, and what is no file of it', async () => {
    expect((await problemOf(await app.request('/export/999999/measures.csv'), 404)).detail).toContain('never ended with number 999999');
    // What was recorded at once was never half there.
    const halves = await Promise.all(Array.from({ length: seq }, (_, at) => app.request(`/export/${at}/manifest.json`)));
    expect(halves.filter(({ status }) => status === 404).length).toBeGreaterThan(0);
    expect((await problemOf(await app.request(`/export/${seq}/tokens.csv`), 404)).detail).toContain('an export has no file "tokens.csv"');
    expect((await problemOf(await app.request('/export/x/measures.csv'), 404)).detail).toContain('"x" is no number of the ledger');
    expect((await problemOf(await app.request(`/export/${seq}/measures.csv?on=2024-01-01`), 400)).errors[0]?.path).toBe('on');
  });
});

it('the data package describes each file as it is', async () => {
  const test = await testTracker();
  await recordEverything(test);
  const folder = join(test.folder, 'out');
  await exportTo(test.tracker, folder);
  const descriptor = JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8'));
  const names = descriptor.resources.map(({ name }: { name: string }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, schema } of descriptor.resources) {
    const [header] = readFileSync(join(folder, path), 'utf8').split('\r\n');
    const fields = schema.fields.map(({ name }: { name: string }) => name);
    expect(header?.split(','), path).toEqual(fields);
    for (const column of schema.primaryKey) expect(fields).toContain(column);
    for (const { reference } of schema.foreignKeys ?? [])
      expect(reference.resource === '' || names.includes(reference.resource)).toBe(true);
  }
  expect(descriptor.licenses).toEqual([{ name: 'CC-BY-4.0', title: 'CC BY 4.0', path: 'https://creativecommons.org/licenses/by/4.0/' }]);
  // What was downloaded is taken by an import.
  const other = await testTracker();
  expect((await importFrom(other.tracker, folder)).last_seq).toBe(descriptor.last_seq);
  await other.close();
  await test.close();
});
