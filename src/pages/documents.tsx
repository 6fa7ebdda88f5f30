import { IMPORT_MEBIBYTES, nothingToPropose, PROPOSAL_MEBIBYTES, type ToldDocument } from '../things/imported.ts';
import { Layout } from './frame.tsx';
import { EffectShown } from './parts/effect.tsx';
import { Fields } from './parts/facts.tsx';
import { plural } from './parts/words.ts';
import type { View } from './view.ts';

// Official documents: a file to choose, and what it says that does not stand here.

/** An official format that is read here. */
export interface DocumentFormat {
  name: string;
  title: string;
  says: string;
}

/** A document to choose, and what it is. */
export const DocumentForm = ({ view, formats }: { view: View; formats: readonly DocumentFormat[] }) => (
  <>
    <p>
      What an authority publishes for programs, as a file. You see what it says that does not stand here, and what is not taken from it,
      with the reason. Nothing is recorded by it: you propose it, and somebody else accepts it.
    </p>
    <form class="import" action="/import/document" method="post" enctype="multipart/form-data">
      <input type="hidden" name="csrf" value={view.visitor?.csrf} />
      <div class="field">
        <label for="document-file">Document</label>
        <input type="file" id="document-file" name="file" accept=".json,.xml,.csv,.xlsx" required aria-describedby="document-hint" />
        <span class="note" id="document-hint">
          Just as it was published: it is kept with its hash. At most {IMPORT_MEBIBYTES} MiB, of a contributor {PROPOSAL_MEBIBYTES}.
        </span>
      </div>
      <div class="field">
        <label for="format">What it is</label>
        <select id="format" name="format" required>
          <option value="">choose</option>
          {formats.map(({ name, title }) => (
            <option value={name}>{title}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="imposed_by">Whose tariff a TARIC3 message is of</label>
        <input type="text" id="imposed_by" name="imposed_by" aria-describedby="imposed_by-hint" />
        <span class="note" id="imposed_by-hint">
          A name or a code; the European Union if left empty.
        </span>
      </div>
      <button type="submit">Show what it says</button>
    </form>
    <Fields of={formats.map(({ title, says }) => [title, says])} />
  </>
);

/** So much is told one by one. */
const SHOWN = 200;

const Points = ({ title, of }: { title: string; of: readonly string[] }) =>
  of.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      <ul>
        {of.slice(0, SHOWN).map((line) => (
          <li>
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
      {of.length > SHOWN && <p class="note">{`and ${of.length - SHOWN} more`}</p>}
    </>
  );

/** A proposal by its number; a contributor may not see those of others. */
const ProposalName = ({ id, view }: { id: number; view: View }) =>
  view.visitor?.role === 'contributor' ? <span>{`Proposal ${id}`}</span> : <a href={`/proposals/${id}`}>{`Proposal ${id}`}</a>;

interface PreviewProps {
  view: View;
  /** What the file is called. */
  name: string;
  read: ToldDocument;
  /** By what the file is found again; null where there is nothing to propose. */
  hash: string | null;
  asked: { format: string; imposed_by?: string | undefined };
}

/** What a document says that does not stand here, what is not taken from it, and the button that proposes it. */
export const DocumentPreviewPage = ({ view, name, read, hash, asked }: PreviewProps) => {
  const { about, sha256, bytes, effect, proposal, not_taken, concerns, waits_in } = read;
  return (
    <Layout title="What it says that is not here" view={view} kicker={<a href="/import">Import</a>}>
      <p class="lead">
        <bdi>{name}</bdi>: <bdi>{about}</bdi>, {plural(bytes, ['byte', 'bytes'])}
        {effect === null
          ? waits_in.length > 0
            ? '. What it says that is not here is proposed already, and waits for a review.'
            : `: ${nothingToPropose(read)}.`
          : `: ${plural(effect.entries, ['entry', 'entries'])} of the ledger.`}
      </p>
      <p class="note">
        SHA-256 <code>{sha256}</code>
      </p>
      {proposal !== null && (
        <p role="status">
          <ProposalName id={proposal} view={view} /> of this document waits for a review already.
        </p>
      )}
      {waits_in.map((id) => (
        <p role="status">
          <ProposalName id={id} view={view} /> would add some of this. Once it is settled, send this document again.
        </p>
      ))}
      {hash !== null && (
        <form class="import" action="/import/document/proposal" method="post">
          <input type="hidden" name="csrf" value={view.visitor?.csrf} />
          <input type="hidden" name="file" value={hash} />
          <input type="hidden" name="format" value={asked.format} />
          <input type="hidden" name="imposed_by" value={asked.imposed_by ?? ''} />
          <button type="submit">Propose this</button>
          <p class="note">Under the name {view.visitor?.name}. Nothing is recorded until somebody else has looked at it.</p>
        </form>
      )}
      <Points title="To look at" of={concerns} />
      <Points title={`Not taken: ${not_taken.length}`} of={not_taken} />
      {effect !== null && (
        <>
          <h2>What it would change</h2>
          <EffectShown effect={effect} view={view} caption="What it would change" />
        </>
      )}
    </Layout>
  );
};
