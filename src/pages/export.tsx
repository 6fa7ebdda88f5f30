import type { ExportFiles } from '../things/export-files.ts';
import { DATA_LICENCE } from '../things/licence.ts';
import { DataLinks, Layout } from './frame.tsx';
import { minuteOf } from './parts/days.tsx';
import { WHAT_IT_IS, wholeAsData } from './parts/linked-data.ts';
import type { View } from './view.ts';

const ABOUT: Readonly<Record<string, string>> = {
  'manifest.json': 'rows and sha256 of each file, the last number and its hash: what import and verify read first',
  'datapackage.json': 'fields, types, keys and licence, for programs that read tabular data packages (Frictionless)',
};

/** The whole database as files. */
export const ExportPage = ({ last_seq, recorded_at, files, view }: ExportFiles & { view: View }) => (
  <Layout title="Everything as files" view={view} about={{ description: WHAT_IT_IS, data: wholeAsData(view) }}>
    <p>
      The whole ledger and its register, a CSV for each table, as <code>trade-disputes export</code> writes them and <code>import</code>{' '}
      takes them. All of them are of one state, number {last_seq}
      {recorded_at !== null && <>, last recorded {minuteOf(recorded_at)}</>}: their addresses hold the same bytes for ever, whatever is
      recorded meanwhile. The data may be used under <a href={DATA_LICENCE.url}>{DATA_LICENCE.name}</a>.
    </p>
    <DataLinks json="/export.json" />
    <ul>
      {files.map(({ name, path }) => (
        <li>
          <a href={path}>{name}</a>
          {ABOUT[name] !== undefined && <span class="note"> {ABOUT[name]}</span>}
        </li>
      ))}
    </ul>
    <p>
      For one question instead of everything, each list has CSV, Excel, Parquet and JSON at its own address:{' '}
      <a href={view.href('/rates')}>rates</a>, <a href={view.href('/measures')}>measures</a>,{' '}
      <a href={view.href('/status-changes')}>changes</a>.
    </p>
  </Layout>
);
