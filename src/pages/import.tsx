import type { TrackerError } from '../domain/errors.ts';
import { IMPORT_MEBIBYTES, type ImportedSheet, type PreviewRow, type SheetPreview } from '../things/imported.ts';
import { columnWords, SHEETS, type SheetKind, sheetColumns } from '../things/sheets.ts';
import { DocumentForm, type DocumentFormat } from './documents.tsx';
import { Layout } from './frame.tsx';
import { WhyRefused } from './parts/badges.tsx';
import { ConsequencesShown } from './parts/consequences.tsx';
import { Fields } from './parts/facts.tsx';
import { Fold } from './parts/fold.tsx';
import { NotRead } from './parts/not-read.tsx';
import { Sections } from './parts/sections.tsx';
import { Table } from './parts/table.tsx';
import { plural } from './parts/words.ts';
import { inline } from './prose.tsx';
import { LastButtons } from './recording/form.tsx';
import type { View } from './view.ts';

interface FormProps {
  view: View;
  templates: readonly { kind: SheetKind; href: string }[];
  formats: readonly DocumentFormat[];
  /** Why a file was refused as a whole. */
  problem?: TrackerError | undefined;
}

/** A file to choose: a sheet or an official document, and what there is of both. */
export const ImportPage = ({ view, templates, formats, problem }: FormProps) => (
  <Layout title="Import a sheet or an official document" view={view}>
    <WhyRefused why={problem?.message}>
      {problem !== undefined && problem.details.length > 1 && (
        <ul>
          {problem.details.map(({ message }) => (
            <li>{message}</li>
          ))}
        </ul>
      )}
    </WhyRefused>
    <Sections
      of={[
        { id: 'sheet', title: 'A sheet', body: <SheetForm view={view} templates={templates} /> },
        { id: 'document', title: 'An official document', body: <DocumentForm view={view} formats={formats} /> },
        { id: 'sheets', title: 'What sheets there are', body: <Sheets templates={templates} /> },
      ]}
    />
  </Layout>
);

const SheetForm = ({ view, templates }: Pick<FormProps, 'view' | 'templates'>) => (
  <>
    <p>
      CSV UTF-8 or Excel (.xlsx): its header tells what it holds. You see what would become of each row before anything is recorded, and all
      of it is recorded or nothing.
    </p>
    <form class="import" action="/import" method="post" enctype="multipart/form-data">
      <input type="hidden" name="csrf" value={view.visitor?.csrf} />
      <div class="field">
        <label for="file">Sheet</label>
        <input type="file" id="file" name="file" accept=".csv,.xlsx,text/csv" required aria-describedby="file-hint" />
        <span class="note" id="file-hint">
          At most {IMPORT_MEBIBYTES} MiB. Of an Excel file the first worksheet is read: days as they are shown, of a formula its value.
        </span>
      </div>
      <div class="field">
        <label for="kind">What it holds</label>
        <select id="kind" name="kind">
          <option value="">as its header tells</option>
          {templates.map(({ kind }) => (
            <option value={kind}>{SHEETS[kind].title}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="checked_on">Its source speaks up to</label>
        <input type="text" id="checked_on" name="checked_on" aria-describedby="checked_on-hint" />
        <span class="note" id="checked_on-hint">
          A day, YYYY-MM-DD, or empty. A check of every measure in the sheet is recorded with it.
        </span>
      </div>
      <button type="submit">Show what would change</button>
    </form>
  </>
);

const Sheets = ({ templates }: Pick<FormProps, 'templates'>) => (
  <>
    {templates.map(({ kind, href }) => (
      <Fold name={SHEETS[kind].title}>
        <p>
          {SHEETS[kind].says}{' '}
          <a href={href}>
            Template<span class="hidden">{` of ${SHEETS[kind].title}`}</span>
          </a>
        </p>
        <SheetColumns kind={kind} />
      </Fold>
    ))}
  </>
);

/** The columns of a kind of sheet, with what stands in them. */
export const SheetColumns = ({ kind }: { kind: SheetKind }) => (
  <Fields of={sheetColumns(kind).map(([name, column]) => [name, inline(columnWords(column))])} />
);

/** So many rows are shown of each kind; the page of a long sheet would be longer than anybody reads. */
const SHOWN = 200;

const ORDER: readonly PreviewRow['action'][] = ['refused', 'changed', 'added', 'unchanged'];
const HEADINGS: Readonly<Record<PreviewRow['action'], string>> = {
  refused: 'Refused',
  changed: 'Would change',
  added: 'Would be added',
  unchanged: 'There already, just so',
};

interface PreviewProps {
  view: View;
  name: string;
  preview: SheetPreview;
  /** By what the file is found again; null where it can't be recorded. */
  hash: string | null;
  asked: { kind: SheetKind; checked_on: string | undefined };
}

const countWords = ({ added, changed, unchanged }: ImportedSheet): string =>
  [`${added} added`, `${changed} changed`, `${unchanged} unchanged`].join(', ');

/** What would become of a sheet, row by row, and the button that records just that. */
export const ImportPreviewPage = ({ view, name, preview, hash, asked }: PreviewProps) => (
  <Layout title="What would change" view={view} kicker={<a href="/import">Import</a>}>
    <p class="lead">
      <bdi>{name}</bdi>: {SHEETS[preview.sheet].title}, {plural(preview.rows, ['row', 'rows'])}
      {preview.recordable
        ? `: ${countWords(preview)}, in ${plural(preview.recorded, ['entry', 'entries'])} of the ledger.`
        : `, of which ${plural(preview.refused, ['is', 'are'])} refused. Nothing can be recorded until all is good.`}
    </p>
    <NotRead {...preview} />
    <ConsequencesShown of={preview.consequences} view={view} />
    {hash !== null && (
      <form class="import" action="/import/record" method="post">
        <input type="hidden" name="csrf" value={view.visitor?.csrf} />
        <input type="hidden" name="file" value={hash} />
        <input type="hidden" name="state" value={String(preview.state)} />
        <input type="hidden" name="kind" value={asked.kind} />
        <input type="hidden" name="checked_on" value={asked.checked_on ?? ''} />
        <LastButtons visitor={view.visitor} exactly=" exactly this" />
        <p class="note">
          Under the name {view.visitor?.name}. What is proposed, somebody else records after a look at it. If something else is recorded
          meanwhile, nothing is, and you see the preview anew.
        </p>
      </form>
    )}
    {preview.problems.length > 0 && (
      <div class="problem" role="alert">
        <dl>
          {preview.problems.map(({ path, message }) => (
            <>
              <dt>{path === '' ? 'The sheet' : path}</dt>
              <dd>{message}</dd>
            </>
          ))}
        </dl>
      </div>
    )}
    {ORDER.map((action) => {
      const rows = preview.preview.filter((row) => row.action === action);
      if (rows.length === 0) return null;
      return (
        <>
          <h2>{`${HEADINGS[action]}: ${plural(rows.length, ['row', 'rows'])}`}</h2>
          <Table
            caption={HEADINGS[action]}
            rows={rows.slice(0, SHOWN)}
            empty=""
            columns={[
              { name: 'Row', cell: (row) => <span class="number">{row.line}</span> },
              { name: 'Of', names: true, cell: (row) => row.id },
              { name: action === 'refused' ? 'Why' : 'What', cell: (row) => <bdi>{row.says}</bdi> },
            ]}
          />
          {rows.length > SHOWN && <p class="note">{`and ${rows.length - SHOWN} more`}</p>}
        </>
      );
    })}
  </Layout>
);

/** What an import recorded. */
export const ImportedPage = ({ view, name, imported }: { view: View; name: string; imported: ImportedSheet }) => (
  <Layout title="Recorded" view={view} kicker={<a href="/import">Import</a>}>
    <p class="lead" role="status">
      <bdi>{name}</bdi>: {countWords(imported)}. {plural(imported.recorded, ['entry was', 'entries were'])} recorded; the last is entry{' '}
      {imported.last_seq}.
    </p>
    <NotRead {...imported} />
    <ConsequencesShown of={imported.consequences} view={view} />
    <p>
      <a href="/import">Import another sheet</a>
    </p>
  </Layout>
);
