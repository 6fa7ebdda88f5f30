import type { TrackerError } from '../domain/errors.ts';
import { columnWords } from '../things/sheets.ts';
import { SHIPMENT_SHEET_COLUMNS, type ShipmentRow } from '../things/shipment.ts';
import { Layout } from './frame.tsx';
import { WhyRefused } from './parts/badges.tsx';
import { Fields } from './parts/facts.tsx';
import { NotRead } from './parts/not-read.tsx';
import { Sections } from './parts/sections.tsx';
import { Table } from './parts/table.tsx';
import { plural, words } from './parts/words.ts';
import { inline } from './prose.tsx';
import type { View } from './view.ts';

interface ShipmentsProps {
  view: View;
  /** The answers, where a sheet was sent. */
  data?: readonly ShipmentRow[] | undefined;
  /** Worksheets of it that were left out. */
  not_read?: readonly string[];
  /** Why a sheet was refused as a whole. */
  problem?: TrackerError | undefined;
  /** The rows that were pasted, to be sent once more. */
  pasted?: string | undefined;
}

/** A list of shipments to be answered, and the answers. */
export const ShipmentsPage = ({ view, data, not_read = [], problem, pasted }: ShipmentsProps) => (
  <Layout title="What a list of shipments pays" view={view}>
    <WhyRefused why={problem?.message} />
    <Sections
      of={[
        ...(data === undefined ? [] : [{ id: 'answers', title: 'Answers', body: <Answers data={data} not_read={not_read} view={view} /> }]),
        { id: 'sheet', title: data === undefined ? 'Your list' : 'Another list', body: <SheetForm pasted={pasted} /> },
        { id: 'columns', title: 'Columns', body: <Columns /> },
      ]}
    />
  </Layout>
);

const Answers = ({ data, not_read, view }: { data: readonly ShipmentRow[]; not_read: readonly string[]; view: View }) => {
  const refused = data.filter(({ problem }) => problem !== null).length;
  return (
    <>
      <p>
        {plural(data.length, ['shipment', 'shipments'])}
        {refused > 0 && `, ${refused} of them without an answer`}. Each leads to its duty, where every step stands with its sources.
      </p>
      <NotRead not_read={not_read} />
      <Table
        caption="What each shipment pays"
        columns={[
          { name: 'shipment', names: true, cell: ({ line, shipment }: ShipmentRow) => (shipment === null ? line : `${line}: ${shipment}`) },
          { name: 'asked', cell: (row) => <Asked row={row} view={view} /> },
          { name: 'pays', cell: (row) => <Paid row={row} /> },
          { name: 'bans', cell: ({ bans }) => bans.map((ban) => <BanOf said={ban} view={view} />) },
          { name: 'hangs on', cell: (row) => <HangsOn row={row} /> },
          { name: 'checked', cell: ({ checked_on }) => checked_on },
        ]}
        rows={data}
        empty="The sheet has no rows."
      />
    </>
  );
};

const Asked = ({ row: { product, origin, importer, on, exporter }, view }: { row: ShipmentRow; view: View }) => (
  <>
    <span title={product === null ? undefined : view.productName(product)}>{product}</span>
    <div class="note">
      {origin} → {importer}, {on}
      {exporter !== null && `, ${exporter}`}
    </div>
  </>
);

/** Why there is no one number, what would answer that, and what the answer depends on besides. */
const HangsOn = ({ row: { cannot_compute, missing, depends_on } }: { row: ShipmentRow }) => {
  const remarks = [...missing, ...depends_on];
  return cannot_compute.length + remarks.length === 0 ? null : (
    <>
      {cannot_compute.map(words).join(', ')}
      {remarks.length > 0 && (
        <details>
          <summary>{plural(remarks.length, ['remark', 'remarks'])}</summary>
          <ul>
            {remarks.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const Paid = ({ row: { problem, pays, address } }: { row: ShipmentRow }) =>
  problem === null ? <a href={address ?? undefined}>{pays}</a> : <span class="doubt">{problem}</span>;

/** A ban with how it stands: its id comes first. */
const BanOf = ({ said, view }: { said: string; view: View }) => {
  const [id = '', ...how] = said.split(' ');
  return (
    <div>
      <a href={view.href(`/measures/${id}`)}>{id}</a> {how.join(' ')}
    </div>
  );
};

const SheetForm = ({ pasted }: Pick<ShipmentsProps, 'pasted'>) => (
  <>
    <p>
      A row for each shipment: who imports, where it comes from, what it is. What it pays at least and at most is answered, by which
      tariffs, and which bans meet it. Nothing is kept. <a href="/shipments/template.csv">Template</a>
    </p>
    <form class="import" action="/shipments#answers" method="post" enctype="multipart/form-data">
      <div class="field">
        <label for="file">Sheet</label>
        <input type="file" id="file" name="file" accept=".csv,.xlsx,text/csv" aria-describedby="file-hint" />
        <span class="note" id="file-hint">
          CSV UTF-8 or Excel (.xlsx), at most 1 MiB and 1,000 rows; 100 on a page.
        </span>
      </div>
      <div class="field">
        <label for="rows">Or rows pasted from a spreadsheet</label>
        <textarea id="rows" name="rows" rows={6} aria-describedby="rows-hint">
          {pasted}
        </textarea>
        <span class="note" id="rows-hint">
          The first row names the columns.
        </span>
      </div>
      <p>
        <button type="submit">Show</button>{' '}
        <button type="submit" formaction="/shipments.xlsx">
          Excel
        </button>{' '}
        <button type="submit" formaction="/shipments.csv">
          CSV
        </button>
      </p>
    </form>
  </>
);

// Nothing but the row says it here: only the command and the library say it of all of them.
const Columns = () => <Fields of={SHIPMENT_SHEET_COLUMNS.map(([name, column]) => [name, inline(columnWords(column, false))])} />;
